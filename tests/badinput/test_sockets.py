"""Rows 35 to 38 of the table of bad input: sockets that should not open, frames that are none, and floods."""

import json
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from timelines import services
from timelines.consumers import ENDED
from timelines.models import ShareLink, Timeline

PATIENT: dict[str, Any] = {
    "ping_interval": None,
    "close_timeout": 2,
    "open_timeout": 10,
    "compression": None,
    "max_size": None,
}


def cookies(browser: Client) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{one.key}={one.value}" for one in browser.cookies.values())}


def opened(site: str, path: str, browser: Client | None = None, origin: str | None = None) -> ClientConnection:
    address = site.replace("http", "ws", 1) + path
    headers = cookies(browser) if browser else {}
    return connect(address, origin=Origin(site if origin is None else origin), additional_headers=headers, **PATIENT)


def status(site: str, path: str, browser: Client | None = None, origin: str | None = None) -> int:
    """Give the HTTP status with which a socket is refused, or 101."""
    try:
        with opened(site, path, browser, origin):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def code_of(line: ClientConnection) -> int | None:
    """Read until the socket is closed, and give its code."""
    try:
        while True:
            line.recv(timeout=5)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def heard(line: ClientConnection) -> Any:
    """Give the next message, but for whether the other seat is there."""
    while "there" in (said := json.loads(line.recv(timeout=5))):
        pass
    return said


def test_row35_a_socket_without_a_right_to_it_is_refused(
    site: str, timeline: Timeline, hers: Client, ben: Client, committed_cast: Any
) -> None:
    path = f"/live/{timeline.pk}/hers/"
    assert status(site, path, hers) == 101
    assert [status(site, path), status(site, path, ben), status(site, f"/live/{timeline.pk}/", hers)] == [403] * 3
    for origin in ("https://evil.example", "null", f"{site}.evil.example", "http://127.0.0.1:1", f"{site}/", "file://"):
        assert status(site, path, hers, origin) == 403
    ShareLink.objects.update(confirmed_at=timezone.now() - timedelta(hours=4))
    assert status(site, path, hers) == 403


def test_row35_a_socket_that_is_open_ends_when_the_right_to_it_does(
    site: str, timeline: Timeline, hers: Client
) -> None:
    with opened(site, f"/live/{timeline.pk}/hers/", hers) as line:
        services.close_links(timeline, at=timezone.now())
        assert code_of(line) == ENDED
    assert status(site, f"/live/{timeline.pk}/hers/", hers) == 403


def raw(line: ClientConnection, *frames: Frame, mask: bool = True) -> None:
    for frame in frames:
        line.socket.sendall(frame.serialize(mask=mask))


FRAMES: dict[str, tuple[list[Frame], bool, set[int | None]]] = {
    "binary": ([Frame(Opcode.BINARY, bytes(range(256)))], True, {1007}),
    "10 MB": ([Frame(Opcode.TEXT, b"a" * 10_000_000)], True, {1009}),
    "10,000 pieces": (
        [
            Frame(Opcode.TEXT, b"a" * 10, fin=False),
            *[Frame(Opcode.CONT, b"a" * 10, fin=False)] * 9_998,
            Frame(Opcode.CONT, b"a"),
        ],
        True,
        {1009},
    ),
    "no UTF-8": ([Frame(Opcode.TEXT, b"\xc0\xaf\xff")], True, {1007}),
    "unmasked": ([Frame(Opcode.TEXT, b"{}")], False, {1002}),
    "a piece of nothing": ([Frame(Opcode.CONT, b"a")], True, {1002}),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_row36_a_frame_that_is_none_closes_its_socket_alone(
    site: str, timeline: Timeline, hers: Client, kind: str
) -> None:
    frames, mask, codes = FRAMES[kind]
    path = f"/live/{timeline.pk}/hers/"
    with opened(site, path, hers) as other, opened(site, path, hers) as line:
        with suppress(OSError):  # closed while it was still sending
            raw(line, *frames, mask=mask)
        assert code_of(line) in codes
        other.send('{"ping": 1}')
        assert heard(other) == {"pong": 1}


def test_row37_who_floods_is_closed_and_the_other_screen_goes_on(
    site: str, timeline: Timeline, hers: Client, ben: Client
) -> None:
    with opened(site, f"/live/{timeline.pk}/", ben) as bens, opened(site, f"/live/{timeline.pk}/hers/", hers) as line:
        frames = b"".join(Frame(Opcode.TEXT, b'{"ping": 1}').serialize(mask=True) for _ in range(1000))
        line.socket.sendall(frames)
        assert code_of(line) == 1008
        bens.send('{"ping": 1}')
        assert heard(bens) == {"pong": 1}
        assert status(site, f"/live/{timeline.pk}/hers/", hers) == 101  # she can come back


def test_row37_one_link_holds_four_sockets_however_many_it_opens(site: str, timeline: Timeline, hers: Client) -> None:
    with ExitStack() as stack:
        lines = [stack.enter_context(opened(site, f"/live/{timeline.pk}/hers/", hers)) for _ in range(40)]
        assert [code_of(line) for line in lines[:36]] == [1008] * 36
        for line in lines[36:]:
            line.send('{"ping": 1}')
            assert heard(line) == {"pong": 1}


@pytest.mark.parametrize(
    "path", ["/live/*/", "/live/__class__/", "/live/case.2/", "/live/../today/", "/live/%00/", "/"]
)
def test_row38_a_socket_to_what_is_no_timeline_is_refused(site: str, ben: Client, path: str) -> None:
    assert status(site, path, ben) == 403


def test_row38_a_message_that_asks_for_another_timeline_is_answered_with_none(
    site: str, timeline: Timeline, hers: Client
) -> None:
    with opened(site, f"/live/{timeline.pk}/hers/", hers) as line:
        for said in ({"subscribe": "*"}, {"subscribe": f"timeline.{uuid4()}"}, {"type": "look"}, {"__class__": 1}):
            line.send(json.dumps(said))
            assert list(heard(line)) == ["error"]

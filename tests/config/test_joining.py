"""Under the host name of her devices her pages are found, and nothing of the staff; over https, and not otherwise."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from accounts import sites
from accounts.access import Role
from config import doors, listening, starting
from config.joining import found
from config.policy import POLICY
from tests.services.certificates import certificate

NAME = "tablet.attune.test"
HERS = {
    "/away/",
    "/language/",
    "/j/",
    "/j/en/",
    "/j/nl/",
    "/j/fr/",
    "/j/wait/",
    "/j/worker.js",
    "/code/",
    "/code/leave/",
}
"""What anybody opens on her way in and out; everything else that is hers names her in the access table."""


@pytest.fixture
def laptop(settings: Any) -> Any:
    """A centre's laptop: staff on this computer, her devices over https under a host name of their own."""
    settings.JOIN_HOST, settings.JOIN_SITE, settings.HERS_ALONE = NAME, f"https://{NAME}:8443", True
    settings.TLS_CERTIFICATE, settings.TLS_KEY = "certificate", "key"
    settings.ALLOWED_HOSTS = ["localhost", NAME]
    return settings


def of(path: str) -> str:
    return re.sub(r"<uuid:\w+>", str(uuid4()), re.sub(r"<slug:\w+>", "C09", path))


def test_what_is_hers_in_the_access_table_is_found_and_nothing_else(laptop: Any) -> None:
    hers = {(resource, action) for (role, resource, action) in POLICY if role in
            (Role.PARTICIPANT_BY_LINK, Role.PARTICIPANT_BY_CODE)}  # fmt: skip
    wanted = {route for route, view in doors.views() if view.policy in hers} | HERS
    assert {route for route, _ in doors.views() if found(of(route), f"{NAME}:8443", secure=True)} == wanted
    sockets = [f"/live/{uuid4()}/hers/", f"/live/{uuid4()}/hers/events/", f"/live/{uuid4()}/", "/elsewhere/"]
    assert [found(path, NAME, secure=True) for path in sockets] == [True, True, False, False]


@pytest.mark.parametrize(
    ("host", "secure", "answers"),
    [("localhost", False, [200, 200]), ("localhost", True, [404, 404]), (NAME, False, [404, 404]),
     (NAME, True, [302, 200]), (f"{NAME.upper()}.", True, [302, 200])],
)  # fmt: skip
def test_each_way_in_has_its_own_host(db: None, laptop: Any, host: str, secure: bool, answers: list[int]) -> None:
    browser = Client(headers={"Host": host})
    assert [browser.get(path, secure=secure).status_code for path in ("/", "/j/")] == answers


def test_staff_pages_are_not_there_with_the_bytes_of_every_page_that_is_not_there(db: None, laptop: Any) -> None:
    browser = Client(headers={"Host": NAME})
    hidden, nowhere = (browser.get(path, secure=True) for path in ("/sign-in/", "/j/nowhere/"))
    assert (hidden.status_code, hidden.content) == (nowhere.status_code, nowhere.content)
    assert browser.get("/", secure=True)["Location"] == "/j/"


def test_behind_a_proxy_her_host_has_her_pages_and_the_others_have_all(db: None, laptop: Any) -> None:
    laptop.TLS_CERTIFICATE = laptop.TLS_KEY = ""
    laptop.BEHIND_PROXY = "127.0.0.1"
    asked = [(NAME, "/sign-in/"), (NAME, "/j/"), ("localhost", "/j/"), ("localhost", "/")]
    given = [Client(headers={"Host": host}).get(path, secure=True).status_code for host, path in asked]
    assert given == [404, 200, 200, 200]
    laptop.HERS_ALONE = False  # ATTUNE_HOSTS names it as well
    assert Client(headers={"Host": NAME}).get("/", secure=True).status_code == 200


@pytest.mark.parametrize(
    ("scheme", "origin", "host", "seat", "answer"),
    [
        ("wss", "https", NAME, "hers/", "reached"), ("wss", "https", NAME, "", "shut"),
        ("wss", "http", NAME, "hers/", "shut"), ("ws", "https", NAME, "hers/", "shut"),
        ("ws", "http", "localhost", "", "reached"), ("wss", "https", "localhost", "", "shut"),
    ],
)  # fmt: skip
async def test_a_socket_comes_by_its_own_way_too(
    laptop: Any, scheme: str, origin: str, host: str, seat: str, answer: str
) -> None:
    from config.origins import SocketsFromHere

    async def reached(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.close", "code": 4000})

    headers = [(b"origin", f"{origin}://{host}".encode()), (b"host", host.encode())]
    scope = {"type": "websocket", "scheme": scheme, "path": f"/live/{uuid4()}/{seat}", "headers": headers}
    line = ApplicationCommunicator(SocketsFromHere(reached), scope)
    await line.send_input({"type": "websocket.connect"})
    closed = await line.receive_output()
    assert (closed["type"], closed.get("code")) == ("websocket.close", {"reached": 4000, "shut": None}[answer])


def test_what_she_opens_bears_her_host(laptop: Any, rf: Any) -> None:
    assert sites.hers(rf.get("/", headers={"Host": "localhost"})) == f"https://{NAME}:8443"
    laptop.JOIN_SITE = ""
    assert sites.hers(rf.get("/", headers={"Host": "localhost:8000"})) == "http://localhost:8000"


def given(settings: Any, **said: str) -> str | None:
    """Give the sentence for these settings, the others being empty."""
    for name in ("JOIN_HOST", "TLS_CERTIFICATE", "TLS_KEY", "BEHIND_PROXY"):
        setattr(settings, name, said.get(name, ""))
    settings.ALLOWED_HOSTS = ["localhost"]
    return starting.refusal("127.0.0.1")


def test_the_start_says_what_is_missing_for_her_host(settings: Any, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("ATTUNE_MODE", "real")
    monkeypatch.setenv("ATTUNE_HOSTS", "attune.example.org")
    made = certificate(tmp_path, NAME)
    pair = {"TLS_CERTIFICATE": str(made.certificate), "TLS_KEY": str(made.key)}
    assert given(settings, JOIN_HOST=NAME, **pair) is None
    assert given(settings, JOIN_HOST=NAME, BEHIND_PROXY="127.0.0.1") is None
    assert given(settings, JOIN_HOST=NAME) == starting.NO_HTTPS.format(host=NAME)
    assert given(settings, **pair) == given(settings, JOIN_HOST=NAME, TLS_KEY=pair["TLS_KEY"]) == starting.NOT_ALL
    assert given(settings, JOIN_HOST=NAME, BEHIND_PROXY="127.0.0.1", **pair) == starting.TWICE
    for name in ("10.0.0.5", "localhost", f"{NAME}:8443", f"https://{NAME}", "::1"):
        assert given(settings, JOIN_HOST=name, **pair) == starting.NO_NAME
    swapped = {"TLS_CERTIFICATE": pair["TLS_CERTIFICATE"], "TLS_KEY": str(certificate(tmp_path / "other", NAME).key)}
    assert given(settings, JOIN_HOST=NAME, **swapped) == starting.NO_PAIR
    assert given(settings, JOIN_HOST=NAME, **pair | {"TLS_KEY": "/nowhere"}) == starting.NO_PAIR
    made.key.chmod(0o640)
    assert given(settings, JOIN_HOST=NAME, **pair) == starting.OPEN_KEY


def test_the_demonstration_has_no_host_for_devices(settings: Any) -> None:
    assert starting.refusal_of_the_demonstration("127.0.0.1") is None
    settings.JOIN_HOST = NAME
    assert starting.refusal_of_the_demonstration("127.0.0.1") == starting.ONLY_HERE.format(said=NAME)


def test_a_place_that_is_not_free_is_named(settings: Any) -> None:
    import socket

    settings.TLS_CERTIFICATE, settings.JOIN_LISTEN = "certificate", "127.0.0.1"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.JOIN_PORT = taken.getsockname()[1]
        said = starting.NOT_FREE.format(port=settings.JOIN_PORT, address="127.0.0.1")
        assert starting.taken_from_her_devices() == said
    assert starting.taken_from_her_devices() is None
    settings.JOIN_LISTEN = "192.0.2.1"  # RFC 5737: nobody has it
    assert starting.taken_from_her_devices() == starting.NOT_FREE.format(port=settings.JOIN_PORT, address="192.0.2.1")


def test_https_is_tls_1_2_and_later(settings: Any, tmp_path: Path) -> None:
    made = certificate(tmp_path, NAME)
    settings.TLS_CERTIFICATE, settings.TLS_KEY = str(made.certificate), str(made.key)
    assert listening.context().minimum_version.name == "TLSv1_2"

"""What comes over the line itself, to a real server: rows 7, 24 and 25 of the table of bad input."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest

from config.bodies import FORM, PATIENCE, TEXT
from tests.canary.installation import ON_SQLITE, Installation, installed, plant
from tests.databases import own_copy

pytestmark = [pytest.mark.timeout(300), ON_SQLITE]
_FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def attune(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """One server for all of these: each asserts that it is well afterwards."""
    from tests.conftest import everybody  # once the rooms of the program are there

    with ExitStack() as stack:
        with django_db_blocker.unblock(), own_copy():
            study = plant(everybody(datetime(2026, 6, 9, 10, 0, tzinfo=UTC)))
            running = installed(study, tmp_path_factory.mktemp("lines") / "var", traced=False)
            attune = stack.enter_context(running)
        yield attune


@contextmanager
def line(attune: Installation) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", attune.web.port), 30) as open_line:
        yield open_line


def answers(attune: Installation, *sent: bytes, shut: bool = False) -> list[int]:
    """Send bytes as they are, and give the status of every answer until the server closes the line."""
    with line(attune) as open_line:
        try:
            for part in sent:
                open_line.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has closed the line already: the answer may be there nevertheless
        if shut:
            open_line.shutdown(socket.SHUT_WR)
        return statuses(open_line)


def statuses(open_line: socket.socket) -> list[int]:
    heard = b""
    try:
        while part := open_line.recv(65536):
            heard += part
    except ConnectionResetError:
        pass
    return [int(start.split(b" ", 1)[0]) for start in heard.split(b"HTTP/1.1 ")[1:]]


def request(path: str, *headers: str, method: str = "POST") -> bytes:
    """Give the lines before a body."""
    return "".join([f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n", *headers, "Connection: close\r\n\r\n"]).encode()


def length(size: int | str) -> str:
    return f"Content-Length: {size}\r\n"


CHUNKED = "Transfer-Encoding: chunked\r\n"


def assert_well(attune: Installation) -> None:
    """Assert that the next request of a person works, and that nobody failed."""
    assert answers(attune, request("/", method="GET")) == [200]
    failed = [line for line in attune.web.output().splitlines() if line.startswith("ERROR")]
    assert [line for line in failed if not line.startswith("ERROR django.security.TooManyFilesSent 400")] == []


def test_row24_a_length_that_is_none_and_two_ways_to_say_it_are_refused(attune: Installation) -> None:
    body = b"code=abc"
    refused = {
        "both": request("/code/", _FORM, length(8), CHUNKED) + b"8\r\n" + body + b"\r\n0\r\n\r\n",
        "both, the other way round": request("/code/", _FORM, CHUNKED, length(8)) + b"8\r\n" + body + b"\r\n0\r\n\r\n",
        "two lengths": request("/code/", _FORM, length(8), length(9)) + body,
        "minus": request("/code/", _FORM, length(-8)) + body,
        "words": request("/code/", _FORM, length("eight")) + body,
        "no number of a piece": request("/code/", _FORM, CHUNKED) + b"zz\r\n" + body,
        "another coding": request("/code/", _FORM, "Transfer-Encoding: chunked, gzip\r\n") + body,
        "a line end alone": b"POST /code/ HTTP/1.1\nHost: 127.0.0.1\nContent-Length : 8\n\n" + body,
    }
    assert {name: answers(attune, sent) for name, sent in refused.items()} == dict.fromkeys(refused, [400])
    assert answers(attune, request("/code/", _FORM)) == [411]
    assert_well(attune)


def test_row24_a_body_longer_than_it_says_is_no_second_request(attune: Installation) -> None:
    smuggled = b"code=abcGET /invented/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    assert answers(attune, request("/code/", _FORM, length(8)) + smuggled)[1:] in ([], [400])
    assert_well(attune)


@pytest.mark.security
def test_row24_a_body_that_does_not_come_is_given_up(attune: Installation) -> None:
    began = time.monotonic()
    head = request("/code/", _FORM, length(90))
    with line(attune) as short, line(attune) as pieces, line(attune) as headers, line(attune) as silent:
        short.sendall(head + b"code=abc")
        pieces.sendall(request("/code/", _FORM, CHUNKED) + b"8\r\ncode=abc\r\n")
        headers.sendall(head[:-10])
        assert answers(attune, request("/", method="GET")) == [200]  # others are served meanwhile
        heard = [statuses(each) for each in (short, pieces, headers, silent)]
    assert heard == [[408], [408], [408], []]
    assert time.monotonic() - began < 2 * PATIENCE
    assert_well(attune)


def test_row24_who_goes_away_in_the_middle_is_forgotten(attune: Installation) -> None:
    assert answers(attune, request("/code/", _FORM, length(90)) + b"code=abc", shut=True) in ([], [400], [408])
    with line(attune) as gone:
        gone.sendall(request("/code/", _FORM, CHUNKED) + b"8\r\ncode=abc\r\n")
    assert_well(attune)


def test_row25_more_than_anybody_sends_is_refused(attune: Installation) -> None:
    fields = urlencode({f"f{number}": "1" for number in range(1001)}).encode()
    part = '--xyz\r\nContent-Disposition: form-data; name="f{0}"; filename="{0}.txt"\r\n\r\nx\r\n'
    files = ("".join(part.format(number) for number in range(200)) + "--xyz--\r\n").encode()
    multipart = "Content-Type: multipart/form-data; boundary=xyz\r\n"
    look = f"/transcripts/{attune.study.participant}/look-through/"
    cookies = f"Cookie: attune={attune.study.sessions['ben']}; attune-form={'a' * 32}\r\nX-CSRFToken: {'a' * 32}\r\n"
    long_lines = [b"X-Long: " + b"b" * 9000 + b"\r\n"] * 50
    many = (f"X-{number}: {'b' * 1000}\r\n" for number in range(40))
    assert {
        "1,001 fields": answers(attune, request("/code/", _FORM, length(len(fields))), fields),
        "200 files": answers(attune, request("/code/", multipart, length(len(files))), files),
        "200 files for a text": answers(attune, request(look, multipart, cookies, length(len(files))), files),
        "an address of 20 kB": answers(attune, request("/" + "a" * 20_000, method="GET")),
        "a query of 20 kB": answers(attune, request("/?" + "a" * 20_000, method="GET")),
        "a cookie of 100 kB": answers(attune, request("/", f"Cookie: a={'b' * 100_000}\r\n", method="GET")),
        "headers of 40 kB": answers(attune, request("/", *many, method="GET")),
        "a header of 10 kB": answers(attune, request("/", f"X-Long: {'b' * 10_000}\r\n", method="GET")),
        "headers without an end": answers(attune, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", *long_lines),
    } == {
        "1,001 fields": [400], "200 files": [400], "200 files for a text": [400], "an address of 20 kB": [414],
        "a cookie of 100 kB": [431], "headers of 40 kB": [431], "headers without an end": [431],
        "a header of 10 kB": [431], "a query of 20 kB": [414],
    }  # fmt: skip
    assert_well(attune)


@pytest.mark.parametrize("times", [1.1, 3, 40])
def test_row07_25_a_body_over_the_limit_gets_its_answer_at_once(attune: Installation, times: float) -> None:
    look = f"/transcripts/{attune.study.participant}/look-through/"
    for path, most in (("/code/", FORM.body), (look, TEXT.body)):
        size = int(most * times) if most == FORM.body else most + 1
        with line(attune) as open_line:
            open_line.sendall(request(path, _FORM, length(size)))
            assert open_line.recv(12) == b"HTTP/1.1 413"  # before a byte of the body was sent
    assert answers(attune, request("/code/", _FORM, CHUNKED), b"50000\r\n" + b"x" * 0x50000 + b"\r\n0\r\n\r\n") == [413]
    assert_well(attune)

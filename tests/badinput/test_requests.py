"""Rows 20 to 24, 76 and 77 of the table of bad input: forged headers, methods, origins, kinds, and what never ends."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from config import asgi
from config.protocol import Careful
from ledger.models import Entry
from tests.services.here import served
from tests.timelines.drawing import begin, joined
from timelines.models import ShareLink

KEYS = ["X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "X-Real-IP", "X-Original-URL"]


@pytest.fixture
def secret(cast: Any) -> str:
    return joined(begin(cast.ana, by=cast.ben, at=cast.at), by=cast.ben)


@pytest.mark.parametrize("name", KEYS)
def test_row20_a_forged_header_of_a_proxy_changes_nothing(cast: Any, name: str) -> None:
    ben = Client()
    ben.force_login(cast.ben)
    for value in ("evil.example", "https", "for=192.0.2.1;proto=https;host=evil.example", "/upkeep/"):
        answer = ben.get("/today/", headers={name: value})
        assert (answer.status_code, b"evil.example" in answer.content, answer.wsgi_request.scheme) == (
            200,
            False,
            "http",
        )
        assert answer.wsgi_request.META["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.1@evil.example", "a b", "[::1", "x" * 300]
)
def test_row20_a_host_that_is_not_ours_is_400(db: None, host: str) -> None:
    answer = Client().get("/", headers={"Host": host})
    assert (answer.status_code, b"example" in answer.content) == (400, False)


def test_row21_only_the_methods_that_are_stated_are_taken(cast: Any, secret: str) -> None:
    entries = Entry.objects.count()
    for method in ("TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "PROPFIND", "X" * 40):
        answer = Client().generic(method, "/j/", f"secret={secret}", "application/x-www-form-urlencoded")
        assert answer.status_code == 405, method
    for override in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        assert Client().get("/j/", headers={override: "POST"}).status_code == 200
        assert Client().get("/sign-out/", headers={override: "POST"}).status_code in {302, 405}
    assert (Entry.objects.count(), ShareLink.objects.get().joined_at) == (entries, None)


def test_row21_a_method_that_is_not_taken_is_answered_whole(committed: None, caplog: pytest.LogCaptureFixture) -> None:
    with served() as site, closing(HTTPConnection(urlsplit(site).netloc, timeout=20)) as line:
        line.request("GET", "/j/")
        page = line.getresponse()
        token, cookie = re.findall(rb'csrfmiddlewaretoken" value="(\w+)"', page.read())[0], page.headers["Set-Cookie"]
        sent = {"Origin": site, "Cookie": cookie.split(";")[0], "X-CSRFToken": token.decode()}
        for method in ("PUT", "DELETE", "PROPFIND", "OPTIONS"):
            line.request(method, "/j/", headers=sent)  # on one line: an answer that is cut off would end it
            answer = line.getresponse()
            words, length = answer.read(), int(answer.headers["Content-Length"])
            assert (answer.status, b"cannot be opened like this" in words, length) == (405, True, len(words)), method
            assert {answer.headers[name] for name in ("Cache-Control", "Allow")} == {"no-store", "GET, HEAD, POST"}
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == []


CSRF = {
    "no secret of the form": ({}, False),
    "another secret": ({}, True),
    "another origin": ({"Origin": "https://evil.example"}, True),
    "another port": ({"Origin": "http://testserver:81"}, True),
    "no origin": ({"Origin": "null"}, True),
    "no origin, said to be a picture": ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, True),
    "from a neighbour": ({"Sec-Fetch-Site": "same-site"}, True),
}


@pytest.mark.parametrize("kind", CSRF)
def test_row22_what_comes_from_elsewhere_changes_nothing(cast: Any, secret: str, kind: str) -> None:
    headers, with_form = CSRF[kind]
    browser = Client(enforce_csrf_checks=True, headers=headers)
    token = browser.get("/j/").context["csrf_token"]
    form = {"secret": secret, "csrfmiddlewaretoken": ("x" * 64 if kind == "another secret" else str(token))}
    answer = browser.post("/j/", form if with_form else {"secret": secret})
    assert (answer.status_code, ShareLink.objects.get().joined_at) == (403, None)


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://testserver"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}]
)
def test_row22_a_form_of_ours_passes_also_without_a_referrer(cast: Any, secret: str, headers: dict[str, str]) -> None:
    browser = Client(enforce_csrf_checks=True, headers=headers)
    token = str(browser.get("/j/").context["csrf_token"])
    assert browser.post("/j/", {"secret": secret, "csrfmiddlewaretoken": token}).status_code == 302


KINDS = [
    ("text/plain", b'{"kind": "put"}'), ("multipart/form-data", b"x"), ("multipart/form-data; boundary=", b"--\r\n"),
    ("application/json; charset=utf-7", b"+AHsAfQ-"), ("application/json", '{"kind": "put"}'.encode("utf-16")),
    ("application/x-www-form-urlencoded; charset=utf-7", b"kind=put"), ("application/xml", b"<x/>"), ("x" * 500, b"x"),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nput"),
]  # fmt: skip


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_row23_a_body_of_another_kind_is_refused_and_changes_nothing(cast: Any, kind: int) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    ben = Client()
    ben.force_login(cast.ben)
    answer = ben.post(f"/timelines/{timeline.pk}/operations/", KINDS[kind][1], content_type=KINDS[kind][0])
    assert answer.status_code in {400, 415, 422}
    assert timeline.operations.count() == 0


@pytest.fixture
def site(committed_cast: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real server, which waits half a second where it waits ten."""
    monkeypatch.setattr(Careful, "patience", 0.5)
    monkeypatch.setattr(asgi._pages, "patience", 0.5)
    with served() as address:
        yield address


POST = "POST /j/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
UNFINISHED = {
    "a length that is longer than the body": (f"{POST}Content-Length: 50\r\n\r\nsecret=x", 408),
    "pieces without an end": (f"{POST}Transfer-Encoding: chunked\r\n\r\n5\r\nsecre\r\n", 408),
    "a head without an end": ("GET / HTTP/1.1\r\nHost: 127.", 408),
    "nothing at all": ("", 0),
}


def answered(site: str, request: str) -> int:
    """Send bytes; give the status of what comes back, 0 when the line was closed without a word."""
    address = (str(urlsplit(site).hostname), int(urlsplit(site).port or 0))
    with socket.create_connection(address, timeout=10) as line:
        line.sendall(request.encode("latin-1"))
        said = line.recv(65536)
    return int(said.split(b" ")[1]) if said else 0


def test_row24_what_does_not_come_to_its_end_is_given_up_and_the_next_request_works(site: str) -> None:
    found = {name: answered(site, request) for name, (request, _) in UNFINISHED.items()}
    assert found == {name: status for name, (_, status) in UNFINISHED.items()}
    assert answered(site, "GET /j/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == 200


@pytest.mark.parametrize(
    "said", ["../../etc/passwd", "nl;q=NaN", "*", "a" * 10_000, "\x00", "xx-YY,,,;q=", "zh", "nl" * 3000]
)
def test_row76_a_language_that_is_none_gives_the_default(db: None, said: str) -> None:
    browser = Client()
    browser.cookies["attune-language"] = said if len(said) < 4000 else "../../etc"
    page = browser.get("/j/", headers={"Accept-Language": said})
    assert (page.status_code, b'<html lang="en">' in page.content) == (200, True)
    assert browser.post("/language/", {"language": said, "next": "/j/"}).status_code == 422


PROBES = [
    "/interviews/{pk}/x.css", "/interviews/{pk}%2f..", "/interviews/{pk};a.js", "/timelines/{pk}/x.css",
    "/today/x.css", "/today/.js", "/today;a.css", "/static/../today/", "/static/%2e%2e/today/",
    "/today/%0a.css", "/timelines/{pk}/.avif",
]  # fmt: skip


@pytest.mark.parametrize("probe", PROBES)
def test_row77_a_private_page_is_not_found_under_the_name_of_a_file(cast: Any, probe: str) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=timezone.now())
    ben = Client()
    ben.force_login(cast.ben)
    answer = ben.get(probe.format(pk=timeline.pk))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")

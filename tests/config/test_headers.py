"""Every answer carries exactly the headers of the list: at every address, of every kind, files and refusals as well."""

import re
import socket
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.test import Client, override_settings

from config import doors, headers
from tests.services.here import served

# written by hand, as a second statement beside config/headers.py
CLOSED = (
    "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), "
    "encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), "
    "local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), "
    "serial=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=(), screen-wake-lock=(self)"
)
EVERY = {
    "cache-control": "no-store",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": CLOSED,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow, noarchive",
}
PAGE = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self' data:; manifest-src 'self'; object-src 'none'; "
    "require-trusted-types-for 'script'; script-src 'nonce-?' 'strict-dynamic'; style-src 'self'; "
    "trusted-types attune-swaps attune-worker; worker-src 'self'"
)
WORKER = "base-uri 'none'; connect-src 'self'; default-src 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of the one script that works without a page."""
FILE = "base-uri 'none'; default-src 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
OF_ITS_OWN = {
    "allow", "clear-site-data", "connection", "content-disposition", "content-language", "content-length",
    "content-type", "date", "etag", "last-modified", "location", "service-worker-allowed", "set-cookie",
    "transfer-encoding", "vary",
}  # fmt: skip
"""What one answer may say of itself; everything else is in the list, or a fault."""
NONCE = re.compile(r"'nonce-[\w-]{22}'")


MINUTE, FOR_GOOD = "public, max-age=60", "public, max-age=31536000, immutable"


def faults(given: Mapping[str, str], *, kept: str = "no-store", https: bool = False) -> dict[str, Any]:
    """Give what differs between the headers of an answer and those that it has to have."""
    found = {name.lower(): value for name, value in given.items() if name.lower() not in OF_ITS_OWN}
    is_page = dict((k.lower(), v) for k, v in given.items()).get("content-type", "").startswith("text/html")
    policy = found.get("content-security-policy", "")
    found["content-security-policy"] = NONCE.sub("'nonce-?'", policy)
    wanted = {**EVERY, "content-security-policy": PAGE if is_page else WORKER if policy == WORKER else FILE}
    wanted["cache-control"] = kept
    if https:
        wanted["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return {
        name: (found.get(name), wanted.get(name))
        for name in found.keys() | wanted.keys()
        if found.get(name) != wanted.get(name)
    }


def addresses() -> list[str]:
    """Give every address there is, with ids of nothing."""
    return [re.sub(r"<uuid:\w+>", str(uuid4()), re.sub(r"<slug:\w+>", "C09", route)) for route, _ in doors.views()]


def test_every_address_gives_them_with_every_kind_of_answer(cast: Any, signed_in: Any) -> None:
    nobody, strict, ben = Client(), Client(enforce_csrf_checks=True), signed_in(cast.ben)
    kinds, wrong = set(), {}
    for path in addresses():
        asked = [nobody.get(path), nobody.post(path), nobody.delete(path), strict.post(path), ben.get(path)]
        kinds |= {answer.status_code for answer in asked}
        wrong |= {(path, answer.status_code): faults(answer.headers) for answer in asked if faults(answer.headers)}
    assert wrong == {}
    assert kinds == {200, 302, 403, 404, 405, 422}


@pytest.mark.parametrize("https", [False, True])
def test_files_refusals_and_faults_have_them_too(db: None, https: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(HTTPS=https):
        browser = Client(raise_request_exception=False)
        script, marked = browser.get("/static/js/once.js"), browser.get(static("js/once.js"))
        again = {"If-None-Match": f"W/{script['ETag']}"}  # the tag of a file that a proxy has packed is a weak one
        answers = {
            "file": (script, 200, MINUTE),
            "file again": (browser.get("/static/js/once.js", headers=again), 304, MINUTE),
            "marked": (marked, 200, FOR_GOOD),
            "marked again": (browser.get(static("js/once.js"), headers=again), 304, FOR_GOOD),
            "of an earlier mark": (browser.get("/static/0123456789abcdef/js/once.js"), 200, MINUTE),
            "style": (browser.get("/static/css/base.css"), 200, MINUTE),
            "no file": (browser.get("/static/js/nothing.js"), 404, "no-store"),
            "no file, marked": (browser.get(static("js/nothing.js")), 404, "no-store"),
            "nowhere": (browser.get("/nowhere/"), 404, "no-store"),
            "slash": (browser.get("/code"), 301, "no-store"),
            "host": (browser.get("/", headers={"Host": "evil.example"}), 400, "no-store"),
            "fields": (browser.post("/j/", {f"f{n}": "x" for n in range(20_001)}), 400, "no-store"),
        }  # fmt: skip
        with monkeypatch.context() as planted:
            planted.setattr("timelines.services.join", lambda *_, **__: 1 / 0)
            answers["fault"] = (browser.post("/j/", {"secret": "x"}), 500, "no-store")
        found = {name: (answer.status_code, faults(answer.headers, kept=kept, https=https))
                 for name, (answer, _, kept) in answers.items()}  # fmt: skip
        assert found == {name: (status, {}) for name, (_, status, _) in answers.items()}


HEAD = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
UPGRADE = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
RAW = {
    "a page": (f"{HEAD}\r\n", 200),
    "no request at all": ("\x16\x03\x01 hello\r\n\r\n", 400),
    "two lengths": (
        "POST /j/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        400,
    ),
    "a length that is none": ("POST /j/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: x\r\n\r\n", 400),
    "a body too large": ("POST /j/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999\r\n\r\n", 413),
    "an address too long": (f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
    "a header too long": (f"{HEAD}X-Long: {'a' * 10_000}\r\n\r\n", 431),
    "a socket from elsewhere": (f"{HEAD}Origin: https://evil.example\r\n{UPGRADE}{KEY}\r\n", 403),
    "a socket without a key": (f"{HEAD}{UPGRADE}\r\n", 400),
}


def ask(site: str, request: str) -> tuple[int, dict[str, str]]:
    """Send bytes to the server and give the status and headers of what it answers."""
    with socket.create_connection((urlsplit(site).hostname, urlsplit(site).port), timeout=10) as line:
        line.sendall(request.encode("latin-1"))
        said = b""
        while b"\r\n\r\n" not in said and (part := line.recv(65536)):
            said += part
    first, *lines = said.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    pairs = [one.partition(": ") for one in lines]
    assert len({name.lower() for name, _, _ in pairs}) == len(pairs), "a header came twice"
    return int(first.split(" ")[1]), {name: value for name, _, value in pairs}


def test_what_the_server_itself_answers_has_them_and_does_not_name_it(committed: None) -> None:
    with served() as site:
        found = {name: ask(site, request) for name, (request, _) in RAW.items()}
    assert {name: (status, faults(given)) for name, (status, given) in found.items()} == {
        name: (status, {}) for name, (_, status) in RAW.items()
    }


@pytest.mark.parametrize("name", [*EVERY, "content-security-policy"])
def test_a_header_that_is_missing_or_other_is_found(name: str) -> None:
    good = {"content-type": "text/html", **{k.lower(): v for k, v in headers.headers("text/html").items()}}
    assert faults(good) == {}
    for planted in ({k: v for k, v in good.items() if k != name}, {**good, name: "unsafe-none"}):
        assert list(faults(planted)) == [name]


@pytest.mark.parametrize("name", ["Server", "X-Powered-By", "Access-Control-Allow-Origin", "Refresh"])
def test_a_header_that_nobody_expects_is_found(name: str) -> None:
    assert list(faults({"content-type": "text/css", **headers.headers("text/css"), name: "*"})) == [name.lower()]


def test_every_answer_has_a_nonce_of_its_own_and_every_script_carries_it(db: None) -> None:
    answers = [Client().get("/j/") for _ in range(2)]
    nonces = [NONCE.search(answer.headers["Content-Security-Policy"])[0][7:-1] for answer in answers]  # type: ignore[index]
    assert nonces[0] != nonces[1]
    for answer, nonce in zip(answers, nonces, strict=True):
        scripts = re.findall(r"<script[^>]*>", answer.content.decode())
        assert [script for script in scripts if f'nonce="{nonce}"' not in script] == []
        assert len(scripts) == 7


def test_the_list_has_the_last_word() -> None:
    def says_otherwise(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x", headers={"Cache-Control": "public", "Referrer-Policy": "unsafe-url"})

    answered: Callable[[HttpRequest], HttpResponse] = headers.Headers(says_otherwise)
    request = HttpRequest()
    request.path = "/static/../j/"
    assert faults(answered(request).headers, kept=MINUTE) == {}  # a file by its path: it holds nothing of anybody
    request.path = "/j/"
    assert faults(answered(request).headers) == {}

"""The pool: bodies in memory, a limit before the program, chunked bodies with their length."""

import asyncio
import re
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from config.bodies import FORM, TEXT, Limit, limit_of
from config.headers import raw
from config.pages import refusal
from config.pool import Pages


class Browser:
    """An ASGI server's side of one request."""

    def __init__(self, *parts: bytes, headers: list[tuple[bytes, bytes]] | None = None, gone: bool = False) -> None:
        self.parts = list(parts) or [b""]
        length = (b"content-length", str(sum(map(len, self.parts))).encode())
        self.headers = headers if headers is not None else [length]
        self.gone = gone
        self.sent: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if self.gone and len(self.parts) == 1:
            return {"type": "http.disconnect"}
        part = self.parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(self.parts)}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    def ask(self, pages: Pages, path: bytes = b"/a%20b/") -> tuple[int, dict[bytes, bytes], bytes]:
        scope = {
            "type": "http", "method": "POST", "path": "/a b/", "raw_path": path, "query_string": b"q=1",
            "http_version": "1.1", "headers": self.headers, "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip
        asyncio.run(pages(scope, self.receive, self.send))
        if not self.sent:
            return 0, {}, b""
        body = b"".join(message.get("body", b"") for message in self.sent[1:])
        return self.sent[0]["status"], dict(self.sent[0]["headers"]), body


seen: list[dict[str, Any]] = []


def program(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """A WSGI program that says what it was asked."""
    body = environ["wsgi.input"].read()
    seen.append({**environ, "body": body, "thread": threading.current_thread().name})
    start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [b"got ", body]


@pytest.fixture
def pages() -> Pages:
    seen.clear()
    return Pages(program, threads=2, page=refusal, limits=lambda path: Limit(1000, 5), patience=0.2)


def test_a_body_in_pieces_reaches_the_program_whole_and_with_its_length(pages: Pages) -> None:
    assert Browser(b"one ", b"two ", b"three").ask(pages)[::2] == (200, b"got one two three")
    assert (seen[0]["CONTENT_LENGTH"], seen[0]["body"]) == ("13", b"one two three")


def test_a_chunked_body_that_claims_no_length_arrives_too(pages: Pages) -> None:
    Browser(b"abc", headers=[(b"transfer-encoding", b"chunked")]).ask(pages)
    assert (seen[0]["CONTENT_LENGTH"], "HTTP_TRANSFER_ENCODING" in seen[0]) == ("3", False)


@pytest.mark.parametrize(("size", "status"), [(1000, 200), (1001, 413), (7999, 413), (100_000, 413)])
def test_a_body_over_the_limit_is_answered_before_the_program_sees_it(pages: Pages, size: int, status: int) -> None:
    parts = [b"x" * min(500, size - at) for at in range(0, size, 500)]
    assert Browser(*parts).ask(pages)[0] == status
    assert len(seen) == (status == 200)


def test_a_length_far_over_the_limit_is_refused_without_reading(pages: Pages) -> None:
    browser = Browser(b"x", b"y", headers=[(b"content-length", b"30000000")])
    assert browser.ask(pages)[0] == 413
    assert browser.parts == [b"x", b"y"]


@pytest.mark.parametrize(("size", "left"), [(1500, 0), (7500, 0), (12_000, 8)])
def test_a_refused_body_in_pieces_is_read_on_within_bounds(pages: Pages, size: int, left: int) -> None:
    browser = Browser(*[b"x" * 500] * (size // 500), headers=[(b"transfer-encoding", b"chunked")])
    assert browser.ask(pages)[0] == 413
    assert len(browser.parts) == left


def test_the_refusal_comes_before_the_rest_is_read(pages: Pages) -> None:
    browser = Browser(b"x" * 900, b"y" * 900, b"z")
    asked: list[int] = []
    receive = browser.receive

    async def counting() -> dict[str, Any]:
        asked.append(len(browser.sent))
        return await receive()

    browser.receive = counting
    assert browser.ask(pages)[0] == 413
    assert asked == [2, 2, 2]  # head and page were sent before the first part was read


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([], 411), ([(b"content-length", b"7")], 400), ([(b"content-length", b"2")], 400),
        ([(b"content-length", b"-1")], 400), ([(b"content-length", b"\xb2")], 400), ([(b"content-length", b"")], 400),
        ([(b"content-length", b"4"), (b"x-long", b"x" * 40_000)], 431),
    ],
)  # fmt: skip
def test_a_request_that_does_not_say_what_it_has_is_refused(
    pages: Pages, headers: list[tuple[bytes, bytes]], status: int
) -> None:
    assert Browser(b"abcd", headers=headers).ask(pages)[0] == status
    assert seen == []


def test_an_endless_address_is_refused(pages: Pages) -> None:
    assert Browser().ask(pages, b"/" + b"a" * 20_000)[0] == 414


@pytest.mark.parametrize(("given", "status"), [(5, 200), (6, 400)])
def test_more_fields_than_a_form_has_are_refused(pages: Pages, given: int, status: int) -> None:
    typed = b"&".join([b"a=1"] * given)
    parts = b"".join(b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(given - 1))
    for kind, body in [(b"application/x-www-form-urlencoded", typed), (b"multipart/form-data; boundary=xyz",
                                                                       parts + b"--xyz--")]:  # fmt: skip
        length = (b"content-length", str(len(body)).encode())
        assert Browser(body, headers=[length, (b"content-type", kind)]).ask(pages)[0] == status


def test_a_body_that_does_not_go_on_is_given_up(pages: Pages) -> None:
    browser = Browser(b"begun", headers=[(b"content-length", b"9")])
    first = browser.receive

    async def stalling() -> dict[str, Any]:
        if browser.parts:
            return {**await first(), "more_body": True}
        await asyncio.Event().wait()
        raise AssertionError

    browser.receive = stalling
    assert browser.ask(pages)[0] == 408


def test_only_the_addresses_of_a_whole_text_take_more_than_a_form() -> None:
    pk = "1b671a64-40d5-491e-99b0-da01ff1f3341"
    large = {reverse(f"transcripts:{name}", args=[pk]) for name in ("look-through", "review", "sign")}
    assert {limit_of(path.encode()) for path in large} == {TEXT}
    small = [f"/transcripts/{pk}/bring/", "/j/", "/code/", f"/x/transcripts/{pk}/review/", f"/transcripts/{pk}/review"]
    assert {limit_of(path.encode()) for path in small} == {FORM}
    assert (FORM.body, TEXT.body) == (256 * 1024, settings.LARGEST_BODY)


def test_the_refusal_says_in_three_languages_that_it_was_too_large(pages: Pages) -> None:
    _status, headers, body = Browser(b"x" * 2000).ask(pages)
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    assert (b"{%" in body, b"{{" in body) == (False, False)
    assert [word in body.decode() for word in ('lang="en"', 'lang="nl"', 'lang="fr"')] == [True, True, True]


def test_the_page_about_the_limit_is_closed_like_every_other(pages: Pages) -> None:
    _status, headers, _body = Browser(b"x" * 2000).ask(pages)
    expected = {
        **dict(raw("text/html; charset=utf-8")),
        b"connection": b"close",
        b"content-length": headers[b"content-length"],
    }
    for each in (headers, expected):  # a nonce is another one each time
        each[b"content-security-policy"] = re.sub(rb"nonce-[\w-]+", b"", each[b"content-security-policy"])
    assert headers == expected


def test_a_browser_that_goes_away_in_the_middle_runs_nothing(pages: Pages) -> None:
    assert Browser(b"one", b"two", gone=True).ask(pages)[0] == 0
    assert seen == []


def test_path_query_and_headers_reach_the_program_as_it_expects_them(pages: Pages) -> None:
    Browser(headers=[(b"content-length", b"0"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-one", b"1"),
                     (b"x_one", b"2"), (b"content-type", b"text/plain")]).ask(pages, b"/caf%C3%A9/")  # fmt: skip
    environ = seen[0]
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/café/"
    assert (environ["QUERY_STRING"], environ["HTTP_COOKIE"], environ["HTTP_X_ONE"], environ["CONTENT_TYPE"]) == (
        "q=1", "a=1; b=2", "1", "text/plain",
    )  # fmt: skip


def test_every_cookie_of_the_answer_is_kept(pages: Pages) -> None:
    browser = Browser()
    browser.ask(pages)
    assert [value for name, value in browser.sent[0]["headers"] if name == b"set-cookie"] == [b"a=1", b"b=2"]

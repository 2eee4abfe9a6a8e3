"""What nobody caught is told by its class and its places; its words come out of no hook."""

import asyncio
import gc
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils.log import AdminEmailHandler

from config import doors, reporting
from config.last_resort import LastResort
from config.logs import WithoutValues

WORDS = "her own words"


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture, capfd: Any) -> Iterator[Callable[[], str]]:
    """Everything that was written anywhere, with our hooks in place."""
    kept = sys.excepthook, sys.unraisablehook, threading.excepthook
    reporting.take_over()
    caplog.handler.setFormatter(WithoutValues("{message}", style="{"))
    yield lambda: caplog.text + "".join(capfd.readouterr())
    sys.excepthook, sys.unraisablehook, threading.excepthook = kept


def fails() -> None:
    raise ValueError(WORDS)


def test_a_thread_says_its_class(told: Any) -> None:
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    said = told()
    assert ("a thread ended by ValueError" in said, WORDS in said) == (True, False)
    assert said.rstrip().splitlines()[-1].endswith("test_reporting.py:33 fails")


def test_the_end_of_a_process_says_its_class(told: Any) -> None:
    try:
        fails()
    except ValueError as fault:
        sys.excepthook(type(fault), fault, fault.__traceback__)
    said = told()
    assert ("nobody caught ValueError" in said, WORDS in said) == (True, False)


def test_what_cannot_be_raised_says_its_class(told: Any) -> None:
    class Falls:
        def __del__(self) -> None:
            fails()

    Falls()
    gc.collect()
    said = told()
    assert ("cannot be raised ValueError" in said, WORDS in said) == (True, False)


def test_a_task_of_the_loop_that_nobody_waits_for_says_its_class(told: Any) -> None:
    async def fail() -> None:
        fails()

    async def begin() -> None:
        reporting.take_over_loop(asyncio.get_running_loop())
        task = asyncio.create_task(fail())
        await asyncio.wait([task])
        del task
        gc.collect()

    asyncio.run(begin())
    said = told()
    assert ("a task ended by ValueError" in said, WORDS in said) == (True, False)


def served(kind: str, *, began: bool) -> list[dict[str, Any]]:
    """Give what a client hears of a program that fails."""
    heard: list[dict[str, Any]] = []

    async def program(scope: Any, receive: Any, send: Any) -> None:
        if began:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        fails()

    async def send(message: dict[str, Any]) -> None:
        heard.append(message)

    asyncio.run(LastResort(program, lambda status: f"a page for {status}")({"type": kind}, None, send))
    return heard


def test_the_outermost_wall_answers_without_a_word_of_the_fault(told: Any) -> None:
    start, body = served("http", began=False)
    assert (start["status"], body["body"], dict(start["headers"])[b"cache-control"]) == (
        500,
        b"a page for 500",
        b"no-store",
    )
    assert [each["type"] for each in served("http", began=True)] == ["http.response.start"]  # cut off, not completed
    assert served("websocket", began=False) == [{"type": "websocket.close", "code": 1011}]
    said = told()
    assert ("a http failed by ValueError" in said, WORDS in said) == (True, False)


def test_django_s_own_report_has_class_and_places_only(mailoutbox: list[Any]) -> None:
    try:
        fails()
    except ValueError:
        record = logging.LogRecord("django.request", 40, __file__, 1, "failed", None, sys.exc_info())
    with override_settings(ADMINS=[("a", "a@example.org")]):
        AdminEmailHandler(include_html=True).emit(record)
    mail = mailoutbox[0]
    told = mail.body + str(mail.alternatives)
    assert ("ValueError" in told, WORDS in told) == (True, False)


def test_a_page_that_fails_answers_without_a_word(told: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr("consent.views.code.services.find", lambda typed: fails())
    answer = Client(raise_request_exception=False).post("/code/", {"code": WORDS})
    assert (answer.status_code, WORDS in answer.content.decode()) == (500, False)
    assert WORDS not in told()


def test_debug_mode_stops_the_start() -> None:
    assert doors.no_page_shows_what_was_sent() == []
    with override_settings(DEBUG=True):
        assert [error.id for error in doors.no_page_shows_what_was_sent()] == ["attune.E003"]

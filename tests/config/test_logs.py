"""A log line names classes and places; what somebody said stands in none."""

import logging
import subprocess
import sys
from typing import Any
from uuid import uuid4

import pytest
from celery.app.trace import build_tracer
from celery.utils.log import get_logger
from django.test import RequestFactory
from django.urls import resolve

from config.celery import app
from config.logs import WithoutValues

WORDS = "her own words"


def line(record: logging.LogRecord) -> str:
    return WithoutValues("{message}", style="{").format(record)


def failed() -> Any:
    try:
        raise ValueError(WORDS)
    except ValueError:
        return sys.exc_info()


def test_an_exception_is_its_class_and_its_place() -> None:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, failed())
    record.exc_text = WORDS  # as another formatter leaves it
    first, name, place = WithoutValues("{message}", style="{").format(record).splitlines()
    assert (first, name, place.split()[-1]) == ("failed", "ValueError", "failed")


def test_an_exception_within_a_line_is_its_class() -> None:
    record = logging.LogRecord("ledger", 40, __file__, 1, "%s failed (%s)", ("it", ValueError(WORDS)), None)
    assert line(record) == "it failed (ValueError)"


def test_of_what_a_library_says_only_numbers_ids_and_its_own_words_are_kept() -> None:
    pk = uuid4()
    args = (WORDS, 3, pk, [WORDS], {"a": WORDS})
    assert line(logging.LogRecord("asyncio", 40, __file__, 1, "%s: %d %s %s %s", args, None)) == f"…: 3 {pk} … …"


def test_a_line_about_a_request_names_its_route_and_not_its_address() -> None:
    asked = RequestFactory().get(f"/j/?{WORDS}")
    record = logging.LogRecord("django.request", 40, __file__, 1, "Not Found: %s", (f"/{WORDS}",), None)
    record.request, record.status_code = asked, 404
    assert line(record) == "404 no route"
    asked.resolver_match = resolve("/j/")
    assert line(record) == "404 timelines:join"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\x1b[2K", "\x85", "\u2028", "\x00"])
def test_row18_what_somebody_sent_begins_no_line_of_its_own(end: str) -> None:
    told = line(logging.LogRecord("ledger", 40, __file__, 1, "seen %s", (f"a{end}ERROR all is well",), None))
    assert (len(told.splitlines()), told.isprintable()) == (1, True)


HANDLERS = """
import logging
import config.asgi, config.celery
from config.logs import WithoutValues
loggers = [logging.root, *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
ours = [(each.name, type(one.formatter)) for each in loggers for one in each.handlers
        if type(one) is logging.StreamHandler]
print(all(formatter is WithoutValues for _name, formatter in ours), len(ours) > 0, logging.getLogger("django").handlers)
"""


def test_every_handler_of_the_program_writes_without_values() -> None:
    """In a process of its own: what other tests have loaded is none of the program's."""
    said = subprocess.run([sys.executable, "-c", HANDLERS], capture_output=True, text=True, check=True)
    assert said.stdout == "True True []\n"  # Django's own would mail


def test_a_task_that_fails_leaves_no_words(caplog: pytest.LogCaptureFixture) -> None:
    @app.task(name="tests.fails", shared=False)
    def fails(words: str) -> None:
        raise ValueError(words)

    get_logger("celery.app.trace").addHandler(caplog.handler)
    caplog.handler.setFormatter(WithoutValues("{message}", style="{"))
    build_tracer(fails.name, fails, app=app)("an id", [WORDS], {}, {})
    del app.tasks[fails.name]
    assert "ValueError" in caplog.text
    assert WORDS not in caplog.text

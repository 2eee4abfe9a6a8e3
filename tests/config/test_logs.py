"""A log line names classes and places; what somebody said stands in none."""

import logging
import sys
from typing import Any

import pytest
from celery.app.trace import build_tracer
from celery.utils.log import get_logger

from config.celery import app
from config.logs import WithoutValues

WORDS = "her own words"


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
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "%s failed (%s)", ("it", ValueError(WORDS)), None)
    assert WithoutValues("{message}", style="{").format(record) == "it failed (ValueError)"


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

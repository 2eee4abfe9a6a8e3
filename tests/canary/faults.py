"""Faults that quote what they were given, planted where a parser, a row, a template, a task or a thread can fail."""

import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.db import IntegrityError
from django.template import TemplateSyntaxError

ANSWERED = ["parser", "row", "template", "middleware"]
"""The fault `x` happens to whoever sends the word `fault-x`; these are answered with 500."""
BESIDE = ["task", "thread", "loop"]
"""These happen beside the answer."""
ALL = ANSWERED + BESIDE


def plant() -> None:
    """Plant them all."""
    _before("transcripts.texts", "cleaned", "fault-parser", _fail(ValueError, "cannot read {}"))
    _before("transcripts.services", "bring_in", "fault-row", _fail(IntegrityError, "DETAIL: Key (body)=({}) exists"))
    _before("transcripts.views.bringing", "render", "fault-template", _fail(TemplateSyntaxError, "cannot draw {}"))
    _before("transcripts.views.bringing", "suggest", "fault-thread", _in_a_thread)
    _before("transcripts.views.bringing", "suggest", "fault-loop", _in_the_loop)
    _before("transcripts.views.bringing", "suggest", "fault-task", _in_a_task)
    _before("config.pool", "_environ", "fault-middleware", _fail(RuntimeError, "cannot begin {}"))
    _before("consent.services", "carry_out", "", _read_and_fail)


def _before(module: str, name: str, word: str, do: Callable[[str], None]) -> None:
    """Do something before a function is called with `word` somewhere in what it is given."""
    owner: Any = import_module(module)
    real = getattr(owner, name)

    def planted(*args: Any, **kwargs: Any) -> Any:
        given = f"{args} {kwargs}"
        if word in given:
            do(given)
        return real(*args, **kwargs)

    setattr(owner, name, planted)


def _fail(kind: type[Exception], words: str) -> Callable[[str], None]:
    def fail(given: str) -> None:
        raise kind(words.format(given))

    return fail


def _in_a_thread(given: str) -> None:
    thread = threading.Thread(target=_fail(ValueError, "thread: {}"), args=[given])
    thread.start()
    thread.join()


def _in_the_loop(given: str) -> None:
    from timelines.announcements import _loops

    _loops[0].call_soon_threadsafe(_fail(ValueError, "loop: {}"), given)


def _in_a_task(given: str) -> None:
    from consent.tasks import carry_out_effects
    from studies.models import Participant

    carry_out_effects.delay(str(Participant.objects.order_by("pk").first().pk))


def _read_and_fail(given: str) -> None:
    """Fail as a task does that has read what she gave."""
    from timelines.models import Thing

    labels = [str(thing.told) for thing in Thing.objects.all()]
    if labels:
        raise ValueError(f"cannot carry out {labels}")

"""What somebody reads who signs in and whose part has ended: a room above knows; `config/wiring.py` names it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

LATELY = timedelta(days=1)
"""For how long the end of a part is said to who has another one."""

Question = Callable[[UUID, datetime, datetime | None], list[str]]
"""Gives in translated sentences which parts of a person have ended by a moment: all, or those ended at once since."""

_questions: list[Question] = []


def wire(question: Question) -> None:
    """Take the question. Called once, by `config`."""
    _questions[:] = [question]


def partings(person: UUID, at: datetime, *, lately: bool = False) -> list[str]:
    """Give which parts of `person` have ended by `at`, in sentences; `lately`: those that were ended at once."""
    since = at - LATELY if lately else None
    return [words for ask in _questions for words in ask(person, at, since)]

"""Why a participant stays with her interviewer just now: a room above knows; `config/wiring.py` names it."""

from collections.abc import Callable
from datetime import datetime

from studies.models import Participant

Question = Callable[[Participant, datetime], str]
"""Gives in words, translated, why she can go to nobody else at a moment; "" when she can."""

_questions: list[Question] = []


def wire(question: Question) -> None:
    """Take the question. Called once, by `config`."""
    _questions[:] = [question]


def why_she_stays(participant: Participant, at: datetime) -> str:
    """Give in words why she can go to nobody else at `at`; "" when she can."""
    return next((words for ask in _questions if (words := ask(participant, at))), "")

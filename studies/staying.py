"""Why participants stay with their interviewer just now: a room above knows; `config/wiring.py` names it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from studies.models import Participant


@dataclass(frozen=True)
class Staying:
    """Why somebody can go to nobody else now, in translated words, and the page on which a lead ends what holds her."""

    words: str
    url: str


Question = Callable[[Collection[Participant], datetime], dict[UUID, Staying]]
"""Gives those of some participants who can go to nobody else at a moment, and why."""

_questions: list[Question] = []


def wire(question: Question) -> None:
    """Take the question. Called once, by `config`."""
    _questions[:] = [question]


def who_stays(participants: Collection[Participant], at: datetime) -> dict[UUID, Staying]:
    """Give those of `participants` who can go to nobody else at `at`, and why."""
    return {pk: why for ask in _questions for pk, why in ask(participants, at).items()}


def why_she_stays(participant: Participant, at: datetime) -> Staying | None:
    """Give why she can go to nobody else at `at`; None when she can."""
    return who_stays([participant], at).get(participant.pk)

"""Reads for the administrator: people, the state of the installation, and which keys are to be destroyed."""

import shutil
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from accounts.access import Asks
from accounts.models import Person
from accounts.queries import states
from checkins.queries import asked_now, open_now
from studies.models import Part, Study
from studies.queries import apart, current_memberships, day_of, leads, left_alone
from upkeep.models import Destruction


@dataclass(frozen=True)
class Colleague:
    """Somebody of the staff: duty and parts in words, and the state of the account (as `accounts.queries.states`)."""

    pk: UUID
    name: str
    email: str
    duties: str
    state: str


@dataclass(frozen=True)
class Installation:
    """What the program runs on; `free` is in bytes."""

    version: str
    database: str
    redis: bool
    free: int


def to_ask_first(order: Destruction, at: datetime) -> str:
    """Give who leads her study, by name, while somebody is asked to see her now; else ""."""
    return _leads(order.participant.study, at) if open_now(order.participant, at) else ""


def _leads(study: Study, at: datetime) -> str:
    return ", ".join(one.person.name for one in leads(study, at).select_related("person").order_by("code"))


@dataclass(frozen=True)
class Left:
    """A centre that a closed account leaves with nobody (`alone`), or in the midst of a *now*; `leads`: who to ask."""

    leads: str
    alone: bool
    asked: bool


def left_by(person: Person, at: datetime) -> list[Left]:
    """Give the centres which the closing of an account leaves with nobody, or with a *now* that nobody has answered.

    By who leads there: an administrator learns the name of no centre.
    """
    mine = current_memberships(at).filter(person=person, part=Part.THERAPIST).select_related("study", "centre")
    found = [
        Left(
            _leads(one.study, at), left_alone(one, day_of(one.study, at)) is not None,
            bool(asked_now(one.study.participants.filter(centre=one.centre), at)),
        )
        for one in mine.order_by("centre__name")
    ]  # fmt: skip
    return [each for each in found if each.alone or each.asked]


def people(at: datetime) -> list[Colleague]:
    """Give everybody with an account, by name, with what they do at `at`; a fixed number of queries."""
    parts, state = defaultdict(list), states(at)
    for person, part in current_memberships(at).order_by("part").values_list("person", "part").distinct():
        parts[person].append(str(Part(part).label))
    return [
        Colleague(
            one.pk,
            one.name,
            one.email,
            ", ".join(filter(None, [one.get_duty_display(), *parts[one.pk]])),
            state[one.pk],
        )
        for one in Person.objects.order_by("name", "email")
    ]


def person(asks: Asks, pk: UUID) -> Person:
    """Give the person `pk`. Raises Denied."""
    return asks.one(Person.objects.all(), pk)


def installation() -> Installation:
    """Give the state of this installation."""
    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    return Installation(version(), database, bool(settings.REDIS_URL), shutil.disk_usage(settings.VAR).free)


def destructions(asks: Asks) -> QuerySet[Destruction]:
    """Give the ordered destructions of keys, the newest first."""
    rows = Destruction.objects.select_related("participant__study", "ordered_by", "confirmed_by", "taken_back_by")
    return asks.all(rows.order_by("-ordered_at"))


def destruction(asks: Asks, pk: UUID) -> Destruction:
    """Give one ordered destruction. Raises Denied when it is not there or not theirs."""
    return asks.one(destructions(asks), pk)


def waiting_destructions() -> int:
    """Give how many ordered destructions wait for a second person; a number, about nobody."""
    return Destruction.objects.filter(confirmed_at=None, taken_back_at=None).count()


def destroyed_by_staff() -> set[UUID]:
    """Give the participants whose key was destroyed on the order of two people, as it is written down."""
    return set(Destruction.objects.filter(done_at__isnull=False).values_list("participant", flat=True))


@cache
def version() -> str:
    """Give the version of the program, as its own description says it."""
    described = tomllib.loads(Path(settings.BASE_DIR, "pyproject.toml").read_text(encoding="utf-8"))
    return str(described["project"]["version"])


def parts_apart(now: datetime) -> list[UUID] | None:
    """Give the accounts that hold two parts that exclude each other; None when unread."""
    try:
        return apart(now)
    except DatabaseError:
        return None

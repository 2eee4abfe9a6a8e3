"""One run of what Beat sends every minute, at an instant, and what stands there after it."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.services import add_person
from checkins import notices
from checkins.models import Kind, Notice, State
from studies.models import Membership, Part
from studies.services import add_member

MINUTE = timedelta(minutes=1)


def send_due(at: datetime) -> None:
    """Hand on what is due at `at`, then send what waits."""
    notices.hand_on(at)
    notices.send(lambda: at)


def states() -> list[tuple[Kind, State]]:
    """Give how far each notice is."""
    return sorted((Kind(kind), State(state)) for kind, state in Notice.objects.values_list("kind", "state"))


def told(at: datetime) -> set[tuple[Kind, str]]:
    """Give who else was told by `at`, and why."""
    send_due(at)
    return {(Kind(kind), name) for kind, name in Notice.objects.values_list("kind", "to__name") if kind != Kind.GIVEN}


def second_therapist(cast: Any) -> Any:
    """Give Tom, of the same centre as Thea, who reads Dutch and is on call."""
    tom = add_person(email="tom@example.org", name="Tom", at=cast.at)
    type(tom).objects.filter(pk=tom.pk).update(language="nl")
    since = date(2026, 1, 5)
    member = add_member(cast.study, tom, Part.THERAPIST, delegated_from=since, trained_on=since, centre=cast.centre,
                        by=cast.lena.pk, at=cast.at)  # fmt: skip
    Membership.objects.filter(pk=member.pk).update(on_call=True)
    return tom

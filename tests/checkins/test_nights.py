"""Nights in which nobody answers: who is told next, and when."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checkins import queries, rules, services
from checkins.models import Attention, Kind, Next
from ledger.models import Entry
from studies.models import Membership, Study
from tests.checkins.runs import MINUTE, told


def brussels(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo("Europe/Brussels"))  # type: ignore[misc]


def test_a_night_in_which_nobody_answers_now(cast: Any, tom: Any, gives: Any, noon: datetime) -> None:
    Membership.objects.filter(person=cast.thea).update(back_up=True)
    evening = noon.replace(hour=20, minute=3)  # 22:03 on the study's clock; at once, not on a quarter
    feedback = gives(Attention.NOW, evening)
    assert told(evening + 14 * MINUTE) == set()
    assert told(evening + 15 * MINUTE) == {(Kind.ON_CALL, "Tom")}
    next_day = rules.hour_of(date(2026, 6, 10), 16, "Europe/Brussels")
    assert told(next_day - MINUTE) == {(Kind.ON_CALL, "Tom")}
    assert told(next_day) == told(next_day + timedelta(days=3)) == {(Kind.ON_CALL, "Tom"), (Kind.BACK_UP, "Thea")}
    acts = Entry.objects.filter(target=feedback.pk).values_list("act", flat=True)
    assert list(acts) == ["checkins.feedback_given"]  # the register tells nobody what was asked for
    assert [(each.who, each.at) for each in queries.told_of(feedback)] == [
        ("who is on call", None), ("the back-up", None)  # no mail is set up: nobody was told anything
    ]  # fmt: skip


@pytest.mark.parametrize(("attention", "next", "steps"), [
    (Attention.NOW, None, [((24, 23, 55), Kind.ON_CALL), ((25, 16), Kind.BACK_UP)]),
    (Attention.SAME_DAY, None, [((25, 0), Kind.BACK_UP)]),
    (Attention.KEEP_AN_EYE, None, [((28, 16), Kind.BACK_UP)]),
    (Attention.NOW, Next.SAME_DAY, [((25, 16), Kind.OVERDUE)]),
    (Attention.SAME_DAY, Next.SAME_DAY, [((28, 16), Kind.OVERDUE)]),
])  # fmt: skip
def test_the_night_before_a_public_holiday_and_a_weekend(
    cast: Any, tom: Any, gives: Any, attention: Attention, next: Next | None, steps: list[Any]
) -> None:
    """From Thursday 24 December at 23:40: a holiday on Friday, then two days. Minute by minute around each step."""
    Study.objects.update(public_holidays="BE")
    Membership.objects.filter(person=cast.thea).update(back_up=True)
    night = brussels(2026, 12, 24, 23, 40)
    feedback, found = gives(attention, night), set()
    if next is not None:
        services.acknowledge(feedback, by=cast.thea, next=next, at=night + 5 * MINUTE)
    for when, kind in steps:
        at = brussels(2026, 12, *when)
        assert told(at - MINUTE) == found
        found = {*found, (kind, "Tom" if kind == Kind.ON_CALL else "Thea")}
        assert told(at) == found
    assert told(brussels(2027, 1, 6, 12)) == found

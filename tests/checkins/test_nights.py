"""Nights in which nobody answers: who is told next, and when."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from checkins import notices, queries, services
from checkins.models import Attention, HerWish, Kind, Next, Notice, State
from ledger.models import Entry
from studies.models import Membership, Study
from tests.checkins.runs import MINUTE, second_therapist, send_due, told


def brussels(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo("Europe/Brussels"))  # type: ignore[misc]


def test_a_night_in_which_nobody_answers_now(cast: Any, tom: Any, gives: Any, noon: datetime) -> None:
    Membership.objects.filter(person=cast.thea).update(back_up=True)
    evening, found = noon.replace(hour=20, minute=3), set()  # 22:03 on the study's clock; at once, not on a quarter
    feedback = gives(Attention.NOW, evening)
    for minutes, new in {
        15: {(Kind.ON_CALL, "Tom")}, 30: {(Kind.BACK_UP, "Thea")},
        45: {(Kind.EVERYBODY, "Thea"), (Kind.EVERYBODY, "Tom")}, 60: {(Kind.LEAD, "Lena")},
    }.items():  # fmt: skip
        assert told(evening + (minutes - 1) * MINUTE) == found
        found |= new
        assert told(evening + minutes * MINUTE) == told(evening + minutes * MINUTE) == found
    acts = Entry.objects.filter(target=feedback.pk).values_list("act", flat=True)
    assert list(acts) == ["checkins.feedback_given"]  # the register tells nobody what was asked for
    assert [(each.who, each.at) for each in queries.told_of(feedback)] == [
        (who, None) for who in ("who is on call", "the back-up", "every therapist of the centre", "the study lead")
    ]  # no mail is set up: nobody was told anything


def test_a_night_and_two_weeks_minute_by_minute(cast: Any, tom: Any, gives: Any, noon: datetime) -> None:
    """By the schedule: quarters of the night and days after it, a minute before and on them; then it stays in sight."""
    Membership.objects.filter(person=cast.thea).update(back_up=True)
    evening = noon.replace(hour=20, minute=3)
    feedback = gives(Attention.NOW, evening)
    rows = Notice.objects.filter(feedback=feedback, kind=Kind.ON_CALL)
    night = [evening + quarter * 15 * MINUTE for quarter in range(1, 49)]
    dues = [*night, *(night[-1] + timedelta(days=day) for day in range(1, 14))]
    for known, turn in enumerate(turns := (1, 2, 3, 4, 48, 49, 61)):
        if turn - 1 in (0, *turns):
            send_due(dues[turn - 1] - MINUTE)
            assert rows.count() == known
        for _twice in range(2):
            send_due(dues[turn - 1])
        assert rows.count() == known + 1
    later = evening + timedelta(days=400)
    send_due(later)
    kinds = Counter(Kind(kind).name for kind in Notice.objects.values_list("kind", flat=True))
    assert kinds == {"GIVEN": 2, "ON_CALL": 7, "BACK_UP": 1, "EVERYBODY": 2, "LEAD": 1}
    double = rows.filter(state=State.NOT_NEEDED).values_list("turn", flat=True)
    assert list(double) == [3]  # at that minute he is told as one of them all
    says = "The Lime Tree: somebody is asked for there now, and nobody has answered since 9 June, 22:03. Call them."
    assert [each.words for each in queries.unheard(cast.study, evening + 59 * MINUTE)] == []
    assert [(each.words, each.phone) for each in queries.unheard(cast.study, later)] == [(says, cast.centre.phone)]
    services.acknowledge(feedback, by=tom, next=1, at=later)
    assert queries.unheard(cast.study, later) == []


@pytest.mark.parametrize(("lists", "nobody"), [({}, True), ({"on_call": True}, False)])
def test_a_chain_with_nobody_new_in_it_is_said_as_such(
    cast: Any, gives: Any, noon: datetime, lists: dict[str, bool], nobody: bool, signed_in: Any
) -> None:
    page = f"/studies/{cast.study.pk}/care/"
    assert "Thea is alone there: nobody else can be told before you are." in signed_in(cast.lena).get(page).text
    tom = second_therapist(cast)
    Membership.objects.filter(person=tom).update(on_call=False)
    Membership.objects.filter(person=tom).update(**lists)
    came = queries.came_of(gives(Attention.NOW, noon), noon)
    assert came is not None
    assert (came.waits, came.nobody_else) == (True, nobody)
    words = "Thea, Tom: nobody is named on call" if nobody else "On call: Tom. Back-up: Thea, Tom."
    assert signed_in(cast.lena).get(page).text.count(words) == 1


def test_the_mail_server_comes_back_to_one_turn_and_not_to_a_heap(
    cast: Any, tom: Any, gives: Any, noon: datetime
) -> None:
    feedback = gives(Attention.NOW, noon)
    for quarter in range(1, 9):
        notices.hand_on(noon + quarter * 15 * MINUTE)  # nothing is sent meanwhile
    waits = Notice.objects.filter(feedback=feedback, kind=Kind.ON_CALL, state=State.WAITING)
    assert list(waits.values_list("turn", flat=True)) == [8]


@pytest.mark.parametrize(("attention", "next", "steps"), [
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


def test_her_own_wish_for_the_same_day_counts_as_such(cast: Any, tom: Any, agreed: None, felt: dict[str, Any]) -> None:
    Membership.objects.filter(person=tom).update(back_up=True)
    noon = brussels(2026, 6, 9, 12)
    for wish in (HerWish.CONTACT_THIS_WEEK, HerWish.CONTACT_SOON):
        assert told(noon + timedelta(hours=4)) == set()
        services.give(cast.ana, by=cast.ben, at=noon, **felt | {"her_wish": wish, "attention": Attention.NONE})
    assert told(noon + timedelta(hours=4) - MINUTE) == set()
    assert told(noon + timedelta(hours=4)) == {(Kind.BACK_UP, "Tom")}
    assert Notice.objects.filter(kind=Kind.BACK_UP).get().feedback.her_wish == HerWish.CONTACT_SOON

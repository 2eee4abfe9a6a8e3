"""Who is told, and when: the reminder, who is on call, the back-up; a night in which nobody answers."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from checkins import notices, queries, rules, services
from checkins.holder import HOLDER
from checkins.models import Attention, Attunement, Done, Kind, Notice, State
from consent.services import withdraw
from ledger.models import Entry, Payload
from studies.models import Membership, Study
from tests.checkins.runs import MINUTE, send_due, states, told
from tests.consent.acts import agree, publish

ZONE = ZoneInfo("Europe/Brussels")


def test_who_has_not_answered_is_asked_once_more_at_the_study_s_hour(
    cast: Any, agreed: None, noon: datetime, attuned: dict[str, int]
) -> None:
    tomorrow = noon.date() + timedelta(days=1)
    services.ask(cast.ana, for_day=tomorrow, by=cast.ben, at=noon)
    eight = rules.hour_of(tomorrow, 8, "Europe/Brussels")
    for at in (noon, eight - MINUTE):
        send_due(at)
    assert states() == [(Kind.ASKED, State.SHOWN)]
    for at in (eight, eight + MINUTE, eight + timedelta(hours=3)):
        send_due(at)
    assert states() == [(Kind.ASKED, State.SHOWN), (Kind.REMINDER, State.SHOWN)]


def test_a_now_that_is_handed_to_a_colleague_goes_on_as_if_nobody_had_answered(
    cast: Any, tom: Any, gives: Any, noon: datetime
) -> None:
    Membership.objects.filter(person=tom).update(on_call=False)
    Membership.objects.filter(person=cast.thea).update(on_call=True)
    feedback = gives(Attention.NOW, noon)
    for _twice in range(2):
        services.hand(feedback, by=cast.thea, to=tom.pk, at=noon + 5 * MINUTE)
    assert told(noon + 14 * MINUTE) == {(Kind.HANDED, "Tom")}
    assert told(noon + 15 * MINUTE) == {(Kind.HANDED, "Tom"), (Kind.ON_CALL, "Thea")}
    came = queries.came_of(feedback, noon + 16 * MINUTE)
    assert came is not None
    assert (came.handed, came.acknowledged, [each.who for each in came.told]) == (True, False, ["who is on call"])
    services.acknowledge(feedback, by=tom, next=1, at=noon + 20 * MINUTE)
    came = queries.came_of(feedback, noon + 21 * MINUTE)
    assert came is not None
    assert (came.handed, came.acknowledged, told(noon + timedelta(hours=9)) - told(noon)) == (False, True, set())
    acts = Entry.objects.filter(target=feedback.pk).order_by("seq").values_list("act", flat=True)
    assert list(acts) == [f"checkins.feedback_{what}" for what in ("given", "handed", "acknowledged")]
    answers = [each["words"] for each in HOLDER.copy(cast.ana.pk)["answers"]]
    assert answers == [["handed to a colleague"], ["I go to her now"]]
    assert {row.content for row in Payload.objects.filter(entry__target=feedback.pk)} == {"{}"}


def test_who_is_to_be_asked_anew_is_no_reason_for_a_reminder_until_she_has_agreed(
    cast: Any, asked: Attunement, noon: datetime
) -> None:
    Attunement.objects.update(asked_at=noon - timedelta(hours=7))
    publish(cast.study, by=cast.lena, at=noon, change="re_consent")
    assert told(noon + MINUTE) == {(Kind.ASKED, "Thea")}
    agree(cast.ana, by=cast.ben, at=noon + 40 * MINUTE)
    assert told(noon + 40 * MINUTE) == {(Kind.ASKED, "Thea"), (Kind.REMINDER, "Thea")}


def test_a_reminder_that_fails_holds_up_no_escalation(
    cast: Any, asked: Attunement, gives: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when an attunement is taken back between two looks at it."""
    Attunement.objects.update(asked_at=noon - timedelta(hours=7))
    gives(Attention.NOW, noon)
    tell = notices.tell

    def fails(row: Any, *rest: Any, **more: Any) -> int:
        if isinstance(row, Attunement):
            raise RuntimeError
        return tell(row, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(notices, "tell", fails)
        assert told(noon + 15 * MINUTE) == {(Kind.ASKED, "Thea"), (Kind.ON_CALL, "Thea")}
    assert told(noon + 16 * MINUTE) == {(Kind.ASKED, "Thea"), (Kind.ON_CALL, "Thea"), (Kind.REMINDER, "Thea")}


@pytest.mark.parametrize(("attention", "next", "country", "day"), [
    (Attention.SAME_DAY, 1, "", date(2026, 6, 10)), (Attention.SAME_DAY, 1, "PT", date(2026, 6, 11)),
    (Attention.SAME_DAY, 2, "", date(2026, 6, 17)), (Attention.NOW, 3, "PT", date(2026, 6, 10)),
])  # fmt: skip
def test_a_follow_up_without_an_outcome_goes_to_the_back_up_once(
    cast: Any, tom: Any, gives: Any, noon: datetime, attention: int, next: int, country: str, day: date,
) -> None:  # fmt: skip
    Study.objects.update(public_holidays=country)  # the 10th is one in Portugal
    Membership.objects.filter(person=tom).update(back_up=True)
    feedback = gives(attention, noon)
    services.acknowledge(feedback, by=cast.thea, next=next, at=noon)
    if attention != Attention.NOW:
        services.follow_up(feedback, by=cast.thea, done=Done.NOT_REACHED, at=noon)
    due = rules.hour_of(day, 16, "Europe/Brussels")
    assert told(due - MINUTE) == set()
    assert told(due) == told(due + timedelta(days=9)) == {(Kind.OVERDUE, "Tom")}
    assert Entry.objects.filter(act__startswith="checkins.told").count() == 0
    assert [each.late for each in queries.told_of(feedback)] == [True]


def test_who_was_to_be_seen_now_and_was_not_reached_is_handed_on_at_once(
    cast: Any, tom: Any, gives: Any, noon: datetime
) -> None:
    Membership.objects.filter(person=tom).update(back_up=True)
    feedback = gives(Attention.NOW, noon)
    services.acknowledge(feedback, by=cast.thea, next=1, at=noon)
    for minutes in (5, 12):
        services.follow_up(feedback, by=cast.thea, done=Done.NOT_REACHED, at=noon + minutes * MINUTE)
    assert told(noon + 19 * MINUTE) == set()
    assert told(noon + 20 * MINUTE) == told(noon + timedelta(days=2)) == {(Kind.OVERDUE, "Tom")}


def test_a_follow_up_with_an_outcome_goes_to_nobody(cast: Any, gives: Any, noon: datetime) -> None:
    feedback = gives(Attention.SAME_DAY, noon)
    services.acknowledge(feedback, by=cast.thea, next=1, at=noon)
    services.follow_up(feedback, by=cast.thea, done=2, at=noon)
    assert told(noon + timedelta(days=9)) == set()


def test_a_correction_that_asks_the_same_goes_on_from_the_first_one(cast: Any, gives: Any, noon: datetime) -> None:
    first = gives(Attention.NOW, noon)
    codes = {"experience": 4, "feelings": 0, "at_the_end": 1, "course": 1, "her_wish": 4, "attention": Attention.NOW}
    again = {"by": cast.ben, "at": noon + 14 * MINUTE, "corrects": first, "she_saw_it": True}
    second = services.give(cast.ana, **again, **codes)
    assert told(noon + 14 * MINUTE) == set()
    assert told(noon + 15 * MINUTE) == {(Kind.ON_CALL, "Thea")}
    assert set(Notice.objects.filter(kind=Kind.ON_CALL).values_list("feedback", flat=True)) == {second.pk}


def test_until_a_milder_correction_is_released_the_first_one_is_handed_on(
    cast: Any, gives: Any, noon: datetime, felt: dict[str, Any]
) -> None:
    first = gives(Attention.NOW, noon + 2 * MINUTE)
    services.give(
        cast.ana, by=cast.ben, at=noon + 16 * MINUTE, corrects=first, called=True, **felt
    )  # released at half past
    assert told(noon + 18 * MINUTE) == {(Kind.ON_CALL, "Thea")}


def test_what_nobody_can_be_told_is_kept_and_owed_in_sight_until_somebody_is_there(
    cast: Any, tom: Any, gives: Any, noon: datetime
) -> None:
    away = {"delegated_until": noon.date() - timedelta(days=1)}
    Membership.objects.filter(person__in=[cast.thea, tom]).update(**away)
    nobody = "The Lime Tree: nobody of the therapists there can be told anything"
    waits = "The Lime Tree: feedback waits there, and nobody there can be told. Call them, then add a therapist."
    assert [each.words for each in queries.unheard(cast.study, noon)] == [nobody]
    given = gives(Attention.NOW, noon)
    gives(Attention.NONE, noon)  # a lead learns of no code
    lena = {(Kind.LEAD, "Lena")}  # nobody there can be told: she is, at once
    assert (told(noon), len(queries.untold(None, noon)), queries.untold(cast.other_study, noon)) == (lena, 2, [])
    came = queries.came_of(given, noon)
    assert came is not None
    assert (came.nobody, came.number_stays) == (True, True)
    assert [(each.words, each.due) for each in queries.unheard(cast.study, noon)] == [(waits, noon.date())]
    Membership.objects.filter(person=tom).update(delegated_until=None)
    assert (queries.untold(None, noon), queries.unheard(cast.study, noon)) == ([], [])
    assert told(noon + 29 * MINUTE) == lena | {(Kind.ON_CALL, "Tom")}
    Membership.objects.filter(person=tom).update(**away)
    withdraw(cast.ana, "W1", by_code=True, at=noon + 31 * MINUTE)
    assert queries.untold(None, noon + 32 * MINUTE) == []


def test_one_that_fails_holds_up_no_other(
    cast: Any, gives: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = gives(Attention.NOW, noon), gives(Attention.NOW, noon)
    tell = notices.tell

    def fails_once(row: Any, *rest: Any, **more: Any) -> int:
        if row == first:
            raise RuntimeError
        return tell(row, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(notices, "tell", fails_once)
        told(noon + 15 * MINUTE)
    assert list(Notice.objects.filter(kind=Kind.ON_CALL).values_list("feedback", flat=True)) == [second.pk]
    told(noon + 16 * MINUTE)
    assert Notice.objects.filter(kind=Kind.ON_CALL).count() == 2


def test_the_work_of_a_minute_does_not_grow_with_what_nobody_answers(cast: Any, gives: Any, noon: datetime) -> None:
    def queries_of(at: datetime) -> int:
        with CaptureQueriesContext(connection) as asked:
            send_due(at)
        assert [each for each in asked if each["sql"].startswith("INSERT")] == []
        return len(asked)

    later = noon + timedelta(days=2)
    gives(Attention.NOW, noon)
    told(later)
    one = queries_of(later)
    for _three in range(3):
        gives(Attention.NOW, noon)
    told(later)
    assert queries_of(later) == one
    for _three in range(3):  # not handed on yet when nobody is there any more, and when she stops
        gives(Attention.NOW, later)
    Person.objects.filter(pk=cast.thea.pk).update(is_active=False)
    send_due(later + timedelta(hours=1))
    assert queries_of(later + timedelta(hours=1)) <= one
    Person.objects.filter(pk=cast.thea.pk).update(is_active=True)
    withdraw(cast.ana, "W1", by_code=True, at=later)
    send_due(later)
    assert queries_of(later + timedelta(days=1)) <= one


def test_where_nobody_is_named_every_therapist_of_the_centre_is_told(cast: Any, gives: Any, noon: datetime) -> None:
    gives(Attention.NOW, noon)
    assert told(noon + 15 * MINUTE) == {(Kind.ON_CALL, "Thea")}


@pytest.mark.parametrize("ends", ["answer", "correction", "withdrawal"])
def test_what_was_answered_corrected_or_is_no_longer_shared_goes_no_further(
    cast: Any, gives: Any, noon: datetime, felt: dict[str, Any], ends: str
) -> None:
    feedback = gives(Attention.NOW, noon)
    if ends == "answer":
        services.acknowledge(feedback, by=cast.thea, next=5, sure=True, at=noon + 5 * MINUTE)
    elif ends == "correction":
        services.give(cast.ana, by=cast.ben, at=noon + 5 * MINUTE, corrects=feedback, called=True, **felt)
    else:
        withdraw(cast.ana, "W1", by_code=True, at=noon + 5 * MINUTE)
    assert told(noon + timedelta(days=4)) == set()


def brussels(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZONE)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("attention", "released", "steps"),
    [
        (Attention.NONE, brussels(2026, 6, 9, 12), []),
        (Attention.KEEP_AN_EYE, brussels(2026, 6, 12, 12), [(Kind.BACK_UP, brussels(2026, 6, 15, 16))]),  # a Friday
        (Attention.KEEP_AN_EYE, brussels(2026, 6, 13, 12), [(Kind.BACK_UP, brussels(2026, 6, 15, 16))]),
        (Attention.SAME_DAY, brussels(2026, 6, 9, 12), [(Kind.BACK_UP, brussels(2026, 6, 9, 16))]),
        (Attention.SAME_DAY, brussels(2026, 6, 9, 15, 50), [(Kind.BACK_UP, brussels(2026, 6, 9, 16, 5))]),
        (Attention.SAME_DAY, brussels(2026, 6, 9, 18), [(Kind.BACK_UP, brussels(2026, 6, 9, 18, 15))]),
    ],
)  # fmt: skip
def test_who_is_told_next_and_when(attention: Attention, released: datetime, steps: list[Any]) -> None:
    found = rules.escalations(attention, released, hour=16, zone="Europe/Brussels", country="")
    assert [(step.kind, step.due, step.turn) for step in found] == [(*step, 1) for step in steps]


@pytest.mark.parametrize("since", [
    brussels(2026, 3, 28, 23), brussels(2026, 6, 9, 9),  # summer time begins in the first of these nights
])  # fmt: skip
def test_a_now_goes_on_whatever_the_clock_says_and_comes_to_an_end(since: datetime) -> None:
    since = since.astimezone(UTC)
    steps = rules.escalations(Attention.NOW, since, hour=16, zone="Europe/Brussels", country="BE")
    after = {kind: [step.due - since for step in steps if step.kind == kind] for kind in {step.kind for step in steps}}
    on_call = after.pop(Kind.ON_CALL)
    assert after == {
        Kind.BACK_UP: [30 * MINUTE], Kind.EVERYBODY: [45 * MINUTE], Kind.LEAD: [60 * MINUTE],
    }  # fmt: skip
    assert on_call == [turn * 15 * MINUTE for turn in range(1, 49)] + [
        timedelta(days=day, hours=12) for day in range(1, 14)
    ]
    assert max(on_call) < notices.HANDED_ON_WITHIN
    assert [(step.kind, step.turn) for step in rules.due_by(steps, since + 50 * MINUTE)] == [
        (Kind.BACK_UP, 1), (Kind.EVERYBODY, 1), (Kind.ON_CALL, 3),
    ]  # fmt: skip


@pytest.mark.parametrize(("country", "working"), [
    ("BE", date(2026, 5, 26)), ("NL", date(2026, 5, 26)), ("IE", date(2026, 5, 25)), ("", date(2026, 5, 25)),
    ("ZZ", date(2026, 5, 25)),
])  # fmt: skip
def test_a_public_holiday_of_the_study_is_no_working_day(country: str, working: date) -> None:
    friday = date(2026, 5, 22)  # before Whit Monday
    assert rules.next_working_day(friday, country) == working
    due = rules.escalations(
        Attention.KEEP_AN_EYE, brussels(2026, 5, 22, 12), hour=16, zone="Europe/Brussels", country=country
    )
    assert due == [rules.Step(Kind.BACK_UP, brussels(*working.timetuple()[:3], 16))]

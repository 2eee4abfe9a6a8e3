"""Her wish, the approved words, how old an attunement may be, follow-ups, and what a study is shown of all this."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from checkins import cuts, queries, rules, services
from checkins.holder import HOLDER
from checkins.models import Acknowledgement, Attention, Feedback, HerWish, Next
from consent.services import withdraw
from ledger.models import Entry
from studies.models import EthicsDecision, Study
from studies.services import add_participant
from tests.consent.acts import agree

pytestmark = pytest.mark.usefixtures("agreed")


@pytest.mark.parametrize("version", [None, 2])
def test_words_that_no_ethics_decision_approves_are_neither_asked_nor_sent(
    cast: Any, noon: datetime, felt: dict[str, Any], version: int | None
) -> None:
    EthicsDecision.objects.filter(study=cast.study).update(vocabulary=version)
    with pytest.raises(services.NotApproved):
        services.ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon)
    with pytest.raises(services.NotApproved):
        services.give(cast.ana, by=cast.ben, at=noon, **felt)
    assert Feedback.objects.count() == 0


@pytest.mark.parametrize(
    ("attention", "told_her", "refused"),
    [(1, False, False), (2, False, False), (3, True, True), (4, False, True), (4, True, False)],
)
def test_without_contact_at_most_an_eye_is_kept_and_in_danger_she_hears_it_first(
    cast: Any, noon: datetime, felt: dict[str, Any], attention: int, told_her: bool, refused: bool
) -> None:
    codes = felt | {"her_wish": HerWish.NO_CONTACT, "attention": attention}
    if refused:
        with pytest.raises(services.BeyondHerWish):
            services.give(cast.ana, by=cast.ben, at=noon, told_her=told_her, **codes)
    else:
        services.give(cast.ana, by=cast.ben, at=noon, told_her=told_her, **codes)
    assert Feedback.objects.count() == (0 if refused else 1)


@pytest.mark.parametrize(("days", "before", "taken"), [(0, 1, False), (1, 1, True), (1, 2, False), (3, 3, True)])
def test_an_attunement_is_as_fresh_as_the_study_asks(
    cast: Any, noon: datetime, attuned: dict[str, int], days: int, before: int, taken: bool
) -> None:
    Study.objects.filter(pk=cast.study.pk).update(attunement_days=days)
    cast.ana.study.refresh_from_db()
    asked = services.ask(cast.ana, for_day=noon.date() + timedelta(days=before), by=cast.ben, at=noon)
    if taken:
        services.answer(asked, by=cast.thea, at=noon, **attuned)
    else:
        with pytest.raises(services.NotThisDay):
            services.answer(asked, by=cast.thea, at=noon, **attuned)
    assert (asked.given_at is not None, rules.permits(asked, asked.for_day)) == (taken, taken)


def answered(cast: Any, at: datetime, felt: dict[str, Any], next: Next, **codes: Any) -> Feedback:
    feedback = services.give(cast.ana, by=cast.ben, at=at, **felt | codes)
    services.acknowledge(feedback, by=cast.thea, next=next, at=at)
    return feedback


@pytest.mark.parametrize(("next", "opens"), [(1, True), (2, True), (3, True), (5, False), (6, False)])
def test_a_follow_up_closes_with_an_outcome_or_her_own_no(
    cast: Any, noon: datetime, felt: dict[str, Any], asks_as: Any, next: Next, opens: bool
) -> None:
    feedback = answered(cast, noon, felt, next)
    asks = asks_as(cast.thea, "attunement", "list")
    assert len(queries.desk(asks).follow_ups) == opens
    if not opens:
        with pytest.raises(services.NothingOpen):
            services.follow_up(feedback, by=cast.thea, done=1, at=noon)
        return
    for days in range(2):
        services.follow_up(feedback, by=cast.thea, done=3, at=noon + timedelta(days=days))
    assert len(queries.desk(asks).follow_ups) == 1
    services.follow_up(feedback, by=cast.thea, done=2, at=noon)
    with pytest.raises(services.NothingOpen):
        services.follow_up(feedback, by=cast.thea, done=1, at=noon)
    acts = Entry.objects.filter(act="checkins.followed_up").values_list("target", "actor")
    assert list(acts) == [(feedback.pk, cast.thea.pk)] * 3
    assert queries.desk(asks).follow_ups == []


def test_the_list_asks_as_often_for_three_follow_ups_as_for_one_and_says_which_are_late(
    cast: Any, noon: datetime, felt: dict[str, Any], asks_as: Any, django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    asks = asks_as(cast.thea, "attunement", "list", noon + timedelta(days=1))
    answered(cast, noon, felt, Next.SAME_DAY)
    with django_assert_max_num_queries(20) as one:
        queries.desk(asks)
    for _two in range(2):
        answered(cast, noon, felt, Next.THIS_WEEK)
    with django_assert_num_queries(len(one.captured_queries)):
        found = queries.desk(asks).follow_ups
    assert [(line.late, line.day - noon.date()) for line in found] == [
        (True, timedelta(0)), (False, timedelta(days=7)), (False, timedelta(days=7)),
    ]  # fmt: skip
    answered(cast, noon, felt, Next.IN_CONTACT, attention=Attention.NOW, her_wish=4)
    assert [line.asked for line in queries.desk(asks).follow_ups] == ["please see her now", "", "", ""]
    Feedback.objects.filter(attention=Attention.NOW).delete()
    that_day = queries.desk(asks_as(cast.thea, "attunement", "list", noon)).follow_ups
    assert [(line.late, line.last) for line in that_day] == [(False, True), (False, False), (False, False)]


@pytest.mark.parametrize(
    "codes", [{"attention": Attention.SAME_DAY}, {"attention": Attention.NOW}, {"her_wish": 1}, {"her_wish": 2}]
)
def test_nothing_needed_is_no_answer_where_somebody_was_asked_for_and_this_week_none_to_now(
    cast: Any, noon: datetime, felt: dict[str, Any], codes: dict[str, int]
) -> None:
    feedback = services.give(cast.ana, by=cast.ben, at=noon, **felt | {"her_wish": 4} | codes)
    with pytest.raises(services.AnsweredAlready):
        services.acknowledge(feedback, by=cast.thea, next=Next.NONE_NEEDED, at=noon)
    if codes.get("attention") == Attention.NOW:  # one slip of a thumb makes no week of it
        with pytest.raises(services.AnsweredAlready):
            services.acknowledge(feedback, by=cast.thea, next=Next.THIS_WEEK, at=noon)
    assert Acknowledgement.objects.count() == 0


def felt_by(cast: Any, at: datetime, felt: dict[str, Any], number: int) -> list[Any]:
    """Let so many more be stirred up at the end, each twice."""
    women = [add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=at) for _her in range(number)]
    for her in women:
        agree(her, by=cast.ben, at=at)
        for _twice in range(2):
            services.give(her, by=cast.ben, at=at, **felt | {"at_the_end": 2, "course": 2})
    return women


def shown(study: Study, at: datetime) -> dict[str, int | None]:
    cuts.count(at)
    return {each.what: each.count for each in queries.safety(study, at)}


def test_safety_is_counted_of_five_and_never_one_woman_apart(
    cast: Any, noon: datetime, felt: dict[str, Any], django_assert_num_queries: Any
) -> None:
    few = {"postponed": None, "stopped": None, "distress": None, "followed_up": None}
    women = felt_by(cast, noon, felt, 4)
    assert shown(cast.study, noon) == few
    women += felt_by(cast, noon, felt, 1)
    assert shown(cast.study, noon) == few | {"stopped": 10, "distress": 10}
    women += felt_by(cast, noon, felt, 4)
    withdraw(women[0], "W3", by_code=True, at=noon)
    HOLDER.carry_out(women[0].pk, "codes_deleted", noon)
    later = noon + timedelta(days=40)
    assert shown(cast.study, later) == few | {"stopped": 10, "distress": 10}
    felt_by(cast, later, felt, 2)
    for _twice in range(2):
        assert shown(cast.study, later + timedelta(days=1)) == few | {"stopped": 20, "distress": 20}
    with django_assert_num_queries(1):
        found = queries.safety(cast.study, later)
    assert {(each.count, each.day) for each in found if each.what == "stopped"} == {(10, noon.date())}
    assert {each.count for each in queries.safety(cast.other_study, later)} == {None}

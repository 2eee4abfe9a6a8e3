"""The verbs of the interviews: each in its order, each once, and nothing changed when refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.access import Denied, NotNow
from checkins.models import Attunement, Feedback
from consent.services import NotInForce, change_item, withdraw
from interviews import queries, services
from interviews.models import Characteristic, Coverage, Debrief, GuideVersion, Interview, Sitting, Talked
from studies.models import Cause
from studies.services import add_participant
from tests.consent.acts import agree
from tests.interviews.steps import FELT, acts, attuned, content, opened, planned, question, ready
from timelines.models import Timeline

pytestmark = pytest.mark.usefixtures("agreed")


def test_a_guide_is_numbered_and_comes_back_as_it_was_given(cast: Any, guide: GuideVersion, noon: datetime) -> None:
    second = services.publish_guide(cast.study, content(themes=1), by=cast.lena, at=noon)
    other = services.publish_guide(cast.other_study, content(), by=cast.otto, at=noon)
    assert (guide.number, second.number, other.number) == (1, 2, 1)
    cards = queries.cards(guide, "nl", {})
    assert [card.title for card in cards.themes] == ["Theme 1 (nl)", "Theme 2 (nl)"]
    assert [one.words for card in cards.themes for one in card.questions] == [f"Question {n} (nl)" for n in range(1, 5)]
    assert (cards.opening, cards.closing, cards.reminders) == (
        ("Welcome (nl)",), ("Thank you (nl)",), ("A break is possible (nl)",)
    )  # fmt: skip
    assert acts("guide_published") == 3


def test_a_guide_with_a_missing_language_is_not_published(cast: Any, guide: GuideVersion, noon: datetime) -> None:
    lacking = content()
    del lacking["themes"][1]["questions"][0]["text"]["fr"]
    with pytest.raises(services.NotComplete):
        services.publish_guide(cast.study, lacking, by=cast.lena, at=noon)
    assert GuideVersion.objects.count() == 1


def test_an_interview_keeps_the_guide_it_began_with(cast: Any, guide: GuideVersion, noon: datetime) -> None:
    sitting = opened(cast, noon)
    services.publish_guide(cast.study, content(), by=cast.lena, at=noon)
    services.interrupt(sitting, reason="transport", by=cast.ben, at=noon)
    again = planned(cast, noon + timedelta(days=2))
    assert again.interview.guide == guide


def test_characteristics_are_sealed_and_replaced_as_a_whole(cast: Any, noon: datetime) -> None:
    services.describe(cast.ana, {"primary_substance": "amphetamine", "age": "34"}, by=cast.ben, at=noon)
    services.describe(cast.ana, {"primary_substance": "cocaine"}, by=cast.ben, at=noon)
    assert queries.values_of(cast.ana) == {"primary_substance": "cocaine"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM interviews_characteristic")
        kept = [bytes(value) for (value,) in cursor.fetchall()]
    assert len(kept) == 1
    assert b"cocaine" not in kept[0]


def test_characteristics_need_consent_and_fit_the_rules(cast: Any, noon: datetime) -> None:
    with pytest.raises(ValueError, match="rules"):
        services.describe(cast.ana, {"primary_substance": "alcohol"}, by=cast.ben, at=noon)
    with pytest.raises(NotInForce):
        services.describe(cast.far_participant, {"age": "34"}, by=cast.cleo, at=noon)
    assert Characteristic.objects.count() == 0


def test_ethnicity_goes_with_its_consent(cast: Any, noon: datetime) -> None:
    services.describe(cast.ana, {"ethnicity": "other", "age": "34"}, by=cast.ben, at=noon)
    change_item(cast.ana, "C10", yes=False, at=noon)
    with pytest.raises(NotInForce):
        services.describe(cast.ana, {"ethnicity": "other"}, by=cast.ben, at=noon)
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    assert queries.values_of(cast.ana) == {"age": "34"}


def test_a_study_can_switch_a_value_on(cast: Any, noon: datetime) -> None:
    for _twice in range(2):
        services.allow_value(cast.study, "relationship_status", "incarcerated_partner", by=cast.lena, at=noon)
    services.describe(cast.ana, {"relationship_status": "incarcerated_partner"}, by=cast.ben, at=noon)
    assert acts("value_allowed") == 1
    with pytest.raises(ValueError, match="off"):
        services.allow_value(cast.study, "primary_substance", "alcohol", by=cast.lena, at=noon)


def test_opening_the_characteristics_is_an_act_once_in_fifteen_minutes(cast: Any, noon: datetime) -> None:
    assert services.open_characteristics(cast.ana, by=cast.ben, at=noon) == {}  # of which the register tells nothing
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    for minutes in (1, 15.5, 17):
        services.open_characteristics(cast.ana, by=cast.ben, at=noon + timedelta(minutes=minutes))
    assert acts("characteristics_opened") == 2


def test_planning_asks_for_the_attunement_of_the_day_in_the_studys_zone(cast: Any, noon: datetime) -> None:
    late = datetime(2026, 6, 9, 22, 30, tzinfo=UTC)  # half past midnight in Brussels
    sitting = planned(cast, noon, planned_for=late)
    assert sitting.attunement is not None
    assert (sitting.number, sitting.attunement.for_day, sitting.place) == (1, date(2026, 6, 10), cast.centre)
    assert acts("sitting_planned") == 1
    assert not cast.ana.deviations.exists()


def test_the_same_plan_twice_is_one_and_another_is_refused_until_it_is_called_off(cast: Any, noon: datetime) -> None:
    first = planned(cast, noon)
    assert planned(cast, noon) == first
    with pytest.raises(services.NotPossible, match="NotPossible"):
        planned(cast, noon, planned_for=noon + timedelta(days=1))
    for _twice in range(2):
        services.call_off(first, by=cast.ben, at=noon)
    assert Attunement.objects.count() == 0
    assert planned(cast, noon, planned_for=noon + timedelta(days=1)).number == 1
    assert (Sitting.objects.count(), acts("sitting_planned"), acts("sitting_called_off")) == (1, 2, 1)


def causes(cast: Any) -> list[str]:
    return list(cast.ana.deviations.values_list("cause", flat=True))


def test_a_day_outside_the_ethics_window_needs_a_documented_deviation(cast: Any, noon: datetime) -> None:
    after = datetime(2028, 1, 3, 10, tzinfo=UTC)
    with pytest.raises(services.NotPossible) as refused:
        planned(cast, noon, planned_for=after)
    assert refused.value.words.startswith("This day lies outside the time")
    assert (Interview.objects.count(), Attunement.objects.count()) == (0, 0)
    opened(cast, after, deviations=[Cause.OUTSIDE_WINDOW])
    assert causes(cast) == ["outside_window"]


def test_another_place_is_a_deviation_and_one_of_another_study_is_not_there(cast: Any, noon: datetime) -> None:
    sitting = opened(cast, noon, place=cast.other_centre)
    services.open_sitting(sitting, by=cast.ben, at=noon)
    assert causes(cast) == ["other_place"]
    with pytest.raises(Denied):
        planned(cast, noon, place=cast.far_centre)


def test_a_sitting_that_never_took_place_is_no_deviation(cast: Any, noon: datetime) -> None:
    services.describe(cast.ana, {"months_in_treatment": "0.5"}, by=cast.ben, at=noon)
    for _twice in range(2):
        services.call_off(planned(cast, noon, place=cast.other_centre), by=cast.ben, at=noon)
    assert causes(cast) == []


@pytest.mark.parametrize(("months", "left"), [("0.5", ["too_early"]), ("1", []), (None, [])])
def test_too_little_time_in_treatment_is_documented_once(
    cast: Any, noon: datetime, months: str | None, left: list[str]
) -> None:
    if months:
        services.describe(cast.ana, {"months_in_treatment": months}, by=cast.ben, at=noon)
    services.interrupt(opened(cast, noon), reason="transport", by=cast.ben, at=noon)
    opened(cast, noon + timedelta(days=1))
    assert causes(cast) == left


def test_nothing_is_planned_without_consent_a_guide_or_in_the_past(cast: Any, guide: Any, noon: datetime) -> None:
    new = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
    with pytest.raises(NotInForce):
        planned(cast, noon, new)
    with pytest.raises(services.NotPossible) as passed:
        planned(cast, noon, planned_for=noon - timedelta(minutes=1))
    assert passed.value.words.startswith("This moment has passed")
    agree(cast.far_participant, by=cast.cleo, at=noon - timedelta(hours=1))
    with pytest.raises(services.NotPossible) as guideless:
        planned(cast, noon, cast.far_participant, by=cast.cleo)
    assert guideless.value.words.startswith("There is no interview guide")
    assert (Interview.objects.count(), Attunement.objects.count()) == (0, 0)


def test_a_sitting_opens_only_after_every_step_in_its_order(cast: Any, noon: datetime) -> None:
    sitting = planned(cast, noon)

    def refused() -> str:
        with pytest.raises(NotNow) as no:
            services.open_sitting(Sitting.objects.get(pk=sitting.pk), by=cast.ben, at=noon)
        sitting.refresh_from_db()
        assert (sitting.opened_at, Timeline.objects.count(), acts("sitting_opened")) == (None, 0, 0)
        return no.value.words

    assert refused().startswith("The attunement has not been given")
    attuned(cast, sitting, noon, verdict=3)
    assert refused().startswith("The therapist advises against")
    attuned(cast, sitting, noon)
    assert refused().startswith("Open the attunement first")
    services.see_attunement(sitting, by=cast.ben, at=noon)
    with pytest.raises(services.NotReady) as another_day:
        services.open_sitting(sitting, by=cast.ben, at=noon + timedelta(days=1))
    assert another_day.value.words.startswith("The day of this sitting has passed")
    for _twice in range(2):
        services.open_sitting(sitting, by=cast.ben, at=noon)
    assert (acts("sitting_opened"), Timeline.objects.count()) == (1, 1)


def test_consent_comes_before_everything_else_when_a_sitting_opens(cast: Any, noon: datetime) -> None:
    sitting = ready(cast, noon)
    change_item(cast.ana, "C05", yes=False, at=noon)
    with pytest.raises(NotInForce):
        services.open_sitting(sitting, by=cast.ben, at=noon)
    sitting.refresh_from_db()
    assert sitting.opened_at is None


def test_two_interviewers_cannot_open_one_sitting(cast: Any, noon: datetime) -> None:
    sitting = opened(cast, noon)
    with pytest.raises(services.NotReady):
        services.open_sitting(sitting, by=cast.bea, at=noon)
    for verb in (services.pause, services.go_on, services.stop, services.close):
        with pytest.raises(services.NotReady):
            verb(sitting, by=cast.bea, at=noon)
    sitting.refresh_from_db()
    assert (sitting.opened_by, sitting.closed_at) == (cast.ben, None)


@pytest.mark.parametrize("verb", [services.stop, services.close])
def test_after_the_end_there_is_no_further_sitting(cast: Any, noon: datetime, verb: Any) -> None:
    sitting = opened(cast, noon)
    for _twice in range(2):
        verb(sitting, by=cast.ben, at=noon)
    with pytest.raises(services.NotPossible):
        planned(cast, noon + timedelta(days=1))
    for late in (services.pause, services.go_on):
        with pytest.raises(services.NotRunning):
            late(sitting, by=cast.ben, at=noon)
    assert acts("sitting_closed") == 1


def test_feedback_comes_after_the_end_once_from_who_was_there(cast: Any, noon: datetime) -> None:
    sitting = opened(cast, noon)
    with pytest.raises(services.StillOpen):
        services.give_feedback(sitting, by=cast.ben, at=noon, **FELT)
    services.close(sitting, by=cast.ben, at=noon)
    with pytest.raises(services.NotHers):
        services.give_feedback(sitting, by=cast.bea, at=noon, **FELT)
    given = [services.give_feedback(sitting, by=cast.ben, at=noon, **FELT) for _twice in range(2)]
    assert (given[0] == given[1], Feedback.objects.count()) == (True, 1)
    sitting.refresh_from_db()
    assert sitting.feedback == given[0]


def test_a_debrief_belongs_to_who_wrote_it(cast: Any, noon: datetime, asks_as: Any) -> None:
    sitting = opened(cast, noon)
    services.close(sitting, by=cast.ben, at=noon)
    with pytest.raises(services.NotHers):
        services.debrief(sitting, load=1, need=1, by=cast.bea, at=noon)
    services.debrief(sitting, load=3, need=4, by=cast.ben, at=noon)
    mine = queries.debrief_of(sitting, asks_as(cast.ben, "debrief", "write"))
    assert mine is not None
    assert (mine.load, mine.need) == (3, 4)
    assert queries.debrief_of(sitting, asks_as(cast.bea, "debrief", "write")) is None


@pytest.mark.parametrize("level", ["W1", "W2", "W3"])
def test_a_withdrawal_in_the_middle_refuses_every_verb(
    cast: Any, guide: GuideVersion, noon: datetime, level: str
) -> None:
    sitting = opened(cast, noon)
    services.mark(sitting, question(guide), Talked.DISCUSSED, by=cast.ben, at=noon)
    withdraw(cast.ana, level, by_code=True, at=noon)
    tries: list[Any] = [
        lambda: services.mark(sitting, question(guide, 2), Talked.DISCUSSED, by=cast.ben, at=noon),
        lambda: services.unmark(sitting, question(guide), by=cast.ben, at=noon),
        lambda: services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon),
        lambda: services.interrupt(sitting, reason="transport", by=cast.ben, at=noon),
        lambda: services.permit_recording(sitting, yes=False, by=cast.ben, at=noon),
        lambda: services.give_feedback(sitting, by=cast.ben, at=noon, **FELT),
        *[
            lambda verb=verb: verb(sitting, by=cast.ben, at=noon)
            for verb in (services.pause, services.go_on, services.stop, services.close, services.close_device)
        ],
    ]
    for attempt in tries:
        with pytest.raises(NotInForce) as refused:
            attempt()
        assert refused.value.words == "No further sitting."
    assert (Feedback.objects.count(), sitting.pauses.count()) == (0, 0)


def test_coverage_is_counted_across_interviews(cast: Any, guide: GuideVersion, noon: datetime) -> None:
    second = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
    agree(second, by=cast.ben, at=noon)
    for her, talked in ((cast.ana, Talked.DISCUSSED), (second, Talked.SET_ASIDE)):
        sitting = opened(cast, noon, her)
        services.mark(sitting, question(guide), talked, by=cast.ben, at=noon)
        assert queries.coverage_counts(guide)[question(guide).pk][talked] == 0  # not before it is over
        services.stop(sitting, by=cast.ben, at=noon)
    counts = queries.coverage_counts(guide)
    assert counts[question(guide).pk] == {"discussed": 1, "volunteered": 0, "set_aside": 1, "not_reached": 0}
    assert counts[question(guide, 2).pk] == {"discussed": 0, "volunteered": 0, "set_aside": 0, "not_reached": 2}
    assert (Coverage.objects.count(), Debrief.objects.count()) == (2, 0)


@pytest.mark.parametrize("themes", [1, 3])
def test_coverage_takes_a_fixed_number_of_queries(
    cast: Any, noon: datetime, themes: int, django_assert_num_queries: Any
) -> None:
    guide = services.publish_guide(cast.study, content(themes), by=cast.lena, at=noon)
    with django_assert_num_queries(4):
        assert len(queries.coverage_counts(guide)) == 2 * themes

"""Asking, giving, seeing, feedback and its acknowledgement, with one entry in the register for each."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import Http404

from checkins import queries, services
from checkins.models import Acknowledgement, Attunement, Feedback, FollowUp
from checkins.queries import HasEnded
from consent.services import NotInForce, change_item, withdraw
from ledger.models import Entry, Payload
from tests.consent.acts import agree

pytestmark = pytest.mark.usefixtures("agreed")


def acts_about(target: Any) -> list[tuple[str, Any]]:
    entries = Entry.objects.filter(target=target.pk, act__startswith="checkins.").order_by("seq")
    return list(entries.values_list("act", "actor"))


def test_asking_twice_for_a_day_is_one_request(cast: Any, noon: datetime, asked: Attunement) -> None:
    assert services.ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon) == asked
    assert acts_about(asked) == [("checkins.attunement_asked", cast.ben.pk)]


def test_another_day_is_another_request(cast: Any, noon: datetime, asked: Attunement) -> None:
    later = services.ask(cast.ana, for_day=noon.date() + timedelta(days=1), by=cast.ben, at=noon)
    assert later != asked


def test_after_an_answer_the_same_day_can_be_asked_for_again(
    cast: Any, noon: datetime, asked: Attunement, attuned: dict[str, int]
) -> None:
    services.answer(asked, by=cast.thea, at=noon, **attuned | {"verdict": 3})
    again = services.ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon)
    assert (again != asked, again.given_at) == (True, None)


def test_an_answer_keeps_its_codes_and_says_only_ids_in_the_register(
    cast: Any, noon: datetime, asked: Attunement, attuned: dict[str, int]
) -> None:
    services.answer(asked, by=cast.thea, at=noon, **attuned)
    kept = Attunement.objects.values(*attuned, "adjust", "zone", "given_by", "given_at").get()
    assert kept == attuned | {"adjust": 0, "zone": None, "given_by": cast.thea.pk, "given_at": noon}
    assert acts_about(asked)[1:] == [("checkins.attunement_given", cast.thea.pk)]
    assert {row.content for row in Payload.objects.filter(entry__act__startswith="checkins.")} == {"{}"}


@pytest.mark.parametrize("who", ["theo", "tess", "ben", "lena", "adam"])
def test_only_a_therapist_of_her_centre_answers(
    cast: Any, noon: datetime, asked: Attunement, attuned: dict[str, int], who: str
) -> None:
    with pytest.raises(Http404):
        services.answer(asked, by=getattr(cast, who), at=noon, **attuned)


def test_until_it_is_seen_it_may_be_changed(
    cast: Any, noon: datetime, asked: Attunement, attuned: dict[str, int]
) -> None:
    services.answer(asked, by=cast.thea, at=noon, **attuned, adjust=3)
    services.answer(asked, by=cast.thea, at=noon, **attuned | {"verdict": 4})
    assert list(Attunement.objects.values_list("verdict", "adjust")) == [(4, 0)]


def test_a_request_that_is_taken_back_is_gone_and_one_that_was_answered_stays(
    cast: Any, noon: datetime, asked: Attunement, attuned: dict[str, int]
) -> None:
    for _twice in range(2):
        services.take_back(asked, by=cast.ben, at=noon)
    assert Attunement.objects.count() == 0
    with pytest.raises(Http404):
        services.answer(asked, by=cast.thea, at=noon, **attuned)
    kinds = Entry.objects.filter(target=asked.pk).order_by("seq").values_list("act", flat=True)
    assert list(kinds) == ["checkins.attunement_asked", "checkins.attunement_taken_back"]
    again = services.ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon)
    services.answer(again, by=cast.thea, at=noon, **attuned)
    services.take_back(again, by=cast.ben, at=noon)
    assert list(Attunement.objects.all()) == [again]


def test_once_seen_it_stays(cast: Any, noon: datetime, asked: Attunement, attuned: dict[str, int]) -> None:
    services.answer(asked, by=cast.thea, at=noon, **attuned)
    services.see(asked, by=cast.ben, at=noon)
    with pytest.raises(services.SeenAlready):
        services.answer(asked, by=cast.thea, at=noon, **attuned | {"verdict": 4})


@pytest.mark.parametrize("hours", [-24, 24])
def test_it_is_given_on_its_own_day(
    cast: Any, noon: datetime, asked: Attunement, attuned: dict[str, int], hours: int
) -> None:
    with pytest.raises(services.NotThisDay):
        services.answer(asked, by=cast.thea, at=noon + timedelta(hours=hours), **attuned)


def test_the_day_is_that_of_the_study_s_zone(cast: Any, noon: datetime, attuned: dict[str, int]) -> None:
    late = noon.replace(hour=23)  # past midnight in Brussels
    asked = services.ask(cast.ana, for_day=noon.date() + timedelta(days=1), by=cast.ben, at=late)
    services.answer(asked, by=cast.thea, at=late, **attuned)
    assert asked.given_at == late


def test_only_what_was_given_can_be_seen(cast: Any, noon: datetime, asked: Attunement) -> None:
    with pytest.raises(services.NotGivenYet):
        services.see(asked, by=cast.ben, at=noon)


def test_seeing_twice_keeps_the_first_time(
    cast: Any, noon: datetime, asked: Attunement, attuned: dict[str, int]
) -> None:
    services.answer(asked, by=cast.thea, at=noon, **attuned)
    services.see(asked, by=cast.ben, at=noon)
    services.see(asked, by=cast.bea, at=noon + timedelta(minutes=5))
    assert (asked.seen_by, asked.seen_at) == (cast.ben, noon)
    assert acts_about(asked)[2:] == [("checkins.attunement_seen", cast.ben.pk)]


def test_a_feedback_can_be_corrected_once_by_who_gave_it(cast: Any, noon: datetime, felt: dict[str, Any]) -> None:
    first = services.give(cast.ana, by=cast.ben, at=noon, **felt)
    with pytest.raises(Http404):
        services.give(cast.ana, by=cast.bea, at=noon, corrects=first, **felt)
    agree(cast.far_participant, by=cast.cleo, at=noon)
    with pytest.raises(Http404):
        services.give(cast.far_participant, by=cast.ben, at=noon, corrects=first, **felt)
    second = services.give(cast.ana, by=cast.ben, at=noon, corrects=first, **felt | {"experience": 4})
    for corrected in (first, second):
        with pytest.raises(services.CorrectedAlready):
            services.give(cast.ana, by=cast.ben, at=noon, corrects=corrected, **felt)
    assert Feedback.objects.count() == 2


def test_a_double_tap_acknowledges_once(cast: Any, noon: datetime, felt: dict[str, Any]) -> None:
    feedback = services.give(cast.ana, by=cast.ben, at=noon, **felt)
    first = services.acknowledge(feedback, by=cast.thea, next=2, at=noon)
    assert services.acknowledge(feedback, by=cast.thea, next=2, at=noon) == first
    with pytest.raises(services.AnsweredAlready):
        services.acknowledge(feedback, by=cast.thea, next=3, at=noon)
    assert Acknowledgement.objects.count() == 1
    given, acknowledged = ("checkins.feedback_given", cast.ben.pk), ("checkins.feedback_acknowledged", cast.thea.pk)
    assert acts_about(feedback) == [given, acknowledged]


def test_what_was_corrected_or_is_no_longer_shared_is_neither_acknowledged_nor_followed_up(
    cast: Any, noon: datetime, felt: dict[str, Any], asks_as: Any
) -> None:
    thea = asks_as(cast.thea, "attunement", "list")
    followed = services.give(cast.ana, by=cast.ben, at=noon, **felt)
    services.acknowledge(followed, by=cast.thea, next=1, at=noon)
    first = services.give(cast.ana, by=cast.ben, at=noon, **felt)
    second = services.give(cast.ana, by=cast.ben, at=noon, corrects=first, **felt)
    with pytest.raises(services.AnsweredAlready):
        services.acknowledge(first, by=cast.thea, next=2, at=noon)
    assert len(queries.desk(thea).follow_ups) == 1
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    with pytest.raises(HasEnded):
        services.acknowledge(second, by=cast.thea, next=2, at=noon)
    with pytest.raises(HasEnded):
        services.follow_up(followed, by=cast.thea, done=1, at=noon)
    assert (Acknowledgement.objects.count(), FollowUp.objects.count()) == (1, 0)
    assert queries.desk(thea).follow_ups == []


@pytest.mark.parametrize("who", ["theo", "tess", "ben"])
def test_only_a_therapist_of_her_centre_acknowledges(cast: Any, noon: datetime, felt: dict[str, Any], who: str) -> None:
    feedback = services.give(cast.ana, by=cast.ben, at=noon, **felt)
    with pytest.raises(Http404):
        services.acknowledge(feedback, by=getattr(cast, who), next=6, at=noon)


def test_before_its_release_a_feedback_is_not_there(cast: Any, noon: datetime, felt: dict[str, Any]) -> None:
    feedback = services.give(cast.ana, by=cast.ben, at=noon + timedelta(minutes=1), **felt)
    with pytest.raises(Http404):
        services.acknowledge(feedback, by=cast.thea, next=6, at=noon + timedelta(minutes=14))
    services.acknowledge(feedback, by=cast.thea, next=6, at=noon + timedelta(minutes=15))


@pytest.mark.parametrize("item", ["C05", "C06"])
def test_without_her_yes_nothing_is_asked_or_given(cast: Any, noon: datetime, felt: dict[str, Any], item: str) -> None:
    change_item(cast.ana, item, yes=False, at=noon)
    with pytest.raises(NotInForce):
        services.ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon)
    with pytest.raises(NotInForce):
        services.give(cast.ana, by=cast.ben, at=noon, **felt)


def test_after_a_withdrawal_an_attunement_is_not_given(
    cast: Any, noon: datetime, asked: Attunement, attuned: dict[str, int]
) -> None:
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    with pytest.raises(NotInForce):
        services.answer(asked, by=cast.thea, at=noon, **attuned)

"""A verb that waited for her row counts what she did meanwhile, though it was asked before."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.access import Denied
from checkins import notices
from checkins.models import Done, Next, Notice
from checkins.queries import HasEnded
from checkins.services import acknowledge, ask, follow_up, give, see, take_back
from consent.services import NotInForce, carry_out, change_item, withdraw
from interviews import services as interviews
from interviews.models import GuideVersion
from tests.consent.acts import agree
from tests.interviews import steps
from tests.transcripts.holding import bring, hold
from timelines import services as timelines
from timelines.models import Timeline
from transcripts import services as transcripts
from transcripts.models import Device, Why

SOON = timedelta(seconds=1)
"""The verb was asked at an instant; it got her row this much later, after her own act."""
SHARED = steps.FELT | {"her_wish": 4, "attention": 2}


@pytest.fixture
def her(cast: Any, noon: datetime) -> Any:
    agree(cast.ana, by=cast.ben, at=noon)
    interviews.publish_guide(cast.study, steps.content(), by=cast.lena, at=noon - timedelta(days=1))
    return cast.ana


def stops(her: Any, noon: datetime, level: str = "W1") -> None:
    withdraw(her, level, by_code=True, at=noon + SOON)


def test_a_timeline_is_not_kept_after_her_no(her: Any, noon: datetime) -> None:
    change_item(her, "C08", yes=False, at=noon + SOON)
    assert timelines.start(her, at=noon).is_kept is False
    assert Timeline.objects.count() == 1


def test_her_background_is_neither_kept_nor_shown_after_her_no(cast: Any, her: Any, noon: datetime) -> None:
    interviews.describe(her, {"ethnicity": "other", "age": "34"}, by=cast.ben, at=noon)
    change_item(her, "C10", yes=False, at=noon + SOON)
    assert interviews.open_characteristics(her, by=cast.ben, at=noon) == {"age": "34"}
    with pytest.raises(NotInForce):
        interviews.describe(her, {"ethnicity": "other"}, by=cast.ben, at=noon)


def test_a_sitting_is_not_ended_as_if_she_had_not_stopped(cast: Any, her: Any, noon: datetime) -> None:
    sitting = steps.opened(cast, noon)
    stops(her, noon)
    with pytest.raises(NotInForce):
        interviews.interrupt(sitting, reason="transport", by=cast.ben, at=noon)


def test_a_recording_that_she_had_deleted_is_typed_out_no_more(cast: Any, her: Any, noon: datetime) -> None:
    recording = transcripts.register_recording(hold(cast, her, noon), device=Device.RECORDER, by=cast.ben, at=noon)
    stops(her, noon, "W2")
    with pytest.raises(transcripts.NotAllowed):
        bring(cast, her, noon)
    tomorrow = noon + timedelta(days=1)
    with pytest.raises(transcripts.NotThatDay):
        transcripts.mark_transcribed(
            recording, transcriber=cast.bea, on=tomorrow.date(), by=cast.ben, at=tomorrow
        )  # fmt: skip


def test_nobody_answers_or_is_told_of_feedback_that_she_no_longer_shares(cast: Any, her: Any, noon: datetime) -> None:
    first = give(her, by=cast.ben, at=noon - timedelta(days=2), **SHARED)
    acknowledge(first, by=cast.thea, next=Next.THIS_WEEK, at=noon - timedelta(days=1))
    second = give(her, by=cast.ben, at=noon - timedelta(days=1), **SHARED)
    before = Notice.objects.count()
    stops(her, noon)
    for verb in (
        lambda: acknowledge(second, by=cast.thea, next=Next.SHE_DECLINED, at=noon),
        lambda: follow_up(first, by=cast.thea, done=Done.TALKED, at=noon),
    ):
        with pytest.raises(HasEnded):
            verb()
    assert not notices._wanted(second, noon)
    notices.escalate(noon)
    assert Notice.objects.count() == before


def gone_before(how: str, cast: Any, her: Any, noon: datetime) -> Callable[[], Any]:
    """Give a verb on something that was there when it was looked up, and is no more when it gets the lock."""
    if how == "feedback":
        given = give(her, by=cast.ben, at=noon - timedelta(days=1), **steps.FELT)
        stops(her, noon, "W3")
        assert carry_out(her.pk, noon + SOON)
        return lambda: follow_up(given, by=cast.thea, done=Done.TALKED, at=noon)
    if how == "text":
        hold(cast, her, noon, sound=False)
        text = bring(cast, her, noon)
        stops(her, noon, "W3")
        assert carry_out(her.pk, noon + SOON)
        return lambda: transcripts.send_back(text, why=Why.IDENTIFIES, by=cast.rita, at=noon)
    if how == "request":
        asked = ask(her, for_day=noon.date(), by=cast.ben, at=noon)
        take_back(type(asked).objects.get(pk=asked.pk), by=cast.ben, at=noon)
        return lambda: see(asked, by=cast.ben, at=noon)
    if how == "sitting":
        sitting = steps.planned(cast, noon)
        interviews.call_off(type(sitting).objects.get(pk=sitting.pk), by=cast.ben, at=noon)
        return lambda: interviews.see_attunement(sitting, by=cast.ben, at=noon)
    draft = interviews.begin_draft(cast.study, at=noon)
    interviews.throw_away(GuideVersion.objects.get(pk=draft.pk))
    if how == "draft":
        return lambda: interviews.publish_draft(draft, by=cast.lena, at=noon)
    return lambda: interviews.change_draft(draft, "opening", [], seen=draft.changed_at, at=noon)


@pytest.mark.parametrize("how", ["feedback", "text", "request", "sitting", "draft", "words of a draft"])
def test_what_went_meanwhile_is_not_there(cast: Any, her: Any, noon: datetime, how: str) -> None:
    verb = gone_before(how, cast, her, noon)
    with pytest.raises(Denied):
        verb()

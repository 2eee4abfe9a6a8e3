"""Custody of recordings by the services: what is kept, what is refused, what the register says."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from consent.services import change_item, permit_recording
from interviews.models import Sitting
from tests.transcripts.holding import acts, hold
from transcripts import services
from transcripts.models import NotMade, Recording
from transcripts.queries import owed


def test_a_recording_is_due_after_the_days_of_the_study(cast: Any, sitting: Any, noon: datetime) -> None:
    recording = services.register_recording(sitting, device="recorder", by=cast.ben, at=noon + timedelta(hours=2))
    assert (recording.recorded_on, recording.due_on) == (date(2026, 6, 9), date(2026, 7, 9))
    assert recording.permission.kind == "recording_today"
    assert acts() == ["transcripts.recording_registered"]


def test_a_recording_is_asked_for_until_somebody_registers_it_or_says_that_none_was_made(
    cast: Any, sitting: Any, noon: datetime
) -> None:
    def asked(days: int, person: Any = cast.ben) -> list[str]:
        return [each.words for each in owed(person, noon + timedelta(days=days, hours=2))]

    words = ["P01: register the recording of sitting 1, or say that none was made"]
    assert (asked(0), asked(6), asked(400), asked(0, cast.bea)) == (words, words, words, [])
    for _twice in range(2):
        services.say_not_made(sitting, by=cast.ben, at=noon + timedelta(hours=2))
    assert (asked(400), acts()) == ([], ["transcripts.recording_not_made"])
    services.register_recording(sitting, device="recorder", by=cast.ben, at=noon + timedelta(hours=2))
    assert (asked(0), NotMade.objects.count()) == ([], 0)
    with pytest.raises(services.AlreadyDone):
        services.say_not_made(sitting, by=cast.ben, at=noon + timedelta(hours=2))


def test_without_a_yes_to_sound_no_recording_is_asked_for(cast: Any, agreed: None, noon: datetime) -> None:
    hold(cast, cast.ana, noon, sound=False)
    assert owed(cast.ben, noon + timedelta(hours=2)) == []


def test_what_cannot_be_registered_is_not_asked_for(cast: Any, sitting: Any, noon: datetime) -> None:
    """Two sittings on one day: before the second she says no."""
    permit_recording(cast.ana, yes=False, by=cast.ben, at=noon + timedelta(hours=2))
    again = Sitting.objects.create(
        interview=sitting.interview, number=2, place=cast.centre, planned_for=noon, ending="completed",
        opened_at=noon + timedelta(hours=3), opened_by=cast.ben, closed_at=noon + timedelta(hours=4),
    )  # fmt: skip
    later = noon + timedelta(hours=5)
    assert [each.words for each in owed(cast.ben, later)] == [
        "P01: register the recording of sitting 1, or say that none was made"
    ]
    with pytest.raises(services.NotPermitted):
        services.say_not_made(again, by=cast.ben, at=later)


def test_the_day_of_a_recording_is_that_of_the_studys_own_calendar(cast: Any, agreed: None) -> None:
    late = datetime(2026, 6, 9, 22, 30, tzinfo=UTC)
    recording = services.register_recording(hold(cast, cast.ana, late), device="laptop", by=cast.ben, at=late)
    assert recording.recorded_on == late.astimezone(ZoneInfo("Europe/Brussels")).date() == date(2026, 6, 10)


def test_without_a_permission_of_that_day_no_recording_is_registered(cast: Any, agreed: None, noon: datetime) -> None:
    with pytest.raises(services.NotPermitted):
        services.register_recording(hold(cast, cast.ana, noon, sound=False), device="recorder", by=cast.ben, at=noon)
    assert (Recording.objects.count(), acts()) == (0, [])


def test_a_recording_that_was_permitted_is_registered_also_after_a_change_of_mind(
    cast: Any, sitting: Any, noon: datetime
) -> None:
    change_item(cast.ana, "C07", yes=False, at=noon + timedelta(hours=3))
    recording = services.register_recording(sitting, device="recorder", by=cast.ben, at=noon + timedelta(hours=4))
    assert recording.deleted_at is None


def test_a_no_after_a_yes_leaves_the_sound_of_that_sitting_to_register(cast: Any, sitting: Any, noon: datetime) -> None:
    permit_recording(cast.ana, yes=False, by=cast.ben, at=noon + timedelta(minutes=40))
    recording = services.register_recording(sitting, device="recorder", by=cast.ben, at=noon + timedelta(hours=2))
    assert [each.yes for each in recording.permission.answers.all()] == [True]


def test_registering_twice_keeps_one_recording(cast: Any, sitting: Any, noon: datetime) -> None:
    first = services.register_recording(sitting, device="recorder", by=cast.ben, at=noon)
    assert services.register_recording(sitting, device="recorder", by=cast.ben, at=noon).pk == first.pk
    with pytest.raises(services.AlreadyDone):
        services.register_recording(sitting, device="laptop", by=cast.ben, at=noon)
    assert acts() == ["transcripts.recording_registered"]


def test_the_whole_way_of_a_recording_is_kept(cast: Any, recording: Any, noon: datetime) -> None:
    later = noon + timedelta(days=9)
    for _twice in range(2):
        services.mark_transcribed(recording, transcriber=cast.bea, on=date(2026, 6, 15), by=cast.ben, at=later)
        services.mark_deleted(recording, witness=cast.rita, by=cast.ben, at=later)
    assert (recording.transcribed_by, recording.transcribed_on) == (cast.bea, date(2026, 6, 15))
    assert (recording.deleted_by, recording.witnessed_by, recording.deleted_at) == (cast.ben, cast.rita, later)
    assert acts()[1:] == ["transcripts.recording_transcribed", "transcripts.recording_deleted"]


@pytest.mark.parametrize("day", [date(2026, 6, 8), date(2026, 6, 19)])
def test_nobody_typed_it_out_before_it_was_recorded_or_tomorrow(
    cast: Any, recording: Any, noon: datetime, day: date
) -> None:
    with pytest.raises(services.NotThatDay):
        services.mark_transcribed(recording, transcriber=cast.ben, on=day, by=cast.ben, at=noon + timedelta(days=9))


def test_a_recording_can_be_deleted_before_it_is_typed_out(cast: Any, recording: Any, noon: datetime) -> None:
    services.mark_deleted(recording, witness=cast.lena, by=cast.ben, at=noon)
    assert (recording.transcribed_on, recording.deleted_at) == (None, noon)


@pytest.mark.parametrize("witness", ["ben", "cleo", "thea", "adam"])
def test_the_witness_is_another_member_of_the_study(cast: Any, recording: Any, noon: datetime, witness: str) -> None:
    with pytest.raises(services.NotAWitness):
        services.mark_deleted(recording, witness=getattr(cast, witness), by=cast.ben, at=noon)
    recording.refresh_from_db()
    assert recording.deleted_at is None

"""What is held of her, what a withdrawal does to it, and what waits for whom."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.formats import date_format

from audit.queries import cases
from consent.holders import Shelf
from consent.models import Effect
from consent.services import carry_out, change_item, make_code, permit_recording, progress, withdraw
from ledger.models import Entry
from ledger.queries import first_fault
from studies.models import Assignment, Membership
from studies.queries import day_of
from tests.consent.acts import agree
from tests.transcripts.holding import STORED, hold
from transcripts import services
from transcripts.holder import HOLDER
from transcripts.models import Recording, Redaction, Transcript
from transcripts.queries import owed
from vault.services import has_key


@pytest.fixture
def recording(cast: Any, held: Any, now: datetime) -> Recording:
    return services.register_recording(held, device="recorder", by=cast.ben, at=now)


def done(cast: Any) -> dict[str, bool]:
    rows = Effect.objects.filter(holder="transcripts", act__participant=cast.ana)
    return {each.what: each.done_at is not None for each in rows}


def test_each_level_says_what_it_does_here(cast: Any) -> None:
    assert {level: HOLDER.effects(cast.ana.pk, level) for level in ("W1", "W2", "W3")} == {
        "W1": [], "W2": ["recording"], "W3": ["recording", "texts"]
    }  # fmt: skip
    assert all(HOLDER.words(what).endswith(".") for what in HOLDER.effects(cast.ana.pk, "W3"))


def test_w2_asks_the_keeper_until_the_recording_is_gone(cast: Any, recording: Recording, now: datetime) -> None:
    withdraw(cast.ana, "W2", by_code=True, at=now)
    carry_out(cast.ana.pk, now)
    assert done(cast) == {"recording": False}
    (asked,) = owed(cast.ben, now)
    assert asked.words == "P01 asked that her recording is deleted"
    assert asked.due == Effect.objects.get(holder="transcripts").due_on
    services.mark_deleted(recording, witness=cast.rita, by=cast.ben, at=now)
    carry_out(cast.ana.pk, now)
    assert (done(cast), owed(cast.ben, now)) == ({"recording": True}, [])


def test_after_her_wish_the_register_and_the_keepers_page_say_the_same_day(
    cast: Any, recording: Recording, now: datetime, signed_in: Any
) -> None:
    withdraw(cast.ana, "W2", by_code=True, at=now)
    wish = Effect.objects.get(holder="transcripts").due_on
    assert wish < recording.due_on
    (register,) = [case for case in cases(cast.study, now + timedelta(days=1)) if case.code == cast.ana.code]
    assert [each.due_on for each in register.recordings] == [wish]
    page = signed_in(cast.ben).get(f"/transcripts/{cast.ana.pk}/").content.decode()
    assert (f"by {date_format(wish, 'j F Y')}" in page, date_format(recording.due_on, "j F Y") in page) == (True, False)


def test_a_recording_that_nobody_registered_yet_counts_as_there(cast: Any, held: Any, now: datetime) -> None:
    withdraw(cast.ana, "W2", by_code=True, at=now)
    for _again in range(2):
        carry_out(cast.ana.pk, now)
    (assumed,) = Recording.objects.all()
    assert (assumed.sitting, assumed.kept_by, assumed.deleted_at) == (held, cast.ben, None)
    entries = Entry.objects.filter(target=assumed.pk).values_list("act", "actor")
    assert list(entries) == [("transcripts.recording_assumed", cast.ana.pk)]
    assert done(cast) == {"recording": False}


def test_a_stop_in_the_middle_of_a_sitting_asks_for_its_recording(cast: Any, held: Any, now: datetime) -> None:
    held.closed_at, held.ending = None, ""
    held.save()
    withdraw(cast.ana, "W2", by_code=True, at=now)
    held.closed_at, held.ending = now, "stopped"
    held.save()
    carry_out(cast.ana.pk, now)
    assert [(each.sitting, each.deleted_at) for each in Recording.objects.all()] == [(held, None)]


@pytest.mark.parametrize("mind", ["asked again", "by her code"])
def test_sound_from_before_a_no_of_the_same_sitting_is_deleted_too(
    cast: Any, held: Any, now: datetime, mind: str
) -> None:
    later = now - timedelta(minutes=90)
    if mind == "asked again":
        permit_recording(cast.ana, yes=False, by=cast.ben, at=later)
    else:
        change_item(cast.ana, "C07", yes=False, at=later)
    withdraw(cast.ana, "W2", by_code=True, at=now)
    carry_out(cast.ana.pk, now)
    assert [(each.sitting, each.deleted_at) for each in Recording.objects.all()] == [(held, None)]
    assert done(cast) == {"recording": False}


def test_w2_without_sound_is_done_at_once(cast: Any, now: datetime) -> None:
    agree(cast.ana, by=cast.ben, at=now - timedelta(hours=3))
    hold(cast, cast.ana, now - timedelta(hours=2), sound=False)
    withdraw(cast.ana, "W2", by_code=True, at=now)
    carry_out(cast.ana.pk, now)
    assert done(cast) == {"recording": True}


def test_w3_takes_every_text_and_leaves_the_custody(
    cast: Any, recording: Recording, candidate: Any, now: datetime
) -> None:
    services.mark_deleted(recording, witness=cast.rita, by=cast.ben, at=now)
    withdraw(cast.ana, "W3", by_code=True, at=now)
    carry_out(cast.ana.pk, now)
    carry_out(cast.ana.pk, now)
    assert done(cast) == {"recording": True, "texts": True}
    assert (Transcript.objects.count(), Redaction.objects.count(), Recording.objects.count()) == (0, 0, 1)


def test_w3_destroys_her_key_at_once_and_asks_for_the_recording_without_it(
    cast: Any, recording: Recording, candidate: Any, now: datetime
) -> None:
    code = make_code(cast.ana, by=cast.ben, at=now)
    withdraw(cast.ana, "W3", by_code=True, at=now)
    assert carry_out(cast.ana.pk, now)
    assert (has_key(cast.ana.pk), done(cast)) == (False, {"recording": False, "texts": True})
    hers = Client()
    hers.post("/code/", {"code": code})
    page = hers.get("/code/kept/").content.decode()
    assert ["A recording of" in page, "What you gave is deleted." in page] == [True, False]
    services.mark_deleted(recording, witness=cast.rita, by=cast.ben, at=now)
    assert carry_out(cast.ana.pk, now)
    page = hers.get("/code/kept/").content.decode()
    assert ["A recording of" in page, "What you gave is deleted." in page] == [False, True]
    assert (done(cast), first_fault()) == ({"recording": True, "texts": True}, None)
    about = Entry.objects.filter(act__in=["transcripts.recording_deleted", "consent.effect_done"]).order_by("seq")
    assert [each.subject for each in about][-2:] == [cast.study.pk] * 2


def test_w1_keeps_what_she_said(cast: Any, candidate: Any, now: datetime) -> None:
    withdraw(cast.ana, "W1", by_code=True, at=now)
    carry_out(cast.ana.pk, now)
    assert Transcript.objects.count() == 1


def test_her_copy_holds_the_stored_text_and_the_days(
    cast: Any, recording: Recording, candidate: Any, now: datetime
) -> None:
    assert HOLDER.copy(cast.ana.pk)["texts"] == []
    assert len(HOLDER.holds(cast.ana.pk)) == 2
    services.sign(candidate, by=cast.rita, at=now)
    copy = HOLDER.copy(cast.ana.pk)
    assert copy["texts"] == [{"version": 1, "language": "en", "text": STORED}]
    assert copy["recordings"] == [
        {"recorded_on": recording.recorded_on.isoformat(), "due_on": recording.due_on.isoformat(), "typed_out_on": None,
         "deleted_at": None}
    ]  # fmt: skip
    assert (HOLDER.holds(cast.far_participant.pk), HOLDER.copy(cast.far_participant.pk)) == (
        [], {"recordings": [], "texts": []}
    )  # fmt: skip


@pytest.mark.parametrize(("days", "spoken_of"), [(22, False), (23, True), (31, True)])
def test_a_recording_is_spoken_of_a_week_before_its_last_day(
    cast: Any, recording: Recording, days: int, spoken_of: bool
) -> None:
    noon = datetime.combine(recording.recorded_on, time(12), tzinfo=UTC)
    found = owed(cast.ben, noon + timedelta(days=days))
    assert [(each.words, each.due) for each in found] == (
        [("P01: delete the recording", recording.due_on)] if spoken_of else []
    )


def test_that_day_is_one_of_the_studys_own_calendar(cast: Any, recording: Recording) -> None:
    day_before = recording.due_on - timedelta(days=8)
    found = [
        owed(cast.ben, datetime(day_before.year, day_before.month, day_before.day, *at, tzinfo=UTC))
        for at in ((21, 30), (23, 30))  # midnight comes between them in Brussels, in summer and in winter
    ]
    assert [len(each) for each in found] == [0, 1]


def test_what_waits_goes_to_the_reader_and_then_back_to_who_brought_it(
    cast: Any, candidate: Any, now: datetime
) -> None:
    assert [each.words for each in owed(cast.rita, now)] == ["P01: read the transcript as second reader"]
    asked = ["P01: register the recording of sitting 1, or say that none was made"]
    assert [each.words for each in owed(cast.ben, now)] == asked
    services.send_back(candidate, why="wrong_text", by=cast.rita, at=now)
    came_back = "P01: the transcript came back, a new version is needed"
    assert [each.words for each in owed(cast.ben, now)] == [*asked, came_back]
    assert (owed(cast.rita, now), owed(cast.lena, now), owed(cast.cleo, now)) == ([], [], [])


def test_after_w3_nothing_of_hers_waits_or_is_listed(cast: Any, candidate: Any, now: datetime, signed_in: Any) -> None:
    withdraw(cast.ana, "W3", by_code=True, at=now)
    assert owed(cast.rita, now) == []
    assert "P01" not in signed_in(cast.rita).get("/transcripts/").content.decode()
    page = signed_in(cast.ben).get(f"/transcripts/{cast.ana.pk}/").content.decode()
    assert "Bring a transcript in" not in page
    assert "Everything of hers is deleted. No text can be brought in." in page


@pytest.mark.parametrize("level", ["W1", "W2"])
def test_after_w1_and_w2_the_reader_goes_on(
    cast: Any, candidate: Any, now: datetime, signed_in: Any, level: str
) -> None:
    withdraw(cast.ana, level, by_code=True, at=now)
    assert [each.words for each in owed(cast.rita, now)] == ["P01: read the transcript as second reader"]
    rita = signed_in(cast.rita)
    sign = f"/transcripts/candidates/{candidate.pk}/sign/"
    shown = rita.post(sign, {"step": "show", "decisions": "[]"}).content.decode()
    assert ("With your signature" in shown, "You marked" in shown) == (
        True,
        False,
    )  # nothing is counted where nothing is
    rita.post(sign, {"step": "sign", "decisions": "[]"})
    candidate.refresh_from_db()
    assert (candidate.state, owed(cast.rita, now)) == ("stored", [])


def test_nothing_waits_for_who_is_not_assigned_or_has_left(
    cast: Any, recording: Recording, candidate: Any, now: datetime
) -> None:
    later = now + timedelta(days=29)
    Assignment.objects.filter(person=cast.ben).delete()
    Membership.objects.filter(person=cast.rita).update(delegated_until=date(2026, 2, 1))
    assert (owed(cast.ben, later), owed(cast.rita, later)) == ([], [])


def test_her_page_says_it_in_days_and_words(cast: Any, recording: Recording, candidate: Any, now: datetime) -> None:
    due = date_format(recording.due_on)
    day = date_format(recording.recorded_on)
    assert HOLDER.shelves(cast.ana.pk) == [
        Shelf("Recordings of our talks", [("recorded on", day), ("to be deleted by", due)])
    ]
    services.sign(candidate, by=cast.rita, at=now)
    services.mark_deleted(recording, witness=cast.rita, by=cast.ben, at=now)
    gone = date_format(day_of(cast.study, now))
    assert HOLDER.shelves(cast.ana.pk) == [
        Shelf("Recordings of our talks", [("recorded on", day), ("deleted on", gone)]),
        Shelf("The text of our talk", [("", STORED)]),
    ]


def test_w2_gives_the_day_on_which_the_recording_was_really_deleted(
    cast: Any, recording: Recording, now: datetime
) -> None:
    services.mark_deleted(recording, witness=cast.rita, by=cast.ben, at=now)
    later = now + timedelta(days=9)
    withdraw(cast.ana, "W2", by_code=True, at=later)
    carry_out(cast.ana.pk, later)
    said = {each.words: each.done_at for each in progress(cast.ana.pk, later)}
    assert said[HOLDER.words("recording")] == now

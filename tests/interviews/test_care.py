"""What looks after interviewers: a moment that is theirs, talks that are booked, limits that hold back, few counts."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.services import add_person
from checkins.models import sets_of
from consent.services import permit_recording
from interviews import queries, services
from interviews.caring import Effect
from interviews.models import Debrief, Listening, MomentCut, Pace, Supervision
from ledger.models import Entry
from studies.models import Part
from studies.services import add_member, add_participant
from tests.consent.acts import agree
from tests.interviews.pages import at, said
from tests.interviews.steps import attuned, opened, planned
from transcripts.services import mark_transcribed, register_recording

pytestmark = pytest.mark.usefixtures("agreed", "clock")
MOMENTS, SHARED = "/interviews/moments/", "/interviews/shared/"


@pytest.fixture
def ended(cast: Any, noon: datetime) -> Any:
    return services.stop(opened(cast, noon), by=cast.ben, at=noon + timedelta(minutes=61))


@pytest.fixture
def moment(cast: Any, noon: datetime, ended: Any) -> Debrief:
    return services.debrief(ended, load=3, need=3, effects=6, by=cast.ben, at=noon)


@pytest.fixture
def sofie(cast: Any, signed_in: Any) -> Any:
    return signed_in(cast.sofie)


def test_a_moment_is_kept_by_taps_and_only_its_writer_reads_it(
    cast: Any, ben: Any, ended: Any, sofie: Any, signed_in: Any
) -> None:
    fine = {"load": "2", "need": "1"}
    for wrong in ({}, {"load": "2"}, fine | {"load": "5"}, fine | {"effects": ["1", "2", "4", "8"]},
                  fine | {"effects": ["3"]}, fine | {"need": "her words"}):  # fmt: skip
        assert ben.post(at("debrief", ended.pk), wrong).status_code == 422
    assert Debrief.objects.count() == 0
    sent = {"load": "3", "need": "3", "effects": ["2", "4"], "booked": "on"}
    assert ben.post(at("debrief", ended.pk), sent).status_code == 302
    assert "What it leaves behind tired, images stay with me" in said(ben.get(MOMENTS))
    assert "supervision this week, booked" in said(ben.get(at("end", ended.pk)))
    assert "Nothing is kept of you yet" in said(signed_in(cast.bea).get(MOMENTS))
    assert "Nothing is shared with you now." in said(sofie.get(SHARED))
    for person in (cast.lena, cast.sofie, cast.thea, cast.aude):
        assert signed_in(person).get(MOMENTS).status_code == 404


def test_a_moment_is_shared_by_choice_and_taken_back(cast: Any, ben: Any, moment: Debrief, sofie: Any) -> None:
    share = at("share", moment.pk)
    assert sofie.post(share, {"answer": "yes"}).status_code == 404
    assert ben.post(share, {"answer": "perhaps"}).status_code == 422
    for _twice in range(2):
        assert ben.post(share, {"answer": "yes"})["Location"] == MOMENTS
    page = said(sofie.get(SHARED))
    assert ("Ben, 9 June 2026" in page, "images stay with me" in page, cast.ana.code in page) == (True, True, False)
    asks = "Ben asks for supervision"
    assert [each.words for each in queries.owed(cast.sofie, cast.at)] == [asks, "Ben shares a moment"]
    assert Supervision.objects.get().need == moment.need  # what is needed is asked with it
    assert sofie.post(at("read-moment", moment.pk))["Location"] == SHARED
    assert [each.words for each in queries.owed(cast.sofie, cast.at)] == [asks]
    assert ben.post(share, {"answer": "no"}).status_code == 302
    assert "Nothing is shared with you now." in said(sofie.get(SHARED))
    assert sofie.post(at("read-moment", moment.pk)).status_code == 404
    assert not Entry.objects.filter(act__contains="moment").exists()  # the register is no diary of an interviewer


def test_a_moment_that_is_kept_anew_is_not_shared(cast: Any, ended: Any, moment: Debrief, noon: datetime) -> None:
    services.share(moment, at=noon)
    services.debrief(ended, load=4, need=1, by=cast.ben, at=noon)
    moment.refresh_from_db()
    assert (moment.load, moment.effects, moment.shared_at) == (4, 0, None)


def test_no_code_beside_the_vocabulary_is_taken_by_the_database(moment: Debrief) -> None:
    assert len(sets_of(Effect)) == 64
    for wrong in ({"effects": 15}, {"effects": 128}, {"load": 5}, {"need": 0}, {"read_at": moment.at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Debrief.objects.filter(pk=moment.pk).update(**wrong)


def test_a_talk_is_asked_for_once_and_booked_by_a_supervisor(
    cast: Any, ben: Any, sofie: Any, signed_in: Any, noon: datetime
) -> None:
    ask = at("ask-talk", cast.study.pk)
    assert [ben.post(ask, {"need": need}).status_code for need in ("", "1", "her words")] == [422, 422, 422]
    for need in ("3", "none", "none", "3", "4", "3"):
        assert ben.post(ask, {"need": need}).status_code == 302
        assert Supervision.objects.count() == (need != "none")
    talk = Supervision.objects.get()
    assert (talk.need, talk.person) == (4, cast.ben)
    (owed,) = queries.owed(cast.sofie, noon)
    assert (owed.words, owed.due) == ("Ben asks for supervision", date(2026, 6, 9))
    book = at("book-talk", talk.pk)
    for wrong in ({}, {"day": "2026-06-10"}, {"day": "x", "time": "y"}, {"day": "2026-02-30", "time": "25:00"}):
        assert sofie.post(book, wrong).status_code == 422
    passed = sofie.post(book, {"day": "2026-06-08", "time": "10:00"})
    assert (passed.status_code, "This moment has passed." in said(passed)) == (409, True)
    assert 'value="2026-06-08"' in passed.content.decode()  # what was chosen stays
    assert signed_in(cast.bea).post(book, {"day": "2026-06-10", "time": "10:00"}).status_code == 404
    assert sofie.post(book, {"day": "2026-06-10", "time": "10:00"}).status_code == 302
    talks = [each for each in queries.owed(cast.ben, noon) if "Supervision" in each.words]
    assert [(each.words, each.due) for each in talks] == [("Supervision with Sofie at 10:00", date(2026, 6, 10))]
    assert "supervision with Sofie." in said(ben.get(MOMENTS))
    kept = [("Supervision with Ben at 10:00", date(2026, 6, 10))]
    assert [(each.words, each.due) for each in queries.owed(cast.sofie, noon)] == kept


def test_what_waits_for_a_supervisor_stands_first_on_either_database(cast: Any, noon: datetime, asks_as: Any) -> None:
    """What is not read, and who has no time yet: each database puts what is empty somewhere else."""
    booked = services.ask_for_talk(cast.study, need=3, by=cast.bea, at=noon)
    services.book(booked, booked_for=noon + timedelta(days=1), by=cast.sofie, at=noon)
    waits = services.ask_for_talk(cast.study, need=3, by=cast.bea, at=noon)
    asks = asks_as(cast.sofie, "shared debrief", "read")
    assert [list(each) for each in (queries.asked(asks), queries.talks_of(cast.bea.pk, noon))] == [[waits, booked]] * 2
    moments = []
    for _each in range(2):
        her = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
        agree(her, by=cast.ben, at=noon)
        over = services.stop(opened(cast, noon, her), by=cast.ben, at=noon)
        moments.append(services.debrief(over, load=2, need=1, by=cast.ben, at=noon))
        services.share(moments[-1], at=noon)
    services.have_read(moments[1], at=noon)
    assert list(queries.shared(asks)) == moments


def test_a_talk_that_is_asked_for_no_more_is_not_booked_and_a_more_urgent_wish_counts_from_then(
    cast: Any, noon: datetime
) -> None:
    talk = services.ask_for_talk(cast.study, need=3, by=cast.ben, at=noon - timedelta(days=9))
    services.ask_for_talk(cast.study, need=4, by=cast.ben, at=noon)
    assert [each.due for each in queries.owed(cast.sofie, noon)] == [date(2026, 6, 9)]
    services.take_ask_back(cast.study, by=cast.ben)
    with pytest.raises(services.AskedNoMore):
        services.book(talk, booked_for=noon, by=cast.sofie, at=noon)


def test_who_has_no_supervisor_reads_whom_to_ask(cast: Any, signed_in: Any) -> None:
    cleo = signed_in(cast.cleo)
    assert "This study has no supervisor yet." in said(cleo.get(MOMENTS))
    assert cleo.post(at("ask-talk", cast.other_study.pk), {"need": "4"}).status_code == 409
    assert cleo.post(at("ask-talk", cast.study.pk), {"need": "4"}).status_code == 404


def set_pace(cast: Any, **limits: int) -> None:
    services.set_pace(cast.study, by=cast.lena, at=cast.at, **limits)


def test_the_lead_sets_the_pace_and_planning_is_held_back_with_kind_words(
    cast: Any, ben: Any, signed_in: Any, noon: datetime
) -> None:
    lena, pace = signed_in(cast.lena), at("pace", cast.study.pk)
    assert ben.get(pace).status_code == 404
    for wrong in (
        {"interviews": "0"},
        {"sittings_a_day": "-1"},
        {"hours_after_heavy": "x"},
        {"sittings_a_week": "9" * 400},
    ):
        assert lena.post(pace, wrong).status_code == 422
    assert lena.post(pace, {"sittings_a_day": "1", "interviews": "23"}).status_code == 302
    assert (Pace.objects.get().sittings_a_day, Pace.objects.get().sittings_a_week) == (1, None)
    assert 'value="23"' in lena.get(pace).content.decode()
    other = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
    agree(other, by=cast.ben, at=noon)
    planned(cast, noon)
    form = {"day": "2026-06-09", "time": "15:00", "place": str(cast.centre.pk)}
    refused = ben.post(at("plan", other.pk), form)
    assert (refused.status_code, 'value="2026-06-09"' in refused.content.decode()) == (409, True)
    words = said(refused).replace("&#x27;", "'")
    assert "This day is full for you: the study's limit is 1, with what you type out." in words
    assert "There is room from 10 June on. A colleague can take this one over" in words
    assert ben.post(at("plan", other.pk), form | {"day": "2026-06-10"}).status_code == 302


def test_after_a_heavy_sitting_the_next_one_waits_for_who_ran_it_alone(
    cast: Any, moment: Debrief, ended: Any, noon: datetime
) -> None:
    set_pace(cast, hours_after_heavy=24)
    other = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
    agree(other, by=cast.ben, at=noon)
    later = noon + timedelta(hours=3)
    with pytest.raises(services.NotPossible) as refused:
        planned(cast, later, other)
    assert refused.value.words.startswith("Your last sitting was heavy for you. The study gives you 24 hours")
    planned(cast, later, other, planned_for=noon + timedelta(hours=26))
    hers = add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=noon)
    agree(hers, by=cast.bea, at=noon)
    assert planned(cast, later, hers, by=cast.bea).number == 1


def test_what_somebody_types_out_counts_as_their_load_once(cast: Any, noon: datetime) -> None:
    permit_recording(cast.ana, yes=True, by=cast.ben, at=noon)
    sitting = services.stop(opened(cast, noon), by=cast.ben, at=noon + timedelta(minutes=125))
    recording = register_recording(sitting, device="recorder", by=cast.ben, at=noon + timedelta(hours=3))
    for _twice in range(2):
        mark_transcribed(recording, transcriber=cast.bea, on=noon.date(), by=cast.ben, at=noon + timedelta(hours=3))
    row = Listening.objects.get()
    assert (row.person, row.on, row.minutes) == (cast.bea, date(2026, 6, 9), 125)
    set_pace(cast, minutes_as_a_sitting=60, sittings_a_week=2)
    week = queries.week_for(cast.bea.pk, cast.study, noon)
    assert (week.sittings, week.minutes, week.most) == (2, 125, 2)
    hers = add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=noon)
    agree(hers, by=cast.bea, at=noon)
    with pytest.raises(services.NotPossible, match="NotPossible"):
        planned(cast, noon, hers, by=cast.bea)


def test_the_lead_sees_how_sittings_were_in_steps_of_three_interviewers(cast: Any, noon: datetime) -> None:
    dora = add_person(email="dora@example.org", name="Dora", duty="", at=noon)
    since = date(2026, 1, 5)
    add_member(cast.study, dora, Part.INTERVIEWER, code="I3", delegated_from=since, trained_on=since, by=cast.lena.pk,
               at=noon)  # fmt: skip
    looks = []
    for count, who in enumerate((cast.ben, cast.bea, cast.bea, dora, cast.ben, dora, cast.bea)):
        when = noon + timedelta(hours=count)
        her = add_participant(cast.study, cast.centre, language="en", by=who, at=noon)
        agree(her, by=who, at=noon)
        sitting = attuned(cast, planned(cast, when, her, by=who), when)
        services.see_attunement(sitting, by=who, at=when)
        services.stop(services.open_sitting(sitting, by=who, at=when), by=who, at=when)
        services.debrief(sitting, load=3 if count < 3 else 4, need=4 if count == 1 else 1, by=who, at=when)
        looks.append(queries.carrying(cast.study))
    first, second = looks[3], looks[6]
    assert [bool(each.loads) for each in looks] == [False] * 6 + [True]
    assert looks == [looks[0]] * 3 + [first] * 3 + [second]
    assert (first.loads, first.asked) == ([], None)  # three heavy ones of two people, one of another
    assert second.loads == [("light", 0), ("moderate", 0), ("heavy", None), ("too much", 4)]
    MomentCut.objects.update(counts={"loads": {"1": 0, "2": 1, "3": 2, "4": 3}, "asked": 2})  # as it was once cut
    old = queries.carrying(cast.study)
    assert (old.loads, old.asked) == ([("light", 0), ("moderate", None), ("heavy", None), ("too much", 3)], None)


def test_own_moments_take_as_many_queries_for_three_as_for_one(
    cast: Any, ben: Any, sofie: Any, moment: Debrief, noon: datetime
) -> None:
    def counted() -> list[int]:
        found = []
        for browser, page in ((ben, MOMENTS), (sofie, SHARED)):
            browser.get(page)
            with CaptureQueriesContext(connection) as seen:
                browser.get(page)
            found.append(len(seen))
        return found

    services.share(moment, at=noon)
    one = counted()
    for _more in range(2):
        her = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
        agree(her, by=cast.ben, at=noon)
        sitting = services.stop(opened(cast, noon, her), by=cast.ben, at=noon)
        services.share(services.debrief(sitting, load=1, need=1, by=cast.ben, at=noon), at=noon)
    assert counted() == one


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_two_plans_at_once_wait_for_each_other_in_whatever_studies(cast: Any, noon: datetime) -> None:
    set_pace(cast, sittings_a_day=1)
    with CaptureQueriesContext(connection) as asked:
        planned(cast, noon)
    held = [
        each["sql"] for each in asked if "FOR NO KEY UPDATE" in each["sql"] and 'FROM "accounts_person"' in each["sql"]
    ]
    assert len(held) == 1

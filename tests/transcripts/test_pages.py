"""The pages of custody, of a candidate and of what is stored: who gets them, and what they say."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from consent.services import carry_out, withdraw
from ledger.models import Entry
from studies.models import Assignment, Membership
from studies.services import add_participant
from tests.consent.acts import agree
from tests.transcripts.holding import STORED, bring, hold
from transcripts import services
from transcripts.models import Recording, State, Transcript

EVERYBODY = ["ben", "bea", "rita", "lena", "sofie", "thea", "aude", "adam", "cleo", "otto", "tess"]


def words(page: Any) -> str:
    """Give a page as it reads, from its title on."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode().split("<h1>")[1]).split())


def members(person: Any) -> str:
    return str(Membership.objects.get(person=person).pk)


@pytest.fixture
def recording(cast: Any, held: Any, now: datetime) -> Any:
    return services.register_recording(held, device="recorder", by=cast.ben, at=now)


def who_gets(signed_in: Any, cast: Any, url: str) -> set[str]:
    answers = {name: signed_in(getattr(cast, name)).get(url).status_code for name in EVERYBODY}
    assert set(answers.values()) <= {200, 404}
    return {name for name, status in answers.items() if status == 200}


def test_custody_is_for_the_interviewer_of_the_case(cast: Any, signed_in: Any, recording: Any, client: Any) -> None:
    url = reverse("transcripts:custody", args=[cast.ana.pk])
    assert who_gets(signed_in, cast, url) == {"ben"}
    assert client.get(url).status_code == 302  # to the front page


def test_a_recording_goes_its_way_on_the_page(cast: Any, signed_in: Any, held: Any, now: datetime) -> None:
    ben = signed_in(cast.ben)
    page = reverse("transcripts:custody", args=[cast.ana.pk])
    assert "She said yes to the sound on this day. Was it recorded?" in words(ben.get(page))
    register = reverse("transcripts:register", args=[cast.ana.pk, held.pk])
    refused = ben.post(register, {})
    assert (refused.status_code, Recording.objects.count()) == (422, 0)
    assert ben.post(register, {"device": "recorder"}).headers["Location"] == page
    kept = Recording.objects.get()
    typed = reverse("transcripts:typed-out", args=[kept.pk])
    assert ben.post(typed, {"transcriber": members(cast.ben)}).status_code == 422
    on = {"on": str(kept.recorded_on)}
    assert ben.post(typed, {"transcriber": members(cast.sofie), **on}).status_code == 422  # she hears no interview
    assert ben.post(typed, {"transcriber": members(cast.ben), **on}).status_code == 302
    gone = reverse("transcripts:gone", args=[kept.pk])
    assert ben.post(gone, {"witness": members(cast.rita)}).status_code == 422
    assert ben.post(gone, {"witness": members(cast.ben), "seen": "on"}).status_code == 422
    assert ben.post(gone, {"witness": members(cast.rita), "seen": "on"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.transcribed_by, kept.deleted_by, kept.witnessed_by) == (cast.ben, cast.ben, cast.rita)
    assert "Who saw that it is gone Rita" in words(ben.get(page))


def test_a_day_before_the_recording_is_answered_in_words(cast: Any, signed_in: Any, recording: Any) -> None:
    answer = signed_in(cast.ben).post(
        reverse("transcripts:typed-out", args=[recording.pk]),
        {"transcriber": members(cast.ben), "on": str(recording.recorded_on - timedelta(days=1))},
    )
    assert answer.status_code == 409
    assert "The day lies before the recording" in words(answer)


def test_without_a_yes_to_the_sound_there_is_nothing_to_register(cast: Any, signed_in: Any, now: datetime) -> None:
    agree(cast.ana, by=cast.ben, at=now - timedelta(hours=3))
    held = hold(cast, cast.ana, now - timedelta(hours=2), sound=False)
    ben = signed_in(cast.ben)
    page = words(ben.get(reverse("transcripts:custody", args=[cast.ana.pk])))
    assert "Without sound: there was no yes to a recording on this day." in page
    answer = ben.post(reverse("transcripts:register", args=[cast.ana.pk, held.pk]), {"device": "recorder"})
    assert (answer.status_code, Recording.objects.count()) == (409, 0)


def test_that_no_recording_was_made_is_said_on_the_page_and_can_be_taken_back(
    cast: Any, signed_in: Any, now: datetime
) -> None:
    agree(cast.ana, by=cast.ben, at=now - timedelta(hours=3))
    held, ben = hold(cast, cast.ana, now - timedelta(hours=2)), signed_in(cast.ben)
    page, register = (reverse(f"transcripts:{name}", args=at) for name, at in (
        ("custody", [cast.ana.pk]), ("register", [cast.ana.pk, held.pk]),
    ))  # fmt: skip
    assert ben.post(register, {"device": "none"}).status_code == 302
    said = words(ben.get(page))
    assert (said.count("No recording was made: Ben said so on"), said.count("There is one after all")) == (1, 1)
    withdraw(cast.ana, "W2", by_code=True, at=now)
    assert (carry_out(cast.ana.pk, now), Recording.objects.count()) == (True, 0)
    assert ben.post(register, {"device": "recorder"}).status_code == 302
    assert (Recording.objects.count(), "No recording was made" in words(ben.get(page))) == (1, False)


@pytest.mark.parametrize("name", ["bea", "rita", "lena", "cleo"])
def test_nobody_else_writes_custody(cast: Any, signed_in: Any, recording: Any, name: str) -> None:
    somebody = signed_in(getattr(cast, name))
    sent = {"transcriber": members(cast.ben), "on": "2026-06-09", "witness": members(cast.rita), "seen": "on"}
    for route in ("transcripts:typed-out", "transcripts:gone"):
        assert somebody.post(reverse(route, args=[recording.pk]), sent).status_code == 404
    register = reverse("transcripts:register", args=[cast.ana.pk, recording.sitting_id])
    assert somebody.post(register, {"device": "laptop"}).status_code == 404
    recording.refresh_from_db()
    assert (recording.transcribed_on, recording.deleted_at) == (None, None)


def test_a_sitting_of_somebody_else_is_not_reached_through_ones_own_case(
    cast: Any, signed_in: Any, held: Any, now: datetime
) -> None:
    from interviews.models import Interview

    eva = add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=now)
    Interview.objects.create(
        participant=eva, guide=held.interview.guide, interviewer=cast.bea, created_at=now
    )  # fmt: skip
    answer = signed_in(cast.bea).post(reverse("transcripts:register", args=[eva.pk, held.pk]), {"device": "recorder"})
    assert (answer.status_code, Recording.objects.count()) == (404, 0)


def test_a_candidate_opens_for_who_brought_it_and_its_reader_only(
    cast: Any, signed_in: Any, candidate: Any, now: datetime
) -> None:
    from studies.models import Part
    from studies.services import add_member

    add_member(
        cast.study,
        cast.bea,
        Part.READER,
        code="R2",
        delegated_from=date(2026, 1, 5),
        trained_on=date(2026, 1, 5),
        by=cast.lena.pk,
        at=now,
    )
    assert who_gets(signed_in, cast, reverse("transcripts:candidate", args=[candidate.pk])) == {"ben", "rita"}
    assert who_gets(signed_in, cast, reverse("transcripts:stored", args=[candidate.pk])) == set()
    for name in set(EVERYBODY) - {"rita"}:
        for route in ("transcripts:sign", "transcripts:send-back"):
            answer = signed_in(getattr(cast, name)).post(reverse(route, args=[candidate.pk]), {"step": "sign"})
            assert answer.status_code == 404
    assert Transcript.objects.get().state == State.CANDIDATE


def test_who_has_left_the_study_opens_no_candidate(cast: Any, signed_in: Any, candidate: Any) -> None:
    Membership.objects.filter(person__in=[cast.ben, cast.rita]).update(delegated_until=date(2026, 2, 1))
    url = reverse("transcripts:candidate", args=[candidate.pk])
    assert {signed_in(person).get(url).status_code for person in (cast.ben, cast.rita)} == {404}


def test_a_signed_text_opens_for_the_team(cast: Any, signed_in: Any, candidate: Any, now: datetime) -> None:
    services.sign(candidate, by=cast.rita, at=now)
    url = reverse("transcripts:stored", args=[candidate.pk])
    assert who_gets(signed_in, cast, url) == {"ben", "rita", "lena"}
    assert who_gets(signed_in, cast, reverse("transcripts:candidate", args=[candidate.pk])) == set()
    opened = Entry.objects.filter(act="transcripts.opened", target=candidate.pk)
    assert set(opened.values_list("actor", flat=True)) == {cast.ben.pk, cast.rita.pk, cast.lena.pk}
    Assignment.objects.filter(person=cast.ben).delete()
    assert who_gets(signed_in, cast, url) == {"rita", "lena"}


def test_the_reader_sees_before_signing_what_will_be_stored(cast: Any, signed_in: Any, candidate: Any) -> None:
    rita, url = signed_in(cast.rita), reverse("transcripts:sign", args=[candidate.pk])
    shown = rita.post(url, {"step": "show", "more": "name = detail"})
    assert "[person] is my [detail] , and I live in [place]" in words(shown)
    assert Transcript.objects.get().state == State.CANDIDATE
    sent = re.search(r'name="decisions"[^>]*>([^<]*)<', shown.content.decode())
    assert sent is not None
    decisions = sent[1].replace("&quot;", '"')
    assert rita.post(url, {"step": "sign", "decisions": decisions}).status_code == 302
    assert rita.post(url, {"step": "sign", "decisions": decisions}).status_code == 302  # a double click
    candidate.refresh_from_db()
    assert (candidate.state, candidate.body) == ("stored", STORED.replace("name", "[detail]"))
    assert Entry.objects.filter(act="transcripts.signed").count() == 1


PLACE = '"start":0,"end":4'
UNREADABLE = [
    "[", "{}", "[1]", '[{"start":0}]', "[" * 9000,
    '[{"start":"0","end":4,"label":"PER","replacement":"x"}]',
    '[{"start":true,"end":4,"label":"PER","replacement":"x"}]',
    f'[{{{PLACE},"label":"X","replacement":"x"}}]', f'[{{{PLACE},"label":"PER","replacement":1}}]',
    '[{"start":0,"end":99999,"label":"PER","replacement":"x"}]',
]  # fmt: skip


@pytest.mark.parametrize("decisions", UNREADABLE)
def test_marks_that_cannot_be_read_or_do_not_fit_give_the_page_again(
    cast: Any, signed_in: Any, candidate: Any, decisions: str
) -> None:
    answer = signed_in(cast.rita).post(
        reverse("transcripts:sign", args=[candidate.pk]), {"step": "sign", "decisions": decisions}
    )
    assert (answer.status_code, Transcript.objects.get().state) == (422, State.CANDIDATE)


def test_sending_back_says_what_for(cast: Any, signed_in: Any, candidate: Any) -> None:
    rita, url = signed_in(cast.rita), reverse("transcripts:send-back", args=[candidate.pk])
    assert rita.post(url, {}).status_code == 422
    assert rita.post(url, {"why": "identifies"}).headers["Location"] == reverse("transcripts:list")
    assert rita.post(url, {"why": "identifies"}).status_code == 302
    assert rita.post(url, {"why": "wrong_text"}).status_code == 409
    candidate.refresh_from_db()
    assert (candidate.state, candidate.why, candidate.body) == ("returned", "identifies", "")


def test_a_withdrawal_in_the_middle_of_reading_is_answered_in_words(
    cast: Any, signed_in: Any, candidate: Any, now: datetime
) -> None:
    withdraw(cast.ana, "W3", by_code=True, at=now)
    answer = signed_in(cast.rita).post(
        reverse("transcripts:sign", args=[candidate.pk]), {"step": "sign", "decisions": "[]"}
    )
    assert (answer.status_code, Transcript.objects.get().state) == (409, State.CANDIDATE)


def test_the_list_shows_to_each_what_is_theirs(cast: Any, signed_in: Any, candidate: Any, now: datetime) -> None:
    url = reverse("transcripts:list")
    assert "To read as second reader P01, version 1 from Ben" in words(signed_in(cast.rita).get(url))
    ben = words(signed_in(cast.ben).get(url))
    assert "On their way P01, version 1 waits for Rita" in ben
    assert "Recordings and texts of your cases P01" in ben
    assert words(signed_in(cast.lena).get(url)).startswith("Transcripts Stored No text is stored yet.")
    services.sign(candidate, by=cast.rita, at=now)
    assert words(signed_in(cast.lena).get(url)).startswith("Transcripts Stored P01, version 1")
    assert words(signed_in(cast.otto).get(url)).startswith("Transcripts Stored No text is stored yet.")


def test_the_pages_ask_no_more_for_three_than_for_one(
    cast: Any, signed_in: Any, candidate: Any, now: datetime, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rita, url = signed_in(cast.rita), reverse("transcripts:list")
    rita.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        rita.get(url)
    for _number in range(2):
        eva = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=now)
        agree(eva, by=cast.ben, at=now - timedelta(hours=3))
        hold(cast, eva, now - timedelta(hours=2))
        bring(cast, eva, now)
    with django_assert_num_queries(len(one)):
        rita.get(url)


def test_custody_asks_no_more_for_three_sittings_than_for_one(
    cast: Any, signed_in: Any, recording: Any, now: datetime, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ben, page = signed_in(cast.ben), reverse("transcripts:custody", args=[cast.ana.pk])
    ben.get(page)
    with CaptureQueriesContext(connection) as one:
        ben.get(page)
    for minutes in (100, 80):
        later = hold(cast, cast.ana, now - timedelta(minutes=minutes))
        services.register_recording(later, device="recorder", by=cast.ben, at=now)
    with django_assert_num_queries(len(one)):
        shown = ben.get(page)
    assert shown.content.decode().count("Keep that it is deleted") == 3

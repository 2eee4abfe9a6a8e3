"""The auditor's page: codes, acts and days of her own study, in a fixed number of queries."""

import csv
import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services import add_person
from audit import queries, views
from checkins import services as checkins
from consent.models import ConsentCopy
from consent.services import change_item, permit_recording, withdraw
from interviews.models import Ending, GuideVersion, Interview, Sitting
from ledger.models import Entry, Head
from ledger.queries import size
from studies.models import Outcome, Part, Screening
from studies.services import add_member, add_participant
from tests.checkins.crawled import plain
from tests.consent.acts import agree
from timelines.models import ShareLink, Timeline
from transcripts.models import Recording


@pytest.fixture
def now(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock of the pages, held at the noon of a later day."""
    later = noon + timedelta(days=30)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    return later


GAVE = {"experience": 1, "feelings": 0, "at_the_end": 1, "course": 1, "her_wish": 3, "attention": 1, "she_saw_it": True}


def walk(cast: Any, who: Any, day: datetime) -> Sitting:
    """Take a participant through consent, one sitting of `day` and its recording, everything as it should be."""
    written = agree(who, by=cast.ben, at=day)
    ConsentCopy.objects.create(act=written, digest="d", made_at=day)
    Screening.objects.create(
        study=who.study, centre=who.centre, outcome=Outcome.ELIGIBLE, by=cast.ben, at=day, participant=who,
        eligible_from=(day - timedelta(days=40)).date(),
    )  # fmt: skip
    asked = checkins.ask(who, for_day=day.date(), by=cast.ben, at=day)
    checkins.answer(asked, by=cast.thea, at=day, basis=1, capacity=1, she_wants=1, support_after=1, verdict=1)
    checkins.see(asked, by=cast.ben, at=day)
    permission = permit_recording(who, yes=True, by=cast.ben, at=day)
    guide, _made = GuideVersion.objects.get_or_create(
        study=who.study, number=1, defaults={"published_at": day, "opening": {}, "closing": {}}
    )
    interview = Interview.objects.create(participant=who, guide=guide, interviewer=cast.ben, created_at=day)
    feedback = checkins.give(who, by=cast.ben, at=day, **GAVE)
    sitting = Sitting.objects.create(
        interview=interview, number=1, place=who.centre, planned_for=day, attunement=asked, feedback=feedback,
        opened_at=day, opened_by=cast.ben, closed_at=day + timedelta(minutes=1), ending=Ending.COMPLETED,
    )  # fmt: skip
    Recording.objects.create(
        participant=who, sitting=sitting, permission=permission, device="recorder", recorded_on=day.date(),
        due_on=day.date() + timedelta(days=30), kept_by=cast.ben, transcribed_on=day.date(), deleted_at=day,
        deleted_by=cast.ben, witnessed_by=cast.rita,
    )  # fmt: skip
    return sitting


@pytest.fixture
def day(cast: Any) -> datetime:
    """The morning on which everything happened: a while ago."""
    return cast.at


@pytest.fixture
def women(cast: Any, day: datetime) -> list[Any]:
    """Ana, and two more of her centre, all as it should be."""
    made = [cast.ana] + [add_participant(cast.study, cast.centre, language="nl", by=cast.ben, at=day) for _ in range(2)]
    for who in made:
        walk(cast, who, day)
    return made


def rows(client: Client, path: str = "/audit/") -> list[tuple[str, list[str]]]:
    """Give code and findings of each row of the page."""
    page = client.get(path).content.decode()
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    return [
        (re.search(r'scope="row">(\w+)', row)[1], re.findall(r"<b>(.*?)</b>", row))  # type: ignore[index]
        for row in body.split("<tr")[1:]
    ]


def test_a_study_in_order_has_no_exception(cast: Any, women: list[Any], signed_in: Any) -> None:
    assert rows(signed_in(cast.aude)) == [("P01", []), ("P02", []), ("P03", [])]


def test_planted_exceptions_are_found_and_come_first(cast: Any, women: list[Any], signed_in: Any) -> None:
    Sitting.objects.filter(interview__participant=women[2]).update(feedback=None)
    checkins.Attunement.objects.filter(participant=women[2]).update(verdict=3)
    Recording.objects.filter(participant=women[1]).update(deleted_at=None, deleted_by=None, witnessed_by=None)
    due = (cast.at + timedelta(days=30)).date()
    late = [f"A12: the recording of 2026-06-09 was to be deleted by {due}"] if timezone.now().date() > due else []
    missing = ["A7: sitting 1 began without a valid attunement", "A8: no feedback after sitting 1"]
    found = rows(signed_in(cast.aude))
    assert sorted(found) == [("P01", []), ("P02", late), ("P03", missing)]
    assert found[-1] == ("P01", [])


def test_no_look_on_the_day_of_a_sitting_tells_its_hour(cast: Any, now: datetime, signed_in: Any) -> None:
    sitting, browser = walk(cast, cast.ana, now), signed_in(cast.aude)
    held = plain(browser.get("/audit/").content)
    Recording.objects.all().delete()
    Sitting.objects.update(closed_at=None, ending="", feedback=None)  # an hour before
    assert plain(browser.get("/audit/").content) == held
    Sitting.objects.update(opened_at=None, opened_by=None)  # and before it began
    assert plain(browser.get("/audit/").content) == held
    Sitting.objects.filter(pk=sitting.pk).update(
        opened_at=now, opened_by=cast.ben, closed_at=now, ending=Ending.COMPLETED, feedback=sitting.feedback
    )
    of_today, of_tomorrow = (queries.cases(cast.study, now + timedelta(days=days))[0] for days in (0, 1))
    told = [(each.day, each.closed_on, each.feedback_on) for each in of_tomorrow.sittings]
    assert (of_today.sittings, told) == ((), [(queries.day_of(cast.study, now),) * 3])
    acts = [[act.kind for act in case.acts] for case in (of_today, of_tomorrow)]
    assert acts == [[], ["oral", "written", "recording_today"]]


def test_one_and_three_rows_take_the_same_number_of_queries(
    cast: Any, day: datetime, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    walk(cast, cast.ana, day)
    after = day + timedelta(days=1)
    with django_assert_max_num_queries(22) as one:
        assert len(queries.cases(cast.study, after)) == 1
    for _more in range(2):
        walk(cast, add_participant(cast.study, cast.centre, language="nl", by=cast.ben, at=day), day)
    with django_assert_num_queries(len(one.captured_queries)):
        assert len(queries.cases(cast.study, after)) == 3


def test_of_who_is_closed_everything_that_an_entry_names_is_known(
    cast: Any, women: list[Any], django_assert_num_queries: Any
) -> None:
    sitting = Sitting.objects.get(interview__participant=women[0])
    line = Timeline.objects.create(participant=women[0], sealed_for=women[0].pk, created_at=cast.at)
    link = ShareLink.objects.create(
        timeline=line, secret_digest=b"d", lands_on="/", opened_by=cast.ben, opened_at=cast.at, joinable_until=cast.at
    )
    hers = {women[0].pk, sitting.pk, sitting.attunement_id, sitting.feedback_id, line.pk, link.pk}
    with django_assert_num_queries(15):
        assert hers - queries.names_of_closed(cast.study, [each.pk for each in women[1:]]) == set()
    with django_assert_num_queries(15):
        queries.names_of_closed(cast.study, [])
    assert hers & queries.names_of_closed(cast.study, [each.pk for each in women]) == set()


def test_rows_are_looked_for_by_id_and_shown_some_at_a_time(
    cast: Any, women: list[Any], signed_in: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    client, own = signed_in(cast.aude), f"/audit/{cast.study.pk}/"
    Sitting.objects.filter(interview__participant=women[2]).update(feedback=None)
    codes = [
        [code for code, _found in rows(client, f"{own}?{asked}")] for asked in ("matter=missing", f"who={women[1].pk}")
    ]
    assert codes == [["P03"], ["P02"]]
    with CaptureQueriesContext(connection) as whole:
        client.get(own)
    monkeypatch.setattr(views, "ROWS_A_PAGE", 2)
    with django_assert_num_queries(len(whole)):
        first = client.get(f"{own}?until=2100-12-31").content.decode()
    assert first.count("?until=2100-12-31&amp;page=2") == 1
    assert [[code for code, _found in rows(client, f"{own}?page={page}")] for page in ("", "2", "9")] == [
        ["P03", "P01"], ["P02"], ["P02"]
    ]  # fmt: skip


def test_what_nobody_can_look_for_is_said_and_leaves_every_row_there(
    cast: Any, women: list[Any], signed_in: Any
) -> None:
    client, own = signed_in(cast.aude), f"/audit/{cast.study.pk}/"
    for asked in (
        "matter=names",
        f"who={cast.far_participant.pk}",
        "who=P01",
        "since=2026-02-30",
        "since=2026-06-09&until=2026-06-08",
    ):
        answer = client.get(f"{own}?{asked}")
        assert (answer.status_code, answer.content.decode().count('scope="row"')) == (422, 3), asked
    nothing = client.get(f"{own}?matter=withdrawal").content.decode()
    assert (nothing.count("No row is like this."), nothing.count("<tbody>")) == (1, 0)


@pytest.mark.parametrize("who", ["lena", "ben", "rita", "thea", "sofie", "otto", "cleo", "adam"])
def test_the_register_is_an_auditors_only(cast: Any, signed_in: Any, who: str) -> None:
    client = signed_in(getattr(cast, who))
    own, export = f"/audit/{cast.study.pk}/", f"/audit/{cast.study.pk}/register.csv"
    nothing = client.get("/there/is/no/such/page/").content
    answers = [client.get("/audit/"), client.get(own), client.post(export)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, nothing)}


def test_another_study_is_not_there(cast: Any, signed_in: Any) -> None:
    client, other = signed_in(cast.aude), f"/audit/{cast.other_study.pk}/"
    assert [client.get(other).status_code, client.post(f"{other}register.csv").status_code] == [404, 404]


def test_an_auditor_of_two_studies_finds_both(cast: Any, signed_in: Any, day: datetime) -> None:
    add_member(
        cast.other_study, cast.aude, Part.AUDITOR, code="A1", delegated_from=day.date(), by=cast.otto.pk, at=day
    )  # fmt: skip
    page = signed_in(cast.aude).get(f"/audit/{cast.study.pk}/").content.decode()
    assert (page.count(f"/audit/{cast.other_study.pk}/"), page.count("Fathers"), page.count("Mothers")) == (1, 1, 1)


def test_the_page_names_nobody_and_no_hour(cast: Any, women: list[Any], signed_in: Any) -> None:
    page = signed_in(cast.aude).get("/audit/").content.decode().split("<main")[1]
    people = ["Lena", "Ben", "Bea", "Rita", "Thea", "Sofie", "@example.org"]
    assert [name for name in people if re.search(rf"\b{name}\b", page)] == []
    assert re.findall(r"\d\d:\d\d", page) == []
    assert [words for words in ("at ease", "settled", "no contact now", "steady") if words in page] == []


def test_after_a_no_to_auditors_only_her_code_is_there(
    cast: Any, women: list[Any], day: datetime, signed_in: Any
) -> None:
    change_item(cast.ana, "C14", yes=False, at=day)
    page = signed_in(cast.aude).get("/audit/").content.decode()
    (row,) = [row for row in page.split("<tr")[2:] if "P01" in row]
    assert re.sub(r"<[^>]+>", " ", row.split(">", 1)[1].split("</tr>")[0]).split() == [
        "P01", "not", "open", "to", "auditors"
    ]  # fmt: skip


def test_a_withdrawal_shows_its_effects(cast: Any, women: list[Any], day: datetime, signed_in: Any) -> None:
    withdraw(cast.ana, "W1", by_code=True, at=day)
    page = signed_in(cast.aude).get("/audit/").content.decode()
    assert page.count("W1, 0 of ") == 1


def test_the_chain_is_checked_as_a_whole(cast: Any, signed_in: Any, now: datetime) -> None:
    client, ago = signed_in(cast.aude), size()
    page = client.get("/audit/").content.decode()
    assert page.count("was checked just now: it is whole.") == 1
    Entry.objects.create(
        seq=ago + 1, act="consent.written", at=now, actor=cast.ben.pk, subject=cast.ana.pk, target=cast.ana.pk,
        commitment=b"x" * 32, previous=Head.objects.get().digest, digest=b"x" * 32,
    )  # fmt: skip
    page = client.get("/audit/").content.decode()
    assert page.count(f"The chain of all acts breaks at entry {ago + 1}.") == 1


def test_the_file_holds_the_same_table_and_is_written_down(cast: Any, women: list[Any], signed_in: Any) -> None:
    cast.study.participants.filter(pk=women[1].pk).update(code="=2+5")
    cast.study.memberships.filter(person=cast.ben).update(code="@I1")
    before = size()
    answer = signed_in(cast.aude).post(f"/audit/{cast.study.pk}/register.csv")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in table] == ["Participant", "'=2+5", "P01", "P03"]
    assert {row[4] for row in table[1:]} == {"'@I1"}
    assert [cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    last = Entry.objects.order_by("seq").last()
    assert last is not None
    assert (size() - before, last.act, last.actor, last.target) == (1, "audit.exported", cast.aude.pk, cast.study.pk)


def test_an_auditor_of_nothing_yet_reads_that_nobody_is_there(cast: Any, day: datetime, signed_in: Any) -> None:
    vera = add_person(email="vera@example.org", name="Vera", at=day)
    add_member(cast.other_study, vera, Part.AUDITOR, code="A1", delegated_from=day.date(), by=cast.otto.pk, at=day)
    cast.other_study.participants.all().delete()
    page = signed_in(vera).get("/audit/").content.decode()
    assert page.count("Nobody had been taken in by the end of yesterday.") == 1


def test_the_table_is_taken_along_only_just_after_a_second_step(earnest: None, cast: Any, signed_in: Any) -> None:
    browser = signed_in(cast.aude)
    session = browser.session
    session["factor_at"] = 1.0
    session.save()
    answer = browser.post(f"/audit/{cast.study.pk}/register.csv")
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "text/html; charset=utf-8")

"""The landing page: what waits, in its order, and how far the study is."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checkins import cuts
from checkins.services import answer
from consent.services import change_item, delete_everything, withdraw
from interviews import services
from studies.models import Part
from studies.queries import Owed
from studies.services import add_member, add_participant
from tests.conftest import SINCE
from tests.consent.acts import agree
from tests.interviews.steps import GO, content, opened, planned, ready
from today import queries

PAGE = "today:page"


@pytest.fixture
def clock(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at noon."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)


@pytest.fixture
def agreed(cast: Any, noon: datetime) -> None:
    """There is a guide, and Ana has agreed."""
    services.publish_guide(cast.study, content(), by=cast.lena, at=noon)
    agree(cast.ana, by=cast.ben, at=noon - timedelta(hours=1))


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.usefixtures("clock")
def test_who_has_nothing_to_do_reads_a_sentence(cast: Any, signed_in: Any) -> None:
    for person in (cast.bea, cast.sofie, cast.rita):
        page = signed_in(person).get(reverse(PAGE))
        assert (page.status_code, "Nothing is waiting for you now." in said(page)) == (200, True)
    assert "Nobody is assigned to you yet." in said(signed_in(cast.bea).get(reverse(PAGE)))
    assert "My participants" not in said(signed_in(cast.sofie).get(reverse(PAGE)))


@pytest.mark.usefixtures("clock")
def test_it_is_not_a_page_of_therapists_auditors_or_administrators(cast: Any, signed_in: Any) -> None:
    for person in (cast.thea, cast.aude, cast.adam):
        assert signed_in(person).get(reverse(PAGE)).status_code == 404


def test_what_waits_is_ordered_by_its_day_and_what_has_none_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    def room(*days: int | None) -> Any:
        rows = [Owed(f"{day}", "/", date(2026, 6, day) if day else None) for day in days]
        return lambda person, at: rows

    told = {"consent": room(None), "interviews": room(9, 7), "transcripts": room(8, 9)}
    monkeypatch.setattr(queries, "_owed_by", lambda name: told.get(name, room()))
    assert [each.words for each in queries.waiting(None, None)] == ["7", "8", "9", "None"]


@pytest.mark.usefixtures("clock", "agreed")
def test_an_interviewer_sees_what_waits_and_the_next_step_of_their_own(
    cast: Any, noon: datetime, signed_in: Any
) -> None:
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    sitting = ready(cast, noon)
    add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=noon)
    page = signed_in(cast.ben).get(reverse(PAGE))
    hour = sitting.planned_for.astimezone(ZoneInfo(cast.study.time_zone)).strftime("%H:%M")
    assert f"P01: The room, ready to open today, {hour}" in said(page)
    assert "P01 The room: ready to open" in said(page)
    assert reverse("interviews:sitting", args=[sitting.pk]) in page.content.decode()
    assert "P02" not in said(page)


@pytest.mark.usefixtures("clock", "agreed")
def test_the_lead_sees_counts_and_nobody_in_particular(cast: Any, noon: datetime, signed_in: Any) -> None:
    sitting = opened(cast, noon)
    services.close(sitting, by=cast.ben, at=noon + timedelta(minutes=126))
    add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=noon)
    page = said(signed_in(cast.lena).get(reverse(PAGE)))
    for words in (
        "Consent in force 1 of 2", "Characteristics kept 0 of 2", "Attunements given 1 of 1", "Sittings held 1 of 1",
        "Feedback given 0 of 1", "Interviews complete 1 of 2", "Shown once five interviews are complete.",
        "Deviations none", "Have stopped nobody", "These steps are the work of the study, so every number stands.",
    ):  # fmt: skip
        assert words in page
    assert ("P01" in page, "Fathers" in page, "no consent in force" in page) == (False, False, False)
    change_item(cast.ana, "C06", yes=False, at=noon)  # then no feedback is asked
    assert "Feedback given 0 of 0" in said(signed_in(cast.lena).get(reverse(PAGE)))
    change_item(cast.ana, "C03", yes=False, at=noon)
    page = said(signed_in(cast.lena).get(reverse(PAGE)))
    assert "Of the complete interviews fewer than five have no consent in force now." in page
    assert queries.not_whole(5) == "Of the complete interviews 5 have no consent in force now."
    assert "Sittings held" not in said(signed_in(cast.ben).get(reverse(PAGE)))


@pytest.mark.usefixtures("clock")
def test_who_stopped_and_who_was_deleted_by_the_study_are_counted_apart(
    cast: Any, noon: datetime, signed_in: Any
) -> None:
    her = add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=noon)
    for each in (cast.ana, her):
        agree(each, by=cast.ben, at=noon)
    withdraw(her, "W1", by_code=True, at=noon)
    few = "fewer than five"
    assert f"Have stopped {few} Deviations" in said(signed_in(cast.lena).get(reverse(PAGE)))
    delete_everything(cast.ana, reason="asked", by=cast.adam, at=noon)
    assert f"Have stopped {few} Deleted by the study {few} Deviations" in said(signed_in(cast.lena).get(reverse(PAGE)))
    assert [queries.from_five(number) for number in (0, 1, 4, 5)] == ["", few, few, "5"]


@pytest.mark.usefixtures("clock", "agreed")
def test_deviations_are_counted_by_cause(cast: Any, noon: datetime, signed_in: Any) -> None:
    opened(cast, noon, place=cast.other_centre)
    page = signed_in(cast.lena).get(reverse(PAGE))
    words = "her own centre: 1 Each one counts, also a single one: you look at it and report it. Whose, and when"
    assert words in said(page)
    assert reverse("studies:deviations", args=[cast.study.pk]) in page.content.decode()


@pytest.mark.usefixtures("clock", "agreed")
def test_three_participants_take_as_many_queries_as_one(cast: Any, noon: datetime, signed_in: Any) -> None:
    def counted(person: Any, page: str = PAGE) -> tuple[int, list[str]]:
        """Give how many statements there are, and which of them are asked again and again."""
        browser = signed_in(person)
        browser.get(reverse(page))
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse(page))
        asked = Counter(one["sql"] for one in seen.captured_queries)
        return len(seen), [statement for statement, times in asked.items() if times > 3]

    opened(cast, noon)
    assert [counted(*who)[1] for who in ((cast.ben,), (cast.lena,), (cast.sofie,), (cast.thea, "checkins:list"))] == [
        []
    ] * 4
    one = counted(cast.ben), counted(cast.lena)
    for number in range(2):
        her = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
        agree(her, by=cast.ben, at=noon)
        opened(cast, noon + timedelta(minutes=number), her)
    assert (counted(cast.ben), counted(cast.lena)) == one


def in_july(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon + timedelta(days=30))


@pytest.mark.usefixtures("clock", "agreed")
def test_the_lead_sees_progress_against_the_plan_as_a_plot_and_as_a_table(
    cast: Any, noon: datetime, signed_in: Any
) -> None:
    lena = signed_in(cast.lena)
    page = lena.get(reverse(PAGE))
    assert "Mothers: say how many interviews are planned, and what one interviewer carries" in said(page)
    assert 'role="img"' not in page.content.decode()
    services.set_pace(cast.study, interviews=24, by=cast.lena, at=noon)
    services.close(opened(cast, noon), by=cast.ben, at=noon + timedelta(minutes=126))
    page = lena.get(reverse(PAGE))
    assert "say how many interviews are planned" not in said(page)
    assert "By the end of Jun 26: 1 complete, 6 planned." in said(page)
    assert "May 26 0 5 Jun 26 1 6 Jul 26 – 7" in said(page)
    drawn = re.findall(r'<svg[^>]*role="img".*?</svg>', page.content.decode(), re.S)
    assert (len(drawn), "<title" in drawn[0], "<desc" in drawn[0], "style=" in drawn[0]) == (1, True, True, False)


@pytest.mark.usefixtures("clock", "agreed")
def test_the_lead_sees_what_is_overdue_until_she_stops(
    cast: Any, noon: datetime, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.stop(opened(cast, noon), by=cast.ben, at=noon + timedelta(hours=13))  # it ended with its day
    late = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
    agree(late, by=cast.ben, at=noon)
    ready(cast, noon, late)
    assert "Nothing is overdue." in said(signed_in(cast.lena).get(reverse(PAGE)))
    in_july(noon, monkeypatch)
    page = said(signed_in(cast.lena).get(reverse(PAGE)))
    assert "P02: the day of a planned sitting has passed 9 June" in page
    assert "P01: feedback to her therapist is not given 10 June" in page
    change_item(cast.ana, "C06", yes=False, at=noon)
    assert "P01" not in said(signed_in(cast.lena).get(reverse(PAGE)))
    change_item(cast.ana, "C06", yes=True, at=noon)
    assert "P01" in said(signed_in(cast.lena).get(reverse(PAGE)))
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    assert "P01" not in said(signed_in(cast.lena).get(reverse(PAGE)))
    assert "Overdue" not in said(signed_in(cast.ben).get(reverse(PAGE)))


@pytest.mark.usefixtures("clock", "agreed")
def test_the_lead_hears_of_a_participant_whom_nobody_interviews(cast: Any, noon: datetime, signed_in: Any) -> None:
    words = "P01: nobody is her interviewer"
    cast.study.memberships.filter(person=cast.ben).update(delegated_until=noon.date())
    assert "Ben, until 9 June 2026" in said(
        signed_in(cast.lena).get(f"/studies/participants/{cast.ana.pk}/interviewer/")
    )
    assert words not in said(signed_in(cast.lena).get(reverse(PAGE)))
    soon = "P01 has nobody from 10 June 2026 on: the part of her interviewer ends"
    assert soon in said(signed_in(cast.lena).get(reverse(PAGE)))
    assert soon not in said(signed_in(cast.ben).get(reverse(PAGE)))
    cast.study.memberships.filter(person=cast.ben).update(delegated_until=noon.date() - timedelta(days=1))
    page = said(signed_in(cast.lena).get(reverse(PAGE)))
    assert (words in page, "Nothing is" in page, soon in page) == (True, False, False)
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    assert words not in said(signed_in(cast.lena).get(reverse(PAGE)))


@pytest.mark.usefixtures("clock", "agreed")
def test_a_supervisor_sees_who_asks_and_what_is_shared_and_no_participant(
    cast: Any, noon: datetime, signed_in: Any
) -> None:
    sitting = services.stop(opened(cast, noon), by=cast.ben, at=noon)
    services.share(services.debrief(sitting, load=3, need=3, by=cast.ben, at=noon), at=noon)
    services.ask_for_talk(cast.study, need=4, by=cast.bea, at=noon)
    page = said(signed_in(cast.sofie).get(reverse(PAGE)))
    assert "Bea asks for supervision today Ben asks for supervision 15 June Ben shares a moment" in page
    assert ("P01" in page, "interviewers carry" in page) == (False, False)  # they are two
    named = {"by": cast.lena.pk, "at": cast.at, "delegated_from": SINCE, "trained_on": SINCE}
    add_member(cast.study, cast.cleo, Part.INTERVIEWER, code="I3", **named)
    assert "interviewers carry" not in said(signed_in(cast.sofie).get(reverse(PAGE)))  # an account carries nothing
    for who in (cast.bea, cast.cleo):
        her = add_participant(cast.study, cast.centre, language="en", by=who, at=noon)
        agree(her, by=who, at=noon)
        planned(cast, noon, her, by=who)
    assert "This week 3 interviewers carry 3 sittings together." in said(signed_in(cast.sofie).get(reverse(PAGE)))
    assert "interviewers carry" not in said(signed_in(cast.ben).get(reverse(PAGE)))


@pytest.mark.usefixtures("clock", "agreed")
def test_safety_outcomes_are_drawn_about_five_participants_or_more_and_in_whole_months(
    cast: Any, noon: datetime, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena = signed_in(cast.lena)
    for number in range(5):
        in_june = said(lena.get(reverse(PAGE)))
        assert ("is shown once a number is about five of them" in in_june, number) == (True, number)
        her = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
        agree(her, by=cast.ben, at=noon)
        answer(planned(cast, noon, her).attunement, by=cast.thea, at=noon, **(GO | {"verdict": 3}))
    planned(cast, noon)  # a sixth, of which nothing is told
    cuts.count(noon)
    assert "Postponed before the sitting" not in said(lena.get(reverse(PAGE)))
    in_july(noon, monkeypatch)
    lena.force_login(cast.lena)
    page = lena.get(reverse(PAGE))
    assert "Postponed before the sitting 5 Ended earlier than planned –" in said(page)
    bars = re.findall(r'<rect class="plot-bar" width="(\d+)" height="3"/>', page.content.decode())
    assert bars[-4:] == ["83", "0", "0", "0"]  # five of six that were planned


@pytest.mark.usefixtures("clock", "agreed")
def test_sittings_of_one_day_stand_in_the_order_of_their_hours(cast: Any, noon: datetime, signed_in: Any) -> None:
    later = ready(cast, noon, planned_for=noon + timedelta(hours=4))
    earlier = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
    agree(earlier, by=cast.ben, at=noon)
    ready(cast, noon, earlier, planned_for=noon + timedelta(hours=2))
    assert re.findall(r"(P\d\d): The room, ready to open", said(signed_in(cast.ben).get(reverse(PAGE)))) == [
        "P02",
        "P01",
    ]
    services.open_sitting(later, by=cast.ben, at=noon)  # what is open now comes first
    assert re.findall(r"(P\d\d): The room", said(signed_in(cast.ben).get(reverse(PAGE)))) == ["P01", "P02"]

"""Screening: what was answered is nowhere afterwards."""

import logging
import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from accounts.sessions import SessionStore
from studies import services
from studies.models import Deviation, Outcome, Participant, Screening
from studies.rules import Judged
from tests.conftest import Cast

NOW = timezone.now().astimezone(ZoneInfo("Europe/Brussels"))
TOO_EARLY = Judged(Outcome.NOT_YET, date(2199, 7, 1))


@pytest.fixture
def ben(cast: Cast, signed_in: Any) -> Client:
    client: Client = signed_in(cast.ben)
    return client


def said(cast: Cast, **changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "centre": cast.centre.pk, "is_mother": "yes", "problem_when": ["upbringing"], "substances_then": ["heroin"],
        "start_month": 3, "start_year": 1987,
    }  # fmt: skip
    return fields | changes


def screen(client: Client, cast: Cast, **changes: Any) -> Any:
    return client.post(f"/studies/{cast.study.pk}/screening/", said(cast, **changes))


def test_no_question_has_an_answer_beforehand(ben: Client, cast: Cast) -> None:
    page = ben.get(f"/studies/{cast.study.pk}/screening/").content.decode().split("<main")[1]
    assert re.findall(r"<[^>]*\b(?:checked|selected)\b[^>]*>", page) == ['<option value="" selected>']


@pytest.mark.parametrize(
    ("changes", "outcome", "words"),
    [
        ({}, "eligible", "She can take part"),
        ({"start_month": NOW.month, "start_year": NOW.year}, "not_yet", "Not yet"),
        ({"is_mother": "no"}, "not", "This study does not fit her"),
        ({"substances_then": ["alcohol"]}, "not", "This study does not fit her"),
        ({"problem_when": ["before", "pregnant"]}, "not", "This study does not fit her"),
        ({"problem_when": []}, "not", "This study does not fit her"),
    ],
)
def test_each_outcome_has_its_kind_words(
    ben: Client, cast: Cast, changes: dict[str, Any], outcome: str, words: str
) -> None:
    answer = ben.post(f"/studies/{cast.study.pk}/screening/", said(cast, **changes), follow=True)
    assert Screening.objects.get().outcome == outcome
    assert (answer.status_code, f"<h1>{words}</h1>" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("field", ["centre", "is_mother", "start_month", "start_year"])
def test_a_missing_answer_is_asked_for_again(ben: Client, cast: Cast, field: str) -> None:
    assert screen(ben, cast, **{field: ""}).status_code == 422
    assert Screening.objects.count() == 0


def test_a_treatment_that_begins_later_is_asked_for_again(ben: Client, cast: Cast) -> None:
    answer = screen(ben, cast, start_month=1, start_year=NOW.year + 1)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["start_year"])
    assert "This month has not come yet." in answer.content.decode()
    assert Screening.objects.count() == 0


def everything_stored() -> str:
    rows = [row for model in apps.get_models() for row in model._default_manager.values()]
    sessions = [SessionStore().decode(row["session_data"]) for row in rows if "session_data" in row]
    return repr(rows) + repr(sessions)


def test_the_answers_are_in_no_row_no_session_and_no_log(
    ben: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = everything_stored()
    screen(ben, cast, substances_then=["ghb", "cannabis"], problem_when=["upbringing", "first_year"])
    screen(ben, cast, substances_then=["canary-in-a-box"], start_year="canary-year")
    everywhere = everything_stored() + caplog.text
    canaries = ["ghb", "cannabis", "upbringing", "first_year", "canary-in-a-box", "canary-year"]
    assert [word for word in canaries if word in everywhere] == []
    assert everywhere.count("1987") == before.count("1987") + 1  # the month: March, and one later
    assert Screening.objects.get().eligible_from == date(1987, 4, 1)


def test_taking_in_twice_leads_to_one_code(ben: Client, cast: Cast) -> None:
    screen(ben, cast)
    path = f"/studies/screenings/{Screening.objects.get().pk}/take-in/"
    answers = [ben.post(path, {"language": "fr"}) for _ in range(2)]
    woman = Participant.objects.get(code="P02", study=cast.study)
    assert {answer["Location"] for answer in answers} == {f"/studies/participants/{woman.pk}/"}
    assert '<p class="code">P02</p>' in ben.get(answers[0]["Location"]).content.decode()


def test_the_language_is_asked_before_she_is_taken_in(ben: Client, cast: Cast) -> None:
    screen(ben, cast)
    path = f"/studies/screenings/{Screening.objects.get().pk}/take-in/"
    assert (ben.post(path).status_code, Participant.objects.filter(study=cast.study).count()) == (422, 1)


def test_too_early_is_told_with_words(ben: Client, cast: Cast) -> None:
    row = services.store_screening(cast.centre, TOO_EARLY, by=cast.ben, at=cast.at)
    answer = ben.post(f"/studies/screenings/{row.pk}/take-in/", {"language": "nl"})
    assert (answer.status_code, "cannot be taken in on this day" in answer.content.decode()) == (409, True)


def test_the_lead_takes_in_early_and_it_is_written_down(cast: Cast, signed_in: Any) -> None:
    row = services.store_screening(cast.centre, TOO_EARLY, by=cast.ben, at=cast.at)
    lena = signed_in(cast.lena)
    path = f"/studies/screenings/{row.pk}/take-in-early/"
    assert path in lena.get("/studies/").content.decode()
    assert [lena.get(path).status_code, lena.post(path, {"language": "nl"}).status_code] == [200, 302]
    assert list(Deviation.objects.values_list("by", "participant__code")) == [(cast.lena.pk, "P02")]


@pytest.mark.parametrize("somebody", ["bea", "cleo", "otto", "thea", "aude"])
def test_nobody_else_sees_a_screening(cast: Cast, signed_in: Any, somebody: str) -> None:
    row = services.store_screening(cast.centre, TOO_EARLY, by=cast.ben, at=cast.at)
    client = signed_in(getattr(cast, somebody))
    assert [client.get(f"/studies/screenings/{row.pk}/{page}").status_code for page in ("", "take-in-early/")] == [
        404
    ] * 2


@pytest.mark.parametrize("somebody", ["lena", "cleo", "thea", "rita"])
def test_only_interviewers_of_the_study_screen(cast: Cast, signed_in: Any, somebody: str) -> None:
    assert signed_in(getattr(cast, somebody)).get(f"/studies/{cast.study.pk}/screening/").status_code == 404


def test_a_centre_of_another_study_is_no_answer(ben: Client, cast: Cast) -> None:
    assert screen(ben, cast, centre=cast.far_centre.pk).status_code == 422


def test_the_purge_is_a_task_of_the_platform(cast: Cast) -> None:
    from studies.tasks import purge_screenings

    services.store_screening(cast.centre, TOO_EARLY, by=cast.ben, at=cast.at.replace(month=2))
    purge_screenings()
    assert Screening.objects.count() == 0

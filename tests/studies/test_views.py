"""The study page, its forms, and the list of participants."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studies import services
from studies.models import Cause, Centre, EthicsDecision, Membership, Outcome, Study
from studies.rules import Judged
from studies.views import protocol
from tests.conftest import Cast

FITS = Judged(Outcome.ELIGIBLE, date(2026, 4, 1))


@pytest.fixture
def lena(cast: Cast, signed_in: Any) -> Client:
    client: Client = signed_in(cast.lena)
    return client


@pytest.fixture
def new_study(cast: Cast, lena: Client) -> Study:
    """A study of Lena's without an ethics decision."""
    study = services.add_study(title="New", institution="Invented institute", by=cast.lena.pk, at=cast.at)
    day = date(2026, 1, 5)
    from studies.models import Part

    services.add_member(
        study, cast.lena, Part.LEAD, delegated_from=day, trained_on=day, by=cast.lena.pk, at=cast.at
    )  # fmt: skip
    return study


def test_the_lead_sees_team_and_centres(lena: Client, cast: Cast) -> None:
    page = lena.get("/studies/").content.decode()
    assert all(words in page for words in ["Mothers", "The Lime Tree", "The Weir", "Ben", "Thea", "2026/00"])


def test_a_study_without_a_decision_opens_for_nobody_and_says_so(lena: Client, new_study: Study) -> None:
    answer = lena.post(f"/studies/{new_study.pk}/open/")
    assert (answer.status_code, "decision of the ethics committee" in answer.content.decode()) == (409, True)


def test_a_decision_opens_the_study(lena: Client, new_study: Study) -> None:
    today = timezone.now().date()
    fields = {
        "committee": "Invented", "number": "7", "decided_on": today, "window_from": today,
        "window_until": today + timedelta(days=9), "vocabulary": "1",
    }  # fmt: skip
    answers = [lena.post(f"/studies/{new_study.pk}/{page}/", fields) for page in ("decision", "open")]
    new_study.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert new_study.opened_at is not None


def test_a_window_that_runs_backwards_is_given_back(lena: Client, new_study: Study) -> None:
    fields = {
        "committee": "Invented", "number": "7", "decided_on": "2026-01-05", "window_from": "2026-02-01",
        "window_until": "2026-01-31",
    }  # fmt: skip
    answer = lena.post(f"/studies/{new_study.pk}/decision/", fields)
    assert (answer.status_code, EthicsDecision.objects.filter(study=new_study).count()) == (422, 0)


def test_the_lead_adds_a_centre(lena: Client, new_study: Study) -> None:
    fields = {
        "name": "The Quay", "setting": "inpatient", "mother_child_unit": "yes", "phone": "000",
        "agreed_on": "2026-01-05",
    }  # fmt: skip
    assert lena.post(f"/studies/{new_study.pk}/centre/", fields).status_code == 302
    assert [(one.name, one.mother_child_unit) for one in Centre.objects.filter(study=new_study)] == [("The Quay", True)]


def member(**changes: str) -> dict[str, str]:
    fields = {"person": "CLEO@example.org", "part": "interviewer", "delegated_from": "2026-06-09",
              "trained_on": "2026-05-01", "centre": ""}  # fmt: skip
    return fields | changes


def test_the_lead_adds_somebody_by_address(lena: Client, cast: Cast, new_study: Study) -> None:
    assert lena.post(f"/studies/{new_study.pk}/member/", member()).status_code == 302
    added = Membership.objects.get(study=new_study, person=cast.cleo)
    assert (added.part, added.code, added.trained_on) == ("interviewer", "I1", date(2026, 5, 1))


@pytest.mark.parametrize(
    "changes",
    [
        {"person": "nobody@example.org"},
        {"trained_on": ""},
        {"trained_on": "2026-06-10"},
        {"part": "therapist"},
        {"part": "guard"},
    ],
)
def test_what_is_missing_is_given_back(lena: Client, new_study: Study, changes: dict[str, str]) -> None:
    before = Membership.objects.count()
    answer = lena.post(f"/studies/{new_study.pk}/member/", member(**changes))
    assert (answer.status_code, Membership.objects.count()) == (422, before)


PAGES = ["", "decision/", "centre/", "member/"]


@pytest.mark.parametrize("page", PAGES)
def test_another_study_looks_as_if_it_were_not_there(cast: Cast, signed_in: Any, page: str) -> None:
    otto = signed_in(cast.otto)
    nothing = otto.get(f"/studies/{cast.lena.pk}/{page}")
    theirs = otto.get(f"/studies/{cast.study.pk}/{page}")
    assert (theirs.status_code, theirs.content == nothing.content) == (404, True)


@pytest.mark.parametrize("somebody", ["thea", "aude", "rita", "adam"])
def test_nobody_else_sees_the_study_page(cast: Cast, signed_in: Any, somebody: str) -> None:
    assert signed_in(getattr(cast, somebody)).get(f"/studies/{cast.study.pk}/").status_code == 404


@pytest.mark.parametrize("page", ["open", "decision", "centre", "member"])
def test_an_interviewer_sets_nothing_up(cast: Cast, signed_in: Any, page: str) -> None:
    assert signed_in(cast.ben).post(f"/studies/{cast.study.pk}/{page}/").status_code == 404


def test_each_sees_their_own_participants(cast: Cast, signed_in: Any) -> None:
    codes = {
        name: signed_in(getattr(cast, name)).get("/studies/participants/").content.decode().count(str(cast.ana.pk))
        for name in ("ben", "bea", "lena", "otto", "cleo")
    }
    assert {name for name, times in codes.items() if times} == {"ben", "lena"}


@pytest.mark.parametrize("somebody", ["ben", "lena"])
def test_the_list_asks_the_same_for_one_and_for_three(
    cast: Cast, signed_in: Any, django_assert_num_queries: Any, somebody: str
) -> None:
    client = signed_in(getattr(cast, somebody))
    client.get("/studies/participants/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/studies/participants/")
    for _ in range(2):
        services.add_participant(cast.study, cast.centre, language="nl", by=cast.ben, at=cast.at)
    with django_assert_num_queries(len(one)):
        client.get("/studies/participants/")


def test_the_lead_gives_a_case_to_another_interviewer(cast: Cast, lena: Client, signed_in: Any) -> None:
    bea = Membership.objects.get(person=cast.bea)
    answer = lena.post(f"/studies/participants/{cast.ana.pk}/interviewer/", {"membership": bea.pk})
    seen = [signed_in(who).get(f"/studies/participants/{cast.ana.pk}/").status_code for who in (cast.ben, cast.bea)]
    assert (answer.status_code, seen) == (302, [404, 200])


def test_a_case_is_given_to_interviewers_only(cast: Cast, lena: Client) -> None:
    rita = Membership.objects.get(person=cast.rita)
    path = f"/studies/participants/{cast.ana.pk}/interviewer/"
    assert [lena.post(path, fields).status_code for fields in ({"membership": rita.pk}, {})] == [422, 422]


def test_an_interviewer_gives_no_case_away(cast: Cast, signed_in: Any) -> None:
    assert signed_in(cast.ben).get(f"/studies/participants/{cast.ana.pk}/interviewer/").status_code == 404


def test_a_part_is_given_only_just_after_a_second_step(earnest: None, lena: Client, cast: Cast) -> None:
    session = lena.session
    session["factor_at"] = timezone.now().timestamp() - 301
    session.save()
    answers = [
        lena.get(f"/studies/{cast.study.pk}/member/"),
        lena.post(f"/studies/{cast.study.pk}/member/", {"part": "reader"}),
    ]
    assert [answer.status_code for answer in answers] == [302, 403]
    assert answers[0].headers["Location"].startswith("/again/?next=")


def test_the_lead_reads_whose_each_deviation_is_newest_first(
    cast: Cast, lena: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/studies/{cast.study.pk}/deviations/"
    assert path in lena.get("/studies/").content.decode()
    assert "No deviation is written down." in lena.get(path).content.decode()
    services.document_deviation(cast.ana, Cause.TOO_EARLY, by=cast.lena, at=cast.at)
    with CaptureQueriesContext(connection) as one:
        lena.get(path)
    her = services.add_participant(cast.study, cast.centre, language="nl", by=cast.ben, at=cast.at)
    for days, cause in enumerate([Cause.OTHER_PLACE, Cause.OUTSIDE_WINDOW], start=1):
        services.document_deviation(her, cause, by=cast.ben, at=cast.at + timedelta(days=days))
    with django_assert_num_queries(len(one)):
        rows = lena.get(path).content.decode().split("<tbody>")[1].split("<tr>")[1:]
    told = [
        (her.code, Cause.OUTSIDE_WINDOW, "Ben"),
        (her.code, Cause.OTHER_PLACE, "Ben"),
        ("P01", Cause.TOO_EARLY, "Lena"),
    ]
    missing = [
        word
        for row, (code, cause, by) in zip(rows, told, strict=True)
        for word in (code, str(cause.label), by)
        if word not in row
    ]
    assert missing == []
    monkeypatch.setattr(protocol, "ROWS_A_PAGE", 2)
    assert [page in lena.get(path).content.decode() for page in ("?page=2", "1 to 2 of 3")] == [True, True]

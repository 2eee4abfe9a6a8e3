"""One account holds no two parts of which one must not see what the other sees, over all studies."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from accounts.services import add_person
from studies import queries, rules, services
from studies.models import Membership, Part
from tests.conftest import SINCE, Cast
from upkeep import readings
from upkeep.rules import Grade


def test_only_those_who_do_the_research_go_together() -> None:
    together = {
        (str(one), str(other)) for one, other in combinations(Part, 2)
        if not rules.why_apart(rules.Held(one, SINCE), rules.Held(other, SINCE))
    }  # fmt: skip
    assert together == {("lead", "interviewer"), ("lead", "reader"), ("interviewer", "reader")}


@pytest.mark.parametrize(
    ("last", "first", "apart"),
    [(None, SINCE, True), (date(2026, 6, 9), date(2026, 6, 9), True), (date(2026, 6, 8), date(2026, 6, 9), False)],
)
def test_one_part_may_follow_the_other_in_another_study_only(last: date | None, first: date, apart: bool) -> None:
    two = rules.Held("therapist", SINCE, last), rules.Held("reader", first)
    assert [bool(rules.why_apart(*two)), bool(rules.why_apart(*reversed(two)))] == [apart, apart]
    assert [rules.are_apart(two), rules.are_apart([two[0], two[0]])] == [apart, False]
    here, there = uuid4(), uuid4()
    for one, other, never in [(here, here, True), (here, there, apart)]:
        placed = replace(two[0], study=one), replace(two[1], study=other)
        assert [bool(rules.why_apart(*placed)), bool(rules.why_apart(*reversed(placed)))] == [never, never]
        assert rules.are_apart(placed[:1], placed[1:]) is (one == other)
    taken_back = replace(two[0], study=here, last=SINCE - timedelta(days=1))  # before its first day: it never was
    assert rules.why_apart(taken_back, replace(two[1], study=here)) == ""


def give(study: Any, person: Any, part: Part, cast: Any, **about: Any) -> Membership:
    about = {"delegated_from": SINCE, "trained_on": SINCE, "by": cast.lena.pk, "at": cast.at} | about
    return services.add_member(study, person, part, **about)


@pytest.mark.parametrize(
    ("who", "part"),
    [("thea", Part.READER), ("tess", Part.INTERVIEWER), ("lena", Part.AUDITOR), ("ben", Part.AUDITOR),
     ("aude", Part.LEAD), ("sofie", Part.THERAPIST), ("rita", Part.SUPERVISOR)],
)  # fmt: skip
def test_nobody_gets_a_part_beside_one_that_excludes_it(cast: Cast, who: str, part: Part) -> None:
    about = {"centre": cast.centre} if part == Part.THERAPIST else {}
    for study in (cast.study, cast.other_study):
        with pytest.raises(services.NotBoth):
            give(study, getattr(cast, who), part, cast, **about)
    assert cast.study.memberships.filter(person=getattr(cast, who)).count() == (who != "tess")


@pytest.mark.parametrize(("who", "part"), [("thea", Part.INTERVIEWER), ("rita", Part.THERAPIST), ("ben", Part.AUDITOR)])
def test_in_one_study_nobody_comes_to_the_other_side_the_day_after(
    cast: Cast, signed_in: Any, noon: datetime, who: str, part: Part
) -> None:
    person, next_day = getattr(cast, who), noon.date() + timedelta(days=1)
    cast.study.memberships.filter(person=person).update(delegated_until=noon.date())
    about = {"centre": cast.centre} if part == Part.THERAPIST else {}
    with pytest.raises(services.NotBoth):
        give(cast.study, person, part, cast, delegated_from=next_day, **about)
    page = signed_in(cast.lena).post(f"/studies/{cast.study.pk}/member/", {
        "person": person.email, "part": part, "trained_on": SINCE, "delegated_from": next_day,
        "centre": cast.centre.pk,
    })  # fmt: skip
    alone = Part.THERAPIST if who == "thea" else part
    assert page.context["form"].errors == {"part": [f"{rules.BEFORE} {rules.ALONE[alone]}"]}
    far = {"centre": cast.far_centre} if part == Part.THERAPIST else {}
    assert give(cast.other_study, person, part, cast, delegated_from=next_day, **far).person == person


def test_the_form_says_why_and_keeps_what_was_written(cast: Cast, signed_in: Any) -> None:
    page = signed_in(cast.lena).post(f"/studies/{cast.study.pk}/member/", {
        "person": cast.tess.email, "part": "reader", "trained_on": "2026-06-01", "delegated_from": "2026-06-01",
    })  # fmt: skip
    assert (page.status_code, page.context["form"].errors) == (422, {"part": [
        "This account has another part in these days, here or in another study. A therapist never learns what is said "
        "in a talk: nobody is a therapist and something else."
    ]})  # fmt: skip
    assert cast.tess.email in page.content.decode()


def test_two_leads_at_once_give_one_person_one_of_two_parts(committed_cast: Cast) -> None:
    cast = committed_cast
    vera = add_person(email="vera@example.org", name="Vera", at=cast.at)

    def hand(what: tuple[Any, Part]) -> bool:
        try:
            give(what[0], vera, what[1], cast)
        except services.NotBoth:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(2) as hands:
        kept = list(hands.map(hand, [(cast.study, Part.READER), (cast.other_study, Part.AUDITOR)]))
    assert (sorted(kept), Membership.objects.filter(person=vera).count()) == ([False, True], 1)


def test_who_holds_such_a_pair_already_is_named_by_the_doctor(cast: Cast, noon: datetime) -> None:
    def said() -> tuple[Grade, bool, bool]:
        line = next(each for each in readings.findings(noon) if each.about == "Parts")
        return line.grade, str(cast.thea.pk) in line.words, "Thea" in line.words

    assert said() == (Grade.OK, False, False)
    planted = Membership.objects.create(
        study=cast.other_study, person=cast.thea, part=Part.READER, code="R7", delegated_from=SINCE
    )
    assert (said(), queries.apart(noon)) == ((Grade.BAD, True, False), [cast.thea.pk])
    Membership.objects.filter(pk=planted.pk).update(delegated_until=noon.date() - timedelta(days=1))
    assert said() == (Grade.OK, False, False)
    Membership.objects.filter(pk=planted.pk).update(study=cast.study)  # what is over counts in her own study
    assert (said(), queries.apart(noon)) == ((Grade.BAD, True, False), [cast.thea.pk])

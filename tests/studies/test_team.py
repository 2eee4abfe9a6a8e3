"""Who is what in a study: parts that go together are given, and a part ends (others: test_apart.py)."""

import re
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Session
from accounts.queries import is_in_a_sitting
from ledger.models import Entry
from studies import queries, rules, services
from studies.models import Part
from tests.conftest import SINCE, Cast

DAY = date(2026, 6, 9)


def given(cast: Cast, study: str, name: str, part: Part, **more: Any) -> Any:
    about = {"delegated_from": DAY, "trained_on": DAY, "by": cast.lena.pk, "at": cast.at} | more
    return services.add_member(getattr(cast, study), getattr(cast, name), part, **about)


def test_parts_that_go_together_are_given_and_elsewhere_one_after_the_other(cast: Cast) -> None:
    given(cast, "study", "bea", Part.READER)
    rita = cast.study.memberships.get(person=cast.rita)
    services.end_part(rita, last_day=DAY, by=cast.lena.pk, at=cast.at)
    given(cast, "other_study", "rita", Part.THERAPIST, centre=cast.far_centre, delegated_from=DAY + timedelta(days=1))
    with pytest.raises(services.NotBoth):  # the day before would be longer now, and lie on the other part's days
        services.end_part(rita, last_day=DAY + timedelta(days=9), by=cast.lena.pk, at=cast.at)


def test_the_same_part_is_not_held_twice_on_one_day(cast: Cast, signed_in: Any) -> None:
    about = {"centre": cast.centre, "delegated_from": DAY + timedelta(days=40)}
    for name, part, more in [("bea", Part.INTERVIEWER, {}), ("thea", Part.THERAPIST, about)]:
        with pytest.raises(services.NotBoth, match="NotBoth") as refused:
            given(cast, "study", name, part, **more)
        assert refused.value.words == rules.TWICE
    given(cast, "study", "thea", Part.THERAPIST, centre=cast.other_centre)
    given(cast, "other_study", "bea", Part.INTERVIEWER, token=(token := uuid4()))
    given(cast, "other_study", "bea", Part.INTERVIEWER, token=token)
    page = signed_in(cast.lena).post(f"/studies/{cast.study.pk}/member/", {
        "person": cast.bea.email, "part": "interviewer", "trained_on": "2026-06-01", "delegated_from": "2026-06-01",
        "centre": cast.centre.pk,
    })  # fmt: skip
    assert (page.status_code, page.context["form"].errors) == (422, {"part": [rules.TWICE]})


@pytest.mark.parametrize("name", ["bea", "thea"])
def test_the_database_refuses_an_open_part_twice(cast: Cast, name: str) -> None:
    row = cast.study.memberships.get(person=getattr(cast, name))
    row.pk, row.code = uuid4(), "X9"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(("rests", "ends"), [(False, {"T9": DAY}), (True, {"T1": DAY})])
def test_of_an_open_part_that_was_given_twice_before_the_one_that_is_used_stays(
    cast: Cast, rests: bool, ends: dict[str, date]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX studies_therapist_once_at_a_centre")  # as it was; the test's transaction goes back
    held = cast.study.memberships.filter(person=cast.thea).order_by("code")
    held.update(rests_since=cast.at if rests else None, on_call=rests)
    row = held.get()
    row.pk, row.code, row.delegated_from, row.rests_since, row.on_call = uuid4(), "T9", DAY, None, not rests
    row.save(force_insert=True)
    import_module("studies.migrations.0007_parts_that_end_at_once").end_doubles(apps, None)
    day_before = {code: day - timedelta(days=1) for code, day in ends.items()}
    assert list(held.values_list("code", "delegated_until", "on_call")) == [
        (code, day_before.get(code), code not in ends) for code in ("T1", "T9")
    ]
    assert held.get(code="T9").delegated_from == DAY  # where it ends before it begins it never was


def test_a_part_that_was_ended_at_once_begins_anew_on_the_same_day(cast: Cast, noon: datetime) -> None:
    rita = cast.study.memberships.get(person=cast.rita)
    for _twice in range(2):
        services.end_part(rita, last_day=None, by=cast.lena.pk, at=noon)
    with pytest.raises(services.Ended):
        services.end_part(rita, last_day=DAY + timedelta(days=9), by=cast.lena.pk, at=noon)
    assert not queries.roles_of(cast.rita.pk, noon)
    given(cast, "study", "rita", Part.READER)
    assert len(queries.roles_of(cast.rita.pk, noon)) == 1


def test_an_interviewer_with_cases_stays_until_somebody_has_them(cast: Cast, noon: datetime) -> None:
    ben = cast.study.memberships.get(person=cast.ben)
    with pytest.raises(services.StillNeeded) as refused:
        services.end_part(ben, last_day=DAY, by=cast.lena.pk, at=noon)
    assert refused.value.words == f"First give to another interviewer: {cast.ana.code}."
    services.assign(cast.ana, cast.bea, by=cast.lena, at=noon)
    for _twice in range(2):
        services.end_part(ben, last_day=DAY, by=cast.lena.pk, at=noon)
    (act,) = Entry.objects.filter(act="studies.member_ended")
    assert (act.actor, act.subject, act.target) == (cast.lena.pk, cast.study.pk, ben.pk)
    nights = [noon, noon + timedelta(days=1)]
    assert [bool(queries.roles_of(cast.ben.pk, at)) for at in nights] == [True, False]


def test_what_stands_against_an_end_is_said_before_anything_is_asked(cast: Cast, signed_in: Any) -> None:
    lena, home = signed_in(cast.lena), f"/studies/{cast.study.pk}/"
    Session.objects.filter(person=cast.ben).update(patience=1800)  # what would be asked
    parts = {name: cast.study.memberships.get(person=getattr(cast, name)).pk for name in ("ben", "lena")}
    give = f"/studies/participants/{cast.ana.pk}/interviewer/"
    for name, words, url in (
        ("ben", f"Give {cast.ana.code} to another interviewer", give),
        ("lena", "A study needs a lead. Give somebody else that part first.", f"{home}member/"),
    ):
        refused = lena.post(f"{home}member/end/", {"member": parts[name], "when": "now"})
        assert (refused.status_code, list(refused.context["form"].errors)) == (409, ["member"])
        assert f'<li><a href="{url}">{words}</a></li>' in refused.content.decode()


def test_the_codes_of_a_team_stand_as_numbers(cast: Cast) -> None:
    thea = cast.study.memberships.get(person=cast.thea)
    for code in ("T10", "T9", "T20"):
        thea.pk, thea.code, thea.delegated_until = uuid4(), code, DAY
        thea.save(force_insert=True)
    codes = [one.code for one in queries.team(cast.study) if one.part == Part.THERAPIST]
    assert codes[-3:] == ["T9", "T10", "T20"]


def test_one_person_has_one_day_of_training_in_a_study(cast: Cast, signed_in: Any) -> None:
    lena, url = signed_in(cast.lena), f"/studies/{cast.study.pk}/member/"
    reads = {"token": str(uuid4()), "person": cast.bea.email, "part": "reader", "delegated_from": "2026-06-01"}
    held = cast.study.memberships.filter(person=cast.bea).order_by("code")
    late = lena.post(url, {**reads, "trained_on": "2026-05-01"})
    assert (late.status_code, list(late.context["form"].errors)) == (422, ["trained_on"])
    early = {**reads, "trained_on": "2025-12-01"}
    asked = lena.post(url, early)
    words = rules.TRAINED_OTHERWISE % {"part": "interviewer", "code": "I2", "day": "5 January 2026"}
    assert (asked.status_code, asked.context["form"].errors) == (422, {"other_day": [words]})
    assert lena.post(url, {**early, "other_day": f"{cast.bea.pk} 2025-11-30"}).status_code == 422
    assert lena.post(url, {**early, "other_day": f"{cast.bea.pk} 2025-12-01"}).status_code == 302
    assert set(held.values_list("trained_on", flat=True)) == {date(2025, 12, 1)}
    (act,) = Entry.objects.filter(act="studies.training_corrected")
    assert (act.actor, act.target) == (cast.lena.pk, held.get(part=Part.INTERVIEWER).pk)


def test_whoever_ends_soon_gets_a_case_only_once_that_is_said(cast: Cast, signed_in: Any) -> None:
    lena, url = signed_in(cast.lena), f"/studies/participants/{cast.ana.pk}/interviewer/"
    today = queries.day_of(cast.study, timezone.now())
    bea = cast.study.memberships.get(person=cast.bea)
    rows, chosen = cast.study.memberships.filter(pk=bea.pk), {"membership": bea.pk}
    rows.update(delegated_until=(last := today + timedelta(days=13)))
    asked = lena.post(url, chosen)
    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["ends_soon"])
    assert lena.post(url, {**chosen, "ends_soon": f"{bea.pk} {today}"}).status_code == 422
    assert lena.post(url, {**chosen, "ends_soon": f"{bea.pk} {last}"}).status_code == 302
    assert queries.soon_without(cast.study, timezone.now()) == {cast.ana.pk: last}
    rows.update(delegated_until=today + timedelta(days=14))
    assert queries.soon_without(cast.study, timezone.now()) == {}


def test_a_study_keeps_a_lead(cast: Cast, noon: datetime) -> None:
    lena = cast.study.memberships.get(person=cast.lena)
    with pytest.raises(services.StillNeeded):
        services.end_part(lena, last_day=DAY, by=cast.lena.pk, at=noon)
    later = given(cast, "study", "bea", Part.LEAD)
    cast.study.memberships.filter(pk=later.pk).update(delegated_from=DAY + timedelta(days=2))
    with pytest.raises(services.StillNeeded):
        services.end_part(lena, last_day=DAY, by=cast.lena.pk, at=noon)
    cast.study.memberships.filter(pk=later.pk).update(delegated_from=DAY + timedelta(days=1))
    services.end_part(lena, last_day=DAY, by=cast.lena.pk, at=noon)
    assert not queries.roles_of(cast.lena.pk, noon + timedelta(days=1))


def test_on_the_page_a_part_ends_at_once_or_on_a_day_to_come(cast: Cast, signed_in: Any) -> None:
    lena, rita, url = signed_in(cast.lena), signed_in(cast.rita), f"/studies/{cast.study.pk}/member/end/"
    member, today = cast.study.memberships.get(person=cast.rita), queries.day_of(cast.study, timezone.now())
    assert rita.get("/transcripts/").status_code == 200
    early = {"member": member.pk, "when": "later", "last_day": today}
    assert [list(lena.post(url, early | more).context["form"].errors) for more in ({}, {"last_day": ""})] == [
        ["last_day"], ["last_day"],
    ]  # fmt: skip
    for when, last in [("later", today + timedelta(days=3)), ("midnight", today)]:
        assert lena.post(url, early | {"when": when, "last_day": last})["Location"] == f"/studies/{cast.study.pk}/"
        member.refresh_from_db()
        assert (member.delegated_until, rita.get("/transcripts/").status_code) == (last, 200)  # nobody is signed out
    assert f'value="{member.pk}"' in lena.get(url).content.decode()
    assert lena.post(url, {"member": member.pk, "when": "now"})["Location"] == f"/studies/{cast.study.pk}/"
    assert (rita.get("/transcripts/").status_code, bool(queries.roles_of(cast.rita.pk, timezone.now()))) == (302, False)
    assert str(member.pk) not in lena.get(url).content.decode()
    elsewhere = cast.other_study.memberships.first()
    assert list(lena.post(url, {"when": "now", "member": elsewhere.pk}).context["form"].errors) == ["member"]


def test_who_sits_with_somebody_is_signed_out_only_once_that_is_said(cast: Cast, signed_in: Any) -> None:
    given(cast, "study", "bea", Part.READER)
    lena, bea, url = signed_in(cast.lena), signed_in(cast.bea), f"/studies/{cast.study.pk}/member/end/"
    ends = {"member": cast.study.memberships.get(person=cast.bea, part=Part.READER).pk, "when": "now"}
    Session.objects.filter(person=cast.bea).update(patience=1800)  # as a page of the room leaves it
    asked = lena.post(url, ends)
    assert (asked.status_code, asked.context["form"].errors) == (422, {"sitting_open": [rules.SITTING_OPEN]})
    seen, rows = timezone.now(), Session.objects.filter(person=cast.bea)
    rows.update(seen_at=seen - timedelta(hours=2))  # a laptop that was closed
    assert [is_in_a_sitting(cast.bea.pk, at) for at in (seen, seen - timedelta(seconds=1))] == [False, True]
    rows.update(seen_at=seen)
    assert (bea.get("/studies/").status_code, 'type="checkbox" name="sitting_open"' in asked.content.decode()) == (
        200, True,
    )  # fmt: skip
    Session.objects.filter(person=cast.bea).update(patience=1800)
    with pytest.raises(services.StillNeeded):
        services.end_part(cast.study.memberships.get(pk=ends["member"]), last_day=None, by=cast.lena.pk,
                          at=timezone.now())  # fmt: skip
    assert lena.post(url, {**ends, "sitting_open": "on"}).status_code == 422  # a yes to nothing in particular
    assert lena.post(url, {**ends, "sitting_open": f"{ends['member']} now"}).status_code == 302
    assert bea.get("/studies/").status_code == 302


def _tick(page: str) -> tuple[str, bool]:
    """Give what the yes of a page is about, and whether it is set."""
    tick = re.search(r'<input type="checkbox" name="nobody_left" value="([^"]*)"[^>]*>', page)
    assert tick
    return tick[1], " checked" in tick[0]


def test_the_only_therapist_of_a_centre_goes_once_that_is_said(cast: Cast, signed_in: Any) -> None:
    lena, url = signed_in(cast.lena), f"/studies/{cast.study.pk}/member/end/"
    thea, today = cast.study.memberships.get(person=cast.thea), queries.day_of(cast.study, timezone.now())
    with pytest.raises(services.StillNeeded):
        services.end_part(thea, last_day=today, by=cast.lena.pk, at=timezone.now())
    ends = {"member": thea.pk, "when": "midnight"}
    asked = lena.post(url, ends)
    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["nobody_left"])
    words, page, yes = rules.NOBODY_LEFT % {"centre": "The Lime Tree"}, asked.content.decode(), f"{thea.pk} {today}"
    assert (
        page.count('role="alert" tabindex="-1" autofocus') == page.count(f'<a href="#id_nobody_left">{words}</a>') == 1
    )
    assert _tick(page) == (yes, False)
    services.add_participant(cast.study, cast.other_centre, language="en", by=cast.ben, at=cast.at)
    theo = cast.study.memberships.get(person=cast.theo)
    for other, about in ({"when": "now"}, f"{thea.pk} now"), ({"member": theo.pk}, f"{theo.pk} {today}"):
        anew = lena.post(url, {**ends, **other, "nobody_left": yes})  # a yes to another end, and to another's
        assert (anew.status_code, _tick(anew.content.decode())) == (422, (about, False))
    assert anew.context["form"].errors == {"nobody_left": [rules.NOBODY_LEFT % {"centre": "The Weir"}]}
    late = {**ends, "when": "later", "last_day": today}  # something else is wrong, and what was ticked stays unasked
    assert lena.post(url, {**late, "nobody_left": yes}).context["form"].errors.keys() == {"last_day"}
    assert lena.post(url, {**ends, "nobody_left": yes})["Location"] == f"/studies/{cast.study.pk}/"
    thea.refresh_from_db()
    assert thea.delegated_until == today


def test_a_new_part_signs_nobody_out_and_whose_own_ends_at_once_leaves_in_peace(cast: Cast, signed_in: Any) -> None:
    given(cast, "study", "bea", Part.LEAD)
    lena, home = signed_in(cast.lena), f"/studies/{cast.study.pk}/"
    today = queries.day_of(cast.study, timezone.now())
    reads = {"token": str(uuid4()), "person": cast.lena.email, "part": "reader", "delegated_from": today}
    assert lena.post(f"{home}member/", {**reads, "trained_on": SINCE})["Location"] == home
    member = cast.study.memberships.get(person=cast.lena, part=Part.LEAD)
    assert lena.post(f"{home}member/end/", {"member": member.pk, "when": "midnight"})["Location"] == home
    assert lena.post(f"{home}member/end/", {"member": member.pk, "when": "now"})["Location"] == "/"
    assert lena.get("/today/").status_code == 302

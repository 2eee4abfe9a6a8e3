"""Who is what in a study: parts that go together are given, and a part ends (others: test_apart.py)."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from ledger.models import Entry
from studies import queries, services
from studies.models import Part
from tests.conftest import Cast

DAY = date(2026, 6, 9)


def given(cast: Cast, study: str, name: str, part: Part, **more: Any) -> Any:
    return services.add_member(
        getattr(cast, study), getattr(cast, name), part, delegated_from=DAY, trained_on=DAY, by=cast.lena.pk,
        at=cast.at, **more,
    )  # fmt: skip


def test_parts_that_go_together_and_one_after_the_other_are_given(cast: Cast) -> None:
    given(cast, "study", "bea", Part.READER)
    rita = cast.study.memberships.get(person=cast.rita)
    services.end_part(rita, last_day=DAY - timedelta(days=1), by=cast.lena.pk, at=cast.at)
    given(cast, "study", "rita", Part.THERAPIST, centre=cast.centre)


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


def test_on_the_page_a_part_ends_at_once_with_yesterday_and_no_earlier(cast: Cast, signed_in: Any) -> None:
    lena, rita, url = signed_in(cast.lena), signed_in(cast.rita), f"/studies/{cast.study.pk}/member/end/"
    member, today = cast.study.memberships.get(person=cast.rita), queries.day_of(cast.study, timezone.now())
    assert rita.get("/transcripts/").status_code == 200
    early, late = ({"member": member.pk, "last_day": today - timedelta(days=days)} for days in (2, 1))
    assert list(lena.post(url, early).context["form"].errors) == ["last_day"]
    assert f'value="{member.pk}"' in lena.get(url).content.decode()
    assert lena.post(url, late)["Location"] == f"/studies/{cast.study.pk}/"
    assert (rita.get("/transcripts/").status_code, bool(queries.roles_of(cast.rita.pk, timezone.now()))) == (302, False)
    assert str(member.pk) not in lena.get(url).content.decode()
    elsewhere = cast.other_study.memberships.first()
    assert list(lena.post(url, {**late, "member": elsewhere.pk}).context["form"].errors) == ["member"]


def test_the_only_therapist_of_a_centre_goes_once_that_is_said(cast: Cast, signed_in: Any) -> None:
    lena, url = signed_in(cast.lena), f"/studies/{cast.study.pk}/member/end/"
    thea, today = cast.study.memberships.get(person=cast.thea), queries.day_of(cast.study, timezone.now())
    with pytest.raises(services.StillNeeded):
        services.end_part(thea, last_day=today, by=cast.lena.pk, at=timezone.now())
    ends = {"member": thea.pk, "last_day": today}
    asked = lena.post(url, ends)
    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["nobody_left"])
    assert 'type="checkbox" name="nobody_left"' in asked.content.decode()
    assert lena.post(url, {**ends, "nobody_left": "on"})["Location"] == f"/studies/{cast.study.pk}/"
    thea.refresh_from_db()
    assert thea.delegated_until == today


def test_whose_own_parts_change_is_signed_out_in_peace(cast: Cast, signed_in: Any) -> None:
    given(cast, "study", "bea", Part.LEAD)
    lena, url = signed_in(cast.lena), f"/studies/{cast.study.pk}/member/end/"
    member, today = cast.study.memberships.get(person=cast.lena), queries.day_of(cast.study, timezone.now())
    answer = lena.post(url, {"member": member.pk, "last_day": today})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    reads = {"token": str(uuid4()), "person": cast.lena.email, "part": "reader", "delegated_from": today}
    answer = signed_in(cast.lena).post(f"/studies/{cast.study.pk}/member/", {**reads, "trained_on": today})
    assert (answer.status_code, answer["Location"]) == (302, "/")

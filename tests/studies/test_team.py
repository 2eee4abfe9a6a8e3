"""Who is what in a study: some parts are of different people, and a part ends."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from ledger.models import Entry
from studies import queries, rules, services
from studies.models import Part
from tests.conftest import Cast

DAY = date(2026, 6, 9)
WORKS = {"lead", "interviewer", "reader", "supervisor"}


def given(cast: Cast, study: str, name: str, part: Part, **more: Any) -> Any:
    return services.add_member(
        getattr(cast, study), getattr(cast, name), part, delegated_from=DAY, trained_on=DAY, by=cast.lena.pk,
        at=cast.at, **more,
    )  # fmt: skip


@pytest.mark.parametrize("part", Part)
def test_a_therapist_is_nobody_else_and_an_auditor_nobody_else_of_the_study(part: Part, cast: Cast) -> None:
    here, elsewhere = cast.study.pk, cast.other_study.pk
    apart = {
        place: {other for other in Part if rules.excluded(part, here, [(study, other)])}
        for place, study in (("here", here), ("elsewhere", elsewhere))
    }
    if part == Part.THERAPIST:
        assert apart == {"here": WORKS | {"auditor"}, "elsewhere": WORKS | {"auditor"}}
    elif part == Part.AUDITOR:
        assert apart == {"here": WORKS | {"therapist"}, "elsewhere": {"therapist"}}
    else:
        assert apart == {"here": {"therapist", "auditor"}, "elsewhere": {"therapist"}}


@pytest.mark.parametrize(
    ("study", "name", "part"),
    [("study", "thea", Part.READER), ("other_study", "thea", Part.INTERVIEWER), ("study", "lena", Part.AUDITOR),
     ("study", "aude", Part.INTERVIEWER), ("other_study", "ben", Part.THERAPIST)],
)  # fmt: skip
def test_one_account_does_not_get_both(cast: Cast, signed_in: Any, study: str, name: str, part: Part) -> None:
    held = queries.parts_from(getattr(cast, name), DAY)
    with pytest.raises(services.NotBoth):
        given(cast, study, name, part, centre=cast.centre if part == Part.THERAPIST else None)
    assert queries.parts_from(getattr(cast, name), DAY) == held
    if study == "study":
        answer = signed_in(cast.lena).post(f"/studies/{cast.study.pk}/member/", {
            "person": getattr(cast, name).email, "part": part, "trained_on": DAY, "delegated_from": DAY,
        })  # fmt: skip
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["part"])


def test_parts_that_go_together_and_one_after_the_other_are_given(cast: Cast) -> None:
    given(cast, "study", "bea", Part.READER)
    given(cast, "other_study", "lena", Part.AUDITOR)
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
    given(cast, "study", "bea", Part.LEAD)
    services.end_part(lena, last_day=DAY, by=cast.lena.pk, at=noon)
    assert queries.parts_from(cast.lena, DAY + timedelta(days=1)) == []


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

"""The page on which the lead says how she is looked after around a sitting."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from ledger.models import Entry, Payload
from studies import queries
from studies.care_forms import CareForm
from studies.models import Membership, Study

GIVEN = {
    "attunement_days": "1",
    "reminder_hour": "7",
    "back_up_hour": "15",
    "public_holidays": "BE",
    "prompt_minutes": "15",
    "quiet_minutes": "45",
}


def stood(browser: Any, path: str) -> dict[str, str]:
    """Give what a page says of how things stand, and sends along."""
    return {"stood": browser.get(path).context["form"]["stood"].value()}


def test_the_lead_names_who_is_on_call_and_the_back_up(cast: Any, signed_in: Any) -> None:
    lena, path = signed_in(cast.lena), f"/studies/{cast.study.pk}/care/"
    thea, theo = (Membership.objects.get(person=who) for who in (cast.thea, cast.theo))
    page = lena.get(path).content.decode()
    assert ("Thea, The Lime Tree" in page, "Theo, The Weir" in page, "Tess" in page) == (True, True, False)
    named = {"on_call": [str(thea.pk)], "back_up": [str(theo.pk)]}
    assert lena.post(path, GIVEN | named | stood(lena, path)).status_code == 302
    study = Study.objects.get(pk=cast.study.pk)
    assert (study.attunement_days, study.reminder_hour, study.back_up_hour) == (1, 7, 15)
    assert (study.prompt_minutes, study.quiet_minutes, study.public_holidays) == (15, 45, "BE")
    assert list(queries.on_call(cast.centre, cast.at)) == list(queries.back_up(cast.centre, cast.at)) == [thea]
    assert list(queries.back_up(cast.other_centre, cast.at)) == [theo]
    assert Entry.objects.filter(act="studies.care_set", actor=cast.lena.pk).count() == 1
    said = Payload.objects.get(entry__act="studies.care_set").content
    assert (str(thea.pk) in said, str(theo.pk) in said) == (True, True)
    Membership.objects.filter(pk=thea.pk).update(delegated_until=date(2026, 1, 6))  # her part has ended since
    assert lena.post(path, GIVEN | stood(lena, path)).status_code == 302
    assert Membership.objects.filter(on_call=True).count() + Membership.objects.filter(back_up=True).count() == 0


@pytest.mark.parametrize("wrong", [
    {"attunement_days": "4"}, {"reminder_hour": "24"}, {"back_up_hour": "-1"}, {"prompt_minutes": "4"},
    {"quiet_minutes": "181"}, {"quiet_minutes": "an hour"}, {"public_holidays": "ZZ"},
])  # fmt: skip
def test_what_makes_no_sense_comes_back(cast: Any, signed_in: Any, wrong: dict[str, str]) -> None:
    lena, path = signed_in(cast.lena), f"/studies/{cast.study.pk}/care/"
    answer = lena.post(path, GIVEN | stood(lena, path) | wrong)
    assert (answer.status_code, Entry.objects.filter(act="studies.care_set").count()) == (422, 0)


def test_a_country_is_found_under_its_letter_also_with_an_accent() -> None:
    with translation.override("fr"):
        named = [str(name) for _code, name in CareForm.base_fields["public_holidays"].choices]
    first = [named.index(name) for name in ("Danemark", "États-Unis", "Éthiopie", "Fidji", "Italie", "Zimbabwe")]
    assert first == sorted(first)


def test_nobody_of_another_study_is_named(cast: Any, signed_in: Any) -> None:
    far = Membership.objects.get(person=cast.tess)
    lena, path = signed_in(cast.lena), f"/studies/{cast.study.pk}/care/"
    answer = lena.post(path, GIVEN | stood(lena, path) | {"on_call": [str(far.pk)]})
    assert (answer.status_code, Membership.objects.filter(on_call=True).exists()) == (422, False)


def test_what_two_set_at_the_same_time_is_kept_of_both_or_asked_about(cast: Any, signed_in: Any) -> None:
    lena, path = signed_in(cast.lena), f"/studies/{cast.study.pk}/care/"
    thea, theo = (Membership.objects.get(person=who) for who in (cast.thea, cast.theo))
    assert lena.post(path, GIVEN | stood(lena, path)).status_code == 302
    other = stood(lena, path)  # a page that somebody else has open
    assert lena.post(path, GIVEN | other | {"on_call": [str(thea.pk)], "reminder_hour": "9"}).status_code == 302
    assert lena.post(path, GIVEN | other | {"back_up_hour": "17"}).status_code == 302
    study = Study.objects.get(pk=cast.study.pk)
    assert (study.reminder_hour, study.back_up_hour, list(queries.on_call(cast.centre, cast.at))) == (9, 17, [thea])
    own = GIVEN | {"on_call": [str(theo.pk)], "reminder_hour": "6"}
    asked = lena.post(path, own | other)
    said = "Somebody has changed this meanwhile. It is now: %s. Keep again, and yours counts."
    assert (asked.status_code, asked.context["form"].errors) == (422, {
        "reminder_hour": [said % "09:00"], "on_call": [said % "Thea, The Lime Tree"],
    })  # fmt: skip
    assert lena.post(path, own | {"stood": asked.context["form"]["stood"].value()}).status_code == 302
    assert Membership.objects.get(on_call=True) == theo
    for unread in ({}, {"stood": "[]"}, {"stood": "?"}, {"stood": "[" * 100_000}):
        assert lena.post(path, own | unread).status_code == 422

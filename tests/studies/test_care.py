"""The page on which the lead says how she is looked after around a sitting."""

from datetime import date
from typing import Any

import pytest

from ledger.models import Entry, Payload
from studies import queries
from studies.models import Membership, Study

GIVEN = {
    "attunement_days": "1",
    "reminder_hour": "7",
    "back_up_hour": "15",
    "public_holidays": "BE",
    "prompt_minutes": "15",
    "quiet_minutes": "45",
}


def test_the_lead_names_who_is_on_call_and_the_back_up(cast: Any, signed_in: Any) -> None:
    lena, path = signed_in(cast.lena), f"/studies/{cast.study.pk}/care/"
    thea, theo = (Membership.objects.get(person=who) for who in (cast.thea, cast.theo))
    page = lena.get(path).content.decode()
    assert ("Thea, The Lime Tree" in page, "Theo, The Weir" in page, "Tess" in page) == (True, True, False)
    assert lena.post(path, GIVEN | {"on_call": [str(thea.pk)], "back_up": [str(theo.pk)]}).status_code == 302
    study = Study.objects.get(pk=cast.study.pk)
    assert (study.attunement_days, study.reminder_hour, study.back_up_hour) == (1, 7, 15)
    assert (study.prompt_minutes, study.quiet_minutes, study.public_holidays) == (15, 45, "BE")
    assert list(queries.on_call(cast.centre, cast.at)) == list(queries.back_up(cast.centre, cast.at)) == [thea]
    assert list(queries.back_up(cast.other_centre, cast.at)) == [theo]
    assert Entry.objects.filter(act="studies.care_set", actor=cast.lena.pk).count() == 1
    said = Payload.objects.get(entry__act="studies.care_set").content
    assert (str(thea.pk) in said, str(theo.pk) in said) == (True, True)
    Membership.objects.filter(pk=thea.pk).update(delegated_until=date(2026, 1, 6))  # her part has ended since
    lena.post(path, GIVEN)
    assert Membership.objects.filter(on_call=True).count() + Membership.objects.filter(back_up=True).count() == 0


@pytest.mark.parametrize("wrong", [
    {"attunement_days": "4"}, {"reminder_hour": "24"}, {"back_up_hour": "-1"}, {"prompt_minutes": "4"},
    {"quiet_minutes": "181"}, {"quiet_minutes": "an hour"}, {"public_holidays": "ZZ"},
])  # fmt: skip
def test_what_makes_no_sense_comes_back(cast: Any, signed_in: Any, wrong: dict[str, str]) -> None:
    answer = signed_in(cast.lena).post(f"/studies/{cast.study.pk}/care/", GIVEN | wrong)
    assert (answer.status_code, Entry.objects.filter(act="studies.care_set").count()) == (422, 0)


def test_nobody_of_another_study_is_named(cast: Any, signed_in: Any) -> None:
    far = Membership.objects.get(person=cast.tess)
    answer = signed_in(cast.lena).post(f"/studies/{cast.study.pk}/care/", GIVEN | {"on_call": [str(far.pk)]})
    assert (answer.status_code, Membership.objects.filter(on_call=True).exists()) == (422, False)

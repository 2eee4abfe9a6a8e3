"""A form of the study pages that is sent twice, with a slow network or a double tap, makes one row."""

import re
from typing import Any

import pytest
from django.db.models import Model

from ledger.models import Entry
from studies.models import Centre, EthicsDecision, Membership, Screening, Study
from tests.conftest import Cast

pytestmark = pytest.mark.usefixtures("cast")
DAY = "2026-01-12"
FORMS: dict[str, tuple[str, type[Model], dict[str, Any]]] = {
    "decision": ("lena", EthicsDecision, {
        "committee": "Invented", "number": "8", "decided_on": DAY, "window_from": DAY, "window_until": "2027-12-31",
        "vocabulary": "1",
    }),
    "centre": ("lena", Centre, {
        "name": "The Quay", "setting": "inpatient", "mother_child_unit": "yes", "phone": "000", "agreed_on": DAY,
    }),
    "member": ("lena", Membership, {
        "person": "bea@example.org", "part": "reader", "trained_on": "2026-01-05", "delegated_from": DAY,
    }),
    "screening": ("ben", Screening, {
        "is_mother": "yes", "problem_when": ["upbringing"], "substances_then": ["heroin"], "start_month": "1",
        "start_year": "2026",
    }),
}  # fmt: skip
OTHERWISE: dict[str, dict[str, Any]] = {
    "decision": {"number": "9"}, "centre": {"phone": "111"}, "member": {"delegated_from": "2026-01-13"},
    "screening": {"substances_then": ["alcohol"]},
}  # fmt: skip
"""What is set right in each after it was sent, on the page before."""


def sent(
    cast: Cast, signed_in: Any, name: str, study: Study, token: str = "", other: dict[str, Any] | None = None
) -> tuple[str, Any]:
    """Send a form with its token, or with `token`; give the token and the answer."""
    browser, url = signed_in(getattr(cast, FORMS[name][0])), f"/studies/{study.pk}/{name}/"
    own = re.findall(r'name="token" value="([^"]+)"', browser.get(url).content.decode())
    fields = FORMS[name][2] | (other or {}) | ({"centre": str(cast.centre.pk)} if name == "screening" else {})
    return own[0], browser.post(url, fields | {"token": token or own[0]})


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_sent_twice_makes_one_row_and_leads_to_it(cast: Cast, signed_in: Any, name: str) -> None:
    rows, entries = FORMS[name][1]._default_manager, Entry.objects
    before, written = rows.count(), entries.count()
    token, first = sent(cast, signed_in, name, cast.study)
    _token, second = sent(cast, signed_in, name, cast.study, token)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert (rows.count(), entries.count()) == (before + 1, written + 1)
    _token, changed = sent(cast, signed_in, name, cast.study, token, OTHERWISE[name])
    assert (changed.status_code, "is not kept: open it anew" in changed.content.decode()) == (409, True)
    assert (rows.count(), entries.count()) == (before + 1, written + 1)
    sent(cast, signed_in, name, cast.study)
    again = name != "member"  # the same part of the same person is there already
    assert rows.count() == before + 1 + again


def test_a_token_of_another_study_is_not_there_and_one_that_cannot_be_read_is_none(cast: Cast, signed_in: Any) -> None:
    _token, answer = sent(cast, signed_in, "centre", cast.study, str(cast.far_centre.pk))
    assert (answer.status_code, Centre.objects.filter(name="The Quay").count()) == (404, 0)
    _token, answer = sent(cast, signed_in, "centre", cast.study, "x\x00")
    assert (answer.status_code, Centre.objects.filter(name="The Quay").count()) == (302, 1)

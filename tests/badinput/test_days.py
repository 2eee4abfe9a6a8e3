"""Days, times and numbers that are none: rows 27 and 28 of the table of bad input."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.test import Client

from accounts.forms import DayField, KindForm
from interviews.models import Characteristic, Sitting
from interviews.services import publish_guide
from studies.models import Centre, EthicsDecision, Membership, Screening, Study
from tests.badinput.forms import every_form
from tests.badinput.test_said import without_tokens
from tests.consent.acts import agree
from tests.interviews import steps
from tests.transcripts.holding import hold
from transcripts.models import Device, Recording
from transcripts.services import register_recording

NO_DAYS = [
    "0000-00-00", "9999-12-31", "2026-02-30", "2026-02-29", "33000-01-01", "0001-01-01", "1949-12-31", "2101-01-01",
    "2026-13-01", "2026-00-10", "-2026-01-01", "2026-06-09+99:99", "2026-06-09T10:00:00+02:00", "2026-06-09T24:00",
    "0", "-1", "NaN", "1e9", "today", "２０２６-14-01", "2026-06-31", "x" * 5000,
]  # fmt: skip
NO_TIMES = ["25:00", "24:00", "12:60", "-1:00", "14:00+99:99", "14:00Z", "1e3", "noon", "１４:３０"]
TODAY = "2026-06-09"


def days_without_bounds(kinds: list[type[Any]]) -> list[str]:
    """Give the fields of forms in which a day of any year could be written."""
    return [
        f"{kind.__name__}.{name}" for kind in kinds for name, field in kind.base_fields.items()
        if isinstance(field, forms.DateField | forms.DateTimeField) and not isinstance(field, DayField)
    ]  # fmt: skip


def test_row27_every_day_that_can_be_written_lies_in_a_time_that_is_meant(root: Path) -> None:
    class Planted(KindForm):
        day, fine = forms.DateField(), DayField()

    assert days_without_bounds([Planted]) == ["Planted.day"]
    kinds = every_form(root)
    assert days_without_bounds(kinds) == []
    days = [field for form in kinds for field in form.base_fields.values() if isinstance(field, DayField)]
    assert len(days) == 13
    for field in days:
        for words in NO_DAYS:
            with pytest.raises(forms.ValidationError):
                field.clean(words)
        assert [str(field.clean(day)) for day in ("1950-01-01", "2100-12-31")] == ["1950-01-01", "2100-12-31"]


def given_back(browser: Client, path: str, fields: dict[str, Any], wrong: dict[str, str]) -> bool:
    """Send a form with something wrong; say whether it came back, with what was typed."""
    answer = browser.post(path, fields | wrong)
    page = without_tokens(answer)
    return answer.status_code == 422 and all(f'value="{words}"' in page for words in wrong.values())


FORMS: dict[str, tuple[str, str, type[Any], dict[str, Any], list[str]]] = {
    "decision": ("lena", "/studies/{study}/decision/", EthicsDecision, {
        "committee": "Invented", "number": "8", "decided_on": TODAY, "window_from": TODAY, "window_until": TODAY,
        "vocabulary": "1",
    }, ["decided_on", "window_from", "window_until"]),
    "centre": ("lena", "/studies/{study}/centre/", Centre, {
        "name": "The Quay", "setting": "inpatient", "mother_child_unit": "yes", "phone": "000", "agreed_on": TODAY,
    }, ["agreed_on"]),
    "member": ("lena", "/studies/{study}/member/", Membership, {
        "person": "bea@example.org", "part": "reader", "trained_on": "2026-01-05", "delegated_from": TODAY,
    }, ["trained_on", "delegated_from"]),
    "study": ("adam", "/upkeep/study/", Study, {
        "title": "T", "institution": "I", "lead": "lena@example.org", "trained_on": TODAY,
    }, ["trained_on"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_row27_a_form_with_a_day_that_is_none_comes_back_and_keeps_nothing(
    cast: Any, signed_in: Any, name: str
) -> None:
    who, path, rows, fields, days = FORMS[name]
    browser, before = signed_in(getattr(cast, who)), rows.objects.count()
    path = path.format(study=cast.study.pk)
    for day in days:
        for words in ("0000-00-00", "9999-12-31", "2026-02-30", "33000-01-01", "2026-06-09+99:99"):
            assert (day, words, given_back(browser, path, fields, {day: words})) == (day, words, True)
    assert rows.objects.count() == before
    assert browser.post(path, fields).status_code == 302
    assert rows.objects.count() == before + 1


def test_row27_a_window_that_ends_before_it_begins_comes_back(cast: Any, signed_in: Any) -> None:
    path, fields = f"/studies/{cast.study.pk}/decision/", FORMS["decision"][3]
    assert given_back(signed_in(cast.lena), path, fields, {"window_until": "2026-06-08"})
    assert EthicsDecision.objects.filter(study=cast.study).count() == 1


@pytest.fixture
def ben(cast: Any, signed_in: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Ben's browser, at noon; Ana has agreed, and there is a guide."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    publish_guide(cast.study, steps.content(), by=cast.lena, at=noon - timedelta(days=1))
    agree(cast.ana, by=cast.ben, at=noon - timedelta(hours=1))
    browser: Client = signed_in(cast.ben)
    return browser


def test_row27_a_sitting_is_planned_for_a_time_that_there_is(cast: Any, ben: Client) -> None:
    path, fields = f"/interviews/{cast.ana.pk}/plan/", {"day": "2026-06-10", "time": "14:00", "place": cast.centre.pk}
    for words in ("0000-00-00", "9999-12-31", "2026-02-30", "33000-01-01", "0001-01-01"):
        assert (words, given_back(ben, path, fields, {"day": words})) == (words, True)
    for words in NO_TIMES:
        assert (words, given_back(ben, path, fields, {"time": words})) == (words, True)
    for time in ("02:00", "02:30", "02:59"):  # on this night clocks go from 2 to 3
        assert (time, given_back(ben, path, fields, {"day": "2027-03-28", "time": time})) == (time, True)
    assert ben.post(path, fields | {"day": "2026-06-08"}).status_code == 409  # it has passed
    assert Sitting.objects.count() == 0


@pytest.mark.parametrize(("day", "time", "instant"), [
    ("2027-03-28", "03:00", datetime(2027, 3, 28, 1, tzinfo=UTC)),
    ("2026-10-25", "02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # comes twice: the first is meant
])  # fmt: skip
def test_row27_a_time_at_the_edge_of_a_night_of_the_clocks_is_one_instant(
    cast: Any, ben: Client, day: str, time: str, instant: datetime
) -> None:
    path = f"/interviews/{cast.ana.pk}/plan/"
    assert ben.post(path, {"day": day, "time": time, "place": cast.centre.pk}).status_code == 302
    assert [each.planned_for for each in Sitting.objects.all()] == [instant]


def test_row27_a_text_is_typed_out_between_its_recording_and_today(cast: Any, ben: Client, noon: datetime) -> None:
    recording = register_recording(hold(cast, cast.ana, noon), device=Device.RECORDER, by=cast.ben, at=noon)
    path, who = f"/transcripts/recordings/{recording.pk}/typed-out/", Membership.objects.get(person=cast.rita).pk
    for words in ("0000-00-00", "9999-12-31", "2026-02-30", "33000-01-01"):
        assert (words, given_back(ben, path, {"transcriber": who}, {"on": words})) == (words, True)
    for words in ("2026-06-08", "2026-06-10"):
        assert (words, ben.post(path, {"transcriber": who, "on": words}).status_code) == (words, 409)
    assert Recording.objects.get().transcribed_on is None


NUMBERS = ["-1", "999", "10" * 30, "1e2", "34.5", "NaN", "Infinity", "0x22", "thirty", "Ⅳ", "²", "-0.5", "x" * 3000]
SAME = {"٣٤": "34", "３４": "34", " 34 ": "34", "34.0": "34", "034": "34"}


def test_row28_a_number_of_table_1_is_refused_or_read_by_one_rule(cast: Any, ben: Client) -> None:
    path = f"/interviews/{cast.ana.pk}/characteristics/"
    for words in NUMBERS:
        assert (words, given_back(ben, path, {}, {"age": words})) == (words, True)
    for words in ("-1", "601", "6.3", "NaN", "-0.5", "1e9", "six", "-Infinity"):
        assert (words, given_back(ben, path, {}, {"months_in_treatment": words})) == (words, True)
    for words in ("-1", "999", "81", "6.5", "٦,٩", "６", "1e1", "six", "6,,9", "6;9"):
        assert (words, given_back(ben, path, {}, {"children_ages": words})) == (words, True)
    Characteristic.objects.all().delete()
    for words, number in SAME.items():
        assert ben.post(path, {"age": words}).status_code == 302
        assert (words, [str(each.value) for each in Characteristic.objects.all()]) == (words, [number])


def test_row28_a_year_of_beginning_is_refused_or_read_by_one_rule(cast: Any, ben: Client) -> None:
    path = f"/studies/{cast.study.pk}/screening/"
    fields = {
        "centre": cast.centre.pk, "is_mother": "yes", "problem_when": ["upbringing"], "substances_then": ["heroin"],
        "start_month": "1", "start_year": "2026",
    }  # fmt: skip
    for words in ("-1", "0", "1949", "2101", "33000", "2027", "NaN", "20٢٦x", "1e3", "9" * 400):
        assert (words, given_back(ben, path, fields, {"start_year": words})) == (words, True)
    for month in ("0", "13", "-1", "٣", "NaN"):
        assert (month, ben.post(path, fields | {"start_month": month}).status_code) == (month, 422)
    assert Screening.objects.count() == 0
    assert [ben.post(path, fields | {"start_year": year}).status_code for year in ("٢٠٢٦", "２０２６")] == [302, 302]

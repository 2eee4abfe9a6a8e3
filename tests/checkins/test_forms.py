"""Forms that take codes and nothing else."""

from typing import Any

import pytest
from django.http import QueryDict

from checkins.forms import AttunementForm, FeedbackForm
from studies.models import Centre

ATTUNED = "basis=1&capacity=2&she_wants=1&support_after=1&verdict=2"
TICKS = ("comes", "calls", "on")
FELT = "experience=2&feelings=1&feelings=32&at_the_end=1&course=1&her_wish=4&attention=1&she_saw_it=0"


def test_an_attunement_is_five_choices_and_two_that_are_not_needed() -> None:
    form = AttunementForm(QueryDict(f"{ATTUNED}&csrfmiddlewaretoken=x"))
    assert form.is_valid()
    codes = {"basis": 1, "capacity": 2, "she_wants": 1, "support_after": 1, "verdict": 2, "zone": None, "adjust": 0}
    assert form.cleaned_data == codes


def test_a_feedback_is_its_codes() -> None:
    form = FeedbackForm(QueryDict(FELT))
    assert form.is_valid()
    assert form.cleaned_data == {
        "experience": 2, "feelings": 33, "at_the_end": 1, "course": 1, "her_wish": 4, "attention": 1,
        "she_saw_it": False, "told_her": False,
    }  # fmt: skip


@pytest.mark.parametrize("there", [True, False])
def test_she_is_told_that_somebody_comes_only_where_somebody_can_be_told(there: bool) -> None:
    """A tick counts beside its own words: they change when the last therapist leaves while a form stands open."""
    nobody_at = None if there else Centre(name="The Lime Tree", phone="0000000")
    danger = FELT.replace("her_wish=4&attention=1", "her_wish=3&attention=4")
    forms = {tick: FeedbackForm(QueryDict(f"{danger}&told_her={tick}"), nobody_at=nobody_at) for tick in TICKS}
    assert {tick: form.is_valid() for tick, form in forms.items()} == {"comes": there, "calls": not there, "on": False}
    asked = str(forms["on"]["told_her"].label) + str(forms["on"].errors["told_her"])
    assert ("somebody comes" in asked, "I call her centre" in asked, "you call her centre" in asked) == (
        there, not there, not there,
    )  # fmt: skip
    assert [f'value="{tick}"' in str(forms["on"]["told_her"]) for tick in TICKS] == [there, not there, False]


@pytest.mark.parametrize("form", [AttunementForm(), FeedbackForm()])
def test_nothing_is_chosen_beforehand(form: Any) -> None:
    assert ("checked" in str(form), form.initial) == (False, {})


@pytest.mark.parametrize("name", ["experience", "at_the_end", "course", "her_wish", "attention", "she_saw_it"])
@pytest.mark.parametrize("value", ["", "0.5", "9", "she spoke of home", "1 ", "01", "-1", "²"])
def test_a_code_that_is_not_in_the_vocabulary_is_refused(name: str, value: str) -> None:
    sent = QueryDict(FELT, mutable=True)
    sent[name] = value
    form = FeedbackForm(sent)
    assert (form.is_valid(), list(form.errors)) == (False, [name])


@pytest.mark.parametrize("more", ["feelings=2&feelings=4", "feelings=3", "feelings=4096", "feelings=calm", "feelings="])
def test_more_than_three_feelings_or_unknown_ones_are_refused(more: str) -> None:
    assert list(FeedbackForm(QueryDict(f"{FELT}&{more}")).errors) == ["feelings"]


@pytest.mark.parametrize("extra", ["note=she+spoke+of+home", "note=", "feelings_text=x"])
def test_a_field_that_is_not_a_question_is_refused(extra: str) -> None:
    assert list(FeedbackForm(QueryDict(f"{FELT}&{extra}")).errors) == ["__all__"]


def test_fields_of_the_same_page_may_stand_beside() -> None:
    assert FeedbackForm(QueryDict(f"{FELT}&ending=completed"), beside=["ending"]).is_valid()


@pytest.mark.parametrize("change", ["basis=4", "she_wants=3", "capacity=4", "support_after=3"])
@pytest.mark.parametrize(("verdict", "errors"), [("1", ["verdict"]), ("2", ["verdict"]), ("3", []), ("4", [])])
def test_go_needs_her_seen_able_and_willing_and_somebody_near(change: str, verdict: str, errors: list[str]) -> None:
    sent = QueryDict(f"{ATTUNED}&{change}", mutable=True)
    sent["verdict"] = verdict
    assert list(AttunementForm(sent).errors) == errors


@pytest.mark.parametrize(
    ("verdict", "adjust", "errors"), [("1", 16, ["verdict"]), ("2", 2, ["verdict"]), ("2", 16, [])]
)
def test_go_with_nobody_near_asks_that_somebody_is_found(verdict: str, adjust: int, errors: list[str]) -> None:
    sent = QueryDict(f"{ATTUNED}&adjust={adjust}", mutable=True)
    sent["support_after"], sent["verdict"] = "3", verdict
    assert list(AttunementForm(sent).errors) == errors

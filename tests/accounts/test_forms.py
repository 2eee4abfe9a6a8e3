"""No form of the program says what the framework would say."""

from importlib import import_module
from importlib.util import find_spec
from inspect import getmembers, isclass
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.core import validators

from accounts.forms import WORDS, KindForm

ROOMS = [room for room in [*settings.ROOMS, "demo"] if find_spec(f"{room}.forms")]


def forms_of(room: str) -> list[type[Any]]:
    """Give the forms that stand in a room."""
    module = import_module(f"{room}.forms")
    found = [each for _name, each in getmembers(module, isclass) if issubclass(each, forms.BaseForm)]
    return [each for each in found if each.__module__ == module.__name__]


@pytest.mark.parametrize("room", ROOMS)
def test_every_form_is_a_kind_one(room: str) -> None:
    assert forms_of(room)
    assert [each for each in forms_of(room) if not issubclass(each, KindForm)] == []


def kinds_of_fields() -> list[type[forms.Field]]:
    """Give every kind of field that a form of the program has, beside those made while a page is drawn."""
    late: set[type[forms.Field]] = {forms.DecimalField, forms.MultipleChoiceField}
    fields = (field for room in ROOMS for form in forms_of(room) for field in form.base_fields.values())
    return sorted({type(field) for field in fields} | late, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", kinds_of_fields())
def test_no_kind_of_field_keeps_a_message_of_the_framework(kind: type[forms.Field]) -> None:
    options: dict[str, Any] = {"queryset": None} if issubclass(kind, forms.ModelChoiceField) else {}
    form = KindForm({})
    form.fields["asked"] = kind(**options)
    form.full_clean()
    own = set(kind.default_error_messages) | {"required"}
    framework = {code: words for each in kind.__mro__ if each.__module__.startswith("django.")
                 for code, words in each.__dict__.get("default_error_messages", {}).items()}  # fmt: skip
    said = form.fields["asked"].error_messages
    assert {code for code in own & set(framework) if said[code] is framework[code]} == set()


def test_the_limits_of_a_field_are_said_kindly_and_words_of_its_own_stay() -> None:
    form = KindForm({"few": "9", "less": "-1", "half": "0.3", "long": "xx", "own": ""})
    form.fields |= {
        "few": forms.IntegerField(max_value=5), "less": forms.IntegerField(min_value=0),
        "half": forms.DecimalField(step_size=0.5),
        "long": forms.CharField(validators=[validators.MaxLengthValidator(1)]),
        "own": forms.CharField(error_messages={"required": "The day is missing."}),
    }  # fmt: skip
    form.full_clean()
    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "few": str(WORDS["max_value"]) % {"limit_value": 5}, "less": str(WORDS["min_value"]) % {"limit_value": 0},
        "half": str(WORDS["step_size"]) % {"limit_value": 0.5}, "long": str(WORDS["max_length"]),
        "own": "The day is missing.",
    }  # fmt: skip

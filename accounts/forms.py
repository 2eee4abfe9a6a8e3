"""What every form of the program says, and the forms of the front page."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

_UNREAD = _("This could not be read. Look at it once more; everything else is kept.")
_NO_CHOICE = _("This cannot be chosen here. Choose once more; everything else is kept.")
WORDS = {
    "required": _("There is no answer here yet. Everything else is kept."),
    "invalid": _UNREAD,
    "invalid_choice": _NO_CHOICE,
    "invalid_list": _NO_CHOICE,
    "invalid_pk_value": _NO_CHOICE,
    "list": _NO_CHOICE,
    "min_value": _("This is less than %(limit_value)s. Look at it once more; everything else is kept."),
    "max_value": _("This is more than %(limit_value)s. Look at it once more; everything else is kept."),
    "step_size": _("This goes in steps of %(limit_value)s. Look at it once more; everything else is kept."),
    "max_digits": _UNREAD,
    "max_decimal_places": _UNREAD,
    "max_whole_digits": _UNREAD,
    "max_length": _("This is too long. Make it shorter; everything else is kept."),
    "null_characters_not_allowed": _UNREAD,
    "missing": _("There is no file here yet. Everything else is kept."),
    "empty": _("This file is empty. Everything else is kept."),
    "contradiction": _NO_CHOICE,
}
"""What is said instead of the framework's own message with the same code."""


class KindForm(forms.Form):
    """A form that speaks with the voice of the program wherever a field has no words of its own."""

    def full_clean(self) -> None:
        """Give each field, also one that was added late, its words; then clean."""
        for field in self.fields.values():
            framework = _framework_words(type(field))
            field.error_messages |= {
                code: words for code, words in WORDS.items() if field.error_messages.get(code) is framework.get(code)
            }
        super().full_clean()


def _framework_words(kind: type[forms.Field]) -> dict[str, Any]:
    """Give the messages that a class of fields brings along."""
    found: dict[str, Any] = {}
    for each in reversed(kind.__mro__):
        found |= each.__dict__.get("default_error_messages", {})
    return found


class LanguageForm(KindForm):
    """The language that somebody wants to read, and the page to come back to."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False)

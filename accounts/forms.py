"""What every form of the program says, and the forms of the front page, of signing in and of the own account."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.models import Person

LOOK_ALIKE = _("Letters of several alphabets are mixed here, or some cannot be seen. Write it in one alphabet.")
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


class DayField(forms.DateField):
    """A day of the years 1950 to 2100: a slip of the keys is seen, and no sum leaves the calendar."""

    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")

    def validate(self, value: date | None) -> None:
        """Raise ValidationError for a day of another time."""
        super().validate(value)
        if value is not None and not 1950 <= value.year <= 2100:
            raise forms.ValidationError(
                _("This day lies outside the years 1950 to 2100. Look at it once more; everything else is kept."),
                code="far",
            )


class LanguageForm(KindForm):
    """The language that somebody wants to read, and the page to come back to."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False)


class SignInForm(KindForm):
    """E-mail address and password."""

    email = forms.CharField(
        label=_("E-mail address"), max_length=254,
        widget=forms.EmailInput({"autocomplete": "username webauthn", "autocapitalize": "none"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), max_length=1000, strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip


class CodeForm(KindForm):
    """A code of an app."""

    code = forms.CharField(
        label=_("Six-digit code"), max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )  # fmt: skip


class SecondStepForm(CodeForm):
    """A code of an app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Six-digit code, or a recovery code")


class SayWhoForm(KindForm):
    """Name and e-mail address of somebody who gets an account."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))

    def clean_name(self) -> str:
        """Give the name in its one form. It is of one alphabet, so that it looks like no other."""
        name = rules.same_name(self.cleaned_data["name"])
        if not rules.hides_nothing(name):
            raise forms.ValidationError(LOOK_ALIKE)
        return name

    def clean_email(self) -> str:
        """Give the address in its one form. Nobody else has it, in capitals or otherwise."""
        email = rules.same_address(self.cleaned_data["email"])
        if not rules.hides_nothing(email):
            raise forms.ValidationError(LOOK_ALIKE)
        if Person.objects.filter(email=email).exists():
            raise forms.ValidationError(_("Somebody with this address has an account already."))
        return email


class PasswordForm(KindForm):
    """A new password, twice: long, and none that many people use."""

    password = forms.CharField(
        label=_("Your new password"), min_length=12, max_length=1000, strip=False,
        help_text=_("At least 12 signs; 15 or more are better. Some words in a row are easy to keep in mind. "
                    "Everything is allowed, and pasting too."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same once more"), max_length=1000, strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean_password(self) -> str:
        """Give the password if it is none that is tried first, and not like the person's own name."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        """Give the fields. Both say the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("password") != given.get("again"):
            self.add_error("again", _("These two are not the same."))
        return given


class KeyNameForm(KindForm):
    """How a person calls a passkey."""

    name = forms.CharField(
        label=_("A name for this key"), max_length=60, help_text=_("For example: my laptop, the blue stick.")
    )
    credential = forms.CharField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        """Give what the browser said about the key."""
        return shown_key(self.cleaned_data["credential"])


def shown_key(words: str) -> Any:
    """Give what a browser said about a passkey, or an empty mapping when it can't be read."""
    try:
        return forms.JSONField().clean(words)
    except forms.ValidationError:
        return {}

"""The form above the register: whom, what and when to look for. Everything may be left open."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DayField, KindForm
from audit.looking import MATTERS, MISSING, Look


class LookForm(KindForm):
    """A participant by her id, so that the address tells no code; a matter; days, both included."""

    who = forms.TypedChoiceField(label=_("Participant"), required=False, coerce=UUID, empty_value=None)
    matter = forms.ChoiceField(
        label=_("What"), required=False,
        choices=[("", _("everything")), (MISSING, _("something is missing")), *MATTERS.items()],
    )  # fmt: skip
    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("Until day"), required=False)

    def __init__(self, codes: Iterable[tuple[UUID, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = dict(codes)
        self.fields["who"].choices = [("", _("all")), *self.codes.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Raise ValidationError for days in the wrong order."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error(
                "until", _("This day lies before the first one. Look at it once more; everything else is kept.")
            )
        return given

    @property
    def look(self) -> Look | None:
        """What is looked for; None while something cannot be read."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        return Look(self.codes.get(given["who"], ""), given["matter"], given["since"], given["until"])

"""The form on which a sitting is ended from outside its room."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import KindForm
from interviews.models import Ending, Reason


class EndFromOutsideForm(KindForm):
    """How a sitting ends: as one of the ways that are open to who asks."""

    how = forms.ChoiceField(
        label=gettext_lazy("How does it end?"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("One of these has to be chosen.")},
    )  # fmt: skip

    def __init__(self, *args: Any, ways: Iterable[tuple[Ending, Reason | None]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._ways = {str(reason or ending): (ending, reason) for ending, reason in ways}
        self.fields["how"].choices = [(code, _said(*way)) for code, way in self._ways.items()]  # type: ignore[attr-defined]

    def clean_how(self) -> tuple[Ending, Reason | None]:
        """Give the ending, and the reason of an interruption."""
        return self._ways[self.cleaned_data["how"]]


def _said(ending: Ending, reason: Reason | None) -> str:
    if ending == Ending.STOPPED:
        return _("She stops the interview for good")
    if reason is None:
        return _("The interview is complete")
    return _("It goes on another day: %(reason)s") % {"reason": reason.label}

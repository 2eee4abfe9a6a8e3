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
        words = _("Another day: %(reason)s")
        if Ending.COMPLETED not in self._ways:
            self.fields["how"].label, words = _("It goes on another day. Why does it end now?"), "%(reason)s"
        self.fields["how"].choices = [  # type: ignore[attr-defined]
            (code, words % {"reason": reason.label} if reason else _for_good(ending))
            for code, (ending, reason) in self._ways.items()
        ]

    def clean_how(self) -> tuple[Ending, Reason | None]:
        """Give the ending, and the reason of an interruption."""
        return self._ways[self.cleaned_data["how"]]


def _for_good(ending: Ending) -> str:
    return _("She stops the interview for good") if ending == Ending.STOPPED else _("The interview is complete")

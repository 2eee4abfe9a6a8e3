"""The form on which a lead says how a study looks after her around a sitting, and who is told."""

import json
from typing import Any, cast
from unicodedata import combining, normalize

from babel import Locale
from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from holidays import list_supported_countries

from accounts.forms import KindForm
from studies.models import Membership, Study

HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


def _whose_holidays() -> list[tuple[str, str]]:
    """Give the countries whose public holidays are known, by their names in the language that is spoken."""
    named = Locale(get_language() or "en").territories
    known = [(code, named[code]) for code in list_supported_countries(include_aliases=False) if code in named]
    return [("", _("none: every day from Monday to Friday is a working day")), *sorted(known, key=_as_in_a_list)]


def _as_in_a_list(known: tuple[str, str]) -> str:
    """Give where a name stands in a list: a letter with an accent is that letter."""
    return "".join(sign for sign in normalize("NFD", known[1].casefold()) if not combining(sign))


class CareForm(KindForm):
    """How a study looks after her around a sitting: its limits, and who is told when nobody has answered."""

    attunement_days = forms.TypedChoiceField(
        label=_("An attunement may be given"), coerce=int, widget=forms.RadioSelect,
        choices=[("0", _("on the day of the sitting only")), ("1", _("from the day before on")),
                 ("2", _("from two days before on")), ("3", _("from three days before on"))],
    )  # fmt: skip
    reminder_hour = forms.TypedChoiceField(
        label=_("Therapists who have not answered are asked again on that day, at"), choices=HOURS, coerce=int
    )
    back_up_hour = forms.TypedChoiceField(
        label=_("What nobody has answered goes to the back-up, at"), choices=HOURS, coerce=int,
        help_text=_("“On the same day” at this hour of that day, “keep an eye” at this hour of the next working day."),
    )  # fmt: skip
    public_holidays = forms.ChoiceField(
        label=_("Public holidays"), required=False, choices=_whose_holidays,
        help_text=_("They are no working days. Holidays of one region only are not known."),
    )  # fmt: skip
    prompt_minutes = forms.IntegerField(
        label=_("In the room it is said again that she may leave things out, after how many minutes"),
        min_value=5, max_value=120,
    )  # fmt: skip
    quiet_minutes = forms.IntegerField(
        label=_("How many minutes a quiet room stays quiet at most"), min_value=5, max_value=180
    )
    on_call = forms.ModelMultipleChoiceField(
        Membership.objects.none(), label=_("On call"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Told when “please see her now” has waited for 15 minutes. Where nobody is named at a centre, "
                    "every therapist there is told."),
    )  # fmt: skip
    back_up = forms.ModelMultipleChoiceField(
        Membership.objects.none(), label=_("Back-up"), required=False, widget=forms.CheckboxSelectMultiple
    )

    LIMITS = ("attunement_days", "reminder_hour", "back_up_hour", "public_holidays", "prompt_minutes", "quiet_minutes")

    stood = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, study: Study, carers: Any, **options: Any) -> None:
        limits = {name: getattr(study, name) for name in self.LIMITS}
        named = {name: [one for one in carers if getattr(one, name)] for name in ("on_call", "back_up")}
        self._now: dict[str, Any] = limits | named
        shown = limits | {name: [one.pk for one in each] for name, each in named.items()}
        shown["stood"] = json.dumps({name: _coded(value) for name, value in self._now.items()})
        super().__init__(*args, **{"initial": shown} | options)
        for name in named:
            self.fields[name].queryset = carers  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = _at_a_centre  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Give the fields. What was not changed on this page stays as it stands now, whoever changed it meanwhile.

        What two have changed comes back: it is said how it stands, and the next time this page wins.
        """
        cleaned = super().clean() or {}
        try:
            stood = json.loads(cleaned.pop("stood", ""))
            before = {name: stood[name] for name in self._now}
        except (ValueError, TypeError, KeyError, RecursionError):
            raise forms.ValidationError(UNREAD) from None
        for name in [name for name in self._now if name in cleaned]:
            now, mine = _coded(self._now[name]), _coded(cleaned[name])
            if mine == before[name]:
                cleaned[name] = self._now[name]
            elif now not in (before[name], mine):
                self.add_error(name, MEANWHILE % {"now": self._said(name)})
        sent = cast(QueryDict, self.data).copy()
        sent["stood"] = self.initial["stood"]
        self.data = sent
        return cleaned

    def _said(self, name: str) -> str:
        """Give in words how a field stands now."""
        now = self._now[name]
        if isinstance(now, list):
            return ", ".join(map(_at_a_centre, now)) or str(_("nobody"))
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(str(now), now))


UNREAD = _("This form could not be read, so nothing is changed. Open it anew.")
MEANWHILE = _("Somebody has changed this meanwhile. It is now: %(now)s. Keep again, and yours counts.")


def _coded(value: Any) -> Any:
    """Give a value of the form as it stands in the page: a text, or texts in order."""
    return str(value) if isinstance(value, str | int) else sorted(str(one.pk) for one in value)


def _at_a_centre(member: Membership) -> str:
    return f"{member.person.name}, {member.centre.name}" if member.centre else member.person.name

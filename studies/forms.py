"""Forms of the study pages: text to final types, with kind words where something is missing. No field has a default."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.forms import DayField, KindForm
from studies import queries, rules
from studies.models import LANGUAGES, Centre, Membership, Participant, Setting, Study

MONTHS = [
    (1, _("January")), (2, _("February")), (3, _("March")), (4, _("April")), (5, _("May")), (6, _("June")),
    (7, _("July")), (8, _("August")), (9, _("September")), (10, _("October")), (11, _("November")),
    (12, _("December")),
]  # fmt: skip
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


def sent(request: HttpRequest) -> QueryDict | None:
    """Give what a form was sent with, or None when its page was only opened."""
    return request.POST if request.method == "POST" else None


class _Token(forms.UUIDField):
    """A token of the page; one that cannot be read is none."""

    def clean(self, value: Any) -> UUID | None:
        """Give the token, or None."""
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class AsksBack(KindForm):
    """A form that asks a question once it is so; its tick says yes to just what it was shown with, and not beyond."""

    def ask(self, name: str, about: str, words: Any, ticked: str) -> bool:
        """Give whether the question in the hidden field `name` was ticked for `about`; else show it, unticked."""
        said = self.cleaned_data[name] = ticked == about
        self.fields[name].widget = forms.CheckboxInput({"value": about}, check_test=lambda _any: said)
        if not said:
            self.add_error(name, words)
        return said


def question(label: Any) -> forms.CharField:
    """Give the field of a question that is asked only once it is so."""
    return forms.CharField(label=label, required=False, widget=forms.HiddenInput)


class OnceForm(KindForm):
    """A form that makes one row, however often it is sent: its token becomes the row's id."""

    token = _Token(required=False, initial=uuid4, widget=forms.HiddenInput)


class DecisionForm(OnceForm):
    """The decision of an ethics committee and its window, both days included."""

    committee = forms.CharField(label=_("Ethics committee"), max_length=200)
    number = forms.CharField(label=_("Number of the decision"), max_length=60)
    decided_on = DayField(label=_("Day of the decision"))
    window_from = DayField(label=_("First day on which data may be collected"))
    window_until = DayField(label=_("Last day on which data may be collected"))
    prepare_alone = forms.BooleanField(
        required=False, label=_("The decision names that a participant may prepare her timeline alone, before a talk.")
    )

    vocabulary = forms.TypedChoiceField(
        label=_("Which coded words before and after a talk does the decision approve?"),
        choices=[("1", _("the first version")), ("0", _("none: nothing is asked of therapists or told to them"))],
        coerce=lambda value: int(value) or None, empty_value=None, widget=forms.RadioSelect,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Give the fields. The window runs forwards."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("window_from"), cleaned.get("window_until")
        if first and last and last < first:
            self.add_error("window_until", _("The last day lies before the first day."))
        return cleaned


class CentreForm(OnceForm):
    """A treatment centre that takes part."""

    name = forms.CharField(label=_("Name of the centre"), max_length=120)
    setting = forms.ChoiceField(label=_("Women are treated here"), choices=Setting, widget=forms.RadioSelect)
    mother_child_unit = forms.ChoiceField(
        label=_("Is there a unit for mothers with their children?"), choices=YES_NO, widget=forms.RadioSelect
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, help_text=_("Shown when somebody of the centre is needed at once.")
    )
    agreed_on = DayField(label=_("Day of the signed agreement"))

    def clean_mother_child_unit(self) -> bool:
        """Give the answer as true or false."""
        return bool(self.cleaned_data["mother_child_unit"] == "yes")


class ScreeningForm(OnceForm):
    """The coded questions of a screening. What is answered lives as long as the request."""

    centre = forms.ModelChoiceField(
        Centre.objects.none(), label=_("Where is she treated?"), widget=forms.RadioSelect, empty_label=None
    )
    is_mother = forms.ChoiceField(label=_("Is she a mother?"), choices=YES_NO, widget=forms.RadioSelect)
    problem_when = forms.MultipleChoiceField(
        label=_("When were illicit drugs a problem for her?"), choices=rules.When, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("All that is true. None is an answer too."),
    )  # fmt: skip
    substances_then = forms.MultipleChoiceField(
        label=_("What did she use in that time?"), choices=rules.Substance, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("All that is true. None is an answer too."),
    )  # fmt: skip
    start_month = forms.TypedChoiceField(
        label=_("In which month did this treatment begin?"), choices=[("", "—"), *MONTHS], coerce=int
    )
    start_year = forms.IntegerField(label=_("In which year?"), min_value=1950, max_value=2100)

    def __init__(self, *args: Any, study: Study, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._on = on
        self.fields["centre"].queryset = study.centres.order_by("name")  # type: ignore[attr-defined]
        self.fields["centre"].label_from_instance = lambda centre: centre.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Give the fields. A treatment that she is in has begun."""
        cleaned = super().clean() or {}
        month, year = cleaned.get("start_month"), cleaned.get("start_year")
        if month and year and date(year, month, 1) > self._on:
            self.add_error(
                "start_year", _("This month has not come yet. Look at it once more; everything else is kept.")
            )
        return cleaned

    def answers(self) -> rules.Answers:
        """Give the answers of a valid form, for the rule."""
        given = self.cleaned_data
        return rules.Answers(
            is_mother=given["is_mother"] == "yes",
            problem_when=frozenset(map(rules.When, given["problem_when"])),
            substances_then=frozenset(map(rules.Substance, given["substances_then"])),
            treatment_start=date(given["start_year"], given["start_month"], 1),
        )


class TakeInForm(KindForm):
    """The language in which she will read and talk."""

    language = forms.ChoiceField(
        label=_("In which language does she want to read and talk?"), choices=LANGUAGES, widget=forms.RadioSelect
    )


def _until(member: Membership) -> str:
    if member.delegated_until is None:
        return str(member.person.name)
    return str(_("%(name)s, until %(day)s") % {"name": member.person.name, "day": date_format(member.delegated_until)})


class AssignForm(AsksBack):
    """Who will be her interviewer. That a part ends soon is asked about before."""

    membership = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Interviewer"), widget=forms.RadioSelect, empty_label=None
    )
    ends_soon = question(_("It is known. I look for somebody for the time after."))

    def __init__(self, *args: Any, participant: Participant, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self._her, self._at = participant, at
        interviewers = queries.interviewers(participant.study, at)
        self.fields["membership"].queryset = interviewers  # type: ignore[attr-defined]
        self.fields["membership"].label_from_instance = _until  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Give the fields. Somebody whose part ends soon leaves her with nobody: that is asked about first."""
        cleaned = super().clean() or {}
        ticked, chosen = cleaned.pop("ends_soon", ""), cleaned.get("membership")
        if chosen and (last := queries.ends_soon(chosen.person_id, self._her.study, self._at)):
            said = {"name": chosen.person.name, "day": date_format(last), "code": self._her.code}
            self.ask("ends_soon", f"{chosen.pk} {last}", rules.ENDS_SOON % said, ticked)
        return cleaned

"""Forms on which a lead says who is what in a study, from when to when."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.forms import DayField
from accounts.models import Duty, Person
from accounts.queries import is_in_a_sitting
from accounts.rules import same_address
from studies import queries, rules
from studies.forms import AsksBack, OnceForm, question
from studies.models import Centre, Membership, Part, Study


class MemberForm(AsksBack, OnceForm):
    """Somebody with an account gets a part in the study."""

    person = forms.EmailField(label=_("E-mail address"), help_text=_("Of somebody who has an account here."))
    part = forms.ChoiceField(
        label=_("Part"), choices=Part, widget=forms.RadioSelect,
        help_text=_("Lead, interviewer and second reader go together. Who is a therapist, a supervisor or an auditor "
                    "never has another part in this study, also not before or after: look twice before you keep it."),
    )  # fmt: skip
    centre = forms.ModelChoiceField(
        Centre.objects.none(), label=_("Centre"), required=False, help_text=_("For a therapist.")
    )
    trained_on = DayField(
        label=_("Day of the training in working with trauma"), required=False, help_text=_("An auditor needs none.")
    )
    delegated_from = DayField(label=_("First day in this part"))
    other_day = question(_("This day is right. It is kept for the other part, too."))

    def __init__(self, *args: Any, study: Study, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self._study, self._at = study.pk, at
        self.fields["centre"].queryset = study.centres.order_by("name")  # type: ignore[attr-defined]
        self.fields["centre"].label_from_instance = lambda centre: centre.name  # type: ignore[attr-defined]

    def clean_person(self) -> Person:
        """Give the person of this address."""
        person = Person.objects.filter(email=same_address(self.cleaned_data["person"]), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody with this address has an account here."))
        if person.duty == Duty.ADMINISTRATOR:
            raise forms.ValidationError(rules.NO_PART)
        return person

    def clean(self) -> dict[str, Any]:
        """Give the fields. A therapist has a centre, training comes first, and some parts are of different people."""
        cleaned = super().clean() or {}
        part, from_day, person = cleaned.get("part"), cleaned.get("delegated_from"), cleaned.get("person")
        if part and part != Part.THERAPIST:
            cleaned["centre"] = None
        if part and from_day and person and (why := self._why_not(person.pk, part, from_day, cleaned.get("centre"))):
            self.add_error("part", why)
        if part == Part.THERAPIST and not cleaned.get("centre"):
            self.add_error("centre", _("A therapist belongs to a centre: choose it."))
        if part and from_day and not rules.ready_for(part, cleaned.get("trained_on"), from_day):
            self.add_error("trained_on", _("For this part the training comes first: its day is missing or later."))
        ticked, day = cleaned.pop("other_day", ""), cleaned.get("trained_on")
        if person and day and not self.errors:
            self._ask_about(person.pk, day, ticked)
        return cleaned

    def _ask_about(self, person: UUID, day: date, ticked: str) -> None:
        """Ask which day is right when another part of this person here has another one for the same training."""
        but = self.cleaned_data.get("token")
        other = queries.trained_otherwise(person, self._study, day, self._at, but=but).first()
        if other is None:
            return
        said = {"part": other.get_part_display(), "code": other.code, "day": date_format(other.trained_on or day)}
        if other.delegated_from < day:
            self.add_error("trained_on", rules.TRAINED_BEFORE % said)
        else:
            self.ask("other_day", f"{person} {day}", rules.TRAINED_OTHERWISE % said, ticked)

    def _why_not(self, person: UUID, part: str, first: date, centre: Centre | None) -> str:
        at_centre = centre.pk if centre else None
        but = self.cleaned_data.get("token")
        return queries.why_not_from(person, part, first, study=self._study, centre=at_centre, but=but)


class EndPartForm(AsksBack):
    """Whose part ends, and when."""

    member = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Whose part ends?"), widget=forms.RadioSelect, empty_label=None
    )
    when = forms.ChoiceField(
        label=_("When does it end?"), widget=forms.RadioSelect,
        choices=[("now", _("At once: from now on nothing of it opens, and the person is signed out")),
                 ("midnight", _("At midnight: today is the last day")), ("later", _("At the end of a later day"))],
    )  # fmt: skip
    last_day = DayField(label=_("Last day in this part"), required=False, help_text=_("Only for a later day."))
    nobody_left = question(_("It ends all the same."))
    sitting_open = question(_("It ends at once, also in the sitting."))
    against: Sequence[queries.Against] = ()
    """What comes before the part that was chosen can end."""

    def __init__(self, *args: Any, study: Study, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self._today, self._at = queries.day_of(study, at), at
        self.fields["member"].queryset = queries.open_parts(study, at)  # type: ignore[attr-defined]
        self.fields["member"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: f"{one.person.name}, {one.get_part_display()}, {one.code}"
        )

    def clean(self) -> dict[str, Any]:
        """Give the fields, with None for the last day of a part that ends at once.

        That a centre is left without a therapist, and that somebody is in a sitting, is asked once it is so, and has to
        be ticked. A tick says yes for the part and the end that it was shown with: any other is asked about anew.
        """
        cleaned = super().clean() or {}
        ticked = {name: cleaned.pop(name, "") for name in ("nobody_left", "sitting_open")}
        when = cleaned.pop("when", None)
        if when != "later":
            cleaned["last_day"] = self._today if when == "midnight" else None
        elif "last_day" in cleaned and (cleaned["last_day"] is None or cleaned["last_day"] <= self._today):
            self.add_error("last_day", _("Choose a day that is still to come."))
        if when and {"member", "last_day"} <= cleaned.keys():
            self._ask_back(cleaned["member"], cleaned["last_day"], ticked)
        return cleaned

    def _ask_back(self, member: Membership, last_day: date | None, ticked: dict[str, str]) -> None:
        last = last_day or self._today - timedelta(days=1)
        if against := queries.against(member, last, self._at):  # nothing is asked that changes nothing
            self.against = against
            self.add_error("member", _("This part can't end yet: what comes first stands above."))
            return
        about = f"{member.pk} {last_day or 'now'}"
        if centre := queries.left_alone(member, last):
            self.ask("nobody_left", about, rules.NOBODY_LEFT % {"centre": centre.name}, ticked["nobody_left"])
        if last_day is None and is_in_a_sitting(member.person_id, self._at):
            self.ask("sitting_open", about, str(rules.SITTING_OPEN), ticked["sitting_open"])

"""Forms on which an administrator looks after people."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.forms import DayField, SayWhoForm
from accounts.models import Duty, Person
from studies.forms import OnceForm
from studies.models import Part
from studies.queries import why_not_from
from studies.rules import NO_PART


class InviteForm(SayWhoForm):
    """Somebody who gets an account, and what they do for the installation as a whole."""

    duty = forms.ChoiceField(
        label=_("What will they do?"), required=False, widget=forms.RadioSelect,
        choices=[("", _("take part in a study; its lead says as what")), (Duty.ADMINISTRATOR, _("administrator: look "
                 "after people and the installation, without a part in a study")), (Duty.CUSTODIAN, _("custodian: "
                 "keep the keys together with another person"))],
    )  # fmt: skip


class BeginStudyForm(OnceForm):
    """A study that begins, and the person who leads it."""

    title = forms.CharField(label=_("Title of the study"), max_length=200)
    institution = forms.CharField(label=_("Institution"), max_length=200)
    lead = forms.CharField(
        label=_("E-mail address of its lead"), max_length=254, help_text=_("Of somebody who has an account here.")
    )

    trained_on = DayField(label=_("Day of the lead's training in working with trauma"))

    def clean_lead(self) -> Person:
        """Give the person of this address."""
        person = Person.objects.filter(email=rules.same_address(self.cleaned_data["lead"]), is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("Nobody with this address has an account here."))
        if person.duty == Duty.ADMINISTRATOR:
            raise forms.ValidationError(NO_PART)
        if why := why_not_from(person.pk, Part.LEAD, timezone.localdate()):
            raise forms.ValidationError(why)
        return person


def sent(form: type[forms.Form], request: Any) -> forms.Form:
    """Give the form as it was sent, or as it is opened."""
    return form(request.POST if request.method == "POST" else None)

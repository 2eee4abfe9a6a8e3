"""The form that orders a destruction. No field has a default."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KindForm
from consent.models import Reason
from studies.models import Participant, Study


class StudyField(forms.ModelChoiceField):
    """A choice among studies, by their titles."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class DestructionForm(KindForm):
    """Whose key, by study and code, and why, by code."""

    study = StudyField(Study.objects.order_by("title"), label=_("Study"), empty_label=_("Choose"))
    code = forms.CharField(label=_("Code of the participant"), max_length=6, help_text=_("For example P07."))
    reason = forms.ChoiceField(label=_("Reason"), choices=Reason, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        """Give the fields, and the participant among them."""
        cleaned = super().clean() or {}
        study, code = cleaned.get("study"), cleaned.get("code")
        if study and code:
            cleaned["participant"] = Participant.objects.filter(study=study, code=code.strip().upper()).first()
            if cleaned["participant"] is None:
                self.add_error("code", _("No participant of this study has this code."))
        return cleaned

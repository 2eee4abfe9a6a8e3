"""Forms that end a sitting."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import KindForm
from interviews.models import IN_THE_ROOM


class InterruptForm(KindForm):
    """Why a sitting goes on another day: an outside reason, nothing about her."""

    use_required_attribute = False  # the page goes to the server, and comes back with words in its own language
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[(one.value, one.label) for one in IN_THE_ROOM], widget=forms.RadioSelect,
        error_messages={"required": _("One of these has to be chosen.")},
    )  # fmt: skip
    calm_place = forms.UUIDField(required=False)


class StopForm(KindForm):
    """That her interview ends with this sitting: a tick of its own, because nothing takes it back."""

    use_required_attribute = False
    sure = forms.BooleanField(
        label=_("Yes, her interview ends here."),
        error_messages={"required": _("Tick this first. Until then the sitting goes on.")},
    )  # fmt: skip

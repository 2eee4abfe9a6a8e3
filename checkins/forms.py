"""Forms of coded choices: nothing chosen beforehand, and no field that takes a word."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _

from accounts.forms import KindForm
from checkins import models, rules
from studies.models import Centre

OPEN = {"required": _("One of these has to be chosen. Everything else is kept.")}


def _one(label: Any, choices: type[IntegerChoices], *, required: bool = True) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=choices.choices, coerce=int, empty_value=None, widget=forms.RadioSelect, required=required,
        error_messages=OPEN,
    )  # fmt: skip


class UpToThree(forms.TypedMultipleChoiceField):
    """At most three of a set; cleaned to their sum."""

    widget = forms.CheckboxSelectMultiple(attrs={"data-most": models.MOST})

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if len(set(chosen)) > models.MOST:
            raise forms.ValidationError(_("Up to three can be chosen. Everything else is kept."), code="too_many")
        return rules.total(chosen)


def _some(label: Any, choices: type[IntegerChoices]) -> UpToThree:
    return UpToThree(label=label, choices=choices.choices, coerce=int, required=False)


class CodedForm(KindForm):
    """A form that refuses everything but its own codes.

    `beside` names other fields that may be sent by the same page.
    """

    use_required_attribute = False  # the page goes to the server once, and comes back with words

    def __init__(self, *args: Any, beside: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self._known = {"csrfmiddlewaretoken", *beside, *(self.add_prefix(name) for name in self.fields)}

    def clean(self) -> dict[str, Any]:
        if set(self.data) - self._known:
            raise forms.ValidationError(_("Only the choices on this page can be sent."), code="unknown")
        return self.cleaned_data


class AttunementForm(CodedForm):
    """How she is on the day: five taps, and two that are not needed."""

    basis = _one(_("How do you know how she is?"), models.Basis)
    capacity = _one(_("How is she on this day?"), models.Capacity)
    she_wants = _one(_("Does she want to go on with the talk?"), models.Wants)
    support_after = _one(_("Who is near afterwards?"), models.Support)
    verdict = _one(_("What do you say?"), models.Verdict)
    zone = _one(_("How is she within?"), models.Zone, required=False)
    adjust = _some(_("What would help? Up to three."), models.Adjust)

    def clean(self) -> dict[str, Any]:
        codes = super().clean()
        if rules.unseen_go(codes.get("basis"), codes.get("verdict")):
            self.add_error("verdict", _("Without having seen her or heard from the team, it cannot be go."))
        if rules.go_against_her_no(codes.get("she_wants"), codes.get("verdict")):
            self.add_error("verdict", _("She does not want to on this day: it can only be postponed."))
        if rules.go_beyond_her(codes.get("capacity"), codes.get("verdict")):
            self.add_error("verdict", _("She cannot on this day, as it says above: it can only be postponed."))
        if rules.go_and_nobody_near(codes.get("support_after"), codes.get("verdict"), codes.get("adjust")):
            self.add_error("verdict", _(
                "Nobody is near afterwards. Choose “go, with adjustments” and “someone near afterwards”, and the "
                "interviewer plans it with you; or postpone."
            ))  # fmt: skip
        return codes


class _Told(forms.CheckboxInput):
    """A tick that counts only beside the words with which it was shown; `value` stands for these."""

    def __init__(self, value: str) -> None:
        super().__init__({"value": value})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        return bool(data.get(name) == self.attrs["value"])


class FeedbackForm(CodedForm):
    """How she seemed to have lived through one sitting; there is no place for what was said.

    `goes_on` says whether that sitting goes on another day: only what fits is offered, everything when it is None.
    `nobody_at` is her centre while nobody there can be told: then she is told of a call, not that somebody comes.
    `first` is the feedback that it corrects: to take back that somebody is asked to come now, her centre is called.
    """

    experience = _one(_("How did she seem to live through it?"), models.Experience)
    feelings = _some(_("What did you notice? Up to three, or none."), models.Feeling)
    at_the_end = _one(_("How was she at the end?"), models.AtTheEnd)
    course = _one(_("How did it go?"), models.Course)
    her_wish = _one(_("What does she wish?"), models.HerWish)
    attention = _one(_("How much attention do you ask of her therapist?"), models.Attention)
    she_saw_it = forms.TypedChoiceField(
        label=_("Has she seen this?"),
        choices=[("1", _("yes")), ("0", _("no"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages=OPEN,
    )

    told_her = forms.BooleanField(
        label=_("She wishes no contact, and there is danger: I have told her that somebody comes."), required=False,
        widget=_Told("comes"),
    )  # fmt: skip

    called = forms.BooleanField(
        label=_("I have called her centre: nobody has to come to her now any more."), required=False,
    )  # fmt: skip

    def __init__(
        self, *args: Any, goes_on: bool | None = None, nobody_at: Centre | None = None,
        first: models.Feedback | None = None, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self._before = first.attention if first is not None else models.Attention.NONE
        if self._before != models.Attention.NOW:
            del self.fields["called"]
        self.nobody_at = nobody_at
        if nobody_at:
            words = _("She wishes no contact, and there is danger: I have told her that I call her centre.")
            self.fields["told_her"].label, self.fields["told_her"].widget = words, _Told("calls")
        if goes_on is not None:
            courses = rules.courses(goes_on)
            self.fields["course"].choices = [(each.value, each.label) for each in courses]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        codes = super().clean()
        if rules.beyond_her_wish(codes.get("her_wish"), codes.get("attention")):
            self.add_error("attention", _("She wishes no contact now: at most “keep an eye”. In danger, “now”."))
        if rules.has_to_be_told(codes.get("her_wish"), codes.get("attention")) and not codes.get("told_her"):
            self.add_error("told_her", self._tell_her())
        if rules.takes_back(self._before, codes.get("attention") or self._before) and not codes.get("called"):
            self.add_error("called", _("You asked that somebody sees her now. Call her centre first, then tick this."))
        return codes

    def _tell_her(self) -> Any:
        if self.nobody_at:
            return _("She wishes no contact. Tell her first that you call her centre, then tick this.")
        return _("She wishes no contact. Tell her first that somebody comes, then tick this.")


class AcknowledgementForm(CodedForm):
    """What the therapist will do: one tap."""

    next = _one(_("What will you do?"), models.Next)
    sure = forms.BooleanField(required=False)  # somebody has just heard from her that nobody is to come

    def __init__(self, *args: Any, feedback: models.Feedback, **options: Any) -> None:
        super().__init__(*args, **options)
        offered = rules.answers(feedback.attention, feedback.her_wish)
        words = [(each.value, models.next_words(feedback.attention, each)) for each in offered]
        self.fields["next"].choices = words  # type: ignore[attr-defined]


class HandingForm(CodedForm):
    """To whom it goes: one tap. Whether that is a colleague of her centre is for the service to say."""

    to = forms.UUIDField()


class FollowUpForm(CodedForm):
    """What became of it: one tap, and a tick where it would end with nobody there."""

    done = _one(_("What became of it?"), models.Done)
    sure = forms.BooleanField(required=False)

"""Forms of this room: text to coded values, errors in kind words."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import DayField, KindForm
from checkins.forms import UpToThree
from interviews import rules
from interviews.models import Effect, Load, Need, Talked
from interviews.models import Kind as Marked
from interviews.rules import Field, Kind, Value
from studies.models import Cause, Centre, Participant

MOST_MILLISECONDS = 253_402_300_799_000
"""The last second of the year 9999, which is the last that a datetime holds."""
_YES_NO = [("yes", _("yes")), ("no", _("no"))]


class PlanForm(KindForm):
    """Day, time and place of a sitting, on the study's clock."""

    day = DayField(
        label=_("Day"),
        error_messages={"required": _("The day is missing."), "invalid": _("This day could not be read.")},
    )  # fmt: skip
    time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"required": _("The time is missing."), "invalid": _("This time could not be read.")},
    )  # fmt: skip
    place = forms.ModelChoiceField(
        Centre.objects.none(), label=_("Place"), empty_label=None,
        help_text=_("Her own centre. Another place is written down as a deviation."),
    )  # fmt: skip
    outside_window = forms.BooleanField(
        required=False, label=_("The ethics committee knows that this day lies outside its time"),
        help_text=_("Only then. It is written down as a deviation."),
    )  # fmt: skip

    def __init__(self, *args: Any, participant: Participant, **options: Any) -> None:
        super().__init__(*args, **options)
        self._zone = ZoneInfo(participant.study.time_zone)
        place: Any = self.fields["place"]
        place.queryset = participant.study.centres.order_by("name")
        place.label_from_instance = lambda centre: centre.name
        place.initial = participant.centre_id

    def clean(self) -> dict[str, Any]:
        """Give the fields. There is such a time on that day: one hour of a year there is not."""
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("time") and not _there_is(self.planned_for):
            self.add_error("time", _("Clocks go forward at this time, so it is not there on that day. Choose another."))
        return cleaned

    @property
    def planned_for(self) -> datetime:
        """The instant that day and time name on the study's clock."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], self._zone)

    @property
    def deviations(self) -> list[Cause]:
        return [Cause.OUTSIDE_WINDOW] if self.cleaned_data["outside_window"] else []


def _there_is(at: datetime) -> bool:
    """Say whether clocks show the time of `at` on its day; where it comes twice, the first is meant."""
    return at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) == at.replace(tzinfo=None)


def _grouped(values: Iterable[Value]) -> list[Any]:
    """Give the choices of a field, under the upper level of their tree where there is one."""
    groups: dict[Any, list[tuple[str, Any]]] = {}
    for value in values:
        groups.setdefault(value.branch, []).append((value.code, value.words))
    return groups[""] if set(groups) == {""} else list(groups.items())


def _form_field(field: Field, values: list[Value]) -> forms.Field:
    shown: dict[str, Any] = {"label": field.words, "required": False, "help_text": field.note}
    if field.kind is Kind.NUMBER:
        steps = {"step_size": field.step, "decimal_places": 1} if field.step != 1 else {}
        kind: Any = forms.DecimalField if steps else forms.IntegerField
        return kind(min_value=field.least, max_value=field.most, **steps, **shown)
    if field.kind is Kind.YEARS:
        return forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}), **shown)
    if field.kind is Kind.MULTI:
        return forms.MultipleChoiceField(choices=_grouped(values), widget=forms.CheckboxSelectMultiple, **shown)
    choices = _YES_NO if field.kind is Kind.BOOLEAN else _grouped(values)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shown)


def _coded(value: Any) -> str:
    """Give a cleaned value as the text that is stored; "" for none."""
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value).strip()


class CharacteristicsForm(KindForm):
    """Table 1, as the study and her consent let it be asked; what is left open is not known."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, items: Iterable[str], switched_on: set[tuple[str, str]], kept: Mapping[str, str],
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self._items, self._on = frozenset(items), switched_on
        for field in rules.asked(self._items):
            self.fields[field.code] = _form_field(field, rules.offered(field, switched_on))
            stored = kept.get(field.code, "")
            self.initial[field.code] = stored.split(",") if stored and field.kind is Kind.MULTI else stored

    @property
    def values(self) -> dict[str, str]:
        """The coded values that were given, by field."""
        coded = {code: _coded(value) for code, value in self.cleaned_data.items()}
        ages = ",".join(age.strip() for age in coded.get("children_ages", "").split(","))
        return {code: text for code, text in (coded | {"children_ages": ages}).items() if text}

    def clean(self) -> dict[str, Any]:
        for code, words in rules.faults(self.values, items=self._items, switched_on=self._on).items():
            self.add_error(code, words)
        return self.cleaned_data


class MarkForm(KindForm):
    """One tap at a key question; without `talked` the mark is taken back."""

    question = forms.UUIDField()
    talked = forms.ChoiceField(choices=[("", ""), *Talked.choices], required=False)


class DeviceForm(KindForm):
    """Which device asks, and whether it is hers."""

    device = forms.UUIDField()
    hers = forms.ChoiceField(choices=_YES_NO)


class AnswerForm(KindForm):
    """A yes or a no."""

    answer = forms.ChoiceField(choices=_YES_NO)


class AsideForm(AnswerForm):
    """A topic is set aside (yes), or she wants to talk about it (no)."""

    theme = forms.UUIDField()


class TakeUpForm(KindForm):
    """She takes up again what was set aside: a topic, or one key question."""

    kind = forms.ChoiceField(choices=[("theme", "theme"), ("question", "question")])
    id = forms.UUIDField()

    @property
    def taken(self) -> dict[str, Any]:
        """What she takes up, as the verb takes it."""
        return {"kind": self.cleaned_data["kind"], "pk": self.cleaned_data["id"]}


class MomentForm(KindForm):
    """Something is marked without words."""

    what = forms.ChoiceField(choices=Marked.choices)


class TakeBackForm(KindForm):
    """A moment or a note is taken back."""

    moment = forms.UUIDField()


class HelpForm(KindForm):
    """Help was called, or that was a wrong tap (no)."""

    answer = forms.ChoiceField(choices=_YES_NO)


class NoteForm(KindForm):
    """A note of the interviewer."""

    words = forms.CharField(
        max_length=2000, widget=forms.Textarea, error_messages={"required": _("There is nothing to keep yet.")}
    )
    no_names = forms.BooleanField(required=False)


class FollowUpForm(KindForm):
    """Where she would like a talk afterwards (R25)."""

    choice = forms.ChoiceField(
        label=_("Would she like a talk afterwards?"), widget=forms.RadioSelect,
        choices=[("centre", _("yes, in her centre")), ("researcher", _("yes, with the researcher")),
                 ("both", _("yes, in her centre and with the researcher")), ("not_now", _("not now"))],
        error_messages={"required": _("One of these has to be chosen.")},
    )  # fmt: skip


ACTS: dict[str, type[KindForm]] = {
    "mark": MarkForm, "aside": AsideForm, "recording": AnswerForm, "moment": MomentForm, "take back": TakeBackForm,
    "note": NoteForm, "pause": KindForm, "go on": KindForm, "help": HelpForm,
    "wish": FollowUpForm,
}  # fmt: skip
"""Each kind of act of the room, and the form of what it says."""


class ActForm(KindForm):
    """What every act has: an id that its screen made, what it is, and when, in milliseconds since 1970 (UTC)."""

    id = forms.UUIDField()
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in ACTS])
    made = forms.IntegerField(required=False, min_value=0, max_value=MOST_MILLISECONDS)


class DebriefForm(KindForm):
    """How the interviewer is: two taps, and two that are not needed."""

    load = forms.TypedChoiceField(
        label=_("How heavy was it for you?"), choices=Load.choices, coerce=lambda code: Load(int(code)),
        widget=forms.RadioSelect, error_messages={"required": _("One of these has to be chosen.")},
    )  # fmt: skip
    effects = UpToThree(
        label=_("What does it leave behind? Up to three, or none."), choices=Effect.choices, coerce=int, required=False
    )
    need = forms.TypedChoiceField(
        label=_("What do you need?"), choices=Need.choices, coerce=lambda code: Need(int(code)),
        widget=forms.RadioSelect, error_messages={"required": _("One of these has to be chosen.")},
    )  # fmt: skip
    booked = forms.BooleanField(required=False, label=_("A talk is booked already"))


TALKS = [(need.value, need.label) for need in (Need.THIS_WEEK, Need.SAME_DAY)]
"""What kind of talk can be asked for."""


class TalkForm(KindForm):
    """What kind of talk with a supervisor somebody asks for; with `none`, no more."""

    need = forms.TypedChoiceField(
        choices=[*TALKS, ("none", "none")], coerce=lambda code: None if code == "none" else Need(int(code))
    )


class BookForm(KindForm):
    """Day and time of a talk, on the study's clock."""

    day = DayField(label=_("Day"), error_messages={"required": _("The day is missing.")})
    time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}),
        error_messages={"required": _("The time is missing."), "invalid": _("This time could not be read.")},
    )  # fmt: skip

    def booked_for(self, time_zone: str) -> datetime:
        """Give the instant that day and time name."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], ZoneInfo(time_zone))


class PaceForm(KindForm):
    """How many interviews are planned, and what one interviewer carries at most; an empty field is no limit."""

    interviews = forms.IntegerField(
        label=_("Interviews that the study plans"), required=False, min_value=1, max_value=2000
    )
    sittings_a_day = forms.IntegerField(
        label=_("Sittings of one interviewer on a day, at most"), required=False, min_value=1, max_value=20
    )
    sittings_a_week = forms.IntegerField(
        label=_("Sittings of one interviewer in a week, at most"), required=False, min_value=1, max_value=60,
        help_text=_("From Monday to Sunday."),
    )  # fmt: skip
    hours_after_heavy = forms.IntegerField(
        label=_("Hours between a heavy sitting and the next one"), required=False, min_value=1, max_value=720,
        help_text=_("Heavy as the interviewer says it, for themselves. Nobody else reads it."),
    )  # fmt: skip
    minutes_as_a_sitting = forms.IntegerField(
        label=_("So many minutes that are typed out count as one sitting"), required=False, min_value=10,
        max_value=2000, help_text=_("To listen again is load, too."),
    )  # fmt: skip

"""Answers on a form: nothing is answered beforehand, and what is missing is said in kind words."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import KindForm
from consent import rules
from consent.models import CardReason, Change, Channel, Heard, Level, Present

Line = dict[str, Any]


def _yes_no() -> list[tuple[str, Any]]:
    return [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def options_of(item: Line) -> list[tuple[str, Any]]:
    """Give the answers of an item: yes and no, or its options, with both when two of them can stand together."""
    if "options" not in item:
        return _yes_no()
    words = [(each["code"], each["text"]) for each in item["options"]]
    together = [text for code, text in words if code != rules.NO_CHOICE]
    both = _("%(one)s and %(other)s") % {"one": together[0], "other": together[1]}
    return [*words[:2], ("both", both), *words[2:]]


class Answers(KindForm):
    """One question after another, each a choice without a default."""

    sides = True

    def ask(self, line: Line, options: Iterable[tuple[str, Any]], *, hint: str = "", required: bool = True) -> None:
        """Add one question."""
        options = list(options)
        self.fields[line["code"]] = forms.ChoiceField(
            label=line["text"], choices=options, help_text=hint, required=required, widget=forms.RadioSelect,
            error_messages={"required": gettext_lazy("There is no answer here yet. What you chose elsewhere is kept.")},
        )  # fmt: skip

    def yes_no(self, lines: Iterable[Line]) -> dict[str, bool]:
        """Give what was answered to `lines`, as yes or no; leaves out what stayed open."""
        answers = {line["code"]: self.cleaned_data.get(line["code"]) for line in lines}
        return {code: rules.is_yes(answer) for code, answer in answers.items() if answer}


class TeachBackForm(Answers):
    """How each question of the teach-back went."""

    def __init__(self, questions: list[Line], data: Any = None) -> None:
        super().__init__(data)
        for question in questions:
            self.ask(question, Heard.choices, hint=question["must_be_heard"])

    def heard(self) -> dict[str, str]:
        """Give question and result."""
        return cast(dict[str, str], dict(self.cleaned_data))

    def not_now(self) -> bool:
        """Say whether one of the questions ended in "not now"."""
        return Heard.NOT_NOW in self.cleaned_data.values()


class OralForm(Answers):
    """What she answered to each sentence of the script, and who else was there."""

    def __init__(self, script: list[Line], data: Any = None) -> None:
        super().__init__(data)
        self.script = script
        for line in script:
            self.ask(line, _yes_no(), hint=line.get("note", ""))
        self.ask({"code": "present", "text": _("Who else is there?")}, Present.choices)

    def answers(self) -> dict[str, bool]:
        """Give sentence and answer."""
        return self.yes_no(self.script)


class WrittenForm(Answers):
    """Her own answers. After a no to what taking part needs, the rest may stay open."""

    def __init__(self, items: list[Line], data: Any = None, given: Any = None) -> None:
        super().__init__(data, initial=given)
        self.items = items
        self.needed = {item["code"] for item in items if item["kind"] == "required"}
        for item in items:
            self.ask(item, options_of(item), required=False)

    def clean(self) -> dict[str, Any]:
        """Say what is still open, unless she does not take part."""
        given = super().clean() or self.cleaned_data
        if not any(given.get(code) == "no" for code in self.needed):
            for code in [code for code in self.fields if not given.get(code) and code not in self.errors]:
                self.add_error(code, str(self.fields[code].error_messages["required"]))
        return given

    def answers(self) -> dict[str, bool]:
        """Give item and answer, without what stayed open."""
        return self.yes_no(self.items)

    def choices(self) -> dict[str, str]:
        """Give the choices of items that have options."""
        chosen = {item["code"]: self.cleaned_data.get(item["code"]) for item in self.items if "options" in item}
        return {code: choice for code, choice in chosen.items() if choice}

    def declined(self) -> list[str]:
        """Give the items that taking part needs and that she answered with no."""
        return sorted(code for code in self.needed if self.cleaned_data.get(code) == "no")

    def shown(self) -> list[tuple[str, str]]:
        """Give sentence and answer in words, as they will be kept."""
        words = {item["code"]: dict(options_of(item)) for item in self.items}
        given = ((item, self.cleaned_data.get(item["code"])) for item in self.items)
        return [(item["text"], str(words[item["code"]][answer])) for item, answer in given if answer]


class ChangeForm(Answers):
    """One choice, changed."""

    def __init__(self, item: Line, data: Any = None) -> None:
        super().__init__(data)
        self.ask({**item, "code": "answer"}, options_of(item))


class NewCardForm(KindForm):
    """What happened to her card."""

    reason = forms.ChoiceField(
        label=gettext_lazy("What happened to the card before?"), choices=CardReason.choices, widget=forms.RadioSelect
    )


class ToldForm(KindForm):
    """She told somebody of the study that she stops: how far, and how she said it. Everything goes by her card only."""

    level = forms.ChoiceField(
        label=gettext_lazy("What does she want?"), choices=[each for each in Level.choices if each[0] != Level.W3],
        widget=forms.RadioSelect,
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=gettext_lazy("How did she tell you?"), choices=Channel.choices, widget=forms.RadioSelect
    )

    def shown(self) -> list[tuple[Any, Any]]:
        """Give question and chosen answer, in words."""
        return [
            (field.label, dict(field.field.choices)[field.value()])  # type: ignore[attr-defined]
            for field in self
        ]


class PublishForm(KindForm):
    """What the new version asks of those who agreed to an older one."""

    change = forms.ChoiceField(
        label=gettext_lazy("What does this version ask of those who agreed before?"),
        choices=Change.choices, widget=forms.RadioSelect,
    )  # fmt: skip

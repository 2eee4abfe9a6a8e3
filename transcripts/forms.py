"""Forms of custody, of bringing a text in, and of its review. What is typed here is kept nowhere but in the page."""

import json
import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.forms import DayField, KindForm
from accounts.models import Person
from studies.models import LANGUAGES, Membership, Participant
from transcripts import book, queries, texts
from transcripts.models import Device, Label, Why
from transcripts.rules import Decision
from transcripts.words import WORDS

UNREADABLE = {
    texts.Empty: _("There are no words in it yet. Paste the text, or choose a file."),
    texts.NotText: _(
        "This is not plain text. Save it as plain text (.txt) in your word processor, and choose that file."
    ),
    texts.TooLong: _("This is longer than a talk can be: the limit is 600,000 characters. Nothing was kept."),
}
"""What the page says to a text that cannot be brought in."""

UNKEPT = ("text", "known", "raw", "decisions", "more")
"""Fields with words of a text: a browser keeps what a form sends, but not its files (static/js/review/unkept.js)."""

_QUIET = {
    "autocomplete": "off",
    "spellcheck": "false",
    "translate": "no",
    "data-gramm": "false",
    "autocapitalize": "off",
}


def sent(request: HttpRequest) -> QueryDict:
    """Give the fields of a form, also those whose words came as files. Raises BadRequest when one was sent twice."""
    posted = request.POST.copy()
    if any(len(given) > 1 for sent in (request.POST, request.FILES) for _name, given in sent.lists()):
        raise BadRequest
    for name in UNKEPT:
        if name in request.FILES:
            posted[name] = request.FILES[name].read().decode(errors="replace")  # type: ignore[union-attr]
    return posted


class MemberField(forms.ModelChoiceField):
    """A choice of one person of the study, shown by name and code; gives the person."""

    def label_from_instance(self, obj: Any) -> str:
        """Give the name and the code."""
        return f"{obj.person.name} ({obj.code})"

    def clean(self, value: Any) -> Person | None:
        """Give the chosen person."""
        member = super().clean(value)
        return member.person if member else None

    def offer(self, team: QuerySet[Membership], *, but: Person | None = None) -> None:
        """Offer the people of `team`, without `but`; once read, `team` serves every form of a page."""
        self.queryset = team.exclude(person=but) if but else team
        others = [each for each in team if but is None or each.person_id != but.pk]
        self.choices = [("", self.empty_label), *((each.pk, self.label_from_instance(each)) for each in others)]


NOT_MADE = "none"
"""In the place of a device: that no recording was made."""


class RegisterForm(KindForm):
    """What a recording was made with, or that there is none."""

    device = forms.ChoiceField(
        label=_("Made with"), choices=[*Device.choices, (NOT_MADE, _("nothing: no recording was made"))],
        widget=forms.RadioSelect,
    )  # fmt: skip


class TypedForm(KindForm):
    """Who typed a recording out, and when."""

    transcriber = MemberField(queryset=Membership.objects.none(), label=_("Typed out by"), empty_label=_("Choose"))
    on = DayField(label=_("Finished on"))

    def __init__(self, *args: Any, team: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["transcriber"].offer(team)  # type: ignore[attr-defined]


class GoneForm(KindForm):
    """Who saw that a recording is gone."""

    witness = MemberField(
        queryset=Membership.objects.none(), label=_("Who looked with you"), empty_label=_("Choose"),
        help_text=_("Somebody else of the team. Their name stands in the register."),
    )  # fmt: skip
    seen = forms.BooleanField(label=_("I deleted it, also from every copy, and we both saw that it is gone."))

    def __init__(self, *args: Any, team: QuerySet[Membership], by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["witness"].offer(team, but=by)  # type: ignore[attr-defined]


class BringForm(KindForm):
    """The raw text and what is needed to look through it."""

    text = forms.Field(
        label=_("The text, as it was typed out"), required=False,
        widget=forms.Textarea(attrs={**_QUIET, "rows": 14, "data-bring-text": ""}),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a plain-text file (.txt)"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain", "data-bring-file": ""}),
    )  # fmt: skip
    known = forms.CharField(
        label=_("Names and places that you know are in it"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={**_QUIET, "rows": 3}),
        help_text=_("One on each line. They help to find them all, and are not kept."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES)
    reader = MemberField(
        queryset=Membership.objects.none(), label=_("Second reader"), empty_label=_("Choose"),
        help_text=_("Reads the text before the team does. Somebody else than you."),
    )  # fmt: skip

    def __init__(self, *args: Any, participant: Participant, by: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = queries.readers(participant.study, at).exclude(person=by)
        self.fields["reader"].queryset = others  # type: ignore[attr-defined]

    def clean_known(self) -> list[str]:
        """Give the known names and places."""
        return known_words(self.cleaned_data["known"])

    def clean(self) -> dict[str, Any]:
        """Put the one cleaned text under `raw`."""
        given = super().clean() or {}
        try:
            given["raw"] = texts.cleaned(self._words(given))
        except texts.Unreadable as fault:
            self.add_error("file" if given.get("file") else "text", UNREADABLE[type(fault)])
        return given

    def _words(self, given: dict[str, Any]) -> str:
        upload: UploadedFile | None = given.get("file")
        typed = str(given.get("text") or "")
        if upload is None:
            return typed
        if typed.strip():
            self.add_error("file", _("There is a text above and a file here. Take one of them away."))
            return typed
        return texts.decoded(upload.read())


def known_words(typed: str) -> list[str]:
    """Give the words of a field with one name on each line, at most 200 of them."""
    return [line.strip() for line in typed.splitlines() if line.strip()][:200]


class ReviewForm(KindForm):
    """A raw text with the decisions on it; sent again and again until it is stored, kept nowhere."""

    raw = forms.Field()
    token = forms.UUIDField(required=False)  # of this bringing: sent again, it stores no second version
    known = forms.CharField(required=False, max_length=8000)
    language = forms.ChoiceField(choices=LANGUAGES)
    reader = MemberField(queryset=Membership.objects.none(), label=_("Second reader"), empty_label=_("Choose"))

    def __init__(self, *args: Any, participant: Participant, by: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = queries.readers(participant.study, at).exclude(person=by)
        self.fields["reader"].queryset = others  # type: ignore[attr-defined]

    def clean_raw(self) -> str:
        """Give the cleaned text."""
        try:
            return texts.cleaned(str(self.cleaned_data["raw"]))
        except texts.Unreadable as fault:
            raise forms.ValidationError(UNREADABLE[type(fault)]) from None

    def clean_known(self) -> list[str]:
        """Give the known names and places."""
        return known_words(self.cleaned_data["known"])


class BackForm(KindForm):
    """What the second reader says when a candidate goes back."""

    why = forms.ChoiceField(
        label=_("What is it"), choices=[each for each in Why.choices if each[0]], widget=forms.RadioSelect
    )


_HALF_A_LETTER = re.compile("[\ud800-\udfff]")  # JSON can say one; no page can draw it


class NotDecisions(ValueError):
    """What came is not a list of decisions."""


def decisions_of(posted: Any, text: str, language: str) -> list[Decision]:
    """Give the decisions of a posted review: as JSON by the script, or by the fields of the page without one.

    Raises NotDecisions.
    """
    if posted.get("decisions", "").strip():
        return _from_json(posted["decisions"])
    found = list(_from_fields(posted))
    taken = {(one.start, one.end) for one in found}
    for line in posted.get("more", "").splitlines():
        found += [one for one in _typed(line, text, language) if not _meets(one, taken)]
        taken |= {(one.start, one.end) for one in found}
    return found


def _from_json(sent: str) -> list[Decision]:
    try:
        rows = json.loads(sent)
        if not isinstance(rows, list):
            raise NotDecisions
        return [_decision(**row) for row in rows]
    except (ValueError, TypeError, RecursionError):
        raise NotDecisions from None


def _decision(start: int, end: int, label: str, replacement: str | None) -> Decision:
    if type(start) is not int or type(end) is not int or label not in Label.values:
        raise NotDecisions
    if replacement is not None and (not isinstance(replacement, str) or _HALF_A_LETTER.search(replacement)):
        raise NotDecisions
    return Decision(start, end, label, replacement)


def _from_fields(posted: Any) -> list[Decision]:
    found = []
    for name in posted:
        place = re.fullmatch(r"choice-(\d{1,6})-(\d{1,6})-([A-Z]{2,8})", name)
        if place and posted[name] in {"replace", "stays"}:
            start, end, label = int(place[1]), int(place[2]), place[3]
            word = posted.get(f"word-{start}-{end}", "") if posted[name] == "replace" else None
            found.append(_decision(start, end, label, word))
    return found


def _typed(line: str, text: str, language: str) -> list[Decision]:
    """Give a replacement at every place of one typed line: "words = word in brackets"."""
    words, _equals, word = (part.strip() for part in line.partition("="))
    word = word.strip("[] ") or WORDS[language]["OTHER"][0]
    label = next((label for label, offered in WORDS[language].items() if word in offered), "OTHER")
    return [Decision(start, end, label, word) for start, end in book.everywhere(text, words)]


def _meets(one: Decision, taken: set[tuple[int, int]]) -> bool:
    return any(one.start < end and start < one.end for start, end in taken)

"""Forms of the guide: a file, and the sentences of a draft side by side in every language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import KindForm
from interviews import written
from studies.models import LANGUAGES

AROUND = {
    "opening": gettext_lazy("Opening"), "reminders": gettext_lazy("Now and then"), "closing": gettext_lazy("Closing"),
}  # fmt: skip
"""The parts of a guide that are rows of sentences."""


class GuideFileForm(KindForm):
    """A guide as YAML: in the field, or as a file. One that can't be read comes back with its lines named."""

    text = forms.CharField(
        label=gettext_lazy("The guide as YAML"), required=False, strip=False, max_length=written.LARGEST,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Or a file"), required=False, allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,text/plain"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.content: dict[str, Any] = {}
        self.faults: list[written.Fault] = []
        self.brought = ""

    def clean(self) -> dict[str, Any]:
        """Give the fields; the guide itself stands in `content`, what is wrong in `faults`, the text in `brought`."""
        given = super().clean() or {}
        self.brought = self._words(given)
        if not self.errors:
            try:
                self.content = written.read(self.brought)
            except written.Unreadable as unreadable:
                self.faults = unreadable.faults
                self.add_error("text", _("This is not a guide yet. The lines are named above."))
        return given

    def _words(self, given: Mapping[str, Any]) -> str:
        typed, upload = str(given.get("text") or ""), given.get("file")
        if upload is None:
            return typed
        if typed.strip():
            self.add_error("file", _("There are words above and a file here. Take one of them away."))
            return typed
        try:
            return upload.read(4 * written.LARGEST + 4).decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("This is not plain text. Save it as plain text in UTF-8, and choose that file."))
            return ""


@dataclass
class Block:
    """One sentence of a part: three fields side by side; a question has further sentences below it."""

    name: str
    legend: str
    more: list["Block"] = field(default_factory=list)
    place: int = 0  # among its likes, from 1; 0 for one that cannot be moved


class PartForm(KindForm):
    """The sentences of one part of a draft, in every language; one that is empty in all of them is taken away."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, blocks: list[Block], kept: Mapping[str, str], seen: str) -> None:
        super().__init__(data, initial={**kept, "seen": seen})
        self.blocks = blocks
        for block in blocks:
            for each in (block, *block.more):
                where = [block.legend] if each is block else [block.legend, each.legend]
                for code, language in LANGUAGES:
                    self.fields[f"{each.name}-{code}"] = _words(code, str(language), *where)
            if block.place:
                self.fields[f"{block.name}-place"] = _place(block.place, len(blocks), block.legend)
        for code in (key for key in {*kept, *(data or {})} if re.fullmatch(r"q\d+-code", key)):
            self.fields[code] = forms.CharField(required=False, max_length=6, widget=forms.HiddenInput)

    @property
    def when_seen(self) -> datetime | None:
        """When the draft's words were last kept, as the page was drawn; None when that can't be read."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None

    def said(self, name: str) -> dict[str, str]:
        """Give the words of one sentence by language, each on one line."""
        return {code: " ".join(self.cleaned_data[f"{name}-{code}"].split()) for code, _language in LANGUAGES}

    def ordered(self) -> list[Block]:
        """Give the blocks that can be moved, in the order that was chosen."""
        movable = [block for block in self.blocks if block.place]
        return sorted(movable, key=lambda block: _key(self.cleaned_data.get(f"{block.name}-place"), block.place))

    def clean(self) -> dict[str, Any]:
        """Give the fields. What belongs to a question or a theme needs that question or theme."""
        given = super().clean() or {}
        if self.errors:
            return given
        for name, said in list(given.items()):
            if written.UNSEEN.search(" ".join(str(said).split())):
                self.add_error(name, _("A sign that cannot be seen stands in this line."))
        if self.errors:
            return given
        for block in self.blocks:
            if any(any(self.said(each.name).values()) for each in block.more) and not any(
                self.said(block.name).values()
            ):
                self.add_error(f"{block.name}-en", _("Words are missing here; there are some below it."))
        return given


def _named(field: forms.Field, *where: str) -> forms.Field:
    """Give the field with what a link to it says: its label alone stands beside many."""
    field.named = " · ".join([*where, str(field.label)])  # type: ignore[attr-defined]
    return field


def _words(code: str, language: str, *where: str) -> forms.Field:
    area = forms.Textarea({"rows": 2, "lang": code})
    return _named(forms.CharField(required=False, max_length=written.LONGEST, label=language, widget=area), *where)


def _place(place: int, most: int, *where: str) -> forms.Field:
    field = forms.IntegerField(
        label=gettext_lazy("Place"), required=False, min_value=1, max_value=most, initial=place,
        widget=forms.NumberInput({"class": "place"}),
    )  # fmt: skip
    return _named(field, *where)


def _key(chosen: int | None, place: int) -> tuple[int, int]:
    """Give where something comes that stood at `place` and was put at `chosen`: before or behind who stands there."""
    to = chosen or place
    return to, (to > place) - (to < place)


def _rows(data: Any, pattern: str, kept: int, most: int) -> int:
    """Give how many rows a part has: as many as were sent or are kept, and one that is empty."""
    sent = [int(found[1]) for key in data or () if (found := re.fullmatch(pattern, key))]
    return min(max(sent) if sent else kept + 1, most)


def _flat(name: str, words: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}-{code}": said for code, said in words.items()}


class SentencesForm(PartForm):
    """The opening, the short sentences for now and then, or the closing."""

    def __init__(self, data: Any = None, *, part: str, content: Mapping[str, Any], seen: str) -> None:
        rows = content[part]
        number = _rows(data, r"s(\d{1,2})-en", len(rows), written.MOST[part])
        blocks = [Block(f"s{n}", _("Sentence %(number)s") % {"number": n}, place=n) for n in range(1, number + 1)]
        kept: dict[str, str] = {}
        for place, row in enumerate(rows, 1):
            kept |= _flat(f"s{place}", row["text"])
        super().__init__(data, blocks=blocks, kept=kept, seen=seen)

    def words(self) -> list[dict[str, Any]]:
        """Give the rows that have words."""
        said = [self.said(block.name) for block in self.ordered()]
        return [{"text": words} for words in said if any(words.values())]


class ThemeForm(PartForm):
    """One theme: its name, a line about it, its questions and what may be asked beside each."""

    def __init__(self, data: Any = None, *, part: str, content: Mapping[str, Any], seen: str) -> None:
        themes = content["themes"]
        theme = themes[int(part) - 1] if int(part) <= len(themes) else {"title": {}, "questions": []}
        self._codes = {question["code"] for question in theme["questions"]}
        kept = _flat("title", theme["title"]) | _flat("line", theme.get("line", {}))
        number = _rows(data, r"q(\d{1,2})-en", len(theme["questions"]), written.MOST["questions"])
        blocks = [Block("title", _("Name of the theme")), Block("line", _("One line about it, for her"))]
        for place in range(1, number + 1):
            question = theme["questions"][place - 1] if place <= len(theme["questions"]) else {"text": {}, "probes": []}
            kept |= _kept_of(place, question)
            blocks.append(_block_of(place, question, data))
        super().__init__(data, blocks=blocks, kept=kept, seen=seen)
        self._at = int(part)
        if self._at <= len(themes):
            self.fields["theme-place"] = _place(self._at, len(themes), _("Theme %(number)s") % {"number": self._at})

    @property
    def moves_to(self) -> int:
        """The place among the themes that was chosen, from 1; its own where none was."""
        return self.cleaned_data.get("theme-place") or self._at

    def clean(self) -> dict[str, Any]:
        """Give the fields. Questions need a theme with a name, and keep the codes that the draft knows."""
        given = super().clean()
        codes = [code for name, code in given.items() if re.fullmatch(r"q\d+-code", name) and code]
        if len(set(codes)) < len(codes) or set(codes) - self._codes:
            self.add_error(None, _("A question has a code that this theme does not know. Open the draft once more."))
        if not self.errors and self._questions() and not any(self.said("title").values()):
            self.add_error("title-en", _("The theme has no name yet. Everything else is kept."))
        return given

    def _questions(self) -> list[dict[str, Any]]:
        each = ((block, self.said(block.name)) for block in self.ordered())
        return [
            {
                "code": self.cleaned_data.get(f"{block.name}-code", ""), "text": words,
                "probes": [{"text": said} for one in block.more if any((said := self.said(one.name)).values())],
            }
            for block, words in each if any(words.values())
        ]  # fmt: skip

    def words(self) -> dict[str, Any] | None:
        """Give the theme, or None when nothing is left of it."""
        title, line, questions = self.said("title"), self.said("line"), self._questions()
        if not any(title.values()) and not questions:
            return None
        return {"title": title, "questions": questions} | ({"line": line} if any(line.values()) else {})


def _kept_of(place: int, question: Mapping[str, Any]) -> dict[str, str]:
    kept = _flat(f"q{place}", question["text"]) | {f"q{place}-code": question.get("code", "")}
    for number, probe in enumerate(question["probes"], 1):
        kept |= _flat(f"q{place}p{number}", probe["text"])
    return kept


def _block_of(place: int, question: Mapping[str, Any], data: Any) -> Block:
    code = question.get("code")
    legend = _("Question %(code)s") % {"code": code} if code else _("Another question")
    number = _rows(data, rf"q{place}p(\d{{1,2}})-en", len(question["probes"]), written.MOST["probes"])
    return Block(f"q{place}", legend, [
        Block(f"q{place}p{n}", _("May be asked beside it, %(number)s") % {"number": n}) for n in range(1, number + 1)
    ], place)  # fmt: skip

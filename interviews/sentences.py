"""Every sentence of a guide with its place: what is not translated yet, and what two versions have apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from studies.models import LANGUAGES

Words = dict[str, str]  # {"en": …, "nl": …, "fr": …}
_CODES = [code for code, _name in LANGUAGES]


@dataclass(frozen=True)
class Sentence:
    """One sentence: where it stands, in words, and what it says; `code` is that of its question, or "".

    `part` is that of the guide which has it: opening, reminders, closing, or the number of a theme.
    """

    where: str
    words: Words
    code: str = ""
    part: str = ""


@dataclass(frozen=True)
class Change:
    """What has become of one sentence; without `before` it is new, without `now` it is gone."""

    where: str
    before: Words | None
    now: Words | None

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Each language whose words are not the same, with the words before and now."""
        was, is_ = self.before or {}, self.now or {}
        each = ((code, was.get(code, ""), is_.get(code, "")) for code in _CODES)
        return [(code, before, now) for code, before, now in each if before != now]


def _names() -> dict[str, str]:
    return {"opening": _("Opening"), "reminders": _("Now and then"), "closing": _("Closing")}


def _around(content: Mapping[str, Any], name: str) -> list[Sentence]:
    return [
        Sentence(_("%(part)s, sentence %(number)s") % {"part": _names()[name], "number": place}, row["text"], "", name)
        for place, row in enumerate(content.get(name, []), 1)
    ]


def _of_theme(number: int, theme: Mapping[str, Any]) -> Iterator[Sentence]:
    part = str(number)
    yield Sentence(_("Theme %(number)s, its name") % {"number": number}, theme["title"], "", part)
    if any((theme.get("line") or {}).values()):
        yield Sentence(_("Theme %(number)s, the line about it") % {"number": number}, theme["line"], "", part)


def _of_question(question: Mapping[str, Any], part: str = "") -> Iterator[Sentence]:
    code = question["code"]
    yield Sentence(_("Question %(code)s") % {"code": code}, question["text"], code, part)
    for place, probe in enumerate(question.get("probes", []), 1):
        where = _("Question %(code)s, more %(number)s") % {"code": code, "number": place}
        yield Sentence(where, probe["text"], code, part)


def sentences(content: Mapping[str, Any]) -> list[Sentence]:
    """Give every sentence of a guide in the order of its page."""
    found = _around(content, "opening")
    for number, theme in enumerate(content["themes"], 1):
        found += _of_theme(number, theme)
        for question in theme["questions"]:
            found += _of_question(question, str(number))
    return found + _around(content, "reminders") + _around(content, "closing")


def codes_of(content: Mapping[str, Any]) -> list[str]:
    """Give the codes of a guide's questions in their order, as far as they have one."""
    return [str(one["code"]) for theme in content["themes"] for one in theme["questions"] if one.get("code")]


def untranslated(content: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Give where a sentence has no words yet in some language, with the codes of those languages."""
    lacking = ((each.where, [code for code in _CODES if not each.words.get(code)]) for each in sentences(content))
    return [(where, codes) for where, codes in lacking if codes]


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Give what `now` says otherwise than `before`: questions are known by their codes, all else by its place."""
    found = [change for name in _names() for change in _apart(_around(before, name), _around(now, name))]
    themes = [
        [each for n, theme in enumerate(one["themes"], 1) for each in _of_theme(n, theme)] for one in (before, now)
    ]
    found += _apart(*themes)
    was, is_ = _by_code(before), _by_code(now)
    for code in dict.fromkeys([*is_, *was]):
        found += _apart(was.get(code, []), is_.get(code, []))
    return found + _moved(before, now)


def _by_code(content: Mapping[str, Any]) -> dict[str, list[Sentence]]:
    questions = [question for theme in content["themes"] for question in theme["questions"]]
    return {question["code"]: list(_of_question(question)) for question in questions}


def _apart(before: list[Sentence], now: list[Sentence]) -> list[Change]:
    """Give what two rows of sentences have apart; one that was put between others changes none of them."""
    was, is_ = [tuple(each.words.items()) for each in before], [tuple(each.words.items()) for each in now]
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, was, is_, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for place in range(max(b - a, d - c)):
            old = before[a + place] if a + place < b else None
            new = now[c + place] if c + place < d else None
            where = (new or old or before[a]).where
            found.append(Change(where, old.words if old else None, new.words if new else None))
    return found


def _moved(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """Give the questions that both have, in another place."""
    was, is_ = _places(before), _places(now)
    words = _("Question %(code)s stands in another place: it was %(before)s, and is %(now)s.")
    return [
        Change(words % {"code": code, "before": was[code], "now": is_[code]}, None, None)
        for code in is_ if code in was and was[code] != is_[code]
    ]  # fmt: skip


def _places(content: Mapping[str, Any]) -> dict[str, str]:
    """Give the place of each question among those of its theme, such as 2.3."""
    return {
        question["code"]: f"{number}.{place}"
        for number, theme in enumerate(content["themes"], 1) for place, question in enumerate(theme["questions"], 1)
    }  # fmt: skip

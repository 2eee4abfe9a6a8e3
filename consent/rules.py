"""Decisions about consent: what is in force after a row of acts, and what a text may not say."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict
from uuid import UUID

from accounts import crockford
from consent.models import STOPS, Kind, Level

LANGUAGES = ("en", "nl", "fr")
ORAL, WRITTEN, VERSION = "oral", "written", "version"
"""What `Standing.missing` says besides the codes of items: no valid spoken yes, no written act, versions that differ
or have ended."""
RECORDING, SOUND_TODAY = "C07", "O4"
"""The item by which sound may be recorded at all, and the sentence that is asked again on each day."""
NO_CHOICE = "not_now"
"""The choice with C11 that means no."""


class Option(TypedDict):
    """One answer of an item that is not answered by yes or no."""

    code: str
    text: str


class Item(TypedDict):
    """One sentence of the form; `kind` is required, own_choice or act."""

    code: str
    kind: str
    gate: str
    text: str
    options: NotRequired[list[Option]]


class TextBody(TypedDict):
    """All that one language of a version says."""

    sections: list[dict[str, str]]  # code, title, text
    items: list[Item]
    oral: list[dict[str, str]]  # code, text, answer_needed (yes, no, any), note
    teach_back: list[dict[str, str]]  # code, text, must_be_heard
    withdrawal: list[dict[str, str]]  # code, text, effect
    closing: str


@dataclass(frozen=True)
class Terms:
    """What a version asks so that consent is valid, and when it ends (exclusive; none: not yet)."""

    required: frozenset[str]
    needed: Mapping[str, bool]  # sentences of the script, and the answer that consent needs
    ends_at: datetime | None = None

    def ended(self, at: datetime) -> bool:
        """Say whether the version is past its end."""
        return self.ends_at is not None and self.ends_at <= at


@dataclass(frozen=True)
class Deed:
    """One act as a value."""

    kind: str
    version: UUID
    order: int
    at: datetime
    level: str = ""
    answers: Mapping[str, bool] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What a row of acts comes to.

    `items` are those answered yes, and empty while consent is not valid; `answers` are the last written answers whether
    valid or not; `withdrawn` is the furthest level of a withdrawal, written at `withdrawn_at`. `usable` are the items
    under which what she gave may be worked up: `items`, or after W1 and W2 those in force when she stopped. `by_study`
    says that the staff had everything deleted. `sound` are her answers to whether sound may be recorded on a day, the
    last one first, each with when she gave it.
    """

    valid: bool
    items: frozenset[str]
    version: UUID | None
    since: datetime | None
    missing: list[str]
    withdrawn: str
    answers: Mapping[str, bool]
    choices: Mapping[str, str]
    usable: frozenset[str] = frozenset()
    withdrawn_at: datetime | None = None
    by_study: bool = False
    sound: tuple[tuple[datetime, bool], ...] = ()


def standing(deeds: Iterable[Deed], terms: Mapping[UUID, Terms], at: datetime) -> Standing:
    """Give what is in force at `at` after `deeds`, whatever order they come in; their own `order` decides.

    The last spoken and the last written act decide, with the changes of single items after the written one.
    """
    row = sorted(deeds, key=lambda deed: deed.order)
    oral, written = _last(row, Kind.ORAL), _last(row, Kind.WRITTEN, Kind.RE_CONSENT)
    decisive = _decisive(row, written)
    answers = {item: yes for deed in decisive for item, yes in deed.answers.items()}
    missing = _missing(oral, written, answers, terms, at)
    stops = [deed for deed in row if deed.kind in STOPS]
    furthest = max(stops, key=lambda deed: deed.level, default=None)
    withdrawn = furthest.level if furthest else ""
    valid = not missing and not withdrawn
    said_yes = frozenset(item for item, yes in answers.items() if yes)
    missed = _missing(oral, written, answers, terms, stops[0].at) if stops else missing
    usable = said_yes if withdrawn != Level.W3 and not missed else frozenset()
    return Standing(
        valid=valid, items=said_yes if valid else frozenset(), version=written.version if written else None,
        since=_since(oral, decisive, terms) if valid and oral else None, missing=missing, withdrawn=withdrawn,
        answers=answers, choices={item: choice for deed in decisive for item, choice in deed.choices.items()},
        usable=usable, withdrawn_at=furthest.at if furthest else None,
        by_study=any(deed.kind == Kind.DELETION for deed in stops), sound=_sound(row),
    )  # fmt: skip


def _sound(row: list[Deed]) -> tuple[tuple[datetime, bool], ...]:
    asked = [deed for deed in reversed(row) if deed.kind == Kind.RECORDING_TODAY and SOUND_TODAY in deed.answers]
    return tuple((deed.at, deed.answers[SOUND_TODAY]) for deed in asked)


def _decisive(row: list[Deed], written: Deed | None) -> list[Deed]:
    """Give the acts whose answers count: the last written one, and the changes of single items after it."""
    if written is None:
        return []
    return [written, *(deed for deed in row if deed.kind == Kind.ITEM_CHANGE and deed.order > written.order)]


def sound_permitted(
    row: list[Deed], terms: Mapping[UUID, Terms], opened: datetime, closed: datetime | None,
    day: Callable[[datetime], date],
) -> Deed | None:  # fmt: skip
    """Give the last yes to sound of a sitting's day, from its opening to its closing (included), or None.

    `row` is in its order. A yes is only ever written while C07 is in force, so each was valid when it was given. The
    last answer from before the opening counts with them unless C07 had become a no by then.
    """
    asked = [
        deed for deed in row
        if deed.kind == Kind.RECORDING_TODAY and day(deed.at) == day(opened) and (closed is None or deed.at <= closed)
    ]  # fmt: skip
    before = [deed for deed in asked if deed.at < opened][-1:]
    if before and RECORDING not in standing([deed for deed in row if deed.at <= opened], terms, opened).items:
        before = []
    counted = [*before, *(deed for deed in asked if deed.at >= opened)]
    return next((deed for deed in reversed(counted) if deed.answers.get(SOUND_TODAY)), None)


def _last(row: list[Deed], *kinds: str) -> Deed | None:
    return next((deed for deed in reversed(row) if deed.kind in kinds), None)


def _missing(
    oral: Deed | None, written: Deed | None, answers: Mapping[str, bool], terms: Mapping[UUID, Terms], at: datetime
) -> list[str]:
    missing = [] if oral and not refused(oral.answers, terms[oral.version]) else [ORAL]
    if written is None:
        return [*missing, WRITTEN]
    if (oral and oral.version != written.version) or terms[written.version].ended(at):
        missing.append(VERSION)
    return missing + sorted(item for item in terms[written.version].required if not answers.get(item))


def _since(oral: Deed, decisive: list[Deed], terms: Mapping[UUID, Terms]) -> datetime:
    """Give when the last act came that consent needs."""
    required = terms[oral.version].required
    changes = [deed for deed in decisive[1:] if required & set(deed.answers)]
    return max([oral, decisive[0], *changes], key=lambda deed: deed.order).at


def refused(answers: Mapping[str, bool], terms: Terms) -> list[str]:
    """Give the sentences of the script whose answer is not the one that consent needs, also when it is missing."""
    return [code for code, needed in terms.needed.items() if answers.get(code) is not needed]


def wants_time(answers: Mapping[str, bool], oral: list[dict[str, str]]) -> bool:
    """Say whether she wants more time to think: a yes to the sentence that consent needs a no to."""
    return any(answers.get(line["code"]) for line in oral if line["answer_needed"] == "no")


def terms_of(items: list[Item], oral: list[dict[str, str]], ends_at: datetime | None) -> Terms:
    """Give the terms of a version out of its form and its script."""
    needed = {line["code"]: line["answer_needed"] == "yes" for line in oral if line["answer_needed"] != "any"}
    return Terms(frozenset(item["code"] for item in items if item["kind"] == "required"), needed, ends_at)


def to_answer(items: list[Item]) -> list[Item]:
    """Give the items that are ticked in the written act: all but those that record that something was done."""
    return [item for item in items if item["kind"] != "act"]


def is_yes(answer: str) -> bool:
    """Say whether an answer of the form (yes, no, or a choice) is a yes."""
    return answer not in {"no", NO_CHOICE}


## Texts

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PROMISES = (
    r"(complete|total|full|entire)ly anonymous", r"(volledig|volkomen|helemaal|totaal) anoniem",
    r"(complètement|totalement|entièrement) anonyme",
)  # fmt: skip
_CODES = ("sections", "items", "oral", "teach_back", "withdrawal")


def filled(thing: Any, wordings: Mapping[str, str]) -> Any:
    """Give a text, or a body with all its texts, with the placeholders filled in that `wordings` knows."""
    if isinstance(thing, str):
        return _PLACEHOLDER.sub(lambda found: wordings.get(found[1], found[0]), thing)
    if isinstance(thing, list):
        return [filled(each, wordings) for each in thing]
    if isinstance(thing, dict):
        return {name: filled(each, wordings) for name, each in thing.items()}
    return thing


def faults(bodies: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Give what forbids to publish: (language, what, code), with what one of language, placeholder, parts, promise."""
    found = [(language, "language", language) for language in LANGUAGES if language not in bodies]
    first = bodies.get(LANGUAGES[0], {})
    for language, body in bodies.items():
        text = " ".join(words for _depth, _name, value in lines(body) for words in value.split())
        found += [(language, "placeholder", name) for name in sorted(set(_PLACEHOLDER.findall(text)))]
        found += [(language, "parts", part) for part in _CODES if _codes(body, part) != _codes(first, part)]
        found += [(language, "promise", hit[0]) for each in _PROMISES if (hit := re.search(each, text, re.I))]
    return found


def _codes(body: Mapping[str, Any], part: str) -> list[tuple[str, str, list[str]]]:
    """Give what has to be alike in every language: codes, kinds and options, in their order."""
    return [
        (
            each["code"],
            each.get("kind", each.get("answer_needed", "")),
            [one["code"] for one in each.get("options", [])],
        )
        for each in body.get(part, [])
    ]


def digest(body: Mapping[str, Any]) -> str:
    """Give the SHA-256 of the canonical JSON of `body`, hexadecimal."""
    plain = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


## The code on her card

CODE_LENGTH = 12  # 60 bits


def read_code(typed: str) -> str:
    """Give what was typed as a plain code; "" when it cannot be one."""
    return crockford.read(typed, CODE_LENGTH)


def lines(thing: Any, name: str = "", depth: int = 0) -> list[tuple[int, str, str]]:
    """Give plain nested values as lines (depth, name, value) in their order; what holds nothing is left out."""
    if isinstance(thing, dict):
        inner = [line for key, each in thing.items() for line in lines(each, str(key), depth + bool(name))]
    elif isinstance(thing, list | tuple):
        inner = [line for each in thing for line in lines(each, "", depth + bool(name))]
    else:
        return [(depth, name, "" if thing is None else str(thing))]
    return [(depth, name, ""), *inner] if name and inner else inner

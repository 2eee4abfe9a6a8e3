"""Parts of pages that are alike for everybody: drawn once for a language, and kept in memory.

A part sees what it is given and nothing else of its page. What it is given by a plain name tells parts apart, and is
kept: codes, yes and no, the study's own words. What belongs to one page or one person is given by a name that begins
with `own_`: the part has a gap there, which is filled in each time and never kept, as are the token of a form, the
nonce of a script and the ids of acts to come.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

OWN = "own_"
TOKEN, NONCE, FRESH = "csrf_token", "csp_nonce", "fresh_id"
MOST = 4000
"""So many parts are kept; the one that was asked for longest ago goes first."""


@dataclass(frozen=True)
class Rows:
    """The same part for each of several rows, one behind the other, to fill a gap with; see what is around them."""

    template: str
    rows: Iterable[Mapping[str, Any]]


def alike(template: str, given: Mapping[str, Any], *, token: str = "", nonce: str = "") -> SafeString:
    """Give the part that `template` draws of what it is given; raises TypeError for what cannot be told apart."""
    return _part(template, get_language() or "", given, {TOKEN: token, NONCE: nonce})


def each(rows: Rows, own: Mapping[str, Any], *, token: str = "", nonce: str = "") -> SafeString:
    """Give the part of each row, one behind the other; `own` is what they have in common, by its own names."""
    around = {TOKEN: token, NONCE: nonce} | {name: conditional_escape(value) for name, value in own.items()}
    return _each(rows, get_language() or "", around)


def _each(rows: Rows, language: str, around: Mapping[str, str]) -> SafeString:
    parts = [_part(rows.template, language, row, around) for row in rows.rows]
    return SafeString("".join(parts))  # nosec B703 # templates drew them


def _part(template: str, language: str, given: Mapping[str, Any], around: Mapping[str, str]) -> SafeString:
    said, codes, rows = {**around}, [], []
    for name, value in given.items():
        if not name.startswith(OWN):
            codes.append((name, value))
        elif type(value) is Rows:
            rows.append((name, value))
        else:
            said[name] = conditional_escape(value)
    for name, value in rows:
        said[name] = _each(value, language, said)
    pieces = list(_drawn(template, language, tuple(codes), tuple(said)))
    pieces[1::2] = [str(uuid4()) if gap == FRESH else said[gap] for gap in pieces[1::2]]
    return SafeString("".join(pieces))  # nosec B703 # a template drew it, its gaps are escaped


def _is_code(value: Any) -> bool:
    """Say whether a value is one that may be kept: nothing that leads on to a row, a request or a person."""
    if isinstance(value, tuple):
        return all(map(_is_code, value))
    if is_dataclass(value) and not isinstance(value, type):
        return all(_is_code(getattr(value, each.name)) for each in fields(value))
    return value is None or type(value) in {str, SafeString, int, bool, UUID} or isinstance(value, Enum)


@lru_cache(MOST)
def _drawn(
    template: str, language: str, codes: tuple[tuple[str, Hashable], ...], own: tuple[str, ...]
) -> tuple[str, ...]:
    """Give the words of a part, in turns with the names of its gaps. A gap is an id while the part is drawn."""
    if strange := [name for name, value in codes if not _is_code(value)]:
        raise TypeError(f"{template} keeps codes only, and these are none: {', '.join(strange)}")
    gaps = {uuid4(): name for name in (*own, FRESH)}
    whole = render_to_string(template, {**dict(codes), **{name: gap for gap, name in gaps.items()}})
    pieces = re.split("(" + "|".join(map(str, gaps)) + ")", whole)
    names = {str(gap): name for gap, name in gaps.items()}
    return tuple(names.get(one, one) if place % 2 else one for place, one in enumerate(pieces))

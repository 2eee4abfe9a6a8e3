"""Parts of pages, and whole pages, that are alike for everybody: drawn once for a language, and kept in memory.

A part sees what it is given and nothing else of its page. What it is given by a plain name tells parts apart, and is
kept: codes, yes and no, the study's own words. What belongs to one page or one person is given by a name that begins
with `own_`: the part has a gap there, which is filled in each time and never kept, as are the token of a form, the
nonce of a script and the ids of acts to come. A gap can be shown, not asked: nothing is decided by what is own.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from html import escape
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

OWN = "own_"
TOKEN, NONCE, FRESH = "csrf_token", "csp_nonce", "fresh_id"
MOST = 4000
"""So many parts are kept; the one that was asked for longest ago goes first."""


@dataclass(frozen=True)
class Rows:
    """The same part for each of several rows, one behind the other, to answer with or to fill a gap with.

    `own` is what they have in common, by own names. A row has nothing of the part whose gap it fills.
    """

    template: str
    rows: Iterable[Mapping[str, Any]]
    own: Mapping[str, Any] = field(default_factory=dict)


_around: list[Callable[[HttpRequest], Mapping[str, Any]]] = []


def wire(around: Callable[[HttpRequest], Mapping[str, Any]]) -> None:
    """Take what gives a whole page that which stands around it, of its request. Called once, by `config`."""
    _around[:] = [around]


def page(request: HttpRequest, template: str, given: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """Answer with a whole page that is kept but for its gaps; `base.html` is a part of it."""
    around = {name: value for one in _around for name, value in one(request).items()}
    return answer(request, Rows(template, [{**around, **given}]), status)


def answer(request: HttpRequest, rows: Rows, status: int = 200) -> HttpResponse:
    """Answer with parts alone, as a script takes them in."""
    token = SimpleLazyObject(lambda: get_token(request))  # asked for only by a part with a form
    return HttpResponse(each(rows, token=token, nonce=request.csp_nonce), status=status)  # type: ignore[attr-defined]


def alike(template: str, given: Mapping[str, Any], *, token: Any = "", nonce: str = "") -> SafeString:
    """Give the part that `template` draws of what it is given; raises TypeError for what cannot be told apart."""
    return each(Rows(template, [given]), token=token, nonce=nonce)


def each(rows: Rows, *, token: Any = "", nonce: str = "") -> SafeString:
    """Give the part of each row, one behind the other."""
    return _each(rows, get_language() or "", {TOKEN: token, NONCE: nonce})


def _each(rows: Rows, language: str, page: Mapping[str, Any]) -> SafeString:
    common = {**page, **{name: _said(value, language, page) for name, value in rows.own.items()}}
    parts = [_part(rows.template, row, common, language, page) for row in rows.rows]
    return SafeString("".join(parts))  # nosec B703 # templates drew them


def _part(
    template: str, row: Mapping[str, Any], common: Mapping[str, Any], language: str, page: Mapping[str, Any]
) -> str:
    codes: list[tuple[str, Any]] = []
    said: dict[str, str] = {}
    for name, value in row.items():
        if name.startswith(OWN):
            said[name] = _said(value, language, page)
        else:
            codes.append((name, value))
    pieces = list(_drawn(template, language, tuple(codes)))
    pieces[1::2] = [said[gap] if gap in said else str(uuid4() if gap == FRESH else common[gap]) for gap in pieces[1::2]]
    return "".join(pieces)


def _said(value: Any, language: str, page: Mapping[str, Any]) -> str:
    """Give what fills a gap, escaped: that of most is known by what it is."""
    if type(value) is SafeString:
        return value
    if type(value) is str:
        return escape(value)
    if type(value) is Rows:
        return _each(value, language, page)
    return str(value) if type(value) in {UUID, int} else conditional_escape(value)


def _is_code(value: Any) -> bool:
    """Say whether a value is one that may be kept: nothing that leads on to a row, a request or a person.

    Nor anything that is equal to a value of another kind and drawn otherwise, as 1 is to True, or marked-up text to
    plain: parts are told apart by what is equal.
    """
    if isinstance(value, tuple):
        return all(map(_is_code, value))
    if is_dataclass(value) and not isinstance(value, type):
        return all(_is_code(getattr(value, each.name)) for each in fields(value))
    if isinstance(value, Enum):
        return not isinstance(value, str | int)
    if type(value) is SafeString:
        return escape(value) == value
    return value is None or type(value) in {str, bool, UUID}


class Gap(SafeString):
    """What a part sees in the place of what is own."""

    def __bool__(self) -> bool:
        raise TypeError("a part that is kept asks what is own")


class Kept(dict[str, Any]):
    """What a part is drawn of: its codes, and a gap for whatever else it shows, the same at each of its places."""

    def __init__(self, codes: Mapping[str, Any], gaps: dict[str, str]) -> None:
        super().__init__(codes)
        self.gaps = gaps  # their names, by what stands there while the part is drawn

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or str(name).startswith(OWN) or name in {TOKEN, NONCE, FRESH}

    def __missing__(self, name: str) -> str:
        gap = Gap(uuid4()) if name.startswith(OWN) else str(uuid4())
        self.gaps[gap] = name
        return self.setdefault(name, gap)

    def take_in(self, template: str, given: Mapping[str, Any]) -> SafeString:
        """Give another part as a piece of this one."""
        return render_to_string(template, Kept(given, self.gaps))


def kept_in(context: Context) -> Kept | None:
    """Give what the part is drawn of that is drawn to be kept just now; None for a page of now."""
    return next((one for one in context.dicts if isinstance(one, Kept)), None)


@lru_cache(MOST)
def _drawn(template: str, language: str, codes: tuple[tuple[str, Hashable], ...]) -> tuple[str, ...]:
    """Give the words of a part, in turns with the names of its gaps. A gap is an id while the part is drawn."""
    if strange := [name for name, value in codes if not _is_code(value)]:
        raise TypeError(f"{template} keeps codes only, and these are none: {', '.join(strange)}")
    gaps: dict[str, str] = {}
    whole = render_to_string(template, Kept(dict(codes), gaps))
    pieces = re.split("(" + "|".join(gaps) + ")", whole) if gaps else [whole]
    return tuple(gaps.get(one, one) if place % 2 else one for place, one in enumerate(pieces))

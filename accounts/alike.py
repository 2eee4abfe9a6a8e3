"""Parts of pages, and whole pages, that are alike for everybody: drawn once for a language, and kept in memory.

A part sees what it is given and nothing else of its page. What it is given by a plain name tells parts apart, and is
kept: codes, yes and no, the study's own words. What belongs to one page or one person is given by a name that begins
with `own_`: the part has a gap there, which is filled in each time and never kept, as are the token of a form, the
nonce of a script and the ids of acts to come. A gap can be shown, not asked: nothing is decided by what is own.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache, partial
from html import escape
from os import urandom
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

OWN = "own_"
TOKEN, NONCE, FRESH = "csrf_token", "csp_nonce", "fresh_id"
MOST = 4000
"""So many parts are kept; the one that was asked for longest ago goes first."""


class Rows(NamedTuple):
    """The same part for each of several rows, one behind the other, to answer with or to fill a gap with.

    `own` is what they have in common, by own names. A row has nothing of the part whose gap it fills.
    """

    template: str
    rows: Iterable[Mapping[str, Any]]
    own: Mapping[str, Any] = MappingProxyType({})


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
    page = _Page(partial(get_token, request), request.csp_nonce)  # type: ignore[attr-defined]
    return HttpResponse(_whole(rows, get_language() or "", page), status=status)


def alike(template: str, given: Mapping[str, Any], *, token: Any = "", nonce: str = "") -> SafeString:
    """Give the part that `template` draws of what it is given; raises TypeError for what cannot be told apart."""
    return each(Rows(template, [given]), token=token, nonce=nonce)


def each(rows: Rows, *, token: Any = "", nonce: str = "") -> SafeString:
    """Give the part of each row, one behind the other."""
    whole = _whole(rows, get_language() or "", _Page(partial(str, token), nonce))
    return SafeString(whole.decode())  # nosec B703 # templates drew it


class Said(bytes):
    """What fills a gap, escaped, as it goes over the line: made by `said` alone."""


def said(value: Any) -> Said:
    """Give what fills a gap; for what is the same in several rows, to do it once."""
    if type(value) is Said:
        return value
    if type(value) is str:
        return Said(escape(value).encode())
    return Said((str(value) if type(value) in {UUID, int} else conditional_escape(value)).encode())


class _Page(dict[str, Said]):
    """What the parts of one page fill gaps with that none of them was given."""

    def __init__(self, token: Callable[[], str], nonce: str) -> None:
        super().__init__({NONCE: said(nonce)})
        self._token, self.ids = token, _fresh()

    def __missing__(self, gap: str) -> Said:
        if gap == TOKEN:  # asked for by the first part with a form, and by no page without one
            return self.setdefault(TOKEN, said(self._token()))
        raise KeyError(gap)


def _fresh() -> Iterator[Said]:
    """Give ids (UUID of version 4: RFC 9562, 5.4), drawn by the dozen: a page has many."""
    while True:
        drawn = urandom(15 * 12).hex()  # 120 bits of each
        for at in range(0, len(drawn), 30):
            yield Said(
                f"{drawn[at : at + 8]}-{drawn[at + 8 : at + 12]}-4{drawn[at + 12 : at + 15]}"
                f"-a{drawn[at + 15 : at + 18]}-{drawn[at + 18 : at + 30]}".encode()
            )


def _whole(rows: Rows, language: str, page: _Page) -> bytes:
    common = {name: Said(_said(one, language, page)) for name, one in rows.own.items()}
    whole: list[bytes] = []
    names: Collection[str] = ()
    told: list[Any] | None = None
    for row in rows.rows:
        if row.keys() != names:
            names, codes, told = row.keys(), _codes(tuple(row)), None
        if told != (tells := [row[name] for name in codes]):
            told, part = tells, _drawn(rows.template, language, tuple(zip(codes, tells, strict=True)))
        given = {FRESH: b"", **common, **row}
        for gap in part.names:
            value = given[gap] if gap in given else page[gap]
            given[gap] = value if type(value) is Said else _said(value, language, page)
        pieces = list(part.words)
        pieces[1::2] = map(given.__getitem__, part.gaps)
        for place in part.fresh:
            pieces[place] = next(page.ids)
        whole += pieces
    return b"".join(whole)


def _said(value: Any, language: str, page: _Page) -> bytes:
    return _whole(value, language, page) if type(value) is Rows else said(value)


@lru_cache(MOST)
def _codes(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names of what tells parts apart; all others are own."""
    return tuple(name for name in names if not name.startswith(OWN))


class Drawn:
    """A part as it is kept: its words as they go over the line, with nothing where its gaps are, and their names."""

    def __init__(self, words: list[bytes], gaps: list[str]) -> None:
        self.words, self.gaps = words, gaps
        self.names = [gap for gap in dict.fromkeys(gaps) if gap != FRESH]
        self.fresh = [2 * at + 1 for at, gap in enumerate(gaps) if gap == FRESH]  # among the words: each has another id


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
def _drawn(template: str, language: str, codes: tuple[tuple[str, Hashable], ...]) -> Drawn:
    """Draw a part. A gap is an id while it is drawn."""
    if strange := [name for name, value in codes if not _is_code(value)]:
        raise TypeError(f"{template} keeps codes only, and these are none: {', '.join(strange)}")
    gaps: dict[str, str] = {}
    whole = render_to_string(template, Kept(dict(codes), gaps))
    pieces = re.split("(" + "|".join(gaps) + ")", whole) if gaps else [whole]
    words = [b"" if place % 2 else piece.encode() for place, piece in enumerate(pieces)]
    return Drawn(words, [gaps[one] for one in pieces[1::2]])

"""Reads what is written by hand in `expected.csv` and `fields.csv`: who finds what."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.access.world import BOTH, EVERYBODY, NOWHERE, OWN, RELATIONS, STAFF, WORDS

HERE = Path(__file__).parent
PARTS_OF_BOTH = {"tess", "her link", "her code"}


@dataclass(frozen=True)
class Line:
    """One address: the rows its arguments name, who finds it in the own case, and what differs in others."""

    route: str
    names: dict[str, str]
    get: frozenset[str]
    others: frozenset[str]
    differs: dict[str, frozenset[str]] = field(default_factory=dict)

    def finders(self, about: str, method: str) -> frozenset[str]:
        """Give who finds it about the case of this relation."""
        own = self.get if method in ("GET", "HEAD") else self.others
        if about == NOWHERE:
            return frozenset()
        if about == OWN:
            return with_both(own)
        return with_both(self.differs.get(about, frozenset().union(*(_becomes(about, name) for name in own))))

    def may_find(self, method: str) -> frozenset[str]:
        """Give who finds it about one case or another; by a method that nobody takes, who does by any that is taken."""
        methods = [method] if method in ("GET", "HEAD", "POST") else ["GET", "POST"]
        return frozenset().union(*(self.finders(about, each) for about in RELATIONS for each in methods))


def people_of(words: str) -> frozenset[str]:
    """Give the people that a cell names; a name of two words stands between bars."""
    known = {"all": frozenset(EVERYBODY), "STAFF": frozenset(STAFF), "none": frozenset[str]()}
    if words in known:
        return known[words]
    return frozenset(words.split("|") if "|" in words or "'s " in words or "her " in words else words.split())


def _rows(name: str) -> Iterator[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    yield from csv.reader(line for line in lines[1:] if line and not line.startswith("#"))


@cache
def becomes() -> dict[str, dict[str, frozenset[str]]]:
    """Give for each relation who takes the place of whom, as the lines `relation …` say."""
    found = {}
    for route, _names, rule, *_rest in _rows("expected.csv"):
        if route.startswith("relation "):
            pairs = (each.split(">") for each in rule.split())
            found[route.removeprefix("relation ")] = {
                name.replace("_", " "): frozenset() if to == "none" else frozenset({to.replace("_", " ")})
                for name, to in pairs
            }
    return found


def _becomes(about: str, name: str) -> frozenset[str]:
    return becomes()[about].get(name, frozenset({name}))


@cache
def lines() -> dict[str, Line]:
    """Give every line but those of relations, by the name of its door: an address, a socket, a task or a command."""
    found = {}
    for route, names, who, *more in _rows("expected.csv"):
        if not route.startswith("relation "):
            by_post, differs = [*more, "", ""][:2]
            found[route] = Line(
                route, dict(pair.split("=") for pair in names.split()), people_of(who), people_of(by_post or who),
                {about: people_of(cell) for about, cell in (each.split(": ") for each in differs.split("; ") if each)},
            )  # fmt: skip
    return found


def of_kind(kind: str) -> list[Line]:
    """Give the lines of one kind of door: "/" for addresses, "socket ", "task " or "command "."""
    return [line for route, line in lines().items() if route.startswith(kind)]


def with_both(people: frozenset[str]) -> frozenset[str]:
    """Give `people`, and the browser of several when one of them is in it."""
    return people | {BOTH} if people & PARTS_OF_BOTH else people


@cache
def fields() -> dict[tuple[str, str], frozenset[str]]:
    """Give for each field of each case who finds its words anywhere."""
    found = {(name, about): with_both(people_of(who)) for name, about, who in _rows("fields.csv")}
    assert set(found) == {(name, about) for name in WORDS for about in RELATIONS}
    return found

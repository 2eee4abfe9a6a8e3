"""Changes the access table and the marks of the doors, one at a time, and asks the judges of the matrix each time.

A mutant is killed when the first answer comes that `expected.csv` or `fields.csv` does not give. Only questions whose
answer may change are asked again: those that looked up the changed row, by people who hold the changed role.
"""

import inspect
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product, zip_longest
from typing import Any

import pytest

from accounts import access, table
from accounts.access import Relation, Role
from config import doors
from config.policy import POLICY
from tests.access import judges, stated
from tests.access.sweep import SOCKET, Answer, Cell, answered, knocked, nowhere, path_of, takes
from tests.access.world import NOWHERE, OWN, World, roles_of

Pair = tuple[str, str]
Table = dict[tuple[Role, str, str], Relation]
NOBODY = "survived"
SAME = "same rows"


@dataclass(frozen=True)
class Mutant:
    """One change: its words, how it is made, and at which doors it may show to people of which roles."""

    words: str
    made: Callable[[pytest.MonkeyPatch], None]
    routes: list[str]
    roles: frozenset[Role] = frozenset(Role)
    same: bool = False  # an exchange of two marks whose rows grant the same to the same roles


class Judge:
    """What the unchanged program looks up behind each door, and the questions to ask a mutant.

    `within` is how the addresses and sockets begin that are looked at; without it all are.
    """

    def __init__(self, world: World, within: str = "") -> None:
        self.within = within
        self.world, self.lines = world, stated.lines()
        self.roles = {who: roles_of(browser) for who, browser in world.browsers.items()}
        self.ids = {about: case.ids for about, case in world.cases.items()} | {NOWHERE: nowhere(world.cases[OWN].ids)}
        self.doors = dict(doors.all_doors())
        self.stated = {door.policy for door in self.doors.values()}
        self.program = {self.doors[name].policy for name, line in self.lines.items() if line.get == {"platform"}}
        self.known: dict[str, dict[Cell, frozenset[str]]] = defaultdict(dict)
        self.routes = [name for name in self.doors if name.startswith(within or ("/", "socket "))]
        self.behind: dict[Pair, list[str]] = defaultdict(list)
        for route in self.routes:
            for pair in sorted({self.doors[route].policy} | self._consulted(route)):
                self.behind[pair].append(route)

    def _method(self, route: str) -> str:
        return SOCKET if route.startswith(SOCKET) else next(each for each in takes(self.doors[route]) if each != "HEAD")

    def _consulted(self, route: str) -> set[Pair]:
        """Give the pairs that the door looks up for those who find it."""
        method = self._method(route)
        finders = sorted(self.lines[route].finders(OWN, method))
        answers = {cell: self.again(cell) for cell in (Cell(route, OWN, method, who) for who in finders)}
        for cell, answer in answers.items():
            if answer.words:
                self.known[cell.who][cell] = answer.words
        return set().union(*(answer.consulted for answer in answers.values()))

    def cells(self, routes: Iterable[str], who: Iterable[str]) -> Iterator[Cell]:
        """Give the questions at these doors by these people, about each case, so that each kind comes early."""
        people = list(who)
        asked = [
            Cell(route, about, self._method(route), name)
            for about, route, name in product(self.ids, routes, people)
            if about == OWN or self.lines[route].names
        ]
        should = [each.who in self.lines[each.route].finders(each.about, each.method) for each in asked]
        found = [each for each, does in zip(asked, should, strict=True) if does]
        others = defaultdict(list)
        for each, does in zip(asked, should, strict=True):
            if not does:
                others[each.about].append(each)
        in_turns = (each for turn in zip_longest(*others.values()) for each in turn if each)
        return (each for pair in zip_longest(found, in_turns) for each in pair if each)

    def kills(self, mutant: Mutant) -> str:
        """Give by which judge the mutant is killed: the matrix, the fields, an error, the start, or nobody."""
        with pytest.MonkeyPatch.context() as patch:
            mutant.made(patch)
            if judges.program(access._wiring.policy, self.program):
                return "matrix"
            if any(self.parts_at(route) for route in mutant.routes):
                return "matrix"
            people = [who for who, roles in self.roles.items() if roles & mutant.roles]
            for cell in self.cells(mutant.routes, people):
                if killed := self._asks(cell):
                    return killed
            return "start" if table.faults(self.stated) else NOBODY

    def parts_at(self, route: str) -> list[str]:
        """Give what is wrong with the parts that are let through at a door now."""
        mark = getattr(self.doors[route], "policy", None)
        granted = {role for role, *pair in access._wiring.policy if tuple(pair) == mark}
        return judges.parts(self.lines[route], granted, self.roles)

    def _asks(self, cell: Cell) -> str:
        try:
            answer = self.again(cell)
        except Exception:  # whatever it is, the matrix fails
            return "error"
        if judges.matrix({cell: answer}, [self.lines[cell.route]]):
            return "matrix"
        strange = judges.strangers(cell, answer, self.world)
        return "fields" if strange or self._lost(cell, answer.words) else ""

    def _lost(self, cell: Cell, words: frozenset[str]) -> bool:
        """Say whether words are gone that somebody found here, and finds nowhere else either."""
        gone = self.known[cell.who].get(cell, frozenset()) - words
        elsewhere = [each for each, said in self.known[cell.who].items() if each != cell and said & gone]
        return bool(gone) and any(
            not any(said in self.again(each).words for each in elsewhere if said in self.known[cell.who][each])
            for said in gone
        )

    def again(self, cell: Cell) -> Answer:
        """Ask a question again."""
        if cell.method == SOCKET:
            return knocked(self.world, cell)
        line = self.lines[cell.route]
        return answered(self.world, cell, path_of(line.route, line.names, self.ids[cell.about]))


def _table(change: Callable[[Table], None]) -> Callable[[pytest.MonkeyPatch], None]:
    def made(patch: pytest.MonkeyPatch) -> None:
        table = dict(POLICY)
        change(table)
        patch.setattr(access._wiring, "policy", table)

    return made


def of_the_table(judge: Judge) -> Iterator[Mutant]:
    """Give every row deleted, every relation exchanged for each other one, and every role added to every row."""
    everything = {(resource, action) for _role, resource, action in POLICY}
    for pair in sorted(everything & set(judge.behind) if judge.within else everything):
        for role in Role:
            now = POLICY.get((role, *pair))
            for relation in [None, *Relation] if now else [Relation.ANY, Relation.OWN_STUDY]:
                if relation is not now:
                    words = f"{role} × {' × '.join(pair)}: {now} → {relation}"
                    made = _table(_set((role, *pair), relation))
                    yield Mutant(words, made, judge.behind[pair], frozenset({role}))


def _set(row: tuple[Role, str, str], relation: Relation | None) -> Callable[[Table], None]:
    def change(table: Table) -> None:
        table.pop(row, None)
        if relation is not None:
            table[row] = relation

    return change


def of_the_marks(judge: Judge, every: int = 1) -> Iterator[Mutant]:
    """Give every mark of a view or socket deleted, and exchanged for each other pair (or each `every`th one).

    Those of the same resource are always among them.
    """
    pairs = sorted({(resource, action) for _role, resource, action in POLICY})
    for place, route in enumerate(judge.routes):
        door = judge.doors[route]
        if route == "socket /":  # nothing is behind it, whatever it states
            continue
        yield Mutant(f"{route}: no mark", _unmarked(door), [route])
        others = [pair for pair in pairs if pair != door.policy]
        near = [pair for pair in others if pair[0] == door.policy[0]]
        for pair in dict.fromkeys([*near, *others[place % every :: every]]):
            same = _grants(pair) == _grants(door.policy)
            yield Mutant(f"{route}: {pair}", _marked(door, pair), [route], same=same)


def _grants(pair: Pair) -> dict[Role, Relation]:
    return {role: relation for (role, *rest), relation in POLICY.items() if tuple(rest) == pair}


def _unmarked(door: Any) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.delattr(door, "policy")


def _marked(door: Any, pair: Pair) -> Callable[[pytest.MonkeyPatch], None]:
    """Give what sets another mark: on the door, and in the guard that asks once more."""

    def made(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(door, "policy", pair)
        guard = door
        while inspect.isfunction(guard) and guard.__name__ and "resource" not in guard.__code__.co_freevars:
            guard = guard.__wrapped__
        for name, said in zip(("resource", "action"), pair, strict=True) if inspect.isfunction(guard) else ():
            patch.setattr(guard.__closure__[guard.__code__.co_freevars.index(name)], "cell_contents", said)

    return made


@dataclass
class Run:
    """What became of the mutants: how many each judge killed, and the words of those nobody did."""

    counts: Counter[str]
    survivors: list[str]

    @property
    def words(self) -> str:
        """One line for the figures."""
        return f"{sum(self.counts.values())} mutants: " + ", ".join(
            f"{n} {by}" for by, n in sorted(self.counts.items())
        )


def run(judge: Judge, every: int = 1) -> Run:
    """Make every mutant of the table and of the marks, and judge it."""
    counts, survivors = Counter[str](), []
    logging.disable(logging.ERROR)  # a mutant may well break
    for mutant in (*of_the_table(judge), *of_the_marks(judge, every)):
        by = judge.kills(mutant)
        by = SAME if by == NOBODY and mutant.same else by
        counts[by] += 1
        if by == NOBODY:
            survivors.append(mutant.words)
    logging.disable(logging.NOTSET)
    return Run(counts, survivors)

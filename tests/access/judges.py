"""Judges the program against what is written by hand: each gives what is wrong, in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from accounts.access import Relation, Role
from tests.access import stated
from tests.access.stated import Line
from tests.access.sweep import TAKES, Answer, Cell
from tests.access.world import STAFF, World

Found = dict[Cell, Answer]


def matrix(answers: Found, lines: Iterable[Line]) -> list[str]:
    """Hold the answers against `expected.csv`: who finds what, and to whom only the method is wrong."""
    by_line = {line.route: line for line in lines}
    wrong = []
    for cell, answer in answers.items():
        line = by_line[cell.route]
        could = cell.who in line.may_find(cell.method)
        should = cell.who in line.finders(cell.about, cell.method)
        if (answer.found is TAKES and not could) or (answer.found is not TAKES and answer.found != should):
            wrong.append(f"{cell}: found {answer.found}, expected {should}")
    return wrong


def fields(answers: Found, world: World) -> dict[tuple[str, str], frozenset[str]]:
    """Give who found the words of each field of each case."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for cell, answer in answers.items():
        for said in answer.words:
            found[world.canaries[said]].add(cell.who)
    return {key: frozenset(found[key]) for key in stated.fields()}


def strangers(cell: Cell, answer: Answer, world: World) -> list[str]:
    """Give the words in one answer that `fields.csv` does not give to who asked."""
    return [
        f"{cell}: {world.canaries[said]}"
        for said in answer.words
        if cell.who not in stated.fields()[world.canaries[said]]
    ]


def parts(line: Line, granted: Set[Role], roles: Mapping[str, Set[Role]]) -> list[str]:
    """Hold the parts that the table lets through a door against those of the people who find it by hand.

    Each finder has one of them, each of them is some finder's, and what is for everybody is found by all the staff.
    """
    if line.route == "socket /":  # anybody may knock; there is nothing behind it
        return []
    finders = line.may_find("any")
    wrong = [f"{line.route}: {who} has no part" for who in finders if not roles[who] & granted]
    wrong += [f"{line.route}: no {part} finds it" for part in granted if not any(part in roles[who] for who in finders)]
    if Role.ANONYMOUS in granted and not finders >= set(STAFF):
        wrong.append(f"{line.route}: not for everybody")
    return wrong


def program(policy: Mapping[tuple[Role, str, str], Relation], by_hand: Set[tuple[str, str]]) -> list[str]:
    """Hold what the program itself may do against the rows of tasks and commands: all of it, and nothing else."""
    held = {(resource, action) for role, resource, action in policy if role is Role.PLATFORM}
    others = [row for row in policy if row[1:] in by_hand and row[0] is not Role.PLATFORM]
    return [f"the program: {pair}" for pair in sorted(by_hand ^ held)] + [f"not the program: {row}" for row in others]

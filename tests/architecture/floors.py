"""The floors of the house, and what a file names. Shared by the tests that hold them and by their planted breaches."""

import ast
import re

FLOORS: list[set[str]] = [
    {"vault", "printing", "deid"},
    {"ledger"},
    {"accounts"},
    {"studies"},
    {"consent"},
    {"timelines", "checkins"},
    {"interviews"},
    {"transcripts"},
    {"today", "audit", "analysis", "upkeep"},
    {"demo"},
    {"config"},
]
"""Lowest first. Floor 1 is three steps here: accounts may name ledger and vault, ledger may name vault."""

APART = {"printing", "deid"}
"""They name no room, and of the rooms on floor 1 none names them."""

ROOMS = set().union(*FLOORS)
CONTENT = {"timelines", "interviews", "transcripts", "analysis"}


def floor(room: str) -> int:
    """Give the step on which `room` stands."""
    return next(step for step, rooms in enumerate(FLOORS) if room in rooms)


def may_name(room: str) -> set[str]:
    """Give the rooms that `room` may name: itself and all on lower floors."""
    below = set().union(*FLOORS[: floor(room)], {room})
    return below - APART if room in {"vault", "ledger", "accounts"} | APART else below


def named(source: str) -> set[str]:
    """Give the rooms that a file imports at any depth, or names at the head of a string."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(re.split("[.:/]", node.value.lstrip("/"))[0])
    return found & ROOMS


def breaches(room: str, source: str) -> set[str]:
    """Give the rooms that a file of `room` names though it must not."""
    return named(source) - (may_name(room) | ({room} if room in APART else set()))

"""What every room that holds something of a participant has to be able to do for her."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True)
class Shelf:
    """A part of what is held of her, as she reads it: a title, and rows of what it is and what it says."""

    title: str
    rows: list[tuple[str, str]]


def shelves(*found: Shelf) -> list[Shelf]:
    """Give those shelves on which something lies."""
    return [shelf for shelf in found if shelf.rows]


class Holder(Protocol):
    """A room that holds something of a participant. `config` wires the rooms in the order of carrying out."""

    name: str

    def holds(self, participant: UUID) -> list[str]:
        """Give sentences, translated, that say what is held of her."""
        ...

    def effects(self, participant: UUID, level: str) -> list[str]:
        """Give the codes of what a withdrawal of `level` (W1, W2, W3) will do here; none when nothing."""
        ...

    def let_go(self, item: str) -> list[str]:
        """Give the codes of what goes here when she changes the choice `item` (C08) to a no; none when nothing."""
        ...

    def halt(self, participant: UUID, at: datetime) -> None:
        """Close what of hers is open on a screen, in the caller's transaction: she took back what a talk needs."""
        ...

    def words(self, what: str) -> str:
        """Give the translated sentence for one of the codes, as her page shows it."""
        ...

    def carry_out(self, participant: UUID, what: str, at: datetime) -> bool:
        """Do one effect, in the caller's transaction. True when done; False while it waits for a person. Repeatable.

        What waits needs nothing that her key opens: the key is destroyed meanwhile, and what is recorded is sealed by
        `consent.services.sealing`.
        """
        ...

    def done_at(self, participant: UUID, what: str) -> datetime | None:
        """Give when the thing that an effect asks for was really done, if it was done before; else None."""
        ...

    def copy(self, participant: UUID) -> dict[str, Any]:
        """Give all that is held of her, as plain values under fixed names, for her own copy as a file."""
        ...

    def shelves(self, participant: UUID) -> list[Shelf]:
        """Give all that is held of her, in translated words, for her page; no shelf is empty."""
        ...


_holders: list[Holder] = []


def wire(holders: list[Holder]) -> None:
    """Take the holders, in the order in which effects are carried out. Called once, by `config`."""
    _holders[:] = holders


def all_holders() -> list[Holder]:
    """Give the holders in their order."""
    return list(_holders)


def holder(name: str) -> Holder:
    """Give the holder called `name`. Raises KeyError."""
    return {each.name: each for each in _holders}[name]

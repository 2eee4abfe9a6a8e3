"""What each seat hears of a thing: a covered one loses its words before they leave the server."""

from enum import Enum
from typing import Any
from uuid import UUID

from timelines.models import Cover, Shape
from timelines.rules.operations import Told


class Seat(Enum):
    """Who sits before a screen, or what a copy is for."""

    HERS = "hers"
    INTERVIEWER = "interviewer"
    STUDY = "study"  # an export
    COPY = "copy"  # her own copy of what is kept of her


CLOTH = "cloth"
"""The shape that a seat hears of a covered thing."""
_CLOTH: dict[Seat, set[Cover]] = {
    Seat.HERS: {Cover.NEITHER}, Seat.INTERVIEWER: {Cover.MINE, Cover.NEITHER}, Seat.STUDY: set(), Seat.COPY: set()
}  # fmt: skip
_NOTHING: dict[Seat, set[Cover]] = {
    Seat.HERS: set(), Seat.INTERVIEWER: {Cover.OUT, Cover.ALONE}, Seat.STUDY: set(Cover) - {Cover.NONE},
    Seat.COPY: set(),
}  # fmt: skip


def hears_nothing(cover: Cover, seat: Seat) -> bool:
    """Say whether a seat hears nothing of a thing under this cover, not even a cloth."""
    return cover in _NOTHING[seat]


def heard(
    *, thing: UUID, lane: UUID, shape: Shape, cover: Cover, told: Told, sequence: int, seat: Seat
) -> dict[str, Any] | None:
    """Give what `seat` hears of a thing: all of it, a cloth of the same place, or None for nothing."""
    if hears_nothing(cover, seat):
        return None
    about: dict[str, Any] = {"id": str(thing), "lane": str(lane), "sequence": sequence, "cover": str(cover)}
    shown = told.shown()
    if cover not in _CLOTH[seat]:
        return about | {"shape": str(shape)} | shown
    place = {name: shown[name] for name in ("from", "to") if name in shown}
    if told.points:
        place = {"from": [float(told.points[0][0])] * 2, "to": [float(told.points[-1][0])] * 2}
    return about | {"shape": CLOTH, "label": ""} | place

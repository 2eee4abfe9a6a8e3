"""The list beside the picture, and what a form offers to choose from, as rows of parts that are drawn once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.alike import Rows
from timelines import wording
from timelines.models import Lane, Timeline
from timelines.rules import CLOTH, Seat

Lanes = Sequence[tuple[Lane, list[dict[str, Any]]]]
_ANY = UUID(int=0)
"""In the place of a thing."""


def change_address(timeline: Timeline, seat: Seat, thing: UUID | str) -> str:
    """Give the address of the form of one thing, for this seat."""
    if seat is Seat.HERS:
        return reverse("timelines:her-change", args=[thing])
    return reverse("timelines:change", args=[timeline.pk, thing])


def lanes_of(lanes: Lanes, names: Mapping[str, str], timeline: Timeline, seat: Seat) -> Rows:
    """Give lanes with their things as a list shows them."""
    there, open_now = change_address(timeline, seat, _ANY), timeline.open_since is not None

    def row(thing: dict[str, Any]) -> dict[str, Any]:
        cloth = thing["shape"] == CLOTH
        return {
            "cloth": cloth, "acts": open_now and (not cloth or seat is Seat.HERS), "own_shape": thing["shape"],
            "own_there": there.replace(str(_ANY), thing["id"]),
            "own_name": wording.name_of(thing), "own_time": wording.time_of(thing, names),
        }  # fmt: skip

    return Rows("timelines/_lane.html", [
        {"own_lane": lane.pk, "own_topic": lane.topic, "own_colour": lane.colour, "own_name": lane.name or "",
         "own_title": lane.title, "own_things": Rows("timelines/_thing.html", [row(thing) for thing in things])}
        for lane, things in lanes
    ])  # fmt: skip


def choices(lanes: Lanes, chosen: str = "") -> Rows:
    """Give lanes to choose one from; `chosen` is the id of the one that is chosen already."""
    return Rows("timelines/_form_lane.html", [
        {"chosen": str(lane.pk) == chosen, "own_lane": lane.pk, "own_colour": lane.colour, "own_title": lane.title}
        for lane, _things in lanes
    ])  # fmt: skip


def related(names: Mapping[str, str], chosen: str = "", target: str = "") -> Rows:
    """Give the things by which the time of `target` may be told, by id; one that is no more has no name."""
    gone = {chosen: _("something else")} if chosen and chosen not in names else {}
    return Rows("timelines/_form_related.html", [
        {"chosen": pk == chosen, "own_thing": pk, "own_name": name}
        for pk, name in {**names, **gone}.items() if pk != target
    ])  # fmt: skip


def plain_lanes(lanes: Lanes) -> Rows:
    """Give a form for each lane, and one for a new one, as a page without a script has them."""
    rows: list[dict[str, Any]] = [
        {"hidden": lane.hidden, "own_target": lane.pk, "own_name": lane.name or "", "own_title": lane.title}
        for lane, _things in lanes
    ]
    new: dict[str, Any] = {"hidden": False, "own_target": uuid4(), "own_name": "", "own_title": _("A lane of your own")}
    return Rows("timelines/_plain_lane.html", [{**row, "own_place": place} for place, row in enumerate([*rows, new])])

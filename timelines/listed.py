"""The list beside the picture, and what a form offers to choose from, as rows of parts that are drawn once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from accounts.alike import Rows, said
from timelines import wording
from timelines.models import Lane, Timeline
from timelines.rules import CLOTH, Seat

Row = Mapping[str, Any]
"""What a part is drawn of: see `accounts.alike`."""
Lanes = Sequence[tuple[Row, list[dict[str, Any]]]]
"""Of each lane what `lane_row` gives, and its things."""


def lane_row(lane: Lane) -> Row:
    """Give what all parts show of a lane, opened, translated and escaped once for all of them."""
    own: dict[str, Any] = {
        "own_lane": lane.pk, "own_topic": lane.topic, "own_colour": lane.colour, "own_name": lane.name or "",
        "own_title": lane.title,
    }  # fmt: skip
    return {"hidden": lane.hidden, **{name: said(value) for name, value in own.items()}}


def lanes_of(lanes: Lanes, names: Mapping[str, str], timeline: Timeline, seat: Seat) -> Rows:
    """Give lanes with their things as a list shows them."""
    open_now = timeline.open_since is not None

    own = {"own_timeline": said(timeline.pk)}

    def thing_row(thing: dict[str, Any]) -> Row:
        cloth = thing["shape"] == CLOTH
        return {
            "seat": seat, "cloth": cloth, "acts": open_now and (not cloth or seat is Seat.HERS),
            "own_thing": said(thing["id"]), "own_shape": thing["shape"],
            "own_name": said(wording.name_of(thing)), "own_time": wording.time_of(thing, names),
        }  # fmt: skip

    def things_of(things: list[dict[str, Any]]) -> Rows:
        return Rows("timelines/_thing.html", [thing_row(thing) for thing in things], own)

    return Rows("timelines/_lane.html", [{**lane, "own_things": things_of(things)} for lane, things in lanes])


def choices(lanes: Lanes, chosen: str = "") -> Rows:
    """Give lanes to choose one from; `chosen` is the id of the one that is chosen already."""
    rows = [{**lane, "chosen": lane["own_lane"] == said(chosen)} for lane, _things in lanes]
    return Rows("timelines/_form_lane.html", rows)


def related(names: Mapping[str, str], chosen: str = "", target: str = "") -> Rows:
    """Give the things by which the time of `target` may be told, by id; one that is no more has no name."""
    gone = {chosen: _("something else")} if chosen and chosen not in names else {}
    return Rows("timelines/_form_related.html", [
        {"chosen": pk == chosen, "own_thing": pk, "own_name": name}
        for pk, name in {**names, **gone}.items() if pk != target
    ])  # fmt: skip


def plain_lanes(lanes: Lanes, timeline: Timeline, seat: Seat, here: str) -> Rows:
    """Give a form for each lane, and one for a new one, as the page `here` has them without a script."""
    new = {"hidden": False, "own_lane": uuid4(), "own_name": "", "own_title": _("A lane of your own")}
    rows = enumerate([*(lane for lane, _things in lanes), new])
    own = {"own_timeline": said(timeline.pk), "own_next": said(here)}
    return Rows("timelines/_plain_lane.html", [{**lane, "seat": seat, "own_place": place} for place, lane in rows], own)

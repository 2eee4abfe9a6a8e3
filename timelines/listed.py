"""The list beside the picture, and what a form offers to choose from, as rows of parts that are drawn once."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.alike import Rows, said
from timelines import wording
from timelines.models import Lane, Timeline, Topic
from timelines.rules import CLOTH, Seat

Row = Mapping[str, Any]
"""What a part is drawn of: see `accounts.alike`."""
Lanes = Sequence[tuple[Row, list[dict[str, Any]]]]
"""Of each lane what `rows_of` gives, and its things."""


def rows_of(lanes: Iterable[tuple[Lane, list[dict[str, Any]]]]) -> Lanes:
    """Give what all parts show of each lane, opened, translated and escaped once for all of them; and its things."""
    language = get_language()
    return [({**_own(lane, language), "hidden": lane.hidden, "own_lane": said(lane.pk)}, each) for lane, each in lanes]


def _own(lane: Lane, language: str | None) -> Row:
    name = lane.name
    if not name:
        return _of_topic(lane.topic, lane.colour, language)
    return {**_of_topic(lane.topic, lane.colour, language), "own_name": said(name), "own_title": said(name)}


@lru_cache(500)
def _of_topic(topic: str, colour: int, language: str | None) -> Row:
    """Give what a lane of the study's template has before she calls it anything."""
    title = str(Topic(topic).label) if topic else ""
    own = {"own_topic": topic, "own_colour": colour, "own_name": "", "own_title": title}
    return {name: said(one) for name, one in own.items()}


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

    return Rows("timelines/_lane.html", [
        {**lane, "own_things": things_of(things) if things else ""} for lane, things in lanes
    ])  # fmt: skip


def choices(lanes: Lanes, chosen: str = "") -> Rows:
    """Give lanes to choose one from; `chosen` is the id of the one that is chosen already."""
    rows = [{**lane, "chosen": lane["own_lane"] == said(chosen)} for lane, _things in lanes]
    return Rows("timelines/_form_lane.html", rows)


NO_CHOICE = Rows("timelines/_form_lane.html", [
    {"chosen": False, "own_lane": said(""), "own_colour": said(""), "own_title": said("")},
])  # fmt: skip
"""What a script makes the choices of, once it knows the lanes."""


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

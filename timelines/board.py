"""The live board as a part that is alike for everybody but for its gaps: what fills them for one seat."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from accounts.alike import Rows
from timelines import beside, letterbox, listed, queries, wording
from timelines.lanes import bare_lanes, lanes_known
from timelines.models import Lane, Timeline
from timelines.rules import CLOTH, Seat

_JSON = json.JSONEncoder(separators=(",", ":")).encode


def board(timeline: Timeline, seat: Seat, here: str, *, bare: bool = False) -> Rows:
    """Give the board of a seat to fill a gap with, on the page `here`.

    A `bare` one, which a device keeps for when there is no network, has nothing that anybody said: no thing, no own
    name.
    """
    drawn = bare_lanes(timeline) if bare else queries.lanes(timeline, seat)
    names, lanes = names_of(drawn), listed.rows_of(drawn)
    shown, hidden = ([each for each in lanes if each[0]["hidden"] is so] for so in (False, True))
    return _board(timeline, seat, here, {
        "listed": True, "any_hidden": bool(hidden),
        "own_shown": listed.lanes_of(shown, names, timeline, seat),
        "own_hidden": listed.lanes_of(hidden, names, timeline, seat),
        "own_lanes": listed.choices(lanes), "own_names": listed.related(names),
        "own_plain_lanes": listed.plain_lanes(lanes, timeline, seat, here),
        **(_hers(timeline, bare) if seat is Seat.HERS else {}),
    })  # fmt: skip


def board_by_line(timeline: Timeline, seat: Seat, here: str) -> Rows:
    """Give the board as `board` does, for a script, which draws what comes by the line: once, on the lanes it has here.

    Without one a link leads to the page of the timeline.
    """
    return _board(timeline, seat, here, {
        "listed": False, "any_hidden": False, "own_shown": "", "own_hidden": "", "own_plain_lanes": "",
        "own_lanes": listed.NO_CHOICE, "own_names": "", "own_known": _JSON(lanes_known(timeline)),
    })  # fmt: skip


def _board(timeline: Timeline, seat: Seat, here: str, more: dict[str, Any]) -> Rows:
    calm = timeline.calm_place
    return Rows("timelines/_board.html", [{
        "seat": seat, "open": timeline.open_since is not None, "kept": timeline.is_kept, "calm": calm is not None,
        "days": str(settings.BACKUP_DAYS),
        "own_timeline": timeline.pk, "own_calm": calm, "own_next": here, **line(timeline, seat),
        "own_more": "", "own_ended": "", **more,
    }])  # fmt: skip


def _hers(timeline: Timeline, bare: bool) -> dict[str, Rows]:
    """Give what her own board has besides: more that she can do, and the words for when her link has ended."""
    centre, aside = timeline.participant.centre, beside.address("set aside")
    more = {"open": timeline.open_since is not None, "seat": Seat.HERS, "aside": aside}
    ended = {
        "kept": timeline.is_kept, "own_centre": centre.name,
        "own_phone": centre.phone, "own_dial": centre.phone.replace(" ", ""),
    }  # fmt: skip
    return {
        "own_more": Rows("timelines/_hers_more.html", [more]),
        "own_ended": Rows("timelines/_ended.html", [] if bare else [ended]),
    }


def names_of(lanes: Iterable[tuple[Lane, list[dict[str, Any]]]]) -> dict[str, str]:
    """Give what things are called, by their ids; what is covered has no name."""
    return {one["id"]: wording.name_of(one) for _, things in lanes for one in things if one["shape"] != CLOTH}


def line(timeline: Timeline, seat: Seat) -> dict[str, str]:
    """Give the addresses of a seat's live line, and the open room's public key."""
    live, language = f"/live/{timeline.pk}/{'hers/' if seat is Seat.HERS else ''}", get_language() or "en"
    return {
        "own_events": f"{live}events/?language={language}", "own_socket": f"{live}?language={language}",
        "own_letters": letterbox.public_of(timeline),
    }  # fmt: skip

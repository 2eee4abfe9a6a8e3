"""What this room holds of a participant, and what a withdrawal does to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from consent.holders import Shelf, shelves
from consent.models import Level
from consent.queries import ended_by, said_no_to
from timelines import brief, queries, services
from timelines.models import Timeline
from timelines.rules import Seat
from timelines.wording import name_of, time_of

LINKS, THINGS = "links closed", "timeline deleted"
LINKS_LET_GO, LET_GO = "links let go", "timeline let go"
_SAME = {LINKS_LET_GO: LINKS, LET_GO: THINGS}
"""What a changed choice does, as a withdrawal does it."""
_IN_A_COPY = {"shape", "from", "to", "when", "relation", "label", "symbol", "near", "points", "cover"}


class _Holder:
    name = "timelines"

    def holds(self, participant: UUID) -> list[str]:
        """Give the sentence that says a timeline is held, if there is one."""
        timeline = _hers(participant)
        if timeline is None:
            return []
        if timeline.is_kept:
            return [_("A timeline that you made together, with its words.")]
        return [_("The timeline that you draw in this talk. It is gone for good when the talk ends.")]

    def effects(self, participant: UUID, level: str) -> list[str]:
        """Give what a withdrawal does here: her links close; with W3 the whole timeline goes."""
        if _hers(participant) is None:
            return []
        return [LINKS, THINGS] if level == Level.W3 else [LINKS]

    def let_go(self, item: str) -> list[str]:
        """Give what a no to keeping the timeline does: her links close, and it is deleted unless she says yes again."""
        return [LINKS_LET_GO, LET_GO] if item == services.KEEPS_IT else []

    def halt(self, participant: UUID, at: datetime) -> None:
        """Close her links; the screens that came by them say why."""
        if (timeline := _hers(participant)) is not None:
            services.close_links(timeline, by=participant, at=at, why="choice")

    def words(self, what: str) -> str:
        """Give the sentence for one of the codes. Raises KeyError."""
        return {
            LINKS: _("Your phone or tablet no longer opens the timeline."),
            THINGS: _("The timeline and everything on it is deleted."),
        }[_SAME.get(what, what)]

    def carry_out(self, participant: UUID, what: str, at: datetime) -> bool:
        """Do one effect. Raises KeyError for a code of elsewhere. Repeatable."""
        timeline = _hers(participant)
        deed = {LINKS: _close, THINGS: _delete}[_SAME.get(what, what)]
        if timeline is not None and not (what in _SAME and _stays(timeline)):
            deed(timeline, at)
        return True

    def done_at(self, participant: UUID, what: str) -> datetime | None:
        """Give None: what is asked here is done when it is carried out."""
        return None

    def copy(self, participant: UUID) -> dict[str, Any]:
        """Give the timeline that is kept as lanes with their things, and her years: ages in years, her words."""
        timeline = _kept(participant)
        lanes = queries.lanes(timeline, Seat.COPY) if timeline else []
        return {
            "life": queries.life_of(timeline) if timeline else {},
            "lanes": [{"name": lane.title, "things": [_copied(one) for one in things]} for lane, things in lanes],
        }

    def shelves(self, participant: UUID) -> list[Shelf]:
        """Give each lane of the timeline that is kept with its things, and what she said of her years."""
        timeline = _kept(participant)
        life = queries.life_of(timeline) if timeline else {}
        years = [(_("Year of birth"), life.get("born")), (_("Age now"), life.get("age_now"))]
        return shelves(Shelf(_("Years, about"), [(name, f"{said:g}") for name, said in years if said is not None]), *(
            Shelf(lane.title, [(time_of(one), name_of(one)) for one in things])
            for lane, things in (queries.lanes(timeline, Seat.COPY) if timeline else [])
        ))  # fmt: skip


def _stays(timeline: Timeline) -> bool:
    """Say whether a changed choice leaves it: she changed her mind once more, or drew anew, not to be kept."""
    return not timeline.is_kept or not said_no_to(timeline.participant_id, services.KEEPS_IT)


def _copied(thing: dict[str, Any]) -> dict[str, Any]:
    """Give a thing as her copy holds it: all that was told, and no id."""
    return {name: said for name, said in thing.items() if name in _IN_A_COPY}


def _hers(participant: UUID) -> Timeline | None:
    return Timeline.objects.filter(participant=participant).first()


def _kept(participant: UUID) -> Timeline | None:
    timeline = _hers(participant)
    return timeline if timeline is not None and timeline.is_kept else None


def _close(timeline: Timeline, at: datetime) -> None:
    services.close_links(timeline, by=ended_by(timeline.participant_id), at=at)


def _delete(timeline: Timeline, at: datetime) -> None:
    brief.let_go(timeline, at=at)


HOLDER = _Holder()

"""One timeline as a table for the study: what is not covered, with its times in EDTF (ISO 8601-2:2019).

The feelings line is not in it: heights by age would be scores, and she was promised that nothing is scored. Lanes that
are hidden, and what is covered in any way, are not in it either.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from consent.services import require_use
from ledger.services import record
from printing.services import cell
from timelines import queries, rules
from timelines.changes import KEEPS_IT, NotKept
from timelines.models import Shape, Timeline
from timelines.rules import Seat, remembered

FORMAT = "attune-timeline-1"
"""Name of the form of the file; a later one gets another number."""
COLUMNS = [
    "number", "topic", "lane", "shape", "edtf", "begins", "ends", "begins_earliest", "begins_latest", "ends_earliest",
    "ends_latest", "time_in_words", "relation", "related", "words", "symbol", "near",
]  # fmt: skip
"""Columns of the table. Ages are years; `begins` and `ends` are EDTF each by itself, `edtf` the whole."""


@transaction.atomic
def export(timeline: Timeline, *, by: UUID, at: datetime) -> dict[str, Any]:
    """Give the timeline as a document, and write that it was given.

    Raises NotInForce without her yes to its keeping (after W1 and W2 it counts as it stood), NotKept, Denied.
    """
    participant = timeline.participant
    require_use(participant, KEEPS_IT, at=at)
    if not timeline.is_kept:
        raise NotKept(_("This timeline is not kept: it goes with the sitting, and there is no file of it."))
    born = queries.life_of(timeline).get("born")
    rows = _rows(timeline, born)
    record("timelines.exported", actor=by, subject=participant.pk, target=timeline.pk, payload={}, at=at)
    return {
        "format": FORMAT, "participant": participant.code, "years": "calendar" if born else "of her life, from 0000",
        "left_out": ["covered", "hidden lanes", "feelings line"], "things": rows,
    }  # fmt: skip


def as_cells(document: dict[str, Any]) -> list[list[str]]:
    """Give the things of a document as cells, with a head; none that a spreadsheet takes for a formula."""
    body = [["" if thing[name] is None else str(thing[name]) for name in COLUMNS] for thing in document["things"]]
    return [COLUMNS, *([cell(words) for words in cells] for cells in body)]


def _rows(timeline: Timeline, born: int | None) -> list[dict[str, Any]]:
    found = [
        (lane, thing)
        for lane, things in queries.lanes(timeline, Seat.STUDY) if not lane.hidden
        for thing in things if thing["shape"] != Shape.FEELINGS
    ]  # fmt: skip
    numbers = {thing["id"]: number for number, (_lane, thing) in enumerate(found, start=1)}
    return [_row(numbers, lane.topic, str(lane.name or ""), thing, born) for lane, thing in found]


def _row(numbers: dict[str, int], topic: str, lane: str, thing: dict[str, Any], born: int | None) -> dict[str, Any]:
    begins, ends = remembered.read(thing.get("from")), remembered.read(thing.get("to"))
    first, last = thing.get("from") or [None, None], thing.get("to") or [None, None]
    whole = rules.interval(begins, ends, born) if thing["shape"] == Shape.PERIOD else rules.edtf(begins, born)
    related = numbers.get(thing.get("related", ""))
    return {
        "number": numbers[thing["id"]], "topic": topic, "lane": lane, "shape": thing["shape"], "edtf": whole,
        "begins": rules.edtf(begins, born), "ends": rules.edtf(ends, born),
        "begins_earliest": first[0], "begins_latest": first[1], "ends_earliest": last[0], "ends_latest": last[1],
        "time_in_words": thing.get("when", ""), "relation": thing.get("relation", "") if related else "",
        "related": related, "words": thing["label"], "symbol": thing.get("symbol", ""), "near": thing.get("near", ""),
    }  # fmt: skip

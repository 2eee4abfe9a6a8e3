"""A keepsake: a copy on paper of what she has chosen. Nothing of what is chosen or edited for it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from ledger.services import record
from printing.services import pdf
from timelines import queries, rules
from timelines.models import Cover, Lane, Shape, Timeline
from timelines.rules import CLOTH, Seat
from timelines.rules.paper import drawing
from timelines.wording import name_of, time_of


@dataclass
class Line:
    """One thing that may come onto the paper, with the words that would stand there."""

    id: str
    on: bool
    told: dict[str, Any]
    covered: bool

    @property
    def has_words(self) -> bool:
        """Say whether words of hers would stand there."""
        return bool(self.told["label"] or self.told.get("when"))

    @property
    def name(self) -> str:
        """What it is called."""
        return name_of(self.told)

    @property
    def time(self) -> str:
        """Its time, in words."""
        return time_of({name: said for name, said in self.told.items() if name != "relation"})


@dataclass
class Part:
    """One lane that may come onto the paper."""

    lane: Lane
    on: bool
    lines: list[Line]

    @property
    def name(self) -> str:
        """What the lane is called."""
        return self.lane.title


def offered(timeline: Timeline, seat: Seat) -> list[Part]:
    """Give what may come onto a paper of `seat`: all that it hears; what is covered, or in a hidden lane, is off.

    A cloth is not offered: this seat hears no words of it. Raises Denied without a key.
    """
    return [
        Part(lane, not lane.hidden, [
            Line(one["id"], one["cover"] == Cover.NONE, one, one["cover"] != Cover.NONE)
            for one in things if one["shape"] != CLOTH
        ])
        for lane, things in queries.lanes(timeline, seat)
    ]  # fmt: skip


def choose(parts: list[Part], said: Mapping[str, str]) -> None:
    """Take over what was chosen on the form: `lane-<id>`, `thing-<id>`, and the words `words-<id>`, `when-<id>`.

    Raises TooLong. What is not there any more is left.
    """
    for part in parts:
        part.on = f"lane-{part.lane.pk}" in said
        for line in part.lines:
            line.on = f"thing-{line.id}" in said
            line.told = {
                **line.told, "label": rules.label(said.get(f"words-{line.id}", line.told["label"])),
                "when": rules.label(said.get(f"when-{line.id}", line.told.get("when"))),
            }  # fmt: skip


def printed(parts: list[Part], *, near: bool) -> bytes:
    """Give the paper as PDF: a drawing outside, then the lanes; with words when `near`, shapes alone when not."""
    number, lanes, lists = 0, [], []
    for part in (part for part in parts if part.on):
        lines = []
        for line in (line for line in part.lines if line.on):
            number += line.told["shape"] != Shape.FEELINGS
            lines.append((number if line.told["shape"] != Shape.FEELINGS else 0, line))
        lanes.append((part.name, part.lane.colour, [(place, line.told) for place, line in lines]))
        lists.append((part.name, [(place, line) for place, line in lines if place]))
    drawn = {"drawing": drawing(lanes), "lists": lists, "near": near}
    return pdf("timelines/keepsake_paper.html", drawn, get_language() or "en")


@transaction.atomic
def note(timeline: Timeline, *, by: UUID, at: datetime) -> None:
    """Write that a keepsake was made; not what is on it."""
    record("timelines.keepsake_made", actor=by, subject=timeline.participant_id, target=timeline.pk, payload={}, at=at)

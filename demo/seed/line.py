"""The timeline that P05 drew."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from demo.study_files import read
from timelines.models import Shape, Timeline, Topic
from timelines.services import apply

if TYPE_CHECKING:
    from demo.seed.cohort import Story

_TOPICS = {
    "strengths": Topic.STRENGTHS, "home": Topic.PLACES, "family": Topic.CHILDREN, "use": Topic.SUBSTANCES,
    "help": Topic.CARE, "hopes": Topic.HOPES,
}  # fmt: skip


def draw(story: "Story", at: datetime) -> None:
    """Place what she placed, in her own words, a minute apart; what she covered stays off."""
    timeline = Timeline.objects.get(participant=story.participant)
    lanes = {lane.topic: lane.pk for lane in timeline.lanes.all()}
    for minute, (lane, shape, ages, words) in enumerate(_things(story.written["language"])):
        placed = {
            "id": str(uuid4()), "kind": "put", "thing": str(uuid4()), "lane": str(lanes[lane]), "shape": str(shape),
            "from_age": str(ages[0]), "to_age": str(ages[1]), "label": words,
        }  # fmt: skip
        apply(timeline, placed, hers=False, by=story.interviewer.pk, at=at + timedelta(minutes=minute))


def _things(language: str) -> Iterator[tuple[Topic, Shape, tuple[Decimal, Decimal], str]]:
    written = read("cohort")["timeline"]
    for each in written["periods"]:
        if each["cover"] is None:
            first = Decimal(each["start"][0])
            last = _middle(each["end"]) or max(Decimal(written["age_now"]), Decimal(each["start"][1]))
            yield _TOPICS[each["lane"]], Shape.PERIOD, (first, last), each["words"][language]
    for each in written["moments"]:
        if each["cover"] is None:
            age = _middle(each["age"]) or first
            yield _TOPICS[each["lane"]], Shape.MOMENT, (age, age), each["words"][language]


def _middle(ages: list[Any]) -> Decimal | None:
    """Give the middle of an age that was remembered as "from … to …"; None for an open end."""
    return None if ages[0] is None else Decimal(ages[0] + ages[1]) / 2

"""The timeline that P05 drew."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from demo.study_files import read
from timelines.models import Cover, Shape, Timeline, Topic
from timelines.services import apply

if TYPE_CHECKING:
    from demo.seed.cohort import Story

Operation = dict[str, Any]
_TOPICS = {
    "strengths": Topic.STRENGTHS, "home": Topic.PLACES, "family": Topic.CHILDREN, "use": Topic.SUBSTANCES,
    "help": Topic.CARE, "hopes": Topic.HOPES,
}  # fmt: skip
_COVERS = {"only_me": Cover.MINE, "both": Cover.NEITHER, "out_of_study": Cover.OUT}
_SYMBOLS = {"home": "house"}
"""Symbols of the file that have another name here."""


def draw(story: "Story", at: datetime) -> None:
    """Place what she placed, in her own words, and cover what she covered, a minute apart."""
    timeline = Timeline.objects.get(participant=story.participant)
    lanes = {lane.topic: str(lane.pk) for lane in timeline.lanes.all()}
    life = {"kind": "life", "target": str(timeline.pk), "age_now": read("cohort")["timeline"]["age_now"]}
    for minute, said in enumerate([life, *_steps(story.written["language"], lanes)]):
        when = at + timedelta(minutes=minute)
        apply(timeline, {"id": str(uuid4()), **said}, hers=True, by=story.interviewer.pk, at=when)


def _steps(language: str, lanes: dict[str, str]) -> Iterator[Operation]:
    """Give the operations: each thing, followed by its cover."""
    for put, cover in _things(language):
        target = str(uuid4())
        yield {"kind": "put", "target": target, **put, "lane": lanes[put["lane"]]}
        if cover is not None:
            yield {"kind": "cover", "target": target, "cover": str(_COVERS[cover])}


def _things(language: str) -> Iterator[tuple[Operation, str | None]]:
    """Give each thing as its operation says it, with its cover."""
    written = read("cohort")["timeline"]
    for each in written["periods"]:
        yield _period(each, language), each["cover"]
    for each in written["moments"]:
        symbol = _SYMBOLS.get(each["symbol"], each["symbol"])
        said = {"shape": str(Shape.MOMENT), "symbol": symbol, "label": each["words"][language]}
        yield {"lane": _TOPICS[each["lane"]], **said, **_age("from", each["age"])}, each["cover"]
    for each in written["figures"]:
        said = {"shape": str(Shape.FIGURE), "symbol": each["shape"], "near": each["distance"]}
        yield {"lane": Topic.PEOPLE, **said, **_age("from", each["start"]), **_age("to", each["end"])}, None
    for stroke in _strokes(written["feelings"]):
        yield {"lane": Topic.FEELINGS, "shape": str(Shape.FEELINGS), "points": stroke}, None


def _period(each: dict[str, Any], language: str) -> Operation:
    ages = _age("from", each["start"]) | _age("to", each["end"])
    when = each["when"][language] if each["when"] else ""
    said = {"shape": str(Shape.PERIOD), "label": each["words"][language], "when": when}
    return {"lane": _TOPICS[each["lane"]], **said, **ages}


def _age(name: str, ages: list[Any]) -> Operation:
    """Give the fields of one end: the earliest and the latest age; an open one says nothing."""
    return {f"{name}_age": ages[0], f"{name}_age_latest": ages[1]}


def _strokes(points: list[Any]) -> Iterator[list[Any]]:
    """Give the strokes of the feelings line: a null in the file is a break."""
    stroke: list[Any] = []
    for point in [*points, None]:
        if point is not None:
            stroke.append([point[0], round(point[1] * 100)])
        elif stroke:
            yield stroke
            stroke = []

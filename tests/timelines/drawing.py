"""A timeline as the tests need it, and operations on it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from tests.consent.acts import agree
from timelines import queries, services
from timelines.models import ShareLink, Thing, Timeline
from timelines.rules import told


def begin(participant: Any, *, by: Any, at: datetime, no: tuple[str, ...] = ()) -> Timeline:
    """Take her through consent, with yes to everything but `no`, and begin her timeline."""
    agree(participant, by=by, at=at, no=no)
    timeline = services.start(participant, at=at)
    services.open_for_drawing(timeline, at=at)
    return timeline


def put(timeline: Timeline, label: str = "with that one", **other: Any) -> dict[str, Any]:
    """Give the operation that places a period on the first lane."""
    lane = timeline.lanes.order_by("position").first()
    return {
        "id": str(uuid4()), "kind": "put", "target": str(uuid4()), "lane": str(lane.pk) if lane else "",
        "shape": "period", "from_age": 6, "to_age": 9, "label": label, **other,
    }  # fmt: skip


def label_of(thing: Thing) -> str:
    """Give the words of a thing."""
    return told(str(thing.told)).label


def drop(thing: str) -> dict[str, Any]:
    """Give the operation that takes a thing away."""
    return {"id": str(uuid4()), "kind": "drop", "target": thing}


def applied(timeline: Timeline, operation: dict[str, Any], *, hers: bool = False, by: UUID | None = None,
            at: datetime | None = None) -> dict[str, Any]:  # fmt: skip
    """Apply an operation now, and give its acknowledgement."""
    return services.apply(timeline, operation, hers=hers, by=by or uuid4(), at=at or timezone.now())


def joined(timeline: Timeline, *, by: Any, at: datetime | None = None) -> str:
    """Open a link and give its secret."""
    return services.open_link(timeline, lands_on="/j/timeline/", by=by, at=at or timezone.now())[1].secret


def let_in(timeline: Timeline, *, by: Any, at: datetime | None = None) -> ShareLink:
    """Confirm the device that asks, and give its link."""
    at = at or timezone.now()
    device = queries.device_of(timeline, at)
    assert device.standing == "asks"
    assert device.link is not None
    services.confirm(timeline, device.link, by=by, at=at)
    return ShareLink.objects.get(pk=device.link)


def seated(timeline: Timeline, device: Client, *, by: Any, at: datetime | None = None) -> Client:
    """Let a browser join as her device, and be let in."""
    answer = device.post("/j/", {"secret": joined(timeline, by=by, at=at)})
    assert (answer.status_code, answer["Location"]) == (302, "/j/wait/")
    let_in(timeline, by=by, at=at)
    return device

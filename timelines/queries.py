"""Reads: the doors to a timeline, and what a screen needs of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import Case, CharField, Q, Value, When

from accounts.access import Actor, Asks, Denied, Relation, Relations, Role
from accounts.models import Person
from consent.models import Act, Kind, Level
from consent.queries import who_said_no
from studies.models import Participant
from studies.queries import Owed, by_participant
from timelines.models import Change, Lane, Operation, ShareLink, Thing, Timeline
from vault.services import KeyDestroyed

JOINABLE_FOR = timedelta(minutes=15)
"""How long a link can be joined."""
CODE_FOR = timedelta(minutes=10)
"""How long its spoken code opens it."""
ASKS_FOR = timedelta(minutes=3)
"""How long a device asks; then its link is dead."""
HERE_FOR = timedelta(hours=4)
"""How long a device stays, at most."""


def withdrawn(*levels: str) -> Q:
    """Give the filter that leaves the timelines of who has withdrawn, at one of `levels` or at any."""
    acts = Act.objects.filter(kind=Kind.WITHDRAWAL, level__in=levels or Level.values)
    return Q(participant__in=acts.values("participant"))


def _by_case(actor: Actor, role: Role, relation: Relation, at: datetime) -> Q:
    """Leave the timelines of a person's cases, but none of which a withdrawal says that it goes."""
    mine = by_participant("participant")(actor, role, relation, at)
    return mine & ~withdrawn(Level.W3) & ~Q(participant__in=who_said_no("C08"))


def _by_link(actor: Actor, role: Role, relation: Relation, at: datetime) -> Q:
    """Leave the one timeline that a confirmed, open link leads to, until she withdraws or lets none be kept."""
    links = ShareLink.objects.filter(_own(actor, relation), here(at))
    return Q(pk__in=links.values("timeline")) & ~withdrawn() & ~Q(participant__in=who_said_no("C08"))


def _asked_by(actor: Actor, role: Role, relation: Relation, at: datetime) -> Q:
    """Leave the one link by which a device asks or is here, until she withdraws."""
    stay = Timeline.objects.exclude(withdrawn()).exclude(participant__in=who_said_no("C08"))
    return _own(actor, relation) & (asking(at) | here(at)) & Q(timeline__in=stay)


def _own(actor: Actor, relation: Relation) -> Q:
    if actor.link is None or relation is not Relation.OWN_LINK:
        raise ValueError(f"what is hers by link is not related by {relation}")
    return Q(pk=actor.link)


def asking(at: datetime) -> Q:
    """Give the filter of links by which a device asks to join."""
    return Q(confirmed_at__isnull=True, closed_at__isnull=True, joined_at__gt=at - ASKS_FOR)


def here(at: datetime) -> Q:
    """Give the filter of links by which a device is here."""
    return Q(closed_at__isnull=True, confirmed_at__gt=at - HERE_FOR)


RELATIONS: dict[str, Relations] = {"timeline": _by_case, "own timeline": _by_link, "own link": _asked_by}


def timeline(asks: Asks, pk: UUID) -> Timeline:
    """Give one timeline to whichever seat asks. Raises Denied."""
    return asks.one(Timeline.objects.all(), pk)


def hers(asks: Asks) -> Timeline:
    """Give the timeline that the asking device's link leads to. Raises Denied once the link is closed."""
    found = asks.all(Timeline.objects.select_related("participant")).first()
    if found is None:
        raise Denied
    return found


def own_link(asks: Asks) -> ShareLink:
    """Give the link by which the asking device asks or is here. Raises Denied once it is dead."""
    found = asks.all(ShareLink.objects.select_related("timeline__participant")).first()
    if found is None:
        raise Denied
    return found


def timeline_of(participant: Participant) -> Timeline | None:
    """Give her timeline, if one was begun. For rooms above; the caller has asked for the participant."""
    return Timeline.objects.filter(participant=participant).first()


@dataclass(frozen=True)
class Device:
    """How it stands with her device: one asks (with the digits on its screen), one may come, one is here, or none."""

    standing: Literal["asks", "invited", "here", "none"] = "none"
    link: UUID | None = None
    digits: str = ""
    here: bool = False  # also while another one asks or may come


def device_of(timeline: Timeline, at: datetime) -> Device:
    """Give how it stands with her device; one query. Who asks comes first, then who may come."""
    may_come = Q(joined_at__isnull=True, closed_at__isnull=True, joinable_until__gt=at)
    cases = [When(asking(at), Value("asks")), When(may_come, Value("invited")), When(here(at), Value("here"))]
    stands = Case(*cases, default=Value("none"), output_field=CharField())
    links = timeline.links.filter(closed_at__isnull=True).annotate(stands=stands).order_by("opened_at")
    found = {link.stands: link for link in links}
    for standing in ("asks", "invited", "here"):
        if link := found.get(standing):
            return Device(standing, link.pk, link.digits if standing == "asks" else "", "here" in found)
    return Device()


def lanes(timeline: Timeline) -> list[tuple[Lane, list[Thing]]]:
    """Give the lanes in their order, each with its things by age; two queries. Raises Denied without a key."""
    things = list(timeline.things.order_by("from_age", "to_age", "pk"))
    _opened(things)
    rows = timeline.lanes.order_by("position")
    return [(lane, [one for one in things if one.lane_id == lane.pk]) for lane in rows]


def thing(timeline: Timeline, pk: UUID) -> Thing:
    """Give one thing of the timeline. Raises Denied."""
    found = timeline.things.filter(pk=pk).first()
    if found is None:
        raise Denied
    _opened([found])
    return found


def state(timeline: Timeline, since: int = 0) -> dict[str, Any]:
    """Give what a client that knows everything up to `since` needs: things changed after it, ids taken away after it.

    With `since` 0, or one that is not of this timeline, everything. A fixed number of queries. Read `sequence` before
    the rest: what changes meanwhile comes twice rather than never. Raises Denied once the key is destroyed.
    """
    last = Timeline.objects.filter(pk=timeline.pk).values_list("sequence", flat=True).first()
    if last is None:
        raise Denied
    after = since if 0 < since <= last else 0
    things = list(timeline.things.filter(sequence__gt=after).order_by("sequence"))
    _opened(things)
    gone: list[UUID] = []
    if after:
        drops = timeline.operations.filter(sequence__gt=after, kind=Change.DROP)
        gone = list(drops.order_by("sequence").values_list("thing", flat=True))
    return {
        "timeline": str(timeline.pk),
        "since": after,
        "sequence": last,
        "lanes": [_lane(one) for one in timeline.lanes.order_by("position")],
        "things": [_shown(one) for one in things],
        "dropped": [str(one) for one in dict.fromkeys(gone)],
    }


def acknowledgement(operation: Operation) -> dict[str, Any]:
    """Give what the sender of a committed operation is told: ids, order and kind, no words."""
    return {
        "id": str(operation.pk),
        "sequence": operation.sequence,
        "kind": operation.kind,
        "thing": str(operation.thing),
        "hers": operation.hers,
    }


def owed(person: Person, at: datetime) -> list[Owed]:
    """Give what `person` still has to do here: a timeline never asks for anything."""
    return []


def _opened(things: Iterable[Thing]) -> None:
    """Open every label once. Raises Denied when the key is gone."""
    try:
        for one in things:
            one.label = one.label
    except KeyDestroyed:
        raise Denied from None


def _lane(lane: Lane) -> dict[str, Any]:
    return {"id": str(lane.pk), "topic": lane.topic, "position": lane.position, "colour": lane.colour}


def _shown(one: Thing) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "lane": str(one.lane_id),
        "shape": one.shape,
        "from_age": float(one.from_age),
        "to_age": float(one.to_age),
        "label": one.label,
        "sequence": one.sequence,
    }

"""Reads: the doors to a timeline, and what a screen needs of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.access import Actor, Asks, Days, Denied, Relation, Relations, Role
from accounts.composed import Composed
from accounts.models import Person
from consent.models import STOPS, Act, Level
from consent.queries import who_said_no
from studies.models import Participant
from studies.queries import Owed, by_participant
from timelines.devices import ASKS_FOR as ASKS_FOR  # these are for rooms above, too
from timelines.devices import HERE_FOR as HERE_FOR
from timelines.devices import Device as Device
from timelines.devices import asking as asking
from timelines.devices import device_of as device_of
from timelines.devices import here as here
from timelines.models import Change, Cover, Lane, Operation, ShareLink, Thing, Timeline
from timelines.news import News, facts, laned, life
from timelines.rules import Seat as Seat  # for rooms above: who asks what a timeline holds
from timelines.rules import hears_nothing
from vault.services import KeyDestroyed

JOINABLE_FOR = timedelta(minutes=15)
"""How long a link can be joined."""
ALONE_FOR = timedelta(days=2)
"""How long a link to prepare alone can be joined, at most."""
CODE_FOR = timedelta(minutes=10)
"""How long its spoken code opens it."""
OLDER_THAN_ANY = 1000.0
"""Years; where a list puts what has no age."""


def withdrawn(*levels: str) -> Q:
    """Give the filter that leaves the timelines of who has withdrawn, at one of `levels` or at any."""
    acts = Act.objects.filter(kind__in=STOPS, level__in=levels or Level.values)
    return Q(participant__in=acts.values("participant"))


def unwanted() -> Q:
    """Give the filter that leaves the kept timelines of who said no to their keeping: they are about to go."""
    return Q(participant__in=who_said_no("C08"), sealed_for=F("participant"))


def _by_case(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
    """Leave the timelines of a person's cases, but none of which a withdrawal says that it goes."""
    mine = by_participant("participant")(actor, role, relation, at, days)
    return mine & ~withdrawn(Level.W3) & ~unwanted()


def _by_link(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
    """Leave the one timeline that a confirmed, open link leads to, until she withdraws or lets none be kept."""
    links = ShareLink.objects.filter(_own(actor, relation), here(at), alone=False)
    return Q(pk__in=links.values("timeline")) & ~withdrawn() & ~unwanted()


def _by_link_alone(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
    """Leave the one timeline that an open link to prepare alone leads to, while it is kept and no sitting is open."""
    links = ShareLink.objects.filter(_own(actor, relation), here(at), alone=True)
    rests = Q(pk__in=links.values("timeline"), open_since__isnull=True, sealed_for=F("participant"))
    return rests & ~withdrawn() & ~unwanted()


def _asked_by(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
    """Leave the one link by which a device asks or is here, until she withdraws."""
    stay = Timeline.objects.exclude(withdrawn()).exclude(unwanted())
    return _own(actor, relation) & (asking(at) | here(at)) & Q(timeline__in=stay)


def _own(actor: Actor, relation: Relation) -> Q:
    if actor.link is None or relation is not Relation.OWN_LINK:
        raise ValueError(f"what is hers by link is not related by {relation}")
    return Q(pk=actor.link)


RELATIONS: dict[str, Relations] = {
    "timeline": _by_case, "own timeline": _by_link, "own preparing": _by_link_alone, "own link": _asked_by,
}  # fmt: skip


def timeline(asks: Asks, pk: UUID) -> Timeline:
    """Give one timeline to whichever seat asks. Raises Denied."""
    return asks.one(_timelines, pk)


def _timelines() -> QuerySet[Timeline]:
    return Timeline.objects.select_related("participant")


def hers(asks: Asks) -> Timeline:
    """Give the timeline that the asking device's link leads to. Raises Denied once the link is closed."""
    found = asks.all(Timeline.objects.select_related("participant__centre")).first()
    if found is None:
        raise Denied
    return found


def own_link(asks: Asks) -> ShareLink:
    """Give the link by which the asking device asks or is here. Raises Denied once it is dead."""
    found = asks.all(ShareLink.objects.select_related("timeline__participant")).first()
    if found is None:
        raise Denied
    return found


def closed_for_a_reason(asks: Asks) -> ShareLink | None:
    """Give the link by which the asking device was here until it was closed for a reason, within a device's time."""
    was_here = ShareLink.objects.filter(pk__in=[asks.actor.link], confirmed_at__gt=asks.at - HERE_FOR, alone=False)
    told = was_here.exclude(closed_for="").exclude(timeline__in=Timeline.objects.filter(withdrawn()))
    return told.select_related("timeline__participant__centre").first()


def drawn_with(participant: Participant, items: Collection[str]) -> Timeline | None:
    """Give the timeline that is drawn on while her consent has `items`; none that was kept once she lets none be."""
    found = timeline_of(participant)
    return None if found is None or (found.is_kept and "C08" not in items) else found


def file_of(participant: Participant, usable: Collection[str]) -> Timeline | None:
    """Give the kept timeline of which there is a file while the items `usable` may be worked up."""
    found = drawn_with(participant, usable)
    return found if found is not None and found.is_kept else None


def timeline_of(participant: Participant) -> Timeline | None:
    """Give her timeline, if one was begun. For rooms above; the caller has asked for the participant."""
    return next(iter(_timeline_of(participant=participant.pk)), None)


@Composed
def _timeline_of(*, participant: UUID) -> QuerySet[Timeline]:
    return Timeline.objects.filter(participant=participant)


def last_drawn(participant: Participant, until: datetime) -> datetime | None:
    """Give when something was last drawn on her timeline before `until`; None when nothing was."""
    drawn = Operation.objects.filter(timeline__participant=participant, at__lt=until)
    return drawn.order_by("-sequence").values_list("at", flat=True).first()


def lanes(timeline: Timeline, seat: Seat) -> list[tuple[Lane, list[dict[str, Any]]]]:
    """Give the lanes in their order, each with what `seat` hears of its things, by age; two queries.

    What has no time yet comes last. Raises Denied without a key.
    """
    heard: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in sorted((one for one in _heard(_things(timeline=timeline.pk), seat) if one is not None), key=_by_age):
        heard[one["lane"]].append(one)
    return [(lane, heard[str(lane.pk)]) for lane in _named(_lanes(timeline=timeline.pk))]


@Composed
def _things(*, timeline: UUID) -> QuerySet[Thing]:
    return Thing.objects.filter(timeline=timeline)


@Composed
def _lanes(*, timeline: UUID) -> QuerySet[Lane]:
    return Lane.objects.filter(timeline=timeline).order_by("position", "pk")


def prepared(timeline: Timeline) -> list[tuple[Lane, list[dict[str, Any]]]]:
    """Give what she prepared alone and has not shared, by the lanes of the template; nothing else of the timeline."""
    rows = timeline.lanes.exclude(topic="").order_by("position", "pk").defer("name")
    heard = [one for one in _heard(timeline.things.filter(cover=Cover.ALONE), Seat.HERS) if one is not None]
    return [(lane, sorted((one for one in heard if one["lane"] == str(lane.pk)), key=_by_age)) for lane in rows]


def thing(timeline: Timeline, pk: UUID, seat: Seat) -> dict[str, Any]:
    """Give what `seat` hears of one thing. Raises Denied; also for one of which it hears nothing."""
    found = _heard(timeline.things.filter(pk=pk), seat)
    if not found or found[0] is None:
        raise Denied
    return found[0]


def state(timeline: Timeline, seat: Seat, since: int = 0) -> dict[str, Any]:
    """Give what a client that knows everything up to `since` needs: things changed after it, ids gone after it.

    With `since` 0, or one that is not of this timeline, everything. Raises Denied once the key is destroyed.
    """
    found = news(timeline.pk, since)
    heard = found.heard(seat)
    if seat is not Seat.HERS and heard["dropped"]:
        heard["dropped"] = _could_be_known(found, heard["dropped"])
    return heard


def heard_of(timeline: Timeline, seat: Seat) -> set[str]:
    """Give the ids of all things of which `seat` hears anything now; one query."""
    unheard = [cover for cover in Cover if hears_nothing(cover, seat)]
    return {str(pk) for pk in timeline.things.exclude(cover__in=unheard).values_list("pk", flat=True)}


def news(timeline: UUID, since: int = 0) -> News:
    """Give what is new on a timeline after `since`, as `state`, before any seat hears it. A fixed number of queries.

    It reads `sequence` before the rest: what changes meanwhile comes twice rather than never. Raises Denied.
    """
    now = Timeline.objects.filter(pk=timeline).only("sequence", "life", "sealed_for").first()
    if now is None:
        raise Denied
    after = since if 0 < since <= now.sequence else 0
    try:
        things = [facts(one) for one in now.things.filter(sequence__gt=after).order_by("sequence")]
        rows = list(now.lanes.order_by("position", "pk"))
        changed = not after or any(one.sequence > after for one in rows)  # what moves others has a number itself
        lanes = [laned(one) for one in rows] if changed else None
        dropped = list(_dropped(now, after)) if after else []
        return News(timeline, after, now.sequence, life(now), lanes, things, dropped)
    except KeyDestroyed:
        raise Denied from None


def life_of(timeline: Timeline) -> dict[str, Any]:
    """Give the year of birth and the age now, about, as far as she said them. Raises Denied without a key."""
    try:
        return life(timeline)
    except KeyDestroyed:
        raise Denied from None


def acknowledgement(operation: Operation) -> dict[str, Any]:
    """Give what the sender of a committed operation is told: ids, order and kind, no words."""
    return {
        "id": str(operation.pk),
        "sequence": operation.sequence,
        "kind": operation.kind,
        "target": str(operation.target),
        "hers": operation.hers,
    }


def owed(person: Person, at: datetime) -> list[Owed]:
    """Give what `person` still has to do here: a timeline never asks for anything."""
    return []


def _dropped(timeline: Timeline, after: int) -> Iterable[UUID]:
    drops = timeline.operations.filter(sequence__gt=after, kind=Change.DROP)
    return drops.order_by("sequence").values_list("target", flat=True)


def _could_be_known(found: News, dropped: list[str]) -> list[str]:
    """Leave of the dropped what was there at `since`, and if it is only covered, what was covered after it; one query.

    What lay under which cover before is in no row: of that more is named than had to be.
    """
    kinds = [Change.PUT, Change.COVER]
    rows = Operation.objects.filter(timeline=found.timeline, target__in=dropped, kind__in=kinds)
    changes = [(str(target), kind, number) for target, kind, number in rows.values_list("target", "kind", "sequence")]
    was_there = {pk for pk, kind, number in changes if kind == Change.PUT and number <= found.since}
    gone = {str(pk) for pk in found.dropped}
    gone |= {pk for pk, kind, number in changes if kind == Change.COVER and number > found.since}
    return [pk for pk in dropped if pk in was_there & gone]


def _heard(things: Iterable[Thing], seat: Seat) -> list[dict[str, Any] | None]:
    """Open every thing once, and give what `seat` hears of each. Raises Denied when the key is gone."""
    try:
        return [facts(one).heard(seat) for one in things]
    except KeyDestroyed:
        raise Denied from None


def _named(lanes: Iterable[Lane]) -> list[Lane]:
    """Open the lanes' own names once. Raises Denied when the key is gone."""
    rows = list(lanes)
    try:
        for one in rows:
            one.name = one.name
    except KeyDestroyed:
        raise Denied from None
    return rows


def _by_age(heard: dict[str, Any]) -> tuple[float, float]:
    """Give the order of things in a list: by their earliest ages; what is not known comes last."""
    ages = [age for end in (heard.get("from"), heard.get("to")) if end for age in end if age is not None]
    return (min(ages), max(ages)) if ages else (OLDER_THAN_ANY, OLDER_THAN_ANY)

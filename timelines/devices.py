"""How it stands with the device of a participant: whether one asks, one may come, or one is here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Case, CharField, Q, QuerySet, Value, When

from accounts.composed import Composed
from timelines.models import ShareLink, Timeline

ASKS_FOR = timedelta(minutes=3)
"""How long a device asks; then its link is dead."""
HERE_FOR = timedelta(hours=4)
"""How long a device stays, at most."""


def asking(at: datetime) -> Q:
    """Give the filter of links by which a device asks to join."""
    return Q(confirmed_at__isnull=True, closed_at__isnull=True, joined_at__gt=at - ASKS_FOR)


def here(at: datetime) -> Q:
    """Give the filter of links by which a device is here."""
    return Q(closed_at__isnull=True, confirmed_at__gt=at - HERE_FOR)


@dataclass(frozen=True)
class Device:
    """How it stands with her device: one asks (with the digits on its screen), one may come, one is here, or none."""

    standing: Literal["asks", "invited", "here", "none"] = "none"
    link: UUID | None = None
    digits: str = ""
    here: bool = False  # also while another one asks or may come


def device_of(timeline: Timeline, at: datetime) -> Device:
    """Give how it stands with her device; one query. Who asks comes first, then who may come."""
    found = {stands: (link, digits) for stands, link, digits in _devices(timeline=timeline.pk, at=at)}
    for standing in ("asks", "invited", "here"):
        if standing in found:
            link, digits = found[standing]
            return Device(standing, link, digits if standing == "asks" else "", "here" in found)
    return Device()


@Composed
def _devices(*, timeline: UUID, at: datetime) -> QuerySet[ShareLink, tuple[str, UUID, str]]:
    may_come = Q(joined_at__isnull=True, closed_at__isnull=True, joinable_until__gt=at)
    cases = [When(asking(at), Value("asks")), When(may_come, Value("invited")), When(here(at), Value("here"))]
    stands = Case(*cases, default=Value("none"), output_field=CharField())
    links = ShareLink.objects.filter(timeline=timeline, closed_at__isnull=True, alone=False)
    return links.annotate(stands=stands).order_by("opened_at").values_list("stands", "pk", "digits")

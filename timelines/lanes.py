"""Reads: the lanes of a timeline by themselves, without a thing."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import Denied
from accounts.composed import Composed
from timelines.models import Lane, Timeline
from vault.services import KeyDestroyed


def lanes_known(timeline: Timeline) -> list[dict[str, Any]]:
    """Give of the lanes in their order what a picture without a thing shows; one query. Raises Denied without a key."""
    try:
        return [
            {"id": str(pk), "topic": topic, "colour": colour, "hidden": hidden,
             "name": name and Lane(pk=pk, sealed_for=sealed_for, name=name).name or ""}
            for pk, topic, colour, hidden, name, sealed_for in _lanes_known(timeline=timeline.pk)
        ]  # fmt: skip
    except KeyDestroyed:
        raise Denied from None


@Composed
def _lanes_known(*, timeline: UUID) -> QuerySet[Lane, tuple[Any, ...]]:
    rows = Lane.objects.filter(timeline=timeline).order_by("position", "pk")
    return rows.values_list("pk", "topic", "colour", "hidden", "name", "sealed_for")


def bare_lanes(timeline: Timeline) -> list[tuple[Lane, list[dict[str, Any]]]]:
    """Give the lanes as `lanes` does, but without anything that somebody said: no thing, and no name of her own."""
    rows = list(timeline.lanes.order_by("position", "pk"))
    for one in rows:
        one.name = None if one.topic else _("A lane of your own")
    return [(one, []) for one in rows]

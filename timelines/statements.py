"""What a commit asks and writes with every batch, as SQL: composing it anew costs more than saying it."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from studies.queries import as_id, ids_for, rows_of
from timelines.models import Lane, Operation, Thing, Timeline


def held(timelines: Collection[UUID]) -> dict[UUID, tuple[Any, ...]]:
    """Lock timelines, in the order of their ids; give their sequence, and since when they are open and whose key."""
    holds = " FOR UPDATE" if transaction.get_connection().features.has_select_for_update else ""
    asked = "SELECT id, sequence, open_since, sealed_for FROM timelines_timeline WHERE id IN ({ids}) ORDER BY id"
    return {as_id(pk): tuple(stands) for pk, *stands in rows_of(asked + holds, timelines)}


def said(operations: Collection[UUID]) -> list[UUID]:
    """Give those of the operations' ids that were said before, on whatever timeline."""
    return [as_id(pk) for (pk,) in rows_of("SELECT id FROM timelines_operation WHERE id IN ({ids})", operations)]


def things(ids: Collection[UUID]) -> set[UUID]:
    """Give those of the ids that are things, on whatever timeline."""
    return {as_id(pk) for (pk,) in rows_of("SELECT id FROM timelines_thing WHERE id IN ({ids})", ids)}


def place(placed: Sequence[Thing]) -> None:
    """Write things as they are now, whether their rows are there or not.

    Raises IntegrityError when one of them was placed on another timeline in this moment: nothing of that is touched.
    """
    told: Any = Thing._meta.get_field("told")
    here = transaction.get_connection()
    rows = [
        [*ids_for(here, (one.pk, one.timeline_id, one.sealed_for, one.lane_id)), str(one.shape), str(one.cover),
         told.pre_save(one, True), one.sequence]
        for one in placed
    ]  # fmt: skip
    _insert(
        here, "timelines_thing (id, timeline_id, sealed_for, lane_id, shape, cover, told, sequence)", rows,
        "ON CONFLICT (id) DO UPDATE SET lane_id = excluded.lane_id, shape = excluded.shape, cover = excluded.cover,"
        " told = excluded.told, sequence = excluded.sequence WHERE timelines_thing.timeline_id = excluded.timeline_id",
    )  # fmt: skip


def name(lanes: Sequence[Lane]) -> None:
    """Write lanes as they are now, whether their rows are there or not. Raises as `place`."""
    names: Any = Lane._meta.get_field("name")
    here = transaction.get_connection()
    rows = [
        [*ids_for(here, (one.pk, one.timeline_id, one.sealed_for)), one.topic, names.pre_save(one, True), one.position,
         one.colour, one.hidden, one.sequence]
        for one in lanes
    ]  # fmt: skip
    _insert(
        here, "timelines_lane (id, timeline_id, sealed_for, topic, name, position, colour, hidden, sequence)", rows,
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position, hidden = excluded.hidden,"
        " sequence = excluded.sequence WHERE timelines_lane.timeline_id = excluded.timeline_id",
    )  # fmt: skip


def live(timelines: Sequence[Timeline]) -> None:
    """Write what was said of the years of lives."""
    life: Any = Timeline._meta.get_field("life")
    _each("life", [(life.pre_save(one, False), one.pk) for one in timelines])


def note(done: Sequence[Operation]) -> None:
    """Write operations that were done."""
    here = transaction.get_connection()
    when = here.ops.adapt_datetimefield_value
    rows = [
        [*ids_for(here, (one.pk, one.timeline_id, one.target)), one.sequence, str(one.kind), one.hers, when(one.at)]
        for one in done
    ]
    _insert(here, "timelines_operation (id, timeline_id, target, sequence, kind, hers, at)", rows)


def count(sequences: Sequence[tuple[int, UUID]]) -> None:
    """Write the numbers of the last changes of timelines."""
    _each("sequence", sequences)


def _each(column: str, values: Sequence[tuple[Any, UUID]]) -> None:
    """Write one column of several timelines: one statement for all."""
    here = transaction.get_connection()
    ids = ids_for(here, [pk for _value, pk in values])
    given = [one for pk, (value, _pk) in zip(ids, values, strict=True) for one in (pk, value)]
    cases = " ".join(["WHEN %s THEN %s"] * len(ids))
    parts = (
        "UPDATE timelines_timeline SET",
        column,
        "= CASE id",
        cases,
        "ELSE",
        column,
        "END WHERE id IN",
        _many(len(ids)),
    )
    with here.cursor() as cursor:
        cursor.execute(" ".join(parts), [*given, *ids])


def _many(values: int) -> str:
    return f"({', '.join(['%s'] * values)})"


def _insert(here: BaseDatabaseWrapper, into: str, rows: Sequence[Sequence[Any]], then: str = "") -> None:
    """Write rows in one statement. Raises IntegrityError unless each of them was written."""
    parts = ("INSERT INTO", into, "VALUES", ", ".join([_many(len(rows[0]))] * len(rows)), then)
    with here.cursor() as cursor:
        cursor.execute(" ".join(parts), [value for row in rows for value in row])
        if cursor.rowcount != len(rows):
            raise IntegrityError

"""Queries that are composed once in a process, and run again with other values.

Django composes a statement anew each time, which costs several times what the database needs to answer it. What only
passes through to the database, an id or an instant, leaves the statement as it is. So a query is composed with
stand-ins in the place of such values, twice, in two languages and two time zones, and kept only when nothing but the
stand-ins differs. What is kept is a statement and how its rows are read: no value and no row. What decides about the
form of a statement is given beside the values, and each form is kept for itself.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.core.exceptions import EmptyResultSet
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, DateTimeField, Model, QuerySet, UUIDField
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesListIterable, get_related_populators
from django.db.models.signals import post_init, pre_init
from django.utils import timezone, translation

R = TypeVar("R")
Value = UUID | datetime
MOST = 500
"""So many forms of one query are kept; then it begins anew."""
_OWN = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|\d{4}-\d\d-\d\d.*", re.IGNORECASE)
"""An id, a day or an instant: among what stays the same in a statement it has to stand in its form."""


_FAR = timedelta(days=401, hours=7, minutes=13, seconds=17, microseconds=19)
_NOTHING = ""
"""The statement of a form of which there is nothing: it is not asked."""


class Varies(TypeError):
    """A query that can't be kept: its statement depends on more than its form, and than values that pass through it."""


@dataclass(frozen=True)
class _Place:
    """Where in a statement the value of this name goes, so much earlier or later when it is an instant."""

    name: str
    later: timedelta = timedelta()

    def of(self, values: dict[str, Value], database: BaseDatabaseWrapper) -> Any:
        """Give the value that goes here, as this database takes it."""
        value = values[self.name]
        if isinstance(value, datetime):
            return database.ops.adapt_datetimefield_value(value + self.later)
        return value if database.features.has_native_uuid_field else value.hex


class _Kept(Generic[R]):
    """A statement, what goes into its places, and how its rows are read."""

    def __init__(self, rows: QuerySet[Any, R], compiler: Any, sql: str, params: list[Any]) -> None:
        self._sql, self._params = sql, params
        if sql != _NOTHING:
            columns = [column for column, *_others in compiler.select]
            self._columns = _numbered(compiler.get_converters(columns))
            self._read = _instances(compiler) if rows._iterable_class is ModelIterable else _READ[rows._iterable_class]

    def run(self, database: BaseDatabaseWrapper, values: dict[str, Value]) -> list[R]:
        """Give the rows for these values."""
        if self._sql == _NOTHING:
            return []
        params = [one.of(values, database) if isinstance(one, _Place) else one for one in self._params]
        with database.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        return [self._read(row) for row in self._converted(rows, database)]

    def _converted(self, rows: Iterable[Any], database: BaseDatabaseWrapper) -> list[list[Any]]:
        """Give the rows as Django gives them; an id or an instant that they have several times is made once."""
        found = [list(row) for row in rows]
        made: list[dict[Any, Any]] = [{} for _kind in range(len(self._columns) + 1)]
        for place, kind, converters, column in self._columns:
            known = made[kind]
            for row in found:
                raw = said = row[place]
                if kind and raw in known:
                    row[place] = known[raw]
                    continue
                for converter in converters:
                    said = converter(said, column, database)
                row[place] = said
                if kind:
                    known[raw] = said
        return found


def _numbered(converters: dict[int, Any]) -> list[tuple[int, int, list[Any], Any]]:
    """Give of each column that is converted its place, a number, its converters and itself.

    Columns with one number have the same one for the same raw value; with 0 each is made anew.
    """
    numbers: dict[Hashable, int] = {}
    columns = []
    for place, (each, column) in converters.items():
        kind = type(column.output_field)
        same = (kind, *each) if kind in {UUIDField, DateTimeField, BooleanField} else None
        number = 0 if same is None else numbers.setdefault(same, len(numbers) + 1)
        columns.append((place, number, each, column))
    return columns


_READ: dict[Any, Callable[[list[Any]], Any]] = {
    ValuesListIterable: tuple,
    FlatValuesListIterable: lambda row: row[0],
}


class _Made:
    """Makes instances of a model as Django takes them out of a pickle: with their values as they are.

    So `__init__` need not look through all fields for what a row gives by name. One that does more than Django's own,
    or that somebody listens to, is asked as ever.
    """

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        plain = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__  # type: ignore[attr-defined]
        heard = pre_init.has_listeners(model) or post_init.has_listeners(model)
        self.from_db = self._as_it_is if plain and not heard else model.from_db

    def _as_it_is(self, database: str, names: list[str], values: list[Any]) -> Model:
        found = self._model.__new__(self._model)
        found._state = state = ModelState()
        state.adding, state.db = False, database
        found.__dict__.update(zip(names, values, strict=True))
        return found


def _instances(compiler: Any) -> Callable[[list[Any]], Any]:
    """Give what makes the instance of a row, with those that were selected with it, as Django's own iterable does."""
    told, alias = compiler.klass_info, compiler.using
    begin, end = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [column.target.attname for column, *_others in compiler.select[begin:end]]
    related = get_related_populators(told, compiler.select, alias)  # type: ignore[call-arg] # the stubs are of Django 6
    more, made = compiler.annotation_col_map or {}, _Made(told["model"])
    for one in _all(related):
        one.model_cls = _Made(one.model_cls)

    def read(row: list[Any]) -> Any:
        found = made.from_db(alias, names, row[begin:end])
        for one in related:
            one.populate(row, found)
        for name, place in more.items():
            setattr(found, name, row[place])
        return found

    return read


def _all(related: Iterable[Any]) -> Iterator[Any]:
    """Give what makes related rows, and what makes those that are related to them."""
    for one in related:
        yield one
        yield from _all(one.related_populators)


class Composed(Generic[R]):
    """A query that is composed once for each form; called with its form by place, and its values by name.

    For a function at the head of a module, which names no row but by its values. A list of ids is no value.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any, R]]) -> None:
        self._compose = compose
        self._kept: dict[Hashable, _Kept[R]] = {}
        update_wrapper(self, compose)

    def __call__(self, *form: Any, **values: Value) -> list[R]:
        """Give the rows. Raises Varies for a query that can't be kept."""
        here = transaction.get_connection()
        known = (here.alias, here.vendor, here.timezone_name, form, *values)
        kept = self._kept.get(known)
        if kept is None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            kept = self._kept[known] = self._composed(here, form, values)
        return kept.run(here, values)

    def _composed(self, here: BaseDatabaseWrapper, form: tuple[Hashable, ...], values: dict[str, Value]) -> _Kept[R]:
        first = {name: _stand_in(value, 0) for name, value in values.items()}
        then = {name: _stand_in(value, place) for place, (name, value) in enumerate(values.items(), 1)}
        with here.execute_wrapper(_no_statement):
            with translation.override("en"), timezone.override(UTC):
                rows, compiler, sql, once = self._stated(here, form, first)
            with translation.override("fr"), timezone.override(ZoneInfo("Pacific/Kiritimati")):
                *_others, same, again = self._stated(here, form, then)
        if sql != same or len(once) != len(again):
            raise Varies("another statement for other values")
        told = set(_within(form))
        params = [_settled(here, [first, then], told, pair) for pair in zip(once, again, strict=True)]
        return _Kept(rows, compiler, sql, params)

    def _stated(self, here: BaseDatabaseWrapper, form: tuple[Hashable, ...], values: dict[str, Value]) -> Any:
        rows: Any = self._compose(*form, **values)
        if rows._prefetch_related_lookups or rows._known_related_objects or rows.query.select_for_update:
            raise Varies("more than a statement and its rows")
        compiler = rows.query.get_compiler(using=here.alias)
        try:
            return rows, compiler, *compiler.as_sql()
        except EmptyResultSet:
            return rows, compiler, _NOTHING, ()


def _no_statement(*_: Any) -> Any:
    raise Varies("a query that asks the database while it is composed")


def _stand_in(value: Value, place: int) -> Value:
    """Give another id, or an instant that is far from it and shares no part of it; each name has steps of its own."""
    return value + place * _FAR if isinstance(value, datetime) else uuid4()


def _settled(here: BaseDatabaseWrapper, stood: list[dict[str, Value]], told: set[str], pair: tuple[Any, Any]) -> Any:
    """Give the place of a value, or what stays the same in every statement of this form. Raises Varies."""
    first, then = stood
    for name in first:
        place = _Place(name, _later(here, first[name], pair[0]))
        if (place.of(first, here), place.of(then, here)) == pair:
            return place
    if pair[0] != pair[1] or (_OWN.fullmatch(str(pair[0])) and str(pair[0]) not in told):
        raise Varies("a value that is worked into another, or an id or a day that is no part of the form")
    return pair[0]


def _later(here: BaseDatabaseWrapper, value: Value, given: Any) -> timedelta:
    """Give how much later than `value` the instant is that was given to the database; nothing for what is none."""
    try:
        began, ends = (datetime.fromisoformat(str(one)) for one in (_Place("").of({"": value}, here), given))
        return ends - began
    except (TypeError, ValueError):  # no instants, or only one of them has a zone
        return timedelta()


def _within(form: Any) -> Iterator[str]:
    """Give all that stands in a form, as text."""
    if isinstance(form, tuple | list | frozenset):
        for each in form:
            yield from _within(each)
    else:
        yield str(form)

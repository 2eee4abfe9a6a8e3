"""The structure: numbers of a small vocabulary, refused by the database itself, and nowhere a place for a word."""

from copy import copy
from itertools import product
from math import prod
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from checkins.models import Attunement, Feedback, Handing
from checkins.services import give

WORDLESS = (
    models.UUIDField, models.DateField, models.DateTimeField, models.PositiveSmallIntegerField, models.BooleanField,
    models.ForeignKey, models.OneToOneField,
)  # fmt: skip


def test_no_column_of_the_room_can_hold_a_word() -> None:
    fields = [field for model in apps.get_app_config("checkins").get_models() for field in model._meta.concrete_fields]
    assert [str(field) for field in fields if type(field) not in WORDLESS] == []


def allowed(model: type[models.Model], field: str) -> set[int]:
    """Give the values that the constraints of `model` leave for `field`."""
    lists = [
        dict(constraint.condition.children)[f"{field}__in"]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint) and f"{field}__in" in map_of(constraint)
    ]
    return set.intersection(*map(set, lists))


def map_of(constraint: models.CheckConstraint) -> dict[str, Any]:
    children: Any = constraint.condition.children
    return dict(child for child in children if isinstance(child, tuple))


def test_there_are_574_080_different_feedbacks() -> None:
    coded = ["experience", "feelings", "at_the_end", "course", "her_wish", "attention"]
    sizes = {field: len(allowed(Feedback, field)) for field in coded}
    assert sizes == {"experience": 5, "feelings": 299, "at_the_end": 4, "course": 3, "her_wish": 4, "attention": 4}
    assert prod(sizes.values()) * 2 == 574_080  # and whether she saw it


def test_a_feedback_has_no_other_coded_column() -> None:
    plain = {
        field.name for field in Feedback._meta.concrete_fields
        if isinstance(field, models.PositiveSmallIntegerField | models.BooleanField)
    }  # fmt: skip
    coded = {"experience", "feelings", "at_the_end", "course", "her_wish", "attention", "she_saw_it", "vocabulary"}
    assert plain == coded


@pytest.fixture
def rows(cast: Any, agreed: Any, noon: Any, felt: Any, attuned: Any) -> dict[str, Any]:
    from checkins.services import acknowledge, answer, ask

    asked = ask(cast.ana, for_day=noon.date(), by=cast.ben, at=noon)
    answer(asked, by=cast.thea, at=noon, **attuned)
    feedback = give(cast.ana, by=cast.ben, at=noon, **felt)
    kept = acknowledge(feedback, by=cast.thea, next=6, at=noon)
    return {"attunement": asked, "feedback": feedback, "acknowledgement": kept}


def insert(row: models.Model, **changed: int | None) -> None:
    """Insert the columns of a row by SQL, past everything that Python checks."""
    values = {
        field.column: field.get_db_prep_save(getattr(row, field.attname), connection)
        for field in row._meta.concrete_fields
    } | changed  # fmt: skip
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {row._meta.db_table} ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608 - names of our own columns


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("attunement", "basis", 5), ("attunement", "capacity", 0), ("attunement", "zone", 5),
        ("attunement", "she_wants", 9), ("attunement", "adjust", 15), ("attunement", "adjust", 64),
        ("attunement", "support_after", 4), ("attunement", "verdict", 5), ("attunement", "vocabulary", 2),
        ("attunement", "verdict", None), ("attunement", "given_at", None),
        ("feedback", "experience", 6), ("feedback", "feelings", 15), ("feedback", "feelings", 4096),
        ("feedback", "at_the_end", 0), ("feedback", "course", 4), ("feedback", "her_wish", 7),
        ("feedback", "attention", 5), ("feedback", "vocabulary", 1000),
        ("acknowledgement", "next", 7),
    ],
)  # fmt: skip
def test_the_database_refuses_what_is_outside_the_vocabulary(
    rows: dict[str, Any], table: str, column: str, value: int | None
) -> None:
    row = rows[table]
    type(row).objects.get(pk=row.pk).delete()
    with pytest.raises(IntegrityError, match="check|CHECK"):
        insert(row, **{column: value})
    insert(row)


@pytest.mark.parametrize("change", [{"basis": 4}, {"she_wants": 3}])
def test_the_database_refuses_a_go_unseen_or_against_her_no(rows: dict[str, Any], change: dict[str, int]) -> None:
    with pytest.raises(IntegrityError, match="check|CHECK"), transaction.atomic():
        Attunement.objects.update(**change)
    Attunement.objects.update(**change, verdict=3)


CODED = ("experience", "feelings", "at_the_end", "course", "her_wish", "attention", "she_saw_it")


def test_every_corner_of_the_vocabulary_fits_together(rows: dict[str, Any]) -> None:
    """No constraint ties two columns: the lowest and highest of each, in every combination, are taken."""
    row = copy(rows["feedback"])
    for corner in product((1, 5), (0, 3584), (1, 4), (1, 3), (1, 4), (1, 4), (False, True)):
        row.pk = uuid4()
        for column, value in zip(CODED, corner, strict=True):
            setattr(row, column, value)
        insert(row)
    assert Feedback.objects.count() == 1 + 2**7


def test_what_was_given_is_written_once_and_corrected_once(rows: dict[str, Any]) -> None:
    first, second, third = rows["feedback"], copy(rows["feedback"]), copy(rows["feedback"])
    second.pk, second.corrects_id = uuid4(), first.pk
    insert(second)
    for corrects in (first.pk, second.pk):
        third.pk, third.corrects_id = uuid4(), corrects
        with pytest.raises(IntegrityError):
            insert(third)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=first.pk).update(experience=2)
    assert Feedback.objects.count() == 2


def test_a_feedback_is_handed_to_somebody_else_and_to_each_once(cast: Any, rows: dict[str, Any], noon: Any) -> None:
    feedback, thea, theo = rows["feedback"], cast.thea, cast.theo
    first = Handing.objects.create(feedback=feedback, by=thea, to=theo, at=noon)
    for by, to in ((cast.tess, theo), (thea, thea)):
        with pytest.raises(IntegrityError):
            insert(Handing(feedback=feedback, by=by, to=to, at=noon))
    assert list(Handing.objects.all()) == [first]


def test_no_column_of_a_feedback_points_to_a_sitting() -> None:
    pointed = {field.related_model._meta.label for field in Feedback._meta.concrete_fields if field.related_model}
    assert pointed == {"studies.Participant", "accounts.Person", "checkins.Feedback"}


def test_the_database_refuses_a_release_before_the_gift(rows: dict[str, Any], noon: Any) -> None:
    from datetime import timedelta

    row = rows["feedback"]
    Feedback.objects.get(pk=row.pk).delete()
    row.released_at = noon - timedelta(seconds=1)
    with pytest.raises(IntegrityError, match="check|CHECK"):
        insert(row)

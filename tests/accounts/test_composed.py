"""A query that is composed once gives what it would give if it were composed each time, or is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.composed import Composed, Varies
from studies.models import Membership, Participant, Study


def _memberships(*, person: UUID) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person).select_related("person", "study", "centre").order_by("pk")


def test_it_gives_the_rows_of_whom_is_asked_for_now(cast: Any) -> None:
    kept = Composed(_memberships)
    for person in (cast.ben, cast.cleo, cast.thea, cast.ben):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            rows = kept(person=person.pk)
        fresh = list(_memberships(person=person.pk))
        assert [vars(row) | {"_state": 0} for row in rows] == [vars(row) | {"_state": 0} for row in fresh]
        assert [(row.person, row.study, row.centre) for row in rows] == [(r.person, r.study, r.centre) for r in fresh]
        assert (len(asked), rows[0].person) == (1, person)


def test_an_instant_is_kept_with_what_it_is_moved_by(cast: Any) -> None:
    def since(*, after: datetime, until: datetime) -> QuerySet[Participant, UUID]:
        rows = Participant.objects.filter(created_at__gt=after - timedelta(hours=2), created_at__lte=until)
        return rows.values_list("pk", flat=True)

    kept, made = Composed(since), cast.ana.created_at
    assert cast.ana.pk in kept(after=made + timedelta(hours=1), until=made)
    assert cast.ana.pk not in kept(after=made + timedelta(hours=2), until=made)
    assert cast.ana.pk not in kept(after=made, until=made - timedelta(seconds=1))


def _of_language(*, person: UUID) -> Any:
    return _memberships(person=person).annotate(said=Value(gettext("Yes")))


def _of_time_zone(*, person: UUID, at: datetime) -> Any:
    return Participant.objects.filter(study=person, created_at__hour=4, created_at__lte=at)


def _with_an_id(*, person: UUID) -> Any:
    return Membership.objects.filter(person=person).exclude(study=UUID("0b39bd45-2b0c-4b09-8f10-5e8bd02ebd1c"))


def _with_a_day(*, person: UUID) -> Any:
    return Membership.objects.filter(person=person, delegated_from__lte="2026-06-09")


def _with_the_clock(*, person: UUID) -> Any:
    return Study.objects.filter(opened_at__lte=timezone.now())


def _with_a_branch(*, person: UUID) -> Any:
    return Membership.objects.filter(person=person) if person.int % 2 else Membership.objects.exclude(person=person)


def _worked_in(*, person: UUID) -> Any:
    return Study.objects.filter(title__contains=str(person))


def _that_asks(*, person: UUID) -> Any:
    return Study.objects.filter(title__in=list(Study.objects.values_list("title", flat=True)))


def _with_more(*, person: UUID) -> Any:
    return Study.objects.prefetch_related("memberships")


def _that_locks(*, person: UUID) -> Any:
    return Membership.objects.filter(person=person).select_for_update()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "compose",
    [_of_language, _with_an_id, _with_a_day, _with_the_clock, _worked_in, _that_asks, _with_more, _that_locks],
)
def test_what_depends_on_more_than_its_values_is_refused(compose: Callable[..., Any]) -> None:
    kept = Composed(compose)
    for language in ("en", "fr", "nl"):  # and again: nothing was kept of it
        with pytest.raises(Varies), translation.override(language):
            kept(person=uuid4())


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["year", "month", "day", "hour", "minute", "second"])
def test_what_makes_an_instant_coarser_is_refused(noon: datetime, part: str) -> None:
    def compose(*, at: datetime) -> Any:
        return Study.objects.filter(prompt_minutes__gt=getattr(at, part))

    def nobody(*, at: datetime) -> Any:
        return Study.objects.none() if getattr(at, part) == getattr(noon, part) else Study.objects.all()

    for each in (compose, nobody):
        with pytest.raises(Varies):
            Composed(each)(at=noon)


@pytest.mark.django_db
def test_what_depends_on_the_time_zone_is_refused(noon: datetime) -> None:
    with pytest.raises(Varies):
        Composed(_of_time_zone)(person=uuid4(), at=noon)


@pytest.mark.django_db
def test_a_branch_by_a_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = iter([UUID(int=1), UUID(int=2)])
    monkeypatch.setattr("accounts.composed.uuid4", lambda: next(turns))
    with pytest.raises(Varies):
        Composed(_with_a_branch)(person=uuid4())


def test_each_form_is_kept_for_itself_and_each_database(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    composed = []

    def parts(words: tuple[str, ...], /, *, person: UUID) -> QuerySet[Membership, str]:
        composed.append(words)
        return Membership.objects.filter(person=person, part__in=words).values_list("part", flat=True)

    kept = Composed(parts)
    assert kept(("interviewer", "lead"), person=cast.ben.pk) == ["interviewer"]
    assert kept(("lead",), person=cast.ben.pk) == [] == kept((), person=cast.ben.pk)
    assert kept(("interviewer", "lead"), person=cast.lena.pk) == ["lead"]
    assert composed == [("interviewer", "lead")] * 2 + [("lead",)] * 2 + [()] * 2
    monkeypatch.setattr(connection, "vendor", "another")
    assert kept(("lead",), person=cast.lena.pk) == ["lead"]
    assert composed[6:] == [("lead",)] * 2


def test_so_many_forms_are_kept_and_no_more(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.composed.MOST", 3)
    kept = Composed(lambda form, *, person: Membership.objects.filter(person=person, code=form))
    for form in "abcdefg":
        kept(form, person=cast.ben.pk)
    assert len(kept._kept) <= 3


def test_nothing_of_who_was_asked_for_is_kept(cast: Any) -> None:
    kept = Composed(_memberships)
    kept(person=cast.ben.pk)
    (statement,) = kept._kept.values()
    assert [vars(one) for one in statement._params] == [{"name": "person", "later": timedelta()}]
    assert cast.ben.pk.hex not in statement._sql.replace("-", "")

"""Screening and taking in, also two at once."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection

from accounts.access import Denied
from ledger.models import Entry
from studies import queries, services
from studies.models import Assignment, Cause, Deviation, Outcome, Participant, Screening
from studies.rules import Judged
from studies.services import taking_in
from tests.conftest import Cast
from tests.studies.steps import FITS

TOO_EARLY = Judged(Outcome.NOT_YET, date(2026, 7, 1))


def test_who_fits_gets_a_code_and_her_interviewer_once(cast: Cast) -> None:
    screening = services.store_screening(cast.centre, FITS, by=cast.ben, at=cast.at)
    taken = [services.take_in(screening, language="nl", by=cast.ben, at=cast.at) for _ in range(2)]
    assert [one.pk for one in taken] == [taken[0].pk] * 2
    assert (taken[0].code, taken[0].language, taken[0].centre) == ("P02", "nl", cast.centre)
    assert [one.person for one in Assignment.objects.filter(participant=taken[0])] == [cast.ben]
    assert Deviation.objects.count() == 0


@pytest.mark.parametrize("judged", [TOO_EARLY, Judged(Outcome.NOT, None)])
def test_who_does_not_fit_is_not_taken_in(cast: Cast, judged: Judged) -> None:
    screening = services.store_screening(cast.centre, judged, by=cast.ben, at=cast.at)
    with pytest.raises(services.DoesNotComeIn):
        services.take_in(screening, language="nl", by=cast.ben, at=cast.at)
    assert Participant.objects.filter(study=cast.study).count() == 1


def test_not_yet_becomes_yes_when_its_month_has_come(cast: Cast) -> None:
    screening = services.store_screening(cast.centre, TOO_EARLY, by=cast.ben, at=cast.at)
    services.take_in(screening, language="nl", by=cast.ben, at=cast.at + timedelta(days=22))
    assert Deviation.objects.count() == 0


def test_taking_in_too_early_is_a_documented_deviation(cast: Cast) -> None:
    screening = services.store_screening(cast.centre, TOO_EARLY, by=cast.ben, at=cast.at)
    woman = services.take_in(screening, language="nl", by=cast.lena, at=cast.at, deviation=Cause.TOO_EARLY)
    found = Deviation.objects.get()
    assert (found.participant, found.cause, found.by, found.at) == (woman, Cause.TOO_EARLY, cast.lena, cast.at)
    assert [one.person for one in woman.assignments.all()] == [cast.ben]


def test_no_deviation_helps_who_does_not_fit(cast: Cast) -> None:
    screening = services.store_screening(cast.centre, Judged(Outcome.NOT, None), by=cast.ben, at=cast.at)
    with pytest.raises(services.DoesNotComeIn):
        services.take_in(screening, language="nl", by=cast.lena, at=cast.at, deviation=Cause.TOO_EARLY)


def test_two_who_take_in_at_once_make_two_codes(committed_cast: Cast) -> None:
    cast = committed_cast
    rows = [services.store_screening(cast.centre, FITS, by=cast.ben, at=cast.at) for _ in range(2)]

    def take(screening: Screening) -> None:
        services.take_in(screening, language="nl", by=cast.ben, at=cast.at)
        connection.close()

    in_threads([Thread(target=take, args=[row]) for row in rows])
    codes = Participant.objects.filter(study=cast.study).order_by("code").values_list("code", flat=True)
    assert list(codes) == ["P01", "P02", "P03"]


def test_a_double_click_makes_one_code(committed_cast: Cast) -> None:
    cast = committed_cast
    row = services.store_screening(cast.centre, FITS, by=cast.ben, at=cast.at)
    taken: list[Any] = []

    def take() -> None:
        taken.append(services.take_in(row, language="nl", by=cast.ben, at=cast.at).pk)
        connection.close()

    in_threads([Thread(target=take) for _ in range(2)])
    assert (len(taken), len(set(taken)), Participant.objects.filter(study=cast.study).count()) == (2, 1, 2)


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let one transaction hold its row lock until the other holds the register: what would lock for ever, does."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: two transactions cannot wait for each other")
    holds_its_row, holds_the_register, real = Event(), Event(), taking_in.record

    def meet(first: str, second: str) -> Any:
        def slow(act: str, **words: Any) -> Any:
            if act == first:
                holds_its_row.set()
                holds_the_register.wait(5)
            entry = real(act, **words)
            if act == second:
                holds_the_register.set()
            return entry

        monkeypatch.setattr(taking_in, "record", slow)
        return holds_its_row

    return meet


def at_once(first: Callable[[], Any], second: Callable[[], Any], begins: Event) -> list[str]:
    """Give what became of both, `second` beginning when `begins` is set."""
    became = ["", ""]

    def run(place: int, verb: Callable[[], Any]) -> None:
        try:
            if place == 1:
                begins.wait(5)
            verb()
            became[place] = "done"
        except Exception as fault:
            became[place] = type(fault).__name__
        finally:
            connection.close()

    in_threads([Thread(target=run, args=[place, verb]) for place, verb in enumerate((first, second))])
    return became


def test_taking_in_and_screening_at_once_do_not_wait_for_each_other(committed_cast: Cast, meeting: Any) -> None:
    cast = committed_cast
    row = services.store_screening(cast.centre, FITS, by=cast.ben, at=cast.at)
    begins = meeting("studies.participant_added", "studies.screened")
    assert at_once(
        lambda: services.take_in(row, language="nl", by=cast.ben, at=cast.at),
        lambda: services.store_screening(cast.centre, FITS, by=cast.bea, at=cast.at),
        begins,
    ) == ["done", "done"]


def test_purging_and_taking_in_at_once_do_not_wait_for_each_other(committed_cast: Cast, meeting: Any) -> None:
    cast, later = committed_cast, committed_cast.at + timedelta(days=40)
    places = sorted([(cast.centre, cast.ben), (cast.far_centre, cast.cleo)], key=lambda place: place[0].study_id)
    rows = [services.store_screening(centre, FITS, by=person, at=cast.at) for centre, person in places]
    begins = meeting("studies.participant_added", "studies.screenings_purged")
    assert at_once(
        lambda: services.take_in(rows[1], language="nl", by=places[1][1], at=later),
        lambda: services.purge_screenings(later),
        begins,
    ) == ["done", "done"]


def test_a_screening_that_was_deleted_meanwhile_takes_nobody_in(cast: Cast) -> None:
    row = services.store_screening(cast.centre, FITS, by=cast.ben, at=cast.at)
    services.purge_screenings(cast.at + timedelta(days=40))
    with pytest.raises(Denied):
        services.take_in(row, language="nl", by=cast.ben, at=cast.at)


def in_threads(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_screenings_after_which_nothing_came_go_after_thirty_days(cast: Cast) -> None:
    old, last_day = (cast.at - timedelta(days=days) for days in (31, 30))
    gone = services.store_screening(cast.centre, FITS, by=cast.ben, at=old)
    followed = services.store_screening(cast.centre, FITS, by=cast.ben, at=old)
    services.take_in(followed, language="nl", by=cast.ben, at=old)
    kept = services.store_screening(cast.centre, TOO_EARLY, by=cast.ben, at=last_day)
    assert [services.purge_screenings(cast.at) for _ in range(2)] == [1, 0]
    assert set(Screening.objects.all()) == {followed, kept}
    assert gone not in Screening.objects.all()
    assert Entry.objects.filter(act="studies.screenings_purged").count() == 1


def test_who_can_be_taken_in_waits_for_who_screened_her(cast: Cast) -> None:
    ready = services.store_screening(cast.centre, FITS, by=cast.ben, at=cast.at)
    later = services.store_screening(cast.centre, TOO_EARLY, by=cast.ben, at=cast.at)
    services.store_screening(cast.centre, Judged(Outcome.NOT, None), by=cast.ben, at=cast.at)
    paths = {f"/studies/screenings/{row.pk}/": row for row in (ready, later)}
    in_july = cast.at + timedelta(days=22)
    assert [paths[one.url] for one in queries.owed(cast.ben, cast.at)] == [ready]
    assert [paths[one.url] for one in queries.owed(cast.ben, in_july)] == [ready, later]
    assert {one.due for one in queries.owed(cast.ben, in_july)} == {date(2026, 7, 9)}
    services.take_in(ready, language="nl", by=cast.ben, at=cast.at)
    assert [queries.owed(who, cast.at) for who in (cast.ben, cast.bea, cast.lena)] == [[], [], []]


def test_the_month_of_a_purged_screening_is_in_no_entry(cast: Cast) -> None:
    services.store_screening(cast.centre, TOO_EARLY, by=cast.ben, at=cast.at)
    assert Entry.objects.get(act="studies.screened").payload.content == "{}"

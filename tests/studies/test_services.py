"""Setting up a study, screening and taking in."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection

from accounts.access import Denied
from ledger.models import Entry
from studies import queries, services
from studies.models import Assignment, Cause, Deviation, Outcome, Part, Participant, Screening
from studies.rules import Judged
from tests.conftest import Cast

FITS = Judged(Outcome.ELIGIBLE, date(2026, 4, 1))
TOO_EARLY = Judged(Outcome.NOT_YET, date(2026, 7, 1))


@pytest.fixture
def new_study(cast: Cast) -> Any:
    return services.add_study(title="New", institution="Invented institute", by=cast.lena.pk, at=cast.at)


def decide(study: Any, cast: Cast, first: date, last: date) -> None:
    services.record_decision(
        study, committee="Invented committee", number="1", decided_on=date(2026, 6, 1), window=(first, last),
        by=cast.lena, at=cast.at,
    )  # fmt: skip


def test_a_study_does_not_open_before_an_ethics_decision(cast: Cast, new_study: Any) -> None:
    with pytest.raises(services.NoEthicsDecision):
        services.open_study(new_study, by=cast.lena.pk, at=cast.at)
    decide(new_study, cast, date(2026, 6, 1), date(2026, 12, 1))
    services.open_study(new_study, by=cast.lena.pk, at=cast.at)
    new_study.refresh_from_db()
    assert new_study.opened_at == cast.at


@pytest.mark.parametrize(
    ("first", "last", "let_in"),
    [
        (date(2026, 6, 9), date(2026, 6, 9), True),
        (date(2026, 6, 10), date(2026, 7, 1), False),
        (date(2026, 5, 1), date(2026, 6, 8), False),
    ],
)
def test_nobody_is_screened_outside_the_window(
    cast: Cast, new_study: Any, first: date, last: date, let_in: bool
) -> None:
    decide(new_study, cast, first, last)
    services.open_study(new_study, by=cast.lena.pk, at=cast.at)
    centre = services.add_centre(
        new_study, name="C", setting="inpatient", phone="0", agreed_on=first, by=cast.lena.pk, at=cast.at
    )
    if let_in:
        assert services.store_screening(centre, FITS, by=cast.ben, at=cast.at).outcome == Outcome.ELIGIBLE
    else:
        with pytest.raises(services.NoEthicsDecision):
            services.store_screening(centre, FITS, by=cast.ben, at=cast.at)


def test_nobody_is_screened_before_the_study_is_open(cast: Cast, new_study: Any) -> None:
    decide(new_study, cast, date(2026, 6, 1), date(2026, 12, 1))
    centre = services.add_centre(
        new_study, name="C", setting="inpatient", phone="0", agreed_on=date(2026, 6, 1), by=cast.lena.pk, at=cast.at
    )
    with pytest.raises(services.NoEthicsDecision):
        services.store_screening(centre, FITS, by=cast.ben, at=cast.at)


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
    holds_its_row, holds_the_register, real = Event(), Event(), services.record

    def meet(first: str, second: str) -> Any:
        def slow(act: str, **words: Any) -> Any:
            if act == first:
                holds_its_row.set()
                holds_the_register.wait(5)
            entry = real(act, **words)
            if act == second:
                holds_the_register.set()
            return entry

        monkeypatch.setattr(services, "record", slow)
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


def test_a_new_interviewer_takes_over_at_once(cast: Cast, noon: datetime, asks_as: Any) -> None:
    for _ in range(2):
        services.assign(cast.ana, cast.bea, by=cast.lena, at=noon)
    assert list(queries.participants(asks_as(cast.ben, "participant", "read"))) == []
    assert list(queries.participants(asks_as(cast.bea, "participant", "read"))) == [cast.ana]
    assert Entry.objects.filter(act="studies.assigned").count() == 1


def test_a_case_handed_over_later_stays_in_the_books(cast: Cast, noon: datetime) -> None:
    services.assign(cast.ana, cast.bea, by=cast.lena, at=noon + timedelta(days=3))
    held = [(one.person, one.from_day, one.until_day) for one in cast.ana.assignments.order_by("from_day")]
    assert held == [
        (cast.ben, date(2026, 6, 9), date(2026, 6, 11)),
        (cast.bea, date(2026, 6, 12), None),
    ]


@pytest.mark.parametrize("somebody", ["cleo", "rita", "thea"])
def test_only_an_interviewer_of_the_study_takes_a_case(cast: Cast, noon: datetime, somebody: str) -> None:
    with pytest.raises(services.NotTrained):
        services.assign(cast.ana, getattr(cast, somebody), by=cast.lena, at=noon)


def test_nobody_gets_a_part_before_the_training(cast: Cast) -> None:
    with pytest.raises(services.NotTrained):
        services.add_member(
            cast.study, cast.cleo, Part.INTERVIEWER, delegated_from=date(2026, 6, 9), by=cast.lena.pk, at=cast.at
        )


def test_an_administrator_has_no_part_in_a_study(cast: Cast, signed_in: Any) -> None:
    day = date(2026, 6, 1)
    with pytest.raises(services.SeesNoContent):
        services.add_member(
            cast.study, cast.adam, Part.INTERVIEWER, delegated_from=day, trained_on=day, by=cast.lena.pk, at=cast.at
        )
    answer = signed_in(cast.lena).post(f"/studies/{cast.study.pk}/member/", {
        "person": cast.adam.email, "part": "interviewer", "trained_on": "2026-06-01", "delegated_from": "2026-06-01",
    })  # fmt: skip
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["person"])
    assert not cast.study.memberships.filter(person=cast.adam).exists()


def test_a_new_member_gets_the_next_free_code(cast: Cast) -> None:
    day = date(2026, 6, 9)
    added = services.add_member(
        cast.study, cast.cleo, Part.INTERVIEWER, delegated_from=day, trained_on=day, by=cast.lena.pk, at=cast.at
    )
    assert added.code == "I3"


MIDNIGHT = datetime(2026, 6, 9, 22, 0, tzinfo=UTC)
"""The first instant of 10 June on the calendar of the study."""


def test_a_part_begins_and_ends_at_midnight_of_its_own_study(cast: Cast, asks_as: Any) -> None:
    before, bens = MIDNIGHT - timedelta(seconds=1), cast.study.memberships.filter(person=cast.ben)
    for days, held in [
        ({"delegated_until": date(2026, 6, 9)}, [True, False]),
        ({"delegated_from": date(2026, 6, 10), "delegated_until": None}, [False, True]),
    ]:
        bens.update(**days)
        for ask in (
            lambda at: bool(queries.roles_of(cast.ben.pk, at)),
            lambda at: asks_as(cast.ben, "study", "screen", at).may(),
            lambda at: queries.is_trained(cast.ben.pk, cast.study.pk, [Part.INTERVIEWER], at),
        ):
            assert [ask(before), ask(MIDNIGHT)] == held


def test_two_studies_keep_their_own_calendars(cast: Cast) -> None:
    cast.study.memberships.filter(person=cast.ben).update(delegated_until=date(2026, 6, 9))
    cast.other_study.memberships.filter(person=cast.cleo).update(delegated_until=date(2026, 6, 9))
    type(cast.study).objects.filter(pk=cast.other_study.pk).update(time_zone="America/Lima")
    assert not queries.roles_of(cast.ben.pk, MIDNIGHT)
    assert queries.roles_of(cast.cleo.pk, MIDNIGHT)


def test_a_case_begins_and_changes_hands_on_the_calendar_of_the_study(cast: Cast) -> None:
    eve = services.add_participant(cast.study, cast.centre, language="nl", by=cast.ben, at=MIDNIGHT)
    assert list(eve.assignments.values_list("from_day", flat=True)) == [date(2026, 6, 10)]
    services.assign(cast.ana, cast.bea, by=cast.lena, at=MIDNIGHT)
    assert list(cast.ana.assignments.order_by("from_day").values_list("person", "from_day", "until_day")) == [
        (cast.ben.pk, date(2026, 6, 9), date(2026, 6, 9)),
        (cast.bea.pk, date(2026, 6, 10), None),
    ]


def test_a_study_opens_on_the_day_of_its_decision_and_once(cast: Cast, new_study: Any) -> None:
    services.record_decision(
        new_study, committee="Invented committee", number="1", decided_on=date(2026, 6, 10),
        window=(date(2026, 6, 10), date(2026, 7, 1)), by=cast.lena, at=cast.at,
    )  # fmt: skip
    with pytest.raises(services.NoEthicsDecision):
        services.open_study(new_study, by=cast.lena.pk, at=MIDNIGHT - timedelta(seconds=1))
    stale = type(new_study).objects.get(pk=new_study.pk)
    services.open_study(new_study, by=cast.lena.pk, at=MIDNIGHT)
    services.open_study(stale, by=cast.lena.pk, at=MIDNIGHT + timedelta(seconds=1))  # a double click
    assert stale.opened_at == MIDNIGHT
    assert Entry.objects.filter(act="studies.opened", target=new_study.pk).count() == 1

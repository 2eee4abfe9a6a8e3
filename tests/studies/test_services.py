"""Setting up a study, screening and taking in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from ledger.models import Entry
from studies import queries, services
from studies.models import Outcome, Part
from tests.conftest import Cast
from tests.studies.steps import FITS, decide


@pytest.fixture
def new_study(cast: Cast) -> Any:
    return services.add_study(title="New", institution="Invented institute", by=cast.lena.pk, at=cast.at)


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

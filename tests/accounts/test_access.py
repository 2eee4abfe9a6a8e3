"""The policy is closed by default, and the only way to a row."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.access import Actor, Asks, Denied, Role, actor_of, asks, platform_asks
from studies import services
from studies.models import Membership, Participant


def test_nobody_reaches_anything_without_a_row(noon: datetime) -> None:
    with pytest.raises(Denied):
        asks(Actor(), "participant", "read", noon)
    with pytest.raises(Denied):
        asks(Actor(roles=frozenset(Role)), "participant", "no such action", noon)


def test_an_interviewer_reaches_her_own_cases_and_no_others(cast: Any, asks_as: Any) -> None:
    for person, expected in [(cast.ben, {cast.ana}), (cast.bea, set()), (cast.cleo, {cast.far_participant})]:
        assert set(asks_as(person, "participant", "read").all(Participant.objects.all())) == expected


def test_a_lead_reaches_her_own_study_and_no_other(cast: Any, asks_as: Any) -> None:
    assert set(asks_as(cast.lena, "participant", "read").all(Participant.objects.all())) == {cast.ana}


def test_what_is_not_there_and_what_is_not_theirs_are_denied_alike(cast: Any, asks_as: Any) -> None:
    for pk in (uuid4(), cast.far_participant.pk):
        with pytest.raises(Denied):
            asks_as(cast.ben, "participant", "read").one(Participant.objects.all(), pk)


@pytest.mark.parametrize("name", ["rita", "thea", "sofie", "aude", "adam"])
def test_other_roles_reach_no_participant(cast: Any, asks_as: Any, name: str) -> None:
    asking = asks_as(getattr(cast, name), "participant", "read")
    assert asking.grants() == []
    assert set(asking.all(Participant.objects.all())) == set()


def test_a_part_that_has_ended_opens_nothing(cast: Any, asks_as: Any, noon: datetime) -> None:
    Membership.objects.filter(person=cast.ben).update(delegated_until=noon.date())
    assert asks_as(cast.ben, "participant", "read").may()
    assert not asks_as(cast.ben, "participant", "read", noon + timedelta(days=1)).may()


def test_a_case_handed_over_is_closed_to_who_had_it(cast: Any, asks_as: Any, noon: datetime) -> None:
    cast.ana.assignments.update(until_day=noon.date() - timedelta(days=1))
    assert set(asks_as(cast.ben, "participant", "read").all(Participant.objects.all())) == set()


def test_a_session_stands_for_its_person_link_and_code(cast: Any, noon: datetime) -> None:
    link, code = uuid4(), uuid4()
    actor = actor_of({"link": str(link), "code": str(code)}, cast.ben, noon)
    assert (actor.person, actor.link, actor.code) == (cast.ben.pk, link, code)
    assert actor.roles == {Role.ANONYMOUS, Role.PARTICIPANT_BY_LINK, Role.PARTICIPANT_BY_CODE, Role.INTERVIEWER}


def test_a_code_opens_until_its_end_and_takes_nothing_else_with_it(cast: Any, noon: datetime) -> None:
    link = uuid4()
    session = {"link": str(link), "code": str(uuid4()), "code_until": noon.timestamp()}
    assert Role.PARTICIPANT_BY_CODE in actor_of(session, None, noon - timedelta(seconds=1)).roles
    without = Actor(link=link, roles=frozenset({Role.ANONYMOUS, Role.PARTICIPANT_BY_LINK}))
    for at in (noon, noon - timedelta(hours=1)):  # nor before: that wrote a clock which ran ahead
        assert actor_of(session, None, at) == without


def test_a_person_whose_account_is_closed_is_nobody(cast: Any, noon: datetime) -> None:
    cast.ben.is_active = False
    assert actor_of({}, cast.ben, noon) == Actor()
    assert actor_of({}, AnonymousUser(), noon) == Actor()


def test_nobody_signed_in_has_no_id() -> None:
    with pytest.raises(Denied):
        Actor().id  # noqa: B018 - reading is what is tested


def test_the_platform_asks_like_everybody_else(noon: datetime) -> None:
    assert platform_asks("installation", "run", noon).may()
    with pytest.raises(Denied):
        platform_asks("participant", "read", noon)


def test_asking_for_another_action_keeps_who_asks(cast: Any, asks_as: Any) -> None:
    asking: Asks = asks_as(cast.ben, "study", "screen")
    assert asking.to("read", "participant") == asks_as(cast.ben, "participant", "read")


def test_asking_takes_as_many_queries_however_many_rows_there_are(cast: Any, asks_as: Any, noon: datetime) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            list(asks_as(cast.ben, "participant", "read").all(Participant.objects.all()))
            for pk in (cast.ana.pk, uuid4()):
                try:
                    asks_as(cast.ben, "transcript", "read").to("read", "participant").one(Participant.objects.all(), pk)
                except Denied:
                    continue
        return len(queries)

    before = asked()
    for _ in range(5):
        services.add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
        services.add_study(title="Another", institution="Invented", by=cast.lena.pk, at=noon)
    assert asked() == before

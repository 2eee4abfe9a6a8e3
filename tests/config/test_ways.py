"""A low room's page leads on into a room above it, without naming it."""

from typing import Any

from django.urls import reverse

from accounts.access import Actor, Asks, Role
from config.ways import WAYS, onward
from tests.conftest import Cast
from tests.interviews.steps import content
from tests.transcripts.holding import hold


def test_her_pages_lead_on_for_her_interviewer(cast: Cast, signed_in: Any, noon: Any) -> None:
    from interviews.services import publish_guide
    from tests.consent.acts import agree

    agree(cast.ana, by=cast.ben, at=noon)
    publish_guide(cast.study, content(), by=cast.lena, at=noon)
    hold(cast, cast.ana, noon)
    ben = signed_in(cast.ben)
    interview = reverse("interviews:interview", args=[cast.ana.pk])
    custody = reverse("transcripts:custody", args=[cast.ana.pk])
    for page, there in [
        (reverse("studies:participant", args=[cast.ana.pk]), interview), (reverse("studies:participants"), interview),
        (interview, custody),
    ]:  # fmt: skip
        assert ben.get(page).content.decode().count(f'href="{there}"') == 1, page
        assert ben.get(there).status_code == 200


def test_nobody_is_led_where_no_role_of_theirs_may_go(cast: Cast, noon: Any) -> None:
    def led(role: Role) -> list[str]:
        asks = Asks(Actor(cast.lena.pk, roles=frozenset({role})), "participant", "read", noon)
        return [way.words for page in WAYS for way in onward(asks, page, cast.ana.pk)]

    assert [led(role) for role in (Role.LEAD, Role.SUPERVISOR, Role.THERAPIST)] == [["Plan and pace"], [], []]

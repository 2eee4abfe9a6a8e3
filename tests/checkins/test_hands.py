"""A *now* on a therapist's page: no single tap ends it with nobody there, and a colleague who is told takes it."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from checkins import queries, services
from checkins.models import Acknowledgement, Attention, FollowUp, Handing, Kind, Notice
from studies.models import Membership
from studies.services import add_participant
from tests.checkins.pages import gave, lines
from tests.checkins.runs import second_therapist
from tests.consent.acts import agree


@pytest.fixture
def now(cast: Any) -> datetime:
    """The clock of the pages; Ana has agreed an hour ago."""
    at = timezone.now()
    agree(cast.ana, by=cast.ben, at=at - timedelta(hours=1))
    return at


@pytest.mark.parametrize(("her_wish", "says"), [(3, (1, 1, 0)), (4, (0, 0, 1))])
def test_now_is_not_ended_by_one_tap_that_sends_nobody(
    cast: Any, now: datetime, signed_in: Any, her_wish: int, says: tuple[int, int, int]
) -> None:
    feedback = gave(cast.ana, cast.ben, now, attention=Attention.NOW, her_wish=her_wish, told_her=True)
    client, path = signed_in(cast.thea), reverse("checkins:feedback", args=[feedback.pk])
    page = client.get(path).content.decode()
    assert (page.count("I go to her now"), page.count('class="choice" name="next"'), page.count("she declined")) == (
        1, 2, 2,
    )  # fmt: skip
    assert tuple(map(page.count, ("has told her so first", "we see no danger now", "asked her since"))) == says
    assert (page.count("one of us is with her now"), page.count("already in contact")) == (1, 0)
    answer = client.post(f"{path}acknowledge/", {"next": "5"})
    assert (answer.status_code, answer.content.decode().count('<details class="more" open')) == (422, 1)
    with pytest.raises(services.NotSure):
        services.acknowledge(feedback, by=cast.thea, next=5, at=now)
    assert Acknowledgement.objects.count() == 0
    assert client.post(f"{path}acknowledge/", {"next": "5", "sure": "1"}).status_code == 302
    assert (lines(client), Acknowledgement.objects.get().next) == ([], 5)


@pytest.mark.parametrize("codes", [{"attention": Attention.NOW}, {"experience": 5, "attention": Attention.SAME_DAY}])
@pytest.mark.parametrize("done", [2, 4])
def test_a_grave_follow_up_is_not_ended_by_one_tap_with_nobody_there(
    cast: Any, now: datetime, signed_in: Any, codes: dict[str, int], done: int
) -> None:
    feedback = gave(cast.ana, cast.ben, now - timedelta(minutes=40), **codes)
    client, path = signed_in(cast.thea), reverse("checkins:feedback", args=[feedback.pk])
    assert client.post(f"{path}acknowledge/", {"next": "5"}).status_code == 422
    client.post(f"{path}acknowledge/", {"next": "1"})
    page = client.get(path).content.decode()
    assert (page.count('class="choice" name="done"'), page.count('name="sure"'), " open>" in page) == (2, 2, False)
    answer = client.post(f"{path}follow-up/", {"done": str(done)})
    opened = answer.content.decode().split('<details class="more" open>')
    assert (answer.status_code, len(opened), f'name="done" value="{done}"' in opened[1]) == (422, 2, True)
    assert opened[1].split("</details>")[0].count("autofocus>With this nobody of you goes to her.") == 1
    with pytest.raises(services.NotSure):
        services.follow_up(feedback, by=cast.thea, done=done, at=now)
    assert client.post(f"{path}follow-up/", {"done": str(done), "sure": "1"}).status_code == 302
    assert (lines(client), FollowUp.objects.get().done) == ([], done)


def test_a_now_is_handed_to_a_colleague_of_her_centre_and_waits_until_somebody_takes_it(
    cast: Any, now: datetime, signed_in: Any
) -> None:
    feedback = gave(cast.ana, cast.ben, now, attention=Attention.NOW)
    client, path = signed_in(cast.thea), reverse("checkins:feedback", args=[feedback.pk])
    take = f"{path}acknowledge/"
    assert (client.get(path).content.decode().count("hand it to"), client.post(take, {"next": "4"}).status_code) == (
        0, 422,
    )  # fmt: skip
    tom = second_therapist(cast)
    assert client.get(path).content.decode().count(f'name="to" value="{tom.pk}">Tom<') == 1
    for to, status in (("she cried", 422), (cast.thea.pk, 409), (cast.theo.pk, 409), (tom.pk, 302), (tom.pk, 302)):
        assert client.post(take, {"to": str(to)}).status_code == status
    assert [list(model.objects.values_list("by", flat=True)) for model in (Handing, Acknowledgement)] == [
        [cast.thea.pk], [],
    ]  # fmt: skip
    asks = "P01, feedback: please see her now"
    assert lines(client) == [f"{asks} handed to Tom, not taken yet The Lime Tree"]
    page = client.get(path).content.decode()
    assert (page.count("Thea handed it to Tom on"), page.count("not taken yet"), page.count('name="to"')) == (1, 1, 0)
    services.hand(feedback, by=tom, to=cast.thea.pk, at=now)  # and back, with a clock that was set back: each once
    with pytest.raises(services.NoColleague):
        services.hand(feedback, by=cast.thea, to=tom.pk, at=now)
    assert lines(client) == [f"{asks} handed to you The Lime Tree"]
    assert client.post(take, {"next": "1"}).status_code == 302
    with pytest.raises(services.AnsweredAlready):
        services.hand(feedback, by=cast.thea, to=tom.pk, at=now)


def test_what_was_handed_to_somebody_who_is_gone_is_with_everybody_again(
    cast: Any, now: datetime, signed_in: Any
) -> None:
    feedback, tom = gave(cast.ana, cast.ben, now, attention=Attention.NOW), second_therapist(cast)
    services.hand(feedback, by=cast.thea, to=tom.pk, at=now)
    Membership.objects.filter(person=tom).update(delegated_until=now - timedelta(days=2))
    client, gone = signed_in(cast.thea), "Tom is not in the team now: it is with all of you again"
    assert lines(client) == [f"P01, feedback: please see her now {gone} The Lime Tree"]
    page = client.get(reverse("checkins:feedback", args=[feedback.pk])).content.decode()
    assert (page.count(gone), page.count("not taken yet")) == (1, 0)


def test_what_was_handed_to_somebody_stands_before_what_is_everybody_s(
    cast: Any, now: datetime, signed_in: Any
) -> None:
    tom, earlier = second_therapist(cast), now - timedelta(minutes=40)
    women = {"ana": cast.ana, "eva": add_participant(cast.study, cast.centre, language="nl", by=cast.bea, at=now)}
    agree(women["eva"], by=cast.ben, at=now - timedelta(hours=1))
    services.ask(cast.ana, for_day=queries.day_of(cast.ana, now), by=cast.ben, at=now)
    for who, attention in (("ana", Attention.NOW), ("ana", Attention.SAME_DAY), ("eva", Attention.NOW), ("eva", 1)):
        hers = gave(women[who], cast.ben, earlier, attention=attention)
        if who == "eva":
            services.hand(hers, by=cast.thea, to=tom.pk, at=now)
    now_, yours, there = "feedback: please see her now", "handed to you", "The Lime Tree"
    client = signed_in(tom)
    client.cookies["attune-language"] = "en"
    assert lines(client) == [
        f"P02, {now_} {yours} {there}", f"P01, {now_} {there}", f"P02, feedback {yours} {there}",
        f"P01, attunement {there}", f"P01, feedback {there}",
    ]  # fmt: skip


def test_a_way_back_to_before_that_leaves_only_notices_that_were_known_then(cast: Any, now: datetime) -> None:
    feedback, tom = gave(cast.ana, cast.ben, now, attention=Attention.NOW), second_therapist(cast)
    services.hand(feedback, by=cast.thea, to=tom.pk, at=now)
    assert set(Notice.objects.values_list("kind", flat=True)) == {Kind.GIVEN, Kind.HANDED}
    import_module("checkins.migrations.0006_handings").forget_notices(apps, None)
    assert set(Notice.objects.values_list("kind", flat=True)) == {Kind.GIVEN}

"""Two of the staff have a key destroyed: all of hers goes as after her own withdrawal, and it is never called hers."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from checkins.holder import HOLDER
from checkins.models import Attunement
from checkins.services import acknowledge, follow_up
from consent import queries, services
from consent.models import Act
from interviews.models import Sitting
from interviews.services import publish_guide
from ledger.models import Entry, Payload
from ledger.queries import first_fault
from tests.checkins.pages import gave
from tests.conftest import Cast
from tests.consent.acts import agree
from tests.interviews import steps
from tests.timelines.drawing import applied, put
from timelines.links import open_link
from timelines.models import ShareLink, Timeline
from upkeep import services as upkeep
from upkeep.models import Destruction
from vault import services as vault

NEW = {"en": "You did not do this", "nl": "Je deed dit niet zelf", "fr": "Ce n’est pas vous"}


@pytest.fixture
def living(db: None) -> Cast:
    """Ana has agreed, a sitting is open, and she has drawn with a device that is let in; a moment ago."""
    cast = Cast(timezone.now() - timedelta(minutes=1))
    agree(cast.ana, by=cast.ben, at=cast.at)
    publish_guide(cast.study, steps.content(), by=cast.lena, at=cast.at)
    steps.opened(cast, cast.at, planned_for=cast.at)  # on this day also in its last hour
    timeline = Timeline.objects.get(participant=cast.ana)
    applied(timeline, put(timeline))
    open_link(timeline, lands_on="/j/timeline/", by=cast.ben, at=cast.at)
    return cast


@pytest.fixture
def hers(living: Cast) -> Client:
    """A browser in which Ana's code was typed."""
    browser = Client()
    browser.post("/code/", {"code": services.make_code(living.ana, by=living.ben, at=living.at)})
    return browser


def confirmed(cast: Cast, reason: str = "time_over") -> Destruction:
    order = upkeep.order_destruction(cast.ana, reason=reason, by=cast.otto, at=cast.at)
    upkeep.confirm_destruction(order, by=cast.adam, at=cast.at)
    return order


def test_while_somebody_is_asked_to_see_her_now_the_time_for_keeping_can_wait(living: Cast, signed_in: Any) -> None:
    order = upkeep.order_destruction(living.ana, reason="time_over", by=living.otto, at=living.at)
    feedback = gave(living.ana, living.ben, living.at, attention=4)
    with pytest.raises(upkeep.NotToBeOrdered):
        upkeep.confirm_destruction(order, by=living.adam, at=living.at)
    page = signed_in(living.adam).get(f"/upkeep/keys/{order.pk}/").content.decode()
    assert page.count("Something about her safety is open at her centre. Speak with Lena first.") == 1
    acknowledge(feedback, by=living.thea, next=1, at=living.at)
    with pytest.raises(upkeep.NotToBeOrdered):  # until somebody says what became of it
        upkeep.confirm_destruction(order, by=living.adam, at=living.at)
    follow_up(feedback, by=living.thea, done=1, at=living.at)
    upkeep.confirm_destruction(order, by=living.adam, at=living.at)
    assert queries.withdrawal(living.ana.pk) is not None


def test_it_is_carried_out_as_a_withdrawal_of_everything_and_written_as_the_staffs(living: Cast) -> None:
    before = Entry.objects.count()
    order = confirmed(living)
    act = Act.objects.get(kind="deletion")
    assert (act.level, act.reason, queries.withdrawal(living.ana.pk)) == ("W3", "time_over", act)
    now = queries.in_force(living.ana, living.at)
    assert (now.valid, now.withdrawn, now.by_study) == (False, "W3", True)  # before anything is carried out
    assert [upkeep.carry_out(order.pk, living.at) for _ in range(2)] == [True, True]
    order.refresh_from_db()
    assert (order.done_at, Timeline.objects.count(), ShareLink.objects.count()) == (living.at, 0, 0)
    assert (Sitting.objects.get().ending, Attunement.objects.filter(emptied_at=None).count()) == ("stopped", 0)
    assert (vault.has_key(living.ana.pk), queries.everything_gone(living.ana.pk), first_fault()) == (False, True, None)
    new = Entry.objects.filter(seq__gt=before)
    assert not new.filter(actor=living.ana.pk).exists()  # none of it is said to be hers
    assert set(new.filter(act__startswith="consent.").values_list("actor", flat=True)) == {living.adam.pk}
    assert new.filter(act="upkeep.key_destruction_done").count() == 1
    told = Payload.objects.filter(entry__act="consent.effect_done", subject_id=living.study.pk)
    assert "copies_until" in told.get().content


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_her_page_says_who_did_it_and_stopping_afterwards_is_answered_kindly(
    living: Cast, hers: Client, language: str
) -> None:
    hers.cookies["attune-language"] = language
    order = confirmed(living)
    for _ in ("being deleted", "deleted"):
        page = hers.get("/code/mine/").content.decode().replace("&#x27;", "'")
        assert (NEW[language] in page, hers.get("/code/stop/W1/").headers["Location"]) == (True, "/code/done/")
        assert [hers.post(f"/code/stop/{level}/").headers["Location"] for level in ("W1", "W3")] == ["/code/done/"] * 2
        assert NEW[language] in hers.get("/code/done/").content.decode().replace("&#x27;", "'")
        assert upkeep.carry_out(order.pk, living.at)
    for page in ("kept/", "choices/", "kept.json", "copy/"):
        assert hers.get(f"/code/{page}").status_code == 200
    if language == "en":
        assert "Receipt that everything was deleted" in hers.get("/code/mine/").content.decode()
    assert (hers.post("/code/receipt/stop/").status_code, Act.objects.filter(kind="withdrawal").count()) == (200, 0)


def test_her_interviewer_reads_that_she_did_not_stop_herself(living: Cast, signed_in: Any) -> None:
    confirmed(living)
    ben = signed_in(living.ben)
    sent = {"level": "W2", "channel": "by_phone", "go": "stop"}
    assert ben.post(reverse("consent:told", args=[living.ana.pk]), sent).status_code == 302
    assert "No further sitting." in ben.get(reverse("consent:page", args=[living.ana.pk])).content.decode()
    assert "not she herself" in ben.get(reverse("interviews:interview", args=[living.ana.pk])).content.decode()


def test_an_order_is_done_with_her_key_and_what_waits_for_somebody_goes_on(
    living: Cast, monkeypatch: pytest.MonkeyPatch, hers: Client
) -> None:
    with monkeypatch.context() as waits:
        waits.setattr(type(HOLDER), "carry_out", lambda *_: False)
        order = confirmed(living)
        assert upkeep.carry_out(order.pk, living.at)  # no failure: nobody tries again every minute
        order.refresh_from_db()
        assert (order.done_at, vault.has_key(living.ana.pk)) == (living.at, False)
        assert "is being deleted" in hers.get("/code/mine/").content.decode()
    assert services.unfinished() == [living.ana.pk]
    assert services.carry_out(living.ana.pk, living.at)  # sent by the room when its person has done it
    assert "Everything about you is deleted." in hers.get("/code/mine/").content.decode()


def test_who_stopped_by_herself_before_it_is_confirmed_did_it_herself(living: Cast) -> None:
    order = upkeep.order_destruction(living.ana, reason="asked", by=living.otto, at=living.at)
    services.withdraw(living.ana, "W3", by_code=True, at=living.at)
    assert services.carry_out(living.ana.pk, living.at)
    upkeep.confirm_destruction(order, by=living.adam, at=living.at)
    assert upkeep.carry_out(order.pk, living.at)
    order.refresh_from_db()
    assert (order.done_at, queries.deletion(living.ana.pk)) == (living.at, None)
    with pytest.raises(upkeep.NotToBeOrdered):
        upkeep.order_destruction(living.ana, reason="asked", by=living.adam, at=living.at)


def test_who_stops_after_her_key_alone_was_destroyed_is_not_refused(living: Cast, hers: Client) -> None:
    vault.destroy(living.ana.pk)  # an older program did so, or a backup came back that is older than that
    assert hers.post("/code/stop/W3/").headers["Location"] == "/code/done/"
    assert services.carry_out(living.ana.pk, living.at)
    assert (queries.everything_gone(living.ana.pk), Timeline.objects.count(), first_fault()) == (True, 0, None)

"""She lets no timeline be kept: it works in the sitting, and nothing of it is there afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery.exceptions import Retry
from django.utils import timezone

from accounts.access import Denied
from consent import services as consent
from ledger.models import Entry
from tests.conftest import Cast
from tests.timelines.drawing import applied, begin, drop, joined, put, seated
from timelines import brief, links, queries, services
from timelines.holder import HOLDER
from timelines.models import BriefKey, Lane, Operation, ShareLink, Thing, Timeline
from timelines.rules import Seat
from timelines.tasks import destroy_key, end_brief
from vault import services as vault

HERS = "You chose that no timeline is kept. What we draw now is gone for good when this talk ends."
THEIRS = "She chose that no timeline is kept. What you draw now is gone for good when this sitting ends."


@pytest.fixture
def timeline(cast: Cast) -> Timeline:
    return begin(cast.ana, by=cast.ben, at=cast.at, no=("C08",))


def acts() -> list[str]:
    return list(Entry.objects.filter(act__startswith="timelines.key_").order_by("seq").values_list("act", flat=True))


def opens(key: UUID) -> bool:
    """Say whether a key still opens what it sealed."""
    place = {"table": "a", "column": "b", "row": key}
    try:
        return vault.open_sealed(vault.seal("words", subject=key, **place), subject=key, **place) == "words"
    except vault.KeyDestroyed:
        return False


def test_both_seats_draw_and_each_is_told(cast: Cast, timeline: Timeline, signed_in: Any, client: Any) -> None:
    applied(timeline, put(timeline))
    applied(timeline, put(timeline), hers=True)
    hers = seated(timeline, client, by=cast.ben)
    page, board = hers.get("/j/timeline/"), signed_in(cast.ben).get(f"/timelines/{timeline.pk}/")
    assert (page.status_code, board.status_code, Thing.objects.count()) == (200, 200, 2)
    assert (HERS in page.content.decode(), THEIRS in board.content.decode()) == (True, True)
    assert [b'data-words-kept="kept"' in one.content for one in (page, board)] == [False, False]
    assert (timeline.is_kept, acts()) == (False, ["timelines.key_made"])


def test_a_timeline_that_may_be_kept_says_nothing_of_it(cast: Cast, client: Any) -> None:
    hers = seated(begin(cast.ana, by=cast.ben, at=cast.at), client, by=cast.ben)
    assert HERS not in hers.get("/j/timeline/").content.decode()
    assert (BriefKey.objects.count(), acts()) == (0, [])


def test_at_the_close_every_row_goes_and_then_the_key(
    cast: Cast, timeline: Timeline, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(destroy_key, "delay", lambda key, again=True: sent.append(key))
    applied(timeline, put(timeline))
    joined(timeline, by=cast.ben)
    key = timeline.sealed_for
    with django_capture_on_commit_callbacks(execute=True):
        services.close_for_drawing(timeline, at=cast.at)
    rows = [model.objects.count() for model in (Timeline, Lane, Thing, Operation, ShareLink)]
    assert (rows, sent, opens(key)) == ([0, 0, 0, 0, 0], [str(key)], True)
    with pytest.raises(Denied):  # what was on its way
        applied(timeline, drop(str(uuid4())))
    for _twice in range(2):
        destroy_key(str(key))
    assert (opens(key), BriefKey.objects.count(), brief.spent()) == (False, 0, [])
    assert acts() == ["timelines.key_made", "timelines.key_destroyed"]


def test_a_key_that_could_not_be_destroyed_is_tried_again_and_found_every_day(
    cast: Cast, timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(key: UUID) -> None:
        raise vault.Unreachable

    services.close_for_drawing(timeline, at=cast.at)
    with monkeypatch.context() as broken:
        broken.setattr(vault, "destroy", away)
        with pytest.raises(Retry):
            destroy_key.apply((str(timeline.sealed_for),), throw=True)
    assert brief.spent() == [timeline.sealed_for]
    sent: list[str] = []
    monkeypatch.setattr(destroy_key, "delay", lambda key, again=True: sent.append(key))
    end_brief()
    assert sent == [str(timeline.sealed_for)]


def test_one_that_fails_does_not_stop_the_rest_of_the_daily_work(
    cast: Cast, timeline: Timeline, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    services.close_for_drawing(timeline, at=cast.at)

    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    sent: list[str] = []
    monkeypatch.setattr(brief, "forgotten", lambda at: [timeline])
    monkeypatch.setattr(services, "close_for_drawing", fails)
    monkeypatch.setattr(links, "close_dead_links", fails)
    monkeypatch.setattr(destroy_key, "delay", lambda key, again=True: sent.append(key))
    end_brief()
    assert sent == [str(timeline.sealed_for)]
    assert [line.message for line in caplog.records] == ["a part of the daily work failed: ZeroDivisionError"] * 2


def test_what_a_sitting_left_that_nobody_closed_goes_after_a_day(cast: Cast, timeline: Timeline) -> None:
    kept = begin(cast.far_participant, by=cast.cleo, at=cast.at)
    for one, hours in ((timeline, 23), (kept, 30)):
        Timeline.objects.filter(pk=one.pk).update(open_since=timezone.now() - timedelta(hours=hours))
    assert brief.forgotten(timezone.now()) == []
    Timeline.objects.filter(pk=timeline.pk).update(open_since=timezone.now() - timedelta(hours=25))
    end_brief()
    assert list(Timeline.objects.all()) == [kept]
    assert brief.spent() == [timeline.sealed_for]


def test_a_later_sitting_starts_empty_under_another_key(cast: Cast, timeline: Timeline) -> None:
    applied(timeline, put(timeline))
    services.close_for_drawing(timeline, at=cast.at)
    again = services.start(cast.ana, at=cast.at)
    services.open_for_drawing(again, at=cast.at)
    assert queries.state(again, Seat.HERS)["things"] == []
    assert again.sealed_for not in {timeline.sealed_for, cast.ana.pk}


def test_a_no_in_the_middle_deletes_what_was_kept_and_the_talk_goes_on_with_an_empty_one(cast: Cast) -> None:
    kept = begin(cast.ana, by=cast.ben, at=cast.at)
    applied(kept, put(kept))
    consent.change_item(cast.ana, "C08", yes=False, at=timezone.now())
    with pytest.raises(services.NotKept):
        applied(kept, put(kept))
    new = services.start(cast.ana, at=timezone.now())
    services.open_for_drawing(new, at=timezone.now())
    assert (Timeline.objects.get(), Thing.objects.count()) == (new, 0)
    applied(new, put(new))
    assert consent.carry_out(cast.ana.pk, timezone.now())  # what her no has to delete: not the new one
    assert (Timeline.objects.get(), Thing.objects.count()) == (new, 1)


def test_a_yes_in_the_middle_keeps_nothing_from_before(cast: Cast, timeline: Timeline) -> None:
    applied(timeline, put(timeline))
    consent.change_item(cast.ana, "C08", yes=True, at=timezone.now())
    assert services.start(cast.ana, at=timezone.now()) == timeline  # the sitting goes on as it began
    applied(timeline, put(timeline))
    services.close_for_drawing(timeline, at=timezone.now())
    later = services.start(cast.ana, at=timezone.now())
    assert (later.is_kept, Thing.objects.count(), brief.spent()) == (True, 0, [timeline.sealed_for])


def test_without_consent_in_force_nothing_is_let_go(cast: Cast, timeline: Timeline) -> None:
    consent.withdraw(cast.ana, "W1", by_code=True, at=timezone.now())
    assert services.start(cast.ana, at=timezone.now()) == timeline


def test_what_is_held_says_so_and_her_copy_holds_only_what_is_kept(cast: Cast, timeline: Timeline) -> None:
    applied(timeline, put(timeline))
    assert HOLDER.holds(cast.ana.pk) == [
        "The timeline that you draw in this talk. It is gone for good when the talk ends."
    ]
    assert (HOLDER.copy(cast.ana.pk), HOLDER.shelves(cast.ana.pk)) == ({"life": {}, "lanes": []}, [])


def test_when_she_has_everything_deleted_its_key_goes_too(cast: Cast, timeline: Timeline) -> None:
    consent.withdraw(cast.ana, "W3", by_code=True, at=timezone.now())
    assert consent.carry_out(cast.ana.pk, timezone.now())
    assert Timeline.objects.count() == 0
    destroy_key(str(timeline.sealed_for))
    assert (opens(timeline.sealed_for), acts()) == (False, ["timelines.key_made", "timelines.key_destroyed"])

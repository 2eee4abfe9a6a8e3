"""Verbs of an open sitting: marks, pauses, her device, interrupting and going on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from accounts.access import Denied
from consent.services import NotInForce, change_item
from interviews import queries, services
from interviews.models import GuideVersion, Reason, Talked
from interviews.services import moments
from ledger.models import Entry
from tests.interviews.pages import at, said
from tests.interviews.steps import acts, attuned, content, opened, planned, question
from timelines.models import ShareLink, Timeline
from timelines.queries import device_of
from timelines.services import NobodyAsks, join

pytestmark = pytest.mark.usefixtures("agreed")


def test_without_her_yes_to_keeping_it_the_timeline_ends_with_the_sitting(cast: Any, noon: datetime) -> None:
    change_item(cast.ana, "C08", yes=False, at=noon)
    sitting = opened(cast, noon)
    assert [one.is_kept for one in Timeline.objects.all()] == [False]
    services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    services.interrupt(sitting, reason=Reason.TRANSPORT, by=cast.ben, at=noon)
    sitting.refresh_from_db()
    assert (Timeline.objects.count(), sitting.link) == (0, None)


def test_a_question_is_marked_changed_and_taken_back(cast: Any, guide: GuideVersion, noon: datetime) -> None:
    sitting, first = opened(cast, noon), question(guide)
    services.mark(sitting, first, Talked.DISCUSSED, by=cast.ben, at=noon)
    services.mark(sitting, first, Talked.SET_ASIDE, by=cast.ben, at=noon)
    assert queries.coverage_of(sitting.interview) == {first.pk: "set_aside"}
    for _twice in range(2):
        services.unmark(sitting, first, by=cast.ben, at=noon)
    assert queries.coverage_of(sitting.interview) == {}
    other = services.publish_guide(cast.study, content(), by=cast.lena, at=noon)
    with pytest.raises(Denied):
        services.mark(sitting, question(other), Talked.DISCUSSED, by=cast.ben, at=noon)


def test_ticks_and_pauses_are_no_acts(cast: Any, guide: GuideVersion, noon: datetime) -> None:
    sitting = opened(cast, noon)
    before = Entry.objects.count()
    services.mark(sitting, question(guide), Talked.DISCUSSED, by=cast.ben, at=noon)
    for verb in (services.pause, services.pause, services.go_on, services.go_on):
        verb(sitting, by=cast.ben, at=noon)
    assert (Entry.objects.count(), sitting.pauses.count()) == (before, 1)


def test_an_interrupted_interview_goes_on_with_a_new_attunement_and_its_coverage(
    cast: Any, guide: GuideVersion, noon: datetime
) -> None:
    first = opened(cast, noon)
    services.mark(first, question(guide), Talked.VOLUNTEERED, by=cast.ben, at=noon)
    services.pause(first, by=cast.ben, at=noon + timedelta(minutes=10))
    for _twice in range(2):
        services.interrupt(first, reason="transport", by=cast.ben, at=noon + timedelta(minutes=30))
    later = noon + timedelta(days=3)
    second = planned(cast, later)
    assert (second.number, second.interview, second.attunement == first.attunement) == (2, first.interview, False)
    with pytest.raises(services.NotReady) as refused:
        services.open_sitting(second, by=cast.ben, at=later)
    assert refused.value.words.startswith("The attunement has not been given")
    attuned(cast, second, later)
    services.see_attunement(second, by=cast.ben, at=later)
    services.open_sitting(second, by=cast.ben, at=later)
    services.close(second, by=cast.ben, at=later + timedelta(minutes=60))
    assert queries.coverage_of(second.interview) == {question(guide).pk: "volunteered"}
    facts = queries.sittings_of([cast.ana])[cast.ana.pk]
    assert [(one.state, one.reason, one.net_seconds) for one in facts] == [
        ("interrupted", "transport", 600), ("completed", "", 3600)
    ]  # fmt: skip
    lasted = queries.durations(cast.study)
    assert (lasted.count, lasted.mean, lasted.shortest, lasted.longest) == (1, 4200, 4200, 4200)
    assert acts("sitting_closed") == 2


def test_her_device_is_let_go_when_the_sitting_ends(cast: Any, noon: datetime) -> None:
    sitting = opened(cast, noon)
    link, keys = services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    assert (len(keys.secret), ShareLink.objects.filter(closed_at=None).count()) == (43, 1)
    services.stop(sitting, by=cast.ben, at=noon)
    link.refresh_from_db()
    assert link.closed_at == noon


def test_the_timeline_is_drawn_on_only_while_a_sitting_is_open(cast: Any, noon: datetime) -> None:
    sitting = opened(cast, noon)
    assert Timeline.objects.get().open_since == noon
    services.interrupt(sitting, reason=Reason.TRANSPORT, by=cast.ben, at=noon)
    assert Timeline.objects.get().open_since is None


def test_inviting_a_device_leaves_the_one_that_is_here(cast: Any, noon: datetime) -> None:
    sitting = opened(cast, noon)
    _, keys = services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    here = join(keys.secret, at=noon)
    assert here is not None
    services.answer_device(sitting, here.pk, hers=True, by=cast.ben, at=noon)
    services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    here.refresh_from_db()
    assert here.closed_at is None


def test_a_pause_lets_her_device_go_and_another_comes_when_it_is_over(cast: Any, noon: datetime) -> None:
    sitting = opened(cast, noon)
    link, keys = services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    assert join(keys.secret, at=noon) is not None
    services.answer_device(sitting, link.pk, hers=True, by=cast.ben, at=noon)
    assert device_of(link.timeline, noon).here is True
    services.pause(sitting, by=cast.ben, at=noon)
    assert device_of(link.timeline, noon).here is False
    with pytest.raises(services.NotRunning) as refused:
        services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    assert refused.value.words == "There is a pause. Go on first, then invite her device."
    services.go_on(sitting, by=cast.ben, at=noon)
    again, keys = services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    assert join(keys.secret, at=noon) == again


def test_a_device_that_asks_is_let_in_or_sent_away_by_who_runs_the_sitting(cast: Any, noon: datetime) -> None:
    sitting = opened(cast, noon)
    link, keys = services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    join(keys.secret, at=noon)
    with pytest.raises(services.NotReady):
        services.answer_device(sitting, link.pk, hers=True, by=cast.bea, at=noon)
    services.answer_device(sitting, link.pk, hers=False, by=cast.ben, at=noon)
    assert device_of(link.timeline, noon).standing == "none"
    with pytest.raises(NobodyAsks):
        services.answer_device(sitting, link.pk, hers=True, by=cast.ben, at=noon)


def test_a_sitting_can_end_although_the_consent_text_has_ended(cast: Any, noon: datetime) -> None:
    sitting = opened(cast, noon)
    change_item(cast.ana, "C03", yes=False, at=noon)
    with pytest.raises(NotInForce):
        services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    assert services.stop(sitting, by=cast.ben, at=noon).ending == "stopped"


def test_nothing_is_held_while_names_are_looked_for_in_a_note(
    cast: Any, noon: datetime, guide: GuideVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []

    def looked(words: str, language: str) -> list[Any]:
        held.append(len(connection.savepoint_ids))
        return []

    monkeypatch.setattr(moments, "noticed", looked)
    note = services.Act(uuid4(), "note", {"words": "the blue door", "no_names": False})
    services.do(opened(cast, noon), note, by=cast.ben, at=noon)
    assert held == [0]  # the test's own transaction has no savepoint


@pytest.mark.usefixtures("clock")
def test_once_she_takes_back_what_the_talk_needs_her_screen_closes_and_the_room_can_still_stop(
    cast: Any, ben: Client, noon: datetime
) -> None:
    sitting = opened(cast, noon)
    link, _keys = services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    change_item(cast.ana, "C09", yes=False, at=noon)
    assert ShareLink.objects.get(pk=link.pk).closed_at is None  # a choice of her own
    change_item(cast.ana, "C06", yes=False, at=noon)
    closed = ShareLink.objects.get(pk=link.pk)
    assert (closed.closed_at, closed.closed_for) == (noon, "choice")
    ShareLink.objects.update(closed_at=None, joined_at=noon, confirmed_at=noon)  # a new text came
    assert "Close her device" in said(ben.get(at("room", sitting.pk)))
    assert [ben.post(at(way, sitting.pk)).status_code for way in ("close-device", "pause")] == [302, 302]
    assert (ShareLink.objects.get(pk=link.pk).closed_for, queries.pause_of(sitting) is None) == ("closed", False)
    assert ben.post(at("invite", sitting.pk)).status_code == 409

"""Operations that wait are committed together; what an open room knows is heard without the database."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from consent.services import withdraw
from tests.timelines.drawing import applied, begin, drop, label_of, put
from timelines import changes, queries, rooms, rows, rules, services, statements, turns
from timelines.models import Operation, Thing, Timeline
from timelines.rules import Seat

HER_ROW = int(connection.features.has_select_for_no_key_update)
"""The statement that locks her row: SQLite has one writer, and locks no rows."""


@pytest.fixture
def timelines(cast: Any) -> list[Timeline]:
    """Two of them, each of its own case."""
    return [begin(cast.ana, by=cast.ben, at=cast.at), begin(cast.far_participant, by=cast.cleo, at=cast.at)]


def wanted(timeline: Timeline, operation: dict[str, Any], *, hers: bool = False) -> changes.Wanted:
    return turns.wanted(timeline, operation, hers=hers, by=uuid4(), at=timezone.now())


def together_done(*pairs: tuple[Timeline, dict[str, Any]], **how: Any) -> list[Any]:
    """Commit operations in one batch; gives the number of each, or the kind of its refusal."""
    outcomes = changes.commit_each([wanted(*pair, **how) for pair in pairs], lambda _news: None)
    return [one["sequence"] if isinstance(one, dict) else type(one) for one in outcomes]


def test_one_that_cannot_be_kept_is_refused_alone_and_leaves_no_gap(timelines: list[Timeline]) -> None:
    ours, theirs = timelines
    first, far = put(ours), put(theirs)
    done = together_done(
        (ours, first), (theirs, far), (ours, put(ours, target=far["target"])), (ours, put(ours, lane=far["lane"])),
        (ours, drop(first["target"])), (ours, put(ours, target=first["target"])), (ours, first), (ours, put(ours)),
    )  # fmt: skip
    assert done == [1, 1, rules.Malformed, rules.LaneMissing, 2, services.TakenAway, 1, 3]
    assert [Timeline.objects.get(pk=one.pk).sequence for one in timelines] == [3, 1]
    assert list(ours.operations.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3]
    assert (ours.things.count(), theirs.things.count()) == (1, 1)


def test_changes_of_one_thing_in_one_batch_stand_in_their_order(timelines: list[Timeline]) -> None:
    ours = timelines[0]
    first = put(ours, "one")
    again = put(ours, "two", target=first["target"])
    assert together_done((ours, first), (ours, again)) == [1, 2]
    assert label_of(Thing.objects.get()) == "two"
    assert together_done((ours, put(ours, "three", target=first["target"])), (ours, drop(first["target"]))) == [3, 4]
    assert Thing.objects.count() == 0


def asked_for(timelines: list[Timeline], rounds: int = 5, *, things_only: bool = True) -> int:
    """Commit several operations on each in one batch, and give the number of queries.

    Each round places a thing and writes over one; else it also takes one away, and says a lane and a life anew.
    """
    pairs: list[tuple[Timeline, dict[str, Any]]] = []
    for timeline in timelines:
        lane, kept = str(timeline.lanes.first().pk), [put(timeline) for _ in range(2 * rounds)]
        for one in kept:
            applied(timeline, one)
        for number in range(rounds):
            pairs += [(timeline, put(timeline)), (timeline, put(timeline, target=kept[number]["target"]))]
            if not things_only:
                named = {"id": str(uuid4()), "kind": "lane", "target": lane, "name": f"ours {number}", "position": 3}
                life = {"id": str(uuid4()), "kind": "life", "target": str(timeline.pk), "born": 1980 + number % 9}
                pairs += [(timeline, one) for one in (named, life, drop(kept[rounds + number]["target"]))]
    batch = [wanted(*pair) for pair in pairs]
    with CaptureQueriesContext(connection) as asked:
        outcomes = changes.commit(batch, lambda _news: None)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    said = [one["sql"] for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]]
    return said.index("COMMIT") + 1 if "COMMIT" in said else len(said)  # what is swept after it is no part of it


def test_a_batch_takes_the_same_number_of_queries_however_many_wait(timelines: list[Timeline]) -> None:
    # her row, her acts (3), timelines, said before?, its rows (4), elsewhere? (2), things, operations, numbers
    assert [asked_for(timelines[:1], rounds) for rounds in (1, 3, 50)] == [12 + HER_ROW] * 3
    assert asked_for(timelines) == 12 + HER_ROW
    # besides: elsewhere?, lanes, lives, and what is taken away
    assert [asked_for(timelines[:1], rounds, things_only=False) for rounds in (1, 3, 20)] == [16 + HER_ROW] * 3
    assert asked_for(timelines, things_only=False) == 16 + HER_ROW


def test_of_an_open_room_only_the_proof_is_read_that_memory_still_says_what_is_there(committed_cast: Any) -> None:
    cast, screen = committed_cast, Screen(hers=True)
    timelines = [begin(cast.ana, by=cast.ben, at=cast.at), begin(cast.far_participant, by=cast.cleo, at=cast.at)]
    for one in timelines:
        rooms.ROOMS.enter(one.pk, screen)
    try:
        # begin, her row, her acts, the timelines, said before?, elsewhere? (2), things, operations, numbers, commit
        assert [asked_for(timelines[:1], rounds) for rounds in (1, 3, 50)] == [9 + HER_ROW] * 3
        assert (asked_for(timelines), asked_for(timelines, things_only=False)) == (9 + HER_ROW, 13 + HER_ROW)
        assert [one.pk in rows.KEPT for one in timelines] == [True, True]
    finally:
        for one in timelines:
            rooms.ROOMS.leave(one.pk, screen)
    assert [one.pk in rows.KEPT for one in timelines] == [False, False]


@pytest.mark.parametrize("asked", ["said", "things"])
def test_an_id_that_another_process_used_in_the_same_moment_costs_only_its_own(
    timelines: list[Timeline], monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    ours, theirs = timelines
    used = put(theirs)
    applied(theirs, used)
    clash = put(ours, **{"id": used["id"]} if asked == "said" else {"target": used["target"]})
    real, answers = getattr(statements, asked), []

    def from_before(ids: Any) -> Any:
        """Read what stood there before the other one committed; the next time, what stands there now."""
        answers.append(real(ids))
        return type(answers[0])() if len(answers) == 1 else answers[-1]

    monkeypatch.setattr(statements, asked, from_before)
    assert together_done((ours, put(ours)), (ours, clash), (ours, put(ours))) == [1, rules.Malformed, 2]
    assert len(answers) == 4  # all at once, then each alone
    assert (ours.things.count(), theirs.things.count()) == (2, 1)


def test_what_another_process_did_or_she_decided_is_not_missed_by_an_open_room(
    committed_cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, screen = committed_cast, Screen(hers=True)
    ours = begin(cast.ana, by=cast.ben, at=cast.at)
    rooms.ROOMS.enter(ours.pk, screen)
    try:
        first, gone = put(ours, "one"), put(ours, "two")
        assert together_done((ours, first), (ours, gone)) == [1, 2]
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr(rows, "KEPT", {})
            elsewhere.setattr(changes, "KEPT", {})
            assert together_done((ours, drop(gone["target"])), (ours, put(ours, "three", target=first["target"]))) == [
                3, 4,
            ]  # fmt: skip
        again, cover = put(ours, target=gone["target"]), {"id": str(uuid4()), "kind": "cover", "cover": "mine"}
        assert together_done((ours, again), (ours, cover | {"target": first["target"]})) == [services.TakenAway, 5]
        assert label_of(Thing.objects.get()) == "three"
        services.close_for_drawing(ours, at=timezone.now())
        assert together_done((ours, put(ours))) == [services.Resting]
        services.open_for_drawing(ours, at=timezone.now())
        assert together_done((ours, put(ours))) == [6]
        withdraw(cast.ana, "W1", by_code=True, at=timezone.now())
        assert together_done((ours, put(ours)), (ours, put(ours)), hers=True) == [services.NotKept] * 2
    finally:
        rooms.ROOMS.leave(ours.pk, screen)


def test_what_was_undone_stays_in_no_memory(committed_cast: Any) -> None:
    from django.db import transaction

    cast, screen = committed_cast, Screen(hers=True)
    ours = begin(cast.ana, by=cast.ben, at=cast.at)
    rooms.ROOMS.enter(ours.pk, screen)
    try:
        kept = put(ours, "one")
        applied(ours, kept)
        with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - what is done before is undone
            applied(ours, put(ours, "two", target=kept["target"]))
            _ = 1 / 0
        cover = {"id": str(uuid4()), "kind": "cover", "target": kept["target"], "cover": "mine"}
        assert together_done((ours, cover)) == [2]
    finally:
        rooms.ROOMS.leave(ours.pk, screen)
    assert label_of(Thing.objects.get()) == "one"


def test_after_a_fault_each_is_done_alone(timelines: list[Timeline], monkeypatch: pytest.MonkeyPatch) -> None:
    ours = timelines[0]
    bad = put(ours, "unlucky one")
    real = rules.Told.as_text

    def breaks(told: rules.Told) -> str:
        if told.label == "unlucky one":
            raise OSError
        return real(told)

    monkeypatch.setattr(rules.Told, "as_text", breaks)
    assert together_done((ours, put(ours)), (ours, bad), (ours, put(ours))) == [1, OSError, 2]
    assert Operation.objects.count() == 2


def test_a_refusal_is_told_in_the_language_of_who_asked(timelines: list[Timeline]) -> None:
    ours = timelines[0]
    services.close_for_drawing(ours, at=timezone.now())
    batch = []
    for language in ("nl", "en"):
        with translation.override(language):
            batch.append(wanted(ours, put(ours)))
    with translation.override("fr"):
        said = [str(why.words) for why in changes.commit(batch, lambda _news: None)]
    assert said[1] == "This timeline rests. It opens again with the next sitting."
    assert said[0] != said[1]


def test_news_is_told_only_once_it_is_committed(committed_cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import transaction

    cast, told = committed_cast, []
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    monkeypatch.setattr(turns, "announce_all", lambda news: told.extend(one.sequence for one in news))
    with transaction.atomic():
        applied(timeline, put(timeline))
        assert told == []
    assert told == [1]
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - what is done before the fault is undone
        applied(timeline, put(timeline))
        _ = 1 / 0
    assert (told, Operation.objects.count()) == ([1], 1)


class Screen:
    """A screen that notes what it hears."""

    def __init__(self, hers: bool) -> None:
        self.hers = hers
        self.heard: list[Any] = []

    def stir(self) -> None:
        self.heard.append("stir")

    def overwritten(self, target: Any, sequence: int) -> None:
        self.heard.append((target, sequence))

    def pointed(self, what: Any) -> None:
        self.heard.append(what)

    def look(self) -> None:
        self.heard.append("look")

    def announced(self, message: Any) -> None:
        self.heard.append(message)


def test_an_open_room_knows_what_the_database_says_and_each_seat_hears_only_its_part(committed_cast: Any) -> None:
    cast, screen, heard = committed_cast, Screen(hers=True), []
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    kept, covered, gone = put(timeline, "one"), put(timeline, "two"), put(timeline, "three")
    changes.commit([wanted(timeline, one) for one in (kept, covered, gone)], heard.extend)
    rooms.ROOMS.enter(timeline.pk, screen)
    try:
        cover = {"id": str(uuid4()), "kind": "cover", "target": covered["target"], "cover": "mine"}
        batch = [put(timeline, "four", target=kept["target"]), cover, drop(gone["target"]), put(timeline, "five")]
        changes.commit([wanted(timeline, one, hers=True) for one in batch], heard.extend)
    finally:
        rooms.ROOMS.leave(timeline.pk, screen)
    assert [(one.since, one.sequence, one.whole) for one in heard] == [(0, 3, False), (3, 7, True)]
    for seat in (Seat.HERS, Seat.INTERVIEWER):
        assert heard[1].heard(seat) == queries.state(timeline, seat, 3)
    assert [one["label"] for one in heard[1].heard(Seat.INTERVIEWER)["things"]] == ["four", "", "five"]

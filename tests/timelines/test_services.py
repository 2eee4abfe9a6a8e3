"""Verbs of a timeline, on the real register, the real keys and the real consent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.utils import timezone

from consent.services import NotInForce, change_item, withdraw
from ledger.models import Entry
from tests.timelines.drawing import applied, begin, drop, joined, label_of, let_in, put
from timelines import queries, rules, services
from timelines.models import Operation, ShareLink, Thing, Timeline
from timelines.rules import Seat
from vault.services import seal


def acts() -> list[str]:
    return list(Entry.objects.filter(act__startswith="timelines.").order_by("seq").values_list("act", flat=True))


def test_a_timeline_begins_once_with_the_lanes_of_the_template(cast: Any) -> None:
    first = services.start(cast.ana, at=cast.at)
    again = services.start(cast.ana, at=cast.at)
    assert first == again
    assert [lane.topic for lane in first.lanes.order_by("position")] == [
        "strengths", "landmarks", "places", "people", "children", "substances", "care", "feelings", "events", "hopes",
    ]  # fmt: skip


def test_an_operation_is_committed_and_acknowledged_in_order(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    one, other = put(timeline), put(timeline, shape="moment", from_age="12.5")
    assert applied(timeline, one) == {
        "id": one["id"], "sequence": 1, "kind": "put", "target": one["target"], "hers": False,
    }  # fmt: skip
    assert applied(timeline, other, hers=True)["sequence"] == 2
    state = queries.state(timeline, Seat.HERS)
    assert (state["sequence"], [thing["label"] for thing in state["things"]]) == (2, ["with that one", "with that one"])
    assert acts() == []  # a change of hers is not an act


def test_an_id_that_came_before_is_acknowledged_alike_and_does_nothing_more(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    operation = put(timeline)
    first = applied(timeline, operation)
    applied(timeline, put(timeline, target=operation["target"], label="later"))
    assert applied(timeline, operation) == first
    assert (Operation.objects.count(), label_of(Thing.objects.get())) == (2, "later")


def test_a_change_that_comes_after_its_thing_was_taken_away_is_refused(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    operation = put(timeline)
    applied(timeline, operation)
    applied(timeline, drop(operation["target"]))
    with pytest.raises(services.TakenAway) as refused:
        applied(timeline, put(timeline, target=operation["target"]))
    assert refused.value.words == "This was taken away. Your words are still here on your screen."
    assert (Thing.objects.count(), Timeline.objects.get(pk=timeline.pk).sequence) == (0, 2)


def test_nothing_is_kept_once_she_chose_that_no_timeline_is_kept(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    change_item(cast.ana, "C08", yes=False, at=timezone.now())
    with pytest.raises(services.NotKept) as refused:
        applied(timeline, put(timeline))
    assert refused.value.words == "She chose that no timeline is kept. The talk goes on without one."
    with pytest.raises(services.NotKept) as refused:
        applied(timeline, put(timeline), hers=True)
    assert refused.value.words == "You chose that no timeline is kept. The talk goes on without one."
    assert Operation.objects.count() == 0


def test_nothing_is_kept_without_consent(cast: Any) -> None:
    timeline = services.start(cast.ana, at=cast.at)
    with pytest.raises(NotInForce):
        applied(timeline, put(timeline))
    assert Operation.objects.count() == 0


def test_a_thing_a_lane_or_an_id_of_another_timeline_is_none_of_ours(cast: Any) -> None:
    ours = begin(cast.ana, by=cast.ben, at=cast.at)
    theirs = begin(cast.far_participant, by=cast.cleo, at=cast.at)
    far = put(theirs)
    applied(theirs, far)
    for wrong, why in [
        (put(ours, target=far["target"]), rules.Malformed),
        (put(ours, lane=far["lane"]), rules.LaneMissing),
        (put(ours, id=far["id"]), rules.Malformed),
    ]:
        with pytest.raises(why):
            applied(ours, wrong)
    rows = Operation.objects.count()
    for target in (far["target"], str(uuid4())):  # one that never was looks like one of elsewhere
        with pytest.raises(rules.Malformed):
            applied(ours, drop(target))
    assert Operation.objects.count() == rows
    assert Thing.objects.get().timeline_id == theirs.pk


def test_five_hundred_things_are_enough(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules.MOST_THINGS == 500
    monkeypatch.setattr(rules, "MOST_THINGS", 1)
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    operation = put(timeline)
    applied(timeline, operation)
    with pytest.raises(rules.Full):
        applied(timeline, put(timeline))
    applied(timeline, put(timeline, target=operation["target"], label="changed"))
    assert label_of(Thing.objects.get()) == "changed"


def test_four_hands_at_once_leave_an_order_without_gaps(committed_cast: Any) -> None:
    timeline = begin(committed_cast.ana, by=committed_cast.ben, at=committed_cast.at)
    operations = [put(timeline) for _ in range(20)]

    def hand(operation: dict[str, Any]) -> int:
        try:
            return int(applied(timeline, operation)["sequence"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hands:
        given = list(hands.map(hand, [*operations, *operations]))  # each twice: a repeated delivery
    assert sorted(given) == sorted([*range(1, 21), *range(1, 21)])
    assert given[:20] == given[20:]
    assert list(Operation.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 21))


def everything_stored() -> bytes:
    """Give every value of every row of every table, one after the other."""
    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            for row in cursor.fetchall():
                found += b"|".join(
                    bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in row
                )
    return found


def test_words_that_were_changed_or_taken_away_are_in_no_row(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    kept, taken = put(timeline, "canary one"), put(timeline, "canary two")
    applied(timeline, kept)
    applied(timeline, taken)
    sealed = [bytes(one) for one in Thing.objects.values_list("told", flat=True)]
    assert all(one in everything_stored() for one in sealed)
    applied(timeline, put(timeline, "other words", target=kept["target"]))
    applied(timeline, drop(taken["target"]))
    stored = everything_stored()
    assert [one for one in [*sealed, b"canary"] if one in stored] == []


def test_a_link_is_joined_once_and_its_secret_is_in_no_row(cast: Any) -> None:
    timeline = services.start(cast.ana, at=cast.at)
    secret = joined(timeline, by=cast.ben, at=cast.at)
    assert len(secret) == 43
    assert secret.encode() not in everything_stored()
    link = services.join(secret, at=cast.at + timedelta(minutes=14))
    assert link is not None
    assert link.timeline == timeline
    assert services.join(secret, at=cast.at + timedelta(minutes=14)) is None
    assert acts() == ["timelines.link_opened", "timelines.link_joined"]


def test_a_link_can_be_joined_for_a_quarter_of_an_hour(cast: Any) -> None:
    timeline = services.start(cast.ana, at=cast.at)
    secret = joined(timeline, by=cast.ben, at=cast.at)
    assert services.join(secret, at=cast.at + timedelta(minutes=15)) is None
    assert ShareLink.objects.get().joined_at is None


@pytest.mark.parametrize("level", ["W1", "W2", "W3"])
def test_a_withdrawal_leaves_no_link_to_join_also_before_it_is_carried_out(cast: Any, level: str) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    secret = joined(timeline, by=cast.ben, at=cast.at)
    withdraw(cast.ana, level, by_code=True, at=cast.at)
    assert services.join(secret, at=cast.at) is None
    assert ShareLink.objects.get().joined_at is None


def test_a_device_stays_until_a_new_one_is_let_in(cast: Any) -> None:
    timeline = services.start(cast.ana, at=cast.at)
    services.join(joined(timeline, by=cast.ben, at=cast.at), at=cast.at)
    here = let_in(timeline, by=cast.ben, at=cast.at)
    new = joined(timeline, by=cast.ben, at=cast.at)
    here.refresh_from_db()
    assert here.closed_at is None
    asking = services.join(new, at=cast.at)
    assert asking is not None
    here.refresh_from_db()
    assert here.closed_at is None
    services.confirm(timeline, asking.pk, by=cast.ben, at=cast.at)
    here.refresh_from_db()
    assert here.closed_at == cast.at


def test_a_timeline_that_rests_takes_no_change_and_has_no_link(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    operation = put(timeline)
    first = applied(timeline, operation)
    joined(timeline, by=cast.ben, at=cast.at)
    services.close_for_drawing(timeline, at=cast.at)
    for hers in (False, True):
        with pytest.raises(services.Resting) as refused:
            applied(timeline, put(timeline), hers=hers)
        assert refused.value.words == "This timeline rests. It opens again with the next sitting."
    assert applied(timeline, operation) == first  # a repeated delivery is still answered
    assert [link.closed_at for link in ShareLink.objects.all()] == [cast.at]
    services.open_for_drawing(timeline, at=cast.at)
    assert applied(timeline, put(timeline))["sequence"] == 2


def test_a_new_link_closes_the_one_before(cast: Any) -> None:
    timeline = services.start(cast.ana, at=cast.at)
    first = joined(timeline, by=cast.ben, at=cast.at)
    second = joined(timeline, by=cast.ben, at=cast.at)
    assert services.join(first, at=cast.at) is None
    assert services.join(second, at=cast.at) is not None
    let_in(timeline, by=cast.ben, at=cast.at)
    assert queries.device_of(timeline, cast.at).here is True
    services.close_links(timeline, at=cast.at)
    services.close_links(timeline, at=cast.at)
    assert queries.device_of(timeline, cast.at).here is False
    closed = Entry.objects.filter(act="timelines.link_closed")
    assert [entry.actor for entry in closed] == [cast.ben.pk, cast.ben.pk]


def test_an_invitation_carries_its_secret_behind_the_hash_only(cast: Any) -> None:
    timeline = services.start(cast.ana, at=cast.at)
    link, keys = services.open_link(timeline, lands_on="/j/timeline/", by=cast.ben, at=cast.at)
    invited = services.invitation(link, keys, site="https://attune.example/")
    assert invited.url == f"https://attune.example/j/en/#{keys.secret}"
    assert (invited.page, invited.code) == ("https://attune.example/j/en/", f"{keys.code[:4]}-{keys.code[4:]}")
    assert invited.code_until == cast.at + timedelta(minutes=10)
    assert invited.joinable_until == cast.at + timedelta(minutes=15)
    assert invited.qr.startswith("<svg")


@pytest.mark.parametrize("things", [1, 3])
def test_a_state_takes_the_same_number_of_queries_whatever_is_on_it(
    cast: Any, things: int, django_assert_num_queries: Any
) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    for _ in range(things):
        applied(timeline, put(timeline))
    applied(timeline, gone := put(timeline))
    applied(timeline, drop(gone["target"]))
    with django_assert_num_queries(3):
        assert len(queries.state(timeline, Seat.HERS)["things"]) == things
    with django_assert_num_queries(4):
        assert len(queries.state(timeline, Seat.HERS, since=1)["dropped"]) == 1


def test_a_state_since_a_number_holds_what_came_after_it(cast: Any) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    first, second, third = put(timeline), put(timeline), put(timeline)
    for operation in (first, second, drop(first["target"]), third):
        applied(timeline, operation)
    state = queries.state(timeline, Seat.HERS, since=1)
    assert (state["since"], state["sequence"], state["dropped"]) == (1, 4, [first["target"]])
    assert [thing["id"] for thing in state["things"]] == [second["target"], third["target"]]
    assert queries.state(timeline, Seat.HERS, since=4)["things"] == []
    assert queries.state(timeline, Seat.HERS, since=99)["since"] == 0


def test_old_sealed_bytes_do_not_fit_another_row(cast: Any) -> None:
    """A label is bound to its row: the same words on two things are sealed differently."""
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    for _ in range(2):
        applied(timeline, put(timeline))
    one, other = (bytes(label) for label in Thing.objects.values_list("told", flat=True))
    assert one != other
    place: dict[str, Any] = {"subject": cast.ana.pk, "table": "timelines_thing", "column": "told"}
    assert seal("with that one", **place, row=UUID(int=1)) not in (one, other)

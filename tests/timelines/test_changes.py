"""What each kind of operation does, by whom, and what is not possible."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from ledger.models import Entry
from tests.timelines.drawing import applied, begin, drop, label_of, put
from timelines import queries, rules, services
from timelines.models import Cover, Operation, Thing, Timeline
from timelines.rules import Seat, told


def op(kind: str, target: Any, **other: Any) -> dict[str, Any]:
    """Give an operation of any kind."""
    return {"id": str(uuid4()), "kind": kind, "target": str(target), **other}


def placed(timeline: Timeline, cover: str = "none", **other: Any) -> str:
    """Place a thing on her screen, cover it, and give its id."""
    operation = put(timeline, **other)
    applied(timeline, operation, hers=True)
    if cover != "none":
        applied(timeline, op("cover", operation["target"], cover=cover), hers=True)
    target: str = operation["target"]
    return target


def heard(timeline: Timeline, seat: Seat) -> list[tuple[str, str]]:
    """Give shape and words of every thing that a seat hears of."""
    return [(one["shape"], one["label"]) for one in queries.state(timeline, seat)["things"]]


def lanes(timeline: Timeline) -> list[tuple[str, bool]]:
    """Give the lanes in their order: topic or own name, and whether it is hidden."""
    shown = queries.state(timeline, Seat.HERS)["lanes"]
    assert [lane["position"] for lane in shown] == list(range(1, len(shown) + 1))
    return [(lane["name"] or lane["topic"], lane["hidden"]) for lane in shown]


@pytest.mark.parametrize(
    ("cover", "hers", "interviewer"),
    [
        ("none", [("period", "that day")], [("period", "that day")]),
        ("mine", [("period", "that day")], [("cloth", "")]),
        ("neither", [("cloth", "")], [("cloth", "")]), ("out", [("period", "that day")], []),
    ],
)  # fmt: skip
def test_a_covered_thing_loses_its_words_on_the_other_screen(
    timeline: Timeline, cover: str, hers: list[Any], interviewer: list[Any]
) -> None:
    placed(timeline, cover, label="that day")
    assert (heard(timeline, Seat.HERS), heard(timeline, Seat.INTERVIEWER)) == (hers, interviewer)


def test_what_is_covered_whole_is_gone_for_who_had_it_and_comes_back_when_she_lifts_it(timeline: Timeline) -> None:
    target = placed(timeline)
    applied(timeline, op("cover", target, cover="out"), hers=True)
    missed = queries.state(timeline, Seat.INTERVIEWER, since=1)
    assert (missed["things"], missed["dropped"]) == ([], [target])
    assert [one["id"] for one in queries.state(timeline, Seat.HERS, since=1)["things"]] == [target]
    applied(timeline, op("cover", target, cover="none"), hers=True)
    assert heard(timeline, Seat.INTERVIEWER) == [("period", "with that one")]


@pytest.mark.parametrize("cover", ["mine", "neither", "out"])
def test_only_her_own_screen_changes_or_lifts_what_is_covered(timeline: Timeline, cover: str) -> None:
    target = placed(timeline, cover)
    for wrong in (put(timeline, target=target), drop(target), op("cover", target, cover="none"),
                  op("cover", target, cover="mine")):  # fmt: skip
        with pytest.raises(services.TakenAway if cover == "out" else services.Covered):
            applied(timeline, wrong)
    applied(timeline, put(timeline, target=target, label="changed"), hers=True)
    assert (Thing.objects.get().cover, label_of(Thing.objects.get())) == (cover, "changed")
    applied(timeline, drop(target), hers=True)
    assert Thing.objects.count() == 0
    rows = Operation.objects.count()
    assert applied(timeline, drop(target))["target"] == target  # twice is said to be so, and written nowhere
    assert (Operation.objects.count(), timeline.__class__.objects.get().sequence) == (rows, rows)


def test_the_interviewer_covers_what_she_asks_to_cover(timeline: Timeline) -> None:
    target = placed(timeline)
    applied(timeline, op("cover", target, cover="neither"))
    assert Thing.objects.get().cover == Cover.NEITHER


def test_what_she_prepares_alone_is_hers_until_she_shares_it(timeline: Timeline) -> None:
    services.close_for_drawing(timeline, at=timeline.created_at)
    operation = put(timeline)
    services.apply(timeline, operation, hers=True, by=uuid4(), at=timeline.created_at, alone=True)
    services.open_for_drawing(timeline, at=timeline.created_at)
    assert (heard(timeline, Seat.INTERVIEWER), heard(timeline, Seat.HERS)) == ([], [("period", "with that one")])
    with pytest.raises(services.TakenAway):  # he is not told that there is anything
        applied(timeline, op("share", operation["target"]))
    applied(timeline, op("share", operation["target"]), hers=True)
    assert heard(timeline, Seat.INTERVIEWER) == [("period", "with that one")]


def test_lanes_are_added_named_hidden_and_moved(timeline: Timeline) -> None:
    before = lanes(timeline)
    new = str(uuid4())
    applied(timeline, op("lane", new, name="my dogs", position=1))
    assert lanes(timeline) == [before[0], ("my dogs", False), *before[1:]]
    applied(timeline, op("lane", new, name="my two dogs", position=99, hidden=True), hers=True)
    assert lanes(timeline) == [*before, ("my two dogs", True)]
    last = timeline.lanes.get(topic="hopes")
    applied(timeline, op("lane", last.pk, name="", position=0))
    assert lanes(timeline)[0] == ("hopes", False)


def test_a_lane_without_a_name_or_of_elsewhere_is_none(cast: Any, timeline: Timeline) -> None:
    other = begin(cast.far_participant, by=cast.cleo, at=cast.at)
    for target in (uuid4(), other.lanes.first().pk):
        with pytest.raises(rules.Malformed):
            applied(timeline, op("lane", target, name="", position=0))
    with pytest.raises(rules.Malformed):
        applied(timeline, op("lane", other.lanes.first().pk, name="mine", position=0))


def test_twenty_lanes_are_enough(timeline: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rules.MOST_LANES == 20
    monkeypatch.setattr(rules, "MOST_LANES", 10)
    with pytest.raises(rules.Full):
        applied(timeline, op("lane", uuid4(), name="one more", position=0))


def test_years_of_her_life_are_kept_as_far_as_she_says_them(timeline: Timeline) -> None:
    applied(timeline, op("life", timeline.pk, born=1990, age_now="36"))
    assert queries.state(timeline, Seat.HERS)["life"] == {"born": 1990, "age_now": 36.0}
    applied(timeline, op("life", timeline.pk))
    assert queries.state(timeline, Seat.HERS)["life"] == {}
    with pytest.raises(rules.Malformed):
        applied(timeline, op("life", uuid4(), born=1990))


def test_everything_she_tells_of_a_time_comes_back(timeline: Timeline) -> None:
    other = placed(timeline)
    said = {"from_age": 5, "from_age_latest": 7, "to_age": 9, "to_age_latest": "open", "when": "before we moved",
            "relation": "after", "related": other, "symbol": "door"}  # fmt: skip
    placed(timeline, label="that day", **said)
    thing = queries.state(timeline, Seat.HERS)["things"][-1]
    assert {name: thing[name] for name in ("from", "to", "when", "relation", "related", "symbol", "label")} == {
        "from": [5.0, 7.0], "to": [9.0, None], "when": "before we moved", "relation": "after", "related": other,
        "symbol": "door", "label": "that day",
    }  # fmt: skip


def test_a_figure_and_a_stroke_of_the_feelings_line_come_back(timeline: Timeline) -> None:
    placed(timeline, label="", shape="figure", symbol="bird", near="glass")
    placed(timeline, label="", shape="feelings", points=[[6, 40], [7.5, -100]])
    figure, stroke = queries.state(timeline, Seat.INTERVIEWER)["things"]
    assert (figure["shape"], figure["symbol"], figure["near"]) == ("figure", "bird", "glass")
    assert (stroke["shape"], stroke["points"]) == ("feelings", [[6.0, 40], [7.5, -100]])
    assert told(str(Thing.objects.get(shape="feelings").told)).points[1] == (Decimal("7.5"), -100)


def test_what_has_no_time_yet_lies_on_the_shelf(timeline: Timeline) -> None:
    placed(timeline, label="some day", from_age="", to_age=None)
    assert [name for name in ("from", "to") if name in queries.state(timeline, Seat.HERS)["things"][0]] == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"label": "with Maria in Gent"}, {"label": [(5, 10, "one"), (14, 18, "place")]}),
        ({"when": "12 March 1998"}, {"when": [(0, 13, "time")]}),
        ({"label": "call 0478 12 34 56"}, {"label": [(5, 18, "detail")]}),
    ],
)  # fmt: skip
def test_a_name_is_noticed_before_anything_is_kept(
    timeline: Timeline, said: dict[str, str], found: dict[str, Any]
) -> None:
    with pytest.raises(rules.NameNoticed) as noticed:
        applied(timeline, put(timeline, **{"label": ""} | said), hers=True)
    assert (noticed.value.found, Operation.objects.count()) == (found, 0)


def test_that_it_is_not_a_name_is_an_act(timeline: Timeline) -> None:
    operation = put(timeline, "with Rose", no_names=True)
    applied(timeline, operation)
    assert label_of(Thing.objects.get()) == "with Rose"
    acts, ben, now = Entry.objects.filter(act="timelines.no_name").order_by("seq"), uuid4(), timezone.now()
    assert [entry.target for entry in acts] == [timeline.pk]  # not which thing
    applied(timeline, put(timeline, "no name at all", no_names=True))
    assert acts.count() == 1
    for minutes in (0, 14, 16):  # nor how many of them
        at = now + timedelta(minutes=minutes)
        applied(timeline, put(timeline, "with Rose", no_names=True), by=ben, at=at)
    assert list(acts.values_list("actor", flat=True))[1:] == [ben, ben]


def test_a_lanes_name_is_looked_at_as_well(timeline: Timeline) -> None:
    with pytest.raises(rules.NameNoticed):
        applied(timeline, op("lane", uuid4(), name="Life with Maria", position=0))


def test_an_id_that_stood_for_something_else_is_refused(timeline: Timeline) -> None:
    operation = put(timeline)
    applied(timeline, operation)
    for wrong in (put(timeline, id=operation["id"]), drop(operation["target"]) | {"id": operation["id"]}):
        with pytest.raises(services.SaidBefore):
            applied(timeline, wrong)


@pytest.mark.parametrize(("said", "other"), [
    ({"kind": "lane", "name": "ours", "position": 0}, {"name": "theirs"}),
    ({"kind": "lane", "name": "ours", "position": 0}, {"hidden": True}),
    ({"kind": "life", "born": 1988}, {"age_now": 38}),
    ({"kind": "cover", "cover": "mine"}, {"cover": "out"}),
])  # fmt: skip
def test_an_id_that_comes_with_other_words_is_never_acknowledged_as_kept(
    timeline: Timeline, said: dict[str, Any], other: dict[str, Any]
) -> None:
    targets = {"lane": uuid4(), "life": timeline.pk, "cover": placed(timeline)}
    operation = {"id": str(uuid4()), "target": str(targets[said["kind"]]), **said}
    acknowledged = applied(timeline, operation, hers=True)
    assert applied(timeline, operation, hers=True) == acknowledged
    with pytest.raises(services.SaidBefore):
        applied(timeline, operation | other, hers=True)


def test_a_lane_of_her_own_keeps_a_name(timeline: Timeline) -> None:
    own = uuid4()
    applied(timeline, op("lane", own, name="ours", position=0))
    before = lanes(timeline)
    with pytest.raises(rules.Malformed):
        applied(timeline, op("lane", own, name="", position=3))
    assert lanes(timeline) == before


@pytest.mark.parametrize("does", [lambda one: op("cover", one, cover="mine"), lambda one: op("share", one)])
def test_what_was_taken_away_or_never_was_cannot_be_covered_or_shared(
    timeline: Timeline, does: Callable[[str], dict[str, Any]]
) -> None:
    target = placed(timeline)
    applied(timeline, drop(target), hers=True)
    with pytest.raises(services.TakenAway):
        applied(timeline, does(target), hers=True)
    with pytest.raises(rules.Malformed):
        applied(timeline, does(str(uuid4())), hers=True)


def test_what_was_said_to_be_no_name_is_not_asked_again_while_it_stands(timeline: Timeline) -> None:
    operation, lane = put(timeline, "with Rose", no_names=True), str(uuid4())
    target = operation["target"]
    applied(timeline, operation)
    applied(timeline, op("lane", lane, name="Life with Maria", position=0, no_names=True), hers=True)
    for hers in (False, True):
        applied(timeline, put(timeline, "with Rose", target=target, from_age=7, no_names=hers), hers=hers)
        applied(timeline, op("lane", lane, name="Life with Maria", position=3), hers=hers)
    assert Entry.objects.filter(act="timelines.no_name").count() == 2
    for other in ({"label": "with Rose and Maria"}, {"label": "with Rose", "when": "12 March 1998"}):
        with pytest.raises(rules.NameNoticed) as noticed:
            applied(timeline, put(timeline, target=target, **other))
        assert list(noticed.value.found) == list(other)[-1:]


def test_a_guess_at_covered_words_is_refused_like_any_other(timeline: Timeline) -> None:
    target = placed(timeline, "mine", label="with Rose", no_names=True)
    for guess in ("with Rose", "with Maria"):
        with pytest.raises(rules.NameNoticed):
            applied(timeline, put(timeline, guess, target=target))

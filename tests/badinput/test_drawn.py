"""What is said about a timeline: rows 27, 28, 31 to 34 and 80 of the table of bad input."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.db import connections
from django.test import Client
from django.utils import timezone

from consent.services import withdraw
from ledger.models import Entry
from tests.timelines.drawing import applied, begin, drop, label_of, put, seated
from tests.timelines.sockets import Socket
from timelines import queries, services
from timelines.models import Operation, Thing, Timeline
from timelines.rules import told

HERS = "/j/timeline/operations/"
WORDS = "the boat by the sluice"


@pytest.fixture
def drawn(cast: Any) -> Timeline:
    return begin(cast.ana, by=cast.ben, at=timezone.now())


@pytest.fixture
def screen(cast: Any, signed_in: Any) -> Client:
    browser: Client = signed_in(cast.ben)
    return browser


@pytest.fixture
def device(cast: Any, drawn: Timeline) -> Client:
    return seated(drawn, Client(), by=cast.ben)


def at(timeline: Timeline) -> str:
    return f"/timelines/{timeline.pk}/operations/"


def said(browser: Client, path: str, operation: dict[str, Any]) -> Any:
    return browser.post(path, json.dumps(operation), content_type="application/json")


def begins(thing: Thing) -> str:
    """Give the age at which a thing begins."""
    end = told(str(thing.told)).begins
    return str(end and end.earliest)


AGES = {
    -1: None, "-1": None, "−1": None, 999: None, 120.5: None, "120.1": None, 10**17: None, "1e3": None,
    "six": None, "NaN": None, "Infinity": None, "6.25": None, "٣٤": "34.0", "３４": "34.0", "６．５": None, "६": "6.0",
    "6,5": "6.5", "1e1": "10.0", "Ⅳ": None, "²": None, "1_0": "10.0",
}  # fmt: skip
"""How an age is written, and which one it is; None when it is none."""


def test_row28_an_age_is_refused_or_read_by_one_rule(screen: Client, device: Client, drawn: Timeline) -> None:
    for browser, path in [(screen, at(drawn)), (device, HERS)]:
        for written, years in AGES.items():
            operation = put(drawn, from_age=written, to_age=written)
            answer = said(browser, path, operation)
            kept = [begins(one) for one in Thing.objects.filter(pk=operation["target"])]
            assert (written, answer.status_code, kept) == (written, 200 if years else 422, [years] if years else [])
            by_form = browser.post(path, operation | {"id": str(uuid4()), "from_age": str(written), "to_age": "120"})
            assert (written, by_form.status_code) == (written, 302 if years else 422)


NO_TIMES: list[tuple[dict[str, Any], str]] = [
    ({"from_age": 9, "to_age": 6}, "to_age"), ({"from_age": 9, "from_age_latest": 6}, "to_age"),
    ({"from_age": -0.5}, "from_age"), ({"from_age": 33000}, "from_age"), ({"from_age": "0000-00-00"}, "from_age"),
    ({"from_age": 6, "to_age": "9999-12-31"}, "from_age"), ({"from_age": 6, "from_age_latest": "+99:99"}, "from_age"),
]  # fmt: skip
"""A time that is none, and the field at which that is said."""
NO_LIVES: list[tuple[dict[str, Any], int]] = [
    ({"born": 0}, 400), ({"born": 33000}, 400), ({"born": "1990-02-30"}, 400), ({"born": 1990.5}, 400),
    ({"born": 1990, "age_now": 999}, 422), ({"age_now": -1}, 422),
]  # fmt: skip


def test_row27_a_time_that_is_none_is_said_where_it_stands_and_keeps_nothing(device: Client, drawn: Timeline) -> None:
    for time, field in NO_TIMES:
        answer = said(device, HERS, put(drawn, **time))
        assert (time, answer.status_code, answer.json()["refused"]["field"]) == (time, 422, field)
    for life, status in NO_LIVES:
        answer = said(device, HERS, {"id": str(uuid4()), "kind": "life", "target": str(drawn.pk)} | life)
        assert (life, answer.status_code) == (life, status)
    assert (Thing.objects.count(), queries.life_of(Timeline.objects.get())) == (0, {})
    before_birth = put(drawn, from_age="", from_age_latest=3)  # an open side may reach before it: that is no fault
    assert said(device, HERS, before_birth).status_code == 200


def test_row31_one_id_has_one_effect_also_when_it_comes_five_times_at_once(committed_cast: Any) -> None:
    drawn, together = begin(committed_cast.ana, by=committed_cast.ben, at=committed_cast.at), Barrier(5)
    operation = put(drawn)

    def send(_turn: int) -> int:
        together.wait(timeout=20)
        try:
            return int(applied(drawn, operation)["sequence"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as hands:
        assert list(hands.map(send, range(5))) == [1] * 5
    assert (Operation.objects.count(), Thing.objects.count(), Timeline.objects.get().sequence) == (1, 1, 1)


def test_row31_two_ids_with_one_content_leave_one_thing(device: Client, drawn: Timeline) -> None:
    first = put(drawn)
    assert [said(device, HERS, first | {"id": str(uuid4())}).status_code for _turn in range(2)] == [200, 200]
    assert [(str(one.pk), one.sequence) for one in Thing.objects.all()] == [(first["target"], 2)]


def notes() -> list[tuple[Any, ...]]:
    return list(Entry.objects.filter(act="timelines.id_used_twice").values_list("actor", "subject", "target"))


def test_row32_an_id_that_comes_back_with_another_content_is_refused_and_noted_once(
    cast: Any, screen: Client, device: Client, drawn: Timeline
) -> None:
    first = put(drawn, WORDS)
    acknowledged = said(device, HERS, first).json()
    others = [
        first | {"label": "another"}, first | {"to_age": 10}, first | {"target": str(uuid4())},
        first | {"shape": "moment"}, first | {"lane": str(drawn.lanes.order_by("position")[1].pk)},
        drop(first["target"]) | {"id": first["id"]},
    ]  # fmt: skip
    for other in others:
        answer = said(screen, at(drawn), other)
        assert (answer.status_code, answer.json()["refused"]["code"]) == (409, "said before")
        assert [word for word in (WORDS, "another", first["target"]) if word in answer.content.decode()] == []
        assert screen.post(at(drawn), other).status_code == 409
    assert said(device, HERS, first | {"label": f"  {WORDS} "}).json() == acknowledged  # the same, by the rules
    assert [(label_of(one), one.sequence) for one in Thing.objects.all()] == [(WORDS, 1)]
    assert (notes(), Operation.objects.count()) == ([(cast.ben.pk, cast.ana.pk, drawn.pk)], 1)


def test_row32_what_was_replaced_is_kept_nowhere_to_compare_with_and_the_id_does_nothing_more(drawn: Timeline) -> None:
    first = put(drawn, WORDS)
    known = applied(drawn, first)
    applied(drawn, put(drawn, "later", target=first["target"]))
    assert applied(drawn, first | {"label": "guessed"}) == known
    applied(drawn, drop(first["target"]))
    assert applied(drawn, first | {"label": "guessed"}) == known
    with pytest.raises(services.SaidBefore):
        applied(drawn, first | {"target": str(uuid4())})
    assert (Thing.objects.count(), Operation.objects.count(), len(notes())) == (0, 3, 1)


STATES = ["-1", "99", "1e3", "9" * 18, "9" * 19, "", "x", "1.5", "٣", "0x1", " 1", "1 "]


def test_row33_a_state_of_the_future_gets_everything_and_a_very_old_one_what_it_lacks(
    screen: Client, drawn: Timeline
) -> None:
    for number in range(3):
        applied(drawn, put(drawn, f"number {number}"))
    state = f"/timelines/{drawn.pk}/state/"
    whole = screen.get(state).json()
    assert (whole["since"], len(whole["things"])) == (0, 3)
    for since in STATES:
        assert (since, screen.get(state, {"since": since}).json()) == (since, whole)
    assert [len(screen.get(state, {"since": n}).json()["things"]) for n in range(4)] == [3, 2, 1, 0]


def test_row33_the_server_alone_numbers_what_comes(device: Client, drawn: Timeline) -> None:
    applied(drawn, put(drawn))
    for base in (-1, 0, 1, 99, 2**53, "x", None, [1]):
        more = {"sequence": base, "base": base, "seq": base, "since": base}
        before = Timeline.objects.get().sequence
        assert said(device, HERS, put(drawn) | more).json()["ack"]["sequence"] == before + 1


def refused(browser: Client, path: str, drawn: Timeline) -> list[int]:
    """Send an operation as JSON and as a form; give the statuses, having looked that nothing of it comes back."""
    operation = put(drawn, WORDS)
    answers = [said(browser, path, operation), browser.post(path, operation)]
    held = [operation["id"], operation["target"], WORDS, "sluice"]
    assert [word for answer in answers for word in held if word in answer.content.decode()] == []
    return [answer.status_code for answer in answers]


def test_row34_what_is_closed_withdrawn_or_anothers_takes_nothing_and_repeats_nothing(
    cast: Any, screen: Client, device: Client, drawn: Timeline, signed_in: Any
) -> None:
    now, far = timezone.now(), begin(cast.far_participant, by=cast.cleo, at=timezone.now())
    assert refused(signed_in(cast.cleo), at(drawn), drawn) == [404, 404]
    assert refused(screen, at(far), far) == [404, 404]
    assert refused(Client(), HERS, drawn) == [404, 404]
    services.close_for_drawing(drawn, at=now)
    assert refused(screen, at(drawn), drawn) == [409, 409]
    assert refused(device, HERS, drawn) == [404, 404]
    services.open_for_drawing(drawn, at=now)
    again = seated(drawn, Client(), by=cast.ben)
    withdraw(cast.ana, "W1", by_code=True, at=now)
    assert refused(again, HERS, drawn) == [404, 404]
    assert refused(screen, at(drawn), drawn) == [409, 409]
    withdraw(cast.ana, "W3", by_code=True, at=now)
    assert refused(screen, at(drawn), drawn) == [404, 404]
    assert (Operation.objects.count(), Thing.objects.count()) == (0, 0)


async def test_row32_34_the_socket_refuses_alike_and_repeats_no_word(committed_cast: Any, signed_in: Any) -> None:
    now = timezone.now()
    drawn = await database_sync_to_async(begin)(committed_cast.ana, by=committed_cast.ben, at=now)
    socket = Socket(await database_sync_to_async(signed_in)(committed_cast.ben), f"/live/{drawn.pk}/")
    assert await socket.connect() is None
    first = await database_sync_to_async(put)(drawn)
    await socket.say({"op": first})
    assert list(await socket.hear()) == ["ack"]
    await socket.say({"op": first | {"label": WORDS}})
    twice = await socket.hear()
    assert (twice["refused"]["id"], twice["refused"]["code"]) == (first["id"], "said before")
    await database_sync_to_async(services.close_for_drawing)(drawn, at=now)
    await socket.say({"op": first | {"id": str(uuid4()), "label": WORDS}})
    resting = await socket.hear()
    assert resting["refused"]["code"] == "resting"
    assert WORDS not in json.dumps([twice, resting])
    await socket.go()


CLOCKS = ["2016-01-01T00:00:00Z", "0000-00-00", "+275760-09-13", -1, 10**15, "+99:99", None]


def test_row80_a_clients_clock_changes_neither_the_order_nor_the_time(device: Client, drawn: Timeline) -> None:
    before, shown = timezone.now(), {"Date": "Fri, 01 Jan 2016 00:00:00 GMT", "X-Time": "-10y", "Time-Zone": "+99:99"}
    for number, clock in enumerate(CLOCKS):
        later = put(drawn, str(number), from_age=number, to_age=number + 1, at=clock, created_at=clock, time=clock)
        answer = device.post(HERS, json.dumps(later), content_type="application/json", headers=shown)
        assert answer.json()["ack"]["sequence"] == number + 1
    rows = list(Operation.objects.order_by("sequence"))
    assert [before <= row.at <= before + timedelta(minutes=5) for row in rows] == [True] * len(CLOCKS)
    labels = [one["label"] for one in device.get("/j/timeline/state/").json()["things"]]
    assert labels == [str(number) for number in range(len(CLOCKS))]


CLOCK = re.compile(r"\bDate\b|\btimeStamp\b|\bperformance\b|DateTimeFormat|\bTemporal\b")


def test_row80_no_script_of_the_timeline_reads_a_clock(root: Path) -> None:
    scripts = [root / "static/js/timeline.js", *(root / "static/js/timeline").glob("*.js")]
    assert len(scripts) > 4
    none = {path.name: [] for path in scripts}
    since = {
        "signals.js": ["performance"] * 3,  # how long a signal has waited to be heard: no time of day, kept nowhere
        "heart.js": ["performance"],  # how long nothing was heard on the line
        "reviewing.js": ["performance"] * 2,  # how long a question could not be asked
        "review.js": ["timeStamp", "timeStamp", "performance"],  # two taps on one place are one
        "shell.js": ["Date"] * 4, "worker.js": ["Date"],  # how old the kept page is, in which there are no words
    }  # fmt: skip
    assert {path.name: CLOCK.findall(path.read_text()) for path in scripts} == none | since
    assert CLOCK.findall("put({ at: Date.now(), on: event.timeStamp })") == ["Date", "timeStamp"]

"""What one actor may ask of a process: over a line, and by HTTP."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.timelines.drawing import begin, put, seated
from timelines import bounds
from timelines.bounds import AT_ONCE, MOST_SOCKETS, Bounds
from timelines.models import Operation


class Socket:
    def __init__(self) -> None:
        self.gone = False

    def make_room(self) -> None:
        self.gone = True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_sixty_messages_at_once_and_twenty_a_second_from_then_on() -> None:
    clock = Clock()
    bounds = Bounds(clock)
    assert [bounds.may_say("a") for _ in range(AT_ONCE + 1)] == [True] * 60 + [False]
    clock.now = 1
    assert [bounds.may_say("a") for _ in range(21)] == [True] * 20 + [False]
    assert bounds.may_say("b") is True


def test_a_long_silence_saves_no_more_than_one_burst() -> None:
    clock = Clock()
    bounds = Bounds(clock)
    bounds.may_say("a")
    clock.now = 3600
    assert sum(bounds.may_say("a") for _ in range(1000)) == 60


def test_the_oldest_socket_makes_room_and_going_gives_the_place_back() -> None:
    bounds, sockets = Bounds(Clock()), [Socket() for _ in range(MOST_SOCKETS + 2)]
    for socket in sockets[:5]:
        bounds.enter("a", socket)
    assert [socket.gone for socket in sockets] == [True, False, False, False, False, False]
    bounds.go("a", sockets[1])
    bounds.enter("a", sockets[5])
    assert [socket.gone for socket in sockets] == [True, False, False, False, False, False]


def test_who_went_long_ago_is_forgotten_and_who_speaks_fast_is_not_by_coming_back() -> None:
    clock = Clock()
    bounds, socket = Bounds(clock), Socket()
    bounds.enter("a", socket)
    while bounds.may_say("a"):
        pass
    bounds.go("a", socket)
    assert bounds.may_say("a") is False
    clock.now = 60
    bounds.go("b", socket)
    assert bounds.held == {}
    bounds.may_say("c")  # by HTTP, without any socket
    clock.now = 120
    bounds.may_say("d")
    assert set(bounds.held) == {"d"}


def test_who_is_counted_by_a_thread_while_others_are_forgotten_breaks_nothing() -> None:
    bounds = Bounds(Clock())

    class Slow(int):  # another thread comes in while it is compared
        def __lt__(self, other: object) -> bool:
            bounds.held[object()] = bounds.held["a"]
            return True

    bounds.may_say("a")
    bounds.held["a"].messages.at = Slow()
    bounds.go("b", Socket())
    assert "a" not in bounds.held


@pytest.mark.parametrize("kind", ["op", "form", "signal", "sealed"])
def test_what_comes_by_http_counts_too(cast: Any, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    hers, where = seated(timeline, Client(), by=cast.ben), "/j/timeline/operations/"
    monkeypatch.setattr(bounds, "AT_ONCE", 2)
    monkeypatch.setattr(bounds.BOUNDS, "clock", Clock())

    def say() -> Any:
        said: dict[str, Any] = {"signal": {"signal": {"code": "fine", "n": 1, "ago": 0}}, "sealed": {"sealed": "x"}}
        operation = put(timeline)
        if kind == "form":
            return hers.post(where, operation)
        return hers.post(where, json.dumps(said.get(kind, operation)), content_type="application/json")

    answers = [say() for _ in range(3)]
    assert [one.status_code == 429 for one in answers] == [False, False, True]
    assert answers[2]["Retry-After"] == "1"
    assert Operation.objects.count() == (2 if kind in ("op", "form") else 0)

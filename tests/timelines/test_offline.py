"""Two devices, with the network cut, both reloaded, and the server killed in the middle: nothing lost or doubled."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from playwright.sync_api import Browser, expect

from tests.badinput.conftest import as_device, chromium  # noqa: F401 - a fixture
from tests.services.apart import Apart
from tests.services.here import served
from tests.services.ports import free_port
from tests.timelines import history
from tests.timelines.drawing import label_of
from tests.timelines.offline import Device
from tests.timelines.table import Room
from timelines.models import Operation, Thing

WITHIN = 90.0
"""Seconds of patience; what is waited for takes a few."""


def read(what: Any) -> Any:
    """Give what is read from the database, in a thread: the browsers hold a loop in this one."""

    def reading() -> Any:
        try:
            return what()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as hand:
        return hand.submit(reading).result()


def until(what: Any) -> None:
    """Wait until it is so."""
    end = monotonic() + WITHIN
    while not what():
        assert monotonic() < end, "it did not come to rest"
        sleep(0.05)


@pytest.fixture
def devices(room: Room, chromium: Browser) -> Iterator[Any]:  # noqa: F811
    """Give her device and the interviewer's, both on a port that stays the same whoever serves there."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    hers = Device(as_device(chromium, site, room.hers), "/j/timeline/")
    his = Device(as_device(chromium, site, room.ben), f"/timelines/{room.timeline.pk}/")
    yield port, hers, his
    for one in (hers, his):
        one.context.close()


def faults(hers: Device, his: Device) -> list[str]:
    """Hold what both say against what the server has."""
    until(lambda: hers.settled() and his.settled() and hers.shown() == his.shown())
    for one in (hers, his):
        one.kept()
    kept = read(lambda: list(Operation.objects.order_by("sequence").values_list("sequence", "pk")))
    things = read(lambda: {str(one.pk): label_of(one) for one in Thing.objects.all()})
    sides = {"hers": hers.side(), "interviewer": his.side()}
    return history.faults(sides, [(number, str(pk)) for number, pk in kept], things)


def opened(hers: Device, his: Device) -> list[str]:
    """Open both with four things on them; give the ids of those."""
    for one in (hers, his):
        one.open()
    until(lambda: hers.settled() and his.settled())
    hers.put(4, "before")
    until(lambda: hers.settled() and len(his.shown()) == 4)
    hers.page.evaluate("navigator.serviceWorker.ready")
    return list(hers.shown())


def cut_and_mended(devices: Any, many: int) -> list[str]:
    """Let both make operations without a network, on the same things too; reload both; kill the server twice."""
    port, hers, his = devices
    own = {one: [str(uuid4()) for _ in range(20)] for one in (hers, his)}  # a timeline holds 500 things
    with Apart(port) as server:
        both = opened(hers, his)
        for one in (hers, his):
            one.context.set_offline(True)
        for one in (hers, his):
            one.put(many // 2, "without a network", own[one])
            one.put(many // 4, "on the same", both)
            one.kept()
            assert "network" not in one.stored()
        server.kill()
    for one in (hers, his):
        one.context.set_offline(False)
    hers.reload()  # the server is gone: her page opens all the same
    expect(hers.page.locator("[data-desk]")).to_have_count(1)
    hers.put(many // 4, "after the reload", own[hers])
    hers.kept()
    with Apart(port) as server:
        his.reload()
        his.put(many // 4, "after the reload", own[his])
        until(lambda: read(Operation.objects.count) > many // 2)
        server.kill()  # in the middle: of what it committed, not everything was acknowledged
    with Apart(port):
        return faults(hers, his)


@pytest.mark.security
def test_forty_operations_a_side_come_through_a_cut_a_reload_and_a_killed_server(devices: Any) -> None:
    assert cut_and_mended(devices, 40) == []
    assert read(Operation.objects.count) == 84


@pytest.mark.security
def test_five_hundred_operations_a_side_come_through(devices: Any) -> None:
    assert cut_and_mended(devices, 500) == []
    assert read(Operation.objects.count) == 1004


def what_is_not_on_the_device_is_not_said_to_be_kept(hers: Device) -> None:
    """Another tab leaves, and with it goes what both kept."""
    hers.put(1, "kept here")
    held = "[desk.link.waits.kept.holds, document.documentElement.dataset.keeps]"
    until(lambda: hers.page.evaluate("desk.told.mark") == [True, True, True])
    assert hers.page.evaluate(held) == [True, "yes"]
    hers.page.evaluate("new Promise((done) => (indexedDB.deleteDatabase('attune-hers').onsuccess = () => done()))")
    hers.put(1, "kept nowhere")
    hers.kept()
    until(lambda: hers.page.evaluate("desk.told.mark") == [True, True, False])
    assert (hers.page.evaluate(held), hers.stored()) == ([False, "no"], "[]")


def the_paper_says_what_waits(hers: Device) -> None:
    """Beside the board nothing is sent, and leaving would take it away; back on the board it goes."""
    hers.context.set_offline(True)
    hers.put(1, "not sent yet")
    hers.kept()
    hers.page.goto("about:blank")
    hers.context.set_offline(False)
    for waits in (True, False):
        hers.page.goto("/j/timeline/keepsake/")
        expect(hers.page.get_by_text("Leaving this page before that takes it away.")).to_be_visible(visible=waits)
        hers.open()
        until(hers.settled)


def test_where_sockets_are_refused_events_and_posts_carry_the_same(devices: Any) -> None:
    port, hers, his = devices
    with served(port, sockets=False):
        for one in (hers, his):
            one.open()
        until(lambda: hers.settled() and his.settled())
        assert hers.page.evaluate("desk.link.line?.beats") is True
        hers.put(3, "by post")
        assert faults(hers, his) == []
        target = next(iter(hers.shown()))
        his.put(1, "and back", [target])
        assert faults(hers, his) == []
        assert hers.shown()[target] == "and back 0"
        hers.page.evaluate("desk.link.turns.blocked = 0, desk.link.lost()")
    with served(port):
        until(lambda: hers.settled() and hers.page.evaluate("desk.link.line?.beats") is False)
        the_paper_says_what_waits(hers)
    what_is_not_on_the_device_is_not_said_to_be_kept(hers)


def test_pointing_lights_up_and_a_losing_edit_is_offered_back(devices: Any) -> None:
    port, hers, his = devices
    with served(port):
        for one in (hers, his):
            one.open()
        until(lambda: hers.settled() and his.settled())
        hers.put(1, "hers first")
        until(lambda: len(his.shown()) == 1 and hers.settled())
        target = next(iter(hers.shown()))
        hers.page.evaluate("target => { desk.link.point(target); desk.link.point(null); }", target)
        until(
            lambda: (
                his.page.evaluate("desk.told.pointed.at(-1)") is None and his.page.evaluate("desk.told.pointed.length")
            )
        )
        his.context.set_offline(True)
        his.page.evaluate("desk.link.lost()")
        his.put(1, "made without a network", [target])
        hers.put(1, "made meanwhile", [target])
        until(hers.settled)
        his.context.set_offline(False)
        his.page.evaluate("desk.link.connect()")
        assert faults(hers, his) == []
        until(lambda: hers.page.evaluate("desk.told.lost") == [["made meanwhile 0", "overwritten"]])
        assert hers.shown() == {target: "made without a network 0"}


def test_leaving_takes_everything_off_the_device_also_without_a_network(devices: Any) -> None:
    port, hers, _his = devices
    with served(port):
        hers.open()
        until(hers.settled)
        hers.page.evaluate("navigator.serviceWorker.ready")
        until(lambda: hers.page.evaluate("caches.has('attune-shell')"))
    hers.put(3, "never sent")
    hers.kept()
    assert len(hers.stored()) > 100
    for _ in range(3):
        hers.page.keyboard.press("Escape")
    hers.page.wait_for_url("about:blank")
    with served(port):
        hers.page.goto("/away/")
        left = hers.page.evaluate(
            """async () => [await indexedDB.databases(), await caches.keys(),
              (await navigator.serviceWorker.getRegistrations()).length]"""
        )
    assert left == [[], [], 0]

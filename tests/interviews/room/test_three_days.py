"""A whole interview on two screens: she sets a topic aside and leaves; it goes on three days later, and ends."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections
from django.test import Client
from playwright.sync_api import Page, expect

from consent.queries import in_force
from interviews.models import Aside, Sitting
from tests.interviews.conftest import Clock
from tests.interviews.steps import attuned, planned
from tests.services.here import served
from tests.timelines.drawing import put
from tests.timelines.hands.saying import cover, more
from tests.timelines.test_offline import read, until
from tests.watching import whole
from timelines.models import Thing, Timeline
from timelines.services import apply

Look = Callable[[Page, str], None]


def apart(does: Callable[[], Any]) -> Any:
    """Do something with the database in a thread: the browsers hold a loop in this one."""

    def done() -> Any:
        try:
            return does()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as hand:
        return hand.submit(done).result()


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def first_day(room: Page, hers: Page, look: Look) -> None:
    """A mark, a topic that she sets aside, and she leaves; then it goes on another day, at the calm place."""
    room.get_by_role("button", name="discussed", exact=True).first.click()
    room.get_by_role("heading", name="Theme 2").click()
    tap(hers, "Not this")
    expect(room.get_by_text("Set aside: Theme 2 (en).")).to_be_visible()
    until(lambda: read(Aside.objects.count) == 1)
    her_review(room, hers, look)
    hers.get_by_role("region", name="Always here").get_by_role("button", name="Leave this page").click()
    hers.wait_for_url("**/away/")
    expect(room.get_by_text("Her device is no longer here.")).to_be_visible()
    invited_on_a_tablet(room)
    room.get_by_role("heading", name="Thanks, and the end").click()
    room.get_by_text("It goes on another day").click()
    look(room, "end-another-day")
    room.get_by_label("transport").check()
    room.get_by_label("A calm place at which the timeline opens next time").select_option(
        label="Where I lived: the garden"
    )
    tap(room, "Go on another day")
    expect(room.get_by_text("This sitting goes on another day: transport.")).to_be_visible()


def invited_on_a_tablet(room: Page) -> None:
    """What she scans comes into sight, though the timeline's part lies behind the other one."""
    laptop = room.viewport_size
    room.set_viewport_size({"width": 768, "height": 1024})
    expect(room.locator("#line")).to_be_hidden()
    tap(room, "Invite her device")
    expect(room.locator(".invite-qr")).to_be_in_viewport(ratio=1)
    room.get_by_role("button", name="Close her device").press("Enter")
    expect(room.locator("#line")).to_be_focused()  # and nobody is led out of the closing
    room.set_viewport_size(laptop or {"width": 1280, "height": 800})


def her_review(room: Page, hers: Page, look: Look) -> None:
    """The closing asks on her screen, and hears that she looks, and when she has seen everything. No more of it."""
    told = room.locator("[data-review-told]")
    room.get_by_role("link", name="Towards the end").click()
    room.get_by_role("heading", name="Her review").click()
    expect(room.locator("[data-her-device]")).to_have_count(1)
    tap(room, "Ask on her screen")
    expect(told).to_have_text("Her screen asks her now. She may say: not now.")
    expect(hers.get_by_text("Shall we look at everything once more, one by one?")).to_be_visible()
    look(hers, "her-review-offered")
    tap(hers, "Not now")
    expect(hers.locator("[data-list-title]")).to_be_focused()  # not at the top of the page
    expect(told).to_have_text("Not now, or not further. It stays as it is, and she can look whenever she wants.")
    tap(room, "Ask on her screen")
    tap(hers, "Look at it")
    expect(hers.get_by_text("1 of 1")).to_be_visible()
    expect(told).to_have_text("She is looking at it now. Let her have the time.")
    tap(hers, "Keep it")
    expect(told).to_have_text("She has seen everything.")
    room.reload()  # the step is open as it was, and what holds is asked for
    expect(told).to_have_text("She has seen everything.")
    look(room, "closing-review")
    tap(hers, "Back to the timeline")
    expect(hers.locator("[data-list-title]")).to_be_focused()
    what_she_covers_leaves_the_closing(room, hers)
    hers.get_by_role("link", name="A copy to take home").click()
    tap(hers, "Slower")
    expect(hers.get_by_text("Your interviewer sees it.")).to_be_visible()
    expect(room.get_by_text("She would like to go slower.")).to_be_visible()


def what_she_covers_leaves_the_closing(room: Page, hers: Page) -> None:
    """The choice for a paper closes, and the calm places are without it; uncovered, it is there again."""
    room.get_by_role("heading", name="Something to take home").click()
    room.get_by_role("link", name="Choose what comes onto it").click()
    expect(room.locator("#keepsake form")).to_contain_text("the garden")
    expect(room.locator("#keepsake p").first).to_be_focused()
    more(hers, "the garden", "Cover")
    cover(hers, "Only I see it")
    expect(room.get_by_text("Something on the timeline was changed.")).to_be_visible()
    until(lambda: "the garden" not in whole(room))  # nor in a field
    more(hers, "the garden", "Lift the cover")
    expect(room.locator("select[name=calm_place] option")).to_have_count(2)


def third_day(room: Page, sitting: Sitting, look: Look) -> None:
    """A new attunement, a sentence, and the room as it was left: the topic is not offered."""
    room.goto(f"/interviews/sittings/{sitting.pk}/")
    tap(room, "Open the attunement")
    expect(room.get_by_text("Would you like to go on today?")).to_be_visible()
    look(room, "sitting-again")
    tap(room, "She says yes: open the sitting")
    expect(room.get_by_role("button", name="discussed", pressed=True)).to_have_count(1)
    expect(room.get_by_text("Question 3 (en)")).to_be_hidden()
    expect(room.locator(".board [data-mark].kept")).to_be_visible()
    room.get_by_role("link", name="Towards the end").click()
    room.get_by_role("heading", name="A talk afterwards").click()
    room.get_by_text("She says something else now").click()
    room.get_by_label("not now").check()
    tap(room, "Keep")
    expect(room.get_by_text("She would not like a talk afterwards, for now.")).to_be_visible()
    until(lambda: read(lambda: in_force(sitting.interview.participant, sitting.opened_at).follow_up) == "not_now")
    room.get_by_role("heading", name="Thanks, and the end").click()
    room.get_by_text("The interview is complete").click()
    tap(room, "Yes, it is complete")
    expect(room.get_by_role("heading", name="Feedback to her therapist")).to_be_visible()
    expect(room.get_by_role("heading", name="A moment for yourself")).to_be_visible()


def test_it_goes_on_three_days_later_as_it_was_left(
    clock: Clock, screen: Callable[[str], Page], port: int, look: Look, committed_cast: Any
) -> None:
    cast = committed_cast

    def garden() -> None:
        timeline = Timeline.objects.get()
        lane = timeline.lanes.get(topic="places")
        apply(timeline, put(timeline, "the garden", lane=str(lane.pk)), hers=True, by=cast.ana.pk, at=clock.at)

    def again() -> tuple[Sitting, str]:
        ben = Client()
        ben.force_login(cast.ben)
        return attuned(cast, planned(cast, clock.at), clock.at), ben.cookies["attune"].value

    apart(garden)
    with served(port):
        room, hers = screen("room"), screen("hers")
        first_day(room, hers, look)
        assert apart(lambda: Timeline.objects.get().calm_place == Thing.objects.get().pk)
        clock.on(days=3)
        sitting, session = apart(again)
        room.context.add_cookies([{"name": "attune", "value": session, "url": f"http://127.0.0.1:{port}"}])
        third_day(room, sitting, look)
    assert apart(lambda: in_force(cast.ana, clock.at)).follow_up == "not_now"
    ended = apart(lambda: list(Sitting.objects.order_by("number").values_list("ending", "reason", "wants_to")))
    assert ended == [("interrupted", "transport", False), ("completed", "", True)]

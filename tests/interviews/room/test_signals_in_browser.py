"""Fine, slower, pause and *not this*: a soft edge, one sentence, and nothing kept but that a topic is set aside."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consent.services import change_item
from interviews.models import Aside, Moment, Sitting
from tests.services.here import served
from tests.timelines.test_offline import read, until

Look = Callable[[Page, str], None]
SEEN = "Your interviewer sees it."


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_what_she_touches_shows_on_the_other_screen(screen: Callable[[str], Page], port: int, look: Look) -> None:
    with served(port):
        room, hers = screen("room"), screen("hers")
        edge = room.locator("main.room-look")
        a_prompt(room)
        tap(hers, "Slower")
        expect(hers.get_by_text(SEEN)).to_be_visible()
        expect(hers.get_by_role("button", name="Slower", pressed=True)).to_have_count(1)
        look(hers, "her-signals")
        expect(edge).to_have_count(1)
        expect(room.get_by_text("She would like to go slower.")).to_be_visible()
        look(room, "room-slower")
        room.reload()  # what holds is asked for, since nobody keeps it
        expect(room.get_by_text("She would like to go slower.")).to_be_visible()
        tap(hers, "Fine")
        expect(hers.get_by_text("Your interviewer's screen knows it.")).to_be_visible()
        expect(room.get_by_text("She says that it is fine now. Before that she asked for a pause")).to_be_visible()
        expect(edge).to_have_count(0)
        room.locator("[data-signal-line=fine]").get_by_role("button", name="Seen").click()
        no_sound(room)
        not_this(room, hers, look)
        a_pause(room, hers)
        quiet(room, look)


def no_sound(room: Page) -> None:
    """She said yes to the recorder, and takes that back by her code: it has to be stopped, and the page says so."""
    yes = room.locator("[data-recording=yes]")
    yes.click()
    expect(room.get_by_text("recording permitted on this day")).to_be_visible()
    read(lambda: change_item(Sitting.objects.get().interview.participant, "C07", yes=False, at=timezone.now()))
    expect(room.get_by_text("She has said no to the sound. Stop the recorder now.")).to_be_visible()
    expect(room.locator("main.room-look")).to_have_count(1)
    expect(yes).to_have_attribute("aria-pressed", "false")
    tap(room, "It has stopped")
    expect(room.locator("main.room-look")).to_have_count(0)


def a_prompt(room: Page) -> None:
    """Twenty minutes have passed; in a quiet room it waits, and once answered the keyboard is where it was before."""
    prompt = room.locator("[data-prompt]")
    expect(prompt).to_be_visible()  # twenty minutes have passed
    held = room.get_by_text("A reminder waits until the quiet ends.")
    for is_quiet in (True, False):
        tap(room, "Quiet")
        expect(held).to_be_visible(visible=is_quiet)
        expect(prompt).to_be_visible(visible=not is_quiet)
    tap(room, "Done")
    expect(room.get_by_role("button", name="Quiet")).to_be_focused()  # where the keyboard was before
    expect(room.locator("[data-moment-back]")).to_be_hidden()  # without words it would lie over what can be marked
    until(lambda: read(lambda: list(Moment.objects.values_list("kind", flat=True))) != [])


def a_pause(room: Page, hers: Page) -> None:
    """She asks for one and for another topic besides; both wait for an answer, and in the pause her screen rests."""
    tap(hers, "Pause")
    expect(room.get_by_role("button", name="Pause now")).to_be_visible()
    tap(hers, "Not this")  # a newer one wipes none that nobody has answered
    expect(room.get_by_text("She would rather leave this.")).to_be_visible()
    room.locator("[data-signal-line='not this']").get_by_role("button", name="Seen").click()
    expect(room.locator("[data-signal-line='pause']").get_by_role("button", name="Seen")).to_be_focused()
    expect(room.locator("main.room-look")).to_have_count(1)
    room.get_by_role("button", name="Pause now").click()
    expect(hers.get_by_text("A pause.")).to_be_visible()
    expect(hers.get_by_text("When you both go on, your interviewer opens it again with you.")).to_be_visible()
    expect(hers.get_by_text("Thank you for your time.").locator("visible=true")).to_have_count(0)
    expect(hers.locator("[data-signals]")).to_have_count(0)
    expect(room.get_by_role("button", name="Go on")).to_be_visible()


def not_this(room: Page, hers: Page, look: Look) -> None:
    """She sets a topic aside from her own screen; the interviewer can say that it was another one."""
    room.get_by_role("heading", name="Theme 2").click()
    room.get_by_role("heading", name="Where I lived").click()  # a lane is no topic of the guide
    tap(hers, "Not this")
    expect(room.get_by_text("Set aside: Theme 2 (en).")).to_be_visible()
    expect(room.get_by_text("Question 3 (en)")).to_be_hidden()
    until(lambda: read(lambda: list(Aside.objects.values_list("theme__position", flat=True))) == [2])
    look(room, "room-not-this")
    tap(room, "It was another topic")
    expect(room.get_by_text("Question 3 (en)")).to_be_visible()
    until(lambda: read(Aside.objects.count) == 0)
    expect(room.locator("main.room-look")).to_have_count(0)
    taken_up_again(room, hers, look)


def taken_up_again(room: Page, hers: Page, look: Look) -> None:
    """What is set aside, also by a tap of the interviewer, is taken up again on her own screen alone."""
    room.get_by_role("button", name="Set the whole topic aside").nth(1).click()
    expect(room.get_by_text("Set aside: Theme 2 (en).")).to_be_visible()
    expect(room.locator(".topic-hers:visible")).to_have_text("She can take it up again on her own screen.")
    expect(room.get_by_role("button", name="She has said that she wants to talk about it")).to_have_count(0)
    until(lambda: read(Aside.objects.count) == 1)
    hers.get_by_role("link", name="What I set aside").click()
    again = hers.get_by_role("button", name="Take it up again : Theme 2 (en)")
    expect(again).to_be_visible()
    look(hers, "her-set-aside")
    again.press("Enter")
    expect(hers.get_by_text("You can talk about it again.")).to_be_visible()
    expect(hers.get_by_role("heading", name="What I set aside")).to_be_focused()
    expect(room.get_by_text("This can be talked about again: Theme 2 (en)")).to_be_visible()
    expect(room.get_by_text("Question 3 (en)")).to_be_visible()
    expect(room.locator("main.room-look")).to_have_count(0)  # the edge is for what asks for an answer
    room.locator("[data-signal-line=again]").get_by_role("button", name="Seen").click()
    hers.locator("[data-dialog=asides]").get_by_role("button", name="Back").click()
    expect(hers.get_by_role("link", name="What I set aside")).to_be_focused()
    assert (read(Aside.objects.count), hers.content().count("Theme 2")) == (0, 0)


def folded(room: Page) -> list[str]:
    return room.locator(".topic:has(> [data-topic-aside]:not([hidden])) h3").all_inner_texts()


def test_the_topic_that_was_in_hand_when_she_touched_it_is_set_aside_and_one_only(
    screen: Callable[[str], Page], port: int
) -> None:
    with served(port):
        room, tablet, hers = screen("room"), screen("room"), screen("hers")
        expect(hers.get_by_role("button", name="Not this")).to_be_visible()
        tap(hers, "Not this")  # nothing is in hand
        expect(room.get_by_text("No topic was in hand.")).to_be_visible()
        assert read(Aside.objects.count) == 0
        for one in (room, tablet):
            one.locator("[data-signal-line='not this']").get_by_role("button", name="Seen").click()
        room.get_by_role("heading", name="Theme 1").click()
        room.reload()
        room.locator(".topic").nth(1).get_by_role("button").first.focus()  # a keyboard that passes by
        expect(room.locator(".topic[data-here] h3")).to_have_text("Theme 1 (en)")  # in hand still
        tablet.get_by_role("heading", name="Theme 2").click()
        tap(hers, "Not this")
        expect(hers.get_by_text(SEEN)).to_be_visible()
        for one in (room, tablet):
            expect(one.get_by_text("She would rather leave this.")).to_be_visible()
        until(lambda: len(folded(room)) == 1 and folded(tablet) and read(Aside.objects.count) == 1)
        room.reload()
        expect(tablet.locator("[data-topic-aside]:not([hidden])")).to_have_count(1)
        until(lambda: folded(room) == folded(tablet) != [])
        first = folded(room)
        touched_before_they_went_on(room, first[0], "Theme 2" if first == ["Theme 1 (en)"] else "Theme 1")
        assert (folded(room), read(Aside.objects.count)) == (first, 1)


def touched_before_they_went_on(room: Page, first: str, other: str) -> None:
    """What she touches comes when the next topic is in hand already; it is about the one before."""
    room.get_by_role("heading", name=first).click()
    at = room.evaluate("performance.now()")
    room.get_by_role("heading", name=other).click()
    room.evaluate(
        """(at) => document.dispatchEvent(new CustomEvent("attune:signal", { detail: {
          code: "not this", n: 5, ago: performance.now() - at } }))""",
        at,
    )
    expect(room.get_by_text("No topic was in hand.")).to_be_visible()  # that one was left before: she means another


@pytest.mark.security
def test_what_is_behind_a_dialog_is_not_called_seen(screen: Callable[[str], Page], port: int) -> None:
    with served(port):
        room, hers = screen("room"), screen("hers")
        room.get_by_role("link", name="Someone now").click()
        tap(hers, "Slower")
        expect(hers.get_by_text("The other screen does not show it yet.")).to_be_visible()
        room.get_by_role("dialog").get_by_role("button", name="Back to the room").click()
        expect(hers.get_by_text(SEEN)).to_be_visible()
        expect(room.get_by_text("She would like to go slower.")).to_be_visible()


def quiet(room: Page, look: Look) -> None:
    """A quiet room, the card, and the number at once."""
    tap(room, "Quiet")
    expect(room.locator("html[data-still]")).to_have_count(1)
    assert room.evaluate("document.featurePolicy.allowsFeature('screen-wake-lock')") is True
    look(room, "room-quiet")
    filters = room.evaluate("getComputedStyle(document.querySelector('main')).filter")
    assert filters == "none"  # one would take what she says away from the foot of the screen
    room.reload()  # which does not end it
    expect(room.locator("html[data-still]")).to_have_count(1)
    tap(room, "Quiet")
    expect(room.locator("html[data-still]")).to_have_count(0)
    for link, words in (("A card for now", "What would help now?"), ("Someone now", "Help was called")):
        room.get_by_role("link", name=link).click()
        expect(room.get_by_text(words).first).to_be_visible()
        look(room, f"room-{link.split()[0].lower()}")
        room.get_by_role("dialog").get_by_role("button", name="Back to the room").click()
    the_card(room)


def the_card(room: Page) -> None:
    """What helps now is kept as a code; stopping for the day leads to the end of the sitting."""
    room.get_by_role("link", name="A card for now").click()
    tap(room, "Breathe together")
    expect(room.locator("dialog [data-moment-kept='breathing']")).to_be_visible()
    tap(room, "Talk about something else")
    expect(room.get_by_text("She would rather leave this.")).to_be_visible()
    room.get_by_role("link", name="A card for now").click()
    tap(room, "Stop for this day")
    expect(room.locator("details[data-step=thanks][open]")).to_have_count(1)  # nothing else is asked of her first
    room.get_by_role("heading", name="Strengths and hopes").click()
    expect(room.locator("[data-step=thanks] > summary")).to_be_in_viewport()
    expect(room.locator("[data-mark]")).to_have_text("kept")  # the closing page is on the line, too
    room.evaluate(
        "document.dispatchEvent(new CustomEvent('attune:signal', { detail: { code: 'pause', n: 7, ago: 0 } }))"
    )
    expect(room.get_by_text("She would like a pause.")).to_be_visible()
    room.locator("details[open]").get_by_role("link", name="To the next step").click()
    expect(room.locator("details[data-step=review][open]")).to_have_count(1)
    room.go_back()  # one step, not out of the closing
    expect(room.locator("details[data-step=strengths][open]")).to_have_count(1)
    kinds = read(lambda: sorted(Moment.objects.values_list("kind", flat=True)))
    assert kinds == ["breathing", "reminded", "stopping", "subject"]

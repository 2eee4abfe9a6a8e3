"""A therapist's day on a phone, and a night in which nobody answers: a real worker whose clock the story moves."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stories import sittings
from tests.stories.conftest import PHONE, Attune, People, beside
from tests.stories.consenting import Woman, agree, choose, screen_and_take_in

A_QUARTER, A_DAY = 16, 24 * 60  # minutes by which the clock is moved
MOST_TAPS, MOST_BYTES = 6, 60_000
IN_SIGHT = "document.querySelector('form[data-unfolds]').getBoundingClientRect().bottom <= innerHeight"


class Thumb:
    """Counts what a thumb does, and what goes over the line meanwhile."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.bytes = page, 0, 0
        self.line = page.context.new_cdp_session(page)
        self.line.send("Network.enable")
        self.line.on("Network.loadingFinished", self._came)
        self.began = time.monotonic()

    def _came(self, loaded: dict[str, Any]) -> None:
        self.bytes += int(loaded["encodedDataLength"])

    def tap(self, question: str, answer: str) -> None:
        """Tap one answer where a thumb would, without a mouse and without scrolling."""
        assert self.page.evaluate(IN_SIGHT) is True
        self.page.get_by_role("group", name=question).get_by_text(answer, exact=True).first.tap()
        self.taps += 1

    def send(self) -> None:
        assert self.page.evaluate(IN_SIGHT) is True
        self.page.get_by_role("button", name="Keep").tap()
        self.taps += 1

    @property
    def seconds(self) -> float:
        """Give the seconds of machine time so far: a scripted thumb does not think."""
        return time.monotonic() - self.began


def attunement(phone: Page, woman: Woman, record: Any) -> None:
    """Give the attunement, nothing chosen beforehand, in six taps: what would help is asked, and none is an answer."""
    phone.goto("/check-ins/")
    phone.get_by_role("link", name=f"{woman.code}, attunement").tap()
    phone.wait_for_load_state()
    expect(phone.locator("form[data-unfolds=on]")).to_be_visible()
    assert phone.locator("input:checked").count() == 0
    thumb = Thumb(phone)
    for question, answer in {
        "How do you know": "talked with her on the day", "How is she on this day?": "steady", "Does she want": "yes",
        "Who is near": "I am here", "What do you say?": "go, with adjustments",
    }.items():  # fmt: skip
        thumb.tap(question, answer)
    thumb.send()
    expect(phone.get_by_role("heading", name="Kept on this day")).to_be_visible()
    phone.wait_for_load_state("networkidle")
    record("attunement", f"{thumb.taps} taps, {thumb.bytes} bytes, {thumb.seconds:.2f} s of machine time")
    assert thumb.taps <= MOST_TAPS
    assert 0 < thumb.bytes <= MOST_BYTES


def named_on_call(lead: Page, therapist: str, look: Any) -> None:
    """The lead names who is on call, and the back-up."""
    lead.goto("/studies/")
    lead.get_by_role("link", name="Care around a sitting").click()
    for list_ in ("On call", "Back-up"):
        lead.get_by_role("group", name=list_).get_by_text(therapist).click()
    look(lead, "care")
    lead.get_by_role("button", name="Keep").click()
    expect(lead.get_by_text("Kept.")).to_be_visible()


def feedback_that_she_sees(ben: Page, look: Any) -> None:
    """What is left open is led to; then she reads the words on the turned screen before they go."""
    ben.get_by_role("button", name="Give feedback").click()
    expect(ben.get_by_role("alert")).to_be_focused()
    ben.get_by_role("link", name="Has she seen this?").click()
    expect(ben.get_by_role("group", name="Has she seen this?").get_by_label("yes")).to_be_focused()
    expect(ben.get_by_role("group", name="Has she seen this?").get_by_text("One of these has")).to_be_in_viewport()
    answers = {
        "How did she seem": ["strained"], "What did you notice?": ["tired"],
        "How was she at the end?": ["still stirred"], "How did it go?": ["as planned"],
        "What does she wish?": ["contact on the same day"], "How much attention": ["please see her now"],
    }  # fmt: skip
    for question, chosen in answers.items():
        choose(ben, question, *chosen)
    ben.get_by_role("button", name="Show it to her first").click()
    expect(ben.get_by_role("heading", name="This is what your therapist will read")).to_be_visible()
    look(ben, "shown")
    ben.get_by_role("button", name="It can go").click()
    expect(ben.get_by_text("It is given.")).to_be_visible()
    expect(ben.get_by_text("Stay with her, and call her centre")).to_be_in_viewport()
    look(ben, "feedback-now")


def clock_goes_on(attune: Attune, woman: Woman, minutes: int) -> str:
    """Let a real worker and Beat run once with a clock that is `minutes` ahead; gives what it says of her."""
    return beside(attune, "tests.stories.night", str(minutes), woman.code)


def follow_up(phone: Page, woman: Woman, look: Any) -> None:
    """Say what became of it: not reached, then talked."""
    phone.goto("/check-ins/")
    for outcome, left in (("not reached", 1), ("we have talked", 0)):
        phone.get_by_role("link", name=f"{woman.code}, follow-up").tap()
        expect(phone.get_by_role("heading", name="What became of it?")).to_be_visible()
        look(phone, f"follow-up-{left}")
        phone.get_by_role("button", name=outcome).tap()
        expect(phone.get_by_role("heading", name="What waits")).to_be_visible()
        expect(phone.get_by_role("link", name=f"{woman.code}, follow-up")).to_have_count(left)


def nobody_answers(attune: Attune, woman: Woman) -> list[str]:
    """Let a night go by: who is on call is told, and again, then the others; gives how it stands in the morning."""
    before = clock_goes_on(attune, woman, 0).split()
    (ran, on_call, back_up), later = (
        clock_goes_on(attune, woman, A_QUARTER).split(),
        clock_goes_on(attune, woman, A_DAY + A_QUARTER).split(),
    )
    assert (before[0], ran, later[0]) == ("True", "True", "True")
    assert (int(on_call) - int(before[1]), int(later[1]) - int(on_call)) == (1, 1)  # of what was missed, the last one
    assert int(later[2]) > int(back_up)
    return later


def answers_late(phone: Page, woman: Woman, look: Any) -> None:
    """Read in the morning what nobody had answered, and say that she is seen on the same day."""
    phone.goto("/check-ins/")
    look(phone, "waits-now")
    phone.get_by_role("link", name=f"{woman.code}, feedback").tap()
    expect(phone.get_by_text(re.compile("Nobody had answered"))).to_have_count(4)
    look(phone, "feedback-late")
    phone.get_by_role("button", name="I go to her now").tap()
    expect(phone.get_by_role("heading", name="Still to follow up")).to_be_visible()
    look(phone, "still-to-follow-up")


@pytest.mark.story
def test_a_day_on_a_phone_and_a_night_in_which_nobody_answers(
    attune: Attune, people: People, look: Any, record_property: Any
) -> None:
    ben, phone = people.sign_in("interviewer", 1), people.sign_in("therapist", size=PHONE)
    named_on_call(people.sign_in("lead"), attune.person("therapist")["name"], look)
    woman = screen_and_take_in(ben)
    agree(ben, woman)
    sittings.plan(ben, woman)
    attunement(phone, woman, record_property)
    sittings.open_room(ben, woman)
    sittings.complete(ben)
    feedback_that_she_sees(ben, look)
    morning = nobody_answers(attune, woman)
    ben.reload()
    expect(ben.get_by_text("it was the turn of who is on call, and no mail has gone")).to_be_visible()
    look(ben, "nobody-answered")
    answers_late(phone, woman, look)
    follow_up(phone, woman, look)
    ben.reload()
    expect(ben.get_by_text("Her therapist has read it")).to_be_visible()
    assert clock_goes_on(attune, woman, 2 * A_DAY).split() == morning

"""One interview from the screening to the stored text, everybody at a screen of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.stories import sittings, texts
from tests.stories.conftest import PHONE, Attune, People
from tests.stories.consenting import Woman, agree, screen_and_take_in

Look = Callable[[Page, str], None]
ANSWERS = ["C03 I want to take part in the interview. Yes", "C11 I would like a follow-up talk: in my centre"]


def draw_together(room: Page, phone: Page, look: Look) -> None:
    """Both add something and see the other's; what she adds without a network is kept, and comes once."""
    line = sittings.Line(phone)
    sittings.join(room, phone, look)
    sittings.add(room, "with my gran", (3, 9), 1, look)
    sittings.add(phone, "the blue door", (12,), 0, look)
    both_show(["the blue door", "with my gran"], room, phone)
    line.deaf = True  # her next words arrive, and the answer is lost on its way back
    sittings.add(phone, "half said", (14,))
    both_show(["the blue door", "half said", "with my gran"], room)
    line.cut()
    sittings.add(phone, "on the boat", (20, 22), 2)
    expect(phone.get_by_text("Kept on this device. It goes on as soon as we are connected.")).to_be_visible()
    look(phone, "her-timeline-offline")
    both_show(["the blue door", "half said", "with my gran"], room)
    line.mend()
    both_show(["the blue door", "half said", "with my gran", "on the boat"], room, phone)
    expect(phone.get_by_text("kept", exact=True)).to_be_visible()
    look(phone, "her-timeline-far")
    for page in (phone, room):
        page.get_by_role("button", name="Show the words").click()
        expect(sittings.drawn(page).first).to_be_visible()
    look(phone, "her-timeline-near")
    look(room, "room-near")


def both_show(words: list[str], *pages: Page) -> None:
    for page in pages:
        expect(sittings.drawn(page)).to_have_text(words)


def first_sitting(ben: Page, therapist: Page, phone: Page, woman: Woman, look: Look) -> None:
    """The first sitting: attuned to, drawn, paused, and interrupted."""
    sittings.plan(ben, woman, look)
    assert sittings.give_attunement(therapist, woman, look) <= 6
    sittings.open_room(ben, woman, look)
    ben.get_by_role("group", name="May I record the sound").get_by_role("button", name="Yes").click()
    expect(ben.get_by_text("recording permitted on this day")).to_be_visible()
    draw_together(ben, phone, look)
    for number, word in enumerate(["discussed", "volunteered", "set aside"]):
        sittings.talk_about(ben, number, word)
    ben.get_by_role("button", name="Pause").click()
    expect(ben.get_by_text("pause", exact=True)).to_be_visible()
    expect(phone.get_by_text("A pause.")).to_be_visible()
    look(phone, "her-pause")
    look(ben, "room-paused")
    ben.get_by_role("button", name="Go on").click()
    expect(ben.get_by_role("button", name="Pause")).to_be_visible()
    sittings.join(ben, phone)
    both_show(["the blue door", "half said", "with my gran", "on the boat"], phone)
    sittings.another_day(ben, look)
    expect(phone.get_by_text("Our talk ends here.")).to_be_visible()
    expect(phone.get_by_text("If you go on, now or on another day, your interviewer opens it again")).to_be_visible()
    expect(sittings.drawn(phone)).to_have_count(0)
    look(phone, "her-link-ended")


def second_sitting(ben: Page, therapist: Page, woman: Woman, look: Look) -> None:
    """It goes on with an attunement of its own; what was drawn and talked about is there; then it ends well."""
    sittings.ready(ben, therapist, woman)
    both_show(["the blue door", "half said", "with my gran", "on the boat"], ben)
    expect(ben.get_by_role("button", name="volunteered", pressed=True)).to_have_count(1)
    sittings.complete(ben, look)
    sittings.give_feedback(ben, look)
    sittings.acknowledge(therapist, woman, look)
    sittings.debrief(ben, look)


def text_to_the_team(attune: Attune, ben: Page, people: People, woman: Woman, look: Look) -> None:
    """The recording goes, the text stays: without any word that points to somebody."""
    reader = attune.person("reader")["name"]
    texts.keep_custody(ben, woman, look)
    texts.bring(ben, woman, texts.ENGLISH, f"{reader} (R1)", look=look)
    texts.review(ben, texts.identifiers(), look)
    texts.sign(people.sign_in("reader"), woman, look)
    lead = people.sign_in("lead")
    lead.goto("/transcripts/")
    expect(lead.get_by_role("banner")).to_be_visible()
    assert (
        lead.get_by_role("banner").evaluate("each => each.offsetHeight") < 80
    )  # six entries, in one row of 44 px and its margins
    lead.get_by_role("link", name=f"{woman.code}, version 1").click()
    look(lead, "stored")
    assert len(lead.locator("article").inner_text().split()) > 1900
    assert texts.found_in(lead.content(), texts.identifiers()) == []


@pytest.mark.story
def test_an_interview_goes_the_whole_way(attune: Attune, people: People, look: Any) -> None:
    ben, therapist, phone = (
        people.sign_in("interviewer"),
        people.sign_in("therapist", size=PHONE),
        people.somebody(PHONE),
    )
    look(ben, "today")
    woman = screen_and_take_in(ben, look=look)
    agree(ben, woman, look)
    assert [answer for answer in ANSWERS if answer not in woman.copy] == []
    look(ben, "consent-given")
    sittings.describe(ben, woman, look)
    first_sitting(ben, therapist, phone, woman, look)
    second_sitting(ben, therapist, woman, look)
    text_to_the_team(attune, ben, people, woman, look)
    ben.goto(f"/interviews/{woman.pk}/")
    expect(ben.get_by_role("heading", name="Feedback to her therapist, sitting 1")).to_be_visible()  # put off, not lost
    look(ben, "interview-done")

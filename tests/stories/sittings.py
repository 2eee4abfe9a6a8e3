"""Walks of a sitting: characteristics, plan, attunement, the room, her phone beside it, the end of it."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.stories.consenting import Woman, choose, nothing, touch

ZONE = ZoneInfo("Europe/Brussels")
LAST_MINUTE = "23:59"
CLOSING = [
    "Strengths and hopes", "Her review", "What may have been different", "A talk afterwards", "Something to take home",
    "Thanks, and the end",
]  # fmt: skip


def describe(page: Page, woman: Woman, look: Any = nothing) -> None:
    """Keep a few characteristics."""
    page.goto(f"/interviews/{woman.pk}/characteristics/")
    page.get_by_label("Age", exact=True).fill("34")
    page.get_by_label("Ages of the children").fill("6, 9")
    choose(page, "Relationship", "single or divorced")
    choose(page, "Other substances", "cocaine", "GHB")
    look(page, "characteristics")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Kept.")).to_be_visible()


def this_day() -> str:
    """Give the day on the study's clock, as a date field takes it."""
    return datetime.now(ZONE).date().isoformat()


def plan(page: Page, woman: Woman, look: Any = nothing) -> None:
    """Plan a sitting for this day; her therapist is asked."""
    page.goto(f"/interviews/{woman.pk}/plan/")
    page.get_by_role("textbox", name="Day").fill(this_day())
    page.get_by_role("textbox", name="Time").fill(LAST_MINUTE)
    look(page, "plan")
    page.get_by_role("button", name="Plan and ask").click()
    expect(page.get_by_text("The attunement has not been given yet.")).to_be_visible()
    look(page, "planned")


def give_attunement(phone: Page, woman: Woman, look: Any = nothing) -> int:
    """Her therapist gives the attunement; gives the taps it took, from the open page until it is kept."""
    phone.goto("/check-ins/")
    look(phone, "waits")
    phone.get_by_role("link", name=f"{woman.code}, attunement").click()
    look(phone, "attunement")
    answers = {
        "How do you know": "talked with her", "How is she on this day?": "steady", "Does she want": "yes",
        "Who is near": "I am here", "What do you say?": "go",
    }  # fmt: skip
    for words, answer in answers.items():
        choose(phone, words, answer)
    phone.get_by_role("button", name="Keep").click()
    expect(phone.get_by_role("heading", name="Kept on this day")).to_be_visible()
    look(phone, "attunement-kept")
    return len(answers) + 1


def open_room(page: Page, woman: Woman, look: Any = nothing, press: Any = Locator.click) -> None:
    """See the attunement, and open the sitting."""
    page.goto(f"/interviews/{woman.pk}/")
    look(page, "interview-next")
    page.get_by_role("link", name="To this step").click()
    page.get_by_role("button", name="Open the attunement").click()
    look(page, "sitting-seen")
    press(page.get_by_role("button", name="Open the sitting"))
    page.wait_for_url(re.compile(r"/room/[^/]+/(#.*)?$"))
    look(page, "room")


def ready(interviewer: Page, therapist: Page, woman: Woman) -> None:
    """Plan a sitting of this day, have its attunement given, and open the room."""
    plan(interviewer, woman)
    give_attunement(therapist, woman)
    open_room(interviewer, woman)


def invitation(page: Page, look: Any = nothing) -> str:
    """Invite her device, and read the address that she is shown."""
    page.get_by_role("button", name="Invite her device").click()
    page.get_by_text("Without a camera").click()
    look(page, "invite")
    return page.locator(".invite-address").inner_text()


def join(room: Page, phone: Page, look: Any = nothing) -> None:
    """Her phone opens the timeline by the link that the room shows."""
    follow(room, phone, invitation(room, look), look)


def follow(room: Page, phone: Page, link: str, look: Any = nothing) -> None:
    """Open an invitation on her phone; the two digits are compared, and the room lets it in."""
    phone.goto(link)
    look(phone, "join")
    phone.get_by_role("button", name="Open our timeline").click()
    digits = phone.locator(".digits").inner_text()
    look(phone, "two-digits")
    expect(room.get_by_role("heading", name=f"A device wants to join: {digits}. Is it hers?")).to_be_visible()
    expect(room.locator(".invite-qr")).to_have_count(0)
    look(room, "a-device-asks")
    room.get_by_role("button", name="Yes, the digits are the same").click()
    expect(phone.get_by_text("kept", exact=True)).to_be_visible()
    expect(room.get_by_text("Her device is here.")).to_be_visible()
    look(phone, "her-timeline")


def add(page: Page, words: str, ages: tuple[int, ...], lane: int = 0, look: Any = nothing) -> None:
    """Add a period (two ages) or a moment (one age) with words; on her screen one question at a time."""
    page.get_by_role("button", name="Add", exact=True).click()
    look(page, "adding")
    choose(page, "What is it?", "A period" if len(ages) == 2 else "A moment")
    touch(page.get_by_role("group", name="Where does it belong?"), page.locator("h3.lane-name").nth(lane).inner_text())
    page.locator("[name=from_age]").fill(str(ages[0]))
    if len(ages) == 2:
        page.get_by_label("To age").fill(str(ages[1]))
    onward = page.get_by_role("button", name="Next", exact=True)
    if onward.count():
        onward.click()
    page.get_by_label("You don't have to give names.").fill(words)
    look(page, "adding-words")
    page.get_by_role("button", name="Keep", exact=True).click()


def drawn(page: Page) -> Locator:
    """Give the words of the things on a board, as its list shows them."""
    return page.locator(".lane-things li b")


class Line:
    """The way from a phone to the board, which can lose the answers of the server and be cut."""

    def __init__(self, phone: Page) -> None:
        self.phone, self.deaf, self.ways = phone, False, list[WebSocketRoute]()
        phone.route_web_socket("**/live/**", self._lead)

    def _lead(self, way: WebSocketRoute) -> None:
        server = way.connect_to_server()
        server.on_message(lambda said: None if self.deaf else way.send(said))
        self.ways.append(way)

    def cut(self) -> None:
        """Cut the network off."""
        self.phone.context.set_offline(True)
        for way in self.ways:
            way.close()
        self.ways.clear()

    def mend(self) -> None:
        """Connect again."""
        self.deaf = False
        self.phone.context.set_offline(False)


def talk_about(page: Page, number: int, word: str) -> None:
    """Mark a key question of the guide, by its place: discussed, volunteered or set aside."""
    questions = page.get_by_role("group").filter(has=page.get_by_role("button", name="volunteered"))
    button = questions.nth(number).get_by_role("button", name=word)
    name = button.get_attribute("id")  # what is set aside folds, and is no longer found by its place
    button.click()
    expect(page.locator(f"[id='{name}']")).to_have_attribute("aria-pressed", "true")


def towards_the_end(page: Page, look: Any = nothing) -> None:
    """Go from the room to the end of the sitting."""
    page.get_by_role("link", name="Towards the end").click()
    look(page, "towards-the-end")


def another_day(page: Page, look: Any = nothing) -> None:
    """End the sitting for a coded reason; it goes on another day."""
    towards_the_end(page, look)
    page.get_by_role("heading", name="Thanks, and the end").click()
    page.get_by_text("It goes on another day").click()
    choose(page, "Reason", "collecting a child")
    page.get_by_role("button", name="Go on another day").click()
    expect(page.get_by_text("This sitting goes on another day: collecting a child.")).to_be_visible()


def complete(page: Page, look: Any = nothing) -> None:
    """Walk through the closing step by step, and end the sitting as the last one of the interview."""
    towards_the_end(page)
    for place, name in enumerate(CLOSING, start=1):
        expect(page.locator("details.closing-step[open]")).to_have_count(1)
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        expect(page.get_by_text(f"{place} of {len(CLOSING)}", exact=True)).to_be_visible()
        if name == "A talk afterwards":
            page.reload()  # the way is as it was
            expect(page.locator("details[open] > .closing-next")).to_be_in_viewport()
        look(page, f"closing-{place}")
        if place < len(CLOSING):
            onward = "Not now" if name == "Something to take home" else "To the next step"
            page.locator("details[open]").get_by_role("link", name=onward).click()
    page.get_by_text("The interview is complete").click()
    page.get_by_role("button", name="Yes, it is complete").click()
    expect(page.get_by_text("The sitting has ended.")).to_be_visible()
    look(page, "ended")


def give_feedback(page: Page, look: Any = nothing) -> None:
    """Give the coded feedback; the therapist is asked to see her now, so that it arrives at once."""
    answers = {
        "How did she seem": ["mostly at ease"], "What did you notice?": ["tired", "relieved"],
        "How was she at the end?": ["settled"], "How did it go?": ["as planned"],
        "What does she wish?": ["did not say"], "How much attention": ["please see her now"],
        "Has she seen this?": ["yes"],
    }  # fmt: skip
    for question, chosen in answers.items():
        choose(page, question, *chosen)
    page.get_by_role("button", name="Give feedback").click()
    expect(page.get_by_text("It is given.")).to_be_visible()
    look(page, "feedback-given")


def acknowledge(phone: Page, woman: Woman, look: Any = nothing) -> None:
    """Her therapist reads the feedback and says what follows."""
    phone.goto("/check-ins/")
    phone.get_by_role("link", name=f"{woman.code}, feedback").click()
    look(phone, "feedback")
    phone.get_by_role("button", name="I go to her now").click()
    expect(phone.get_by_role("heading", name="What waits")).to_be_visible()
    expect(phone.get_by_role("link", name=f"{woman.code}, feedback")).to_have_count(0)
    look(phone, "acknowledged")


def debrief(page: Page, look: Any = nothing) -> None:
    """The interviewer says how it was for them."""
    choose(page, "How heavy was it for you?", "moderate")
    choose(page, "What do you need?", "a talk with a colleague")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("a talk with a colleague")).to_be_visible()
    look(page, "debriefed")

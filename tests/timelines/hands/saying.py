"""How somebody says something on a screen: by touch, or by keyboard alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connections
from playwright.sync_api import Locator, Page, expect

from tests.stories.consenting import choose

T = TypeVar("T")


def stored(asks: Callable[[], T]) -> T:
    """Ask the database beside the browser, whose loop runs in this thread."""

    def elsewhere() -> T:
        try:
            return asks()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(elsewhere).result()


def button(page: Page, name: str) -> Locator:
    """Give a button that is there to be seen, by its words."""
    return page.locator("button:visible, summary:visible").get_by_text(name, exact=True)


def add(page: Page, words: str, lane: str, *ages: int) -> None:
    """Add a period (two ages), a moment (one) or something without a time yet (none)."""
    page.get_by_role("button", name="Add", exact=True).click()
    choose(page, "What is it?", "A moment" if len(ages) == 1 else "A period")
    choose(page, "Where does it belong?", lane)
    for end, age in zip(["From age", "To age"] if len(ages) > 1 else ["Age"], ages, strict=False):
        page.get_by_role("spinbutton", name=end, exact=True).fill(str(age))
    onward = page.get_by_role("button", name="Next", exact=True)
    if onward.is_visible():
        onward.click()
    page.get_by_label("You don't have to give names.").fill(words)
    page.get_by_role("button", name="Keep", exact=True).click()


def row(page: Page, words: str) -> Locator:
    """Give the row of a thing in the list."""
    return page.locator(".lane-things li", has_text=words)


def more(page: Page, words: str, act: str) -> None:
    """Open what can be done with a thing, and do one of it."""
    row(page, words).get_by_role("button", name="More").click()
    page.get_by_role("dialog").get_by_role("button", name=act, exact=True).click()


def renamed(page: Page, words: str, other: str) -> None:
    """Change the words of a thing."""
    row(page, words).get_by_role("button", name="Change").click()
    page.get_by_label("You don't have to give names.").fill(other)
    page.get_by_role("button", name="Keep", exact=True).click()


def cover(page: Page, depth: str) -> None:
    """Choose one of the depths of a cover."""
    page.get_by_role("dialog").get_by_role("button", name=depth).click()


def rows(page: Page) -> Locator:
    """Give the names of the things in the list."""
    return page.locator(".lane-things li b")


def tab_to(page: Page, target: Locator, most: int = 90) -> None:
    """Go on with Tab until something has the focus."""
    for _ in range(most):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"never reached by keyboard: {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Reach something by keyboard alone, and press it."""
    expect(target).to_be_visible()
    tab_to(page, target)
    page.keyboard.press(key)


def pick(page: Page, question: str, answer: str) -> None:
    """Choose an answer of a group by keyboard: Tab into the group, arrows to the answer."""
    group = page.get_by_role("group", name=question)
    wanted = group.get_by_role("radio", name=answer)
    for _ in range(90):
        if group.evaluate("(one) => one.contains(document.activeElement) && document.activeElement.type === 'radio'"):
            break
        page.keyboard.press("Tab")
    for _ in range(20):
        if wanted.is_checked():
            return
        page.keyboard.press("Space" if not group.locator("input:checked").count() else "ArrowDown")
    raise AssertionError(f"never chosen by keyboard: {answer}")


def focused(page: Page) -> Any:
    """Give what has the focus: its words."""
    return page.evaluate("document.activeElement.innerText || document.activeElement.getAttribute('name') || ''")


def near(*pages: Page) -> None:
    """Have the words shown, as from near."""
    for page in pages:
        page.get_by_role("button", name="Show the words").click()


def touched(page: Page) -> list[bool]:
    """Touch the first answer: whether the next question came, and whether a touch at once meets none of its."""
    page.get_by_role("button", name="Add", exact=True).click()
    came: list[bool] = page.evaluate("""() => new Promise((done) => {
  const all = document.querySelectorAll("dialog[open] label.choice");
  const seen = () => [...all].filter((one) => one.getClientRects().length);
  const [first] = seen(), touch = { bubbles: true, cancelable: true, detail: 1, pointerType: "touch" };
  first.dispatchEvent(new PointerEvent("click", touch));
  setTimeout(() => {
    const { x, y, width, height } = seen()[0].getBoundingClientRect();
    done([seen()[0] !== first, document.elementFromPoint(x + width / 2, y + height / 2).closest("label") === null]);
  }, 20);
})""")
    page.keyboard.press("Escape")
    return came


def touched_twice(page: Page) -> list[bool]:
    """Close a form on glass: whether a touch at once meets nothing of the board, and meets it again a moment later."""
    glass = page.context.new_cdp_session(page)
    glass.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.get_by_role("button", name="Add", exact=True).click()
    met: list[bool] = page.evaluate("""() => new Promise((done) => {
  const board = document.querySelector(".board"), picture = board.querySelector("[data-picture]");
  const meets = () => getComputedStyle(picture).pointerEvents;
  new MutationObserver((_, once) => {
    const at = meets();
    if ("rests" in board.dataset) done.at ??= at;
    else if (done.at) once.disconnect(done([done.at === "none", at === "none"]));
  }).observe(board, { attributes: true });
  document.querySelector("dialog[open]").close();
})""")
    glass.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    return met

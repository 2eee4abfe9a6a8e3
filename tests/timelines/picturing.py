"""A page that holds only the picture of a timeline, for tests and measures: true template, sheets and scripts."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Route

from tests.services.browser import chromium as chromium

ROOT = Path(__file__).resolve().parents[2]
SITE = "http://attune.test"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
SHEETS = ["tokens", "base", "parts", "forms", "room", "picture"]
LANES = ["strengths", "places", "people", "feelings", "care"]
DRAW = """([things, lanes, near, life]) => window.picture.draw(things, lanes, near, life)"""
SCRIPT = """
import { Picture } from "/static/js/timeline/picture.js";
const said = window.said = [];
const hear = (name) => (...all) => said.push([name, ...all]);
const frame = document.querySelector("[data-picture]");
frame.hidden = false;
window.picture = new Picture(frame, "/static/img/shapes.svg", new Map(), Object.fromEntries(
  ["look", "add", "move", "stroke", "point"].map((name) => [name, hear(name)])));
window.frames_of = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
"""


def lanes(*topics: str, **other: Any) -> list[dict[str, Any]]:
    """Give lanes as a client hears them: the topic is their id and their name."""
    return [
        {"id": topic, "topic": topic, "name": topic, "position": at, "colour": at % 8 + 1, "hidden": False, **other}
        for at, topic in enumerate(topics or LANES)
    ]


def thing(name: str, lane: str = "places", shape: str = "period", **told: Any) -> dict[str, Any]:
    """Give a thing as a client hears it: its name is its id and its words."""
    return {"id": name, "lane": lane, "shape": shape, "cover": "none", "label": name, "sequence": 1, **told}


def page_of_picture(seat: str = "hers", size: int = 100) -> str:
    """Give the page; `size` is that of its text, in per cent."""
    part = render_to_string("timelines/_picture.html", {"open": True})
    links = "".join(f'<link rel="stylesheet" href="/static/css/{name}.css">' for name in SHEETS)
    large = f"<style>html {{ font-size: {size}% }}</style>" if size != 100 else ""
    return (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Attune</title>'
        f'{links}{large}<body class="{seat}"><main class="board-page"><h1 class="visually-hidden">Picture</h1>'
        f"{part}</main>"
        '<script type="module" src="/static/js/shown.js"></script>'
    )


def serve(context: BrowserContext, page: str) -> None:
    """Answer with this page, and with the scripts and sheets of the tree and of the measures."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        file = ROOT / path.lstrip("/")
        if path == "/":
            route.fulfill(content_type="text/html; charset=utf-8", body=page)
        elif path == "/static/js/shown.js":
            route.fulfill(content_type="text/javascript", body=SCRIPT)
        elif path.startswith(("/static/", "/bench/")) and file.is_file():
            route.fulfill(content_type=TYPES.get(file.suffix, "font/woff2"), body=file.read_bytes())
        else:
            route.fulfill(status=404, body="")

    context.route("**/*", answer)


def opened(browser: Browser, *, width: int = 1000, height: int = 800, size: int = 100, **other: Any) -> Page:
    """Open the picture, empty, in a window of this size."""
    context = browser.new_context(viewport={"width": width, "height": height}, **other)
    serve(context, page_of_picture(size=size))
    page = context.new_page()
    page.goto(SITE)
    page.wait_for_function("window.picture")
    return page


def draw(page: Page, things: list[dict[str, Any]], *, near: bool = False, lanes_: list[dict[str, Any]] | None = None,
         **life: Any) -> None:  # fmt: skip
    """Draw things, and wait until they are on the screen."""
    page.evaluate(DRAW, [things, lanes() if lanes_ is None else lanes_, near, life])
    page.evaluate("window.frames_of()")


def said(page: Page) -> list[list[Any]]:
    """Give what the picture has said to the page so far, and forget it."""
    told: list[list[Any]] = json.loads(page.evaluate("JSON.stringify(window.said.splice(0))"))
    return told


def middle(page: Page, selector: str) -> tuple[float, float]:
    """Give where the middle of the first of these lies, in pixels of the window."""
    found = page.locator(selector).first.bounding_box()
    assert found is not None
    return found["x"] + found["width"] / 2, found["y"] + found["height"] / 2


def year(page: Page) -> float:
    """Give how wide a year is, in pixels."""
    return float(page.evaluate("picture.view.year"))


def drag(page: Page, start: tuple[float, float], right: float, down: float = 0) -> None:
    """Drag by mouse from a point, so many pixels to the right and down."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + right / 2, start[1] + down / 2)
    page.mouse.move(start[0] + right, start[1] + down)
    page.mouse.up()


def touch(way: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Touch the screen with so many fingers: Start, Move or End."""
    way.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [{"x": x, "y": y} for x, y in points]})

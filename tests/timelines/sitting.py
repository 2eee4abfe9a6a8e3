"""A sitting of three hours in two real browsers, replayed faster, and what is measured of it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from playwright.sync_api import BrowserContext, CDPSession, Page

BEATS = 3 * 60 * 60 // 15
"""Heartbeats of one screen."""
EVERY = 3
"""Heartbeats from one change of each screen to the next: eighty in an hour."""
CAPTURE = """async () => {
  const { Link } = await import("/static/js/timeline/link.js");
  const { Acts } = await import("/static/js/timeline/acts.js");
  const [connect, follow] = [Link.prototype.connect, Acts.prototype.follow];
  Link.prototype.connect = function () { window.link = this; return connect.call(this); };
  Acts.prototype.follow = function (...all) { window.acts = this; return follow.apply(this, all); };
  document.dispatchEvent(new Event("visibilitychange")); // a page come back to looks for its line
  while (!link.line?.open || link.told.around === undefined) await new Promise((done) => setTimeout(done, 20));
  link.hears.state({ since: link.hears.last(), sequence: link.hears.last(), life: {}, things: [], dropped: [] });
}""".replace("/static/", static(""))
"""The board keeps its parts to itself: they are taken as they work."""
PART = """async ([beats, every, first, targets, lane, leaks]) => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const settled = async () => { while (window.link.waits.any) await pause(20); };
  window.kept ??= [];
  for (let beat = first; beat < first + beats; beat += 1) {
    const target = targets[beat % targets.length];
    if (beat % every === 0) {
      acts.operate({ kind: "put", target, lane, shape: "moment", from_age: 5 + (beat % 40), label: `n ${beat % 7}` });
      await settled();
    }
    link.point(beat % 2 ? target : null);
    link.heart.ping();
    if (leaks) kept.push(document.querySelector("[data-lists] li").cloneNode(true));
    await pause(55);
  }
  await settled();
}"""
"""Heartbeats with the changes and the pointing between them; a planted leak keeps one thing of the list each time."""


@dataclass
class Size:
    """What one screen and the server hold at one moment."""

    heap: int  # bytes that scripts hold
    nodes: int  # of the document and of whatever a script still holds
    listeners: int
    server: int  # bytes
    sockets: int  # of the server


HEAP, NODES, LISTENERS, SERVER = 500_000, 100, 10, 8 * 2**20
"""How much more a screen, or the server, may hold at the end of the sitting than after its beginning."""


def grown(sizes: Sequence[Size]) -> list[str]:
    """Give what grew from the first to the last of `sizes` by more than is allowed, in words."""
    first, last = sizes[0], sizes[-1]
    most = {"heap": HEAP, "nodes": NODES, "listeners": LISTENERS, "server": SERVER, "sockets": 0}
    more = {name: getattr(last, name) - getattr(first, name) for name in most}
    return [f"{name} grew by {more[name]}" for name in most if more[name] > most[name]]


class Screen:
    """One seat's real page."""

    def __init__(self, context: BrowserContext, path: str) -> None:
        self.page: Page = context.new_page()
        self.page.goto(path)
        self.tools: CDPSession = context.new_cdp_session(self.page)
        self.page.wait_for_selector("[data-picture] svg", state="attached")
        self.page.evaluate(CAPTURE)

    def live(self, beats: int, first: int, targets: list[str], lane: str, *, leaks: bool = False) -> None:
        """Begin to live through so many heartbeats; `rested` waits for their end."""
        said = [beats, EVERY, first, targets, lane, leaks]
        self.page.evaluate(f"said => {{ window.lived = ({PART})(said); }}", said)

    def rested(self) -> None:
        """Wait until that is over."""
        self.page.evaluate("window.lived")

    def size(self, pid: int) -> Size:
        """Measure it, once everything that nobody holds is thrown away."""
        for _ in range(3):
            self.tools.send("HeapProfiler.collectGarbage")
        heap = self.tools.send("Runtime.getHeapUsage")["usedSize"]
        found: dict[str, Any] = self.tools.send("Memory.getDOMCounters")
        return Size(int(heap), found["nodes"], found["jsEventListeners"], _memory(pid), _sockets(pid))


def _memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def _sockets(pid: int) -> int:
    links = [os.readlink(one) for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink()]
    return sum(link.startswith("socket") for link in links)

"""Measure her first picture over a line with 100 ms from her phone to the server and back, over HTTP/1.1 and HTTP/2.

    python bench/first_picture.py [runs]     # 5

A phone that was never here opens her link, and waits for the two digits; then it opens her timeline, whose files came
while it waited. Beside it, a phone that opens her timeline without having waited (cold), and the same phone once more.
Prints the medians in milliseconds from the request for the page: until words stand there, until her things are drawn;
and how many files came, and their kilobytes. Attune runs on SQLite in a process of its own, behind nginx with
deploy/nginx.conf, once as it stands and once without HTTP/2. Needs nginx; else it says so.

The line is a program between the two that holds up what it hands on by half of the way, a new connection by a whole
one, and lets a connection grow as TCP does: ten segments at first, twice as much with every way (RFC 6928, RFC 5681).
It has no limit of bytes, and loses none. A browser's own brake holds up requests, and knows nothing of connections.
"""

import asyncio
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path = [str(ROOT)] + [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT / "bench"]

from django import setup  # noqa: E402

import tests.conftest  # noqa: E402, F401 - it makes the folders and names the settings

setup()

from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # noqa: E402
from django.utils import timezone  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Page  # noqa: E402

from tests.install import fronted  # noqa: E402
from tests.services.certificates import certificate  # noqa: E402
from tests.timelines.drawing import applied, begin, joined, let_in, put  # noqa: E402
from tests.watching import until  # noqa: E402

WAY = 0.1
"""Seconds to the server and back."""
FIRST = 10 * 1460
"""Bytes that a new connection sends before it hears that they came."""
THINGS = 40
WATCH = """new PerformanceObserver(() => {}).observe({ type: "paint", buffered: true });
(function look() {
  if (document.querySelector("[data-picture] svg [data-id]")) performance.mark("drawn");
  else requestAnimationFrame(look);
})();"""
FOUND = """() => {
  const asked = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const came = asked.filter(({ transferSize }) => transferSize > 0);
  return { words: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    drawn: performance.getEntriesByName("drawn")[0]?.startTime ?? 0, files: came.length,
    kilobytes: came.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1000,
    by: [...new Set(came.map(({ nextHopProtocol }) => nextHopProtocol))].join(" ") };
}"""


class Half:
    """One direction of a connection: held up by half of the way, with a window that grows."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.window, self.flying, self.heard = FIRST, 0, asyncio.Event()
        self.queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def run(self) -> None:
        """Hand on until the end."""
        loop, given = asyncio.get_running_loop(), asyncio.ensure_future(self._give())
        data = b"."
        while data:
            while self.flying >= self.window:
                self.heard.clear()
                await self.heard.wait()
            data = await self.reader.read(min(65536, self.window - self.flying))
            self.flying += len(data)
            self.queue.put_nowait((loop.time() + WAY / 2, data))
        await given

    async def _give(self) -> None:
        loop, data = asyncio.get_running_loop(), b"."
        while data:
            due, data = await self.queue.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            self.writer.write(data)
            loop.call_later(WAY / 2, self._hear, len(data))
        self.writer.close()

    def _hear(self, came: int) -> None:
        self.flying -= came
        self.window += came
        self.heard.set()


@contextmanager
def line(port: int) -> Iterator[int]:
    """Give a port that leads to another one over the long way."""

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(WAY)  # a connection is open for her after a whole way
        there, back = await asyncio.open_connection("127.0.0.1", port)
        both = Half(reader, back), Half(there, writer)
        await asyncio.gather(*(half.run() for half in both), return_exceptions=True)

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(taken, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield server.sockets[0].getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def drawn(page: Page) -> dict[str, Any]:
    """Wait until her page is drawn and its line is open, and give what it took."""
    page.locator("[data-picture] svg [data-id]").first.wait_for(state="attached")
    page.locator("[data-mark].kept").wait_for()
    found: dict[str, Any] = page.evaluate(FOUND)
    until(page, fronted.KEPT)
    return found


def phone(browser: Browser) -> BrowserContext:
    """Give a phone that was never here, and watches what it shows."""
    context = fronted.device(browser)
    context.add_init_script(WATCH)
    return context


def run(browser: Browser, timeline: Any, by: Any) -> dict[str, dict[str, Any]]:
    """Let three phones come, and give what each took."""
    hers = phone(browser)
    page = hers.new_page()
    page.goto(f"/j/#{joined(timeline, by=by)}")
    page.get_by_role("button", name="Open our timeline").click()
    page.locator("[data-wait]").wait_for()
    until(page, fronted.ALL_HERE)
    found = {"the two digits": page.evaluate(FOUND)}
    let_in(timeline, by=by)
    found["then her timeline"] = drawn(page)
    cookies = hers.cookies()
    hers.close()
    fresh = phone(browser)
    fresh.add_cookies(cookies)  # type: ignore[arg-type] # Playwright takes what it gives
    for name in ("cold", "once more"):
        page = fresh.new_page()
        page.goto("/j/timeline/")
        found[name] = drawn(page)
        page.close()
    fresh.close()
    return found


def told(name: str, all_runs: list[dict[str, dict[str, Any]]]) -> None:
    """Print the medians of one kind of line."""
    for which in all_runs[0]:
        of = [one[which] for one in all_runs]
        words, picture, files, size = (
            median(one[part] for one in of) for part in ("words", "drawn", "files", "kilobytes")
        )
        shown = f"drawn {picture:6.0f}" if picture else " " * 12
        print(f"{name:9} {which:18} words {words:6.0f}  {shown}  files {files:4.0f}  {size:6.0f} kB  {of[0]['by']}")


def measured(folder: Path, timeline: Any, by: Any, runs: int) -> None:
    """Measure both kinds of line in turns, and print them."""
    made = certificate(folder, fronted.STAFF, fronted.HERS)
    with ExitStack() as stack:
        attune = stack.enter_context(fronted.Behind())
        found: dict[str, list[dict[str, dict[str, Any]]]] = {"HTTP/1.1": [], "HTTP/2": []}
        ports = {
            name: stack.enter_context(
                line(stack.enter_context(fronted.nginx(folder, made, attune.port, second=name == "HTTP/2")).port)
            )
            for name in found
        }
        for turn in range(runs + 1):
            for name, port in ports.items():
                with fronted.browser(made, port) as browser:
                    one = run(browser, timeline, by)
                found[name] += [one] if turn else []  # the first reads templates and statements into memory
        for name, all_runs in found.items():
            told(name, all_runs)


def main() -> None:
    if fronted.NGINX is None:
        print(f"{fronted.MISSING}. Her first picture is not measured.")
        return
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Chromium's driver runs a loop in this thread
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    now = timezone.now()
    cast = tests.conftest.Cast(now)
    timeline = begin(cast.ana, by=cast.ben, at=now)
    for age in range(THINGS):
        applied(timeline, put(timeline, shape="moment", from_age=age))
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {runs} runs, {THINGS} things, ms and kB")
    with tempfile.TemporaryDirectory() as folder:
        measured(Path(folder), timeline, cast.ben, runs)
    teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()

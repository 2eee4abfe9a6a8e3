"""Measure the picture against vis-timeline: the same data, the same Chromium, the same run, in turns.

    python bench/picture.py [laptop] [phone] [things …]   # both; 50, 500, 5000 and, on the phone, 150 of ours

Prints for each number of things and each device: the first picture in ms and its processor time, then for panning and
zooming the processor time of a frame in ms (script + style + layout + paint: thread time of the main thread, from the
trace) and the p50 and p95 of what lies between two frames. The idle frame is that of an empty page. The load of the
machine stands in the first line: on a busy machine only the ratios say something, and p95 says more of the machine than
of the page. Near has words, as vis-timeline has; the page opens far. Without `npm ci` in bench/picture it says so and
measures ours alone.
"""

import json
import os
import sys
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path = [str(ROOT)] + [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT / "bench"]

from django import setup  # noqa: E402

import tests.conftest  # noqa: E402, F401 - it makes the folders and names the settings

setup()

from playwright.sync_api import Browser, CDPSession, Page  # noqa: E402

from tests.timelines.picturing import SITE, chromium, page_of_picture, serve  # noqa: E402

HERE = ROOT / "bench/picture"
VIS = HERE / "node_modules/vis-timeline"
DEVICES: dict[str, dict[str, Any]] = {
    "laptop": {"viewport": {"width": 1280, "height": 720}},
    "phone": {"viewport": {"width": 412, "height": 915}, "has_touch": True, "is_mobile": True},
}
SLOWER = {"laptop": 1, "phone": 4}
RUNS = {"laptop": 3, "phone": 3}
KINDS = {
    "script": {"FunctionCall", "EvaluateScript", "FireAnimationFrame", "TimerFire", "EventDispatch", "RunMicrotasks",
               "MinorGC", "MajorGC", "V8.GCScavenger"},
    "style": {"UpdateLayoutTree", "ScheduleStyleRecalculation"},
    "layout": {"Layout", "HitTest"},
    "paint": {"PrePaint", "Paint", "PaintImage", "Layerize", "UpdateLayer", "UpdateLayerTree", "Commit"},
}  # fmt: skip
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names}
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing", "v8"]


def bench_page(side: str) -> str:
    """Give the page of one side; `idle` is an empty one."""
    if side == "vis":
        root = "/bench/picture/node_modules/vis-timeline"
        head = f'<link rel="stylesheet" href="{root}/styles/vis-timeline-graph2d.min.css">'
        body = f'<div id="vis"></div><script src="{root}/standalone/umd/vis-timeline-graph2d.min.js"></script>'
        return f'<!doctype html><meta name="viewport" content="width=device-width">{head}<body>{body}'
    return page_of_picture() if side.startswith("ours") else "<!doctype html><body>"


def opened(browser: Browser, device: str, side: str) -> tuple[Page, CDPSession]:
    """Open a page of its own for one side, with the scripts of both."""
    context = browser.new_context(**DEVICES[device])
    serve(context, bench_page(side))
    context.add_init_script(path=HERE / "measure.js")
    page = context.new_page()
    page.goto(SITE)
    if side.startswith("ours"):
        page.wait_for_function("window.picture")
    way = context.new_cdp_session(page)
    way.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER[device]})
    return page, way


def spent(trace: bytes) -> dict[str, float]:
    """Give the thread time in ms of each kind between the marks `begin` and `end`, each moment counted once."""
    events = json.loads(trace)["traceEvents"]
    marks = {one["name"]: one for one in events if one.get("name") in ("bench-begin", "bench-end") and "ts" in one}
    begin, end = marks["bench-begin"], marks["bench-end"]
    whole = [
        one for one in events
        if one.get("ph") == "X" and one["name"] in KIND_OF and (one["pid"], one["tid"]) == (begin["pid"], begin["tid"])
        and begin["ts"] <= one["ts"] <= end["ts"]
    ]  # fmt: skip
    whole.sort(key=lambda one: (one["ts"], -one.get("dur", 0)))
    took = dict.fromkeys(KINDS, 0.0)
    inside: list[dict[str, Any]] = []
    for one in whole:
        while inside and inside[-1]["ts"] + inside[-1].get("dur", 0) <= one["ts"]:
            inside.pop()
        took[KIND_OF[one["name"]]] += one.get("tdur", one.get("dur", 0)) / 1000
        if inside:
            took[KIND_OF[inside[-1]["name"]]] -= one.get("tdur", one.get("dur", 0)) / 1000
        inside.append(one)
    return took


def moved(browser: Browser, page: Page, side: str, how: str, frames: int) -> dict[str, Any]:
    """Move the picture for so many frames, and give what a frame took."""
    page.evaluate("([side, how]) => bench.ready(side, how)", [side, how])
    browser.start_tracing(page=page, categories=CATEGORIES)
    between = page.evaluate("([side, how, frames]) => bench.run(side, how, frames)", [side, how, frames])
    took = spent(browser.stop_tracing())
    between.sort()
    return {
        "parts": {kind: value / frames for kind, value in took.items()}, "cpu": sum(took.values()) / frames,
        "p50": between[len(between) // 2], "p95": between[int(len(between) * 0.95)],
    }  # fmt: skip


def measured(browser: Browser, device: str, side: str, things: int) -> dict[str, Any]:
    """Give one run of one side."""
    page, _way = opened(browser, device, side)
    frames = 90 if things <= 500 else 24
    browser.start_tracing(page=page, categories=CATEGORIES)
    first = page.evaluate("([side, things]) => bench.first(side, things)", [side, things])
    found = {"first": first, "drawn": sum(spent(browser.stop_tracing()).values())} | {
        how: moved(browser, page, side, how, frames) for how in ("pan", "zoom")
    }
    page.context.close()
    return found


def middle(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the median of each figure over the runs."""
    first = runs[0]
    return {
        name: middle([one[name] for one in runs])
        if isinstance(first[name], dict)
        else median(one[name] for one in runs)
        for name in first
    }


def told(side: str, found: dict[str, Any]) -> str:
    parts = [f"{side:10}", f"first {found['first']:7.1f} ({found['drawn']:.1f})"]
    for how in ("pan", "zoom"):
        one = found[how]
        kinds = " + ".join(f"{one['parts'][kind]:.1f}" for kind in KINDS)
        parts.append(f"{how} {one['cpu']:7.2f} ({kinds})  {one['p50']:6.1f} / {one['p95']:6.1f}")
    return "  ".join(parts)


def verdict(ours: dict[str, Any], far: dict[str, Any], vis: dict[str, Any], idle: dict[str, Any]) -> list[str]:
    """Give what is met and what is not: at most half, or for p95 1.25 idle frames where that is more."""
    asked = [("first picture", far["first"], vis["first"] / 2), ("its processor time", far["drawn"], vis["drawn"] / 2)]
    for how in ("pan", "zoom"):
        asked.append((f"{how}: processor time", ours[how]["cpu"], vis[how]["cpu"] / 2))
        asked.append((f"{how}: p95", ours[how]["p95"], max(vis[how]["p95"] / 2, idle["pan"]["p95"] * 1.25)))
    return [
        f"  {'met   ' if value <= most else 'MISSED'}  {name}: {value:.1f} of at most {most:.1f} ms"
        for name, value, most in asked
    ]


def main() -> None:
    devices = [one for one in sys.argv[1:] if one in DEVICES] or list(DEVICES)
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()] or [50, 500, 5000]
    there = VIS.is_dir()
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; times in ms, median of the runs")
    if not there:
        print("vis-timeline is not here: run `npm ci --ignore-scripts` in bench/picture. Ours is measured alone.")
    sides = ["idle", "ours", "ours far", *(["vis"] if there else [])]
    with chromium() as browser:
        for device in devices:
            for things in numbers:
                runs: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
                for _ in range(RUNS[device] if things <= 500 else 1):
                    for side in sides:
                        runs[side].append(measured(browser, device, side, things))
                found = {side: middle(all_) for side, all_ in runs.items()}
                print(f"\n{device}, {things} things, load {os.getloadavg()[0]:.1f}")
                print("\n".join(told(side, found[side]) for side in sides))
                if there:
                    print("\n".join(verdict(found["ours"], found["ours far"], found["vis"], found["idle"])))
        if "phone" in devices:
            narrow(browser)


def narrow(browser: Browser) -> None:
    """150 things on the slowed phone: p95 within 1.25 idle frames."""
    sides = ["idle", "ours"]
    runs: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
    for _ in range(5):
        for side in sides:
            runs[side].append(measured(browser, "phone", side, 150))
    found = {side: middle(all_) for side, all_ in runs.items()}
    print("\nphone, 150 things\n" + "\n".join(told(side, found[side]) for side in sides))
    most = 1.25 * found["idle"]["pan"]["p95"]
    for how in ("pan", "zoom"):
        value = found["ours"][how]["p95"]
        print(f"  {'met   ' if value <= most else 'MISSED'}  {how}: p95 {value:.1f} of at most {most:.1f} ms")


if __name__ == "__main__":
    main()

"""Measure the live timeline beside y-websocket (memory only) and beside a bare Channels echo plus one commit.

    python bench/live.py [seconds of each of three rounds]

Prints p50 and p95 in milliseconds, and the ratios of issue 4, in one run with the same clients: pointing in one room at
10 a second; 20 rooms at 2 edits a second; 20 rooms at 25 edits a second, 500 in all. Attune runs on SQLite with
`synchronous=FULL`, in one process, as `manage.py serve` does. Needs node and `npm ci` in bench/live; else it says so.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from math import inf
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "bench" / "live"
sys.path = [str(ROOT)] + [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT / "bench"]
ROOMS, ROUNDS = 20, 3


def missing() -> str:
    """Give in words what is not here, or ""."""
    if shutil.which("node") is None:
        return "node is not here: the live timeline is not measured beside y-websocket"
    if not (HERE / "node_modules" / "y-websocket").is_dir():
        return "the npm packages of bench/live are not here (npm ci in that folder): nothing is measured"
    return ""


def planted(cast: Any) -> list[dict[str, Any]]:
    """Make the rooms, each with ten things, and give for each the cookies of both seats."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from studies.services import add_participant
    from tests.timelines.drawing import applied, begin, put, seated

    now, rooms = timezone.now(), []
    ben = Client()
    ben.force_login(cast.ben)
    cookie = f"{settings.SESSION_COOKIE_NAME}={ben.cookies[settings.SESSION_COOKIE_NAME].value}"
    for _ in range(ROOMS):
        ana = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=now)
        timeline = begin(ana, by=cast.ben, at=now)
        device = seated(timeline, Client(), by=cast.ben)
        things = [put(timeline, shape="moment") for _ in range(10)]
        for one in things:
            applied(timeline, one)
        hers = "; ".join(f"{name}={one.value}" for name, one in device.cookies.items())
        cookies = {f"/live/{timeline.pk}/": cookie, f"/live/{timeline.pk}/hers/": hers}
        rooms.append({"cookies": cookies, "lane": things[0]["lane"], "things": [one["target"] for one in things]})
    return rooms


class Process:
    """A server in a process of its own on a free port; it is killed at the end."""

    def __init__(self, command: list[str], port: int, **environment: str) -> None:
        self.command, self.port = command, port
        self.environment = {**os.environ, **environment}

    def __enter__(self) -> int:
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, stdout=quiet, stderr=quiet)
        from tests.services.ports import answers

        while not answers(self.port):
            time.sleep(0.05)
            if self.process.poll() is not None:
                raise SystemExit(f"{self.command[0]} did not start")
        return self.port

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def measured(kind: str, rooms: list[dict[str, Any]], what: str, every: float, seconds: float) -> dict[str, Any]:
    """Let the clients talk, and give the milliseconds of both halves."""
    plan = {"kind": kind, "rooms": rooms, "what": what, "every": every, "seconds": seconds}
    asked = subprocess.run(
        [str(shutil.which("node")), str(HERE / "clients.js")],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise SystemExit(f"the clients of {kind} failed: {asked.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(asked.stdout)
    return found


def shares(found: dict[str, Any]) -> tuple[float, float, float, float]:
    """Give p50 and p95 of all, and p95 of each half."""
    cuts = [
        quantiles(part, n=100) if len(part) > 1 else [inf] * 99
        for part in (found["first"] + found["second"], found["first"], found["second"])
    ]
    return cuts[0][49], cuts[0][94], cuts[1][94], cuts[2][94]


def told(name: str, found: dict[str, Any]) -> float:
    """Print one line, and give p95."""
    p50, p95, first, second = shares(found)
    print(
        f"{name:32} p50 {p50:7.2f} ms  p95 {p95:7.2f} ms  p95 by halves {first:7.2f} {second:7.2f}  "
        f"said {found['number']:5d}  unheard {found['unheard']}"
    )
    return p95


def in_turns(
    sides: list[tuple[str, list[dict[str, Any]]]], what: str, every: float, seconds: float
) -> list[dict[str, Any]]:
    """Measure each side `ROUNDS` times, in turns, so that what else the machine does falls on both; give the sums."""
    found: list[dict[str, Any]] = [{"first": [], "second": [], "number": 0, "unheard": 0} for _ in sides]
    for _ in range(ROUNDS):
        for whole, (kind, rooms) in zip(found, sides, strict=True):
            one = measured(kind, rooms, what, every, seconds)
            for name in whole:
                whole[name] += one[name]
    return found


def compared(
    attune: list[dict[str, Any]], yjs: list[dict[str, Any]], echo: list[dict[str, Any]], seconds: float
) -> None:
    """Measure everything in turns, and print it beside the limits."""
    point = in_turns([("yjs", yjs[:1]), ("attune", attune[:1])], "point", 100, seconds)
    theirs, ours = told("pointing, y-websocket", point[0]), told("pointing, Attune", point[1])
    print(f"  ratio {ours / theirs:.2f} (limit 1.5)")
    edit = in_turns([("echo", echo), ("attune", attune)], "edit", 500, seconds)
    theirs, ours = told("20 rooms x 2/s, echo and commit", edit[0]), told("20 rooms x 2/s, Attune", edit[1])
    print(f"  ratio {ours / theirs:.2f} (limit 1.5)")
    burst = in_turns([("yjs", yjs), ("attune", attune)], "edit", 40, seconds)
    theirs, ours = told("500/s in all, y-websocket", burst[0]), told("500/s in all, Attune", burst[1])
    _p50, _p95, first, second = shares(burst[1])
    print(
        f"  ratio {ours / theirs:.2f} (limit 5); second half over first {second / first:.2f} (a growing queue: above 2)"
    )
    print(f"load average at the end {os.getloadavg()[0]:.1f}")


def servers(stack: ExitStack) -> tuple[int, int, int]:
    """Start Attune on the database of this process, y-websocket and the bare echo; gives the port of each."""
    from tests.canary.installation import Web, copy_to
    from tests.services.ports import free_port

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    web = stack.enter_context(Web(copy_to(folder / "var", None), traced=False, settled=True))
    node, there = str(HERE / "node_modules/y-websocket/bin/server.js"), free_port()
    stack.enter_context(Process(["node", node], there, HOST="127.0.0.1", PORT=str(there)))
    bare = free_port()
    uvicorn = ["-m", "uvicorn", "--app-dir", str(HERE), "--log-level", "error", "--lifespan", "off"]
    command = [sys.executable, *uvicorn, "--host", "127.0.0.1", "--port", str(bare), "echo:application"]
    stack.enter_context(Process(command, bare, ECHO_FILE=str(folder / "echo.sqlite3")))
    return web.port, there, bare


def seats(rooms: list[dict[str, Any]], port: int) -> list[dict[str, Any]]:
    """Give what the driver needs to know of each room of Attune."""
    return [
        {
            "origin": f"http://127.0.0.1:{port}", "lane": one["lane"], "things": one["things"],
            "seats": [
                {"url": f"ws://127.0.0.1:{port}{path}", "cookie": cookie} for path, cookie in one["cookies"].items()
            ],
        }
        for one in rooms
    ]  # fmt: skip


def made() -> list[dict[str, Any]]:
    """Begin a database of the measure's own, and plant the rooms in it."""
    from django import setup

    import tests.conftest  # noqa: F401 - it makes the folders and names the settings

    setup()
    from django.test.utils import setup_databases, setup_test_environment
    from django.utils import timezone

    setup_test_environment()
    setup_databases(verbosity=0, interactive=False)
    return planted(tests.conftest.Cast(timezone.now()))


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    if why := missing():
        print(why)
        return
    rooms = made()
    with ExitStack() as stack:
        attune, there, bare = servers(stack)
        yjs = [{"url": f"ws://127.0.0.1:{there}", "name": str(uuid4())} for _ in rooms]
        print(f"load average at the start {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        compared(seats(rooms, attune), yjs, [{"url": f"ws://127.0.0.1:{bare}/"}] * len(rooms), seconds)


if __name__ == "__main__":
    main()

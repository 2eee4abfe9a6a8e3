"""How passes run: beside each other, with services of their own, and none goes on when one has failed."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from scripts import passes
from scripts.passes import Lane, Pass
from tests.services.ports import answers
from tests.services.process import wait_until

ROOT = Path(__file__).resolve().parents[2]
LANES = [Lane("postgres://one", "redis://one"), Lane("postgres://two", "redis://two")]
MEETS = """
import os, pathlib, time
def test_both_are_here():
    here = pathlib.Path(__file__).parent
    (here / "{own}.url").write_text(os.environ["TEST_POSTGRES_URL"])
    while not (here / "{other}.url").exists():
        time.sleep(0.01)
    print("{own}" * 9)
    assert "{own}" != "{fails}"
"""
STAYS = """
import pathlib, time, pytest
here = pathlib.Path(__file__).parent
@pytest.fixture
def ends_in_order():
    yield
    (here / "{own}.stopped").touch()
def test_it_takes_long(ends_in_order):
    (here / "{own}.started").touch()
    time.sleep(60)
"""
FAILS = """
import pathlib, time
def test_no():
    while not pathlib.Path(__file__).with_name("long.started").exists():
        time.sleep(0.01)
    raise LookupError
"""


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the passes of these tests begin at once, without the plugins of ours."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:cacheprovider")


def a_pass(folder: Path, name: str, text: str, **words: str) -> Pass:
    file = folder / f"test_{name}.py"
    file.write_text(text.format(own=name, **words) if "{own}" in text else text)
    return Pass(f"the {name} one", "sqlite", (str(file), f"--rootdir={folder}"))


def headings(said: str) -> list[str]:
    """Give what the lines that the runner writes by itself say, and pytest's last ones, without their seconds."""
    lines = re.findall(r"^(?:begins: .*|== .*|\d+ (?:passed|failed).*)$", said, re.M)
    return [re.sub(r"(:| in) [\d.]+ ?s$", "", line) for line in lines]


def test_two_passes_run_beside_each_other_each_with_services_of_its_own(tmp_path: Path, capfd: Any) -> None:
    pair = (("a", "b"), ("b", "a"))
    both = [a_pass(tmp_path, own, MEETS, other=other, fails="none") for own, other in pair]
    assert passes.run(both, ["-s"], beside=2) == 0
    ports = [urlsplit((tmp_path / f"{own}.url").read_text()).port for own, _other in pair]
    assert (len(set(ports)), [answers(port) for port in ports]) == (2, [False, False])
    said = capfd.readouterr().out
    assert headings(said)[:2] == ["begins: the a one", "begins: the b one"]
    shown = headings(said)[2:]
    assert sorted([shown[:2], shown[2:]]) == [["== the a one", "1 passed"], ["== the b one", "1 passed"]]
    for own, _other in pair:  # what it says stands under its own name
        assert own * 9 in said.split(f"== the {own} one: ")[1].split("==")[0]


def test_the_first_that_fails_ends_the_other_in_order_begins_none_and_is_shown_last(tmp_path: Path, capfd: Any) -> None:
    planned = [a_pass(tmp_path, "long", STAYS), a_pass(tmp_path, "bad", FAILS), a_pass(tmp_path, "third", STAYS)]
    assert passes.in_lanes(planned, [], LANES) == 1
    assert sorted(path.name for path in tmp_path.glob("*.st*")) == ["long.started", "long.stopped"]
    shown = headings(capfd.readouterr().out)
    assert shown == ["begins: the long one", "begins: the bad one", "== the long one", "== the bad one", "1 failed"]


def test_one_by_one_the_first_that_fails_is_the_last(tmp_path: Path, capfd: Any) -> None:
    (tmp_path / "b.url").touch()
    (tmp_path / "long.started").touch()
    planned = [a_pass(tmp_path, "a", MEETS, other="b", fails="none"), a_pass(tmp_path, "bad", FAILS),
               a_pass(tmp_path, "third", STAYS)]  # fmt: skip
    assert passes.in_lanes(planned, [], LANES[:1]) == 1
    assert headings(capfd.readouterr().out) == ["== the a one", "1 passed", "== the bad one", "1 failed"]
    assert not (tmp_path / "third.started").exists()


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 128 + signal.SIGINT), (signal.SIGTERM, 143)])
def test_whoever_ends_the_runner_ends_what_runs_in_order(tmp_path: Path, sent: int, status: int) -> None:
    planned = [a_pass(tmp_path, each, STAYS) for each in ("one", "two", "third")]
    program = f"""
import sys
from scripts import passes, security
from scripts.passes import Lane, Pass
security.PARTS = {planned}
security.run = lambda parts, rest, beside: passes.in_lanes(parts, rest, {LANES}[:beside])
sys.exit(security.main())
"""
    runner = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env={**os.environ}, stdout=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: len([*tmp_path.glob("*.started")]) == 2, 60)
        runner.send_signal(sent)
        assert runner.wait(60) == status
    finally:
        runner.kill()
    assert sorted(path.stem for path in tmp_path.glob("*.stopped")) == ["one", "two"]

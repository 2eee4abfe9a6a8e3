"""Which test runs on which database."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import passes, security
from scripts import test as runner

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def three_stories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tests/stories").mkdir(parents=True)
    for name in ("consent", "withdrawal", "timeline"):
        (tmp_path / f"tests/stories/test_{name}.py").touch()
    monkeypatch.setattr(runner, "ROOT", tmp_path)


@pytest.mark.usefixtures("three_stories")
def test_units_run_on_both_databases_and_each_story_on_one() -> None:
    units, again = runner.units(everything=False)
    assert (units.database, again.database) == ("sqlite", "postgresql")
    assert units.arguments == ("-n", "2", "-m", "not security", "--ignore=tests/stories", "tests")
    assert again.arguments == (*units.arguments, *runner.AGAIN)
    assert [(each.database, each.arguments) for each in runner.stories(everything=False)] == [
        ("sqlite", ("tests/stories/test_consent.py", "tests/stories/test_withdrawal.py")),
        ("postgresql", ("tests/stories/test_timeline.py",)),
    ]


@pytest.mark.usefixtures("three_stories")
def test_on_request_every_story_runs_on_both_databases() -> None:
    names = tuple(f"tests/stories/test_{name}.py" for name in ("consent", "timeline", "withdrawal"))
    units, again = runner.units(everything=True)
    assert units.arguments == again.arguments
    stories = [(each.database, each.arguments) for each in runner.stories(everything=True)]
    assert stories == [("sqlite", names), ("postgresql", names)]


def test_a_file_in_which_one_test_asks_for_a_database_stays_in_the_second_pass_whole_the_long_ones_first() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "--with-database", "tests/studies/test_rules.py",
         "tests/transcripts/test_in_browser.py", "tests/today/test_views.py", "tests/access/test_matrix.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    kept = [line for line in said if "::" in line]
    in_turn = [*dict.fromkeys(line.split("::")[0] for line in kept)]
    assert in_turn == ["tests/access/test_matrix.py", "tests/today/test_views.py"]
    assert said[-1].startswith(f"{len(kept)}/")


def test_the_machine_s_own_services_reach_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/real")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    embedded = passes.environment("sqlite", "postgres://private", "redis://private")
    assert "DATABASE_URL" not in embedded
    assert "REDIS_URL" not in embedded
    assert "PYTHONDONTWRITEBYTECODE" not in embedded
    server = passes.environment("postgresql", "postgres://private", "redis://private")
    assert (server["DATABASE_URL"], server["REDIS_URL"]) == ("postgres://private", "redis://private")
    assert (server["TEST_POSTGRES_URL"], server["TEST_REDIS_URL"]) == ("postgres://private", "redis://private")
    assert (embedded["ATTUNE_TEST_DATABASE"], server["ATTUNE_TEST_DATABASE"]) == ("sqlite", "postgresql")


def _named(part: passes.Pass) -> list[Path]:
    """The files and folders that a part of the longer look names: its last arguments."""
    root = Path(__file__).resolve().parents[2]
    return [root / each for each in part.arguments if each.startswith("tests/")]


def test_the_longer_look_runs_marked_tests_on_a_database_and_names_what_is_there() -> None:
    for part in security.PARTS:
        assert part.database in runner.DATABASES
        assert runner.LONGER in part.arguments[part.arguments.index("-m") + 1].split()
        assert [each for each in _named(part) if not each.is_file() and not list(each.rglob("test_*.py"))] == []


def test_no_marked_test_is_left_out_of_the_longer_look() -> None:
    tests = Path(__file__).resolve().parents[1]
    marked = {path for path in tests.rglob("test_*.py") if f"mark.{runner.LONGER}" in path.read_text()}
    named = [each for part in security.PARTS for each in _named(part)]
    assert {path for path in marked if not any(path.is_relative_to(each) for each in named)} == {
        Path(__file__)
    } & marked

"""The rules of ruff and bandit: both find what is planted, and every exception says why."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHECKS = (ROOT / "scripts/check.sh").read_text(encoding="utf-8")
EXCEPTION = re.compile(r"#\s*(?:noqa:[^#\n]*\bS\d+|nosec\b)[^\n]*")
_NOQA = r"noqa: [A-Z]+\d+(?:, [A-Z]+\d+)* - \S.{7,}"
EXPLAINED = re.compile(rf"# {_NOQA}|# nosec(?: B\d{{3}})+ # (?:{_NOQA}|(?!noqa)\S.{{7,}})")


def unexplained(text: str) -> list[str]:
    """Give every exception from a rule of safety that names no rule, or does not say why."""
    return [each for each in EXCEPTION.findall(text) if not EXPLAINED.fullmatch(each)]


def test_every_exception_from_a_rule_of_safety_says_why() -> None:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    here = Path(__file__).relative_to(ROOT).as_posix()
    files = [name for name in listed.stdout.split() if name != here]
    assert len(files) > 300
    said = {name: unexplained((ROOT / name).read_text(encoding="utf-8")) for name in files if (ROOT / name).exists()}
    assert {name: found for name, found in said.items() if found} == {}


def test_every_rule_left_out_for_a_folder_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    left_out = re.findall(r'^ +"[A-Z]+\d+",.*$', text, re.M)
    assert left_out
    assert [line for line in left_out if not re.fullmatch(r' +"[A-Z]+\d+",  # \S.{10,}', line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "assert x  # noqa: S101",
        "assert x  # nosec",
        "assert x  # nosec B101",
        "assert x  # nosec B101 # noqa: S101",
        "assert x  # nosec # it was opened before",
        "run(x)  # noqa: S603 - ok",
    ],
)
def test_an_exception_without_a_reason_is_found(line: str) -> None:
    assert unexplained(line) != []


@pytest.mark.parametrize(
    "line",
    [
        "assert x  # noqa: S101 - it has a permission, so it was opened",
        "assert x  # nosec B101 # noqa: S101 - it has a permission",
        "import subprocess  # nosec B404 # it starts pytest",
    ],
)
def test_an_exception_with_a_reason_is_none_to_look_at(line: str) -> None:
    assert unexplained(line) == []


def command(name: str) -> list[str]:
    """Give what scripts/check.sh calls under a name, with the programs of this environment."""
    found = re.search(rf'^check "{name}" (.+)$', CHECKS, re.M)
    assert found, name
    program, *rest = shlex.split(found[1])
    return [str(Path(sys.executable).parent / Path(program).name), *rest]


PLANTED = {
    "a string of the world run as code": "eval(input())\n",
    "a shell": "import subprocess\n\nsubprocess.run(input(), shell=True)\n",
    "a certificate nobody checks": "import ssl\n\nssl._create_unverified_context()\n",
    "an object unpacked from a file": "import pickle\n\npickle.load(open('x', 'rb'))\n",
    "letters that run backwards": "x = 'a\u202eb'\n",
}


def test_bandit_finds_each_planted_fault_and_passes_over_none_of_the_rooms(tmp_path: Path) -> None:
    for place, text in enumerate(PLANTED.values()):
        (tmp_path / f"room{place}").mkdir()
        (tmp_path / f"room{place}/services.py").write_text(text, encoding="utf-8")
    ended = subprocess.run([*command("bandit"), "-f", "csv"], cwd=tmp_path, capture_output=True, text=True, check=False)
    rooms = set(re.findall(r"room\d", ended.stdout))
    assert (ended.returncode, rooms) == (1, {f"room{place}" for place in range(len(PLANTED))})


def checked(folder: Path, *checks: str) -> tuple[int, str]:
    """Run the script with other checks; gives its status and what it says."""
    (folder / "scripts").mkdir()
    planted, lines = False, []
    for line in CHECKS.splitlines():
        if not line.startswith("check "):
            lines.append(line)
        elif not planted:
            lines, planted = [*lines, *checks], True
    (folder / "scripts/check.sh").write_text("\n".join(lines), encoding="utf-8")
    ended = subprocess.run(["bash", "scripts/check.sh"], cwd=folder, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout


def test_checks_run_beside_each_other_and_one_that_fails_is_said_with_its_reason(tmp_path: Path) -> None:
    waits = "check 'first' sh -c 'until [ -e here ]; do sleep 0.01; done'"
    status, said = checked(tmp_path, waits, "check 'bad' sh -c 'echo why; exit 3'", "check 'last, demo' touch here")
    assert (status, said) == (1, "ok      first\nFAILED  bad\nwhy\nok      last, demo\nChecks failed: bad\n")


def test_checks_that_are_all_good_end_well(tmp_path: Path) -> None:
    assert checked(tmp_path, "check 'one' true", "check 'two' true") == (0, "ok      one\nok      two\n")

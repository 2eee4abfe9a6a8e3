"""docs/dependencies.md names every direct dependency once, and nothing else."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"


def required(name: str) -> list[str]:
    lines = (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
    return [match[0] for line in lines if (match := re.match(r"[A-Za-z0-9][\w.-]*", line))]


def explained(name: str) -> list[str]:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    section = re.search(rf"^## [^\n]*requirements/{re.escape(name)}[^\n]*\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    assert section, f"no section for {name}"
    return re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$", section[1], re.M)


@pytest.mark.parametrize("name", ["run.in", "test.in", "uv.in"])
def test_every_direct_dependency_is_explained_once_and_nothing_else_is(name: str) -> None:
    assert Counter(explained(name)) == Counter(required(name))


def test_every_requirements_file_has_its_section() -> None:
    assert sorted(path.name for path in REQUIREMENTS.glob("*.in")) == ["run.in", "test.in", "uv.in"]


@pytest.mark.parametrize("name", ["run.txt", "test.txt", "uv.txt"])
def test_a_lock_carries_a_checksum_for_every_package_and_names_no_server(name: str) -> None:
    lock = (REQUIREMENTS / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.M)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://|file:|--(?:extra-)?index|--find-links", lock) == []


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_a_lock_holds_every_package_asked_for(name: str) -> None:
    lock = (REQUIREMENTS / name).read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9][\w.-]*)==", lock, re.M))
    wanted = {package.lower().replace("_", "-") for package in required(name.replace(".txt", ".in"))}
    assert wanted - locked == set()


def test_running_and_testing_use_the_same_versions() -> None:
    def versions(name: str) -> dict[str, str]:
        lock = (REQUIREMENTS / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", lock, re.M))

    run, test = versions("run.txt"), versions("test.txt")
    assert {package: test.get(package) for package in run} == run

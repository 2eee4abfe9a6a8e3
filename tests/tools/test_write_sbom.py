"""The list of everything that is installed: every locked pin and nothing else, and not a list of yesterday."""

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from tests.tools.locked import RUN, TEST, locked
from tools import locks, write_sbom

ROOT = Path(__file__).resolve().parents[2]
ON_PAGE: dict[str, Any] = json.loads((ROOT / "docs/sbom.json").read_text(encoding="utf-8"))


def pinned() -> set[tuple[str, str, str]]:
    """Read name, version and checksums out of the locks, line by line and without the tool."""
    found, current = set(), ("", "")
    for name in ("run", "test", "uv"):
        for line in (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8").splitlines():
            if line[:1].strip() and not line.startswith("#"):
                package, version = line.split(" ")[0].split("==")
                current = package, version
            if "--hash=" in line:
                found.add((*current, line.split("sha256:")[1].split(" ")[0]))
    return found


def test_the_list_holds_every_locked_pin_with_its_checksums_and_nothing_else() -> None:
    listed = [
        (each["name"], each["version"], one["content"]) for each in ON_PAGE["components"] for one in each["hashes"]
    ]
    assert len(listed) == len(set(listed))
    assert set(listed) == pinned()


def test_the_list_is_of_today_s_locks() -> None:
    assert (ROOT / "docs/sbom.json").read_text(encoding="utf-8") == write_sbom.text(write_sbom.bom())


def test_every_package_says_what_cyclonedx_asks_of_it() -> None:
    assert (ON_PAGE["bomFormat"], ON_PAGE["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", ON_PAGE["serialNumber"])
    for each in ON_PAGE["components"]:
        assert each["purl"] == each["bom-ref"] == f"pkg:pypi/{each['name']}@{each['version']}"
        assert each["licenses"][0]["expression"] != ""
    runs = {each["name"] for each in ON_PAGE["components"] if each["scope"] == "required"}
    assert runs == {name for name, *_rest in pinned()} & set(locks.to_run())


def test_who_needs_whom_is_named_for_every_package() -> None:
    edges = {each["ref"]: each["dependsOn"] for each in ON_PAGE["dependencies"]}
    known = {"attune", *(each["bom-ref"] for each in ON_PAGE["components"])}
    assert (set(edges), {ref for found in edges.values() for ref in found} - known) == (known, set())
    reached, waiting = set(), ["attune"]
    while waiting:
        if (ref := waiting.pop()) not in reached:
            reached.add(ref)
            waiting += edges[ref]
    assert reached == known


def test_the_licence_that_a_package_states_itself_is_the_one_listed() -> None:
    different = {}
    for name, listed in write_sbom.licences().items():
        try:
            stated = metadata.metadata(name)["License-Expression"]
        except metadata.PackageNotFoundError:
            continue
        if stated and stated != listed:
            different[name] = (stated, listed)
    assert different == {}


def test_a_small_list_is_written_out_as_it_must_be(tmp_path: Path) -> None:
    alpha, beta, gamma, uv = write_sbom.bom(locked(tmp_path))["components"]
    assert alpha == {
        "type": "library",
        "bom-ref": "pkg:pypi/alpha@1.0",
        "name": "alpha",
        "version": "1.0",
        "scope": "required",
        "purl": "pkg:pypi/alpha@1.0",
        "licenses": [{"expression": "MIT"}],
        "properties": [{"name": "attune:installed-where", "value": "sys_platform == 'win32'"}],
        "hashes": [{"alg": "SHA-256", "content": "a" * 64}, {"alg": "SHA-256", "content": "b" * 64}],
    }
    assert [each["scope"] for each in (beta, gamma, uv)] == ["required", "excluded", "excluded"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("run", ""),
        ("run", "# nothing is locked\n"),
        ("run", RUN.replace("==2.1", ">=2.1")),
        ("run", RUN.replace("--hash=sha256:" + "c" * 64, "")),
        ("run", RUN.replace("--hash=sha256:" + "c" * 64, "--hash=md5:" + "c" * 32)),
        ("run", "--index-url somewhere\n" + RUN),
        ("test", TEST.replace("beta==2.1", "beta==2.2")),
    ],
    ids=["empty", "only words", "a range", "no checksum", "a weak checksum", "a server", "two versions"],
)
def test_a_planted_fault_in_a_lock_stops_the_list(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(locks.NotALock):
        write_sbom.bom(locked(tmp_path, **{name: text}))


@pytest.mark.parametrize(
    "licences", ["alpha: MIT\nbeta: MIT\nuv: MIT\n", "alpha: MIT\nbeta: MIT\ngamma: MIT\nuv: MIT\nz: MIT\n"]
)
def test_a_package_without_a_licence_and_a_licence_without_a_package_stop_the_list(
    tmp_path: Path, licences: str
) -> None:
    with pytest.raises(write_sbom.NoLicence):
        write_sbom.bom(locked(tmp_path, licences=licences))


def test_a_changed_checksum_version_or_licence_changes_the_list(tmp_path: Path) -> None:
    before = write_sbom.text(write_sbom.bom(locked(tmp_path)))
    for changed in (
        {"run": RUN.replace("c" * 64, "f" * 64)},
        {"run": RUN.replace("2.1", "2.2"), "test": TEST.replace("2.1", "2.2")},
        {"licences": "alpha: MIT\nbeta: MIT\ngamma: MIT\nuv: MIT\n"},
    ):
        after = write_sbom.text(write_sbom.bom(locked(tmp_path, **changed)))
        assert after != before
        assert json.loads(after)["serialNumber"] != json.loads(before)["serialNumber"]
    assert write_sbom.text(write_sbom.bom(locked(tmp_path))) == before

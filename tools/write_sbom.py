"""Write docs/sbom.json, the list of everything that is installed: CycloneDX 1.6, from the locks and nothing else.

The same locks give the same bytes, so that a list of yesterday shows as a difference; a test compares them.
"""

import json
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import locks  # noqa: E402 - the folder must be on the path first
from tools.locks import Pin  # noqa: E402 - the folder must be on the path first

PAGE = ROOT / "docs/sbom.json"


class NoLicence(LookupError):
    """A locked package whose licence nobody wrote down, or a licence of what is not locked."""


def licences(folder: Path = locks.FOLDER) -> dict[str, str]:
    """Give the licence of each package by name, as an SPDX expression."""
    lines = (folder / "licences.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return {name: expression for name, expression in pairs}


def component(pin: Pin, licence: str, *, runs: bool) -> dict[str, Any]:
    """Give one package. What is there for the checks and tests alone is `excluded`: it is no part of what runs."""
    said: dict[str, Any] = {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "scope": "required" if runs else "excluded",
        "purl": pin.purl,
        "licenses": [{"expression": licence}],
    }
    if pin.marker:
        said["properties"] = [{"name": "attune:installed-where", "value": pin.marker}]
    return said | {"hashes": [{"alg": "SHA-256", "content": each} for each in pin.hashes]}


def _project(root: Path = ROOT) -> dict[str, Any]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name, licence = project["name"], project["license"]["text"]
    whole = {"type": "application", "bom-ref": name, "name": name, "version": project["version"]}
    return whole | {"licenses": [{"expression": licence}]}


def _edges(pins: Mapping[str, Pin], project: str) -> list[dict[str, Any]]:
    """Who needs whom, turned round: the locks say by whom a package is needed."""
    needs: dict[str, list[str]] = {project: [], **{pin.purl: [] for pin in pins.values()}}
    for pin in pins.values():
        for name in pin.needed_by:
            needs[project if name.endswith(".in") else pins[name].purl].append(pin.purl)
    return [{"ref": ref, "dependsOn": sorted(set(found))} for ref, found in needs.items()]


def bom(folder: Path = locks.FOLDER) -> dict[str, Any]:
    """Give the whole list. Raises NotALock or NoLicence."""
    pins, known, runs = locks.all_pins(folder), licences(folder), locks.to_run(folder)
    if odd := sorted(pins.keys() ^ known.keys()):
        raise NoLicence(", ".join(odd))
    project = _project()
    body = {
        "components": [component(pin, known[name], runs=name in runs) for name, pin in pins.items()],
        "dependencies": _edges(pins, project["bom-ref"]),
    }
    serial = uuid5(NAMESPACE_URL, json.dumps([project, body], sort_keys=True))  # of the content: no clock, no chance
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1}
    return head | {"metadata": {"component": project}} | body


def text(whole: Mapping[str, Any]) -> str:
    """Give it as JSON with one line for each package, so that a change reads as one."""
    parts = []
    for name, value in whole.items():
        rows = ",\n  ".join(json.dumps(each) for each in value) if isinstance(value, list) else None
        parts.append(f"{json.dumps(name)}: " + (f"[\n  {rows}\n]" if rows else json.dumps(value)))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    PAGE.write_text(text(bom()), encoding="utf-8")
    sys.stdout.write(f"Wrote {PAGE.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

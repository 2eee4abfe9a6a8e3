"""Reads the locked requirement files: what is pinned, with which checksums, where it applies, and who asks for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements"
LOCKS = ("run.txt", "test.txt", "uv.txt")
"""The running set first: what stands in it is needed to run, whatever else needs it, too."""
_BEGINS = re.compile(r"^(?=[a-z0-9])", re.M)
_PIN = re.compile(
    r"(?P<name>[a-z0-9][\w.-]*)(?:\[[^\]]*\])?==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\\n]+?))?(?: \\)?\n"
)


class NotALock(ValueError):
    """A file that is not, line by line, a lock as `uv pip compile --generate-hashes` writes it."""


@dataclass(frozen=True)
class Pin:
    """One locked package; `marker` says where it applies, "" for everywhere; `needed_by` are names, or `*.in` files."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its package URL (github.com/package-url, type pypi)."""
        return f"pkg:pypi/{self.name}@{self.version}"


def pins(lock: Path) -> list[Pin]:
    """Give every pin of a lock, in its order. Raises NotALock when it has none, or a line that is of no pin."""
    before, *entries = _BEGINS.split(lock.read_text(encoding="utf-8"))
    if before.strip() or not entries:
        raise NotALock(lock.name)
    return [_pin(lock.name, entry) for entry in entries]


def _pin(lock: str, entry: str) -> Pin:
    found = _PIN.match(entry)
    hashes = tuple(sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})\b", entry)))
    if not found or not hashes or len(hashes) != entry.count("--hash="):
        raise NotALock(f"{lock}: {entry.split()[0]}")
    return Pin(found["name"], found["version"], found["marker"] or "", hashes, tuple(_reasons(entry)))


def _reasons(entry: str) -> Iterator[str]:
    for line in re.findall(r"^ +# +(.+)$", entry, re.M):
        reason = line.removeprefix("via").strip()
        if reason and not reason.startswith("-c "):
            yield reason.removeprefix("-r ")


def all_pins(folder: Path = FOLDER) -> dict[str, Pin]:
    """Give every pin of all locks by name; of one that stands in several, all who need it. Raises NotALock."""
    found: dict[str, Pin] = {}
    for pin in (pin for lock in LOCKS for pin in pins(folder / lock)):
        before = found.setdefault(pin.name, pin)
        if before.version != pin.version:
            raise NotALock(f"{pin.name} is locked as {before.version} and as {pin.version}")
        needed = tuple(sorted({*before.needed_by, *pin.needed_by}))
        found[pin.name] = Pin(pin.name, pin.version, before.marker, before.hashes, needed)
    return dict(sorted(found.items()))


def to_run(folder: Path = FOLDER) -> frozenset[str]:
    """Give the names of what is needed to run."""
    return frozenset(pin.name for pin in pins(folder / LOCKS[0]))

"""Ask whether anything that is locked has a known weakness. Needs the network: an advisory of today is in no lock.

It asks OSV (google.github.io/osv.dev/post-v1-querybatch) once for all pins, and for two old packages whose weaknesses
are known. Only when both come back as weak, and with exactly one answer for each pin, was anything audited.
Ends with 0 when every pin was audited and none is weak, 1 when one is, and 2 when not all was audited.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools import locks  # noqa: E402 - the folder must be on the path first

SOURCE = "https://api.osv.dev/v1/querybatch"
CONTROLS = ("pkg:pypi/jinja2@2.4.1", "pkg:pypi/django@1.4")
"""Asked first and last. A source that finds nothing against them knows nothing, or answers in another order."""
SECONDS, LARGEST = 30, 8_000_000


class NothingAudited(Exception):
    """The source did not answer, or not so that each pin has its own answer; its words say which."""


@dataclass(frozen=True)
class Audit:
    """How many pins were audited, and the ids of what is known against the weak ones, by package URL."""

    audited: int
    weak: Mapping[str, Sequence[str]]


def audit(purls: Sequence[str], source: str = SOURCE) -> Audit:
    """Audit the packages with these URLs. Raises NothingAudited."""
    first, last = CONTROLS
    answers = _answers([first, *purls, last], source)
    if len(answers) != len(purls) + 2:
        raise NothingAudited(f"{len(purls) + 2} were asked about and {len(answers)} answers came")
    found = [_known(each) for each in answers]
    if not (found[0] and found[-1]):
        raise NothingAudited("it knows nothing against versions that are known to be weak")
    weak = {purl: ids for purl, ids in zip(purls, found[1:-1], strict=True) if ids}
    return Audit(len(purls), weak)


def _answers(purls: Sequence[str], source: str) -> list[Any]:
    asked = json.dumps({"queries": [{"package": {"purl": purl}} for purl in purls]})
    try:
        said = json.loads(_posted(source, asked))
    except (OSError, HTTPException, ValueError, RecursionError) as failed:
        raise NothingAudited(f"{urlsplit(source).hostname} gave no answer ({type(failed).__name__})") from None
    answers = said.get("results") if isinstance(said, dict) else None
    if not isinstance(answers, list):
        raise NothingAudited("the answer has no results")
    return answers


def _posted(source: str, body: str) -> bytes:
    """Give the body of the answer. Raises OSError or HTTPException."""
    where = urlsplit(source)
    kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
    connection = kind(where.hostname or "", where.port, timeout=SECONDS)
    try:
        connection.request("POST", where.path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise OSError(answer.status)
        return answer.read(LARGEST)
    finally:
        connection.close()


def _known(answer: Any) -> list[str]:
    """Give the ids of one answer. Raises NothingAudited when it is none."""
    found = answer.get("vulns", []) if isinstance(answer, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) and each.get("id") for each in found):
        raise NothingAudited("an answer has another form than the source promises")
    more = ["more than it says at once"] if answer.get("next_page_token") else []
    return sorted(str(each["id"]) for each in found) + more


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Ask whether anything that is locked has a known weakness.")
    parser.add_argument("--source", default=SOURCE, help="another address that answers as OSV does")
    parser.add_argument("--locks", type=Path, default=locks.FOLDER, help="the folder of the locks")
    chosen = parser.parse_args(arguments)
    try:
        pins = locks.all_pins(chosen.locks)
        done = audit([pin.purl for pin in pins.values()], chosen.source)
    except (NothingAudited, locks.NotALock) as failed:
        sys.stdout.write(f"Nothing was audited: {failed}. Whether a locked package is weak, nobody knows.\n")
        return 2
    for purl, ids in done.weak.items():
        sys.stdout.write(f"{purl}: {', '.join(ids)}\n")
    sys.stdout.write(f"{done.audited} of {len(pins)} locked packages were audited, {len(done.weak)} are weak.\n")
    return 1 if done.weak else 0


if __name__ == "__main__":
    raise SystemExit(main())

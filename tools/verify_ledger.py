"""Check an exported register of Attune, or a receipt of one entry, without the server: offline, in one pass.

    python verify_ledger.py register.jsonl [--key LINE]... [--seen NOTE]... [--taken DAY] [--keep NOTE]
    python verify_ledger.py --receipt receipt.txt --key LINE

Needs Python 3.11 and `cryptography`, and nothing else. docs/ledger.md says what the file holds.
Ends with 0 when everything fits, 1 at the first fault, 2 when it was called in a wrong way. It is one file, longer than
others of the project, because an auditor carries it to a machine that has nothing else of it.
"""

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, BinaryIO

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    print("The package cryptography is missing. Get it once: python -m pip install cryptography", file=sys.stderr)
    raise SystemExit(2) from None

LONGEST = 65_536  # bytes of a line
DAYS_BACK = timedelta(days=1)  # an act that began before midnight may be written after one that began later
_ID, _HEX, _N = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "[0-9a-f]{64}", "[1-9][0-9]{0,17}"
_DAY, _LOG = "[0-9]{4}-[0-9]{2}-[0-9]{2}", f"attune/{_ID}"
ENTRY = re.compile(
    rf'{{"act":"[a-z_]{{1,29}}\.[a-z0-9_]{{1,30}}","actor":"{_ID}","commitment":"({_HEX})","day":"({_DAY})",'
    rf'"previous":"({_HEX})","seq":({_N}),"subject":"{_ID}","target":"{_ID}","v":1}}'.encode()
)
NOTE = re.compile(rf"({_LOG})\n(0|{_N})\n([A-Za-z0-9+/=]{{44}})\nhead ({_HEX})\nday ({_DAY})\n\n((?:[^\n]+\n)+)")
KEY = re.compile(rf"({_LOG})\+([0-9a-f]{{8}})\+([A-Za-z0-9+/=]{{44}})")
FORMS: dict[tuple[str, ...], dict[str, str]] = {
    ("day", "entries", "form", "key", "log"): {
        "day": _DAY, "entries": _N, "form": "1", "key": KEY.pattern, "log": _LOG,
    },
    ("act", "actor", "commitment", "day", "previous", "seq", "subject", "target", "v"): {
        "act": r"[a-z_]{1,29}\.[a-z0-9_]{1,30}", "actor": _ID, "commitment": _HEX, "day": _DAY, "previous": _HEX,
        "seq": _N, "subject": _ID, "target": _ID, "v": "1",
    },
    ("leaf", "seq"): {"leaf": _HEX, "seq": _N},
    ("at", "content", "of", "salt"): {"at": rf"{_DAY}T[0-9:]{{8}}\.[0-9]{{6}}Z", "of": _N, "salt": _HEX},
    ("checkpoint",): {},
    ("checkpoints", "end"): {"checkpoints": _N, "end": _N},
}  # fmt: skip
"""Every kind of line: its fields in their order, and the form of each."""
WHOLE_NUMBERS = {"entries", "form", "seq", "v", "of", "checkpoints", "end"}


class Fault(Exception):
    """The first thing that does not fit, in plain words; `entry` is the number of the entry it is found at."""

    def __init__(self, entry: int, words: str) -> None:
        super().__init__(words)
        self.entry, self.words = entry, words


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def decoded(text: str, size: int, at: int, what: str) -> bytes:
    """Give the bytes of standard base64, spelled in the one right way."""
    try:
        found = base64.b64decode(text, validate=True)
    except binascii.Error:
        found = b""
    if len(found) != size or base64.b64encode(found).decode() != text:
        raise Fault(at, f"{what} is not spelled as {size} bytes in base64")
    return found


def key_id(name: str, key: bytes) -> bytes:
    return sha(name.encode(), b"\n\1", key)[:4]


def spelled(name: str, key: bytes) -> str:
    """Give a key in one line, as it is copied."""
    return f"{name}+{key_id(name, key).hex()}+{base64.b64encode(bytes([1]) + key).decode()}"


def read_key(line: str) -> tuple[str, bytes]:
    """Give the name of the register and the Ed25519 key that a key line names."""
    found = KEY.fullmatch(line.strip())
    if not found:
        raise Fault(0, "the key is not a line of the form attune/<id>+<8 digits>+<44 characters>")
    key = decoded(found[3], 33, 0, "the key")
    if key[:1] != b"\1" or key_id(found[1], key[1:]).hex() != found[2]:
        raise Fault(0, "the key does not fit its own 8 digits: it was copied wrongly")
    return found[1], key[1:]


def strict(line: bytes, at: int) -> dict[str, Any]:
    """Give the fields of a line that has exactly one of the known forms; say what is wrong with any other."""
    fields = parsed(line, at)
    forms = FORMS.get(tuple(sorted(fields)))
    if forms is None:
        raise Fault(at, "the line has other fields than any line of a register")
    for name, value in fields.items():
        form = forms.get(name)
        if type(value) is not (int if name in WHOLE_NUMBERS else str):
            raise Fault(at, f"{name} is not a {'whole number' if name in WHOLE_NUMBERS else 'text'}")
        if form and not re.fullmatch(form, str(value)):
            raise Fault(at, f"{name} has another form than it must have")
    if list(fields) != sorted(fields):
        raise Fault(at, "the fields of the line are not in their order")
    if json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass") != line:
        raise Fault(at, "the line is spelled otherwise than it must be: spaces, escapes or numbers")
    return fields


def parsed(line: bytes, at: int) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _value in pairs]
        if len(set(names)) < len(names):
            raise Fault(at, "the line names a field twice")
        return dict(pairs)

    def refuse(_text: str) -> Any:
        raise Fault(at, "the line holds a number that is not a whole number")

    try:
        found = json.loads(line.decode(), object_pairs_hook=once, parse_float=refuse, parse_constant=refuse)
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise Fault(at, "the line is not JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise Fault(at, "the line is not an object")
    return found


@dataclass(frozen=True)
class Checkpoint:
    """A signed note, taken apart; its signature is not checked yet."""

    log: str
    size: int
    root: bytes
    head: str
    day: str
    text: bytes
    key_id: bytes
    signature: bytes


def read_note(note: str, at: int) -> Checkpoint:
    found = NOTE.fullmatch(note)
    if not found:
        raise Fault(at, "the checkpoint does not have the form of a signed note")
    lines = found[6].splitlines()
    if len(lines) != 1:
        raise Fault(at, f"the checkpoint carries {len(lines)} signatures instead of one")
    name, _, signed = lines[0].removeprefix("\N{EM DASH} ").partition(" ")
    if not lines[0].startswith("\N{EM DASH} ") or name != found[1]:
        raise Fault(at, "the checkpoint is signed in another name than that of its register")
    signature = decoded(signed, 68, at, "the signature of the checkpoint")
    root = decoded(found[3], 32, at, "the root of the checkpoint")
    text = note[: found.start(6) - 1].encode()
    return Checkpoint(found[1], int(found[2]), root, found[4], found[5], text, signature[:4], signature[4:])


@dataclass
class Check:
    """Everything that is remembered while the lines go by: it grows with the logarithm of the entries only."""

    keys: list[bytes] = field(default_factory=list)  # trusted, oldest first
    seen: list[Checkpoint] = field(default_factory=list)  # from earlier, by size
    back: frozenset[int] = frozenset()  # entries that may lie further back in time
    taken: str = ""  # the day on which an auditor took the file, which ends with the day before
    log: str = ""
    header: dict[str, Any] = field(default_factory=dict)
    count: int = 0
    hidden: int = 0
    head: bytes = bytes(32)
    peaks: list[bytes] = field(default_factory=list)
    earliest: str = ""  # the day before which no entry may lie
    latest: str = ""
    last: Checkpoint | None = None
    last_note: str = ""
    key_at: int = 0
    checkpoints: int = 0
    open: tuple[str, str] | None = None  # commitment and day of the entry whose payload may follow
    over: bool = False
    newer: int = 0  # kept checkpoints that lie beyond the end of the file

    def is_newer(self, kept: Checkpoint) -> bool:
        """Say whether a checkpoint that the file does not reach was signed only on the day on which it was taken."""
        return bool(self.taken) and kept.day >= self.taken

    def take(self, line: bytes) -> None:
        """Check one line against all before it."""
        found = ENTRY.fullmatch(line)
        if found and self.header and not self.over:
            commitment, day, previous, seq = found.groups()
            self.follows(int(seq), previous.decode())
            if (text := day.decode()) != self.latest:
                self.dated(text, self.count + 1)
            self.grow(hashlib.sha256(b"\0" + line).digest())
            self.open = (commitment.decode(), text)
            return
        if self.over:
            raise Fault(self.count, "there are lines after the last line")
        self.other(strict(line, self.count + bool(self.header)))

    def other(self, fields: dict[str, Any]) -> None:
        if not self.header:
            self.begin(fields)
        elif "leaf" in fields:
            self.follows(fields["seq"], self.head.hex())
            self.grow(bytes.fromhex(fields["leaf"]))
            self.hidden, self.open = self.hidden + 1, None
        elif "checkpoint" in fields:
            self.signed(fields["checkpoint"])
        elif "salt" in fields:
            self.payload(fields)
        elif "end" in fields:
            self.end(fields)
        else:
            raise Fault(self.count + 1, "a second first line stands among the entries")

    def begin(self, fields: dict[str, Any]) -> None:
        if "log" not in fields:
            raise Fault(0, "the first line does not say which register this is")
        name, key = read_key(fields["key"])
        self.header, self.log, self.keys = fields, fields["log"], self.keys or [key]
        if name != self.log or key not in self.keys:
            raise Fault(0, "the file names another register or key than the one you gave")
        for note in self.seen:
            self.by_key(note, 0, "the checkpoint you kept")
        self.compare()

    def follows(self, seq: int, previous: str) -> None:
        expected = self.count + 1
        if seq != expected:
            raise Fault(expected, f"entry {expected} is missing: entry {seq} stands in its place")
        if previous != self.head.hex():
            raise Fault(expected, f"it does not follow on entry {self.count}: one of the two was changed")

    def dated(self, day: str, at: int) -> None:
        try:
            before = (date.fromisoformat(day) - DAYS_BACK).isoformat()
        except (ValueError, OverflowError):
            raise Fault(at, "its day is not a day of the calendar") from None
        if day < self.earliest and at not in self.back:
            raise Fault(at, f"time goes back: from {self.latest} to {day}")
        if day > self.latest or at in self.back:
            self.latest, self.earliest = day, before

    def grow(self, leaf: bytes) -> None:
        size, peaks = self.count, self.peaks
        self.head, self.count = leaf, size + 1
        while size & 1:
            leaf, size = hashlib.sha256(b"\1" + peaks.pop() + leaf).digest(), size >> 1
        peaks.append(leaf)
        if self.seen and self.seen[0].size <= self.count:
            self.compare()

    def root(self) -> bytes:
        if not self.peaks:
            return sha()
        top = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            top = sha(b"\1", peak, top)
        return top

    def compare(self) -> None:
        """Hold what the auditor kept from earlier against the entries read so far."""
        while self.seen and self.seen[0].size == self.count:
            kept = self.seen.pop(0)
            if kept.root != self.root():
                raise Fault(self.count, f"entries up to {self.count} are others than on {kept.day}, when you kept them")

    def payload(self, fields: dict[str, Any]) -> None:
        at, of = fields["at"], fields["of"]
        if self.open is None or of != self.count:
            raise Fault(self.count, f"a payload of entry {of} stands where none may stand")
        commitment, day = self.open
        said = hashlib.sha256(bytes.fromhex(fields["salt"]) + f"{at}\n{fields['content']}".encode()).hexdigest()
        if said != commitment or not at.startswith(day):
            raise Fault(self.count, "its payload is not the one it committed to")
        self.open = None

    def by_key(self, note: Checkpoint, at: int, what: str) -> int:
        """Give which of the trusted keys signed."""
        if note.log != self.log:
            raise Fault(at, f"{what} is of another register")
        for place, key in enumerate(self.keys):
            if key_id(note.log, key) == note.key_id:
                try:
                    Ed25519PublicKey.from_public_bytes(key).verify(note.signature, note.text)
                except InvalidSignature:
                    raise Fault(at, f"the signature of {what} does not fit: it was changed or forged") from None
                return place
        raise Fault(at, f"{what} is signed with a key that you do not trust ({note.key_id.hex()})")

    def signed(self, text: str) -> None:
        note, size = read_note(text, self.count), self.count
        place = self.by_key(note, size, "the checkpoint")
        if note.size != size:
            raise Fault(size, f"a checkpoint of {note.size} entries stands after entry {size}")
        if place < self.key_at:
            raise Fault(size, "the checkpoint is signed with a key that was replaced before")
        if note.root != self.root() or note.head != self.head.hex():
            raise Fault(size, "the entries up to here are not those that the checkpoint was signed for")
        self.dated(note.day, size)
        self.last, self.last_note, self.key_at, self.open = note, text, place, None
        self.checkpoints += 1

    def end(self, fields: dict[str, Any]) -> None:
        self.over = True
        if not self.last or not fields["end"] == self.header["entries"] == self.last.size == self.count:
            raise Fault(self.count, "entries are missing at the end, or stand after the last checkpoint")
        if fields["checkpoints"] != self.checkpoints:
            raise Fault(self.count, f"{fields['checkpoints']} checkpoints are announced, {self.checkpoints} are there")
        if self.header["day"] != self.last.day or self.header["key"] != spelled(self.log, self.keys[self.key_at]):
            raise Fault(self.count, "the first line names another day or key than the last checkpoint")

    def finish(self) -> None:
        if not self.over:
            raise Fault(self.count, "the file was cut off: its last line is missing")
        self.seen, newer = [kept for kept in self.seen if not self.is_newer(kept)], self.seen
        self.newer = len(newer) - len(self.seen)
        if self.seen:
            kept = self.seen[0]
            raise Fault(self.count, f"on {kept.day} there were {kept.size} entries; the file has {self.count}")


def lines(file: BinaryIO, check: Check) -> Iterator[bytes]:
    """Give the lines without their line feeds; no more than one is held."""
    while line := file.readline(LONGEST + 1):
        if not line.endswith(b"\n"):
            cut = f"a line is longer than {LONGEST} bytes" if len(line) > LONGEST else "the file was cut off in a line"
            raise Fault(check.count, cut)
        if not check.header and line.startswith(b"\xef\xbb\xbf"):
            raise Fault(0, "the file begins with a byte order mark")
        if line.endswith(b"\r\n"):
            raise Fault(check.count, "a line ends with a carriage return: the file was saved by another program")
        yield line[:-1]


def verify(file: BinaryIO, check: Check) -> None:
    """Check a whole register. Raises Fault at the first thing that does not fit."""
    check.seen.sort(key=lambda note: note.size)
    take = check.take
    for line in lines(file, check):
        take(line)
    check.finish()


RECEIPT = re.compile(
    r"c2sp\.org/tlog-proof@v1\nextra ([A-Za-z0-9+/=]+)\nindex (0|[1-9][0-9]{0,17})\n((?:[^\n]{44}\n)*)\n(.+)", re.S
)


def verify_receipt(text: str, check: Check) -> tuple[int, str]:
    """Check that an entry is under a signed checkpoint; give its number and its words. Raises Fault."""
    found = RECEIPT.fullmatch(text)
    if not found:
        raise Fault(0, "the receipt does not have the form of a c2sp.org/tlog-proof")
    index, note = int(found[2]), read_note(found[4], 0)
    try:
        entry = base64.b64decode(found[1], validate=True)
    except binascii.Error:
        raise Fault(index + 1, "the entry of the receipt is not spelled in base64") from None
    check.log = note.log
    check.by_key(note, index + 1, "the checkpoint of the receipt")
    path = [decoded(step, 32, index + 1, "a step of the proof") for step in found[3].splitlines()]
    named = ENTRY.fullmatch(entry)
    if not named or int(named[4]) != index + 1 or index >= note.size:
        raise Fault(index + 1, "the receipt is of another entry than it says")
    if climbed(sha(b"\0", entry), index, note.size, path) != note.root:
        raise Fault(index + 1, "the entry is not under the checkpoint")
    return index + 1, entry.decode()


def looks_like_a_receipt(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(20).startswith(b"c2sp.org/tlog-proof")


def climbed(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """Give the root to which an inclusion proof leads (RFC 9162, section 2.1.3.2)."""
    at, last, top = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            top = sha(b"\1", step, top)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            top = sha(b"\1", top, step)
        at, last = at >> 1, last >> 1
    return top if last == 0 else None


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Check an exported register of Attune without its server.")
    name_arguments(parser)
    chosen = parser.parse_args()
    if chosen.taken and not re.fullmatch(_DAY, chosen.taken):
        parser.error("a day is written as 2026-06-09")
    if chosen.receipt and not chosen.key:
        parser.error("a receipt is checked with --key: without a key you trust it proves nothing")
    return chosen


def name_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", help="the exported register (- reads it from a pipe), or a receipt")
    parser.add_argument("--receipt", action="store_true", help="the file is the receipt of one entry")
    parser.add_argument("--key", action="append", default=[], help="a key line you trust; after a change, oldest first")
    parser.add_argument(
        "--seen",
        action="append",
        default=[],
        type=Path,
        help="a checkpoint that you kept earlier, or a folder of them: every .txt in it",
    )
    parser.add_argument("--keep", type=Path, help="where to write the last checkpoint, for the next time")
    parser.add_argument(
        "--taken", default="", metavar="DAY", help="the day on which you took an auditor's file: 2026-06-09"
    )
    parser.add_argument("--back", action="append", default=[], type=int, help="an entry that may go back in time")


def report(check: Check, trusted: bool, kept: int) -> None:
    print(f"Whole: {check.count} entries, {check.checkpoints} checkpoints, the last signed on {check.header['day']}.")
    if check.hidden:
        print(f"{check.hidden} of the entries are not shown to you; they are there and unchanged.")
    if kept > check.newer:
        print(f"It goes on from all that you kept ({kept - check.newer}).")
    if check.newer:
        print(f"Beyond the end of this file: {check.newer} of what you kept, signed since {check.taken}.")
    if not trusted:
        print(f"The key comes from the file itself. Compare it with one you got elsewhere:\n{check.header['key']}")


def kept(named: list[Path]) -> Iterator[Path]:
    """Give each named file, and every .txt of each named folder. Raises Fault for a folder that holds none."""
    for path in named:
        found = sorted(path.glob("*.txt")) if path.is_dir() else [path]
        if not found:
            raise Fault(0, f"the folder {path.name} holds no checkpoint (a file that ends in .txt)")
        yield from found


def run(chosen: argparse.Namespace) -> None:
    check = Check(keys=[read_key(line)[1] for line in chosen.key], back=frozenset(chosen.back), taken=chosen.taken)
    check.seen = [read_note(path.read_bytes().decode(errors="replace"), 0) for path in kept(chosen.seen)]
    if chosen.receipt:
        number, words = verify_receipt(Path(chosen.file).read_bytes().decode(errors="replace"), check)
        print(f"Entry {number} stands in the register:\n{words}")
        return
    if chosen.file != "-" and looks_like_a_receipt(Path(chosen.file)):
        raise Fault(0, "this is a receipt of one entry: check it with --receipt and --key")
    number = len(check.seen)
    with sys.stdin.buffer if chosen.file == "-" else Path(chosen.file).open("rb") as file:
        verify(file, check)
    report(check, bool(chosen.key), number)
    if chosen.keep:
        chosen.keep.write_bytes(check.last_note.encode())


def main() -> int:
    chosen = arguments()
    try:
        run(chosen)
    except Fault as fault:
        print(f"Fault at entry {fault.entry}: {fault.words}.")
        return 1
    except OSError as failed:
        print(f"{failed.filename}: {failed.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

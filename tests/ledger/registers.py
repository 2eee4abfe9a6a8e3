"""Small exported registers, made without a database, and forged with the rightful key where a forger has it."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from uuid import NAMESPACE_DNS, UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import merkle, notes, rules
from tools.verify_ledger import Check, Fault, read_key, read_note, verify

LOG = uuid5(NAMESPACE_DNS, "register.example")
NAME = notes.origin(LOG)
SIZE, EVERY = 36, 12  # entries, and how many of them a checkpoint covers more than the one before
BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def key_of(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed).digest())


RIGHTFUL, ANOTHER = key_of(b"rightful"), key_of(b"another")


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


KEY_LINE = notes.spelled(NAME, public(RIGHTFUL))


def some_id(words: str) -> UUID:
    return uuid5(NAMESPACE_DNS, words)


@dataclass(frozen=True)
class Act:
    """What an entry says; `payload` is laid open in the file when it is not None."""

    act: str = "studies.x"
    at: datetime = BEGIN
    actor: UUID = some_id("actor")
    subject: UUID = some_id("subject")
    target: UUID = some_id("target")
    payload: str | None = None
    committed_at: datetime | None = None  # another instant than that of the entry


@dataclass
class Register:
    """The lines of a file, by what they are, in the order in which they are written."""

    entries: list[str] = field(default_factory=list)
    payloads: dict[int, str] = field(default_factory=dict)  # by number of the entry
    notes: dict[int, list[str]] = field(default_factory=dict)  # by number of the entry they stand after
    day: str = ""
    key: str = KEY_LINE

    def lines(self) -> list[str]:
        count = sum(len(each) for each in self.notes.values())
        head = {"day": self.day, "entries": len(self.entries), "form": 1, "key": self.key, "log": NAME}
        lines = [rules.canonical(head)]
        for seq, entry in enumerate(self.entries, start=1):
            lines.append(entry)
            lines += [self.payloads[seq]] if seq in self.payloads else []
            lines += [rules.canonical({"checkpoint": note}) for note in self.notes.get(seq, [])]
        return [*lines, rules.canonical({"checkpoints": count, "end": len(self.entries)})]

    def file(self) -> bytes:
        return "".join(f"{line}\n" for line in self.lines()).encode()


def acts(size: int = SIZE, *, laid_open: bool = False) -> list[Act]:
    """Give acts on days that go on, three a day."""
    return [
        Act(
            act=f"studies.act_{number}", at=BEGIN + timedelta(hours=8 * number), target=some_id(f"target {number}"),
            payload=rules.canonical({"number": number}) if laid_open else None,
        )
        for number in range(size)
    ]  # fmt: skip


def salt_of(seq: int) -> bytes:
    return hashlib.sha256(f"salt {seq}".encode()).digest()


def chained(done: list[Act]) -> tuple[list[str], list[bytes]]:
    """Give the entries of these acts as they are written, and their digests."""
    entries, digests, previous = [], [], rules.EMPTY
    for seq, each in enumerate(done, start=1):
        committed = rules.commitment(salt_of(seq), each.committed_at or each.at, each.payload or "{}")
        body = rules.body(
            seq=seq, act=each.act, at=each.at, actor=each.actor, subject=each.subject, target=each.target,
            committed=committed, previous=previous,
        )  # fmt: skip
        previous = merkle.leaf_hash(body.encode())
        entries.append(body)
        digests.append(previous)
    return entries, digests


def note_of(digests: list[bytes], at: datetime, key: Ed25519PrivateKey = RIGHTFUL, name: str = NAME) -> str:
    """Give the checkpoint that `key` signs over entries with these digests."""
    words = notes.text(
        name, size=len(digests), root=merkle.root(merkle.peaks_of(digests)), head=(digests or [rules.EMPTY])[-1], at=at
    )
    return notes.signed(words, name, public(key), key.sign(words.encode()))


def register(done: list[Act], key: Ed25519PrivateKey = RIGHTFUL, every: int = EVERY) -> Register:
    """Give the whole register of these acts: one checkpoint every so many entries, and one at the end."""
    entries, digests = chained(done)
    sizes = sorted({*range(every, len(done), every), len(done)})
    return Register(
        entries=entries,
        payloads={seq: payload_line(seq, each) for seq, each in enumerate(done, start=1) if each.payload is not None},
        notes={size: [note_of(digests[:size], done[size - 1].at, key)] for size in sizes},
        day=rules.day_of(done[-1].at),
        key=notes.spelled(NAME, public(key)),
    )


def payload_line(seq: int, each: Act) -> str:
    return rules.canonical({
        "at": rules.moment(each.committed_at or each.at), "content": each.payload, "of": seq, "salt": salt_of(seq).hex()
    })  # fmt: skip


@cache
def honest(laid_open: bool = False) -> Register:
    """Give one register in which everything fits. Change a copy of it only: `copy_of`."""
    return register(acts(laid_open=laid_open))


def copy_of(one: Register) -> Register:
    return replace(
        one, entries=list(one.entries), payloads=dict(one.payloads), notes={s: list(n) for s, n in one.notes.items()}
    )


def found(file: bytes, *, seen: tuple[str, ...] = (), keys: tuple[str, ...] = (KEY_LINE,)) -> tuple[int, str] | None:
    """Give number and words of the first fault that the offline program finds, or None."""
    try:
        verify(BytesIO(file), Check(keys=[read_key(line)[1] for line in keys], seen=[read_note(n, 0) for n in seen]))
    except Fault as fault:
        return fault.entry, fault.words
    return None


def field_of(entry: str, name: str) -> str | int:
    return json.loads(entry)[name]


DIGESTS, AT = chained(acts())[1], acts()[11].at
"""The digests of the honest register's entries, and when its first checkpoint is signed."""


def receipt(seq: int, *, note: str = "", entry: str = "", size: int = SIZE) -> str:
    """Give the receipt of an entry, or one that somebody made up."""
    proof = merkle.inclusion_proof(seq - 1, DIGESTS[:size])
    return notes.receipt(entry or honest().entries[seq - 1], seq, proof, note or note_of(DIGESTS[:size], AT))


def changed(place: int, old: str, new: str) -> bytes:
    """Give the file of the honest register with a piece of one line (from 0) put otherwise."""
    lines = honest().lines()
    assert old in lines[place]
    lines[place] = lines[place].replace(old, new)
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogatepass")

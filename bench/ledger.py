"""Measure the register: checking it offline, and writing to it with eight writers.

    python bench/ledger.py check [entries]    a file of a million entries, unless another number is given
    python bench/ledger.py write              on the database that DATABASE_URL names, or SQLite in a folder of its own

Checking is compared with a bare loop that hashes the same stored bytes in the same run; both run in processes of their
own, so that the peak of memory is theirs alone.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path = [str(ROOT)] + [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT / "bench"]

WRITERS, EACH, EVERY = 8, 100, 50
BARE = """
import hashlib, sys
with open(sys.argv[1], "rb") as file:
    for line in file:
        hashlib.sha256(b"\\0" + line[:-1]).digest()
"""
"""Reads the stored bytes and hashes them, and does nothing else: no parsing, no chain, no tree, no signature."""


def write_file(path: Path, entries: int) -> str:
    """Write a register of so many entries with a checkpoint after every fiftieth; give its key in one line."""
    from datetime import timedelta

    from ledger import merkle, notes, rules
    from tests.ledger import registers as made

    peaks: merkle.Peaks = ()
    previous, at, name = rules.EMPTY, made.BEGIN, made.NAME
    last = made.BEGIN + timedelta(minutes=entries)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        head = {"day": rules.day_of(last), "entries": entries, "form": 1, "key": made.KEY_LINE, "log": name}
        out.write(rules.canonical(head) + "\n")
        for seq in range(1, entries + 1):
            at = made.BEGIN + timedelta(minutes=seq)
            ids = {"actor": made.LOG, "subject": made.LOG, "target": made.LOG}
            body = rules.body(seq=seq, act="studies.x", at=at, committed=previous, previous=previous, **ids)
            previous = merkle.leaf_hash(body.encode())
            peaks = merkle.grown(peaks, seq - 1, previous)
            out.write(body + "\n")
            if seq % EVERY == 0 or seq == entries:
                words = notes.text(name, size=seq, root=merkle.root(peaks), head=previous, at=at)
                signature = made.RIGHTFUL.sign(words.encode())
                note = notes.signed(words, name, made.public(made.RIGHTFUL), signature)
                out.write(rules.canonical({"checkpoint": note}) + "\n")
        out.write(rules.canonical({"checkpoints": -(-entries // EVERY), "end": entries}) + "\n")
    return made.KEY_LINE


def measured(*command: str) -> tuple[float, int]:
    """Run a command; give its seconds of processor time and its peak of memory in KiB."""
    child = os.fork()
    if child == 0:
        done = subprocess.run([sys.executable, "-I", *command], stdout=subprocess.DEVNULL, check=False)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        Path(os.environ["ATTUNE_BENCH"]).write_text(f"{used.ru_utime + used.ru_stime} {used.ru_maxrss}")
        os._exit(done.returncode)
    assert os.waitpid(child, 0)[1] == 0, command
    seconds, peak = Path(os.environ["ATTUNE_BENCH"]).read_text().split()
    return float(seconds), int(peak)


def check(entries: int) -> None:
    """Print how checking compares with bare hashing, and the memory of both."""
    with tempfile.TemporaryDirectory() as folder:
        file, os.environ["ATTUNE_BENCH"] = Path(folder, "register.jsonl"), str(Path(folder, "used"))
        key = write_file(file, entries)
        rounds = []
        for _round in range(3):
            bare, bare_peak = measured("-c", BARE, str(file))
            full, peak = measured(str(ROOT / "tools/verify_ledger.py"), str(file), "--key", key)
            rounds.append((bare / full, entries / full, peak, bare_peak))
    ratio, rate, peak, bare_peak = sorted(rounds)[1]
    print(f"{entries} entries: {ratio:.3f} of bare hashing, {rate:,.0f} entries a CPU second")
    print(f"peak of memory {peak / 1024:.1f} MiB, of bare hashing {bare_peak / 1024:.1f} MiB")


def write() -> None:
    """Print how many acts a second eight processes write, each in a transaction of its own, and that none is lost."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from ledger import queries

    call_command("migrate", verbosity=0)
    before = queries.size()
    connections.close_all()
    began, children = time.perf_counter(), []
    for _writer in range(WRITERS):
        child = os.fork()
        if child == 0:
            _acts()
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * WRITERS
    seconds = time.perf_counter() - began
    assert (queries.size() - before, queries.first_fault()) == (WRITERS * EACH, None)
    print(f"{WRITERS} writers: {WRITERS * EACH / seconds:,.0f} acts a second, no gap, no fork")


def _acts() -> None:
    from django.db import transaction
    from django.utils import timezone

    from ledger.services import own_subject, record

    subject = own_subject()
    for _act in range(EACH):
        with transaction.atomic():
            record("studies.x", actor=subject, subject=subject, target=subject, payload={}, at=timezone.now())


def main() -> int:
    """Measure what was asked for."""
    what, *rest = sys.argv[1:] or ["check"]
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "ATTUNE_MODE": "demo"}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ATTUNE_VAR"] = folder
        if what == "write":
            write()
        else:
            check(int(rest[0]) if rest else 1_000_000)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Somebody with every right on the database and the file changes the register: found offline, at the right entry.

Twelve kinds of tampering, more than 1,200 in all, and two more against what an auditor kept. Each kind gives files with
the number of the entry at which the offline program must find its first fault, and some of the words that it must use.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from ledger import notes
from tests.ledger.registers import (
    ANOTHER,
    EVERY,
    NAME,
    RIGHTFUL,
    SIZE,
    acts,
    chained,
    copy_of,
    found,
    honest,
    note_of,
    public,
    register,
    some_id,
)

Tampered = tuple[bytes, int, str]
"""A file, the entry at which its first fault is found, and words that are said."""

CHANGED = "one of the two was changed"
NOT_SIGNED = "are not those that the checkpoint was signed for"
NUMBERS = range(1, SIZE + 1)
SIZES = range(EVERY, SIZE + 1, EVERY)


def after(number: int) -> tuple[int, str]:
    """Give where a changed entry is noticed: at the checkpoint right after it, or at the entry that follows."""
    return (number, NOT_SIGNED) if number % EVERY == 0 else (number + 1, CHANGED)


def next_checkpoint(number: int) -> int:
    return -(-number // EVERY) * EVERY


def other(text: str) -> str:
    """Give a text of the same form that differs in one character."""
    return text[:-1] + ("1" if text[-1] != "1" else "2")


def a_field_changed() -> Iterator[Tampered]:
    """One character of one field is another one; the line keeps its form."""
    for number in NUMBERS:
        entry = honest().entries[number - 1]
        for name in ("act", "actor", "commitment", "subject", "target", "previous"):
            one = copy_of(honest())
            start = entry.index(f'"{name}":"') + len(name) + 4
            end = entry.index('"', start)
            one.entries[number - 1] = entry[:start] + other(entry[start:end]) + entry[end:]
            yield one.file(), *((number, CHANGED) if name == "previous" else after(number))


def a_byte_flipped() -> Iterator[Tampered]:
    """The form itself is hit: a key, a quote, a comma, the version."""
    for number in NUMBERS:
        for place, words in ((0, "not JSON"), (1, "not JSON"), (2, "other fields"), (-2, "v has another form")):
            one = copy_of(honest())
            line = bytearray(one.entries[number - 1].encode())
            line[place] ^= 2
            one.entries[number - 1] = line.decode()
            yield one.file(), number, words


def an_entry_deleted() -> Iterator[Tampered]:
    for number in NUMBERS:
        for payloads in (False, True):
            for counted in (False, True):
                one = copy_of(honest(payloads))
                lines = one.lines()
                place = lines.index(one.entries[number - 1])
                del lines[place : place + 1 + payloads]
                if counted:  # first and last line say one less, too
                    lines[0] = lines[0].replace(f'"entries":{SIZE}', f'"entries":{SIZE - 1}')
                    lines[-1] = lines[-1].replace(f'"end":{SIZE}', f'"end":{SIZE - 1}')
                fault = (number - 1, "stands after entry") if number % EVERY == 0 else (number, "is missing")
                yield "".join(f"{line}\n" for line in lines).encode(), *fault


def an_entry_inserted() -> Iterator[Tampered]:
    for number in NUMBERS:
        for act in ("studies.y", "consent.written", "transcripts.opened"):
            one = copy_of(honest())
            forged = chained([*acts(number), replace(acts()[number - 1], act=act)])[0][-1]
            lines = one.lines()
            lines.insert(lines.index(one.entries[number - 1]) + 1, forged)
            fault = (number + 1, "stands after entry") if number % EVERY == 0 else (number + 2, "is missing")
            yield "".join(f"{line}\n" for line in lines).encode(), *fault


def two_entries_swapped() -> Iterator[Tampered]:
    for first in NUMBERS:
        for second in (first + 1, first + 2, first + 3, first + 10):
            if second <= SIZE:
                one = copy_of(honest())
                entries = one.entries
                entries[first - 1], entries[second - 1] = entries[second - 1], entries[first - 1]
                yield one.file(), first, "is missing"


def a_file_cut() -> Iterator[Tampered]:
    """The end is missing: at a line, or in the middle of one."""
    lines = honest().file().splitlines(keepends=True)
    for kept in range(1, len(lines)):
        whole = b"".join(lines[:kept])
        entries = sum(line.startswith(b'{"act"') for line in lines[:kept])
        yield whole, entries, "was cut off"
        for part in (1, len(lines[kept]) // 2, len(lines[kept]) - 1):
            yield whole + lines[kept][:part], entries, "was cut off in a line"


def a_fork() -> Iterator[Tampered]:
    """From one entry on there is another history, chained anew but not signed."""
    for number in NUMBERS:
        for act in ("studies.y", "consent.withdrawal", "audit.exported"):
            done = acts()
            done[number - 1] = replace(done[number - 1], act=act)
            one = copy_of(honest())
            one.entries = chained(done)[0]
            yield one.file(), next_checkpoint(number), NOT_SIGNED


def an_old_checkpoint_again() -> Iterator[Tampered]:
    digests = chained(acts())[1]
    for size in SIZES:
        for old in range(size):
            for good in ([], honest().notes[size]):  # in the place of the good one, or behind it
                one = copy_of(honest())
                one.notes[size] = [*good, note_of(digests[:old], acts()[max(old, 1) - 1].at)]
                yield one.file(), size, f"a checkpoint of {old} entries stands after entry {size}"


def signed_with_another_key() -> Iterator[Tampered]:
    """Signed by a stranger in their own name, by a stranger in the rightful name, and one bit of a good signature."""
    for size in SIZES:
        words = honest().notes[size][0].split("\n\n")[0] + "\n"
        good, strange = RIGHTFUL.sign(words.encode()), ANOTHER.sign(words.encode())
        flipped = [good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :] for place in range(len(good))]
        does_not_fit = [(RIGHTFUL, signature, "does not fit") for signature in [strange, *flipped]]
        for key, signature, said in [(ANOTHER, strange, "a key that you do not trust"), *does_not_fit]:
            one = copy_of(honest())
            one.notes[size] = [notes.signed(words, NAME, public(key), signature)]
            yield one.file(), size, said


def time_that_goes_back() -> Iterator[Tampered]:
    """The rightful key signs a history in which an act lies days before the one before it."""
    for number in NUMBERS[6:]:
        for days in (2, 3, 30, 400):
            done = acts()
            done[number - 1] = replace(done[number - 1], at=done[number - 2].at - timedelta(days=days))
            yield register(done).file(), number, "time goes back"


def a_payload_edited() -> Iterator[Tampered]:
    """Its words, its second, its salt, or that of another entry in its place."""
    for number in NUMBERS:
        line, beside = honest(True).payloads[number], number % SIZE + 1
        for edited in (
            line.replace("number", "wishes"),
            line.replace(":00.000000Z", ":01.000000Z"),
            line[:-3] + other(line[-3:-2]) + line[-2:],
            honest(True).payloads[beside].replace(f'"of":{beside},', f'"of":{number},'),
        ):
            one = copy_of(honest(True))
            one.payloads[number] = edited
            yield one.file(), number, "its payload is not the one it committed to"


def numbers_changed() -> Iterator[Tampered]:
    """An entry is taken out and all later ones are numbered anew, chained anew or not; or room is made for one."""
    for number in NUMBERS[:-1]:
        done = acts()
        del done[number - 1]
        one, two = copy_of(honest()), copy_of(honest())
        one.entries = chained(done)[0]
        late = number > SIZE - EVERY  # no checkpoint stands between it and the end, and that of the end is left over
        yield one.file(), *((SIZE - 1, "after the last checkpoint") if late else (next_checkpoint(number), NOT_SIGNED))
        two.entries = [
            entry.replace(f'"seq":{seq},', f'"seq":{seq - 1},') if seq > number else entry
            for seq, entry in enumerate(honest().entries, start=1)
            if seq != number
        ]
        yield two.file(), number, CHANGED
        three = copy_of(honest())
        three.entries = [
            entry.replace(f'"seq":{seq},', f'"seq":{seq + 1},') if seq >= number else entry
            for seq, entry in enumerate(honest().entries, start=1)
        ]
        yield three.file(), number, "is missing"


KINDS: list[Callable[[], Iterator[Tampered]]] = [
    a_field_changed, a_byte_flipped, an_entry_deleted, an_entry_inserted, two_entries_swapped, a_file_cut, a_fork,
    an_old_checkpoint_again, signed_with_another_key, time_that_goes_back, a_payload_edited, numbers_changed,
]  # fmt: skip


@pytest.mark.parametrize("laid_open", [False, True])
def test_what_nobody_touched_is_whole(laid_open: bool) -> None:
    assert found(honest(laid_open).file()) is None
    assert found(honest(laid_open).file(), keys=()) is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_tampering_is_found_at_the_right_entry(kind: Callable[[], Iterator[Tampered]]) -> None:
    wrong = []
    for place, (file, number, words) in enumerate(kind()):
        fault = found(file)
        if fault is None or fault[0] != number or words not in fault[1]:
            wrong.append((place, (number, words), fault))
    assert wrong == []


def test_a_forged_history_signed_with_the_rightful_key_is_found_by_what_was_kept() -> None:
    wrong, tried = [], 0
    for number in NUMBERS:
        for size in (size for size in SIZES if size >= number):
            done = acts()
            done[number - 1] = replace(done[number - 1], target=some_id("another"))
            file, kept = register(done).file(), honest().notes[size][0]
            tried += 1
            if (found(file), fault := found(file, seen=(kept,))) != (None, fault) or fault is None or fault[0] != size:
                wrong.append((number, size, fault))
    assert (wrong, tried) == ([], 72)


def test_a_register_cut_back_to_an_older_checkpoint_is_found_by_what_was_kept() -> None:
    kept = honest().notes[SIZE][0]
    for size in NUMBERS[:-1]:
        shorter = register(acts(size)).file()
        assert found(shorter) is None
        assert found(shorter, seen=(kept,)) == (size, f"on 2026-03-14 there were 36 entries; the file has {size}")


def test_a_register_that_goes_on_from_what_was_kept_is_whole() -> None:
    digests = chained(acts())[1]
    kept = tuple(note_of(digests[:size], acts()[size - 1].at) for size in reversed(NUMBERS))
    assert found(honest().file(), seen=kept) is None


def test_more_than_twelve_hundred_tamperings_are_tried() -> None:
    counts = [sum(1 for _file in kind()) for kind in KINDS]
    assert (len(counts), min(counts) >= 100, sum(counts) >= 1200) == (12, True, True), counts

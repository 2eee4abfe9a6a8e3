"""What the offline program says to files that are spelled otherwise, or whose checkpoints do not fit."""

import json
import string
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ledger import notes
from tests.ledger.registers import (
    ANOTHER,
    AT,
    DIGESTS,
    KEY_LINE,
    NAME,
    RIGHTFUL,
    SIZE,
    Register,
    acts,
    chained,
    changed,
    copy_of,
    found,
    honest,
    note_of,
    public,
    register,
)


def joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def entry_of(place: int) -> dict[str, Any]:
    return json.loads(honest().lines()[place])


def dumped(place: int, content: Any, **how: Any) -> bytes:
    how = {"separators": (",", ":")} | how
    return changed(place, honest().lines()[place], json.dumps(content, **how))


SPELLING = {
    "missing line": (lambda: honest().file().replace(f"{honest().entries[4]}\n".encode(), b""), 5,
                     "entry 5 is missing: entry 6 stands in its place"),
    "extra space": (lambda: changed(5, ',"seq"', ', "seq"'), 5, "spelled otherwise"),
    "space at the end": (lambda: changed(5, '"v":1}', '"v":1} '), 5, "spelled otherwise"),
    "key order": (lambda: dumped(5, dict(reversed(entry_of(5).items()))), 5, "not in their order"),
    "1.0 for 1": (lambda: changed(5, '"v":1}', '"v":1.0}'), 5, "a number that is not a whole number"),
    "text for a number": (lambda: changed(5, '"seq":5', '"seq":"5"'), 5, "seq is not a whole number"),
    "true for 1": (lambda: changed(5, '"v":1}', '"v":true}'), 5, "v is not a whole number"),
    "0 before a number": (lambda: changed(5, '"seq":5', '"seq":05'), 5, "not JSON in UTF-8"),
    "1e0": (lambda: changed(5, '"v":1}', '"v":1e0}'), 5, "a number that is not a whole number"),
    "NaN": (lambda: changed(5, '"v":1}', '"v":NaN}'), 5, "a number that is not a whole number"),
    "a number without end": (lambda: changed(5, '"seq":5', f'"seq":{"5" * 9999}'), 5, "not JSON in UTF-8"),
    "duplicate key": (lambda: changed(5, '"v":1}', '"v":1,"v":1}'), 5, "names a field twice"),
    "escape": (lambda: changed(5, '"studies', '"\\u0073tudies'), 5, "spelled otherwise"),
    "half a character": (lambda: changed(5, '"studies.', '"\\ud800.'), 5, "act has another form"),
    "upper case": (lambda: changed(5, entry_of(5)["previous"], entry_of(5)["previous"].upper()), 5,
                   "previous has another form"),
    "another field": (lambda: changed(5, '"v":1}', '"v":1,"why":"x"}'), 5, "other fields"),
    "a field less": (lambda: changed(5, ',"v":1}', "}"), 5, "other fields"),
    "no object": (lambda: dumped(5, [1]), 5, "not an object"),
    "an empty line": (lambda: changed(5, honest().lines()[5], ""), 5, "not JSON in UTF-8"),
    "depth": (lambda: changed(5, honest().lines()[5], "[" * 60_000), 5, "not JSON in UTF-8"),
    "not UTF-8": (lambda: honest().file().replace(b'"seq":5', b'"seq":\xff'), 5, "not JSON in UTF-8"),
    "no such day": (lambda: changed(5, entry_of(5)["day"], "2026-02-30"), 5, "not a day of the calendar"),
    "BOM": (lambda: b"\xef\xbb\xbf" + honest().file(), 0, "begins with a byte order mark"),
    "CRLF": (lambda: honest().file().replace(b"\n", b"\r\n"), 0, "carriage return"),
    "CRLF once": (lambda: changed(5, '"v":1}', '"v":1}\r'), 4, "carriage return"),
    "ten million characters": (lambda: changed(5, '"studies', '"' + "s" * 10_000_000), 4, "longer than 65536 bytes"),
    "nothing": (lambda: b"", 0, "was cut off"),
    "a line after the last": (lambda: honest().file() + b"{}\n", SIZE, "lines after the last line"),
    "an entry after the last": (lambda: honest().file() + f"{honest().entries[-1]}\n".encode(), SIZE,
                                "lines after the last line"),
    "twice": (lambda: honest().file() * 2, SIZE, "lines after the last line"),
    "no first line": (lambda: honest().file().split(b"\n", 1)[1], 0, "does not say which register"),
    "two first lines": (lambda: honest().file().split(b"\n", 1)[0] + b"\n" + honest().file(), 1, "second first line"),
    "a payload out of place": (lambda: changed(6, honest().lines()[6], honest(True).payloads[4]), 5,
                               "a payload of entry 4 stands where none may stand"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "number", "words"), SPELLING.values(), ids=[f"row73-{name}" for name in SPELLING])
def test_a_file_that_is_spelled_otherwise_is_refused(file: Callable[[], bytes], number: int, words: str) -> None:
    fault = found(file())
    assert fault is not None
    assert (fault[0], words in fault[1]) == (number, True), fault


def with_note(size: int, note: str) -> bytes:
    one = copy_of(honest())
    one.notes[size] = [note]
    return one.file()


DIGESTS_OPEN = chained(acts(laid_open=True))[1]
GOOD = honest().notes[12][0]
TEXT = GOOD.split("\n\n")[0] + "\n"
FURTHER = GOOD + notes.signed(TEXT, NAME, public(ANOTHER), ANOTHER.sign(TEXT.encode())).split("\n\n")[1]
OTHER_NAME = f"attune/{acts()[0].actor}"
WITH_OTHER_HEAD = TEXT.replace(DIGESTS[11].hex(), DIGESTS[10].hex())
OTHER_HEAD = notes.signed(WITH_OTHER_HEAD, NAME, public(RIGHTFUL), RIGHTFUL.sign(WITH_OTHER_HEAD.encode()))
BASE64 = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"
CHECKPOINTS = {
    "other origin": (note_of(DIGESTS[:12], AT, name=OTHER_NAME), "is of another register"),
    "signed in another name": (GOOD.replace(f"— {NAME}", f"— {OTHER_NAME}"), "in another name"),
    "smaller": (note_of(DIGESTS[:11], AT), "a checkpoint of 11 entries stands after entry 12"),
    "larger": (note_of(DIGESTS[:13], AT), "a checkpoint of 13 entries stands after entry 12"),
    "another root": (note_of([*DIGESTS[:10], DIGESTS[0], DIGESTS[11]], AT), "not those that the checkpoint"),
    "another key": (note_of(DIGESTS[:12], AT, ANOTHER), "a key that you do not trust"),
    "signature of another text": (GOOD.replace("\n12\n", "\n13\n"), "the signature of the checkpoint does not fit"),
    "two signatures": (FURTHER, "carries 2 signatures instead of one"),
    "no signature": (TEXT + "\n", "does not have the form"),
    "hyphen": (GOOD.replace("—", "-"), "in another name"),
    "no line feed at the end": (GOOD[:-1], "does not have the form"),
    "another line": (GOOD.replace("\nday", "\nnote\nday"), "does not have the form"),
    "0 before the size": (GOOD.replace("\n12\n", "\n012\n"), "does not have the form"),
    "another head": (OTHER_HEAD, "not those that the checkpoint"),
    "base64 with other bits": (GOOD[:-3] + BASE64[BASE64.index(GOOD[-3]) + 1] + GOOD[-2:], "in base64"),
    "base64 cut": (GOOD[:-2] + "A\n", "in base64"),
    "day before": (note_of(DIGESTS[:12], acts()[2].at), "time goes back"),
}


@pytest.mark.parametrize(("note", "words"), CHECKPOINTS.values(), ids=[f"row74-{name}" for name in CHECKPOINTS])
def test_a_checkpoint_that_does_not_fit_is_refused(note: str, words: str) -> None:
    fault = found(with_note(12, note))
    assert fault is not None
    assert (fault[0], words in fault[1]) == (12, True), fault


def test_a_payload_stands_once_and_before_the_checkpoint() -> None:
    one, words = honest(True), "stands where none may stand"
    twice = one.file().replace(one.payloads[5].encode(), f"{one.payloads[5]}\n{one.payloads[5]}".encode())
    late = copy_of(one)
    lines = [line for line in late.lines() if line != one.payloads[12]]
    lines.insert(lines.index(one.entries[12]), one.payloads[12])  # behind the checkpoint of twelve entries
    hidden = honest(True).lines()
    hidden[hidden.index(one.entries[4])] = '{"leaf":"' + DIGESTS_OPEN[4].hex() + '","seq":5}'
    for number, file in ((5, twice), (12, joined(lines)), (5, joined(hidden))):
        assert found(file) == (number, f"a payload of entry {number} {words}")


def test_an_instant_of_another_day_than_the_entry_is_refused() -> None:
    done = acts(laid_open=True)
    done[4] = replace(done[4], committed_at=done[4].at + timedelta(days=1))
    assert found(register(done).file()) == (5, "its payload is not the one it committed to")


def test_two_checkpoints_after_one_entry_are_no_fault() -> None:
    one = copy_of(honest())
    one.notes[SIZE] *= 2
    assert found(one.file()) is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"entries":36', '"entries":35', "entries are missing at the end"),
        ("2026-03-14", "2026-03-13", "names another day or key"),
        ('"form":1', '"form":2', "form has another form"),
        (KEY_LINE, notes.spelled(NAME, public(ANOTHER)), "another register or key than the one you gave"),
        (KEY_LINE, notes.spelled(OTHER_NAME, public(RIGHTFUL)), "another register or key than the one you gave"),
        (KEY_LINE[-9:], f"A{KEY_LINE[-8:]}", "it was copied wrongly"),
    ],
)
def test_a_first_line_that_says_something_else_is_refused(old: str, new: str, words: str) -> None:
    fault = found(changed(0, old, new))
    assert fault is not None
    assert words in fault[1]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"end":36', '"end":35', "missing at the end"),
        ('"checkpoints":3', '"checkpoints":2', "2 checkpoints are announced, 3 are there"),
    ],
)
def test_a_last_line_that_says_something_else_is_refused(old: str, new: str, words: str) -> None:
    fault = found(changed(-1, old, new))
    assert fault is not None
    assert (fault[0], words in fault[1]) == (SIZE, True)


ANOTHER_FIRST_LINE = "the first line names another day or key than the last checkpoint"


@pytest.fixture
def changed_key() -> Register:
    """A register whose last two checkpoints another key signed."""
    one = copy_of(honest())
    for size in (24, 36):
        one.notes[size] = [note_of(DIGESTS[:size], acts()[size - 1].at, ANOTHER)]
    one.key = notes.spelled(NAME, public(ANOTHER))
    return one


def test_a_change_of_key_is_found_unless_both_keys_are_named(changed_key: Register) -> None:
    second = changed_key.key
    assert found(changed_key.file(), keys=()) == (
        12, f"the checkpoint is signed with a key that you do not trust ({KEY_LINE.split('+')[1]})"
    )  # fmt: skip
    assert found(changed_key.file()) == (0, "the file names another register or key than the one you gave")
    assert found(changed_key.file(), keys=(KEY_LINE, second)) is None
    changed_key.key = KEY_LINE
    assert found(changed_key.file(), keys=(KEY_LINE, second)) == (36, ANOTHER_FIRST_LINE)
    changed_key.key = second
    assert found(changed_key.file(), keys=(second, KEY_LINE)) == (
        24, "the checkpoint is signed with a key that was replaced before"
    )  # fmt: skip


def test_a_key_that_was_replaced_signs_no_more(changed_key: Register) -> None:
    changed_key.notes[36] = honest().notes[36]
    changed_key.key = KEY_LINE
    fault = found(changed_key.file(), keys=(KEY_LINE, notes.spelled(NAME, public(ANOTHER))))
    assert fault == (36, "the checkpoint is signed with a key that was replaced before")


def test_what_was_kept_of_another_register_or_key_is_no_measure() -> None:
    other, strange = note_of(DIGESTS[:12], AT, name=OTHER_NAME), note_of(DIGESTS[:12], AT, ANOTHER)
    assert found(honest().file(), seen=(other,)) == (0, "the checkpoint you kept is of another register")
    fault = found(honest().file(), seen=(strange,))
    assert fault is not None
    assert fault[1].startswith("the checkpoint you kept is signed with a key that you do not trust")


def test_an_act_from_before_midnight_that_is_written_after_it_is_no_fault() -> None:
    done = acts()
    done[20] = done[14]  # of the day before that of entry 20
    assert found(register(done).file()) is None


def test_the_rightful_key_alone_is_not_kept_in_the_file() -> None:
    assert RIGHTFUL.private_bytes_raw().hex() not in honest().file().decode()

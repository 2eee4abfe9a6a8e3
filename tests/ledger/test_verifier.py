"""The offline program as an auditor runs it, and what it says to files that are spelled otherwise."""

import base64
import json
import string
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ledger import merkle, notes
from tests.ledger.registers import (
    ANOTHER,
    KEY_LINE,
    NAME,
    RIGHTFUL,
    SIZE,
    Register,
    acts,
    chained,
    copy_of,
    found,
    honest,
    note_of,
    public,
    register,
)
from tools.verify_ledger import Check, Fault, verify_receipt


def changed(place: int, old: str, new: str) -> bytes:
    """Give the file of the honest register with a piece of one line (from 0) put otherwise."""
    lines = honest().lines()
    assert old in lines[place]
    lines[place] = lines[place].replace(old, new)
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogatepass")


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


DIGESTS, AT = chained(acts())[1], acts()[11].at
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


def program(root: Path, folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the program as an auditor does: alone in an empty folder, isolated from everything of this project."""
    copy = folder / "verify_ledger.py"
    copy.write_bytes((root / "tools/verify_ledger.py").read_bytes())
    ended = subprocess.run(
        [sys.executable, "-I", copy.name, *arguments], cwd=folder, env={"LC_ALL": "C.UTF-8"}, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


def test_the_program_runs_alone_and_says_that_all_is_whole(root: Path, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(honest().file())
    assert program(root, tmp_path, "r.jsonl", "--key", KEY_LINE, "--keep", "kept") == (
        0, "Whole: 36 entries, 3 checkpoints, signed up to 2026-03-14.\n"
    )  # fmt: skip
    assert (tmp_path / "kept").read_text() == honest().notes[36][0]
    (tmp_path / "r.jsonl").write_bytes(register(acts(40)).file())
    assert program(root, tmp_path, "r.jsonl", "--seen", "kept") == (
        0,
        "Whole: 40 entries, 4 checkpoints, signed up to 2026-03-15.\nIt goes on from all that you kept (1).\n"
        f"The key comes from the file itself. Compare it with one you got elsewhere:\n{KEY_LINE}\n",
    )


def test_the_program_names_the_first_fault_and_ends_with_1(root: Path, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_bytes(changed(5, "studies", "stadies"))
    assert program(root, tmp_path, "r.jsonl", "--key", KEY_LINE) == (
        1, "Fault at entry 6: it does not follow on entry 5: one of the two was changed.\n"
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [["nowhere.jsonl"], [], ["--receipt", "r.txt"]])
def test_the_program_called_in_a_wrong_way_ends_with_2(root: Path, tmp_path: Path, arguments: list[str]) -> None:
    status, said = program(root, tmp_path, *arguments)
    assert (status, "Traceback" in said, "entry" in said.splitlines()[0]) == (2, False, False)


def test_a_receipt_that_is_not_said_to_be_one_is_answered_with_how_it_is_checked(root: Path, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(receipt(5))
    assert program(root, tmp_path, "r.txt", "--key", KEY_LINE) == (
        1, "Fault at entry 0: this is a receipt of one entry: check it with --receipt and --key.\n"
    )  # fmt: skip


def test_an_entry_that_was_explained_may_go_back_in_time(root: Path, tmp_path: Path) -> None:
    done = acts()
    done[20] = done[3]
    (tmp_path / "r.jsonl").write_bytes(register(done).file())
    assert program(root, tmp_path, "r.jsonl", "--key", KEY_LINE) == (
        1, "Fault at entry 21: time goes back: from 2026-03-08 to 2026-03-03.\n"
    )  # fmt: skip
    assert program(root, tmp_path, "r.jsonl", "--key", KEY_LINE, "--back", "21")[0] == 0


def test_an_act_from_before_midnight_that_is_written_after_it_is_no_fault() -> None:
    done = acts()
    done[20] = done[14]  # of the day before that of entry 20
    assert found(register(done).file()) is None


def test_the_rightful_key_alone_is_not_kept_in_the_file() -> None:
    assert RIGHTFUL.private_bytes_raw().hex() not in honest().file().decode()


def receipt(seq: int, *, note: str = "", entry: str = "", size: int = SIZE) -> str:
    """Give the receipt of an entry, or one that somebody made up."""
    proof = merkle.inclusion_proof(seq - 1, DIGESTS[:size])
    return notes.receipt(entry or honest().entries[seq - 1], seq, proof, note or note_of(DIGESTS[:size], AT))


def told(text: str) -> tuple[int, str]:
    """Give number and words of the entry that a receipt proves, or of its fault."""
    try:
        return verify_receipt(text, Check(keys=[public(RIGHTFUL)]))
    except Fault as fault:
        return fault.entry, fault.words


@pytest.mark.parametrize("size", [1, 2, 7, SIZE])
def test_every_receipt_under_every_size_proves_its_entry(size: int) -> None:
    proven = [told(receipt(seq, size=size)) for seq in range(1, size + 1)]
    assert proven == list(enumerate(honest().entries[:size], start=1))


STEP = base64.b64encode(DIGESTS[0]).decode()
RECEIPTS = {
    "another step": (receipt(5).replace(receipt(5).split("\n")[3], STEP), 5, "not under the checkpoint"),
    "a step less": (receipt(5).replace(receipt(5).split("\n")[3] + "\n", ""), 5, "not under the checkpoint"),
    "a step more": (receipt(5).replace("\n\n", f"\n{STEP}\n\n", 1), 5, "not under the checkpoint"),
    "another entry": (receipt(5, entry=honest().entries[5]), 5, "of another entry than it says"),
    "a changed entry": (receipt(5, entry=honest().entries[4].replace("act_4", "act_x")), 5, "not under the checkpoint"),
    "no entry": (receipt(5, entry="{}"), 5, "of another entry than it says"),
    "an entry after the checkpoint": (receipt(5, note=note_of(DIGESTS[:4], AT)), 5, "of another entry than it says"),
    "another place": (receipt(5).replace("index 4", "index 5"), 6, "of another entry than it says"),
    "another key": (receipt(5, note=note_of(DIGESTS, AT, ANOTHER)), 5, "a key that you do not trust"),
    "another root": (receipt(5, note=note_of(DIGESTS[:-1], AT)), 5, "not under the checkpoint"),
    "no place": (receipt(5).replace("index 4", "index -4"), 0, "form of a c2sp.org/tlog-proof"),
    "not base64": (receipt(5).replace("extra ", "extra ="), 5, "not spelled in base64"),
    "nothing": ("", 0, "form of a c2sp.org/tlog-proof"),
}


@pytest.mark.parametrize(("text", "number", "words"), RECEIPTS.values(), ids=[f"row74-receipt-{n}" for n in RECEIPTS])
def test_a_receipt_that_does_not_fit_is_refused(text: str, number: int, words: str) -> None:
    fault = told(text)
    assert (fault[0], words in fault[1]) == (number, True), fault

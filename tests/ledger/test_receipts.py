"""Receipts of single entries: each proves its entry, and none that was made up does."""

import base64

import pytest

from tests.ledger.registers import (
    ANOTHER,
    AT,
    DIGESTS,
    RIGHTFUL,
    SIZE,
    honest,
    note_of,
    public,
    receipt,
)
from tools.verify_ledger import Check, Fault, verify_receipt


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

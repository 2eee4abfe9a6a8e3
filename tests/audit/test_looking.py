"""Looking for rows of the register: by participant, matter and day; a row that is not open tells nothing."""

from dataclasses import replace

import pytest

from audit.looking import MATTERS, MISSING, Look, found
from audit.matrix import lines
from tests.audit.test_rules import DAY, GONE, LATER, NEXT, WHOLE, WRITTEN, acts

LACKS = replace(acts(WRITTEN), code="P02")
SHUT = replace(acts(replace(WRITTEN, answers={**WRITTEN.answers, "C14": False})), code="P03")
STOPPED = replace(GONE, code="P04", deviations=(("less time", LATER),))
CASES = [WHOLE, LACKS, SHUT, STOPPED]


@pytest.mark.parametrize(
    ("look", "codes"),
    [
        (Look(), "P02 P01 P03 P04"), (Look(code="P01"), "P01"), (Look(code="P03"), "P03"), (Look(code="P9"), ""),
        (Look(matter=MISSING), "P02"), (Look(matter="withdrawal"), "P04"), (Look(matter="deviations"), "P04"),
        (Look(matter="sittings"), "P02 P01 P04"), (Look(since=LATER), "P04"), (Look(until=DAY), "P02 P01 P04"),
        (Look(matter="recording", since=NEXT, until=NEXT), "P02 P01 P04"), (Look(matter="sittings", since=NEXT), ""),
        (Look(code="P03", matter=MISSING), ""), (Look(code="P03", until=LATER), ""),
    ],
)  # fmt: skip
def test_rows_are_found_by_participant_matter_and_day(look: Look, codes: str) -> None:
    assert [line.code for line in found(lines(CASES, LATER), CASES, look)] == codes.split()


def test_every_column_can_be_looked_for_under_its_own_name() -> None:
    assert {code: str(words) for code, words in MATTERS.items()} == {
        "taken-in": "Taken in", "deviations": "Deviations", "consent": "Consent", "explained": "Explained by",
        "sittings": "Sittings", "attunement": "Attunement", "feedback": "Feedback", "recording": "Recording",
        "withdrawal": "Withdrawal",
    }  # fmt: skip

"""The table: exceptions first, days without hours, and cells that no spreadsheet runs."""

import re
from dataclasses import replace

import pytest

from audit import matrix
from audit.facts import Effect
from tests.audit.test_rules import GONE, HELD, KEPT, LATER, NEXT, WHOLE, WRITTEN, act, recording


def test_rows_with_something_missing_come_first() -> None:
    cases = [WHOLE, replace(recording(witnessed=False), code="P03"), replace(WHOLE, code="P02", eligible_from=None)]
    lines = matrix.lines(cases, LATER)
    assert [(line.code, len(line.faults)) for line in lines] == [("P02", 1), ("P03", 1), ("P01", 0)]


def test_a_whole_row_reads_like_this() -> None:
    (line,) = matrix.lines([WHOLE], LATER)
    assert [(str(cell.label), cell.words, [code for code, _words in cell.rules]) for cell in line.cells] == [
        ("Taken in", "2026-06-09", ["A1", "A13"]),
        ("Deviations", "", []),
        ("Consent", "in force, version 1", ["A2", "A4", "A9", "A10"]),
        ("Explained by", "I1", ["A3"]),
        ("Sittings", "2026-06-09", []),
        ("Attunement", "yes", ["A7"]),
        ("Feedback", "yes", ["A8"]),
        ("Recording", "deleted 2026-06-10", ["A6", "A12"]),
        ("Withdrawal", "", ["A11"]),
    ]


def test_a_cell_says_whether_it_names_a_day() -> None:
    (line,) = matrix.lines([WHOLE], LATER)
    assert [str(cell.label) for cell in line.cells if cell.dated] == ["Taken in", "Sittings", "Recording"]


def test_an_act_is_told_with_who_explained_it() -> None:
    (line,) = matrix.lines([WHOLE], LATER)
    assert line.cells[2].acts == (
        "2026-06-09 · spoken · version 1 · en · explained by I1, trained",
        "2026-06-09 · written · version 1 · en · explained by I1, trained · copy given on 2026-06-09",
    )


def test_a_recording_is_told_from_its_making_to_its_end() -> None:
    (line,) = matrix.lines(
        [replace(WHOLE, recordings=(KEPT, replace(KEPT, deleted_on=None, transcribed_on=None)))], NEXT
    )
    start = "made on 2026-06-09 · permitted on 2026-06-09"
    assert line.cells[7].acts == (
        f"{start} · typed out on 2026-06-09 · deleted after 1 day",
        f"{start} · not typed out · to be deleted by 2026-06-10",
    )


def test_a_withdrawal_tells_what_is_done_and_due() -> None:
    case = replace(GONE, effects=(*GONE.effects, Effect("W3", "the rest", LATER, None)))
    (line,) = matrix.lines([case], LATER)
    assert (line.cells[2].words, line.cells[8].words) == ("withdrawn", "2026-06-10, W3, 1 of 2 done")
    assert line.cells[8].acts == ("W3 · gone · done on 2026-06-10", f"W3 · the rest · due on {LATER}")


def test_deleted_feedback_is_told_as_her_withdrawal() -> None:
    case = replace(GONE, sittings=(replace(HELD, go=False, emptied=True, feedback_on=None),))
    (line,) = matrix.lines([case], LATER)
    assert [cell.words for cell in line.cells[5:7]] == ["yes", "ended by her withdrawal"]


def test_no_hour_of_a_sitting_is_shown() -> None:
    case = replace(WHOLE, recordings=(KEPT, replace(KEPT, deleted_on=None)), sittings=(HELD, replace(HELD, number=2)))
    (line,) = matrix.lines([case], NEXT)
    assert re.findall(r"\d\d:\d\d|T\d\d", repr(line)) == []


def test_after_a_no_to_auditors_the_code_alone_is_shown() -> None:
    closed = replace(WHOLE, acts=(*WHOLE.acts, act("item_change", 20, answers={"C14": False})))
    (line,) = matrix.lines([closed], LATER)
    assert (line.code, line.closed, line.cells) == ("P01", True, ())
    assert matrix.as_text([line])[1] == ["P01", "not open to auditors"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(start: str) -> None:
    (line,) = matrix.lines(
        [
            replace(
                WHOLE,
                code=f"{start}1+1",
                acts=(act("oral", explained_by=f"{start}2"), replace(WRITTEN, explained_by="")),
                valid=True,
            )
        ],
        LATER,
    )
    row = matrix.as_text([line])[1]
    assert [row[0], row[4]] == [f"'{start}1+1", f"'{start}2"]
    assert [cell for cell in row if cell.startswith(start)] == []

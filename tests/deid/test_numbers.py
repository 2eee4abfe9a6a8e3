"""Numbers that carry a check, and numbers that identify nobody."""

import pytest

from deid.engine import suggest
from deid.numbers import national_number


@pytest.mark.parametrize(
    ("digits", "valid"), [("85073003328", True), ("85073003329", False), ("00012556777", True), ("8507300332", False)]
)
def test_a_national_number_is_checked_for_both_centuries(digits: str, valid: bool) -> None:
    assert national_number(digits) is valid


@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        ("tel 0475/12.34.56 graag", "0475/12.34.56", "PHONE"),
        ("of 09 222 33 44 thuis", "09 222 33 44", "PHONE"),
        ("of 06 12 34 56 78 daar", "06 12 34 56 78", "PHONE"),
        ("op www.voorbeeld.be/ana staat", "www.voorbeeld.be/ana", "OTHER"),
        ("ik ben @ana_v daar", "@ana_v", "ID"),
        ("mijn dossiernummer is AB-12345 daar", "AB-12345", "ID"),
        ("jan punt xil apenstaartje gmail punt com", "jan punt xil apenstaartje gmail punt com", "EMAIL"),
        ("nummerplaat AB-123-C zag", "AB-123-C", "ID"),
        ("een getal, GT-55-20931, en dat", "GT-55-20931", "ID"),
        ("toen gt-55-20931 en toen", "gt-55-20931", "ID"),
        ("het was PV/2019/0042.", "PV/2019/0042", "ID"),
        ("bij AB-12345-C was het", "AB-12345-C", "ID"),
        ("in 9000 Gent daar", "9000 Gent", "ADDRESS"),
    ],
)
def test_a_number_is_found_whole(text: str, words: str, label: str) -> None:
    assert [(text[span.start : span.end], span.label, span.level) for span in suggest(text, "nl")] == [
        (words, label, "mask")
    ]


@pytest.mark.parametrize(
    "text", ["om 14:30 uur", "00:12:33 begin", "300 euro of 12,50 euro", "300000 mensen", "3 op 10"]
)
def test_times_prices_and_counts_are_left_alone(text: str) -> None:
    assert suggest(text, "nl") == []


@pytest.mark.parametrize("text", ["ik had covid-19 en keek naar t-1000", "in week-12 was dat"])
def test_letters_with_few_figures_are_no_number_of_a_file(text: str) -> None:
    assert [span for span in suggest(text, "nl") if span.label == "ID"] == []

"""Addresses and names that look alike are one, or are refused."""

import pytest

from accounts import rules


@pytest.mark.parametrize(
    ("one", "other"),
    [("A@B.be", "a@b.be"), ("ﬁn@b.be", "fin@b.be"), ("ａ@b.be", "a@b.be"), ("stra\u00dfe@b.be", "strasse@b.be"),
     ("zoe\u0308@b.be", "zo\u00eb@b.be")],
)  # fmt: skip
def test_row79_writings_of_one_address_are_the_same(one: str, other: str) -> None:
    assert rules.same_address(one) == rules.same_address(other)


@pytest.mark.parametrize(
    ("name", "fits"),
    [("Mira Haddad", True), ("Zoë De Wachterveld-O'Neil", True), ("مها حداد", True), ("Мария Иванова", True),
     ("山田 ゆき", True), ("Mаria", False), ("Ѕofie Lindekens", False), ("Mira\u200bHaddad", False),
     ("Mira \u202eddadaH", False), ("Αnna", False)],
)  # fmt: skip
def test_row79_a_name_is_of_one_alphabet_and_hides_nothing(name: str, fits: bool) -> None:
    assert rules.hides_nothing(rules.same_name(name)) is fits

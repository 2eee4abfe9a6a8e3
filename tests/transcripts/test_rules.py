"""What is left to do, and what comes of the decisions; without a database."""

import pytest

from deid.spans import Span
from transcripts.rules import Decision, Placed, applied, check, left_over, names_again, typed

TEXT = "🌼 Nora and Bo met in Aalst."
NORA, BO, AALST = (2, 6), (11, 13), (21, 26)


def test_positions_count_code_points() -> None:
    assert [TEXT[slice(*place)] for place in (NORA, BO, AALST)] == ["Nora", "Bo", "Aalst"]


def test_a_suggestion_is_done_by_its_own_decision_or_by_a_replacement_around_it() -> None:
    asked = [Span(*NORA, "PER", "mask"), Span(*BO, "PER", "review"), Span(*AALST, "LOC", "review")]
    around = Decision(2, 13, "PER", "two people")
    assert left_over(asked, [around]) == [asked[2]]
    assert left_over(asked, [Decision(2, 13, "PER", None)]) == asked
    assert left_over(asked, [Decision(*NORA, "PER", None)]) == asked[1:]


def test_words_in_brackets_know_where_they_stand_also_after_further_ones() -> None:
    body, placed = applied(TEXT, check(TEXT, [Decision(*AALST, "LOC", "[town]"), Decision(*NORA, "PER", "person")]))
    assert body == "🌼 [person] and Bo met in [town]."
    assert placed == [Placed(2, 10, "PER"), Placed(25, 31, "LOC")]
    at = body.index("Bo")
    body, placed = applied(body, [Decision(at, at + 2, "PER", "friend")], placed)
    assert body == "🌼 [person] and [friend] met in [town]."
    assert [(body[each.start : each.end], each.label) for each in placed] == [
        ("[person]", "PER"), ("[friend]", "PER"), ("[town]", "LOC")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stood", "word", "label", "again"),
    [
        ("Bo", "friend Bo", "PER", True), ("BO", "bo", "PER", True), ("Bo", "about", "PER", False),
        ("Ann", "person", "PER", False), ("(..)", "pause", "OTHER", False), ("c++", "c++ course", "OTHER", True),
        ("Maria Janssens", "Maria", "PER", True), ("Maria Janssens", "aunt janssens", "PER", True),
        ("Sint-Jan Gent", "Gent", "LOC", True), ("Sint-Jan Hospital", "hospital", "ORG", False),
        ("my brother Jan", "my brother", "PER", False), ("5 June 1998", "a day in June", "DATE", False),
    ],
)  # fmt: skip
def test_a_word_in_brackets_may_not_say_the_name_again(stood: str, word: str, label: str, again: bool) -> None:
    assert names_again(stood, word, label) is again


def test_what_is_offered_is_not_typed() -> None:
    given = [Decision(0, 1, "PER", "sister"), Decision(1, 2, "PER", None), Decision(2, 3, "LOC", "a large town")]
    assert typed(given) == {"a large town"}

"""How a text looks on the page."""

from deid.spans import Span
from transcripts.book import everywhere, marks, preset, rows, turns
from transcripts.rules import Decision

TEXT = "I: Hello Nora.\n\nEV: [laughs] 🌼 Nora lives\nin Aalst."


def test_the_pieces_of_the_turns_make_up_the_text_to_the_letter() -> None:
    found = marks([Span(9, 13, "PER", "mask")], [Decision(36, 50, "OTHER", "detail")], "en")
    drawn = turns(TEXT, found)
    assert [each.speaker + "".join(piece.words for piece in each.pieces) for each in drawn] == [
        "I: Hello Nora.", "EV: [laughs] 🌼 Nora lives", "in Aalst."
    ]  # fmt: skip
    assert [TEXT[each.start] for each in drawn] == ["I", "E", "i"]


def test_only_a_label_of_one_letter_leaves_the_text() -> None:
    assert [each.speaker for each in turns(TEXT, [])] == ["I: ", "", ""]
    assert [each.speaker for each in turns("I: a", marks([Span(0, 1, "PER", "review")], [], "en"))] == [""]


def test_a_mark_over_two_lines_is_drawn_on_both() -> None:
    drawn = turns(TEXT, marks([], [Decision(36, 50, "OTHER", "detail")], "en"))
    assert [piece.words for each in drawn for piece in each.pieces if piece.mark] == ["lives", "in Aalst"]


def test_only_what_is_surely_an_identifier_is_chosen_beforehand() -> None:
    asked = [Span(9, 13, "PER", "mask"), Span(31, 35, "PER", "review")]
    before = preset(asked, "nl")
    assert before == [Decision(9, 13, "PER", "persoon")]
    assert [(each.start, each.state, each.word) for each in marks(asked, before, "nl")] == [
        (9, "replaced", "persoon"), (31, "", "persoon")
    ]  # fmt: skip


def test_a_suggestion_inside_a_replacement_by_hand_is_not_asked_any_more() -> None:
    asked = [Span(9, 13, "PER", "review")]
    assert [(each.start, each.end, each.hand) for each in marks(asked, [Decision(3, 13, "PER", "x")], "en")] == [
        (3, 13, True)
    ]
    assert len(marks(asked, [Decision(3, 13, "PER", None)], "en")) == 2


def test_each_mark_of_the_list_stands_in_its_line() -> None:
    (row,) = rows(TEXT, marks([Span(31, 35, "PER", "review")], [], "en"))
    assert (row.before, row.words, row.after) == ("EV: [laughs] 🌼 ", "Nora", " lives")


def test_words_are_found_everywhere_as_whole_words() -> None:
    assert everywhere("Bo, bo and Bob. (Bo)", " bo ") == [(0, 2), (4, 6), (17, 19)]
    assert everywhere("a.b axb", "a.b") == [(0, 3)]
    assert everywhere("anything", "  ") == []

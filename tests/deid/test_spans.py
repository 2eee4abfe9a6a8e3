"""Spans never overlap, whatever the text; replacing touches nothing else."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deid.engine import replace, suggest
from deid.spans import LABELS, Found, Span, settle

PIECES = st.sampled_from(
    [
        "Sofie",
        "sofie ",
        " mijn zus ",
        "Jan van ",
        "De Kiem",
        "12/03/2019",
        "0478 12 34 56",
        " Veldstraat 12",
        "[place]",
        "[",
        "]",
    ]
    + [
        "I: ",
        "\n",
        ". ",
        "é",
        "e\u0301",
        "\U0001f600",
        "@",
        " 34 jaar ",
        "9000 Gent",
        "-",
        "BE68 5390 0754 7034",
        "ß",
        "İ",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map("".join))


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, lang=st.sampled_from(["nl", "fr", "en"]), known=st.lists(st.text(max_size=8), max_size=2))
def test_spans_are_sorted_inside_the_text_and_apart(text: str, lang: str, known: list[str]) -> None:
    spans = suggest(text, lang, known=known)

    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert spans == sorted(spans)
    assert all(span.start < span.end for span in spans)
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
    assert {span.label for span in spans} <= set(LABELS)
    assert {span.level for span in spans} <= {"mask", "review"}


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_no_span_touches_an_existing_bracket(text: str) -> None:
    closed = {place for match in re.finditer(r"\[[^\[\]\n]*\]", text) for place in range(*match.span())}

    assert closed & {place for span in suggest(text, "nl") for place in range(span.start, span.end)} == set()


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_replacing_leaves_everything_outside_the_spans_as_it_was(text: str) -> None:
    spans = suggest(text, "nl")
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    kept = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]

    assert replace(text, [(span, "person") for span in spans]) == "[person]".join(kept)


def test_a_replacement_may_come_with_its_brackets() -> None:
    assert replace("Jan [lacht] in Gent", [(Span(15, 19, "LOC", "mask"), "[city]")]) == "Jan [lacht] in [city]"


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ([(Span(0, 3, "PER", "mask"), "a"), (Span(2, 4, "PER", "mask"), "b")], "overlap"),
        ([(Span(0, 9, "PER", "mask"), "a")], "inside"),
        ([(Span(0, 3, "PER", "mask"), " ")], "replacement"),
        ([(Span(0, 3, "PER", "mask"), "a]b")], "replacement"),
    ],
)
def test_replacements_that_do_not_fit_are_refused(pairs: list[tuple[Span, str]], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        replace("Jana", pairs)


def test_the_longest_candidate_wins_and_the_rest_of_a_loser_stays() -> None:
    found = [Found(0, 5, "PER", "mask"), Found(3, 12, "LOC", "review")]

    assert settle(found, [], "Anna Antwerp") == [Span(0, 3, "PER", "mask"), Span(3, 12, "LOC", "review")]


def test_of_two_with_the_same_length_the_stronger_gives_the_label_and_mask_wins() -> None:
    found = [Found(0, 4, "PER", "mask", 1), Found(0, 4, "LOC", "review", 9)]

    assert settle(found, [], "Anna") == [Span(0, 4, "LOC", "mask")]

"""Whoever sets a cookie says whether it may go over an open line, and lets no other site send it."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.test_quiet import sources

ASKED = {"secure", "samesite"}


def loose(source: str) -> Iterator[int]:
    """Give the lines on which a cookie is set that does not say so."""
    for node in ast.walk(ast.parse(source)):
        sets = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "set_cookie"
        if sets and not {each.arg for each in node.keywords} >= ASKED:
            yield node.lineno


def test_every_cookie_says_whether_it_may_go_over_an_open_line() -> None:
    setting = [(path, source) for path, source in sources() if "set_cookie" in source]
    assert [path for path, source in setting if list(loose(source))] == []
    assert setting != []


@pytest.mark.parametrize(("given", "lines"), [
    ('"n", "1", secure=True, samesite="Strict"', []), ('"n", "1", samesite="Strict"', [1]), ('"n", secure=True', [1]),
])  # fmt: skip
def test_a_planted_one_is_found(given: str, lines: list[int]) -> None:
    assert list(loose(f"answer.set_cookie({given})")) == lines

"""How long a file, a function and a template may be; what is longer stands here with its reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

FILE, TEMPLATE, FUNCTION, IN_TESTS = 300, 60, 20, 30
"""The most lines; a test tells one story and may have more, and so may a measure.

A function's docstring is not counted: nobody should say less to be shorter.
"""
LONG_FILES = {"tools/verify_ledger.py": "an auditor takes it along as one file"}
LONG_FUNCTIONS = {
    "ledger/merkle.py is_consistent": "RFC 9162, section 2.1.4.2, in the order in which it stands there",
    "upkeep/readings.py _findings": "one list: what is looked at, a line each",
}
STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)
"""Where a function can stand: no other kind of node need be looked into."""
APART = {"var", "node_modules"}
"""Folders of what is made, beside those whose names begin with a dot."""


def files(root: Path, ending: str) -> Iterator[tuple[str, str]]:
    """Give the files of the tree with this ending: their place, and what stands in them."""
    for path in sorted(root.rglob(f"*{ending}")):
        place = path.relative_to(root)
        if not APART.intersection(place.parts) and not any(part.startswith(".") for part in place.parts):
            yield place.as_posix(), path.read_text(encoding="utf-8")


def too_long(root: Path, ending: str, most: int) -> set[str]:
    return {place for place, source in files(root, ending) if len(source.splitlines()) > most}


def lengths(source: str) -> Iterator[tuple[str, int]]:
    """Give each function with its lines, from `def` to its end, without its docstring."""
    nodes: list[ast.AST] = [ast.parse(source)]
    for node in nodes:
        nodes += [each for each in ast.iter_child_nodes(node) if isinstance(each, STATEMENTS)]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said = [] if ast.get_docstring(node) is None else [node.body[0]]
            lines = sum((each.end_lineno or 0) - each.lineno + 1 for each in said)
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - lines


def long_functions(root: Path) -> set[str]:
    """Give the functions that are too long. A migration is left alone: it stays as it ran."""
    return {
        f"{place} {name}"
        for place, source in files(root, ".py")
        if "/migrations/" not in place
        for name, lines in lengths(source)
        if lines > (IN_TESTS if place.startswith(("tests/", "bench/")) else FUNCTION)
    }


def test_a_file_has_at_most_300_lines(root: Path) -> None:
    assert too_long(root, ".py", FILE) == set(LONG_FILES)


def test_a_template_has_at_most_60_lines(root: Path) -> None:
    assert too_long(root / "templates", ".html", TEMPLATE) == set()


def test_a_function_has_at_most_20_lines_and_30_where_something_is_tried(root: Path) -> None:
    assert long_functions(root) == set(LONG_FUNCTIONS)


def test_a_longer_file_is_found_and_what_is_made_is_left_alone(tmp_path: Path) -> None:
    for place, lines in {"room/views.py": 301, "room/forms.py": 300, "var/x.py": 301, ".venv/x.py": 301}.items():
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text("pass\n" * lines)
    assert too_long(tmp_path, ".py", FILE) == {"room/views.py"}


def test_a_longer_function_is_found_wherever_it_stands(tmp_path: Path) -> None:
    def of(name: str, lines: int, said: str = "") -> str:
        return f"def {name}():\n{said}" + "    pass\n" * (lines - 1)

    whole = (
        of("long", 21) + "async " + of("later", 21) + of("short", 20) + of("told", 20, '    """Tells\n    all."""\n')
    )
    inner = "class Holder:\n" + "".join(f"    {line}\n" for line in of("within", 21).splitlines())
    for place, source in {
        "room/rules.py": whole + inner, "room/migrations/0001_x.py": of("guard", 40),
        "tests/test_x.py": of("test_short", 30) + of("test_long", 31),
    }.items():  # fmt: skip
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(source)
    assert long_functions(tmp_path) == {
        "room/rules.py long", "room/rules.py later", "room/rules.py within", "tests/test_x.py test_long"
    }  # fmt: skip

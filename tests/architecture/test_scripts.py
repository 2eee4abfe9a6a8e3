"""A script is one behaviour: short, and named in the page that says what each is for."""

import re
from pathlib import Path

import pytest

MOST = 80


def too_long(scripts: Path) -> set[str]:
    """Give the scripts below a folder that have more than `MOST` lines."""
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in scripts.rglob("*.js")}
    return {path.relative_to(scripts).as_posix() for path, many in lines.items() if many > MOST}


def missing(scripts: Path) -> set[tuple[str, str]]:
    """Give what scripts below a folder import that nobody gives: without a build step only a browser would say so."""
    words = {path.resolve(): path.read_text(encoding="utf-8") for path in scripts.rglob("*.js")}
    given = {path: set(re.findall(r"^export (?:async )?\w+ (\w+)", text, re.M)) for path, text in words.items()}
    return {
        (path.name, name)
        for path, text in words.items()
        for names, source in re.findall(r'^import \{ ([^}]+) \} from "([^"]+)";', text, re.M)
        for name in names.split(", ")
        if name not in given.get((path.parent / source).resolve(), set())
    }


TOO_NEW = r"\.(checkVisibility|toSpliced|toSorted|toReversed|groupBy|withResolvers|fromAsync)\b"
"""What Chrome 105, Firefox 121 or Safari 16.4 lack (MDN, browser compatibility): README names them."""


def too_new(scripts: Path) -> set[tuple[str, str]]:
    """Give what scripts below a folder call that a browser of ours may not have."""
    return {
        (path.name, name) for path in scripts.rglob("*.js") for name in re.findall(TOO_NEW, path.read_text("utf-8"))
    }


def named(page: str) -> list[str]:
    """Give the modules that the tables of a page name, one or more a row."""
    rows = re.findall(r"^\| (`[^|]+\.js`) \|", page, re.M)
    return sorted(name for row in rows for name in re.findall(r"`([^`]+)`", row))


def test_a_script_has_at_most_80_lines(root: Path) -> None:
    assert too_long(root / "static/js") == set()


def test_a_longer_script_is_found(tmp_path: Path) -> None:
    (tmp_path / "timeline").mkdir()
    (tmp_path / "timeline/store.js").write_text("go();\n" * (MOST + 1))
    (tmp_path / "leave.js").write_text("go();\n" * MOST)
    assert too_long(tmp_path) == {"timeline/store.js"}


def test_a_script_calls_nothing_that_a_browser_of_ours_lacks(root: Path) -> None:
    assert too_new(root / "static/js") == set()


def test_a_call_that_is_too_new_is_found(tmp_path: Path) -> None:
    (tmp_path / "steps.js").write_text("if (form.checkVisibility()) show([...all].toSorted(), all.findLast(is));\n")
    assert too_new(tmp_path) == {("steps.js", "checkVisibility"), ("steps.js", "toSorted")}


def test_a_script_imports_what_is_given(root: Path) -> None:
    assert missing(root / "static/js") == set()


def test_an_import_of_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "store.js").write_text("export class Store {}\nexport function first() {}\n")
    (tmp_path / "link.js").write_text(
        'import { Store, uuid } from "./store.js";\nimport { first } from "./times.js";\n'
    )
    assert missing(tmp_path) == {("link.js", "uuid"), ("link.js", "first")}


@pytest.mark.parametrize(("page", "folder"), [("board", "timeline"), ("picture", "picture")])
def test_each_module_is_named_where_another_page_looks_for_it(root: Path, page: str, folder: str) -> None:
    told = named((root / f"docs/{page}.md").read_text(encoding="utf-8"))
    assert told == sorted(path.name for path in (root / f"static/js/{folder}").glob("*.js"))


def test_a_module_named_twice_counts_twice() -> None:
    assert named("| `a.js`, `b.js` | does |\n| `a.js` | does `c.js` |\n") == ["a.js", "a.js", "b.js"]

"""docs/parts.md names the parts of a page that several rooms use, and none that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OF_FORMS = {"mb-3"}
"""Written by django-crispy-forms, and into our forms as it does."""
WORKED_OUT = {"lane-1", "lane-3", "thing-period"}
"""Classes of which a template writes the beginning, and a row the end."""


def classes(markup: str) -> set[str]:
    """Give the classes that a piece of markup gives its elements; what a template works out is left out."""
    found = " ".join(re.findall(r'class="([^"]*)"', re.sub(r"{%.*?%}|{{.*?}}", " ", markup)))
    return set(found.split())


def shared(templates: Path) -> set[str]:
    """Give the classes that pages of more than one room have; what stands in no room's folder counts as one."""
    rooms: dict[str, set[str]] = {}
    for page in templates.rglob("*.html"):
        for name in classes(page.read_text(encoding="utf-8")):
            rooms.setdefault(name, set()).add(page.relative_to(templates).parts[0] if page.parent != templates else "")
    return {name for name, where in rooms.items() if len(where) > 1}


def named(paper: str) -> set[str]:
    """Give every word of the page that may name a class."""
    return set(re.findall(r"(?<![\w-])[a-z][a-z0-9]*(?:-[a-z0-9]+)*(?![\w-])", paper))


def made() -> str:
    """Give all that gives an element a class: pages, scripts, and forms."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static/js").rglob("*.js"), *ROOT.glob("*/forms*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_what_several_rooms_use_is_named() -> None:
    paper = (ROOT / "docs/parts.md").read_text(encoding="utf-8")
    assert sorted(shared(ROOT / "templates") - named(paper) - OF_FORMS) == []


def test_what_is_named_is_there() -> None:
    there = named(made())
    assert sorted(classes((ROOT / "docs/parts.md").read_text(encoding="utf-8")) - there) == sorted(WORKED_OUT)


def test_a_part_that_is_not_named_and_one_that_is_not_there_would_be_found(tmp_path: Path) -> None:
    pages = {"one/a.html": "card new {% if x %}new-x{% endif %}", "two/b.html": "card new", "c.html": "own"}
    for page, words in pages.items():
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / page).write_text(f'<p class="{words}">')
    assert shared(tmp_path) - named("A `card` holds something new-ish.") == {"new"}
    assert classes('`card`: <p class="card thing-covered">') - named(made()) == {"thing-covered"}

"""Files of the program have addresses that change with them, and below those addresses is never a page."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from config import files


@pytest.mark.parametrize("change", [{"a.js": b"one more"}, {"b.js": b""}, {"a.jsx": b"one"}, {}])
def test_the_mark_changes_with_any_name_and_any_byte(monkeypatch: pytest.MonkeyPatch, change: dict[str, bytes]) -> None:
    there = {"a.js": b"one", "css/b.css": b"two"}
    marks = set()
    for found in (there, there | change):
        monkeypatch.setattr(files, "_files", lambda found=found: iter(found.items()))
        marks.add(files.mark.__wrapped__())
    assert len(marks) == (2 if change else 1)


def test_each_file_has_a_marked_address_and_is_found_there(root: Path) -> None:
    names = sorted(path.relative_to(root / "static").as_posix() for path in (root / "static").rglob("*.*"))
    browser = Client()
    answers = {name: browser.get(static(name)) for name in names}
    assert [name for name in names if not static(name).startswith(f"/static/{files.mark()}/")] == []
    assert {name for name, one in answers.items() if b"".join(one) != (root / "static" / name).read_bytes()} == set()


def test_a_page_names_its_files_by_the_mark(db: None) -> None:
    page = Client().get("/j/").content.decode()
    named = re.findall(r'(?:src|href)="/static/([^"]+)"', page)
    assert {one.split("/")[0] for one in named} == {files.mark()}
    assert [one for one in named if finders.find(one.partition("/")[2]) is None] == []


def faults(name: str, words: str) -> list[str]:
    """Give what a file names by a whole address: it would be loaded by no mark, and a script a second time."""
    said = re.findall(r"""(?:from|import)\s*\(?\s*["'](/[^"']+)["']|url\(["']?(/[^)"']+)""", words)
    return [f"{name}: {one}" for pair in said for one in pair if one]


def test_files_name_one_another_by_relative_paths(root: Path) -> None:
    ours = [path for path in (root / "static").rglob("*.*") if path.suffix in (".js", ".css")]
    assert [fault for path in ours for fault in faults(path.name, path.read_text())] == []
    planted = (
        'import { a } from "/static/js/a.js";\nawait import("/b.js");\nimport "./c.js";\nx { y: url(/static/d.svg) }'
    )
    assert faults("x", planted) == ["x: /static/js/a.js", "x: /b.js", "x: /static/d.svg"]


PATHS = ["nothing.js", "", "js/", "../j/", "{mark}/", "{mark}/{mark}/js/once.js", "js/once.js/"]


def test_below_the_files_is_never_a_page(signed_in: Any, cast: Any) -> None:
    ben, paths = signed_in(cast.ben, enforce_csrf_checks=True), [path.format(mark=files.mark()) for path in PATHS]
    answers = [ask(f"/static/{path}") for path in paths for ask in (ben.get, ben.post)]
    assert {(one.status_code, one["Content-Type"], one.content) for one in answers} == {
        (404, "text/plain; charset=utf-8", b"There is no such file.\n")
    }
    assert ben.post(static("js/once.js")).status_code == 405

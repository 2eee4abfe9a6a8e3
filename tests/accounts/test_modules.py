"""A page asks at once for all that its scripts import, however deep it lies."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static

from accounts.modules import reached


def imported(script: Path, seen: set[Path]) -> set[Path]:
    """Walk down by another way than the program's: every relative path in quotes of a line that imports."""
    if script not in seen:
        seen.add(script)
        for line in script.read_text(encoding="utf-8").splitlines():
            for name in re.findall(r'"(\.\.?/[^"]+\.js)"', line) if line.startswith("import ") else []:
                imported((script.parent / name).resolve(), seen)
    return seen


@pytest.mark.parametrize("script", ["js/timeline.js", "js/room.js", "js/review/review.js", "js/lock.js"])
def test_what_is_said_is_exactly_what_the_imports_reach(root: Path, script: str) -> None:
    said = reached(script)
    assert (said[0], len(said)) == (script, len(set(said)))
    found = imported((root / "static" / script).resolve(), set())
    assert set(said) == {path.relative_to(root / "static").as_posix() for path in found}


def test_near_modules_come_first_and_a_round_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "line").mkdir()
    scripts = {
        "line.js": 'import { near } from "./line/near.js";\nimport "./beside.js";\n',
        "line/near.js": 'import { far } from "../far.js";\n',
        "beside.js": "", "far.js": 'import { near } from "./line/near.js";\n',
    }  # fmt: skip
    for name, words in scripts.items():
        (tmp_path / name).write_text(words)
    monkeypatch.setattr(finders, "find", lambda name: str(tmp_path / name) if (tmp_path / name).is_file() else None)
    assert reached.__wrapped__("line.js") == ("line.js", "line/near.js", "beside.js", "far.js")
    (tmp_path / "far.js").unlink()
    with pytest.raises(FileNotFoundError, match="far.js"):
        reached.__wrapped__("line.js")


def test_a_page_says_them_with_its_nonce() -> None:
    said = render_to_string("_modules.html", {"scripts": "js/lock.js", "csp_nonce": "n"})
    links = [f'<link rel="modulepreload" nonce="n" href="{static(one)}">' for one in reached("js/lock.js")]
    assert said.strip() == "".join(links)

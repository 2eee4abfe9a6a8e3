"""The papers say what the program does: commands, paths, rooms, links, pictures, and the words on the screens."""

import re
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
import yaml

from demo.queries import chosen

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
FOR_PEOPLE = [
    "administrators.md", "auditors.md", "developers.md", "interviewers.md", "leads.md", "participants.md",
    "second-readers.md", "therapists.md",
]  # fmt: skip
WRITTEN_BY_HAND = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", *(f"docs/{name}" for name in FOR_PEOPLE)]
BESIDE_ROOMS = {"bench", "scripts", "tests", "tools"}
PICTURES = {"docs/pictures/room.png": 1280, "docs/pictures/hers.png": 390}


def paper(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code(text: str) -> list[str]:
    """What stands between back ticks or on an indented line."""
    return re.findall(r"`([^`\n]+)`", text) + re.findall(r"^    (.+)$", text, re.M)


def targets_named(text: str) -> set[str]:
    return {target for line in code(text) for target in re.findall(r"(?:^|\s)make ([a-z-]+)", line)}


def strings(value: Any) -> Iterator[str]:
    """Every string inside a YAML document, its blanks made one."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)


@pytest.fixture(scope="module")
def on_screens() -> set[str]:
    """Every English string that a screen can show: of the catalogue, and of the consent texts."""
    entries = polib.pofile(str(ROOT / "locale/nl/LC_MESSAGES/django.po"))
    said = {words for entry in entries if not entry.obsolete for words in (entry.msgid, entry.msgid_plural) if words}
    return said | set(strings(yaml.safe_load(paper("consent/texts/reference.yaml"))))


def quoted(text: str) -> list[str]:
    """The words of the screens that a page quotes: what stands in bold."""
    return [" ".join(words.split()) for words in re.findall(r"\*\*(.+?)\*\*", text, re.S)]


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_the_words_that_a_page_quotes_stand_on_a_screen(name: str, on_screens: set[str]) -> None:
    assert [words for words in quoted(paper(f"docs/{name}")) if words not in on_screens] == []


def test_words_of_no_screen_would_be_found(on_screens: set[str]) -> None:
    stale = [words for words in quoted("Touch **Keep my answers**, then **Send it\noff**.") if words not in on_screens]
    assert stale == ["Send it off"]


@pytest.mark.parametrize("name", [name for name in FOR_PEOPLE if name != "developers.md"])
def test_a_page_for_people_quotes_several_screens(name: str) -> None:
    assert len(set(quoted(paper(f"docs/{name}")))) >= 5


@pytest.mark.parametrize("name", WRITTEN_BY_HAND)
def test_every_make_target_that_is_named_exists_and_is_explained(name: str) -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    explained = set(re.findall(r"^make ([a-z-]+) +\S", told, re.M)) | {"help"}
    made = set(re.findall(r"^([a-z-]+):", paper("Makefile"), re.M))
    assert targets_named(paper(name)) - (explained & made) == set()


def test_the_readme_names_the_two_commands() -> None:
    assert {"run", "test", "help"} <= targets_named(paper("README.md"))


@pytest.mark.parametrize("name", WRITTEN_BY_HAND)
def test_every_path_that_is_named_exists(name: str) -> None:
    paths = {each for each in code(paper(name)) if re.fullmatch(r"[a-z_]+/[\w./-]*", each) and "var/" not in each}
    assert sorted(each for each in paths if not (ROOT / each).exists()) == []


def test_every_promise_names_a_file_that_holds_tests() -> None:
    table = paper("README.md").partition("## What is promised")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", table, re.M)[1:]
    files = [re.fullmatch(r"`(tests/[\w/]+\.py)`", where) for _promise, where in rows]
    assert len(rows) >= 20
    assert [row for row, file in zip(rows, files, strict=True) if not file or "def test_" not in paper(file[1])] == []


def test_the_house_names_each_room_and_no_other() -> None:
    named = re.findall(r"^\|[ \d]*\| `(\w+)/` \|", paper("ARCHITECTURE.md"), re.M)
    there = {path.parent.name for path in ROOT.glob("*/__init__.py")} - BESIDE_ROOMS
    assert sorted(named) == sorted(there)


def test_the_readme_links_every_page() -> None:
    assert sorted(set(re.findall(r"\]\(docs/([\w-]+\.md)\)", paper("README.md")))) == PAGES


@pytest.mark.parametrize("name", [*WRITTEN_BY_HAND, "CHANGELOG.md"])
def test_every_link_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", paper(name))
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


def test_the_readme_names_the_invented_people_who_have_a_button() -> None:
    table = paper("README.md").partition("| who | does here |")[2].partition("\n\n")[0]
    named = {who for cell in re.findall(r"^\| ([^|-]+(?:-[^|]+)?) \|", table, re.M) for who in cell.split(", ")}
    assert named == {each["name"] for each in chosen()}


def test_every_setting_that_is_explained_is_read_and_every_one_of_ours_is_explained() -> None:
    table = paper("docs/administrators.md").partition("## Settings")[2]
    explained = {name for cell in re.findall(r"^\| ([^|]+) \|", table, re.M) for name in re.findall(r"`(\w+)`", cell)}
    source = "".join(path.read_text() for path in (ROOT / "config").rglob("*.py"))
    read = set(re.findall(r"env\.\w+\(\s*\"(\w+)\"|environ\.get\(\s*\"(\w+)\"", source))
    assert explained == {one or other for one, other in read}


@pytest.mark.parametrize(("name", "width"), PICTURES.items())
def test_the_pictures_are_there_named_and_small(name: str, width: int) -> None:
    picture = (ROOT / name).read_bytes()
    assert f"]({name})" in paper("README.md")
    assert (picture[:8], struct.unpack(">I", picture[16:20])[0]) == (b"\x89PNG\r\n\x1a\n", width)
    assert len(picture) < 200_000

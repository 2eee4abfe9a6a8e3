"""No string on a screen is without its Dutch and French, and no catalogue has fallen behind the screens."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
import yaml

LANGUAGES = ["nl", "fr"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues as they would be gathered now, beside the sources they are gathered from."""
    root = Path(__file__).resolve().parents[2]
    folder = tmp_path_factory.mktemp("words")
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py", "*.html", "*.txt", "locale"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for name in names:
        if not name.startswith("tests/") and (root / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, folder / name)
    languages = [part for language in LANGUAGES for part in ("--locale", language)]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", *languages, "--no-location", "--no-wrap"],
        cwd=folder, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    return folder


def catalogue(folder: Path, language: str) -> polib.POFile:
    return polib.pofile(str(folder / f"locale/{language}/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_without_its_translation(gathered: Path, language: str) -> None:
    entries = [entry for entry in catalogue(gathered, language) if not entry.obsolete]
    assert entries != []
    assert [entry.msgid for entry in entries if entry.fuzzy or not entry.translated()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_what_the_screens_say_and_nothing_else(gathered: Path, root: Path, language: str) -> None:
    now = {(entry.msgctxt, entry.msgid) for entry in catalogue(gathered, language) if not entry.obsolete}
    kept = {(entry.msgctxt, entry.msgid) for entry in catalogue(root, language)}
    assert kept == now


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_string(root: Path, language: str) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue(root, language)
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if text and set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_no_words_promise_or_urge_what_we_must_not(root: Path, language: str) -> None:
    source = catalogue(root, "nl")
    texts = [entry.msgid for entry in source] if language == "en" else [e.msgstr for e in catalogue(root, language)]
    forbidden = re.compile(
        r"completely anonymous|volledig anoniem|complètement anonyme|tell me more|why (did|didn)|please continue"
        r"|SUDS|!$", re.IGNORECASE
    )  # fmt: skip
    assert [text for text in texts if forbidden.search(text)] == []


def test_a_study_has_one_word_in_dutch(root: Path) -> None:
    """On screens as in what she agrees to: `onderzoek`."""
    said = ["\n".join([entry.msgstr, *entry.msgstr_plural.values()]) for entry in catalogue(root, "nl")]
    assert [words for words in said if re.search(r"\bstudie", words, re.IGNORECASE)] == []


STRAIGHT = re.compile(r"[^\W\d]'[^\W\d]")
TEXTS = ("consent/texts/*.yaml", "demo/study/*.yaml", "timelines/events/*.json", "interviews/pressure.yaml")


def in_french(kept: Any, *, is_french: bool = False) -> Iterator[str]:
    """Give every French sentence of a file of texts: `reasons` alone where words are only looked for."""
    if isinstance(kept, str):
        yield from [kept] if is_french else []
    elif isinstance(kept, dict):
        for name, part in kept.items() if "reasons" not in kept else [("reasons", kept["reasons"])]:
            yield from in_french(part, is_french=is_french or name == "fr")
    elif isinstance(kept, list):
        for part in kept:
            yield from in_french(part, is_french=is_french)


def test_french_has_one_apostrophe_on_every_screen(root: Path) -> None:
    said = [text for entry in catalogue(root, "fr") for text in [entry.msgstr, *entry.msgstr_plural.values()]]
    assert [text for text in said if STRAIGHT.search(text)] == []


def test_french_has_one_apostrophe_in_every_text(root: Path) -> None:
    texts = [yaml.safe_load(file.read_text()) for pattern in TEXTS for file in sorted(root.glob(pattern))]
    said = [sentence for text in texts for sentence in in_french(text)]
    assert [sentence for sentence in said if STRAIGHT.search(sentence)] == []
    assert [STRAIGHT.search(each) is None for each in ("l'aide", "l’aide", "'aide'")] == [False, True, True]

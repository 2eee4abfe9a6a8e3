"""The compiled translations follow their sources."""

import gettext
import os
from pathlib import Path

from tools.compile_catalogues import compile_catalogues

SOURCE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Pause"\nmsgstr "Pauze é"\n'


def catalogue(root: Path, language: str, domain: str) -> Path:
    path = root / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_every_catalogue_is_compiled_and_can_be_read(tmp_path: Path) -> None:
    sources = [catalogue(tmp_path, "fr", "djangojs"), catalogue(tmp_path, "nl", "django")]
    assert compile_catalogues(tmp_path) == sources
    for source in sources:
        with source.with_suffix(".mo").open("rb") as compiled:
            assert gettext.GNUTranslations(compiled).gettext("Pause") == "Pauze é"
    assert list(tmp_path.rglob("*.new")) == []


def test_a_fresh_catalogue_is_left_alone_and_a_changed_one_compiled_again(tmp_path: Path) -> None:
    kept, changed = catalogue(tmp_path, "fr", "django"), catalogue(tmp_path, "nl", "django")
    compile_catalogues(tmp_path)
    assert compile_catalogues(tmp_path) == []
    later = kept.with_suffix(".mo").stat().st_mtime + 10
    os.utime(changed, (later, later))
    assert compile_catalogues(tmp_path) == [changed]


def test_without_translations_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert compile_catalogues(tmp_path) == []

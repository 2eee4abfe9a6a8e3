"""A backup that was bent is refused with its reason, and nothing that lives or is empty is touched."""

from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from studies.services import add_participant
from tests.upkeep.backups import Living, empty_place, hashed
from tests.upkeep.bending import BENDS, Given, Shelf, files, remade
from upkeep import bundles, coming_back, proving, restoring
from vault import services as vault

EACH = 10
"""How often each way of bending is tried, at another place each time: 220 in all."""


@pytest.fixture
def shelf(living: Living, settings: Any, tmp_path: Path) -> Shelf:
    """Two backups of one installation, with a destruction between them, and one of another installation."""
    first = living.backup()
    before = Given(first.path.read_bytes(), first.part.read_bytes(), living.private)
    old_keyring = living.opened(first.path).whole().small["keyring"]
    gone = add_participant(living.cast.study, living.cast.centre, language="en", by=living.cast.bea, at=living.at)
    vault.destroy(gone.pk)
    second = living.backup(days=1)
    now = Given(second.path.read_bytes(), second.part.read_bytes(), living.private)
    return Shelf(living, now, before, another(now, living), old_keyring)


def another(now: Given, living: Living) -> Given:
    """Give the same as it would be of another installation with the same recovery key: another register's name."""
    name = str(uuid4())

    def renamed(says: Any, held: Any) -> None:
        says["about"]["log"] = name

    shelf = Shelf(living, now, now, now, b"")
    return Given(remade(shelf, renamed).data, remade(shelf, renamed, "part").part, now.private)


def told(given: Given, folder: Path, at: Any) -> str:
    """Give what is said of a backup that is not restored."""
    with pytest.raises(proving.NotProven) as refused:
        restoring.restore(*files(given, folder), given.private, at)
    return refused.value.words


def test_row75_each_bent_backup_is_refused_with_its_reason_and_nothing_is_touched(
    shelf: Shelf, tmp_path: Path, record_property: Any
) -> None:
    dice, refused = Random(75), 0  # noqa: S311 - where to bend is no secret
    alive, state = hashed(shelf.living.folder), proving.state()
    bent = tmp_path / "bent"
    bent.mkdir()
    with empty_place(tmp_path / "back", shelf.living.template) as back:
        empty = hashed(back)
        for name, (bend, reasons) in BENDS.items():
            for _ in range(EACH):
                with shelf.living.signing():
                    given = bend(shelf, dice)
                assert told(given, bent, shelf.living.at) in reasons, name
                refused += 1
            assert hashed(back) == empty, name
        restoring.restore(*files(shelf.now, bent), shelf.now.private, shelf.living.at)  # what was not bent is taken
    assert (refused >= 200, hashed(shelf.living.folder), proving.state()) == (True, alive, state)
    record_property("bent backups that were refused", refused)


def test_row75_a_keyring_that_has_what_the_register_says_is_destroyed_is_refused(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(proving, "destructions_done", lambda: {shelf.living.cast.ana.pk})
    with empty_place(tmp_path / "back", shelf.living.template):
        assert told(shelf.now, tmp_path, shelf.living.at) == proving.OLD_KEYRING


def test_row75_an_installation_that_lives_is_left_as_it_is(shelf: Shelf, tmp_path: Path) -> None:
    before, state = hashed(shelf.living.folder), proving.state()
    assert told(shelf.now, tmp_path, shelf.living.at).startswith("There is an installation here already")
    assert (hashed(shelf.living.folder), proving.state()) == (before, state)


def test_row75_a_database_without_its_keyring_is_left_as_it_is(shelf: Shelf, settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.KEYRING, state = tmp_path / "new", tmp_path / "new" / "keyring", proving.state()
    assert "people and acts" in told(shelf.now, tmp_path, shelf.living.at)
    assert (proving.state(), settings.VAR.exists()) == (state, False)


def test_row75_a_keyring_without_a_database_is_not_written_over(shelf: Shelf, tmp_path: Path) -> None:
    with empty_place(tmp_path / "back", shelf.living.template):
        vault.make_key(uuid4())
        before = hashed(tmp_path / "back")
        assert "a keyring in" in told(shelf.now, tmp_path, shelf.living.at)
        assert hashed(tmp_path / "back") == before


def test_what_lies_beside_is_taken_only_when_there_is_no_choice(shelf: Shelf, tmp_path: Path) -> None:
    made = shelf.living.made[-1]
    assert coming_back.part_beside(made.path) == made.part
    (made.part.parent / "attune-0-9.keys").touch()
    with pytest.raises(proving.NotProven) as refused:
        coming_back.part_beside(made.path)
    assert refused.value.words == coming_back.SEVERAL


def test_a_manifest_of_endless_brackets_is_bent() -> None:
    with pytest.raises(bundles.Bent):
        bundles._manifest(b"[" * 100_000)

"""A restore that is interrupted, fails, or is not alone: what it began is taken away, and nothing else."""

import fcntl
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from accounts.models import Person
from ledger.queries import latest
from tests.upkeep.backups import Living, empty_place
from upkeep import proving, restoring
from upkeep.finishing import RESTORED
from vault import holding, starting
from vault import services as vault


def test_a_restore_that_was_interrupted_when_all_was_back_is_finished(
    living: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = living.backup()
    with empty_place(tmp_path / "back", living.template):
        with monkeypatch.context() as killed:
            killed.setattr(restoring, "finish", die)
            with pytest.raises(KeyboardInterrupt):
                restoring.restore(made.path, made.part, living.private, living.at)
        proof, _ended = restoring.restore(made.path, made.part, living.private, living.at)
        assert (proof, latest(RESTORED), proving.state()["ledger"]["size"]) == (
            None, living.at, made.entries + 1
        )  # fmt: skip
        with pytest.raises(proving.NotProven):
            restoring.restore(made.path, made.part, living.private, living.at)


def test_a_keyring_that_an_interrupted_restore_left_alone_is_put_anew(
    living: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, real = living.backup(), restoring._put_keys
    with empty_place(tmp_path / "back", living.template):

        def put_and_die(*given: Any) -> None:
            real(*given)
            die()

        with monkeypatch.context() as killed:
            killed.setattr(restoring, "_put_keys", put_and_die)
            with pytest.raises(KeyboardInterrupt):
                restoring.restore(made.path, made.part, living.private, living.at)
        assert restoring._keyring().exists()
        proof, _ended = restoring.restore(made.path, made.part, living.private, living.at)
        assert (proof.entries, restoring._mark().exists()) == (made.entries, False)


def die(*_: Any) -> None:
    raise KeyboardInterrupt


def told(living: Living, private: bytes = b"") -> str:
    """Give why the newest backup is not brought back."""
    made = living.made[-1]
    with pytest.raises(proving.NotProven) as refused:
        restoring.restore(made.path, made.part, private or living.private, living.at)
    return refused.value.words


def put_and(what: Any) -> Any:
    """Give what puts the keys, and then raises."""
    real = restoring._put_keys

    def put(*given: Any) -> None:
        real(*given)
        raise what

    return put


def test_a_restore_that_fails_leaves_neither_keys_nor_mark(
    living: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = living.backup()
    with empty_place(tmp_path / "back", living.template):
        with monkeypatch.context() as faults:
            faults.setattr(restoring, "_put_keys", put_and(OSError(28, "No space left on device")))
            assert told(living) == "The backup cannot be read."
        assert (restoring._keyring().exists(), restoring._mark().exists()) == (False, False)
        assert restoring.restore(made.path, made.part, living.private, living.at)[0] is not None


def test_a_mark_opens_no_way_to_a_keyring_that_the_restore_did_not_put(living: Living, tmp_path: Path) -> None:
    living.backup()
    with empty_place(tmp_path / "back", living.template):
        vault.make_key(uuid4())
        restoring._put_mark(str(uuid4()), "0" * 64)
        before = restoring._keyring().read_bytes()
        assert "a keyring in" in told(living)
        assert restoring._keyring().read_bytes() == before


def test_what_was_begun_is_taken_away_only_once_the_files_are_proven(
    living: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = living.backup()
    with empty_place(tmp_path / "back", living.template):
        with monkeypatch.context() as killed:
            killed.setattr(restoring, "_put_keys", put_and(KeyboardInterrupt()))
            with pytest.raises(KeyboardInterrupt):
                restoring.restore(made.path, made.part, living.private, living.at)
        told(living, private=bytes(range(32)))
        assert restoring._is_ours()


def test_while_somebody_works_with_the_keys_nothing_is_brought_back(living: Living, tmp_path: Path) -> None:
    living.backup()
    with empty_place(tmp_path / "back", living.template):
        handle = holding._locked(Path(settings.KEYRING), fcntl.LOCK_SH, "")
        assert told(living) == holding.IN_USE
        os.close(handle)


def test_nothing_starts_while_a_backup_is_half_back(living: Living, tmp_path: Path) -> None:
    with empty_place(tmp_path / "back", living.template):
        restoring._put_mark(str(uuid4()), "0" * 64)
        with pytest.raises(vault.NotOpened) as refused:
            vault.start()
        assert (refused.value.words, restoring._keyring().exists()) == (starting.HALF, False)


def test_who_came_while_the_backup_was_read_stays(
    living: Living, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    living.backup()
    real = restoring.read

    def slowly(*given: Any) -> Any:
        found = real(*given)
        Person.objects.create(email="new@example.org", name="New")
        return found

    monkeypatch.setattr(restoring, "read", slowly)
    with empty_place(tmp_path / "back", living.template):
        assert "people and acts" in told(living)
        assert list(Person.objects.values_list("name", flat=True)) == ["New"]

"""The commands of the demo: plant once, take away safely."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from demo.queries import chosen
from tests.conftest import Cast


@pytest.fixture
def var(tmp_path: Path, settings: Any) -> Path:
    """A folder of the test's own for keys and `demo.json`."""
    settings.VAR, settings.KEYRING, settings.EPOCHS = tmp_path, tmp_path / "keyring", tmp_path / "epochs"
    return tmp_path


@pytest.fixture
def said(var: Path) -> Path:
    """What the last start has written down: an address at which nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = var / "demo.json"
    path.write_text(json.dumps({"url": f"http://127.0.0.1:{port}/", "people": []}))
    return path


@pytest.mark.parametrize("command", [("reset_demo",), ("seed_demo", "--url", "http://127.0.0.1:1/")])
def test_outside_demo_mode_nothing_is_planted_or_taken_away(
    cast: Cast, settings: Any, var: Path, command: tuple[str, ...]
) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command(*command)
    assert list(var.iterdir()) == []


def test_a_study_that_is_not_invented_is_never_taken_away(committed_cast: Cast, said: Path) -> None:
    with pytest.raises(CommandError, match="not invented"):
        call_command("reset_demo")
    committed_cast.study.refresh_from_db()
    assert said.exists()


def test_nothing_is_taken_away_under_a_running_server(committed: None, said: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        said.write_text(json.dumps({"url": url, "people": []}))
        with pytest.raises(CommandError, match=url):
            call_command("reset_demo")
    assert said.exists()


def test_reset_leaves_neither_rows_nor_keys(committed: None, said: Path, var: Path) -> None:
    keyring = var / "keyring"
    keyring.mkdir()
    for name in ("keyring.sqlite3", "keyring.sqlite3-wal", "epoch-1", "other"):
        (keyring / name).touch()
    (var / "epochs").mkdir()
    for path in (var / "secret", var / "passphrase", var / "epochs" / "0123-4.epoch"):
        path.touch()
    call_command("reset_demo")
    assert "studies_study" not in connection.introspection.table_names()
    assert {path.name for path in var.rglob("*") if path.is_file()} == {"other", "secret", "passphrase"}


def test_reset_can_be_repeated(committed: None, var: Path) -> None:
    for _ in range(2):
        call_command("reset_demo")
    assert connection.introspection.table_names() in ([], ["django_migrations"])


def test_the_people_with_buttons_have_one_role_each() -> None:
    roles = [each["role"] for each in chosen()]
    assert sorted(set(roles)) == [
        "administrator", "auditor", "interviewer", "lead", "reader", "supervisor", "therapist",
    ]  # fmt: skip
    assert (len(roles), roles.count("interviewer"), roles.count("therapist")) == (10, 2, 3)

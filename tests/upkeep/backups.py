"""A living installation of a test's own, with backups of it, and empty places into which one is brought back."""

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.test import override_settings

from tests.conftest import Cast
from tests.vault.keyrings import stretch_little
from tests.vault.test_old_copies import draw
from upkeep import bundles, keeping
from upkeep.bundles import Bundle
from upkeep.keeping import Made
from vault import services as vault


@dataclass
class Living:
    """An installation in `folder`, whose database was copied from `template`; `private` is its recovery key."""

    cast: Cast
    folder: Path
    private: bytes
    template: str
    made: list[Made] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.cast.at

    def places(self) -> tuple[Path, Path]:
        """Give the folders of its keyring and of what opens it."""
        return self.folder / "var" / "keyring", self.folder / "epochs"

    def opened(self, path: Path, kind: str = "data") -> Bundle:
        """Open a file with its recovery key."""
        return bundles.opened(path, kind, private=self.private)

    @contextmanager
    def signing(self) -> Iterator[None]:
        """Let its keys be those of this process again, for the time of the block."""
        keyring, epochs = self.places()
        with override_settings(VAR=self.folder / "var", KEYRING=keyring, EPOCHS=epochs):
            yield

    def backup(self, days: float = 0) -> Made:
        """Make a backup so many days after noon."""
        made = keeping.make(self.folder / "backups", self.at + timedelta(days=days))
        self.made.append(made)
        return made


def live(folder: Path, template: str, at: datetime, given: Any, monkeypatch: Any) -> Living:
    """Make an installation with two participants who have drawn; `given` are the settings of the test."""
    from studies.services import add_participant
    from tests.consent.acts import agree

    stretch_little(monkeypatch)
    private, public = vault.new_recovery_key()
    var = folder / "var"
    (folder / "backups").mkdir()
    var.mkdir(mode=0o700)
    given.VAR, given.KEYRING, given.EPOCHS = var, var / "keyring", folder / "epochs"
    given.RECOVERY_KEYS, given.BACKUPS = [public.hex()], str(folder / "backups")
    cast = Cast(at)
    cast.bea_s = add_participant(cast.study, cast.centre, language="en", by=cast.bea, at=at)
    for participant, by in ((cast.ana, cast.ben), (cast.bea_s, cast.bea)):
        agree(participant, by=by, at=at)
        draw(participant, at)
    return Living(cast, folder, private, template)


@contextmanager
def empty_place(folder: Path, template: str, *, tables: bool = True) -> Iterator[Path]:
    """Let this process be an installation in which nothing is, for the time of the block; without tables if asked."""
    var, name = folder / "var", f"empty_{uuid.uuid4().hex}"
    var.mkdir(parents=True)
    before: dict[str, Any] = dict(connection.settings_dict)
    connections.close_all()
    if connection.vendor == "sqlite":
        name = str(var / "attune.sqlite3")
        if tables:
            shutil.copy(template, name)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if tables else ""))
    connection.settings_dict["NAME"] = name
    try:
        with override_settings(VAR=var, KEYRING=var / "keyring", EPOCHS=folder / "epochs"):
            yield folder
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before["NAME"]
        if connection.vendor != "sqlite":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def hashed(folder: Path) -> dict[str, str]:
    """Give every file in a folder with its mode and the digest of its bytes."""
    with suppress(Exception):
        connections.close_all()  # what SQLite keeps beside an open database is no change
    return {
        path.relative_to(folder).as_posix(): f"{path.stat().st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip

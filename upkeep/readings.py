"""Reads this machine, its database and its keys. What cannot be read is None: the rules say that we cannot tell."""

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from ledger import carrying, checks
from ledger.models import Check
from ledger.queries import last_checkpoint, latest
from ledger.rules import check_late
from ledger.services import own_subject
from upkeep import certificates, guards, keeping, outside, patience, queries, rules
from vault import services as vault

PROVEN = "upkeep.restore_proven"
"""The act by which a restore drill tells the register that it succeeded."""

_SWAPS, _CORE, _DEVICES = Path("/proc/swaps"), Path("/proc/sys/kernel/core_pattern"), Path("/sys/dev/block")


KEYS = "keys"
"""Under this name the last check of all keys is kept."""
PROOF = "restore"
"""Under this name it is kept whether the newest backup came back when the server tried."""


ANOTHER = _("The keyring has no key for this register: it is empty, or of another installation. Look where it lies.")


def findings(now: datetime) -> list[rules.Finding]:
    """Give what is to be said about this installation at `now`, one line each, always in the same order.

    Opens every key, and reads every checkpoint that was carried outside.
    """
    return _findings(now, of_this_register(keys()), _carried_now(), register(now))


def shown(now: datetime, chain: checks.Standing | None = None) -> list[rules.Finding]:
    """Give the same for a page: keys and checkpoints as the last check in the background found them, if it came.

    `chain` is how the chain stands, when the page has read it already.
    """
    kept, outside = checks.last(KEYS), checks.last(carrying.OUTSIDE)
    fresh = kept is not None and not kept.fault and not check_late(kept.at, kept.seconds, now)
    held = rules.Keys(True, "", vault.describe().destroys) if fresh else of_this_register(keys())
    return _findings(now, held, _carried(outside), register(now, chain))


def check_keys() -> checks.Found:
    """Open every key, for `ledger.checks.keep`."""
    state = of_this_register(keys())
    return checks.Found(vault.count()[0] if state.open else 0, fault=None if state.open else 1)


def of_this_register(state: rules.Keys) -> rules.Keys:
    """Hold a keyring that opens to the register: an empty one, and that of another installation, open as well."""
    try:
        subjects = [own_subject(), *Person.objects.values_list("pk", flat=True)] if state.open and latest() else []
    except DatabaseError:
        subjects = []
    return state if all(map(vault.has_key, subjects)) else rules.Keys(False, str(ANOTHER), state.destroys)


def register(now: datetime, chain: checks.Standing | None = None) -> rules.Register | None:
    """Give how the chain of all acts stands, and which triggers are not as they should be; None when unread."""
    try:
        stands = chain or checks.standing(now)
        return rules.Register(stands.fault, stands.now, guards.broken())
    except (DatabaseError, LookupError, OSError, ObjectDoesNotExist, vault.NotOpened, vault.Refused):  # others tell
        return None


def _carried_now() -> outside.Carried:
    """Hold the checkpoints outside to the register now; nothing is written."""
    folder = settings.CHECKPOINTS_FOLDER
    if folder is None:
        return outside.Carried(on=False)
    try:
        found = carrying.check(folder)
    except OSError:
        found = checks.Found(0, why=carrying.UNREACHED)
    return outside.Carried(on=True, **{"size": found.size, "fault": found.fault, "why": found.why} | _outside(folder))


def _carried(row: Check | None) -> outside.Carried:
    folder = settings.CHECKPOINTS_FOLDER
    if folder is None:
        return outside.Carried(on=False)
    if row is None:
        return outside.Carried(on=True, **_outside(folder))
    said = {"size": row.size, "fault": row.fault, "why": row.why, "at": row.at}
    return outside.Carried(on=True, **said | _outside(folder))


def _outside(folder: Path) -> dict[str, Any]:
    """Give what is signed, and whether the folder is our own; that it is not reached when it does not answer."""
    last = last_checkpoint()
    signed = {"signed": last.size if last else 0}
    try:
        lies = patience.look("checkpoints", folder.resolve)
    except OSError:
        return signed | {"why": carrying.UNREACHED}
    own = (settings.VAR, Path(settings.BASE_DIR))
    return signed | {"ours": any(lies.is_relative_to(each.resolve()) for each in own)}


def _findings(
    now: datetime, keys: rules.Keys, carried: outside.Carried, register: rules.Register | None
) -> list[rules.Finding]:
    demo = settings.DEMO
    wanted = rules.SQLITE if connection.vendor == "sqlite" else rules.POSTGRESQL
    return [
        rules.files(lying()),
        rules.places(places(), demo=demo),
        rules.keys(keys, demo=demo),
        rules.swap(swap()),
        rules.core_dumps(core_pattern(), resource.getrlimit(resource.RLIMIT_CORE)[0]),
        rules.disk(encrypted(settings.EPOCHS)),
        rules.database(wanted, database(list(wanted))),
        rules.line(private=line_is_private()),
        rules.register(register),
        rules.parts(queries.parts_apart(now)),
        rules.clock(now, _entry_at()),
        rules.backup(now, kept(), demo=demo),
        rules.restore(now, _entry_at(PROVEN), failed=has_failed(), demo=demo),
        rules.redis(redis_settings(), used=bool(settings.REDIS_URL)),
        rules.devices(now, devices()),
        rules.mail(set_up=settings.MAILS, demo=demo),
        outside.carried(carried, now),
    ]


def lying() -> list[rules.Lying]:
    """Give what lies in the folders of keys and secrets, with modes and owner."""
    return [_lying(path) for path in _paths() if path.exists()]


def _paths() -> Iterator[Path]:
    yield from (settings.VAR, settings.VAR / "secret", settings.KEYRING, settings.EPOCHS)
    yield from sorted(settings.KEYRING.glob("*.sqlite3"))
    yield from sorted(settings.EPOCHS.glob("*.epoch"))
    given, file, spoken = places().passphrase, places().database, Path(settings.TLS_KEY) if settings.TLS_KEY else None
    yield from (path for path in (given, file, spoken) if path and path.is_file())


def _lying(path: Path) -> rules.Lying:
    state = path.stat()
    systemd = path.is_relative_to("/run/credentials")  # it has modes of its own, and keeps others out
    return rules.Lying(path.name, 0o600 if systemd else state.st_mode & 0o777, systemd or state.st_uid == os.geteuid())


def places() -> rules.Places:
    """Give where things lie, links followed."""
    file = Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
    given = Path(settings.PASSPHRASE_FILE) if settings.PASSPHRASE_FILE else None
    return rules.Places(
        program=Path(settings.BASE_DIR).resolve(), keyring=settings.KEYRING.resolve(),
        epochs=settings.EPOCHS.resolve(), database=file.resolve() if file else None,
        passphrase=given.resolve() if given else None,
    )  # fmt: skip


def keys() -> rules.Keys:
    """Give whether every key opens; why none does, when the keyring cannot be opened at all."""
    try:
        return rules.Keys(vault.every_key_opens(), "", vault.describe().destroys)
    except vault.NotOpened as closed:
        return rules.Keys(False, closed.words, True)
    except OSError:
        return rules.Keys(False, "", True)


def kept() -> rules.Kept:
    """Give how backups are kept, as far as this machine sees."""
    why, old, last = "", False, None
    try:
        if settings.BACKUPS:
            keeping.recipients()
            last, old = keeping.seen_from_a_page(Path(settings.BACKUPS))
    except keeping.NotMade as wrong:
        why = wrong.words
    except (DatabaseError, OSError, vault.NotOpened, vault.NoEpoch):
        old = True
    return rules.Kept(bool(settings.BACKUPS), why, last, old)


def swap(listed: Path = _SWAPS, devices: Path = _DEVICES) -> dict[str, bool] | None:
    """Give each swap area, and whether it stays in memory or is encrypted; None when it is not listed."""
    try:
        names = [row.split()[0] for row in listed.read_text().splitlines()[1:] if row.split()]
    except OSError:
        return None
    return {name: Path(name).name.startswith("zram") or bool(encrypted(Path(name), devices)) for name in names}


def core_pattern(file: Path = _CORE) -> str | None:
    """Give what the kernel does with a crash (core(5)); None when it does not say."""
    try:
        return file.read_text().strip()
    except OSError:
        return None


def encrypted(path: Path, devices: Path = _DEVICES) -> bool | None:
    """Say whether dm-crypt lies under a path, or is the device at that path; None when no device is known."""
    try:
        state = path.stat()
    except OSError:
        return None
    number = state.st_rdev or state.st_dev
    device = devices / f"{os.major(number)}:{os.minor(number)}"
    return _crypt(device) if device.exists() else None


def _crypt(device: Path) -> bool:
    with suppress(OSError):
        if (device / "dm" / "uuid").read_text().startswith("CRYPT-"):
            return True
    below = device / "slaves"
    return below.is_dir() and any(_crypt(each) for each in below.iterdir())


def database(names: list[str]) -> dict[str, str] | None:
    """Give the settings of these names as the database says them; None when it does not answer."""
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                return {name: str(cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in names}
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
            return dict(cursor.fetchall())
    except DatabaseError:
        return None


def line_is_private() -> bool | None:
    """Say whether the way to the database stays on this machine or is encrypted; None when it does not say."""
    if connection.vendor == "sqlite":
        return True
    host = str(connection.settings_dict["HOST"])
    if not host or host.startswith(("/", "127.")) or host in {"localhost", "::1"}:
        return True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            found = cursor.fetchone()
    except DatabaseError:
        return None
    return bool(found[0]) if found else None


def redis_settings() -> dict[str, str] | None:
    """Give what Redis says about writing to a disk; None when there is none, or it does not say."""
    if not settings.REDIS_URL:
        return None
    try:
        with redis.Redis.from_url(settings.REDIS_URL, decode_responses=True, socket_timeout=2) as server:
            return {name: server.config_get(name).get(name, "?") for name in rules.REDIS}
    except redis.RedisError:
        return None


def devices() -> rules.Devices:
    """Give how a participant's device reaches this installation."""
    if not settings.TLS_CERTIFICATE:
        return rules.Devices(settings.JOIN_HOST, https=settings.HTTPS)
    try:
        return rules.Devices(settings.JOIN_HOST, https=True, ends=certificates.ends())
    except certificates.Unproven as unproven:
        return rules.Devices(settings.JOIN_HOST, https=True, ended=unproven.ended, unproven=True)


def has_failed() -> bool:
    """Say whether the last drill with the newest backup failed, and none succeeded since."""
    try:
        last, proven = checks.last(PROOF), latest(PROVEN)
    except (DatabaseError, LookupError, OSError, vault.NotOpened, vault.Refused):  # also NoEpoch; others tell of it
        return False
    return last is not None and last.fault is not None and (proven is None or last.at > proven)


def _entry_at(act: str = "") -> datetime | None:
    try:
        return latest(act)
    except DatabaseError:
        return None

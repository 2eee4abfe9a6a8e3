"""What is good and what is not about an installation: readings in, findings out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

CLOCK_MAY_DIFFER = timedelta(minutes=1)
CERTIFICATE_SOON = timedelta(days=14)
RESTORE_SOON, RESTORE_OVERDUE = timedelta(days=7), timedelta(days=31)
BACKUP_EVERY, PROVE_EVERY = timedelta(hours=20), timedelta(days=6, hours=20)
"""The daily work comes some minutes earlier or later: a backup is a night old, and a proof a week."""
BACKUP_SOON, BACKUP_OVERDUE = timedelta(days=1, hours=12), timedelta(days=3)

SQLITE = {"secure_delete": "1", "journal_mode": "wal", "synchronous": "2", "temp_store": "2"}
"""What each setting has to be, so that nothing of a row rests where it should not; 2 is FULL, and MEMORY."""

POSTGRESQL = {
    "log_min_error_statement": "panic", "log_error_verbosity": "terse", "log_parameter_max_length_on_error": "0",
    "log_statement": "none", "log_min_duration_statement": "-1",
}  # fmt: skip
"""What each setting has to be, so that no statement and no value reaches the server's log."""

REDIS = {"save": "", "appendonly": "no"}


class Grade(IntEnum):
    """How a finding is: the worst of all is the exit status of `manage.py doctor`."""

    OK = 0
    LOOK = 1
    BAD = 2


@dataclass(frozen=True)
class Finding:
    """One line: how it is, what it is about, and a plain sentence."""

    grade: Grade
    about: str
    words: str

    @property
    def ok(self) -> bool:
        return self.grade is Grade.OK

    @property
    def bad(self) -> bool:
        return self.grade is Grade.BAD


@dataclass(frozen=True)
class Lying:
    """A file or folder, with its mode (the last nine bits) and whether it belongs to who runs the program."""

    name: str
    mode: int
    ours: bool


@dataclass(frozen=True)
class Places:
    """Where things lie; `database` is None when a server keeps it, `passphrase` when none is given."""

    program: Path
    keyring: Path
    epochs: Path
    database: Path | None
    passphrase: Path | None


@dataclass(frozen=True)
class Keys:
    """The keys: whether each that is kept opens, or why none does, and whether their keeper destroys for good."""

    open: bool
    why: str
    destroys: bool


@dataclass(frozen=True)
class Devices:
    """How her device comes here: under which host name, whether by https, and, where this process speaks it, until when
    a browser takes its certificate, or that none does any more (`unproven`; `ended` when its time is over).
    """

    host: str
    https: bool
    ends: datetime | None = None
    ended: bool = False
    unproven: bool = False


def worst(findings: Iterable[Finding]) -> Grade:
    """Give the worst grade; OK when there is nothing."""
    return max((each.grade for each in findings), default=Grade.OK)


def files(lying: Iterable[Lying]) -> Finding:
    """Keys, secrets and database are for their owner only."""
    about = _("Files")
    open_ones = sorted(each.name for each in lying if each.mode & 0o077 or not each.ours)
    if open_ones:
        words = _("Others can reach %(names)s. Give folders mode 0700 and files 0600, owned by who runs Attune.")
        return Finding(Grade.BAD, about, words % {"names": ", ".join(open_ones)})
    return Finding(Grade.OK, about, _("Keys, secrets and database are for their owner only."))


def places(where: Places, *, demo: bool) -> Finding:
    """Database, keyring and what opens it lie apart from each other and from the program."""
    about, grade = _("Places"), Grade.LOOK if demo else Grade.BAD
    if where.database and where.epochs.is_relative_to(where.database.parent):
        words = _("What opens the keyring lies in the database's folder: one copy takes both. Set ATTUNE_EPOCHS.")
    elif where.epochs.is_relative_to(where.program) or where.keyring.is_relative_to(where.program):
        words = _("Keys lie in the program's own folder. Set ATTUNE_VAR and ATTUNE_EPOCHS.")
    elif where.passphrase and any(where.passphrase.is_relative_to(each) for each in (where.keyring, where.epochs)):
        words = _("The passphrase lies beside the keys it seals.")
    elif where.database and where.keyring.is_relative_to(where.database.parent):
        grade = Grade.LOOK
        words = _(
            "The keyring lies in the database's folder: one copy takes both. What opens the keyring lies apart. "
            "ATTUNE_KEYRING can name another folder."
        )
    else:
        return Finding(Grade.OK, about, _("Database, keyring and what opens it lie apart."))
    return Finding(grade, about, words)


def keys(state: Keys, *, demo: bool) -> Finding:
    """Every key opens, and what is destroyed is gone for good."""
    about = _("Keys")
    if not state.open:
        return Finding(Grade.BAD, about, state.why or _("Some keys do not open."))
    if not state.destroys:
        words = _("Keys come out of the environment: none is ever destroyed for good.")
        return Finding(Grade.LOOK if demo else Grade.BAD, about, words)
    return Finding(Grade.OK, about, _("Every key that is kept opens."))


def swap(areas: Mapping[str, bool] | None) -> Finding:
    """Memory is not written to a disk in clear; `areas` says of each swap area whether it is safe."""
    about = _("Swap")
    if areas is None:
        return Finding(Grade.LOOK, about, _("Whether memory is written to a disk: we cannot tell here."))
    unsafe = sorted(name for name, safe in areas.items() if not safe)
    if unsafe:
        words = _("Memory may be written to %(names)s in clear. Turn swap off, or encrypt it.")
        return Finding(Grade.BAD, about, words % {"names": ", ".join(unsafe)})
    return Finding(Grade.OK, about, _("No memory is written to a disk in clear."))


def core_dumps(pattern: str | None, limit: int) -> Finding:
    """A crash leaves no copy of the memory; `limit` is RLIMIT_CORE in bytes, below 0 for none (core(5))."""
    about = _("Core dumps")
    if pattern is None:
        return Finding(Grade.LOOK, about, _("What a crash leaves behind: we cannot tell here."))
    if pattern.startswith("|"):
        words = _("After a crash, memory is handed to %(program)s. See that it keeps nothing of Attune.")
        return Finding(Grade.LOOK, about, words % {"program": pattern[1:].split()[0] if pattern[1:].split() else "?"})
    if limit and pattern != "/dev/null":
        words = _(
            "A crash would leave a copy of the memory on the disk. Start Attune with LimitCORE=0 or `ulimit -c 0`."
        )
        return Finding(Grade.BAD, about, words)
    return Finding(Grade.OK, about, _("A crash leaves no copy of the memory."))


def disk(encrypted: bool | None) -> Finding:
    """The disk under the keys is encrypted, as far as this machine can see."""
    about = _("Disk")
    if encrypted:
        return Finding(Grade.OK, about, _("The disk under the keys is encrypted (dm-crypt)."))
    words = _("No encryption of the disk is seen from here.") if encrypted is False else ""
    cannot = _("Whether the disk under the keys is encrypted: we cannot tell. A host below this machine may do it.")
    return Finding(Grade.LOOK, about, f"{words} {cannot}".strip())


def database(wanted: Mapping[str, str], found: Mapping[str, str] | None) -> Finding:
    """The database keeps nothing beside its rows: no statement in a log, no old page."""
    about = _("Database")
    if found is None:
        return Finding(Grade.BAD, about, _("The database does not answer."))
    wrong = [f"{name} = {found.get(name, '?')}" for name in wanted if found.get(name) != wanted[name]]
    if wrong:
        right = ", ".join(f"{name} = {wanted[name]}" for name in wanted if found.get(name) != wanted[name])
        words = _("The database may keep words where they do not belong: %(wrong)s. It should be: %(right)s.")
        return Finding(Grade.BAD, about, words % {"wrong": ", ".join(wrong), "right": right})
    return Finding(Grade.OK, about, _("The database keeps no statement and no value beside its rows."))


def line(*, private: bool | None) -> Finding:
    """The way to the database stays on this machine or is encrypted."""
    about = _("Way to the database")
    if private is None:
        return Finding(Grade.LOOK, about, _("Whether the way to the database is encrypted: we cannot tell."))
    if private:
        return Finding(Grade.OK, about, _("It stays on this machine, or is encrypted."))
    return Finding(Grade.BAD, about, _("It goes over a network in clear. Turn on ssl."))


def clock(now: datetime, last_entry: datetime | None) -> Finding:
    """The clock is not behind the last entry of the register."""
    about = _("Clock")
    if last_entry and last_entry - now > CLOCK_MAY_DIFFER:
        minutes = (last_entry - now) // timedelta(minutes=1)
        words = ngettext(
            "It is %(minutes)s minute behind the last entry of the register. Set it.",
            "It is %(minutes)s minutes behind the last entry of the register. Set it.",
            minutes,
        )
        return Finding(Grade.BAD, about, words % {"minutes": minutes})
    return Finding(Grade.OK, about, _("It is not behind the register."))


@dataclass(frozen=True)
class Register:
    """The register: the first entry that breaks its chain, whether all of it is known to be whole, and which triggers
    are not as they were put, here or at other rows that are written once; None when the database does not say.
    """

    fault: int | None
    whole: bool
    gone: list[str] | None


def register(state: Register | None) -> Finding:
    """The chain of all acts is whole, and the database refuses to change it, or anything else that is written once."""
    about = _("Register")
    if state is None or state.gone is None:
        return Finding(Grade.LOOK, about, _("Whether the chain of all acts is whole: we cannot tell here."))
    if state.fault is not None:
        words = _("The chain of all acts breaks at entry %(entry)s: it was changed.") % {"entry": state.fault}
        return Finding(Grade.BAD, about, words)
    if state.gone:
        words = _(
            "The database no longer refuses to change what is written once. Somebody took away or changed: %(names)s."
        )
        return Finding(Grade.BAD, about, words % {"names": ", ".join(state.gone)})
    if not state.whole:
        words = _("The chain of all acts was not checked for a while. The work in the background is late.")
        return Finding(Grade.LOOK, about, words)
    return Finding(Grade.OK, about, _("The chain of all acts is whole, and the database refuses to change it."))


def is_due(now: datetime, last: datetime | None, every: timedelta) -> bool:
    """Say whether what is done so often is to be done again."""
    return last is None or now - last >= every


@dataclass(frozen=True)
class Kept:
    """How backups are kept: why not, the newest one, and whether the part beside it is another than that of today."""

    on: bool
    why: str
    last: datetime | None
    old_part: bool


def backup(now: datetime, kept: Kept, *, demo: bool) -> Finding:
    """A backup was made last night, and the part beside it is of the epoch of today."""
    about, wrong = _("Last backup"), Grade.LOOK if demo else Grade.BAD
    if not kept.on:
        words = _("None is made by itself. Set ATTUNE_BACKUPS and ATTUNE_RECOVERY_KEYS.")
        return Finding(wrong, about, words)
    if kept.why:
        return Finding(wrong, about, kept.why)
    if kept.old_part:
        words = _(
            "The part that opens today's keys does not lie alone in the folder of the backups. Attach that folder."
        )
        return Finding(Grade.BAD, about, words)
    if kept.last is None:
        return Finding(wrong, about, _("There is none yet."))
    late, days = now - kept.last, max((now - kept.last).days, 0)
    return Finding(Grade(int(late > BACKUP_SOON) + int(late > BACKUP_OVERDUE)), about, _days_ago(days))


def _days_ago(days: int) -> str:
    words = ngettext("%(days)s day ago.", "%(days)s days ago.", days) if days else _("Less than a day ago.")
    return words % {"days": days}


def restore(now: datetime, proven_at: datetime | None, *, failed: bool = False, demo: bool) -> Finding:
    """A safety copy was proven to come back not long ago."""
    about = _("Last proven restore")
    if failed:
        words = _("The newest backup did not come back when it was tried. `manage.py restore_drill` says why.")
        return Finding(Grade.BAD, about, words)
    if proven_at is None:
        words = _("Never. Nobody knows yet whether a safety copy can be brought back.")
        return Finding(Grade.LOOK if demo else Grade.BAD, about, words)
    words = _days_ago(max((now - proven_at).days, 0))
    late = now - proven_at
    return Finding(Grade(int(late > RESTORE_SOON) + int(late > RESTORE_OVERDUE)), about, words)


def redis(found: Mapping[str, str] | None, *, used: bool) -> Finding:
    """Redis, when there is one, keeps nothing on a disk; `found` is None when it does not say."""
    about = "Redis"
    if not used:
        return Finding(Grade.OK, about, _("It is not used."))
    if found is None:
        return Finding(Grade.LOOK, about, _("Whether it writes to a disk: it does not tell us."))
    if any(found.get(name) != REDIS[name] for name in REDIS):
        return Finding(Grade.LOOK, about, _('It writes to a disk. Only ids are in it: set save "" and appendonly no.'))
    return Finding(Grade.OK, about, _("It keeps nothing on a disk."))


def devices(now: datetime, where: Devices) -> Finding:
    """Her device joins by https, under a certificate that a browser takes, and for a while yet."""
    about = _("Her devices")
    if not where.host:
        return Finding(Grade.OK, about, _("They have no host name of their own."))
    if not where.https:
        return Finding(Grade.BAD, about, _("They come without https: anybody in the network can read along."))
    if where.ended or (where.ends and where.ends <= now):
        return Finding(Grade.BAD, about, _("The certificate has ended: no device can join. Make a new one."))
    if where.unproven:
        words = _("No browser takes the certificate for %(host)s: it is of another name, or cannot be read.")
        return Finding(Grade.BAD, about, words % {"host": where.host})
    if where.ends and where.ends - now < CERTIFICATE_SOON:
        days = (where.ends - now).days
        words = ngettext("The certificate ends in %(days)s day.", "The certificate ends in %(days)s days.", days)
        return Finding(Grade.LOOK, about, words % {"days": days})
    words = _("They come by https.") if where.ends else _("They come by https; its certificate is the proxy's to keep.")
    return Finding(Grade.OK, about, words)

"""What is good and what is not about the machine: its memory and disk, the database, Redis, the clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upkeep.rules.grades import Finding, Grade

CLOCK_MAY_DIFFER = timedelta(minutes=1)

SQLITE = {"secure_delete": "1", "journal_mode": "wal", "synchronous": "2", "temp_store": "2"}
"""What each setting has to be, so that nothing of a row rests where it should not; 2 is FULL, and MEMORY."""

POSTGRESQL = {
    "log_min_error_statement": "panic", "log_error_verbosity": "terse", "log_parameter_max_length_on_error": "0",
    "log_statement": "none", "log_min_duration_statement": "-1",
}  # fmt: skip
"""What each setting has to be, so that no statement and no value reaches the server's log."""

REDIS = {"save": "", "appendonly": "no"}


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

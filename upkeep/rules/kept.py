"""What is good and what is not about what has to be kept: the register, backups, and the proof that they come back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upkeep.rules.grades import Finding, Grade

RESTORE_SOON, RESTORE_OVERDUE = timedelta(days=7), timedelta(days=31)
BACKUP_EVERY, PROVE_EVERY = timedelta(hours=20), timedelta(days=6, hours=20)
"""The daily work comes some minutes earlier or later: a backup is a night old, and a proof a week."""
BACKUP_SOON, BACKUP_OVERDUE = timedelta(days=1, hours=12), timedelta(days=3)


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


def parts(accounts: list[UUID] | None) -> Finding:
    """Nobody holds two parts that exclude each other; who does is named by the account's id."""
    about = _("Parts")
    if accounts is None:
        return Finding(
            Grade.LOOK, about, _("Whether somebody holds two parts that exclude each other: we cannot tell here.")
        )
    if accounts:
        words = _(
            "These accounts hold two parts that exclude each other, so that they see what one of them must not: "
            "%(names)s. Have the lead of the study end one of them."
        )
        return Finding(Grade.BAD, about, words % {"names": ", ".join(map(str, accounts))})
    return Finding(Grade.OK, about, _("Nobody holds two parts that exclude each other."))


def is_due(now: datetime, last: datetime | None, every: timedelta) -> bool:
    """Say whether what is done so often is to be done again; what bears a later day was done by a wrong clock."""
    return last is None or abs(now - last) >= every


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
    if kept.last - now >= BACKUP_EVERY:
        words = _("The newest one bears a day that has not come: a clock was wrong. Move that file to another folder.")
        return Finding(Grade.LOOK, about, words)
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

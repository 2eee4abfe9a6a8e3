"""What is good and what is not about checkpoints that are carried to somebody else: pure, as `upkeep.rules`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upkeep.rules import Finding, Grade

LOOKED_AT_LATEST = timedelta(days=1)


@dataclass(frozen=True)
class Carried:
    """Checkpoints in a folder that somebody else keeps: whether it is named, the size of the last one there, the size
    of the first that does not fit, a code (`ledger.carrying`), the size of the last one signed, when it was looked at,
    and whether the folder is our own after all.
    """

    on: bool
    size: int = 0
    fault: int | None = None
    why: str = ""
    signed: int = 0
    at: datetime | None = None
    ours: bool = False


def carried(state: Carried, now: datetime) -> Finding:
    """Checkpoints are carried to somebody else, and those of before still fit; without a folder nobody promised it."""
    about = _("Checkpoints outside")
    if not state.on:
        return Finding(Grade.OK, about, _("None leaves this server by itself. Auditors take them along."))
    if state.why == "unreached":
        return Finding(Grade.BAD, about, _("The folder cannot be written or read, so none is carried."))
    if state.why == "changed":
        return Finding(Grade.BAD, about, _("A file in the folder is not what was carried there. Ask who keeps it."))
    if state.fault is not None:
        words = _("The register no longer fits the checkpoint of entry %(entry)s that was carried: it was changed.")
        return Finding(Grade.BAD, about, words % {"entry": state.fault})
    return _how_far(about, state, now)


def _how_far(about: str, state: Carried, now: datetime) -> Finding:
    if state.ours:
        return Finding(Grade.LOOK, about, _("The folder is Attune's own. Somebody else has to keep it."))
    if state.size < state.signed:
        words = _("The last one carried is that of entry %(entry)s; a later one waits.")
        return Finding(Grade.LOOK, about, words % {"entry": state.size})
    if state.at is None:
        return Finding(Grade.OK, about, _("The last one carried is that of entry %(entry)s.") % {"entry": state.size})
    minutes = max(0, (now - state.at) // timedelta(minutes=1))
    words = ngettext(
        "The last one carried is that of entry %(entry)s; looked at %(minutes)s minute ago.",
        "The last one carried is that of entry %(entry)s; looked at %(minutes)s minutes ago.",
        minutes,
    )
    late = now - state.at > LOOKED_AT_LATEST
    return Finding(Grade(int(late)), about, words % {"entry": state.size, "minutes": minutes})

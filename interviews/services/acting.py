"""One act of the room, however often it comes and however late: done once, at the time at which it was made."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from interviews.models import Aside, Coverage, Heard, Moment, Note, Sitting
from interviews.queries import question, theme
from interviews.services import moments, room
from interviews.services.after import wish_follow_up
from interviews.services.sitting import held
from vault.services import KeyDestroyed


@dataclass(frozen=True)
class Act:
    """What a screen of the room did: an id that it made itself, what, and when by its own clock (None: not said)."""

    id: UUID
    kind: str
    said: dict[str, Any] = field(default_factory=dict)
    made: datetime | None = None


Left = dict[str, Any] | None
"""What is kept of an act so that a wrong tap is taken back by its id: fields of `Heard`."""


class SaidBefore(NotNow):
    """The id of an act belongs to something of another sitting."""

    status = 422


class KeptBefore(NotNow):
    """A note was kept before, and comes again with other words, or after it was taken back."""


def bounded(made: datetime | None, *, opened: datetime | None, at: datetime) -> datetime:
    """Give when an act was made: as its screen says, but within the sitting and not after it arrived at `at`."""
    if made is None or opened is None:
        return at
    return min(max(made, opened), at)


def do(sitting: Sitting, act: Act, *, by: Person, at: datetime) -> None:
    """Do an act once. Raises what the verb raises, or SaidBefore; then nothing is done, and it may come again."""
    if act.kind == "note":
        act = replace(act, said={"looked": _looked(sitting, **act.said)})
    _once(sitting, act, by=by, at=at)


def _looked(sitting: Sitting, words: str, no_names: bool) -> moments.Looked:
    return moments.without_names(words) if no_names else moments.look_through(sitting, words)


@transaction.atomic
def _once(sitting: Sitting, act: Act, *, by: Person, at: datetime) -> None:
    row = held(sitting)
    before = Heard.objects.filter(pk=act.id).first()
    if act.kind == "note":
        _is_no_other_note(act, row, before)
    if before is not None and before.sitting_id == row.pk:
        return
    if _left_by(act, row):
        return
    if before is not None or any(kind.objects.filter(pk=act.id).exists() for kind in LEAVES):
        raise SaidBefore(_("This could not be read, so it is not kept."))
    when = bounded(act.made, opened=row.opened_at, at=at)
    room.of_this_day(row, when)
    left = DOES[act.kind](row, act, {"by": by, "at": at}, when)
    if row.closed_at is None:
        Heard.objects.create(pk=act.id, sitting=row, **(left or {}))


def _is_no_other_note(act: Act, row: Sitting, before: Heard | None) -> None:
    """Raise KeptBefore for a note that comes again, as from the page before without a script, and is another one now.

    A script makes another id for other words, and says when: what it sends after a note was taken back is that note.
    """
    kept = Note.objects.filter(pk=act.id, sitting=row).first()
    if kept is None and before is not None and before.sitting_id == row.pk and act.made is None:
        raise KeptBefore(_("This note was taken back before. What you have sent now is not kept."))
    try:
        other = kept is not None and str(kept.words) != act.said["looked"].words
    except KeyDestroyed:
        return
    if other:
        raise KeptBefore(_("This note was kept before. What you have changed in it since is not kept."))


def _left_by(act: Act, row: Sitting) -> bool:
    """Say whether an act that comes again after the sitting's end left what it meant: what was heard is forgotten."""
    if row.closed_at is None:
        return False
    if act.kind == "mark":
        marks = Coverage.objects.filter(interview=row.interview, question=act.said["question"])
        return marks.filter(talked=act.said["talked"]).exists() if act.said["talked"] else not marks.exists()
    if act.kind == "aside":
        asides = Aside.objects.filter(interview=row.interview, theme=act.said["theme"])
        return asides.exists() == (act.said["answer"] == "yes")
    return any(model.objects.filter(pk=act.id, sitting=row).exists() for model in (Moment, Note))


def _mark(row: Sitting, act: Act, who: dict[str, Any], when: datetime) -> Left:
    asked = question(row, act.said["question"])
    if act.said["talked"]:
        before = room.mark(row, asked, act.said["talked"], pk=act.id, **who)
        return {"made": before.pk, "was": before.talked} if before else None
    room.unmark(row, asked, **who)
    return None


def _aside(row: Sitting, act: Act, who: dict[str, Any], when: datetime) -> Left:
    topic = theme(row, act.said["theme"])
    if act.said["answer"] == "yes":
        return {"made": moments.set_aside(row, topic, **who)}
    moments.unfold(row, topic, **who)
    return None


def _recording(row: Sitting, act: Act, who: dict[str, Any], when: datetime) -> None:
    room.permit_recording(row, yes=act.said["answer"] == "yes", said=when, **who)


def _help(row: Sitting, act: Act, who: dict[str, Any], when: datetime) -> None:
    if act.said["answer"] == "yes":
        moments.help_called(row, by=who["by"], at=when)
    else:
        moments.no_help_called(row, **who)


def _note(row: Sitting, act: Act, who: dict[str, Any], when: datetime) -> None:
    moments.write_down(row, act.said["looked"], pk=act.id, when=when, **who)


LEAVES = (Moment, Note, Coverage)
"""What an act leaves under its own id."""
Verb = Callable[[Sitting, Act, dict[str, Any], datetime], Left]
DOES: dict[str, Verb] = {
    "mark": _mark,
    "aside": _aside,
    "recording": _recording,
    "note": _note,
    "pause": lambda row, act, who, when: room.pause(row, began=when, **who),
    "go on": lambda row, act, who, when: room.go_on(row, ended=when, **who),
    "moment": lambda row, act, who, when: moments.mark_moment(row, act.said["what"], pk=act.id, when=when, **who),
    "take back": lambda row, act, who, when: moments.take_back(row, act.said["moment"], **who),
    "help": _help,
    "wish": lambda row, act, who, when: wish_follow_up(row, act.said["choice"], said=when, **who),
}
"""Each kind of act, and what it does."""

"""Operations on timelines: looked at, committed together with those that wait beside them, acknowledged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from consent.queries import Acts
from consent.rules import Standing
from consent.services import NotInForce, hold_standings, refuse_unless
from ledger.services import opened
from timelines import gone, rules
from timelines.doing import Covered, Doing, Resting, TakenAway
from timelines.models import Cover, Lane, Operation, Thing, Timeline
from timelines.news import News, of_batch
from timelines.queries import acknowledgement
from timelines.rooms import ROOMS
from timelines.rows import KEPT, NONE, Drawn, Rows, taken

__all__ = ["KEEPS_IT", "Covered", "NotKept", "Resting", "SaidBefore", "TakenAway", "Wanted", "commit", "commit_each"]
KEEPS_IT = "C08"
"""The item of the consent by which a timeline may be kept."""


class NotKept(NotNow):
    """A timeline may not be kept: she chose so, or nothing may be kept of her now. Words for the seat that asks."""


class SaidBefore(NotNow):
    """An operation's id came before, with another content."""


@dataclass(frozen=True)
class Wanted:
    """An operation that somebody wants done.

    `by` is the person or the link that sent it: it is not kept, only whether it was `hers`. What she places `alone`,
    before a sitting, is hers until she shares it. What is refused is told in `language`.
    """

    timeline: UUID
    participant: UUID
    step: rules.Step
    hers: bool
    by: UUID
    at: datetime
    alone: bool = False
    seen: int | None = None  # number of the change of the thing that its sender had seen last
    spoken: str = "en"  # her language, in which words are looked through for names
    language: str = field(default_factory=translation.get_language)

    def found(self) -> dict[str, list[tuple[int, int, str]]]:
        """Give where there may be names: for each field its places, the end excluded."""
        found = {field: rules.noticed(words, self.spoken) for field, words in _words(self.step).items() if words}
        return {field: places for field, places in found.items() if places}


Outcome = dict[str, Any] | Exception
Found = dict[str, list[tuple[int, int, str]]]


def commit(wanted: Sequence[Wanted], tell: Callable[[list[News]], object]) -> list[Outcome]:
    """Do all of it in one transaction, many in as few queries as one; give an acknowledgement or a refusal for each.

    An id that came before gives the same acknowledgement, and no more; one that is refused is refused alone: a subclass
    of `rules.Unusable`, NotInForce, NotKept, Resting, TakenAway, Covered, or SaidBefore, which the register notes.
    `tell` hears what is new, once it is committed. Raises what is nobody's own fault; then nothing was done.
    """
    found = [one.found() for one in wanted]  # it may take a while the first time: nothing is held meanwhile
    with transaction.atomic():
        kept = taken({one.timeline for one in wanted})
        acts = {one.timeline.participant_id: one.acts for one in kept.values()}
        standings = hold_standings({one.participant for one in wanted}, max(one.at for one in wanted), acts)
        rows = Rows(((one.timeline, one.step) for one in wanted), kept)
        outcomes = [
            _outcome(rows, one, standings.get(one.participant), names) for one, names in zip(wanted, found, strict=True)
        ]
        rows.write()
        _then(rows, acts, tell)
    return outcomes


def _then(rows: Rows, acts: Mapping[UUID, Acts], tell: Callable[[list[News]], object]) -> None:
    """Say what follows once it is committed: old words are swept, memory is brought up to date, the news is told."""
    if rows.replaced():
        transaction.on_commit(gone.at_once if rows.took_away() else gone.owe)
    news = [of_batch(one, whole=ROOMS.has(one.timeline.pk)) for one in rows.changed()]
    transaction.on_commit(partial(_keep, rows, acts))
    if news:
        transaction.on_commit(partial(tell, news))


def _keep(rows: Rows, acts: Mapping[UUID, Acts]) -> None:
    """Leave in memory what was committed of rooms that are open."""
    for pk, one in rows.drawn.items():
        KEPT[pk] = replace(one.kept, acts=acts.get(one.timeline.participant_id, NONE))
        if not ROOMS.has(pk):
            KEPT.pop(pk, None)


def commit_each(wanted: Sequence[Wanted], tell: Callable[[list[News]], object]) -> list[Outcome]:
    """Do as `commit`; after a fault each alone, so that what one of them ran into is only its own."""
    try:
        return commit(wanted, tell)
    except Exception as fault:
        if len(wanted) == 1:
            return [fault]
    return [outcome for one in wanted for outcome in commit_each([one], tell)]


def _outcome(rows: Rows, wanted: Wanted, standing: Standing | None, found: Found) -> Outcome:
    with translation.override(wanted.language):
        try:
            return _done(rows, wanted, standing, found)
        except (rules.Unusable, NotNow, Denied) as why:
            return why


def _done(rows: Rows, wanted: Wanted, standing: Standing | None, found: Found) -> dict[str, Any]:
    step, drawn = wanted.step, rows.drawn.get(wanted.timeline)
    if row := rows.known.get(step.id):
        return _again(rows, row, wanted)
    if drawn is None or standing is None:  # let go meanwhile
        raise Denied
    _require(standing, wanted.hers, kept=drawn.timeline.is_kept)
    if drawn.timeline.open_since is None and not wanted.alone:
        raise Resting(_("This timeline rests. It opens again with the next sitting."))
    found = _new_in(drawn, wanted, found)
    if found and not step.no_names:  # type: ignore[union-attr]  # only what has words can have names in them
        raise rules.NameNoticed(found)
    lost = _lost(drawn, wanted)
    if not Doing(rows, drawn, hers=wanted.hers, alone=wanted.alone).do(step):
        return acknowledgement(_row(drawn.timeline, wanted))
    drawn.overwritten += lost
    if found:  # it was said that it is none: an act, and no count of words that look like names
        subject = drawn.timeline.participant_id
        opened("timelines.no_name", actor=wanted.by, subject=subject, target=wanted.timeline, at=wanted.at)
    return acknowledgement(_numbered(rows, drawn.timeline, wanted))


def _new_in(drawn: Drawn, wanted: Wanted, found: Found) -> Found:
    """Leave of what was found what does not stand there yet: of what stands, somebody said before that it is no name.

    Nothing is compared that this seat does not hear: a refusal would tell what it is.
    """
    if not found:
        return found
    stands = _standing_words(drawn, wanted)
    said = _words(wanted.step)
    return {name: places for name, places in found.items() if said[name] != stands.get(name)}


def _standing_words(drawn: Drawn, wanted: Wanted) -> dict[str, str]:
    target = wanted.step.target
    if isinstance(wanted.step, rules.LanePut):
        lane = next((one for one in drawn.lanes if one.pk == target), None)
        return {"name": str(lane.name or "") if lane else ""}
    thing = drawn.things.get(target)
    if thing is None or not (wanted.hers or thing.cover == Cover.NONE):
        return {}
    told = rules.told(str(thing.told))
    return {"label": told.label, "when": told.when}


def _row(timeline: Timeline, wanted: Wanted) -> Operation:
    step = wanted.step
    return Operation(
        pk=step.id, timeline=timeline, sequence=timeline.sequence, kind=step.kind, target=step.target,
        hers=wanted.hers, at=wanted.at,
    )  # fmt: skip


def _numbered(rows: Rows, timeline: Timeline, wanted: Wanted) -> Operation:
    row = _row(timeline, wanted)
    rows.done.append(row)
    rows.known[row.pk] = row
    return row


def _again(rows: Rows, row: Operation, wanted: Wanted) -> dict[str, Any]:
    """Give the acknowledgement of an operation that was done before.

    Raises Malformed for one of elsewhere, SaidBefore for one that said something else: noted once in 15 minutes, so
    that it fills no disk.
    """
    if row.timeline_id != wanted.timeline:
        raise rules.Malformed
    if not _says_the_same(rows, row, wanted.step):
        noted: dict[str, Any] = {"subject": wanted.participant, "target": wanted.timeline, "at": wanted.at}
        opened("timelines.id_used_twice", actor=wanted.by, **noted)
        raise SaidBefore(_("We could not keep this: it was sent in place of something else. Please enter it anew."))
    return acknowledgement(row)


def _says_the_same(rows: Rows, row: Operation, step: rules.Step) -> bool:
    """Compare with what is still there: what an operation said and a later one replaced is kept nowhere."""
    if (row.kind, row.target) != (step.kind, step.target):
        return False
    drawn = rows.drawn[row.timeline_id]
    if isinstance(step, rules.Life):
        return drawn.timeline.sequence != row.sequence or str(drawn.timeline.life or "") == (step.as_text() or "")
    stands = [*drawn.lanes] if isinstance(step, rules.LanePut) else drawn.things.values()
    found = next((one for one in stands if one.pk == row.target and one.sequence == row.sequence), None)
    match found, step:
        case Thing(), rules.Put():
            return (found.lane_id, found.shape, str(found.told)) == (step.lane, step.shape, step.told.as_text())
        case Thing(), rules.Covering():
            return bool(found.cover == step.cover)
        case Lane(), rules.LanePut():
            return (str(found.name or ""), found.hidden) == (step.name, step.hidden)
    return True


def _lost(drawn: Drawn, wanted: Wanted) -> list[tuple[UUID, int]]:
    """Give the change whose words are replaced now by somebody who had not seen it, if there is one."""
    thing = drawn.things.get(wanted.step.target) if isinstance(wanted.step, rules.Put) else None
    if thing is None or wanted.seen is None or thing.sequence <= wanted.seen:
        return []
    return [(thing.pk, thing.sequence)]


def _words(step: rules.Step) -> dict[str, str]:
    match step:
        case rules.Put():
            return {"label": step.told.label, "when": step.told.when}
        case rules.LanePut():
            return {"name": step.name}
    return {}


def _require(standing: Standing, hers: bool, *, kept: bool) -> None:
    try:
        refuse_unless(standing, *([KEEPS_IT] if kept else []))
    except NotInForce:
        if hers:
            raise NotKept(_not_kept_for_her(standing.valid)) from None
        if standing.valid:
            raise NotKept(_("She chose that no timeline is kept. The talk goes on without one.")) from None
        raise


def _not_kept_for_her(chose: bool) -> str:
    if chose:
        return _("You chose that no timeline is kept. The talk goes on without one.")
    return _("Nothing is kept here now. Your interviewer can tell you how it goes on.")

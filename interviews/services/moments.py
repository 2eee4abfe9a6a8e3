"""What is kept of a sitting beside the questions: topics set aside, moments without words, notes, a call for help."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from consent.services import is_under_way, require_use
from interviews.models import Aside, Coverage, Heard, HelpCalled, Kind, Moment, Note, Sitting, Talked, Theme
from interviews.queries import notes_of
from interviews.services.room import NotRunning, hers_to_take_up, running
from interviews.services.sitting import held, may_enter
from ledger.services import opened
from studies.models import Participant
from timelines.services import noticed

Place = tuple[int, int, str]
"""Where something stands, the end excluded, in code points, and of which kind it is."""


class NamesNoticed(NotNow):
    """There may be a name, a place or a date in a note, at the places that were `found`."""

    status = 422

    def __init__(self, found: list[Place]) -> None:
        super().__init__(_("There may be a name, a place or a date in these words. Nothing of it is kept yet."))
        self.found = found


def second_of(sitting: Sitting, when: datetime) -> int:
    """Give the whole seconds from the opening of a sitting to `when`."""
    return int((when - (sitting.opened_at or when)).total_seconds())


@transaction.atomic
def set_aside(sitting: Sitting, theme: Theme, *, by: Person, at: datetime) -> UUID | None:
    """Set a whole topic aside (R43): its questions count as set aside, but for those that have a mark. Safe to repeat.

    Gives the id of what was made, or None when it was set aside before. Its id is nobody's: that of an act would say
    whose hand it was. Raises Denied for a topic of another guide.
    """
    row = running(sitting, by, at)
    if theme.guide_id != row.interview.guide_id:
        raise Denied
    aside, new = Aside.objects.get_or_create(interview=row.interview, theme=theme)
    return aside.pk if new else None


@transaction.atomic
def unfold(sitting: Sitting, theme: Theme, *, by: Person, at: datetime) -> None:
    """Offer a topic again, because she has said that she wants to talk about it. Safe to repeat.

    Raises OnHerScreen while a device of hers is here: there she takes it up herself.
    """
    row = running(sitting, by, at)
    hers_to_take_up(row, at)
    Aside.objects.filter(interview=row.interview, theme=theme).delete()


@transaction.atomic
def mark_moment(sitting: Sitting, kind: Kind, *, pk: UUID, when: datetime, by: Person, at: datetime) -> None:
    """Keep that something was, without words, at `when`; `pk` becomes its id. The register hears nothing of it."""
    row = running(sitting, by, at)
    Moment.objects.create(pk=pk, sitting=row, kind=kind, second=second_of(row, when))


@transaction.atomic
def take_back(sitting: Sitting, moment: UUID, *, by: Person, at: datetime) -> None:
    """Take a moment, a note, or a wrong tap that set something aside in this sitting, back. Safe to repeat."""
    row = running(sitting, by, at)
    heard = Heard.objects.filter(pk=moment, sitting=row).first()
    if heard is not None:
        _fold_back(row, heard)
    Moment.objects.filter(sitting=row, pk=moment).delete()
    Note.objects.filter(sitting=row, pk=moment).delete()


def _fold_back(row: Sitting, heard: Heard) -> None:
    """Take back that an act set a topic or a question aside; a mark that the question had before stands again."""
    aside = Coverage.objects.filter(interview=row.interview, talked=Talked.SET_ASIDE)
    aside.filter(pk=heard.pk).delete()
    if heard.made is not None:
        Aside.objects.filter(interview=row.interview, pk=heard.made).delete()
        aside.filter(pk=heard.made).update(talked=heard.was)


@dataclass(frozen=True)
class Looked:
    """Words of a note, and where there may be names in them: only `look_through` and `without_names` make one."""

    words: str
    found: tuple[Place, ...]


def look_through(sitting: Sitting, words: str) -> Looked:
    """Look for names in the words of a note, in the participant's language.

    Reading the lists takes seconds the first time: to be called while no row is held.
    """
    return Looked(words, tuple(noticed(words, sitting.interview.participant.language)))


def without_names(words: str) -> Looked:
    """Take the words of a note of which somebody says that there is no name in them."""
    return Looked(words, ())


@transaction.atomic
def write_down(sitting: Sitting, looked: Looked, *, pk: UUID, when: datetime, by: Person, at: datetime) -> None:
    """Keep a note, sealed with her key. Raises NamesNoticed when names were found in it."""
    row = running(sitting, by, at)
    participant = row.interview.participant
    if looked.found:
        raise NamesNoticed([*looked.found])
    Note.objects.create(pk=pk, participant=participant, sitting=row, second=second_of(row, when), words=looked.words)


@transaction.atomic
def open_notes(participant: Participant, *, by: Person, at: datetime) -> list[Note]:
    """Give the notes about a participant to who opens them, by sitting and time, and write down that they were opened.

    Also when there is none: the register must not tell whether there is. Raises NotInForce unless what she gave may be
    used.
    """
    require_use(participant, "C03", at=at)
    opened("interviews.notes_opened", actor=by.pk, subject=participant.pk, target=participant.pk, at=at)
    return notes_of(participant)


def _with_help(sitting: Sitting, by: Person) -> Sitting:
    row = held(sitting)
    if row.opened_at is None:
        raise NotRunning(_("This sitting is not open."))
    if is_under_way(row.interview.participant):
        raise NotRunning(_("What was kept is deleted. Nothing more can be done here."))
    may_enter(row, by)
    return row


@transaction.atomic
def help_called(sitting: Sitting, *, by: Person, at: datetime) -> None:
    """Keep that somebody was called (R71): no consent is asked for it. Once for a sitting.

    Raises NotRunning, also once everything of hers is deleted: it is hers, and nothing would delete it any more.

    The register says nothing of it: an act's name outlives her key, and whoever takes the chain along reads it.
    """
    HelpCalled.objects.get_or_create(sitting=_with_help(sitting, by), defaults={"at": at})


@transaction.atomic
def no_help_called(sitting: Sitting, *, by: Person, at: datetime) -> None:
    """Take that back: it was a wrong tap. Safe to repeat. Raises NotRunning."""
    HelpCalled.objects.filter(sitting=_with_help(sitting, by)).delete()

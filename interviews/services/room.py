"""What happens while a sitting is open: pauses, coverage, her device. None of it is an act for the register."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from consent import services as consent
from consent.services import refuse_unless, require, standing
from interviews.models import Coverage, KeyQuestion, Pause, Sitting, Talked
from interviews.queries import left_open
from interviews.services.sitting import held, may_enter
from timelines import services as timelines
from timelines.models import ShareLink
from timelines.queries import device_of, timeline_of

LATE = timedelta(minutes=1)
"""From when to when a pause took to arrive."""


class NotRunning(NotNow):
    """This sitting is not open, or has nothing to open on her device."""


class OnHerScreen(NotNow):
    """What was set aside is taken up again on her own device, which is here."""


def hers_to_take_up(sitting: Sitting, at: datetime) -> None:
    """Raise OnHerScreen while a device of hers is here; without one, what she says aloud counts."""
    timeline = timeline_of(sitting.interview.participant)
    if timeline is not None and device_of(timeline, at).here:
        raise OnHerScreen(_("She takes it up again on her own screen, whenever she wants."))


def running(sitting: Sitting, by: Person, at: datetime) -> Sitting:
    """Lock and give a sitting that `by` runs, with consent in force. Raises NotInForce, NotRunning, NotReady."""
    require(sitting.interview.participant, "C03", at=at)
    return _open_to(sitting, by)


def stopping(sitting: Sitting, by: Person, at: datetime) -> Sitting:
    """Lock and give a sitting as `running`, for what stops or closes something: also while consent is not in force.

    Raises NotInForce once she has withdrawn: then everything has stopped.
    """
    row = _open_to(sitting, by)
    if (now := standing(row.interview.participant, at)).withdrawn:
        refuse_unless(now)
    return row


def _open_to(sitting: Sitting, by: Person) -> Sitting:
    row = held(sitting)
    if row.opened_at is None or row.closed_at is not None:
        raise NotRunning(_("This sitting is not open."))
    may_enter(row, by)
    return row


def of_this_day(row: Sitting, at: datetime) -> None:
    """Raise NotRunning for what is done in a sitting that was left open, once its day is over."""
    if left_open(row, at):
        raise NotRunning(
            _("This sitting was left open on an earlier day. Load the page anew: you end it there, and plan another.")
        )


@transaction.atomic
def pause(sitting: Sitting, *, by: Person, at: datetime, began: datetime | None = None) -> None:
    """Begin a pause; net time leaves it out, and her device is let go: a screen is not left lying. Safe to repeat.

    `began` says when, for one that arrives late. By then they may have gone on: a late one closes no screen, and the
    room says it once more where the pause still lasts.
    """
    row = stopping(sitting, by, at)
    if not _pausing(row):
        Pause.objects.create(sitting=row, began_at=began or at)
    if row.link is not None and at - (began or at) < LATE:
        timelines.close_links(row.link.timeline, by=by.pk, at=at, why="pause")


def _pausing(row: Sitting) -> bool:
    return row.pauses.filter(ended_at=None).exists()


@transaction.atomic
def go_on(sitting: Sitting, *, by: Person, at: datetime, ended: datetime | None = None) -> None:
    """End the pause, at `ended` for an end that arrives late, and not before it began. Safe to repeat."""
    for one in running(sitting, by, at).pauses.filter(ended_at=None):
        one.ended_at = max(ended or at, one.began_at)
        one.save(update_fields=["ended_at"])


@transaction.atomic
def mark(
    sitting: Sitting, question: KeyQuestion, talked: Talked, *, by: Person, at: datetime, pk: UUID | None = None
) -> Coverage | None:
    """Keep what became of a key question (R40, R43), and give its mark as it was before, if it had one.

    `pk` becomes the id of a new mark, by which a wrong tap that set it aside is taken back. Raises Denied for a
    question of another guide.
    """
    row = running(sitting, by, at)
    if question.theme.guide_id != row.interview.guide_id:
        raise Denied
    before = Coverage.objects.filter(interview=row.interview, question=question).first()
    new = {"talked": talked, "pk": pk or uuid4()}
    Coverage.objects.update_or_create(
        {"talked": talked}, create_defaults=new, interview=row.interview, question=question
    )
    return before


@transaction.atomic
def unmark(sitting: Sitting, question: KeyQuestion, *, by: Person, at: datetime) -> None:
    """Take a mark back: the question is not reached. Safe to repeat.

    Raises OnHerScreen for one that is set aside while a device of hers is here.
    """
    row = running(sitting, by, at)
    marks = Coverage.objects.filter(interview=row.interview, question=question)
    if marks.filter(talked=Talked.SET_ASIDE).exists():
        hers_to_take_up(row, at)
    marks.delete()


@transaction.atomic
def permit_recording(
    sitting: Sitting, *, yes: bool, by: Person, at: datetime, said: datetime | None = None
) -> None:  # fmt: skip
    """Keep what she answered when asked again about the recording on this day (R30). Raises NotInForce without C07.

    `said` says when, for an answer that arrives late.
    """
    row = running(sitting, by, at)
    participant = row.interview.participant
    require(participant, "C07", at=at)
    consent.permit_recording(participant, yes=yes, by=by, at=said or at)


@transaction.atomic
def invite(sitting: Sitting, *, lands_on: str, by: Person, at: datetime) -> tuple[ShareLink, timelines.Secrets]:
    """Let her device join, and give the link; a device that is there stays until another is let in.

    What opens it is given once; without C08 it opens a timeline that is not kept. Raises NotRunning, also in a pause.
    """
    row = running(sitting, by, at)
    of_this_day(row, at)
    if _pausing(row):
        raise NotRunning(_("There is a pause. Go on first, then invite her device."))
    participant = row.interview.participant
    timeline = timelines.start(participant, at=at)
    timelines.open_for_drawing(timeline, at=at)
    link, keys = timelines.open_link(timeline, lands_on=lands_on, by=by, at=at)
    row.link = link
    row.save(update_fields=["link"])
    return link, keys


@transaction.atomic
def answer_device(sitting: Sitting, device: UUID, *, hers: bool, by: Person, at: datetime) -> None:
    """Let in the device that asks by the link `device`, or send it away. Raises NotRunning, NobodyAsks."""
    row = running(sitting, by, at)
    of_this_day(row, at)
    timeline = timeline_of(row.interview.participant)
    if timeline is None:
        raise Denied
    answer = timelines.confirm if hers else timelines.refuse
    answer(timeline, device, by=by, at=at)


@transaction.atomic
def close_device(sitting: Sitting, *, by: Person, at: datetime) -> None:
    """Let her device go; its screen says so. Safe to repeat."""
    row = stopping(sitting, by, at)
    if row.link is not None:
        timelines.close_links(row.link.timeline, by=by.pk, at=at, why="closed")

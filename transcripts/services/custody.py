"""Verbs of a recording's custody: registered, typed out, deleted before a witness."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from accounts.seconds import refusal
from consent.models import Act
from consent.services import lock, queue, standing
from interviews.models import Sitting
from interviews.services import count_listening
from studies.models import Participant
from studies.queries import day_of
from transcripts import queries, rules
from transcripts.models import Device, NotMade, Recording
from transcripts.services.noting import AlreadyDone, note


class NotPermitted(NotNow):
    """She gave no permission to record on the day of the sitting (R30)."""


class NotThatDay(NotNow):
    """A day before the recording, or in the future."""


class NotAWitness(NotNow):
    """Who saw it is another member of the study."""


def _locked(recording: Recording) -> Recording:
    lock(recording.participant)
    rows = Recording.objects.select_for_update(of=("self",)).select_related("participant__study")
    return rows.get(pk=recording.pk)


@transaction.atomic
def register_recording(sitting: Sitting, *, device: str, by: Person, at: datetime) -> Recording:
    """Register the recording of a sitting: due `recording_days` after its day in the study's zone. Safe to repeat.

    Raises NotPermitted without a permission of that day, AlreadyDone when another device is registered.
    """
    participant = lock(sitting.interview.participant)
    permission = _permitted(participant, sitting, at)
    device = Device(device)
    NotMade.objects.filter(sitting=sitting).delete()  # there was one after all
    recording, new = _registered(participant, sitting, permission, device, by)
    if new:
        note("recording_registered", recording, by, at, device=device.value, due_on=recording.due_on.isoformat())
    elif recording.device != device:
        raise AlreadyDone(_("This recording is registered already. It stays as it is."))
    return recording


@transaction.atomic
def say_not_made(sitting: Sitting, *, by: Person, at: datetime) -> NotMade:
    """Keep that no recording was made of a sitting, although she said yes to sound. Safe to repeat.

    Raises NotPermitted where no sound was permitted, AlreadyDone when a recording is registered.
    """
    participant = lock(sitting.interview.participant)
    _permitted(participant, sitting, at)
    if Recording.objects.filter(sitting=sitting).exists():
        raise AlreadyDone(_("This recording is registered already. It stays as it is."))
    row, new = NotMade.objects.get_or_create(sitting=sitting, defaults={"by": by, "at": at})
    if new:
        note("recording_not_made", row, by, at)
    return row


def _permitted(participant: Participant, sitting: Sitting, at: datetime) -> Act:
    permission = queries.permissions_of(participant, [sitting], at).get(sitting.pk)
    if permission is None:
        raise NotPermitted(
            _("She gave no permission to record on this day. Without it no recording can be registered.")
        )
    return permission


def _registered(
    participant: Participant, sitting: Sitting, permission: Act, device: Device, kept_by: Person
) -> tuple[Recording, bool]:
    """Give the custody row of a sitting's recording, and whether it is new."""
    day = queries.day_held(sitting, participant.study)
    assert day is not None  # nosec B101 # noqa: S101 - it has a permission, so it was opened
    return Recording.objects.get_or_create(sitting=sitting, defaults={
        "participant": participant, "permission": permission, "device": device, "recorded_on": day, "kept_by": kept_by,
        "due_on": rules.due_on(day, participant.study.recording_days),
    })  # fmt: skip


@transaction.atomic
def assume_recordings(participant: UUID, *, at: datetime) -> None:
    """Register every recording that she permitted and of which nobody said anything, so that its deletion is asked for.

    Nobody but its keeper knows whether it was made; until somebody has seen that it is gone, it counts as there. The
    keeper has done nothing yet, so the act is hers.
    """
    her = lock(Participant.objects.get(pk=participant))
    held = Sitting.objects.filter(interview__participant=participant, opened_at__isnull=False)
    unknown = list(queries.unanswered(held).select_related("interview__interviewer"))
    permitted = queries.permissions_of(her, unknown, at)
    for sitting in unknown:
        if permission := permitted.get(sitting.pk):
            keeper = sitting.interview.interviewer
            row, _new = _registered(her, sitting, permission, Device.RECORDER, keeper)
            note("recording_assumed", row, participant, at, due_on=row.due_on.isoformat())


@transaction.atomic
def mark_transcribed(recording: Recording, *, transcriber: Person, on: date, by: Person, at: datetime) -> None:
    """Keep who typed a recording out, and on which day. Safe to repeat.

    Raises NotThatDay, also for a day after W2 or W3; AlreadyDone; Denied.
    """
    row = _locked(recording)
    if row.transcribed_on is not None:
        if (row.transcribed_by_id, row.transcribed_on) != (transcriber.pk, on):
            raise AlreadyDone(_("It is kept already who typed it out. It stays as it is."))
    else:
        if not row.recorded_on <= on <= day_of(row.participant.study, at):
            raise NotThatDay(_("The day lies before the recording, or after today. Nothing was kept."))
        if not queries.may_be_heard(row.participant.study, standing(row.participant, at), on):
            raise NotThatDay(_("She asked that her recording is deleted. It is not typed out any more."))
        _member(row.participant, transcriber, at)
        row.transcribed_by, row.transcribed_on = transcriber, on
        row.save(update_fields=["transcribed_by", "transcribed_on"])
        note("recording_transcribed", row, by, at, transcriber=str(transcriber.pk), on=on.isoformat())
        if row.sitting is not None:
            count_listening(row.sitting, person=transcriber.pk, on=on)  # to listen again is load, too (R66)
    recording.refresh_from_db()


@transaction.atomic
def mark_deleted(recording: Recording, *, witness: Person, by: Person, at: datetime) -> None:
    """Keep that `by` deleted a recording and that `witness` saw that it is gone; also before it is typed out.

    Safe to repeat. Raises NotAWitness when the witness is oneself or no member of the study.
    """
    row = _locked(recording)
    if row.deleted_at is None:
        team = queries.members(row.participant.study, at)
        if refusal(by.pk, witness.pk, at) or not team.filter(person=witness).exists():
            raise NotAWitness(_("Somebody else of the team has to have seen it. Nothing was kept."))
        row.deleted_at, row.deleted_by, row.witnessed_by = at, by, witness
        row.save(update_fields=["deleted_at", "deleted_by", "witnessed_by"])
        typed = "typed_out" if row.transcribed_on else "not_typed_out"
        note("recording_deleted", row, by, at, witness=str(witness.pk), state=typed)
        if queries.asked_to_delete([row.participant_id]):
            queue(row.participant_id)
    recording.refresh_from_db()


def _member(participant: Participant, person: Person, at: datetime) -> None:
    if not queries.members(participant.study, at).filter(person=person).exists():
        raise Denied

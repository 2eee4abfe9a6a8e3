"""Reads: custody of recordings, transcripts on their way and stored ones, and what waits for whom."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import Actor, Asks, Days, Denied, Relation, Role
from accounts.models import Person
from consent.models import Act, Effect
from consent.queries import asked_to_delete_all, sound_permitted, sound_was_permitted
from consent.rules import Standing
from interviews.models import Interview, Sitting
from studies.models import Membership, Part, Participant, Study
from studies.queries import Owed, by_participant, current_assignments, current_memberships, day_of, memberships_as
from transcripts import rules
from transcripts.models import NotMade, Recording, State, Transcript

_of_participant = by_participant("participant")


def _transcripts_of(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
    """A candidate is related to who brought it in and to its reader, while they belong to the study."""
    if relation is not Relation.NAMED:
        return _of_participant(actor, role, relation, at, days)
    mine = Q(participant__study__in=memberships_as(actor.id, role, at, days).values("study"))
    return mine & (Q(reader=actor.id) if role is Role.READER else Q(brought_by=actor.id))


RELATIONS = {"recording": _of_participant, "transcript": _transcripts_of}


def day_held(sitting: Sitting, study: Study) -> date | None:
    """Give the day on which a sitting was opened, on the study's own calendar; none when it was not."""
    return day_of(study, sitting.opened_at) if sitting.opened_at else None


def permissions_of(participant: Participant, sittings: Iterable[Sitting], at: datetime) -> dict[UUID, Act]:
    """Give the permission to record of each sitting that has one, whatever she decided later; by the sitting's id."""
    return _permissions({participant: list(sittings)}, at)


def _permissions(sittings: Mapping[Participant, list[Sitting]], at: datetime) -> dict[UUID, Act]:
    held = {her: [each for each in rows if each.opened_at] for her, rows in sittings.items()}
    asked = {her: [(each.opened_at, each.closed_at) for each in rows if each.opened_at] for her, rows in held.items()}
    found = sound_permitted(asked, at)
    both = (pair for her, rows in held.items() for pair in zip(rows, found[her.pk], strict=True))
    return {each.pk: act for each, act in both if act}


def may_be_heard(study: Study, found: Standing, day: date) -> bool:
    """Say whether a recording may have been listened to on `day` (the study's calendar): until she asked to delete it.

    W2 and W3 end it from the day after; nobody listens any more once she has asked.
    """
    stopped = found.withdrawn_at if found.withdrawn in {"W2", "W3"} else None
    return stopped is None or day <= day_of(study, stopped)


def typed_out_by(interview: Interview, at: datetime) -> bool:
    """Say whether a text of the interview needs no recording any more at `at`.

    One was typed out or brought in by then, or no sound was ever permitted.
    """
    her = interview.participant
    if Transcript.objects.filter(interview=interview, brought_at__lte=at).exists():
        return True
    typed = Recording.objects.filter(participant=her, transcribed_on__lte=day_of(her.study, at))
    return typed.exists() or not sound_was_permitted(her.pk)


def members(study: Study, at: datetime) -> QuerySet[Membership]:
    """Give who may keep, type out or read what was said in the study at `at`, and witness that it is gone; by code."""
    return (
        current_memberships(at)
        .filter(study=study, person__is_active=True, part__in=[Part.LEAD, Part.INTERVIEWER, Part.READER])
        .select_related("person")
        .order_by("code")
    )


def readers(study: Study, at: datetime) -> QuerySet[Membership]:
    """Give the second readers of the study at `at`, by code."""
    return members(study, at).filter(part=Part.READER)


def case(asks: Asks, participant: UUID) -> Interview:
    """Give the interview of a participant that who asks has as a case. Raises Denied."""
    rows = Interview.objects.select_related("participant__study").filter(participant=participant)
    found = asks.all(rows).first()
    if found is None:
        raise Denied
    return found


@dataclass(frozen=True)
class Occasion:
    """One sitting that took place: its day, the permission of that day, and the custody of its recording."""

    sitting: Sitting
    day: date
    permission: Act | None
    recording: Recording | None
    not_made: NotMade | None  # somebody said that there is none


def occasions(interview: Interview, at: datetime) -> list[Occasion]:
    """Give the sittings of an interview that took place, with their recordings. Called behind `case`."""
    recordings = Recording.objects.filter(participant=interview.participant).select_related(
        "transcribed_by", "deleted_by", "witnessed_by"
    )
    kept = {each.sitting_id: each for each in recordings}
    study = interview.participant.study
    rows = list(interview.sittings.select_related("interview__participant__study").order_by("number"))
    held = [(each, day_held(each, study)) for each in rows]
    permitted = permissions_of(interview.participant, rows, at)
    none = {each.sitting_id: each for each in NotMade.objects.filter(sitting__in=rows).select_related("by")}
    return [
        Occasion(each, day, permitted.get(each.pk), kept.get(each.pk), none.get(each.pk))
        for each, day in held if day is not None
    ]  # fmt: skip


def recording(asks: Asks, pk: UUID) -> Recording:
    """Give one recording, with its participant and study. Raises Denied."""
    return asks.one(Recording.objects.select_related("participant__study"), pk)


_ROWS = Transcript.objects.select_related("participant__study", "brought_by", "reader").defer("body")


def _open() -> QuerySet[Transcript]:
    """Give the rows but those of who asked to delete everything: they are on their way out."""
    return _ROWS.exclude(participant__in=asked_to_delete_all())


def candidate(asks: Asks, pk: UUID) -> Transcript:
    """Give a transcript that is still between who brought it in and its reader. Raises Denied."""
    return asks.one(_ROWS.filter(state=State.CANDIDATE), pk)


def read_by(asks: Asks, pk: UUID) -> Transcript:
    """Give a transcript of which who asks is the reader, whatever became of it. Raises Denied."""
    return asks.one(_ROWS, pk)


def stored(asks: Asks, pk: UUID) -> Transcript:
    """Give one stored transcript. Raises Denied."""
    return asks.one(_ROWS.filter(state=State.STORED), pk)


def all_stored(asks: Asks) -> QuerySet[Transcript]:
    """Give the stored transcripts that who asks may read, by study and code."""
    rows = _open().filter(state=State.STORED)
    return asks.to("read", "transcript").all(rows).order_by("participant__study__title", "participant__code", "version")


def to_read(asks: Asks) -> QuerySet[Transcript]:
    """Give the candidates that wait for who asks, oldest first; none of somebody who asked to delete everything."""
    return asks.to("sign", "transcript").all(_open().filter(state=State.CANDIDATE)).order_by("brought_at")


def on_their_way(asks: Asks) -> QuerySet[Transcript]:
    """Give the candidates that who asks brought in."""
    own = _open().filter(state=State.CANDIDATE, brought_by=asks.actor.id)
    return asks.to("read candidate", "transcript").all(own).order_by("brought_at")


def versions(interview: Interview) -> QuerySet[Transcript]:
    """Give every version of an interview's transcript, newest first. Called behind `case`."""
    return _ROWS.filter(interview=interview).order_by("-version")


def cases(asks: Asks) -> QuerySet[Interview]:
    """Give the interviews that who asks has as cases, by code."""
    rows = Interview.objects.select_related("participant__study")
    return asks.to("bring in", "transcript").all(rows).order_by("participant__study__title", "participant__code")


def last_day(recording: Recording, wished: dict[UUID, date]) -> date:
    """Give the last day on which a recording may exist: its own, or an earlier one after she asked for its deletion."""
    return min(recording.due_on, wished.get(recording.participant_id, recording.due_on))


def asked_to_delete(participants: Collection[UUID], before: datetime | None = None) -> dict[UUID, date]:
    """Give those of `participants` who asked for their recording's deletion, with the last day for it.

    As it stands now, or as it stood when the instant `before` came.
    """
    rows = Effect.objects.filter(
        holder="transcripts", act__participant__in=participants, what=rules.DELETE_RECORDING
    )  # fmt: skip
    then = Q(act__at__lt=before) & (Q(done_at=None) | Q(done_at__gte=before)) if before else Q(done_at=None)
    return dict(rows.filter(then).values_list("act__participant", "due_on"))


def overdue(study: Study, at: datetime) -> list[Owed]:
    """Give the recordings of a study that should be gone by now, for its lead: a participant's code and the day."""
    rows = list(Recording.objects.filter(participant__study=study, deleted_at=None).select_related("participant"))
    wished, today = asked_to_delete({each.participant_id for each in rows}), day_of(study, at)
    words = _("%(code)s: a recording should be deleted by now")
    late = [(last_day(each, wished), each.participant) for each in rows if last_day(each, wished) < today]
    return [
        Owed(words % {"code": her.code}, reverse("studies:participant", args=[her.pk]), due)
        for due, her in sorted(late, key=lambda each: (each[0], each[1].code))
    ]


def owed(person: Person, at: datetime) -> list[Owed]:
    """Give what waits for `person` here: recordings to register and delete, texts to read, texts that came back."""
    return [
        *_to_register(person, at),
        *_recordings_owed(person, at),
        *_readings_owed(person, at),
        *_returned_owed(person, at),
    ]


def unanswered(sittings: QuerySet[Sitting]) -> QuerySet[Sitting]:
    """Give those of `sittings` of which nobody has registered a recording, nor said that none was made."""
    registered = Recording.objects.filter(sitting__isnull=False).values("sitting")
    return sittings.exclude(pk__in=registered).exclude(pk__in=NotMade.objects.values("sitting"))


def _cases_of(person: Person, at: datetime) -> QuerySet[Any, Any]:
    mine = memberships_as(person.pk, Role.INTERVIEWER, at).values("study")
    return current_assignments(at).filter(person=person, participant__study__in=mine).values("participant")


def _to_register(person: Person, at: datetime) -> Iterator[Owed]:
    """Give the sittings with a yes to sound of which nobody has said whether there is a recording, until somebody does.

    Attune can't know it by itself.
    """
    rows = Sitting.objects.filter(interview__participant__in=_cases_of(person, at), closed_at__isnull=False)
    held: dict[Participant, list[Sitting]] = {}
    for each in unanswered(rows).select_related("interview__participant__study").order_by("closed_at"):
        held.setdefault(each.interview.participant, []).append(each)
    permitted = _permissions(held, at)
    words = _("%(code)s: register the recording of sitting %(number)s, or say that none was made")
    for her, sittings in held.items():
        url = reverse("transcripts:custody", args=[her.pk])
        for each in sittings:
            if each.pk in permitted:
                yield Owed(words % {"code": her.code, "number": each.number}, url, None)


def _recordings_owed(person: Person, at: datetime) -> Iterator[Owed]:
    rows = list(
        Recording.objects.filter(deleted_at__isnull=True, participant__in=_cases_of(person, at))
        .select_related("participant__study")
        .order_by("due_on")
    )
    wished = asked_to_delete({each.participant_id for each in rows})
    for each in rows:
        wish, url = wished.get(each.participant_id), reverse("transcripts:custody", args=[each.participant_id])
        if wish is not None:
            words = _("%(code)s asked that her recording is deleted") % {"code": each.participant.code}
            yield Owed(words, url, last_day(each, wished))
        elif rules.is_near(each.due_on, day_of(each.participant.study, at)):
            yield Owed(_("%(code)s: delete the recording") % {"code": each.participant.code}, url, each.due_on)


def _readings_owed(person: Person, at: datetime) -> Iterator[Owed]:
    mine = memberships_as(person.pk, Role.READER, at).values("study")
    rows = _open().filter(state=State.CANDIDATE, reader=person, participant__study__in=mine).order_by("brought_at")
    for each in rows:
        words = _("%(code)s: read the transcript as second reader") % {"code": each.participant.code}
        yield Owed(words, reverse("transcripts:candidate", args=[each.pk]), None)


def _returned_owed(person: Person, at: datetime) -> Iterator[Owed]:
    mine = memberships_as(person.pk, Role.INTERVIEWER, at).values("study")
    rows = _open().filter(brought_by=person, participant__study__in=mine).order_by("interview", "-version")
    seen: set[UUID] = set()
    for each in rows:
        if each.interview_id not in seen and each.state == State.RETURNED:
            words = _("%(code)s: the transcript came back, a new version is needed") % {"code": each.participant.code}
            yield Owed(words, reverse("transcripts:bring", args=[each.participant_id]), None)
        seen.add(each.interview_id)

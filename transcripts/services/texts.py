"""Verbs of a transcript: brought in, read and signed by the second person, opened."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow
from accounts.models import Person
from accounts.seconds import refusal
from consent.services import lock, require_use, standing
from deid.engine import suggest
from deid.spans import MASK
from interviews.models import Interview
from ledger.services import opened
from studies.models import Participant, Study
from transcripts import queries, rules
from transcripts.models import Redaction, State, Transcript, Why
from transcripts.rules import Decision, Placed
from transcripts.services.noting import AlreadyDone, note
from transcripts.texts import cleaned


class NotAReader(NotNow):
    """The second reader is another person, and reads for this study (four eyes)."""


class Waiting(NotNow):
    """A candidate waits for its reader."""

    def __init__(self) -> None:
        super().__init__(_("A text of this talk waits for its second reader already. Nothing was kept of this one."))


class ReadMeanwhile(NotNow):
    """The text of this form was read already, and these are other words: they would be a new version."""

    def __init__(self, state: str) -> None:
        super().__init__(
            _("This text came back from its second reader. What you see here is not kept: keep it as a new version.")
            if state == State.RETURNED
            else _("The second reader has signed this text. If you have changed a word here, keep it as a new version.")
        )


class NotAllowed(NotNow):
    """Her consent does not let her words be worked with now."""


class Closed(NotNow):
    """She asked to delete everything."""


def barred(interview: Interview, at: datetime) -> str:
    """Give in words what forbids to bring a text of an interview in at `at`; "" when nothing does.

    C04 has to be usable, and a sitting has been opened. After W1 and W2 only a sitting before she stopped counts; after
    W2 also only what was typed out or brought in by then, because her recording is not listened to any more.
    """
    found = standing(interview.participant, at)
    if found.withdrawn == "W3":
        return _("Everything of hers is deleted. No text can be brought in.")
    if "C04" not in found.usable:
        return _("Her consent is not in force for this. No text can be brought in. Nothing was kept.")
    if not interview.sittings.filter(opened_at__lte=found.withdrawn_at or at).exists():
        stopped = _("She has stopped before a talk took place. No text can be brought in.")
        return stopped if found.withdrawn_at else _("No talk took place yet. A text can be brought in after one.")
    if found.withdrawn_at is None:
        return ""
    if found.withdrawn == "W2" and not queries.typed_out_by(interview, found.withdrawn_at):
        return _("She asked that her recording is deleted. It is not typed out any more, so no text can be brought in.")
    return ""


def allowed(interview: Interview, at: datetime) -> None:
    """Make sure, before anybody types, that a text may be brought in. Raises NotAllowed; storing asks again."""
    if words := barred(interview, at):
        raise NotAllowed(words)


def none_waits(interview: Interview) -> None:
    """Make sure, before anybody works on a text, that no other waits for its reader. Raises Waiting."""
    if Transcript.objects.filter(interview=interview, state=State.CANDIDATE).exists():
        raise Waiting


def decided(raw: str, language: str, decisions: Sequence[Decision], known: Sequence[str]) -> list[Decision]:
    """Give the checked decisions once every suggestion of the engine has one.

    Raises Undecided, DoesNotFit or StillNamed.
    """
    checked = rules.check(raw, decisions)
    left = rules.left_over(suggest(raw, language, known=known), checked)
    if left:
        raise rules.Undecided(len(left))
    _name_nobody(checked, language, known)
    return checked


def _name_nobody(checked: Sequence[Decision], language: str, known: Sequence[str] = ()) -> None:
    """Raise StillNamed when a word that was typed into brackets is a name by itself, of whomever."""
    found = (span for word in rules.typed(checked) for span in suggest(word, language, known=known))
    if any(span.level == MASK for span in found):
        raise rules.StillNamed


def bring_in(
    participant: Participant, *, raw: str, language: str, decisions: Sequence[Decision], reader: Person, by: Person,
    at: datetime, known: Sequence[str] = (), token: UUID | None = None,
) -> Transcript:  # fmt: skip
    """Store the de-identified text as a candidate for `reader`; `raw` lives in memory only.

    Safe to repeat: the same `token` gives the same words again, also once they are signed.

    Offsets of `decisions` count on `texts.cleaned(raw)`. Raises Empty, NotText, TooLong, Undecided, DoesNotFit,
    StillNamed, NotInForce without C04, NotAllowed (see `barred`), NotAReader, Waiting for another candidate, or
    ReadMeanwhile.
    """
    text = cleaned(raw)
    body, placed = rules.applied(text, decided(text, language, decisions, known))
    return _keep(participant, body, placed, language, reader, by, at, token)


@transaction.atomic
def _keep(
    participant: Participant, body: str, placed: Iterable[Placed], language: str, reader: Person, by: Person,
    at: datetime, token: UUID | None,
) -> Transcript:  # fmt: skip
    require_use(participant, "C04", at=at)
    interview = Interview.objects.select_related("participant__study").get(participant=participant)
    allowed(interview, at)
    _reads_for(participant.study, reader, by, at)
    versions = Transcript.objects.filter(interview=interview)
    if there := _brought_before(token, interview, body, by) or _waits(versions, body, reader, by):
        return there
    transcript = Transcript.objects.create(
        participant=participant, interview=interview, language=language, body=body, reader=reader, brought_by=by,
        pk=token or uuid4(), brought_at=at, version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
    )  # fmt: skip
    _place(transcript, placed)
    note("brought_in", transcript, by, at, reader=str(reader.pk), version=str(transcript.version))
    return transcript


def _reads_for(study: Study, reader: Person, by: Person, at: datetime) -> None:
    """Raise NotAReader unless this is somebody else who reads for the study."""
    if refusal(by.pk, reader.pk, at) or not queries.readers(study, at).filter(person=reader).exists():
        raise NotAReader(_("The second reader is somebody else who reads for this study. Nothing was kept."))


def _brought_before(token: UUID | None, interview: Interview, body: str, by: Person) -> Transcript | None:
    """Give the version that the same form has stored with these words, and that was read since; None for none.

    Raises Denied for what is no version of theirs, ReadMeanwhile for other words.
    """
    before = Transcript.objects.filter(pk=token).first() if token else None
    if before is None or before.state == State.CANDIDATE and before.interview_id == interview.pk:
        return None
    if (before.interview_id, before.brought_by_id) != (interview.pk, by.pk):
        raise Denied
    if before.state == State.RETURNED or str(before.body) != body:
        raise ReadMeanwhile(before.state)
    return before


def _waits(versions: QuerySet[Transcript], body: str, reader: Person, by: Person) -> Transcript | None:
    """Give the candidate that is there, where the same comes again. Raises Waiting for another one."""
    candidate = versions.filter(state=State.CANDIDATE).first()
    if candidate and (candidate.brought_by_id, candidate.reader_id, candidate.body) != (by.pk, reader.pk, body):
        raise Waiting
    return candidate


def _place(transcript: Transcript, placed: Iterable[Placed]) -> None:
    Redaction.objects.bulk_create(
        Redaction(transcript=transcript, start=one.start, end=one.end, label=one.label) for one in placed
    )


def _for_reading(transcript: Transcript, by: Person) -> Transcript:
    rows = Transcript.objects.select_for_update(of=("self",)).select_related("participant__study")
    row = rows.filter(pk=transcript.pk).first()
    if row is None or row.reader_id != by.pk:  # deleted a moment ago, or never theirs
        raise Denied
    return row


@transaction.atomic
def sign(transcript: Transcript, *, by: Person, at: datetime, decisions: Sequence[Decision] = ()) -> None:
    """Store a candidate for the team, signed by its reader; `decisions` replace further words of its body.

    What was brought in before W1 or W2 is still signed. Safe to repeat. Raises Denied, NotInForce without C04,
    AlreadyDone when it was sent back, DoesNotFit, StillNamed.
    """
    require_use(transcript.participant, "C04", at=at)
    row = _for_reading(transcript, by)
    if row.state == State.RETURNED:
        raise AlreadyDone(_("This text was sent back. A new version comes."))
    if row.state == State.CANDIDATE:
        before = [Placed(each.start, each.end, each.label) for each in row.redactions.all()]
        body = str(row.body)
        checked = [one for one in rules.check(body, decisions) if one.replacement is not None]
        _name_nobody(checked, row.language)
        row.body, placed = rules.applied(body, checked, before)
        row.state, row.read_at = State.STORED, at
        row.save()
        row.redactions.all().delete()
        _place(row, placed)
        note("signed", row, by, at, further=str(len(checked)))
    transcript.refresh_from_db()


@transaction.atomic
def send_back(transcript: Transcript, *, why: str, by: Person, at: datetime) -> None:
    """Send a candidate back: its words are taken away, the row stays. Safe to repeat.

    Raises Denied, or AlreadyDone when it was signed or went back for another reason.
    """
    lock(transcript.participant)
    row, said = _for_reading(transcript, by), Why(why)
    if row.state == State.CANDIDATE:
        row.body, row.state, row.why, row.read_at = "", State.RETURNED, said, at
        row.save()
        row.redactions.all().delete()
        note("sent_back", row, by, at, why=said.value)
    elif row.state == State.STORED or row.why != said:
        raise AlreadyDone(_("This text was read already. It stays as it is."))
    transcript.refresh_from_db()


def open_text(transcript: Transcript, *, by: Person, at: datetime) -> str:
    """Give the words of a transcript and write that they were opened. Raises Closed after she asked to delete all."""
    if standing(transcript.participant, at).withdrawn == "W3":
        raise Closed(_("Everything of hers is deleted. This text is closed."))
    opened("transcripts.opened", actor=by.pk, subject=transcript.participant_id, target=transcript.pk, at=at)
    return str(transcript.body)

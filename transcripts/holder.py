"""What this room holds of a participant, and what a withdrawal does to it.

A recording is deleted by its keeper: W2 and W3 ask until it is done, and its custody stays as dates without content.
With W3 every transcript goes, words and marks.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.holders import Shelf, shelves
from consent.queries import ended_by
from consent.services import sealing
from ledger.services import record
from studies.models import Participant
from studies.queries import day_of
from transcripts.models import Recording, State, Transcript
from transcripts.rules import DELETE_RECORDING, DELETE_TEXTS
from transcripts.services import assume_recordings


class _Holder:
    name = "transcripts"

    def holds(self, participant: UUID) -> list[str]:
        """Give sentences that say what is held of her."""
        held = [
            _("A recording of %(day)s. It is deleted by %(due)s at the latest.")
            % {"day": date_format(each.recorded_on), "due": date_format(each.due_on)}
            for each in _recordings(participant)
        ]
        if Transcript.objects.filter(participant=participant, state=State.STORED).exists():
            held.append(_("The text of our talk, without names and places."))
        if Transcript.objects.filter(participant=participant, state=State.CANDIDATE).exists():
            held.append(_("A text of our talk that a second person still has to read."))
        return held

    def effects(self, participant: UUID, level: str) -> list[str]:
        """Give what a withdrawal will do here."""
        return {"W2": [DELETE_RECORDING], "W3": [DELETE_RECORDING, DELETE_TEXTS]}.get(level, [])

    def let_go(self, item: str) -> list[str]:
        """Give nothing: no single choice keeps anything here."""
        return []

    def halt(self, participant: UUID, at: datetime) -> None:
        """Do nothing: no screen of hers shows anything of here."""

    def words(self, what: str) -> str:
        """Give the sentence for one effect."""
        return {
            DELETE_RECORDING: _("Your recording is deleted. We ask the person who keeps it until it is done."),
            DELETE_TEXTS: _("The text of our talk is deleted."),
        }[what]

    def carry_out(self, participant: UUID, what: str, at: datetime) -> bool:
        """Do one effect. A recording waits for its keeper; texts go at once."""
        if what == DELETE_RECORDING:
            assume_recordings(participant, at=at)
            return not _recordings(participant).exists()
        gone = list(Transcript.objects.filter(participant=participant).values_list("pk", flat=True))
        Transcript.objects.filter(pk__in=gone).delete()
        by, seals = ended_by(participant), sealing(Participant.objects.get(pk=participant))
        for pk in gone:
            record("transcripts.deleted", actor=by, subject=seals, target=pk, payload={}, at=at)
        return True

    def done_at(self, participant: UUID, what: str) -> datetime | None:
        """Give when the last of her recordings was deleted, if all are; a text goes when it is carried out."""
        if what != DELETE_RECORDING or _recordings(participant).exists():
            return None
        rows = Recording.objects.filter(participant=participant).order_by("deleted_at")
        return rows.values_list("deleted_at", flat=True).last()

    def copy(self, participant: UUID) -> dict[str, Any]:
        """Give the custody of her recordings as days, and her stored texts."""
        recordings = Recording.objects.filter(participant=participant).order_by("recorded_on")
        stored = Transcript.objects.filter(participant=participant, state=State.STORED).order_by("version")
        return {
            "recordings": [
                {
                    "recorded_on": each.recorded_on.isoformat(), "due_on": each.due_on.isoformat(),
                    "typed_out_on": each.transcribed_on.isoformat() if each.transcribed_on else None,
                    "deleted_at": each.deleted_at.isoformat() if each.deleted_at else None,
                }
                for each in recordings
            ],
            "texts": [{"version": each.version, "language": each.language, "text": str(each.body)} for each in stored],
        }  # fmt: skip

    def shelves(self, participant: UUID) -> list[Shelf]:
        """Give the days of her recordings, and her stored texts."""
        recordings = Recording.objects.filter(participant=participant).order_by("recorded_on")
        stored = Transcript.objects.filter(participant=participant, state=State.STORED).order_by("version")
        return shelves(
            Shelf(_("Recordings of our talks"), [line for each in recordings for line in _days(each)]),
            Shelf(_("The text of our talk"), [("", str(each.body)) for each in stored]),
        )


def _days(row: Recording) -> list[tuple[str, str]]:
    gone = day_of(row.participant.study, row.deleted_at) if row.deleted_at else None
    days = [(_("recorded on"), row.recorded_on), (_("typed out on"), row.transcribed_on), (_("deleted on"), gone)]
    if gone is None:
        days.append((_("to be deleted by"), row.due_on))
    return [(label, date_format(day)) for label, day in days if day]


def _recordings(participant: UUID) -> QuerySet[Recording]:
    return Recording.objects.filter(participant=participant, deleted_at__isnull=True).order_by("recorded_on")


HOLDER = _Holder()

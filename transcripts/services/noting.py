"""What custody and texts share: one act in the register, and the answer to a second, different one."""

from datetime import datetime
from uuid import UUID

from accounts.access import NotNow
from accounts.models import Person
from consent.services import sealing
from ledger.services import record
from transcripts.models import NotMade, Recording, Transcript


class AlreadyDone(NotNow):
    """Another answer than the one that is kept already."""


def note(act: str, row: Recording | Transcript | NotMade, by: Person | UUID, at: datetime, **codes: str) -> None:
    """Write an act about a recording or a text; `by` is a person, or the participant herself.

    Her key may be gone by then: out of a backup a recording comes back of whom everything was deleted.
    """
    actor = by.pk if isinstance(by, Person) else by
    record(f"transcripts.{act}", actor=actor, subject=sealing(row.participant), target=row.pk, payload=codes, at=at)

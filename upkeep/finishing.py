"""What a restore does last, with rows and keys back; the drill tries the same in scratch, and keeps nothing of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.services.people import end_all_access
from consent.queries import asked_to_delete_all, destructions_ordered
from consent.services import delete_again
from ledger.queries import size
from ledger.services import anchor, own_subject, record
from studies.models import Participant
from timelines.links import close_all_links
from vault import services as vault

RESTORED = "upkeep.restored"


def keys_to_end() -> set[UUID]:
    """Give the participants whose key is there though the register says that its destruction is ordered."""
    return {each for each in destructions_ordered() if vault.has_key(each)}


@transaction.atomic
def settle(backup: UUID, *, ended: int, at: datetime) -> None:
    """End all access of before, delete again what was deleted since, and write the act, signed.

    `ended` is how many keys this restore destroyed.
    """
    log, entries = own_subject(), size()
    end_all_access()  # it may have been taken away since the backup
    close_all_links(by=log, at=at)
    again = [her for her in deleted_since() if delete_again(her, by=log, at=at)]
    said = {"entries": entries, "ended": ended, "deleted_again": len(again)}
    record(RESTORED, actor=log, subject=log, target=backup, payload=said, at=at)
    anchor(at=at)


def deleted_since() -> list[Participant]:
    """Give the participants whose key the keyring, which is newer than the rows, names as destroyed, while the rows say
    nothing of a deletion.
    """
    hers = Participant.objects.filter(pk__in=vault.destroyed()).exclude(pk__in=asked_to_delete_all())
    return list(hers.order_by("pk"))


def tried(ring: vault.Copy, backup: UUID, at: datetime) -> None:
    """Finish as a restore does, in what stands in place of the database and with the keys of `ring`; take it back."""
    with vault.standing_in(ring):
        ended = keys_to_end()
    with vault.standing_in(ring.without({str(each) for each in ended})), transaction.atomic():
        settle(backup, ended=len(ended), at=at)
        transaction.set_rollback(True)

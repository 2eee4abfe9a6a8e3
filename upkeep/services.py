"""Verbs about keys: order, confirm, take back and carry out a destruction; rotate all."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from accounts.seconds import refusal
from accounts.services import reset_factors
from checkins.queries import open_now
from consent import services as consent
from consent.models import Reason
from consent.queries import key_is_gone
from consent.services import copies_gone_by, destroy_key, lock
from ledger.services import anchor, record
from studies.models import Participant
from studies.resting import held_parts, rest
from upkeep.models import Destruction, Rotation
from vault import services as vault

_log = logging.getLogger(__name__)


class NotToBeOrdered(NotNow):
    """A destruction cannot be ordered, confirmed or taken back like this now."""


@transaction.atomic
def begin_anew(person: Person, *, by: UUID, at: datetime) -> None:
    """Take away what opens an account, and let its person's parts rest until somebody else says that it is them.

    Raises NotLast for the own account.
    """
    parts = held_parts(person)
    reset_factors(person, by=by, at=at)
    rest(parts, by=by, at=at)


@transaction.atomic
def order_destruction(participant: Participant, *, reason: str, by: Person, at: datetime) -> Destruction:
    """Write down that `by` orders the destruction of a participant's key; nothing happens until another confirms.

    Raises NotToBeOrdered when it is ordered already, or done, or when it can wait and somebody is asked to see her now.
    """
    participant = lock(participant)
    _can_be_now(participant, reason, at)
    if key_is_gone(participant.pk):
        raise NotToBeOrdered(_("Everything of hers is deleted already."))
    if Destruction.objects.filter(participant=participant, taken_back_at=None).exists():
        raise NotToBeOrdered(_("The destruction of this key is ordered already."))
    order = Destruction.objects.create(participant=participant, reason=reason, ordered_by=by, ordered_at=at)
    _tell(order, "ordered", by.pk, at, reason=str(reason))
    return order


@transaction.atomic
def confirm_destruction(order: Destruction, *, by: Person, at: datetime) -> None:
    """Write down that a second person confirms. From here on everything of hers is being deleted, as she would do it.

    What every room holds goes, her key at the end; that can't be taken back. Raises NotToBeOrdered when `by` may not
    be the second person, or when it is confirmed or taken back.
    """
    order = _open(order)
    _can_be_now(order.participant, order.reason, at)
    if refused := refusal(order.ordered_by_id, by.pk, order.ordered_at):
        raise NotToBeOrdered(refused)
    order.confirmed_by, order.confirmed_at = by, at
    order.save()
    _tell(order, "confirmed", by.pk, at)
    consent.delete_everything(order.participant, reason=order.reason, by=by, at=at)
    queue(order.pk)


@transaction.atomic
def take_back_destruction(order: Destruction, *, by: Person, at: datetime) -> None:
    """Write down that it is not done, by either of them. Raises NotToBeOrdered when it is confirmed or taken back."""
    order = _open(order)
    order.taken_back_by, order.taken_back_at = by, at
    order.save()
    _tell(order, "taken_back", by.pk, at)


def _can_be_now(participant: Participant, reason: str, at: datetime) -> None:
    """Raise NotToBeOrdered while somebody is asked to see her now, where only the time for keeping is over."""
    if reason == Reason.TIME_OVER and open_now(participant, at):
        raise NotToBeOrdered(_(
            "Something about her safety is open at her centre. Speak with the study's lead: when her centre has said "
            "what became of it, this can go on."
        ))  # fmt: skip


def _open(order: Destruction) -> Destruction:
    lock(order.participant)
    order = Destruction.objects.select_for_update(of=("self",)).select_related("participant").get(pk=order.pk)
    if order.confirmed_at or order.taken_back_at:
        raise NotToBeOrdered(_("This is settled already. Nothing was changed."))
    return order


def _tell(order: Destruction, what: str, actor: UUID, at: datetime, **payload: str) -> None:
    """Write the entry about her, sealed with the study's key: it must still be readable when hers is gone."""
    record(f"upkeep.key_destruction_{what}", actor=actor, subject=order.participant.study_id,
           target=order.participant_id, payload=payload, at=at)  # fmt: skip


def queue(order: UUID) -> None:
    """Have a confirmed destruction carried out once the caller's transaction is committed. Safe to repeat."""
    from upkeep.tasks import carry_out_destruction  # tasks stand above services

    def send() -> None:  # Django logs a failure by the function's name
        carry_out_destruction.delay(str(order))

    transaction.on_commit(send, robust=True)


def unfinished() -> list[UUID]:
    """Give the destructions that are confirmed and not done."""
    rows = Destruction.objects.filter(confirmed_at__isnull=False, done_at=None)
    return list(rows.order_by("ordered_at").values_list("pk", flat=True))


def carry_out(order: UUID, at: datetime) -> bool:
    """Carry out a confirmed destruction as a withdrawal of everything. Safe to repeat, and after a kill.

    Gives False when it failed and should be tried again soon; a recording that waits for its keeper is no failure, and
    her key does not wait for it.
    """
    found = Destruction.objects.select_related("participant__study", "confirmed_by").get(pk=order)
    if found.confirmed_by is None or found.done_at:
        return True
    her = found.participant
    if key_is_gone(her.pk):
        settle(her.pk, at)
        return True
    if consent.is_under_way(her):
        return consent.carry_out(her.pk, at)
    try:
        destroy_key(her, actor=found.confirmed_by.pk, done=lambda: None, at=at)
    except Exception as failed:  # the keys' keeper may be away; what is left is tried again
        _log.error("destruction %s failed: %s", found.pk, type(failed).__name__)
        return False
    return True


@transaction.atomic
def settle(participant: UUID, at: datetime) -> None:
    """Write that the destruction of her key, if one is confirmed, is done. Called when her key is gone; repeatable."""
    lock(Participant(pk=participant))
    wanted = Destruction.objects.filter(participant=participant, confirmed_at__isnull=False, done_at=None)
    for order in wanted.select_for_update(of=("self",)).select_related("participant__study"):
        order.done_at = at
        order.save(update_fields=["done_at"])
        until = copies_gone_by(order.participant, at).isoformat()
        _tell(order, "done", order.participant.study_id, at, copies_until=until)
        anchor(at=at)


def rotate(by: Person, at: datetime) -> int:
    """Wrap all keys under the next epoch on the order of `by`; give its number. One that was interrupted goes on."""
    with transaction.atomic():
        order = Rotation.objects.filter(done_at=None).first()
        if order is None:
            order = Rotation.objects.create(ordered_by=by, ordered_at=at, epoch=vault.epoch() + 1)
            record("upkeep.rotation_ordered", actor=by.pk, subject=by.pk, target=order.pk, payload={}, at=at)
    finish_rotations(at)
    return order.epoch


def finish_rotations(at: datetime) -> None:
    """Do what is left of rotations and destructions in the keyring, and write down which rotation is done."""
    vault.finish()
    for order in Rotation.objects.filter(done_at=None):
        vault.rotate(order.epoch)
        with transaction.atomic():
            if Rotation.objects.filter(pk=order.pk, done_at=None).update(done_at=at):
                by = order.ordered_by_id
                record("upkeep.rotation_done", actor=by, subject=by, target=order.pk, payload={}, at=at)

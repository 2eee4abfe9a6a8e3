"""Withdrawal: written at once, carried out by every room that holds something of her."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Denied
from accounts.models import Person
from consent import holders, queries
from consent.models import STOPS, Act, Channel, Effect, Kind, Level, Text
from consent.queries import KEY, OWN
from consent.services.acts import Draft, NotToBeAsked, lock, standing, write
from consent.services.keys import destroy_key
from consent.services.seals import sealing
from ledger.services import anchor, record
from studies.models import Participant
from studies.queries import day_of

_log = logging.getLogger(__name__)


def effects_of(participant: UUID, level: str) -> list[tuple[str, str]]:
    """Give what a withdrawal of `level` will do, as (holder, code), in the order of carrying out."""
    found = [(each.name, what) for each in holders.all_holders() for what in each.effects(participant, level)]
    return [*found, (OWN, KEY)] if level == Level.W3 else found


def words(holder: str, what: str) -> str:
    """Give the translated sentence for one effect."""
    if holder == OWN:
        return _("Your key is destroyed. What was kept can then not be read any more, also in old safety copies.")
    return holders.holder(holder).words(what)


@dataclass(frozen=True)
class Progress:
    """One effect as her page shows it; `waits` says whether it waits for a person.

    `copies_until` is the last day on which a safety copy may hold what was deleted; None when nothing was.
    """

    words: str
    done_at: datetime | None
    due_on: date
    waits: bool
    copies_until: date | None = None


def progress(participant: UUID, at: datetime) -> list[Progress]:
    """Give what her withdrawals have done and have to do. What is not done after two minutes waits for a person."""
    return [
        Progress(words(each.holder, each.what), _really_done_at(each), each.due_on,
                 each.done_at is None and each.holder != OWN and at - each.act.at > timedelta(minutes=2),
                 copies_until(each))
        for each in queries.effects(participant)
    ]  # fmt: skip


def copies_until(effect: Effect) -> date | None:
    """Give the last day on which a safety copy may hold what `effect` has deleted; None when it deletes nothing here.

    With W3 everything goes; with a changed choice what was kept by it. A recording never was in a copy of ours.
    """
    if effect.done_at is None or (effect.act.level != Level.W3 and effect.act.kind != Kind.ITEM_CHANGE):
        return None
    return copies_gone_by(effect.act.participant, effect.done_at)


def copies_gone_by(participant: Participant, deleted_at: datetime) -> date:
    """Give the day by which every safety copy of what was deleted at an instant is gone, on her study's clock."""
    return day_of(participant.study, deleted_at) + timedelta(days=settings.BACKUP_DAYS)


def _really_done_at(effect: Effect) -> datetime | None:
    """Give when an effect was done: earlier than it was asked, when a room knows so."""
    if effect.done_at is None or effect.holder == OWN:
        return effect.done_at
    return holders.holder(effect.holder).done_at(effect.act.participant_id, effect.what) or effect.done_at


@transaction.atomic
def withdraw(
    participant: Participant, level: str, *, by_code: bool, at: datetime, by: Person | None = None, channel: str = ""
) -> Act:  # fmt: skip
    """Write a withdrawal and what it has to do; from this transaction on nothing more is allowed.

    `by_code` says whether she did it with her code; otherwise she told `by`, through `channel`. A level that is not
    further than the one already written gives that one again. Raises NotToBeAsked when she never agreed to anything.
    """
    participant = lock(participant)
    if Level(level) <= standing(participant, at).withdrawn:
        done = Act.objects.filter(participant=participant, kind__in=STOPS).order_by("level", "order")
        return done.reverse()[0]
    last = Act.objects.filter(participant=participant).order_by("order").last()
    if last is None:
        raise NotToBeAsked(_("There is nothing to withdraw: nothing was agreed."))
    text = Text.objects.get(version=last.version_id, language=last.language)
    draft = Draft(Kind.WITHDRAWAL, text, by.pk if by else participant.pk, level=Level(level))
    act = write(participant, draft, at=at)
    planned = effects_of(participant.pk, act.level)
    plan(act, draft.actor, planned, {"by_code": by_code, "channel": str(Channel(channel)) if channel else ""})
    anchor(at=at)
    queue(participant.pk)
    return act


@transaction.atomic
def change_item(
    participant: Participant, item: str, *, yes: bool, choice: str = "", said_to: Person | None = None, at: datetime
) -> Act | None:
    """Write that she changed one choice; None when it already says so. Only she can do this, so she is the actor.

    `said_to` is her interviewer where she said it in a talk and did not press by herself.
    With a no, what was kept by that choice alone is deleted, as after a withdrawal; where a talk needs it, what is open
    on her screens closes. Raises NotToBeAsked without a written act or after a withdrawal, Denied for an item that is
    not on her form.
    """
    participant = lock(participant)
    found, written = standing(participant, at), queries.last_written(participant.pk)
    if found.withdrawn or written is None:
        raise NotToBeAsked(_("This choice cannot be changed any more. Nothing else has changed."))
    text = queries.text(written.version_id, written.language)
    kinds = {each["code"]: each["kind"] for each in text.body["items"]}
    if item not in kinds:
        raise Denied
    if found.answers.get(item) is yes and found.choices.get(item, "") == choice:
        return None
    draft = Draft(
        Kind.ITEM_CHANGE, text, participant.pk, explained_by=said_to, answers={item: yes},
        choices={item: choice} if choice else {},
    )  # fmt: skip
    return _changed(participant, draft, item, ends=found.valid and kinds[item] == "required", at=at)


def _changed(participant: Participant, draft: Draft, item: str, *, ends: bool, at: datetime) -> Act:
    """Write a change of one choice; a no lets go what was kept by it, and where it `ends` talks, her screens close."""
    no = not draft.answers[item]
    for each in holders.all_holders() if no and ends else []:  # before the register is locked: links come first
        each.halt(participant.pk, at)
    act = write(participant, draft, at=at)
    if no:
        _let_go(act, item)
    return act


def _let_go(act: Act, item: str) -> None:
    """Have deleted what was kept by this choice alone."""
    if gone := [(each.name, what) for each in holders.all_holders() for what in each.let_go(item)]:
        plan(act, act.participant_id, gone, {"by_code": True, "channel": ""})
        queue(act.participant_id)


def plan(act: Act, actor: UUID, planned: list[tuple[str, str]], how: dict[str, object]) -> None:
    """Write one effect row for each thing that has to be done."""
    study = act.participant.study
    due = day_of(study, act.at) + timedelta(days=study.withdrawal_days)
    Effect.objects.bulk_create(
        Effect(act=act, holder=holder, what=what, order=place, due_on=due)
        for place, (holder, what) in enumerate(planned)
    )
    record("consent.effects_planned", actor=actor, subject=sealing(act.participant), target=act.pk, payload={
        "effects": [f"{holder} {what}" for holder, what in planned], **how,
    }, at=act.at)  # fmt: skip


def queue(participant: UUID) -> None:
    """Have what is left of her withdrawals carried out once the caller's transaction is committed. Safe to repeat.

    When the queue cannot be reached, the withdrawal stands all the same, and start-up finds it. A holder whose effect
    waited for a person calls this when the person has done it.
    """
    from consent.tasks import carry_out_effects  # tasks stand above services

    def send() -> None:  # Django logs a failure by the function's name, which a partial has not
        carry_out_effects.delay(str(participant))

    transaction.on_commit(send, robust=True)


def unfinished() -> list[UUID]:
    """Give the participants of whose withdrawals something is still to be done."""
    rows = Effect.objects.filter(done_at__isnull=True)
    return list(rows.order_by("act__participant").values_list("act__participant", flat=True).distinct())


def carry_out(participant: UUID, at: datetime) -> bool:
    """Carry out what is left of a participant's withdrawals, each effect in its own transaction. Safe to repeat.

    Gives False when something failed and should be tried again soon; what waits for a person is no failure. Nor does
    her key wait for it: what was deleted here must not be opened out of an old safety copy for as long as somebody has
    not said that a thing outside is gone.
    """
    left = queries.effects(participant).filter(done_at__isnull=True)
    well = all([_tried(_carry_out_one, effect, at) for effect in left.exclude(holder=OWN)])
    key = left.filter(holder=OWN).first()
    return _tried(_destroy_key, key, at) if key and well else well


def _tried(do: Callable[[Effect, datetime], None], effect: Effect, at: datetime) -> bool:
    try:
        do(effect, at)
    except Exception as failed:  # one room that fails must not stop the others
        _log.error("effect %s failed: %s", effect.pk, type(failed).__name__)
        return False
    return True


@transaction.atomic
def _carry_out_one(effect: Effect, at: datetime) -> None:
    participant = lock(effect.act.participant)
    effect.refresh_from_db(fields=["done_at"])
    if effect.done_at or not holders.holder(effect.holder).carry_out(participant.pk, effect.what, at):
        return
    _done(effect, at, subject=sealing(participant))


def _done(effect: Effect, at: datetime, *, subject: UUID) -> None:
    effect.done_at = at
    effect.save(update_fields=["done_at"])
    until = copies_until(effect)
    by = queries.ended_by(effect.act.participant_id)
    record("consent.effect_done", actor=by, subject=subject, target=effect.pk, payload={
        "holder": effect.holder, "what": effect.what, **({"copies_until": until.isoformat()} if until else {})
    }, at=at)  # fmt: skip


def _destroy_key(effect: Effect, at: datetime) -> None:
    """Destroy her key on her own order; after a kill on the way it is finished at start-up."""
    participant = effect.act.participant

    def done() -> None:
        effect.refresh_from_db(fields=["done_at"])
        if effect.done_at is None:
            _done(effect, at, subject=participant.study_id)
            anchor(at=at)

    destroy_key(participant, actor=queries.ended_by(participant.pk), done=done, at=at)

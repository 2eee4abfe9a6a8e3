"""Her copy of what she agreed to: one document per written act, without a name."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access import NotNow
from consent import holders, queries, rules
from consent.models import Act, ConsentCopy
from consent.services.acts import lock, refuse_withdrawn
from consent.services.of_her import effects_on, shelves_on, study_of
from ledger.queries import receipt
from ledger.services import anchor, opened, record
from printing.services import NotPrinted, pdf
from studies.models import Participant
from vault.services import KeyDestroyed


class NoCopyNow(NotNow):
    """Her copy could not be printed: it takes more than there is, or the press failed."""

    status = 503


def copy_of(act: Act) -> bytes:
    """Give the PDF of a written act in the language in which it was given; the same act gives the same bytes.

    Raises NoCopyNow.
    """
    text = queries.text(act.version_id, act.language)
    spoken = queries.spoken_before(act)
    with override(act.language):  # its digest is kept: nothing of it may hang on who asks
        lines = answered(act, text.body["items"])
    context = {
        "body": text.body, "lines": lines, "act": act, "number": act.version.number,
        "given": _local(act, act.at), "spoken": _local(act, spoken.at) if spoken else None,
    }  # fmt: skip
    try:
        return pdf("consent/copy.html", context, act.language)
    except NotPrinted:
        words = _(
            "The copy could not be made at this moment. What was agreed is kept. Try it once more a little later."
        )
        raise NoCopyNow(words) from None


def _local(act: Act, at: datetime) -> datetime:
    """Give an instant on the study's calendar, without zone: it is printed as it stands."""
    return at.astimezone(ZoneInfo(act.participant.study.time_zone)).replace(tzinfo=None)


def answered(act: Act, items: list[rules.Item]) -> list[dict[str, Any]]:
    """Give what was answered in a written act: code, sentence, and the answer in words or the chosen options."""
    answers = {each.item: each for each in act.answers.all()}
    return [
        {"code": item["code"], "text": item["text"], "answer": queries.said(item, answers[item["code"]].yes,
         answers[item["code"]].choice)}
        for item in items if item["code"] in answers
    ]  # fmt: skip


def keep_copy(act: Act, at: datetime) -> ConsentCopy:
    """Keep the digest of the copy that is given for a written act. Safe to repeat: there is one copy per act.

    Raises NotToBeAsked after a withdrawal, NoCopyNow.
    """
    digest = hashlib.sha256(copy_of(act)).hexdigest()
    with transaction.atomic():
        refuse_withdrawn(lock(act.participant), at)
        copy, new = ConsentCopy.objects.get_or_create(act=act, defaults={"digest": digest, "made_at": at})
        if new:
            record("consent.copy_given", actor=act.participant_id, subject=act.participant_id, target=act.pk,
                   payload={"digest": digest}, at=at)  # fmt: skip
    return copy


def receipt_of(act: Act, *, at: datetime) -> str:
    """Give what proves that an act of hers stands in the register, unchanged (docs/ledger.md): no name, no answer.

    The register is signed for it, unless it is already.
    """
    anchor(at=at)
    proof = receipt(act.order)
    if proof is None:
        raise LookupError(act.pk)  # its entry is under every later checkpoint
    return proof


def holds(participant: UUID) -> list[str]:
    """Give sentences that say what every room holds of her."""
    return [sentence for each in holders.all_holders() for sentence in each.holds(participant)]


def everything_of(participant: Participant) -> dict[str, Any]:
    """Give all that is kept of her, as plain values: her place in the study, her acts and what they did, every room."""
    own = {"study": study_of(participant), "acts": _acts(participant), "effects": effects_on(participant)}
    return {**own, **rooms_of(participant)}


def rooms_of(participant: Participant) -> dict[str, Any]:
    """Give what every room holds of her, by room; nothing once her key is destroyed."""
    if queries.key_is_gone(participant.pk):
        return {}
    return {each.name: each.copy(participant.pk) for each in holders.all_holders()}


def shelves_of(participant: Participant) -> list[holders.Shelf]:
    """Give the same but her acts in words, as her page shows it; nothing of the rooms once her key is destroyed."""
    rooms = [] if queries.key_is_gone(participant.pk) else holders.all_holders()
    return [*shelves_on(participant), *(shelf for each in rooms for shelf in each.shelves(participant.pk))]


def look(what: str, participant: Participant, *, by: UUID, at: datetime) -> None:
    """Write that `by`, one of the staff or she herself, opened her "answers", "copy" or "everything".

    Once per 15 minutes. Once her key is destroyed, the study's key seals the entry.
    """
    act, her = f"consent.{what}_opened", participant.pk
    try:
        opened(act, actor=by, subject=her, target=her, at=at)
    except KeyDestroyed:
        opened(act, actor=by, subject=participant.study_id, target=her, at=at)


def _acts(participant: Participant) -> list[dict[str, Any]]:
    return [
        {"kind": act.kind, "at": act.at.isoformat(), "version": act.version.number, "language": act.language,
         "centre": act.centre.name, "present": act.present,
         **({"level": act.level} if act.level else {}), **({"reason": act.reason} if act.reason else {}),
         "answers": {each.item: each.choice or ("yes" if each.yes else "no") for each in act.answers.all()},
         "teach_back": {each.question: each.heard for each in act.teach_back.all()}}
        for act in queries.acts(participant)
    ]  # fmt: skip

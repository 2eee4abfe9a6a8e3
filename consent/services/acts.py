"""Verbs that write acts: a row that nothing changes, and its ledger entry, in one transaction."""

from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from consent import queries, rules
from consent.models import Act, Answer, Kind, Level, Present, TeachBack, Text, TextVersion
from consent.services.seals import sealing
from consent.services.twice import PRESENT, WRITTEN, made
from ledger.services import record
from studies.models import Participant
from studies.queries import as_id, day_of, rows_of
from vault.services import has_key


class NotInForce(NotNow):
    """Consent for this is not in force."""


class NotToBeAsked(NotNow):
    """Consent cannot be asked or given like this now."""


@dataclass(frozen=True)
class Draft:
    """What an act is going to say."""

    kind: Kind
    text: Text
    actor: UUID
    explained_by: Person | None = None
    present: str = Present.NOBODY
    level: str = ""
    reason: str = ""
    answers: Mapping[str, bool] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    heard: Mapping[str, str] = field(default_factory=dict)


def lock(participant: Participant) -> Participant:
    """Give the participant's row, locked until the caller's transaction ends: acts and writes wait for each other."""
    if not transaction.get_connection().in_atomic_block:
        raise ValueError("consent is asked inside a transaction")
    rows = Participant.objects.select_for_update(no_key=True, of=("self",)).select_related("study", "centre")
    return rows.get(pk=participant.pk)


def write(participant: Participant, draft: Draft, *, at: datetime, token: UUID | None = None) -> Act:
    """Write an act and its entry; the caller holds the lock. The entry's number is the act's place in the order."""
    pk = token or uuid4()
    supersedes = Act.objects.filter(participant=participant, kind=draft.kind).order_by("order").last()
    entry = record(f"consent.{draft.kind}", actor=draft.actor, subject=sealing(participant), target=pk, payload={
        "version": str(draft.text.version_id), "language": draft.text.language, "digest": draft.text.digest,
        "explained_by": str(draft.explained_by.pk) if draft.explained_by else "", "present": str(draft.present),
        "level": str(draft.level), "answers": dict(draft.answers), "choices": dict(draft.choices),
        "heard": dict(draft.heard), **({"reason": str(draft.reason)} if draft.reason else {}),
    }, at=at)  # fmt: skip
    act = Act.objects.create(
        pk=pk, participant=participant, kind=draft.kind, version_id=draft.text.version_id, language=draft.text.language,
        text_digest=draft.text.digest, at=at, centre=participant.centre, explained_by=draft.explained_by,
        present=draft.present, level=draft.level, reason=draft.reason, supersedes=supersedes, order=entry.seq,
    )  # fmt: skip
    Answer.objects.bulk_create(
        Answer(act=act, item=item, yes=yes, choice=draft.choices.get(item, "")) for item, yes in draft.answers.items()
    )
    TeachBack.objects.bulk_create(TeachBack(act=act, question=code, heard=how) for code, how in draft.heard.items())
    return act


def standing(participant: Participant, at: datetime) -> rules.Standing:
    """Give the participant's standing from all her acts; under the lock it cannot change."""
    return queries.standings([participant.pk], at=at)[participant.pk]


def refuse_withdrawn(participant: Participant, at: datetime) -> None:
    """Raise NotToBeAsked once she has withdrawn; under the lock it cannot change."""
    if standing(participant, at).withdrawn:
        raise NotToBeAsked(_("No further sitting."))


def require(participant: Participant, *items: str, at: datetime) -> rules.Standing:
    """Make sure that consent is in force and each of `items` answered yes, and keep it so until the transaction ends.

    Locks the participant's row, and gives how she stands. Raises NotInForce with words, ValueError outside a
    transaction.
    """
    lock(participant)
    found = standing(participant, at)
    refuse_unless(found, *items)
    return found


def hold_standings(
    participants: Collection[UUID], at: datetime, known: MutableMapping[UUID, queries.Acts] | None = None
) -> dict[UUID, rules.Standing]:
    """Lock the rows of several participants, in the order of their ids, and give how each stands at `at`.

    The number of queries does not grow with them. With `known`, which is brought up to date, who has no act since costs
    no more than the proof of that. Raises ValueError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise ValueError("consent is asked inside a transaction")
    held = _held(participants)
    found = queries.follow(held, {} if known is None else known)  # a statement of its own: it sees what came meanwhile
    if known is not None:
        known.update(found)
    return {pk: acts.standing(at) for pk, acts in found.items()}


_LOCK = "SELECT id FROM studies_participant WHERE id IN ({ids}) ORDER BY id FOR NO KEY UPDATE"


def _held(participants: Collection[UUID]) -> list[UUID]:
    """Lock rows where rows are locked; elsewhere whoever writes is the only one."""
    if not connection.features.has_select_for_no_key_update:
        return list(participants)
    return [as_id(pk) for (pk,) in rows_of(_LOCK, participants)]


def refuse_unless(found: rules.Standing, *items: str) -> None:
    """Raise NotInForce, with words, unless consent is in force and each of `items` answered yes."""
    if found.withdrawn:
        raise NotInForce(_("No further sitting."))
    _answered_yes(found.items, items)


def require_use(participant: Participant, *items: str, at: datetime) -> None:
    """Make sure that what she gave may be worked up under each of `items`, and keep it so until the transaction ends.

    As `require`, but W1 and W2 leave usable what was in force when she stopped: no more is taken from her, and what
    she gave is not lost. W3 leaves nothing. Locks and raises as `require`.
    """
    lock(participant)
    found = standing(participant, at)
    if found.withdrawn == Level.W3:
        raise NotInForce(_("Everything of hers is deleted. Nothing of hers is used any more."), gone=True)
    _answered_yes(found.usable, items)


def _answered_yes(allowed: frozenset[str], items: Collection[str]) -> None:
    if not allowed:
        raise NotInForce(_("Her consent is not in force. The spoken and the written yes come first, on the same text."))
    lacking = sorted(set(items) - allowed)
    if lacking:
        raise NotInForce(_("She has not said yes to this (%(items)s).") % {"items": ", ".join(lacking)})


def version_to_ask(participant: Participant, at: datetime) -> TextVersion:
    """Give the version on which consent is asked now. Raises NotToBeAsked."""
    found = standing(participant, at)
    if found.withdrawn:
        raise NotToBeAsked(_("No further sitting."))
    if not has_key(participant.pk):  # destroyed before she had agreed to anything
        raise NotToBeAsked(_("Everything of hers is deleted. Nothing of hers is used any more."), gone=True)
    if found.valid:
        raise NotToBeAsked(_("Her consent is in force. She can change a choice herself, with the code on her card."))
    version = queries.current_version(participant.study_id, at)
    if version is None:
        raise NotToBeAsked(_("No consent text is published yet for this study."))
    return version


def _trained(by: Person, participant: Participant, at: datetime) -> None:
    if not queries.may_explain(by, participant, at):
        raise NotToBeAsked(
            _("Only somebody who is trained and delegated for this study on this day explains it to her.")
        )


@transaction.atomic
def give_oral(
    participant: Participant, *, answers: Mapping[str, bool], heard: Mapping[str, str], present: str, language: str,
    by: Person, at: datetime, token: UUID | None = None,
) -> Act:  # fmt: skip
    """Write down the spoken yes or no: the script's answers (O1…), how the teach-back went (T1…), who else was there.

    The same `token` gives the same act of the same answers again. Raises NotToBeAsked; ValueError when answers are not
    those of the text.
    """
    participant = lock(participant)
    before, token = made(participant, token, [Kind.ORAL], answers, {**heard, PRESENT: str(present)})
    if before:
        return before
    _trained(by, participant, at)
    text = queries.text(version_to_ask(participant, at).pk, language)
    if set(answers) != _codes(text, "oral") or set(heard) != _codes(text, "teach_back"):
        raise ValueError("the answers are not those of the text")
    draft = Draft(Kind.ORAL, text, by.pk, by, Present(present), answers=answers, heard=heard)
    return write(participant, draft, at=at, token=token)


def _codes(text: Text, part: str) -> set[str]:
    return {each["code"] for each in text.body[part]}


@transaction.atomic
def give_written(
    participant: Participant, *, answers: Mapping[str, bool], choices: Mapping[str, str] | None = None, language: str,
    by: Person, at: datetime, token: UUID | None = None,
) -> Act:  # fmt: skip
    """Write her own answers to the form, on the version of her spoken yes; `by` explained it.

    After a no to what taking part needs, the rest may stay open. The same `token` gives the same act of the same
    answers again. Raises NotToBeAsked; ValueError when answers are not those of the form.
    """
    participant = lock(participant)
    before, token = made(participant, token, WRITTEN, answers, choices or {})
    if before:
        return before
    _trained(by, participant, at)
    text = queries.text(spoken_version(participant, at), language)
    if not _answers_fit(text, answers):
        raise ValueError("the answers are not those of the form")
    earlier = queries.last_written(participant.pk)
    again = earlier is not None and earlier.version_id != text.version_id
    draft = Draft(
        Kind.RE_CONSENT if again else Kind.WRITTEN, text, participant.pk, by, answers=answers, choices=choices or {}
    )
    return write(participant, draft, at=at, token=token)


def spoken_version(participant: Participant, at: datetime) -> UUID:
    """Give the version of her last spoken yes, on which the written one is asked. Raises NotToBeAsked without one."""
    version_to_ask(participant, at)
    oral = queries.last_oral(participant.pk)
    if oral is None or rules.ORAL in standing(participant, at).missing:
        raise NotToBeAsked(_("Her spoken yes comes first."))
    if oral.version.ends_at and oral.version.ends_at <= at:
        raise NotToBeAsked(
            _("There is a new text. Explain it to her first; her spoken yes comes before the written one.")
        )
    return oral.version_id


def _answers_fit(text: Text, answers: Mapping[str, bool]) -> bool:
    items = rules.to_answer(text.body["items"])
    asked = {item["code"] for item in items}
    no = any(item["kind"] == "required" and answers.get(item["code"]) is False for item in items)
    return set(answers) <= asked and (no or set(answers) == asked)


@transaction.atomic
def permit_recording(participant: Participant, *, yes: bool, by: Person, at: datetime) -> Act:
    """Write her answer, asked again each time, whether sound may be recorded today; the same answer once a day.

    Raises NotInForce for a yes without C07, and for any answer while consent is not in force.
    """
    require(participant, *([queries.RECORDING] if yes else []), at=at)
    participant = lock(participant)
    before = queries.asked_on(participant, day_of(participant.study, at), at)
    if before and before.answers.get(item=queries.SOUND_TODAY).yes is yes:
        return before
    written = queries.last_written(participant.pk)
    assert written is not None  # nosec B101 # noqa: S101 - consent is in force
    text = queries.text(written.version_id, written.language)
    draft = Draft(Kind.RECORDING_TODAY, text, by.pk, by, answers={queries.SOUND_TODAY: yes})
    return write(participant, draft, at=at)

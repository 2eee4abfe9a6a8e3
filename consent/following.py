"""What a participant's acts come to: read from the rows, or followed by who asks again and again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from consent import rules
from consent.models import Act, Text
from studies.queries import as_id, rows_of


def standings(
    participants: list[UUID], *, at: datetime, known_at: datetime | None = None
) -> dict[UUID, rules.Standing]:
    """Give the standing of each participant at `at`, from all acts, or from those until `known_at` (included)."""
    deeds = _deeds(participants, known_at)
    terms = terms_asked({deed.version for row in deeds.values() for deed in row})
    return {pk: rules.standing(row, terms, at) for pk, row in deeds.items()}


def _deeds(participants: Iterable[UUID], known_at: datetime | None = None) -> dict[UUID, list[rules.Deed]]:
    deeds: dict[UUID, list[rules.Deed]] = {pk: [] for pk in participants}
    acts = Act.objects.filter(participant__in=deeds).prefetch_related("answers").order_by("order")
    for act in acts if known_at is None else acts.filter(at__lte=known_at):
        deeds[act.participant_id].append(deed_of(act))
    return deeds


@dataclass(frozen=True)
class Acts:
    """All acts of a participant as they were read; as long as `proof` reads the same, they are still all."""

    proof: tuple[Any, ...]
    deeds: list[rules.Deed]
    terms: dict[UUID, rules.Terms]


_PROOF = """SELECT act.participant_id, act.id, version.ends_at FROM consent_act act
    JOIN consent_textversion version ON version.id = act.version_id
    WHERE act.participant_id IN ({ids}) ORDER BY act."order\""""
"""Of an act nothing changes, and of a published text only when it ends: what is not in here need not be read again."""


def proofs(participants: Collection[UUID]) -> dict[UUID, tuple[Any, ...]]:
    """Give for each participant what her standing depends on, besides the hour; one statement."""
    found: dict[UUID, list[Any]] = {pk: [] for pk in participants}
    for participant, *act in rows_of(_PROOF, participants) if participants else []:
        found[as_id(participant)].append(tuple(act))
    return {pk: tuple(acts) for pk, acts in found.items()}


def follow(participants: Collection[UUID], known: Mapping[UUID, Acts]) -> dict[UUID, Acts]:
    """Give all acts of each participant, out of `known` where one statement proves that nothing came since."""
    stand = proofs(participants)
    new = [pk for pk, proof in stand.items() if pk not in known or known[pk].proof != proof]
    deeds = _deeds(new) if new else {}
    terms = terms_asked({deed.version for row in deeds.values() for deed in row}) if new else {}
    read = {pk: Acts(stand[pk], row, terms) for pk, row in deeds.items()}
    return {pk: read.get(pk) or known[pk] for pk in participants}


def deed_of(act: Act) -> rules.Deed:
    """Give an act as a value; its answers are read with it."""
    answers = list(act.answers.all())
    return rules.Deed(
        kind=act.kind, version=act.version_id, order=act.order, at=act.at, level=act.level,
        answers={answer.item: answer.yes for answer in answers},
        choices={answer.item: answer.choice for answer in answers if answer.choice},
    )  # fmt: skip


def terms_asked(versions: set[UUID]) -> dict[UUID, rules.Terms]:
    """Give what each version asks; one query."""
    rows = Text.objects.filter(version__in=versions, language=rules.LANGUAGES[0]).values_list(
        "version_id", "body__items", "body__oral", "version__ends_at"
    )
    return {pk: rules.terms_of(items, oral, ends_at) for pk, items, oral, ends_at in rows}

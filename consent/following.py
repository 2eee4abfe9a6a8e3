"""What a participant's acts come to: read from the rows, or followed by who asks again and again."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.composed import Composed
from consent import rules
from consent.models import Act, Text, TextVersion
from studies.queries import as_id, rows_of

Deeds = dict[UUID, list[rules.Deed]]
"""The acts of each participant, in their order."""
Texts = dict[UUID, tuple[int, datetime | None]]
"""The number of each version of a text, and when it ends."""


def standings(
    participants: list[UUID], *, at: datetime, known_at: datetime | None = None
) -> dict[UUID, rules.Standing]:
    """Give the standing of each participant at `at`, from all acts, or from those until `known_at` (included)."""
    return read(participants, at=at, known_at=known_at)[0]


def read(
    participants: list[UUID], *, at: datetime, known_at: datetime | None = None
) -> tuple[dict[UUID, rules.Standing], dict[UUID, int]]:
    """Give the standing of each participant as `standings` does, and the numbers of the texts of their acts."""
    deeds, texts = _deeds(participants, known_at)
    terms = _terms({pk: ends_at for pk, (_number, ends_at) in texts.items()})
    numbers = {pk: number for pk, (number, _ends_at) in texts.items()}
    return {pk: rules.standing(row, terms, at) for pk, row in deeds.items()}, numbers


def _acts(acts: QuerySet[Act], known_at: datetime | None) -> QuerySet[Act, tuple[Any, ...]]:
    """Give acts in their order, each as often as it has answers."""
    known = acts if known_at is None else acts.filter(at__lte=known_at)
    return known.order_by("order").values_list(
        "participant", "order", "kind", "version", "at", "level", "version__number", "version__ends_at",
        "answers__item", "answers__yes", "answers__choice",
    )  # fmt: skip


@Composed
def _acts_of_one(*, participant: UUID, known_at: datetime | None = None) -> QuerySet[Act, tuple[Any, ...]]:
    return _acts(Act.objects.filter(participant=participant), known_at)


def _deeds(participants: Collection[UUID], known_at: datetime | None = None) -> tuple[Deeds, Texts]:
    """Give the acts of each participant, and the number and the end of each text of theirs; one query."""
    texts: Texts = {}
    deeds: dict[UUID, list[rules.Deed]] = {pk: [] for pk in participants}
    if len(deeds) == 1:
        until = {} if known_at is None else {"known_at": known_at}
        rows: Iterable[Any] = _acts_of_one(participant=next(iter(deeds)), **until)
    else:
        rows = _acts(Act.objects.filter(participant__in=deeds), known_at)
    for _order, answers in groupby(rows, key=itemgetter(1)):  # it is an act's own
        act = list(answers)
        participant, version, text = act[0][0], act[0][3], act[0][6:8]
        deeds[participant].append(_deed(act))
        texts[version] = text
    return deeds, texts


def _deed(rows: list[Any]) -> rules.Deed:
    _participant, order, kind, version, at, level, *_text = rows[0]
    said = [row[8:] for row in rows if row[8] is not None]  # an act may have no answer
    answers, choices = ({item: yes for item, yes, _ in said}, {item: choice for item, _, choice in said if choice})
    return rules.Deed(kind, version, order, at, level, answers, choices)


@dataclass(frozen=True)
class Acts:
    """All acts of a participant as they were read; as long as `proof` reads the same, they are still all."""

    proof: tuple[Any, ...]
    deeds: list[rules.Deed]
    terms: dict[UUID, rules.Terms]
    _come_to: dict[frozenset[UUID], rules.Standing] = field(default_factory=dict, compare=False, repr=False)

    def standing(self, at: datetime) -> rules.Standing:
        """Give what they come to at `at`: of the hour only counts which of the texts have ended."""
        ended = frozenset(pk for pk, asked in self.terms.items() if asked.ended(at))
        if ended not in self._come_to:
            self._come_to[ended] = rules.standing(self.deeds, self.terms, at)
        return self._come_to[ended]


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
    deeds, texts = _deeds(new) if new else ({}, {})
    terms = _terms({pk: ends_at for pk, (_number, ends_at) in texts.items()})
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
    """Give what each version asks; one query, and one more for those that were never asked of this process."""
    return _terms(dict(TextVersion.objects.filter(pk__in=versions).values_list("pk", "ends_at")))


_ASKED: dict[UUID, rules.Terms] = {}
"""What each version asks, without its end: the study's own words, of which nothing changes once it is there."""


def _terms(ends: Mapping[UUID, datetime | None]) -> dict[UUID, rules.Terms]:
    if new := ends.keys() - _ASKED.keys():
        texts = Text.objects.filter(version__in=new, language=rules.LANGUAGES[0])
        for pk, items, oral in texts.values_list("version", "body__items", "body__oral"):
            _ASKED[pk] = rules.terms_of(items, oral, None)
    return {pk: rules.Terms(_ASKED[pk].required, _ASKED[pk].needed, ends_at) for pk, ends_at in ends.items()}

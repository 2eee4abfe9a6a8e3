"""Reads for the register: everything of a study's participants in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.access import Asks
from audit import facts, rules
from checkins.models import Attunement, Feedback
from checkins.queries import Asked, attuned_for
from consent.models import STOPS, Act, ConsentCopy, Effect, Text
from consent.queries import SOUND_TODAY, in_force_of
from consent.services import words
from interviews.models import Sitting
from interviews.queries import SittingFacts, sittings_of
from ledger.queries import entries_about
from studies.models import Assignment, Deviation, Membership, Part, Participant, Screening, Study
from studies.queries import by_study, day_of
from timelines.models import BriefKey, ShareLink, Timeline
from transcripts.models import Recording, Transcript
from transcripts.queries import asked_to_delete, last_day

RELATIONS = {"register": by_study("")}


def studies(asks: Asks) -> QuerySet[Study]:
    """Give the studies that who asks audits, by title."""
    return asks.all(Study.objects.order_by("title"))


def study(asks: Asks, pk: UUID) -> Study:
    """Give one study that who asks audits. Raises Denied."""
    return asks.one(Study.objects.all(), pk)


Day = Callable[[datetime], date]


@dataclass(frozen=True)
class _Team:
    """Who was what in the study on which days."""

    members: list[Membership]

    def code(self, person: UUID | None, day: date) -> str:
        """Give the code under which `person` explained, best that of an interviewer delegated on `day`."""
        mine = [each for each in self.members if each.person_id == person]
        mine.sort(key=lambda each: (_delegated(each, day), each.part == Part.INTERVIEWER))
        return mine[-1].code if mine else ("?" if person else "")

    def trained(self, person: UUID | None, day: date) -> bool:
        """Say whether `person` was a delegated and trained interviewer on `day`."""
        return any(
            each.person_id == person and each.part == Part.INTERVIEWER and _delegated(each, day)
            and each.trained_on is not None and each.trained_on <= day
            for each in self.members
        )  # fmt: skip


def _delegated(member: Membership, day: date) -> bool:
    return member.delegated_from <= day and (member.delegated_until is None or member.delegated_until >= day)


def open_women(study: Study, at: datetime) -> list[UUID]:
    """Give the participants of a study, reached through `study`, about whom an auditor may read at `at`."""
    women = [pk for pk, _code in codes(study, at)]
    return [pk for pk, case in zip(women, cases(study, at), strict=True) if rules.open_to_auditors(case)]


def names_of_closed(study: Study, open_: Iterable[UUID]) -> frozenset[UUID]:
    """Give every id by which an entry names a participant who is not `open_`: her own, and those of what is hers.

    Of what is deleted the register knows it: an entry about her named it while her key was there.
    """
    women = set(study.participants.values_list("pk", flat=True)) - set(open_)
    rows = [kind.objects.filter(**{f"{way}__in": women}).values_list("pk", flat=True) for kind, way in _NAMED]
    return frozenset(women.union(entries_about(list(women)).values_list("target", flat=True), *rows))


_NAMED: tuple[tuple[Any, str], ...] = (
    *((kind, "participant") for kind in (
        Act, Assignment, Attunement, BriefKey, Deviation, Feedback, Recording, Screening, Timeline, Transcript
    )),
    (Effect, "act__participant"), (Sitting, "interview__participant"), (ShareLink, "timeline__participant"),
)  # fmt: skip
"""What an entry names of a participant, and the way to her from it."""


def began(study: Study, at: datetime) -> datetime:
    """Give the instant at which the day of `at` began in the zone of a study: all that is told was before it."""
    return datetime.combine(day_of(study, at), time.min, ZoneInfo(study.time_zone))


def _women(study: Study, at: datetime) -> QuerySet[Participant]:
    """Give who was taken in before this day, by code."""
    return study.participants.filter(created_at__lt=began(study, at)).order_by("code")


def codes(study: Study, at: datetime) -> list[tuple[UUID, str]]:
    """Give the participants of a study that was reached through `study`: id and code, by code."""
    return list(_women(study, at).values_list("pk", "code"))


def cases(study: Study, at: datetime) -> list[facts.Case]:
    """Give the cases of a study that was reached through `study`, by code; the number of queries does not grow.

    They stand as they stood when the day of `at` began; of a no to auditors alone it counts that it was said.
    """
    women = list(_women(study, at).prefetch_related("deviations"))
    today, parts = day_of(study, at), _parts(study, women, began(study, at))
    whole = [facts.Case(code=her.code, **{name: of(her) for name, of in parts.items()}) for her in women]
    return [facts.before(case, today, closed=not rules.open_to_auditors(case)) for case in whole]


def _parts(study: Study, women: list[Participant], until: datetime) -> dict[str, Callable[[Participant], Any]]:
    """Give what fills each part of a case of one of the `women`."""
    day, ids = partial(day_of, study), [each.pk for each in women]
    acts, held, recordings = _acts(study, ids, day), _sittings(ids, day), _recordings(ids, day, until)
    effects, then = _effects(ids, day), in_force_of(women, until - timedelta(microseconds=1))
    eligible = dict(Screening.objects.filter(participant__in=ids).values_list("participant", "eligible_from"))
    decisions = tuple(
        facts.Decision(each.decided_on, each.window_from, each.window_until)
        for each in study.decisions.order_by("decided_on")
    )
    return {
        "day": lambda her: day(her.created_at), "eligible_from": lambda her: eligible.get(her.pk),
        "decisions": lambda her: decisions, "deviations": lambda her: _deviations(her, day),
        "acts": lambda her: acts[her.pk], "sittings": lambda her: held[her.pk],
        "recordings": lambda her: recordings[her.pk], "effects": lambda her: effects[her.pk],
        "valid": lambda her: then[her.pk].valid, "missing": lambda her: tuple(then[her.pk].missing),
        "withdrawn": lambda her: then[her.pk].withdrawn, "withdrawn_on": lambda her: _stopped_on(acts[her.pk]),
    }  # fmt: skip


def _stopped_on(acts: tuple[facts.Act, ...]) -> date | None:
    return next((act.day for act in acts if act.kind in STOPS), None)


def _deviations(participant: Participant, day: Day) -> tuple[tuple[str, date], ...]:
    return tuple((each.get_cause_display(), day(each.at)) for each in participant.deviations.all())


T = TypeVar("T")


def _grouped(pairs: Iterable[tuple[UUID, T]]) -> defaultdict[UUID, tuple[T, ...]]:
    found: defaultdict[UUID, tuple[T, ...]] = defaultdict(tuple)
    for pk, row in pairs:
        found[pk] = (*found[pk], row)
    return found


def _versions(study: Study) -> dict[UUID, facts.Version]:
    rows = Text.objects.filter(version__study=study).order_by("version__number", "language")
    digests: defaultdict[UUID, dict[str, str]] = defaultdict(dict)
    found = {}
    for row in rows.select_related("version"):
        digests[row.version_id][row.language] = row.digest
        asked = {item["code"]: item["kind"] for item in row.body["items"] if item["kind"] != "act"}
        found[row.version_id] = facts.Version(
            row.version.number, row.version.published_at, row.version.ends_at, digests[row.version_id],
            frozenset(asked), frozenset(code for code, kind in asked.items() if kind == "required"),
        )  # fmt: skip
    return found


def _acts(study: Study, ids: list[UUID], day: Day) -> dict[UUID, tuple[facts.Act, ...]]:
    team, versions = _Team(list(study.memberships.all())), _versions(study)
    copies = dict(ConsentCopy.objects.filter(act__participant__in=ids).values_list("act", "made_at"))
    rows = Act.objects.filter(participant__in=ids).order_by("order").prefetch_related("answers")

    def act(row: Act) -> facts.Act:
        on = day(row.at)
        return facts.Act(
            kind=row.kind, version=versions[row.version_id], language=row.language, digest=row.text_digest, at=row.at,
            day=on, explained_by=team.code(row.explained_by_id, on), trained=team.trained(row.explained_by_id, on),
            answers={each.item: each.yes for each in row.answers.all()},
            copy_on=day(copies[row.pk]) if row.pk in copies else None, level=row.level,
        )  # fmt: skip

    return _grouped((row.participant_id, act(row)) for row in rows)


def _sittings(ids: list[UUID], day: Day) -> dict[UUID, tuple[facts.Held, ...]]:
    found = [sitting for row in sittings_of(ids).values() for sitting in row if sitting.opened_at]
    asked = attuned_for(sitting.attunement for sitting in found if sitting.attunement)
    return _grouped((sitting.participant, _held(sitting, asked, day)) for sitting in found)


def _held(sitting: SittingFacts, asked: dict[UUID, Asked], day: Day) -> facts.Held:
    attunement = asked.get(sitting.attunement) if sitting.attunement else None
    opened = cast(datetime, sitting.opened_at)  # only those that took place
    return facts.Held(
        number=sitting.number, day=day(opened), opened_at=opened,
        closed_on=day(sitting.closed_at) if sitting.closed_at else None,
        attuned_for=attunement.for_day if attunement else None, given_at=sitting.given_at, seen_at=sitting.seen_at,
        go=sitting.permits, emptied=attunement.emptied if attunement else False,
        feedback_on=day(sitting.feedback_at) if sitting.feedback_at else None,
    )  # fmt: skip


def _recordings(ids: list[UUID], day: Day, until: datetime) -> dict[UUID, tuple[facts.Recording, ...]]:
    rows = Recording.objects.filter(participant__in=ids).select_related("permission").order_by("recorded_on", "pk")
    wished = asked_to_delete(ids, until)

    def recording(row: Recording) -> facts.Recording:
        yes = any(each.item == SOUND_TODAY and each.yes for each in row.permission.answers.all())
        return facts.Recording(
            recorded_on=row.recorded_on, permitted_at=row.permission.at, permitted_on=day(row.permission.at),
            permitted=yes, due_on=last_day(row, wished), transcribed_on=row.transcribed_on,
            deleted_on=day(row.deleted_at) if row.deleted_at else None, witnessed=row.witnessed_by_id is not None,
        )  # fmt: skip

    return _grouped((row.participant_id, recording(row)) for row in rows.prefetch_related("permission__answers"))


def _effects(ids: list[UUID], day: Day) -> dict[UUID, tuple[facts.Effect, ...]]:
    rows = Effect.objects.filter(act__participant__in=ids).select_related("act").order_by("act__order", "order")
    return _grouped(
        (
            row.act.participant_id,
            facts.Effect(
                row.act.level,
                words(row.holder, row.what),
                row.due_on,
                day(row.done_at) if row.done_at else None,
                day(row.act.at),
            ),
        )
        for row in rows
    )

"""Doors to the rows of this room."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.access import Actor, Asks, Days, Denied, Relation, Relations, Role
from accounts.models import Person
from checkins.queries import firsts_that_ask_now
from consent.queries import stopped
from interviews.models import (
    AllowedValue,
    Aside,
    Characteristic,
    Coverage,
    Debrief,
    GuideVersion,
    Interview,
    KeyQuestion,
    Note,
    Pause,
    Sitting,
    Talked,
    Theme,
)
from ledger.queries import actors_of
from studies.models import Participant
from studies.queries import by_participant, by_study, current_assignments, memberships_as
from studies.queries import participant as theirs
from timelines.queries import RELATIONS as TIMELINES

OWED_FOR = timedelta(days=7)
"""How long after its end somebody whose case went on still reaches a sitting, to give what is owed of it."""


def _sittings_of(actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q:
    """Leave the sittings of a person's cases, and the one they held before a case went to somebody else: until it has
    ended, and until its feedback and their own moment are kept, for `OWED_FOR` at most. Only who was there can say how
    it was. Who has stopped gets no feedback any more. Who asked that somebody sees her now reaches it until somebody
    has answered.
    """
    related = by_participant("interview__participant")(actor, role, relation, at, days)
    if relation is not Relation.ASSIGNED:
        return related
    mine = memberships_as(actor.id, role, at, days).values("study")
    held = Q(opened_by=actor.id, interview__participant__study__in=mine)
    owed = Q(feedback=None) & ~Q(interview__participant__in=stopped())
    lately = Q(closed_at__gt=at - OWED_FOR)
    asks = Q(feedback__in=firsts_that_ask_now())
    return related | (held & (Q(closed_at=None) | asks | (lately & (owed | Q(debrief=None)))))


def handed_over(sitting: Sitting, at: datetime) -> bool:
    """Say whether who opened a sitting has the case no more at `at`."""
    if sitting.opened_by_id is None:
        return False
    hers = current_assignments(at).filter(participant=sitting.interview.participant_id, person=sitting.opened_by_id)
    return not hers.exists()


RELATIONS: dict[str, Relations] = {
    "guide": by_study("study"),
    "coverage": by_study("study"),
    "interview": by_participant(""),  # reached by its participant: the way begins before the interview
    "characteristics": by_participant(""),
    "sitting": _sittings_of,
    "debrief": _sittings_of,
    "own asides": TIMELINES["own timeline"],  # reached by the timeline that her link leads to
}


def _versions(asks: Asks) -> QuerySet[GuideVersion]:
    """Give the versions that are published, and the drafts of who may write them."""
    drafts = asks.to("write", "guide").all(GuideVersion.objects.filter(published_at=None))
    rows = GuideVersion.objects.select_related("study").order_by("study__title", "-number")
    return rows.filter(Q(published_at__isnull=False) | Q(pk__in=drafts.values("pk")))


def guides(asks: Asks) -> QuerySet[GuideVersion]:
    """Give the guide versions of who asks, newest first within a study; a draft only to who writes it.

    Each with `begun`: how many interviews have begun with it.
    """
    begun = Interview.objects.filter(guide=OuterRef("pk")).order_by().values("guide").values(many=Count("pk"))
    return asks.all(_versions(asks).annotate(begun=Coalesce(Subquery(begun), 0)))


def guide(asks: Asks, pk: UUID) -> GuideVersion:
    """Give one guide version. Raises Denied, also for a draft of somebody else."""
    return asks.one(_versions(asks), pk)


def publishers(versions: Collection[GuideVersion]) -> dict[UUID, str]:
    """Give the names of those who published these versions, as the register has it. Called behind their door."""
    actors = actors_of("interviews.guide_published", {each.study_id for each in versions})
    names = dict(Person.objects.filter(pk__in=actors.values()).values_list("pk", "name"))
    return {each.pk: names.get(actors[each.pk], "") if each.pk in actors else "" for each in versions}


def version_before(guide: GuideVersion) -> GuideVersion | None:
    """Give the published version before `guide`, or None. Called behind its door."""
    earlier = GuideVersion.objects.filter(study=guide.study_id, number__lt=guide.number, published_at__isnull=False)
    return earlier.order_by("-number").first()


def themes_of(guide: GuideVersion) -> list[Theme]:
    """Give the themes of a guide in their order, their key questions with them."""
    themes = list(guide.themes.order_by("position"))
    questions = KeyQuestion.objects.filter(theme__in=themes).order_by("position")
    for theme in themes:
        theme.asked = [question for question in questions if question.theme_id == theme.pk]  # type: ignore[attr-defined]
    return themes


def question(sitting: Sitting, pk: UUID) -> KeyQuestion:
    """Give a key question of the sitting's guide. Raises Denied."""
    found = KeyQuestion.objects.select_related("theme").filter(theme__guide=sitting.interview.guide_id, pk=pk).first()
    if found is None:
        raise Denied
    return found


def theme(sitting: Sitting, pk: UUID) -> Theme:
    """Give a theme of the sitting's guide. Raises Denied."""
    found = Theme.objects.filter(guide=sitting.interview.guide_id, pk=pk).first()
    if found is None:
        raise Denied
    return found


def participant(asks: Asks, pk: UUID) -> Participant:
    """Give a participant, with study and centre, to who may do this with her interview. Raises Denied."""
    return theirs(asks, pk)


def _sittings() -> QuerySet[Sitting]:
    return Sitting.objects.select_related(
        "interview__participant__study", "interview__participant__centre", "attunement"
    )


def _in_the_room() -> QuerySet[Sitting]:
    """Give of sittings what the room's page shows, and no column more: it is asked for again and again."""
    her = "interview__participant"
    return _sittings().only(
        "interview__guide", "number", "link", "opened_at", "opened_by", "closed_at",
        "attunement__verdict", "attunement__adjust", f"{her}__code", f"{her}__language", f"{her}__centre__name",
        f"{her}__centre__phone", f"{her}__study__time_zone", f"{her}__study__prompt_minutes",
        f"{her}__study__quiet_minutes",
    )  # fmt: skip


def sitting_in_the_room(asks: Asks, pk: UUID) -> Sitting:
    """Give a sitting as `sitting` does, read for the room's page: another column of it costs a query. Raises Denied."""
    return asks.one(_in_the_room, pk)


def sitting(asks: Asks, pk: UUID) -> Sitting:
    """Give a sitting with all that its pages show; a thing of a lower room, as feedback, is reached like its sitting.

    Raises Denied.
    """
    if asks.resource in RELATIONS:
        return asks.one(_sittings, pk)
    return asks.one(_sittings, pk, _sittings_of)


def pause_of(sitting: Sitting) -> Pause | None:
    """Give the pause that goes on now, or None."""
    return sitting.pauses.filter(ended_at=None).first()


def interview_of(participant: Participant) -> Interview | None:
    """Give her interview, if one was begun. The caller has asked for the participant."""
    return Interview.objects.filter(participant=participant).first()


def asides_of(interview: Interview) -> set[UUID]:
    """Give the topics that are set aside, by their ids."""
    return set(Aside.objects.filter(interview=interview).values_list("theme_id", flat=True))


def coverage_of(interview: Interview) -> dict[UUID, str]:
    """Give what became of each key question, by its id; one that is not there was not reached.

    What has no mark of its own and belongs to a topic that was set aside is set aside.
    """
    aside = KeyQuestion.objects.filter(theme__in=Aside.objects.filter(interview=interview).values("theme"))
    return dict.fromkeys(aside.values_list("pk", flat=True), str(Talked.SET_ASIDE)) | marks_of(interview)


def marks_of(interview: Interview) -> dict[UUID, str]:
    """Give the marks that key questions have of their own, by the question's id."""
    return dict(Coverage.objects.filter(interview=interview).values_list("question_id", "talked"))


def notes_of(participant: Participant) -> list[Note]:
    """Give the notes about a participant, by sitting and time. Called by services, which say who opened them."""
    rows = Note.objects.filter(participant=participant).select_related("sitting")
    return list(rows.order_by("sitting__number", "second", "pk"))


def debrief_of(sitting: Sitting, asks: Asks) -> Debrief | None:
    """Give the debrief of a sitting to who wrote it; to everybody else there is none."""
    return Debrief.objects.filter(sitting=sitting, person=asks.actor.id).first()


def values_of(participant: Participant) -> dict[str, str]:
    """Give the coded characteristics of a participant, by field. Called by services, which say who opened them."""
    return {row.field: str(row.value) for row in Characteristic.objects.filter(participant=participant)}


def switched_on(study: UUID) -> set[tuple[str, str]]:
    """Give the (field, value) pairs of Table 1 that a study has switched on."""
    return set(AllowedValue.objects.filter(study=study).values_list("field", "value"))

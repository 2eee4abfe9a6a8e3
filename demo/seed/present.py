"""What can be done on the day on which somebody looks: sittings of this day, on which the way can be walked."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from accounts.access import NotNow
from accounts.models import Person
from checkins.services import answer
from consent.queries import current_version, text
from consent.rules import to_answer
from consent.services import give_oral, give_written, keep_copy, make_code
from demo.seed import codes
from demo.seed.days import ZONE, on
from demo.seed.setting_up import Planted
from demo.study_files import read
from interviews import services as interviews
from interviews.models import Sitting
from studies import services as studies
from studies.models import Outcome, Participant
from studies.queries import therapists
from studies.rules import Judged, months_later

_MINUTES = timedelta(minutes=1)
_WAITING: list[dict[str, Any]] = [
    # interviewer, centre, wall clock of the sitting, and whether her therapist has answered
    {"by": "interviewer_1", "centre": "seven_lanterns", "clock": "14:00", "answered": False},
    {"by": "interviewer_1", "centre": "tile_house", "clock": "15:30", "answered": True},
    {"by": "interviewer_2", "centre": "tile_house", "clock": "16:00", "answered": False},
]
_ATTUNED = {
    "basis": "talked_today", "capacity": "steady_with_care", "zone": "within_reach", "she_wants_today": "yes",
    "adjust": ["more_pauses"], "support_after": "here", "decision": "go_adjusted",
}  # fmt: skip


def plant(planted: Planted, now: datetime) -> None:
    """Take three more women in, who agreed two days ago and whose sittings are planned for the day of `now`."""
    for place, each in enumerate(_WAITING):
        at = on(planted.days.today - timedelta(days=2), "09:00") + place * 60 * _MINUTES
        woman = _agreed(planted, planted.people[each["by"]], each["centre"], at)
        at += 45 * _MINUTES
        _plan(woman, each["clock"], planted.days.today, planted.people[each["by"]], at)
    freshen(now)


def _agreed(planted: Planted, by: Person, centre: str, at: datetime) -> Participant:
    """Screen, take in, explain, and write her yes to everything."""
    language = "en"
    judged = Judged(Outcome.ELIGIBLE, months_later(at.date(), -2))
    screening = studies.store_screening(planted.centres[centre], judged, by=by, at=at)
    woman = studies.take_in(screening, language=language, by=by, at=at + 5 * _MINUTES)
    version = current_version(woman.study_id, at)
    assert version is not None  # nosec B101 # noqa: S101 - published before the study opened
    body = text(version.pk, language).body
    give_oral(
        woman, answers={line["code"]: line["answer_needed"] != "no" for line in body["oral"]},
        heard={question["code"]: codes.HEARD["clear"] for question in body["teach_back"]},
        present=codes.PRESENT["none"], language=language, by=by, at=at + 20 * _MINUTES,
    )  # fmt: skip
    act = give_written(
        woman, answers={item["code"]: True for item in to_answer(body["items"])}, choices={"C11": "centre"},
        language=language, by=by, at=at + 30 * _MINUTES,
    )  # fmt: skip
    keep_copy(act, at + 32 * _MINUTES)
    make_code(woman, by=by, at=at + 32 * _MINUTES)
    return woman


def _plan(woman: Participant, clock: str, day: date, by: Person, at: datetime) -> Sitting:
    """Plan a sitting on `day`, at the wall clock given or, when that has passed, a little later than `at`."""
    last = datetime.combine(day, time.max, ZONE)
    moment = max(on(day, clock), min(at + 30 * _MINUTES, last)).replace(second=0, microsecond=0)
    return interviews.plan(woman, planned_for=max(moment, at), place=woman.centre, by=by, at=at)


def freshen(now: datetime) -> None:
    """Plan anew, for the day of `now`, what is still waiting from a day before. Safe to repeat.

    What somebody has made impossible meanwhile, by a withdrawal or a new text, stays as they left it.
    """
    today, written = now.astimezone(ZONE).date(), read("study")
    for each in _WAITING:
        who = {
            "interview__interviewer__email": written["people"][each["by"]]["email"],
            "interview__participant__centre__name": written["study"]["centres"][each["centre"]]["name"]["en"],
        }
        waiting = Sitting.objects.filter(**who, opened_at=None).select_related("interview__participant", "attunement")
        for sitting in waiting.select_related("interview__interviewer", "interview__participant__centre__study"):
            with suppress(NotNow), transaction.atomic():
                _move(sitting, each, today, now)


def _move(sitting: Sitting, each: dict[str, Any], today: date, now: datetime) -> None:
    by, woman = sitting.interview.interviewer, sitting.interview.participant
    if sitting.planned_for.astimezone(ZONE).date() < today:
        interviews.call_off(sitting, by=by, at=now)
        sitting = _plan(woman, each["clock"], today, by, now)
    attunement = sitting.attunement
    if each["answered"] and attunement is not None and attunement.given_at is None and attunement.for_day == today:
        therapist = therapists(woman.centre, now).select_related("person")[0].person
        answer(attunement, by=therapist, at=now, **codes.attunement(_ATTUNED))
        interviews.see_attunement(sitting, by=by, at=now)

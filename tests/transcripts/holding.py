"""A sitting that took place."""

from datetime import datetime, timedelta
from typing import Any

from consent.services import permit_recording
from interviews.models import GuideVersion, Interview, Sitting


def hold(cast: Any, participant: Any, at: datetime, *, sound: bool = True) -> Any:
    """Hold a sitting of an hour with a participant who has agreed, opened at `at`."""
    guide, _new = GuideVersion.objects.get_or_create(
        study=participant.study, number=1, defaults={"published_at": at, "opening": [], "closing": []}
    )
    interview, _new = Interview.objects.get_or_create(
        participant=participant, defaults={"guide": guide, "interviewer": cast.ben, "created_at": at}
    )
    permit_recording(participant, yes=sound, by=cast.ben, at=at)
    return Sitting.objects.create(
        interview=interview, number=interview.sittings.count() + 1, place=participant.centre, planned_for=at,
        opened_at=at, opened_by=cast.ben, closed_at=at + timedelta(hours=1), ending="completed",
    )  # fmt: skip

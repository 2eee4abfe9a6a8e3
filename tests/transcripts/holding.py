"""A sitting that took place, and a text of it that is brought in."""

from datetime import datetime, timedelta
from typing import Any

from consent.services import permit_recording
from deid.engine import suggest
from interviews.models import GuideVersion, Interview, Sitting
from ledger.models import Entry
from transcripts import services
from transcripts.models import Transcript
from transcripts.rules import Decision
from transcripts.words import WORDS


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


RAW = "I: Hello Nora.\nR: Nora is my name, and I live in Ghent. 🌼 Nora."
STORED = "I: Hello [person].\nR: [person] is my name, and I live in [place]. 🌼 [person]."


def decided(raw: str = RAW, language: str = "en") -> list[Decision]:
    """Replace everything that the engine finds by the first word of its kind."""
    return [
        Decision(each.start, each.end, each.label, WORDS[language][each.label][0]) for each in suggest(raw, language)
    ]


def bring(cast: Any, participant: Any, at: datetime, raw: str = RAW) -> Transcript:
    """Bring a text in as Ben, for Rita."""
    return services.bring_in(
        participant, raw=raw, language="en", decisions=decided(raw), reader=cast.rita, by=cast.ben, at=at
    )


def acts() -> list[str]:
    """Give what the register has of recordings and texts, in its order."""
    return list(Entry.objects.filter(act__startswith="transcripts.").order_by("seq").values_list("act", flat=True))

"""The steps up to a sitting, as the tests need them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from checkins.services import answer
from consent import rules
from interviews import services
from interviews.models import GuideVersion, KeyQuestion, Sitting, Theme
from ledger.models import Entry
from studies.models import Participant

GO = {"basis": 1, "capacity": 1, "she_wants": 1, "support_after": 1, "verdict": 1}
FELT = {
    "experience": 1,
    "feelings": 33,
    "at_the_end": 1,
    "course": 1,
    "her_wish": 3,
    "attention": 1,
    "she_saw_it": True,
}
SENT = {"experience": "1", "feelings": ["1", "32"], "at_the_end": "1", "course": "1", "her_wish": "3", "attention": "1",
        "she_saw_it": "1"}  # fmt: skip


def said(words: str) -> dict[str, Any]:
    """Give a sentence of the guide in every language."""
    return {"code": "G", "text": {code: f"{words} ({code})" for code in rules.LANGUAGES}}


def content(themes: int = 2, questions: int = 2) -> dict[str, Any]:
    """Give the content of a small guide."""
    numbered = [[theme * questions + place + 1 for place in range(questions)] for theme in range(themes)]
    return {
        "opening": [said("Welcome")], "reminders": [said("A break is possible")], "closing": [said("Thank you")],
        "themes": [
            {
                "title": said(f"Theme {place}")["text"], "line": said("About you")["text"],
                "questions": [
                    {**said(f"Question {n}"), "code": f"K{n:02}", "probes": [said(f"Probe {n}")]} for n in numbers
                ],
            }
            for place, numbers in enumerate(numbered, 1)
        ],
    }  # fmt: skip


def planned(cast: Any, at: datetime, participant: Participant | None = None, **how: Any) -> Sitting:
    """Plan a sitting for an hour from `at`, as Ben."""
    her = participant or cast.ana
    how = {"planned_for": at + timedelta(hours=1), "place": her.centre, "by": cast.ben, "at": at} | how
    return services.plan(her, **how)


def attuned(cast: Any, sitting: Sitting, at: datetime, **codes: int) -> Sitting:
    """Let Thea give the attunement of a sitting."""
    answer(sitting.attunement, by=cast.thea, at=at, **(GO | codes))
    return sitting


def ready(cast: Any, at: datetime, participant: Participant | None = None, **how: Any) -> Sitting:
    """Plan a sitting, with its attunement given and seen."""
    sitting = attuned(cast, planned(cast, at, participant, **how), at)
    services.see_attunement(sitting, by=cast.ben, at=at)
    return sitting


def opened(cast: Any, at: datetime, participant: Participant | None = None, **how: Any) -> Sitting:
    """Open a sitting as Ben."""
    return services.open_sitting(ready(cast, at, participant, **how), by=cast.ben, at=at)


def opened_on_this_day(cast: Any) -> Sitting:
    """Open a sitting that has lasted half an hour by the clock of a real server, beside which no test can set one."""
    return opened(cast, max(cast.at, timezone.now() - timedelta(minutes=30)))


def question(guide: GuideVersion, number: int = 1) -> KeyQuestion:
    """Give a key question by its place in the whole guide."""
    return KeyQuestion.objects.select_related("theme").get(theme__guide=guide, code=f"K{number:02}")


def theme(guide: GuideVersion, position: int = 1) -> Theme:
    """Give a topic by its place in the guide."""
    return Theme.objects.get(guide=guide, position=position)


DAY = date(2026, 6, 9)


def acts(*names: str) -> int:
    return Entry.objects.filter(act__in=[f"interviews.{name}" for name in names]).count()

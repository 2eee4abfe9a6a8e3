"""Consent as the tests need it: a published text, and a participant who said yes to it."""

from datetime import datetime, timedelta
from typing import Any

from consent import rules, services
from consent.models import Act, Change, TextVersion
from studies.models import Participant, Study, Wording
from tests.recorded import recorded

WORDS = {
    "minimum_time": "1 month", "lost_card": "the researcher helps you", "researcher_contact": "Ben, 000 00 01",
    "dpo_contact": "the officer, 000 00 02", "committee_contact": "the committee, 000 00 03",
    "kept_until": "31 December 2035", "travel": "We pay your bus ticket",
}  # fmt: skip
HEARD = {f"T{number}": "clear" for number in range(1, 6)}
SPOKEN = {"O1": True, "O2": True, "O3": True, "O4": True, "O5": False}
ITEMS = [f"C{number:02}" for number in range(1, 15)]


def publish(study: Study, *, by: Any, at: datetime, change: str = Change.RE_CONSENT) -> TextVersion:
    """Publish the reference text, with words of the tests' own."""
    if not study.wordings.exists():
        Wording.objects.bulk_create(
            Wording(study=study, key=key, language=language, text=text)
            for key, text in WORDS.items()
            for language in rules.LANGUAGES
        )
    return services.publish(study, services.reference_bodies(study), change=change, by=by, at=at)


def speak(participant: Participant, *, by: Any, at: datetime, **answers: bool) -> Act:
    """Give the spoken yes, or other answers by O1=False."""
    return services.give_oral(
        participant, answers=SPOKEN | answers, heard=HEARD, present="nobody", language="en", by=by, at=at
    )


def write(participant: Participant, *, by: Any, at: datetime, no: tuple[str, ...] = ()) -> Act:
    """Give the written act: yes to everything but `no`."""
    return services.give_written(
        participant, answers={item: item not in no for item in ITEMS}, choices={"C11": "centre"}, language="en",
        by=by, at=at,
    )  # fmt: skip


def agree(participant: Participant, *, by: Any, at: datetime, no: tuple[str, ...] = ()) -> Act:
    """Publish a text if there is none, and take her through both acts, the second five minutes before `at`."""
    return recorded(("agree", participant.pk, by.pk, at, no), lambda: _agreed(participant, by, at, no))


def _agreed(participant: Participant, by: Any, at: datetime, no: tuple[str, ...]) -> Act:
    if not TextVersion.objects.filter(study=participant.study).exists():
        publish(participant.study, by=by, at=at - timedelta(minutes=30))
    speak(participant, by=by, at=at - timedelta(minutes=20))
    return write(participant, by=by, at=at - timedelta(minutes=5), no=no)

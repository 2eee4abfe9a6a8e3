"""Decisions about check-ins: values in, value out."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from checkins.models import Adjust, Attention, Attunement, Basis, Capacity, Course, Support, Verdict, Wants

SLOT = timedelta(minutes=15)
"""Feedback is released on the quarters of the hour, so that its time says little about the sitting."""

_GOES = {Verdict.GO, Verdict.GO_ADJUSTED}


def permits(attunement: Attunement, day: date) -> bool:
    """Say whether a sitting may begin on `day`, in the study's zone: given for this day, go or go with adjustments."""
    return attunement.given_at is not None and attunement.for_day == day and attunement.verdict in _GOES


def release_time(given_at: datetime, attention: int) -> datetime:
    """Give when a therapist may read a feedback: on the next quarter of an hour, or at once with NOW."""
    if attention == Attention.NOW:
        return given_at
    hour = given_at.replace(minute=0, second=0, microsecond=0)
    return hour + -(-(given_at - hour) // SLOT) * SLOT


def total(bits: Iterable[int]) -> int:
    """Give the sum that stands for a set of bits; a bit that is named twice counts once."""
    return sum(set(bits))


def unseen_go(basis: int | None, verdict: int | None) -> bool:
    """Say whether somebody says go without having seen her or heard of her."""
    return basis == Basis.NOT_SEEN and verdict in _GOES


def go_against_her_no(she_wants: int | None, verdict: int | None) -> bool:
    """Say whether somebody says go although she does not want to."""
    return she_wants == Wants.NO and verdict in _GOES


def go_beyond_her(capacity: int | None, verdict: int | None) -> bool:
    """Say whether somebody says go although she cannot on this day."""
    return capacity == Capacity.NOT_TODAY and verdict in _GOES


def go_and_nobody_near(support_after: int | None, verdict: int | None, adjust: int | None) -> bool:
    """Say whether somebody says go although nobody is near afterwards, and does not ask that somebody is found."""
    planned = verdict == Verdict.GO_ADJUSTED and bool((adjust or 0) & Adjust.SOMEONE_NEAR)
    return support_after == Support.NOBODY and verdict in _GOES and not planned


def courses(goes_on: bool) -> list[Course]:
    """Give how a sitting can have gone that goes on another day, or not."""
    return [Course.ENDED_EARLIER, Course.CONTINUES] if goes_on else [Course.AS_PLANNED, Course.ENDED_EARLIER]

"""Decisions about check-ins: values in, value out."""

from collections.abc import Container, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from holidays import country_holidays

from checkins.models import (
    Adjust,
    Attention,
    Attunement,
    Basis,
    Capacity,
    Course,
    Done,
    Experience,
    HerWish,
    Kind,
    Next,
    Support,
    Verdict,
    Wants,
)

SLOT = timedelta(minutes=15)
"""Feedback is released on the quarters of the hour, so that its time says little about the sitting."""

NOBODY_ANSWERED = timedelta(minutes=15)
"""After this time the on-call list is told that somebody is asked for now."""

_GOES = {Verdict.GO, Verdict.GO_ADJUSTED}


def permits(attunement: Attunement, day: date) -> bool:
    """Say whether a sitting may begin on `day`, in the study's zone: given for this day, go or go with adjustments."""
    return attunement.given_at is not None and attunement.for_day == day and attunement.verdict in _GOES


def first_day(for_day: date, days: int) -> date:
    """Give the first day on which an attunement for `for_day` may be given; the last one is `for_day` itself."""
    return for_day - timedelta(days=days)


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


def beyond_her_wish(her_wish: int | None, attention: int | None) -> bool:
    """Say whether more is asked of a therapist than she wishes: without contact at most an eye is kept, danger apart.

    No constraint of the table: the printed bound of the channel is that of the whole vocabulary.
    """
    return her_wish == HerWish.NO_CONTACT and attention == Attention.SAME_DAY


def has_to_be_told(her_wish: int | None, attention: int | None) -> bool:
    """Say whether she has to hear first that her therapist is asked to come against her wish: there is danger."""
    return her_wish == HerWish.NO_CONTACT and attention == Attention.NOW


def takes_back(before: int, attention: int) -> bool:
    """Say whether a correction takes back that somebody was asked to come now: that takes a second step."""
    return before == Attention.NOW and attention != Attention.NOW


def weight(attention: int, her_wish: int) -> int:
    """Give how much attention a feedback counts for: her own wish for the same day is at least *on the same day*."""
    return max(attention, Attention.SAME_DAY) if her_wish == HerWish.CONTACT_SOON else attention


def answers(attention: int, her_wish: int) -> list[Next]:
    """Give what a therapist can answer: nothing needed only where nobody was asked for, this week not to NOW.

    That a colleague has it is no answer: it waits until that colleague, or somebody else, gives one.
    """
    asked = attention in {Attention.SAME_DAY, Attention.NOW}
    wished = her_wish in {HerWish.CONTACT_SOON, HerWish.CONTACT_THIS_WEEK}
    left_out = {Next.HANDED_OVER} | ({Next.NONE_NEEDED} if asked or wished else set())
    return [each for each in Next if each not in left_out | ({Next.THIS_WEEK} if attention == Attention.NOW else set())]


def is_grave(attention: int, experience: int) -> bool:
    """Say whether somebody is asked for now, or she seemed overwhelmed: no single tap ends it with nobody there."""
    return attention == Attention.NOW or experience == Experience.OVERWHELMED


ENDS_WITH_NOBODY = (Done.OFFERED_DECLINED, Done.HANDED_OVER)
"""Outcomes that close a follow-up though nobody of her centre has talked with her."""


def number_stays(attention: int, released_at: datetime, answered: bool, at: datetime) -> bool:
    """Say whether who asked that somebody sees her now still has her centre's number before them.

    As long as nobody has answered, and for a whole day in any case.
    """
    return attention == Attention.NOW and (not answered or at < released_at + timedelta(days=1))


def hour_of(day: date, hour: int, zone: str) -> datetime:
    """Give the instant at which it is `hour` o'clock on `day` in the time zone `zone`."""
    return datetime.combine(day, time(hour), ZoneInfo(zone))


def next_working_day(day: date, country: str) -> date:
    """Give the next day from Monday to Friday that is no public holiday in all of `country` (ISO 3166-1 alpha-2).

    Where the country is "", or none whose holidays are known, every day from Monday to Friday counts.
    """
    closed = _public_holidays(country)
    after = day + timedelta(days=1)
    while after.weekday() >= 5 or after in closed:
        after += timedelta(days=1)
    return after


def _public_holidays(country: str) -> Container[date]:
    try:
        return country_holidays(country) if country else ()
    except NotImplementedError:  # a study keeps its country; the list of those that are known may change
        return ()


class Step(NamedTuple):
    """Who is told at an instant that nobody has answered; `turn`: for the how-manieth time."""

    kind: Kind
    due: datetime
    turn: int = 1


A_NIGHT, DAYS_AFTER = 48, 13
"""How often who is on call is told of a *now*: each quarter of an hour for twelve hours, then daily for 13 days."""


def escalations(attention: int, since: datetime, *, hour: int, zone: str, country: str) -> list[Step]:
    """Give who else is told, and when, as long as nobody has answered a feedback; `hour` is the study's own.

    A feedback that was handed to a colleague is not answered: its times stay what they were.

    NOW: as in `chain`. SAME_DAY: the back-up at that hour, or after a quarter of an hour when it has passed.
    KEEP_AN_EYE: the back-up on the next working day.
    """
    day = since.astimezone(ZoneInfo(zone)).date()
    if attention == Attention.NOW:
        return chain(since)
    if attention == Attention.SAME_DAY:
        return [Step(Kind.BACK_UP, max(hour_of(day, hour, zone), since + NOBODY_ANSWERED))]
    if attention == Attention.KEEP_AN_EYE:
        return [Step(Kind.BACK_UP, hour_of(next_working_day(day, country), hour, zone))]
    return []


def chain(since: datetime) -> list[Step]:
    """Give who is told of a *now* that nobody has answered, whatever the clock says.

    On call after a quarter of an hour and then again and again (`A_NIGHT`, `DAYS_AFTER`); the back-up after half an
    hour, every therapist of the centre after three quarters, the lead after an hour.
    """
    wider = (Kind.BACK_UP, Kind.EVERYBODY, Kind.LEAD)
    night = [since + turn * NOBODY_ANSWERED for turn in range(1, A_NIGHT + 1)]
    on_call = [*night, *(night[-1] + timedelta(days=day) for day in range(1, DAYS_AFTER + 1))]
    return [
        *(Step(kind, since + place * NOBODY_ANSWERED) for place, kind in enumerate(wider, 2)),
        *(Step(Kind.ON_CALL, due, turn) for turn, due in enumerate(on_call, 1)),
    ]


def where_nobody_is(attention: int, since: datetime) -> list[Step]:
    """Give who is told of a feedback at a centre at which nobody can be told: of a *now* the lead, at once."""
    return [Step(Kind.LEAD, since)] if attention == Attention.NOW else []


def due_by(steps: Iterable[Step], at: datetime) -> list[Step]:
    """Give the steps that are due at `at`: of those that come again only the last, however many were missed."""
    return list({step.kind: step for step in steps if step.due <= at}.values())


def lead_is_told(attention: int, since: datetime, at: datetime) -> bool:
    """Say whether a lead finds that nobody has answered: of a *now*, from an hour on, and as long as it is so."""
    return attention == Attention.NOW and at >= since + 4 * NOBODY_ANSWERED


def follow_up_day(answered_on: date, next: int, attention: int) -> date:
    """Give the day by which a follow-up was meant to be: that of the answer, or a week later; of a *now* that day."""
    that_day = next == Next.SAME_DAY or attention == Attention.NOW
    return answered_on if that_day else answered_on + timedelta(days=7)


def overdue_day(last: date, attention: int, country: str) -> date:
    """Give the day on which the back-up hears that a follow-up has no outcome: the working day after its last day.

    Of a *now* the next day, whatever day that is. `country`: as in `next_working_day`.
    """
    return last + timedelta(days=1) if attention == Attention.NOW else next_working_day(last, country)


TRIES = 12
"""How often a mail is tried that the mail server does not take, before it counts as never sent."""
LONGEST = timedelta(hours=1)


def next_try(tries: int, at: datetime) -> datetime:
    """Give when a mail is tried again after `tries` that failed: 1, 2, 4 … minutes later, at most an hour."""
    return at + min(timedelta(minutes=2 ** min(tries - 1, 10)), LONGEST)

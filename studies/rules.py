"""Who can take part: the study's criteria as one pure decision (R06 to R10), and who has to be trained first (R67)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, combinations, product
from math import ceil
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from studies.models import Outcome, Part

FEWEST = 5
"""The smallest number about participants that a lead is shown, and by how many more a new count is about."""

SOON = timedelta(days=14)
"""How long before an interviewer's part ends it is said that somebody will have nobody."""

KEPT_DAYS = 30
"""Days for which the outcome of a screening is kept when nothing follows."""

NEED_TRAINING = frozenset({Part.LEAD, Part.INTERVIEWER, Part.READER, Part.THERAPIST, Part.SUPERVISOR})
"""The parts that are given only to people trained in working with trauma."""

NOBODY_LEFT = _(
    "%(centre)s: no other therapist stays there. Nobody there would learn that a participant needs somebody, and "
    "nobody would answer feedback that waits there."
)
"""What is asked before a centre is left without a therapist; whether anything waits there, this floor cannot know."""

NO_PART = _("An administrator sees no content, and so has no part in a study.")

SITTING_OPEN = _(
    "This person is in a sitting now. It would end for them in the middle: they would have to sign in anew."
)

TRAINED_OTHERWISE = _(
    "As %(part)s (%(code)s) this person has another day for the same training: %(day)s. One day counts here."
)
TRAINED_BEFORE = _(
    "As %(part)s (%(code)s) this person was trained on %(day)s, and began before the day that you give now. Take the "
    "day that is kept."
)

ENDS_SOON = _("The part of %(name)s ends on %(day)s. From the day after, %(code)s has nobody.")

TWICE = _("This account has this part already in these days.")
BESIDE = _("This account has another part in these days, here or in another study.")
BEFORE = _("This account has another part in this study, earlier or later.")
ALONE = {
    Part.THERAPIST: _("A therapist never learns what is said in a talk: nobody is a therapist and something else."),
    Part.SUPERVISOR: _("A supervisor is there for the interviewers: nobody is a supervisor and something else."),
    Part.AUDITOR: _("An auditor looks at what others have done: nobody is an auditor and something else."),
}
"""The parts that exclude every other part, and why (docs/access.md).

In one study at any time: nobody forgets with the end of a part what they came to know in it. In two studies on the same
days: a session has the rooms of all parts of its person, so what one part must never see would be seen with the other.
Lead, interviewer and second reader go together.
"""


class When(models.TextChoices):
    """Times of a mother's life in which illicit drugs were a problem.

    "Problematic use" and "a minor child older than one year" have to be true of the same time: so it is one answer.
    """

    BEFORE = "before", _("before a pregnancy")
    PREGNANT = "pregnant", _("during a pregnancy")
    FIRST_YEAR = "first_year", _("in the first year of a child")
    UPBRINGING = "upbringing", _("while a child of hers was older than one year and not yet an adult")
    LATER = "later", _("when her children were adults")


class Substance(models.TextChoices):
    """What she used in that time."""

    AMPHETAMINE = "amphetamine", _("amphetamine")
    CANNABIS = "cannabis", _("cannabis")
    COCAINE = "cocaine", _("cocaine")
    HEROIN = "heroin", _("heroin")
    GHB = "ghb", _("GHB")
    OTHER_ILLICIT = "other_illicit", _("another illicit drug")
    ALCOHOL = "alcohol", _("alcohol")


@dataclass(frozen=True)
class Answers:
    """What a mother answers before she has agreed to anything: judged in memory, kept nowhere.

    Nobody asks whether she uses now: it never decides (R09). `treatment_start` is any day of the month in which her
    treatment began.
    """

    is_mother: bool
    problem_when: frozenset[When]
    substances_then: frozenset[Substance]
    treatment_start: date


@dataclass(frozen=True)
class Judged:
    """What a screening comes to; `eligible_from` is a first day of a month, None when she does not fit the study."""

    outcome: Outcome
    eligible_from: date | None


def months_later(day: date, months: int) -> date:
    """Give the first day of the month that lies `months` after the month of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def screen(answers: Answers, on: date, minimum_months: Decimal) -> Judged:
    """Judge the criteria on the day `on`, the day of the interview where it is known.

    Time in treatment is counted in calendar months, because only the month of its start is asked; a part of a month
    in `minimum_months` counts as a whole one.
    """
    fits = (
        answers.is_mother
        and When.UPBRINGING in answers.problem_when
        and bool(answers.substances_then - {Substance.ALCOHOL})
    )
    if not fits:
        return Judged(Outcome.NOT, None)
    since = months_later(answers.treatment_start, ceil(minimum_months))
    return Judged(Outcome.ELIGIBLE if on >= since else Outcome.NOT_YET, since)


def can_come_in(outcome: str, eligible_from: date | None, on: date) -> bool:
    """Say whether somebody with this stored outcome can be taken in on the day `on`, without a deviation."""
    if outcome == Outcome.NOT_YET:
        return eligible_from is not None and on >= eligible_from
    return outcome == Outcome.ELIGIBLE


def kept_since(day: date) -> date:
    """Give the first day whose screenings are still kept on `day`."""
    return day - timedelta(days=KEPT_DAYS)


def last_kept(screened_on: date) -> date:
    """Give the last day on which a screening of `screened_on` is kept."""
    return screened_on + timedelta(days=KEPT_DAYS)


def last_covered(spans: Iterable[tuple[date, date | None]], today: date) -> date | None:
    """Give the last day up to which these days, both included, follow each other without a gap from `today` on.

    None when they have no end; the day before `today` when none of them has it.
    """
    last = today - timedelta(days=1)
    for first, until in sorted(spans, key=lambda span: span[0]):
        if first > last + timedelta(days=1):
            break
        if until is None:
            return None
        last = max(last, until)
    return last


def both(one: tuple[date, date | None], other: tuple[date, date | None]) -> tuple[date, date | None]:
    """Give the days that two spans share; it ends before it begins when there are none."""
    ends = [day for day in (one[1], other[1]) if day is not None]
    return max(one[0], other[0]), min(ends, default=None)


def ready_for(part: str, trained_on: date | None, from_day: date) -> bool:
    """Say whether somebody trained on `trained_on` may have `part` from `from_day` on (R67)."""
    return part not in NEED_TRAINING or (trained_on is not None and trained_on <= from_day)


@dataclass(frozen=True)
class Held:
    """A part that somebody holds from one day to another, both included; no last day: until further notice.

    `study` is None before there is one. `centre` is that of a therapist. `cut`: it ended in the middle of its last day.
    """

    part: str
    first: date
    last: date | None = None
    study: UUID | None = None
    centre: UUID | None = None
    cut: bool = False

    @property
    def ever(self) -> bool:
        """Say whether it was held, or will be: one that was taken back before its first day never was."""
        return self.last is None or self.first <= self.last

    def meets(self, other: "Held") -> bool:
        """Say whether there is a day on which both are held."""
        return self.first <= (other.last or date.max) and other.first <= (self.last or date.max)

    def whole(self) -> "Held":
        """Give it up to its last whole day: on the day on which it was cut off it may begin anew."""
        return replace(self, last=self.last - timedelta(days=1)) if self.cut and self.last else self


def why_apart(one: Held, other: Held) -> str:
    """Say why one person does not hold these two parts; empty when they go together or may follow each other."""
    alone = [part for part in ALONE if part in {one.part, other.part}]
    if not alone or one.part == other.part or not (one.ever and other.ever):
        return ""
    meet, here = one.meets(other), one.study is not None and one.study == other.study
    return f"{BESIDE if meet else BEFORE} {ALONE[alone[0]]}" if meet or here else ""


def why_twice(one: Held, other: Held) -> str:
    """Say that both are the same part of one person, in one study and at one centre, on the same days; else nothing."""
    same = (one.part, one.study, one.centre) == (other.part, other.study, other.centre)
    one, other = one.whole(), other.whole()
    return str(TWICE) if same and one.ever and other.ever and one.meets(other) else ""


def are_apart(held: Collection[Held], over: Collection[Held] = ()) -> bool:
    """Say whether who holds all of `held` holds two that exclude each other, or one that what is `over` there excludes.

    What is over counts in its own study: nothing that is done now undoes days of another one that have passed.
    """
    before = ((one, other) for one, other in product(held, over) if one.study == other.study)
    return any(why_apart(one, other) for one, other in chain(combinations(held, 2), before))

"""Plants the invented study through the doors that people use: ledger, seals and constraints are real."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from checkins import cuts
from demo.seed import present, setting_up
from demo.seed.cohort import Story
from demo.seed.days import Days, on
from demo.seed.steps import Step, run
from demo.study_files import read
from studies.models import Study
from studies.rules import months_later


def is_planted() -> bool:
    """Say whether there is a study already."""
    return Study.objects.exists()


@transaction.atomic
def plant(now: datetime) -> None:
    """Plant both invented studies, up to the instant `now`: all of it or nothing."""
    days = Days(now)
    people = setting_up.People(days)
    first, other = (setting_up.Planted(key, days, people) for key in ("study", "other_study"))
    stories = [Story(first, row) for row in read("cohort")["participants"]]
    stories += [Story(other, row) for row in read("study")["other_study"]["participants"]]
    told = (step for story in stories for step in story.steps())
    run([*people.steps(), *first.steps(), *other.steps(), *told, *_counted(days)])
    present.plant(first, now)


def _counted(days: Days) -> Iterator[Step]:
    """At the beginning of each month safety outcomes are counted; a running installation does so every day."""
    month = days.day(read("study")["study"]["window"]["from"])
    while (month := months_later(month.replace(day=1), 1)) <= days.today:
        yield on(month, "00:00"), cuts.count


def freshen(now: datetime) -> None:
    """Move what is planned for the day on which somebody looks, when that day has passed. Safe to repeat."""
    present.freshen(now)

"""Reads of the interviews: the doors to rows, the way of one interview, and counts."""

from interviews.queries import care, rows
from interviews.queries.cards import Asked, Card, Cards, cards, cards_of, content_of, set_aside
from interviews.queries.care import (
    FEWEST_INTERVIEWERS,
    Carrying,
    Team,
    Week,
    asked,
    carried_by,
    carrying,
    last_day,
    last_month_until,
    limits_of,
    moment,
    moment_counts,
    moments,
    owed,
    pace_of,
    shared,
    supervision,
    supervisors,
    talks_of,
    team_week,
    week_for,
)
from interviews.queries.counts import (
    Durations,
    completed_by,
    completed_on,
    coverage_counts,
    coverage_cut,
    durations,
    ended,
    lengths_cut,
    overdue,
    progress,
)
from interviews.queries.inside import Inside, ended_by, inside, last_done, left_open, ways_to_end, who_stays
from interviews.queries.rows import (
    asides_of,
    coverage_of,
    debrief_of,
    guide,
    guides,
    handed_over,
    interview_of,
    marks_of,
    notes_of,
    participant,
    pause_of,
    publishers,
    question,
    sitting,
    sitting_in_the_room,
    switched_on,
    theme,
    themes_of,
    values_of,
    version_before,
)
from interviews.queries.sittings import SittingFacts, may_stop_between, net_of, net_so_far, sittings_of
from interviews.queries.standing import AsItStands, as_it_stands
from interviews.queries.way import Step, Way, way, ways

RELATIONS = rows.RELATIONS | care.RELATIONS

__all__ = [
    "AsItStands", "Asked", "Card", "Cards", "Carrying", "Durations", "FEWEST_INTERVIEWERS", "Inside", "RELATIONS",
    "SittingFacts", "Step", "Team", "Way", "Week", "as_it_stands", "asides_of", "asked", "cards", "cards_of",
    "carried_by", "carrying", "completed_by", "completed_on", "content_of", "coverage_counts", "coverage_cut",
    "coverage_of", "debrief_of", "durations", "ended", "ended_by", "guide", "guides", "handed_over", "inside",
    "last_done", "left_open",
    "interview_of", "last_day", "last_month_until", "lengths_cut", "limits_of", "marks_of", "may_stop_between",
    "moment", "moment_counts",
    "moments", "net_of", "net_so_far", "notes_of", "overdue", "owed", "pace_of", "participant", "pause_of",
    "progress", "publishers", "question", "set_aside", "shared", "sitting", "sitting_in_the_room", "sittings_of",
    "supervision", "supervisors", "switched_on", "talks_of", "team_week", "theme", "themes_of", "values_of",
    "version_before", "way", "ways", "ways_to_end", "week_for", "who_stays",
]  # fmt: skip

"""Reads of the interviews: the doors to rows, the way of one interview, and counts."""

from interviews.queries.cards import Asked, Card, Cards, cards
from interviews.queries.counts import Durations, coverage_counts, durations, progress
from interviews.queries.rows import (
    RELATIONS,
    coverage_of,
    debrief_of,
    guide,
    guides,
    handed_over,
    participant,
    pause_of,
    question,
    sitting,
    switched_on,
    themes_of,
    values_of,
)
from interviews.queries.sittings import SittingFacts, sittings_of
from interviews.queries.way import Step, Way, owed, way, ways

__all__ = [
    "Asked", "Card", "Cards", "Durations", "RELATIONS", "SittingFacts", "Step", "Way", "cards", "coverage_counts",
    "coverage_of", "debrief_of", "durations", "guide", "guides", "handed_over", "owed", "participant", "pause_of",
    "progress", "question", "sitting", "sittings_of", "switched_on", "themes_of", "values_of", "way", "ways",
]  # fmt: skip

"""Facts that narrow a person down: origin, rare work, sport at the top, court cases. Always for review."""

from collections.abc import Iterator

from deid import lists
from deid.relatives import PEOPLE
from deid.spans import REVIEW, Found
from deid.words import Reading

NEAR = 7


def narrowing(reading: Reading) -> Iterator[Found]:
    """Find facts that may narrow a person down."""
    jobs, facts, origins = lists.rare_jobs(), lists.rare_facts(), lists.nationalities(reading.lang)
    heads = jobs.firsts | facts.firsts | origins
    for place, word in enumerate(reading.words):
        if word.key not in heads:
            continue
        for phrases in (jobs, facts):
            end = phrases.at(reading, place)
            if end > place and (phrases is facts or _of_somebody(reading, place)):
                yield Found(word.start, reading.words[end - 1].end, "OTHER", REVIEW, 2)
        if word.key in origins and (word.cap or not reading.cased or reading.lang == "fr"):
            yield Found(word.start, word.end, "OTHER", REVIEW, 2)


def _of_somebody(reading: Reading, place: int) -> bool:
    """Say whether somebody is named a few words earlier, as in `mijn broer is militair`."""
    return any(reading.key(place - step) in PEOPLE for step in range(1, NEAR))

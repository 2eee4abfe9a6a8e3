"""Public events that help to remember when something was: one small file per country, each with its source."""

import json
from functools import cache
from pathlib import Path
from typing import Any

COUNTRIES = ("be", "nl", "fr")


@cache
def of(country: str) -> list[dict[str, Any]]:
    """Give the events of a country by year: `year`, `words` by language, and the `source` where it can be looked up.

    Raises FileNotFoundError for a country without a file.
    """
    rows: list[dict[str, Any]] = json.loads(Path(__file__).with_name(f"{country}.json").read_text())
    return sorted(rows, key=lambda row: row["year"])


def by_country(language: str) -> dict[str, list[list[Any]]]:
    """Give year and words of every event, by country, in a language; in English where there are none in it."""
    return {
        country: [[row["year"], row["words"].get(language, row["words"]["en"])] for row in of(country)]
        for country in COUNTRIES
    }

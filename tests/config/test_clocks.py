"""Every instant on a page is shown on the clock of its study, on which it was entered: never on the server's."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.interviews.steps import planned

INSTANT = re.compile(r"([\w.]*\b(?:\w+_at|planned_for|at|since|given|spoken|joinable_until))\|(?:date|time):")
"""Names that hold an instant and are drawn without a clock."""
ZONED_BY_ITS_VIEW = {
    "consent/mine.html", "consent/kept.html", "consent/_progress.html", "consent/_deleted.html", "consent/copy.html",
}  # fmt: skip
"""Her own pages: `consent.views.code` draws them on her study's clock, and her copy is made on it."""
LATER = {"timelines/_invite.html", "upkeep/destruction.html", "upkeep/page.html", "accounts/me.html"}
"""Fifteen minutes from now, in a room of two; the installation's own page and the own account, of no study."""


def bare(source: str) -> list[str]:
    return INSTANT.findall(source)


def pages(root: Path) -> Iterator[tuple[str, str]]:
    for path in sorted((root / "templates").rglob("*.html")):
        yield path.relative_to(root / "templates").as_posix(), path.read_text()


def test_no_page_draws_an_instant_on_the_servers_clock(root: Path) -> None:
    found = {name for name, source in pages(root) if bare(source)}
    assert found == ZONED_BY_ITS_VIEW | LATER


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('{{ sitting.planned_for|date:"H:i" }}', ["sitting.planned_for"]),
        ('{% blocktranslate with day=act.at|date:"DATE_FORMAT" %}', ["act.at"]),
        ('{{ act.at|timezone:study.time_zone|date:"H:i" }}', []),
        ('{{ kept.due_on|date:"j F" }}', []),
    ],
)
def test_the_walk_tells_an_instant_from_a_day(line: str, names: list[str]) -> None:
    assert bare(line) == names


@pytest.mark.parametrize(("zone", "time"), [("Europe/Lisbon", "11:30"), ("Europe/Brussels", "12:30")])
def test_a_sitting_is_shown_at_the_time_of_the_study(
    cast: Any, noon: datetime, signed_in: Any, monkeypatch: pytest.MonkeyPatch, zone: str, time: str
) -> None:
    from interviews.services import publish_guide
    from tests.consent.acts import agree
    from tests.interviews.steps import content

    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    cast.study.time_zone = zone
    cast.study.save()
    publish_guide(cast.study, content(), by=cast.lena, at=noon)
    agree(cast.ana, by=cast.ben, at=noon)
    sitting = planned(cast, noon, planned_for=datetime(2026, 6, 9, 10, 30, tzinfo=UTC))
    ben = signed_in(cast.ben)
    shown = [ben.get(f"/interviews/{page}/").content.decode() for page in (f"sittings/{sitting.pk}", cast.ana.pk)]
    assert [f"9 June 2026, {time}" in page for page in shown] == [True, True]


def test_the_day_of_the_landing_page_is_the_studys(cast: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2026, 6, 9, 22, 30, tzinfo=UTC)  # half past midnight in Brussels
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    cast.study.time_zone = "Europe/Lisbon"
    cast.study.save()
    assert "Tuesday 9 June 2026" in signed_in(cast.ben).get("/today/").content.decode()

"""Under her lock counts what stands now; what was in force when a request came is for showing. And it is noticed."""

from pathlib import Path

import pytest

from tests.architecture.decided import breaches, shows
from tests.architecture.floors import ROOMS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path.read_text()
    for room in sorted(ROOMS) for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
}  # fmt: skip
SHOWN = shows(SOURCES)
WITH_A_REASON = {
    "checkins.notices": {"consent.queries.in_force_of"},  # what may be due; each is decided under the lock then
}


def test_no_verb_decides_by_what_was_in_force_when_it_was_asked() -> None:
    found = {module: breaches(module, source, SHOWN) for module, source in SOURCES.items()}
    assert {module: asked for module, asked in found.items() if asked} == WITH_A_REASON


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("checkins.services", "from consent.queries import in_force\n\ndef answer(): in_force(her, at)"),
        ("checkins.services", "def answer():\n    from consent.queries import in_force as now\n    now(her, at)"),
        ("interviews.services.sitting", "from consent import queries\n\ndef end(): queries.in_force(her, at)"),
        ("timelines.links", "from consent.services import lock\nfrom consent.queries import in_force\nin_force(her)"),
        ("checkins.services", "from checkins import queries\n\ndef answer(): queries.shared_feedback(asks, pk)"),
        ("checkins.services", "from checkins.queries import shared_feedback as now\n\ndef answer(): now(asks, pk)"),
    ],
)
def test_a_planted_breach_is_caught(module: str, source: str) -> None:
    assert breaches(module, source, SHOWN) != set()


def test_who_only_shows_may_ask_what_was_in_force() -> None:
    assert breaches("checkins.views", "from consent.queries import in_force\nin_force(her, at)", SHOWN) == set()

"""A form that was not kept says so in one way: with the focus at the top and a link to each field (_faults.html)."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

ELSEWHERE = {
    "transcripts/_recording.html",  # short forms of one row, which opens with what is marked
    "transcripts/second.html",  # one question, folded out where it is marked
    "interviews/shared.html",  # a day and an hour beside each talk
}
"""Pages of which a form stands below others, and is marked where it stands."""


def test_every_form_that_is_drawn_whole_begins_with_what_is_to_be_looked_at() -> None:
    pages = {
        str(path.relative_to(ROOT / "templates")): path.read_text() for path in (ROOT / "templates").rglob("*.html")
    }
    whole = {name for name, page in pages.items() if re.search(r"{{ [\w.]+\|crispy }}", page)}
    silent = {name for name in whole if '{% include "_faults.html"' not in pages[name]}
    assert {
        name for name in silent if not name.startswith("accounts/")
    } == ELSEWHERE  # at a door only a few lines stand

"""The two invented transcripts go the whole way: nothing that identifies is left in what is stored."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.transcripts.holding import decided
from transcripts import services
from transcripts.rules import Decision
from transcripts.words import WORDS


def truth(root: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((root / f"demo/study/transcripts/{name}.identifiers.yaml").read_text())[
        "identifiers"
    ]
    return rows


def places(text: str, words: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


@pytest.mark.parametrize(("name", "language"), [("dutch", "nl"), ("english", "en")])
def test_no_identifier_is_left_in_what_is_stored(
    cast: Any, held: Any, now: datetime, root: Path, name: str, language: str
) -> None:
    raw = (root / f"demo/study/transcripts/{name}.txt").read_text().strip()
    decisions = decided(raw, language)
    for row in truth(root, name):
        for start, end in places(raw, row["text"]):
            over = [each for each in decisions if each.start < end and start < each.end]
            low, high = min([start, *(each.start for each in over)]), max([end, *(each.end for each in over)])
            decisions = [each for each in decisions if each not in over]
            decisions.append(Decision(low, high, row["label"], WORDS[language][row["label"]][0]))
    kept = services.bring_in(
        cast.ana, raw=raw, language=language, decisions=decisions, reader=cast.rita, by=cast.ben, at=now
    )
    services.sign(kept, by=cast.rita, at=now)
    assert sum(len(places(raw, row["text"])) for row in truth(root, name)) == sum(r["times"] for r in truth(root, name))
    assert [row["text"] for row in truth(root, name) if places(str(kept.body), row["text"])] == []
    assert str(kept.body).count("\n") == raw.count("\n")
    for each in kept.redactions.all():
        assert re.fullmatch(r"\[[^\[\]]+\]", str(kept.body)[each.start : each.end])

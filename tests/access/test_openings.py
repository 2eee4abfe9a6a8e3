"""Reads of content are entries, too: each page, file and stream that shows any of it writes who opened what."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from consent.services import look
from ledger.models import Entry
from tests.access.world import OWN, World, browser_of, case_of, words_of
from vault.services import destroy

OPENINGS = [
    # who, address, and the acts that one reading writes, with whose key seals each
    ("ben", "/consent/{participant}/", [("consent.answers_opened", "participant")]),
    ("lena", "/consent/{participant}/", [("consent.answers_opened", "participant")]),
    ("ben", "/consent/{participant}/copy/", [("consent.copy_opened", "participant")]),
    ("her code", "/code/copy/", [("consent.copy_opened", "participant")]),
    ("her code", "/code/kept/", [("consent.everything_opened", "participant")]),
    ("her code", "/code/kept.json", [("consent.everything_opened", "participant")]),
    ("ben", "/studies/screenings/{screening}/", [("studies.screening_opened", "study")]),
    ("thea", "/check-ins/feedback/{feedback}/", [("checkins.feedback_opened", "participant")]),
    ("ben", "/timelines/{timeline}/", [("timelines.opened", "participant")]),
    ("ben", "/timelines/{timeline}/state/", [("timelines.opened", "participant")]),
    ("ben", "/timelines/{timeline}/things/{thing}/", [("timelines.opened", "participant")]),
    ("ben", "/timelines/{timeline}/keepsake/", [("timelines.opened", "participant")]),
    ("ben", "/room/{sitting}/", [("timelines.opened", "participant")]),
    ("ben", "/interviews/{participant}/characteristics/", [("interviews.characteristics_opened", "participant")]),
    ("ben", "/interviews/{participant}/notes/", [("interviews.notes_opened", "participant")]),
    ("lena", "/transcripts/stored/{stored}/", [("transcripts.opened", "participant")]),
    ("ben", "/transcripts/stored/{stored}/", [("transcripts.opened", "participant")]),
    ("rita", "/transcripts/candidates/{candidate}/", [("transcripts.opened", "participant")]),
]


@pytest.fixture
def case(cast: Any, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return case_of(cast, noon, words_of(0))


def written_by(browser: Client, address: str) -> list[tuple[Any, ...]]:
    """Give what one reading writes; it is taken back."""
    before = Entry.objects.count()
    with transaction.atomic():
        answer = browser.get(address)
        entries = list(Entry.objects.filter(seq__gt=before).order_by("seq").values_list("act", "subject", "actor"))
        transaction.set_rollback(True)
    assert answer.status_code == 200, address
    return entries


def test_who_opens_content_is_written_down(cast: Any, case: Any, noon: datetime) -> None:
    world, found, expected = World(cast, noon, {OWN: case}), {}, {}
    for who, address, acts in OPENINGS:
        browser = browser_of(world, who)
        actor = cast.ana.pk if who == "her code" else getattr(cast, who).pk
        found[who, address] = written_by(browser, address.format(**case.ids))
        expected[who, address] = [(act, case.ids[subject], actor) for act, subject in acts]
    assert found == expected


def test_after_her_key_has_ended_the_study_s_key_seals(cast: Any, case: Any, noon: datetime) -> None:
    destroy(cast.ana.pk)
    look("copy", cast.ana, by=cast.ben.pk, at=noon)
    entry = Entry.objects.order_by("seq").last()
    assert (entry.act, entry.subject, entry.target) == ("consent.copy_opened", cast.study.pk, cast.ana.pk)

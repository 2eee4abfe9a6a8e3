"""The raw text never rests: planted words are looked for wherever something could have been kept."""

import io
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.urls import reverse

from studies.models import Membership

CANARY = "Quillonbury"
RAW = f"I: Hello.\nR: I grew up in {CANARY}, near the brook. " + "And then we walked. " * 40


def stored_bytes() -> bytes:
    """Give everything that the database holds: its files as they lie on disk, or every row as text."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connections.close_all()
        return b"".join(Path(name + end).read_bytes() for end in ("", "-wal", "-shm") if Path(name + end).exists())
    held = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - a table's own name
            held += [row[0] for row in cursor.fetchall()]
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table's own name
            held += [bytes(value).decode("latin-1") for row in cursor.fetchall() for value in row
                     if isinstance(value, memoryview | bytes)]  # fmt: skip
    return "\n".join(held).encode()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program's own handlers write, down to the least."""
    written = io.StringIO()
    handlers = {each for name in ["", "django.request", "django"] for each in logging.getLogger(name).handlers}
    ours = {each for each in handlers if type(each) is logging.StreamHandler}
    assert ours
    streams = {each: each.setStream(written) for each in ours}
    level = logging.root.level
    logging.root.setLevel(logging.DEBUG)
    yield written
    logging.root.setLevel(level)
    for handler, stream in streams.items():
        handler.setStream(stream)


def files() -> set[str]:
    """Give the files of the temporary folder, and their contents' place."""
    folder = Path(tempfile.gettempdir())
    return {str(path) for path in folder.glob("*.upload*")} | {str(path) for path in folder.glob("tmp*upload*")}


@pytest.fixture
def ben(committed_cast: Any) -> Any:
    """Ben's browser, which gets an answer also when something goes wrong."""
    from django.test import Client
    from django.utils import timezone

    from tests.consent.acts import agree
    from tests.transcripts.holding import hold

    now = timezone.now()
    agree(committed_cast.ana, by=committed_cast.ben, at=now.replace(microsecond=0))
    hold(committed_cast, committed_cast.ana, now)
    client = Client(raise_request_exception=False)
    client.force_login(committed_cast.ben)
    return client


def addresses(cast: Any) -> list[str]:
    """Give where a text is brought in, and where its review is sent."""
    return [reverse(f"transcripts:{route}", args=[cast.ana.pk]) for route in ("look-through", "review")]


def fields_of(cast: Any) -> dict[str, str]:
    """Give what goes with every text, with a planted name among the known ones."""
    return {"language": "en", "known": CANARY, "reader": str(Membership.objects.get(person=cast.rita).pk)}


def test_planted_words_are_found_nowhere_after_every_way_in(
    ben: Any, committed_cast: Any, log: io.StringIO, capfd: Any
) -> None:
    (look, review), sent, before = addresses(committed_cast), fields_of(committed_cast), files()
    upload = SimpleUploadedFile(f"{CANARY}.txt", RAW.encode() * 500, "text/plain")  # larger than Django's usual spool
    for url, fields, status in (
        (look, {"text": RAW}, 200),
        (look, {"text": "", "file": upload}, 200),
        (look, {"text": RAW, "reader": ""}, 422),
        (look, {"text": RAW, "language": CANARY}, 422),
        (review, {"raw": RAW, "decisions": CANARY}, 422),
        (review, {"raw": RAW, "decisions": f'[{{"{CANARY}": 1}}]', "step": "keep"}, 422),
        (review, {"raw": RAW, "step": CANARY}, 200),
        (review, {"raw": RAW, "step": "keep"}, 422),
        (review, {"raw": "", "known": CANARY}, 422),
    ):
        assert ben.post(url, {**sent, **fields}).status_code == status, fields
        assert_nowhere(log, capfd, before)  # at once: the next page would take a message out of the session


def test_planted_words_are_found_nowhere_when_the_reading_of_them_fails(
    ben: Any, committed_cast: Any, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    def fails(text: str, *_: Any, **__: Any) -> None:
        raise ValueError(f"cannot read {text}")

    monkeypatch.setattr("transcripts.views.bringing.suggest", fails)
    monkeypatch.setattr("transcripts.services.texts.suggest", fails)
    (look, review), sent, before = addresses(committed_cast), fields_of(committed_cast), files()
    failed = [ben.post(look, {**sent, "text": RAW}), ben.post(review, {**sent, "raw": RAW, "step": "keep"})]
    assert [(each.status_code, CANARY in each.content.decode()) for each in failed] == [(500, False)] * 2
    assert "ValueError" in log.getvalue()  # the handler did write about it
    assert_nowhere(log, capfd, before)


def test_planted_words_are_found_nowhere_after_a_text_is_stored(
    ben: Any, committed_cast: Any, log: io.StringIO, capfd: Any
) -> None:
    (_look, review), before = addresses(committed_cast), files()
    start = RAW.index(CANARY)
    place = f'[{{"start": {start}, "end": {start + len(CANARY)}, "label": "LOC", "replacement": "village"}}]'
    answer = ben.post(review, {**fields_of(committed_cast), "raw": RAW, "step": "keep", "decisions": place})
    assert answer.status_code == 302
    page = ben.get(answer.headers["Location"]).content.decode()
    assert "[village]</mark>, near the brook" in page
    assert CANARY not in page
    assert_nowhere(log, capfd, before)
    assert b"near the brook" not in stored_bytes()  # what is stored is sealed


def assert_nowhere(log: io.StringIO, capfd: Any, before: set[str]) -> None:
    """Assert that the canary is in no row, session, cache, log line or file."""
    assert CANARY.encode() not in stored_bytes()
    from accounts.models import Session
    from accounts.sessions import SessionStore

    assert [each for each in Session.objects.all() if CANARY in str(SessionStore().decode(each.session_data))] == []
    assert CANARY not in str(getattr(cache, "_cache", ""))
    out, err = capfd.readouterr()
    assert CANARY not in log.getvalue() + out + err
    assert files() == before
    var = [path for path in Path(settings.VAR).rglob("*") if path.is_file() and path.suffix not in {".sqlite3"}]
    assert [str(path) for path in var if os.access(path, os.R_OK) and CANARY.encode() in path.read_bytes()] == []


def test_the_search_would_find_planted_words(committed_cast: Any) -> None:
    from studies.models import Study

    Study.objects.filter(pk=committed_cast.study.pk).update(title=CANARY)
    assert CANARY.encode() in stored_bytes()

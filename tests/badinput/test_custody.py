"""Row 66 of the table of bad input: the custody log knows codes, days and people; a recording itself is never given."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.consent.acts import agree
from tests.transcripts.holding import hold
from transcripts.models import Recording

CLAIMS = {
    "size": "4294967296",
    "sha256": "0" * 64,
    "title": "Maria Peeters",
    "duration": "-1",
    "file_name": "maria.mp3",
}


@pytest.fixture
def ben(cast: Any, noon: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    agree(cast.ana, by=cast.ben, at=noon)
    return signed_in(cast.ben)


@pytest.mark.parametrize("device", ["", "maria.mp3", "<b>", "recorder\x00", "0", "x" * 9000])
def test_row66_what_is_no_device_is_422_and_registers_nothing(cast: Any, ben: Client, noon: Any, device: str) -> None:
    address = reverse("transcripts:register", args=[cast.ana.pk, hold(cast, cast.ana, noon).pk])
    assert ben.post(address, {"device": device}).status_code == 422
    assert Recording.objects.count() == 0


def test_row66_a_sound_file_and_what_it_claims_are_not_taken(cast: Any, ben: Client, noon: Any) -> None:
    address = reverse("transcripts:register", args=[cast.ana.pk, hold(cast, cast.ana, noon).pk])
    sound = SimpleUploadedFile("maria.mp3", b"ID3 Maria Peeters", content_type="audio/mpeg")
    assert ben.post(address, {"device": "recorder", "audio": sound, **CLAIMS}).status_code == 302
    row = Recording.objects.values().get()
    assert [value for value in row.values() if str(value) in CLAIMS.values() or "aria" in str(value)] == []
    page = ben.get(reverse("transcripts:custody", args=[cast.ana.pk])).content
    assert (b"Maria" in page, b"ID3" in page) == (False, False)


@pytest.mark.parametrize("on", ["", "yesterday", "2026-02-30", "0000-00-00", "9999-12-31", "33000-01-01"])
def test_row66_a_day_that_is_none_is_422(cast: Any, ben: Client, noon: Any, on: str) -> None:
    ben.post(reverse("transcripts:register", args=[cast.ana.pk, hold(cast, cast.ana, noon).pk]), {"device": "recorder"})
    recording = Recording.objects.get()
    answer = ben.post(
        reverse("transcripts:typed-out", args=[recording.pk]), {"transcriber": str(cast.rita.pk), "on": on}
    )
    assert answer.status_code in {409, 422}
    assert Recording.objects.get().transcribed_on is None

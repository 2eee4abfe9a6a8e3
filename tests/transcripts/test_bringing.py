"""Bringing a text in, page by page, with the fields of a browser without a script and with those of the script."""

import asyncio
import html
import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consent.services import change_item, withdraw
from studies.models import Membership
from studies.services import add_participant
from tests.transcripts.holding import RAW
from tests.transcripts.marks import fields, marked
from transcripts.models import Transcript
from transcripts.texts import LARGEST


def test_the_text_comes_back_with_marks_and_what_is_sure_is_chosen_beforehand(look: Any) -> None:
    page = look(RAW)
    assert page.status_code == 200
    assert marked(page) == [("Nora", "replaced", "person"), ("Nora", "replaced", "person"),
                            ("Ghent", "replaced", "place"), ("Nora", "replaced", "person")]  # fmt: skip
    assert page.headers["Cache-Control"] == "no-store"
    assert Transcript.objects.count() == 0


def test_what_is_not_sure_has_no_choice_beforehand(look: Any) -> None:
    page = look("R: My brother is a professional soldier.")
    assert [(state, word) for _words, state, word in marked(page)] == [("", "detail")]
    assert "<b data-left>1</b>" in page.content.decode()


def test_a_known_name_is_marked_everywhere(look: Any) -> None:
    assert [words for words, _state, _word in marked(look("R: the zorblat said zorblat.", known="zorblat\n"))] == [
        "zorblat", "zorblat"
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_a_file_is_taken_as_the_field_is(look: Any, ending: str) -> None:
    upload = SimpleUploadedFile("Nora.txt", b"\xef\xbb\xbf" + RAW.replace("\n", ending).encode(), "text/plain")
    page = look("", file=upload)
    assert (page.status_code, len(marked(page))) == (200, 4)
    assert "Nora.txt" not in page.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "There are no words in it yet."),
        (b"PK\x03\x04 with words", "This is not plain text."),
        (bytes(range(256)) * 9, "This is not plain text."),
        (b"R: \x81\x8d", "This is not plain text."),
        (b"a" * (LARGEST + 1), "This is longer than a talk can be"),
        (b"a" * (4 * LARGEST + 5), "This is longer than a talk can be"),
    ],
)
def test_a_file_that_cannot_be_taken_gives_the_form_again(look: Any, content: bytes, words: str) -> None:
    page = look("", file=SimpleUploadedFile("x.txt", content, "text/plain"), known="Bo")
    assert page.status_code == 422
    assert words in page.content.decode()
    assert ">\nBo</textarea>" in page.content.decode()


def test_a_text_and_a_file_at_once_are_not_guessed_between(look: Any) -> None:
    page = look("R: typed words", file=SimpleUploadedFile("x.txt", b"R: others", "text/plain"))
    assert page.status_code == 422
    assert "R: typed words</textarea>" in page.content.decode()


@pytest.mark.parametrize("wrong", [{"reader": ""}, {"language": "de"}, {"reader": "ben"}, {"known": "x" * 4001}])
def test_a_form_that_is_not_right_keeps_what_was_typed(look: Any, cast: Any, wrong: dict[str, str]) -> None:
    if wrong.get("reader") == "ben":
        wrong = {"reader": str(Membership.objects.get(person=cast.ben).pk)}
    page = look(RAW, **wrong)
    assert page.status_code == 422
    assert f"{html.escape(RAW)}</textarea>" in page.content.decode()


def test_thirty_megabytes_are_refused_before_the_program_sees_them() -> None:
    from config.asgi import application

    answers: list[dict[str, Any]] = []
    parts = [{"type": "http.request", "body": b"x" * 1024 * 1024, "more_body": left > 0} for left in range(30)]

    async def send(message: dict[str, Any]) -> None:
        answers.append(message)

    async def receive() -> dict[str, Any]:
        return parts.pop()

    asyncio.run(application({
        "type": "http", "method": "POST", "path": "/transcripts/", "query_string": b"", "http_version": "1.1",
        "headers": [(b"host", b"localhost"), (b"transfer-encoding", b"chunked")],
    }, receive, send))  # fmt: skip
    assert [each["status"] for each in answers if "status" in each] == [413]
    assert b"This is too large" in b"".join(each.get("body", b"") for each in answers)


def test_words_that_come_as_files_are_the_same_as_words_in_fields(look: Any, review: Any) -> None:
    in_fields = look(RAW, known="Nora")
    as_files = look(words_file(RAW), known=words_file("Nora"))
    assert (as_files.status_code, marked(as_files)) == (200, marked(in_fields))
    again = review(raw=words_file(RAW), decisions=words_file("[]"), step="show")
    assert (again.status_code, "Nora" in again.content.decode()) == (422, True)  # nothing that was typed is lost
    broken = look(SimpleUploadedFile("words", b"Nora \xff\x00", "text/plain"))
    assert broken.status_code in {200, 422}


def words_file(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("words", words.encode(), "text/plain")


@pytest.mark.parametrize("undone", ["withdrawn", "C04"])
def test_without_her_yes_every_step_is_answered_in_words(
    cast: Any, look: Any, review: Any, signed_in: Any, now: datetime, undone: str
) -> None:
    chosen = fields(look(RAW))
    if undone == "withdrawn":
        withdraw(cast.ana, "W2", by_code=True, at=now)
        words = "She asked that her recording is deleted."
    else:
        change_item(cast.ana, "C04", yes=False, at=now)
        words = "Her consent is not in force for this."
    answers = [look(RAW), review(step="keep", **chosen), signed_in(cast.ben).get(
        reverse("transcripts:bring", args=[cast.ana.pk]))]  # fmt: skip
    assert [each.status_code for each in answers] == [409, 409, 409]
    assert words in answers[0].content.decode()
    assert Transcript.objects.count() == 0


@pytest.mark.parametrize("name", ["bea", "rita", "lena", "cleo", "thea", "aude"])
def test_only_the_interviewer_of_the_case_brings_a_text_in(
    cast: Any, signed_in: Any, held: Any, sent: dict[str, str], name: str
) -> None:
    somebody = signed_in(getattr(cast, name))
    bring, look, review = (
        reverse(f"transcripts:{route}", args=[cast.ana.pk]) for route in ("bring", "look-through", "review")
    )
    answers = [
        somebody.get(bring),
        somebody.post(look, {**sent, "text": RAW}),
        somebody.post(review, {**sent, "raw": RAW}),
    ]
    assert [each.status_code for each in answers] == [404, 404, 404]


def test_without_an_interview_there_is_no_page(cast: Any, signed_in: Any, held: Any, now: datetime) -> None:
    eva = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=now)
    assert signed_in(cast.ben).get(reverse("transcripts:custody", args=[eva.pk])).status_code == 404


def test_the_raw_field_asks_browsers_to_keep_and_check_nothing(look: Any) -> None:
    source = look(RAW).content.decode()
    (raw,) = re.findall(r'<textarea name="raw"[^>]*>', source)
    for asked in ('autocomplete="off"', 'spellcheck="false"', 'translate="no"', 'data-gramm="false"'):
        assert asked in raw


def test_a_text_that_begins_like_markup_is_shown_as_text(look: Any) -> None:
    page = look("R: </textarea><script>alert(1)</script> & Nora")
    assert "<script>alert" not in page.content.decode()
    assert "&lt;/textarea&gt;&lt;script&gt;" in page.content.decode()

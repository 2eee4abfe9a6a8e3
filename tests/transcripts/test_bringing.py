"""Bringing a text in, page by page, with the fields of a browser without a script and with those of the script."""

import asyncio
import html
import json
import re
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consent.services import change_item, withdraw
from studies.models import Membership, Part
from studies.services import add_member, add_participant
from tests.transcripts.holding import RAW, STORED, bring, decided
from transcripts.models import Transcript
from transcripts.texts import LARGEST


@pytest.fixture
def sent(cast: Any) -> dict[str, str]:
    """What is sent with a text."""
    return {"language": "en", "known": "", "reader": str(Membership.objects.get(person=cast.rita).pk)}


@pytest.fixture
def look(cast: Any, signed_in: Any, held: Any, sent: dict[str, str]) -> Any:
    """Send a text, and fields of the form."""
    ben, url = signed_in(cast.ben), reverse("transcripts:look-through", args=[cast.ana.pk])
    return lambda text, **fields: ben.post(url, {**sent, "text": text, **fields})


@pytest.fixture
def review(cast: Any, signed_in: Any, held: Any, sent: dict[str, str]) -> Any:
    """Send a review."""
    ben, url = signed_in(cast.ben), reverse("transcripts:review", args=[cast.ana.pk])
    return lambda **fields: ben.post(url, {**sent, "raw": RAW, **fields})


def marked(page: Any) -> list[tuple[str, str, str]]:
    """Give the marks of a page: words, state, word in brackets."""
    found = re.findall(r"<mark ([^>]*)>([^<]*)</mark>", page.content.decode())
    state = [(words, dict(re.findall(r'data-([a-z]+)="([^"]*)"', attributes))) for attributes, words in found]
    return [(html.unescape(words), each.get("state", ""), each["word"]) for words, each in state]


def fields(page: Any) -> dict[str, str]:
    """Give the fields of a page as a browser without a script would send them back."""
    source = page.content.decode()
    radios = re.findall(r'<input type="radio" name="(choice[^"]*)" value="([^"]*)" autocomplete="off" checked>', source)
    return dict(radios) | dict(re.findall(r'<input name="(word[^"]*)" value="([^"]*)"', source))


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


def test_a_browser_without_a_script_brings_a_text_in(look: Any, review: Any) -> None:
    page = look(RAW)
    shown = review(step="show", **fields(page), more="name = detail\nnowhere")
    assert shown.status_code == 200
    assert [words for words, _state, _word in marked(shown)] == [
        "[person]",
        "[person]",
        "[detail]",
        "[place]",
        "[person]",
    ]
    decisions = re.search(r'<textarea name="decisions"[^>]*>([^<]*)<', shown.content.decode())
    assert decisions is not None
    kept = review(step="keep", decisions=html.unescape(decisions[1]))
    transcript = Transcript.objects.get()
    assert kept.headers["Location"] == reverse("transcripts:candidate", args=[transcript.pk])
    assert transcript.body == STORED.replace("name", "[detail]")


def test_a_long_text_with_two_thousand_marks_passes_without_a_script(look: Any, review: Any) -> None:
    raw = "R: Nora met Nora.\n" * 1000
    chosen = fields(look(raw))
    assert len(chosen) == 4000
    assert review(raw=raw, step="keep", **chosen).status_code == 302
    assert Transcript.objects.get().redactions.count() == 2000


def test_a_mark_without_a_choice_gives_the_page_again_with_every_choice_kept(look: Any, review: Any) -> None:
    chosen = fields(look(RAW))
    (last,) = [name for name in chosen if name.startswith("choice-") and name.endswith("-LOC")]
    del chosen[last]
    chosen["word-9-13"] = "daughter"
    page = review(step="keep", **chosen)
    assert page.status_code == 422
    assert "One mark has no choice yet. Everything you chose is still here." in page.content.decode()
    assert marked(page) == [("Nora", "replaced", "daughter"), ("Nora", "replaced", "person"),
                            ("Ghent", "", "place"), ("Nora", "replaced", "person")]  # fmt: skip
    assert Transcript.objects.count() == 0


def test_a_word_that_repeats_the_name_gives_the_page_again(look: Any, review: Any) -> None:
    page = review(step="keep", **(fields(look(RAW)) | {"word-9-13": "sister Nora"}))
    assert page.status_code == 422
    assert "A word in brackets still says what it takes the place of." in page.content.decode()
    assert ("Nora", "replaced", "sister Nora") in marked(page)


def test_decisions_are_kept_on_the_way_back_from_what_is_shown(look: Any, review: Any) -> None:
    decisions = [{"start": 9, "end": 13, "label": "PER", "replacement": None}]
    page = review(step="review", decisions=json.dumps(decisions))
    assert page.status_code == 200
    assert [state for _words, state, _word in marked(page)] == ["stays", "", "", ""]


def test_a_text_that_was_changed_on_its_way_gives_the_first_form_again(review: Any) -> None:
    page = review(step="keep", raw="\x01\x02\x03", decisions="[]")
    assert (page.status_code, Transcript.objects.count()) == (422, 0)
    assert 'name="file"' in page.content.decode()


def test_a_double_click_stores_one_version(look: Any, review: Any) -> None:
    chosen = fields(look(RAW))
    assert [review(step="keep", **chosen).status_code for _twice in range(2)] == [302, 302]
    assert Transcript.objects.count() == 1


def test_a_text_that_waits_is_spoken_of_before_the_work_and_leaves_the_work_on_the_page(
    cast: Any, look: Any, review: Any, signed_in: Any, now: datetime
) -> None:
    chosen = fields(look(RAW))
    bring(cast, cast.ana, now, raw="R: another text of Nora.")
    page = review(step="keep", **chosen)
    assert (page.status_code, len(marked(page))) == (409, 4)
    assert "waits for its second reader already" in page.content.decode()
    assert f"{html.escape(RAW)}</textarea>" in page.content.decode()
    before = signed_in(cast.ben).get(reverse("transcripts:bring", args=[cast.ana.pk]))
    assert [before.status_code, look(RAW).status_code, Transcript.objects.count()] == [409, 409, 1]


@pytest.mark.parametrize("word", ["\ud800", "per\u202eson", "per\u2028son"])
def test_a_word_that_cannot_be_stored_or_turns_the_line_gives_the_page_again(review: Any, word: str) -> None:
    decisions = json.dumps([{"start": 9, "end": 13, "label": "PER", "replacement": word}])
    for step in ("show", "keep"):
        page = review(step=step, decisions=decisions)
        assert (page.status_code, Transcript.objects.count()) == (422, 0)


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


def test_a_reader_who_left_meanwhile_costs_no_work_on_the_marks(cast: Any, review: Any, now: datetime) -> None:
    chosen = [asdict(each) for each in decided()]
    chosen[2]["replacement"] = "a town"
    Membership.objects.filter(person=cast.rita).update(delegated_until=date(2026, 1, 6))
    since = date(2026, 1, 5)
    member = add_member(
        cast.study, cast.bea, Part.READER, delegated_from=since, trained_on=since, by=cast.lena.pk, at=now
    )
    page = review(step="keep", decisions=json.dumps(chosen))
    assert (page.status_code, Transcript.objects.count()) == (422, 0)
    assert marked(page)[2] == ("Ghent", "replaced", "a town")
    source = page.content.decode()
    assert "does not read for this study now. Choose another one below." in source
    (select,) = re.findall(r'<select name="reader".*?</select>', source, re.S)
    assert re.findall(r'value="([^"]*)"', select) == ["", str(member.pk)]
    kept = review(step="keep", decisions=json.dumps(chosen), reader=str(member.pk))
    assert (kept.status_code, Transcript.objects.get().reader) == (302, cast.bea)

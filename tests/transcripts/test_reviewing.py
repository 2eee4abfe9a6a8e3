"""The review of a text, page by page: choices are kept on every way, and a text is stored when all are made."""

import html
import json
import re
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from studies.models import Membership, Part
from studies.services import add_member
from tests.transcripts.holding import RAW, STORED, bring, decided
from tests.transcripts.marks import fields, marked
from transcripts import services
from transcripts.models import Transcript


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


def token_of(page: Any) -> str:
    (token,) = re.findall(r'name="token" value="([^"]+)"', page.content.decode())
    return str(token)


def test_a_form_that_is_sent_again_after_the_reader_signed_stores_no_second_version(
    cast: Any, look: Any, review: Any, now: datetime
) -> None:
    page = look(RAW)
    chosen = fields(page) | {"token": token_of(page)}
    assert token_of(review(step="show", **chosen)) == chosen["token"]
    first = review(step="keep", **chosen)
    services.sign(Transcript.objects.get(), by=cast.rita, at=now)
    again = review(step="keep", **chosen)
    assert (again.headers["Location"], Transcript.objects.count()) == (first.headers["Location"], 1)
    assert review(step="keep", **(chosen | {"token": "none"})).status_code == 422


def test_a_form_with_other_words_is_never_said_to_be_kept_as_what_it_stored_before(
    cast: Any, look: Any, review: Any, now: datetime
) -> None:
    page = look(RAW)
    chosen = fields(page) | {"token": token_of(page)}
    assert review(step="keep", **chosen).status_code == 302
    other = chosen | {"word-9-13": "sister"}  # she went back, and saw one more thing
    waits = review(step="keep", **other)
    assert (waits.status_code, "waits for its second reader already" in waits.content.decode()) == (409, True)
    services.send_back(Transcript.objects.get(), why="identifies", by=cast.rita, at=now)
    for said in (chosen, other):
        back = review(step="keep", **said)
        assert (back.status_code, "came back from its second reader" in back.content.decode()) == (409, True)
        assert ("Nora", "replaced", said["word-9-13"]) in marked(back)
    assert review(step="keep", **(other | {"token": token_of(back)})).status_code == 302
    second = Transcript.objects.get(version=2)
    assert second.body == STORED.replace("person", "sister", 1)
    services.sign(second, by=cast.rita, at=now)
    read = review(step="keep", **(chosen | {"token": token_of(back)}))
    assert (read.status_code, "has signed this text" in read.content.decode()) == (409, True)
    assert Transcript.objects.count() == 2


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

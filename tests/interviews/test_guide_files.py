"""A guide as a file: nothing lost on the way, and what can't be read is refused with its line."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from interviews import written
from interviews.models import GuideVersion
from interviews.pressure import hints, pressing
from interviews.queries import content_of
from interviews.sentences import Sentence, changes, sentences, untranslated
from interviews.services import draft_guide
from tests.interviews.pages import at, said
from tests.interviews.steps import content

DEMO = Path(__file__).resolve().parents[2] / "demo" / "study" / "guide.yaml"
SMALL = """\
opening:
  - text: {en: Welcome, nl: Welkom, fr: Bienvenue}
themes:
  - title: {en: A, nl: B, fr: C}
    questions:
      - code: K01
        text: {en: How was it?}
closing:
  - text: {en: Thank you}
"""

LINE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=40)
WORDS = st.fixed_dictionaries(
    {code: LINE.map(lambda said: " ".join(said.split()) or "-") for code in ("en", "nl", "fr")}
)
ROWS = st.lists(WORDS.map(lambda words: {"text": words}), max_size=3)
GUIDES = st.fixed_dictionaries({
    "opening": ROWS, "reminders": ROWS, "closing": ROWS,
    "themes": st.lists(st.fixed_dictionaries({"title": WORDS, "line": WORDS, "questions": st.lists(
        st.fixed_dictionaries({"text": WORDS, "probes": ROWS}), max_size=2)}), max_size=2),
})  # fmt: skip


@settings(max_examples=40)
@given(GUIDES)
def test_what_is_taken_along_comes_back_word_for_word(guide: Any) -> None:
    for number, question in enumerate((q for theme in guide["themes"] for q in theme["questions"]), 1):
        question["code"] = f"K{number:02}"
    assert written.read(written.write(guide, number=1)) == guide


def test_the_guide_of_the_demonstration_is_read_whole_in_three_languages_and_presses_nobody() -> None:
    guide = written.read(DEMO.read_text(encoding="utf-8"))
    assert [len(theme["questions"]) for theme in guide["themes"]] == [4, 3, 4, 3]
    assert (untranslated(guide), hints(sentences(guide), "en")) == ([], [])
    assert written.read(written.write(guide, number=2)) == guide


FAULTS = {
    "": (0, "There are no words in it yet."),
    "opening: [": (1, "This could not be read as YAML. Look at the blanks before it, at colons and at quotes."),
    SMALL.replace("closing:", "slosing:"): (8, "A guide knows no “slosing” in this place."),
    SMALL.replace("code: K01", "code: 1"): (6, "A code is a letter and up to five letters or digits, such as K01."),
    SMALL.replace("{en: How was it?}", "{de: Wie war es?}"): (7, "A guide knows no “de” in this place."),
    SMALL.replace("{en: How was it?}", "[a]"): (7, "Names with a colon are needed here: en, fr, nl."),
    SMALL.replace("{en: How was it?}", "{en: [a]}"): (7, "Words are needed here, no list and no names."),
    SMALL.replace("{en: How was it?}", "{en: a, en: b}"): (7, "“en” stands here twice."),
    SMALL.replace("How was it?", "x" * 501): (7, "This sentence is longer than 500 characters."),
    SMALL.replace("Welcome", "Wel\u202ecome"): (2, "A sign that cannot be seen stands in this line."),
    SMALL.replace("{en: Welcome", '{en: "a\\0b"'): (2, "A sign that cannot be seen stands in this line."),
    SMALL.replace("{en: Welcome", '{en: "a \\u202e b"'): (2, "A sign that cannot be seen stands in this line."),
    SMALL.replace("Welcome", "&a Welcome"): (2, "A guide has no anchors"),
    SMALL.replace("Welcome", "!!python/object/apply:os.system [true]"): (2, "A guide has no anchors"),
    SMALL + "---\nopening: []\n": (10, "A guide has no anchors"),
    "[" * 5000: (1, "A guide has no anchors"),
    "a" * 100_001: (0, "This is longer than a guide can be"),
    "just words": (1, "Names with a colon are needed here: closing, opening, reminders, themes."),
    SMALL + "  - text: {en: a}\n" * 20: (9, "These are more than 20 rows."),
}  # fmt: skip


@pytest.mark.parametrize("text", FAULTS, ids=range(len(FAULTS)))
def test_row64_what_cannot_be_read_is_refused_with_its_line(text: str) -> None:
    line, words = FAULTS[text]
    with pytest.raises(written.Unreadable) as refused:
        written.read(text)
    first = refused.value.faults[0]
    assert (first.line, first.words[: len(words)]) == (line, words)


def test_row64_every_fault_is_named_at_once_and_a_bomb_of_anchors_stays_small() -> None:
    with pytest.raises(written.Unreadable) as refused:
        written.read(SMALL.replace("K01", "K-1").replace("closing:", "slosing:"))
    assert [fault.line for fault in refused.value.faults] == [8, 1, 6]
    bomb = "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(99))
    with pytest.raises(written.Unreadable):
        written.read(bomb)


def test_words_that_yaml_would_take_for_something_else_stay_words() -> None:
    guide = written.read(SMALL.replace("Welcome", "yes").replace("Welkom", "2026-06-09").replace("Bienvenue", "null"))
    assert guide["opening"] == [{"text": {"en": "yes", "nl": "2026-06-09", "fr": ""}}]


PRESSES = {
    "en": ["Why didn’t you go?", "Tell me more about it.", "You must say it.", "What exactly happened?"],
    "nl": ["Waarom ging je niet?", "Vertel me meer.", "Je moet het zeggen.", "Wat is er precies gebeurd?"],
    "fr": ["Pourquoi êtes-vous partie ?", "Dites-m’en plus.", "Vous devez le dire.", "Que s'est-il passé, en détail ?"],
}  # fmt: skip

ALSO = {
    "en": ["Tell me everything.", "Go into detail about it.", "Couldn’t you have stopped?"],
    "nl": ["Vertel me er meer over.", "Vertel eens alles.", "Hoe kwam het dat je ging?", "Hoezo?", "Had je niet …"],
    "fr": ["Racontez-moi tout.", "Qu’est-ce qui vous a poussée à ça ?"],
}  # fmt: skip


def test_words_that_press_get_a_hint_with_a_reason_in_every_language() -> None:
    for language, said_ in PRESSES.items():
        assert [[reason for _found, reason in pressing(each, language)] for each in said_] == [
            ["reason"], ["more"], ["must"], ["detail"]
        ]  # fmt: skip
    assert [each for language in ALSO for each in ALSO[language] if not pressing(each, language)] == []
    assert pressing("You musty old house, whyever", "en") == []
    (hint,) = hints([Sentence("Question K01", {"en": "", "nl": PRESSES["nl"][0], "fr": ""})], "fr")
    assert (hint.language, hint.found, hint.reason.startswith("Cela lui demande une raison")) == ("nl", "waarom", True)
    reasons = yaml.safe_load((DEMO.parents[2] / "interviews" / "pressure.yaml").read_text())
    assert {reason for rows in reasons["words"].values() for reason in rows} == set(reasons["reasons"])
    assert all(set(words) == {"en", "nl", "fr"} for words in reasons["reasons"].values())


def test_two_versions_show_what_they_have_apart_and_a_sentence_between_changes_no_other() -> None:
    before, now = content(), content()
    now["opening"].insert(0, {"text": {"en": "Hello", "nl": "Dag", "fr": "Bonjour"}})
    now["themes"][0]["questions"][0]["text"] = {**now["themes"][0]["questions"][0]["text"], "nl": "Anders"}
    moved = now["themes"][0]["questions"].pop()
    now["themes"][1]["questions"].append(moved)
    gone = now["themes"][1]["questions"].pop(0)
    found = changes(before, now)
    assert [(each.where, each.before is None, each.now is None) for each in found] == [
        ("Opening, sentence 1", True, False), ("Question K01", False, False),
        (f"Question {gone['code']}", False, True), (f"Question {gone['code']}, more 1", False, True),
        ("Question K04 stands in another place: it was 2.2, and is 2.1.", True, True),
        ("Question K02 stands in another place: it was 1.2, and is 2.2.", True, True),
    ]  # fmt: skip
    assert found[1].languages == [("nl", "Question 1 (nl)", "Anders")]
    assert changes(before, content()) == []


def test_row64_a_file_becomes_the_draft_and_one_that_is_wrong_comes_back_whole(
    cast: Any, noon: datetime, signed_in: Any
) -> None:
    lena, page = signed_in(cast.lena), at("guide-bring", cast.study.pk)
    wrong = lena.post(page, {"file": io.BytesIO(SMALL.replace("K01", "K-1").encode())})
    assert (wrong.status_code, GuideVersion.objects.count()) == (422, 0)
    assert "Line 6: A code is a letter" in said(wrong)
    assert "code: K-1" in wrong.content.decode()  # nothing lost
    for fields in (
        {}, {"text": " "}, {"file": io.BytesIO(b"\xff\xfe\x00")}, {"file": io.BytesIO(b"")}, {"text": "x" * 100_001},
        {"text": SMALL, "file": io.BytesIO(SMALL.encode())},
    ):  # fmt: skip
        assert lena.post(page, fields).status_code == 422
    kept = lena.post(page, {"file": io.BytesIO(SMALL.encode())})
    draft = GuideVersion.objects.get()
    assert (kept.status_code, kept["Location"], draft.published_at) == (302, at("guide-version", draft.pk), None)
    assert content_of(draft)["themes"][0]["questions"][0]["code"] == "K01"
    taken = lena.get(at("guide-export", draft.pk))
    assert taken["Content-Disposition"] == 'attachment; filename="guide-version-1.yaml"'
    assert written.read(taken.content.decode()) == content_of(draft)
    assert signed_in(cast.otto).get(at("guide-export", draft.pk)).status_code == 404
    assert signed_in(cast.ben).get(at("guide-export", draft.pk)).status_code == 404  # a draft is the lead's alone
    assert "There is no interview guide yet" in said(signed_in(cast.ben).get(reverse("interviews:guide")))


def test_a_question_without_a_code_gets_one_that_none_has_had(cast: Any, noon: datetime) -> None:
    draft = draft_guide(cast.study, content(), at=noon)
    fewer = content(themes=1)
    draft = draft_guide(cast.study, fewer, at=noon)
    fewer["themes"][0]["questions"].append({"code": "", "text": {"en": "New"}, "probes": []})
    draft = draft_guide(cast.study, fewer, at=noon)
    codes = [each["code"] for each in content_of(draft)["themes"][0]["questions"]]
    assert codes == ["K01", "K02", "K03"]


@pytest.mark.parametrize("odd", ["K99999", "Z", "K999"])
def test_an_odd_code_keeps_nobody_from_another_question(odd: str, cast: Any, noon: datetime) -> None:
    guide = content(themes=1)
    guide["themes"][0]["questions"][0]["code"] = odd
    guide["themes"][0]["questions"].append({"code": "", "text": {"en": "New"}, "probes": []})
    codes = [each["code"] for each in content_of(draft_guide(cast.study, guide, at=noon))["themes"][0]["questions"]]
    assert codes == [odd, "K02", "K01"]

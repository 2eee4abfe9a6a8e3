"""What the engine suggests, label by label, in three languages."""

import unicodedata

import pytest

from deid.engine import suggest
from deid.words import read

EVERY_LABEL = [
    ("nl", "Toen zei Sofie dat het goed was.", "Sofie", "PER", "mask"),
    ("fr", "Alors Chloé est partie.", "Chloé", "PER", "mask"),
    ("en", "Then Kyle went away.", "Kyle", "PER", "mask"),
    ("nl", "We woonden in Wetteren.", "Wetteren", "LOC", "mask"),
    ("fr", "On habitait à Charleroi.", "Charleroi", "LOC", "mask"),
    ("en", "We lived near Manchester.", "Manchester", "LOC", "mask"),
    ("nl", "Ik zat bij De Kiem.", "De Kiem", "ORG", "mask"),
    ("fr", "Le CPAS est venu.", "CPAS", "ORG", "mask"),
    ("en", "The people of Kind en Gezin came.", "Kind en Gezin", "ORG", "mask"),
    ("nl", "Het was op 12 maart 2019.", "12 maart 2019", "DATE", "mask"),
    ("fr", "C'était le 1er avril 2015.", "1er avril 2015", "DATE", "mask"),
    ("en", "It was on March 3rd, 2015.", "March 3rd, 2015", "DATE", "mask"),
    ("nl", "Het was op 12/03/2019.", "12/03/2019", "DATE", "mask"),
    ("nl", "Dat was in tweeduizend twaalf.", "tweeduizend twaalf", "DATE", "review"),
    ("fr", "C'était en deux mille douze.", "deux mille douze", "DATE", "review"),
    ("en", "That was in nineteen ninety-five.", "nineteen ninety-five", "DATE", "review"),
    ("nl", "Ze is zeven.", "zeven", "AGE", "mask"),
    ("nl", "Ik was 34 jaar.", "34 jaar", "AGE", "mask"),
    ("fr", "Elle a sept ans.", "sept ans", "AGE", "mask"),
    ("en", "She was nine.", "nine", "AGE", "mask"),
    ("nl", "Bel naar 0478 12 34 56.", "0478 12 34 56", "PHONE", "mask"),
    ("fr", "Appelez le +33 1 42 68 53 00.", "+33 1 42 68 53 00", "PHONE", "mask"),
    ("en", "Call +32 9 222 33 44.", "+32 9 222 33 44", "PHONE", "mask"),
    ("nl", "Het is nul vier zeven acht, twaalf, vierendertig, zesenvijftig.",
     "nul vier zeven acht, twaalf, vierendertig, zesenvijftig", "PHONE", "mask"),
    ("nl", "Mail naar ana.v@voorbeeld.be.", "ana.v@voorbeeld.be", "EMAIL", "mask"),
    ("fr", "Mon adresse : ana@exemple.fr.", "ana@exemple.fr", "EMAIL", "mask"),
    ("en", "Write to ana@example.org.", "ana@example.org", "EMAIL", "mask"),
    ("nl", "Ik woon in de Veldstraat 12 bus 3.", "Veldstraat 12 bus 3", "ADDRESS", "mask"),
    ("fr", "J'habite rue des Combattants 14.", "rue des Combattants 14", "ADDRESS", "mask"),
    ("en", "I live at 12 Church Street.", "12 Church Street", "ADDRESS", "mask"),
    ("nl", "Mijn nummer is 85.07.30-033.28.", "85.07.30-033.28", "ID", "mask"),
    ("fr", "Mon compte est BE68 5390 0754 7034.", "BE68 5390 0754 7034", "ID", "mask"),
    ("en", "The plate was 1-ABC-234.", "1-ABC-234", "ID", "mask"),
    ("nl", "Mijn broer is beroepsmilitair.", "beroepsmilitair", "OTHER", "review"),
    ("fr", "Ma soeur faisait du sport de haut niveau.", "sport de haut niveau", "OTHER", "review"),
    ("en", "My sister did athletics at international level.", "international level", "OTHER", "review"),
]  # fmt: skip


def told(text: str, lang: str, **options: list[str]) -> list[tuple[str, str, str]]:
    return [(text[span.start : span.end], span.label, span.level) for span in suggest(text, lang, **options)]


@pytest.mark.parametrize(("lang", "text", "words", "label", "level"), EVERY_LABEL)
def test_every_label_is_found_alone(lang: str, text: str, words: str, label: str, level: str) -> None:
    assert told(text, lang) == [(words, label, level)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("nl", "Euhm, vorige week was het zondag, in maart."),
        ("nl", "Ik ben al twaalf jaar clean, twee jaar geleden stopte ik met speed en GHB."),
        ("nl", "Het werd acht uur en ze gaf vijf euro."),
        ("fr", "Monsieur le Président, euh, la semaine dernière, un lundi, j'ai bu."),
        ("fr", "Il y a deux ans, j'ai pris de la méthamphétamine pendant trois ans."),
        ("en", "Mm-hmm, know- I mean, last week I took Methamphetamine."),
        ("en", "It was nine o'clock on a Monday and I don't know."),
        ("en", "I: How are you?\nR: Fine.\nP07: Yes.\nInterviewer: Good."),
        ("nl", "INTERVIEWER 1: en toen?\nRespondent: niks."),
    ],
)
def test_harmless_speech_is_left_alone(lang: str, text: str) -> None:
    assert told(text, lang) == []


def test_a_name_as_speaker_label_is_found() -> None:
    assert told("Sofie: ja.", "nl") == [("Sofie", "PER", "mask")]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("nl", "ik vluchtte uit aleppo met mijn zus fatima",
         [("aleppo", "LOC", "mask"), ("fatima", "PER", "mask")]),
        ("nl", "hij heet xandoval en woont bij mijn tante griet",
         [("xandoval", "PER", "review"), ("griet", "PER", "mask")]),
        ("fr", "je vis avec ma soeur khadija et mon copain s'appelle karim",
         [("khadija", "PER", "mask"), ("karim", "PER", "mask")]),
        ("en", "my boyfriend dwayne went to leeds",
         [("dwayne", "PER", "mask"), ("leeds", "LOC", "mask")]),
    ],
)  # fmt: skip
def test_cues_and_lists_need_no_capitals(lang: str, text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert told(text, lang) == wanted


@pytest.mark.parametrize(("text", "level"), [("gisteren zag ik yasmina", "mask"), ("Gisteren zag ik yasmina.", "mask")])
def test_a_listed_name_needs_neither_capital_nor_cue(text: str, level: str) -> None:
    assert told(text, "nl") == [("yasmina", "PER", level)]


def test_an_ordinary_word_in_lower_case_is_no_name() -> None:
    assert told("i hope he will mark the bill with a rose", "en") == []


def test_a_long_text_with_capitals_at_sentence_starts_alone_is_read_without_them() -> None:
    text = "En toen kwam ik daar weer aan. " * 30 + "Ik zag vrenkelo daar."

    assert told(text, "nl") == [("vrenkelo", "OTHER", "review")]


def test_shouted_text_is_read_without_capitals() -> None:
    assert told("IK WOONDE TOEN IN WETTEREN BIJ MIJN ZUS", "nl") == [("WETTEREN", "LOC", "mask")]


def test_offsets_count_code_points_beside_emoji_and_combining_accents() -> None:
    text = "\U0001f600\U0001f468\u200d\U0001f469 Toen zei " + unicodedata.normalize("NFD", "Zoé") + " ja."

    spans = suggest(text, "nl")

    assert [(span.start, span.end, text[span.start : span.end]) for span in spans] == [(14, 18, "Zoe\u0301")]


def test_existing_brackets_are_never_flagged() -> None:
    text = "[daughter, 10 years] and [Kyle] left, then Kyle [12 March 2019] came."

    assert [(span.start, span.end) for span in suggest(text, "en")] == [(43, 47)]


def test_a_bracket_that_never_closes_hides_nothing() -> None:
    assert told("And [then Kyle left.", "en") == [("Kyle", "PER", "mask")]


def test_a_found_name_is_found_again_in_any_case_and_form() -> None:
    text = "Mijn zus Xandrine lachte. xandrine, XANDRINE, Xandrines en xandrinetje ook."

    assert told(text, "nl") == [
        ("Xandrine", "PER", "mask"),
        ("xandrine", "PER", "mask"),
        ("XANDRINE", "PER", "mask"),
        ("Xandrines", "PER", "mask"),
        ("xandrinetje", "PER", "mask"),
    ]


def test_typed_names_are_found_whole_and_in_part() -> None:
    text = "we zaten in het groene huis met varkonyn en varkonyns broer"

    assert told(text, "nl", known=["Groene Huis", "Varkonyn Xil"]) == [
        ("groene huis", "PER", "mask"),
        ("varkonyn", "PER", "mask"),
        ("varkonyns", "PER", "mask"),
    ]


def test_a_typed_name_with_one_letter_misheard_is_for_review() -> None:
    assert told("Toen kwam varkonin ook.", "nl", known=["Varkonyn"]) == [("varkonin", "PER", "review")]


def test_a_typed_name_leaves_no_trace_in_the_next_text() -> None:
    suggest("de blauwe stoel", "nl", known=["blauwe stoel"])

    assert told("de blauwe stoel", "nl") == []


def test_a_number_that_fails_its_check_is_for_review() -> None:
    assert told("Mijn nummer is 85.07.30-033.29.", "nl") == [("85.07.30-033.29", "ID", "review")]


def test_an_initial_left_in_a_quote_is_for_review() -> None:
    assert told("It's ok, H. It will pass.", "en") == [("H", "PER", "review")]


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="nl, fr or en"):
        suggest("hola", "es")


def test_a_reading_shows_no_text_of_itself() -> None:
    reading = read("xandrine", "nl")

    assert "xandrine" not in repr(reading) + repr(reading.words)

"""From bytes or typed words to one text."""

import codecs

import pytest

from transcripts.texts import LARGEST, Empty, NotText, TooLong, cleaned, decoded

SAID = "I: Hé.\nR: «Ça va», 12 €. 🌼"


@pytest.mark.parametrize(
    "content",
    [
        SAID.encode(),
        codecs.BOM_UTF8 + SAID.encode(),
        codecs.BOM_UTF16_LE + SAID.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SAID.encode("utf-16-be"),
        SAID.replace("\n", "\r\n").encode(),
        SAID.replace("\n", "\r").encode(),
    ],
)
def test_a_file_in_each_encoding_gives_the_same_text(content: bytes) -> None:
    assert cleaned(decoded(content)) == SAID


def test_a_file_of_an_old_windows_gives_its_accents() -> None:
    assert cleaned(decoded("R: één café… 12 € – ja".encode("cp1252"))) == "R: één café… 12 € – ja"


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 a word processor's file",
        b"%PDF-1.7 looks like text",
        rb"{\rtf1\ansi looks like text}",
        bytes(range(256)) * 8,
        b"\xff\xfe\x00\xd8\x00\xd8",  # half of a pair in UTF-16
        b"R: \x81 \x8d \xff",  # no text in UTF-8, nor in Windows-1252
        SAID.encode("utf-16-le"),  # without its mark
        SAID.encode("utf-32"),
    ],
)
def test_what_is_not_plain_text_is_refused(content: bytes) -> None:
    with pytest.raises(NotText):
        cleaned(decoded(content))


@pytest.mark.parametrize("content", [b"", b"  \r\n\t ", codecs.BOM_UTF8])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(Empty):
        cleaned(decoded(content))


def test_the_limit_counts_characters_and_is_included() -> None:
    assert len(cleaned("é" * LARGEST)) == LARGEST
    with pytest.raises(TooLong):
        cleaned("é" * (LARGEST + 1))


def test_a_file_that_can_only_be_too_long_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(TooLong):
        decoded(b"\xff" * (4 * LARGEST + 5))


def test_stray_control_characters_go_and_a_cleaned_text_stays_the_same() -> None:
    once = cleaned("\ufeffI: a\x00b\x07.\r\n\r\nR: \tc\x1bd\u2028e" + " word" * 200)
    assert once == "I: ab.\n\nR: \tcd\u2028e" + " word" * 200
    assert cleaned(once) == once

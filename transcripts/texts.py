"""From bytes or typed words to the one text that a review works on: LF only, no marks of a computer in it."""

import codecs
import re

LARGEST = 600_000
"""Characters; a talk of three hours has about 150,000."""

_NEVER_TEXT = (
    b"PK\x03\x04",
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"{\\rtf",
    b"\x1f\x8b",
    b"\x89PNG",
    b"OggS",
    b"RIFF",
    b"ID3",
)
_STRAY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_TOO_MANY_STRAYS = 200  # more than one in so many characters: this was never text


class Unreadable(Exception):
    """A text that cannot be brought in. Says nothing of what stood in it."""


class Empty(Unreadable):
    """There are no words in it."""


class NotText(Unreadable):
    """It is something else than plain text."""


class TooLong(Unreadable):
    """It is longer than any talk."""


def decoded(content: bytes) -> str:
    """Give the words of a plain-text file: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises NotText or TooLong.
    """
    if content.startswith(_NEVER_TEXT):
        raise NotText
    if len(content) > 4 * LARGEST + 4:
        raise TooLong
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotText


def cleaned(text: str) -> str:
    """Give a text with LF ends and without stray control characters and outer blanks. Given again, it stays the same.

    Raises Empty, NotText or TooLong.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\x85", "…")
    words, strays = _STRAY.subn("", lines)
    if strays * _TOO_MANY_STRAYS > len(lines) and strays > 1:
        raise NotText
    words = words.strip()
    if not words:
        raise Empty
    if len(words) > LARGEST:
        raise TooLong
    return words

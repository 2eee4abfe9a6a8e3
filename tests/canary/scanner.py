"""One search for all canaries in all the forms in which bytes may lie somewhere."""

import base64
import binascii
import html
import json
import quopri
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from tests.canary.words import Brood

_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08|PK\x03\x04")
_PACKED_AS_TEXT = re.compile(rb"(?:eJ|eN|eF|eA|H4sI)[A-Za-z0-9_+/-]{20,}")
_DEEPEST = 2
_MOST_PACKED, _MOST_UNPACKED = 4 * 1024 * 1024, 32 * 1024 * 1024


@dataclass(frozen=True)
class Hit:
    """A word that was found: of which way in (empty when its form hides the ending), and in which form."""

    way: str
    form: str


def forms(word: str) -> Iterator[tuple[str, bytes]]:
    """Give a word in each of its forms. UTF-16 and UTF-32 are Latin-1 here: the search leaves out noughts."""
    said = word.encode()
    yield "UTF-8", said
    yield "Latin-1, UTF-16, UTF-32", word.encode("latin-1")
    yield "lower case", word.lower().encode()
    yield "upper case", word.upper().encode()
    yield "backwards", word[::-1].encode()
    yield "hex", said.hex().encode()
    yield "HEX", said.hex().upper().encode()
    yield "hex of UTF-16", word.encode("utf-16-le").hex().encode()
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + said)
        inner = whole[-(-shift * 4 // 3) : len(whole) // 4 * 4 - (4 if whole.endswith(b"=") else 0)]
        yield f"base64, {shift}", inner
        yield f"base64 of addresses, {shift}", inner.replace(b"+", b"-").replace(b"/", b"_")
    yield "base32", base64.b32encode(said)[: len(said) * 8 // 5 // 8 * 8]
    yield "percent", quote(word).encode()
    yield "percent, lower", re.sub(r"%..", lambda found: found[0].lower(), quote(word)).encode()
    yield "percent, all", "".join(f"%{byte:02X}" for byte in said).encode()
    yield "JSON", json.dumps(word)[1:-1].encode()
    yield "JSON, all", "".join(f"\\u{ord(one):04x}" for one in word).encode()
    yield from _in_html(word)
    yield "mail", quopri.encodestring(said)
    yield "Python", repr(said)[2:-1].encode()
    yield "Python, Latin-1", repr(word.encode("latin-1"))[2:-1].encode()
    yield "octal", "".join(chr(byte) if byte < 128 else f"\\{byte:03o}" for byte in said).encode()
    yield "UTF-7", word.encode("utf-7")


def _in_html(word: str) -> Iterator[tuple[str, bytes]]:
    yield "HTML, names", word.encode("ascii", "xmlcharrefreplace")
    yield "HTML, hex", "".join(one if one.isascii() else f"&#x{ord(one):x};" for one in word).encode()
    yield "HTML, HEX", "".join(one if one.isascii() else f"&#x{ord(one):X};" for one in word).encode()
    yield "HTML, words", _named(word).encode()


def _named(word: str) -> str:
    names = {value: name for name, value in html.entities.html5.items() if name.endswith(";") and len(value) == 1}
    return "".join(one if one.isascii() else f"&{names[one]}" for one in word)


class Scanner:
    """Finds the words of a brood in bytes, also inside packed members."""

    def __init__(self, brood: Brood) -> None:
        self.brood = brood
        self.sought: dict[bytes, tuple[str, str]] = {}
        for marker in (brood.plain, brood.accented, brood.digits):
            for form, sign in forms(marker):
                self.sought.setdefault(sign, (marker, form))

    def hits(self, data: bytes, *, deep: int = 0) -> set[Hit]:
        """Give what is found. Without noughts, so that UTF-16 and UTF-32 look like Latin-1."""
        bare = data.translate(None, b"\0")
        found = {hit for sign, (marker, form) in self.sought.items() for hit in self._found(bare, sign, marker, form)}
        if deep < _DEEPEST:
            for member in _members(data):
                found |= {Hit(hit.way, f"packed {hit.form}") for hit in self.hits(member, deep=deep + 1)}
        return found

    def _found(self, bare: bytes, sign: bytes, marker: str, form: str) -> set[Hit]:
        found, at = set(), bare.find(sign)
        while at >= 0:
            ending = bare[at + len(sign) : at + len(sign) + 4].lower()
            found.add(Hit(self.brood.way_of(marker, ending), form))
            at = bare.find(sign, at + len(sign))
        return found


def _members(data: bytes) -> Iterator[bytes]:
    """Give what unpacks somewhere in the data: zlib, gzip, members of ZIP files; also when it lies there as base64."""
    view = memoryview(data)
    for start in _PACKED.finditer(data):
        yield from _unpacked(view, start.start(), start[0])
    for found in _PACKED_AS_TEXT.finditer(data):
        text = found[0].replace(b"-", b"+").replace(b"_", b"/")
        try:
            whole = base64.b64decode(text[: len(text) // 4 * 4])
        except binascii.Error:
            continue
        yield whole
        yield from _unpacked(memoryview(whole), 0, whole[:4] if whole.startswith(b"PK") else whole[:2])


def _unpacked(view: memoryview, at: int, sign: bytes) -> Iterator[bytes]:
    if sign.startswith(b"PK"):
        names = int.from_bytes(view[at + 26 : at + 28], "little") + int.from_bytes(view[at + 28 : at + 30], "little")
        at, bits = at + 30 + names, -zlib.MAX_WBITS
    else:
        bits = zlib.MAX_WBITS | 32  # zlib or gzip, by its head
    out = _as_far_as_it_goes(view[at : at + _MOST_PACKED], bits)
    if len(out) >= 8:
        yield out


def _as_far_as_it_goes(view: memoryview, bits: int) -> bytes:
    """Give what unpacks before the member ends or breaks; nothing at once where something only looks like a head."""
    inflate, out, at, step = zlib.decompressobj(bits), b"", 0, 64
    try:
        while at < len(view) and not inflate.eof and len(out) < _MOST_UNPACKED:
            out += inflate.decompress(view[at : at + step])
            at, step = at + step, min(step * 2, 65536)
    except zlib.error:
        return out
    return out

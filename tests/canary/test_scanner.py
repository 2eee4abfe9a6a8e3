"""The search finds a canary in every form, and nothing where none is."""

import base64
import gzip
import io
import json
import os
import zipfile
import zlib
from urllib.parse import quote

import pytest

from tests.canary.scanner import Hit, Scanner, forms
from tests.canary.words import Brood

NOISE = os.urandom(3000)


@pytest.fixture(scope="module")
def brood() -> Brood:
    brood = Brood()
    for way in ("paste", "file", "socket"):
        brood.canary(way)
    return brood


@pytest.fixture(scope="module")
def scanner(brood: Brood) -> Scanner:
    return Scanner(brood)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "latin-1"])
@pytest.mark.parametrize("word", ["plain", "accented", "digits"])
def test_each_word_alone_is_found_in_every_encoding_with_its_way(
    brood: Brood, scanner: Scanner, word: str, encoding: str
) -> None:
    said = getattr(brood.canary("file"), word)
    assert {hit.way for hit in scanner.hits(NOISE + said.encode(encoding) + NOISE)} == {"file"}


@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize("word", ["plain", "accented", "digits"])
def test_base64_is_found_at_every_alignment(brood: Brood, scanner: Scanner, word: str, shift: int) -> None:
    said = b"x" * shift + getattr(brood.canary("paste"), word).encode() + b" and more"
    for packed in (base64.b64encode(said), base64.urlsafe_b64encode(said)):
        assert scanner.hits(NOISE + packed + NOISE) != set()


def test_every_other_form_is_found_for_each_word(brood: Brood, scanner: Scanner) -> None:
    missed = [
        (word, form)
        for word in (brood.canary("paste").plain, brood.canary("paste").accented, brood.canary("paste").digits)
        for form, said in forms(word)
        if not form.startswith("base") and not scanner.hits(NOISE + said + NOISE)
    ]
    assert missed == []


def test_words_inside_packed_members_are_found(brood: Brood, scanner: Scanner) -> None:
    text = brood.canary("socket").text(5000).encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", text)
    session = b"." + base64.urlsafe_b64encode(zlib.compress(json.dumps({"draft": text.decode()}).encode()))
    nested = zlib.compress(gzip.compress(text))
    for packed in (zlib.compress(text), gzip.compress(text), archive.getvalue(), session, nested):
        assert {hit.way for hit in scanner.hits(NOISE + packed + NOISE)} == {"socket"}


def test_a_member_that_was_cut_is_found_as_far_as_it_goes(brood: Brood, scanner: Scanner) -> None:
    packed = zlib.compress(brood.canary("paste").text(3000).encode() + os.urandom(4000))
    assert {hit.way for hit in scanner.hits(NOISE + packed[:2000] + NOISE)} == {"paste"}


def test_nothing_is_found_where_nothing_is(scanner: Scanner) -> None:
    other = Brood().canary("paste")
    for data in (
        NOISE * 100,
        other.text(9000).encode(),
        zlib.compress(other.text(9000).encode()),
        quote(str(other)).encode(),
    ):
        assert scanner.hits(data) == set()


def test_a_hit_says_its_way_and_its_form(brood: Brood, scanner: Scanner) -> None:
    assert scanner.hits(brood.canary("paste").plain.encode()) == {Hit("paste", "UTF-8")}

"""What stands inside a sheet for paper: words, and nothing that acts. Row 62 of the table of bad input."""

import io
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from consent import rules
from consent import services as consent
from printing import services
from studies.models import Wording
from tests.consent.acts import WORDS, publish, speak, write

ACTIVE = {"/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia",
          "/URI", "/SubmitForm", "/GoToR", "/GoToE", "/ImportData", "/Movie", "/XFA", "/AcroForm"}  # fmt: skip
INJECTED = [
    ") /JS (app.alert(1))", "(\\) >> /OpenAction << /S /JavaScript /JS (x) >>", "%PDF-1.7", "endstream endobj", "%%EOF",
    "\\) /Launch (cmd", "<feff004a0053>", "1 0 obj << /URI (http://evil.example) >>", "xref trailer startxref",
    "</title><script>x</script>", "é\u202e\\051/JS\\050", "http://evil.example/", "javascript:x",
]  # fmt: skip


def names_in(thing: Any) -> set[str]:
    """Give every name in an object of a PDF."""
    if isinstance(thing, dict):
        return {name for key, each in thing.items() for name in {str(key)} | names_in(each)}
    if isinstance(thing, list):
        return {name for each in thing for name in names_in(each)}
    return {str(thing)} if str(thing).startswith("/") else set()


def active(content: bytes) -> set[str]:
    """Give what in a PDF could act."""
    reader = PdfReader(io.BytesIO(content))
    objects = (reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"]))))
    return ACTIVE & {name for each in objects for name in names_in(each)}


def test_row62_a_link_or_an_attachment_would_be_found() -> None:
    from weasyprint import HTML

    assert active(HTML(string="<a href='https://attune.example'>A</a>").write_pdf()) == {"/URI"}
    assert active(HTML(string="<p>A</p>").write_pdf()) == set()


def test_row62_words_in_a_copy_stay_words_and_its_title_is_ours(cast: Any) -> None:
    Wording.objects.bulk_create(
        Wording(study=cast.study, key=key, language=language, text=" ".join(INJECTED))
        for key in WORDS
        for language in rules.LANGUAGES
    )
    publish(cast.study, by=cast.ben, at=cast.at - timedelta(minutes=30))
    speak(cast.ana, by=cast.ben, at=cast.at - timedelta(minutes=20))
    content = consent.copy_of(write(cast.ana, by=cast.ben, at=cast.at - timedelta(minutes=5)))
    reader = PdfReader(io.BytesIO(content))
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))
    assert [words for words in INJECTED[:8] if re.sub(r"\s+", "", words) not in text] == []
    assert (active(content), reader.metadata.title) == (set(), "Attune")
    assert content.count(b"%PDF-") == 1


@pytest.mark.parametrize("words", INJECTED)
def test_row62_words_in_a_code_to_photograph_are_in_its_squares_alone(words: str) -> None:
    drawing = services.qr(words)
    root = ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing
    assert [each.tag for each in root.iter()] == ["svg", "path", "path"]
    known = {"role", "aria-label", "viewBox", "class", "d", "fill", "stroke", "transform"}
    assert {name for each in root.iter() for name in each.attrib} - known == set()
    assert [word for word in ("JS", "script", "evil", "URI") if word in drawing] == []

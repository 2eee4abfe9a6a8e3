"""Archives, code books, pictures and words that nothing takes: rows 63 to 65 and 78 of the table of bad input.

There is no import of projects (.qdpx), code books (.qdc) or pictures. These tests say so, and fail with the first one:
whoever builds it takes them off for the row as the table has it.
"""

import ast
import io
import re
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.utils import timezone

from accounts.forms import KindForm
from checkins.forms import AcknowledgementForm, AttunementForm, FeedbackForm, FollowUpForm, HandingForm
from checkins.models import Attunement, Feedback, Handing
from studies.models import Membership
from tests.architecture.floors import ROOMS
from tests.badinput.forms import every_form
from tests.interviews import steps
from tests.timelines.drawing import begin
from tests.transcripts.holding import hold
from transcripts import texts
from transcripts.models import Transcript

READERS = {
    "zipfile", "tarfile", "gzip", "bz2", "lzma", "zlib", "xml", "lxml", "defusedxml", "html5lib", "docx", "odf", "PIL",
    "imghdr", "cairosvg", "pickle", "shelve", "plistlib", "xmlrpc", "zipimport", "py7zr", "rarfile",
}  # fmt: skip
"""What would unpack an archive, read markup with entities, or open a picture."""
CANARY = "zwirbelquast"


def imported(source: str) -> set[str]:
    """Give the modules that a file imports, also inside functions and by name, up to their first dot."""
    tree, found = ast.parse(source), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {str(node.module), *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
        elif isinstance(node, ast.Attribute) and node.attr in {"unpack_archive", "make_archive"}:
            found.add("zipfile")
    return {each.split(".")[0] for each in found}


PLANTED = [
    "import zipfile", "def f():\n    from zipfile import ZipFile", "import xml.etree.ElementTree as ET",
    "from lxml import etree", "from PIL import Image", "import_module('tarfile')", "__import__('gzip')",
    "import shutil\nshutil.unpack_archive(path)",
]  # fmt: skip


@pytest.mark.parametrize("source", PLANTED)
def test_row63_64_65_a_reader_of_archives_markup_or_pictures_would_be_found(source: str) -> None:
    assert imported(source) & READERS


def test_row63_64_65_no_file_of_the_program_reads_archives_markup_or_pictures(root: Path) -> None:
    files = [path for room in [*ROOMS, "config", "demo", "tools"] for path in (root / room).rglob("*.py")]
    assert len(files) > 150
    readers = {path.relative_to(root).as_posix(): imported(path.read_text()) & READERS for path in files}
    assert {path: found for path, found in readers.items() if found} == {}


def taking_files(kinds: Iterable[type[Any]]) -> set[str]:
    """Give the fields of forms that take a file."""
    return {f"{kind.__name__}.{name}" for kind in kinds for name, field in kind.base_fields.items()
            if isinstance(field, forms.FileField)}  # fmt: skip


def test_row65_two_fields_take_a_file_of_words_and_no_column_keeps_one(root: Path) -> None:
    class Planted(KindForm):
        logo, name = forms.ImageField(), forms.CharField()

    assert taking_files([Planted]) == {"Planted.logo"}
    assert taking_files(every_form(root)) == {"BringForm.file", "GuideFileForm.file"}
    columns = [field for each in apps.get_models() for field in each._meta.fields]
    assert [field for field in columns if isinstance(field, models.FileField)] == []


def test_row65_no_page_but_those_of_texts_and_of_the_guide_sends_files(root: Path) -> None:
    pages = {path.relative_to(root).as_posix(): path.read_text() for path in (root / "templates").rglob("*.html")}
    sends = {path for path, text in pages.items() if re.search(r"multipart/form-data|type=\"?file", text)}
    assert {path.split("/")[1] for path in sends} == {"transcripts", "interviews"}
    assert {path for path in sends if "interviews" in path} == {"templates/interviews/bring_guide.html"}
    reads = {path.relative_to(root).parts[0] for room in ROOMS for path in (root / room).rglob("*.py")
             if "request.FILES" in path.read_text()}  # fmt: skip
    assert reads == {"transcripts", "interviews", "accounts"}  # accounts/carrying.py gives a form back as it came


NAMES = [
    "../../x", "/etc/x", "C:\\x", "..\\x", "a\\b", "CON", "x" * 300, "x\x00y", "X", "x", "x", "COM1.txt", "a/../../b",
]  # fmt: skip
XXE = "<!DOCTYPE a [<!ENTITY e SYSTEM 'file://%s'>]><CodeBook><Codes><Code name='x'>&e;</Code></Codes></CodeBook>"
LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{n} '{'&a;' * 99}'>" for n in range(9)) + "]><a>&a8;</a>"


def archive(names: Iterable[str]) -> bytes:
    """Give a zip file with these names in it, a link among them."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed, pytest.MonkeyPatch.context() as patch:
        patch.setattr("warnings.warn", lambda *_words, **_more: None)  # it warns of a name that stands twice
        for name in names:
            packed.writestr(zipfile.ZipInfo(name), CANARY)
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("project.qde", XXE)
    return made.getvalue()


HUGE_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x02\x00\x00\x00"  # 50,000 × 50,000
FILES = {
    "project.qdpx": archive(NAMES), "talk.docx": archive(["word/document.xml", "[Content_Types].xml"]),
    "empty.zip": archive([]), "begins.zip": b"PK\x03\x04" + b"words of a talk " * 99, "huge.png": HUGE_PNG,
    "both.gif": b"GIF89a/*\x00\x00*/=1;alert(1)//" + bytes(99),
    "rar": b"Rar!\x1a\x07\x00" + bytes(99), "seven": b"7z\xbc\xaf\x27\x1c" + bytes(99),
    "tar": b"a" * 257 + b"ustar\x0000" + bytes(400), "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(99),
}  # fmt: skip


@pytest.fixture
def before(cast: Any, signed_in: Any) -> tuple[Any, str, dict[str, str]]:
    """Ben's browser, the one address that takes a file, and the fields beside it."""
    hold(cast, begin(cast.ana, by=cast.ben, at=timezone.now()).participant, timezone.now())
    reader = str(Membership.objects.get(person=cast.rita).pk)
    return signed_in(cast.ben), f"/transcripts/{cast.ana.pk}/look-through/", {"language": "en", "reader": reader}


def everything_under(*folders: Path) -> set[Path]:
    return {path for folder in folders for path in folder.rglob("*")}


def test_row63_64_65_the_one_address_that_takes_a_file_takes_plain_text_alone(before: Any, root: Path) -> None:
    ben, path, fields = before
    there = everything_under(Path(settings.VAR), root / "templates", root / "static")
    for name, content in FILES.items():
        for field in ("file", "text", "known", "logo", "project") if name == "project.qdpx" else ("file",):
            upload = io.BytesIO(content)
            upload.name = f"../../{name}" if field == "file" else name
            answer = ben.post(path, fields | {field: upload})
            assert (name, field, answer.status_code) == (name, field, 422)
            assert field != "file" or CANARY not in answer.content.decode()  # what was typed comes back
    assert everything_under(Path(settings.VAR), root / "templates", root / "static") - there == set()
    assert Transcript.objects.count() == 0


def test_row64_65_markup_is_text_and_nothing_in_it_is_carried_out(before: Any, tmp_path: Path) -> None:
    ben, path, fields = before
    (tmp_path / "secret").write_text(CANARY)
    picture = "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    for markup in (XXE % (tmp_path / "secret"), LAUGHS, picture):
        assert texts.cleaned(texts.decoded(markup.encode())) == markup
        upload = io.BytesIO(markup.encode())
        upload.name = "book.qdc"
        answer = ben.post(path, fields | {"file": upload, "reader": "", "known": markup})
        page = answer.content.decode()
        assert (answer.status_code, CANARY in page, markup[:5] in page, "&lt;" in page) == (422, False, False, True)
        assert len(page) < 100_000
    assert Transcript.objects.count() == 0


CODED = (forms.TypedChoiceField, forms.TypedMultipleChoiceField, forms.BooleanField, forms.UUIDField)
CHECK_INS = [AttunementForm, FeedbackForm, AcknowledgementForm, FollowUpForm, HandingForm]
NOTES = ["note", "text", "feedback", "child"]


def open_fields(kinds: Iterable[type[Any]]) -> set[str]:
    """Give the fields into which a word could be written."""
    return {f"{kind.__name__}.{name}" for kind in kinds for name, field in kind.base_fields.items()
            if not isinstance(field, CODED)}  # fmt: skip


def test_row78_no_form_of_the_check_ins_has_a_field_for_words(root: Path) -> None:
    class Planted(KindForm):
        note = forms.CharField()

    assert open_fields([Planted]) == {"Planted.note"}
    assert [kind for kind in every_form(root) if kind.__module__ == "checkins.forms" and kind.base_fields] == sorted(
        CHECK_INS, key=lambda kind: kind.__name__
    )
    assert open_fields(CHECK_INS) == set()
    words = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField)
    columns = [
        field for model in (Attunement, Feedback, Handing) for field in model._meta.fields if isinstance(field, words)
    ]
    assert columns == []


def test_row78_a_childs_name_is_refused_in_every_field_and_comes_back_nowhere(
    cast: Any, signed_in: Any, noon: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from interviews.services import close, publish_guide
    from tests.consent.acts import agree

    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    publish_guide(cast.study, steps.content(), by=cast.lena, at=noon)
    agree(cast.ana, by=cast.ben, at=noon)
    sitting = steps.opened(cast, noon)
    close(sitting, by=cast.ben, at=noon)
    asked = Attunement.objects.get()
    forms_of: list[tuple[Client, str, dict[str, Any]]] = [
        (signed_in(cast.ben), f"/room/{sitting.pk}/feedback/", steps.SENT),
        (signed_in(cast.thea), f"/check-ins/attunement/{asked.pk}/", {k: str(v) for k, v in steps.GO.items()}),
    ]
    for browser, path, fields in forms_of:
        for wrong in [{name: "Lotte"} for name in NOTES] + [{name: "Lotte"} for name in fields]:
            answer = browser.post(path, fields | wrong)
            assert (path, wrong, answer.status_code, b"Lotte" in answer.content) == (path, wrong, 422, False)
    assert Feedback.objects.count() == 0
    page = forms_of[0][0].get(f"/room/{sitting.pk}/end/").content.decode()
    part = page[page.index("feedback") :]
    assert re.findall(r"<textarea|<input[^>]*type=\"(?:text|search|email|url)\"|contenteditable", part) == []

"""One safe door to paper."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from printing import services


@pytest.fixture
def sheet(tmp_path: Any, settings: Any) -> Any:
    """Give a template of the test's own, by what stands in its main block."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]

    def write(main: str) -> str:
        page = "{% extends 'print.html' %}{% load i18n %}{% block main %}" + main + "{% endblock %}"
        (tmp_path / "sheet.html").write_text(page)
        return "sheet.html"

    return write


def test_the_same_words_give_the_same_bytes(sheet: Any) -> None:
    page = sheet("<h1>{{ words }}</h1><p>Été, één, œuvre</p>")
    first, second = (services.pdf(page, {"words": "Calm"}, "en") for _ in range(2))
    assert first == second
    assert first != services.pdf(page, {"words": "Quiet"}, "en")
    assert "Été, één, œuvre" in PdfReader(io.BytesIO(first)).pages[0].extract_text()


def test_a_sheet_is_tagged_for_screen_readers_in_its_language(sheet: Any) -> None:
    root: Any = PdfReader(io.BytesIO(services.pdf(sheet("<h1>Kalm</h1>"), {}, "nl"))).root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"].value) == ("nl", True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.svg", "file:///etc/hostname", "data:image/svg+xml,<svg/>"])
def test_nothing_is_fetched(sheet: Any, url: str) -> None:
    with pytest.raises(services.Fetched):
        services.pdf(sheet(f"<p>Calm</p><img alt='' src='{url}'>"), {}, "en")
    with pytest.raises(services.Fetched):
        services.pdf(sheet(f"<link rel='stylesheet' href='{url}'><p>Calm</p>"), {}, "en")


def test_a_qr_code_is_drawn_without_style_and_has_a_name() -> None:
    drawing = services.qr("http://127.0.0.1:8000/code/")
    assert re.findall(r"\b(style|id|width|height)=", drawing) == []
    assert drawing.startswith('<svg role="img" aria-label="QR code" viewBox=')
    assert drawing == services.qr("http://127.0.0.1:8000/code/")

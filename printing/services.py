"""PDF and QR codes: nothing is fetched, and the same words give the same bytes."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override


class Fetched(Exception):
    """A sheet asked for something from outside; sheets are complete in themselves."""


def pdf(template: str, context: dict[str, Any], language: str) -> bytes:
    """Give the PDF/UA-1 of a template that extends `print.html`, in `language`; the same context gives the same bytes.

    Raises Fetched when the sheet names anything that would have to be fetched.
    """
    from weasyprint import CSS, HTML  # slow to import, and needed by few pages
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    with override(language):
        page = render_to_string(template, {"demo_mode": settings.DEMO, **context})
    nothing, fonts = URLFetcher(allowed_protocols=[], fail_on_errors=True), FontConfiguration()
    sheet = CSS(string=_style(), font_config=fonts, url_fetcher=nothing)
    try:
        answer: bytes = HTML(string=page, url_fetcher=nothing).write_pdf(
            stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1",
            pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
        )  # fmt: skip
    except FatalURLFetchingError:
        raise Fetched from None
    return answer


@cache
def _style() -> str:
    """Give our own sheet for paper; it is read here, because nothing else may be."""
    return Path(str(finders.find("css/pdf.css"))).read_text(encoding="utf-8")


def qr(text: str) -> SafeString:
    """Give the QR code of `text` as inline SVG: no id, no style, black on white by attributes."""
    import segno

    label = escape(_("QR code"))
    drawing = segno.make(text, error="m", micro=False).svg_inline(
        border=4, omitsize=True, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    named = drawing.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)
    return mark_safe(named)  # noqa: S308 - segno writes numbers and our escaped label only

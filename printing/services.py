"""PDF, QR codes and cells of tables: nothing is fetched, and the same words give the same bytes."""

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

from printing.pressing import Fetched, Limits, NotPrinted, Pressing

__all__ = ["Fetched", "Limits", "NotPrinted", "cell", "pdf", "qr"]

_FORMULAS = tuple("=+-@\t\r\n＝＋－＠")

LIMITS = Limits()
_PRESSING = Pressing()


def pdf(template: str, context: dict[str, Any], language: str) -> bytes:
    """Give the PDF/UA-1 of a template that extends `print.html`, in `language`; the same context gives the same bytes.

    It is printed by a process without network, within LIMITS. Raises Fetched when the sheet names anything that would
    have to be fetched, NotPrinted when it takes more than there is.
    """
    with override(language):
        page = render_to_string(template, {"demo_mode": settings.DEMO, **context})
    identifier = hashlib.sha256(page.encode()).digest()[:16]
    return _PRESSING.pdf(page, _style(), identifier, LIMITS)


def cell(words: str) -> str:
    """Give the text of a cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe.

    Also with the full-width signs, which some of them read alike (OWASP ASVS 1.2.10).
    """
    return f"'{words}" if words.startswith(_FORMULAS) else words


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
    return mark_safe(named)  # nosec B308 B703 # noqa: S308 - segno writes numbers and our escaped label only

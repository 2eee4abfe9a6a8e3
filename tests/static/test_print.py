"""Her card, in Chromium: large enough to write down from the screen, its own size on paper."""

from pathlib import Path

import pytest

from tests.services.browser import chromium

CARD = """<section class="card-print"><h2>Your code</h2><p>https://a-long-name.study.example.org/code/</p>
<p class="code">7KQ4-M2XD-93HT</p><div class="card-print-qr"><svg></svg></div>"""
SIZE = "parseFloat(getComputedStyle(document.querySelector('.code')).fontSize)"
BOX = (
    "(() => { const b = document.querySelector('.card-print').getBoundingClientRect(); return [b.width, b.height] })()"
)
FITS = "(() => { const c = document.querySelector('.card-print'); return c.scrollWidth <= c.clientWidth })()"


def test_the_code_on_her_card_is_large_on_screen_and_the_card_keeps_its_size_on_paper(root: Path) -> None:
    style = "".join((root / f"static/css/{name}.css").read_text() for name in ("tokens", "base", "parts", "print"))
    with chromium() as browser:
        for width in (320, 1280):
            page = browser.new_page(viewport={"width": width, "height": 800})
            page.set_content(f"<style>{style}</style><main>{CARD}</section></main>")
            assert (width, page.evaluate(SIZE) >= 28, page.evaluate(FITS)) == (width, True, True)
            page.emulate_media(media="print")
            assert page.evaluate(SIZE) == pytest.approx(16), width  # 12 points
            assert page.evaluate(BOX) == pytest.approx([321, 204], abs=1), width  # 85 by 54 millimetres

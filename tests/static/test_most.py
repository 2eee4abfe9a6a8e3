"""Boxes of which a few can be ticked, in Chromium: the others rest, and wake when one is taken back."""

from pathlib import Path

from tests.services.browser import chromium

BOXES = "".join(f'<label><input type="checkbox" name="some" value="{n}" data-most="3"> {n}</label>' for n in range(5))
RESTS = "[...document.querySelectorAll(':disabled')].map((one) => one.value)"


def test_a_fourth_cannot_be_ticked_until_one_is_taken_back(root: Path) -> None:
    script = (root / "static/js/most.js").read_text()
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(f"<form>{BOXES}</form><script type='module'>{script}</script>")
        for value, rest in (("0", []), ("1", []), ("4", ["2", "3"])):
            page.get_by_label(value).check()
            assert page.evaluate(RESTS) == rest
        page.get_by_label("1").uncheck()
        assert page.evaluate(RESTS) == []

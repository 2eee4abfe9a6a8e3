"""The stylesheet keeps the tokens, the contrasts and the walls that were agreed."""

import re
from itertools import product
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

AGREED = {
    "paper": "#FBF8F3",
    "card": "#FFFFFF",
    "ink": "#2A2927",
    "quiet": "#5F5A53",
    "line": "#8A8378",
    "teal": "#1E5F5C",
    "teal-soft": "#E2EEEC",
    "amber-soft": "#F6E7C8",
    "amber-ink": "#5A4210",
    "plum": "#5E3A66",
    "plum-soft": "#EFE6F1",
    "lane-1": "#3B6E8F",
    "lane-2": "#7A6A2F",
    "lane-3": "#6B5B95",
    "lane-4": "#3F7A5A",
    "lane-5": "#9A5B45",
    "lane-6": "#5C6670",
    "lane-7": "#8A4F73",
    "lane-8": "#2F7475",
}
LANES = [name for name in AGREED if name.startswith("lane-")]
TEXT = ["ink", "quiet", "teal", "amber-ink", "plum"]
GROUND = ["paper", "card", "teal-soft", "amber-soft", "plum-soft"]
PAIRS = [
    *product(TEXT, GROUND),
    *product(LANES, ["paper", "card"]),
    ("on-accent", "teal"),
    ("on-accent", "plum"),
]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of one scheme, by the name of their token."""
    heads = {"light": ":root {", "dark": "@media (prefers-color-scheme: dark)", "paper": "@media print"}
    text = (ROOT / "static/css/tokens.css").read_text()
    block = text[text.index(heads[scheme]) :].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6});", block))


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_the_tokens_have_the_agreed_values() -> None:
    light = tokens("light")
    assert {name: light.get(name) for name in AGREED} == AGREED


@pytest.mark.parametrize("scheme", ["dark", "paper"])
def test_another_scheme_names_every_colour_again(scheme: str) -> None:
    assert sorted(tokens(scheme)) == sorted(tokens("light"))


@pytest.mark.parametrize("scheme", ["light", "dark", "paper"])
def test_text_is_readable_on_every_ground(scheme: str) -> None:
    colours = tokens(scheme)
    weak = [(text, ground) for text, ground in PAIRS if contrast(colours[text], colours[ground]) < 4.5]
    assert weak == []


@pytest.mark.parametrize("scheme", ["light", "dark", "paper"])
def test_the_edge_of_a_control_is_seen_on_every_ground(scheme: str) -> None:
    colours = tokens(scheme)
    assert [ground for ground in GROUND if contrast(colours["line"], colours[ground]) < 3] == []


def test_a_rule_takes_its_colours_from_the_tokens() -> None:
    """Only the tokens and what is drawn for paper spell a colour out."""
    free = {"tokens.css", "print.css", "pdf.css"}
    spelled = [path for path in SHEETS if path.name not in free and re.search(r"#[0-9a-fA-F]{3,8}\b", path.read_text())]
    assert names(spelled) == []


def test_no_sheet_fetches_another() -> None:
    fetching = [path for path in SHEETS if re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", path.read_text())]
    assert names(fetching) == []


def test_the_sheet_for_pdf_fetches_nothing() -> None:
    assert re.findall(r"url\(", (ROOT / "static/css/pdf.css").read_text()) == []


def test_every_sheet_stays_short() -> None:
    assert names([path for path in SHEETS if len(path.read_text().splitlines()) > 200]) == []


def test_every_used_token_exists() -> None:
    text = "".join(path.read_text() for path in SHEETS)
    assert set(re.findall(r"var\((--[\w-]+)", text)) - set(re.findall(r"(--[\w-]+):", text)) == set()


def alone(sheet: str) -> list[str]:
    """Give the signs that are not read out and have no plain one before them, for a browser that knows none such.

    These are Safari before 17.4 and Firefox before 128 (MDN, `content`); README names older ones.
    """
    found = re.findall(r"""([^{;]*)[{;]\s*content: ("[^"]*") / "";""", sheet)
    return [sign for before, sign in found if before.strip() != f"content: {sign}"]


def test_a_sign_that_is_not_read_out_is_seen_in_an_older_browser_too() -> None:
    assert {path.name: alone(path.read_text()) for path in SHEETS if alone(path.read_text())} == {}
    assert alone("""a::after { content: "+" / ""; } b::after { content: "+"; content: "-" / ""; }""") == ['"+"', '"-"']


def test_motion_is_short_and_stops_when_asked() -> None:
    text = (ROOT / "static/css/tokens.css").read_text()
    assert re.findall(r"--motion: (\d+)ms", text) == ["160", "0"]


@pytest.mark.parametrize(
    "inline",
    [
        r"<style\b",
        r"\sstyle\s*=",
        r"\son[a-z]+\s*=",
        r"\shx-on[:=-]",
        r"<script(?![^>]*\ssrc=)",
        r"javascript:",
        r"[\"']js:",
    ],
    ids=["style element", "style attribute", "handler", "htmx handler", "script", "script address", "htmx script"],
)
def test_no_page_holds_script_or_style(inline: str) -> None:
    assert names([path for path in TEMPLATES if re.search(inline, path.read_text(), re.IGNORECASE)]) == []


def test_what_a_pointer_tints_stays_tinted_under_no_finger() -> None:
    rules = [(path.name, line.strip()) for path in SHEETS for line in path.read_text().splitlines() if ":hover" in line]
    assert rules != []
    assert [one for one in rules if not one[1].startswith("@media (hover: hover) {")] == []


def test_every_file_that_a_page_names_exists() -> None:
    named = {
        (page, found)
        for page in TEMPLATES
        for found in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", page.read_text())
    }
    missing = sorted(f"{page.name}: {found}" for page, found in named if finders.find(found) is None)
    assert missing == []


def test_every_page_has_the_same_title_and_the_neutral_one_none() -> None:
    titles = {
        title
        for page in TEMPLATES
        if page.name != "away.html"
        for title in re.findall(r"<head>.*?<title>(.*?)</title>", page.read_text(), re.DOTALL)
    }
    assert titles == {"Attune"}
    assert "<title>&#8203;</title>" in next(page for page in TEMPLATES if page.name == "away.html").read_text()

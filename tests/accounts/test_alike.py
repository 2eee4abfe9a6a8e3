"""Parts of pages that are kept in memory: alike for everybody, and with nothing of anybody."""

import re
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from accounts import alike as parts
from timelines.models import Topic
from timelines.rules import Seat

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MARK, THING = "interviews/_mark.html", "timelines/_thing.html"
CODES = {
    "acts", "anchor", "answer", "any_hidden", "aside", "asked", "attuned", "begins", "called", "calm", "chosen",
    "closing",
    "cloth", "days", "demo_mode", "device", "drawing", "ends", "every", "has_role", "hidden", "kept", "language",
    "languages", "leave_to", "leave_url", "linked", "listed", "menu", "moments", "new_text", "open", "opening",
    "paused", "permitted", "question", "quiet_for", "reminders", "scripts", "seat", "sent", "signed_in",
    "staff_languages", "standing", "timed", "valid", "what", "words",
}  # fmt: skip
"""What a part may be told apart by; everything else of a page has to be given by a name that begins with own_."""


def strange(template: str) -> set[str]:
    """Give what a template lets a part keep that is no code."""
    given = {name for tag in re.findall(r"{% alike ([^%]*)%}", template) for name in re.findall(r"(\w+)=", tag)}
    return {name for name in given if not name.startswith(parts.OWN)} - CODES


def part(words: str = "A silence", **own: Any) -> str:
    return parts.alike(MARK, {"what": "silence", "words": words, **own}, token="t0ken")


def test_a_part_is_drawn_once_and_its_gaps_are_filled_each_time() -> None:
    pk, other = uuid4(), uuid4()
    before = parts._drawn.cache_info().misses
    first, second, third = part("Once", own_sitting=pk), part("Once", own_sitting=pk), part("Once", own_sitting=other)
    assert parts._drawn.cache_info().misses == before + 1
    ids = [re.findall('name="id" value="([^"]+)"', one) for one in (first, second, third)]
    assert len({UUID(one) for (one,) in ids}) == 3
    assert [one.count(f"/{pk}/") for one in (first, second, third)] == [1, 1, 0]
    assert first.count('value="t0ken"') == 1


def test_what_is_own_is_escaped_and_nothing_of_it_is_kept() -> None:
    given = {"hidden": False, "seat": Seat.HERS, **dict.fromkeys(("own_lane", "own_next", "own_place"), "x")}
    shown = parts.alike("timelines/_plain_lane.html", {**given, "own_name": "<b>Tom", "own_title": "Tom"})
    assert (shown.count("&lt;b&gt;Tom"), shown.count("<b>")) == (1, 0)
    codes = (("hidden", False), ("seat", Seat.HERS))
    before = parts._drawn.cache_info().hits
    kept = parts._drawn("timelines/_plain_lane.html", "en", codes)
    assert (parts._drawn.cache_info().hits, [one for one in kept.words if b"Tom" in one]) == (before + 1, [])


def test_rows_are_drawn_of_one_part_and_nothing_of_theirs_is_kept() -> None:
    def lane(name: str, *labels: str) -> dict[str, Any]:
        things = [{"cloth": False, "acts": False, "own_name": label, "own_time": "age 4"} for label in labels]
        around = dict.fromkeys(("own_lane", "own_topic", "own_colour"), "x") | {"own_title": name, "own_name": name}
        return around | {"own_things": parts.Rows(THING, things, {"own_shape": "period"})}

    rows = parts.Rows("timelines/_lane.html", [lane("<b>Home", "Tom", "<i>Ida"), lane("Work")])
    shown = parts.each(rows)
    assert [re.findall(f">{word}<", shown) != [] for word in ("&lt;b&gt;Home", "Work")] == [True, True]
    assert (shown.count("thing-period"), shown.count("&lt;i&gt;Ida"), shown.count("<i>")) == (2, 1, 0)
    assert shown.index("Tom") < shown.index("Ida") < shown.index("Work")
    before = parts._drawn.cache_info().misses
    parts.each(parts.Rows("timelines/_lane.html", [lane("Other", "Bea")]))
    assert parts._drawn.cache_info().misses == before
    with pytest.raises(TypeError):
        parts.each(parts.Rows(THING, [{"cloth": SimpleNamespace(), "own_name": "Tom"}]))


def made(monkeypatch: pytest.MonkeyPatch, template: str) -> None:
    """Have a part drawn of this text."""
    drawn, outer = parts.render_to_string, Template("{% load alike %}" + template)

    def draw(name: str, given: Any) -> str:
        return outer.render(Context(given)) if name == template else drawn(name, given)

    monkeypatch.setattr(parts, "render_to_string", draw)


def test_a_part_that_is_kept_takes_another_in_with_its_gaps_and_sees_nothing_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lane = '{% alike "timelines/_plain_lane.html" own_title=own_words own_place="3" %}'
    text = f"{{{{ own_next }}}}{lane}{{% alike_rows own_more %}}"
    made(monkeypatch, text)
    kept = parts._drawn(text, "en", (("hidden", True),))
    assert [kept.gaps.count(f"own_{name}") for name in ("next", "words", "title", "more")] == [2, 1, 0, 1]
    shown = b"".join(kept.words).decode()
    assert ('value="3"' in shown, " checked" in shown) == (True, False)  # `hidden` was not given on


@pytest.mark.parametrize(
    "asks", ["{% if own_name %}x{% endif %}", "{{ own_name|yesno }}", '{{ own_name|default:"x" }}']
)
def test_nothing_that_is_kept_is_decided_by_what_is_own(monkeypatch: pytest.MonkeyPatch, asks: str) -> None:
    made(monkeypatch, asks)
    with pytest.raises(TypeError):
        parts.alike(asks, {"own_name": ""})


def test_a_gap_is_filled_with_what_its_row_was_given_and_with_nothing_around_it() -> None:
    thing = {"cloth": False, "acts": False, "own_time": "age 4", "own_shape": "period"}
    lane = dict.fromkeys(("own_lane", "own_topic", "own_colour", "own_title", "own_name"), "Tom")
    with pytest.raises(KeyError):
        parts.alike("timelines/_lane.html", {**lane, "own_things": parts.Rows(THING, [thing])})


def test_a_part_is_kept_apart_for_each_language() -> None:
    given = {"answer": "yes", "own_topic": uuid4(), "own_sitting": uuid4()}
    with override("nl"):
        dutch = parts.alike("interviews/_aside.html", given)
    assert ("Set the whole topic aside" in dutch, "Set the whole topic aside" in parts.alike(
        "interviews/_aside.html", given)) == (False, True)  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [object(), SimpleNamespace(pk=1), ["a"], ("a", object()), lambda: "a", 1, ("a", 1), Topic.CARE, mark_safe("<b>")],
)
def test_nothing_is_kept_that_leads_on_to_a_row_or_a_request_or_is_equal_to_what_is_drawn_otherwise(value: Any) -> None:
    with pytest.raises(TypeError):
        parts.alike(MARK, {"what": value, "words": "A silence", "own_sitting": uuid4()})


def test_a_tag_takes_the_token_and_the_nonce_of_its_page() -> None:
    page = Template('{% load alike %}{% alike "_head.html" %}')
    shown = page.render(Context({"csp_nonce": "n0nce"}))
    assert (shown.count('nonce="n0nce"'), shown.count("nonce=")) == (5, 5)
    assert 'nonce="other"' in page.render(Context({"csp_nonce": "other"}))


def test_every_template_lets_parts_keep_codes_only() -> None:
    found = {str(path): strange(path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html")}
    assert {path: names for path, names in found.items() if names} == {}
    assert strange('{% alike "a.html" seat=seat name=lane.name own_next=request.path %}') == {"name"}
    assert parts._is_code(Enum("Seat", "HERS").HERS)

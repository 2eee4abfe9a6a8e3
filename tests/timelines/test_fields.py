"""The plain form, without a script: everything that can be said on a screen can be said with it."""

import html
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from ledger.models import Entry
from tests.timelines.drawing import applied, label_of, put
from timelines import events, fields, queries
from timelines.models import Lane, Thing, Timeline
from timelines.rules import Seat

WHERE = "/j/timeline/operations/"


def said(timeline: Timeline, **other: Any) -> dict[str, Any]:
    """Give the fields of a form as a browser sends them: everything there, empty where nothing was typed."""
    empty = dict.fromkeys(
        ["from_age_latest", "to_age_latest", "from_sure", "to_sure", "when", "relation", "related", "symbol"], ""
    )
    return put(timeline) | empty | other


def drawn(timeline: Timeline) -> list[dict[str, Any]]:
    return queries.state(timeline, Seat.HERS)["things"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"from_age": "6"}, [6.0, 6.0]), ({"from_age": "6", "from_sure": "about"}, [5.0, 7.0]),
        ({"from_age": "0,5", "from_sure": "about"}, [0.0, 1.5]),
        ({"from_age": "120", "from_sure": "about"}, [119.0, 120.0]),
        ({"from_age": "6", "from_age_latest": "8", "from_sure": "between"}, [6.0, 8.0]),
        ({"from_age": "6", "from_age_latest": "8"}, [6.0, 8.0]), ({"from_age": "6", "from_sure": "later"}, [6.0, None]),
        ({"from_age": "6", "from_sure": "earlier"}, [None, 6.0]), ({"from_age": "", "from_sure": "about"}, None),
        ({"from_age": "", "from_age_latest": "30"}, None),  # of before: the first age was taken away
        ({"from_age": "", "from_age_latest": "30", "from_sure": "between"}, [None, 30.0]),
    ],
)  # fmt: skip
def test_how_sure_she_is_of_an_age_is_kept_and_comes_back(
    timeline: Timeline, hers: Client, typed: dict[str, str], kept: Any
) -> None:
    given = said(timeline, shape="moment", to_age="", **typed)
    assert hers.post(WHERE, given).status_code == 302
    assert drawn(timeline)[0].get("from") == kept
    draft = fields.fields(drawn(timeline)[0])
    again = {name: "" if draft.get(name) is None else str(draft[name]) for name in given if name in draft}
    assert hers.post(WHERE, given | again | {"id": str(uuid4())}).status_code == 302
    assert drawn(timeline)[0].get("from") == kept


def test_her_own_words_and_another_thing_tell_a_time(timeline: Timeline, hers: Client) -> None:
    other = put(timeline, "the blue house")
    applied(timeline, other)
    given = said(
        timeline, from_age="", to_age="", when="when the dog was ill", relation="after", related=other["target"]
    )
    assert hers.post(WHERE, given).status_code == 302
    page = hers.get("/j/timeline/").content.decode()
    assert "when the dog was ill, after “the blue house”" in page
    change = hers.get(f"/j/timeline/things/{given['target']}/").content.decode()
    assert 'value="when the dog was ill"' in change
    assert f'<option value="{other["target"]}" selected>the blue house</option>' in change


def test_a_figure_has_a_shape_and_no_name(timeline: Timeline, hers: Client) -> None:
    given = said(timeline, label="", shape="figure", from_age="", to_age="")
    answer = hers.post(WHERE, given)
    assert (answer.status_code, b"choose a shape for that one" in answer.content) == (422, True)
    assert hers.post(WHERE, given | {"symbol": "bird", "near": "glass"}).status_code == 302
    assert "that one (bird, behind glass)" in hers.get("/j/timeline/").content.decode()


def test_the_feelings_line_is_a_row_for_each_point_in_any_order(timeline: Timeline, hers: Client) -> None:
    points = {
        "point_age_0": "12",
        "point_height_0": "-80",
        "point_age_1": "6",
        "point_height_1": "40",
        "point_age_2": "",
    }
    given = said(timeline, label="", shape="feelings") | points
    assert hers.post(WHERE, given).status_code == 302
    assert drawn(timeline)[0]["points"] == [[6.0, 40], [12.0, -80]]
    assert "age 6: a little up, age 12: far down" in hers.get("/j/timeline/").content.decode()
    change = hers.get(f"/j/timeline/things/{given['target']}/").content.decode()
    assert re.findall(r'name="point_age_(\d)"[^>]*value="([^"]*)"', change) == [("0", "6.0"), ("1", "12.0"), ("2", "")]


def test_a_height_that_was_drawn_in_between_is_not_changed_by_opening_it(timeline: Timeline, hers: Client) -> None:
    operation = put(timeline, "", shape="feelings", points=[[6, 33]])
    applied(timeline, operation)
    change = hers.get(f"/j/timeline/things/{operation['target']}/").content.decode()
    assert '<option value="33" selected>a little up</option>' in change


@pytest.mark.parametrize("rows", [{}, {"point_age_0": "x"}, {"point_age_0": "6", "point_height_0": "1e9"},
                                  {"point_age_0": "6", "point_height_0": "¹"}, {"point_age_0": "121"}])  # fmt: skip
def test_row13_a_feelings_line_that_cannot_be_read_comes_back_as_it_was_typed(
    timeline: Timeline, hers: Client, rows: dict[str, str]
) -> None:
    answer = hers.post(WHERE, said(timeline, label="", shape="feelings") | rows)
    assert answer.status_code == 422
    assert ('value="x"' in answer.content.decode()) == (rows.get("point_age_0") == "x")
    assert Thing.objects.count() == 0


def test_what_may_be_a_name_is_shown_masked_and_kept_so_or_as_it_is(timeline: Timeline, hers: Client) -> None:
    given = said(timeline, label="with Maria in Gent", when="12 March 1998")
    answer = hers.post(WHERE, given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.findall(r"<p><b>(.*?)</b></p>", page) == ["with [that one] in [that place]", "[that time]"]
    assert 'value="with Maria in Gent"' in page
    assert Thing.objects.count() == 0
    assert hers.post(WHERE, given | {"masked": "on"}).status_code == 302
    assert (drawn(timeline)[0]["label"], drawn(timeline)[0]["when"]) == (
        "with [that one] in [that place]",
        "[that time]",
    )
    assert Entry.objects.filter(act="timelines.no_name").count() == 0
    given |= {"id": str(uuid4()), "target": str(uuid4()), "no_names": "on"}
    assert hers.post(WHERE, given).status_code == 302
    assert [one["label"] for one in drawn(timeline)][1:] == ["with Maria in Gent"]
    assert Entry.objects.filter(act="timelines.no_name").count() == 1


@pytest.mark.parametrize("language", ["en", "nl", "fr"])
def test_what_is_masked_is_not_noticed_again(timeline: Timeline, hers: Client, language: str) -> None:
    hers.cookies["attune-language"] = language
    given = said(timeline, label="Maria, 0478 12 34 56", when="12/03/1998", masked="on")
    for spoken in ("en", "nl", "fr"):
        timeline.participant.language = spoken
        timeline.participant.save()
        assert hers.post(WHERE, given | {"id": str(uuid4())}).status_code == 302
        assert "Maria" not in label_of(Thing.objects.get())


def test_lanes_are_named_hidden_and_moved_without_a_script(timeline: Timeline, hers: Client) -> None:
    lane = timeline.lanes.get(topic="hopes")
    given = {"id": str(uuid4()), "kind": "lane", "target": str(lane.pk), "name": "my dreams", "position": "0"}
    assert hers.post(WHERE, given).status_code == 302
    first = queries.state(timeline, Seat.HERS)["lanes"][0]
    assert (first["name"], first["hidden"]) == ("my dreams", False)
    assert hers.post(WHERE, given | {"id": str(uuid4()), "hidden": "on"}).status_code == 302
    assert queries.state(timeline, Seat.HERS)["lanes"][0]["hidden"] is True
    page = hers.get("/j/timeline/").content.decode()
    assert page.index("Hidden lanes") < page.index("my dreams")
    named = hers.post(WHERE, given | {"id": str(uuid4()), "name": "Life with Maria"})
    assert (named.status_code, b"Life with [that one]" in named.content) == (422, True)
    assert hers.post(WHERE, given | {"id": str(uuid4()), "name": "Life with Maria", "masked": "on"}).status_code == 302
    assert Lane.objects.get(pk=lane.pk).name == "Life with [that one]"


@pytest.mark.parametrize("place", ["", "-1", "x", "99999", "1.5", "٣x"])
def test_row13_a_place_of_a_lane_that_cannot_be_read_changes_nothing(
    timeline: Timeline, hers: Client, place: str
) -> None:
    before = queries.state(timeline, Seat.HERS)["lanes"]
    given = {"id": str(uuid4()), "kind": "lane", "target": before[0]["id"], "name": "", "position": place}
    assert hers.post(WHERE, given).status_code == 422
    assert queries.state(timeline, Seat.HERS)["lanes"] == before


def test_a_cover_is_laid_and_lifted_without_a_script(
    cast: Any, timeline: Timeline, hers: Client, signed_in: Any
) -> None:
    operation = put(timeline, "the blue door")
    applied(timeline, operation, hers=True)
    there = f"/j/timeline/things/{operation['target']}/"
    assert re.findall(r'name="cover" value="(\w+)"', hers.get(there).content.decode()) == ["mine", "neither", "out"]
    given = {"kind": "cover", "target": operation["target"], "cover": "neither"}
    assert hers.post(WHERE, given | {"id": str(uuid4())}).status_code == 302
    page = hers.get(there).content.decode()
    assert ("the blue door" in page, "This is covered." in page) == (False, True)
    assert re.findall(r'name="cover" value="(\w+)"', page) == ["mine", "out", "none"]
    ben = signed_in(cast.ben)
    room = ben.get(f"/timelines/{timeline.pk}/").content.decode()
    assert ("the blue door" in room, "covered" in room) == (False, True)
    lifted = ben.post(f"/timelines/{timeline.pk}/operations/", given | {"id": str(uuid4()), "cover": "none"})
    assert lifted.status_code == 409
    assert hers.post(WHERE, given | {"id": str(uuid4()), "cover": "none"}).status_code == 302
    assert "the blue door" in ben.get(f"/timelines/{timeline.pk}/").content.decode()


def test_gone_for_good_says_how_long_safety_copies_stay(timeline: Timeline, hers: Client, settings: Any) -> None:
    operation = put(timeline)
    applied(timeline, operation)
    there = f"/j/timeline/things/{operation['target']}/"
    assert "Old safety copies are gone after 30 days." in hers.get(there).content.decode()
    settings.BACKUP_DAYS = 1
    assert "Old safety copies are gone after 1 day." in hers.get(there).content.decode()


@pytest.mark.parametrize("country", events.COUNTRIES)
def test_public_events_have_a_year_a_source_and_words_in_three_languages(country: str) -> None:
    rows = events.of(country)
    assert [row["year"] for row in rows] == sorted(row["year"] for row in rows)
    assert {(*sorted(row), *sorted(row["words"])) for row in rows} == {("source", "words", "year", "en", "fr", "nl")}
    assert [row["source"] for row in rows if not row["source"].startswith(("https://", "http://"))] == []
    assert [year for year, _words in events.by_country("nl")[country]] == [row["year"] for row in rows]


HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "{{7*7}}",
    "javascript:alert(1)",
    "%(age)s",
    "\u202egnp.exe",
]


@pytest.mark.parametrize("field", ["when", "name"])
def test_row09_row11_row13_hostile_words_for_a_time_or_a_lane_are_words(
    timeline: Timeline, hers: Client, field: str
) -> None:
    lane = timeline.lanes.get(topic="hopes")
    for words in HOSTILE:
        name = {"id": str(uuid4()), "kind": "lane", "target": str(lane.pk), "name": words, "position": "0"}
        given = said(timeline, when=words) if field == "when" else name
        assert hers.post(WHERE, given | {"no_names": "on"}).status_code == 302
        page = hers.get("/j/timeline/").content.decode()
        shown = words.replace("\u202e", "")
        assert (html.escape(shown) in page, shown in page) == (True, "<" not in shown and '"' not in shown)


@pytest.mark.parametrize("field", ["symbol", "near", "relation", "related"])
def test_row10_row12_a_shape_or_a_relation_is_one_of_a_few(timeline: Timeline, hers: Client, field: str) -> None:
    given = said(timeline, shape="figure", label="", symbol="bird", relation="after", related=str(uuid4()))
    for words in ("url(#x)", "javascript:alert(1)", "<b>", "red;x"):
        assert hers.post(WHERE, given | {field: words}).status_code == 422
    assert Thing.objects.count() == 0

"""A keepsake: chosen and edited first, printed only when that is said, stored nowhere."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from ledger.models import Entry
from printing.services import Limits
from tests.conftest import Cast
from tests.timelines.drawing import applied, begin, label_of, put, seated
from timelines import paper, rules, services
from timelines.models import Operation, Symbol, Thing, Timeline
from timelines.rules.paper import drawing
from timelines.templatetags.timeline_board import symbol

HERS = "/j/timeline/keepsake/"


@pytest.fixture
def timeline(cast: Cast) -> Timeline:
    return begin(cast.ana, by=cast.ben, at=cast.at)


@pytest.fixture
def hers(cast: Cast, timeline: Timeline, client: Client) -> Client:
    return seated(timeline, client, by=cast.ben)


def placed(timeline: Timeline, label: str, cover: str = "", **other: Any) -> str:
    """Place a thing, cover it, and give its id."""
    operation = put(timeline, label, **other)
    applied(timeline, operation, hers=True)
    if cover:
        said = {"id": str(uuid4()), "kind": "cover", "target": operation["target"], "cover": cover}
        applied(timeline, said, hers=True)
    return str(operation["target"])


def chosen(timeline: Timeline, *things: str, **more: str) -> dict[str, str]:
    """Give the form with the first lane, and these things, on the paper, from near."""
    lane = timeline.lanes.get(position=1)
    boxes = {f"lane-{lane.pk}": "on"} | {f"thing-{one}": "on" for one in things}
    return boxes | {"look": "near", "print": "yes"} | more


def text(answer: Any) -> str:
    """Give the words of a paper."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert pages[0] == ""
    return " ".join(" ".join(pages).split())


def test_covered_things_are_off_and_printing_is_not_proposed(timeline: Timeline, hers: Client) -> None:
    open_, mine, neither = placed(timeline, "open"), placed(timeline, "mine", "mine"), placed(timeline, "no", "neither")
    page = hers.get(HERS).content.decode()
    assert f'name="thing-{open_}" checked' in page
    assert f'name="thing-{mine}">' in page
    assert neither not in page
    assert 'name="print" value="no" checked' in page
    assert "Somebody you live with may find this paper, or the file on this device, and read it." in page


def test_the_interviewer_is_offered_what_the_interviewer_hears(cast: Cast, timeline: Timeline, signed_in: Any) -> None:
    open_ = placed(timeline, "open")
    rest = [placed(timeline, f"word {cover}", cover) for cover in ("mine", "neither", "out")]
    page = signed_in(cast.ben).get(f"/timelines/{timeline.pk}/keepsake/").content.decode()
    assert [one in page for one in (open_, *rest)] == [True, False, False, False]


def test_in_the_closing_the_choice_is_a_part_and_as_a_page_it_leads_back_there(
    cast: Cast, timeline: Timeline, signed_in: Any
) -> None:
    address, ben = f"/timelines/{timeline.pk}/keepsake/", signed_in(cast.ben)
    part = ben.get(address, headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in part, f'action="{address}" target="_blank" data-once="off"' in part) == (False, True)
    for there, back in (("/room/x/end/", "/room/x/end/"), ("https://elsewhere.example/", f"/timelines/{timeline.pk}/")):
        assert f'href="{back}">Back' in ben.get(address, {"next": there}).content.decode()


def test_beside_it_she_can_say_how_it_is_and_a_link_that_ended_says_so(timeline: Timeline, hers: Client) -> None:
    page = hers.get(HERS).content.decode()
    assert [f'data-signal="{code}"' in page for code in ("fine", "slower", "pause", "not this")] == [True] * 4
    assert f'data-socket="/live/{timeline.pk}/hers/?language=en"' in page
    services.close_links(timeline, at=timezone.now())
    ended = hers.get(HERS)
    assert (ended.status_code, b"This link has ended" in ended.content) == (404, True)


@pytest.mark.parametrize("said", [{"print": "no"}, {"print": ""}])
def test_not_now_leads_back_and_leaves_nothing(timeline: Timeline, hers: Client, said: dict[str, str]) -> None:
    before = Entry.objects.count()
    answer = hers.post(HERS, chosen(timeline, placed(timeline, "open")) | said)
    assert (answer.status_code, answer["Location"], Entry.objects.count()) == (302, "/j/timeline/", before)


def test_the_paper_has_what_was_chosen_with_the_words_of_the_paper_alone(timeline: Timeline, hers: Client) -> None:
    on, off = placed(timeline, "in the garden", when="one summer"), placed(timeline, "left off")
    operations = Operation.objects.count()
    answer = hers.post(HERS, chosen(timeline, on, **{f"words-{on}": "somewhere green", f"when-{on}": ""}))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="drawing.pdf"'  # her page stays
    assert "no-store" in answer["Cache-Control"]
    words = text(answer)
    assert "1. somewhere green age 6 to 9" in words
    assert "What gives me strength" in words
    for word in ("garden", "summer", "left off", "Attune", "Mothers", timeline.participant.code, "Where I lived"):
        assert word not in words
    assert (label_of(Thing.objects.get(pk=on)), Operation.objects.count()) == ("in the garden", operations)
    assert (Thing.objects.filter(pk=off).count(), Entry.objects.filter(act="timelines.keepsake_made").count()) == (1, 1)


def test_the_file_has_no_title_and_names_nobody(timeline: Timeline, hers: Client) -> None:
    answer = hers.post(HERS, chosen(timeline, placed(timeline, "open")))
    about = PdfReader(io.BytesIO(answer.content)).metadata
    assert about is not None
    assert [about.title, about.author, about.subject, about.creation_date] == [None] * 4
    assert b"ttune" not in answer.content


def test_from_far_there_are_shapes_and_no_words(timeline: Timeline, hers: Client) -> None:
    answer = hers.post(HERS, chosen(timeline, placed(timeline, "in the garden"), look="far"))
    assert text(answer).replace("Everything here is invented.", "").strip() == ""


def test_words_that_are_too_long_come_back_with_the_form(timeline: Timeline, hers: Client) -> None:
    on = placed(timeline, "open")
    answer = hers.post(HERS, chosen(timeline, on, **{f"words-{on}": "a" * 201}))
    assert (answer.status_code, b'value="open"' in answer.content) == (422, True)


def test_a_paper_that_cannot_be_made_now_comes_back_with_words_and_is_not_written_down(
    timeline: Timeline, hers: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("printing.services.LIMITS", Limits(page=7))
    answer = hers.post(HERS, chosen(timeline, placed(timeline, "open")))
    assert (answer.status_code, b"could not be made at this moment" in answer.content) == (503, True)
    assert not Entry.objects.filter(act="timelines.keepsake_made").exists()


def test_a_thing_that_is_gone_meanwhile_is_not_on_the_paper(timeline: Timeline, hers: Client) -> None:
    assert hers.post(HERS, chosen(timeline, str(uuid4()))).status_code == 200


def test_in_the_drawing_things_stand_by_age_and_never_over_each_other() -> None:
    thing = {"shape": "period", "from": [10.0, 12.0], "to": [18.0, 20.0], "label": ""}
    stroke = {"shape": "feelings", "points": [[10, -100], [20, 100]], "label": ""}
    shelf = {"shape": "moment", "label": ""}
    drawn = drawing([("a", 1, [(1, thing), (2, thing), (3, shelf)]), ("b", 2, [(0, stroke)])])
    first, second, third = drawn.bands[0].marks
    assert (first.x, first.y != second.y, third.x < first.x) == (second.x, True, True)
    assert (first.x < first.sure, first.sure + first.sure_wide < first.x + first.wide) == (True, True)
    assert drawn.bands[1].y == drawn.bands[0].high
    assert drawn.bands[1].marks[0].line.endswith(",0.0")
    assert [age for _x, age in drawn.ages] == list(range(10, 22))


def test_who_is_on_the_paper_has_the_shape_that_she_picked_and_is_near_or_far() -> None:
    somebody: dict[str, Any] = {"shape": "figure", "symbol": "bird", "near": "far", "from": [8.0, 8.0], "label": ""}
    things = [
        somebody,
        somebody | {"near": "glass"},
        {"shape": "figure", "label": ""},
        {"shape": "moment", "symbol": "star"},
    ]
    drawn = drawing([("a", 1, [(place, {"label": "", **one}) for place, one in enumerate(things)])])
    marks = drawn.bands[0].marks
    looks = [(one.symbol, one.near, one.size) for one in marks]
    assert looks == [("bird", "far", 18), ("bird", "glass", 24), ("figure", "near", 30), ("star", "", 22)]
    page = render_to_string("timelines/keepsake_paper.html", {"drawing": drawn, "lists": [], "near": False})
    drawn_as = [page.count(f'<g transform="{one.place}" fill=') for one in marks]
    assert (drawn_as, page.count(str(symbol("bird")))) == ([1] * 4, 2)
    assert [str(symbol(code))[:2] for code in Symbol.values] == ["<p"] * len(Symbol.values)


@pytest.mark.parametrize("things", [
    [], [{"shape": "moment", "from": [None, 0.0]}], [{"shape": "period", "from": [120.0, None]}],
    [{"shape": "period", "from": [5.0, 9.0], "to": [6.0, 7.0]}], [{"shape": "feelings", "points": [[3, 0]]}],
])  # fmt: skip
def test_whatever_is_known_of_time_gives_a_drawing(things: list[dict[str, Any]]) -> None:
    drawn = drawing([("a", 1, [(1, {"label": "", **thing}) for thing in things])])
    assert [mark.wide > 0 and 0 <= mark.x < 1000 for mark in drawn.bands[0].marks] == [True] * len(things)


def test_many_things_take_one_number_of_queries(timeline: Timeline, django_assert_num_queries: Any) -> None:
    for _one in range(8):
        placed(timeline, "open")
    with django_assert_num_queries(2):
        paper.offered(timeline, rules.Seat.HERS)

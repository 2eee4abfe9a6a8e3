"""The room's page is kept but for its gaps: however it stands, it is what its templates draw of all at once."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import override

from accounts import alike as parts
from consent.services import change_item
from interviews import services
from interviews.models import Sitting
from tests.interviews.pages import at, send
from tests.interviews.steps import opened, question, theme
from tests.interviews.test_room import ROOM_QUERIES
from tests.timelines.drawing import applied, put
from timelines.models import Lane, Timeline

pytestmark = pytest.mark.usefixtures("agreed", "clock")
UUID_SHAPE = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"


def plain(value: Any, around: Mapping[str, Any]) -> Any:
    """Give what fills a gap, drawn by Django as it draws any page."""
    if isinstance(value, parts.Said):
        return SafeString(value.decode())
    if not isinstance(value, parts.Rows):
        return value
    whole = []
    for row in value.rows:
        given = {name: plain(one, around) for name, one in {**value.own, **row}.items()}
        whole.append(render_to_string(value.template, {**around, **given}))
    return SafeString("".join(whole))


def without_new_ids(one: str, other: str) -> tuple[str, str]:
    """Give both without the ids that only one of them has: those of acts to come, each with another id."""
    both = set(re.findall(UUID_SHAPE, one)) & set(re.findall(UUID_SHAPE, other))

    def without(whole: str) -> str:
        return re.sub(UUID_SHAPE, lambda found: found[0] if found[0] in both else "new", whole)

    return without(one), without(other)


@pytest.fixture
def shown(ben: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], tuple[str, str]]:
    """Give what opens a page in a language and gives it as it came, and as it is drawn at once."""
    pages: list[tuple[parts.Rows, Any]] = []
    answer = parts.answer

    def noted(request: Any, rows: parts.Rows, status: int = 200) -> Any:
        pages.append((rows, request))
        return answer(request, rows, status)

    def shows(address: str, language: str) -> tuple[str, str]:
        came = ben.get(address, headers={"Accept-Language": language}).content.decode()
        rows, request = pages.pop()
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', came)[0]
        around = {parts.TOKEN: token, parts.NONCE: request.csp_nonce}
        with override(language):
            return without_new_ids(came, plain(rows, around))

    monkeypatch.setattr(parts, "answer", noted)
    return shows


def steps(cast: Any, ben: Client, guide: Any, sitting: Sitting, noon: datetime) -> list[Callable[[], Any]]:
    """Give what is done in a room, one after the other."""
    timeline = Timeline.objects.get(participant=sitting.interview.participant)
    lane = Lane.objects.filter(timeline=timeline)[0]
    lane.name, lane.hidden = "<b>Tom & Ida’s “home”", True
    return [
        lambda: None,
        lambda: applied(timeline, put(timeline, "<i>a blue & “odd” door"), by=cast.ben.pk, at=noon),
        lambda: services.mark(sitting, question(guide), "discussed", by=cast.ben, at=noon),
        lambda: send(ben, sitting, "aside", theme=theme(guide).pk, answer="yes"),
        lambda: services.permit_recording(sitting, yes=True, by=cast.ben, at=noon),
        lambda: services.permit_recording(sitting, yes=False, by=cast.ben, at=noon),
        lambda: services.invite(Sitting.objects.get(pk=sitting.pk), lands_on="/", by=cast.ben, at=noon),
        lambda: send(ben, sitting, "pause"),
        lambda: lane.save(),
        lambda: change_item(cast.ana, "C05", yes=False, at=noon),
    ]


def test_the_page_is_what_its_templates_draw_at_once_however_the_room_stands(
    cast: Any, ben: Client, guide: Any, noon: datetime, shown: Callable[[str, str], tuple[str, str]]
) -> None:
    sitting = opened(cast, noon)
    seen, asked = set(), []
    for place, step in enumerate(todo := steps(cast, ben, guide, sitting, noon)):
        step()
        with CaptureQueriesContext(connection) as queries:
            ben.get(at("room", sitting.pk))
        asked.append(len(queries))
        for address in (at("room", sitting.pk), at("end", sitting.pk)):
            came, drawn = shown(address, ("en", "nl")[place % 2])
            assert came == drawn
            seen.add(came)
    assert len(seen) == 2 * len(todo)
    assert set(asked[1:-1]) == {ROOM_QUERIES}  # the first look goes into the register; the last sees no timeline's rows


def test_the_rooms_page_leaves_her_things_to_the_line_and_leads_to_their_list_without_a_script(
    cast: Any, ben: Client, noon: datetime
) -> None:
    sitting = opened(cast, noon)
    timeline = Timeline.objects.get()
    applied(timeline, put(timeline, "a word of hers"), by=cast.ben.pk, at=noon)
    lane = timeline.lanes.get(topic="strengths")
    lane.name = "a lane of hers"
    lane.save()
    page, listed = ben.get(at("room", sitting.pk)).content.decode(), reverse("timelines:page", args=[timeline.pk])
    there = f'<p><a class="btn" href="{listed}">The timeline as a list</a></p>'
    assert re.findall(r"<noscript>\s*(.*)\s*</noscript>", page) == [there]
    assert ("a word of hers" in page, "a word of hers" in ben.get(listed).content.decode()) == (False, True)
    known = json.loads(unescape(re.findall(r'data-lanes="([^"]*)"', page)[0]))
    assert (known[0], len(known)) == (
        {"id": str(lane.pk), "topic": "strengths", "colour": lane.colour, "hidden": False, "name": "a lane of hers"},
        timeline.lanes.count(),
    )

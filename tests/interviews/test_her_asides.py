"""What is set aside is hers to take up again: on her own screen, or by her word where she has none."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interviews import queries, services
from interviews.models import Aside, Coverage, Sitting
from ledger.models import Entry
from tests.interviews.pages import at, send
from tests.interviews.steps import question, theme
from tests.timelines.drawing import let_in
from timelines.models import Timeline

pytestmark = pytest.mark.usefixtures("agreed", "clock")
PLACE = "/j/timeline/set-aside/"
AS_SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def hers(cast: Any, sitting: Sitting, noon: datetime) -> Client:
    """Her device, in French, let in."""
    device = Client(headers={"Accept-Language": "fr"})
    _link, keys = services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    device.post("/j/", {"secret": keys.secret})
    let_in(Timeline.objects.get(), by=cast.ben)
    return device


def set_aside(ben: Client, guide: Any, sitting: Sitting) -> dict[str, dict[str, str]]:
    """The second topic, and the first question of the first, as her screen shows them."""
    send(ben, sitting, "aside", theme=theme(guide, 2).pk, answer="yes")
    send(ben, sitting, "mark", question=question(guide).pk, talked="set_aside")
    return {
        "question": {"kind": "question", "id": str(question(guide).pk), "words": "Question 1 (fr)"},
        "theme": {"kind": "theme", "id": str(theme(guide, 2).pk), "words": "Theme 2 (fr)"},
    }


def test_she_sees_what_is_set_aside_in_her_language_and_takes_it_up_with_one_tap(
    ben: Client, guide: Any, sitting: Sitting, hers: Client
) -> None:
    assert hers.get(PLACE, headers=AS_SCRIPT).json() == {"asides": []}
    rows = set_aside(ben, guide, sitting)
    before = Entry.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert hers.get(PLACE, headers=AS_SCRIPT).json() == {"asides": [rows["question"], rows["theme"]]}
    page = hers.get(PLACE).content.decode()
    assert [page.count(row["words"]) for row in rows.values()] == [2, 2]  # and for who only hears the button
    left = hers.post(PLACE, rows["theme"], headers=AS_SCRIPT).json()
    assert left == {"asides": [rows["question"]]}
    assert hers.post(PLACE, rows["question"])["Location"] == PLACE
    assert (Aside.objects.count(), Coverage.objects.count(), Entry.objects.count() - before) == (0, 0, 0)
    assert queries.coverage_of(sitting.interview) == {}
    for number in (1, 2):
        send(ben, sitting, "aside", theme=theme(guide, number).pk, answer="yes")
    with CaptureQueriesContext(connection) as more:
        assert len(hers.get(PLACE, headers=AS_SCRIPT).json()["asides"]) == 2
    assert len(more) == len(few)


@pytest.mark.parametrize(
    "said", [{}, {"kind": "theme"}, {"kind": "all", "id": uuid4()}, {"kind": "theme", "id": "x" * 5000}]
)
def test_what_she_cannot_mean_changes_nothing(
    ben: Client, guide: Any, sitting: Sitting, hers: Client, said: dict[str, Any]
) -> None:
    set_aside(ben, guide, sitting)
    assert (hers.post(PLACE, said).status_code, hers.post(PLACE, said, headers=AS_SCRIPT).status_code) == (422, 422)
    assert hers.post(PLACE, {"kind": "theme", "id": uuid4()}).status_code == 302
    assert (Aside.objects.count(), Coverage.objects.count()) == (1, 1)


def test_the_interviewer_offers_nothing_again_while_she_can_do_it_herself(
    cast: Any, ben: Client, guide: Any, sitting: Sitting, hers: Client
) -> None:
    set_aside(ben, guide, sitting)
    again = {"theme": theme(guide, 2).pk, "answer": "no"}
    unmark = {"question": question(guide).pk, "talked": ""}
    for kind, said in (("aside", again), ("mark", unmark)):
        refused = send(ben, sitting, kind, **said)
        words = "She takes it up again on her own screen, whenever she wants."
        assert (refused.status_code, refused.json()["refused"]["words"]) == (409, words)
    assert ben.post(at("mark", sitting.pk), unmark).status_code == 409
    assert (Aside.objects.count(), Coverage.objects.count()) == (1, 1)
    told = send(ben, sitting, "mark", question=question(guide).pk, talked="volunteered").json()["stands"]["talked"]
    assert told[str(question(guide).pk)] == "volunteered"  # she spoke of it by herself
    services.close_device(sitting, by=cast.ben, at=sitting.opened_at)
    assert hers.get(PLACE).status_code == 404
    assert send(ben, sitting, "aside", **again).json()["stands"]["asides"] == []  # by what she said aloud


def test_a_wrong_tap_is_taken_back_by_its_own_id_and_nothing_else_is(
    cast: Any, ben: Client, guide: Any, sitting: Sitting, hers: Client
) -> None:
    first, wrong, mark = uuid4(), uuid4(), uuid4()
    send(ben, sitting, "aside", first, theme=theme(guide, 2).pk, answer="yes")
    send(ben, sitting, "aside", wrong, theme=theme(guide, 2).pk, answer="yes")  # it was so already
    send(ben, sitting, "take back", moment=wrong)
    assert Aside.objects.count() == 1
    send(ben, sitting, "mark", mark, question=question(guide).pk, talked="set_aside")
    for one in (mark, first):
        assert send(ben, sitting, "take back", moment=one).status_code == 200
    assert (Aside.objects.count(), Coverage.objects.count()) == (0, 0)
    send(ben, sitting, "mark", question=question(guide).pk, talked="discussed")
    send(ben, sitting, "mark", mark := uuid4(), question=question(guide).pk, talked="set_aside")
    told = send(ben, sitting, "take back", moment=mark).json()["stands"]["talked"]
    assert told == {str(question(guide).pk): "discussed"}  # as it was before that tap
    later = uuid4()
    send(ben, sitting, "aside", later, theme=theme(guide).pk, answer="yes")
    assert Aside.objects.get().pk != later  # an id of an act says whose hand it was
    services.interrupt(sitting, reason="transport", by=cast.ben, at=sitting.opened_at)
    assert send(ben, sitting, "take back", moment=later).status_code == 409
    assert Aside.objects.get().theme == theme(guide)  # in another sitting only she takes it up


def test_the_words_of_the_room_say_what_is_still_set_aside(
    ben: Client, guide: Any, sitting: Sitting, hers: Client
) -> None:
    rows = set_aside(ben, guide, sitting)

    def said() -> set[str]:
        page = ben.get(at("standing", sitting.pk), headers={"HX-Request": "true"}).content.decode()
        return set(page.split('data-set-aside="')[1].split('"')[0].split())

    assert said() == {rows["theme"]["id"], rows["question"]["id"]}
    hers.post(PLACE, rows["theme"])
    assert said() == {rows["question"]["id"]}

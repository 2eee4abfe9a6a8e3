"""The live room: the guide, marks, pauses, her device, and how a withdrawal shows."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts import alike as parts
from accounts.composed import Composed
from checkins.models import Verdict
from consent.services import change_item, withdraw
from interviews import queries, services
from ledger.models import Entry
from studies.services import add_participant
from tests.accounts.test_alike import CODES
from tests.consent.acts import agree
from tests.interviews.pages import PLAN, at, said
from tests.interviews.steps import SENT, attuned, content, opened, planned, question
from tests.timelines.drawing import applied, put
from timelines.models import ShareLink, Timeline
from timelines.services import join

pytestmark = pytest.mark.usefixtures("agreed", "clock")

ROOM_QUERIES = 13
COMPOSED = {
    "_acts_of_one", "_devices", "_lanes_known", "_parts_of", "_pauses", "_reached", "_timeline_of", "_zones",
}  # fmt: skip
"""The queries of the room that are composed once."""


def test_the_room_has_the_guide_the_words_and_no_number_that_counts(
    cast: Any, ben: Client, guide: Any, noon: datetime
) -> None:
    sitting = opened(cast, noon)
    page = ben.get(at("room", sitting.pk))
    words = said(page)
    for there in (
        "consent in force", "recording: ask her again", "go", "Theme 1 (en)", "Question 4 (en)", "Probe 4 (en)",
        "Welcome (en)", "Thank you (en)", "Invite her device", "Someone now", "Towards the end",
        "What gives me strength",
    ):  # fmt: skip
        assert there in words
    assert "Question 1 (nl)" in said(ben.get(at("room", sitting.pk), {"language": "nl"}))
    assert not re.search(r"setInterval|data-(timer|count)|\d+ of \d+|\d:\d\d", page.content.decode())


def test_one_tap_marks_and_another_takes_back(cast: Any, ben: Client, guide: Any, noon: datetime) -> None:
    sitting, first = opened(cast, noon), question(guide)

    def buttons(html: str) -> list[tuple[str, str]]:
        part = html[html.index(f'id="q-{first.pk}"') :]
        return re.findall(r'name="talked" value="(\w*)" aria-pressed="(\w+)"', part)[:3]

    fresh = buttons(ben.get(at("room", sitting.pk)).content.decode())
    assert fresh == [("discussed", "false"), ("volunteered", "false"), ("set_aside", "false")]
    plain = ben.post(f"{at('mark', sitting.pk)}?language=nl", {"question": first.pk, "talked": "set_aside"})
    assert plain["Location"] == f"{at('room', sitting.pk)}?language=nl#q-{first.pk}"
    on = buttons(ben.get(at("room", sitting.pk)).content.decode())
    assert on == [("discussed", "false"), ("volunteered", "false"), ("", "true")]
    script = {"HX-Request": "true"}
    back = ben.post(at("mark", sitting.pk), {"question": first.pk, "talked": ""}, headers=script)
    assert (back.status_code, buttons(back.content.decode())) == (200, fresh)
    assert queries.coverage_of(sitting.interview) == {}
    assert ben.post(at("mark", sitting.pk), {"question": first.pk, "talked": "refused"}).status_code == 422
    assert ben.post(at("mark", sitting.pk), {"question": sitting.pk, "talked": ""}).status_code == 404


def offered(page: Any) -> list[str]:
    """Give what is offered in a pause, or while it runs: the rest is in the page for the script, and hidden."""
    forms = re.findall(r'<form method="post" action="([^"]*)"[^>]* data-when="\w+"( hidden)?>', page.content.decode())
    names = {"go-on": "go on", "pause": "pause", "invite": "invite"}
    return [names[action.split("/")[-2]] for action, hidden in forms if not hidden]


def test_a_pause_is_shown_until_she_goes_on(cast: Any, ben: Client, noon: datetime, clock: Any) -> None:
    sitting = opened(cast, noon)
    ben.post(at("pause", sitting.pk))
    assert offered(ben.get(at("room", sitting.pk))) == ["go on"]
    clock.on(minutes=5)
    ben.post(at("go-on", sitting.pk))
    assert offered(ben.get(at("room", sitting.pk))) == ["pause", "invite"]
    clock.on(minutes=5)
    ben.post(at("close", sitting.pk))
    assert queries.sittings_of([cast.ana])[cast.ana.pk][0].net_seconds == 300


def test_she_is_asked_about_the_recording_on_each_day(cast: Any, ben: Client, noon: datetime) -> None:
    sitting = opened(cast, noon)
    for answer, words in (("no", "no recording"), ("yes", "recording permitted on this day")):
        assert ben.post(at("recording", sitting.pk), {"answer": answer}).status_code == 302
        assert words in said(ben.get(at("room", sitting.pk)))
    assert ben.post(at("recording", sitting.pk), {}).status_code == 422
    change_item(cast.ana, "C07", yes=False, at=noon)
    assert "There is no recording: that is her choice." in said(ben.get(at("room", sitting.pk)))
    assert ben.post(at("recording", sitting.pk), {"answer": "yes"}).status_code == 409


def test_the_link_for_her_device_is_shown_once_and_closed(cast: Any, ben: Client, noon: datetime) -> None:
    sitting = opened(cast, noon)
    page = ben.post(at("invite", sitting.pk)).content.decode()
    fragment = ben.post(at("invite", sitting.pk), headers={"HX-Request": "true"}).content.decode()
    assert ("<svg" in page, "<html" in page, "<svg" in fragment, "<html" in fragment) == (True, True, True, False)
    assert (
        "<svg" not in ben.get(at("room", sitting.pk)).content.decode().split('id="line"')[1].split("data-timeline")[0]
    )
    assert ShareLink.objects.filter(closed_at=None).count() == 1
    assert "Close her device" in fragment
    gone = ben.post(at("close-device", sitting.pk), headers={"HX-Request": "true"})
    assert (gone.status_code, "Her device is no longer here." in said(gone)) == (200, True)
    assert ShareLink.objects.filter(closed_at=None).count() == 0


def test_the_room_asks_whether_a_device_is_hers_and_shows_the_digits_of_her_screen(
    cast: Any, ben: Client, noon: datetime
) -> None:
    sitting, script = opened(cast, noon), {"HX-Request": "true"}
    link, keys = services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    assert ben.get(at("device", sitting.pk), headers=script).status_code == 204  # the code that is shown stays
    digits = join(keys.secret, at=noon).digits
    for page in (ben.get(at("device", sitting.pk), headers=script), ben.get(at("room", sitting.pk))):
        assert f"A device wants to join: {digits}. Is it hers?" in said(page)
    assert ben.post(at("device", sitting.pk), {"device": "x", "hers": "maybe"}).status_code == 422
    answer = {"device": str(link.pk), "hers": "yes"}
    here = said(ben.post(at("device", sitting.pk), answer, headers=script))
    assert ("Her device is here." in here, "Close her device" in here) == (True, True)
    again = ben.post(at("device", sitting.pk), answer)
    assert (again.status_code, "No device asks to join any more." in said(again)) == (409, True)
    room = said(ben.get(at("room", sitting.pk)))
    assert ("her device is here" in room, room.count("Close her device")) == (True, 1)
    assert ben.get(at("device", sitting.pk)).url == at("room", sitting.pk)


def test_in_a_pause_her_screen_is_closed_and_nothing_is_offered_that_would_open_it(
    cast: Any, ben: Client, noon: datetime
) -> None:
    sitting = opened(cast, noon)
    services.invite(sitting, lands_on="/j/timeline/", by=cast.ben, at=noon)
    services.pause(sitting, by=cast.ben, at=noon + services.room.LATE, began=noon)
    assert ShareLink.objects.filter(closed_at=None).count() == 1  # it came late: they may have gone on by then
    ben.post(at("pause", sitting.pk))
    assert ShareLink.objects.filter(closed_at=None).count() == 0
    page = ben.get(at("room", sitting.pk))
    assert "There is a pause. Her screen is closed. When you go on, you can invite her device again." in said(page)
    assert (offered(page), ben.post(at("invite", sitting.pk)).status_code) == (["go on"], 409)
    ben.post(at("go-on", sitting.pk))
    page = ben.get(at("room", sitting.pk))
    assert (offered(page), said(page).lower().count("her device is no longer here")) == (["pause", "invite"], 2)


def test_someone_now_shows_the_number_and_keeps_nothing(cast: Any, ben: Client, noon: datetime) -> None:
    sitting = opened(cast, noon)
    before = Entry.objects.count()
    assert cast.centre.phone in said(ben.get(at("someone", sitting.pk)))
    assert Entry.objects.count() == before


def test_after_a_withdrawal_the_room_shows_the_centre_and_refuses_everything(
    cast: Any, ben: Client, guide: Any, noon: datetime
) -> None:
    sitting = opened(cast, noon)
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    for name in ("room", "end"):
        page = said(ben.get(at(name, sitting.pk)))
        assert cast.centre.phone in page
        assert "The talk ends here, and nobody asks her for a reason." in page
        assert "If you are worried about her, call her centre now." in page
        assert "Question 1" not in page
        assert "Give feedback" not in page
    sent: dict[str, dict[str, Any]] = {
        "pause": {}, "go-on": {}, "invite": {}, "close-device": {}, "close": {}, "feedback": SENT,
        "stop": {"sure": "1"}, "interrupt": {"reason": "transport"}, "recording": {"answer": "yes"},
        "mark": {"question": question(guide).pk, "talked": "discussed"},
    }  # fmt: skip
    for name, form in sent.items():
        answer = ben.post(at(name, sitting.pk), form)
        assert (answer.status_code, "nobody asks her for a reason" in said(answer)) == (409, True), name
    script = ben.post(at("mark", sitting.pk), sent["mark"], headers={"HX-Request": "true"})
    assert (script.status_code, b"<html" in script.content) == (409, False)
    way = ben.get(at("interview", cast.ana.pk))
    assert "She has stopped There are no further talks, and nobody asks her for a reason. If a recording" in said(way)
    assert way.content.decode().count(f'href="{reverse("transcripts:custody", args=[cast.ana.pk])}"') == 1
    assert [ben.get(at("plan", cast.ana.pk)).status_code, ben.post(at("plan", cast.ana.pk), PLAN).status_code] == [
        409, 409
    ]  # fmt: skip
    assert ben.get(at("characteristics", cast.ana.pk)).status_code == 409


def test_the_room_asks_by_itself_how_things_stand_and_is_drawn_anew_when_she_stops(
    cast: Any, ben: Client, guide: Any, noon: datetime
) -> None:
    sitting = opened(cast, noon)
    address, script = at("standing", sitting.pk), {"HX-Request": "true"}
    assert f'hx-get="{address}?valid=yes" hx-trigger="every 2s"' in ben.get(at("room", sitting.pk)).content.decode()
    words = ben.get(address, headers=script)
    assert (words.status_code, b"<html" in words.content, "consent in force" in said(words)) == (200, False, True)
    assert ben.get(address).headers["Location"] == at("room", sitting.pk)
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    answer = ben.get(address, headers=script)
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_a_colleague_on_the_same_case_does_not_enter_an_open_room(cast: Any, noon: datetime, signed_in: Any) -> None:
    from studies.models import Assignment

    Assignment.objects.create(participant=cast.ana, person=cast.bea, from_day=noon.date())
    sitting, bea = opened(cast, noon), signed_in(cast.bea)
    tried = [bea.post(at(name, sitting.pk), {"sure": "1"}) for name in ("open", "stop")]
    for answer in (bea.get(at("room", sitting.pk)), *tried):
        assert (answer.status_code, "Your colleague has opened this sitting." in said(answer)) == (409, True)
    assert bea.get(at("sitting", sitting.pk)).status_code == 200


def test_the_room_has_a_short_way_to_the_timeline_and_names_the_attunement(cast: Any, ben: Any, noon: datetime) -> None:
    page = ben.get(at("room", opened(cast, noon).pk)).content.decode()
    assert '#line">To the timeline</a><a class="skip" href="#marks">Mark without words</a>' in page
    assert '<span class="badge badge-on">attunement: go</span>' in page


def test_the_room_says_how_long_it_has_lasted_without_pauses_in_quarters_of_an_hour(
    cast: Any, ben: Client, noon: datetime, clock: Any
) -> None:
    sitting = attuned(cast, planned(cast, noon), noon, verdict=Verdict.GO_ADJUSTED, adjust=6)
    services.see_attunement(sitting, by=cast.ben, at=noon)
    sitting = services.open_sitting(sitting, by=cast.ben, at=noon)
    services.pause(sitting, by=cast.ben, at=noon + timedelta(minutes=10))
    services.go_on(sitting, by=cast.ben, at=noon + timedelta(minutes=20))
    for minutes, told in ((14, []), (24, []), (25, ["15"]), (50, ["30"])):
        clock.at = noon + timedelta(minutes=minutes)
        words = said(ben.get(at("room", sitting.pk)))
        assert re.findall(r"about (\d+) minutes", words) == told
    assert "attunement: go (more pauses, a slow start)" in words


def test_what_is_composed_once_gives_what_it_gives_composed_anew(
    cast: Any, ben: Client, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, set[bool]] = {}
    found: set[str] = set()
    kept = Composed.__call__

    def both(query: Any, *form: Any, **values: Any) -> list[Any]:
        rows, anew = kept(query, *form, **values), list(query.__wrapped__(*form, **values))
        same = [vars(one) | {"_state": 0} if isinstance(one, Model) else one for one in (*rows, *anew)]
        asked.setdefault(query.__name__, set()).add(same[: len(rows)] == same[len(rows) :])
        found.update({query.__name__} if rows else {})
        return rows

    monkeypatch.setattr(Composed, "__call__", both)
    other = add_participant(cast.study, cast.centre, language="nl", by=cast.ben, at=noon)
    agree(other, by=cast.ben, at=noon)
    for sitting in (opened(cast, noon), opened(cast, noon + timedelta(hours=1), other)):
        timeline = Timeline.objects.get(participant=sitting.interview.participant)
        applied(timeline, put(timeline, "a word of hers"), by=cast.ben.pk, at=noon)
        services.permit_recording(sitting, yes=True, by=cast.ben, at=noon)
        services.invite(sitting, lands_on="/", by=cast.ben, at=noon)
        assert ben.get(at("room", sitting.pk)).status_code == 200
        services.pause(sitting, by=cast.ben, at=noon)  # it closes her link
        assert ben.get(at("room", sitting.pk)).status_code == 200
    assert asked == dict.fromkeys(COMPOSED, {True})
    assert found == COMPOSED


def test_what_the_room_keeps_of_its_parts_is_codes(
    cast: Any, ben: Client, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = opened(cast, noon)
    services.mark(sitting, question(sitting.interview.guide, 1), "set_aside", by=cast.ben, at=noon)
    kept: set[str] = set()
    drawn = parts._drawn

    def noted(template: str, language: str, codes: Any) -> Any:
        kept.update(name for name, _value in codes)
        return drawn(template, language, codes)

    monkeypatch.setattr(parts, "_drawn", noted)
    assert ben.get(at("room", sitting.pk)).status_code == 200
    assert ("question" in kept, kept - CODES) == (True, set())


@pytest.mark.parametrize("size", [1, 3])
def test_the_rooms_queries_do_not_grow(
    cast: Any, ben: Client, noon: datetime, size: int, django_assert_num_queries: Any
) -> None:
    bigger = services.publish_guide(cast.study, content(size, size), by=cast.lena, at=noon)
    sitting = opened(cast, noon)
    for number in range(1, size * size + 1):
        services.mark(sitting, question(bigger, number), "discussed", by=cast.ben, at=noon)
    for her in range(size - 1):
        one = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
        agree(one, by=cast.ben, at=noon)
        opened(cast, noon + timedelta(hours=her), one)
    ben.get(at("room", sitting.pk))
    with django_assert_num_queries(ROOM_QUERIES):
        ben.get(at("room", sitting.pk))

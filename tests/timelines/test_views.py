"""Pages and the HTTP twin of the operation."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts import alike as parts
from consent.services import change_item
from tests.accounts.test_alike import CODES
from tests.timelines.drawing import applied, begin, drop, joined, label_of, let_in, put
from timelines import services
from timelines.board import board
from timelines.models import Operation, ShareLink, Thing, Timeline
from timelines.rules import Seat


def plain(answer: Any) -> bytes:
    """Give the bytes of an answer without what is random in each: the nonce, and the form's own secret."""
    said = re.sub(rb'nonce="[\w-]{22}"', b"", answer.content)
    said = re.sub(rb'value="\w{64}"', b"", said)
    return re.sub(rb"X-CSRFToken&quot;:&quot;\w{64}|X-CSRFToken\":\"\w{64}", b"", said)


def as_json(browser: Client, path: str, said: Any) -> Any:
    return browser.post(path, json.dumps(said), content_type="application/json")


def test_the_page_that_joins_is_the_same_for_everybody_and_burns_nothing(cast: Any, timeline: Timeline) -> None:
    secret = joined(timeline, by=cast.ben)
    answers = [device.get("/j/") for device in (Client(), Client())]
    assert len({plain(one) for one in answers}) == 1
    assert ShareLink.objects.get().joined_at is None
    assert Client().post("/j/", {"secret": secret}).url == "/j/wait/"


def test_joining_burns_the_secret_and_gives_the_device_a_new_session(cast: Any, timeline: Timeline) -> None:
    device = Client()
    device.session.save()
    secret = joined(timeline, by=cast.ben)
    answer = device.post("/j/", {"secret": f" https://attune.example/j/#{secret} "})
    assert (answer.status_code, answer["Location"]) == (302, "/j/wait/")
    link = ShareLink.objects.get()
    assert link.joined_at is not None
    assert dict(device.session) == {"link": str(link.pk), "language": "en"}
    assert [device.get(path).status_code for path in ("/j/wait/", "/j/timeline/")] == [200, 404]
    said = device.get("/j/wait/").content.decode()  # without a script it does not go on by itself
    assert ("<p data-wait-self hidden>" in said, "touch “Look again” after that" in said) == (True, True)
    let_in(timeline, by=cast.ben)
    assert device.get("/j/wait/").url == "/j/timeline/"
    assert device.get("/j/timeline/").status_code == 200


def test_joining_changes_the_key_of_a_session_that_was_there(cast: Any, timeline: Timeline, signed_in: Any) -> None:
    for device in (Client(), signed_in(cast.ben)):
        session = device.session
        session["code_until"] = 1.0
        session.save()
        device.cookies["attune"] = before = session.session_key
        device.post("/j/", {"secret": joined(timeline, by=cast.ben)})
        assert device.session.session_key != before


def test_every_link_that_does_not_open_gets_the_same_answer(cast: Any, timeline: Timeline) -> None:
    now = timezone.now()
    used = joined(timeline, by=cast.ben)
    services.join(used, at=now)
    closed = joined(timeline, by=cast.ben)
    services.close_links(timeline, at=now)
    late = joined(timeline, by=cast.ben, at=now - timedelta(minutes=16))
    answers = [Client().post("/j/", {"secret": said}) for said in (used, closed, late, "x" * 43, "\x00é")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({plain(answer) for answer in answers}) == 1
    assert b'name="secret" required' in answers[0].content  # who mistyped types again, in the same place
    for nothing in ({}, {"secret": " "}):
        empty = Client().post("/j/", nothing)
        assert (empty.status_code, b"Nothing stands here yet." in empty.content) == (422, True)


def test_a_link_that_was_closed_ends_her_page_with_words(cast: Any, timeline: Timeline, hers: Client) -> None:
    services.close_links(timeline, at=timezone.now())
    page = hers.get("/j/timeline/")
    assert page.status_code == 404
    assert b"This link has ended" in page.content
    assert as_json(hers, "/j/timeline/operations/", put(timeline)).status_code == 404
    assert hers.get("/j/timeline/state/").status_code == 404


def test_who_comes_back_in_a_pause_reads_that_it_is_one_and_the_number(
    cast: Any, timeline: Timeline, hers: Client
) -> None:
    services.close_links(timeline, at=timezone.now(), why="pause")
    page = hers.get("/j/timeline/")
    words = ("<h1>A pause.", "opens it again with you.", cast.centre.phone, "This link has ended")
    assert [word in page.content.decode().replace("\n", "") for word in words] == [True, True, True, False]
    assert page.status_code == 404
    del hers.cookies["attune-seat"]  # she has left
    assert b"This link has ended" in hers.get("/j/timeline/").content


def test_nobody_without_a_link_reaches_her_pages(timeline: Timeline) -> None:
    nowhere = Client().get("/j/nowhere/")
    for path in ("", "state/", f"things/{uuid4()}/"):
        answer = Client().get(f"/j/timeline/{path}")
        assert (answer.status_code, answer.content) == (404, nowhere.content)
    assert Client().post("/j/timeline/operations/", put(timeline)).status_code == 404


def test_leaving_forgets_the_device_and_closes_the_link(timeline: Timeline, hers: Client) -> None:
    assert hers.cookies["attune-seat"].value == "1"
    answer = hers.post("/j/timeline/leave/")
    assert (answer.status_code, answer["Clear-Site-Data"]) == (200, '"cache", "cookies", "storage"')
    assert answer.content == Client().get("/away/").content
    assert (b"Attune" in answer.content, b"timeline" in answer.content) == (False, False)
    assert (dict(hers.session), hers.cookies["attune-seat"].value) == ({}, "")
    assert ShareLink.objects.get().closed_at is not None
    assert hers.get("/j/timeline/").status_code == 404


def test_without_a_script_leaving_is_a_form_that_closes_the_link(timeline: Timeline, hers: Client) -> None:
    page = hers.get("/j/timeline/").content.decode()
    assert page.count('<form method="post" action="/j/timeline/leave/" class="leave-form">') == 2
    assert [hers.post("/j/timeline/leave/").status_code for _ in range(2)] == [200, 404]


def test_leaving_counts_when_the_link_was_closed_meanwhile(timeline: Timeline, hers: Client) -> None:
    services.close_links(timeline, at=timezone.now())
    assert hers.post("/j/timeline/leave/").status_code == 200
    assert dict(hers.session) == {}


@pytest.mark.parametrize("path", ["", "state/"])
def test_a_device_that_left_without_a_network_has_no_seat_when_it_comes_back(
    timeline: Timeline, hers: Client, path: str
) -> None:
    applied(timeline, put(timeline))
    del hers.cookies["attune-seat"]  # all that its script can do offline
    answer = hers.get(f"/j/timeline/{path}")
    assert (answer.status_code, b"with that one" in answer.content) == (404, False)
    assert ShareLink.objects.get().closed_at is not None
    hers.cookies["attune-seat"] = "1"
    assert hers.get("/j/timeline/").status_code == 404


def test_a_resting_timeline_can_be_looked_at_but_not_changed(cast: Any, timeline: Timeline, signed_in: Any) -> None:
    operation = put(timeline)
    applied(timeline, operation)
    services.close_for_drawing(timeline, at=timezone.now())
    ben, path = signed_in(cast.ben), f"/timelines/{timeline.pk}/"
    page = ben.get(path).content.decode()
    assert "with that one" in page
    assert "This timeline rests. It opens again with the next sitting." in page
    for words in ("data-add", f"{path}things/{operation['target']}/"):
        assert words not in page
    answer = as_json(ben, f"{path}operations/", drop(operation["target"]))
    assert (answer.status_code, answer.json()["refused"]["code"]) == (409, "resting")
    assert Thing.objects.count() == 1
    services.open_for_drawing(timeline, at=timezone.now())
    assert as_json(ben, f"{path}operations/", drop(operation["target"])).status_code == 200


def test_her_page_shows_things_without_a_script(timeline: Timeline, hers: Client) -> None:
    operation = put(timeline, "with that one & me")
    applied(timeline, operation)
    page = hers.get("/j/timeline/").content.decode()
    assert "with that one &amp; me" in page
    assert "age 6 to 9" in page
    assert f"/j/timeline/things/{operation['target']}/" in page
    assert f"/live/{timeline.pk}/hers/?language=en" in page


def test_both_seats_can_add_change_and_take_away_by_forms(
    cast: Any, timeline: Timeline, hers: Client, signed_in: Any
) -> None:
    ben = signed_in(cast.ben)
    operation = put(timeline)
    answer = hers.post("/j/timeline/operations/", operation | {"next": "/j/timeline/"})
    assert (answer.status_code, answer["Location"]) == (302, "/j/timeline/")
    form = ben.get(f"/timelines/{timeline.pk}/things/{operation['target']}/").content.decode()
    assert 'value="with that one"' in form
    changed = put(timeline, "later", target=operation["target"])
    answer = ben.post(f"/timelines/{timeline.pk}/operations/", changed | {"next": "https://elsewhere.example/"})
    assert answer["Location"] == f"/timelines/{timeline.pk}/"
    assert label_of(Thing.objects.get()) == "later"
    assert hers.get(f"/j/timeline/things/{operation['target']}/").status_code == 200
    hers.post("/j/timeline/operations/", drop(operation["target"]))
    assert Thing.objects.count() == 0
    assert list(Operation.objects.order_by("sequence").values_list("hers", flat=True)) == [True, False, True]


def test_a_form_that_cannot_be_kept_comes_back_with_what_was_typed(timeline: Timeline, hers: Client) -> None:
    answer = hers.post("/j/timeline/operations/", put(timeline, "kept words", from_age="six"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="kept words"' in page
    assert "We could not keep this yet: the age could not be read as a number. Everything else is kept." in page


def test_a_form_that_is_not_possible_now_says_so_in_her_layout(timeline: Timeline, hers: Client) -> None:
    operation = put(timeline)
    applied(timeline, operation)
    applied(timeline, drop(operation["target"]))
    answer = hers.post("/j/timeline/operations/", put(timeline, target=operation["target"]))
    assert (answer.status_code, 'class="hers"' in answer.content.decode()) == (409, True)


def test_after_a_no_to_its_keeping_her_device_opens_no_timeline(timeline: Timeline, hers: Client) -> None:
    change_item(timeline.participant, "C08", yes=False, at=timezone.now())
    found = [hers.get(f"/j/timeline/{path}").status_code for path in ("", "state/")]
    assert [*found, hers.post("/j/timeline/operations/", put(timeline)).status_code] == [404] * 3


def test_the_twin_of_the_socket_speaks_json(timeline: Timeline, hers: Client) -> None:
    operation = put(timeline)
    path = "/j/timeline/operations/"
    assert as_json(hers, path, operation).json()["ack"]["sequence"] == 1
    assert as_json(hers, path, operation).json()["ack"]["sequence"] == 1
    assert hers.get("/j/timeline/state/?since=0").json()["things"][0]["label"] == "with that one"
    assert hers.get("/j/timeline/state/?since=1").json()["things"] == []
    for nonsense in ("nonsense", "9" * 5000, "-1"):
        assert hers.get(f"/j/timeline/state/?since={nonsense}").json()["since"] == 0
    for wrong, status in ((None, 400), ([], 400), ({}, 400), (operation | {"id": str(uuid4()), "lane": ""}, 422)):
        answer = as_json(hers, path, wrong)
        assert (answer.status_code, answer.json()["refused"]["code"]) == (status, "unusable")
    assert hers.post(path, "{", content_type="application/json").status_code == 400
    as_json(hers, path, drop(operation["target"]))
    again = as_json(hers, path, put(timeline, target=operation["target"]))
    assert (again.status_code, again.json()["refused"]["code"]) == (409, "taken away")


def test_another_interviewer_gets_the_answer_of_what_is_not_there(
    cast: Any, timeline: Timeline, signed_in: Any
) -> None:
    operation = put(timeline)
    applied(timeline, operation)
    for person in (cast.cleo, cast.bea, cast.thea, cast.aude, cast.lena):
        browser = signed_in(person)
        for path in ("", "state/", f"things/{operation['target']}/"):
            ours = browser.get(f"/timelines/{timeline.pk}/{path}")
            nowhere = browser.get(f"/timelines/{uuid4()}/{path}")
            assert (ours.status_code, ours.content) == (404, nowhere.content)
        assert as_json(browser, f"/timelines/{timeline.pk}/operations/", put(timeline)).status_code == 404


def test_a_thing_of_another_timeline_is_not_there(cast: Any, timeline: Timeline, hers: Client) -> None:
    far = begin(cast.far_participant, by=cast.cleo, at=cast.at)
    operation = put(far)
    applied(far, operation)
    assert hers.get(f"/j/timeline/things/{operation['target']}/").status_code == 404


@pytest.mark.parametrize("things", [1, 3])
def test_her_page_takes_the_same_number_of_queries_whatever_is_on_it(
    timeline: Timeline, hers: Client, things: int, django_assert_num_queries: Any
) -> None:
    for _ in range(things):
        applied(timeline, put(timeline))
    with django_assert_num_queries(4):  # session, timeline, lanes, things
        hers.get("/j/timeline/")


def test_what_her_page_keeps_of_its_parts_is_codes(
    cast: Any, timeline: Timeline, hers: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(timeline, put(timeline, "a blue door"), by=cast.ben.pk, at=cast.at)
    kept: set[str] = set()
    drawn = parts._drawn

    def noted(template: str, language: str, codes: Any) -> Any:
        kept.update(name for name, _value in codes)
        found = drawn(template, language, codes)
        kept.update(piece.decode() for piece in found.words if b"a blue door" in piece)
        return found

    monkeypatch.setattr(parts, "_drawn", noted)
    shown = hers.get("/j/timeline/").content.decode()
    assert ("a blue door" in shown, "leave_url" in kept, kept - CODES) == (True, True, set())


def test_the_board_and_the_invitation_can_be_included_by_the_room(cast: Any, timeline: Timeline) -> None:
    from django.template.loader import render_to_string

    timeline.refresh_from_db()
    drawn = parts.each(board(timeline, Seat.INTERVIEWER, "/here/"))
    assert f"/timelines/{timeline.pk}/operations/" in drawn
    link, secret = services.open_link(timeline, lands_on="/j/timeline/", by=cast.ben, at=timezone.now())
    invited = services.invitation(link, secret, site="https://attune.example")
    for demo, doors in ((True, 1), (False, 0)):
        shown = render_to_string("timelines/_invite.html", {"invite": invited, "demo_mode": demo})
        assert shown.count('target="_blank" rel="noopener"') == doors

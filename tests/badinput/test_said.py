"""What is said in JSON, in fields and in addresses: rows 1 to 8 and 14 to 18 of the table of bad input."""

import json
import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from config.bodies import limit_of
from studies.models import Membership, Participant
from tests.timelines.drawing import begin, label_of, put, seated
from tests.timelines.sockets import Socket
from tests.transcripts.holding import hold
from timelines.models import Thing, Timeline
from timelines.reading import NotJson, strictly
from timelines.rules import told
from transcripts.models import Transcript

NOTHING = [" ", "{}", "[]", "null", '"x"', "NaN", "Infinity", "-Infinity", "{", "7", "true", "\ufeff{}"]
TWICE = '{"id": "a", "id": "b"}'
DEEP = "[" * 10_000 + "]" * 10_000
NUMBERS = ["1e999", "-1e999", "9" * 400, "0." + "9" * 400, "1e400"]


@pytest.fixture
def now() -> datetime:
    """This moment: what is sent to a page comes now."""
    return timezone.now()


@pytest.fixture
def timeline(cast: Any, now: datetime) -> Timeline:
    return begin(cast.ana, by=cast.ben, at=now)


@pytest.fixture
def seats(cast: Any, timeline: Timeline, signed_in: Any) -> list[tuple[Client, str]]:
    """Both clients that send operations, with their address."""
    hers = seated(timeline, Client(), by=cast.ben)
    return [(signed_in(cast.ben), f"/timelines/{timeline.pk}/operations/"), (hers, "/j/timeline/operations/")]


def statuses(seats: list[tuple[Client, str]], body: str | bytes) -> list[int]:
    return [client.post(path, body, content_type="application/json").status_code for client, path in seats]


def operation(timeline: Timeline, **other: str) -> str:
    """Give an operation as JSON, in which some values stand as they are given."""
    said = put(timeline, **{name: f"<{name}>" for name in other})
    text = json.dumps(said)
    for name, value in other.items():
        text = text.replace(f'"<{name}>"', value)
    return text


@pytest.mark.parametrize("body", NOTHING)
def test_row01_what_says_nothing_is_refused(seats: Any, body: str) -> None:
    assert statuses(seats, body) == [400, 400]
    assert Thing.objects.count() == 0


async def test_row01_03_the_socket_answers_what_says_nothing_and_stays_open(
    committed_cast: Any, signed_in: Any, now: datetime
) -> None:
    from asgiref.sync import sync_to_async

    timeline = await sync_to_async(begin)(committed_cast.ana, by=committed_cast.ben, at=now)
    socket = Socket(await sync_to_async(signed_in)(committed_cast.ben), f"/live/{timeline.pk}/")
    assert await socket.connect() is None
    for text in [*NOTHING, TWICE, DEEP[:8000], '{"since": 1.0}', '{"since": -0.0}', '{"ping": "\\ud800"}']:
        await socket.say(text=text)
        assert list(await socket.hear()) == ["error"]
    await socket.say({"ping": 7})
    assert await socket.hear() == {"pong": 7}
    await socket.go()


def test_row02_a_name_that_stands_twice_is_refused(seats: Any, timeline: Timeline) -> None:
    twice = operation(timeline)[:-1] + ', "label": "another"}'
    assert statuses(seats, twice) == [400, 400]
    assert Thing.objects.count() == 0
    with pytest.raises(NotJson):
        strictly('{"a": [{"b": 1, "b": 1}]}')


def test_row03_depth_without_an_end_is_refused(seats: Any) -> None:
    assert statuses(seats, DEEP) == [400, 400]
    assert statuses(seats, '{"a":' * 10_000 + "1" + "}" * 10_000) == [400, 400]


@pytest.mark.parametrize("number", NUMBERS)
def test_row04_numbers_without_an_end_are_refused(seats: Any, timeline: Timeline, number: str) -> None:
    assert statuses(seats, operation(timeline, from_age=number)) == [400, 400]


def test_row04_minus_nought_and_one_point_nought_are_ages_as_people_write_them(seats: Any, timeline: Timeline) -> None:
    client, path = seats[0]
    said = operation(timeline, from_age="-0", to_age="1.0")
    assert client.post(path, said, content_type="application/json").status_code == 200
    assert [told(str(one.told)).shown() for one in Thing.objects.all()] == [
        {"label": "with that one", "from": [0.0, 0.0], "to": [1.0, 1.0]}
    ]


@pytest.mark.parametrize("half", ['"\\ud800"', '"a\\udfffb"', '"\\ude00\\ud83d"'])
def test_row05_half_a_letter_is_refused(seats: Any, timeline: Timeline, half: str) -> None:
    assert statuses(seats, operation(timeline, label=half)) == [400, 400]
    assert statuses(seats, operation(timeline)[:-1] + f", {half}: 1}}") == [400, 400]


def test_row05_a_letter_beyond_the_first_plane_is_one(seats: Any, timeline: Timeline) -> None:
    client, path = seats[0]
    said = operation(timeline, label='"\\ud83c\\udf3c"')
    assert client.post(path, said, content_type="application/json").status_code == 200
    assert [label_of(one) for one in Thing.objects.all()] == ["🌼"]


def test_row06_nul_is_refused_in_json_and_never_reaches_the_database(seats: Any, timeline: Timeline) -> None:
    for body in (operation(timeline, label='"a\\u0000b"'), operation(timeline)[:-1] + ', "\\u0000": 1}'):
        assert statuses(seats, body) == [400, 400]
    assert strictly('"\\\\u0000"') == "\\u0000"  # the words for it are no NUL


def test_row06_nul_in_fields_and_addresses_gets_the_form_or_nothing(cast: Any, signed_in: Any, now: datetime) -> None:
    hold(cast, begin(cast.ana, by=cast.ben, at=now).participant, now)
    ben = signed_in(cast.ben)
    look = reverse("transcripts:look-through", args=[cast.ana.pk])
    reader = str(Membership.objects.get(person=cast.rita).pk)
    given = {"language": "en", "reader": reader, "known": "", "text": "R: Yes."}
    sent = [ben.post(look, given | {name: "a\0b"}) for name in ("known", "language", "reader")]
    assert [answer.status_code for answer in sent] == [422, 422, 422]
    assert Client().post("/code/", {"code": "a\0b"}).status_code == 422
    assert Client().post("/j/", {"secret": "a\0b"}).status_code == 404
    assert [ben.get(path).status_code for path in ("/%00/", "/timelines/%00/", "/consent/a%00b/")] == [404, 404, 404]


def test_row07_a_label_without_an_end_is_refused_by_its_form_or_by_the_limit(seats: Any, timeline: Timeline) -> None:
    assert statuses(seats, operation(timeline, label=json.dumps("a" * 200_000))) == [422, 422]
    assert all(limit_of(path.encode()).body < 300_000 for _client, path in seats)  # 413: tests/badinput/test_lines.py


@pytest.mark.parametrize("label", ["👩‍👩‍👧‍👧" * 200, "a" + "\u0301" * 5000, "\u200d" * 1000])
def test_row08_letters_that_are_made_of_many_are_counted(seats: Any, timeline: Timeline, label: str) -> None:
    assert statuses(seats, operation(timeline, label=json.dumps(label))) == [422, 422]


def test_row08_what_fits_is_small(seats: Any, timeline: Timeline) -> None:
    client, path = seats[0]
    longest = "🌼" * 200
    assert (
        client.post(path, operation(timeline, label=json.dumps(longest)), content_type="application/json").status_code
        == 200
    )
    assert [len(label_of(one).encode()) <= 1024 for one in Thing.objects.all()] == [True]


INJECTIONS = ["' OR 1=1--", '"; DROP TABLE accounts_person', "\\", "%' ESCAPE '", "1); SELECT pg_sleep(9)--"]


@pytest.mark.parametrize("words", INJECTIONS)
def test_row14_words_that_a_database_would_run_are_words(seats: Any, timeline: Timeline, words: str) -> None:
    client, path = seats[0]
    assert (
        client.post(path, operation(timeline, label=json.dumps(words)), content_type="application/json").status_code
        == 200
    )
    assert [label_of(one) for one in Thing.objects.all()] == [words]
    assert Client().post("/code/", {"code": words}).status_code == 422
    assert Client().post("/j/", {"secret": words}).status_code == 404
    state = f"/timelines/{timeline.pk}/state/"
    assert client.get(state, {"since": words}).json() == client.get(state).json()


@pytest.mark.parametrize(
    "query",
    ["order_by=person__password", "fields=__all__", "filter[case__owner]=1", "centre__study__title=x", "page=-1"],
)
def test_row15_a_list_cannot_be_asked_for_more(cast: Any, signed_in: Any, now: datetime, query: str) -> None:
    begin(cast.ana, by=cast.ben, at=now)
    for person, path in [(cast.ben, "/today/"), (cast.lena, f"/studies/{cast.study.pk}/"), (cast.aude, "/audit/"),
                         (cast.adam, "/upkeep/")]:  # fmt: skip
        client = signed_in(person)
        plain, asked = (client.get(each) for each in (path, f"{path}?{query}"))
        assert asked.status_code == plain.status_code
        way_back = f'value="{path}?{escape(query)}"'  # to this page, from under the cover
        assert without_tokens(asked).replace(way_back, f'value="{path}"') == without_tokens(plain)


def without_tokens(answer: Any) -> str:
    """Give a page without what is new in every answer."""
    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken":"|nonce=")[\w-]+', "", answer.content.decode())


def test_row16_fields_that_a_form_does_not_have_change_nothing(cast: Any, seats: Any, timeline: Timeline) -> None:
    more = {"timeline": str(uuid4()), "participant": str(cast.far_participant.pk), "role": "lead", "is_staff": "1",
            "sequence": "99", "drawn_by": str(uuid4())}  # fmt: skip
    for number, (client, path) in enumerate(seats, start=1):
        assert client.post(path, put(timeline) | more).status_code == 302
        assert client.post(path, json.dumps(put(timeline) | more), content_type="application/json").status_code == 200
        assert {thing.timeline_id for thing in Thing.objects.all()} == {timeline.pk}
        timeline.refresh_from_db()
        assert timeline.sequence == 2 * number


def test_row16_a_text_is_not_stored_by_a_field_that_says_so(cast: Any, signed_in: Any, now: datetime) -> None:
    hold(cast, begin(cast.ana, by=cast.ben, at=now).participant, now)
    reader = str(Membership.objects.get(person=cast.rita).pk)
    given = {
        "language": "en",
        "reader": reader,
        "known": "",
        "text": "R: Yes.",
        "state": "stored",
        "deid_status": "approved",
    }
    answer = signed_in(cast.ben).post(reverse("transcripts:look-through", args=[cast.ana.pk]), given)
    assert (answer.status_code, Transcript.objects.count()) == (200, 0)
    assert Participant.objects.get(pk=cast.ana.pk).study_id == cast.study.pk


def test_row17_a_field_that_is_sent_twice_is_refused(cast: Any, seats: Any, timeline: Timeline) -> None:
    for client, path in seats:
        said = put(timeline)
        assert client.post(path, said | {"label": ["one", "two"]}).status_code == 400
        assert client.post(f"{path}?label=two", said).status_code == 302  # an address says nothing to a form
    assert {label_of(thing) for thing in Thing.objects.all()} == {"with that one"}


def test_row17_a_choice_about_a_text_that_is_sent_twice_is_refused(cast: Any, signed_in: Any, now: datetime) -> None:
    hold(cast, begin(cast.ana, by=cast.ben, at=now).participant, now)
    reader = str(Membership.objects.get(person=cast.rita).pk)
    given = {"language": "en", "reader": reader, "known": "", "text": ["R: Yes.", "R: No."]}
    assert signed_in(cast.ben).post(reverse("transcripts:look-through", args=[cast.ana.pk]), given).status_code == 400


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "%0d%0a"])
def test_row18_line_ends_reach_no_header(cast: Any, seats: Any, timeline: Timeline, end: str) -> None:
    client, path = seats[0]
    answer = client.post(path, put(timeline) | {"next": f"/today/{end}Set-Cookie: a=b"})
    assert answer.status_code == 302
    assert [name for name, value in answer.items() if "\r" in value or "\n" in value or name == "Set-Cookie"] == []
    assert "a" not in answer.cookies

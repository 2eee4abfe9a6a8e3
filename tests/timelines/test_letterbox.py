"""What a device kept sealed: opened while the room is open, applied once, and read by nobody after its close."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from tests.timelines.drawing import applied, begin, drop, put
from tests.timelines.table import Room, seat, state
from tests.vault.test_letters import sealed
from timelines import letterbox, rules, services
from timelines.models import Operation, Timeline
from vault import services as vault


def letter(timeline: Timeline, operation: dict[str, Any], of: Any = None, **other: str) -> dict[str, str]:
    """Seal an operation as her browser does; or an act `of` the sitting, as the interviewer's."""
    name, about = operation["id"], of or timeline.pk
    given = sealed(
        bytes(timeline.room_public or b""), json.dumps(operation).encode() + b"  ", f"{about}\x1f{name}".encode()
    )
    return {
        "id": name,
        **{key: base64.urlsafe_b64encode(one).decode().rstrip("=") for key, one in given.items()},
        **other,
    }


@pytest.fixture
def timeline(cast: Any) -> Timeline:
    begun = begin(cast.ana, by=cast.ben, at=cast.at)
    begun.refresh_from_db()
    return begun


def test_a_room_has_a_pair_of_its_own_while_it_is_open(timeline: Timeline, cast: Any) -> None:
    public = bytes(timeline.room_public or b"")
    services.open_for_drawing(timeline, at=cast.at)
    timeline.refresh_from_db()
    assert bytes(timeline.room_public or b"") == public
    wrapped = bytes(timeline.room_key or b"")
    assert len(vault.unwrap(wrapped, subject=timeline.sealed_for, purpose=letterbox.PURPOSE)) == 32
    services.close_for_drawing(timeline, at=cast.at)
    timeline.refresh_from_db()
    assert (timeline.room_key, timeline.room_public, letterbox.public_of(timeline)) == (None, None, "")
    services.open_for_drawing(timeline, at=cast.at)
    timeline.refresh_from_db()
    assert bytes(timeline.room_public or b"") != public


def test_a_letter_is_opened_for_its_own_timeline_and_id_while_the_room_is_open(timeline: Timeline, cast: Any) -> None:
    operation = put(timeline, "canary words")
    good = letter(timeline, operation)
    assert letterbox.unsealed(timeline, good) == operation
    renamed = {**good, "id": str(uuid4())}
    for wrong in (None, [], "x", {}, renamed, {**good, "body": "ä"}, {**good, "once": "AA"}, {**good, "nonce": 7}):
        with pytest.raises(rules.Malformed):
            letterbox.unsealed(timeline, wrong)
    services.close_for_drawing(timeline, at=cast.at)
    timeline.refresh_from_db()
    with pytest.raises(services.Resting):
        letterbox.unsealed(timeline, good)
    services.open_for_drawing(timeline, at=cast.at)
    timeline.refresh_from_db()
    with pytest.raises(rules.Malformed):
        letterbox.unsealed(timeline, good)


def test_a_letter_by_http_is_applied_once(timeline: Timeline, cast: Any, signed_in: Any) -> None:
    ben: Client = signed_in(cast.ben)
    said = json.dumps({"sealed": letter(timeline, put(timeline, "with that one"))})
    there = f"/timelines/{timeline.pk}/operations/"
    answers = [ben.post(there, said, content_type="application/json") for _twice in range(2)]
    assert [(one.status_code, one.json()["ack"]["sequence"]) for one in answers] == [(200, 1), (200, 1)]
    bad = ben.post(there, json.dumps({"sealed": {"id": "x"}}), content_type="application/json")
    assert (bad.status_code, bad.json()["refused"]["code"]) == (400, "unusable")


async def test_a_letter_over_the_socket_is_acknowledged_like_any_operation(room: Room) -> None:
    await database_sync_to_async(room.timeline.refresh_from_db)()
    operation = await database_sync_to_async(room.put)("with that one")
    sent = letter(room.timeline, operation)
    async with seat(room, room.hers, hers=True) as ana:
        await state(ana)
        for message in ({"sealed": sent}, {"op": operation}):
            await ana.say(message)
            heard = await ana.hear()
            while "state" in heard:
                heard = await ana.hear()
            assert (heard["ack"]["id"], heard["ack"]["sequence"]) == (operation["id"], 1)
        await ana.say({"sealed": {**sent, "body": "AAAA"}})
        while "refused" not in heard:
            heard = await ana.hear()
        assert (heard["refused"]["id"], heard["refused"]["code"]) == (operation["id"], "unusable")
    assert await database_sync_to_async(Operation.objects.count)() == 1


@pytest.mark.parametrize("hers", [True, False])
async def test_a_refused_letter_comes_back_opened_on_the_line_it_came_by(room: Room, *, hers: bool) -> None:
    await database_sync_to_async(room.timeline.refresh_from_db)()
    named = await database_sync_to_async(room.put)("with Maria")
    gone = await database_sync_to_async(room.put)("was here")
    for one in (gone, drop(gone["target"])):
        await database_sync_to_async(applied)(room.timeline, one, hers=True)
    late = await database_sync_to_async(room.put)("too late", target=gone["target"])
    twice = gone | {"label": "else", "target": str(uuid4())}
    async with seat(room, room.hers if hers else room.ben, hers=hers) as one:
        for said in (named, late, twice):
            await one.say({"sealed": letter(room.timeline, said)})
            refused = (await one.hear())["refused"]
            back = {"name noticed": said, "taken away": said if hers else None, "said before": None}[refused["code"]]
            assert (refused["id"], refused.get("op")) == (said["id"], back)
        await one.say({"op": named})
        assert "op" not in (await one.hear())["refused"]


def test_a_letter_that_is_refused_by_http_comes_back_opened(timeline: Timeline, cast: Any, signed_in: Any) -> None:
    ben: Client = signed_in(cast.ben)
    named, wrong = put(timeline, "with Maria"), put(timeline, from_age="six")
    there = f"/timelines/{timeline.pk}/operations/"
    for said in (named, wrong):
        answers = [
            ben.post(there, json.dumps(sent), content_type="application/json").json()["refused"]
            for sent in ({"sealed": letter(timeline, said)}, said)
        ]
        assert (answers[0]["op"], "op" in answers[1]) == (said, False)

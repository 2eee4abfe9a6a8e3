"""How a talk begins in the room: with the opening, and in the language in which they talk."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from interviews.models import Moment
from tests.interviews.pages import at
from tests.interviews.steps import opened

pytestmark = pytest.mark.usefixtures("agreed", "clock")


def test_the_language_that_was_chosen_for_a_talk_goes_with_it_to_its_end_and_back(
    cast: Any, ben: Client, guide: Any, noon: datetime
) -> None:
    sitting = opened(cast, noon)
    room, end = at("room", sitting.pk), at("end", sitting.pk)

    def spoken(address: str) -> str:
        said = re.findall(r"(?:Welcome|Thank you) \((\w\w)\)", ben.get(address).content.decode())
        (language,) = set(said)
        return language

    found = [
        spoken(one)
        for one in (room, f"{room}?language=nl", end, room, f"{room}?language=xx", f"{room}?language=fr", end)
    ]
    assert found == ["en", "nl", "nl", "nl", "nl", "fr", "fr"]


def test_the_room_begins_with_the_opening_until_something_is_marked(
    cast: Any, ben: Client, guide: Any, noon: datetime
) -> None:
    sitting, said_so = opened(cast, noon), "Said: she may leave out anything"
    page = ben.get(at("room", sitting.pk)).content.decode()
    assert (said_so in page, '<details class="more" open><summary>Opening' in page) == (True, True)
    tapped = {"id": str(uuid4()), "kind": "moment", "what": "reminded"}
    assert ben.post(at("acts", sitting.pk), tapped)["Location"] == at("room", sitting.pk)
    assert list(Moment.objects.values_list("kind", flat=True)) == ["reminded"]
    page = ben.get(at("room", sitting.pk)).content.decode()
    assert (said_so in page, '<details class="more"><summary>Opening' in page) == (False, True)

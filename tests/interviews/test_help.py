"""What helps now, and who is called: the card of the room, and the line that help was called."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from consent.services import carry_out, withdraw
from interviews import queries
from interviews.models import HelpCalled, Moment, Sitting
from ledger.models import Entry
from tests.interviews.pages import at, said, send
from tests.interviews.steps import planned

pytestmark = pytest.mark.usefixtures("agreed", "clock")


def test_the_card_shows_what_helps_and_the_number(cast: Any, ben: Client, sitting: Sitting) -> None:
    for page in (ben.get(at("card", sitting.pk)), ben.get(at("room", sitting.pk))):
        words = said(page)
        for there in (
            "A pause",
            "Breathe together",
            "Talk about something else",
            "Stop for this day",
            cast.centre.phone,
        ):
            assert there in words


def test_what_is_done_with_the_card_is_kept_as_a_code_with_its_time_and_nothing_else(
    ben: Client, sitting: Sitting, noon: datetime, clock: Any
) -> None:
    before, later = Entry.objects.count(), clock.on(minutes=2)
    made = int((noon + timedelta(seconds=90)).timestamp() * 1000)
    for what in ("breathing", "subject"):
        assert send(ben, sitting, "moment", what=what, made=made).status_code == 200
    page = ben.get(at("card", sitting.pk)).content.decode()
    assert [f'name="what" value="{what}"' in page for what in ("breathing", "subject", "stopping")] == [True] * 3
    form = {"id": uuid4(), "kind": "moment", "what": "stopping"}
    assert ben.post(at("acts", sitting.pk), form).headers["Location"] == at("end", sitting.pk) + "?step=thanks"
    kept = list(Moment.objects.order_by("second", "kind").values_list("kind", "second"))
    assert kept == [("breathing", 90), ("subject", 90), ("stopping", 120)]
    assert (later - noon, Entry.objects.count()) == (timedelta(seconds=120), before)
    end = ben.get(at("end", sitting.pk)).content.decode()
    parts = ("data-signal-shown", "data-timeline=", 'data-opened="someone"', "data-quiet ")
    assert [part in end for part in parts] == [True] * 4  # the closing is a part of the room


def test_help_was_called_is_one_line_and_asks_for_no_consent(
    cast: Any, ben: Client, sitting: Sitting, noon: datetime
) -> None:
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    assert "Help was called" in said(ben.get(at("room", sitting.pk)))
    before = Entry.objects.count()
    for _twice in range(2):
        form = ben.post(at("acts", sitting.pk), {"id": uuid4(), "kind": "help", "answer": "yes"})
        assert form.status_code == 302
    assert HelpCalled.objects.count() == 1
    for _twice in range(2):  # a wrong tap is taken back at once
        assert send(ben, sitting, "help", answer="no").status_code == 200
    assert (HelpCalled.objects.count(), Entry.objects.count() - before) == (0, 0)  # no line of it in the register
    assert send(ben, sitting, "mark", question=uuid4(), talked="discussed").status_code in {409, 422}


def test_a_wrong_call_for_help_is_taken_back_by_its_form_also_after_she_has_stopped(
    cast: Any, ben: Client, sitting: Sitting, noon: datetime
) -> None:
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    room, shown = at("room", sitting.pk), "data-help-kept hidden>"
    assert ben.get(room).content.decode().count(shown) == 2
    forms = {"yes": 0, "no": 2}
    for answer, hidden in forms.items():
        form = {"id": uuid4(), "kind": "help", "answer": answer}
        assert ben.post(at("acts", sitting.pk), form).headers["Location"] == at("someone", sitting.pk)
        for page in (room, at("someone", sitting.pk)):
            assert ben.get(page).content.decode().count(shown) == hidden
        assert HelpCalled.objects.count() == (answer == "yes")
    assert ben.get(room).content.decode().count('name="kind" value="help"') == 2


def test_of_who_had_everything_deleted_not_even_a_call_for_help_is_kept(
    cast: Any, ben: Client, sitting: Sitting, noon: datetime
) -> None:
    withdraw(cast.ana, "W3", by_code=True, at=noon)
    for at_the_time in ("before", "after"):
        answer = send(ben, sitting, "help", answer="yes")
        words = "What was kept is deleted. Nothing more can be done here."
        assert (answer.status_code, answer.json()["refused"]["words"]) == (409, words), at_the_time
        assert "Help was called" not in said(ben.get(at("room", sitting.pk)))
        assert carry_out(cast.ana.pk, noon)
    assert HelpCalled.objects.count() == 0


def test_who_sat_with_her_keeps_a_moment_for_themselves_also_after_she_has_stopped(
    cast: Any, ben: Client, sitting: Sitting, noon: datetime
) -> None:
    withdraw(cast.ana, "W3", by_code=True, at=noon)
    carry_out(cast.ana.pk, noon)
    assert [each.words for each in queries.owed(cast.ben, noon)] == ["P01: A moment for yourself, sitting 1, open"]
    page = ben.get(at("end", sitting.pk))
    assert (f'href="tel:{cast.centre.phone.replace(" ", "")}"' in page.content.decode(), "How heavy" in said(page)) == (
        True, True
    )  # fmt: skip
    wrong = ben.post(at("debrief", sitting.pk), {"load": "9", "need": "1"})
    assert (wrong.status_code, "How heavy" in said(wrong), "She has stopped" in said(wrong)) == (422, True, True)
    assert "js/sent.js" in wrong.content.decode()  # going back asks for the page, and not to send it again
    assert ben.post(at("debrief", sitting.pk), {"load": "3", "need": "2"}).status_code == 302
    assert "a talk with a colleague" in said(ben.get(at("end", sitting.pk)))
    assert queries.owed(cast.ben, noon) == []


def test_a_sitting_that_her_stop_took_away_leads_to_where_that_is_said(
    cast: Any, ben: Client, guide: Any, noon: datetime
) -> None:
    second = planned(cast, noon)
    withdraw(cast.ana, "W1", by_code=True, at=noon)
    carry_out(cast.ana.pk, noon)
    for name in ("open", "see", "call-off", "prepare"):
        assert ben.post(at(name, second.pk), {"her": cast.ana.pk}).headers["Location"] == at("interview", cast.ana.pk)
        for not_hers in ("", "x", str(cast.far_participant.pk)):
            assert ben.post(at(name, second.pk), {"her": not_hers}).status_code == 404
    assert "She has stopped" in said(ben.get(at("interview", cast.ana.pk)))

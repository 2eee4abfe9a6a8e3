"""It goes on another day: asked in a sentence, with a new link and a new attunement, at a calm place."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from consent.queries import in_force
from consent.services import change_item, withdraw
from interviews import queries, services
from interviews.models import Sitting
from ledger.models import Entry
from tests.interviews.pages import at, said
from tests.interviews.steps import SENT, attuned, opened, planned, ready
from tests.timelines.drawing import put
from timelines.models import Thing, Timeline
from timelines.services import apply

pytestmark = pytest.mark.usefixtures("agreed", "clock")


def drawn(cast: Any, label: str, now: datetime, cover: str = "none") -> Thing:
    """Let Ana place something, and cover it."""
    timeline, operation = Timeline.objects.get(), put(Timeline.objects.get(), label)
    apply(timeline, operation, hers=True, by=cast.ana.pk, at=now)
    if cover != "none":
        laid = {"id": str(cast.ana.pk), "kind": "cover", "target": operation["target"], "cover": cover}
        apply(timeline, laid, hers=True, by=cast.ana.pk, at=now)
    return Thing.objects.get(pk=operation["target"])


def test_it_opens_at_the_calm_place_that_was_chosen_and_only_at_one_that_both_see(
    cast: Any, ben: Client, noon: datetime, clock: Any
) -> None:
    sitting = opened(cast, noon)
    garden, hidden = drawn(cast, "the garden", noon), drawn(cast, "the dark room", noon, "mine")
    end = ben.get(at("end", sitting.pk))
    assert (f'value="{garden.pk}"' in end.content.decode(), str(hidden.pk) in end.content.decode()) == (True, False)
    for chosen in (str(hidden.pk), "the garden", str(garden.pk)):
        answer = ben.post(at("interrupt", sitting.pk), {"reason": "transport", "calm_place": chosen})
        assert (answer.status_code, Timeline.objects.get().calm_place) == {
            str(hidden.pk): (302, None), "the garden": (422, None), str(garden.pk): (302, garden.pk)
        }[chosen]  # fmt: skip
    later = opened(cast, noon + timedelta(days=3))
    clock.on(days=3)
    ben.force_login(cast.ben)
    assert f'data-calm="{garden.pk}"' in ben.get(at("room", later.pk)).content.decode()


def test_before_it_goes_on_she_is_asked_in_her_language_and_a_no_opens_nothing(
    cast: Any, ben: Client, noon: datetime, clock: Any
) -> None:
    services.interrupt(opened(cast, noon), reason="her_wish", by=cast.ben, at=noon)
    sitting = ready(cast, clock.on(minutes=5))
    page = said(ben.get(at("sitting", sitting.pk)))
    assert "Would you like to go on today?" in page
    refused = ben.post(at("open", sitting.pk))
    assert (refused.status_code, "Ask her first whether she still wants to." in said(refused)) == (409, True)
    assert ben.post(at("open", sitting.pk), {"wants_to": "yes"}).url == at("room", sitting.pk) + "#guide"
    assert list(Sitting.objects.order_by("number").values_list("wants_to", flat=True)) == [False, True]


def test_before_it_goes_on_she_can_say_not_today_or_that_it_stops_and_each_is_as_good(
    cast: Any, ben: Client, noon: datetime, clock: Any
) -> None:
    services.interrupt(opened(cast, noon), reason="her_wish", by=cast.ben, at=noon)
    sitting = ready(cast, clock.on(minutes=5))
    page, no_further = ben.get(at("sitting", sitting.pk)).content.decode(), at("no-further", cast.ana.pk)
    assert ("btn-primary" in page, f'href="{no_further}"' in page) == (False, True)
    assert f'href="{no_further}"' in ben.get(at("interview", cast.ana.pk)).content.decode()
    refused = ben.post(no_further)
    assert (refused.status_code, Sitting.objects.count()) == (422, 2)
    for _again in range(2):
        assert ben.post(no_further, {"sure": "on"}).headers["Location"] == at("interview", cast.ana.pk)
    assert list(Sitting.objects.values_list("number", "ending", "reason")) == [(1, "stopped", "")]
    assert Entry.objects.filter(act="interviews.interview_stopped").count() == 1
    with pytest.raises(services.NotPossible):
        planned(cast, clock.on(minutes=5))
    assert "not planned yet" not in ben.get(at("interview", cast.ana.pk)).content.decode()


def test_no_interview_stops_from_outside_while_a_sitting_is_open_or_before_one_was_held(
    cast: Any, ben: Client, noon: datetime
) -> None:
    no_further, way = at("no-further", cast.ana.pk), at("interview", cast.ana.pk)
    planned_one = ready(cast, noon)
    assert ben.post(no_further, {"sure": "on"}).headers["Location"] == way
    services.open_sitting(planned_one, by=cast.ben, at=noon)
    assert ben.post(no_further, {"sure": "on"}).headers["Location"] == way
    with pytest.raises(services.NotReady):
        services.stop_between(cast.ana, by=cast.ben, at=noon)
    assert Sitting.objects.get().closed_at is None


def test_after_a_withdrawal_nothing_goes_on(cast: Any, ben: Client, noon: datetime, clock: Any) -> None:
    services.interrupt(opened(cast, noon), reason="her_wish", by=cast.ben, at=noon)
    sitting = ready(cast, clock.on(minutes=5))
    withdraw(cast.ana, "W1", by_code=True, at=clock.at)
    assert ben.post(at("open", sitting.pk), {"wants_to": "yes"}).status_code == 409
    assert [one.opened_at is None for one in Sitting.objects.filter(number=2)] == [True]


def test_the_net_time_is_that_of_each_sitting_and_of_all_together(cast: Any, ben: Client, noon: datetime) -> None:
    hour = timedelta(hours=1)
    first = opened(cast, noon)
    services.pause(first, by=cast.ben, at=noon + hour)
    services.go_on(first, by=cast.ben, at=noon + hour + hour / 4)
    services.interrupt(first, reason="transport", by=cast.ben, at=noon + 2 * hour)
    second = opened(cast, noon + 72 * hour)
    services.close(second, by=cast.ben, at=noon + 73 * hour)
    assert [one.net_seconds for one in queries.sittings_of([cast.ana])[cast.ana.pk]] == [6300, 3600]
    page = said(ben.get(at("interview", cast.ana.pk)))
    assert "Feedback to her therapist, sitting 1 not given yet" in page  # put off, and not forgotten
    owed = [one.words for one in queries.owed(cast.ben, noon + 74 * hour)]
    assert [words for words in owed if "sitting 1" in words] == [
        "P01: Feedback to her therapist, sitting 1, not given yet", "P01: A moment for yourself, sitting 1, open",
    ]  # fmt: skip
    assert [length in page for length in ("1:45", "1:00", "Together 2:45, in hours and minutes.")] == [True] * 3


STEPS = ["strengths", "review", "accuracy", "wish", "keepsake", "thanks"]


def steps(answer: Any) -> list[tuple[str, bool]]:
    """Give the steps of a closing in their order, and whether each is open."""
    found = re.findall(r'<details class="card [^>]* data-step="(\w+)"( open)?>', answer.content.decode())
    return [(name, bool(is_open)) for name, is_open in found]


def test_the_end_is_led_in_steps_of_which_one_is_open_and_any_can_be(
    cast: Any, ben: Client, noon: datetime, clock: Any
) -> None:
    end = at("end", opened(cast, noon).pk)
    for asked, shown in (("", "strengths"), ("?step=keepsake", "keepsake"), ("?step=x", "strengths")):
        assert steps(ben.get(end + asked)) == [(name, name == shown) for name in STEPS]
    page = said(ben.get(end))
    assert [f"{place} of 6" in page for place in range(1, 7)] == [True] * 6
    wish = at("follow-up", end.split("/")[2])
    assert (dict(steps(ben.post(wish)))["wish"], ben.post(wish, {"choice": "centre"}).url) == (True, f"{end}?step=wish")
    assert "She would like a talk afterwards, in her centre." in said(ben.get(end))
    act = {"id": str(cast.ana.pk), "kind": "wish", "choice": "both"}  # from a script, also after a lost network
    for _twice in range(2):
        answer = ben.post(at("acts", end.split("/")[2]), act, content_type="application/json")
        assert answer.json()["ack"] == {"id": str(cast.ana.pk)}
    assert in_force(cast.ana, noon).follow_up == "both"
    clock.on(minutes=9)
    change_item(cast.ana, "C11", yes=True, choice="researcher", at=noon + timedelta(minutes=5))
    late: dict[str, Any]
    for minutes, choice, kept in (
        (3, "centre", "researcher"),  # what she chose herself after it was said stays
        (7, "centre", "centre"), (8, "researcher", "researcher"), (8.5, "both", "both"),  # of several, her last word
    ):  # fmt: skip
        said_at = int((noon + timedelta(minutes=minutes)).timestamp() * 1000)
        late = {"id": str(uuid4()), "kind": "wish", "choice": choice, "made": said_at}
        assert ben.post(at("acts", end.split("/")[2]), late, content_type="application/json").status_code == 200
        assert in_force(cast.ana, noon + timedelta(minutes=9)).follow_up == kept


def test_a_sitting_whose_day_has_passed_leads_on_to_another_day(
    cast: Any, ben: Client, noon: datetime, clock: Any
) -> None:
    sitting = attuned(cast, planned(cast, noon), noon)
    assert "Open the attunement" in said(ben.get(at("sitting", sitting.pk)))
    clock.on(days=1)
    ben.force_login(cast.ben)
    page = said(ben.get(at("sitting", sitting.pk)))
    assert ("The day of this sitting has passed" in page, "Open the attunement" in page) == (True, False)
    assert ben.post(at("call-off", sitting.pk), {"again": "yes"}).url == at("plan", cast.ana.pk)
    assert Sitting.objects.count() == 0


def test_what_the_talk_needs_taken_back_in_the_middle_is_said_with_a_way_on(
    cast: Any, ben: Client, noon: datetime
) -> None:
    sitting = opened(cast, noon)
    standing, script = f"{at('standing', sitting.pk)}?valid=yes", {"HX-Request": "true"}
    assert ben.get(standing, headers=script).status_code == 200
    change_item(cast.ana, "C03", yes=False, at=noon)
    told = ben.get(standing, headers=script)
    assert (told.status_code, told.headers["HX-Refresh"]) == (204, "true")
    room = said(ben.get(at("room", sitting.pk)))
    words = ("Her consent is not in force: something that the talk needs was taken back.", "Theme 1", "Someone now")
    assert [each in room for each in words] == [True, False, True]
    assert dict(steps(ben.get(at("end", sitting.pk)))) == {"strengths": True, "wish": False, "thanks": False}
    ben.post(at("close", sitting.pk))
    after = ben.get(at("end", sitting.pk))
    assert (steps(after), "Her therapist hears nothing of it" in said(after)) == ([("moment", True)], True)
    ben.post(at("debrief", sitting.pk), {"load": "2", "need": "1"})
    assert "Everything that follows it is done." in said(ben.get(at("end", sitting.pk)))
    assert "not asked: her consent does not allow it now" in said(ben.get(at("interview", cast.ana.pk)))


def test_one_after_the_other_comes_feedback_and_then_a_moment_for_oneself(
    cast: Any, ben: Client, noon: datetime
) -> None:
    sitting = opened(cast, noon)
    ben.post(at("close", sitting.pk))
    end = at("end", sitting.pk)
    assert steps(ben.get(end)) == [("feedback", True), ("moment", False)]
    assert steps(ben.get(end, {"step": "moment"})) == [("feedback", False), ("moment", True)]
    assert steps(ben.post(at("feedback", sitting.pk), SENT | {"experience": ""}))[0] == ("feedback", True)
    ben.post(at("feedback", sitting.pk), SENT)
    assert steps(ben.get(end)) == [("moment", True)]
    ben.post(at("debrief", sitting.pk), {"load": "4", "need": "4"})
    kept = said(ben.get(end))
    assert ("tells nobody" in kept, "Share it with a supervisor" in kept) == (True, True)


def test_one_that_advises_against_says_so_once_opened_and_leads_to_another_day(
    cast: Any, ben: Client, noon: datetime
) -> None:
    sitting = attuned(cast, planned(cast, noon, place=cast.other_centre), noon, verdict=3)
    before = said(ben.get(at("sitting", sitting.pk)))
    assert ("It has been given. Open it" in before, "advises against" in before) == (True, False)
    ben.post(at("see", sitting.pk))
    seen = said(ben.get(at("sitting", sitting.pk)))
    assert ("advises against" in seen, "at another place than her own centre" in seen) == (True, True)
    again = ben.post(at("call-off", sitting.pk), {"again": "yes"})
    assert ("and plan another day" in seen, again.headers["Location"]) == (True, at("plan", cast.ana.pk))

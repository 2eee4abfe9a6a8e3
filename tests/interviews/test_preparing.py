"""She prepares alone: off by default, never before a go, and seen by nobody until she shares it."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from consent.services import change_item, withdraw
from interviews import services
from interviews.models import Sitting
from studies.models import EthicsDecision
from tests.conftest import Cast
from tests.interviews.steps import attuned, opened, planned
from timelines import queries
from timelines import services as timelines
from timelines.models import Cover, ShareLink, Thing, Timeline
from timelines.rules import Seat, told

pytestmark = pytest.mark.usefixtures("agreed", "guide")


@pytest.fixture
def clock(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Let it be noon for every view."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    return noon


@pytest.fixture
def sitting(cast: Cast, clock: datetime) -> Sitting:
    """A planned sitting with a go that was seen, under a decision that names preparing alone."""
    EthicsDecision.objects.filter(study=cast.study).update(prepare_alone=True)
    found = attuned(cast, planned(cast, clock), clock)
    services.see_attunement(found, by=cast.ben, at=clock)
    return found


@pytest.fixture
def hers(cast: Cast, sitting: Sitting, client: Client) -> Client:
    """Her own phone, on which she prepares."""
    _link, keys = services.invite_alone(sitting, by=cast.ben, at=timezone.now())
    assert client.post("/j/", {"secret": keys.secret})["Location"] == "/j/wait/"
    assert client.get("/j/wait/")["Location"] == "/j/alone/"
    return client


def place(hers: Client, label: str = "a summer", **more: str) -> str:
    """Place something as the form on her page does, and give its id."""
    lane = Timeline.objects.get().lanes.get(topic="strengths")
    said = {"id": str(uuid4()), "kind": "put", "target": str(uuid4()), "lane": str(lane.pk), "shape": "moment",
            "from_age": "20", "to_age": "", "label": label, **more}  # fmt: skip
    assert hers.post("/j/alone/operations/", said)["Location"] == "/j/alone/#placed"
    return said["target"]


def test_it_is_off_unless_the_ethics_decision_names_it(cast: Cast, sitting: Sitting, signed_in: Any) -> None:
    path = f"/interviews/sittings/{sitting.pk}/"
    assert "Let her prepare alone" in signed_in(cast.ben).get(path).content.decode()
    EthicsDecision.objects.update(prepare_alone=False)
    assert "Let her prepare alone" not in signed_in(cast.ben).get(path).content.decode()
    assert (signed_in(cast.ben).post(f"{path}prepare/").status_code, ShareLink.objects.count()) == (409, 0)
    assert [EthicsDecision._meta.get_field("prepare_alone").default] == [False]


def test_it_waits_for_consent_for_a_go_and_for_the_interviewer_to_have_seen_it(cast: Cast, clock: datetime) -> None:
    EthicsDecision.objects.filter(study=cast.study).update(prepare_alone=True)
    sitting = planned(cast, clock)
    said = [services.stands_before_preparing(sitting, clock)]
    attuned(cast, sitting, clock)
    said.append(services.stands_before_preparing(sitting, clock))
    services.see_attunement(sitting, by=cast.ben, at=clock)
    said.append(services.stands_before_preparing(sitting, clock))
    change_item(cast.ana, "C08", yes=False, at=clock)
    said.append(services.stands_before_preparing(sitting, clock))
    said.append(services.stands_before_preparing(sitting, sitting.planned_for))
    assert said == [
        "She can prepare alone once her therapist has said go for this sitting.", "Open the attunement first.", "",
        "She can prepare alone once her consent is in force and she lets a timeline be kept.", None,
    ]  # fmt: skip


def test_the_page_opens_far_with_strengths_first_the_number_of_the_centre_and_a_way_out(
    cast: Cast, hers: Client
) -> None:
    assert "Show the words" not in hers.get("/j/alone/").content.decode()  # there are none yet
    place(hers)
    far, near = hers.get("/j/alone/").content.decode(), hers.get("/j/alone/?near=yes").content.decode()
    assert ("a summer" in far, "moment" in far, "a summer" in near) == (False, True, True)
    assert ('id="placed"' in far, "Show the words" in far) == (True, True)
    options = re.findall(r"<option [^>]*>([^<]+)<", far)
    assert options[:2] == ["choose", "What gives me strength"]
    assert re.findall(r'<option value="([^"]*)" selected', far) == ["", ""]  # nothing is chosen beforehand
    assert (cast.centre.phone in far, "Leave this page" in far) == (True, True)


def test_what_she_places_reaches_nobody_until_she_shares_it(cast: Cast, hers: Client, signed_in: Any) -> None:
    shared, kept = place(hers), place(hers, "a winter")
    timeline = Timeline.objects.get()
    assert set(Thing.objects.values_list("cover", flat=True)) == {Cover.ALONE}
    for seat in (Seat.INTERVIEWER, Seat.STUDY):
        assert queries.state(timeline, seat)["things"] == []
    hers.post("/j/alone/operations/", {"id": str(uuid4()), "kind": "share", "target": shared})
    assert [one["id"] for one in queries.state(timeline, Seat.INTERVIEWER)["things"]] == [shared]
    assert [one["id"] for _lane, things in queries.prepared(timeline) for one in things] == [kept]
    hers.post("/j/alone/operations/", {"id": str(uuid4()), "kind": "drop", "target": kept})
    assert list(Thing.objects.values_list("pk", flat=True).order_by("pk")) == [Thing.objects.get(pk=shared).pk]


def test_her_phone_finds_nothing_but_what_she_prepared(cast: Cast, hers: Client) -> None:
    timeline = Timeline.objects.get()
    lane = timeline.lanes.get(topic="strengths")
    from_a_sitting = {"id": str(uuid4()), "kind": "put", "target": str(uuid4()), "lane": str(lane.pk),
                      "shape": "moment", "label": "in the garden"}  # fmt: skip
    timelines.open_for_drawing(Timeline(pk=timeline.pk), at=cast.at)
    Timeline.objects.update(open_since=cast.at)
    timelines.apply(timeline, from_a_sitting, hers=False, by=cast.ben.pk, at=timezone.now())
    Timeline.objects.update(open_since=None)
    ShareLink.objects.update(closed_at=None)
    assert "garden" not in hers.get("/j/alone/?near=yes").content.decode()
    for kind in ("put", "drop", "share"):
        said = from_a_sitting | {"id": str(uuid4()), "kind": kind, "label": "mine now"}
        assert hers.post("/j/alone/operations/", said).status_code == 422
    cover = {"id": str(uuid4()), "kind": "cover", "target": place(hers), "cover": "none"}
    assert hers.post("/j/alone/operations/", cover).status_code == 422
    assert [hers.get(path).status_code for path in ("/j/timeline/", "/j/timeline/state/", "/j/timeline/keepsake/")] \
        == [404] * 3  # fmt: skip


def test_it_ends_when_the_sitting_opens(cast: Cast, hers: Client, sitting: Sitting) -> None:
    place(hers)
    services.open_sitting(sitting, by=cast.ben, at=timezone.now())
    for ended in (hers.get("/j/alone/"), hers.post("/j/alone/operations/", {"kind": "put"})):
        assert (ended.status_code, b"This link has ended" in ended.content) == (404, True)
    assert ShareLink.objects.get().closed_at is not None
    timeline = Timeline.objects.get()
    assert [one["cover"] for one in queries.state(timeline, Seat.HERS)["things"]] == ["alone"]
    assert queries.state(timeline, Seat.INTERVIEWER)["things"] == []


@pytest.mark.parametrize("ends", ["call off", "withdraw", "no", "again", "leave"])
def test_it_ends_also(cast: Cast, hers: Client, sitting: Sitting, ends: str) -> None:
    now = timezone.now()
    if ends == "call off":
        services.call_off(sitting, by=cast.ben, at=now)
    elif ends == "withdraw":
        withdraw(cast.ana, "W1", by_code=True, at=now)
    elif ends == "no":
        change_item(cast.ana, "C08", yes=False, at=now)
    elif ends == "again":
        services.invite_alone(sitting, by=cast.ben, at=now)
    else:
        hers.post("/j/timeline/leave/")
    assert hers.get("/j/alone/").status_code == 404


def test_the_link_works_once_for_two_days_at_most_and_has_no_spoken_code(
    cast: Cast, sitting: Sitting, client: Client
) -> None:
    now = timezone.now()
    link, keys = services.invite_alone(sitting, by=cast.ben, at=now)
    assert (link.joinable_until, keys.code, link.code_digest) == (sitting.planned_for, "", None)
    far, _keys = timelines.open_alone(link.timeline, by=cast.ben, until=now + timedelta(days=30), at=now)
    assert far.joinable_until == now + timedelta(days=2)
    _link, keys = services.invite_alone(sitting, by=cast.ben, at=now)
    assert timelines.join(keys.secret, at=now) is not None
    assert [timelines.join(said, at=now) for said in (keys.secret, "", "-")] == [None] * 3


def test_words_that_may_be_a_name_come_back_with_a_question(hers: Client) -> None:
    lane = Timeline.objects.get().lanes.get(topic="strengths")
    said = {"id": str(uuid4()), "kind": "put", "target": str(uuid4()), "lane": str(lane.pk), "shape": "moment",
            "when": "before the sea", "label": "with Marieke in Gent"}  # fmt: skip
    answer = hers.post("/j/alone/operations/", said)
    masked = "with [that one] in [that place]"
    assert (answer.status_code, masked in answer.content.decode(), Thing.objects.count()) == (422, True, 0)
    for way in ("masked", "no_names"):
        again = hers.post("/j/alone/operations/", said | {"id": str(uuid4()), "target": str(uuid4()), way: "on"})
        assert again.status_code == 302
    kept = [told(str(one.told)) for one in Thing.objects.order_by("sequence")]
    assert [(one.label, one.when) for one in kept] == [(masked, "before the sea"), (said["label"], "before the sea")]


def test_the_interviewer_gets_the_link_once_and_the_room_does_not_count_it(
    cast: Cast, sitting: Sitting, signed_in: Any
) -> None:
    page = signed_in(cast.ben).post(f"/interviews/sittings/{sitting.pk}/prepare/").content.decode()
    assert re.search(r"http://testserver/j/en/#[\w-]{43}<", page)
    assert queries.device_of(Timeline.objects.get(), timezone.now()).standing == "none"


def test_the_end_of_a_sitting_leads_to_a_copy_to_take_home(cast: Cast, clock: datetime, signed_in: Any) -> None:
    sitting = opened(cast, clock)
    page = signed_in(cast.ben).get(f"/room/{sitting.pk}/end/").content.decode()
    assert f"/timelines/{Timeline.objects.get().pk}/keepsake/" in page

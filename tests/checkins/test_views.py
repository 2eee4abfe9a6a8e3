"""A therapist's pages: what waits, in its order, for her own centre only."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from checkins import queries, services
from checkins.models import Acknowledgement, Attention, Attunement, FollowUp
from checkins.queries import day_of
from consent.services import change_item, withdraw
from studies.services import add_participant
from tests.checkins.pages import gave, lines
from tests.checkins.runs import second_therapist
from tests.consent.acts import agree

SENT = {"basis": "1", "capacity": "1", "she_wants": "1", "support_after": "1", "verdict": "1"}


@pytest.fixture
def now() -> datetime:
    """The clock of the pages."""
    return timezone.now()


@pytest.fixture
def women(cast: Any, now: datetime) -> dict[str, Any]:
    """Ana and Eva of The Lime Tree, Ida of The Weir, and one of the other study; all agreed an hour ago."""
    made = {"ana": cast.ana, "far": cast.far_participant}
    made["eva"] = add_participant(cast.study, cast.centre, language="nl", by=cast.bea, at=now)
    made["ida"] = add_participant(cast.study, cast.other_centre, language="fr", by=cast.bea, at=now)
    for who in made.values():
        agree(who, by=cast.cleo if who == cast.far_participant else cast.ben, at=now - timedelta(hours=1))
    return made


@pytest.fixture
def day(cast: Any, now: datetime) -> Any:
    return queries.day_of(cast.ana, now)


@pytest.fixture
def asked(cast: Any, women: dict[str, Any], now: datetime, day: Any) -> Attunement:
    return services.ask(cast.ana, for_day=day, by=cast.ben, at=now)


def test_an_empty_list_says_so(cast: Any, signed_in: Any) -> None:
    page = signed_in(cast.thea).get("/check-ins/")
    assert (page.status_code, page.content.decode().count("Nothing is waiting for you now.")) == (200, 1)


def test_what_waits_stands_in_its_order_for_her_centre_only(
    cast: Any, women: dict[str, Any], now: datetime, day: Any, asked: Attunement, signed_in: Any
) -> None:
    earlier = now - timedelta(minutes=40)
    for who in ("ida", "far"):
        services.ask(women[who], for_day=day, by=cast.ben, at=now)
        gave(women[who], cast.ben, earlier)
    services.ask(women["eva"], for_day=day + timedelta(days=1), by=cast.bea, at=now)
    gave(cast.ana, cast.ben, earlier)
    gave(women["eva"], cast.bea, earlier + timedelta(minutes=1), attention=Attention.SAME_DAY)
    gave(women["eva"], cast.bea, now, attention=Attention.NOW)
    gave(women["eva"], cast.bea, now + timedelta(hours=1))
    assert lines(signed_in(cast.thea)) == [
        "P02, feedback: please see her now The Lime Tree", "P01, attunement The Lime Tree",
        "P02, feedback The Lime Tree",
        "P01, feedback The Lime Tree",
    ]  # fmt: skip


def test_the_list_asks_as_often_for_one_as_for_three(
    cast: Any, women: dict[str, Any], now: datetime, asked: Attunement, signed_in: Any,
    django_assert_max_num_queries: Any, django_assert_num_queries: Any,
) -> None:  # fmt: skip
    client = signed_in(cast.thea)
    client.get("/check-ins/")
    with django_assert_max_num_queries(20) as one:
        client.get("/check-ins/")
    for who in ("ana", "eva"):
        gave(women[who], cast.ben, now - timedelta(minutes=40))
    with django_assert_num_queries(len(one.captured_queries)):
        client.get("/check-ins/")


@pytest.mark.parametrize("who", ["theo", "tess", "ben", "lena", "aude", "adam"])
def test_what_is_not_theirs_looks_like_nothing_at_all(
    cast: Any, now: datetime, asked: Attunement, signed_in: Any, who: str
) -> None:
    feedback, client = gave(cast.ana, cast.ben, now - timedelta(minutes=40)), signed_in(getattr(cast, who))
    nothing = client.get("/there/is/no/such/page/")
    there = [reverse("checkins:attunement", args=[asked.pk]), reverse("checkins:feedback", args=[feedback.pk])]
    answers = [client.get(path) for path in there]
    answers += [client.post(there[0], SENT), client.post(f"{there[1]}acknowledge/", {"next": "6"})]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, nothing.content)}
    assert (Attunement.objects.filter(given_at=None).count(), Acknowledgement.objects.count()) == (1, 0)


def test_an_attunement_is_done_in_six_taps(cast: Any, asked: Attunement, signed_in: Any) -> None:
    client, path = signed_in(cast.thea), reverse("checkins:attunement", args=[asked.pk])
    page = client.get(path).content.decode()
    form = page[page.index("data-unfolds novalidate>") : page.index('<details class="more"')]
    questions = (form.count("<fieldset"), form.count('data-unfolds-when="[name=&quot;verdict&quot;]:is('))
    assert (questions, page.count('<button class="btn btn-primary'), " checked" in page) == ((6, 1), 1, False)
    assert page.count("Go never obliges anyone.") == 1
    assert client.post(path, SENT).status_code == 302
    asked.refresh_from_db()
    assert (asked.verdict, asked.given_by) == (1, cast.thea)
    assert lines(client) == ["P01, attunement kept"]


@pytest.mark.parametrize(
    "change", [{"basis": "7"}, {"basis": "saw her"}, {"note": "x"}, {"basis": "4"}, {"adjust": ["1", "2", "4", "8"]}]
)
def test_anything_but_the_choices_comes_back_with_422(
    cast: Any, asked: Attunement, signed_in: Any, change: dict[str, Any]
) -> None:
    path = reverse("checkins:attunement", args=[asked.pk])
    answer = signed_in(cast.thea).post(path, SENT | change)
    page = answer.content.decode()
    assert (answer.status_code, page.count("Not kept yet")) == (422, 1)
    of_fields = [f"id_{name}_0" for name in answer.context["form"].errors if name != "__all__"]
    assert (sorted(re.findall(r'href="#(id_\w+)"', page)), page.count("autofocus")) == (sorted(of_fields), 1)
    assert {page.count(f' id="{each}"') for each in of_fields} <= {1}
    assert Attunement.objects.filter(given_at=None).count() == 1


def test_once_seen_it_answers_not_now(cast: Any, asked: Attunement, now: datetime, signed_in: Any) -> None:
    path = reverse("checkins:attunement", args=[asked.pk])
    client = signed_in(cast.thea)
    client.post(path, SENT)
    services.see(asked, by=cast.ben, at=now)
    assert client.post(path, SENT).status_code == 409
    assert client.get(path).content.decode().count("<fieldset") == 0


def test_a_feedback_takes_one_tap(cast: Any, women: dict[str, Any], now: datetime, signed_in: Any) -> None:
    feedback = gave(cast.ana, cast.ben, now - timedelta(minutes=40), feelings=1 | 32)
    client, path = signed_in(cast.thea), reverse("checkins:feedback", args=[feedback.pk])
    page = client.get(path).content.decode()
    assert (page.count('class="choice" name="next"'), page.count("calm, tired"), page.count('<input type="radio"')) == (
        5, 1, 0,
    )  # fmt: skip
    for _double in range(2):
        assert client.post(f"{path}acknowledge/", {"next": "2"}).status_code == 302
    assert list(Acknowledgement.objects.values_list("by", "next")) == [(cast.thea.pk, 2)]
    assert client.post(f"{path}acknowledge/", {"next": "3"}).status_code == 409
    until = day_of(cast.ana, now) + timedelta(days=7)
    assert lines(client) == [f"P01, follow-up until {until:%-d %B}"]


def test_a_follow_up_stays_in_the_list_until_its_outcome(
    cast: Any, women: dict[str, Any], now: datetime, signed_in: Any
) -> None:
    feedback = gave(cast.ana, cast.ben, now - timedelta(minutes=40), attention=Attention.SAME_DAY)
    client, path = signed_in(cast.thea), reverse("checkins:feedback", args=[feedback.pk])
    page = client.get(path).content.decode()
    assert (page.count('"choice" name="next"'), page.count('"choice" name="done"'), page.count("nothing needed")) == (
        4, 0, 0,
    )  # fmt: skip
    assert client.post(f"{path}acknowledge/", {"next": "6"}).status_code == 422  # somebody was asked for
    assert client.post(f"{path}follow-up/", {"done": "1"}).status_code == 409  # out of order
    client.post(f"{path}acknowledge/", {"next": "1"})
    for sent in ({}, {"done": "9"}, {"done": "she cried"}, {"done": "1", "note": "x"}):
        assert client.post(f"{path}follow-up/", sent).status_code == 422
    client.post(f"{path}follow-up/", {"done": "3"})
    assert lines(client) == ["P01, follow-up today"]
    for _double in range(2):
        assert client.post(f"{path}follow-up/", {"done": "1"}).status_code == 302
    assert list(FollowUp.objects.order_by("at").values_list("done", flat=True)) == [3, 1]
    assert client.post(f"{path}follow-up/", {"done": "2"}).status_code == 409
    assert (lines(client), client.get(path).content.decode().count('"choice" name="done"')) == ([], 0)


def test_who_answered_when_and_that_nobody_was_reached_is_read_by_each_of_the_centre(
    cast: Any, women: dict[str, Any], now: datetime, signed_in: Any
) -> None:
    feedback = gave(cast.ana, cast.ben, now - timedelta(minutes=40), attention=Attention.SAME_DAY)
    path, at = reverse("checkins:feedback", args=[feedback.pk]), now - timedelta(minutes=10)
    services.acknowledge(feedback, by=cast.thea, next=1, at=at)
    services.follow_up(feedback, by=cast.thea, done=3, at=at)
    colleague = second_therapist(cast)
    said = f"{at.astimezone(ZoneInfo('Europe/Brussels')):%-d %B, %H:%M}"
    for person, who in ((cast.thea, "you"), (colleague, "Thea")):
        (line,) = lines(signed_in(person), whole=True)
        assert line.startswith(f"P01, follow-up {who} answered on {said} not reached on {said}")
    page = signed_in(colleague).get(path).content.decode()
    assert [page.count(one) for one in ("“I will see her on the same day”", "“not reached”", "Thea, ")] == [1, 1, 2]
    words = signed_in(colleague).post(f"{path}acknowledge/", {"next": "3"}).content.decode()
    assert (words.count("Thea answered on"), words.count("What became of it is still open.")) == (1, 1)


@pytest.mark.parametrize("sent", [{}, {"next": "9"}, {"next": "call her"}, {"next": "2", "note": "x"}])
def test_an_acknowledgement_takes_codes_only(
    cast: Any, women: dict[str, Any], now: datetime, signed_in: Any, sent: dict[str, str]
) -> None:
    feedback = gave(cast.ana, cast.ben, now - timedelta(minutes=40))
    answer = signed_in(cast.thea).post(reverse("checkins:acknowledge", args=[feedback.pk]), sent)
    assert (answer.status_code, Acknowledgement.objects.count()) == (422, 0)


def test_feedback_is_not_there_before_its_release(
    cast: Any, women: dict[str, Any], now: datetime, signed_in: Any
) -> None:
    feedback = gave(cast.ana, cast.ben, now + timedelta(minutes=1))
    assert signed_in(cast.thea).get(reverse("checkins:feedback", args=[feedback.pk])).status_code == 404


def test_a_correction_takes_the_place_of_the_first(
    cast: Any, women: dict[str, Any], now: datetime, signed_in: Any
) -> None:
    first = gave(cast.ana, cast.ben, now - timedelta(minutes=40))
    second = gave(cast.ana, cast.ben, now - timedelta(minutes=20), experience=4, corrects=first)
    client, old = signed_in(cast.thea), reverse("checkins:feedback", args=[first.pk])
    assert lines(client) == ["P01, feedback The Lime Tree"]
    assert client.get(old).headers["Location"] == reverse("checkins:feedback", args=[second.pk])
    assert client.post(f"{old}acknowledge/", {"next": "2"}).status_code == 409
    assert Acknowledgement.objects.count() == 0


def test_who_has_withdrawn_leaves_the_list_without_a_reason(
    cast: Any, women: dict[str, Any], now: datetime, asked: Attunement, signed_in: Any
) -> None:
    feedback, client = gave(cast.ana, cast.ben, now - timedelta(minutes=40)), signed_in(cast.thea)
    withdraw(cast.ana, "W1", by_code=True, at=now)
    assert lines(client) == ["P01 No further sitting."]
    for name, row, said in (("attunement", asked, "No further sitting."), ("feedback", feedback, "tel:0000000")):
        answer = client.get(reverse(f"checkins:{name}", args=[row.pk]))
        assert (answer.status_code, answer.content.decode().count(said)) == (409, 1)


@pytest.mark.parametrize("sent", [{}, {"next": "2"}])
def test_after_a_withdrawal_no_answer_to_a_feedback_shows_it_again_or_is_kept(
    cast: Any, women: dict[str, Any], now: datetime, signed_in: Any, sent: dict[str, str]
) -> None:
    feedback = gave(cast.ana, cast.ben, now - timedelta(minutes=40), experience=5)
    withdraw(cast.ana, "W1", by_code=True, at=now)
    answer = signed_in(cast.thea).post(reverse("checkins:acknowledge", args=[feedback.pk]), sent)
    assert (answer.status_code, "overwhelmed" in answer.content.decode()) == (409, False)
    assert Acknowledgement.objects.count() == 0


def test_without_her_yes_to_feedback_it_is_no_longer_shown(
    cast: Any, women: dict[str, Any], now: datetime, signed_in: Any
) -> None:
    feedback, client = gave(cast.ana, cast.ben, now - timedelta(minutes=40)), signed_in(cast.thea)
    change_item(cast.ana, "C06", yes=False, at=now)
    assert lines(client) == []
    assert client.get(reverse("checkins:feedback", args=[feedback.pk])).status_code == 409


def test_a_therapist_is_owed_what_her_list_shows(
    cast: Any, women: dict[str, Any], now: datetime, day: Any, asked: Attunement
) -> None:
    path = reverse("checkins:attunement", args=[asked.pk])
    assert [(each.words, each.url, each.due) for each in queries.owed(cast.thea, now)] == [
        ("P01: attunement", path, day)
    ]
    assert [queries.owed(who, now) for who in (cast.theo, cast.tess, cast.ben)] == [[], [], []]


def test_no_page_of_the_room_names_or_links_a_room_of_content(root: Any) -> None:
    content = {"timelines", "interviews", "transcripts", "analysis"}
    for page in (root / "templates" / "checkins").glob("*.html"):
        assert content.isdisjoint(re.findall(r"\w+", page.read_text())), page

"""She sees feedback before it goes; it is corrected once; where she would like a talk afterwards is kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from checkins.models import Feedback
from checkins.queries import came_of
from checkins.services import acknowledge, hand
from consent.models import Act
from consent.queries import in_force
from consent.services import withdraw
from interviews import queries, services
from interviews.models import Sitting
from studies.models import Membership, Participant
from studies.services import add_participant, assign
from tests.checkins.pages import gave
from tests.checkins.runs import second_therapist
from tests.consent.acts import agree
from tests.interviews import steps
from tests.interviews.steps import SENT

DAY = timedelta(days=1)


@pytest.fixture
def now(clock: Any) -> datetime:
    """The clock of the pages stands at noon: also in the last and the first hour of a day these are of one day."""
    at: datetime = clock()
    return at


@pytest.fixture
def ended(cast: Any, now: datetime) -> Sitting:
    """A sitting of Ben's that ended a moment ago."""
    earlier = now - timedelta(minutes=40)
    services.publish_guide(cast.study, steps.content(), by=cast.lena, at=earlier)
    agree(cast.ana, by=cast.ben, at=earlier)
    return services.close(steps.opened(cast, earlier, planned_for=now), by=cast.ben, at=now)


def at(name: str, sitting: Sitting) -> str:
    return reverse(f"interviews:{name}", args=[sitting.pk])


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_she_sees_the_words_in_her_language_before_they_go(cast: Any, ended: Sitting, ben: Client) -> None:
    Participant.objects.filter(pk=cast.ana.pk).update(language="nl")
    unseen = {key: value for key, value in SENT.items() if key != "she_saw_it"}
    shown = ben.post(at("feedback", ended), unseen | {"show": "1"})
    page = words(shown)
    assert (shown.status_code, Feedback.objects.count(), 'lang="nl"' in page) == (200, 0, True)
    assert all(said in page for said in ("op haar gemak", "rustig, moe", 'name="she_saw_it" value="1"'))
    assert (page.count("<nav"), "P01" in page) == (0, False)  # the screen is turned to her
    back = ben.post(at("feedback", ended), SENT | {"change": "1"})
    assert (back.status_code, words(back).count(" checked"), Feedback.objects.count()) == (200, 8, 0)
    assert ben.post(at("feedback", ended), SENT).status_code == 302
    assert Feedback.objects.get().she_saw_it is True


def test_what_is_not_whole_is_shown_to_nobody(ended: Sitting, ben: Client) -> None:
    for wrong in ({"experience": ""}, {"note": "she cried"}, {"attention": "3"}, {"attention": "4"}):
        answer = ben.post(at("feedback", ended), SENT | wrong | {"show": "1"})
        assert (answer.status_code, "will read" in words(answer)) == (422, False)
    assert Feedback.objects.count() == 0


def test_feedback_is_corrected_once_and_the_first_one_stays(cast: Any, ended: Sitting, ben: Client) -> None:
    assert ben.post(at("correct-feedback", ended), SENT).status_code == 409  # out of order
    ben.post(at("feedback", ended), SENT)
    assert "Correct it, once" in words(ben.get(at("end", ended)))
    assert ben.post(at("correct-feedback", ended), SENT | {"experience": "9"}).status_code == 422
    assert ben.post(at("correct-feedback", ended), SENT | {"experience": "4"}).status_code == 302
    assert ben.post(at("correct-feedback", ended), SENT | {"experience": "5"}).status_code == 409
    assert sorted(Feedback.objects.values_list("experience", flat=True)) == [1, 4]
    page = words(ben.get(at("end", ended)))
    assert ("corrected once" in page, "Correct it, once" in page) == (True, False)


def test_what_another_tab_gave_meanwhile_is_said_and_can_be_corrected(ended: Sitting, ben: Client) -> None:
    for _twice in range(2):
        assert ben.post(at("feedback", ended), SENT).status_code == 302
    answer = ben.post(at("feedback", ended), SENT | {"experience": "5"})
    assert (answer.status_code, "What you chose here has not gone." in words(answer)) == (409, True)
    assert ('<details class="more" open' in words(answer), Feedback.objects.get().experience) == (True, 1)


def test_the_interviewer_learns_that_it_was_read_and_never_the_answer(
    cast: Any, ended: Sitting, ben: Client, now: datetime
) -> None:
    ben.post(at("feedback", ended), SENT | {"her_wish": "4", "attention": "4"})
    page = words(ben.get(at("end", ended)))
    assert (page.count("tel:0000000"), "has read it" in page) == (1, False)
    assert page.count("The sitting has ended. The interview is complete.") == 1
    given, tom = Feedback.objects.get(), second_therapist(cast)
    hand(given, by=cast.thea, to=tom.pk, at=timezone.now())
    page = words(ben.get(at("end", ended)))
    assert (page.count("has handed it to a colleague, who has not taken it yet"), "Tom" in page) == (1, False)
    Membership.objects.filter(person=tom).update(delegated_until="2026-01-06")
    page = words(ben.get(at("end", ended)))
    assert ("to a colleague" in page, page.count("Her therapist can read it now."), "Tom" in page) == (False, 1, False)
    acknowledge(given, by=cast.thea, next=5, sure=True, at=timezone.now())
    page = words(ben.get(at("end", ended)))
    assert (page.count("tel:0000000"), "has read it" in page, "declined" in page) == (1, True, False)
    assert [came_of(given, given.released_at + day).number_stays for day in (0.99 * DAY, DAY)] == [True, False]


def test_where_nobody_can_be_told_the_page_says_so_with_the_number_and_others_find_it_owed(
    cast: Any, ended: Sitting, ben: Client, signed_in: Any
) -> None:
    told = "Nobody of her centre can be told by Attune now, whatever you choose here."
    assert told not in words(ben.get(at("end", ended)))
    Membership.objects.filter(person=cast.thea).update(delegated_until="2026-01-06")
    page, shown = (words(each) for each in (
        ben.get(at("end", ended)), ben.post(at("feedback", ended), SENT | {"show": "1"}),
    ))  # fmt: skip
    assert (page.count(told), page.count("I have told her that I call her centre."), page.count("tel:0000000")) == (
        1, 1, 1,
    )  # fmt: skip
    assert shown.count("Nobody of your centre can read this here now") == shown.count("tel:0000000") == 1
    assert ben.post(at("feedback", ended), SENT | {"her_wish": "4", "attention": "4"}).status_code == 302
    page = words(ben.get(at("end", ended)))
    assert page.count("no therapist of her centre can read it now") == page.count("tel:0000000") == 1
    assert page.count("can be told here. Stay with her, and call her centre:") == 1
    assert page.count(reverse("interviews:interview", args=[cast.ana.pk])) == 1
    assert words(signed_in(cast.lena).get("/today/")).count("feedback waits there, and nobody there can be told") == 1
    assert words(signed_in(cast.adam).get("/upkeep/")).count("1 feedback waits at a centre of which no therapist") == 1


def test_whom_to_call_stands_first_on_today_of_who_asked_and_of_the_lead(
    cast: Any, ended: Sitting, ben: Client, signed_in: Any
) -> None:
    Membership.objects.filter(person=cast.thea).update(delegated_until="2026-01-06")
    ben.post(at("feedback", ended), SENT | {"her_wish": "4", "attention": "4"})
    call, end = 'href="tel:0000000">Call 000', at("end", ended)
    lead = words(signed_in(cast.lena).get("/today/"))
    assert (lead.count("feedback waits there, and nobody there can be told"), lead.count(call)) == (1, 1)
    assert (lead.count(reverse("studies:member", args=[cast.study.pk])), "to see P01" in lead) == (1, False)
    mine = words(ben.get("/today/"))
    first = mine.split('id="waiting"')[1].split("<li")[1]
    says = "Nobody at The Lime Tree can be told that you ask for somebody to see P01."
    assert (first.count(says), first.count(call), first.count(end), mine.count(says)) == (1, 1, 1, 1)
    assert says not in words(signed_in(cast.bea).get("/today/"))


def test_a_now_that_nobody_answers_stands_first_until_somebody_does_and_goes_on_with_the_case(
    cast: Any, ended: Sitting, ben: Client, signed_in: Any, now: datetime
) -> None:
    ben.post(at("feedback", ended), SENT | {"her_wish": "4", "attention": "4"})
    ben.post(at("debrief", ended), {"load": "1", "need": "1"})
    end, given = words(ben.get(at("end", ended))), Feedback.objects.get()
    assert end.count("You have asked that somebody sees her now, and nobody has answered yet.") == 1
    behind = "Only her therapists can be told here: behind them there is nobody."
    assert (end.count(behind), "that follows it is done" in end) == (1, False)
    says = "P01: somebody is asked to see her now, and nobody has answered yet. Call The Lime Tree."

    def first(page: Any) -> str:
        return words(page).split('id="waiting"')[1].split("</li>")[0]

    mine = first(ben.get("/today/"))
    assert (mine.count(says), mine.count("tel:0000000"), mine.count(at("end", ended))) == (1, 1, 1)
    later = now + timedelta(days=30)
    assert [each.words for each in queries.owed(cast.ben, later) if each.phone] == [says]
    came = came_of(given, later)
    assert (came and came.number_stays, [each.words for each in queries.owed(cast.bea, later)]) == (True, [])
    assign(cast.ana, cast.bea, by=cast.lena, at=timezone.now())
    page = first((bea := signed_in(cast.bea)).get("/today/"))
    way = reverse("interviews:interview", args=[cast.ana.pk])
    assert (page.count(says), page.count("tel:0000000"), page.count(way)) == (1, 1, 1)
    assert "A moment for yourself" not in words(bea.get(way))
    assert ben.get(at("end", ended)).status_code == 200  # who asked for help sees whether it came
    assert [each.words for each in queries.owed(cast.ben, timezone.now()) if each.phone] == [says]
    acknowledge(given, by=cast.thea, next=1, at=timezone.now())
    assert [each for who in (cast.ben, cast.bea) for each in queries.owed(who, timezone.now()) if each.phone] == []
    assert ben.get(at("end", ended)).status_code == 404


def test_two_women_for_whom_nobody_can_be_told_take_as_many_queries_as_one(
    cast: Any, ended: Sitting, ben: Client
) -> None:
    Membership.objects.filter(person=cast.thea).update(delegated_until="2026-01-06")
    ben.post(at("feedback", ended), SENT | {"her_wish": "4", "attention": "4"})
    later = timezone.now()
    with CaptureQueriesContext(connection) as one:
        queries.owed(cast.ben, later)
    Membership.objects.filter(person=cast.thea).update(delegated_until=None)
    eva = add_participant(cast.study, cast.centre, language="nl", by=cast.ben, at=later)
    agree(eva, by=cast.ben, at=later)
    sitting = services.close(steps.opened(cast, later, eva, planned_for=later), by=cast.ben, at=later)
    sitting.feedback = gave(eva, cast.ben, later, attention=4)
    sitting.save()
    Membership.objects.filter(person=cast.thea).update(delegated_until="2026-01-06")
    with CaptureQueriesContext(connection) as two:
        calls = [each for each in queries.owed(cast.ben, later) if each.phone]
    assert (len(calls), len(two)) == (2, len(one))


@pytest.mark.parametrize("choice", ["centre", "researcher", "both", "not_now"])
def test_where_she_would_like_a_talk_afterwards_is_kept_once(
    cast: Any, now: datetime, ben: Client, choice: str
) -> None:
    earlier = now - timedelta(minutes=40)
    services.publish_guide(cast.study, steps.content(), by=cast.lena, at=earlier)
    agree(cast.ana, by=cast.ben, at=earlier)
    sitting = steps.opened(cast, earlier, planned_for=now)
    assert in_force(cast.ana, earlier).follow_up == "centre"
    for _double in range(2):
        assert ben.post(at("follow-up", sitting), {"choice": choice}).status_code == 302
    assert in_force(cast.ana, timezone.now()).follow_up == choice
    assert Act.objects.filter(kind="item_change", explained_by=cast.ben).count() == (choice != "centre")
    for wrong in ("", "later", "she will call her sister"):
        assert ben.post(at("follow-up", sitting), {"choice": wrong}).status_code == 422


def test_after_a_withdrawal_no_feedback_is_asked_and_the_number_of_her_centre_stands_there(
    cast: Any, ended: Sitting, ben: Client
) -> None:
    withdraw(cast.ana, "W1", by_code=True, at=timezone.now())
    answers = [ben.post(at(name, ended), SENT) for name in ("feedback", "correct-feedback")]
    answers.append(ben.post(at("feedback", ended), SENT | {"show": "1"}))
    answers.append(ben.post(at("follow-up", ended), {"choice": "centre"}))
    assert {answer.status_code for answer in answers} == {409}
    page = words(ben.get(at("end", ended)))
    assert ("000 00 00" in page, "feedback" in page.lower(), Feedback.objects.count()) == (True, False, 0)

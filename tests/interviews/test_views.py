"""The pages up to the room, in the room and after it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from checkins.models import Attunement, Feedback
from consent.services import carry_out, change_item, withdraw
from interviews import queries, services
from interviews.models import Debrief, Interview, Sitting
from interviews.urls import urlpatterns
from ledger.models import Entry
from studies.services import add_participant
from tests.consent.acts import agree
from tests.interviews.pages import PLAN, at, said
from tests.interviews.steps import SENT, attuned, opened, planned, question
from timelines.models import ShareLink

pytestmark = pytest.mark.usefixtures("agreed", "clock")


def test_the_guide_is_shown_in_three_languages_to_the_study_alone(
    cast: Any, ben: Client, guide: Any, signed_in: Any
) -> None:
    for language in ("en", "nl", "fr"):
        page = said(ben.get(reverse("interviews:guide"), {"language": language}))
        for words in ("Welcome", "Theme 2", "Question 4", "Probe 4", "Thank you"):
            assert f"{words} ({language})" in page
        assert (page.count(cast.lena.name), page.count(cast.ben.name)) == (1, 1)  # who published it; who is signed in
    assert ben.get(at("guide-version", guide.pk)).status_code == 200
    assert signed_in(cast.cleo).get(at("guide-version", guide.pk)).status_code == 404
    assert "There is no interview guide yet" in said(signed_in(cast.cleo).get(reverse("interviews:guide")))


def test_no_page_edits_a_published_guide(cast: Any, guide: Any, signed_in: Any) -> None:
    lena = signed_in(cast.lena)
    for name in ("guide-version", "coverage", "guide-preview", "guide-changes", "guide-export"):
        assert lena.post(at(name, guide.pk)).status_code in {404, 405}
    change = reverse("interviews:guide-change", args=[guide.pk, "opening"])
    answers = [lena.get(change), lena.post(change, {}), lena.post(at("guide-throw-away", guide.pk))]
    assert [each.status_code for each in answers] == [409, 409, 409]


def test_coverage_across_participants_is_cut_in_steps_of_five_and_is_for_the_lead(
    cast: Any, ben: Client, guide: Any, noon: datetime, signed_in: Any
) -> None:
    lena, page, looks = signed_in(cast.lena), at("coverage", guide.pk), []
    for number in range(11):
        her = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
        agree(her, by=cast.ben, at=noon)
        sitting = opened(cast, noon, her)
        services.mark(sitting, question(guide), "discussed" if number < 5 else "set_aside", by=cast.ben, at=noon)
        looks.append(said(lena.get(page)).partition("Attune ")[2])
        (services.stop if number % 2 else services.close)(sitting, by=cast.ben, at=noon)
    assert ["Shown once 5 interviews" in look for look in looks] == [True] * 5 + [False] * 6
    assert len(set(looks)) == 3  # nothing; five; ten: no look between two cuts says anything about one of them
    assert "K01 Question 1 (en) 5 0 0 0 K02" in looks[5]
    assert "K01 Question 1 (en) 5 0 5 0 K02 Question 2 (en) 0 0 0 10" in looks[10]
    assert "As it was on 9 June 2026, of 10 interviews that were over." in looks[10]
    assert cast.ana.code not in looks[10]
    assert ben.get(page).status_code == 404
    assert signed_in(cast.otto).get(page).status_code == 404


def test_a_withdrawal_changes_nothing_of_what_is_shown_of_few(
    cast: Any, guide: Any, noon: datetime, signed_in: Any
) -> None:
    women = [add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon) for _five in range(5)]
    for her in women:
        agree(her, by=cast.ben, at=noon)
        sitting = opened(cast, noon, her)
        services.mark(sitting, question(guide), "discussed", by=cast.ben, at=noon)
        services.stop(sitting, by=cast.ben, at=noon)
    page = signed_in(cast.lena)
    before = said(page.get(at("coverage", guide.pk)))
    withdraw(women[0], "W3", by_code=True, at=noon)
    assert carry_out(women[0].pk, noon)
    assert queries.coverage_counts(guide)[question(guide).pk]["discussed"] == 4
    assert said(page.get(at("coverage", guide.pk))) == before


def test_the_way_says_the_next_thing_first(cast: Any, ben: Client, noon: datetime, clock: Any) -> None:
    def step() -> str:
        page = ben.get(at("interview", cast.ana.pk)).content.decode()
        found = re.search(r'<section class="card"><h2>(.*?)</h2><p>(.*?)</p>', page)
        return f"{found[1]}: {found[2]}" if found else ""

    new = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=noon)
    assert "Consent" in said(ben.get(at("interview", new.pk)))
    assert step() == "Characteristics: nothing is kept yet"
    services.describe(cast.ana, {"age": "34"}, by=cast.ben, at=noon)
    assert step() == "Sitting 1: not planned yet"
    sitting = planned(cast, noon)
    assert step() == "Attunement: asked, not given yet"
    attuned(cast, sitting, noon)
    assert step() == "Attunement: given; open it"
    services.see_attunement(sitting, by=cast.ben, at=noon)
    assert step() == "The room: ready to open"
    services.open_sitting(sitting, by=cast.ben, at=noon)
    assert step() == "The room: open now"
    services.interrupt(sitting, reason="transport", by=cast.ben, at=noon)
    assert step() == "Feedback to her therapist: not given yet"
    ben.post(at("feedback", sitting.pk), SENT | {"course": "3"})
    assert step() == "A moment for yourself: open"
    ben.post(at("debrief", sitting.pk), {"load": "2", "need": "1"})
    assert step() == "Sitting 2: not planned yet"
    second = planned(cast, noon, planned_for=noon + timedelta(hours=2))
    clock.on(days=1)
    ben.force_login(cast.ben)
    assert step() == "Sitting 2: its day has passed; call it off and plan another one"
    assert second.number == 2


def test_characteristics_are_kept_or_come_back_with_what_was_filled_in(cast: Any, ben: Client) -> None:
    page = at("characteristics", cast.ana.pk)
    refused = ben.post(page, {"age": "34", "number_of_children": "2", "children_ages": "6"})
    assert refused.status_code == 422
    assert "Give one age for each child." in said(refused)
    assert 'value="34"' in refused.content.decode()
    assert queries.values_of(cast.ana) == {}
    kept = ben.post(page, {
        "age": "34", "number_of_children": "2", "children_ages": "6, 9", "other_substances": ["cannabis", "ghb"],
        "months_in_treatment": "3.5", "modality": "substitution", "problematic_alcohol_then": "no",
    })  # fmt: skip
    assert kept.status_code == 302
    assert queries.values_of(cast.ana) == {
        "age": "34", "number_of_children": "2", "children_ages": "6,9", "other_substances": "cannabis,ghb",
        "months_in_treatment": "3.5", "modality": "substitution", "problematic_alcohol_then": "no",
    }  # fmt: skip
    again = ben.get(page)
    assert 'value="6,9"' in again.content.decode()
    assert "her setting is called OT" in said(again)


def test_alcohol_cannot_be_chosen_as_the_main_substance(cast: Any, ben: Client) -> None:
    assert ben.post(at("characteristics", cast.ana.pk), {"primary_substance": "alcohol"}).status_code == 422
    assert queries.values_of(cast.ana) == {}


def test_ethnicity_has_no_field_without_its_consent(cast: Any, ben: Client, noon: datetime) -> None:
    assert 'name="ethnicity"' in ben.get(at("characteristics", cast.ana.pk)).content.decode()
    change_item(cast.ana, "C10", yes=False, at=noon)
    assert 'name="ethnicity"' not in ben.get(at("characteristics", cast.ana.pk)).content.decode()


def test_a_sitting_is_planned_once_by_a_double_click(cast: Any, ben: Client) -> None:
    page, form = at("plan", cast.ana.pk), PLAN | {"place": str(cast.centre.pk)}
    assert cast.centre.name in said(ben.get(page))
    for _twice in range(2):
        sitting = Sitting.objects.first()
        answer = ben.post(page, form)
        assert answer.status_code == 302
        assert sitting is None or answer["Location"] == at("sitting", sitting.pk)
    assert (Sitting.objects.count(), Attunement.objects.count()) == (1, 1)
    assert Sitting.objects.get().planned_for.isoformat() == "2026-06-10T12:00:00+00:00"


def test_a_plan_that_misses_something_comes_back_and_one_that_cannot_be_says_why(cast: Any, ben: Client) -> None:
    page, form = at("plan", cast.ana.pk), PLAN | {"place": str(cast.centre.pk)}
    missing = ben.post(page, form | {"time": ""})
    assert (missing.status_code, "The time is missing." in said(missing)) == (422, True)
    assert ben.post(page, form | {"place": str(cast.far_centre.pk)}).status_code == 422
    outside = ben.post(page, form | {"day": "2028-01-03"})
    assert (outside.status_code, "outside the time that the ethics committee" in said(outside)) == (409, True)
    assert 'value="2028-01-03"' in outside.content.decode()
    assert Interview.objects.count() == 0
    nothing = ben.post(page, {})
    assert (nothing.status_code, '<details class="more" open>' in nothing.content.decode()) == (422, False)
    assert '<details class="more" open>' in outside.content.decode()  # what it asks is unfolded
    assert ben.post(page, form | {"day": "2028-01-03", "outside_window": "on"}).status_code == 302


def test_the_attunement_is_shown_only_once_it_was_opened(cast: Any, ben: Client, noon: datetime) -> None:
    sitting = planned(cast, noon)
    assert "The attunement has not been given yet. Her therapist has been asked." in said(
        ben.get(at("sitting", sitting.pk))
    )
    assert ben.post(at("see", sitting.pk)).status_code == 409
    attuned(cast, sitting, noon, verdict=2, adjust=3)
    assert "with adjustments" not in said(ben.get(at("sitting", sitting.pk)))
    for _twice in range(2):
        assert ben.post(at("see", sitting.pk)).status_code == 302
    assert "go, with adjustments" in said(ben.get(at("sitting", sitting.pk)))
    assert Entry.objects.filter(act="checkins.attunement_seen").count() == 1


def test_each_wrong_order_is_answered_with_words_and_changes_nothing(cast: Any, ben: Client, noon: datetime) -> None:
    sitting = planned(cast, noon)
    early = {
        "open": "The attunement has not been given", "pause": "This sitting is not open", "go-on": "not open",
        "close": "This sitting is not open", "invite": "not open",
        "close-device": "not open",
    }  # fmt: skip
    for name, words in early.items():
        answer = ben.post(at(name, sitting.pk))
        assert (answer.status_code, words in said(answer)) == (409, True), name
    back = re.findall(r'href="([^"]+)">Go back<', ben.post(at("open", sitting.pk)).content.decode())
    assert back == [at("sitting", sitting.pk)]  # where the form stands, not the first page
    assert ben.post(at("interrupt", sitting.pk), {"reason": "transport"}).status_code == 409
    assert ben.post(at("stop", sitting.pk), {"sure": "1"}).status_code == 409
    assert ben.post(at("recording", sitting.pk), {"answer": "yes"}).status_code == 409
    assert ben.post(at("feedback", sitting.pk), SENT).status_code == 409
    assert ben.post(at("debrief", sitting.pk), {"load": "1", "need": "1"}).status_code == 409
    for name in ("room", "end"):
        assert ben.get(at(name, sitting.pk))["Location"] == at("sitting", sitting.pk)
    sitting.refresh_from_db()
    assert (sitting.opened_at, sitting.closed_at, sitting.pauses.count()) == (None, None, 0)
    assert (Feedback.objects.count(), Debrief.objects.count(), ShareLink.objects.count()) == (0, 0, 0)


def test_opening_twice_is_opening_once(cast: Any, ben: Client, noon: datetime) -> None:
    sitting = attuned(cast, planned(cast, noon), noon)
    ben.post(at("see", sitting.pk))
    for _twice in range(2):
        assert ben.post(at("open", sitting.pk))["Location"] == at("room", sitting.pk) + "#guide"
    assert Entry.objects.filter(act="interviews.sitting_opened").count() == 1
    assert ben.post(at("call-off", sitting.pk)).status_code == 409


def test_the_end_is_closed_fed_back_and_debriefed_once(cast: Any, ben: Client, noon: datetime) -> None:
    sitting = opened(cast, noon)
    before = said(ben.get(at("end", sitting.pk)))
    assert "she keeps it, covers it or takes it out" in before
    assert "She would like a talk afterwards, in her centre." in before
    assert ben.post(at("interrupt", sitting.pk), {"reason": "she was sad"}).status_code == 422
    for _twice in range(2):
        assert ben.post(at("close", sitting.pk))["Location"] == at("end", sitting.pk)
    assert ben.get(at("room", sitting.pk))["Location"] == at("end", sitting.pk)
    lacking = ben.post(at("feedback", sitting.pk), SENT | {"experience": ""})
    assert (lacking.status_code, Feedback.objects.count()) == (422, 0)
    smuggled = ben.post(at("feedback", sitting.pk), SENT | {"note": "she said"})
    assert (smuggled.status_code, Feedback.objects.count()) == (422, 0)
    for _twice in range(2):
        assert ben.post(at("feedback", sitting.pk), SENT).status_code == 302
    assert ben.post(at("debrief", sitting.pk), {"load": "9", "need": "1"}).status_code == 422
    assert ben.post(at("debrief", sitting.pk), {"load": "3", "need": "2"}).status_code == 302
    after = said(ben.get(at("end", sitting.pk)))
    assert ("heavy" in after, "a talk with a colleague" in after) == (True, True)
    assert (Feedback.objects.count(), Debrief.objects.count()) == (1, 1)


def test_everything_is_404_for_another_interviewer(cast: Any, guide: Any, noon: datetime, signed_in: Any) -> None:
    sitting = opened(cast, noon)
    names = {str(each.name) for one in urlpatterns for each in getattr(one, "url_patterns", [one])}
    of_her = {"interview", "characteristics", "plan", "notes"}
    of_interviewers = {"moments", "share", "read-moment", "ask-talk", "book-talk", "shared", "pace"}
    apart = {name for name in names if name.startswith("guide")} | of_interviewers | {"coverage", "asides"}
    of_leads = {"end-from-outside"}
    for somebody in (cast.bea, cast.cleo, cast.thea, cast.lena, cast.aude):
        browser = signed_in(somebody)
        for name in names - apart - (of_leads if somebody is cast.lena else set()):
            page = at(name, cast.ana.pk if name in of_her else sitting.pk)
            for answer in (browser.get(page), browser.post(page, {"talked": "", "question": question(guide).pk})):
                assert answer.status_code in {404, 405}, (somebody, name)
        assert browser.get(at("room", sitting.pk)).status_code == 404
    assert len(names) == 51


def test_an_attunement_with_nobody_near_is_a_thing_to_look_at(cast: Any, ben: Client, clock: Any) -> None:
    words = "Please look: nobody is near her afterwards yet."
    for near, shown in ((1, False), (3, True)):
        sitting = attuned(cast, planned(cast, clock.at), clock.at, support_after=near, verdict=2, adjust=16)
        services.see_attunement(sitting, by=cast.ben, at=clock.at)
        assert (words in said(ben.get(at("sitting", sitting.pk)))) is shown
        services.call_off(sitting, by=cast.ben, at=clock.at)


def test_without_her_consent_there_is_no_form_to_plan_with(cast: Any, ben: Client, clock: Any) -> None:
    her = add_participant(cast.study, cast.centre, language="en", by=cast.ben, at=clock.at)
    answer = ben.get(at("plan", her.pk))
    assert (answer.status_code, "Her consent is not in force." in said(answer)) == (409, True)


@pytest.mark.parametrize(
    ("attention", "words"), [("1", "Her therapist can read it from 12:15 on"), ("4", "Her therapist can read it now.")]
)
def test_the_interviewer_reads_from_when_feedback_can_be_read(
    cast: Any, ben: Client, clock: Any, attention: str, words: str
) -> None:
    sitting = opened(cast, clock.at)
    clock.on(minutes=3)
    ben.post(at("close", sitting.pk))
    ben.post(at("feedback", sitting.pk), SENT | {"attention": attention, "her_wish": "4"})
    assert words in said(ben.get(at("end", sitting.pk)))

"""The way to a consent on the interviewer's device, and the pages by code."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.translation import override

from consent import queries, services
from consent.models import TextVersion
from ledger.models import Entry
from tests.conftest import Cast
from tests.consent.acts import HEARD, ITEMS, agree, publish
from tests.consent.pages import SPOKEN, WRITTEN, kinds, said_in, without_tokens


def spoken(ben: Any, at: str) -> None:
    """Explain it all to her, hear it in her words, and keep her spoken yes."""
    for part in range(1, 14):
        assert ben.get(f"{at}explain/", {"part": part, "beside": "nl"}).status_code == 200
    assert ben.get(f"{at}oral/").url == f"{at}teach-back/"
    assert ben.post(f"{at}teach-back/", HEARD).url == f"{at}oral/"
    oral = ben.get(f"{at}oral/")
    assert (kinds(), "checked" in oral.content.decode()) == ([], False)
    token = re.search(r'name="token" value="([\w-]+)"', oral.content.decode())
    assert token
    assert ben.post(f"{at}oral/", {**HEARD, **SPOKEN, "token": token[1]}).url == f"{at}hand-over/"
    assert ben.get(f"{at}oral/").url == at


def test_the_whole_way_from_explaining_to_the_card(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    spoken(ben, at)
    page = ben.get(f"{at}hers/").content.decode()
    assert "checked" not in page
    assert 'class="menu"' not in page
    look = ben.post(f"{at}hers/", {**WRITTEN, "go": "look"})
    assert "Keep my answers" in look.content.decode()
    assert kinds() == ["oral"]
    token2 = str(uuid4())
    for _ in range(2):
        assert ben.post(f"{at}hers/", {**WRITTEN, "go": "keep", "token": token2}).url == f"{at}card/"
    assert kinds() == ["oral", "written"]
    card = ben.post(f"{at}card/").content.decode()
    code = re.search(r'class="code">([0-9A-Z-]{14})<', card)
    assert code
    assert code[1] not in ben.get(f"{at}card/").content.decode()
    assert ben.post(f"{at}received/", {"answer": "yes"}).url == f"{at}give-back/"
    found = queries.in_force(today_cast.ana, timezone.now())
    assert (found.valid, found.follow_up) == (True, "both")
    assert found.items == (set(ITEMS) | {"C15"}) - {"C09"}
    assert services.find(code[1]) == today_cast.ana


def test_what_she_told_the_interviewer_stops_like_her_code_and_says_who_and_how(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    assert ben.get(f"{at}stop/").status_code == 404  # nothing was agreed
    agree(today_cast.ana, by=today_cast.ben, at=timezone.now())
    assert f'href="{at}stop/"' in ben.get(at).content.decode()
    assert "uses the code on her card" in ben.get(f"{at}stop/").content.decode()
    answers = {"level": "W2", "channel": "by_phone"}
    assert ben.post(f"{at}stop/", {**answers, "level": "W3", "go": "stop"}).status_code == 422
    assert ben.post(f"{at}stop/", {"level": "W1", "go": "stop"}).status_code == 422
    assert "Yes, she stops" in ben.post(f"{at}stop/", answers).content.decode()
    assert queries.in_force(today_cast.ana, timezone.now()).withdrawn == ""
    for _ in range(2):
        assert ben.post(f"{at}stop/", {**answers, "go": "stop"}).url == at
    assert queries.in_force(today_cast.ana, timezone.now()).withdrawn == "W2"
    act, planned = Entry.objects.filter(act__in=["consent.withdrawal", "consent.effects_planned"]).order_by("seq")
    assert (act.actor, planned.actor) == (today_cast.ben.pk, today_cast.ben.pk)
    said = said_in(planned)
    assert (said["by_code"], said["channel"]) == (False, "by_phone")
    assert said["effects"] == [f"{holder} {what}" for holder, what in services.effects_of(today_cast.ana.pk, "W2")]


def test_what_her_form_asks_and_refuses_is_in_her_language(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    early = ben.get(f"{at}hers/").content.decode()
    assert ("Please give the device back" in early, "Her spoken yes" in early) == (
        True,
        False,
    )  # said to her, not of her
    refused = ben.get(f"{at}hers/", {"language": "nl"})
    assert (refused.status_code, '<html lang="nl">' in refused.content.decode()) == (409, True)
    ben.post(f"{at}oral/", {**HEARD, **SPOKEN})
    form = ben.post(f"{at}hers/", {"C01": "yes", "go": "look", "language": "nl"}).context["form"]
    both = dict(form.fields["C11"].choices)["both"]
    with override("nl"):
        assert " en " in both
        assert set(form.errors["C02"]) == {str(form.fields["C02"].error_messages["required"])}
    assert "There is no answer here yet" not in str(form.errors)


def test_more_time_to_think_keeps_nothing(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    assert ben.post(f"{at}oral/", {**HEARD, **SPOKEN, "O5": "yes"}).url == f"{at}not-now/"
    assert ben.post(f"{at}teach-back/", {**HEARD, "T3": "not_now"}).url == f"{at}not-now/"
    assert "Not now is fine" in ben.get(f"{at}not-now/").content.decode()
    assert kinds() == []


def test_how_the_talk_in_her_own_words_went_is_carried_to_one_page_and_no_further(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    carried = ben.post(f"{at}teach-back/", {**HEARD, "language": "fr"}).cookies["attune-heard"]
    assert (carried["path"], carried["httponly"], carried["samesite"]) == (f"{at}oral/", True, "Strict")
    page = ben.get(f"{at}oral/").content.decode()
    assert [page.count(f'name="{code}" value="clear"') for code in HEARD] == [1] * len(HEARD)
    assert 'name="language" value="fr"' in page
    assert ben.post(f"{at}oral/", {**HEARD, "O1": "yes"}).status_code == 422
    assert ben.get(f"{at}oral/").status_code == 200
    assert ben.get(f"{at}not-now/").cookies["attune-heard"].value == ""
    assert ben.get(f"{at}oral/").url == f"{at}teach-back/"
    assert kinds() == []


def test_a_spoken_no_is_kept_and_ends_kindly(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    assert ben.post(f"{at}oral/", {**HEARD, **SPOKEN, "O1": "no"}).url == f"{at}thanks/"
    assert kinds() == ["oral"]
    assert ben.get(f"{at}hand-over/").status_code == 409


def test_a_no_to_what_is_needed_ends_kindly_and_nothing_else_is_asked(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    ben.post(f"{at}oral/", {**HEARD, **SPOKEN})
    answers = {"C01": "yes", "C02": "yes", "C03": "no"}
    assert "Then you do not take part." in ben.post(f"{at}hers/", {**answers, "go": "look"}).content.decode()
    assert ben.post(f"{at}hers/", {**answers, "go": "keep"}).url == f"{at}thanks/"
    act = queries.last_written(today_cast.ana.pk)
    assert act is not None
    assert {each.item: each.yes for each in act.answers.all()} == {"C01": True, "C02": True, "C03": False}


def test_an_open_question_is_asked_again_with_what_was_chosen(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    assert ben.post(f"{at}teach-back/", {"T1": "clear"}).status_code == 422
    assert ben.post(f"{at}oral/", {**HEARD, "O1": "yes"}).status_code == 422
    ben.post(f"{at}oral/", {**HEARD, **SPOKEN})
    answer = ben.post(f"{at}hers/", {"C01": "yes", "go": "keep"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count(" checked") == 1
    assert (page.count('<a href="#id_C02_0">'), page.count(' id="id_C02_0"')) == (1, 1)
    assert kinds() == ["oral"]


def test_her_pages_speak_her_language_and_the_act_says_which(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    ben.post(f"{at}oral/", {**HEARD, **SPOKEN})
    page = ben.get(f"{at}hers/", {"language": "nl"}).content.decode()
    assert '<html lang="nl">' in page
    assert "Ik wil meedoen aan het gesprek." in page
    ben.post(f"{at}hers/", {**WRITTEN, "go": "keep", "language": "nl"})
    act = queries.last_written(today_cast.ana.pk)
    assert act is not None
    assert act.language == "nl"
    assert "lang=" in ben.post(f"{at}card/").content.decode()


def test_the_form_in_another_language_keeps_what_was_chosen(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    ben.post(f"{at}oral/", {**HEARD, **SPOKEN})
    assert "checked" not in ben.get(f"{at}hers/").content.decode()
    given = {"C01": "yes", "C02": "no", "C11": "both", "language": ["en", "nl"]}
    answer = ben.post(f"{at}hers/", given)
    page = answer.content.decode()
    assert (answer.status_code, '<html lang="nl">' in page, " data-steps>" in page) == (200, True, True)
    chosen = re.findall(r'name="(C\d\d)" value="(\w+)" checked', page)
    assert chosen == [("C01", "yes"), ("C02", "no"), ("C11", "both")]
    assert page.count('form="answers" name="language"') == 3
    assert kinds() == ["oral"]


def test_pages_that_come_after_her_answer_are_not_there_before_it(today_cast: Cast, ben: Any) -> None:
    at = f"/consent/{today_cast.ana.pk}/"
    assert [ben.get(f"{at}{page}/").status_code for page in ("give-back", "thanks")] == [409, 409]
    ben.post(f"{at}oral/", {**HEARD, **SPOKEN})
    assert [ben.get(f"{at}{page}/").status_code for page in ("give-back", "thanks")] == [200, 409]
    token = str(uuid4())
    ben.post(f"{at}hers/", {"C01": "no", "go": "keep", "token": token})
    assert ben.get(f"{at}thanks/").status_code == 200
    for _twice in range(2):  # a wrong tap, set right on the page before: nothing says that it is kept and is not
        assert ben.post(f"{at}hers/", {**WRITTEN, "go": "keep", "token": token}).url == f"{at}card/"
    assert kinds() == ["oral", "written", "written"]
    back = ben.post(f"{at}hers/", {"C01": "no", "go": "keep", "token": token})  # and back: it is not said to be kept
    assert (back.status_code, "You have said yes already" in back.content.decode()) == (409, True)


PATHS = [
    "",
    "explain/",
    "teach-back/",
    "hand-over/",
    "hers/",
    "card/",
    "new-card/",
    "stop/",
    "copy/",
    "give-back/",
    "not-now/",
    "thanks/",
]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_else_reaches_them(today_cast: Cast, signed_in: Any, path: str) -> None:
    agree(today_cast.ana, by=today_cast.ben, at=timezone.now())
    nowhere = signed_in(today_cast.bea).get(f"/consent/{uuid4()}/{path}")
    for person in (today_cast.bea, today_cast.cleo, today_cast.thea, today_cast.aude):
        answer = signed_in(person).get(f"/consent/{today_cast.ana.pk}/{path}")
        assert (answer.status_code, answer.content) == (404, nowhere.content)


def test_the_interviewer_learns_of_a_withdrawal_only_that_there_is_no_further_sitting(
    today_cast: Cast, ben: Any
) -> None:
    agree(today_cast.ana, by=today_cast.ben, at=timezone.now())
    services.withdraw(today_cast.ana, "W1", by_code=True, at=timezone.now())
    first = without_tokens(ben.get(f"/consent/{today_cast.ana.pk}/").content)
    services.withdraw(today_cast.ana, "W3", by_code=True, at=timezone.now())
    assert without_tokens(ben.get(f"/consent/{today_cast.ana.pk}/").content) == first
    assert b"No further sitting." in first
    assert ben.get(f"/consent/{today_cast.ana.pk}/new-card/").headers["Location"] == f"/consent/{today_cast.ana.pk}/"
    assert ben.get(f"/consent/{today_cast.ana.pk}/explain/").status_code == 409


def test_the_lead_publishes_and_others_do_not(cast: Cast, signed_in: Any) -> None:
    at, lena = f"/consent/texts/{cast.study.pk}/", signed_in(cast.lena)
    page = lena.get(at).content.decode()
    assert "“travel” is not filled in yet (English)." in page
    assert re.findall(r"<summary>(The text in .*?)</summary>", page) == [
        "The text in English", "The text in Dutch", "The text in French",
    ]  # fmt: skip
    assert lena.post(at, {"change": "inform"}).status_code == 422
    publish(cast.study, by=cast.lena, at=cast.at)
    assert lena.post(at, {"change": ""}).status_code == 422
    assert lena.post(at, {"change": "inform"}).status_code == 302
    assert list(TextVersion.objects.values_list("number", "change")) == [(1, "re_consent"), (2, "inform")]
    assert signed_in(cast.ben).get(at).status_code == 404
    assert signed_in(cast.otto).get(at).status_code == 404


def test_a_part_of_the_text_that_is_not_there_is_the_nearest_one(ben: Any, today_cast: Cast) -> None:
    for part, expected in [("0", 1), ("x", 1), ("9" * 5000, 13)]:
        answer = ben.get(f"/consent/{today_cast.ana.pk}/explain/", {"part": part})
        assert (answer.status_code, answer.context["part"]) == (200, expected)


def test_publishing_twice_with_one_page_makes_one_version(cast: Cast, signed_in: Any) -> None:
    publish(cast.study, by=cast.lena, at=cast.at)
    browser, url = signed_in(cast.lena), f"/consent/texts/{cast.study.pk}/"
    (token,) = re.findall(r'name="token" value="([^"]+)"', browser.get(url).content.decode())
    answers = [browser.post(url, {"change": "re_consent", "token": token}) for _twice in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [url, url]
    assert TextVersion.objects.count() == 2
    other = browser.post(url, {"change": "editorial", "token": token})
    assert (other.status_code, "is not kept" in other.content.decode(), token in other.content.decode()) == (
        409, True, False
    )  # fmt: skip
    elsewhere = publish(cast.other_study, by=cast.otto, at=cast.at)
    answer = browser.post(url, {"change": "re_consent", "token": str(elsewhere.pk)})
    assert (answer.status_code, TextVersion.objects.filter(study=cast.study).count()) == (404, 2)

"""Signing in takes two steps; what is wrong has one answer; nothing that was used opens again."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from accounts import factors
from accounts.adapter import FactorAdapter, factor_of
from accounts.models import Person, Session
from accounts.services import add_person, deactivate
from ledger.models import Entry, Payload
from studies.models import Part
from studies.services import add_member, end_part
from tests.accounts.keys import PRESENT
from tests.accounts.somebody import PASSWORD, Somebody
from vault.services import Tampered


def same(answer: Any) -> tuple[int, str]:
    return answer.status_code, re.sub(
        r'nonce="[^"]+"|value="[A-Za-z0-9]{64}"|"X-CSRFToken":"\w+"', "", answer.content.decode()
    )


def test_a_password_alone_opens_nothing(lena: Somebody) -> None:
    assert lena.says().headers["Location"] == "/sign-in/second/"
    assert lena.browser.get("/today/").headers["Location"].startswith("/?next=")


def test_password_and_code_lead_to_her_own_page(lena: Somebody) -> None:
    assert lena.arrives().get("/").headers["Location"] == "/today/"
    assert Entry.objects.filter(act="accounts.signed_in", actor=lena.person.pk).count() == 1


def test_whatever_is_wrong_has_one_answer(lena: Somebody, cast: Any) -> None:
    cast.ben.set_password(PASSWORD)  # he has no second step
    cast.ben.save()
    deactivate(cast.bea, by=cast.adam.pk, at=lena.clock.now)
    tries = [
        {"password": "something else"}, {"email": "nobody@example.org"}, {"email": cast.ben.email},
        {"email": cast.rita.email}, {"email": cast.bea.email},
    ]  # fmt: skip
    answers = {re.sub(r'value="[^"]*@[^"]*"', "", str(same(lena.says(**each)))) for each in tries}
    assert len(answers) == 1
    assert answers.pop().startswith("(422")


def test_a_key_alone_opens_since_it_asks_its_person(lena: Somebody) -> None:
    lena.arrives()
    key = lena.makes_key()
    other = Client(headers={"host": "localhost"})
    said = key.shown(other.post("/key/sign-in/").json())
    assert other.post("/sign-in/key/", {"credential": json.dumps(said)}).headers["Location"] == "/today/"


@pytest.mark.parametrize(
    "how", ["replayed", "other site", "other origin", "counter back", "counter same", "not verified"]
)
def test_row70_a_key_that_cheats_is_refused_and_the_register_knows(lena: Somebody, how: str) -> None:
    lena.arrives()
    key, up = lena.makes_key(), 1
    other = Client(headers={"host": "localhost"})
    key.counter = 7
    first = key.shown(other.post("/key/sign-in/").json())
    assert other.post("/sign-in/key/", {"credential": json.dumps(first)}).status_code == 302
    other.post("/sign-out/")
    if how == "other site":
        key.site = "elsewhere.example"
    if how == "other origin":
        key.origin = "https://elsewhere.example"
    if how == "not verified":
        key.flags = PRESENT
    up = {"counter back": -3, "counter same": 0}.get(how, 1)
    said = key.shown(other.post("/key/sign-in/").json(), up=up)
    answer = other.post("/sign-in/key/", {"credential": json.dumps(first if how == "replayed" else said)})
    refused = Entry.objects.filter(act="accounts.factor_refused", subject=lena.person.pk).count()
    assert (answer.status_code, refused, "_auth_user_id" in other.session) == (422, 1, False)


@pytest.mark.parametrize(
    "said", ["", "null", "[]", "{}", '{"id": 1}', '"x"', "not json", '{"response": {"userHandle": "AA"}}']
)
def test_row70_an_answer_of_no_key_is_refused(lena: Somebody, said: str) -> None:
    lena.browser.post("/key/sign-in/")
    assert lena.browser.post("/sign-in/key/", {"credential": said}).status_code == 422


@pytest.mark.parametrize("how", ["used", "two before", "two after", "seven digits", "full width", "letters", "empty"])
def test_row71_a_code_that_does_not_count_is_refused(lena: Somebody, how: str) -> None:
    lena.arrives()
    lena.browser.post("/sign-out/")
    lena.clock.later(seconds=61)
    if how == "used":
        lena.says()
        assert lena.browser.post("/sign-in/second/", {"code": lena.code()}).status_code == 302
        lena.browser.post("/sign-out/")
    lena.says()
    wide = str.maketrans("0123456789", "".join(chr(0xFF10 + digit) for digit in range(10)))
    code = {
        "used": lena.code(), "two before": lena.code(-2), "two after": lena.code(2), "seven digits": lena.code() + "0",
        "full width": lena.code().translate(wide), "letters": "abcdef", "empty": "",
    }[how]  # fmt: skip
    answer = lena.browser.post("/sign-in/second/", {"code": code})
    assert (answer.status_code, "_auth_user_id" in lena.browser.session) == (422, False)


def test_row71_a_code_of_the_step_before_counts_since_clocks_differ(lena: Somebody) -> None:
    lena.clock.later(seconds=90)
    lena.says()
    assert lena.browser.post("/sign-in/second/", {"code": lena.code(-1)}).status_code == 302


@pytest.mark.parametrize(
    "there",
    ["//evil.example", "/\\evil.example", "https:evil.example", "%09//evil.example", "\t//evil.example",
     "/\n/evil.example", "javascript:alert(1)", "http:///evil.example", "/upkeep/", "/no-such-page/", "x" * 5000],
)  # fmt: skip
def test_row19_signing_in_leads_to_a_page_of_hers_and_nowhere_else(lena: Somebody, there: str) -> None:
    lena.clock.later(seconds=31)
    lena.says(next=there)
    assert lena.browser.post("/sign-in/second/", {"code": lena.code()}).headers["Location"] == "/today/"


def test_signing_in_leads_on_to_the_page_that_was_asked_for(lena: Somebody) -> None:
    lena.clock.later(seconds=31)
    lena.says(next="/studies/participants/?page=2")
    answer = lena.browser.post("/sign-in/second/", {"code": lena.code()})
    assert answer.headers["Location"] == "/studies/participants/?page=2"


def test_a_new_phone_takes_the_place_of_the_one_before(lena: Somebody) -> None:
    page = lena.arrives().get("/me/code/").content.decode()
    seed = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    answers = [lena.browser.post("/me/code/", {"code": code}).status_code for code in ("000000", lena.code())]
    assert (answers, "ends as soon as the new one" in page) == ([422, 422], True)
    new = Somebody(lena.person, lena.clock, seed, lena.browser)
    assert lena.browser.post("/me/code/", {"code": new.code()}).headers["Location"] == "/me/"
    lena.browser.post("/sign-out/")
    lena.clock.later(seconds=31)
    lena.says()
    codes = [lena.browser.post("/sign-in/second/", {"code": one.code()}).status_code for one in (lena, new)]
    assert (codes, factors.Authenticator.objects.filter(user=lena.person, type="totp").count()) == ([422, 302], 1)
    assert [row.content for row in Payload.objects.filter(entry__act="accounts.factor_changed")] == [
        '{"kind":"code anew"}'
    ]


def test_a_recovery_code_opens_once(lena: Somebody) -> None:
    code = factors.new_recovery_codes(lena.person)[3]
    code = f"{code[:5]} {code[5:]}"  # as the page shows it
    answers = []
    for _ in range(2):
        lena.says()
        answers.append(lena.browser.post("/sign-in/second/", {"code": code}).status_code)
        lena.browser.post("/sign-out/")
    assert (answers, factors.recovery_left(lena.person)) == ([302, 422], 9)


@pytest.mark.parametrize("how", ["disabled", "factor taken", "password changed", "somebody else's"])
def test_row72_a_session_of_before_leads_to_signing_in(lena: Somebody, cast: Any, how: str) -> None:
    browser = lena.arrives()
    if how == "disabled":
        Person.objects.filter(pk=lena.person.pk).update(is_active=False)
    elif how == "password changed":
        other = Person.objects.get(pk=lena.person.pk)
        other.set_password("another row of quiet words")
        other.save()
    elif how == "factor taken":
        from accounts.services import reset_factors

        reset_factors(lena.person, by=cast.adam.pk, at=lena.clock.now)
    else:
        Session.objects.filter(person=lena.person).update(person=cast.ben, session_data="x")
    assert browser.get("/today/").headers["Location"].startswith("/?next=")


def test_row72_a_form_of_the_person_before_is_not_taken_for_the_next(lena: Somebody, cast: Any) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    browser.force_login(cast.adam)
    session = browser.session
    session["factor_at"] = lena.clock.now.timestamp()
    session.save()
    page = browser.get("/upkeep/").content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    seconds = Client(headers={"host": "localhost"})
    seconds.cookies = browser.cookies
    factors.add_code(
        cast.ben, seed := factors.new_seed(), Somebody(cast.ben, lena.clock, seed).code(), at=lena.clock.now
    )
    cast.ben.set_password(PASSWORD)
    cast.ben.save()
    Somebody(cast.ben, lena.clock, seed, seconds).arrives()
    there = f"/upkeep/people/{cast.bea.pk}/close/"
    browser.cookies = seconds.cookies
    assert browser.post(there, {"csrfmiddlewaretoken": token}).status_code == 403
    cast.bea.refresh_from_db()
    assert cast.bea.is_active


def test_without_a_second_step_only_the_page_for_one_opens(lena: Somebody, cast: Any) -> None:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(cast.adam)
    answers = {path: browser.get(path) for path in ("/upkeep/", "/me/", "/me/code/", "/me/key/", "/me/password/")}
    assert {path: (each.status_code, each.headers.get("Location")) for path, each in answers.items()} == {
        "/upkeep/": (302, "/me/"), "/me/": (200, None), "/me/code/": (200, None), "/me/key/": (200, None),
        "/me/password/": (302, "/me/"),
    }  # fmt: skip


def test_seeds_rest_sealed_and_open_for_their_own_person_only(lena: Somebody, cast: Any) -> None:
    factors.new_recovery_codes(lena.person)
    rows = {each.type: each.data for each in factors.Authenticator.objects.filter(user=lena.person)}
    assert lena.seed not in json.dumps(rows)
    with factor_of(lena.person.pk):
        assert FactorAdapter().decrypt(rows["totp"]["secret"]) == lena.seed
    with factor_of(cast.ben.pk), pytest.raises(Tampered):
        FactorAdapter().decrypt(rows["totp"]["secret"])
    with pytest.raises(LookupError):
        FactorAdapter().encrypt("outside")


def test_a_seed_that_waits_for_its_first_code_rests_sealed(lena: Somebody, cast: Any) -> None:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(cast.adam)
    page = browser.get("/me/code/").content.decode()
    seed = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    assert seed not in json.dumps(dict(browser.session))
    counter = int(lena.clock.now.timestamp()) // 30
    answer = browser.post("/me/code/", {"code": factors.code_at(seed, counter)})
    shown = re.findall(r"<li><code>(\d{5} \d{5})</code></li>", answer.content.decode())
    assert (answer.status_code, len(set(shown)), factors.has_factor(cast.adam)) == (200, 10, True)
    assert browser.get("/upkeep/").status_code == 200


@pytest.mark.parametrize("email", ["LENA@example.org", "Ｌena@example.org", " lena@EXAMPLE.org "])
def test_row79_the_same_address_in_another_writing_is_the_same_person(lena: Somebody, email: str) -> None:
    assert lena.says(email=email).headers["Location"] == "/sign-in/second/"


def test_row79_an_address_is_kept_in_one_writing(db: None, clock: Any) -> None:
    assert add_person(email="Zoë@Example.ORG", name=" Zoë   B ", at=clock.now).email == "zoë@example.org"


def test_whose_part_ended_at_once_reads_it_once_it_is_them(lena: Somebody, cast: Any) -> None:
    signed_out, day = "You are signed out on this browser", cast.study.memberships.first().delegated_from
    told = {"delegated_from": day, "trained_on": day, "by": cast.lena.pk, "at": lena.clock.now}
    add_member(cast.study, cast.bea, Part.LEAD, **told)
    reader = add_member(cast.study, cast.lena, Part.READER, **told)
    reads = f"Your part as second reader in “{cast.study.title}” has ended, on 9 June 2026."
    leads = f"Your part as study lead in “{cast.study.title}” has ended, on 9 June 2026."
    lena.arrives()
    for part in (reader, cast.study.memberships.get(person=cast.lena, part=Part.LEAD)):
        end_part(part, last_day=None, by=cast.bea.pk, at=lena.clock.now)
        page = lena.browser.get("/studies/", follow=True).content.decode()
        assert (signed_out in page, "Your part" in page) == (True, False)
        assert "Your part" not in lena.says(password="another").content.decode()
        own = lena.arrives().get("/", follow=True).content.decode()
        assert ("A part of yours in a study has ended." in own, leads in own) == (True, part != reader)
        assert reads in lena.browser.get("/me/").content.decode()
    assert ("Bea leads the study." in own, "no part in a study yet" in own) == (True, False)
    lena.browser.post("/sign-out/")
    waits = Client(headers={"host": "localhost"})
    waits.post("/sign-in/", {"email": lena.person.email, "password": PASSWORD})  # the second step is missing
    for browser in (lena.browser, Client(), waits):
        assert signed_out not in browser.get("/").content.decode()

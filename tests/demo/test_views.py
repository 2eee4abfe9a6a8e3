"""Signing in as one of the invented people."""

import pytest
from django.test import Client

from accounts.models import Person
from accounts.services import add_person
from demo.queries import chosen
from ledger.models import Entry
from tests.conftest import Cast


@pytest.fixture
def invented(cast: Cast) -> dict[str, Person]:
    """Everybody who has a button, by e-mail address; the first interviewer is in Lena's study."""
    return {each["email"]: add_person(email=each["email"], name=each["name"], at=cast.at) for each in chosen()}


def test_the_front_page_has_a_button_for_each(client: Client, invented: dict[str, Person]) -> None:
    page = client.get("/").content.decode()
    assert [email for email in invented if f'value="{email}"' not in page] == []


def test_without_a_study_there_is_no_button(client: Client, db: None) -> None:
    assert "invented-people" not in client.get("/").content.decode()


def test_a_button_signs_in_and_says_so_in_the_register(client: Client, invented: dict[str, Person]) -> None:
    email, person = next(iter(invented.items()))
    answer = client.post("/invented/sign-in/", {"person": email})
    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(person.pk))
    assert Entry.objects.filter(act="accounts.signed_in", actor=person.pk).count() == 1


def test_a_button_leads_on_to_the_page_that_was_asked_for(client: Client, cast: Cast) -> None:
    email = next(each["email"] for each in chosen() if each["role"] == "administrator")
    add_person(email=email, name="Administrator", duty="administrator", at=cast.at)
    front = client.get("/upkeep/?from=a-letter", follow=True).content.decode()
    assert '<input type="hidden" name="next" value="/upkeep/?from=a-letter">' in front
    for there, led_to in [("/upkeep/?from=a-letter", "/upkeep/?from=a-letter"), ("//elsewhere.example/", "/upkeep/")]:
        answer = client.post("/invented/sign-in/", {"person": email, "next": there})
        assert answer.headers["Location"] == led_to


@pytest.mark.parametrize("before", ["somebody signed in", "nobody signed in"])
def test_changing_person_carries_nothing_over(client: Client, invented: dict[str, Person], before: str) -> None:
    one, other = list(invented)[:2]
    if before == "somebody signed in":
        client.post("/invented/sign-in/", {"person": one})
    session = client.session
    session["code"] = "1b671a64-40d5-491e-99b0-da01ff1f3341"
    session["link"] = "1b671a64-40d5-491e-99b0-da01ff1f3342"
    session.save()
    key = session.session_key
    client.post("/invented/sign-in/", {"person": other})
    assert {"code", "link"} & set(client.session.keys()) == set()
    assert client.session.session_key != key
    assert client.session["_auth_user_id"] == str(invented[other].pk)


@pytest.mark.parametrize("email", ["ben@example.org", "nobody@example.org", ""])
def test_nobody_else_can_be_chosen(client: Client, invented: dict[str, Person], email: str) -> None:
    answer = client.post("/invented/sign-in/", {"person": email})
    assert (answer.status_code, "_auth_user_id" in client.session) == (404, False)


def test_a_form_from_elsewhere_signs_nobody_in(invented: dict[str, Person]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/invented/sign-in/", {"person": next(iter(invented))}).status_code == 403

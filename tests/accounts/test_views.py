"""The front page, signing out, and the choice of a language."""

from typing import Any

import pytest
from django.test import Client

from vault.services import destroy


@pytest.mark.django_db
def test_the_front_page_is_open_to_everybody(client: Client) -> None:
    assert client.get("/").status_code == 200


def test_somebody_signed_in_lands_on_their_page(cast: Any, signed_in: Any) -> None:
    landings = {
        name: signed_in(getattr(cast, name)).get("/").headers["Location"]
        for name in ("ben", "lena", "rita", "sofie", "thea", "aude", "adam")
    }
    assert landings == {
        "ben": "/today/", "lena": "/today/", "rita": "/today/", "sofie": "/today/",
        "thea": "/check-ins/", "aude": "/audit/", "adam": "/upkeep/",
    }  # fmt: skip


def test_signing_out_forgets_the_session(cast: Any, signed_in: Any) -> None:
    browser = signed_in(cast.ben)
    assert browser.post("/sign-out/").status_code == 302
    assert dict(browser.session) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("there", "led_to"), [("/code/", "/code/"), ("https://elsewhere.example/", "/"), ("", "/")])
def test_a_language_is_kept_and_leads_back_to_this_site_only(client: Client, there: str, led_to: str) -> None:
    answer = client.post("/language/", {"language": "fr", "next": there})
    assert (answer.headers["Location"], client.cookies["attune-language"].value) == (led_to, "fr")


@pytest.mark.django_db
def test_a_language_that_is_not_offered_is_a_bad_form(client: Client) -> None:
    assert client.post("/language/", {"language": "xx"}).status_code == 422


@pytest.mark.django_db
def test_a_page_for_staff_leads_who_is_not_signed_in_to_the_front_page(client: Client) -> None:
    assert client.get("/today/").headers["Location"].startswith("/?")


@pytest.mark.django_db
def test_every_answer_carries_the_strict_policy_and_is_not_kept(client: Client) -> None:
    for path in ("/", "/code/", "/no-such-page/", "/today", "/today/"):
        headers = client.get(path).headers
        assert "'unsafe" not in headers["Content-Security-Policy"]
        assert headers["Content-Security-Policy"].count("default-src 'none'") == 1
        assert (headers["Cache-Control"], headers["X-Frame-Options"]) == ("no-store", "DENY")


@pytest.mark.django_db
def test_a_request_that_names_another_host_is_answered_kindly_and_not_followed(client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})
    assert (answer.status_code, answer.headers.get("Location")) == (422, None)
    assert b"elsewhere" not in answer.content
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_what_a_destroyed_key_has_closed_is_a_matter_of_not_now(cast: Any, signed_in: Any) -> None:
    destroy(cast.ana.pk)
    bea = cast.study.memberships.get(person=cast.bea)
    answer = signed_in(cast.lena).post(f"/studies/participants/{cast.ana.pk}/interviewer/", {"membership": bea.pk})
    assert answer.status_code == 409
    assert b"What was kept is deleted." in answer.content
    assert cast.ana.assignments.get().person == cast.ben

"""The front page, signing out, and the choice of a language."""

from typing import Any

import pytest
from django.test import Client


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
    for path in ("/", "/code/", "/no-such-page/"):
        headers = client.get(path).headers
        assert "'unsafe" not in headers["Content-Security-Policy"]
        assert headers["Content-Security-Policy"].count("default-src 'none'") == 1
        assert (headers["Cache-Control"], headers["X-Frame-Options"]) == ("no-store", "DENY")

"""The front page, signing out, and the choice of a language."""

from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory

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


@pytest.mark.parametrize(
    ("there", "led_to"),
    [
        ("/studies/participants/?page=2", "/studies/participants/?page=2"),
        ("/upkeep/", "/today/"),  # no part of hers opens it
        ("/", "/today/"), ("/?next=/", "/today/"), ("/code/", "/today/"), ("/no-such-page/", "/today/"),
        ("", "/today/"),
        ("https://elsewhere.example/today/", "/today/"), ("//elsewhere.example/today/", "/today/"),
        ("javascript:alert(1)", "/today/"),
    ],
)  # fmt: skip
def test_the_front_page_leads_on_to_a_page_of_theirs_and_nowhere_else(
    cast: Any, signed_in: Any, there: str, led_to: str
) -> None:
    assert signed_in(cast.ben).get("/", {"next": there}).headers["Location"] == led_to


@pytest.mark.django_db
def test_only_a_page_that_a_browser_opens_is_led_on_to(client: Client) -> None:
    read_by_a_script = client.get("/today/", headers={"sec-fetch-mode": "cors"})
    answers = [client.get("/today/"), client.head("/today/"), client.post("/sign-out/"), read_by_a_script]
    assert [each.headers["Location"] for each in answers] == ["/?next=/today/", "/?next=/today/", "/?next=", "/?next="]


@pytest.mark.parametrize(
    ("path", "name"),
    [("/", ""), ("/code/", ""), ("/j/", ""), ("/today/", "ben"), ("/studies/participants/", "lena"),
     ("/interviews/guide/", "ben"), ("/transcripts/", "rita"), ("/check-ins/", "thea"), ("/audit/", "aude"),
     ("/upkeep/", "adam"), ("/consent/", "lena"), ("/studies/", "lena")],
)  # fmt: skip
def test_a_page_tells_its_head_as_it_tells_itself(cast: Any, signed_in: Any, path: str, name: str) -> None:
    browser = signed_in(getattr(cast, name)) if name else Client()
    page, head = browser.get(path), browser.head(path)
    assert (page.status_code, head.status_code, head.content) == (200, 200, b"")


def test_signing_out_forgets_the_session(cast: Any, signed_in: Any) -> None:
    browser = signed_in(cast.ben)
    assert browser.post("/sign-out/").status_code == 302
    assert dict(browser.session) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("there", "led_to"), [("/code/", "/code/"), ("https://elsewhere.example/", "/"), ("", "/")])
def test_a_language_is_kept_and_leads_back_to_this_site_only(client: Client, there: str, led_to: str) -> None:
    answer = client.post("/language/", {"language": "fr", "next": there})
    assert (answer.headers["Location"], client.cookies["attune-language"].value) == (led_to, "fr")
    assert client.cookies["attune-language"]["max-age"] == ""  # until a browser is closed that may be borrowed


def test_a_language_that_a_colleague_chooses_is_kept_for_a_year(cast: Any, signed_in: Any) -> None:
    browser = signed_in(cast.ben)
    browser.post("/language/", {"language": "nl", "next": "/"})
    assert browser.cookies["attune-language"]["max-age"] == 31_536_000


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
@pytest.mark.parametrize("path", ["/", "/today/", "/no-such-page/", "/today"])
def test_a_request_that_names_another_host_is_answered_kindly_and_not_followed(path: str) -> None:
    environ = RequestFactory().get(path, headers={"host": "elsewhere.example"}).environ
    said: dict[str, Any] = {}
    body = b"".join(WSGIHandler()(environ, lambda status, headers: said.update(status=status, headers=dict(headers))))
    assert (said["status"], said["headers"].get("Location")) == ("400 Bad Request", None)
    assert (b"elsewhere" in body, b"This could not be read" in body) == (False, True)
    assert "default-src 'none'" in said["headers"]["Content-Security-Policy"]
    assert (said["headers"]["Cache-Control"], said["headers"]["X-Frame-Options"]) == ("no-store", "DENY")


def test_what_a_destroyed_key_has_closed_is_a_matter_of_not_now(cast: Any, signed_in: Any) -> None:
    destroy(cast.ana.pk)
    bea = cast.study.memberships.get(person=cast.bea)
    answer = signed_in(cast.lena).post(f"/studies/participants/{cast.ana.pk}/interviewer/", {"membership": bea.pk})
    assert answer.status_code == 409
    assert b"What was kept is deleted." in answer.content
    assert cast.ana.assignments.get().person == cast.ben


@pytest.mark.parametrize("demo", [True, False])
def test_only_outside_the_demonstration_a_step_is_said_to_be_missing(
    cast: Any, signed_in: Any, settings: Any, demo: bool, request: pytest.FixtureRequest
) -> None:
    if not demo:
        request.getfixturevalue("earnest")
    page = signed_in(cast.lena).get("/me/").content.decode()
    assert ("One step is missing before you can go on" in page) is not demo

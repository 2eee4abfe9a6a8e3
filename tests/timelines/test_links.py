"""Her link: burnt by the first device, compared by two digits, and dead when it should be."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.access import Actor, Asks, Denied, Role
from consent.services import withdraw
from ledger.models import Entry
from tests.timelines.drawing import begin, let_in, seated
from timelines import queries, services, spoken
from timelines.links import close_dead_links
from timelines.models import ShareLink, Timeline
from timelines.tasks import end_brief

MINUTE = timedelta(minutes=1)


def opened(timeline: Timeline, cast: Any, at: datetime | None = None) -> tuple[ShareLink, services.Secrets]:
    return services.open_link(timeline, lands_on="/j/timeline/", by=cast.ben, at=at or cast.at)


def acts() -> list[tuple[str, Any]]:
    links = Entry.objects.filter(act__startswith="timelines.link_").order_by("seq")
    return [(entry.act.removeprefix("timelines.link_"), entry.actor) for entry in links]


def test_a_device_that_asks_sees_nothing_until_both_screens_were_compared(cast: Any, timeline: Timeline) -> None:
    link, keys = opened(timeline, cast)
    asking = services.join(keys.secret, at=cast.at)
    assert asking == link
    device = queries.device_of(timeline, cast.at)
    assert (device.standing, device.link, device.digits) == ("asks", link.pk, asking.digits)
    assert (len(asking.digits), asking.digits.isdecimal()) == (2, True)
    assert queries.device_of(timeline, cast.at).here is False
    services.confirm(timeline, link.pk, by=cast.ben, at=cast.at)
    assert queries.device_of(timeline, cast.at).standing == "here"
    assert acts() == [("opened", cast.ben.pk), ("joined", link.pk), ("confirmed", cast.ben.pk)]


def test_a_device_that_is_not_hers_is_sent_away_for_good(cast: Any, timeline: Timeline) -> None:
    link, keys = opened(timeline, cast)
    services.join(keys.secret, at=cast.at)
    services.refuse(timeline, link.pk, by=cast.ben, at=cast.at)
    with pytest.raises(services.NobodyAsks):
        services.confirm(timeline, link.pk, by=cast.ben, at=cast.at)
    assert services.join(keys.secret, at=cast.at) is None
    assert queries.device_of(timeline, cast.at).standing == "none"
    assert acts()[-1] == ("refused", cast.ben.pk)


def test_a_device_that_nobody_answers_is_dead_after_three_minutes(cast: Any, timeline: Timeline) -> None:
    link, keys = opened(timeline, cast)
    services.join(keys.secret, at=cast.at)
    late = cast.at + 3 * MINUTE
    assert queries.device_of(timeline, late - timedelta(seconds=1)).standing == "asks"
    assert queries.device_of(timeline, late).standing == "none"
    with pytest.raises(services.NobodyAsks):
        services.confirm(timeline, link.pk, by=cast.ben, at=late)


def test_a_device_stays_for_four_hours_at_most(cast: Any, timeline: Timeline) -> None:
    _, keys = opened(timeline, cast)
    services.join(keys.secret, at=cast.at)
    let_in(timeline, by=cast.ben, at=cast.at)
    for after, here in [(timedelta(hours=4) - MINUTE, True), (timedelta(hours=4), False)]:
        assert queries.device_of(timeline, cast.at + after).here is here


def test_a_photo_of_the_code_is_worth_nothing(cast: Any, timeline: Timeline) -> None:
    link, keys = opened(timeline, cast)
    services.join(keys.secret, at=cast.at)  # whoever took the photo was faster
    assert services.join(keys.secret, at=cast.at) is None  # so her screen shows no digits, and Ben says no
    services.refuse(timeline, link.pk, by=cast.ben, at=cast.at)
    again, keys = opened(timeline, cast)
    assert services.join(keys.secret, at=cast.at) == again


def test_an_answer_is_for_the_device_that_was_shown_and_of_this_timeline(cast: Any, timeline: Timeline) -> None:
    other = begin(cast.far_participant, by=cast.cleo, at=cast.at)
    link, keys = services.open_link(other, lands_on="/j/timeline/", by=cast.cleo, at=cast.at)
    services.join(keys.secret, at=cast.at)
    for device in (link.pk, uuid4()):
        with pytest.raises(services.NobodyAsks):
            services.confirm(timeline, device, by=cast.ben, at=cast.at)


def test_a_late_answer_lets_nobody_in_who_came_since(cast: Any, timeline: Timeline) -> None:
    first, keys = opened(timeline, cast)
    services.join(keys.secret, at=cast.at)
    services.refuse(timeline, first.pk, by=cast.ben, at=cast.at)
    second, keys = opened(timeline, cast)
    services.join(keys.secret, at=cast.at)
    with pytest.raises(services.NobodyAsks):
        services.confirm(timeline, first.pk, by=cast.ben, at=cast.at)
    assert queries.device_of(timeline, cast.at).link == second.pk


def test_the_code_that_is_said_aloud_opens_the_same_link_once(cast: Any, timeline: Timeline) -> None:
    link, keys = opened(timeline, cast)
    heard = f" {keys.code[:4].lower()} {keys.code[4:].lower()} "
    assert services.join(heard, at=cast.at) == link
    assert [services.join(one, at=cast.at) for one in (keys.code, keys.secret)] == [None, None]


def test_the_spoken_code_is_dead_after_ten_minutes_and_the_secret_after_fifteen(cast: Any, timeline: Timeline) -> None:
    for keys_of, lives in [("code", 10), ("secret", 15)]:
        for after, opens in [(lives * MINUTE, False), (lives * MINUTE - timedelta(seconds=1), True)]:
            _, keys = opened(timeline, cast)
            assert (services.join(getattr(keys, keys_of), at=cast.at + after) is not None) is opens


def test_nothing_that_opens_a_link_is_in_its_row(cast: Any, timeline: Timeline) -> None:
    link, keys = opened(timeline, cast)
    row = ShareLink.objects.filter(pk=link.pk).values().get()
    stored = b"|".join(
        bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode() for value in row.values()
    )
    assert [part.encode() in stored for part in (keys.secret, keys.code, keys.code[3:])] == [False, False, False]
    assert row["code_place"] == keys.code[:3]


@pytest.mark.parametrize("said", ["o1l", "OIL", " 0-1 1", "0–1_1—"])
def test_letters_that_are_mistaken_for_digits_are_read_as_digits(said: str) -> None:
    assert spoken.read(f"{said}ABCDE") == "011ABCDE"


@pytest.mark.parametrize("said", ["", "0123456", "012345678", "0123456U", "0123456é", "０１２３４５６７", "x" * 43])
def test_what_is_no_code_is_read_as_none(said: str) -> None:
    assert spoken.read(said) == ""


def test_a_code_of_forty_bits_is_drawn_from_the_letters_of_crockford() -> None:
    drawn = {spoken.make() for _ in range(200)}
    assert len(drawn) == 200
    assert {spoken.read(code) for code in drawn} == drawn


ENDS: list[Callable[[Timeline, Any], object]] = [
    lambda timeline, cast: services.close_for_drawing(timeline, at=cast.at),
    lambda timeline, cast: services.close_links(timeline, at=cast.at),
    lambda timeline, cast: withdraw(cast.ana, "W1", by_code=True, at=cast.at),
]


@pytest.mark.parametrize("end", ENDS, ids=["close", "pause", "withdrawal"])
@pytest.mark.parametrize("stands", ["opened", "asks", "here"])
def test_a_link_dies_wherever_it_stands(cast: Any, timeline: Timeline, end: Any, stands: str) -> None:
    link, keys = opened(timeline, cast)
    if stands != "opened":
        services.join(keys.secret, at=cast.at)
    if stands == "here":
        let_in(timeline, by=cast.ben, at=cast.at)
    end(timeline, cast)
    assert services.join(keys.secret, at=cast.at) is None
    device = Actor(link=link.pk, roles=frozenset({Role.PARTICIPANT_BY_LINK}))
    with pytest.raises(Denied):
        queries.own_link(Asks(device, "own link", "wait", cast.at))
    with pytest.raises(Denied):
        queries.hers(Asks(device, "own timeline", "draw", cast.at))


def test_leaving_while_it_waits_closes_the_link(cast: Any, timeline: Timeline) -> None:
    _, keys = opened(timeline, cast, timezone.now())
    device = Client()
    device.post("/j/", {"secret": keys.secret})
    device.post("/j/timeline/leave/")
    assert queries.device_of(timeline, timezone.now()).standing == "none"
    assert acts()[-1][0] == "closed"


def spoken_from(device: Client, address: str, timeline: Timeline, cast: Any) -> list[str]:
    """Give the language of each page from the invitation to the last one, and of the one that takes a new link."""
    pages = [device.get(address)]
    device.post(address, {"secret": opened(timeline, cast, timezone.now())[1].secret})
    pages.append(device.get("/j/wait/"))
    let_in(timeline, by=cast.ben)
    pages += [device.get("/j/timeline/"), device.get("/j/timeline/keepsake/"), device.get("/j/timeline/shell/")]
    services.close_links(timeline, at=timezone.now())
    pages.append(device.get("/j/timeline/"))
    pages.append(device.get(re.findall(r'<a class="btn" href="([^"]+)"', pages[-1].content.decode())[0]))
    return [page.content.decode().split('<html lang="')[1][:2] for page in pages]


@pytest.mark.parametrize(
    ("ends", "phone", "chosen", "spoken"),
    [("fr/", "nl", "", "fr"), ("", "nl", "", "nl"), ("fr/", "en", "nl", "nl")],
    ids=["as the invitation", "as the phone, where she types", "as somebody chose"],
)
def test_her_device_speaks_one_language_from_the_first_page_to_the_last(
    cast: Any, ends: str, phone: str, chosen: str, spoken: str
) -> None:
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    device = Client(headers={"Accept-Language": phone})
    if chosen:
        device.post("/language/", {"language": chosen, "next": "/j/"})
    assert spoken_from(device, f"/j/{ends}", timeline, cast) == [spoken] * 7
    assert ("attune-language" in device.cookies) is bool(chosen)  # a choice is what she chose


def test_what_she_chooses_on_the_way_goes_before_what_she_began_with(cast: Any) -> None:
    device = seated(begin(cast.ana, by=cast.ben, at=cast.at), Client(), by=cast.ben)
    device.post("/language/", {"language": "fr", "next": "/j/timeline/"})
    assert '<html lang="fr">' in device.get("/j/timeline/").content.decode()


def test_an_invitation_leads_to_the_page_in_the_language_of_her_record(cast: Any) -> None:
    cast.ana.language = "fr"
    cast.ana.save(update_fields=["language"])
    link, keys = opened(begin(cast.ana, by=cast.ben, at=cast.at), cast)
    assert services.invitation(link, keys, site="https://attune.example").page == "https://attune.example/j/fr/"


def test_over_https_her_cookies_belong_to_this_host_and_come_by_https_alone(cast: Any, settings: Any) -> None:
    settings.COOKIES_BY_HTTPS, settings.LANGUAGE_COOKIE_NAME = True, "__Host-attune-language"
    device = Client()
    timeline = begin(cast.ana, by=cast.ben, at=cast.at)
    answer = device.post("/j/", {"secret": opened(timeline, cast, timezone.now())[1].secret}, secure=True)
    mark = answer.cookies["__Host-attune-seat"]
    assert (mark["secure"], mark["path"], mark["domain"], mark["samesite"]) == (True, "/", "", "Strict")
    assert (mark["max-age"], mark["httponly"]) == (4 * 60 * 60, "")  # its script drops it without a network
    let_in(timeline, by=cast.ben)
    chosen = device.post("/language/", {"language": "nl", "next": "/j/"}, secure=True).cookies["__Host-attune-language"]
    assert (chosen["secure"], chosen["path"], chosen["domain"], chosen["httponly"]) == (True, "/", "", True)
    gone = device.post("/j/timeline/leave/", secure=True).cookies["__Host-attune-seat"]
    assert (gone["max-age"], gone["secure"], gone["path"]) == (0, True, "/")


@pytest.mark.parametrize(
    ("proxy", "https", "name"), [("", "False", "attune-language"), ("127.0.0.1", "True", "__Host-attune-language")]
)
def test_https_is_on_where_a_proxy_speaks_it(root: Path, tmp_path: Path, proxy: str, https: str, name: str) -> None:
    say = "from config import settings as s; print(s.HTTPS, s.LANGUAGE_COOKIE_NAME, s.LANGUAGE_COOKIE_SECURE)"
    given = {"ATTUNE_BEHIND_PROXY": proxy, "ATTUNE_VAR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    said = subprocess.run([sys.executable, "-c", say], cwd=root, env=given, capture_output=True, text=True, check=True)
    assert said.stdout.split() == [https, name, https]


def test_a_link_by_which_nobody_can_come_any_more_is_closed_by_the_daily_work(cast: Any, timeline: Timeline) -> None:
    never, _keys = opened(timeline, cast)
    link, keys = services.open_alone(timeline, by=cast.ben, until=cast.at + timedelta(days=9), at=cast.at)
    close_dead_links(at=cast.at + 15 * MINUTE - timedelta(seconds=1))
    assert acts() == [("opened", cast.ben.pk), ("opened", cast.ben.pk)]
    close_dead_links(at=cast.at + 15 * MINUTE)
    assert list(ShareLink.objects.filter(closed_at=None)) == [link]
    services.join(keys.secret, at=cast.at + timedelta(hours=47))
    close_dead_links(at=cast.at + timedelta(hours=50))
    assert list(ShareLink.objects.filter(closed_at=None)) == [link]  # she is there for four hours
    close_dead_links(at=cast.at + timedelta(hours=51))
    assert (ShareLink.objects.filter(closed_at=None).count(), acts()[-1]) == (0, ("closed", cast.ben.pk))
    end_brief()  # what the daily work calls; it finds nothing more
    assert len(acts()) == 5

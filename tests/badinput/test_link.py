"""Rows 67 to 69 of the table of bad input: tokens, previews, and guessing the code that is said aloud."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.crockford import LETTERS
from consent.services import withdraw
from tests.timelines.drawing import begin
from timelines import links, services
from timelines.models import ShareLink

PREVIEWS = [
    {"User-Agent": "WhatsApp/2.23.20.0"},
    {"User-Agent": "Mozilla/5.0 (compatible; SignalLinkPreview)"},
    {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
    {"User-Agent": "facebookexternalhit/1.1"},
    {"User-Agent": "Microsoft Office/16.0 (Microsoft Outlook 16.0.0; Pro)"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Purpose": "prefetch"},
    {"X-Moz": "prefetch"},
]


def plain(answer: Any) -> bytes:
    """Give the bytes of an answer without what is random in each: the nonce, and the form's own secret."""
    return re.sub(rb'nonce="[\w-]{22}"|\b[A-Za-z0-9]{64}\b', b"", answer.content)


def opened(timeline: Any, by: Any, at: Any = None) -> services.Secrets:
    return services.open_link(timeline, lands_on="/j/timeline/", by=by, at=at or timezone.now())[1]


def dead(cast: Any) -> dict[str, str]:
    """Give what opens nothing, by why; two of them are nearly right."""
    timeline, now = begin(cast.ana, by=cast.ben, at=cast.at), timezone.now()
    late = opened(timeline, cast.ben, now - timedelta(minutes=15))
    burnt = opened(timeline, cast.ben)
    services.join(burnt.secret, at=now)
    closed = opened(timeline, cast.ben)
    services.close_links(timeline, at=now)
    gone = opened(begin(cast.far_participant, by=cast.cleo, at=cast.at), cast.cleo)
    withdraw(cast.far_participant, "W1", by_code=True, at=now)
    live = opened(timeline, cast.ben).secret
    twice = "".join(f"%25{ord(letter):02x}" for letter in live)
    return {
        "one letter less": live[:-1], "one letter more": f"{live}A", "other case": live.swapcase(),
        "another alphabet": live[:-1] + "é", "padded": f"{live}=", "encoded twice": twice, "unknown": "x" * 43,
        "burnt": burnt.secret, "burnt, by its code": burnt.code, "expired": late.secret, "closed": closed.secret,
        "withdrawn": gone.secret, "withdrawn, by its code": gone.code, "NUL": "\x00",
        "very long": "a" * 90_000,
        "an unknown code": "0000-0000",
    }  # fmt: skip


def test_row67_a_token_that_does_not_open_has_one_answer_and_costs_one_work(cast: Any) -> None:
    answers, work = {}, {}
    for why, said in dead(cast).items():
        browser = Client()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = browser.post("/j/", {"secret": said})
        answers[why] = (answer.status_code, plain(answer), tuple(sorted(answer.cookies)))
        work[why] = [
            re.sub(r"'[^']*'|\b[0-9]+(?:\.[0-9]+)?(?:e\+[0-9]+)?\b|\"s\d+_x\d+\"", "?", query["sql"]) for query in asked
        ]
    assert len(set(answers.values())) == 1, {why: answer[0] for why, answer in answers.items()}
    assert {tuple(queries) for queries in work.values()} == {tuple(work["unknown"])}
    assert answers["unknown"][0] == 404
    assert b'id="secret" name="secret" required' in answers["unknown"][1]  # who mistyped types again
    assert ShareLink.objects.filter(joined_at=None, closed_at=None).count() == 2  # the live one is alive


def test_row67_an_empty_field_comes_back_with_words_and_asks_nothing_of_the_links(cast: Any) -> None:
    browser = Client()
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post("/j/", {"secret": "  "})
    tables = [query["sql"] for query in asked if "timelines_sharelink" in query["sql"]]
    assert (answer.status_code, tables) == (422, [])
    assert b"Nothing stands here yet." in answer.content


def test_row67_an_exchange_from_another_site_burns_nothing(cast: Any) -> None:
    keys = opened(begin(cast.ana, by=cast.ben, at=cast.at), cast.ben)
    for site in ("cross-site", "same-site", "none"):
        answer = Client().post("/j/", {"secret": keys.secret}, headers={"Sec-Fetch-Site": site})
        assert (answer.status_code, ShareLink.objects.get().joined_at) == (403, None)
    assert Client().post("/j/", {"secret": keys.secret}, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_row68_a_preview_of_a_link_gets_the_constant_page_and_leaves_it_alive(cast: Any) -> None:
    keys = opened(begin(cast.ana, by=cast.ben, at=cast.at), cast.ben)
    pages = {plain(Client().get("/j/", headers=headers)) for headers in [{}, *PREVIEWS]}
    pages |= {plain(Client().get(f"/j/?{keys.secret}")), plain(Client().get("/j/?code=0"))}
    assert len(pages) == 1
    for headers in PREVIEWS:
        assert Client().head("/j/", headers=headers).status_code == 200
        assert Client().options("/j/", headers=headers).status_code == 405
    assert ShareLink.objects.get().joined_at is None
    page = pages.pop().decode()
    assert (keys.secret in page, "og:" in page, "<title>Attune</title>" in page) == (False, False, True)
    assert Client().post("/j/", {"secret": keys.secret}).status_code == 302


def test_row69_a_code_is_tried_five_times_and_then_it_is_dead(cast: Any) -> None:
    keys = opened(begin(cast.ana, by=cast.ben, at=cast.at), cast.ben)
    now = timezone.now()
    wrong = [f"{keys.code[:3]}{n:05d}" for n in range(6) if f"{n:05d}" != keys.code[3:]]
    for guess in wrong[:4]:
        assert services.join(guess, at=now) is None
    assert ShareLink.objects.get().tries == 4
    assert services.join(wrong[4], at=now) is None
    assert services.join(keys.code, at=now) is None
    assert ShareLink.objects.get().tries == 5
    assert services.join(keys.secret, at=now) is not None  # guessing is no way to lock her out


def test_row69_codes_of_elsewhere_are_not_counted_against_hers(cast: Any) -> None:
    keys = opened(begin(cast.ana, by=cast.ben, at=cast.at), cast.ben)
    place = "".join(letter for letter in LETTERS if letter not in keys.code)[:3]
    for number in range(20):
        services.join(f"{place}{number:05d}", at=timezone.now())
    assert ShareLink.objects.get().tries == 0
    assert services.join(keys.code, at=timezone.now()) is not None


def test_row69_who_races_gets_no_try_more(committed_cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cast, looked = committed_cast, []
    keys = opened(begin(cast.ana, by=cast.ben, at=cast.at), cast.ben)
    compare = links.constant_time_compare

    def count(*two: Any) -> bool:
        looked.append(1)
        return compare(*two)

    monkeypatch.setattr("timelines.links.constant_time_compare", count)

    def guess(number: int) -> Any:
        try:
            return services.join(f"{keys.code[:3]}{number:05d}".replace(keys.code, "00000000"), at=timezone.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(guess, range(12))) == [None] * 12
    assert (len(looked), ShareLink.objects.get().tries) == (5, 5)
    assert services.join(keys.code, at=timezone.now()) is None


def test_row69_many_wrong_tries_from_one_address_use_up_nobody_s_code_and_lock_nobody_out(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    keys = opened(begin(cast.ana, by=cast.ben, at=cast.at), cast.ben, now)
    place = "".join(letter for letter in LETTERS if letter not in keys.code)[:3]
    here, elsewhere = Client(), Client(REMOTE_ADDR="10.0.0.9")
    wrong = [here.post("/j/", {"secret": f"{place}{number:05d}"}).status_code for number in range(31)]
    assert wrong == [404] * 30 + [429]
    waiting = [here.post("/j/", {"secret": said}) for said in (f"{keys.code[:3]}00000", keys.code, "x" * 43)]
    assert [(each.status_code, each.headers["Retry-After"]) for each in waiting] == [(429, "10")] * 3
    assert "The letters have to wait for a minute." in waiting[0].content.decode()
    assert ShareLink.objects.get().tries == 0
    assert elsewhere.post("/j/", {"secret": f"{place}00000"}).status_code == 404
    assert here.post("/j/", {"secret": keys.secret}).status_code == 302  # her link opens all the same

"""An auditor who looks all day long finds the same bytes in every page and file, whatever happens meanwhile."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.services import add_person
from audit import facts, queries, services, views
from audit.tasks import check_register, sign_register
from checkins import services as checkins
from consent.services import carry_out, change_item, withdraw
from ledger.services import anchor, opened, record
from studies.services import add_participant
from tests.audit.test_views import walk
from tests.checkins.crawled import comes, headed, plain
from tests.checkins.lived import FULL, base_of, live
from tests.checkins.runs import send_due
from tests.consent.acts import agree
from tests.interviews import steps
from timelines import services as timelines
from timelines.links import confirm, join
from transcripts import services as transcripts
from transcripts.models import Recording
from upkeep.services import carry_out as upkeep_carries_out
from upkeep.services import confirm_destruction, order_destruction

MINUTE = timedelta(minutes=1)
ELSEWHERE = ("/static/", "/me/")  # of /me/, when she herself was here last


class Clock:
    """The time of every page and task."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def on(self, minutes: int) -> datetime:
        self.at += minutes * MINUTE
        return self.at


@pytest.fixture
def clock(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Begins at six in the morning of the day after the first one."""
    clock = Clock(noon + timedelta(hours=18))
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.at)
    return clock


@pytest.fixture
def past(cast: Any, noon: datetime) -> list[Any]:
    """Three women who had their sittings yesterday, everything as it should be."""
    women = [add_participant(cast.study, cast.centre, language="nl", by=cast.ben, at=noon) for _each in range(3)]
    for who in women:
        walk(cast, who, noon)
    return women


def looks(cast: Any, clock: Clock) -> dict[str, Any]:
    """Give every page that a page leads to, and both files, as they are now; tasks of the background have run."""
    check_register()
    sign_register()
    send_due(clock.at)
    browser, study = comes(cast.aude), cast.study
    found = {path: answered(browser.post(path)) for path in (f"/audit/{study.pk}/register.csv",
                                                              f"/audit/{study.pk}/chain.jsonl")}  # fmt: skip
    left = {"/", f"/audit/{study.pk}/?matter=missing", f"/audit/{study.pk}/?since=2026-06-10"}
    while left:
        path = left.pop()
        answer = browser.get(path)
        found[path] = answered(answer)
        links = {each.decode() for each in re.findall(rb'href="(/[^"#]*)', answer.content)}
        links |= {answer.headers["Location"]} if answer.headers.get("Location", "").startswith("/") else set()
        left |= {each for each in links - found.keys() if "sign-out" not in each and not each.startswith(ELSEWHERE)}
    return found


def answered(answer: Any) -> Any:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, headed(answer), plain(body)


def lived(cast: Any, past: list[Any], clock: Clock) -> Iterator[str]:
    """Let a day go by on which everything is done that can be done; say what was done since the last look."""
    yield from held(cast, clock)
    yield from kept(cast, past, clock)
    yield from stopped(cast, past, clock)


def held(cast: Any, clock: Clock) -> Iterator[str]:
    base = base_of(cast, clock.on(5))
    yield "she agreed, a sitting is planned, its attunement given"
    live(base, FULL)
    clock.on(260)
    yield "it was held with everything, debriefed, recorded and typed out"
    line = timelines.start(cast.ana, at=clock.at)
    link, keys = timelines.open_link(line, lands_on="/", by=cast.ben, at=clock.at)
    join(keys.secret, at=clock.on(1))
    confirm(line, link.pk, by=cast.ben, at=clock.on(1))
    opened("timelines.no_name", actor=cast.ben.pk, subject=cast.ana.pk, target=line.pk, at=clock.on(1))
    yield "a device came in, and a word was no name"


def kept(cast: Any, past: list[Any], clock: Clock) -> Iterator[str]:
    now = {"experience": 5, "attention": 4, "her_wish": 4}
    given = checkins.give(past[0], by=cast.ben, at=clock.on(5), **steps.FELT | now)
    yield "a feedback asks for somebody now"
    clock.on(20)
    yield "nobody answered, and it was handed on"
    checkins.acknowledge(given, by=cast.thea, next=1, at=clock.on(3), sure=True)
    recording = Recording.objects.get(participant=cast.ana)
    transcripts.mark_transcribed(recording, transcriber=cast.ben, on=clock.at.date(), by=cast.ben, at=clock.on(1))
    transcripts.mark_deleted(recording, witness=cast.rita, by=cast.ben, at=clock.on(1))
    yield "it was answered, and a recording deleted"
    new = add_participant(cast.study, cast.centre, language="nl", by=cast.ben, at=clock.on(5))
    agree(new, by=cast.ben, at=clock.on(5))
    for _each in range(70):
        record("accounts.signed_in", actor=cast.lena.pk, subject=cast.lena.pk, target=cast.lena.pk, payload={},
               at=clock.at)  # fmt: skip
    anchor(at=clock.at)
    yield "somebody was taken in, and the register signed in between"


def stopped(cast: Any, past: list[Any], clock: Clock) -> Iterator[str]:
    change_item(cast.ana, "C07", yes=False, at=clock.on(5))
    withdraw(past[0], "W1", by_code=True, at=clock.on(5))
    yield "one changed a choice, and one stopped"
    withdraw(past[1], "W3", by_code=True, at=clock.on(5))
    assert carry_out(past[1].pk, clock.on(1))
    yield "one had everything deleted"
    # what is written late, of the day before, does not move where it ended
    cara = add_person(email="cara@example.org", name="Cara", duty="custodian", at=cast.at)
    order = order_destruction(past[2], reason="asked", by=cara, at=clock.on(5))
    confirm_destruction(order, by=cast.adam, at=clock.on(1))
    assert upkeep_carries_out(order.pk, clock.on(1))
    yield "of one the key was destroyed"


def test_whoever_looks_all_day_finds_the_same_until_the_next_day(cast: Any, past: list[Any], clock: Clock) -> None:
    morning = looks(cast, clock)
    assert [answer[0] for answer in morning.values()].count(200) == 6
    for done in lived(cast, past, clock):
        now = looks(cast, clock)
        assert (done, [path for path in morning | now if morning.get(path) != now.get(path)]) == (done, [])
    clock.at += timedelta(hours=20)
    after = looks(cast, clock)
    moved = {path.rpartition("/")[2] for path in morning | after if morning.get(path) != after.get(path)}
    assert {"", "register.csv", "chain.jsonl"} <= moved


LEAKS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "rows as they are now": (facts, "before", lambda case, today, closed: case),
    "the day as it was an hour ago": (queries, "began", lambda study, at: at - 60 * MINUTE),
    "entries up to now": (views, "day_began", lambda at: at),
    "the chain up to now": (services, "last_before", lambda at: anchor(at=timezone.now())),
}  # fmt: skip


@pytest.mark.security
@pytest.mark.parametrize("leak", LEAKS)
def test_a_page_that_tells_what_is_now_is_found(
    cast: Any, past: list[Any], clock: Clock, leak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*LEAKS[leak])
    morning = looks(cast, clock)
    withdraw(past[0], "W1", by_code=True, at=clock.on(5))
    clock.on(90)
    assert looks(cast, clock) != morning

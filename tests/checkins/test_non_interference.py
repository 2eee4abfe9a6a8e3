"""Two databases, equal but for all she said or drew: a therapist and an auditor find the same bytes in both."""

import gc
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from accounts.access import Denied
from audit import views as audit_views
from checkins.holder import DELETED, HOLDER
from checkins.models import Feedback
from checkins.services import acknowledge, give, see
from config import doors
from config.logs import WithoutValues
from consent.services import change_item, withdraw
from interviews.models import Sitting
from tests.access.stated import of_kind
from tests.checkins.crawled import (
    Methods,
    by_every_method,
    comes,
    crawl,
    mails,
    of_the_register,
    opened,
    opened_and_sent,
    plain,
)
from tests.checkins.leaks import AT_LENGTH, LEAKS
from tests.checkins.lived import LET_GO, OF_A_THERAPIST, PAIRS, Base, base_of, live, taken_back
from tests.interviews import steps


@pytest.fixture
def base(cast: Any, noon: datetime, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Base:
    """A sitting planned in the morning; everybody looks six hours later."""
    settings.MAILS, settings.DEFAULT_FROM_EMAIL = True, "attune@example.org"
    made = base_of(cast, noon - timedelta(hours=4))
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon + timedelta(hours=2))
    return made


@pytest.fixture
def next_day(base: Base, noon: datetime, monkeypatch: pytest.MonkeyPatch) -> Base:
    """The same; everybody looks on the day after, on which an auditor finds the sitting."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon + timedelta(days=1))
    return base


@pytest.fixture
def lines_logged() -> Iterator[list[str]]:
    """Every line that the program would log, as it would stand there."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(WithoutValues("{levelname} {name} {message}", style="{").format(record))

    handler, root = Keep(), logging.getLogger()
    request = logging.getLogger("django.request")
    for logger in (root, request):
        logger.addHandler(handler)
    yield written
    for logger in (root, request):
        logger.removeHandler(handler)


def socket_says(browser: Client, person: Any, ids: dict[str, Any]) -> dict[str, str]:
    """Give what each socket says to somebody who knocks about these ids and asks for everything."""
    said = {}
    for route, seat_of in doors.consumers():
        seat = seat_of()
        if not hasattr(seat, "enter"):
            continue
        session = browser.session
        seat.scope = {
            "user": get_user(SimpleNamespace(session=session)), "session": session, "cookies": {},
            "url_route": {"kwargs": {"pk": ids["timeline"], "sitting": ids["sitting"]}},
        }  # fmt: skip
        try:
            seat.enter()
            said[route] = str(seat.answer({"since": 0}))
        except Denied:
            said[route] = "denied"
    return said


def found_by(base: Base, who: Any, lived: Any, methods: Methods, lines: list[str], mask: Any = plain) -> Any:
    """Let the sitting take place in one way, and give everything that comes to `who`."""
    with taken_back():
        ids = live(base, lived)
        gc.collect()  # what an earlier test left open says so when it is thrown away, and not among these lines
        browser = comes(who)
        lines.clear()
        sent = mails(base.at + timedelta(hours=5)) + mails(base.at + timedelta(hours=10))
        pages = crawl(browser, ids, methods, mask)
        said = socket_says(browser, who, ids)
        return {**pages, **said, "mails": sent, "log": list(lines)}


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Give the names of what is not byte by byte the same."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def compared(base: Base, who: Any, pair: str, methods: Methods, lines: list[str], mask: Any = plain) -> Any:
    one, other = (found_by(base, who, lived, methods, lines, mask) for lived in OF_A_THERAPIST[pair])
    return one, differing(one, other)


def test_a_therapist_finds_the_same_bytes_whatever_was_said_or_drawn(base: Base, lines_logged: list[str]) -> None:
    one, differs = compared(base, base.cast.thea, "quiet or full", opened, lines_logged)
    feedback = one[f"page /check-ins/feedback/{base.feedback.pk}/"]
    assert (differs, feedback[0], len(one["mails"]) > 1, "denied" in one.values()) == ([], 200, True, True)


@pytest.mark.security
def test_a_therapist_finds_the_same_before_and_after_a_sitting_until_its_feedback_is_released(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She sees that the attunement was seen, and from then on nothing moves: whoever looks again learns no hour."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: base.at + timedelta(hours=4, minutes=30))
    monkeypatch.setattr("tests.checkins.crawled.of_kind", lambda _kind: [])
    see(base.sitting.attunement, by=base.cast.ben, at=base.at)
    browser = comes(base.cast.thea)
    before = crawl(browser, {}, opened)
    live(base, replace(LET_GO, because=None))
    assert (len(before) > 3, differing(before, crawl(browser, {}, opened))) == (True, [])


def test_an_auditor_finds_the_same_days_whatever_was_said_or_drawn(
    next_day: Base, lines_logged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    only = [line for line in of_kind("/audit/") if "<" in line.route]
    monkeypatch.setattr("tests.checkins.crawled.of_kind", lambda _kind: only)
    one, differs = compared(
        next_day, next_day.cast.aude, "quiet or full", opened_and_sent, lines_logged, of_the_register
    )
    pages = [one[f"POST /audit/<uuid:pk>/{name}"] for name in ("register.csv", "chain.jsonl")]
    assert (differs, [status for status, _headers, _body in pages]) == ([], [200] * 2)
    assert b"2026-06-09" in pages[0][2]


@pytest.mark.parametrize(
    "codes", [{"attention": 4}, {"attention": 3, "her_wish": 1}, {"experience": 5, "feelings": 896, "at_the_end": 2}]
)
def test_an_auditor_finds_the_same_whatever_a_feedback_says_and_whoever_was_told(
    next_day: Base, lines_logged: list[str], monkeypatch: pytest.MonkeyPatch, codes: dict[str, int]
) -> None:
    """Nobody answers, so that it is handed on: to who is on call, to the back-up, or to nobody."""
    only = [line for line in of_kind("/audit/") if "<" in line.route]
    monkeypatch.setattr("tests.checkins.crawled.of_kind", lambda _kind: only)

    def audited(said: dict[str, int]) -> Any:
        with taken_back():
            Feedback.objects.all().delete()
            quiet = steps.FELT | {"her_wish": 4, "attention": 1}
            base = next_day
            given = give(base.cast.ana, by=base.cast.ben, at=base.at + timedelta(hours=5), **quiet | said)
            lived, who = PAIRS["quiet or full"][0], base.cast.aude
            return found_by(replace(base, feedback=given), who, lived, opened_and_sent, lines_logged, of_the_register)

    one, other = audited({}), audited(codes)
    assert [name for name in differing(one, other) if name != "mails"] == []


@pytest.mark.security
@pytest.mark.parametrize("pair", OF_A_THERAPIST)
def test_no_way_in_tells_a_therapist_two_sittings_apart(base: Base, lines_logged: list[str], pair: str) -> None:
    """By every method where most is different; by those that open and send in the other pairs."""
    methods = by_every_method if pair == "quiet or full" else opened_and_sent
    for who in (base.cast.thea, base.cast.theo):
        assert (who.name, compared(base, who, pair, methods, lines_logged)[1]) == (who.name, [])


@pytest.mark.security
@pytest.mark.parametrize("pair", PAIRS)
def test_no_way_in_tells_an_auditor_two_sittings_apart(next_day: Base, lines_logged: list[str], pair: str) -> None:
    methods = by_every_method if pair == "quiet or full" else opened_and_sent
    assert compared(next_day, next_day.cast.aude, pair, methods, lines_logged, of_the_register)[1] == []


def deleted(base: Base) -> None:
    """Her key stays: what is destroyed comes back for no other way of ending."""
    withdraw(base.cast.ana, "W3", by_code=True, at=timezone.now())
    assert HOLDER.carry_out(base.cast.ana.pk, DELETED, timezone.now())


ENDS: dict[str, Callable[[Base], Any]] = {
    "she stops": lambda base: withdraw(base.cast.ana, "W1", by_code=True, at=timezone.now()),
    "her recording goes, too": lambda base: withdraw(base.cast.ana, "W2", by_code=True, at=timezone.now()),
    "everything is to go": lambda base: withdraw(base.cast.ana, "W3", by_code=True, at=timezone.now()),
    "everything is gone": deleted,
    "she tells her interviewer": lambda base: withdraw(
        base.cast.ana, "W3", by_code=False, by=base.cast.ben, channel="by_phone", at=timezone.now()
    ),
    "she shares it no longer": lambda base: change_item(base.cast.ana, "C06", yes=False, at=timezone.now()),
}


def left_after(base: Base, ends: Callable[[Base], Any], browser: Client) -> dict[str, Any]:
    """Let a therapist be on her way to somebody when it `ends`; give what she finds at each address and on her list."""
    with taken_back():
        see(base.sitting.attunement, by=base.cast.ben, at=base.feedback.released_at)
        acknowledge(base.feedback, by=base.cast.thea, next=1, at=base.feedback.released_at)
        ends(base)
        page = f"/check-ins/feedback/{base.feedback.pk}/"
        sent = {f"{page}acknowledge/": {"next": "1"}, f"{page}follow-up/": {"done": "1"}}
        answers = {each: browser.get(each) for each in ("/check-ins/", page, *sent)}
        answers |= {f"POST {each}": browser.post(each, fields) for each, fields in sent.items()}
        return {name: (answer.status_code, plain(answer.content)) for name, answer in answers.items()}


def test_whatever_ended_it_whoever_was_going_to_her_reads_the_same_words_and_the_number(base: Base) -> None:
    browser = comes(base.cast.thea)
    found = {name: left_after(base, ends, browser) for name, ends in ENDS.items()}
    first = found["she stops"]
    assert [name for name, one in found.items() if differing(first, one)] == []
    assert {status for name, (status, _body) in first.items() if name != "/check-ins/"} == {409}
    house = f'{base.cast.centre.name}: <a href="tel:0000000">'.encode()
    assert [(body.count(house), b"P01" in body) for _status, body in first.values()] == [(1, False)] * len(first)


@pytest.mark.parametrize(
    "leak", [pytest.param(leak, marks=pytest.mark.security if leak in AT_LENGTH else ()) for leak in LEAKS]
)
def test_a_leak_that_is_planted_is_found(
    base: Base, lines_logged: list[str], leak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair, plant = LEAKS[leak]
    monkeypatch.setattr("tests.checkins.crawled.of_kind", lambda _kind: [])  # what a therapist comes upon is enough
    with monkeypatch.context() as patch:
        plant(patch)
        assert compared(base, base.cast.thea, pair, opened, lines_logged)[1] != []


def test_a_leak_of_hours_to_an_auditor_is_found(
    base: Base, lines_logged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    render = audit_views.render

    def leaking(request: Any, template: str, shown: dict[str, Any], **options: Any) -> Any:
        answer = render(request, template, shown, **options)
        answer.content += f"{Sitting.objects.get().opened_at:%H:%M}".encode()
        return answer

    monkeypatch.setattr("tests.checkins.crawled.of_kind", lambda _kind: [])
    with monkeypatch.context() as patch:
        patch.setattr(audit_views, "render", leaking)
        found = compared(base, base.cast.aude, "early or late", opened, lines_logged, of_the_register)[1]
    assert found != []

"""One sitting, lived in two ways: equal in what a therapist may know, different in everything said or drawn."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.core import mail
from django.db import transaction
from django.test import Client

from checkins.models import Feedback
from checkins.services import give
from config import doors
from consent.services import permit_recording
from interviews import services
from interviews.models import Kind, Sitting, Talked
from tests.access.stated import Line, of_kind
from tests.access.sweep import METHODS, path_of, takes
from tests.checkins.runs import send_due
from tests.consent.acts import agree
from tests.interviews import steps
from tests.lock_order import of_the_test
from tests.transcripts.holding import RAW, bring
from timelines.models import Thing
from timelines.services import apply, start
from transcripts import services as transcripts
from transcripts.models import Device

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Lived:
    """What a sitting was like: minutes since it was planned, words, topics by number, things drawn and taken."""

    opens: int
    lasts: int
    pauses: int
    labels: tuple[str, ...]
    dropped: int
    marks: tuple[tuple[int, Talked], ...]
    spoken: str
    ages: str
    load: int
    asides: tuple[int, ...] = ()  # topics set aside whole, by their position
    moments: tuple[Kind, ...] = ()
    noted: str = ""
    helped: bool = False  # somebody was called
    taken_up: tuple[int, ...] = ()  # of the topics set aside, those that she took up again on her own screen


QUIET = Lived(20, 31, 0, (), 0, (), "Yes.", "3", 1)
FULL = Lived(
    50, 150, 3, ("zwirbelquast", "mollumbrink", "quastelbrodt among others", "vennigrafel"), 2,
    ((4, Talked.SET_ASIDE), (1, Talked.DISCUSSED), (3, Talked.SET_ASIDE), (2, Talked.VOLUNTEERED)),
    "It was a long winter, and the water rose. " * 40, "61,67,71", 4, (1, 2),
    (Kind.DISCLOSURE, Kind.SILENCE, Kind.ACCURACY, Kind.SILENCE, Kind.ASKED), "she looked at the wall for a while",
    True, (2,),
)  # fmt: skip
EARLY, LATE = Lived(5, 31, 0, (), 0, (), "Yes.", "3", 1), Lived(170, 31, 0, (), 0, (), "Yes.", "3", 1)
OTHER_ORDER = Lived(50, 150, 3, FULL.labels[::-1], 2, FULL.marks[::-1], FULL.spoken[::-1], "71,67,61", 4, (2, 1),
                    FULL.moments[::-1], FULL.noted[::-1])  # fmt: skip
PAIRS = {"quiet or full": (QUIET, FULL), "early or late": (EARLY, LATE), "in another order": (FULL, OTHER_ORDER)}


@dataclass
class Base:
    """What both ways have in common; `at` is the morning on which the sitting was planned."""

    cast: Any
    at: datetime
    sitting: Sitting
    feedback: Feedback


def base_of(cast: Any, at: datetime) -> Base:
    """Plan a sitting with its attunement, and lay the feedback ready that is given five hours later."""
    services.publish_guide(cast.study, steps.content(), by=cast.lena, at=at)
    agree(cast.ana, by=cast.ben, at=at)
    sitting = steps.attuned(cast, steps.planned(cast, at), at)
    later = at + timedelta(hours=5)
    feedback = give(cast.ana, by=cast.ben, at=later, **steps.FELT | {"her_wish": 4, "attention": 3})
    return Base(cast, at, sitting, feedback)


def live(base: Base, lived: Lived) -> dict[str, Any]:
    """Let the sitting take place in one of its ways; gives the ids of everything by the argument that names it."""
    cast, begins = base.cast, base.at + lived.opens * MINUTE
    services.describe(cast.ana, {"children_ages": lived.ages}, by=cast.ben, at=base.at)
    services.see_attunement(base.sitting, by=cast.ben, at=begins)
    sitting = services.open_sitting(base.sitting, by=cast.ben, at=begins)
    permit_recording(cast.ana, yes=True, by=cast.ben, at=begins)
    for each in range(lived.pauses):
        services.pause(sitting, by=cast.ben, at=begins + (2 * each + 1) * MINUTE)
        services.go_on(sitting, by=cast.ben, at=begins + (2 * each + 2) * MINUTE)
    for number, talked in lived.marks:
        services.mark(sitting, steps.question(sitting.interview.guide, number), talked, by=cast.ben, at=begins)
    _beside_the_questions(sitting, lived, cast.ben, begins)
    timeline = _draw(cast, lived, begins)
    services.close(sitting, by=cast.ben, at=begins + lived.lasts * MINUTE)
    Sitting.objects.filter(pk=sitting.pk).update(feedback=base.feedback)
    services.debrief(sitting, load=lived.load, need=lived.load, by=cast.ben, at=base.at + timedelta(hours=4))
    return _written(base, lived, timeline)


def _beside_the_questions(sitting: Sitting, lived: Lived, by: Any, at: datetime) -> None:
    for position in lived.asides:
        services.set_aside(sitting, sitting.interview.guide.themes.get(position=position), by=by, at=at)
    for position in lived.taken_up:
        topic = sitting.interview.guide.themes.get(position=position)
        services.take_up(sitting.interview.participant, "theme", topic.pk, at=at)
    for place, kind in enumerate(lived.moments):
        services.mark_moment(sitting, kind, pk=uuid4(), when=at + place * MINUTE, by=by, at=at)
    if lived.noted:
        services.write_down(sitting, services.without_names(lived.noted), pk=uuid4(), when=at, by=by, at=at)
    if lived.helped:
        services.help_called(sitting, by=by, at=at)
    services.open_notes(sitting.interview.participant, by=by, at=at)


def _draw(cast: Any, lived: Lived, at: datetime) -> Any:
    timeline = start(cast.ana, at=at)
    lane, drawn = timeline.lanes.get(position=1), [str(uuid4()) for _label in lived.labels]
    for place, (pk, label) in enumerate(zip(drawn, lived.labels, strict=True)):
        _do(timeline, cast, at, kind="put", target=pk, lane=str(lane.pk), shape="moment", from_age=9 + place,
            to_age=9 + place, label=label)  # fmt: skip
    for pk in drawn[: lived.dropped]:
        _do(timeline, cast, at, kind="drop", target=pk)
    return timeline


def _do(timeline: Any, cast: Any, at: datetime, **said: Any) -> None:
    apply(timeline, {"id": str(uuid4()), **said}, hers=True, by=cast.ana.pk, at=at)


def _written(base: Base, lived: Lived, timeline: Any) -> dict[str, Any]:
    cast, at = base.cast, base.at + timedelta(hours=4)
    recording = transcripts.register_recording(Sitting.objects.get(), device=Device.RECORDER, by=cast.ben, at=at)
    stored = bring(cast, cast.ana, at, f"{RAW}\nR: {lived.spoken}")
    transcripts.sign(stored, by=cast.rita, at=at)
    thing = Thing.objects.filter(timeline=timeline).first()
    return {
        "participant": cast.ana.pk, "study": cast.study.pk, "sitting": base.sitting.pk, "feedback": base.feedback.pk,
        "attunement": base.sitting.attunement_id, "guide": base.sitting.interview.guide_id, "timeline": timeline.pk,
        "thing": thing.pk if thing else uuid4(), "recording": recording.pk, "stored": stored.pk, "candidate": stored.pk,
        "person": cast.thea.pk, "item": "C09", "level": "W1", "of": "yes",
    }  # fmt: skip


TOKENS = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|session)" value=|"X-CSRFToken":|nonce=|X-CSRFToken&quot;:&quot;)"?[\w+/=-]+"?'
)
HASHES = re.compile(rb"[0-9a-f]{64}|[A-Za-z0-9+/=]{40,}")
IDS = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DRAWN_ANEW = ("/me/code/", "/key/")
"""Pages that draw a new secret for each answer, and its picture; of them the status is compared alone."""
CHANGING = {"Set-Cookie", "Content-Security-Policy", "Server-Timing"}


def plain(body: bytes) -> bytes:
    """Give a body without what is drawn anew for every answer."""
    return TOKENS.sub(b"", body)


def of_the_register(body: bytes) -> bytes:
    """Give a body of the auditor's: salted hashes are noise, ids are numbered as they come."""
    numbers: dict[bytes, bytes] = {}
    bare = HASHES.sub(b"#", plain(body))
    return IDS.sub(lambda found: numbers.setdefault(found[0], b"id %d" % len(numbers)), bare)


Methods = Callable[[Line, int], list[str]]
"""By which methods an address is asked; the number is its place among all of them."""
RARER = sorted({*METHODS} - {"GET", "POST"})


def opened(line: Line, place: int) -> list[str]:
    """Open each address."""
    return ["GET"]


def opened_and_sent(line: Line, place: int) -> list[str]:
    """Open each address that is opened, and send to each that takes a form."""
    return [each for each in takes(dict(doors.views())[line.route]) if each in ("GET", "POST")]


def by_every_method(line: Line, place: int) -> list[str]:
    """Do the same, and ask by one other method in turn: of those an address knows what it is, and looks at no row."""
    return [*opened_and_sent(line, place), RARER[place % len(RARER)]]


def crawl(browser: Client, ids: dict[str, Any], methods: Methods, mask: Any = plain) -> dict[str, Any]:
    """Give what every address of the program answers about these ids, and every page to which a page leads."""
    found: dict[str, Any] = {}
    for place, line in enumerate(of_kind("/")):
        known = {name: ids.get(row, uuid5(NAMESPACE_URL, row)) for name, row in line.names.items()}
        for method in methods(line, place):
            path = path_of(line.route, {name: name for name in line.names}, known)
            found[f"{method} {line.route}"] = _answer(browser, method, path, mask)
    left = {"/"}
    while left:
        path = left.pop()
        links: set[str] = set()
        found[f"page {path}"] = _answer(browser, "GET", path, mask, links)
        left |= {each for each in links if f"page {each}" not in found and "sign-out" not in each}
    return found


Answer = tuple[int, list[tuple[str, str]], bytes]


def _answer(browser: Client, method: str, path: str, mask: Any, links: set[str] | None = None) -> Answer:
    carried = {name: one.value for name, one in browser.cookies.items()}
    with of_the_test():  # what a question writes is taken back, and whoever signs out is still there
        answer = browser.generic(method, path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    browser.cookies.clear()
    browser.cookies.load(carried)
    if links is not None:
        links |= {each.decode() for each in re.findall(rb'(?:href|action)="(/[^"#]*)', body)}
        links |= {answer.headers["Location"]} if answer.headers.get("Location", "").startswith("/") else set()
    if path.startswith(DRAWN_ANEW):
        return answer.status_code, [], b""
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in CHANGING)
    return answer.status_code, headers, mask(body)


def mails(at: datetime) -> list[tuple[Any, ...]]:
    """Send what is due; give the mails, but for their numbers."""
    mail.outbox.clear()
    send_due(at)
    return [
        (each.to, each.subject, each.body, {name: value for name, value in each.extra_headers.items()
                                            if name != "Message-ID"})
        for each in mail.outbox
    ]  # fmt: skip


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens within leaves nothing."""
    with of_the_test():
        yield
        transaction.set_rollback(True)

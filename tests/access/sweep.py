"""Asks addresses as everybody, about every case, by every method; keeps who found them and whose words they held."""

import inspect
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.test import Client
from pypdf import PdfReader

from accounts.access import Asks, Denied
from config import doors
from tests.access.stated import Line
from tests.access.world import BOTH, EVERYBODY, NOWHERE, OWN, World

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
SOCKET = "socket"
TAKES = "takes another method"
Methods = Callable[[str, str, str], Iterable[str]]
"""The methods by which a route is asked about a case by somebody."""


class Cell(NamedTuple):
    """One question of the sweep."""

    route: str
    about: str
    method: str
    who: str


@dataclass(frozen=True)
class Answer:
    """What came back: whether the page was found (`TAKES` when only its method is wrong), and the words it held."""

    found: bool | str
    words: frozenset[str]
    consulted: frozenset[tuple[str, str]] = frozenset()  # the pairs of resource and action that were looked up
    refusal: Any = None  # of what was not found, down to its last byte and header


def path_of(route: str, names: dict[str, str], ids: dict[str, Any]) -> str:
    """Give the address of a route about the rows with these ids."""
    return re.sub(r"<\w+:(\w+)>", lambda found: str(ids[names[found[1]]]), route)


def nowhere(ids: dict[str, Any]) -> dict[str, Any]:
    """Give ids of nothing in the place of `ids`."""
    return {name: each if isinstance(each, str) else uuid4() for name, each in ids.items()}


NO_SECRET = "x" * 43
"""What opens nothing: an empty field only comes back."""


def asked(browser: Client, method: str, path: str) -> Any:
    """Give the answer; what the request did is taken back."""
    known = browser.cookies.copy()
    with transaction.atomic():
        joins = method == "POST" and path.startswith("/j/")
        answer = browser.post(path, {"secret": NO_SECRET}) if joins else browser.generic(method, path)
        transaction.set_rollback(True)
    browser.cookies = known
    assert answer.status_code < 500, path
    return answer


def led_to_sign_in(answer: Any) -> bool:
    """Say whether somebody was led to the front page to sign in."""
    return answer.status_code == 302 and answer.headers["Location"].startswith("/?")


def found(answer: Any) -> bool | str:
    """Say whether an answer lets somebody know that something is there."""
    if answer.status_code == 405:
        return TAKES
    return not led_to_sign_in(answer) and answer.status_code != 404


@cache
def _text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def readable(answer: Any) -> str:
    """Give everything that an answer says, in lower case, its headers included; a PDF as its text."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = _text_of(body) if body[:5] == b"%PDF-" else body.decode("utf-8", "replace")
    return (said + "".join(f"\n{name}: {value}" for name, value in answer.headers.items())).lower()


def words_in(said: str, words: Iterable[str]) -> frozenset[str]:
    """Give those of `words` that `said` holds, ages also with spaces between them."""
    closed = said.replace(", ", ",")
    return frozenset(each for each in words if each.lower() in closed)


def cells(lines: Iterable[Line], world: World, methods: Methods, who: Iterable[str]) -> Iterator[tuple[Cell, str]]:
    """Give every question with its address: about other cases only where another row is named."""
    people = list(who)
    for line in lines:
        paths = {about: path_of(line.route, line.names, case.ids) for about, case in world.cases.items()}
        paths[NOWHERE] = path_of(line.route, line.names, nowhere(world.cases[OWN].ids))
        for about, path in paths.items():
            if about == OWN or path != paths[OWN]:
                for name in people:
                    yield from (
                        (Cell(line.route, about, method, name), path) for method in methods(line.route, about, name)
                    )


def sweep(
    lines: Iterable[Line], world: World, methods: Methods, who: Iterable[str] = (*EVERYBODY, BOTH)
) -> Iterator[tuple[Cell, Answer]]:
    """Ask everything, one after the other."""
    for cell, path in cells(lines, world, methods, who):
        yield cell, answered(world, cell, path)


def answered(world: World, cell: Cell, path: str) -> Answer:
    """Ask one question."""
    with consulting() as pairs:
        answer = asked(world.browsers[cell.who], cell.method, path)
    is_found = found(answer)
    said = readable(answer).replace(path, "") if is_found is True else ""  # what was asked for is not found by asking
    held = words_in(said, world.canaries)
    return Answer(is_found, held, frozenset(pairs), print_of(answer, path) if is_found is False else None)


@contextmanager
def consulting() -> Iterator[set[tuple[str, str]]]:
    """Note which pairs of resource and action are looked up in the table."""
    pairs: set[tuple[str, str]] = set()
    grants = Asks.grants

    def noting(asks: Asks) -> Any:
        pairs.add((asks.resource, asks.action))
        return grants(asks)

    Asks.grants = noting
    try:
        yield pairs
    finally:
        Asks.grants = grants


_TOKEN = re.compile(rb'(?<=")[A-Za-z0-9]{64}(?=")')
_SECRET_OF_FORMS = re.compile(rf"(?<={settings.CSRF_COOKIE_NAME}=)[A-Za-z0-9]{{32}}|(?<=expires=)[^;]+")


def print_of(answer: Any, path: str) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    """Give an answer down to its last byte and header; the address asked for, and what is of chance, stand as marks."""
    nonce = getattr(answer.wsgi_request, "csp_nonce", "") or "-"  # of this one answer, as the token of its forms is
    changes = re.compile(f"{re.escape(path)}$|{re.escape(nonce)}")
    headers = ((name, changes.sub("<path>", value)) for name, value in answer.headers.items())
    cookies = (("Set-Cookie", _SECRET_OF_FORMS.sub("<chance>", str(one))) for one in answer.cookies.values())
    body = b"" if answer.request["REQUEST_METHOD"] == "HEAD" else answer.content.replace(nonce.encode(), b"<nonce>")
    return answer.status_code, _TOKEN.sub(b"<token>", body), (*sorted(headers), *cookies)


def takes(view: Any) -> list[str]:
    """Give the methods that a view takes, the one it is for first; all of them when it does not say."""
    while view is not None:
        named = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if "request_method_list" in named:
            return list(named["request_method_list"])
        if inspect.isfunction(view) and view.__module__ == "accounts.sending":
            return ["POST", "GET", "HEAD"]  # a form, and who opens its address is led to the page it stands on
        view = getattr(view, "__wrapped__", None)
    return METHODS


def sockets(
    lines: Iterable[Line], world: World, who: Iterable[str] = (*EVERYBODY, BOTH)
) -> Iterator[tuple[Cell, Answer]]:
    """Knock at every socket as everybody, and ask for its whole state."""
    for cell, _path in cells(lines, world, lambda *_: [SOCKET], who):
        yield cell, knocked(world, cell)


def knocked(world: World, cell: Cell) -> Answer:
    """Knock at one socket, and ask for its whole state."""
    seat = dict(doors.consumers())[cell.route]()
    if not hasattr(seat, "enter"):  # the socket where nothing is
        return Answer(False, frozenset())
    seat.scope = _scope(world, cell)
    with consulting() as pairs, transaction.atomic():
        try:
            seat.enter()
            said = json.dumps(seat.answer({"since": 0}))
        except Denied:
            return Answer(False, frozenset(), frozenset(pairs))
        finally:
            transaction.set_rollback(True)
    return Answer(True, words_in(said.lower(), world.canaries), frozenset(pairs))


def _scope(world: World, cell: Cell) -> dict[str, Any]:
    browser, case = world.browsers[cell.who], world.cases.get(cell.about)
    cookies = {name: one.value for name, one in browser.cookies.items()}
    pk = case.ids["timeline"] if case else uuid4()
    return {"session": browser.session, "cookies": cookies, "url_route": {"kwargs": {"pk": pk}}}

"""The menu of each role. `base.html` draws it and names no room."""

from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import Asks, Role, actor_of

ENTRIES = [
    # route name, words, roles that see it; the first entry of a person is where they land
    ("today:page", _("Today"), {Role.INTERVIEWER, Role.LEAD, Role.READER, Role.SUPERVISOR}),
    ("checkins:list", _("What waits"), {Role.THERAPIST}),
    ("audit:register", _("Register"), {Role.AUDITOR}),
    ("upkeep:page", _("Installation"), {Role.ADMINISTRATOR, Role.CUSTODIAN}),
    ("studies:participants", _("Participants"), {Role.INTERVIEWER, Role.LEAD}),
    ("studies:page", _("Study"), {Role.LEAD}),
    ("consent:list", _("Consent"), {Role.LEAD}),
    ("interviews:guide", _("Guide"), {Role.INTERVIEWER, Role.LEAD, Role.SUPERVISOR}),
    ("interviews:moments", _("For yourself"), {Role.INTERVIEWER}),
    ("interviews:shared", _("Interviewers"), {Role.SUPERVISOR}),
    ("transcripts:list", _("Transcripts"), {Role.INTERVIEWER, Role.LEAD, Role.READER}),
]


ROLE_WORDS = {
    Role.INTERVIEWER: _("interviewer"),
    Role.READER: _("second reader"),
    Role.THERAPIST: _("therapist"),
    Role.SUPERVISOR: _("supervisor"),
    Role.LEAD: _("study lead"),
    Role.AUDITOR: _("ethics auditor"),
    Role.CUSTODIAN: _("custodian"),
    Role.ADMINISTRATOR: _("administrator"),
}


class Item(NamedTuple):
    """One menu entry as `base.html` draws it."""

    url: str
    label: str
    current: str  # aria-current: "page" on the page itself, "true" on a page below it


def entries(request: HttpRequest) -> tuple[Item, ...]:
    """Give the menu of who asks, in its order."""
    roles = _roles(request)
    language = get_language()
    here = max((url for url, _words in _offered(roles, language) if request.path.startswith(url)), key=len, default="")
    return _entries(roles, language, here, "page" if request.path == here else "true")


@lru_cache(2000)
def _entries(roles: frozenset[Role], language: str | None, here: str, current: str) -> tuple[Item, ...]:
    return tuple(Item(url, words, current if url == here else "") for url, words in _offered(roles, language))


@lru_cache(200)
def _offered(roles: frozenset[Role], language: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((reverse(route), str(words)) for route, words, seen_by in ENTRIES if roles & seen_by)


def role_words(request: HttpRequest) -> str:
    """Give the roles of who asks, in words."""
    return _in_words(_roles(request), get_language())


@lru_cache(200)
def _in_words(roles: frozenset[Role], language: str | None) -> str:
    return ", ".join(str(words) for role, words in ROLE_WORDS.items() if role in roles)


def _roles(request: HttpRequest) -> frozenset[Role]:
    """Give the roles in which the page was asked for; a page that no policy row let through finds them itself."""
    asks: Asks | None = getattr(request, "asks", None)
    return asks.actor.roles if asks else actor_of(request.session, request.user, timezone.now()).roles


def landing(roles: frozenset[Role]) -> str | None:
    """Give the path on which somebody with these roles lands, or None when no page is theirs."""
    return next((reverse(route) for route, _words, seen_by in ENTRIES if roles & seen_by), None)

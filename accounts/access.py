"""Evaluation of the access policy: closed by default, one table, one way to a row.

`config` fills in the table (`config/policy.py`), who holds which role, and how each room's rows are related to people.
A view, consumer, task or command states its row of the table with `policy(resource, action)`; a query reaches rows
only through `Asks`.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import Person

M = TypeVar("M", bound=Model)
COVERS = "_covers_at"
"""Name in a loaded session: seconds since 1970 at which the screen is covered unless its person does something."""
FACTOR = "factor_at"
"""Name in a session: seconds since 1970 at which its person last showed a second factor."""


class Role(StrEnum):
    """In what part somebody asks."""

    ANONYMOUS = "anonymous"
    PARTICIPANT_BY_LINK = "participant by link"
    PARTICIPANT_BY_CODE = "participant by code"
    INTERVIEWER = "interviewer"
    READER = "reader"
    THERAPIST = "therapist"
    SUPERVISOR = "supervisor"
    LEAD = "lead"
    AUDITOR = "auditor"
    CUSTODIAN = "custodian"
    ADMINISTRATOR = "administrator"
    PLATFORM = "platform"  # tasks and commands


class Relation(StrEnum):
    """How somebody has to be related to a row so that a policy row lets them through."""

    ANY = "any"
    OWN_STUDY = "own study"
    OWN_CENTRE = "own centre"
    ASSIGNED = "assigned case"
    NAMED = "named on the row"
    SELF = "about oneself"
    OWN_LINK = "own link"
    OWN_CODE = "own code"


class Denied(Http404):
    """Not theirs, or not there: both look alike."""


class NotNow(Exception):
    """Theirs, but not now. `words` is a translated sentence for the person who asked; answered with `status`."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(type(self).__name__)
        self.words = words


@dataclass(frozen=True)
class Actor:
    """Who asks: a person, a participant's device by link, a participant by code, several of them, or nobody."""

    person: UUID | None = None
    link: UUID | None = None
    code: UUID | None = None  # the participant's id
    roles: frozenset[Role] = frozenset({Role.ANONYMOUS})

    @property
    def id(self) -> UUID:
        """The person's id. Raises Denied when nobody is signed in."""
        if self.person is None:
            raise Denied
        return self.person


class Relations(Protocol):
    """How a room's rows are related to who asks: the filter that leaves the rows of `relation` to `actor`."""

    def __call__(self, actor: Actor, role: Role, relation: Relation, at: datetime) -> Q: ...


Policy = Mapping[tuple[Role, str, str], Relation]


@dataclass
class _Wiring:
    policy: Policy = field(default_factory=dict)
    relations: Mapping[str, Relations] = field(default_factory=dict)
    roles: Callable[[UUID, datetime], frozenset[Role]] = lambda person, at: frozenset()
    landing: Callable[[frozenset[Role]], str | None] = lambda roles: None


_wiring = _Wiring()


def wire(
    policy: Policy,
    relations: Mapping[str, Relations],
    roles: Callable[[UUID, datetime], frozenset[Role]],
    landing: Callable[[frozenset[Role]], str | None],
) -> None:
    """Take the table, the rooms' relations, who holds which role and where they land. Called once, by `config`."""
    _wiring.policy, _wiring.relations, _wiring.roles, _wiring.landing = policy, relations, roles, landing


def landing_of(actor: "Actor") -> str | None:
    """Give the path of the page on which `actor` lands, or None."""
    return _wiring.landing(actor.roles)


@dataclass(frozen=True)
class Asks:
    """Somebody who asks for one action on one resource at an instant: the only way to a row."""

    actor: Actor
    resource: str
    action: str
    at: datetime

    def grants(self) -> list[tuple[Role, Relation]]:
        """Give the policy rows that the actor's roles hold for this resource and action."""
        rows = ((role, _wiring.policy.get((role, self.resource, self.action))) for role in sorted(self.actor.roles))
        return [(role, relation) for role, relation in rows if relation is not None]

    def all(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Give those of `rows` that the policy lets the actor reach."""
        allowed = Q(pk__in=[])
        for role, relation in self.grants():
            if relation is Relation.ANY:
                return rows
            allowed |= _wiring.relations[self.resource](self.actor, role, relation, self.at)
        return rows.filter(allowed)

    def one(self, rows: QuerySet[M], pk: UUID) -> M:
        """Give the row `pk`. Raises Denied when it is not there or not theirs."""
        found = self.all(rows).filter(pk=pk).first()
        if found is None:
            raise Denied
        return found

    def to(self, action: str, resource: str | None = None) -> "Asks":
        """Give the same actor asking for another action, or another resource."""
        return Asks(self.actor, resource or self.resource, action, self.at)

    def may(self) -> bool:
        """Say whether any role of the actor has a row for this at all."""
        return bool(self.grants())


class AskingRequest(HttpRequest):
    """A request that a policy row has let through."""

    actor: Actor  # also there when no row lets through
    asks: Asks
    csp_nonce: str  # of the scripts of this answer
    user: "Person"  # an anonymous one only where nobody has to sign in


def asks(actor: Actor, resource: str, action: str, at: datetime) -> Asks:
    """Give `actor` asking for `action`. Raises Denied when no role of theirs has a row for it."""
    asking = Asks(actor, resource, action, at)
    if not asking.may():
        raise Denied
    return asking


def platform_asks(resource: str, action: str, at: datetime) -> Asks:
    """Give the platform itself asking, as tasks and commands do. Raises Denied without a policy row."""
    return asks(Actor(roles=frozenset({Role.PLATFORM})), resource, action, at)


def covered(session: Mapping[str, Any], at: datetime) -> bool:
    """Say whether the screen of who signed in on this session is covered at `at`."""
    return bool(at.timestamp() >= session.get(COVERS, math.inf))


def shown_factor(session: Mapping[str, Any]) -> bool:
    """Say whether a second factor was shown on this session; the invented people of the demonstration have none."""
    return bool(settings.DEMO or session.get(FACTOR))


def actor_of(session: Mapping[str, Any], person: Any, at: datetime) -> Actor:
    """Give the actor that a session and its signed-in person (or an anonymous one) stand for.

    The session's `code_until` (seconds since 1970, exclusive) ends its code, and nothing else of it. A person whose
    screen is covered (`accounts.sessions.COVERS`) is nobody until they open it again; without a second factor they hold
    no role, except in the demonstration.
    """
    link, code = session.get("link"), session.get("code")
    if at.timestamp() >= session.get("code_until", math.inf):
        code = None
    roles = {Role.ANONYMOUS}
    if link:
        roles.add(Role.PARTICIPANT_BY_LINK)
    if code:
        roles.add(Role.PARTICIPANT_BY_CODE)
    signed_in = bool(person and person.is_authenticated and person.is_active) and not covered(session, at)
    if signed_in and shown_factor(session):
        roles |= _wiring.roles(person.pk, at) | ({Role(person.duty)} if person.duty else set())
    return Actor(
        person=person.pk if signed_in else None,
        link=UUID(link) if link else None,
        code=UUID(code) if code else None,
        roles=frozenset(roles),
    )


def let_in(request: HttpRequest, resource: str, action: str) -> None:
    """Give the request its `actor` and its `asks`. Raises Denied when no role of who asks has a row for this."""
    at = timezone.now()
    request.actor = actor_of(request.session, request.user, at)  # type: ignore[attr-defined]
    request.asks = asks(request.actor, resource, action, at)  # type: ignore[attr-defined]


F = TypeVar("F", bound=Callable[..., Any])


def policy(resource: str, action: str) -> Callable[[F], F]:
    """Name the policy row of a view or a consumer class.

    A view gets `request.asks`; without a row for any role of the actor it answers 404, whatever the method. A consumer
    class is only marked: it asks by `asks` when it connects and again for every message. A view that nobody has to sign
    in for is `@login_not_required` as well.
    """

    def name(thing: F) -> F:
        if isinstance(thing, type):
            thing.policy = (resource, action)  # type: ignore[attr-defined]
            return thing

        @wraps(thing)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            known: Asks | None = getattr(request, "asks", None)
            if known is None or (known.resource, known.action) != (resource, action):
                let_in(request, resource, action)
            return thing(request, *args, **kwargs)

        guarded.policy = (resource, action)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return name


def for_task(resource: str, action: str) -> Callable[[F], F]:
    """Name the policy row of a task or command function; it runs as the platform."""

    def name(function: F) -> F:
        @wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            platform_asks(resource, action, timezone.now())
            return function(*args, **kwargs)

        guarded.policy = (resource, action)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return name


_DEVICES = {Role.PARTICIPANT_BY_LINK: {Relation.OWN_LINK}, Role.PARTICIPANT_BY_CODE: {Relation.OWN_CODE}}
_STAFF = set(Relation) - {Relation.OWN_LINK, Relation.OWN_CODE}
_RELATED = dict.fromkeys(Role, _STAFF) | dict.fromkeys((Role.ANONYMOUS, Role.PLATFORM), {Relation.ANY}) | _DEVICES
"""The ways in which somebody in each part can be related to anything; a participant's device in one."""


def faults(stated: Iterable[tuple[str, str]]) -> list[str]:
    """Give what is wrong with the table, seen against the (resource, action) pairs that the program states.

    A pair without a row, a row that nothing states, a resource whose relations no room has told, a role that can't be
    related so, a row for some where everybody has one, and one for the staff where a participant's device has one.
    """
    pairs = set(stated)
    rows = {(resource, action) for _, resource, action in _wiring.policy}
    told = {res for (_, res, _), relation in _wiring.policy.items() if relation is not Relation.ANY}
    open_to_all = {row[1:] for row in _wiring.policy if row[0] is Role.ANONYMOUS}
    hers = {row[1:] for row in _wiring.policy if row[0] in _DEVICES}
    return (
        [f"no policy row for {pair}" for pair in sorted(pairs - rows)]
        + [f"nothing states the policy row {pair}" for pair in sorted(rows - pairs)]
        + [f"no room says how {resource} is related to people" for resource in sorted(told - set(_wiring.relations))]
        + [f"{row} is not related by {by}" for row, by in _wiring.policy.items() if by not in _RELATED[row[0]]]
        + [f"everybody has {row} already" for row in _wiring.policy if row[1:] in open_to_all and row[0] != "anonymous"]
        + [f"{row} is hers" for row in _wiring.policy if row[1:] in hers and row[0] not in _DEVICES]
    )

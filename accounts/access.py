"""Evaluation of the access policy: closed by default, one table, one way to a row.

`config` fills in the table (`config/policy.py`), who holds which role, and how each room's rows are related to people.
A view, consumer, task or command states its row of the table with `policy(resource, action)`; a query reaches rows
only through `Asks`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts.composed import Composed
from accounts.roles import Relation as Relation  # for all who name a row of the table
from accounts.roles import Role as Role
from accounts.rules import CODE_OPENS_FOR, counts

if TYPE_CHECKING:
    from accounts.models import Person

M = TypeVar("M", bound=Model)
COVERS = "_covers_at"
"""Name in a loaded session: seconds since 1970 at which the screen is covered unless its person does something."""
FACTOR = "factor_at"
"""Name in a session: seconds since 1970 at which its person last showed a second factor."""


class Denied(Http404):
    """Not theirs, or not there: both look alike."""


class NotNow(Exception):
    """Theirs, but not now. `words` is a translated sentence for the person who asked; answered with `status`.

    `gone` says that what it was about is deleted, so that nobody is told that it is still kept.
    """

    status = 409

    def __init__(self, words: str, *, gone: bool = False) -> None:
        super().__init__(type(self).__name__)
        self.words, self.gone = words, gone


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


Days = tuple[tuple[str, date], ...]
"""Each time zone of a study, and the day that it is there."""


class Relations(Protocol):
    """How a room's rows are related to who asks: the filter that leaves the rows of `relation` to `actor`.

    It asks the database nothing: what it depends on is in what it is given, and `days` are those of `at`.
    """

    def __call__(self, actor: Actor, role: Role, relation: Relation, at: datetime, days: Days) -> Q: ...


Policy = Mapping[tuple[Role, str, str], Relation]


@dataclass
class _Wiring:
    policy: Policy = field(default_factory=dict)
    relations: Mapping[str, Relations] = field(default_factory=dict)
    roles: Callable[[UUID, datetime], frozenset[Role]] = lambda person, at: frozenset()
    landing: Callable[[frozenset[Role]], str | None] = lambda roles: None
    days: Callable[[datetime], Days] = lambda at: ()


_wiring = _Wiring()


def wire(
    policy: Policy,
    relations: Mapping[str, Relations],
    roles: Callable[[UUID, datetime], frozenset[Role]],
    landing: Callable[[frozenset[Role]], str | None],
    days: Callable[[datetime], Days],
) -> None:
    """Take the table, the rooms' relations, who holds which role, where they land, and the days of an instant.

    Called once, by `config`.
    """
    _wiring.policy, _wiring.relations, _wiring.roles = policy, relations, roles
    _wiring.landing, _wiring.days = landing, days


def landing_of(actor: "Actor") -> str | None:
    """Give the path of the page on which `actor` lands, or None."""
    return _wiring.landing(actor.roles)


DEVICES = {Role.PARTICIPANT_BY_LINK: {Relation.OWN_LINK}, Role.PARTICIPANT_BY_CODE: {Relation.OWN_CODE}}


@dataclass(frozen=True)
class Asks:
    """Somebody who asks for one action on one resource at an instant: the only way to a row."""

    actor: Actor
    resource: str
    action: str
    at: datetime
    known_days: Days | None = field(default=None, compare=False)

    @cached_property
    def days(self) -> Days:
        """Give the days that it is on the studies' calendars; one query, unless they are known."""
        return _wiring.days(self.at) if self.known_days is None else self.known_days

    def grants(self) -> list[tuple[Role, Relation]]:
        """Give the policy rows that the actor's roles hold for this resource and action."""
        rows = ((role, _wiring.policy.get((role, self.resource, self.action))) for role in sorted(self.actor.roles))
        return [(role, relation) for role, relation in rows if relation is not None]

    def all(self, rows: QuerySet[M], related: Relations | None = None) -> QuerySet[M]:
        """Give those of `rows` that the policy lets the actor reach, `related` as their resource is, or as is said."""
        allowed = Q(pk__in=[])
        for role, relation in self.grants():
            if relation is Relation.ANY:
                return rows
            by = related or _wiring.relations[self.resource]
            allowed |= by(self.actor, role, relation, self.at, () if role in DEVICES else self.days)
        return rows.filter(allowed)

    def one(self, rows: QuerySet[M] | Callable[[], QuerySet[M]], pk: UUID, related: Relations | None = None) -> M:
        """Give the row `pk`. Raises Denied when it is not there or not theirs.

        `rows` that stand in a module, as a function, are composed once for all who ask alike.
        """
        found = self._composed(rows, pk, related) if callable(rows) else self.all(rows, related).filter(pk=pk)[:1]
        for row in found:
            return row
        raise Denied

    def _composed(self, rows: Callable[[], QuerySet[M]], pk: UUID, related: Relations | None) -> list[M]:
        grants, by = tuple(self.grants()), related or _wiring.relations.get(self.resource)
        if self.actor.person is None or any(role in DEVICES for role, _relation in grants):
            return list(self.all(rows(), related).filter(pk=pk))
        days = () if Relation.ANY in {relation for _role, relation in grants} else self.days
        return _reached(rows, self.resource, self.action, grants, by, days, person=self.actor.id, at=self.at, pk=pk)

    def to(self, action: str, resource: str | None = None) -> "Asks":
        """Give the same actor asking for another action, or another resource."""
        return Asks(self.actor, resource or self.resource, action, self.at)

    def may(self) -> bool:
        """Say whether any role of the actor has a row for this at all."""
        return bool(self.grants())


@Composed
def _reached(
    rows: Callable[[], QuerySet[M]], resource: str, action: str, grants: tuple[tuple[Role, Relation], ...],
    related: Relations, days: Days, /, *, person: UUID, at: datetime, pk: UUID,
) -> QuerySet[M]:  # fmt: skip
    """Compose the way to the row `pk` of a person, as `Asks.all` does: all that decides about its form is in here."""
    actor = Actor(person, roles=frozenset(role for role, _relation in grants))
    return Asks(actor, resource, action, at, days).all(rows(), related).filter(pk=pk)


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
    link, code, until = session.get("link"), session.get("code"), session.get("code_until")
    if until is not None and not counts(until, CODE_OPENS_FOR, at):
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

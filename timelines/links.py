"""Her link: opened by the interviewer, asked for by one device, confirmed on the interviewer's screen, closed.

A secret of 256 bits stands behind the # of the address; the table has its SHA-256 alone. A photo of the QR code is
worth nothing: the first device burns the secret, and it sees nothing before the interviewer has compared two digits.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from consent.services import sealing
from ledger.services import record
from printing.services import qr
from timelines import spoken
from timelines.announcements import announce, signal
from timelines.models import ShareLink, Timeline
from timelines.queries import ALONE_FOR, ASKS_FOR, CODE_FOR, HERE_FOR, JOINABLE_FOR, asking, withdrawn

MOST_TRIES = 5
"""Tries at one spoken code, right or wrong; after them it is dead."""


class NobodyAsks(NotNow):
    """The device that is meant no longer asks to join."""


@dataclass(frozen=True)
class Secrets:
    """What opens a link once: the secret of 43 characters in the address, the code to say aloud. Stored nowhere."""

    secret: str
    code: str


@dataclass(frozen=True)
class Invitation:
    """What the room shows to invite her device: the address with its secret, also as a QR code; the spoken code."""

    url: str
    qr: SafeString
    joinable_until: datetime
    code: str
    code_until: datetime
    page: str  # where the code is typed


@transaction.atomic
def open_link(timeline: Timeline, *, lands_on: str, by: Person, at: datetime) -> tuple[ShareLink, Secrets]:
    """Open a link that one device can join within 15 minutes; an earlier one that let no device in closes.

    The device that is here stays until the new one is confirmed. Gives the link and what opens it.
    """
    _close(timeline.links.filter(confirmed_at__isnull=True), by=by.pk, at=at)
    keys = Secrets(secrets.token_urlsafe(32), spoken.make())
    link = ShareLink.objects.create(
        timeline=timeline, secret_digest=_digest(keys.secret), code_place=keys.code[: spoken.PLACE],
        code_digest=_code_digest(keys.code), lands_on=lands_on, opened_by=by, opened_at=at,
        joinable_until=at + JOINABLE_FOR,
    )  # fmt: skip
    _record("opened", link, by.pk, at)
    return link, keys


@transaction.atomic
def open_alone(timeline: Timeline, *, by: Person, until: datetime, at: datetime) -> tuple[ShareLink, Secrets]:
    """Open a link by which one device prepares alone; it can be joined until `until`, two days at most.

    Whoever joins is in at once: nobody is there to compare digits. It has no spoken code, whose 40 bits are for minutes
    only. An earlier one closes.
    """
    close_alone(timeline, by=by.pk, at=at)
    keys = Secrets(secrets.token_urlsafe(32), "")
    link = ShareLink.objects.create(
        timeline=timeline, secret_digest=_digest(keys.secret), lands_on=reverse("timelines:alone"), alone=True,
        opened_by=by, opened_at=at, joinable_until=min(until, at + ALONE_FOR),
    )  # fmt: skip
    _record("opened", link, by.pk, at)
    return link, keys


@transaction.atomic
def close_alone(timeline: Timeline, *, by: UUID | None = None, at: datetime) -> None:
    """Close the link by which she prepares alone. Safe to repeat."""
    _close(timeline.links.filter(alone=True), by=by, at=at)


def invitation(link: ShareLink, keys: Secrets, *, site: str) -> Invitation:
    """Give what invites her device, in her language. `site` is the address of this site: "https://attune.example"."""
    begins = reverse("timelines:join-in", kwargs={"language": link.timeline.participant.language})
    page = f"{site.rstrip('/')}{begins}"
    url = f"{page}#{keys.secret}"
    until = link.opened_at + CODE_FOR
    return Invitation(url, qr(url), link.joinable_until, spoken.shown(keys.code), until, page)


@transaction.atomic
def join(said: str, *, at: datetime, codes: bool = True) -> ShareLink | None:
    """Burn what opens a link and let a device ask by it; None, whatever the reason, when nothing opens.

    `said` is the secret, the address with it, or the spoken code. The device sees nothing yet. What is unknown, used,
    closed or too old costs the same work; only a code whose first three characters meet a code that is open is counted.
    Without `codes` the secret alone opens, and no try is counted: nobody uses up other people's codes.
    """
    found = _by_secret(said, at) or (_by_code(said, at) if codes else None)
    if found is None:
        return None
    asks = {"joined_at": at, "digits": f"{secrets.randbelow(100):02d}"}
    alone = {"joined_at": at, "confirmed_at": at}
    found_open = _joinable(at).filter(pk=found)
    if not found_open.filter(alone=False).update(**asks) and not found_open.filter(alone=True).update(**alone):
        return None
    link = ShareLink.objects.select_related("timeline").get(pk=found)
    _record("joined", link, link.pk, at)
    _tell(link.timeline)
    return link


def _joinable(at: datetime) -> QuerySet[ShareLink]:
    open_now = Q(joined_at__isnull=True, closed_at__isnull=True, joinable_until__gt=at)
    return ShareLink.objects.filter(open_now, timeline__in=Timeline.objects.exclude(withdrawn()))


def _by_secret(said: str, at: datetime) -> UUID | None:
    digest = _digest(said.strip().rpartition("#")[2])
    return _joinable(at).filter(secret_digest=digest).values_list("pk", flat=True).first()


def _by_code(said: str, at: datetime) -> UUID | None:
    """Count a try at every open code with this head, then look: who races gets no try more."""
    code = spoken.read(said)
    here = Q(code_place=code[: spoken.PLACE] or "-", tries__lt=MOST_TRIES, opened_at__gt=at - CODE_FOR)
    rows = list(_joinable(at).filter(here).select_for_update(of=("self",)))
    _joinable(at).filter(here).update(tries=F("tries") + 1)
    digest = _code_digest(code)
    right = [row.pk for row in rows if constant_time_compare(bytes(row.code_digest or b""), digest)]
    return right[0] if right else None


@transaction.atomic
def confirm(timeline: Timeline, device: UUID, *, by: Person, at: datetime) -> None:
    """Let in the device that asks by the link `device`: `by` has seen that both screens show the same digits.

    Every other link of the timeline closes: she has one device here. Raises NobodyAsks.
    """
    link = _asking(timeline, device, at)
    _close(timeline.links.exclude(pk=link.pk), by=by.pk, at=at)
    link.confirmed_at = at
    link.save(update_fields=["confirmed_at"])
    _record("confirmed", link, by.pk, at)
    _tell(timeline)


@transaction.atomic
def refuse(timeline: Timeline, device: UUID, *, by: Person, at: datetime) -> None:
    """Send away the device that asks by the link `device`. Raises NobodyAsks."""
    link = _asking(timeline, device, at)
    link.closed_at = at
    link.save(update_fields=["closed_at"])
    _record("refused", link, by.pk, at)
    _tell(timeline)


def _asking(timeline: Timeline, device: UUID, at: datetime) -> ShareLink:
    _held(timeline.links.all())
    link = timeline.links.filter(asking(at), pk=device).select_related("timeline").first()
    if link is None:
        raise NobodyAsks(_("No device asks to join any more. Invite it again."))
    return link


@transaction.atomic
def close_links(timeline: Timeline, *, by: UUID | None = None, at: datetime, why: str = "") -> None:
    """Close every open link; sockets that came by one are closed. `by` is who opened the link, unless named.

    `why` is one of RESTS or "": her screen is told before, and the device that was here reads it on coming back.
    """
    if why:
        transaction.on_commit(partial(signal, timeline.pk, {"rest": why}, hers=False))
    _close(timeline.links.all(), by=by, at=at, why=why)
    _tell(timeline)


@transaction.atomic
def close_all_links(*, by: UUID, at: datetime) -> None:
    """Close every open link of the installation, while nobody is connected."""
    _close(ShareLink.objects.all(), by=by, at=at)


@transaction.atomic
def close_dead_links(*, at: datetime) -> None:
    """Close the open links by which nobody can join, asks or is here any more, in the name of who opened them."""
    nobody_came = Q(joined_at__isnull=True, joinable_until__lte=at)
    let_in_by_nobody = Q(confirmed_at__isnull=True, joined_at__lte=at - ASKS_FOR)
    _close(
        ShareLink.objects.filter(nobody_came | let_in_by_nobody | Q(confirmed_at__lte=at - HERE_FOR)), by=None, at=at
    )


@transaction.atomic
def let_go(device: UUID, *, at: datetime) -> None:
    """Close the link `device` from the device that came by it, wherever it stands. Safe to repeat."""
    link = ShareLink.objects.filter(pk=device).select_related("timeline").first()
    if link is not None:
        _close(ShareLink.objects.filter(pk=device), by=device, at=at)
        _tell(link.timeline)


def _close(links: QuerySet[ShareLink], *, by: UUID | None, at: datetime, why: str = "") -> None:
    for link in _held(links):
        link.closed_at, link.closed_for = at, why
        link.save(update_fields=["closed_at", "closed_for"])
        _record("closed", link, by or link.opened_by_id, at)


def _held(links: QuerySet[ShareLink]) -> list[ShareLink]:
    """Lock the open links, always in one order, so that two who lock them do not wait for each other."""
    open_now = links.filter(closed_at__isnull=True).order_by("opened_at", "pk")
    return list(open_now.select_for_update(of=("self",)).select_related("timeline__participant"))


def _record(what: str, link: ShareLink, actor: UUID, at: datetime) -> None:
    subject = sealing(link.timeline.participant)
    record(f"timelines.link_{what}", actor=actor, subject=subject, target=link.pk, payload={}, at=at)


def _tell(timeline: Timeline) -> None:
    transaction.on_commit(partial(announce, timeline.pk))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _code_digest(code: str) -> bytes:
    """Give what is stored of a code: 40 bits are too few for a plain hash, so the installation's secret is in it."""
    return salted_hmac("timelines.spoken", code, algorithm="sha256").digest()

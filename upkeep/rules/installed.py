"""What is good and what is not about what was installed: files, places, keys, and the way of her devices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upkeep.rules.grades import Finding, Grade

CERTIFICATE_SOON = timedelta(days=14)


@dataclass(frozen=True)
class Lying:
    """A file or folder, with its mode (the last nine bits) and whether it belongs to who runs the program."""

    name: str
    mode: int
    ours: bool


@dataclass(frozen=True)
class Places:
    """Where things lie; `database` is None when a server keeps it, `passphrase` when none is given."""

    program: Path
    keyring: Path
    epochs: Path
    database: Path | None
    passphrase: Path | None


@dataclass(frozen=True)
class Keys:
    """The keys: whether each that is kept opens, or why none does, and whether their keeper destroys for good."""

    open: bool
    why: str
    destroys: bool


@dataclass(frozen=True)
class Devices:
    """How her device comes here: under which host name, whether by https, and, where this process speaks it, until when
    a browser takes its certificate, or that none does any more (`unproven`; `ended` when its time is over).
    """

    host: str
    https: bool
    ends: datetime | None = None
    ended: bool = False
    unproven: bool = False


def files(lying: Iterable[Lying]) -> Finding:
    """Keys, secrets and database are for their owner only."""
    about = _("Files")
    open_ones = sorted(each.name for each in lying if each.mode & 0o077 or not each.ours)
    if open_ones:
        words = _("Others can reach %(names)s. Give folders mode 0700 and files 0600, owned by who runs Attune.")
        return Finding(Grade.BAD, about, words % {"names": ", ".join(open_ones)})
    return Finding(Grade.OK, about, _("Keys, secrets and database are for their owner only."))


def places(where: Places, *, demo: bool) -> Finding:
    """Database, keyring and what opens it lie apart from each other and from the program."""
    about, grade = _("Places"), Grade.LOOK if demo else Grade.BAD
    if where.database and where.epochs.is_relative_to(where.database.parent):
        words = _("What opens the keyring lies in the database's folder: one copy takes both. Set ATTUNE_EPOCHS.")
    elif where.epochs.is_relative_to(where.program) or where.keyring.is_relative_to(where.program):
        words = _("Keys lie in the program's own folder. Set ATTUNE_VAR and ATTUNE_EPOCHS.")
    elif where.passphrase and any(where.passphrase.is_relative_to(each) for each in (where.keyring, where.epochs)):
        words = _("The passphrase lies beside the keys it seals.")
    elif where.database and where.keyring.is_relative_to(where.database.parent):
        grade = Grade.LOOK
        words = _(
            "The keyring lies in the database's folder: one copy takes both. What opens the keyring lies apart. "
            "ATTUNE_KEYRING can name another folder."
        )
    else:
        return Finding(Grade.OK, about, _("Database, keyring and what opens it lie apart."))
    return Finding(grade, about, words)


def keys(state: Keys, *, demo: bool) -> Finding:
    """Every key opens, and what is destroyed is gone for good."""
    about = _("Keys")
    if not state.open:
        return Finding(Grade.BAD, about, state.why or _("Some keys do not open."))
    if not state.destroys:
        words = _("Keys come out of the environment: none is ever destroyed for good.")
        return Finding(Grade.LOOK if demo else Grade.BAD, about, words)
    return Finding(Grade.OK, about, _("Every key that is kept opens."))


def mail(*, set_up: bool, demo: bool) -> Finding:
    """Somebody can be told of a feedback who does not look at the page."""
    about = _("Mail")
    if set_up:
        return Finding(Grade.OK, about, _("A mail server is named."))
    words = _(
        "None is set up: nobody can be told at night that somebody is asked for now, unless they look at their page. "
        "Set ATTUNE_MAIL."
    )
    return Finding(Grade.OK if demo else Grade.LOOK, about, words)


def devices(now: datetime, where: Devices) -> Finding:
    """Her device joins by https, under a certificate that a browser takes, and for a while yet."""
    about = _("Her devices")
    if not where.host:
        return Finding(Grade.OK, about, _("They have no host name of their own."))
    if not where.https:
        return Finding(Grade.BAD, about, _("They come without https: anybody in the network can read along."))
    if where.ended or (where.ends and where.ends <= now):
        return Finding(Grade.BAD, about, _("The certificate has ended: no device can join. Make a new one."))
    if where.unproven:
        words = _("No browser takes the certificate for %(host)s: it is of another name, or cannot be read.")
        return Finding(Grade.BAD, about, words % {"host": where.host})
    if where.ends and where.ends - now < CERTIFICATE_SOON:
        days = (where.ends - now).days
        words = ngettext("The certificate ends in %(days)s day.", "The certificate ends in %(days)s days.", days)
        return Finding(Grade.LOOK, about, words % {"days": days})
    words = _("They come by https.") if where.ends else _("They come by https; its certificate is the proxy's to keep.")
    return Finding(Grade.OK, about, words)

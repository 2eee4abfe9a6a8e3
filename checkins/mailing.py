"""Mail with one constant sentence, over the mail server that the installation names; without one there is no mail."""

import logging
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import make_msgid, parseaddr
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Person
from checkins.models import Notice

_log = logging.getLogger(__name__)
_SAID_NO = (
    smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError,
)  # fmt: skip
"""The mail server answered that it does not take this mail."""
_ENDS = b"\r\n.\r\n"
"""How the words of a mail end on the line (RFC 5321, section 4.1.1.4): until they go, the server has no mail."""
_GOES = 421
"""The mail server closes the line with this answer, to whatever was said (RFC 5321, section 3.8)."""


class Came(Enum):
    """What came of one mail."""

    SENT = auto()
    REFUSED = auto()  # it has not gone: refused, or the line died before its words went
    UNKNOWN = auto()  # the line broke while its words went, or before the answer to them


class NotReached(Exception):
    """The mail server cannot be spoken to (now, or any more); `left` was not begun, None: nothing was."""

    def __init__(self, left: list[Notice] | None = None) -> None:
        super().__init__()
        self.left = left


def is_set_up() -> bool:
    """Say whether the installation names a mail server."""
    return bool(settings.MAILS)


def message(person: Person, connection: Any = None) -> EmailMessage:
    """Give the mail to `person`: the same sentence whatever waits, in their language, with no id and no study."""
    with override(person.language):
        words = _("There is a message for you in Attune.")
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].partition("@")[2]
    return EmailMessage(
        "Attune", words, sender, [person.email], connection=connection,
        headers={"Message-ID": make_msgid(domain=domain), "Auto-Submitted": "auto-generated"},
    )  # fmt: skip


def _codes(refused: smtplib.SMTPException) -> set[int]:
    if isinstance(refused, smtplib.SMTPRecipientsRefused):
        return {code for code, _words in refused.recipients.values()}
    return {getattr(refused, "smtp_code", 0)}


class Post:
    """An open connection to the mail server; `is_broken` once nothing more can be sent over it."""

    def __init__(self, connection: Any) -> None:
        self._connection, self.is_broken = connection, False
        self._line = getattr(connection, "connection", None)  # only to a server is there a line, which can die
        self._words_went = False
        if self._line is not None:
            self._line.send = self._noting(self._line.send)

    def _noting(self, send: Callable[[Any], None]) -> Callable[[Any], None]:
        """Give `send` of a line, noting when the words of a mail begin to go."""

        def noting(said: Any) -> None:
            self._words_went |= isinstance(said, bytes) and said.endswith(_ENDS)
            send(said)

        return noting

    def send(self, person: Person) -> Came:
        """Send the mail to `person`, once."""
        if not self._lives():
            self.is_broken = True
            return Came.REFUSED
        self._words_went = self._line is None
        try:
            message(person, self._connection).send()
        except _SAID_NO as refused:
            _log.warning("a mail was not taken: %s", type(refused).__name__)
            self.is_broken = _GOES in _codes(refused)
            return Came.REFUSED
        except (smtplib.SMTPException, OSError) as broken:
            return self._broke(broken)
        return Came.SENT

    def _broke(self, broken: Exception) -> Came:
        """Give what is known of a mail whose line broke."""
        self.is_broken = True
        if self._words_went:
            _log.error("a mail may not have gone: %s", type(broken).__name__)
            return Came.UNKNOWN
        _log.warning("the line broke before a mail began: %s", type(broken).__name__)
        return Came.REFUSED

    def _lives(self) -> bool:
        """Ask whether the line is still there."""
        try:
            return self._line is None or self._line.noop()[0] != _GOES
        except (smtplib.SMTPException, OSError) as broken:
            _log.warning("the line to the mail server is dead: %s", type(broken).__name__)
            return False


@contextmanager
def connection() -> Iterator[Post]:
    """Open a connection for several mails. Raises NotReached."""
    held = get_connection()
    try:
        held.open()
    except (smtplib.SMTPException, OSError) as unreached:
        _log.error("the mail server was not reached: %s", type(unreached).__name__)
        raise NotReached from None
    try:
        yield Post(held)
    finally:
        held.close()

"""Which mail server an installation names, and what it must say about it; read by the settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
_HERE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Mail:
    """A mail server, or none."""

    backend: str = NO_MAIL
    host: str = ""
    port: int = 25
    tls: bool = False
    ssl: bool = False
    user: str = ""
    password: str = ""
    sender: str = ""

    @property
    def is_set_up(self) -> bool:
        """Whether mails can be sent at all."""
        return bool(self.host)


def read(env: Any, *, demo: bool) -> Mail:
    """Give the mail server of ATTUNE_MAIL, such as smtp+tls://name@mail.example.org:587; none in the demonstration.

    The password stands in a file, never in a setting. Raises ImproperlyConfigured, which stops the start.
    """
    if demo or not env.str("ATTUNE_MAIL", default=""):
        return Mail()
    named, sender = env.email_url("ATTUNE_MAIL"), env.str("ATTUNE_MAIL_FROM", default="")
    password, scheme = _password(env), env.str("ATTUNE_MAIL").partition(":")[0]
    found = Mail(
        named["EMAIL_BACKEND"], named["EMAIL_HOST"] or "", named["EMAIL_PORT"] or 25, scheme == "smtp+tls",
        scheme == "smtp+ssl", named["EMAIL_HOST_USER"] or "", password, sender,
    )  # fmt: skip
    if fault := _fault(found, scheme, named["EMAIL_HOST_PASSWORD"]):
        raise ImproperlyConfigured(fault)
    return found


def _fault(mail: Mail, scheme: str, password: str | None) -> str:
    if scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not mail.host:
        return "ATTUNE_MAIL names a mail server: smtp+tls://name@host:587, smtp+ssl://name@host:465 or smtp://localhost"
    if password:
        return "ATTUNE_MAIL holds a password: it belongs into the file that ATTUNE_MAIL_PASSWORD_FILE names"
    if scheme == "smtp" and mail.host not in _HERE:
        return "ATTUNE_MAIL names another machine without encryption: begin it with smtp+tls:// or smtp+ssl://"
    if "@" not in mail.sender:
        return "ATTUNE_MAIL_FROM is the address from which mails are sent: it is missing"
    return ""


def _password(env: Any) -> str:
    """Give the password: from the file that is named, or as systemd hands it over."""
    credential = Path(env.str("CREDENTIALS_DIRECTORY", default="/nowhere"), "attune-mail-password")
    named = env.str("ATTUNE_MAIL_PASSWORD_FILE", default="") or (str(credential) if credential.exists() else "")
    try:
        return Path(named).read_text(encoding="utf-8").strip() if named else ""
    except OSError as unread:
        raise ImproperlyConfigured("The password of the mail server cannot be read from its file") from unread

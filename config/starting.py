"""A real start, outside the demonstration: what has to be said first, at which address, and the first administrator."""

import ipaddress
import os
from datetime import datetime

from django.conf import settings

from accounts.services import invite_first_administrator, needs_an_administrator

NO_PROXY = (
    "{host} can be reached from other computers, so a proxy has to speak https for it: set ATTUNE_BEHIND_PROXY to the "
    "address of that proxy, or leave --host away to serve this computer only."
)
NO_HOSTS = "Set ATTUNE_HOSTS to the name under which Attune is opened behind the proxy, for example attune.example.org."
ANY_HOST = "ATTUNE_HOSTS names every host there is: write the name under which Attune is opened instead of *."
NO_ADDRESS = "ATTUNE_BEHIND_PROXY has to be the address of the proxy, for example 127.0.0.1; {said} is none."
NO_MODE = "ATTUNE_MODE is demo for the invented study, and real or nothing for a study; {said} is neither."
FIRST = "Nobody looks after this installation yet. Open this link once, within a day: {link}"


def is_loopback(host: str) -> bool:
    """Say whether only this computer reaches `host`."""
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback
    except ValueError:
        return False


def refusal(host: str) -> str | None:
    """Give the one sentence that says what is missing before Attune may listen on `host`, or None."""
    proxy, mode = settings.BEHIND_PROXY, os.environ.get("ATTUNE_MODE", "")
    if mode not in ("", "demo", "real"):
        return NO_MODE.format(said=mode)
    if proxy:
        try:
            ipaddress.ip_address(proxy)
        except ValueError:
            return NO_ADDRESS.format(said=proxy)
        if not os.environ.get("ATTUNE_HOSTS"):
            return NO_HOSTS
    if any(name in ("*", ".") for name in settings.ALLOWED_HOSTS):
        return ANY_HOST
    return None if proxy or is_loopback(host) else NO_PROXY.format(host=host)


def address(port: int) -> str:
    """Give the address of the first page: behind a proxy its name by https, else this computer, by the name for which
    browsers let a passkey be used.
    """
    return f"https://{settings.ALLOWED_HOSTS[0]}/" if settings.BEHIND_PROXY else f"http://localhost:{port}/"


def first_link(url: str, at: datetime) -> str | None:
    """Give a new link for the first administrator, the one before it being void; None when one can sign in already.

    The page behind it is the page of every invitation; `url` ends with a slash.
    """
    return f"{url}invited/#{invite_first_administrator(at=at)}" if needs_an_administrator() else None

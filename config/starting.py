"""A real start, outside the demonstration: what has to be said first, at which address, and the first administrator."""

import gc
import ipaddress
import os
import re
import socket
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.services import invite_first_administrator, needs_an_administrator
from config import listening

NO_PROXY = (
    "{host} can be reached from other computers, so a proxy has to speak https for it: set ATTUNE_BEHIND_PROXY to the "
    "address of that proxy, or leave --host away to serve this computer only."
)
NO_HOSTS = "Set ATTUNE_HOSTS to the name under which Attune is opened behind the proxy, for example attune.example.org."
ANY_HOST = "ATTUNE_HOSTS names every host there is: write the name under which Attune is opened instead of *."
NO_ADDRESS = "ATTUNE_BEHIND_PROXY has to be the address of the proxy, for example 127.0.0.1; {said} is none."
NO_MODE = "ATTUNE_MODE is demo for the invented study, and real or nothing for a study; {said} is neither."
ONLY_HERE = "The invented study is shown on this computer only; {said} is not a loopback address."
NO_HTTPS = (
    "Devices join {host} over https only: name its certificate and key in ATTUNE_TLS_CERTIFICATE and ATTUNE_TLS_KEY, "
    "or the proxy that speaks https in ATTUNE_BEHIND_PROXY."
)
NO_NAME = "ATTUNE_JOIN_HOST has to be a host name of its own without a port, for example attune.local."
NOT_ALL = "ATTUNE_JOIN_HOST, ATTUNE_TLS_CERTIFICATE and ATTUNE_TLS_KEY belong together: name all three."
TWICE = "The proxy speaks https: leave ATTUNE_TLS_CERTIFICATE and ATTUNE_TLS_KEY to it."
NO_PAIR = "ATTUNE_TLS_CERTIFICATE and ATTUNE_TLS_KEY cannot be read, or do not belong together."
OPEN_KEY = "The key in ATTUNE_TLS_KEY can be read by others: give the file mode 0600."
NOT_COMPILED = (
    "The translations are not compiled, so every page is in English: stop, run .venv/bin/python "
    "tools/compile_catalogues.py, and start anew. `make run` does it by itself."
)
NOT_FREE = "Her devices cannot come to port {port} of {address}: it is taken, or no address of this computer."
FIRST = "Nobody looks after this installation yet. Open this link once, within a day: {link}"


def settle() -> None:
    """Read the lists of names and places, and let the collector pass by whatever is there by now: it stays.

    To look through all of it stops every thread, and with it everybody who draws, for a tenth of a second.
    """
    from deid.engine import warm  # it takes a while: not before it is wanted

    warm()
    gc.collect()
    gc.freeze()


def untranslated(root: Path) -> str:
    """Give the sentence that says so when a catalogue below `root` is not compiled; "" when all are."""
    sources = root.glob("locale/*/LC_MESSAGES/*.po")
    return "" if all(each.with_suffix(".mo").exists() for each in sources) else NOT_COMPILED


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
    if not (proxy or is_loopback(host)):
        return NO_PROXY.format(host=host)
    return _refusal_of_her_host()


def refusal_of_the_demonstration(host: str) -> str | None:
    """Give the one sentence that says why the invented study is not shown like this, or None."""
    said = settings.JOIN_HOST or host
    return ONLY_HERE.format(said=said) if settings.JOIN_HOST or not is_loopback(host) else None


def _refusal_of_her_host() -> str | None:
    """Give what is missing for the host name of her devices: https, by this process or by the proxy."""
    host, given = settings.JOIN_HOST, (settings.TLS_CERTIFICATE, settings.TLS_KEY)
    if any(given) and not (host and all(given)):
        return NOT_ALL
    if not host:
        return None
    if not re.fullmatch(r"(?=.*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)*", host) or host == "localhost":
        return NO_NAME
    if settings.BEHIND_PROXY:
        return TWICE if any(given) else None
    return _refusal_of_certificate() if any(given) else NO_HTTPS.format(host=host)


def _refusal_of_certificate() -> str | None:
    try:
        listening.context()
        open_key = Path(settings.TLS_KEY).stat().st_mode & 0o077
    except OSError:  # also what ssl raises
        return NO_PAIR
    systemd = settings.TLS_KEY.startswith("/run/credentials/")  # it has modes of its own, and keeps others out
    return OPEN_KEY if open_key and not systemd else None


def taken_from_her_devices() -> str | None:
    """Give the sentence that says that nothing can listen for her devices where it should, or None."""
    if not settings.TLS_CERTIFICATE:
        return None
    address, port = settings.JOIN_LISTEN, settings.JOIN_PORT
    try:
        with socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET):
            return None
    except (OSError, OverflowError):
        return NOT_FREE.format(port=port, address=address or "this computer")


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

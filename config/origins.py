"""Whether a form or a socket comes from a page of this site, also when its pages send no referrer.

Under `Referrer-Policy: no-referrer` browsers send `Origin: null` with a form (Fetch, "serializing a request origin").
They say by themselves where it comes from, in `Sec-Fetch-Site` (Fetch Metadata, W3C), which no script can set; it is
sent over https and to this computer. Where it is missing, Django's own checks decide, and `Origin: null` does not pass.
"""

from collections.abc import Callable
from typing import Any

from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.middleware.csrf import REASON_BAD_ORIGIN, CsrfViewMiddleware

from config.joining import found

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}  # RFC 9110, 9.2.1


class FromHere(CsrfViewMiddleware):
    """Django's protection of forms, which believes what the browser itself says of where a form comes from."""

    def process_view(  # the types of Django know nothing of what it does itself
        self, request: HttpRequest, callback: Callable[..., Any], args: Any, kwargs: Any
    ) -> Any:
        """Refuse what changes something and comes from elsewhere, before the form's own secret is looked at."""
        if request.method not in SAFE and _site(request) not in ("", "same-origin"):
            return self._reject(request, REASON_BAD_ORIGIN % request.headers.get("Origin", ""))  # type: ignore[attr-defined]
        return super().process_view(request, callback, args, kwargs)

    def _origin_verified(self, request: HttpRequest) -> bool:
        said_null = request.META["HTTP_ORIGIN"] == "null"
        return (said_null and _site(request) == "same-origin") or super()._origin_verified(request)  # type: ignore[misc]

    def _check_referer(self, request: HttpRequest) -> None:
        if _site(request) != "same-origin":
            super()._check_referer(request)  # type: ignore[misc]


class SocketsFromHere:
    """Lets a socket through that a page of this very host has opened, and closes every other one."""

    def __init__(self, program: Any) -> None:
        self.program = program

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        said = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, secure = said.get(b"host", ""), scope.get("scheme") == "wss"
        here = _from_here(said.get(b"origin", ""), host, secure=secure) and found(scope["path"], host, secure=secure)
        program = self.program if here else WebsocketDenier()
        await program(scope, receive, send)


def is_ours(host: str) -> bool:
    """Say whether a request that names this host is meant for this installation."""
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _from_here(origin: str, host: str, *, secure: bool) -> bool:
    scheme, _, there = origin.partition("://")
    return is_ours(host) and there == host and scheme in ({"https"} if settings.HTTPS or secure else {"http", "https"})


def _site(request: HttpRequest) -> str:
    return request.headers.get("Sec-Fetch-Site", "")

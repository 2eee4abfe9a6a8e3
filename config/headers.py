"""The headers that every answer carries, as one list: for pages, files, refusals and the server's own errors.

Sources: Content Security Policy 3 and Trusted Types (W3C); Fetch (COEP, CORP) and HTML (COOP) of the WHATWG; RFC 6797
(HSTS).
"""

import secrets
from collections.abc import Callable

from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

SWAPS, WORKER_ADDRESS = "attune-swaps", "attune-worker"
"""Names of the two Trusted Types policies: for what htmx swaps in, and for the address of the one worker."""
_CLOSED = [
    "accelerometer", "autoplay", "camera", "clipboard-read", "clipboard-write", "display-capture",
    "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "serial",
    "storage-access", "usb", "window-management", "xr-spatial-tracking",
]  # fmt: skip
EVERY_ANSWER = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [*(f"{feature}=()" for feature in _CLOSED), "screen-wake-lock=(self)"]
    ),  # a quiet room
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
"""Beside them where the browser comes by https."""
_NOWHERE = {"base-uri": [NONE], "default-src": [NONE], "form-action": [NONE], "frame-ancestors": [NONE]}
FILE = {**_NOWHERE, "sandbox": True}
"""For what is no page: opened by itself it can do nothing at all."""
PAGE = {
    **_NOWHERE,
    "form-action": [SELF],
    "script-src": [NONCE, STRICT_DYNAMIC],
    "style-src": [SELF], "img-src": [SELF, "data:"], "font-src": [SELF], "connect-src": [SELF],
    "manifest-src": [SELF], "object-src": [NONE],
    "worker-src": [SELF],
    "require-trusted-types-for": ["'script'"], "trusted-types": [SWAPS, WORKER_ADDRESS],
}  # fmt: skip
WORKER = {**_NOWHERE, "connect-src": [SELF]}
"""For the one script that works without a page: it may ask this site, and nothing else."""
KEPT = "public, max-age=60"
"""How long files of the program may be kept, in seconds: they hold nothing of anybody."""
KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
"""The same, at an address that changes with what they say (RFC 8246)."""
NOT_KEPT = "no-store"


def nonce() -> str:
    """Give a fresh nonce: 128 bits."""
    return secrets.token_urlsafe(16)


def headers(
    kind: str, scripts: str = "", *, kept: str = NOT_KEPT, https: bool = False, worker: bool = False
) -> dict[str, str]:
    """Give the headers of an answer of the content type `kind`, whose scripts carry the nonce `scripts`.

    `kept` says how long. `https` says that this very request came by it; where all browsers do, the settings say so.
    """
    is_page = kind.partition(";")[0].strip() == "text/html"
    policy = build_policy(PAGE if is_page else WORKER if worker else FILE, nonce=scripts or nonce()).split("; ")
    return {
        "Content-Security-Policy": "; ".join(sorted(policy)),
        "Cache-Control": kept,
        **EVERY_ANSWER,
        **(HTTPS_ONLY if settings.HTTPS or https else {}),
    }


def raw(kind: str, *, https: bool = False) -> list[tuple[bytes, bytes]]:
    """Give content type and headers of an answer that no program below gave, as an ASGI server takes them."""
    found = {"Content-Type": kind, **headers(kind, https=https)}
    return [(name.lower().encode(), value.encode()) for name, value in found.items()]


class Headers:
    """Outermost middleware: gives a request its nonce, and every answer the headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.csp_nonce = nonce()  # type: ignore[attr-defined]
        response = self.get_response(request)
        file = request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/") and response.status_code in (200, 304)
        kept = (KEPT_FOR_GOOD if getattr(response, "is_marked", False) else KEPT) if file else NOT_KEPT
        kind = response.headers.get("Content-Type", "")
        scripts, https = request.csp_nonce, request.is_secure()  # type: ignore[attr-defined]
        worker = getattr(response, "is_worker", False)
        for name, value in headers(kind, scripts, kept=kept, https=https, worker=worker).items():
            response.headers[name] = value
        return response

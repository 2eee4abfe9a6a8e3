"""The host name of her devices: her pages are found under it, and nothing else."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.urls import reverse

from config import pages

HERS = re.compile(r"/(j|code|static)/.*|/(away|language)/|/live/[0-9a-f-]{36}/hers/(events/)?")
"""Whole paths that her device opens: joining, her timeline, its socket and stream, her page by code, the way out."""


def found(path: str, host: str, *, secure: bool) -> bool:
    """Say whether `path` is looked for at all under the host that a request names; `secure`: it came by https.

    Where this process speaks https itself, it does so for her host alone, and her host has nothing else.
    """
    hers = bool(settings.JOIN_HOST) and split_domain_port(host)[0] == settings.JOIN_HOST
    if settings.TLS_CERTIFICATE and secure != hers:
        return False
    return not (hers and settings.HERS_ALONE) or bool(HERS.fullmatch(path))


class HerHost:
    """Middleware: answers under the host name of her devices what is hers, and 404 for everything else.

    The bare name leads to the page that joins: it is what somebody types.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host, secure = request.get_host(), request.is_secure()
        if found(request.path, host, secure=secure):
            return self.get_response(request)
        if request.path == "/" and found(reverse("timelines:join"), host, secure=secure):
            return HttpResponseRedirect(reverse("timelines:join"))
        return pages.not_found(request)

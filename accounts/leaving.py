"""The neutral page after *leave this page*, and what the browser is asked to forget."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def away(request: HttpRequest) -> HttpResponse:
    """Give the page that says nothing of where it came from, and what no page can wipe."""
    return render(request, "away.html")


def left(request: HttpRequest, *, keeps_cookies: bool = False) -> HttpResponse:
    """Give the neutral page as the answer to leaving; the browser drops what it holds of this site.

    `Clear-Site-Data` (W3C) is obeyed over https and on this computer. The history of the browser is out of its reach.
    """
    answer = away(request)
    kinds = ["cache", "storage"] if keeps_cookies else ["cache", "cookies", "storage"]
    answer.headers["Clear-Site-Data"] = ", ".join(f'"{kind}"' for kind in kinds)
    return answer

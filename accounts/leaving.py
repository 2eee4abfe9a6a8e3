"""The neutral page after *leave this page*, for a browser without scripts."""

from django.http import HttpResponse


def left() -> HttpResponse:
    """Give an empty page that says nothing of where it came from: browsers refuse to be led to `about:blank`."""
    return HttpResponse("<!doctype html><title> </title>")

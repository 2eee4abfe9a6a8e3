"""The language of an answer: to a script it is that of its page, which it states."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

STATED = "Attune-Language"
"""What htmx and `static/js/spoken.js` send with whatever they ask for."""


class Spoken(LocaleMiddleware):
    """Chooses the language as Django does, but a part of a page speaks as the rest of that page.

    The choice is a cookie, and another tab may have changed it since the page was drawn.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Speak the language that is stated, if it is one of ours, else the one that was chosen."""
        super().process_request(request)
        stated = request.headers.get(STATED)
        if stated in dict(settings.LANGUAGES):
            translation.activate(stated)
            request.LANGUAGE_CODE = stated

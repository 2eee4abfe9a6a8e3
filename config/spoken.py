"""The language of an answer: to a script it is that of its page; a device of hers goes on in the one it came in."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

STATED = "Attune-Language"
"""What htmx and `static/js/spoken.js` send with whatever they ask for."""


class Spoken(LocaleMiddleware):
    """Chooses the language as Django does, but a part of a page speaks as the rest of that page.

    The choice is a cookie, and another tab may have changed it since the page was drawn. Where nothing was chosen, a
    device that came by a link goes on as it began.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Speak the language that is stated, if it is one of ours, else the chosen one, else that of her device."""
        super().process_request(request)
        began = request.session.get("language") if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES else None
        for language in (request.headers.get(STATED), began):
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = language
                break

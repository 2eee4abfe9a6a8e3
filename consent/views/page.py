"""What the pages share: her language, and pages drawn in it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from accounts.access import AskingRequest, NotNow
from consent import queries, rules
from studies.models import LANGUAGES, Participant


def participant_of(request: AskingRequest, pk: UUID) -> Participant:
    """Give the participant of a page. Raises Denied."""
    return queries.participant(request.asks, pk)


def language_of(request: HttpRequest, participant: Participant) -> str:
    """Give the language of a page on her side: the one chosen on it, else hers."""
    chosen = request.POST.get("language") or request.GET.get("language") or participant.language
    return chosen if chosen in rules.LANGUAGES else participant.language


def in_language(
    request: HttpRequest, template: str, language: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Give a page with every word in `language`, whatever the staff's language is."""
    with override(language):
        return render(request, template, {"codes": LANGUAGES, "language": language, **context}, status=status)


def on_her_side(back: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Run a view in her language, with what its forms say and refuse; answer what cannot be done now on a page of hers.

    That page has no menu; `back` names the page that leads on.
    """

    def kindly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answered(request: AskingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with override(_on_this_side(request, kwargs.get("pk"))):
                try:
                    return view(request, *args, **kwargs)
                except NotNow as refused:
                    there = reverse(back, kwargs={"pk": kwargs["pk"]} if "pk" in kwargs else None)
                    context = {"words": refused.words, "gone": refused.gone, "layout": "hers.html", "back_url": there}
                    return render(request, "errors/409.html", context, status=refused.status)

        return answered

    return kindly


def _on_this_side(request: AskingRequest, pk: UUID | None) -> str | None:
    """Give her language; on her pages by code, which name nobody, the one that was chosen there."""
    return get_language() if pk is None else language_of(request, participant_of(request, pk))

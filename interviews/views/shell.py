"""The room without a connection: a page that a browser keeps while a sitting is open, with nothing of anybody on it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, policy
from accounts.cover import in_a_sitting, quiet
from consent.queries import in_force
from interviews import queries, services
from interviews.views.room import MARKED, acts_page
from studies.models import LANGUAGES


@quiet
@in_a_sitting
@require_safe
@policy("sitting", "run")
def shell(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the number of a centre, the card for now and the study's questions in every language, while it is open.

    Nothing of her stands here: no code, no language, no mark, no consent. Raises NotRunning.
    """
    sitting = queries.sitting(request.asks, pk)
    over = sitting.closed_at is not None or in_force(sitting.interview.participant, request.asks.at).withdrawn
    if sitting.opened_at is None or over:
        raise services.NotRunning(_("This sitting is not open."))
    services.may_enter(sitting, request.user)
    guides = [queries.cards_of(sitting.interview, code, {}) for code, _name in LANGUAGES]
    return render(request, "interviews/shell.html", {
        **acts_page(sitting, request.asks.at), "sitting": sitting, "centre": sitting.interview.participant.centre,
        "guides": guides, "languages": LANGUAGES, "first": (get_language() or "en").split("-")[0],
        "moments": [(kind.value, str(kind.label)) for kind in MARKED],
    })  # fmt: skip

"""What was done otherwise than the protocol says, by participant code."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, policy
from studies import queries

ROWS_A_PAGE = 20


@require_safe
@policy("study", "see deviations")
def deviations(request: AskingRequest, pk: UUID) -> HttpResponse:
    """List the deviations of a study, some at a time, newest first."""
    study = queries.study(request.asks, pk)
    page = Paginator(queries.deviations(study), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "studies/deviations.html", {"study": study, "page": page})

"""She wants no further sitting, and says so between two of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AskingRequest, policy
from interviews import queries, services
from interviews.ending_forms import StopForm
from interviews.queries import may_stop_between


@require_http_methods(["GET", "HEAD", "POST"])
@policy("interview", "plan")
def no_further(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Say what it means that no sitting follows, and end the interview once that is ticked."""
    her, at = queries.participant(request.asks, pk), request.asks.at
    way = queries.way(her, request.asks)
    if way.ended_by_her or not may_stop_between(way.sittings):
        return redirect("interviews:interview", her.pk)
    form = StopForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.stop_between(her, by=request.user, at=at)
        messages.success(request, _("The interview has ended. What she gave stays."))
        return redirect("interviews:interview", her.pk)
    shown = {"her": her, "form": form}
    return render(request, "interviews/no_further.html", shown, status=422 if form.is_bound else 200)

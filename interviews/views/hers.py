"""What she has set aside, on her own device: she takes it up again, and nobody else does while she has one here."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.access import AskingRequest, policy
from interviews import queries, services
from interviews.forms import TakeUpForm
from studies.models import Participant
from timelines.services import for_devices, of_device


@for_devices(alone=False)
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own asides", "take up")
def asides(request: AskingRequest) -> HttpResponse:
    """Show her what is set aside, in the words of the guide; by POST take one of it up again."""
    her = of_device(request.asks, request.COOKIES).participant
    form = TakeUpForm(request.POST)
    if request.method == "POST" and form.is_valid():
        services.take_up(her, **form.taken, at=request.asks.at)
    refused = request.method == "POST" and not form.is_valid()
    rows = [] if refused else _set_aside(her)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"asides": rows}, status=422 if refused else 200)
    if request.method == "POST" and not refused:
        return redirect("interviews:asides")
    context = {"rows": rows, "back_url": reverse("interviews:asides"), "leave_url": reverse("timelines:leave")}
    template = "errors/422.html" if refused else "interviews/asides.html"
    return render(request, template, context, status=422 if refused else 200)


def _set_aside(her: Participant) -> list[dict[str, str]]:
    interview = queries.interview_of(her)
    if interview is None:
        return []
    marks, aside = queries.marks_of(interview), queries.asides_of(interview)
    return queries.set_aside(queries.cards_of(interview, get_language() or her.language, marks, aside))

"""The sign-in buttons of the invented people."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import AskingRequest, Denied, actor_of, policy
from accounts.arriving import arrival
from accounts.services import sign_in
from demo import queries


@login_not_required
@require_POST
@policy("invented person", "choose")
def choose(request: AskingRequest) -> HttpResponse:
    """Sign in as one of the invented people; nothing of whoever was here before stays in the browser's session."""
    person = queries.with_button(request.POST.get("person", ""))
    if person is None:
        raise Denied
    request.session.flush()
    at = timezone.now()
    sign_in(request, person, at=at)
    actor = actor_of(request.session, person, at)
    return redirect(arrival(actor, request.POST.get("next", ""), at) or "accounts:front")

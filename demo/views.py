"""The sign-in buttons of the invented people."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.access import AskingRequest, Denied, actor_of, policy
from accounts.arriving import arrival
from accounts.sending import sent_from
from accounts.services import sign_in
from demo import queries


@login_not_required
@policy("invented person", "choose")
@sent_from(lambda request: reverse("accounts:front"))
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

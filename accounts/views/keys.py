"""What a browser needs to show a passkey, and showing a second factor anew."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts import challenge, factors
from accounts.access import AskingRequest, Denied, policy
from accounts.carrying import OWN, Carried, carried, local
from accounts.cover import before_factor, under_cover
from accounts.factor import is_fresh
from accounts.forms import shown_key
from accounts.services import signing_in


@under_cover
@before_factor
@login_not_required
@require_POST
@policy("front", "sign in")
def ask_key(request: AskingRequest, purpose: str) -> HttpResponse:
    """Give a challenge for a passkey: to sign in, to show it anew, or to add one."""
    user = request.user if request.user.is_authenticated else None
    person = user or signing_in.pending(request, request.asks.at)
    asked: dict[str, Any]
    if purpose == "sign-in":
        asked = factors.ask_for_key(None)
    elif purpose == "show" and person is not None:
        asked = factors.ask_for_key(person)
    elif purpose == "add" and user is not None and may_add(request):
        asked = factors.ask_for_new_key(user)
    else:
        raise Denied
    answer = JsonResponse(asked)
    if purpose == "sign-in":
        challenge.hand_out(request, answer, request.asks.at)
    return answer


def may_add(request: AskingRequest) -> bool:
    """Say whether a second factor may be added: the first one at once, another one after showing one anew."""
    has = factors.has_factor(request.user)
    return is_fresh(request, request.asks.at) if has else True


def go_on(request: AskingRequest, going: Carried) -> HttpResponse:
    """Lead to where somebody was going; a form that they had sent stands ready to be sent again."""
    return render(request, "accounts/go_on.html", {"carried": going}) if going.sent else redirect(going.to)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("own account", "keep")
def again(request: AskingRequest) -> HttpResponse:
    """Ask for the second factor before what needs it fresh, and lead on."""
    going = carried(request)
    if request.method != "POST":
        going = Carried(local(request.GET.get("next", "/")), [], False, False)
        return render(request, "accounts/again.html", {"carried": going})
    key = request.POST.get(OWN + "credential")
    try:
        signing_in.show_factor(
            request, request.user, code=request.POST.get(OWN + "code", ""), key=shown_key(key) if key else None,
            at=request.asks.at,
        )  # fmt: skip
    except factors.Refused:
        return render(request, "accounts/again.html", {"carried": going, "wrong": True}, status=422)
    signing_in.show_anew(request, at=request.asks.at)
    return go_on(request, going)

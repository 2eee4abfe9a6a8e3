"""An invitation: opened by a POST only, so that nothing that looks at a link uses it up."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import factors
from accounts.access import AskingRequest, policy
from accounts.forms import PasswordForm, SayWhoForm
from accounts.models import Invitation
from accounts.services import invitations, signing_in
from accounts.throttle import source, take

OPENED = "invited"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("invitation", "open")
def invited(request: AskingRequest) -> HttpResponse:
    """Take the words of an invitation. The page is the same for everybody; so is the answer to what does not open."""
    if request.method != "POST":
        return render(request, "accounts/invited.html")
    found = invitations.invitation(request.POST.get("secret", "")[:400], request.asks.at)
    if found is None:  # only what opened nothing is counted: at a centre many share one address
        take("invitation", source(request), at=request.asks.at)
        return render(request, "accounts/invited.html", {"wrong": True}, status=422)
    request.session.flush()
    request.session["invited"] = str(found.pk)
    return redirect("accounts:accept")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("invitation", "open")
def accept(request: AskingRequest) -> HttpResponse:
    """Ask the invited person for a password (the first administrator also for a name), and open the account."""
    found = invitations.still_open(request.session.get(OPENED), request.asks.at)
    if found is None:
        return redirect("accounts:invited")
    sent = request.POST if request.method == "POST" else None
    who = SayWhoForm(sent) if found.person is None else None
    form = PasswordForm(sent, person=found.person)
    if sent is None or not form.is_valid() or (who is not None and not who.is_valid()):
        shown = {"form": form, "who": who, "invited": found.person}
        return render(request, "accounts/accept.html", shown, status=200 if sent is None else 422)
    return _accepted(request, found, {**form.cleaned_data, **(who.cleaned_data if who else {})})


def _accepted(request: AskingRequest, found: Invitation, given: dict[str, str]) -> HttpResponse:
    given.pop("again")
    person = invitations.accept(found, **given, at=request.asks.at)
    if person is None:
        return redirect("accounts:invited")
    if factors.has_factor(person):  # a new password does not replace the second factor
        signing_in.wait_for_factor(request, person, at=request.asks.at)
        return redirect("accounts:second")
    signing_in.sign_in(request, person, at=request.asks.at)
    return redirect("accounts:me")

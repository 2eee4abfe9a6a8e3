"""The pages of the administrator and the custodian."""

from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, Role, policy
from accounts.factor import fresh
from accounts.seconds import refusal, who_could
from accounts.sending import sent_from
from checkins.queries import unsent, untold
from consent.services import copies_gone_by
from ledger.checks import standing
from ledger.queries import latest, tail
from studies.resting import leads_that_rest
from upkeep import queries, services
from upkeep.drilling import BY_HAND
from upkeep.forms import DestructionForm
from upkeep.keeping import BACKED_UP
from upkeep.readings import PROVEN, shown
from vault.services import count


@require_safe
@policy("installation", "read")
def page(request: AskingRequest) -> HttpResponse:
    """Show who has an account and how the installation is; to the custodian also how many keys there are."""
    chain = standing(request.asks.at)
    found = sorted(shown(request.asks.at, chain), key=lambda each: -each.grade)
    findings, fine = [each for each in found if not each.ok], [each for each in found if each.ok]
    words = {
        "people": queries.people(request.asks.at), "installation": queries.installation(),
        "chain": chain, "tail": tail(request.asks.at), "findings": findings, "fine": fine,
        "backed_up_at": latest(BACKED_UP), "proven_at": latest(PROVEN), "by_hand_at": latest(BY_HAND),
        "mails": settings.MAILS, "unsent": unsent(request.asks.at), "untold": len(untold(None, request.asks.at)),
        "resting": leads_that_rest(request.asks.actor.id),
        "waiting": queries.waiting_destructions(),
        "looks_after": request.asks.to("look after", "person").may(),
    }  # fmt: skip
    if Role.CUSTODIAN in request.asks.actor.roles:
        words["kept"], words["destroyed"] = count()
    return render(request, "upkeep/page.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("key destruction", "order")
@fresh
def keys(request: AskingRequest) -> HttpResponse:
    """Show the destructions of keys that were ordered; take the order of one more."""
    form = DestructionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        order = services.order_destruction(
            form.cleaned_data["participant"], reason=form.cleaned_data["reason"], by=request.user, at=request.asks.at
        )
        messages.success(request, _("Ordered. Somebody else has to confirm it."))
        return redirect("upkeep:destruction", order.pk)
    words = {"form": form, "orders": queries.destructions(request.asks)}
    return render(request, "upkeep/keys.html", words, status=422 if form.is_bound else 200)


@require_safe
@policy("key destruction", "confirm")
@fresh
def destruction(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show one ordered destruction, and what who looks may do with it."""
    order = queries.destruction(request.asks, pk)
    until = copies_gone_by(order.participant, order.done_at) if order.done_at else None
    words = {"order": order, "waits": not (order.confirmed_at or order.taken_back_at), "copies_until": until}
    if words["waits"]:
        refused = partial(refusal, order.ordered_by_id, at=order.ordered_at)
        words |= {"ask_first": queries.to_ask_first(order, request.asks.at)}
        words |= {"refused": refused(request.asks.actor.id), "others": who_could(refused)}
    return render(request, "upkeep/destruction.html", words)


def _its_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("upkeep:destruction", args=[queries.destruction(request.asks, pk).pk])


@policy("key destruction", "confirm")
@sent_from(_its_page)
@fresh
def confirm(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Confirm as the second person: her key is destroyed."""
    services.confirm_destruction(queries.destruction(request.asks, pk), by=request.user, at=request.asks.at)
    messages.success(request, _("Confirmed. Everything of hers is being deleted; her key is destroyed at the end."))
    return redirect("upkeep:destruction", pk)


@policy("key destruction", "confirm")
@sent_from(_its_page)
def take_back(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Take an order back before it is confirmed."""
    services.take_back_destruction(queries.destruction(request.asks, pk), by=request.user, at=request.asks.at)
    messages.success(request, _("Taken back. Nothing was destroyed."))
    return redirect("upkeep:keys")

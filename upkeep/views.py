"""The page of the administrator and the custodian."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, Role, policy
from ledger.queries import first_fault, size, tail
from upkeep import queries
from vault.services import count


@require_safe
@policy("installation", "read")
def page(request: AskingRequest) -> HttpResponse:
    """Show who has an account and how the installation is; to the custodian also how many keys there are."""
    words = {
        "people": queries.people(request.asks.at), "installation": queries.installation(), "entries": size(),
        "fault": first_fault(), "tail": tail(request.asks.at),
    }  # fmt: skip
    if Role.CUSTODIAN in request.asks.actor.roles:
        words["kept"], words["destroyed"] = count()
    return render(request, "upkeep/page.html", words)

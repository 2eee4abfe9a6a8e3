"""The interviewer's and the lead's pages: who agreed, the way to a consent, and publishing the text."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AskingRequest, policy
from consent import queries, rules, services
from consent.forms import PublishForm
from consent.views.page import participant_of
from studies.queries import studies, study


@require_GET
@policy("consent", "read")
def listing(request: AskingRequest) -> HttpResponse:
    """Show the participants and what is in force of each."""
    participants = list(queries.participants(request.asks))
    found = queries.in_force_of(participants, request.asks.at)
    return render(request, "consent/list.html", {
        "rows": [(each, found[each.pk]) for each in participants],
        "texts_of": studies(request.asks.to("publish", "consent text")),
    })  # fmt: skip


@require_GET
@policy("consent", "read")
def page(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show one participant's consent and the next step; after a withdrawal only that there is no further sitting."""
    participant, at = participant_of(request, pk), request.asks.at
    found = queries.in_force(participant, at)
    if found.withdrawn:
        return render(request, "consent/no_further.html", {"participant": participant})
    written = queries.last_written(participant.pk)
    return render(request, "consent/page.html", {
        "participant": participant, "found": found, "acts": queries.acts(participant),
        "spoken": rules.ORAL not in found.missing and queries.spoken_is_current(participant, at),
        "lines": _lines(participant.pk, request) if written else [],
        "text_is_there": queries.current_version(participant.study_id, at) is not None,
        "asks": request.asks.to("record").may() and queries.may_explain(request.user, participant, at),
    })  # fmt: skip


def _lines(participant: UUID, request: AskingRequest) -> list[dict[str, object]]:
    """Give her choices as they stand now, in the reader's language."""
    return queries.choices_now(participant, request.LANGUAGE_CODE, request.asks.at)


@require_http_methods(["GET", "POST"])
@policy("consent text", "publish")
def text(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the text as it would be published now, and publish it."""
    of = study(request.asks, pk)
    bodies, form = services.reference_bodies(of), PublishForm(request.POST or None)
    if form.is_valid() and not rules.faults(bodies):
        services.publish(of, bodies, change=form.cleaned_data["change"], by=request.user, at=request.asks.at)
        return redirect("consent:text", pk)
    return render(request, "consent/text.html", {
        "study": of, "form": form, "versions": queries.versions(of),
        "faults": [services.words_of(fault) for fault in rules.faults(bodies)],
        "bodies": list(bodies.items()),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip

"""The interviewer's and the lead's pages: who agreed, the way to a consent, and publishing the text."""

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, policy
from consent import queries, rules, services
from consent.forms import PublishForm, ToldForm
from consent.services import codes
from consent.views.asking import token_of
from consent.views.page import participant_of
from studies.queries import studies, study


@require_safe
@policy("consent", "read")
def listing(request: AskingRequest) -> HttpResponse:
    """Show the participants and what is in force of each."""
    participants = list(queries.participants(request.asks))
    found = queries.in_force_of(participants, request.asks.at)
    return render(request, "consent/list.html", {
        "rows": [(each, found[each.pk]) for each in participants],
        "texts_of": studies(request.asks.to("publish", "consent text")),
    })  # fmt: skip


@require_safe
@policy("consent", "read")
def page(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show one participant's consent and the next step; after a withdrawal only that there is no further sitting."""
    participant, at = participant_of(request, pk), request.asks.at
    found = queries.in_force(participant, at)
    if found.withdrawn:
        return render(request, "consent/no_further.html", {"participant": participant})
    written = queries.last_written(participant.pk)
    if written:
        services.look("answers", participant, by=request.asks.actor.id, at=at)
    return render(request, "consent/page.html", {
        "participant": participant, "found": found, "acts": queries.acts(participant),
        "spoken": rules.ORAL not in found.missing and queries.spoken_is_current(participant, at),
        "lines": _lines(participant.pk, request) if written else [],
        "text_is_there": queries.current_version(participant.study_id, at) is not None,
        "tells": request.asks.to("withdraw").may(), "has_card": codes.has_card(pk),
        "asks": request.asks.to("record").may() and queries.may_explain(request.user, participant, at),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@policy("consent", "withdraw")
def told(request: AskingRequest, pk: UUID) -> HttpResponse:
    """She told the interviewer that she stops: ask how far and how she said it, show it once more, and keep it."""
    participant = participant_of(request, pk)
    queries.her_text(participant.pk, request.LANGUAGE_CODE)  # without an act there is nothing to stop
    form = ToldForm(request.POST if request.method == "POST" else None)
    sure = request.POST.get("go") == "stop"
    if not form.is_valid() or not sure:
        status = 422 if form.errors else 200
        return render(request, "consent/told.html", {"participant": participant, "form": form}, status=status)
    services.withdraw(
        participant, form.cleaned_data["level"], by_code=False, by=request.user, channel=form.cleaned_data["channel"],
        at=request.asks.at,
    )  # fmt: skip
    return redirect("consent:page", pk)


def _lines(participant: UUID, request: AskingRequest) -> list[dict[str, object]]:
    """Give her choices as they stand now, in the reader's language."""
    return queries.choices_now(participant, request.LANGUAGE_CODE, request.asks.at)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("consent text", "publish")
def text(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show the text as it would be published now, and publish it."""
    of = study(request.asks, pk)
    bodies, form = services.reference_bodies(of), PublishForm(request.POST or None)
    token, said = token_of(request), ""
    if form.is_valid() and not rules.faults(bodies):
        change = form.cleaned_data["change"]
        try:
            services.publish(of, bodies, change=change, by=request.user, at=request.asks.at, token=token)
            return redirect("consent:text", pk)
        except services.PublishedBefore as before:
            token, said = None, before.words
    return render(request, "consent/text.html", {
        "study": of, "form": form, "token": token or uuid4(), "versions": queries.versions(of),
        "said": said, "faults": [services.words_of(fault) for fault in rules.faults(bodies)],
        "bodies": list(bodies.items()),
    }, status=409 if said else 422 if request.method == "POST" else 200)  # fmt: skip

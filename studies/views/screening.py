"""Screening: the answers are judged while the request lasts; only outcome and month are kept."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, policy
from accounts.sending import sent_from
from studies import queries, rules, services
from studies.forms import ScreeningForm, TakeInForm, sent
from studies.models import Cause


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@policy("study", "screen")
def screening(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask the coded questions, or judge what was answered and keep what it comes to."""
    study = queries.study(request.asks, pk)
    at = request.asks.at
    on = queries.day_of(study, at)
    form = ScreeningForm(sent(request), study=study, on=on)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "studies/screening.html", {"study": study, "form": form}, status=status)
    judged = rules.screen(form.answers(), on, study.minimum_months_in_treatment)
    token, centre = form.cleaned_data["token"], form.cleaned_data["centre"]
    kept = services.store_screening(centre, judged, by=request.user, at=at, token=token)
    return redirect("studies:outcome", kept.pk)


@require_safe
@policy("screening", "read")
def outcome(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Say in kind words what a screening came to, with the way on."""
    return _outcome(request, pk, TakeInForm())


def _outcome(request: AskingRequest, pk: UUID, form: TakeInForm, status: int = 200) -> HttpResponse:
    screening = queries.screening(request.asks, pk)
    services.look_at_screening(screening, by=request.user, at=request.asks.at)
    on = queries.day_of(screening.study, request.asks.at)
    shown = {
        "screening": screening,
        "comes_in": rules.can_come_in(screening.outcome, screening.eligible_from, on),
        "kept_days": rules.KEPT_DAYS,
        "form": form,
    }
    return render(request, "studies/outcome.html", shown, status=status)


def _outcome_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("studies:outcome", args=[queries.screening(request.asks, pk).pk])


@policy("screening", "take in")
@sent_from(_outcome_page)
def take_in(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Take her in: a code, and the way to her page."""
    form = TakeInForm(request.POST)
    if not form.is_valid():
        return _outcome(request, pk, form, status=422)
    screening = queries.screening(request.asks, pk)
    participant = services.take_in(
        screening, language=form.cleaned_data["language"], by=request.user, at=request.asks.at
    )
    return redirect("studies:participant", participant.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("screening", "take in early")
def take_in_early(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Take somebody in before the study's minimum time in treatment, and write the deviation down."""
    screening = queries.screening(request.asks, pk)
    form = TakeInForm(sent(request))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "studies/take_in_early.html", {"screening": screening, "form": form}, status=status)
    participant = services.take_in(
        screening, language=form.cleaned_data["language"], by=request.user, at=request.asks.at,
        deviation=Cause.TOO_EARLY,
    )  # fmt: skip
    return redirect("studies:participant", participant.pk)

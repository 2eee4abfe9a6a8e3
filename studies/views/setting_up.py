"""The study page, and what its lead sets up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, policy
from accounts.factor import fresh
from accounts.sending import sent_from
from accounts.services import sign_out
from studies import queries, resting, services
from studies.care import set_care
from studies.care_forms import CareForm
from studies.forms import CentreForm, DecisionForm, sent
from studies.models import Part, Study
from studies.team_forms import EndPartForm, MemberForm


@require_safe
@policy("study", "read")
def page(request: AskingRequest) -> HttpResponse:
    """Show the studies of who asks; a single one opens at once."""
    mine = list(queries.studies(request.asks))
    if len(mine) == 1:
        return _study_page(request, mine[0])
    return render(request, "studies/studies.html", {"studies": mine})


@require_safe
@policy("study", "read")
def study(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show one study."""
    return _study_page(request, queries.study(request.asks, pk))


def _study_page(request: AskingRequest, study: Study) -> HttpResponse:
    asks = request.asks
    sets_up = asks.to("set up").all(Study.objects.filter(pk=study.pk)).exists()
    shown: dict[str, Any] = {
        "study": study, "sets_up": sets_up, "decisions": queries.decisions(study), "centres": queries.centres(study),
        "team": queries.team(study), "window": queries.window_at(study, asks.at),
        "screens": asks.to("screen").all(Study.objects.filter(pk=study.pk)).exists(),
        "not_yet": queries.not_yet(study) if sets_up else [],
    }  # fmt: skip
    return render(request, "studies/study.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("study", "set up")
def decision(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask for an ethics decision, or record it."""
    study = queries.study(request.asks, pk)
    form = DecisionForm(sent(request))
    if not form.is_valid():
        return _form(request, study, form, _("Record an ethics decision"))
    given = form.cleaned_data
    window = (given.pop("window_from"), given.pop("window_until"))
    services.record_decision(study, **given, window=window, by=request.user, at=request.asks.at)
    return _kept(request, study)


def _page_of(request: AskingRequest, pk: UUID) -> str:
    return reverse("studies:study", args=[queries.study(request.asks, pk).pk])


@policy("study", "set up")
@sent_from(_page_of)
def open_study(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Open the study; 409 with words while there is no ethics decision."""
    study = queries.study(request.asks, pk)
    services.open_study(study, by=request.asks.actor.id, at=request.asks.at)
    return _kept(request, study)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("study", "set up")
def centre(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask for a centre, or add it."""
    study = queries.study(request.asks, pk)
    form = CentreForm(sent(request))
    if not form.is_valid():
        return _form(request, study, form, _("Add a centre"))
    services.add_centre(study, **form.cleaned_data, by=request.asks.actor.id, at=request.asks.at)
    return _kept(request, study)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("study", "set up")
def care(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask how the study looks after her around a sitting, or keep it."""
    study = queries.study(request.asks, pk)
    form = CareForm(sent(request), study=study, carers=queries.carers(study, request.asks.at))
    if not form.is_valid():
        chains = queries.chains(study, request.asks.at)
        return _form(request, study, form, _("Care around a sitting"), chains=chains)
    given = form.cleaned_data
    set_care(
        study, limits={name: given[name] for name in CareForm.LIMITS}, by=request.asks.actor.id, at=request.asks.at,
        on_call={one.pk for one in given["on_call"]}, back_up={one.pk for one in given["back_up"]},
    )  # fmt: skip
    return _kept(request, study)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("study", "set up")
@fresh
def member(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask for somebody of the team, or give them their part."""
    study = queries.study(request.asks, pk)
    form = MemberForm(sent(request), study=study, at=request.asks.at)
    if not form.is_valid():
        return _form(request, study, form, _("Add somebody to the team"))
    given = form.cleaned_data
    services.add_member(
        study, given["person"], Part(given["part"]), centre=given["centre"], trained_on=given["trained_on"],
        delegated_from=given["delegated_from"], by=request.asks.actor.id, at=request.asks.at, token=given["token"],
        one_day=bool(given.get("other_day")),
    )  # fmt: skip
    return _kept(request, study)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("study", "set up")
@fresh
def end_part(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask whose part ends and when, or let it end."""
    study, at = queries.study(request.asks, pk), request.asks.at
    form = EndPartForm(sent(request), study=study, at=at)
    if not form.is_valid():
        return _form(request, study, form, _("Let a part end"))
    given = form.cleaned_data
    services.end_part(**given, by=request.asks.actor.id, at=at)
    if given["last_day"] is None and given["member"].person_id == request.user.pk:
        sign_out(request)  # all sessions of theirs have ended, this one too
        return redirect("accounts:front")
    return _kept(request, study)


def _its_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("studies:study", args=[queries.study(request.asks, pk).pk])


@policy("study", "set up")
@sent_from(_its_page)
@fresh
def confirm_member(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Say of somebody whose account was begun anew that it is really them: their part goes on."""
    study, person = queries.study(request.asks, pk), request.POST.get("person", "")
    known = {str(one): one for one in queries.team(study).values_list("person", flat=True)}
    if person in known and resting.confirm(known[person], study, by=request.asks.actor.id, at=request.asks.at):
        return _kept(request, study)
    return redirect("studies:study", study.pk)


def _form(request: HttpRequest, study: Study, form: Form, title: str, **more: Any) -> HttpResponse:
    shown = {"study": study, "form": form, "title": title, **more}
    refused = 409 if getattr(form, "against", ()) else 422
    return render(request, "studies/form.html", shown, status=refused if form.is_bound else 200)


def _kept(request: HttpRequest, study: Study) -> HttpResponse:
    messages.success(request, _("Kept."))
    return redirect("studies:study", study.pk)

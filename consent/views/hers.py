"""Her pages on the interviewer's device: her own answers, her card, her copy. No menu leads away from them."""

from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sites
from accounts.access import AskingRequest, Denied, NotNow, policy
from accounts.cover import in_a_sitting
from accounts.sending import sent_from
from consent import queries, rules, services
from consent.forms import NewCardForm, WrittenForm
from consent.models import Act
from consent.services import codes
from consent.views.asking import token_of
from consent.views.page import in_language, language_of, on_her_side, participant_of
from printing.services import qr
from studies.models import Participant


@in_a_sitting
@require_http_methods(["GET", "HEAD", "POST"])
@policy("consent", "record")
@on_her_side("consent:give-back")
def form(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask her, item by item; show what will be kept; keep it."""
    participant, go = participant_of(request, pk), request.POST.get("go", "")
    language, token = language_of(request, participant), token_of(request)
    if go == "keep" and token and _was_kept(request, participant, token, language):
        return _after(participant, request.asks.at)
    text = queries.text(_asked_on(participant, request.asks.at), language)
    items = [dict(item) for item in rules.to_answer(text.body["items"])]
    answers = WrittenForm(items, request.POST if go else None, request.POST)  # in another language: as they were
    context = {"participant": participant, "form": answers, "token": token or uuid4(), "body": text.body}
    if not answers.is_valid() or go == "change":
        return in_language(request, "consent/form.html", language, context, 422 if go in {"look", "keep"} else 200)
    if go != "keep":
        return in_language(request, "consent/look.html", language, context)
    services.give_written(
        participant, answers=answers.answers(), choices=answers.choices(), language=text.language, by=request.user,
        at=request.asks.at, token=token,
    )  # fmt: skip
    return _after(participant, request.asks.at)


def _asked_on(participant: Participant, at: datetime) -> UUID:
    """Give the version on which she is asked. Raises NotToBeAsked, with words to her: those for staff are about her."""
    try:
        return services.spoken_version(participant, at)
    except services.NotToBeAsked as refused:
        found = services.standing(participant, at)
        if found.withdrawn or refused.gone:
            raise
        said = _("You have said yes already. You can change a choice with the code on your card.")
        later = _("This comes later. Please give the device back to your interviewer.")
        raise services.NotToBeAsked(said if found.valid else later) from None


def _was_kept(request: AskingRequest, participant: Participant, token: UUID, language: str) -> bool:
    """Say whether these answers are kept already: the form came twice."""
    last = queries.last_written(participant.pk)
    if last is None:
        return False
    items = [dict(item) for item in rules.to_answer(queries.text(last.version_id, language).body["items"])]
    form = WrittenForm(items, request.POST)
    return form.is_valid() and services.was_sent(participant, token, form.answers(), form.choices())


def _after(participant: Participant, at: datetime) -> HttpResponse:
    """Lead to her card, or to a kind end when she does not take part."""
    valid = services.standing(participant, at).valid
    return redirect("consent:card" if valid else "consent:thanks", participant.pk)


def _written(participant: Participant) -> Act:
    """Give her last written act. Raises Denied without one."""
    act = queries.last_written(participant.pk)
    if act is None:
        raise Denied
    return act


@in_a_sitting
@require_http_methods(["GET", "HEAD", "POST"])
@policy("consent", "record")
@on_her_side("consent:give-back")
def card(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Make her first card and show it, this one time, with her copy beside it; later only the copy is given."""
    participant, at = participant_of(request, pk), request.asks.at
    act = _written(participant)
    if request.method != "POST":
        context = {"participant": participant, "has_card": codes.has_card(pk)}
        return in_language(request, "consent/card.html", act.language, context)
    services.keep_copy(act, at)
    return _shown(request, act, services.make_code(participant, by=request.user, at=at))


@in_a_sitting
@require_http_methods(["GET", "HEAD", "POST"])
@policy("consent", "record")
@on_her_side("consent:give-back")
def new_card(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Make a further card, for a reason, and show it this one time; sent twice, it makes one."""
    participant, token = participant_of(request, pk), token_of(request)
    act = _written(participant)
    if queries.in_force(participant, request.asks.at).withdrawn:  # her page says what there is to say
        return redirect("consent:page", pk)
    if not codes.has_card(pk):
        return redirect("consent:card", pk)
    form = NewCardForm(request.POST if request.method == "POST" else None)
    if token is None or not form.is_valid():
        context = {"participant": participant, "form": form, "token": token or uuid4()}
        status = 422 if request.method == "POST" else 200
        return in_language(request, "consent/new_card.html", act.language, context, status)
    reason = form.cleaned_data["reason"]
    code = services.make_code(participant, by=request.user, at=request.asks.at, token=token, reason=reason)
    return _shown(request, act, code)


def _shown(request: AskingRequest, act: Act, code: str) -> HttpResponse:
    """Show the card with its code, or, without one, that it was made and shown before."""
    address = sites.hers(request) + reverse("consent:code")
    return in_language(request, "consent/card.html", act.language, {
        "participant": act.participant, "code": code, "asked": True, "address": address, "qr": qr(address),
        "sentence": _received(act),
    })  # fmt: skip


def _received(act: Act) -> str:
    """Give the sentence that says she got copy and card, in her language."""
    items = queries.text(act.version_id, act.language).body["items"]
    return next(str(item["text"]) for item in items if item["code"] == queries.RECEIVED)


def _card_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("consent:card", args=[participant_of(request, pk).pk])


@in_a_sitting
@policy("consent", "record")
@sent_from(_card_page)
@on_her_side("consent:give-back")
def received(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Keep whether she received her copy and her card (C15); then the device goes back."""
    participant, answer = participant_of(request, pk), request.POST.get("answer")
    if answer not in {"yes", "no"}:
        back = {"layout": "hers.html", "back_url": reverse("consent:card", args=[pk])}
        return in_language(request, "errors/422.html", language_of(request, participant), back, 422)
    services.change_item(participant, queries.RECEIVED, yes=answer == "yes", at=request.asks.at)
    return redirect("consent:give-back", pk)


@in_a_sitting
@require_safe
@policy("consent", "record")
def copy(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Give her copy as a PDF."""
    act = _written(participant_of(request, pk))
    services.look("copy", act.participant, by=request.asks.actor.id, at=request.asks.at)
    return as_pdf(services.copy_of(act))


def as_pdf(content: bytes) -> HttpResponse:
    """Give a PDF to keep, under a name that says nothing."""
    headers = {"Content-Disposition": 'attachment; filename="my-copy.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@in_a_sitting
@require_safe
@policy("consent", "record")
def give_back(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Ask her to give the device back; only from here a way leads to the interviewer's pages."""
    participant = participant_of(request, pk)
    if queries.last_oral(pk) is None:
        raise NotNow(_("She has had no device yet. Her spoken yes comes first."))
    return in_language(
        request, "consent/give_back.html", language_of(request, participant), {"participant": participant}
    )

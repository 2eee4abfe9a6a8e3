"""Explaining, the teach-back and the spoken yes: on the interviewer's device, both looking at it."""

from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, NotNow, policy
from accounts.cover import in_a_sitting
from consent import queries, rules, services
from consent.forms import OralForm, TeachBackForm
from consent.models import Text
from consent.views.page import in_language, language_of, participant_of
from studies.models import Participant

HEARD = "attune-heard"
"""The cookie that carries how the teach-back went to the page of the spoken yes: before that nothing is kept."""
HEARD_FOR = 2 * 60 * 60
"""Seconds for which it is carried."""


def _text(request: AskingRequest, participant: Participant, language: str) -> Text:
    return queries.text(services.version_to_ask(participant, request.asks.at).pk, language)


@in_a_sitting
@require_safe
@policy("consent", "record")
def explain(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Show one section of the information text, large; another language beside it when asked."""
    participant = participant_of(request, pk)
    language, beside = language_of(request, participant), request.GET.get("beside", "")
    text = _text(request, participant, language)
    sections = text.body["sections"]
    asked = request.GET.get("part", "1")[:4]  # a number too long to read is past the end as well
    part = min(max(int(asked) if asked.isdecimal() else 1, 1), len(sections))
    shown = [(text.language, sections[part - 1])]
    if beside in rules.LANGUAGES and beside != text.language:
        shown.append((beside, queries.text(text.version_id, beside).body["sections"][part - 1]))
    return in_language(request, "consent/explain.html", language, {
        "participant": participant, "shown": shown, "part": part, "parts": len(sections),
        "beside": beside if len(shown) == 2 else "",
        "others": [code for code in rules.LANGUAGES if code != language],
    })  # fmt: skip


@in_a_sitting
@require_http_methods(["GET", "HEAD", "POST"])
@policy("consent", "record")
def teach_back(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Note how each question of the teach-back went; then the spoken yes, or a kind end."""
    participant = participant_of(request, pk)
    language = language_of(request, participant)
    text = _text(request, participant, language)
    form = TeachBackForm(text.body["teach_back"], request.POST or None)
    if not form.is_valid():
        return render(request, "consent/teach_back.html", {
            "participant": participant, "form": form, "language": language,
        }, status=422 if request.method == "POST" else 200)  # fmt: skip
    if form.not_now():
        return redirect("consent:not-now", pk)
    return _with_heard(redirect("consent:oral", pk), pk, {**form.heard(), "language": text.language})


def _with_heard(answer: HttpResponse, pk: UUID, heard: dict[str, str]) -> HttpResponse:
    """Let the browser carry `heard` to her spoken yes; nothing takes away what it carried."""
    carried, there = QueryDict(mutable=True), reverse("consent:oral", args=[pk])
    carried.update(heard)
    if heard:
        answer.set_cookie(
            HEARD, carried.urlencode(), max_age=HEARD_FOR, path=there, secure=settings.SESSION_COOKIE_SECURE,
            httponly=True, samesite="Strict",
        )  # fmt: skip
    else:
        answer.delete_cookie(HEARD, path=there, samesite="Strict")
    return answer


@in_a_sitting
@require_http_methods(["GET", "HEAD", "POST"])
@policy("consent", "record")
def oral(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Write down the spoken answers. More time to think is a normal end, and nothing is kept then."""
    participant = participant_of(request, pk)
    sent = request.POST if request.method == "POST" else QueryDict(request.COOKIES.get(HEARD, ""))
    chosen = sent.get("language", "")
    text = _text(request, participant, chosen if chosen in rules.LANGUAGES else participant.language)
    heard = TeachBackForm(text.body["teach_back"], sent)
    if not heard.is_valid():
        return redirect(
            "consent:page" if queries.spoken_is_current(participant, request.asks.at) else "consent:teach-back", pk
        )
    if request.method != "POST":
        return _oral_page(request, participant, text, OralForm(text.body["oral"]), heard.heard())
    return _spoken(request, participant, text, heard.heard())


def _spoken(request: AskingRequest, participant: Participant, text: Text, heard: dict[str, str]) -> HttpResponse:
    form = OralForm(text.body["oral"], request.POST)
    if not form.is_valid():
        return _oral_page(request, participant, text, form, heard, status=422)
    if rules.wants_time(form.answers(), text.body["oral"]):
        return redirect("consent:not-now", participant.pk)
    act = services.give_oral(
        participant, answers=form.answers(), heard=heard, present=form.cleaned_data["present"],
        language=text.language, by=request.user, at=request.asks.at, token=token_of(request),
    )  # fmt: skip
    said_no = rules.ORAL in services.standing(participant, request.asks.at).missing
    there = redirect("consent:thanks" if said_no else "consent:hand-over", act.participant_id)
    return _with_heard(there, act.participant_id, {})


def token_of(request: AskingRequest) -> UUID | None:
    """Give the token that a form was made with: sent twice, it makes one act."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return None


def _oral_page(
    request: AskingRequest,
    participant: Participant,
    text: Text,
    form: OralForm,
    heard: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    return render(request, "consent/oral.html", {
        "participant": participant, "form": form, "heard": heard, "language": text.language,
        "token": token_of(request) or uuid4(),
    }, status=status)  # fmt: skip


@in_a_sitting
@require_safe
@policy("consent", "record")
def hand_over(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Tell the interviewer to hand the device over."""
    participant = participant_of(request, pk)
    services.spoken_version(participant, request.asks.at)
    return render(request, "consent/hand_over.html", {"participant": participant})


@in_a_sitting
@require_safe
@policy("consent", "record")
def not_now(request: AskingRequest, pk: UUID) -> HttpResponse:
    """A normal end: nothing was kept."""
    participant = participant_of(request, pk)
    language = language_of(request, participant)
    page = in_language(request, "consent/not_now.html", language, {"participant": participant})
    return _with_heard(page, pk, {})


@in_a_sitting
@require_safe
@policy("consent", "record")
def thanks(request: AskingRequest, pk: UUID) -> HttpResponse:
    """A normal end: she does not take part. 409 while she has not said so."""
    participant = participant_of(request, pk)
    if not queries.said_no(participant, request.asks.at):
        raise NotNow(_("She has not said no to anything that taking part needs."))
    return in_language(request, "consent/thanks.html", language_of(request, participant), {"participant": participant})

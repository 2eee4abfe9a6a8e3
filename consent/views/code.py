"""Her pages by code: no name, no account. What is in force, one choice changed, stopping, and her copies."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AskingRequest, Denied, policy
from accounts.leaving import left
from accounts.rules import CODE_OPENS_FOR
from accounts.sending import sent_from
from accounts.throttle import TooMany, source, take
from consent import queries, rules, services
from consent.forms import ChangeForm
from consent.models import Level
from consent.services import codes
from consent.views.hers import as_pdf
from consent.views.page import on_her_side
from studies.models import Participant


def _hers(request: AskingRequest, template: str, **context: Any) -> HttpResponse:
    """Draw a page of hers; its days and times are those of her study's clock."""
    days = [each.copies_until for each in context.get("effects", []) if isinstance(each, services.Progress)]
    context["all_at_once"] = _due_together(context.get("effects", []))
    context["copies_until"] = max(filter(None, days), default=None)
    me = _me(request)
    context |= {"deletion": queries.deletion(me.pk), "gone": queries.everything_gone(me.pk)}
    with timezone.override(me.study.time_zone):
        return render(request, template, {"leave_url": reverse("consent:leave"), **context})


def _due_together(effects: list[Any]) -> Any:
    """Give the last day of effects of which none is done and none waits for somebody, to be said once; else None."""
    begun = any(not isinstance(each, services.Progress) or each.done_at or each.waits for each in effects)
    return None if begun or not effects else max(each.due_on for each in effects)


def _me(request: AskingRequest) -> Participant:
    """Give the participant whose code opened this page. Raises Denied."""
    code = request.asks.actor.code
    if code is None or codes.card(code) != request.session.get("card", ""):
        raise Denied  # also when a newer card has ended what an older one opened
    return queries.participant(request.asks, code)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own consent", "find")
def code(request: AskingRequest) -> HttpResponse:
    """Take the code; a right one always opens, a wrong one has one answer, whatever is wrong with it."""
    if request.method != "POST":
        return render(request, "consent/code.html")
    participant = services.find(request.POST.get("code", ""))
    if participant is None:
        return _wrong(request)
    if request.user.is_authenticated:  # she must not come upon the pages of who was signed in here
        request.session.flush()
    request.session.cycle_key()
    request.session["code"], request.session["card"] = str(participant.pk), codes.card(participant.pk)
    request.session["code_until"] = (request.asks.at + CODE_OPENS_FOR).timestamp()
    return redirect("consent:mine")


def _wrong(request: AskingRequest) -> HttpResponse:
    """Answer a wrong code: look again, or, after many from this address, wait.

    Only wrong codes are counted, and a right one opens all the same: at a centre many share one address, and nobody may
    lock her out.
    """
    try:
        take("code", source(request), at=request.asks.at)
    except TooMany as many:
        page = render(request, "consent/code.html", {"wait": True}, status=429)
        page.headers["Retry-After"] = str(many.seconds)
        return page
    return render(request, "consent/code.html", {"wrong": True}, status=422)


@login_not_required
@require_safe
@policy("own consent", "read")
def mine(request: AskingRequest) -> HttpResponse:
    """Show where she stands and what she can do."""
    participant = _me(request)
    found, written = queries.in_force(participant, request.asks.at), queries.last_written(participant.pk)
    return _hers(
        request, "consent/mine.html", found=found, written=written,
        levels=[] if written is None else _levels(request, participant, found.withdrawn),
        effects=services.progress(participant.pk, request.asks.at), new_card_at=codes.new_card_at(participant.pk),
    )  # fmt: skip


def _levels(request: HttpRequest, participant: Participant, withdrawn: str) -> list[tuple[str, str]]:
    """Give the levels that go further than the one she chose, in the words of her text."""
    text = queries.her_text(participant.pk, request.LANGUAGE_CODE)
    return [(each["code"], each["text"]) for each in text.body["withdrawal"]
            if each["code"] in Level.values and each["code"] > withdrawn]  # fmt: skip


@login_not_required
@require_safe
@policy("own consent", "read")
def choices(request: AskingRequest) -> HttpResponse:
    """Show every choice as it stands now."""
    participant, at = _me(request), request.asks.at
    return _hers(
        request, "consent/choices.html", lines=queries.choices_now(participant.pk, request.LANGUAGE_CODE, at),
        found=queries.in_force(participant, at), effects=services.progress(participant.pk, at),
    )  # fmt: skip


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own consent", "withdraw")
@on_her_side("consent:mine")
def choice(request: AskingRequest, item: str) -> HttpResponse:
    """Change one choice (W0)."""
    participant = _me(request)
    asked = next((each for each in queries.her_text(participant.pk, request.LANGUAGE_CODE).body["items"]
                  if each["code"] == item and each["kind"] != "act"), None)  # fmt: skip
    if asked is None:
        raise Denied
    form = ChangeForm(asked, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        page = _hers(request, "consent/choice.html", form=form, needed=asked["kind"] == "required")
        page.status_code = status
        return page
    answer = form.cleaned_data["answer"]
    services.change_item(
        participant, item, yes=rules.is_yes(answer), choice=answer if "options" in asked else "", at=request.asks.at
    )
    return redirect("consent:choices")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@policy("own consent", "withdraw")
@on_her_side("consent:mine")
def stop(request: AskingRequest, level: str) -> HttpResponse:
    """Show what a level will do, on one plain page; do it."""
    participant = _me(request)
    if level not in Level.values:
        raise Denied
    if request.method == "POST":
        services.withdraw(participant, level, by_code=True, at=request.asks.at)
        return redirect("consent:done")
    if queries.deletion(participant.pk):  # nothing is left to choose: her page says so
        return redirect("consent:done")
    said = dict(_levels(request, participant, ""))
    return _hers(
        request, "consent/stop.html", level=level, sentence=said[level], for_good=level == Level.W3,
        days=participant.study.withdrawal_days, copies_days=settings.BACKUP_DAYS,
        effects=[services.words(*each) for each in services.effects_of(participant.pk, level)],
    )  # fmt: skip


@login_not_required
@require_safe
@policy("own consent", "read")
def done(request: AskingRequest) -> HttpResponse:
    """Say that it is done, and show what was carried out."""
    participant = _me(request)
    if not queries.in_force(participant, request.asks.at).withdrawn:
        return redirect("consent:mine")
    effects = services.progress(participant.pk, request.asks.at)
    return _hers(
        request, "consent/done.html", closing=queries.her_text(participant.pk, request.LANGUAGE_CODE).body["closing"],
        effects=effects, under_way=any(each.done_at is None for each in effects),
    )  # fmt: skip


@login_not_required
@require_safe
@policy("own consent", "read")
def my_copy(request: AskingRequest) -> HttpResponse:
    """Give the copy of what she agreed to, again."""
    act = queries.last_written(_me(request).pk)
    if act is None:
        raise Denied
    services.look("copy", act.participant, by=act.participant_id, at=request.asks.at)
    return as_pdf(services.copy_of(act))


@login_not_required
@policy("own consent", "read")
@sent_from(lambda request, of: reverse("consent:mine"))
def receipt(request: AskingRequest, of: str) -> HttpResponse:
    """Give the receipt of her yes, or of her stop, as a small file; its name says nothing."""
    participant = _me(request)
    found = {"yes": queries.last_written, "stop": queries.withdrawal}.get(of, lambda pk: None)(participant.pk)
    if found is None:
        raise Denied
    answer = HttpResponse(services.receipt_of(found, at=request.asks.at), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="receipt.txt"'
    return answer


@login_not_required
@require_safe
@policy("own consent", "read")
def kept(request: AskingRequest) -> HttpResponse:
    """Show all that is kept of her, on a page to read and print."""
    participant = _me(request)
    services.look("everything", participant, by=participant.pk, at=request.asks.at)
    return _hers(
        request, "consent/kept.html", holds=services.holds(participant.pk), acts=queries.acts(participant),
        shelves=services.shelves_of(participant),
    )  # fmt: skip


@login_not_required
@require_safe
@policy("own consent", "read")
def kept_file(request: AskingRequest) -> HttpResponse:
    """Give all that is kept of her as a file that other programs can read."""
    headers = {"Content-Disposition": 'attachment; filename="my-copy.json"'}
    options, participant = {"indent": 2, "ensure_ascii": False}, _me(request)
    services.look("everything", participant, by=participant.pk, at=request.asks.at)
    return JsonResponse(services.everything_of(participant), headers=headers, json_dumps_params=options)


@login_not_required
@policy("own consent", "find")
@sent_from(lambda request: reverse("consent:code"))
def leave(request: AskingRequest) -> HttpResponse:
    """Close her page in this browser; the answer is an empty page."""
    for key in ("code", "card", "code_until"):
        request.session.pop(key, None)
    return left(request)

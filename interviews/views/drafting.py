"""The lead's pages of the guide: a draft is begun or brought in, changed part by part, and published."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AskingRequest, Denied, policy
from accounts.sending import sent_from
from interviews import queries, services
from interviews.guide_forms import AROUND, GuideFileForm, PartForm, SentencesForm, ThemeForm
from interviews.models import GuideVersion
from interviews.written import LARGEST, MOST
from studies.queries import study


def _guide_page(request: AskingRequest, pk: UUID) -> str:
    study(request.asks, pk)
    return reverse("interviews:guide")


@policy("study", "set up")
@sent_from(_guide_page)
def begin(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Begin a draft with the words of the newest version, or go on with the one there is."""
    draft = services.begin_draft(study(request.asks, pk), at=request.asks.at)
    return redirect("interviews:guide-version", draft.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@policy("study", "set up")
def bring(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Bring a guide in as YAML: it becomes the draft; 422 with the lines when it can't be read."""
    found = study(request.asks, pk)
    form = GuideFileForm(request.POST, request.FILES) if request.method == "POST" else GuideFileForm()
    if form.is_bound and form.is_valid():
        draft = services.draft_guide(found, form.content, at=request.asks.at)
        messages.success(request, _("Kept as a draft. Nothing is published yet."))
        return redirect("interviews:guide-version", draft.pk)
    drafted = GuideVersion.objects.filter(study=found, published_at=None).exists()
    shown = {"study": found, "form": form, "drafted": drafted, "largest": LARGEST, "text": form.brought}
    return render(request, "interviews/bring_guide.html", shown, status=422 if form.is_bound else 200)


def _form_of(part: str, content: dict[str, Any]) -> type[SentencesForm] | type[ThemeForm]:
    """Give the form of a part. Raises Denied for one that a guide does not have."""
    if part in AROUND:
        return SentencesForm
    if part.isascii() and part.isdecimal() and 1 <= int(part) <= min(len(content["themes"]) + 1, MOST["themes"]):
        return ThemeForm
    raise Denied


@require_http_methods(["GET", "HEAD", "POST"])
@policy("guide", "write")
def change(request: AskingRequest, pk: UUID, part: str) -> HttpResponse:
    """Show the sentences of one part of a draft side by side, and keep other words."""
    draft = queries.guide(request.asks, pk)
    if draft.published_at is not None:
        raise services.Published(_("This version is published. It is never changed; begin a new draft instead."))
    content = queries.content_of(draft)
    seen = draft.changed_at.isoformat() if draft.changed_at else ""
    form = _form_of(part, content)(request.POST or None, part=part, content=content, seen=seen)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            to = getattr(form, "moves_to", None)
            services.change_draft(draft, part, form.words(), seen=form.when_seen, at=request.asks.at, to=to)
            messages.success(request, _("Kept."))
            return redirect(f"{reverse('interviews:guide-version', args=[pk])}#part-{to or part}")
        except services.ChangedMeanwhile as refused:  # what was typed stays in the fields
            form.add_error(None, refused.words)
            status = 409
    return _change_page(request, draft, part, form, status)


def _change_page(request: AskingRequest, draft: GuideVersion, part: str, form: PartForm, status: int) -> HttpResponse:
    blocks = [
        (block, _fields(form, block.name), [(one, _fields(form, one.name)) for one in block.more],
         form[f"{block.name}-place"] if block.place else None)
        for block in form.blocks
    ]  # fmt: skip
    among = form["theme-place"] if "theme-place" in form.fields else None
    shown = {"guide": draft, "part": part, "name": AROUND.get(part), "form": form, "blocks": blocks, "among": among}
    return render(request, "interviews/change_guide.html", shown, status=status)


def _fields(form: PartForm, name: str) -> list[Any]:
    return [form[f"{name}-{code}"] for code in ("en", "nl", "fr")]


def _version_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("interviews:guide-version", args=[queries.guide(request.asks, pk).pk])


@policy("guide", "write")
@sent_from(_version_page)
def publish(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Publish a draft; 409 with words while something is missing."""
    services.publish_draft(queries.guide(request.asks, pk), by=request.user, at=request.asks.at)
    messages.success(request, _("Published. The next interviews begin with it; those that began keep theirs."))
    return redirect("interviews:guide-version", pk)


@policy("guide", "write")
@sent_from(_version_page)
def throw_away(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Take a draft away for good."""
    services.throw_away(queries.guide(request.asks, pk))
    messages.success(request, _("The draft is gone. The published versions stay as they are."))
    return redirect("interviews:guide")

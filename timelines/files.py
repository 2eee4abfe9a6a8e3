"""A timeline as a file, for the interviewer of the case."""

import csv
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from accounts.access import AskingRequest, policy
from accounts.factor import fresh
from accounts.sending import sent_from
from timelines import exporting, queries


def _page(request: AskingRequest, pk: UUID) -> str:
    return reverse("timelines:page", args=[queries.timeline(request.asks, pk).pk])


@policy("timeline", "export")
@sent_from(_page)
@fresh
def as_json(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Give one timeline as JSON."""
    timeline = queries.timeline(request.asks, pk)
    document = exporting.export(timeline, by=request.asks.actor.id, at=request.asks.at)
    return JsonResponse(document, headers={"Content-Disposition": 'attachment; filename="timeline.json"'})


@policy("timeline", "export")
@sent_from(_page)
@fresh
def as_csv(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Give one timeline as comma-separated values (RFC 4180, UTF-8 with a mark for spreadsheets)."""
    timeline = queries.timeline(request.asks, pk)
    cells = exporting.as_cells(exporting.export(timeline, by=request.asks.actor.id, at=request.asks.at))
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="timeline.csv"'
    csv.writer(answer).writerows(cells)
    return answer

"""The auditor's register: one page, and the same table as a file."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import AskingRequest, policy
from accounts.factor import fresh
from accounts.sending import sent_from
from audit import looking, matrix, queries, services
from audit.forms import LookForm
from audit.rules import day_began
from ledger.checks import standing
from ledger.queries import by_then, key
from studies.models import Study
from studies.queries import day_of

ROWS_A_PAGE = 20


@require_safe
@policy("register", "read")
def register(request: AskingRequest, pk: UUID | None = None) -> HttpResponse:
    """Show the register of one study: exceptions first, and whether the chain of all acts is whole."""
    studies = list(queries.studies(request.asks))
    study = queries.study(request.asks, pk) if pk else next(iter(studies), None)
    words = {"study": study, "studies": studies, "columns": [label for label, *_rest in matrix.COLUMNS]}
    chain = {"chain": standing(request.asks.at), "key": key()}
    rows = _rows(request, study) | _by_yesterday(request.asks.at) if study else {}
    status = 422 if rows and rows["form"].errors else 200
    return render(request, "audit/register.html", words | chain | rows, status=status)


def _by_yesterday(at: datetime) -> dict[str, Any]:
    """Give how long the chain was when this day (UTC) began: what moves within it would tell the hour of an act."""
    began = day_began(at)
    entries, waiting = by_then(began)
    return {"yesterday": began.date() - timedelta(days=1), "entries": entries, "waiting": waiting}


def _rows(request: AskingRequest, study: Study) -> dict[str, Any]:
    """Give the rows that are asked for, some at a time. What cannot be read leaves all of them there."""
    at = request.asks.at
    cases, form = queries.cases(study, at), LookForm(queries.codes(study, at), request.GET)
    lines, look = matrix.lines(cases, day_of(study, at)), form.look
    found = lines if look is None else looking.found(lines, cases, look)
    return {
        "form": form, "looks": look not in (None, looking.Look()), "all": len(lines),
        "missing": sum(bool(line.faults) for line in lines),
        "page": Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip


def _register_page(request: AskingRequest, pk: UUID) -> str:
    return reverse("audit:study", args=[queries.study(request.asks, pk).pk])


@policy("register", "export")
@sent_from(_register_page)
@fresh
def export(request: AskingRequest, pk: UUID) -> HttpResponse:
    """Give the same table as comma-separated values (RFC 4180, UTF-8 with a mark for spreadsheets)."""
    study, at = queries.study(request.asks, pk), request.asks.at
    rows = matrix.as_text(matrix.lines(queries.cases(study, at), day_of(study, at)))
    services.note_export(study, by=request.user, at=at)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="register-{day_of(study, at).isoformat()}.csv"'
    csv.writer(answer).writerows(rows)
    return answer


@policy("register", "export")
@sent_from(_register_page)
@fresh
def chain(request: AskingRequest, pk: UUID) -> StreamingHttpResponse:
    """Give the chain of acts as a file that tools/verify_ledger.py checks without this server."""
    study, at = queries.study(request.asks, pk), request.asks.at
    lines = services.chain_for(study, queries.open_women(study, at), by=request.user, at=at)
    answer = StreamingHttpResponse(_in_parts(lines), content_type="application/jsonl; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="chain-{day_of(study, at).isoformat()}.jsonl"'
    return answer


def _in_parts(lines: Iterator[str]) -> Iterator[str]:
    """Give many lines at a time: an answer is sent part by part."""
    while part := "".join(islice(lines, 500)):
        yield part

"""Verbs of the register: what is carried out of the house is written down, and signed where it ends."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Person
from audit import queries
from ledger import exporting
from ledger.services import anchor, own_subject, record
from studies.models import Study


@transaction.atomic
def note_export(study: Study, *, by: Person, at: datetime) -> None:
    """Write into the register that `by` has taken its table along."""
    record("audit.exported", actor=by.pk, subject=study.pk, target=study.pk, payload={}, at=at)


def chain_for(study: Study, women: Iterable[UUID], *, by: Person, at: datetime) -> Iterator[str]:
    """Give the lines of the chain for an auditor of `study`, as docs/ledger.md says; that it was taken stands in it.

    Entries about the study and about `women`, those who are open to auditors, are shown; none that names another woman
    of the study, since what is about her is about the study once her key is gone. Of all others, and of what others did
    on this day (UTC), which would tell its hour, stands the digest alone: enough to check that nothing was changed or
    taken out.
    """
    mine = frozenset({study.pk, *women})
    closed, began = queries.names_of_closed(study, mine), datetime.combine(at.astimezone(UTC), time.min, UTC)
    with transaction.atomic():
        record("audit.chain_exported", actor=by.pk, subject=study.pk, target=study.pk, payload={}, at=at)
        last = anchor(at=at)

    def shown(entry: Mapping[str, Any]) -> bool:
        told = entry["actor"] == by.pk or entry["at"] < began
        return told and entry["subject"] in mine and closed.isdisjoint((entry["actor"], entry["target"]))

    return exporting.lines(last, shown=shown, payloads=lambda subject: False)


def hand_over(opened: Iterable[UUID], *, at: datetime) -> Iterator[str]:
    """Give every line of the chain, with the payloads about the `opened` subjects; written into the register, too.

    For who runs the installation; a subject in `opened` is a participant, a member of the staff or a study.
    """
    mine = frozenset(opened)
    with transaction.atomic():
        log = own_subject()
        opening = {"opened": sorted(str(each) for each in mine)}
        record("ledger.handed_over", actor=log, subject=log, target=log, payload=opening, at=at)
        last = anchor(at=at)
    return exporting.lines(last, shown=lambda entry: True, payloads=mine.__contains__)

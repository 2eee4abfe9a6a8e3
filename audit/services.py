"""Verbs of the register: what is carried out of the house is written down, and signed where it ends."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import NotNow
from accounts.models import Person
from audit import queries, rules
from ledger import exporting
from ledger.queries import done_by, last_before
from ledger.services import anchor, own_subject, record
from studies.models import Study


class NothingYet(NotNow):
    """No day of the register is over."""


@transaction.atomic
def note_export(study: Study, *, by: Person, at: datetime) -> None:
    """Write into the register that `by` has taken its table along, once a day (UTC)."""
    _note("audit.exported", study, by, at)


def _note(act: str, study: Study, by: Person, at: datetime) -> None:
    """Write down what an auditor took along. A second time on one day gives the same, and would only mark an hour."""
    if by.pk not in {who for who, _at in done_by(act, study.pk, since=rules.day_began(at))}:
        record(act, actor=by.pk, subject=study.pk, target=study.pk, payload={}, at=at)


def chain_for(study: Study, women: Iterable[UUID], *, by: Person, at: datetime) -> Iterator[str]:
    """Give the lines of the chain for an auditor of `study`, as docs/ledger.md says; that it was taken stands in it.

    It ends with the last checkpoint of the day before (UTC), so that it is the same file all day. Shown are entries
    about the study and about `women`, those who are open to auditors, of acts that tell no hour of a sitting; none
    that names another woman of the study, since what is about her is about the study once her key is gone. Of all
    others stands the digest alone: enough to check that nothing was changed or taken out. Raises NothingYet.
    """
    mine = frozenset({study.pk, *women})
    closed = queries.names_of_closed(study, mine)
    with transaction.atomic():
        _note("audit.chain_exported", study, by, at)
        last = last_before(rules.day_began(at))
        if last is None:
            raise NothingYet(_("The chain can be taken along from tomorrow on: the file ends with the day before."))

    def shown(entry: Mapping[str, Any]) -> bool:
        told = rules.is_told(entry["act"]) and entry["subject"] in mine
        return told and closed.isdisjoint((entry["actor"], entry["target"]))

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

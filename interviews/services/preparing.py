"""She prepares alone, before a planned sitting: off unless the ethics decision names it, and never before a go."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from checkins.rules import permits
from consent.services import require, standing
from interviews.models import Sitting
from interviews.services.sitting import NotReady, held
from studies.queries import may_prepare_alone
from timelines import services as timelines
from timelines.models import ShareLink

NEEDED = ("C03", "C05", "C08")
"""Items of the consent: it would be kept until the sitting, so keeping it is one of them."""


def stands_before_preparing(sitting: Sitting, at: datetime) -> str | None:
    """Give in words what still stands before she may prepare alone; "" when nothing does, None when it is never so."""
    her, attunement = sitting.interview.participant, sitting.attunement
    if not may_prepare_alone(her.study, at) or sitting.opened_at is not None or at >= sitting.planned_for:
        return None
    if not set(NEEDED) <= standing(her, at).items:
        return _("She can prepare alone once her consent is in force and she lets a timeline be kept.")
    if attunement is None or not permits(attunement, attunement.for_day):
        return _("She can prepare alone once her therapist has said go for this sitting.")
    return "" if attunement.seen_at is not None else _("Open the attunement first.")


@transaction.atomic
def invite_alone(sitting: Sitting, *, by: Person, at: datetime) -> tuple[ShareLink, timelines.Secrets]:
    """Open a link by which she prepares alone until the sitting opens. Raises NotInForce, NotReady."""
    participant = sitting.interview.participant
    require(participant, *NEEDED, at=at)
    row = held(sitting)
    if words := stands_before_preparing(row, at):
        raise NotReady(words)
    if words is None or row.closed_at is not None:
        raise NotReady(_("The ethics decision does not name that she may prepare alone, or the sitting is not ahead."))
    timeline = timelines.start(participant, at=at)
    return timelines.open_alone(timeline, by=by, until=row.planned_for, at=at)

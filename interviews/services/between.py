"""Between two sittings of an interview: she wants no further one, and need not come for that."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from consent.services import lock
from interviews.models import Ending, Sitting
from interviews.services.cutting import cut_coverage
from interviews.services.planning import call_off, note
from interviews.services.sitting import NotReady
from studies.models import Participant


@transaction.atomic
def stop_between(participant: Participant, *, by: Person, at: datetime) -> None:
    """End an interview for good after a sitting that was to go on another day; a planned one is called off.

    What she gave stays: it is no withdrawal. Safe to repeat. Raises NotReady while a sitting is open, and where there
    is nothing that was to go on.
    """
    lock(participant)
    rows = Sitting.objects.filter(interview__participant=participant)
    if rows.filter(opened_at__isnull=False, closed_at=None).exists():
        raise NotReady(_("A sitting with her is open. It is ended in its room."))
    last = rows.select_for_update(of=("self",)).filter(closed_at__isnull=False).order_by("-number").first()
    if last is None or last.ending == Ending.COMPLETED:
        raise NotReady(_("There is no interview that was to go on."))
    again = last.ending == Ending.STOPPED
    last.ending, last.reason = Ending.STOPPED, ""
    last.save(update_fields=["ending", "reason"])
    cut_coverage(last.interview.guide, at)  # before anything is written into the register
    for planned in rows.filter(opened_at=None):
        call_off(planned, by=by, at=at)
    if not again:
        note("interview_stopped", last, by, at)

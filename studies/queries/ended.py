"""Reads: which parts of somebody have ended, as they read it themselves."""

from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from studies.models import Membership, Part
from studies.queries.rows import current_memberships, not_ended


def partings(person: UUID, at: datetime, since: datetime | None) -> list[str]:
    """Give in sentences which parts of `person` have ended by `at`, and whom to ask; the last one first.

    Not one that goes on as another row. With `since`, only what was ended at once from then on.
    """
    rows = Membership.objects.filter(person=person, delegated_until__gte=F("delegated_from")).exclude(not_ended(at))
    if since is not None:
        rows = rows.filter(ended_at__gte=since)
    goes_on = set(Membership.objects.filter(not_ended(at), person=person).values_list("study", "part"))
    return [
        _said(row, at)
        for row in rows.select_related("study").order_by("-delegated_until", "-ended_at")
        if (row.study_id, row.part) not in goes_on
    ]


def _said(row: Membership, at: datetime) -> str:
    leads = current_memberships(at).filter(study=row.study_id, part=Part.LEAD, person__is_active=True)
    names = leads.exclude(person=row.person_id).order_by("person__name").values_list("person__name", flat=True)
    assert row.delegated_until is not None  # nosec B101 # noqa: S101 - asked of those that have a last day
    said = {
        "part": row.get_part_display(), "study": row.study.title, "day": date_format(row.delegated_until),
        "names": ", ".join(names.distinct()),
    }  # fmt: skip
    words = _("Your part as %(part)s in “%(study)s” has ended, on %(day)s. What you kept there stays with the study.")
    ask = _("If you want to ask something about it: %(names)s leads the study.") if said["names"] else ""
    return f"{words} {ask}".strip() % said

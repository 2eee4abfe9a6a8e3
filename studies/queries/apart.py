"""Who holds which parts over all studies: what nobody holds together is decided by `studies.rules`."""

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from studies import rules
from studies.models import Membership
from studies.queries.rows import not_ended


def held(row: Membership) -> rules.Held:
    """Give a membership as the rules take it."""
    return rules.Held(
        row.part, row.delegated_from, row.delegated_until, study=row.study_id, centre=row.centre_id,
        cut=row.ended_at is not None,
    )  # fmt: skip


def why_not_beside(person: UUID, new: rules.Held, *, but: UUID | None = None) -> str:
    """Say in a sentence why `person` can't have a part beside what they hold and held; empty when they can.

    The membership `but`, which is the same one, is left out.
    """
    rows = Membership.objects.filter(person=person).order_by("pk")
    others = map(held, rows.exclude(pk=but) if but else rows)
    return next(filter(None, (rules.why_twice(new, each) or rules.why_apart(new, each) for each in others)), "")


def why_not_from(
    person: UUID, part: str, first: date, *, study: UUID | None = None, centre: UUID | None = None,
    but: UUID | None = None,
) -> str:  # fmt: skip
    """Say the same of a part that begins with the day `first`."""
    return why_not_beside(person, rules.Held(part, first, study=study, centre=centre), but=but)


def apart(at: datetime) -> list[UUID]:
    """Give who holds, or will, a part that excludes another one of theirs: given before the rule was asked."""
    goes_on = Membership.objects.filter(not_ended(at))
    open_ = set(goes_on.values_list("pk", flat=True))
    found: dict[UUID, list[rules.Held]] = defaultdict(list)
    over: dict[UUID, list[rules.Held]] = defaultdict(list)
    for row in Membership.objects.filter(person__in=goes_on.values("person")).order_by("person_id", "pk"):
        (found if row.pk in open_ else over)[row.person_id].append(held(row))
    return [person for person, parts in found.items() if rules.are_apart(parts, over[person])]

"""Who holds which parts over all studies: what nobody holds together is decided by `studies.rules`."""

from datetime import date, datetime
from uuid import UUID

from studies import rules
from studies.models import Membership
from studies.queries.rows import not_ended


def why_not_beside(person: UUID, part: str, first: date) -> str:
    """Say in a sentence why `person` can't have `part` from the day `first` on beside what they hold; empty if not."""
    new = rules.Held(part, first)
    held = Membership.objects.filter(person=person).values_list("part", "delegated_from", "delegated_until")
    return next(filter(None, (rules.why_apart(new, rules.Held(*each)) for each in held.order_by("pk"))), "")


def apart(at: datetime) -> list[UUID]:
    """Give the people who hold, or will, two parts that exclude each other: given before the rule was asked."""
    rows = Membership.objects.filter(not_ended(at)).order_by("person_id", "pk")
    held: dict[UUID, list[rules.Held]] = {}
    for person, part, first, last in rows.values_list("person", "part", "delegated_from", "delegated_until"):
        held.setdefault(person, []).append(rules.Held(part, first, last))
    return [person for person, parts in held.items() if rules.are_apart(parts)]

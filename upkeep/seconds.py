"""Who may be the second person: two accounts are two people only when the first did not make the second one."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Duty, Person
from ledger.queries import acts_of
from upkeep.models import Destruction

NEW_FOR = timedelta(days=7)
"""So long after an invitation the one who invited does not confirm what the one who was invited has ordered."""


def refusal(order: Destruction, by: Person) -> str:
    """Say in a sentence why `by` may not confirm an order; empty when `by` may."""
    if order.ordered_by_id == by.pk:
        return _("You ordered this. Somebody else has to confirm it.")
    if _invited(by.pk, by=order.ordered_by_id):
        return _("Who ordered this invited you. Somebody whom they did not invite has to confirm it.")
    if any(at > order.ordered_at for at in acts_of("accounts.added", by.pk)):
        return _("Your account is younger than this order. Somebody who was there before has to confirm it.")
    if any(at > order.ordered_at - NEW_FOR for at in _invited(order.ordered_by_id, by=by.pk)):
        return _("You invited who ordered this less than a week before. Somebody else has to confirm it.")
    return ""


def who_could_confirm(order: Destruction) -> list[Person]:
    """Give who could confirm an order, by name."""
    return [each for each in _with_the_duty() if not refusal(order, each)]


def _with_the_duty() -> QuerySet[Person]:
    return Person.objects.filter(duty__in=Duty.values, is_active=True).order_by("name", "email")


def _invited(person: UUID, *, by: UUID) -> list[datetime]:
    return acts_of("accounts.invited", person, actor=by)

"""Whether two accounts are two people: the one rule for every place that promises a second person.

Who may look after accounts can make one more for themselves. So the second one is nobody whom the first has made.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Duty, Person
from ledger.queries import acts_of

NEW_FOR = timedelta(days=7)
"""So long after an invitation the one who invited is no second person for the one who was invited."""


def refusal(first: UUID, second: UUID, at: datetime) -> str:
    """Say in a sentence why `second` is no second person for what `first` began at an instant; empty when they are."""
    if first == second:
        return _("You began this. Somebody else has to confirm it.")
    if _invited(second, by=first):
        return _("Who began this invited you. Somebody whom they did not invite has to confirm it.")
    if any(added > at for added in acts_of("accounts.added", second)):
        return _("Your account is younger than this. Somebody who was there before has to confirm it.")
    if any(invited > at - NEW_FOR for invited in _invited(first, by=second)):
        return _("You invited who began this less than a week before. Somebody else has to confirm it.")
    return ""


def _invited(person: UUID, *, by: UUID) -> list[datetime]:
    return acts_of("accounts.invited", person, actor=by)


def refusal_of_any(began: Iterable[tuple[UUID, datetime]], second: UUID) -> str:
    """Say the same of several who had a hand in it, each with the instant."""
    return next(filter(None, (refusal(first, second, at) for first, at in began)), "")


def who_could(refused: Callable[[UUID], str]) -> list[Person]:
    """Give the administrators and custodians who are not refused, by name."""
    keepers = Person.objects.filter(duty__in=Duty.values, is_active=True).order_by("name", "email")
    return [each for each in keepers if not refused(each.pk)]

"""A form that makes one row, however often it is sent."""

from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.access import Denied, NotNow

_NOT_SAID = {"by", "at", "recorded_by", "recorded_at", "code"}
"""What a row has that stands in no form: who sent it, when, and a code that is given by the study."""


class SaidBefore(NotNow):
    """A form has made its row already, and comes again with something else in it."""


def once(rows: Any, token: UUID | None, **fields: Any) -> tuple[Any, bool]:
    """Give the row that the form with `token` has made among `rows` of a study, or make it, and whether it is new.

    Raises Denied when the token is of a row elsewhere, SaidBefore when the form says something else now.
    """
    pk = token or uuid4()
    try:
        row, new = rows.get_or_create(pk=pk, defaults=fields)
    except IntegrityError:
        if rows.model.objects.filter(pk=pk).exists():
            raise Denied from None
        raise
    if any(getattr(row, name) != value for name, value in fields.items() if name not in _NOT_SAID):
        raise said_before()
    return row, new


def said_before() -> SaidBefore:
    """Give what is raised when a form says something else now."""
    return SaidBefore(_("This form was kept before. What you have changed in it since is not kept: open it anew."))

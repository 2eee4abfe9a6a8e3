"""A form that makes one row, however often it is sent."""

from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError

from accounts.access import Denied


def once(rows: Any, token: UUID | None, **fields: Any) -> tuple[Any, bool]:
    """Give the row that the form with `token` has made among `rows` of a study, or make it, and whether it is new.

    Raises Denied when the token is of a row elsewhere.
    """
    pk = token or uuid4()
    try:
        return rows.get_or_create(pk=pk, defaults=fields)
    except IntegrityError:
        if rows.model.objects.filter(pk=pk).exists():
            raise Denied from None
        raise

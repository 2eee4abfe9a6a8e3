"""What the sign-in page shows of the demo."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from demo import queries


def people(request: HttpRequest) -> dict[str, Any]:
    """Give the invented people who have a button; asked for only by the page that draws them."""
    return {"invented_people": SimpleLazyObject(queries.buttons)}

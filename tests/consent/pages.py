"""What tests of this room's pages share."""

import json
import re
from typing import Any

from consent.models import Act
from ledger.models import Entry, Payload
from tests.consent.acts import ITEMS

SPOKEN = {"O1": "yes", "O2": "yes", "O3": "yes", "O4": "no", "O5": "no", "present": "nobody"}
WRITTEN = dict.fromkeys(ITEMS, "yes") | {"C11": "both", "C09": "no"}


def without_tokens(content: bytes) -> bytes:
    """Give a page without what protects its forms, which differs each time."""
    return re.sub(rb'(csrfmiddlewaretoken" value="|X-CSRFToken":"|nonce=")[\w-]+', b"", content)


def kinds() -> list[str]:
    """Give the kinds of acts, in their order."""
    return list(Act.objects.order_by("order").values_list("kind", flat=True))


def said_in(entry: Entry) -> Any:
    """Give what an entry committed to."""
    return json.loads(Payload.objects.get(entry=entry).content)

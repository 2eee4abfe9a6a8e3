"""What tests of this room's pages share."""

import re

from tests.consent.acts import ITEMS

SPOKEN = {"O1": "yes", "O2": "yes", "O3": "yes", "O4": "no", "O5": "no", "present": "nobody"}


WRITTEN = dict.fromkeys(ITEMS, "yes") | {"C11": "both", "C09": "no"}


def without_tokens(content: bytes) -> bytes:
    """Give a page without what protects its forms, which differs each time."""
    return re.sub(rb'(csrfmiddlewaretoken" value="|X-CSRFToken":"|nonce=")[\w-]+', b"", content)

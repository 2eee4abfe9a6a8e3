"""How much may be sent where: the one table of limits, applied outside Django before it sees a request."""

import re
from dataclasses import dataclass

from django.conf import settings

_KB = 1024
_UUID = rb"[0-9a-f-]{36}"


@dataclass(frozen=True)
class Limit:
    """The most that one address takes: bytes of a body, fields of a form."""

    body: int
    fields: int


FORM = Limit(body=256 * _KB, fields=200)
"""What every address takes that is not named below."""

TEXT = Limit(body=settings.LARGEST_BODY, fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
"""A whole transcript; its review without a script has two fields for each mark."""

GUIDE = Limit(body=512 * _KB, fields=1500)
"""One part of a guide in three languages, with twenty questions and ten sentences beside each."""

LIMITS: tuple[tuple[re.Pattern[bytes], Limit], ...] = (
    (re.compile(rb"/transcripts/" + _UUID + rb"/(look-through|review)/"), TEXT),
    (re.compile(rb"/transcripts/candidates/" + _UUID + rb"/sign/"), TEXT),
    (re.compile(rb"/interviews/guide/" + _UUID + rb"/(bring|change/[a-z0-9]+)/"), GUIDE),
)
"""Addresses (whole paths, as they were sent) that take more than a form."""

ADDRESS = 8 * _KB
"""Bytes of a path with its query; a longer one is answered with 414."""
LINE = 8 * _KB
"""Bytes of one header line; a longer one is answered with 431."""
HEADERS = 32 * _KB
"""Bytes of all header lines together; more is answered with 431 (config/protocol.py stops reading them)."""

READ_ON = 8
"""Up to so many times its limit a refused body is read and thrown away, so that browsers show the answer."""

PATIENCE = 10.0
"""Seconds for the next part of a request to come; also the seconds for which a refused body is read on."""
WHOLE = 300.0
"""Seconds for a whole body to come."""


def limit_of(path: bytes) -> Limit:
    """Give the limit of an address."""
    return next((limit for pattern, limit in LIMITS if pattern.fullmatch(path)), FORM)


def fields(kind: bytes, body: bytes) -> int:
    """Give how many fields a body of the content type `kind` holds; nought when it is no form."""
    if kind.startswith(b"application/x-www-form-urlencoded"):
        return body.count(b"&") + 1
    boundary = re.search(rb'boundary="?([^";,\s]+)', kind)
    return body.count(b"--" + boundary[1]) if boundary and kind.startswith(b"multipart/form-data") else 0

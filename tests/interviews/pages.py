"""What tests of this room's pages share: their addresses, and their words."""

import re
from typing import Any

from django.urls import reverse


def at(name: str, pk: Any) -> str:
    return reverse(f"interviews:{name}", args=[pk])


def said(answer: Any) -> str:
    """Give the words of a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


PLAN = {"day": "2026-06-10", "time": "14:00"}

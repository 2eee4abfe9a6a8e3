"""What tests of this room's pages share: their addresses, and their words."""

import json
import re
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from interviews.models import Sitting


def at(name: str, pk: Any) -> str:
    return reverse(f"interviews:{name}", args=[pk])


def said(answer: Any) -> str:
    """Give the words of a page, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def send(browser: Client, sitting: Sitting, kind: str, pk: Any = None, **fields: Any) -> Any:
    """Send one act of the room, as a script does."""
    act = {"id": str(pk or uuid4()), "kind": kind, **{name: str(one) for name, one in fields.items()}}
    return browser.post(at("acts", sitting.pk), json.dumps(act), content_type="application/json")


PLAN = {"day": "2026-06-10", "time": "14:00"}

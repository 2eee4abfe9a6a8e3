"""Hands to low rooms what they need of high ones: the access table, relations, holders of her things, pages of hers."""

from importlib import import_module

from django.conf import settings

from accounts import access, alike, parting
from config import menu, pages
from config.policy import POLICY
from consent import holders
from interviews.queries import who_stays
from studies import staying
from studies.queries import days_at, partings, roles_of
from timelines import beside

HOLDERS = ["timelines", "checkins", "interviews", "transcripts"]
"""Rooms that hold something of a participant, in the order in which a withdrawal is carried out."""


def wire() -> None:
    """Connect the rooms. Called once, when every room is loaded."""
    relations: dict[str, access.Relations] = {}
    for room in settings.ROOMS:
        try:
            queries = import_module(f"{room}.queries")
        except ModuleNotFoundError as missing:
            if missing.name != f"{room}.queries":
                raise
            continue
        relations |= getattr(queries, "RELATIONS", {})
    access.wire(POLICY, relations, roles_of, menu.landing, days_at)
    alike.wire(pages.around)
    staying.wire(who_stays)
    parting.wire(partings)
    beside.wire({"set aside": "interviews:asides"})
    holders.wire([import_module(f"{room}.holder").HOLDER for room in HOLDERS])

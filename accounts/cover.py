"""What a view may say about the cover that lies over a page while nobody is there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from accounts.rules import IDLE, IDLE_IN_A_SITTING

F = TypeVar("F", bound=Callable[..., Any])


def _marked(name: str, value: Any) -> Callable[[F], F]:
    def mark(view: F) -> F:
        setattr(view, name, value)
        return view

    return mark


under_cover = _marked("under_cover", True)
"""The view answers although the screen is covered."""
before_factor = _marked("before_factor", True)
"""The view answers although no second factor was shown yet."""
quiet = _marked("quiet", True)
"""Asking for this is no act of a person: a script asks by itself."""
in_a_sitting = _marked("patience", IDLE_IN_A_SITTING)
"""The page belongs to a running sitting, where people talk: the cover waits for half an hour."""


def patience_of(view: Callable[..., Any]) -> timedelta:
    """Give how long the page of `view` stays open while nobody does anything."""
    return getattr(view, "patience", IDLE)

"""Pages of rooms above that her screen leads to; `config/wiring.py` names them, as this room may not."""

from collections.abc import Mapping

from django.urls import reverse

_pages: dict[str, str] = {}


def wire(pages: Mapping[str, str]) -> None:
    """Take the name of the address of each page, by what her screen calls it."""
    _pages.clear()
    _pages.update(pages)


def address(page: str) -> str:
    """Give the address of a page, or "" where no room has it."""
    return reverse(_pages[page]) if page in _pages else ""

"""The tags by which a page takes a part that is alike for everybody."""

from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts import alike as parts
from accounts.modules import reached

register = Library()


@register.simple_tag(takes_context=True)
def alike(context: Context, template: str, **given: Any) -> SafeString:
    """Give a part, kept but for what is given by a name that begins with `own_`: see `accounts.alike`."""
    return parts.alike(template, given, **_of_page(context))


def _of_page(context: Context) -> dict[str, str]:
    """Give the token and the nonce of a page. Raises TypeError in a part that is kept: what it takes in is its own."""
    if parts.FRESH in context:
        raise TypeError("a part that is kept takes another in by include")
    return {"token": str(context.get(parts.TOKEN) or ""), "nonce": str(context.get(parts.NONCE) or "")}


@register.simple_tag(takes_context=True)
def alike_rows(context: Context, rows: parts.Rows, **own: Any) -> SafeString:
    """Give a part for each row, kept as by `alike`; what they have in common is given by own names."""
    return parts.each(rows, own, **_of_page(context))


@register.simple_tag
def modules_of(scripts: str) -> tuple[str, ...]:
    """Give scripts, a blank between them, and what they import: paths below the static files."""
    return reached(*scripts.split())


@register.simple_tag
def drawn_from(template: str, **given: Any) -> SafeString:
    """Give what a template draws of what it is given, to fill a gap with."""
    return render_to_string(template, given)

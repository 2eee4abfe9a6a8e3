"""The tags by which a page takes a part that is alike for everybody."""

from typing import Any

from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts import alike as parts

register = Library()


@register.simple_tag(takes_context=True)
def alike(context: Context, template: str, **given: Any) -> SafeString:
    """Give a part, kept but for what is given by a name that begins with `own_`: see `accounts.alike`."""
    token, nonce = context.get(parts.TOKEN) or "", context.get(parts.NONCE) or ""
    return parts.alike(template, given, token=str(token), nonce=str(nonce))


@register.simple_tag
def drawn_from(template: str, **given: Any) -> SafeString:
    """Give what a template draws of what it is given, to fill a gap with."""
    return render_to_string(template, given)

"""The tags by which a page takes a part that is alike for everybody."""

from typing import Any

from django.template import Context, Library
from django.utils.safestring import SafeString

from accounts import alike as parts
from accounts.modules import reached

register = Library()


@register.simple_tag(takes_context=True)
def alike(context: Context, template: str, **given: Any) -> SafeString:
    """Give a part, kept but for what is given by a name that begins with `own_`: see `accounts.alike`."""
    if (kept := parts.kept_in(context)) is not None:
        return kept.take_in(template, given)
    return parts.alike(template, given, **_of_page(context))


@register.simple_tag(takes_context=True)
def alike_rows(context: Context, rows: parts.Rows) -> SafeString:
    """Give a part for each row, kept as by `alike`. A gap stays one."""
    return parts.each(rows, **_of_page(context)) if isinstance(rows, parts.Rows) else rows


def _of_page(context: Context) -> dict[str, Any]:
    return {"token": context.get(parts.TOKEN) or "", "nonce": str(context.get(parts.NONCE) or "")}


@register.simple_tag
def modules_of(scripts: str) -> tuple[str, ...]:
    """Give scripts, a blank between them, and what they import: paths below the static files."""
    return reached(*scripts.split())

"""A form that was sent while something else has to come first: it is handed back in the page, and kept nowhere."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

OWN = "over-"
"""How the fields of the page that stands before the form begin, so that they are not taken for fields of the form."""
_MOST = 256 * 1024


@dataclass(frozen=True)
class Carried:
    """Where somebody was going, and what they had sent there."""

    to: str
    fields: list[tuple[str, str]]
    sent: bool
    files: bool  # a browser gives no file back: it has to be chosen again


def local(there: str, otherwise: str = "/") -> str:
    """Give `there` if it is a path of this site, else the front page or another one."""
    fits = there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return there if fits else otherwise


def carried(request: HttpRequest) -> Carried:
    """Give what `request` was going to do; from the page that stood before it, or from the request itself."""
    post = request.POST
    again = OWN + "to" in post
    to = local(post.get(OWN + "to", "")) if again else request.get_full_path()
    sent = post.get(OWN + "sent") == "1" if again else request.method == "POST"
    pairs = [(name, value) for name, values in post.lists() for value in values if isinstance(value, str)]
    fields = [pair for pair in pairs if not pair[0].startswith(OWN) and pair[0] != "csrfmiddlewaretoken"]
    small = sum(len(name) + len(value) for name, value in fields) <= _MOST
    files = bool(request.FILES) or not small or post.get(OWN + "files") == "1"
    return Carried(to, fields if sent and small else [], sent, files)

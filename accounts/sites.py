"""Under which address people open Attune."""

from django.conf import settings
from django.http import HttpRequest


def hers(request: HttpRequest) -> str:
    """Give the site that a participant opens on a device of hers, such as "https://attune.example", without a slash.

    It has a host name of its own where the installation names one; else it is the site of who asks.
    """
    return settings.JOIN_SITE or f"{request.scheme}://{request.get_host()}"

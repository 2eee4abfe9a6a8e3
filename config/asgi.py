"""One process for pages and sockets.

Pages run through Django's WSGI handler in a fixed pool of threads, sockets through Channels on the loop. A body limiter
stands outside Django, and bodies stay in memory: raw words must never reach a disk (Django's own ASGI handler and
Daphne both spool bodies to temporary files).
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.core.handlers.wsgi import WSGIHandler

from config import sockets
from config.doors import refuse_to_start_with_faults
from config.last_resort import LastResort
from config.origins import SocketsFromHere
from config.pages import refusal
from config.pool import Pages
from config.streams import Streams, is_stream

refuse_to_start_with_faults()

_pages = Pages(WSGIHandler(), threads=4, page=refusal)
_sockets = SocketsFromHere(AuthMiddlewareStack(URLRouter(sockets.routes())))
_streams = Streams(AuthMiddlewareStack(URLRouter(sockets.streams())), refusal)


async def _lead(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Lead each connection to the pages, to the streams of events or to the sockets."""
    if scope["type"] == "http" and is_stream(scope):
        await _streams(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)
    elif scope["type"] == "websocket":
        await _sockets(scope, receive, send)


application = LastResort(_lead, refusal)

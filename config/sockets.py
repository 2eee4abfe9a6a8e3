"""Socket routes, and those of event streams for where sockets are blocked."""

from typing import Any

from django.urls import path, re_path

from config.nowhere import Nowhere
from timelines.consumers import HerSeat, InterviewerSeat
from timelines.streams import HerStream, InterviewerStream


def routes() -> list[Any]:
    """Give the socket routes with their consumers: one timeline, two seats; and nothing at any other address."""
    return [
        path("live/<uuid:pk>/", InterviewerSeat.as_asgi()),
        path("live/<uuid:pk>/hers/", HerSeat.as_asgi()),
        re_path("", Nowhere.as_asgi()),
    ]


def streams() -> list[Any]:
    """Give the routes of event streams, for the same two seats."""
    return [
        path("live/<uuid:pk>/events/", InterviewerStream.as_asgi()),
        path("live/<uuid:pk>/hers/events/", HerStream.as_asgi()),
    ]

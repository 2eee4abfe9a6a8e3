"""Socket routes."""

from typing import Any

from django.urls import path, re_path

from config.nowhere import Nowhere
from timelines.consumers import HerSeat, InterviewerSeat


def routes() -> list[Any]:
    """Give the socket routes with their consumers: one timeline, two seats; and nothing at any other address."""
    return [
        path("live/<uuid:pk>/", InterviewerSeat.as_asgi()),
        path("live/<uuid:pk>/hers/", HerSeat.as_asgi()),
        re_path("", Nowhere.as_asgi()),
    ]

"""Socket routes."""

from typing import Any

from django.urls import path

from timelines.consumers import HerSeat, InterviewerSeat


def routes() -> list[Any]:
    """Give the socket routes with their consumers: one timeline, two seats."""
    return [
        path("live/<uuid:pk>/", InterviewerSeat.as_asgi()),
        path("live/<uuid:pk>/hers/", HerSeat.as_asgi()),
    ]

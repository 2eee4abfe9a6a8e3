"""Socket routes."""

from typing import Any

from django.urls import path

from timelines.consumers import TimelineConsumer


def routes() -> list[Any]:
    """Give the socket routes with their consumers."""
    return [path("live/<uuid:pk>/", TimelineConsumer.as_asgi())]

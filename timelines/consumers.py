"""The live socket of a timeline."""

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from accounts.access import policy


@policy("timeline", "draw")
class TimelineConsumer(AsyncJsonWebsocketConsumer):
    """Operations of one timeline."""

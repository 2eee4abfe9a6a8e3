"""The socket at every address where nothing is: it is refused as one that is not, or no longer, somebody's."""

from channels.generic.websocket import AsyncWebsocketConsumer

from accounts.access import policy
from timelines.consumers import ENDED


@policy("own timeline", "join")  # anybody may knock; there is nothing behind it
class Nowhere(AsyncWebsocketConsumer):
    """A door without a room."""

    async def connect(self) -> None:
        """Close, without a word."""
        await self.close(code=ENDED)

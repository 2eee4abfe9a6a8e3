"""A bare echo on Channels with one synchronous commit before each answer: what a durable change costs at the least."""

import os
import sqlite3
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.urls import re_path

_COMMIT = "INSERT INTO said (text) VALUES (?)"


def _kept() -> sqlite3.Connection:
    kept = sqlite3.connect(os.environ["ECHO_FILE"], isolation_level=None, check_same_thread=False)
    kept.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS said (text)")
    return kept


_file = _kept()


class Echo(AsyncWebsocketConsumer):
    """Commits what it hears, and says it again."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await database_sync_to_async(_file.execute)(_COMMIT, [text_data])
        await self.send(text_data=text_data)


application: Any = URLRouter([re_path("", Echo.as_asgi())])

"""The server: this computer by http, or what the proxy hands on; and her devices by https, where no proxy speaks it."""

import asyncio
import socket
import ssl
from typing import Any

import uvicorn
from django.conf import settings

from config.bodies import PATIENCE
from config.protocol import Careful, Sockets

SERVER: dict[str, Any] = {
    "log_config": None,  # its own would print what an exception said; ours prints where it happened
    "log_level": "warning", "access_log": False, "lifespan": "off", "ws_max_size": 64 * 1024,
    "timeout_graceful_shutdown": 3, "server_header": False, "http": Careful, "ws": Sockets,
    "ws_per_message_deflate": False, "proxy_headers": False,  # unless a proxy is named, what says so is forged
}  # fmt: skip


def behind_proxy() -> dict[str, Any]:
    """Give the settings with which the proxy's word about address and https is believed, and nobody else's."""
    proxy = settings.BEHIND_PROXY
    return {"proxy_headers": True, "forwarded_allow_ips": proxy} if proxy else {}


def context() -> ssl.SSLContext:
    """Give TLS 1.2 and later with the named certificate. Raises OSError when it and its key are not a pair."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_cert_chain(
        settings.TLS_CERTIFICATE,
        settings.TLS_KEY,
        password="",  # nosec B106 # none: a key with one would ask on a screen
    )
    return made


class Listening(uvicorn.Server):
    """Listens in two places when a certificate is named: the same program, with the same limits and the same end."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if settings.TLS_CERTIFICATE:
            self.servers.append(await self._for_her_devices())

    async def _for_her_devices(self) -> Any:
        loop = asyncio.get_running_loop()

        def speak() -> asyncio.Protocol:
            protocol: Any = self.config.http_protocol_class
            spoken: asyncio.Protocol = protocol(
                config=self.config, server_state=self.server_state, app_state=self.lifespan.state, _loop=loop
            )
            return spoken

        return await loop.create_server(
            speak, settings.JOIN_LISTEN or None, settings.JOIN_PORT, ssl=context(), ssl_handshake_timeout=PATIENCE
        )


def run(host: str, port: int) -> None:
    """Serve until it is stopped."""
    Listening(uvicorn.Config("config.asgi:application", host=host, port=port, **{**SERVER, **behind_proxy()})).run()

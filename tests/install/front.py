"""A small proxy that speaks https, where nginx is not here: one connection, one request, its headers overwritten."""

import re
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

from tests.services.ports import free_port


class Front:
    """Takes https on a free port of the loopback and hands it on to `port`; `certificate` and `key` are files."""

    def __init__(self, certificate: Path, key: Path, port: int) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.behind, self.port = port, free_port()

    def __enter__(self) -> "Front":
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self.listener.accept()
                with suppress(OSError), self.context.wrap_socket(line, server_side=True) as spoken:
                    self._hand_on(spoken)

    def _hand_on(self, spoken: ssl.SSLSocket) -> None:
        said = b""
        while b"\r\n\r\n" not in said:
            said += spoken.recv(65536)
        head = said.index(b"\r\n\r\n") + 4
        length = re.search(rb"content-length: (\d+)", said[:head].lower())
        while length and len(said) < head + int(length[1]):
            said += spoken.recv(65536)
        first, _, rest = said.partition(b"\r\n")
        added = b"X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n"
        with socket.create_connection(("127.0.0.1", self.behind)) as behind:
            behind.sendall(first + b"\r\n" + added + rest)
            while part := behind.recv(65536):
                spoken.sendall(part)

"""A mail server on this machine that takes mails, says no, or hangs up, as it is told."""

import socketserver
import threading
from collections.abc import Callable
from typing import Any


class MailServer:
    """Speaks as much SMTP (RFC 5321) as a mail needs; what it took stands in `taken`, (recipient, whole mail).

    `taking` is done when it has a mail and has not said so yet.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.refuses, self.hangs_up = False, False
        self.leaves_at, self.last_words = "", b"421 too many\r\n"  # the verb at which it ends the line, and saying what
        self.taking: Callable[[], object] = lambda: None
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                server._talk(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> "MailServer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _talk(self, line: Any) -> None:
        to = ""
        line.wfile.write(b"220 here\r\n")
        while words := line.rfile.readline().decode().strip():
            verb = words.split(":")[0].upper()
            if verb == self.leaves_at:
                line.wfile.write(self.last_words)
                return
            if verb == "RCPT TO":
                to = words.partition("<")[2].rstrip(">")
                line.wfile.write(b"550 no\r\n" if self.refuses else b"250 yes\r\n")
            elif verb == "DATA":
                line.wfile.write(b"354 go on\r\n")
                whole = b"".join(iter(line.rfile.readline, b".\r\n")).decode()
                self.taken.append((to, whole))
                self.taking()
                if self.hangs_up:
                    return
                line.wfile.write(b"250 taken\r\n")
            else:
                line.wfile.write(b"221 bye\r\n" if verb == "QUIT" else b"250 yes\r\n")

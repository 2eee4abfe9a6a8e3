"""A browser's part in a few lines: https under a name of its own, which trusts one authority and keeps cookies."""

import http.client
import re
import socket
import ssl
from pathlib import Path
from urllib.parse import urlencode


class Browser:
    """Opens pages of `name`, which is at `port` of the loopback; `trusts` is its authority, None for plain http."""

    def __init__(self, name: str, port: int, trusts: Path | None) -> None:
        self.name, self.port, self.cookies = name, port, dict[str, str]()
        self.context = ssl.create_default_context(cafile=trusts) if trusts else None
        self.host = name if trusts and port == 443 else f"{name}:{port}"

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str]:
        """Give status and page, or the address that it leads to. Raises ssl.SSLError when the name is not proven."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.sock = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        if self.context:
            line.sock = self.context.wrap_socket(line.sock, server_hostname=self.name)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        said = {"Host": self.host, "Cookie": cookie, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate",
                "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        line.request(method, path, urlencode(fields) if fields else None, said)
        answer = line.getresponse()
        for kept in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = kept.split(";")[0].partition("=")
            self.cookies[name] = value
        page = answer.headers.get("Location") or answer.read().decode()
        line.close()
        return answer.status, page

    def accepts(self, link: str) -> str:
        """Open an invitation by its link; gives the page that asks for a password."""
        path, _, secret = link.partition("#")
        _, page = self.ask("GET", path)
        (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[:1]
        status, there = self.ask("POST", path, csrfmiddlewaretoken=token, secret=secret)
        assert status == 302, (status, page)
        return self.ask("GET", there)[1]

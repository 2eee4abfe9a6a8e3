"""Loopback ports that nobody uses."""

import http.client
import socket


def free_port() -> int:
    """A TCP port of 127.0.0.1 that was free a moment ago; whoever uses it must try again when another was quicker."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def answers(port: int) -> bool:
    """Whether something accepts connections on this port of 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def serves(port: int) -> bool:
    """Whether a page is answered at this port of the loopback."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        asked.request("GET", "/")
        return asked.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()

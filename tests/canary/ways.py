"""Every way in: what people, browsers, broken clients and ill-meaning ones send. Each carries a canary of its own."""

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from websockets.sync.client import connect
from websockets.typing import Origin

from tests.canary import faults
from tests.canary.installation import Installation
from tests.canary.words import Brood, Canary

_TOKEN = "a" * 32
_FORM = "application/x-www-form-urlencoded"
_PATIENCE = 60


class Visitor:
    """Sends requests to an installation, as Ben unless told otherwise."""

    def __init__(self, attune: Installation) -> None:
        self.attune, self.study = attune, attune.study
        self.look = f"/transcripts/{self.study.participant}/look-through/"
        self.review = f"/transcripts/{self.study.participant}/review/"

    def headers(self, who: str = "ben") -> dict[str, str]:
        """Give the cookies of somebody."""
        session = self.study.sessions.get(who, "")
        return {"Cookie": f"attune={session}; attune-form={_TOKEN}", "X-CSRFToken": _TOKEN}

    def send(self, path: str, body: bytes | Iterator[bytes] | None, kind: str = _FORM, who: str = "ben",
             method: str = "POST", **more: str) -> int:  # fmt: skip
        """Send a request, in pieces when the body is an iterator. Gives the status."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.attune.web.port, timeout=_PATIENCE)) as asked:
            headers = {**self.headers(who), "Content-Type": kind, **more}
            asked.request(method, path, body, headers, encode_chunked=not isinstance(body, bytes | None))
            answer = asked.getresponse()
            answer.read()
            return answer.status

    def fields(self, **given: str) -> bytes:
        """Give a form about a text."""
        return urlencode({"language": "en", "known": "", "reader": self.study.reader, **given}).encode()

    def file(self, name: str, content: bytes, kind: str) -> tuple[bytes, str]:
        """Give a form with a file, and its content type."""
        given = {"language": "en", "known": "", "reader": self.study.reader, "text": ""}
        lines = [
            f'--xyz\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in given.items()
        ]
        head = (
            f'--xyz\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        )
        return "".join([*lines, head]).encode() + content + b"\r\n--xyz--\r\n", "multipart/form-data; boundary=xyz"

    def send_and_go(self, canary: Canary) -> None:
        """Send a whole text, and do not wait for the answer."""
        asked = http.client.HTTPConnection("127.0.0.1", self.attune.web.port, timeout=_PATIENCE)
        asked.request(
            "POST", self.look, self.fields(text=canary.text(60_000)), {**self.headers(), "Content-Type": _FORM}
        )
        asked.close()

    def says(self, *messages: str) -> list[dict[str, Any]]:
        """Say each message in the interviewer's socket, and give what is heard after each."""
        port = self.attune.web.port
        cookie = {"Cookie": f"attune={self.study.sessions['ben']}"}
        where = f"ws://127.0.0.1:{port}/live/{self.study.timeline}/"
        with connect(where, additional_headers=cookie, origin=Origin(f"http://127.0.0.1:{port}")) as line:
            heard = []
            for message in messages:
                line.send(message)
                heard.append(next(one for one in self._hears(line) if "there" not in one))
        return heard

    def _hears(self, line: Any) -> Iterator[dict[str, Any]]:
        """Give what comes; that the other screen is here or gone comes when it will."""
        while True:
            yield json.loads(line.recv(_PATIENCE))


Way = Callable[[Visitor, Canary], Any]
DOCX = b"PK\x03\x04\x14\x00\x00\x00\x00\x00" + b"\x00" * 20


def _file(name: str, kind: str, content: Callable[[Canary], bytes]) -> Way:
    def way(visitor: Visitor, canary: Canary) -> int:
        body, said = visitor.file(f"{canary.plain}.{name}", content(canary), kind)
        return visitor.send(visitor.look, body, said)

    return way


def _paste(visitor: Visitor, canary: Canary) -> int:
    return visitor.send(visitor.look, visitor.fields(text=canary.text(6000)))


def _kept(visitor: Visitor, canary: Canary) -> int:
    raw = f"R: I grew up near {canary}, by the brook."
    start = raw.index(str(canary))
    place = {"start": start, "end": start + len(str(canary)), "label": "LOC", "replacement": "village"}
    given = visitor.fields(raw=raw, known=canary.plain, step="keep", decisions=json.dumps([place]))
    return visitor.send(visitor.review, given)


def _field(visitor: Visitor, canary: Canary) -> int:
    return visitor.send(visitor.look, visitor.fields(text="R: Yes.", known=str(canary), language=str(canary)))


def _operation(canary: Canary, visitor: Visitor) -> dict[str, Any]:
    return {"id": str(uuid4()), "kind": "put", "target": str(uuid4()), "lane": visitor.study.lane, "shape": "period",
            "from_age": 6, "to_age": 9, "label": str(canary), "no_names": True}  # fmt: skip


def _socket(visitor: Visitor, canary: Canary) -> list[str]:
    letter = {"id": str(canary), "once": "", "nonce": "", "body": canary.plain}
    said = [
        json.dumps({"op": _operation(canary, visitor)}), str(canary), json.dumps({"op": {"id": str(canary)}}),
        json.dumps({"sealed": letter}), json.dumps({"point": {"target": str(canary)}}),
    ]  # fmt: skip
    return [next(iter(heard)) for heard in visitor.says(*said)]


def _note(visitor: Visitor, canary: Canary) -> list[int]:
    """Write a note that is kept, one that is not, and words where a code belongs."""
    note = {"id": str(uuid4()), "kind": "note", "words": canary.text(1000), "no_names": "on"}
    odd = [{**note, "id": str(canary)}, {"id": str(uuid4()), "kind": str(canary)}, {**note, "words": canary.text(9000)}]
    there = f"/room/{visitor.study.sitting}/acts/"
    by_form = urlencode({**note, "id": str(uuid4()), "words": f"{canary.plain} in Ghent", "no_names": ""}).encode()
    sent = [visitor.send(there, json.dumps(one).encode(), "application/json") for one in (note, *odd)]
    return [*sent, visitor.send(there, by_form)]


def _operation_by_form(visitor: Visitor, canary: Canary) -> int:
    given = _operation(canary, visitor) | {"label": f"{canary} " * 20}
    return visitor.send(f"/timelines/{visitor.study.timeline}/operations/", urlencode(given).encode())


def _chunked(visitor: Visitor, canary: Canary) -> int:
    body = visitor.fields(text=canary.text(40_000))
    return visitor.send(visitor.look, (body[at : at + 9000] for at in range(0, len(body), 9000)))


@contextmanager
def half_a_request(visitor: Visitor, canary: Canary, *, chunked: bool = False) -> Iterator[None]:
    """Send half of a body, and hold the line for the time of the block."""
    head = "".join(f"{name}: {value}\r\n" for name, value in visitor.headers().items())
    start = f"POST {visitor.look} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}Content-Type: {_FORM}\r\n"
    body = visitor.fields(text=canary.text(200_000))
    length = f"Content-Length: {2 * len(body)}\r\n\r\n"
    if chunked:
        length = f"Transfer-Encoding: chunked\r\n\r\n{len(body):x}\r\n"
    with socket.create_connection(("127.0.0.1", visitor.attune.web.port), _PATIENCE) as line:
        line.sendall(f"{start}{length}".encode() + body)
        yield


def _aborted(visitor: Visitor, canary: Canary) -> None:
    with half_a_request(visitor, canary), half_a_request(visitor, canary, chunked=True):
        pass


def _oversized(visitor: Visitor, canary: Canary) -> list[int]:
    large = visitor.fields(text=canary.text(9_000_000))
    pieces = (large[at : at + 200_000] for at in range(0, len(large), 200_000))
    form = urlencode({"code": canary.text(400_000)}).encode()
    return [visitor.send(visitor.look, large), visitor.send(visitor.look, pieces), visitor.send("/code/", form)]


def _wrong_token(visitor: Visitor, canary: Canary) -> int:
    token = {"X-CSRFToken": "b" * 32}
    return visitor.send(visitor.look, visitor.fields(text=canary.text(6000)), **token)


def _wrong_type(visitor: Visitor, canary: Canary) -> list[int]:
    kinds = ["text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=none"]
    return [visitor.send(visitor.look, canary.text(6000).encode(), kind) for kind in kinds]


def _invalid_tail(visitor: Visitor, canary: Canary) -> list[int]:
    form = visitor.send(
        visitor.look, visitor.fields(text="R: Yes. ") + str(canary).encode() + b"\xc3\x28\xff\xfe&\xff=\xff"
    )
    body, kind = visitor.file("a.txt", canary.text(6000).encode() + b"\xc3\x28\xf0\x9f", "text/plain; charset=utf-8")
    return [form, visitor.send(visitor.look, body, kind)]


def _address(visitor: Visitor, canary: Canary) -> list[int]:
    words = quote(str(canary))
    odd = {"Referer": f"http://127.0.0.1/{words}", "User-Agent": canary.plain, "Accept-Language": canary.plain}
    get = {"body": None, "method": "GET"}
    return [
        visitor.send(f"/{words}/?q={words}", **get), visitor.send(f"/?next={words}", **get, **odd),
        visitor.send("/", **get, Host=canary.plain), visitor.send("/", **get, **{"X-Forwarded-Host": canary.plain}),
        visitor.send(f"/j/?{words}", urlencode({"secret": str(canary)}).encode(), Cookie=f"attune={canary.plain}"),
    ]  # fmt: skip


def _not_theirs(visitor: Visitor, canary: Canary) -> list[int]:
    body = visitor.fields(text=canary.text(6000))
    return [visitor.send(visitor.look, body, who="cleo"), visitor.send(visitor.look, body, who="nobody")]


def _code(visitor: Visitor, canary: Canary) -> int:
    return visitor.send("/code/", urlencode({"code": str(canary)}).encode())


def _fault(name: str) -> Way:
    def way(visitor: Visitor, canary: Canary) -> int:
        raw = f"R: I grew up near {canary}, by the brook. fault-{name}"
        path = visitor.look
        if name == "row":
            start = raw.index(str(canary))
            place = {"start": start, "end": start + len(str(canary)), "label": "LOC", "replacement": "village"}
            return visitor.send(visitor.review, visitor.fields(raw=raw, step="keep", decisions=json.dumps([place])))
        if name == "middleware":
            path = f"{path}?{quote(raw)}"
        return visitor.send(path, visitor.fields(text=raw))

    return way


WAYS: dict[str, tuple[Way, Any]] = {
    "socket": (_socket, ["ack", "error", "refused", "refused", "error"]),
    "paste": (_paste, 200),
    "text file": (_file("txt", "text/plain", lambda canary: canary.text(60_000).encode()), 200),
    "UTF-16 file": (_file("txt", "text/plain", lambda canary: canary.text(6000).encode("utf-16")), 200),
    "file over the spool": (_file("txt", "text/plain", lambda canary: canary.text(4_000_000).encode()), 422),
    "subtitles": (_file("vtt", "text/vtt", lambda canary: b"WEBVTT\n\n" + canary.text(6000).encode()), 200),
    "word processor's file": (
        _file("docx", "application/zip", lambda canary: DOCX + canary.text(200_000).encode()),
        422,
    ),
    "binary file": (_file("bin", "a/b", lambda canary: bytes(range(256)) * 20 + canary.text(6000).encode()), 422),
    "form field": (_field, 422),
    "code": (_code, 422),
    "operation by form": (_operation_by_form, 422),
    "note": (_note, [200, 422, 422, 422, 422]),
    "in pieces": (_chunked, 200),
    "aborted": (_aborted, None),
    "over the limit": (_oversized, [413, 413, 413]),
    "wrong token": (_wrong_token, 403),
    "wrong type": (_wrong_type, [422, 422, 400, 400]),
    "invalid at its end": (_invalid_tail, [200, 200]),
    "address": (_address, [404, 302, 400, 302, 403]),
    "not theirs": (_not_theirs, [404, 302]),
    **{f"fault in a {name}": (_fault(name), 500) for name in faults.ANSWERED},
    **{f"fault in a {name}": (_fault(name), 200) for name in faults.BESIDE},
    "pasted and kept": (_kept, 302),  # the last: from then on a text waits
}
"""Each way in, and what it is answered."""


def through_all(visitor: Visitor, brood: Brood) -> dict[str, Any]:
    """Go every way in, with a canary of its own; gives what each was answered."""
    return {name: way(visitor, brood.canary(name)) for name, (way, _expected) in WAYS.items()}

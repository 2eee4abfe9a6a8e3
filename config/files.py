"""Files of the program, at addresses that change with what they say: a browser keeps them and need not ask again.

One mark for all of them is the first part of each path. Scripts name one another by relative paths, so what a page
loads is of one mark, and each file is loaded once. Whoever asks by an earlier mark, or by none, gets what is here now
and keeps it for a minute: a page that a browser kept over an update still opens.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from whitenoise.middleware import WhiteNoiseMiddleware

_MARK = re.compile(r"^[0-9a-f]{16}/")


@cache  # as the files: read once in a process
def mark() -> str:
    """Give 16 hexadecimal digits of a digest (SHA-256) over the names and bytes of all files."""
    digest = hashlib.sha256()
    for name, content in sorted(_files()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _files() -> Iterator[tuple[str, bytes]]:
    for finder in finders.get_finders():
        for name, storage in finder.list(None):
            yield name, Path(storage.path(name)).read_bytes()


class Marked(StaticFilesStorage):
    """Gives the address of a file, with the mark in it."""

    def url(self, name: str | None) -> str:
        """Give the address of a path below the static files."""
        return super().url(f"{mark()}/{name or ''}")


class Files(WhiteNoiseMiddleware):
    """Middleware: answers below the address of the files with a file, or with one line: never with a page.

    A page may hold a name and a token; a proxy may pack whatever comes from here (deploy/nginx.conf).
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        prefix: str = self.static_prefix
        if not request.path_info.startswith(prefix):
            answered: HttpResponse = self.get_response(request)
            return answered
        path = request.path_info.removeprefix(prefix)
        file = self.files.get(prefix + _MARK.sub("", path))
        if file is None:
            return HttpResponseNotFound("There is no such file.\n", content_type="text/plain; charset=utf-8")
        if "HTTP_IF_NONE_MATCH" in request.META:  # who packs a file weakens its tag (RFC 9110, 8.8.1 and 13.1.2)
            request.META["HTTP_IF_NONE_MATCH"] = request.META["HTTP_IF_NONE_MATCH"].removeprefix("W/")
        response: HttpResponse = self.serve(file, request)
        response.is_marked = path.startswith(f"{mark()}/")  # type: ignore[attr-defined]
        return response

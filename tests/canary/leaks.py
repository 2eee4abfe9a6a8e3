"""Leaks that somebody could build in by mistake. Each is started on purpose, to see that the search finds it."""

import logging
import os
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings


def _reading(leak: Callable[[Any, str], None]) -> Callable[[], None]:
    """Give what plants `leak` where a text is looked through; it gets the request and the text."""

    def plant() -> None:
        module: Any = import_module("transcripts.views.bringing")
        real = module._review

        def leaking(request: Any, interview: Any, given: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
            leak(request, given["raw"])
            return real(request, interview, given, *args, **kwargs)

        module._review = leaking
        # lists of names take their time, and leak nothing
        module.suggest = import_module("transcripts.services.texts").suggest = lambda *args, **kwargs: []

    return plant


def _print(request: Any, text: str) -> None:
    print("DEBUG", text[:400], flush=True)  # noqa: T201


def _upload_to_a_file() -> None:
    _reading(lambda request, text: None)()
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    settings.FILE_UPLOAD_TEMP_DIR = None


def _spool(request: Any, text: str) -> None:
    with tempfile.SpooledTemporaryFile(max_size=1000) as file:
        file.write(text.encode())


def _unnamed_file(request: Any, text: str) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(text.encode())
        file.flush()


def _file_that_is_removed(request: Any, text: str) -> None:
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(text)
        file.flush()


def _task(request: Any, text: str) -> None:
    from config.celery import app

    app.send_task("transcripts.tasks.suggest", args=[text], queue="later")


def _in_session(request: Any, text: str) -> None:
    from config import sessions

    sessions.ALLOWED["draft"] = lambda value: True
    request.session["draft"] = text


def _in_message() -> None:
    from django.contrib import messages

    _reading(lambda request, text: None)()
    real = messages.success

    def quoting(request: Any, words: str) -> None:
        """Say it on the way to another page: on the same page it would be shown, and never kept."""
        real(request, f"{words} {request.POST['raw'][:100]}")

    setattr(messages, "success", quoting)  # noqa: B010 - another signature


def _log(request: Any, text: str) -> None:
    logging.getLogger("transcripts").warning("looked through %s", text[:400])


def _what_it_said() -> None:
    from config.logs import WithoutValues

    WithoutValues.formatException = logging.Formatter.formatException
    _reading(lambda request, text: _quote(text))()


def _quote(text: str) -> None:
    raise ValueError(f"cannot read {text[:400]}")


def _cache() -> None:
    folder = str(Path(settings.VAR) / "cache")
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": folder}
    }
    from django.core.cache import caches

    caches.settings = caches.configure_settings(None)

    def keep(request: Any, text: str) -> None:
        caches["default"].set("draft", text)

    _reading(keep)()


def _plain_column(request: Any, text: str) -> None:
    from studies.models import Study

    Study.objects.update(institution=text[:100])


def _core(request: Any, text: str) -> None:
    """Write the process's memory beside the database, as a core dump would be."""
    Path(settings.VAR, "core").write_bytes(text.encode("utf-32"))


def _standard_error(request: Any, text: str) -> None:
    os.write(sys.stderr.fileno(), text[:400].encode("utf-16"))


def _placing(leak: Callable[[str], object]) -> Callable[[], None]:
    """Give what plants `leak` where something is placed on a timeline; it gets the words."""

    def plant() -> None:
        turns: Any = import_module("timelines.turns")
        real = turns.wanted

        def leaking(timeline: Any, operation: Any, **how: Any) -> Any:
            if operation.get("label"):
                leak(operation["label"])
            return real(timeline, operation, **how)

        turns.wanted = leaking

    return plant


def _into_redis(words: str) -> None:
    import redis

    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.set("draft", words)


def _no_sweep() -> None:
    gone: Any = import_module("timelines.gone")
    gone._cut = gone._write_anew = lambda: True
    gone.WAITS["postgresql"] = 0.1


OF_A_TIMELINE: dict[str, Callable[[], None]] = {
    "log": _placing(lambda words: logging.getLogger("timelines").warning("placed %s", words)),
    "redis": _placing(_into_redis),
    "var": _placing(lambda words: Path(settings.VAR, "draft").write_text(words)),
    "database": _no_sweep,
}
"""Leaks of what was placed on a timeline, by the place where they are found."""
LEAKS: dict[str, Callable[[], None]] = {
    "print": _reading(_print),
    "upload to a file": _upload_to_a_file,
    "spooled file": _reading(_spool),
    "unnamed file": _reading(_unnamed_file),
    "file that is removed": _reading(_file_that_is_removed),
    "task": _reading(_task),
    "session": _reading(_in_session),
    "message": _in_message,
    "log line": _reading(_log),
    "what an exception said": _what_it_said,
    "cache": _cache,
    "plain column": _reading(_plain_column),
    "dump": _reading(_core),
    "standard error": _reading(_standard_error),
}
"""Each leak by name."""

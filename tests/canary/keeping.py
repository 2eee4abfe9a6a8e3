"""Makes a backup and proves that it comes back, as the commands do, with leaks planted. Only the tests run this."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def _in_clear() -> None:
    """Forget to encrypt."""
    from vault import services

    real: Any = services.seal_parcel

    def seal(pieces: Iterator[bytes], about: Any, to: Any) -> Any:
        return real([], about, to)[0], pieces

    services.seal_parcel = seal


def _by_way_of_a_file() -> None:
    """Write the image into a file that is removed again."""
    import tempfile

    from upkeep import snapshots

    real = snapshots._image

    def image() -> bytes:
        with tempfile.NamedTemporaryFile() as file:
            file.write(real())
            file.flush()
            return Path(file.name).read_bytes()

    snapshots._image = image


def _scratch_in_a_file() -> None:
    """Let the drill leave what it brought back."""
    from django.db import connection

    from upkeep import snapshots

    real = snapshots.scratch

    @contextmanager
    def scratch(members: Any) -> Iterator[None]:
        with real(members):
            connection.cursor().execute("VACUUM INTO %s", [os.path.join(os.environ["TMPDIR"], "scratch")])
            yield

    snapshots.scratch = scratch


LEAKS: dict[str, Callable[[], None]] = {
    "in clear": _in_clear, "by way of a file": _by_way_of_a_file, "scratch in a file": _scratch_in_a_file,
}  # fmt: skip
"""Each leak by name."""


def keep(place: str, *, whole: bool) -> None:
    """Make one, and prove it with the server's own keys; one that a leak may have bent need not be proven."""
    from django.core.management import CommandError, call_command

    call_command("backup", place)
    with nullcontext() if whole else suppress(CommandError):
        call_command("restore_drill")


if __name__ == "__main__":
    import django

    django.setup()
    parser = argparse.ArgumentParser()
    parser.add_argument("place")
    parser.add_argument("--leak", action="append", default=[], choices=LEAKS)
    options = parser.parse_args()
    os.umask(0o077)
    for name in options.leak:
        LEAKS[name]()
    keep(options.place, whole=not options.leak)

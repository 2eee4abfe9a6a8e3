"""What a process writes into files, seen at its system calls: files without a name leave nothing to be found after."""

import re
from collections.abc import Iterator
from pathlib import Path

CALLS = "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice,memfd_create,linkat"
_LONGEST = 4200
"""Bytes of a written piece that are kept: a page of a database and more, in which a canary stands at least once."""

_WRITE = re.compile(
    rb"\b(?:p?writev?2?|pwrite64|sendfile|copy_file_range|splice)\((\d+)<([^>]*)>(?:\(deleted\))?, (.*)"
)
_OPEN = re.compile(rb"\b(?:openat|open|creat)\((.*)\) += \d+<([^>]*)>")
_HEX = re.compile(rb"(?:\\x[0-9a-f]{2})+")
_MAKES = re.compile(rb"O_TMPFILE|O_CREAT")


def command(output: Path, *, longest: int = _LONGEST) -> list[str]:
    """Give the command before a command that is to be traced, with all its threads and children."""
    options = ["-f", "-qq", "-y", "-xx", "-s", str(longest), "-e", f"trace={CALLS}", "-e", "signal=none"]
    return ["strace", *options, "--seccomp-bpf", "-o", str(output)]


class Trace:
    """What was traced into a file."""

    def __init__(self, output: Path) -> None:
        self.lines = output.read_bytes().splitlines()

    def written(self) -> Iterator[tuple[str, bytes]]:
        """Give each piece that was written into something with a path, with the path."""
        for line in self.lines:
            found = _WRITE.search(line)
            if found and _plain(found[2]).startswith(b"/"):
                yield _plain(found[2]).decode(errors="replace"), _plain(found[3])

    def made(self) -> set[str]:
        """Give the files that were opened to be made, and `unnamed` for those that never get a name."""
        made = set()
        for line in self.lines:
            found = _OPEN.search(line)
            if found and _MAKES.search(found[1]):
                made.add("unnamed" if b"O_TMPFILE" in found[1] else _plain(found[2]).decode(errors="replace"))
        return made


def _plain(shown: bytes) -> bytes:
    return _HEX.sub(lambda found: bytes.fromhex(found[0].replace(b"\\x", b"").decode()), shown)

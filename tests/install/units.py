"""A service file of systemd as far as it can be kept without systemd: command, environment, credential, walls."""

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.services.process import Service, without_services

_WALLS = """\
import ctypes, os, resource, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
os.umask(0o077)
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0  # PR_SET_NO_NEW_PRIVS
libc.prctl(65, 1, 0, 0, 0)  # PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN: from Linux 6.3 on; before, it is refused
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""LimitCORE=0, UMask=0077, NoNewPrivileges=yes, MemoryDenyWriteExecute=yes: set by a process for itself (prctl(2))."""


def read(unit: Path) -> dict[str, str]:
    """Give the settings of a service file; those that may come twice are not ours."""
    pairs = [line.partition("=") for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#")]
    assert len({name for name, _, _ in pairs}) == len(pairs), f"{unit.name} says something twice"
    return {name: value for name, _, value in pairs}


def environment_file(path: Path) -> dict[str, str]:
    """Give what a file of settings says, as systemd reads it."""
    pairs = [line.partition("=") for line in path.read_text().splitlines() if "=" in line and not line.startswith("#")]
    return {name: value for name, _, value in pairs}


def walled(command: str) -> list[str]:
    """Give the command behind the walls."""
    return [sys.executable, "-c", _WALLS, *shlex.split(command)]


class Unit(Service):
    """The service that a file describes, started by its own lines; `more` are settings of this machine."""

    seconds_to_start = 90.0

    def __init__(self, unit: Path, more: Mapping[str, str]) -> None:
        super().__init__()
        self.name, self.said, self.more = unit.stem, read(unit), dict(more)

    def prepare(self) -> None:
        handed, _, from_ = self.said["LoadCredential"].partition(":")
        shown = self.directory / handed
        shown.touch(mode=0o600)
        shown.write_bytes(Path(from_).read_bytes())

    def environment(self) -> Mapping[str, str]:
        given = environment_file(Path(self.said["EnvironmentFile"]))
        clean = {name: value for name, value in without_services(os.environ).items() if not name.startswith("ATTUNE_")}
        return {**clean, **given, "CREDENTIALS_DIRECTORY": str(self.directory), **self.more}

    def working_directory(self) -> Path:
        return Path(self.said["WorkingDirectory"])

    def command(self) -> Sequence[str]:
        return walled(self.said["ExecStart"])

"""Attune starts where it may, and says in one sentence where it may not."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest


def serve(root: Path, var: Path, *arguments: str, mode: str = "demo") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "serve", *arguments],
        cwd=root, env={"PATH": "/usr/bin:/bin", "ATTUNE_MODE": mode, "ATTUNE_VAR": str(var)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_outside_demo_mode_it_stops_with_one_sentence(root: Path, tmp_path: Path) -> None:
    ended = serve(root, tmp_path, mode="")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "CommandError: Attune starts only with its invented study so far: type `make run` (it sets ATTUNE_MODE=demo).\n"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])  # noqa: S104 - refused
def test_the_invented_study_is_shown_on_this_computer_only(root: Path, tmp_path: Path, host: str) -> None:
    ended = serve(root, tmp_path, "--host", host)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert f"{host} is not a loopback address" in ended.stderr


def test_a_taken_port_is_named_with_the_way_on(root: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = serve(root, tmp_path, "--port", str(port))
    assert (
        ended.stderr == f"CommandError: Port {port} is taken. Try another one, for example: PORT={port + 1} make run\n"
    )

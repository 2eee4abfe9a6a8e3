"""A process of the program that crashes leaves no copy of its memory."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SAYS = """
import ctypes, faulthandler, os, pathlib, signal
faulthandler.enable()
import django
django.setup()
limit = next(line for line in pathlib.Path("/proc/self/limits").read_text().splitlines() if line.startswith("Max core"))
print(limit.split()[4:6], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), faulthandler.is_enabled(), flush=True)
if os.fork() == 0:  # as Celery makes its workers
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
    os._exit(0)
os.wait()
os.kill(os.getpid(), signal.SIGABRT)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_that_has_set_up_leaves_no_dump(tmp_path: Path, root: Path) -> None:
    given = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", "ATTUNE_VAR": str(tmp_path)}
    command = ["/bin/sh", "-c", 'ulimit -c unlimited 2>/dev/null; exec "$@"', "sh", sys.executable, "-c", SAYS]
    ended = subprocess.run(
        command, cwd=tmp_path, env=given | {"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    assert ended.stdout == "['0', '0'] 0 False\n0\n"
    assert ended.returncode == -signal.SIGABRT
    assert [path.name for path in tmp_path.iterdir() if "core" in path.name] == []

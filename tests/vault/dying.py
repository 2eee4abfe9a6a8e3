"""Run as a program: dies by SIGKILL at each step of a destruction, rotation or new passphrase in turn.

Each death is that of a child process. A step is a call of the provider (for a new passphrase, every call that it makes
itself), a statement of the keyring, or a change of a file. Prints the step it never came to.
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from tests.vault.keyrings import NEW, Watched, files, ring_in

CHANGES = {"os.remove", "os.truncate", "os.mkdir", "os.chmod", "os.rename", "open", "os.fsync"}


def die_at(step: int, folder: Path, verb: str) -> None:
    """Do the verb in `folder` and die before step number `step`."""
    left = step

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def call(frame: FrameType, event: str, _what: Any) -> None:
        if event == "c_call" and frame.f_code.co_filename.endswith("sealed_files.py"):
            count()

    kept = files(folder / "epochs")
    ring = ring_in(folder, kept if verb == "reseal" else Watched(kept, count))
    ring._ring().set_trace_callback(count)
    sys.addaudithook(lambda event, given: count() if event in CHANGES and str(folder) in str(given) else None)
    if verb == "reseal":  # a file may be cut short between two calls of one function
        sys.setprofile(call)
    {
        "destroy": lambda: ring.destroy("hers"),
        "rotate": lambda: ring.rotate(ring.epoch() + 1),
        "reseal": lambda: ring.reseal(lambda: NEW),
    }[verb]()


def main(begun: Path, into: Path, verb: str, stride: int) -> None:
    """Let one child after the other die `stride` steps later, each in a copy of `begun`, until one gets through."""
    step, through = 1 - stride, False
    while not through:
        step += stride
        folder = into / str(step)
        shutil.copytree(begun, folder)
        child = os.fork()
        if child == 0:
            die_at(step, folder, verb)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL or os.waitstatus_to_exitcode(status) > 0:
            raise SystemExit(f"step {step} failed: {status}")
        through = os.WIFEXITED(status)
    sys.stdout.write(str(step))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))

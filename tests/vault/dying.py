"""Run as a program: dies by SIGKILL at each step of a destruction or rotation in turn, a child process for each death.

A step is a call of the provider, a statement of the keyring, or a change of a file. Prints the step it never came to.
"""

import os
import shutil
import signal
import sys
from pathlib import Path

from tests.vault.keyrings import Watched, files, ring_in

CHANGES = {"os.remove", "os.truncate", "os.mkdir", "os.chmod", "open", "os.fsync"}


def die_at(step: int, folder: Path, verb: str) -> None:
    """Do the verb in `folder` and die before step number `step`."""
    left = step

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    ring = ring_in(folder, Watched(files(folder / "epochs"), count))
    ring._ring().set_trace_callback(count)
    sys.addaudithook(lambda event, given: count() if event in CHANGES and str(folder) in str(given) else None)
    ring.destroy("hers") if verb == "destroy" else ring.rotate(ring.epoch() + 1)


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

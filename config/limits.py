"""No copy of this process's memory on a disk: what it reads of somebody's words must not outlive it."""

import ctypes
import faulthandler
import resource
import sys

_PR_SET_DUMPABLE = 4  # prctl(2)


def leave_no_dumps() -> None:
    """Let no crash write this process's memory to a file, for it and every process it starts without a program of
    its own.

    The size is not enough: a core dump that the kernel hands to a program has no size (core(5)). So the process is
    also made not dumpable, which closes its memory to everybody but root as well (prctl(2)).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    faulthandler.disable()

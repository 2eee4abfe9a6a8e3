"""The press: a process of its own that turns sheets into PDFs, without network, without secrets, and with limits.

`printing.pressing` starts this file with an empty environment. It loads WeasyPrint once; then a child of it prints one
sheet and ends, so that nothing of one sheet is there for the next. The kernel refuses sockets and other programs
(seccomp, Linux), and a child has so much memory and time, and no file to write into.

In: four bytes of length and JSON with page, style, identifier, seconds and bytes. Out: "+" once, when it is ready; then
for each sheet one byte, PRINTED, FETCHED or NOT_PRINTED, four bytes of length, and the PDF.
"""

import ctypes
import json
import os
import platform
import resource
import struct
import sys
from typing import Any

PRINTED, FETCHED, NOT_PRINTED = range(3)
READY = b"+"
_FILES = 64
_NOWHERE = "https://sheet.invalid/"  # RFC 2606, section 2: an address without a host asks for something, too
_PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _FILTER = 4, 22, 38, 2  # <linux/prctl.h>
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # <linux/seccomp.h>: SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO | EACCES
_MACHINES = {  # audit's number; socket, connect, execve, execveat, ptrace, io_uring_setup: <asm/unistd.h>
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117, 425)),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_void_p))


def _rules(machine: int, refused: tuple[int, ...]) -> bytes:
    """Give the filter of system calls (<linux/bpf_common.h>): those of another machine and `refused` are not."""

    def line(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    tests = [line(0x15, len(refused) - place, 0, each) for place, each in enumerate(refused)]
    return b"".join([
        line(0x20, 0, 0, 4), line(0x15, 0, len(refused) + 3, machine), line(0x20, 0, 0, 0),
        line(0x35, len(refused) + 1, 0, 0x40000000), *tests, line(0x06, 0, 0, _ALLOW), line(0x06, 0, 0, _REFUSE),
    ])  # fmt: skip


def shut() -> None:
    """Leave the network and all other programs, for good and for all children. Raises OSError when that cannot be."""
    if sys.platform != "linux":
        return
    kernel = ctypes.CDLL(None, use_errno=True)
    done = [kernel.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), kernel.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)]
    if platform.machine() in _MACHINES:
        rules = ctypes.create_string_buffer(_rules(*_MACHINES[platform.machine()]))
        program = _Program(len(rules) // 8, ctypes.addressof(rules))
        done.append(kernel.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0))
    if any(done):
        raise OSError(ctypes.get_errno(), "the press could not be shut")


def _limit(seconds: int, memory: int) -> None:
    for what, most in [(resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory), (resource.RLIMIT_NOFILE, _FILES),
                       (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)]:  # fmt: skip
        resource.setrlimit(what, (most, most))


class Asked(Exception):
    """A sheet names something that would have to be fetched."""


def _nothing() -> Any:
    """Give a fetcher that fetches nothing, and remembers that it was asked: a drawing swallows what is raised."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Nothing(URLFetcher):
        asked = False

        def fetch(self, url: str, headers: Any = None) -> Any:
            self.asked = True
            raise FatalURLFetchingError

    return Nothing(allowed_protocols=[], fail_on_errors=True)


def printed(page: str, style: str, identifier: bytes) -> bytes:
    """Give the PDF/UA-1 of a page; the same page gives the same bytes. Raises Asked for any address."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    nothing, fonts, content = _nothing(), FontConfiguration(), b""
    try:
        sheet = CSS(string=style, font_config=fonts, url_fetcher=nothing)
        content = HTML(string=page, base_url=_NOWHERE, url_fetcher=nothing).write_pdf(
            stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=identifier
        )
    finally:
        if nothing.asked:
            raise Asked  # instead of whatever it led to
    return content


def _child(job: dict[str, Any], out: int) -> int:
    """Print one sheet into `out`; give how it ended."""
    _limit(job["seconds"], job["memory"])
    try:
        content = printed(job["page"], job["style"], bytes.fromhex(job["identifier"]))
        with os.fdopen(out, "wb") as pipe:
            pipe.write(content)
    except Asked:
        return FETCHED
    except BaseException:
        return NOT_PRINTED
    return PRINTED


def _answer(job: dict[str, Any]) -> tuple[int, bytes]:
    """Let a child print, and give how it ended, with the PDF."""
    heard, says = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        os._exit(_child(job, says))
    os.close(says)
    with os.fdopen(heard, "rb") as pipe:
        content = pipe.read()
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    how = ended if ended in (PRINTED, FETCHED) else NOT_PRINTED
    return how, content if how == PRINTED else b""


def main() -> None:
    """Print sheet after sheet, until nobody asks any more."""
    printed("<p>A</p>", "", b"0" * 16)  # loads what every sheet needs, once
    shut()
    sheets, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(READY)
    answers.flush()
    while length := sheets.read(4):
        how, content = _answer(json.loads(sheets.read(int.from_bytes(length))))
        answers.write(bytes([how]) + len(content).to_bytes(4) + content)
        answers.flush()


if __name__ == "__main__":
    main()

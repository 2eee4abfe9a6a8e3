"""What a sheet for paper may not do: rows 60 and 61 of the table of bad input, against the real press."""

import ctypes
import io
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from consent import services as consent
from consent.models import ConsentCopy
from ledger.models import Entry
from printing import services
from printing.pressing import Fetched, Limits, NotPrinted, Pressing
from tests.consent.acts import agree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel of Linux")
ASKS = {
    "img": "<img alt='' src='{}'>", "link": "<link rel=stylesheet href='{}'>",
    "import": "<style>@import url({})</style>",
    "attachment": "<link rel=attachment href='{}'>", "attached": "<a rel=attachment href='{}'>A</a>",
    "svg image": "<svg width=9 height=9><image width=9 height=9 href='{}'/></svg>",
    "svg xlink": "<svg width=9 height=9 xmlns:xlink='http://www.w3.org/1999/xlink'><image width=9 height=9 "
                 "xlink:href='{}'/></svg>",
    "url": "<p style='background:url({})'>A</p>", "list": "<ul style='list-style-image:url({})'><li>A</ul>",
    "content": "<style>p::before{content:url({})}</style><p>A</p>",
    "border": "<p style='border:9px solid;border-image:url({}) 1'>A</p>",
    "font": "<style>@font-face{font-family:A;src:url({})}p{font-family:A}</style><p>A</p>",
    "object": "<object data='{}'></object>", "embed": "<embed src='{}'>",
    "base": "<base href='{}'><img alt='' src='a.png'>", "import in import": "<style>@import '{}' print;</style>",
    "mask": "<svg width=9 height=9><use href='{}#a'/></svg>",
}  # fmt: skip
SILENT = {"mask"}
"""WeasyPrint leaves it out without asking for it."""


class Trap:
    """A server that counts who comes, and a file that notes who opens it."""

    def __init__(self, folder: Path) -> None:
        self.file, self.door = folder / "secret.svg", socket.create_server(("127.0.0.1", 0))
        self.file.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
        self.door.setblocking(False)
        self._kernel = ctypes.CDLL(None, use_errno=True)
        self._notes = self._kernel.inotify_init1(os.O_NONBLOCK)
        assert self._kernel.inotify_add_watch(self._notes, bytes(self.file), 0x21) > 0  # IN_ACCESS | IN_OPEN

    def addresses(self) -> list[str]:
        port = self.door.getsockname()[1]
        return [f"http://127.0.0.1:{port}/x.svg", self.file.as_uri(), str(self.file), f"//127.0.0.1:{port}/x",
                f"ftp://127.0.0.1:{port}/x", f"HTTP://127.0.0.1:{port}/"]  # fmt: skip

    def sprung(self) -> list[str]:
        """Give what came since this was asked last: "connection", "open"."""
        found = []
        try:
            self.door.accept()[0].close()
            found.append("connection")
        except BlockingIOError:
            pass
        try:
            os.read(self._notes, 65536)
            found.append("open")
        except BlockingIOError:
            pass
        return found


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    trap = Trap(tmp_path)
    yield trap
    trap.door.close()
    os.close(trap._notes)


@pytest.fixture(scope="module")
def pressing() -> Iterator[Pressing]:
    made = Pressing()
    yield made
    made.end()


def ends(pressing: Pressing, page: str, limits: Limits | None = None) -> str:
    """Give how a page ends: by the name of what is raised, or "printed"."""
    try:
        pressing.pdf(page, "", b"0" * 16, limits or Limits())
    except (Fetched, NotPrinted) as fault:
        return type(fault).__name__
    return "printed"


def test_row60_the_trap_is_sprung_by_who_connects_and_by_who_opens(trap: Trap) -> None:
    assert trap.sprung() == []
    trap.file.read_text()
    assert trap.sprung() == ["open"]
    socket.create_connection(trap.door.getsockname()).close()
    assert trap.sprung() == ["connection"]
    from weasyprint import HTML

    HTML(string=f"<img alt='' src='{trap.file.as_uri()}'>").write_pdf()  # as it comes: what this row is about
    assert trap.sprung() == ["open"]


@pytest.mark.parametrize("kind", ASKS)
def test_row60_a_sheet_that_asks_for_anything_is_refused_and_nothing_is_asked(
    trap: Trap, pressing: Pressing, kind: str
) -> None:
    more = ["http://169.254.169.254/", "data:image/svg+xml,<svg/>", "app:x"] if kind == "img" else []
    for address in [*trap.addresses()[: 6 if more else 2], *more]:
        outcome = ends(pressing, ASKS[kind].replace("{}", address))
        assert (address, outcome) == (address, "printed" if kind in SILENT else "Fetched")
    assert trap.sprung() == []


def test_row60_fifty_megabytes_in_an_address_are_refused_before_they_are_read(pressing: Pressing) -> None:
    page = f"<img alt='' src='data:image/png;base64,{'A' * 50_000_000}'>"
    assert ends(pressing, page) == "NotPrinted"
    assert ends(pressing, page[:3_900_000] + "'>") == "Fetched"


@pytest.fixture
def sheet(tmp_path: Path, settings: Any) -> Callable[[str], str]:
    """Give the name of a template of the test's own, by what stands in its main block."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]

    def write(main: str) -> str:
        (tmp_path / "sheet.html").write_text("{% extends 'print.html' %}{% block main %}" + main + "{% endblock %}")
        return "sheet.html"

    return write


def test_row60_words_that_look_like_a_question_to_elsewhere_are_words(trap: Trap, sheet: Any) -> None:
    words = [kind.replace("{}", address) for kind in ASKS.values() for address in trap.addresses()[:2]]
    page = sheet("<p title='{{ words }}'>{{ words }}</p>")
    content = services.pdf(page, {"words": "\n".join(words), "document_words": words[0]}, "en")
    text = re.sub(r"\s", "", "".join(each.extract_text() for each in PdfReader(io.BytesIO(content)).pages))
    assert re.sub(r"\s", "", words[0]) in text
    assert trap.sprung() == []


SHUT = """
import os, socket, sys
sys.path[:0] = [sys.argv[1]]
from printing import press
press.shut()
press._limit(20, 512 * 2**20)
tries = [lambda: socket.socket(), lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2]))),
         lambda: os.execv("/bin/true", ["true"]), lambda: bytearray(2**30),
         lambda: os.write(os.open(sys.argv[3], os.O_CREAT | os.O_WRONLY), b"x")]
for each in tries:
    try:
        each()
        print("done")
    except (OSError, MemoryError) as fault:
        print(type(fault).__name__, getattr(fault, "errno", ""))
"""


def test_row60_the_press_has_no_network_no_other_program_and_no_file_to_write(trap: Trap, root: Path) -> None:
    written = trap.file.parent / "written"
    command = [sys.executable, "-I", "-c", SHUT, str(root), str(trap.door.getsockname()[1]), str(written)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert said.stdout.splitlines() == [
        "PermissionError 13", "PermissionError 13", "PermissionError 13", "MemoryError ", "OSError 27",
    ]  # fmt: skip
    assert (trap.sprung(), written.read_text()) == ([], "")


def test_row60_the_press_is_told_nothing_of_the_installation(
    pressing: Pressing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    own = Pressing()
    assert ends(own, "<p>A</p>") == "printed"
    told = Path(f"/proc/{own._press.pid}/environ")
    if os.geteuid() == 0:  # it cannot be looked into by anybody else
        assert {line.partition("=")[0] for line in told.read_text().split("\0") if line} <= {
            "PATH", "HOME", "LANG", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "XDG_DATA_HOME", "XDG_CACHE_HOME",
        }  # fmt: skip
    assert own.pdf("<p>A</p>", "", b"0" * 16, Limits()) == pressing.pdf("<p>A</p>", "", b"0" * 16, Limits())
    own.end()
    own.end()


TABLE = f"<table>{'<tr><td>a<td>b<td>c' * 10_000}</table>"
HUGE = {
    "a table of 10,000 rows": (TABLE, {"NotPrinted"}),
    "a million divisions": ("<div>" * 1_000_000, {"NotPrinted"}),
    "as many divisions as fit": ("<div>" * 790_000, {"NotPrinted"}),
    "huge letters": ("<p style='font-size:1e9px'>A</p>", {"NotPrinted", "printed"}),
    "a page without an end": ("<div style='height:1e9mm'>A</div>", {"NotPrinted", "printed"}),
    "20,000 pages": ("<p style='break-before:page'>A</p>" * 20_000, {"NotPrinted"}),
    "a number without an end": (
        "<style>@counter-style a{system:symbolic;symbols:'*'} p{counter-reset:x 2000000000}"
        "p::before{content:counter(x,a)}</style><p>A</p>", {"NotPrinted"},
    ),
    "a cell over everything": (
        "<table><tr><td colspan=100000000 rowspan=1000000000>A</table>", {"NotPrinted", "printed"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["a table of 10,000 rows", "a number without an end", "huge letters"])
def test_row61_a_sheet_that_takes_too_long_or_too_much_is_ended_and_the_next_is_printed(
    pressing: Pressing, kind: str
) -> None:
    page, outcomes = HUGE[kind]
    assert ends(pressing, page, Limits(seconds=0.4)) in outcomes
    assert ends(pressing, "<p>A</p>") == "printed"


def test_row61_who_waits_for_a_press_that_is_taken_is_told_after_the_time_of_one_sheet(pressing: Pressing) -> None:
    said: list[str] = []
    waits = threading.Thread(target=lambda: said.append(ends(pressing, "<p>A</p>", Limits(seconds=0.4))), daemon=True)
    with pressing._turn:
        waits.start()
        waits.join(30)
        assert said == ["NotPrinted"]
    assert ends(pressing, "<p>A</p>") == "printed"


def test_row61_a_press_that_stopped_listening_is_ended_and_the_next_sheet_is_printed(pressing: Pressing) -> None:
    assert ends(pressing, "<p>A</p>") == "printed"
    os.killpg(pressing._press.pid, signal.SIGSTOP)
    said: list[str] = []
    page = f"<p>{'A' * 2_000_000}</p>"  # more than a pipe holds
    waits = threading.Thread(target=lambda: said.append(ends(pressing, page, Limits(seconds=0.4))), daemon=True)
    waits.start()
    waits.join(30)
    if not said:
        os.killpg(pressing._press.pid, signal.SIGKILL)
    assert said == ["NotPrinted"]
    assert ends(pressing, "<p>A</p>") == "printed"


def test_row61_a_page_that_is_too_long_is_not_even_begun(pressing: Pressing) -> None:
    assert ends(pressing, HUGE["a million divisions"][0]) == "NotPrinted"
    assert ends(pressing, "<p>A</p>", replace(Limits(), page=7)) == "NotPrinted"
    assert ends(pressing, HUGE["a number without an end"][0]) == "NotPrinted"  # by memory, long before its time
    assert (Limits().seconds, Limits().memory) == (20, 512 * 2**20)


@pytest.mark.security
@pytest.mark.timeout(300)
def test_row61_with_the_real_limits_every_huge_sheet_ends() -> None:
    """Three at a time, each with a press of its own: some take their twenty seconds."""

    def printed(page: str) -> list[str]:
        pressing = Pressing()
        try:
            return [ends(pressing, page), ends(pressing, "<p>A</p>")]
        finally:
            pressing.end()

    with ThreadPoolExecutor(3) as presses:
        ended = dict(zip(HUGE, presses.map(printed, [page for page, _outcomes in HUGE.values()]), strict=True))
    assert {kind: said for kind, said in ended.items() if said[0] not in HUGE[kind][1] or said[1] != "printed"} == {}


def test_row61_a_press_that_was_killed_is_followed_by_a_new_one(pressing: Pressing) -> None:
    assert ends(pressing, "<p>A</p>") == "printed"
    os.killpg(pressing._press.pid, 9)
    pressing._press.wait()
    assert ends(pressing, "<p>A</p>") == "printed"


def test_row61_a_copy_that_cannot_be_printed_is_answered_with_503_and_kind_words_and_nothing_changes(
    cast: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(cast.ana, by=cast.ben, at=timezone.now())
    ben, hers, at = signed_in(cast.ben), Client(), f"/consent/{cast.ana.pk}/"
    hers.post("/code/", {"code": consent.make_code(cast.ana, by=cast.ben, at=timezone.now())})
    copies, made = ConsentCopy.objects.count(), Entry.objects.filter(act="consent.code_made").count()
    monkeypatch.setattr(services, "LIMITS", Limits(page=100))
    for answer in (ben.get(f"{at}copy/"), hers.get("/code/copy/"), ben.post(f"{at}card/")):
        page = answer.content.decode()
        assert (answer.status_code, "Try it once more a little later." in page) == (503, True)
    assert (ConsentCopy.objects.count(), Entry.objects.filter(act="consent.code_made").count()) == (copies, made)
    monkeypatch.undo()
    assert ben.get(f"{at}copy/").content[:5] == b"%PDF-"

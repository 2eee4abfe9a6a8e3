"""No file of the program says, keeps or sends what somebody said: in messages, logs, sessions, tasks and sockets."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from config import doors
from config.sessions import ALLOWED
from tests.architecture.floors import ROOMS
from tests.architecture.quiet import breaches

ROOT = Path(__file__).resolve().parents[2]
WRITES_FILES = {
    "config/settings.py": "the secret of the installation, made once",
    "ledger/carrying.py": "checkpoints: hashes and a signature",
    "vault/keyring.py": "keys, wrapped",
    "vault/providers/sealed_files.py": "key-encryption keys, sealed by a passphrase",
    "vault/recovery.py": "keys, sealed to those who recover",
    "vault/former.py": "noise over keys of a form that went",
    "timelines/gone.py": "zeros behind the log of the database",
    "upkeep/snapshots.py": "nothing: it reads the database beside those who write",
    "upkeep/folder.py": "backups, sealed to recovery keys, and what a command was asked to write",
    "audit/management/commands/ledger_export.py": "the register, with the payloads of whom the command names",
    "demo/management/commands/seed_demo.py": "address and invented people of the demo",
}
"""The files of the program that write files, and what they write."""
_WRITING = re.compile(
    r"\.write_text\(|\.write_bytes\(|\.open\(\s*[\"'](?:[wax]|rb?\+)|\bopen\([^)]*[\"'](?:[wax]b?\+?|rb?\+b?)[\"']"
    r"|O_WRONLY|O_RDWR|sqlite3\.connect\((?!\":memory:\")"
)


def sources() -> Iterator[tuple[str, str]]:
    """Give every file of the program with its source."""
    for room in sorted(ROOMS - {"deid"}):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_no_file_says_keeps_or_sends_what_somebody_said() -> None:
    found = {path: breaches(source, set(ALLOWED)) for path, source in sources()}
    assert {path: each for path, each in found.items() if each} == {}


BREACHES = [
    'messages.success(request, _("Kept: ") + name)', "messages.info(request, text)", 'messages.error(r, f"No {name}")',
    'messages.success(request, _("Kept %s.") % name)', "messages.add_message(request, 20, text)",
    '_log.warning("read %s", text)', '_log.error(f"read {text}")', '_log.info("read " + text)', "_log.exception(text)",
    'logging.error("x %s", request.POST)', '_log.warning("x %s", fault)', '_log.error("x %s", str(type(a)))',
    "print(text)", "breakpoint()", "import tempfile", "from tempfile import NamedTemporaryFile", "import pickle",
    "traceback.print_exc()", 'request.session["draft"] = text', "self.request.session[name] = text", 'session["x"] = 1',
    'layer.group_send(name, {"type": "look", "label": label})', "self.channel_layer.group_send(name, message)",
    'get_channel_layer().send(name, {"words": 1})', 'app.send_task("x", args=[text])', 'cache.set("draft", text)',
]  # fmt: skip


@pytest.mark.parametrize("line", BREACHES)
def test_each_planted_breach_is_found(line: str) -> None:
    assert [number for number, _why in breaches(f"def view(request):\n    {line}\n", set(ALLOWED))] == [2]


@pytest.mark.parametrize(
    "line",
    [
        'messages.success(request, _("Kept."))', '_log.warning("a socket broke: %s", type(fault).__name__)',
        '_log.error("effect %s failed: %s", effect.pk, type(failed).__name__)',
        'request.session["link"] = str(link.pk)',
        'layer.group_send(name, {"type": "look", "sequence": sequence})', 'cache.add(counted, 0, timeout=120)',
    ],
)  # fmt: skip
def test_what_quotes_nobody_is_left_alone(line: str) -> None:
    assert breaches(line, set(ALLOWED)) == []


def test_only_files_that_are_named_write_files() -> None:
    writing = {path for path, source in sources() if _WRITING.search(source)}
    assert writing == set(WRITES_FILES)


@pytest.mark.parametrize(
    "line",
    [
        "path.write_text(x)",
        'open(p, "w")',
        'open(p, "ab")',
        'p.open("wb")',
        'p.open("r+b")',
        'open(p, "rb+")',
        "os.O_RDWR | 1",
        "sqlite3.connect(path)",
    ],
)
def test_what_writes_a_file_is_found(line: str) -> None:
    assert _WRITING.search(line)


@pytest.mark.parametrize(
    "line", ['open(p, "rb")', 'p.open("r")', 'sqlite3.connect(":memory:")', "os.open(p, os.O_RDONLY)"]
)
def test_what_reads_one_or_works_in_memory_is_left_alone(line: str) -> None:
    assert not _WRITING.search(line)


PLAIN = {str, int, bool}


def unsuited(task: Any) -> list[str]:
    """Give the parameters of a task that are no id, number or yes-or-no by their annotation."""
    function = inspect.unwrap(task)
    hints = get_type_hints(function)
    names = [name for name in inspect.signature(function).parameters if name != "self"]
    return [name for name in names if hints.get(name) not in PLAIN]


def test_tasks_take_ids_numbers_and_yes_or_no_only() -> None:
    tasks = list(doors.tasks())
    ours = [(name, task) for name, task in tasks if task.__module__.split(".")[0] in ROOMS]
    assert ours
    assert {name: unsuited(task) for name, task in ours if unsuited(task)} == {}


def test_a_task_that_takes_more_is_found() -> None:
    def task(self: Any, participant: str, again: bool, words: list[str], text, row: dict[str, str]) -> None: ...  # type: ignore[no-untyped-def]

    assert unsuited(task) == ["words", "text", "row"]


def test_no_template_is_kept_in_a_cache_and_no_page_is_packed() -> None:
    from django.conf import settings

    kept = [
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"{%\s*(load cache|cache)\b", path.read_text())
    ]
    assert kept == []
    assert [each for each in settings.MIDDLEWARE if "cache" in each.lower() or "gzip" in each.lower()] == []

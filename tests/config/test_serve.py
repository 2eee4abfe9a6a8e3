"""Attune starts where it may, and says in one sentence where it may not."""

import gc
import io
import logging
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from kombu.exceptions import OperationalError

from accounts.tasks import clear_sessions
from audit.tasks import carry_checkpoints, check_register
from config.listening import SERVER
from config.management.commands import serve as serving
from config.management.commands.serve import READY_SOON, STOPPED, _send_daily_work
from config.starting import NO_PROXY
from consent.tasks import carry_out_unfinished
from studies.tasks import purge_screenings
from tests.services.ports import free_port
from upkeep.tasks import check_keys, finish_key_work, make_backup


def serve(root: Path, var: Path, *arguments: str, mode: str = "demo", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "serve", *arguments],
        cwd=root, env={"PATH": "/usr/bin:/bin", "ATTUNE_MODE": mode, "ATTUNE_VAR": str(var), **more},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])  # noqa: S104 - it is refused
def test_outside_demo_mode_nobody_else_is_served_without_a_proxy(root: Path, tmp_path: Path, host: str) -> None:
    ended = serve(root, tmp_path, "--host", host, mode="")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"CommandError: {NO_PROXY.format(host=host)}\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])  # noqa: S104 - it is refused
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


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "9" * 5000])
def test_a_port_that_is_none_is_named(root: Path, tmp_path: Path, port: str) -> None:
    ended = serve(root, tmp_path, "--port", port)
    assert ended.returncode == 2
    assert ended.stderr.endswith(f"{port} is no port: choose a number from 1 to 65535\n")


def test_a_setting_that_cannot_be_is_named_in_one_sentence(root: Path, tmp_path: Path) -> None:
    ended = serve(root, tmp_path, ATTUNE_BACKUP_DAYS="-3")
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        1, "", "ATTUNE_BACKUP_DAYS is the number of days for which a backup is kept: 1 or more\n"
    )  # fmt: skip


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_while_it_gets_ready_and_keeps_its_files_to_itself(
    root: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(free_port())],
        cwd=root, env={"PATH": "/usr/bin:/bin", "ATTUNE_MODE": "demo", "ATTUNE_VAR": str(tmp_path)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stdout
        assert running.stdout.readline() == f"{READY_SOON}\n"
        running.send_signal(stop)
        said, complained = running.communicate(timeout=60)
    assert (running.returncode, said, complained) == (0, f"{STOPPED.format(var=tmp_path)}\n", "")
    assert {oct(path.stat().st_mode & 0o077) for path in tmp_path.iterdir()} == {"0o0"}


def test_daily_work_is_sent_again_soon_while_there_is_no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    class Over(threading.Event):
        waits: list[float | None] = []

        def wait(self, timeout: float | None = None) -> bool:
            self.waits.append(timeout)
            return len(self.waits) == 2

    def unfinished() -> None:
        if not Over.waits:
            raise OperationalError

    monkeypatch.setattr(carry_out_unfinished, "delay", unfinished)
    monkeypatch.setattr(purge_screenings, "delay", lambda: sent.append("purge"))
    monkeypatch.setattr(finish_key_work, "delay", lambda: sent.append("keys"))
    monkeypatch.setattr(make_backup, "delay", lambda: sent.append("backup"))
    monkeypatch.setattr(clear_sessions, "delay", lambda: sent.append("sessions"))
    _send_daily_work(Over())
    assert (Over.waits, sent) == ([60, 24 * 60 * 60], ["purge", "keys", "sessions", "backup"])


def test_the_checks_are_sent_at_the_start_and_every_five_minutes_also_while_there_is_no_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[str, float]] = []

    class Over(threading.Event):
        waits: list[float | None] = []

        def wait(self, timeout: float | None = None) -> bool:
            self.waits.append(timeout)
            return len(self.waits) == 2

    def away(expires: float) -> None:
        raise OperationalError

    monkeypatch.setattr(check_register, "apply_async", away)
    monkeypatch.setattr(carry_checkpoints, "apply_async", lambda expires: sent.append(("carry", expires)))
    monkeypatch.setattr(check_keys, "apply_async", lambda expires: sent.append(("keys", expires)))
    serving._send_checks(Over())
    assert (Over.waits, sent) == ([300, 300], [("carry", 300), ("keys", 300)] * 2)


def test_the_server_logs_through_our_own_lines_only() -> None:
    uvicorn.Config("config.asgi:application", **SERVER)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        assert (logging.getLogger(name).handlers, logging.getLogger(name).propagate) == ([], name != "uvicorn.access")


def test_the_lists_are_read_beside_the_pages_and_not_once_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    over, read = threading.Event(), []
    monkeypatch.setattr("deid.engine.warm", lambda: read.append(threading.current_thread()))
    try:
        serving._read_lists(over, after=0)
        assert gc.get_freeze_count() > 100_000  # what is there for good is looked through no more
    finally:
        gc.unfreeze()
    over.set()
    serving._read_lists(over)
    assert (len(read), gc.get_freeze_count()) == (1, 0)


def test_serving_reads_the_lists(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    began: list[str] = []
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # no worker of its own
    monkeypatch.setattr(serving, "_read_lists", lambda over: began.append(threading.current_thread().name))
    monkeypatch.setattr(serving, "_send_daily_work", lambda over: None)
    monkeypatch.setattr(serving.listening, "run", lambda *_: None)
    monkeypatch.setattr(serving, "_send_checks", lambda over: None)
    serving.Command(stdout=io.StringIO())._serve("127.0.0.1", 0)
    assert began == ["lists"]


def test_a_stop_that_something_lets_pass_while_it_gets_ready_is_kept_all_the_same(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def loading(*_: Any, **__: Any) -> None:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)

    served: list[int] = []
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # no worker of its own
    for name in ("_open_keys", "warn_of_a_loud_server", "_read_lists", "_send_daily_work", "_send_checks"):
        monkeypatch.setattr(serving, name, lambda *_: None)
    monkeypatch.setattr(serving, "call_command", loading)
    monkeypatch.setattr(serving.listening, "run", lambda *_: served.append(1))
    monkeypatch.setattr(serving.os, "umask", lambda _mask: 0)
    before, said = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)], io.StringIO()
    try:
        serving.Command(stdout=said).handle(host="127.0.0.1", port=free_port())
    finally:
        for each, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(each, handler)
    assert (served, said.getvalue().splitlines()[-1]) == ([], STOPPED.format(var=settings.VAR))


def test_a_passphrase_that_is_no_good_stops_the_start_with_one_sentence(root: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.touch(mode=0o600)
    given.write_bytes(b"short")
    ended = serve(root, tmp_path, "--port", str(free_port()), ATTUNE_PASSPHRASE_FILE=str(given))
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert "is shorter than 12 characters" in ended.stderr

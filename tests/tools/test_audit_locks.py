"""The advisory check never says that all is well when it audited nothing, or less than is locked."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.tools.locked import locked
from tools.audit_locks import CONTROLS, main

PURLS = ["pkg:pypi/alpha@1.0", "pkg:pypi/beta@2.1", "pkg:pypi/gamma@3.0", "pkg:pypi/uv@0.13.9"]
Answers = list[dict[str, Any]]


@contextmanager
def source(change: Callable[[Answers], Any], status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """A real server that answers as OSV does, with its answers changed; gives its address and what it was asked."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.extend(each["package"]["purl"] for each in said["queries"])
            good = [{"vulns": [{"id": "OLD-1"}]} if each in CONTROLS else {} for each in asked]
            changed = change(good)
            body = changed if isinstance(changed, bytes) else json.dumps({"results": changed}).encode()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/querybatch", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def audited(folder: Path, change: Callable[[Answers], Any], status: int = 200) -> tuple[int, list[str]]:
    with source(change, status) as (address, asked):
        ended = main(["--source", address, "--locks", str(locked(folder))])
    return ended, asked


def test_each_locked_pin_is_asked_about_once_between_two_that_are_weak(tmp_path: Path, capsys: Any) -> None:
    ended, asked = audited(tmp_path, lambda good: good)
    assert (ended, asked) == (0, [CONTROLS[0], *PURLS, CONTROLS[1]])
    assert capsys.readouterr().out == "4 of 4 locked packages were audited, 0 are weak.\n"


def test_a_weak_package_is_named_with_what_is_known_against_it(tmp_path: Path, capsys: Any) -> None:
    def weak(good: Answers) -> Answers:
        good[2] = {"vulns": [{"id": "PYSEC-2"}, {"id": "GHSA-1"}], "next_page_token": "more"}
        return good

    assert audited(tmp_path, weak)[0] == 1
    assert capsys.readouterr().out.splitlines() == [
        "pkg:pypi/beta@2.1: GHSA-1, PYSEC-2, more than it says at once",
        "4 of 4 locked packages were audited, 1 are weak.",
    ]


PLANTED: dict[str, Callable[[Answers], Any]] = {
    "an empty answer": lambda good: b"",
    "an empty object": lambda good: b"{}",
    "no results": lambda good: [],
    "a page in HTML": lambda good: b"<html>Sign in to the network</html>",
    "one package missing": lambda good: good[:2] + good[3:],
    "one too many": lambda good: [*good, {}],
    "knows nothing against the first old one": lambda good: [{}, *good[1:]],
    "knows nothing against the last old one": lambda good: [*good[:-1], {}],
    "in another order": lambda good: [good[-1], good[0], *good[1:-1]],
    "an answer that is none": lambda good: [good[0], None, *good[2:]],
    "weaknesses without ids": lambda good: [good[0], {"vulns": [{}]}, *good[2:]],
    "weaknesses of another form": lambda good: [good[0], {"vulns": {}}, *good[2:]],
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_source_that_does_not_answer_for_every_pin_is_no_audit(tmp_path: Path, capsys: Any, planted: str) -> None:
    assert audited(tmp_path, PLANTED[planted])[0] == 2
    assert capsys.readouterr().out.startswith("Nothing was audited: ")


def test_a_source_that_refuses_is_no_audit(tmp_path: Path, capsys: Any) -> None:
    assert audited(tmp_path, lambda good: good, status=503)[0] == 2
    assert capsys.readouterr().out.startswith("Nothing was audited: ")


def test_without_a_network_it_says_plainly_that_nothing_was_audited(tmp_path: Path, capsys: Any) -> None:
    with source(lambda good: good) as (address, _asked):
        pass
    assert main(["--source", address, "--locks", str(locked(tmp_path))]) == 2
    assert capsys.readouterr().out == (
        "Nothing was audited: 127.0.0.1 gave no answer (ConnectionRefusedError)."
        " Whether a locked package is weak, nobody knows.\n"
    )


def test_an_empty_lock_is_no_audit(tmp_path: Path, capsys: Any) -> None:
    with source(lambda good: good) as (address, asked):
        ended = main(["--source", address, "--locks", str(locked(tmp_path, run="", test="", uv=""))])
    assert (ended, asked) == (2, [])
    assert capsys.readouterr().out.startswith("Nothing was audited: ")

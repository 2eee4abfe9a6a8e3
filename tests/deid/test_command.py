"""The command line: rows in, rows out, and nothing of the text in a fault."""

import io
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deid.__main__ import run as answers
from deid.engine import suggest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Xandrine-Wetteren"


def run(rows: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "deid", "--jsonl"], input=rows, capture_output=True, cwd=ROOT, check=False
    )


def row(number: int, text: object, lang: str = "nl") -> bytes:
    return json.dumps({"id": number, "lang": lang, "text": text}).encode() + b"\n"


def test_rows_are_answered_in_order_with_offsets_in_code_points() -> None:
    done = run(row(2, "\U0001f600 met Sofie") + row(1, "niets"))

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers == [{"id": 2, "spans": [[6, 11, "PER", "mask"]]}, {"id": 1, "spans": []}]
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "broken",
    [
        SECRET.encode(),
        b'{"id": 7, "lang": "nl", "text": "' + SECRET.encode() + b'\xff"}',
        json.dumps([SECRET]).encode(),
        json.dumps({"id": 7, "text": SECRET}).encode(),
        json.dumps({"id": 7, "lang": SECRET, "text": SECRET}).encode(),
        json.dumps({"id": 7, "lang": "nl", "text": [SECRET]}).encode(),
        json.dumps({"id": 7, "lang": "nl", "text": SECRET, "known": [3]}).encode(),
    ],
    ids=["no JSON", "no UTF-8", "a list", "no language", "a strange language", "no string", "known is no string"],
)
def test_a_broken_row_shows_no_text_and_the_rest_goes_on(broken: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    target = io.StringIO()

    status = answers(io.BytesIO(broken + b"\n" + row(1, "met Sofie")), target)

    first, second = [json.loads(line) for line in target.getvalue().splitlines()]
    assert set(first) == {"id", "error"}
    assert SECRET not in target.getvalue() + "".join(capfd.readouterr())
    assert second == {"id": 1, "spans": [[4, 9, "PER", "mask"]]}
    assert status == 1


def test_the_command_ends_with_1_and_no_text_after_a_broken_row() -> None:
    done = run(json.dumps({"id": 7, "text": SECRET}).encode() + b"\n")

    assert (done.returncode, done.stdout) == (1, b'{"id": 7, "error": "row cannot be read (KeyError)"}\n')
    assert done.stderr == b""


def test_the_engine_stands_without_django() -> None:
    code = (
        "import sys, deid.__main__, deid.engine as e;"
        "[e.suggest('Ana woont in Gent', lang) for lang in ('nl', 'fr', 'en')];"
        "print(sorted(name for name in sys.modules if name.split('.')[0] == 'django'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, text=True, check=True)

    assert done.stdout == "[]\n"


def test_the_engine_never_reaches_for_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)

    text = "Mail Sofie: ana@voorbeeld.be, www.voorbeeld.be, +32 478 12 34 56"
    assert len(suggest(text, "nl")) == 4

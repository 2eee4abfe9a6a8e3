"""What the service files close: the program works behind it; and the passphrase comes by each way there is."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.install.paper import ROOT
from tests.install.units import walled
from tests.services.process import DidNotStart, Service
from vault.passphrase import NONE_GIVEN

KERNEL = tuple(int(each) for each in os.uname().release.split(".")[:2])
WORK = """
import ctypes, mmap, sys
try:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
except PermissionError:
    sys.stdout.write("closed ")
import django; django.setup()
from django.contrib.auth.hashers import check_password, make_password
from deid.engine import warm
from printing.services import pdf, qr
from vault.services import start
start()
warm()
ctypes.CFUNCTYPE(None)(lambda: None)()
known = check_password('words', make_password('words'))
sys.stdout.write(f"{known} {pdf('print.html', {}, 'nl')[:4].decode()} {'<svg' in qr('x')}")
"""


def environment(folder: Path, **given: str) -> dict[str, str]:
    """Give that of a real start, without a passphrase but for what is given."""
    var = {"ATTUNE_VAR": str(folder / "var"), "ATTUNE_MODE": "real", "DJANGO_SETTINGS_MODULE": "config.settings"}
    return {"PATH": "/usr/bin:/bin", "HOME": str(folder), **var, **given}


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    path = tmp_path / "given/attune-passphrase"
    path.parent.mkdir()
    path.touch(mode=0o600)
    path.write_text("an invented row of words")
    return path


@pytest.mark.skipif(KERNEL < (6, 3), reason="this kernel cannot refuse it")
@pytest.mark.security
def test_nothing_that_it_does_needs_memory_that_is_written_and_run(tmp_path: Path, passphrase: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(WORK)
    given = environment(tmp_path, ATTUNE_PASSPHRASE_FILE=str(passphrase), PYTHONPATH=str(ROOT))
    said = subprocess.run(walled(f"{sys.executable} {script}"), cwd=ROOT, env=given, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert (said.stdout, said.stderr, said.returncode) == ("closed True %PDF True", "", 0)


class Worker(Service):
    """The worker of the service file, with a queue in memory; `ending` is put behind its command, as in a shell."""

    name = "worker"

    def __init__(self, given: Mapping[str, str], ending: str) -> None:
        super().__init__()
        self.given, self.ending = dict(given), ending

    def environment(self) -> Mapping[str, str]:
        return self.given

    def working_directory(self) -> Path:
        return ROOT

    def command(self) -> Sequence[str]:
        options = "worker --pool=threads --concurrency=1 --loglevel=info --without-gossip --without-mingle"
        return ["bash", "-c", f"exec {sys.executable} -m celery --app config.celery {options} {self.ending}"]

    def ready(self) -> bool:
        return " ready." in self.output()


@pytest.mark.security
@pytest.mark.parametrize("way", ["file", "descriptor", "credential"])
def test_a_worker_takes_the_passphrase_by_each_way(tmp_path: Path, passphrase: Path, way: str) -> None:
    given, ending = {
        "file": ({"ATTUNE_PASSPHRASE_FILE": str(passphrase)}, ""),
        "descriptor": ({"ATTUNE_PASSPHRASE_FILE": "/dev/fd/3"}, f"3< <(cat {passphrase})"),
        "credential": ({"CREDENTIALS_DIRECTORY": str(passphrase.parent)}, ""),
    }[way]
    with Worker(environment(tmp_path, **given), ending):
        assert (tmp_path / "var/keyring/keyring.sqlite3").exists()


def test_a_worker_without_a_passphrase_says_so_and_takes_no_task(tmp_path: Path) -> None:
    with pytest.raises(DidNotStart, match=NONE_GIVEN), Worker(environment(tmp_path), ""):
        pass

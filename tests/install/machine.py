"""A bare machine in a scratch folder: what the page says is typed there, with every path of the system inside it.

What only root or systemd can do is asked of stand-ins on the search path: they write down what was asked, and the test
does it. Everything else is run as it stands.
"""

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.install.paper import ROOT, Block
from tests.services.process import without_services

SUDO = """\
#!/bin/bash
if [ "$1" = -u ]; then export PGUSER="$2"; shift 2; fi
exec "$@"
"""
INSTALL = """\
#!/bin/bash
kept=()
while [ "$#" -gt 0 ]; do
    case "$1" in -o | -g) shift ;; *) kept+=("$1") ;; esac
    shift
done
exec /usr/bin/install "${kept[@]}"
"""
ASKED = '#!/bin/bash\necho "$(basename "$0") $*" >> "{folder}/asked"\n'
RUN = """\
#!/bin/bash
declare -A said
while [[ "$1" == --* ]]; do
    case "$1" in --property=*) pair="${1#--property=}"; said["${pair%%=*}"]="${pair#*=}" ;; esac
    shift
done
set -a; . "${said[EnvironmentFile]}"; set +a
shown="$(mktemp -d)"
install -m 0600 "${said[LoadCredential]#*:}" "$shown/${said[LoadCredential]%%:*}"
umask "${said[UMask]}"; ulimit -c "${said[LimitCORE]}"
CREDENTIALS_DIRECTORY="$shown" "$@"
status="$?"
rm -r "$shown"
exit "$status"
"""
STAND_INS = {"sudo": SUDO, "install": INSTALL, "systemd-run": RUN} | dict.fromkeys(("systemctl", "adduser"), ASKED)


class Machine:
    """The scratch machine; `places` says which words of the page and of `deploy/` mean something else there."""

    def __init__(self, folder: Path, places: Mapping[str, str]) -> None:
        self.folder = folder
        self.home, self.program = folder / "home", folder / "opt/attune"
        system = {f"/{each}/": f"{folder}/{each}/" for each in ("etc", "var/lib", "var/log", "opt")}
        self.places = {**places, **system}
        self.state: dict[str, str] = {}
        for each in (self.home, self.program, folder / "bin", folder / "var/lib", folder / "var/log/nginx",
                     *(folder / "etc" / name for name in ("postgresql/15/main/conf.d", "redis", "nginx/conf.d",
                                                          "nginx/sites-enabled", "systemd/system"))):  # fmt: skip
            each.mkdir(parents=True)
        self._program()
        for name, text in STAND_INS.items():
            (folder / "bin" / name).write_text(text.replace("{folder}", str(folder)))
            (folder / "bin" / name).chmod(0o755)

    def here(self, text: str) -> str:
        """Give a text with what it means on this machine."""
        for said, meant in self.places.items():
            text = text.replace(said, meant)
        return text

    def _program(self) -> None:
        """Put the program in its place: itself, and `deploy/` with the paths of this machine."""
        for each in ROOT.iterdir():
            if each.name not in ("deploy", "var") and not each.name.startswith(".git"):
                (self.program / each.name).symlink_to(each)
        (self.program / "deploy").mkdir()
        for each in (ROOT / "deploy").iterdir():
            copy = self.program / "deploy" / each.name
            copy.write_text(self.here(each.read_text()))
            copy.chmod(each.stat().st_mode)

    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in without_services(os.environ).items() if not name.startswith("ATTUNE_")}
        return clean | self.state | {"HOME": str(self.home), "PATH": f"{self.folder / 'bin'}:{clean['PATH']}"}

    def typed(self, block: Block, answers: str = "", statuses: Iterable[int] = (0,)) -> str:
        """Type the lines of a block, as one shell would; gives what they said. Raises when a line fails."""
        script = self.here("\n".join(block.lines)) + f"\nexport -p > {self.folder}/exported"
        run = subprocess.run(["bash", "-eu", "-o", "pipefail", "-c", script], cwd=self.program, env=self.environment(),
                             input=answers, capture_output=True, text=True, check=False)  # fmt: skip
        assert run.returncode in statuses, f"{block.lines}\n{run.stdout}\n{run.stderr}"
        for name in ("STAFF", "TABLET"):
            for line in (self.folder / "exported").read_text().splitlines() if run.returncode == 0 else ():
                if line.startswith(f'declare -x {name}="'):
                    self.state[name] = line.split('"')[1]
        return run.stdout

    def asked(self) -> list[str]:
        """Give what systemd and the list of accounts were asked since the last look."""
        told = self.folder / "asked"
        lines = told.read_text().splitlines() if told.exists() else []
        told.unlink(missing_ok=True)
        return lines

"""The files in deploy/ and the page that installs them say what the program, its doctor and its libraries ask for."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from config.bodies import LIMITS
from config.celery import ORDINARY, THREADS, URGENT
from tests.install import paper, units
from tests.install.paper import ROOT
from upkeep import rules

DEPLOY = ROOT / "deploy"
UNITS = ["attune-web.service", "attune-worker.service", "attune-urgent.service"]
WALLS = {
    "CapabilityBoundingSet": "", "IPAddressAllow": "localhost", "IPAddressDeny": "any", "KeyringMode": "private",
    "LimitCORE": "0", "LoadCredential": "attune-passphrase:/etc/attune/passphrase", "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes", "MemorySwapMax": "0", "NoNewPrivileges": "yes", "PrivateDevices": "yes",
    "PrivateTmp": "yes", "ProtectClock": "yes", "ProtectControlGroups": "yes", "ProtectHome": "yes",
    "ProtectHostname": "yes", "ProtectKernelLogs": "yes", "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes", "ProtectProc": "invisible", "ProtectSystem": "strict",
    "ReadWritePaths": "/var/lib/attune /var/lib/attune-epochs", "RemoveIPC": "yes",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6", "RestrictNamespaces": "yes", "RestrictRealtime": "yes",
    "RestrictSUIDSGID": "yes", "SystemCallArchitectures": "native", "SystemCallErrorNumber": "EPERM",
    "SystemCallFilter": "@system-service", "UMask": "0077", "User": "attune", "Group": "attune",
}  # fmt: skip
"""Written by hand, as a second statement beside the service files."""


def directives(text: str) -> list[tuple[str, str]]:
    """Give name and value of the lines of nginx, PostgreSQL or Redis, without comments."""
    lines = [line.split("#")[0].strip().rstrip(";").replace(" = ", " ") for line in text.splitlines()]
    return [
        (name, value.strip().strip('"').strip()) for name, _, value in (line.partition(" ") for line in lines if line)
    ]


@pytest.mark.parametrize("name", UNITS)
def test_each_service_has_every_wall_and_each_wall_a_reason(name: str) -> None:
    said, text = units.read(DEPLOY / name), (DEPLOY / name).read_text()
    assert {wall: said.get(wall) for wall in WALLS} == WALLS
    for stanza in text.split("\n\n")[1:]:
        service = stanza.startswith("#") or "[Service]" in stanza
        assert "#" in stanza or not service, stanza


def test_a_command_stands_behind_the_walls_of_the_services() -> None:
    words = shlex.split((DEPLOY / "manage.sh").read_text(), comments=True)
    said = [word.removeprefix("--property=").partition("=") for word in words if word.startswith("--property=")]
    assert sorted((name, value) for name, _, value in said) == sorted(
        (WALLS | {"EnvironmentFile": "/etc/attune/attune.env"}).items()
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_each_service_and_finds_little_exposed(name: str, tmp_path: Path) -> None:
    unit = tmp_path / name
    here = (DEPLOY / name).read_text().replace("/opt/attune/.venv/bin/python", sys.executable)
    unit.write_text(here.replace("=/opt/attune", f"={ROOT}"))
    said = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (said.returncode, [line for line in said.stderr.splitlines() if name in line]) == (0, [])
    # of 100 tenths: 9.2 is a service without walls, 2.0 the bound for what stays open on purpose
    subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20", unit], check=True,
                   capture_output=True)  # fmt: skip


def test_each_queue_has_a_service_of_its_own() -> None:
    commands = [units.read(DEPLOY / name)["ExecStart"] for name in UNITS[1:]]
    said = [re.findall(r"--concurrency=(\d) --queues=(\S+)", each) for each in commands]
    assert said == [[(str(THREADS[queue]), queue)] for queue in (ORDINARY, URGENT)]


def test_postgresql_and_redis_are_set_as_the_doctor_asks() -> None:
    postgresql = dict(directives((DEPLOY / "postgresql.conf").read_text()))
    assert {name: postgresql.get(name) for name in rules.POSTGRESQL} == rules.POSTGRESQL
    redis = dict(directives((DEPLOY / "redis.conf").read_text()))
    assert {name: redis.get(name) for name in rules.REDIS} == rules.REDIS
    assert (redis["bind"], postgresql["listen_addresses"]) == ("127.0.0.1", "'localhost'")


def test_nginx_writes_no_body_no_answer_and_no_request_to_a_disk() -> None:
    said = directives((DEPLOY / "nginx.conf").read_text())
    once = {
        "proxy_request_buffering": "off", "proxy_buffering": "off", "proxy_max_temp_file_size": "0",
        "client_body_in_file_only": "off", "proxy_http_version": "1.1", "proxy_cache": "off",
        "client_body_buffer_size": "16m", "client_max_body_size": "16m", "ssl_session_tickets": "off",
        "error_log": "/var/log/nginx/attune.log crit",
    }  # fmt: skip
    assert {name: [value for each, value in said if each == name] for name in once} == {
        name: [value] for name, value in once.items()
    }
    assert {value for name, value in said if name == "access_log"} == {"off"}
    assert max(limit.body for _, limit in LIMITS) < 16 * 2**20
    assert sorted(value for name, value in said if name == "proxy_set_header") == [
        "Connection $attune_connection", "Forwarded", "Host $host", "Upgrade $http_upgrade",
        "X-Forwarded-For $remote_addr", "X-Forwarded-Proto https",
    ]  # fmt: skip


def test_nginx_speaks_http_2_and_packs_files_of_the_program_alone() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    said, (files,) = directives(text), re.findall(r"location /static/ \{\n(.*?)\}", text, re.S)
    assert [value for name, value in said if name == "listen"] == [
        "80 default_server", "443 ssl http2 default_server", "80", "443 ssl http2",
    ]  # fmt: skip
    assert directives(files) == [
        ("proxy_pass", "http://127.0.0.1:8000"), ("gzip", "on"),
        ("gzip_types", "text/css text/javascript image/svg+xml"), ("gzip_comp_level", "5"), ("gzip_min_length", "512"),
        ("gzip_vary", "on"),
    ]  # fmt: skip
    assert [value for name, value in directives(text.replace(files, "")) if name.startswith("gzip")] == ["off"]
    assert [value for name, value in said if name == "location"] == ["/ {", "/static/ {"]


def settings_named() -> dict[str, set[str]]:
    """Give the settings of ours that each file in deploy/ and the page name."""
    files = [*sorted(DEPLOY.iterdir()), paper.PAGE]
    return {path.name: set(re.findall(r"\b(ATTUNE_[A-Z_]+)\b", path.read_text())) for path in files}


def test_every_setting_that_is_named_is_read_and_what_an_installation_needs_is_named() -> None:
    source = "".join(path.read_text() for path in (ROOT / "config").rglob("*.py"))
    read = set(re.findall(r"env\.\w+\(\s*\"(ATTUNE_\w+)\"|environ\.get\(\s*\"(ATTUNE_\w+)\"", source))
    names = {one or other for one, other in read}
    assert {file: said - names for file, said in settings_named().items() if said - names} == {}
    left_out = {
        "ATTUNE_HTTPS", "ATTUNE_JOIN_LISTEN", "ATTUNE_KEY", "ATTUNE_KEYRING", "ATTUNE_KEYS", "ATTUNE_LEAVE_TO",
        "ATTUNE_SECRET", "ATTUNE_TIME_ZONE",
    }  # fmt: skip
    assert names - set().union(*settings_named().values()) == left_out  # their defaults are right for both kinds


@pytest.mark.parametrize(("file", "kind"), [("attune.env", "server"), ("laptop.env", "laptop")])
def test_the_settings_are_read_as_they_are_meant(file: str, kind: str, tmp_path: Path) -> None:
    text = (DEPLOY / file).read_text().replace("/var/lib", str(tmp_path)).replace("$HOME", str(tmp_path))
    (tmp_path / file).write_text(text)
    asked = (
        "from django.conf import settings as s; d = s.DATABASES['default'];"
        "print(s.DEMO, s.HTTPS, s.HERS_ALONE, s.JOIN_SITE, s.ALLOWED_HOSTS[0], d['ENGINE'].split('.')[-1], d['HOST'])"
    )
    env = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **units.environment_file(tmp_path / file),
    }
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    wanted = {
        "server": "False True True https://tablet.example.org attune.example.org postgresql /run/postgresql",
        "laptop": "False False True https://attune.local:8443 127.0.0.1 sqlite3",
    }
    assert said.stdout.strip() == wanted[kind]


def test_the_page_names_the_packages_that_the_program_needs_and_files_that_are_there() -> None:
    system = (ROOT / "scripts/parts/system.sh").read_text()
    wanted = set(re.findall(r'^RUN_PACKAGES="(.+)"', system, re.M)[0].split()) | {"make", "python3", "python3-venv"}
    for installation in ("laptop", "server"):
        lines = [line for each in paper.of(installation, "machine") for line in each.lines]
        (packages,) = [line.split("--no-install-recommends ")[1].split() for line in lines if "apt-get install" in line]
        assert wanted - set(packages) == set()
    named = set(re.findall(r"\bdeploy/[\w.-]+", paper.PAGE.read_text())) - {"deploy/"}
    assert {path.relative_to(ROOT).as_posix() for path in DEPLOY.iterdir()} == named


def test_every_line_is_one_that_a_shell_can_read(tmp_path: Path) -> None:
    for each in [*DEPLOY.glob("*.sh"), *[_script(tmp_path, block) for block in paper.blocks()]]:
        subprocess.run(["bash", "-n", each], check=True)


def _script(folder: Path, block: Any) -> Path:
    path = folder / "typed"
    path.write_text("\n".join(block.lines))
    return path


def test_a_block_that_nobody_would_follow_is_refused() -> None:
    for fence in ("```", "```sh", "```sh laptop nobody", "```bash server"):
        with pytest.raises(ValueError, match="^"):
            paper.blocks(f"{fence}\nls\n```\n")

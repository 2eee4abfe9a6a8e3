"""A real start says in one sentence what is missing, and makes the first administrator."""

import io
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.core.management import CommandError, call_command

from accounts import factors
from accounts.models import Invitation
from accounts.services import add_person, invitation
from config import listening, starting
from config.listening import SERVER


@pytest.mark.parametrize(
    ("host", "proxy", "hosts", "mode", "said"),
    [
        ("127.0.0.1", "", "", "", None), ("localhost", "", "", "real", None), ("::1", "", "", "", None),
        ("10.0.0.5", "10.0.0.2", "attune.example.org", "", None),
        ("10.0.0.5", "", "", "", starting.NO_PROXY.format(host="10.0.0.5")),
        ("127.0.0.1", "127.0.0.1", "", "", starting.NO_HOSTS),
        ("127.0.0.1", "*", "attune.example.org", "", starting.NO_ADDRESS.format(said="*")),
        ("127.0.0.1", "127.0.0.1", "*", "", starting.ANY_HOST),
        ("127.0.0.1", "", "", "dmeo", starting.NO_MODE.format(said="dmeo")),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_in_one_sentence(
    settings: Any, monkeypatch: pytest.MonkeyPatch, host: str, proxy: str, hosts: str, mode: str, said: str | None
) -> None:
    monkeypatch.setenv("ATTUNE_HOSTS", hosts)
    monkeypatch.setenv("ATTUNE_MODE", mode)
    settings.BEHIND_PROXY, settings.ALLOWED_HOSTS = proxy, hosts.split(",") if hosts else ["localhost"]
    assert starting.refusal(host) == said


def test_it_is_opened_by_the_name_for_which_a_key_works(settings: Any) -> None:
    settings.BEHIND_PROXY, settings.ALLOWED_HOSTS = "", ["127.0.0.1", "localhost"]
    assert starting.address(8123) == "http://localhost:8123/"
    settings.BEHIND_PROXY, settings.ALLOWED_HOSTS = "127.0.0.1", ["attune.example.org"]
    assert starting.address(8123) == "https://attune.example.org/"


def test_the_console_makes_the_first_administrator_until_there_is_one(db: None, noon: Any) -> None:
    from django.utils import timezone

    links = []
    for _ in range(2):
        said = io.StringIO()
        call_command("first_administrator", stdout=said)
        links.append(said.getvalue().split("#")[1].strip())
    assert [invitation(link, timezone.now()) is not None for link in links] == [False, True]
    ada = add_person(email="ada@example.org", name="Ada", duty="administrator", at=noon)
    assert starting.first_link("/", noon) is not None  # she can't sign in yet
    seed = factors.new_seed()
    factors.add_code(ada, seed, factors.code_at(seed, int(noon.timestamp()) // 30), at=noon)
    with pytest.raises(CommandError, match="There is an administrator already"):
        call_command("first_administrator")
    assert Invitation.objects.count() == 1


async def _client(headers: list[tuple[bytes, bytes]], **options: Any) -> tuple[str, str]:
    """Give scheme and address of the network that a request seems to have, as the program sees it."""
    seen: dict[str, Any] = {}

    async def program(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.update(scope)

    config = uvicorn.Config(program, **{**SERVER, **options})
    config.load()
    scope = {"type": "http", "headers": headers, "scheme": "http", "client": ("192.0.2.1", 4), "http_version": "1.1",
             "method": "GET", "path": "/", "query_string": b"", "server": ("127.0.0.1", 1)}  # fmt: skip
    await config.loaded_app(scope, None, None)
    return seen["scheme"], seen["client"][0]


@pytest.mark.parametrize(
    ("proxy", "seen"),
    [("", ("http", "192.0.2.1")), ("127.0.0.1", ("http", "192.0.2.1")), ("192.0.2.1", ("https", "203.0.113.9"))],
)
async def test_row20_only_the_named_proxy_is_believed(settings: Any, proxy: str, seen: tuple[str, str]) -> None:
    settings.BEHIND_PROXY = proxy
    forged = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")]
    assert await _client(forged, **listening.behind_proxy()) == seen


def test_a_start_without_compiled_translations_says_so(tmp_path: Path, root: Path) -> None:
    (source := tmp_path / "locale/nl/LC_MESSAGES/django.po").parent.mkdir(parents=True)
    source.touch()
    assert starting.untranslated(tmp_path) == starting.NOT_COMPILED
    source.with_suffix(".mo").touch()
    assert (starting.untranslated(tmp_path), starting.untranslated(root)) == ("", "")


def test_cookies_are_of_this_host_and_of_https_outside_the_demonstration(root: Any, tmp_path: Any) -> None:
    import subprocess
    import sys

    asked = ("from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
             "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, "
             "s.CSRF_COOKIE_SAMESITE, s.HTTPS)")  # fmt: skip
    said = []
    for mode, proxy in (("", ""), ("", "127.0.0.1"), ("demo", "")):
        env = {"PATH": "/usr/bin:/bin", "ATTUNE_MODE": mode, "ATTUNE_VAR": str(tmp_path), "ATTUNE_BEHIND_PROXY": proxy,
               "DJANGO_SETTINGS_MODULE": "config.settings"}  # fmt: skip
        run = subprocess.run(
            [sys.executable, "-c", asked], cwd=root, env=env, capture_output=True, text=True, check=True
        )
        said.append(run.stdout.strip())
    assert said == [
        "__Host-attune __Host-attune-form True True True Strict Strict False",
        "__Host-attune __Host-attune-form True True True Strict Strict True",
        "attune attune-form False False True Strict Strict False",
    ]

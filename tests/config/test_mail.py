"""Which mail server is named: none by itself, none in the demonstration, no other machine without encryption."""

from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config import mail

HERE = {"ATTUNE_MAIL": "smtp://localhost", "ATTUNE_MAIL_FROM": "attune@example.org"}


def read(given: dict[str, str], *, demo: bool = False) -> mail.Mail:
    env = environ.Env()
    env.ENVIRON = given
    return mail.read(env, demo=demo)


def test_without_a_name_or_in_the_demonstration_there_is_no_mail() -> None:
    assert (read({}), read(HERE, demo=True)) == (mail.Mail(), mail.Mail())
    assert mail.Mail().is_set_up is False


def test_a_mail_server_is_read_with_its_password_out_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("quiet words\n")
    given = HERE | {"ATTUNE_MAIL": "smtp+tls://attune@mail.example.org:587", "ATTUNE_MAIL_PASSWORD_FILE": str(path)}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    assert read(given) == mail.Mail(
        backend, "mail.example.org", 587, True, False, "attune", "quiet words", "attune@example.org"
    )
    handed = HERE | {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    path.rename(tmp_path / "attune-mail-password")
    assert read(handed) == mail.Mail(backend, "localhost", 25, False, False, "", "quiet words", "attune@example.org")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ATTUNE_MAIL": "smtp://mail.example.org"}, "without encryption"),
        ({"ATTUNE_MAIL": "smtp+tls://me:secret@mail.example.org"}, "holds a password"),
        ({"ATTUNE_MAIL": "smtp+tls://"}, "names a mail server"),
        ({"ATTUNE_MAIL": "filemail:///tmp/mails"}, "names a mail server"),
        ({"ATTUNE_MAIL_FROM": ""}, "ATTUNE_MAIL_FROM"),
        ({"ATTUNE_MAIL_PASSWORD_FILE": "/nowhere/password"}, "cannot be read"),
    ],
)
def test_what_makes_no_sense_stops_the_start(wrong: dict[str, str], words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        read(HERE | wrong)

"""The provider that the settings choose, and the keyring over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from pathlib import Path

from django.conf import settings

from vault import passphrase
from vault.keyring import Keyring
from vault.providers import NotOpened, Provider
from vault.providers.environment import Environment
from vault.providers.sealed_files import SealedFiles

FILES, ENVIRONMENT = "files", "environment"
BESIDE = "The passphrase lies in the same folder as the keys it seals: keep it elsewhere."
NO_PROVIDER = f"ATTUNE_KEYS is `{FILES}`; `{ENVIRONMENT}` is for tests and the invented study only."
NOTHING_GIVEN = "The keys shall come from the environment, and ATTUNE_KEY is empty."


_instead: ContextVar[Keyring | None] = ContextVar("the keyring that stands in place of the installation's")


@contextmanager
def standing_in(ring: Keyring) -> Iterator[None]:
    """Let `ring` be the keyring of this thread for the time of the block: to try what a restore would do."""
    before = _instead.set(ring)
    try:
        yield
    finally:
        _instead.reset(before)


def keyring() -> Keyring:
    """Give the keyring of this installation."""
    return _instead.get(None) or keyring_in(settings.KEYRING, settings.EPOCHS)


def keyring_in(folder: Path, epochs: Path) -> Keyring:
    """Give the keyring in `folder`, its key-encryption keys in `epochs`, opened as this installation's are."""
    return _made(folder, provider(epochs))  # type: ignore[arg-type]  # one of ours: compared by identity


@cache
def _made(folder: Path, keeps: Provider) -> Keyring:
    return Keyring(folder, keeps)


def provider(epochs: Path) -> Provider:
    """Give the provider that the settings choose. Raises NotOpened when they choose none that there is."""
    if settings.KEY_PROVIDER == FILES:
        if settings.PASSPHRASE_FILE and lies_beside(settings.PASSPHRASE_FILE):
            raise NotOpened(BESIDE)
        return _sealed_files(epochs, settings.PASSPHRASE_FILE)
    if settings.KEY_PROVIDER == ENVIRONMENT and settings.DEMO:
        return _environment(settings.ENVIRONMENT_KEY)
    raise NotOpened(NO_PROVIDER)


def lies_beside(path: str) -> bool:
    """Say whether the passphrase in `path` lies with what it seals, or with copies of it; in the demo it may."""
    places = (settings.VAR, settings.KEYRING, settings.EPOCHS, settings.BACKUPS)
    return not settings.DEMO and _lies_in(path, tuple(str(each) for each in places if each))


@cache  # it is asked whenever a key is used, and the way to a folder is long
def _lies_in(path: str, folders: tuple[str, ...]) -> bool:
    return any(Path(path).resolve().is_relative_to(Path(folder).resolve()) for folder in folders)


@cache
def _sealed_files(epochs: Path, path: str) -> Provider:
    return SealedFiles(epochs, partial(passphrase.read, path))


@cache
def _environment(secret: str) -> Provider:
    if not secret:
        raise NotOpened(NOTHING_GIVEN)
    return Environment(secret.encode())

"""How a process comes to the keys when it starts, and how one has them alone: to seal them with another passphrase."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings

from vault import holding, passphrase
from vault.providers import NoEpoch, NotOpened, Refused, Unreachable
from vault.providers.chosen import keyring

RESTORING = "restoring"
"""The file in `var/` that lies there from the begin of a restore to its end."""
HALF = "A backup was being brought back here and is not back yet: type the same `manage.py restore` again."
AWAY = "The keeper of the keys does not answer. Nothing is lost: start again when it does."
OTHERWISE = "These keys are not sealed with a passphrase: their keeper opens them in its own way."
SAME = "The new passphrase is the one in use. Nothing was changed."
WRONG = "The passphrase does not open the keys. Nothing was changed."
ELSEWHERE = (
    "The key that opens this keyring is not here: the keyring and the keys beside it are not of the same moment."
)
EMPTY = (
    "The register of this installation is written already, but its keyring is empty: put the keyring back where "
    "ATTUNE_KEYRING points, or bring a backup back into an empty place (docs/backups.md). Nothing was changed."
)


def start(used: Callable[[], bool] = bool) -> None:
    """Open the keys, and finish what a kill left half done; called once by each process that serves or works.

    `used` says whether the installation was at work before: then an empty keyring is not begun anew. Raises NotOpened,
    in one sentence for the console, when the passphrase is missing or wrong or the keys are not here.
    """
    holding.together(keyring().folder)
    if (Path(settings.VAR) / RESTORING).exists():
        raise NotOpened(HALF)
    with _said_in_words():
        if not keyring().is_there() and used():
            raise NotOpened(EMPTY)  # before asking makes the file
        keyring().prove()
        if keyring().epoch() == 0 and used():
            raise NotOpened(EMPTY)
        keyring().make("signing")  # the very first start begins the first epoch, so that it too needs the passphrase
        keyring().finish()


@contextmanager
def _said_in_words() -> Iterator[None]:
    try:
        yield
    except NoEpoch:
        raise NotOpened(ELSEWHERE) from None
    except Unreachable:
        raise NotOpened(AWAY) from None
    except Refused:
        raise NotOpened(WRONG) from None


def change_passphrase(path: str, *, ordered: Callable[[], None]) -> None:
    """Seal what opens the keys with the passphrase in the file or descriptor `path`, once `ordered` wrote it down.

    From here this process opens the keys with the new one. A kill leaves keys that open with one of the two: repeat it.
    Raises NotOpened, in one sentence, when a process runs with these keys, or a passphrase is missing, wrong or poor.
    """
    ring = keyring()
    if not hasattr(ring.provider, "reseal"):
        raise NotOpened(OTHERWISE)
    if passphrase.read(path) == passphrase.read(settings.PASSPHRASE_FILE):
        raise NotOpened(SAME)
    with holding.alone(ring.folder), _said_in_words():
        try:
            ring.prove()
        except Refused:
            pass  # a kill came after the last file: it is written down already, and sealed
        else:
            ordered()
        ring.reseal(partial(passphrase.read, path))


@contextmanager
def alone() -> Iterator[None]:
    """Hold the keys as the only one. Raises NotOpened when any process serves or works with them."""
    with holding.alone(Path(settings.KEYRING)):
        yield

"""Reads the passphrase: from a credential file, or from a file descriptor handed over at start (`/dev/fd/3`)."""

import stat
from functools import cache
from pathlib import Path

from vault.providers import NotOpened

SHORTEST = 12
"""Characters of a passphrase that is taken."""

NONE_GIVEN = "No passphrase is given for the keys: name its file in ATTUNE_PASSPHRASE_FILE."
NOT_READ = "The passphrase for the keys cannot be read from {path}."
OPEN_TO_OTHERS = "The passphrase in {path} can be read by others: give the file mode 0600."
TOO_SHORT = "The passphrase for the keys is shorter than {shortest} characters: choose a longer one."


@cache
def read(path: str) -> bytes:
    """Give the passphrase that stands in `path`, without the end of its line; kept in memory, since a descriptor
    can be read only once.

    Raises NotOpened when there is none, when others may read the file, or when it is too short. A credential that
    systemd hands over has modes of systemd's own.
    """
    if not path:
        raise NotOpened(NONE_GIVEN)
    try:
        mode = Path(path).stat().st_mode
        words = Path(path).read_bytes().rstrip(b"\r\n")
    except OSError:
        raise NotOpened(NOT_READ.format(path=path)) from None
    if stat.S_ISREG(mode) and mode & 0o077 and not path.startswith("/run/credentials/"):
        raise NotOpened(OPEN_TO_OTHERS.format(path=path))
    if len(words) < SHORTEST:
        raise NotOpened(TOO_SHORT.format(shortest=SHORTEST))
    return words

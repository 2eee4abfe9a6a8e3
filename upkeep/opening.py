"""The keys of this installation are opened for a process that serves, works, backs up or rotates."""

from ledger.queries import is_written
from vault.services import start


def open_keys() -> None:
    """Open the keys, unless they are empty beside a register that is not. Raises NotOpened, in one sentence."""
    start(is_written)

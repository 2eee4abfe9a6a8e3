"""How the private half of a recovery key is written down and read: 64 hexadecimal digits and 8 that check them."""

import argparse
import hashlib
import os
import stat
from pathlib import Path

SHAPE = 72
NONE_GIVEN = "Say where the recovery key is read: --key-file FILE, or --key-fd NUMBER."
NOT_READ = "The recovery key cannot be read from {place}."
OPEN_TO_OTHERS = "{place} can be read by others: give the file mode 0600."
NO_KEY = "This is no recovery key: 72 digits and letters from a to f. Look for one that was typed wrongly."


class NoRecoveryKey(Exception):
    """No recovery key was given, or what was given is none. `words` say so in one sentence."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def spelled(private: bytes) -> str:
    """Give a private recovery key as it is written down: nine groups of eight digits, the last checks the others."""
    digits = private.hex() + _check(private)
    return " ".join(digits[start : start + 8] for start in range(0, SHAPE, 8)) + "\n"


def _check(private: bytes) -> str:
    return hashlib.sha256(b"attune recovery key\x1f" + private).hexdigest()[:8]


def understood(text: str) -> bytes:
    """Give the 32 bytes of what was written down; blanks and upper case do not matter. Raises NoRecoveryKey."""
    digits = "".join(text.split()).lower()
    try:
        private = bytes.fromhex(digits[: SHAPE - 8])
    except ValueError:
        raise NoRecoveryKey(NO_KEY) from None
    if len(digits) != SHAPE or digits[SHAPE - 8 :] != _check(private):
        raise NoRecoveryKey(NO_KEY)
    return private


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command take where the recovery key is read: never the key itself, which others would see."""
    parser.add_argument("--key-file", type=Path, metavar="FILE", help="file of the recovery key, mode 0600")
    parser.add_argument("--key-fd", type=int, metavar="NUMBER", help="descriptor that the recovery key is read from")


def read(file: Path | None, descriptor: int | None) -> bytes:
    """Give the recovery key that stands in a file or comes from a descriptor. Raises NoRecoveryKey."""
    if file is None and descriptor is None:
        raise NoRecoveryKey(NONE_GIVEN)
    place = f"descriptor {descriptor}" if file is None else str(file)
    try:
        if file is None:
            with os.fdopen(int(descriptor or 0), "rb", closefd=False) as source:
                return understood(source.read(4096).decode())
        mode = file.stat().st_mode
        if stat.S_ISREG(mode) and mode & 0o077:
            raise NoRecoveryKey(OPEN_TO_OTHERS.format(place=place))
        return understood(file.read_bytes()[:4096].decode())
    except (OSError, UnicodeDecodeError):
        raise NoRecoveryKey(NOT_READ.format(place=place)) from None

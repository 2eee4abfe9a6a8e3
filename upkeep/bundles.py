"""A file of a backup: its parcel opened, each member proven by the manifest, the manifest by its signature."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from upkeep.packing import FORM, MANIFEST, SIGNATURE, signed, unpacked
from vault import services as vault
from vault.services import Bent

DATA, KEYS = "data", "keys"
"""The two kinds of files: the database with its keyring, and the part that opens keyrings."""
LATER = "This backup was made by a later version of Attune: use that version, or a newer one."
NOT_SIGNED = "This backup was not made with the keys that it is brought back with: it is another's, or was made up."
KIND = "This file is the other kind: give the backup first, and the part that opens the keys with --part."
_SMALL = {MANIFEST, SIGNATURE, "keyring", "part"}


@dataclass(frozen=True)
class Whole:
    """What is proven of a file: what it says, and its small members."""

    says: dict[str, Any]
    small: dict[str, bytes]

    def is_signed_with(self, ring: vault.Copy) -> bool:
        """Say whether the manifest carries the signature of the installation whose keyring this is."""
        return self.is_signed_by(vault.public_key_of(ring))

    def is_signed_by(self, key: bytes) -> bool:
        """Say whether the manifest carries the signature that this public key verifies."""
        return vault.verify(signed(self.small[MANIFEST]), self.small[SIGNATURE], key)


@dataclass(frozen=True)
class Bundle:
    """A file with the key of its parcel."""

    path: Path
    about: dict[str, str]
    key: bytes

    def members(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Give the members, each piece proven by itself. Raises Bent."""
        with self.path.open("rb") as file:
            yield from unpacked(vault.chunks(file, vault.read_head(file), self.key))

    def whole(self) -> Whole:
        """Read the file to its end. Raises Bent when anything in it is not as it was made."""
        digests, small = {}, {}
        for name, pieces in self.members():
            digest, kept = hashlib.sha256(), []
            for piece in pieces:
                digest.update(piece)
                kept += [piece] if name in _SMALL else []
            digests[name], small[name] = digest.hexdigest(), b"".join(kept)
        says = _manifest(small.get(MANIFEST, b""))
        held = {name: digest for name, digest in digests.items() if name not in (MANIFEST, SIGNATURE)}
        if says["members"] != held or says["about"] != self.about or SIGNATURE not in small:
            raise Bent
        return Whole(says, {name: small[name] for name in _SMALL & set(small)})


def _manifest(content: bytes) -> dict[str, Any]:
    try:
        says = dict(json.loads(content))
        if says["form"] > FORM:
            raise Bent(LATER)
        return says | {"members": dict(says["members"]), "about": dict(says["about"])}
    except (ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise wrong if isinstance(wrong, Bent) else Bent() from None


def opened(path: Path, kind: str, *, private: bytes | None = None, key: bytes = b"") -> Bundle:
    """Open a file with a private recovery key, or with the key of its parcel. Raises Bent, and OSError."""
    with path.open("rb") as file:
        head = vault.read_head(file)
    if head.about.get("kind") != kind:
        raise Bent(KIND)
    return Bundle(path, dict(head.about), vault.key_of(head, private) if private else key)

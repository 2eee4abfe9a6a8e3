"""Backups that were bent: by flipping, cutting, swapping, and by somebody who can seal and sign them anew."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.upkeep.backups import Living
from upkeep import bundles, coming_back, packing, proving
from vault import parcels, recovery
from vault import services as vault

BENT = {parcels.BENT, parcels.NO_PARCEL, parcels.LATER, parcels.OTHER_KEY, bundles.KIND}
"""What may be said of a file whose bytes were changed, wherever the change is."""
_CHUNK = 2**16 + 16


@dataclass
class Given:
    """What is given to a restore: the bytes of both files, and the recovery key."""

    data: bytes
    part: bytes
    private: bytes


@dataclass
class Shelf:
    """What an attacker has: the newest pair, the pair and the keyring of before, and those of another installation."""

    living: Living
    now: Given
    before: Given
    other: Given
    old_keyring: bytes


Bend = Callable[[Shelf, Random], Given]


def _given(shelf: Shelf, **changed: bytes) -> Given:
    return Given(**{"data": shelf.now.data, "part": shelf.now.part, "private": shelf.now.private, **changed})


def _flip(which: str) -> Bend:
    def bend(shelf: Shelf, dice: Random) -> Given:
        whole = bytearray(getattr(shelf.now, which))
        whole[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        return _given(shelf, **{which: bytes(whole)})

    return bend


def _cut(which: str) -> Bend:
    def bend(shelf: Shelf, dice: Random) -> Given:
        whole = getattr(shelf.now, which)
        return _given(shelf, **{which: whole[: dice.randrange(len(whole))]})

    return bend


def _at_a_chunk(change: Callable[[list[bytes], Random], list[bytes]]) -> Bend:
    def bend(shelf: Shelf, dice: Random) -> Given:
        whole = shelf.now.data
        start = 18 + int.from_bytes(whole[14:18], "big")
        chunks = [whole[at : at + _CHUNK] for at in range(start, len(whole), _CHUNK)]
        return _given(shelf, data=whole[:start] + b"".join(change(chunks, dice)))

    return bend


def _swapped(chunks: list[bytes], dice: Random) -> list[bytes]:
    one, other = dice.sample(range(len(chunks)), 2)
    chunks[one], chunks[other] = chunks[other], chunks[one]
    return chunks


def _dropped(chunks: list[bytes], dice: Random) -> list[bytes]:
    chunks.pop(dice.randrange(len(chunks)))
    return chunks


def _twice(chunks: list[bytes], dice: Random) -> list[bytes]:
    at = dice.randrange(len(chunks))
    return [*chunks[: at + 1], *chunks[at:]]


def _longer(shelf: Shelf, dice: Random) -> Given:
    return _given(shelf, data=shelf.now.data + dice.randbytes(dice.randrange(1, 70_000)))


def _head_of_another(shelf: Shelf, dice: Random) -> Given:
    """The head of the backup of before, on the body of this one."""
    old, new = (each.data[: 18 + int.from_bytes(each.data[14:18], "big")] for each in (shelf.before, shelf.now))
    return _given(shelf, data=old + shelf.now.data[len(new) :])


def remade(shelf: Shelf, change: Callable[[dict[str, Any], dict[str, bytes]], None], which: str = "data") -> Given:
    """Open a file, change what it says and holds, and seal and sign it anew with this installation's own key."""
    path = shelf.living.made[-1].path if which == "data" else shelf.living.made[-1].part
    bundle = shelf.living.opened(path, "data" if which == "data" else "keys")
    held = {name: b"".join(pieces) for name, pieces in bundle.members()}
    says = json.loads(held.pop("manifest"))
    held.pop("signature")
    change(says, held)
    return _given(shelf, **{which: sealed(says, held, [recovery.public_half(shelf.now.private)])})


def sealed(says: dict[str, Any], held: dict[str, bytes], to: list[bytes]) -> bytes:
    """Seal and sign members as the program does."""

    def manifest(digests: dict[str, str]) -> bytes:
        return packing.written({**says, "members": digests | says.get("lie", {})})

    members = [(name, [content]) for name, content in held.items()]
    _key, pieces = parcels.seal(packing.packed(members, manifest, vault.sign), says["about"], to)
    return b"".join(pieces)


def _says(**changed: Any) -> Bend:
    return lambda shelf, dice: remade(shelf, lambda says, held: says.update(changed))


def _old_keyring(shelf: Shelf, dice: Random) -> Given:
    return remade(shelf, lambda says, held: held.update(keyring=shelf.old_keyring))


def _fewer_members(shelf: Shelf, dice: Random) -> Given:
    return remade(shelf, lambda says, held: held.pop("keyring"))


def _counts(shelf: Shelf, dice: Random) -> Given:
    def change(says: dict[str, Any], held: dict[str, bytes]) -> None:
        name = dice.choice(sorted(says["counts"]))
        says["counts"][name] += dice.choice([-1, 1])

    return remade(shelf, change)


def _register(shelf: Shelf, dice: Random) -> Given:
    def change(says: dict[str, Any], held: dict[str, bytes]) -> None:
        name = dice.choice(["size", "root", "head", "checkpoint", "name"])
        says["ledger"][name] = says["ledger"][name] + (1 if name == "size" else "x")

    return remade(shelf, change)


def _later(shelf: Shelf, dice: Random) -> Given:
    if dice.random() < 0.5:
        return _given(shelf, data=shelf.now.data[:13] + bytes([dice.randrange(2, 256)]) + shelf.now.data[14:])
    return remade(shelf, lambda says, held: says.update(form=dice.randrange(2, 99)))


def _not_signed(shelf: Shelf, dice: Random) -> Given:
    """Somebody who knows the public recovery key makes a backup up."""

    def change(says: dict[str, Any], held: dict[str, bytes]) -> None:
        says["made_up"] = dice.randrange(99)

    real = vault.sign
    try:
        vault.sign = lambda message: dice.randbytes(64)
        return remade(shelf, change)
    finally:
        vault.sign = real


PLAIN = "This is "
BENDS: dict[str, tuple[Bend, set[str]]] = {
    "flipped backup": (_flip("data"), BENT),
    "flipped part": (_flip("part"), BENT),
    "cut backup": (_cut("data"), BENT),
    "cut part": (_cut("part"), BENT),
    "chunks swapped": (_at_a_chunk(_swapped), {parcels.BENT}),
    "chunk dropped": (_at_a_chunk(_dropped), {parcels.BENT}),
    "chunk twice": (_at_a_chunk(_twice), {parcels.BENT}),
    "longer": (_longer, {parcels.BENT}),
    "head of another": (_head_of_another, {parcels.BENT}),
    "files swapped": (lambda shelf, dice: _given(shelf, data=shelf.now.part, part=shelf.now.data), {bundles.KIND}),
    "wrong key": (lambda shelf, dice: _given(shelf, private=secrets.token_bytes(32)), {parcels.OTHER_KEY}),
    "old part": (lambda shelf, dice: _given(shelf, part=shelf.before.part), {coming_back.OLD_PART}),
    "part of another": (lambda shelf, dice: _given(shelf, part=shelf.other.part), {coming_back.OTHERS}),
    "backup of another": (lambda shelf, dice: _given(shelf, data=shelf.other.data), {coming_back.OTHERS}),
    "old keyring": (_old_keyring, {recovery.APART}),
    "other members": (_says(lie={"keyring": "0" * 64}), {parcels.BENT}),
    "no keyring": (_fewer_members, {bundles.NOT_SIGNED}),
    "counts that are not": (_counts, {proving.COUNTS}),
    "register that is not": (_register, {proving.REGISTER}),
    "later version": (_later, {parcels.LATER, bundles.LATER}),
    "later tables": (_says(steps=["ledger 9999_later"]), {proving.LATER}),
    "made up": (_not_signed, {bundles.NOT_SIGNED}),
}  # fmt: skip
"""Each way of bending, with what may be said of it."""


def files(given: Given, folder: Path) -> tuple[Path, Path]:
    """Write what is given into a folder."""
    for name, content in (("a.backup", given.data), ("a.keys", given.part)):
        (folder / name).write_bytes(content)
    return folder / "a.backup", folder / "a.keys"

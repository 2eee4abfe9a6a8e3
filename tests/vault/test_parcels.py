"""A parcel opens for its recovery keys, whole and in order, or not at all."""

import io
from collections.abc import Callable

import pytest

from vault import parcels, recovery
from vault.parcels import Bent

PRIVATE, PUBLIC = recovery.new_key()
CHUNK = 2**16
ABOUT = {"kind": "data"}


def sealed(content: bytes, *, about: dict[str, str] | None = None, step: int = 1000) -> bytes:
    """Give a parcel of `content`, which comes in pieces of `step` bytes."""
    pieces = (content[at : at + step] for at in range(0, len(content), step))
    return b"".join(parcels.seal(pieces, about or ABOUT, [PUBLIC])[1])


def opened(parcel: bytes, private: bytes = PRIVATE) -> bytes:
    """Give what is inside, read to its end."""
    file = io.BytesIO(parcel)
    head = parcels.read_head(file)
    return b"".join(parcels.chunks(file, head, parcels.key_of(head, private)))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
def test_what_was_sealed_comes_back_at_every_length(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    assert opened(sealed(content[:size])) == content[:size]


def test_each_of_several_recovery_keys_opens_it_and_no_other_does() -> None:
    pairs = [recovery.new_key() for _ in range(3)]
    _key, pieces = parcels.seal([b"words"], ABOUT, [public for _private, public in pairs[:2]])
    parcel = b"".join(pieces)
    assert [opened(parcel, private) for private, _public in pairs[:2]] == [b"words"] * 2
    with pytest.raises(Bent) as refused:
        opened(parcel, pairs[2][0])
    assert refused.value.words == parcels.OTHER_KEY


def test_the_same_words_twice_have_nothing_in_common() -> None:
    one, other = sealed(b"words" * 20), sealed(b"words" * 20)
    assert one[-100:] != other[-100:]
    assert b"words" not in one


def longer_by_one(start: bytes) -> bytes:
    """Say that the head is one byte longer."""
    return start[:14] + (int.from_bytes(start[14:], "big") + 1).to_bytes(4, "big")


BENDS: dict[str, Callable[[bytes], bytes]] = {
    "cut by a chunk": lambda parcel: parcel[: -(CHUNK + 16)],
    "cut to the head": lambda parcel: parcel[: -3 * (CHUNK + 16)],
    "cut by a byte": lambda parcel: parcel[:-1],
    "longer by a byte": lambda parcel: parcel + b"\0",
    "first chunk twice": lambda parcel: parcel[: -2 * (CHUNK + 16)] + parcel[-3 * (CHUNK + 16) :],
    "last two swapped": lambda parcel: (
        parcel[: -2 * (CHUNK + 16)] + parcel[-(CHUNK + 16) :] + parcel[-2 * (CHUNK + 16) : -(CHUNK + 16)]
    ),
    "last byte flipped": lambda parcel: parcel[:-1] + bytes([parcel[-1] ^ 1]),
    "what it says of itself": lambda parcel: parcel.replace(b'"kind":"data"', b'"kind":"keys"'),
    "a blank in the head": lambda parcel: longer_by_one(parcel[:18]) + parcel[18:].replace(b"{", b"{ ", 1),
    "body of another": lambda parcel: parcel[: -3 * (CHUNK + 16)] + sealed(b"x" * 3 * CHUNK)[-3 * (CHUNK + 16) :],
}  # fmt: skip


@pytest.mark.parametrize("bend", BENDS)
def test_a_bent_parcel_does_not_open_to_its_end(bend: str) -> None:
    parcel = sealed(b"y" * 3 * CHUNK)
    changed = BENDS[bend](parcel)
    assert changed != parcel
    with pytest.raises(Bent):
        opened(changed)


STARTS = [
    (b"", parcels.NO_PARCEL),
    (b"attune parce", parcels.NO_PARCEL),
    (b"attune parcel\x00" + bytes(9), parcels.NO_PARCEL),
    (b"attune parcel\x02" + bytes(9), parcels.LATER),
    (b"attune parcel\x01\xff\xff\xff\xff", parcels.NO_PARCEL),
    (b"attune parcel\x01\x00\x00\x00\x02[]", parcels.NO_PARCEL),
    (b"SQLite format 3" + bytes(90), parcels.NO_PARCEL),
    (b"attune parcel\x01\x00\x00\x00\x14" + b'{"about":1,"to":"x"}', parcels.NO_PARCEL),
]


@pytest.mark.parametrize(("start", "words"), STARTS)
def test_what_is_no_parcel_is_said_to_be_none(start: bytes, words: str) -> None:
    with pytest.raises(Bent) as refused:
        parcels.read_head(io.BytesIO(start))
    assert refused.value.words == words


def test_a_parcel_for_nobody_or_for_no_key_is_not_made() -> None:
    for recipients in ([], [b"short"]):
        with pytest.raises(ValueError, match="."):
            parcels.seal([b"words"], ABOUT, recipients)


def test_a_head_of_endless_brackets_is_no_parcel() -> None:
    deep = b"[" * 60_000
    with pytest.raises(Bent) as refused:
        parcels.read_head(io.BytesIO(b"attune parcel\x01" + len(deep).to_bytes(4, "big") + deep))
    assert refused.value.words == parcels.NO_PARCEL

"""The Merkle tree over the entries: pure, after RFC 9162, section 2.1 (the same tree as RFC 6962).

The peaks of a tree are the roots of its complete subtrees, widest first: one for each bit of its size. They are all
that is needed to append and to give the root, so the register keeps them and reads no earlier entry.
"""

import hashlib
from collections.abc import Iterable, Sequence

Peaks = tuple[bytes, ...]


def leaf_hash(data: bytes) -> bytes:
    """Give the hash of one leaf: SHA-256 of 0x00 and `data`."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of a node: SHA-256 of 0x01 and its two children."""
    return hashlib.sha256(b"\1" + left + right).digest()


def grown(peaks: Peaks, size: int, leaf: bytes) -> Peaks:
    """Give the peaks of a tree of `size` leaves after one more leaf hash."""
    kept = list(peaks)
    while size & 1:
        leaf, size = node_hash(kept.pop(), leaf), size >> 1
    return (*kept, leaf)


def root(peaks: Peaks) -> bytes:
    """Give the root hash of the tree with these peaks; of the empty tree, SHA-256 of nothing."""
    if not peaks:
        return hashlib.sha256().digest()
    top = peaks[-1]
    for peak in reversed(peaks[:-1]):
        top = node_hash(peak, top)
    return top


def peaks_of(leaves: Iterable[bytes]) -> Peaks:
    """Give the peaks over these leaf hashes."""
    peaks: Peaks = ()
    for size, leaf in enumerate(leaves):
        peaks = grown(peaks, size, leaf)
    return peaks


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Give what proves that the leaf at `index` (from 0) is in the tree over `leaves` (section 2.1.3.1)."""
    if len(leaves) <= 1:
        return []
    cut = _cut(len(leaves))
    if index < cut:
        return [*inclusion_proof(index, leaves[:cut]), root(peaks_of(leaves[cut:]))]
    return [*inclusion_proof(index - cut, leaves[cut:]), root(peaks_of(leaves[:cut]))]


def consistency_proof(first: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Give what proves that the tree over `leaves` begins with its `first` leaves, 1 or more (section 2.1.4.1)."""
    return [] if first == len(leaves) else _subproof(first, leaves, True)


def _subproof(first: int, leaves: Sequence[bytes], known: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if known else [root(peaks_of(leaves))]
    cut = _cut(len(leaves))
    if first <= cut:
        return [*_subproof(first, leaves[:cut], known), root(peaks_of(leaves[cut:]))]
    return [*_subproof(first - cut, leaves[cut:], False), root(peaks_of(leaves[:cut]))]


def _cut(size: int) -> int:
    """Give the largest power of two that is smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], top: bytes) -> bool:
    """Say whether `proof` leads from the `leaf` at `index` to the root `top` of `size` leaves (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == top


def is_consistent(first: int, second: int, before: bytes, after: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the tree of `second` leaves with root `after` goes on from `first` with root `before` (2.1.4.2)."""
    if first == second:
        return not proof and before == after
    if not 0 < first < second or not proof:
        return False
    steps = list(proof) if first & (first - 1) else [before, *proof]
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old == before and new == after

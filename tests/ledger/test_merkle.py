"""The Merkle tree and its proofs, against published vectors and the definition of RFC 9162 itself."""

import hashlib
from collections.abc import Sequence

import pytest

from ledger.merkle import (
    consistency_proof,
    grown,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    peaks_of,
    root,
)  # fmt: skip

# leaves and roots of Certificate Transparency's reference tree (github.com/google/certificate-transparency,
# cpp/merkletree/merkle_tree_test.cc)
LEAVES = [
    leaf_hash(bytes.fromhex(data))
    for data in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A, B, C = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)
D, E = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
)
SIZES = range(1, 20)


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """The root as section 2.1.1 defines it, word for word: slow, and written a second time."""
    if len(leaves) <= 1:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return hashlib.sha256(b"\1" + by_definition(leaves[:cut]) + by_definition(leaves[cut:])).digest()


def tree(size: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_the_published_ones(size: int) -> None:
    assert root(peaks_of(LEAVES[:size])).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), [(0, 1, []), (0, 8, [A, B, C]), (5, 8, [D, E, ROOTS[4]])])
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, path: list[str]) -> None:
    assert [step.hex() for step in inclusion_proof(index, LEAVES[:size])] == path


@pytest.mark.parametrize(("first", "second", "path"), [(1, 1, []), (1, 8, [A, B, C]), (2, 5, [B, D])])
def test_consistency_proofs_are_the_published_ones(first: int, second: int, path: list[str]) -> None:
    assert [step.hex() for step in consistency_proof(first, LEAVES[:second])] == path


def test_the_proofs_of_seven_leaves_are_those_of_the_rfc() -> None:
    """RFC 9162, section 2.1.5: a to f and j are the leaves, g to i and k, l the nodes above them."""
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, line = node_hash(g, h), node_hash(i, j)
    seven = LEAVES[:7]
    assert [inclusion_proof(index, seven) for index in (0, 3, 4, 6)] == [
        [b, h, line], [c, g, line], [f, j, k], [i, k]
    ]  # fmt: skip
    assert [consistency_proof(first, seven) for first in (3, 4, 6)] == [[c, d, g, line], [line], [i, j, k]]


@pytest.mark.parametrize("size", range(66))
def test_peaks_grow_into_the_root_of_the_definition(size: int) -> None:
    assert root(peaks_of(tree(size))) == by_definition(tree(size))


def test_a_tree_keeps_one_peak_for_each_bit_of_its_size() -> None:
    peaks: tuple[bytes, ...] = ()
    for size, leaf in enumerate(tree(100)):
        peaks = grown(peaks, size, leaf)
        assert len(peaks) == (size + 1).bit_count()


@pytest.mark.parametrize("size", SIZES)
def test_each_leaf_proves_itself_and_nothing_else(size: int) -> None:
    leaves = tree(size)
    top = root(peaks_of(leaves))
    for index in range(size):
        proof = inclusion_proof(index, leaves)
        assert is_included(leaves[index], index, size, proof, top)
        assert not is_included(leaf_hash(b"other"), index, size, proof, top)
        assert not is_included(leaves[index], (index + 1) % size, size, proof, top) or size == 1
        assert not is_included(leaves[index], index, size, [*proof, top], top)
        assert not is_included(leaves[index], index, size, proof[:-1], top) or size == 1
        assert not is_included(leaves[index], index, size, proof, leaf_hash(b"other"))
    assert not is_included(leaves[0], size, size, [], top)
    assert not is_included(leaves[0], -1, size, [], top)


@pytest.mark.parametrize("second", SIZES)
def test_each_earlier_tree_is_the_beginning_of_a_later_one_and_no_other_is(second: int) -> None:
    leaves = tree(second)
    after, other = root(peaks_of(leaves)), leaf_hash(b"other")
    for first in range(1, second + 1):
        before, proof = root(peaks_of(leaves[:first])), consistency_proof(first, leaves)
        assert is_consistent(first, second, before, after, proof)
        assert not is_consistent(first, second, other, after, proof)
        assert not is_consistent(first, second, before, other, proof)
        assert not is_consistent(first, second, before, after, [*proof, other])
        assert not any(is_consistent(first, second, before, after, proof[:-1]) for _once in proof[:1])
    assert not is_consistent(0, second, after, after, [])
    assert not is_consistent(second + 1, second, after, after, [])

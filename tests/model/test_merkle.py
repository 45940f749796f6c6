from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.model.merkle import EMPTY, MerkleTree, consistent, includes, leaf_hash

#: Leaves and roots published with Certificate Transparency's reference code for trees of 1 to 8 entries.
LEAVES = [bytes.fromhex(h) for h in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def tree(size: int) -> MerkleTree:
    return MerkleTree(leaf_hash(bytes([n % 256, n // 256])) for n in range(size))


def test_roots_are_those_certificate_transparency_publishes() -> None:
    whole = MerkleTree(leaf_hash(leaf) for leaf in LEAVES)
    assert [whole.root(n).hex() for n in range(1, 9)] == ROOTS
    assert MerkleTree([]).root() == EMPTY == hashlib.sha256(b"").digest()


@given(st.integers(1, 130), st.data())
def test_every_entry_is_proved_at_its_place_and_at_no_other(size: int, data: st.DataObject) -> None:
    log = tree(size)
    at = data.draw(st.integers(0, size - 1))
    inside = data.draw(st.integers(at + 1, size))
    proof, root = log.inclusion(at, inside), log.root(inside)
    leaf = leaf_hash(bytes([at % 256, at // 256]))
    assert includes(leaf, at, inside, proof, root)
    assert not includes(leaf_hash(b"other"), at, inside, proof, root)
    for elsewhere in {at - 1, at + 1} & set(range(inside)):
        assert not includes(leaf, elsewhere, inside, proof, root)
    assert not includes(leaf, at, inside, [*proof, root], root)
    if proof:
        assert not includes(leaf, at, inside, proof[:-1], root)


@given(st.integers(1, 130), st.data())
def test_a_later_log_is_proved_to_hold_an_earlier_one(size: int, data: st.DataObject) -> None:
    log = tree(size)
    earlier = data.draw(st.integers(1, size))
    proof = log.consistency(earlier)
    assert consistent(earlier, log.root(earlier), size, log.root(), proof)
    if earlier < size:
        rewritten = MerkleTree([leaf_hash(b"another first entry"), *log._levels[0][1:]])
        assert not consistent(earlier, log.root(earlier), size, rewritten.root(), proof)
        assert not consistent(
            earlier, log.root(earlier), size, rewritten.root(), rewritten.consistency(earlier)
        )


@pytest.mark.parametrize("call", [
    lambda t: t.root(6), lambda t: t.inclusion(5), lambda t: t.inclusion(-1),
    lambda t: t.consistency(0), lambda t: t.consistency(6),
])  # fmt: skip
def test_what_is_not_in_the_log_has_no_proof(call) -> None:
    with pytest.raises(IndexError):
        call(tree(5))

"""Merkle trees over an append-only log, as RFC 6962 section 2.1 (and RFC 9162) define them.

Leaves and nodes are hashed with SHA-256 under different prefixes, so that no node can pass for a leaf. A
proof of inclusion shows that an entry stands at its place in the log a root was signed over; a proof of
consistency shows that a later log only added to an earlier one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

#: Root of the tree without leaves (RFC 6962 section 2.1).
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash of one entry."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash over two subtrees."""
    return hashlib.sha256(b"\1" + left + right).digest()


class MerkleTree:
    """The tree over entries in their order; building it is linear, every proof logarithmic.

    Args:
        leaves: hashes of the entries (`leaf_hash`), first entry first.
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        # levels[k][i] is the hash over the complete subtree of leaves [i * 2^k, (i + 1) * 2^k)
        self._levels: list[list[bytes]] = [list(leaves)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            self._levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])

    def __len__(self) -> int:
        return len(self._levels[0])

    def root(self, size: int | None = None) -> bytes:
        """Root over the first ``size`` entries, or over all.

        Raises:
            IndexError: if there are not so many.
        """
        size = len(self) if size is None else size
        if not 0 <= size <= len(self):
            raise IndexError(f"the log has {len(self)} entries, not {size}")
        return self._subtree(0, size) if size else EMPTY

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Proof that the entry ``index`` (from 0) is among the first ``size`` (RFC 6962 section 2.1.1).

        Raises:
            IndexError: if there is no such entry in that log.
        """
        size = len(self) if size is None else size
        if not 0 <= index < size <= len(self):
            raise IndexError(f"entry {index} is not in a log of {size} of {len(self)} entries")
        path: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, earlier: int, size: int | None = None) -> list[bytes]:
        """Proof that the log of ``size`` entries only adds to that of ``earlier`` (RFC 6962 section 2.1.2).

        Raises:
            IndexError: if the sizes are not ``0 < earlier <= size <= len(self)``.
        """
        size = len(self) if size is None else size
        if not 0 < earlier <= size <= len(self):
            raise IndexError(f"no log of {earlier} entries can be shown to lie in one of {size}")
        path: list[bytes] = []
        start, end, whole = 0, size, True
        while end != earlier:
            middle = start + _split(end - start)
            if earlier <= middle:
                path.append(self._subtree(middle, end))
                end = middle
            else:
                path.append(self._subtree(start, middle))
                start, whole = middle, False
        if not whole:
            path.append(self._subtree(start, end))
        return path[::-1]

    def _subtree(self, start: int, end: int) -> bytes:
        """Hash over leaves ``[start, end)``, of which ``start`` is where a subtree of that size begins."""
        parts: list[bytes] = []
        while start < end:
            level = min((end - start).bit_length() - 1, len(self._levels) - 1)
            parts.append(self._levels[level][start >> level])
            start += 1 << level
        result = parts.pop()
        while parts:
            result = node_hash(parts.pop(), result)
        return result


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows a leaf at ``index`` of a log (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, result = index, size - 1, leaf
    for hash in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            result = node_hash(hash, result)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            result = node_hash(result, hash)
        at, last = at >> 1, last >> 1
    return last == 0 and result == root


def consistent(earlier: int, before: bytes, size: int, after: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the later log only adds to the earlier one (RFC 9162 section 2.1.4.2)."""
    if not 0 < earlier <= size:
        return False
    if earlier == size:
        return not proof and before == after
    path = list(proof)
    if not earlier & (earlier - 1):  # a complete subtree: its root is the first step
        path.insert(0, before)
    if not path:
        return False
    at, last = earlier - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for hash in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(hash, first), node_hash(hash, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, hash)
        at, last = at >> 1, last >> 1
    return last == 0 and first == before and second == after


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << ((size - 1).bit_length() - 1)

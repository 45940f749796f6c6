"""Whether two recordings are one: re-posted, trimmed, packed anew or marked.

Two frames are near if their PDQ hashes differ in at most 31 of 256 bits and both are of some quality. Two
recordings are alike if enough frames of the shorter one are near some frame of the other. That is a proposal
for a person to look at, never a decision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrobora.read.footage.pdq import NEAR, SURE

#: Share of the shorter recording's frames that must be near a frame of the other.
SHARE = 0.5
#: Pairs of frames compared at a time.
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """What is compared of a photo or video.

    Attributes:
        sha256: its item.
        seconds: when each hash is of.
        words: each hash as four 64-bit numbers.
        frames: how many hashes there were before those of no quality were left out.
    """

    sha256: str
    seconds: NDArray[np.int64]
    words: NDArray[np.uint64]
    frames: int

    @classmethod
    def of(cls, sha256: str, hashes: Iterable[Sequence[object]]) -> Recording:
        """A recording from ``[second, hex, quality]`` triples; frames without quality are left out."""
        given = [(int(str(s)), bytes.fromhex(str(h)), int(str(q))) for s, h, q in hashes]
        kept = [(second, bits) for second, bits, quality in given if quality >= SURE and len(bits) == 32]
        words = np.frombuffer(b"".join(bits for _, bits in kept), dtype=">u8").astype(np.uint64)
        return cls(
            sha256=sha256,
            seconds=np.array([second for second, _ in kept], dtype=np.int64),
            words=words.reshape(len(kept), 4),
            frames=len(given),
        )

    def __len__(self) -> int:
        return len(self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How two recordings are alike.

    Attributes:
        one, other: their items; ``one`` is the shorter.
        frames: comparable frames of ``one``.
        near: how many of them are near a frame of the other.
        distance: bits in which the nearest pair differs.
        shift: seconds by which ``one`` starts later in the other, by most pairs.
    """

    one: str
    other: str
    frames: int
    near: int
    distance: int
    shift: int

    @property
    def share(self) -> float:
        """Which part of the shorter one is found in the other."""
        return self.near / self.frames

    @property
    def alike(self) -> bool:
        """Whether that is enough to propose that they are one."""
        return self.share >= SHARE and (self.near > 1 or self.frames == 1)


def compare(first: Recording, second: Recording, *, near: int = NEAR) -> Likeness | None:
    """How two recordings are alike; ``None`` if one has no frame that can be compared, or none is near."""
    one, other = sorted((first, second), key=lambda r: (len(r), r.sha256))
    if not len(one):
        return None
    found = 0
    least = 256
    shifts: Counter[int] = Counter()
    step = max(1, _BLOCK // len(other))
    for start in range(0, len(one), step):
        part = one.words[start : start + step]
        distances = _distances(part, other.words)
        nearest = distances.argmin(axis=1)
        bits = distances[np.arange(len(part)), nearest]
        least = min(least, int(bits.min()))
        hit = bits <= near
        found += int(hit.sum())
        shifts.update((other.seconds[nearest[hit]] - one.seconds[start : start + step][hit]).tolist())
    if not found:
        return None
    return Likeness(
        one=one.sha256, other=other.sha256, frames=len(one), near=found, distance=least,
        shift=shifts.most_common(1)[0][0],
    )  # fmt: skip


def like(recording: Recording, others: Iterable[Recording]) -> list[Likeness]:
    """Others that are proposed to be the same recording, those with most in common first."""
    pairs = (compare(recording, o) for o in others if o.sha256 != recording.sha256)
    found = [pair for pair in pairs if pair is not None and pair.alike]
    return sorted(found, key=lambda p: (-p.share, p.distance, p.one, p.other))


def groups(recordings: Sequence[Recording]) -> list[tuple[str, ...]]:
    """Recordings that are proposed to be one, each group in the order of hashes; alone ones are left out."""
    leader = {r.sha256: r.sha256 for r in recordings}

    def root(sha256: str) -> str:
        while leader[sha256] != sha256:
            leader[sha256] = leader[leader[sha256]]
            sha256 = leader[sha256]
        return sha256

    for number, recording in enumerate(recordings):
        for pair in like(recording, recordings[number + 1 :]):
            first, second = sorted((root(pair.one), root(pair.other)))
            leader[second] = first
    members: dict[str, list[str]] = defaultdict(list)
    for recording in recordings:
        members[root(recording.sha256)].append(recording.sha256)
    return sorted(tuple(sorted(m)) for m in members.values() if len(m) > 1)


def _distances(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.int64]:
    total = np.zeros((len(one), len(other)), dtype=np.int64)
    for word in range(4):
        total += np.bitwise_count(one[:, word, None] ^ other[None, :, word])
    return total

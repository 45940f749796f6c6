"""Whether two recordings are one: re-posted, trimmed, packed anew or marked.

Two frames are near if their PDQ hashes differ in at most 31 of 256 bits and both are of some quality. Two
recordings are alike if enough frames of the shorter one are near some frame of the other. That is a proposal
for a person to look at, never a decision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corrobora.read.footage.pdq import NEAR, SURE

#: Share of the shorter recording's frames that must be near a frame of the other.
SHARE = 0.5
#: The same where frames are less near but in order, with the bits that may differ, the fewest frames that
#: must be so, and the frames of a case up to which all pairs are compared like that.
ORDERED_SHARE, ORDERED_NEAR, ORDERED_FRAMES, CLOSELY_UP_TO = 0.6, 48, 3, 4_000
#: Pairs of frames compared at a time.
_BLOCK = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """What is compared of a photo or video.

    Attributes:
        sha256: its item.
        seconds: when each hash is of.
        words: each hash as four 64-bit numbers.
        windows: the hashes of each frame's parts, frames × parts × 4; no parts if they are not known.
        moments: when each frame of all is of, those between whole seconds too.
        every: their hashes.
        frames: how many hashes there were before those of no quality were left out.
    """

    sha256: str
    seconds: NDArray[np.int64]
    words: NDArray[np.uint64]
    windows: NDArray[np.uint64]
    moments: NDArray[np.float64]
    every: NDArray[np.uint64]
    frames: int

    @classmethod
    def of(
        cls,
        sha256: str,
        hashes: Iterable[Sequence[object]],
        windows: Iterable[Sequence[object]] = (),
        between: Iterable[Sequence[object]] = (),
    ) -> Recording:
        """A recording from ``[second, hex, quality]``, ``[second, hexes of parts]`` and ``[quarter, hex]``.

        Frames without quality are left out.
        """
        given = [(int(str(s)), bytes.fromhex(str(h)), int(str(q))) for s, h, q in hashes]
        kept = [(second, bits) for second, bits, quality in given if quality >= SURE and len(bits) == 32]
        parts = {int(str(second)): bytes.fromhex(str(hexes)) for second, hexes in windows}
        number = min((len(parts.get(second, b"")) // 32 for second, _ in kept), default=0)
        inner = [parts.get(second, b"")[: number * 32] for second, _ in kept]
        others = [(int(str(quarter)) / 4, bytes.fromhex(str(h))) for quarter, h in between]
        words = _words(bits for _, bits in kept).reshape(len(kept), 4)
        more = _words(bits for _, bits in others).reshape(len(others), 4)
        return cls(
            sha256=sha256,
            seconds=np.array([second for second, _ in kept], dtype=np.int64),
            words=words,
            windows=_words(inner).reshape(len(kept), number, 4),
            moments=np.array([at for at, _ in (*kept, *others)], dtype=np.float64),
            every=np.concatenate([words, more]),
            frames=len(given),
        )

    @classmethod
    def of_finding(cls, sha256: str, data: Mapping[str, Any]) -> Recording:
        """A recording from what looking at it found."""
        return cls.of(sha256, data.get("hashes", ()), data.get("windows", ()), data.get("between", ()))

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
        shift: seconds by which ``one`` starts later in the other, by most pairs, to the nearest one.
        ordered: whether it took frames that are less near, but in the other's order.
        cut: whether frames of one are near parts of the other's: edges were cut off.
    """

    one: str
    other: str
    frames: int
    near: int
    distance: int
    shift: int
    ordered: bool = False
    cut: bool = False

    @property
    def share(self) -> float:
        """Which part of the shorter one is found in the other."""
        return self.near / self.frames

    @property
    def alike(self) -> bool:
        """Whether that is enough to propose that they are one."""
        least = ORDERED_SHARE if self.ordered else SHARE
        return self.share >= least and (self.near > 1 or self.frames == 1)


def compare(first: Recording, second: Recording, *, near: int = NEAR) -> Likeness | None:
    """How two recordings are alike, frame by frame; ``None`` if none of their frames are near."""
    one, other = sorted((first, second), key=lambda r: (len(r), r.sha256))
    if not len(one):
        return None
    found = 0
    least = 256
    shifts: Counter[int] = Counter()
    step = max(1, _BLOCK // len(other.every))
    for start in range(0, len(one), step):
        part = one.words[start : start + step]
        distances = _distances(part, other.every)
        nearest = distances.argmin(axis=1)
        bits = distances[np.arange(len(part)), nearest]
        least = min(least, int(bits.min()))
        hit = bits <= near
        found += int(hit.sum())
        moved = other.moments[nearest[hit]] - one.seconds[start : start + step][hit]
        shifts.update(int(s) for s in np.rint(moved))
    if not found:
        return None
    return Likeness(
        one=one.sha256, other=other.sha256, frames=len(one), near=found, distance=least,
        shift=shifts.most_common(1)[0][0],
    )  # fmt: skip


def compare_in_order(first: Recording, second: Recording) -> Likeness | None:
    """Whether frames that are less near, or parts of frames, follow each other as in the other one.

    So are found copies that were marked over much of the picture or had their edges cut off. Such frames are
    near by chance more often: a photo's parts must be as near as wholes, and of a video at least three frames
    must be near, in the order and at the pace of the other's.
    """
    one, other = sorted((first, second), key=lambda r: (len(r), r.sha256))
    if not len(one) or len(one) * len(other) * max(one.windows.shape[1], 4) > 20 * _BLOCK:
        return None  # such lengths are compared frame by frame only
    wholes = _distances(one.words, other.every)
    parts = np.full((len(one), len(other)), 256, dtype=np.int64)
    if one.windows.size and other.windows.size:
        parts = np.minimum(_inner(one.words, other.windows), _inner(other.words, one.windows).T)
    if len(one) == 1:
        near, least, at = int(parts.min() <= NEAR), int(parts.min()), float(other.seconds[parts.argmin()])
        cut = True
    else:
        votes: dict[float, set[int]] = defaultdict(set)
        cuts: Counter[float] = Counter()
        for distances, moments, inner in ((wholes, other.moments, False), (parts, other.seconds, True)):
            i, j = np.nonzero(distances <= ORDERED_NEAR)
            for frame, moved in zip(i.tolist(), (moments[j] - one.seconds[i]).tolist(), strict=True):
                votes[moved].add(frame)
                cuts[moved] += inner
        if not votes:
            return None
        at = max(votes, key=lambda s: (len(votes[s]), -abs(s)))
        near = len(votes[at]) if len(votes[at]) >= ORDERED_FRAMES else 0
        least, cut = int(min(wholes.min(), parts.min())), 2 * cuts[at] > len(votes[at])
    if not near:
        return None
    return Likeness(
        one=one.sha256, other=other.sha256, frames=len(one), near=near, distance=least, shift=round(at),
        ordered=True, cut=cut,
    )  # fmt: skip


def like(recording: Recording, others: Iterable[Recording], *, closely: bool = True) -> list[Likeness]:
    """Others that are proposed to be the same recording, those with most in common first.

    Args:
        recording: what is sought.
        others: among which.
        closely: whether those that were marked or cut are sought, too, which takes twenty times as long.
    """
    found: list[Likeness] = []
    for other in others:
        if other.sha256 == recording.sha256:
            continue
        pair = compare(recording, other)
        if pair is None or not pair.alike:
            pair = compare_in_order(recording, other) if closely else None
        if pair is not None and pair.alike:
            found.append(pair)
    return sorted(found, key=lambda p: (-p.share, p.distance, p.one, p.other))


def groups(recordings: Sequence[Recording]) -> list[tuple[str, ...]]:
    """Recordings that are proposed to be one, each group in the order of hashes; alone ones are left out.

    They are compared closely only while there are few frames, `CLOSELY_UP_TO` in all.
    """
    closely = sum(map(len, recordings)) <= CLOSELY_UP_TO
    leader = {r.sha256: r.sha256 for r in recordings}

    def root(sha256: str) -> str:
        while leader[sha256] != sha256:
            leader[sha256] = leader[leader[sha256]]
            sha256 = leader[sha256]
        return sha256

    for number, recording in enumerate(recordings):
        for pair in like(recording, recordings[number + 1 :], closely=closely):
            first, second = sorted((root(pair.one), root(pair.other)))
            leader[second] = first
    members: dict[str, list[str]] = defaultdict(list)
    for recording in recordings:
        members[root(recording.sha256)].append(recording.sha256)
    return sorted(tuple(sorted(m)) for m in members.values() if len(m) > 1)


def _words(hashes: Iterable[bytes]) -> NDArray[np.uint64]:
    return np.frombuffer(b"".join(hashes), dtype=">u8").astype(np.uint64)


def _inner(words: NDArray[np.uint64], windows: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Bits in which each frame differs from the nearest part of each of the other's frames."""
    frames, parts, _ = windows.shape
    every = _distances(words, windows.reshape(frames * parts, 4))
    nearest: NDArray[np.int64] = every.reshape(len(words), frames, parts).min(axis=2)
    return nearest


def _distances(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.int64]:
    total = np.zeros((len(one), len(other)), dtype=np.int64)
    for word in range(4):
        total += np.bitwise_count(one[:, word, None] ^ other[None, :, word])
    return total

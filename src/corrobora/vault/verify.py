"""Checking that all kept bytes are still what they were: fixity."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from corrobora.vault.store import Damage, Vault

#: Items handed out ahead of each worker; keeps order and memory bounded with millions of items.
_AHEAD = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixity:
    """What a check found.

    Attributes:
        checked: number of items looked at.
        damaged: items that are missing, unreadable or changed, by hash.
        strays: files among the items that no item is known for.
    """

    checked: int
    damaged: tuple[Damage, ...]
    strays: tuple[Path, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damaged and not self.strays


def check(
    vault: Vault,
    expected: Iterable[str] | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Fixity:
    """Hash every item again.

    Args:
        vault: the bytes.
        expected: hashes that must be there, as the journal names them; kept items beyond these are strays.
            ``None``: whatever is kept.
        workers: threads that hash at a time; hashing leaves the interpreter lock, so each fills a core.
            ``None``: one a core.
        progress: told the number of items done.
    """
    known = None if expected is None else set(expected)
    hashes = vault.all() if known is None else iter(sorted(known))
    checked = 0
    damaged: list[Damage] = []
    for damage in verified(vault, hashes, workers):
        checked += 1
        if damage:
            damaged.append(damage)
        if progress:
            progress(checked)
    strays = list(vault.strays())
    if known is not None:
        strays += [vault.path(sha256) for sha256 in vault.all() if sha256 not in known]
    return Fixity(checked=checked, damaged=tuple(damaged), strays=tuple(sorted(strays)))


def verified(vault: Vault, hashes: Iterator[str], workers: int | None = None) -> Iterator[Damage | None]:
    """What is wrong with each item, or nothing, in the order of the hashes; all that were taken are answered.

    Args:
        vault, workers: as for `check`.
        hashes: taken a few ahead of what is answered.
    """
    workers = workers or os.cpu_count() or 1
    if workers == 1:
        yield from map(vault.verify, hashes)
        return
    with ThreadPoolExecutor(workers, thread_name_prefix="fixity") as pool:
        pending: deque[Future[Damage | None]] = deque(
            pool.submit(vault.verify, sha256) for sha256 in islice(hashes, workers * _AHEAD)
        )
        while pending:
            result = pending.popleft().result()
            for sha256 in islice(hashes, 1):
                pending.append(pool.submit(vault.verify, sha256))
            yield result

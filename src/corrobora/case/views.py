"""Which sensitive records somebody was given: what the journal says of their views."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from sqlalchemy import Connection

from corrobora.case.records import ClaimRecord
from corrobora.case.sight import Sight
from corrobora.store import veil
from corrobora.store.claims import Stored


class Views:
    """Collects what was given out until it is journalled. Several threads may add."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: set[str] = set()

    def note(
        self,
        connection: Connection,
        records: tuple[ClaimRecord, ...],
        *,
        documents: Iterable[str] = (),
        stored: Iterable[Stored] = (),
    ) -> tuple[ClaimRecord, ...]:
        """Note those of these records that are sensitive; the same records.

        Args:
            connection: the one they were read from.
            records: claims.
            documents: hashes of documents of which words were given out.
            stored: claims given out as the store has them.
        """
        sight = Sight.of(connection) if veil.of(connection) is None else None
        if sight is not None:
            found = {r.id for r in records if sight.sensitive(r.id, r.document.sha256, r.claim)}
            found |= {c.id for c in stored if sight.sensitive(c.id, c.sha256, c.claim)}
            found |= sight.documents.intersection(documents)
            with self._lock:
                self._seen |= found
        return records

    def take(self) -> list[str]:
        """What was given out since this was last asked."""
        with self._lock:
            seen, self._seen = sorted(self._seen), set()
            return seen

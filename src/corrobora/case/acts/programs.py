"""For programs: pages by key, and requests that are done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from corrobora.case import reading
from corrobora.case.acts.looking import Looking
from corrobora.case.errors import BadDecision
from corrobora.case.records import ClaimRecord, DocumentHead, IncidentHead
from corrobora.model.journal import Decision
from corrobora.model.vocabulary import Kind
from corrobora.store import keyset, requests

if TYPE_CHECKING:
    pass


class Programs(Looking):
    """What the API for programs needs beside what people do."""

    def incidents_after(self, number: int, limit: int) -> tuple[tuple[IncidentHead, ...], int | None]:
        """Incidents after a number, and the number to go on from, if there may be more."""
        with self._database.read() as connection:
            events, more = keyset.incidents_after(connection, number, limit)
            return reading.incident_heads(connection, events), more

    def claims_after(
        self, key: tuple[str, int, str], limit: int, kind: Kind | None = None
    ) -> tuple[tuple[ClaimRecord, ...], tuple[str, int, str] | None]:
        """Claims in force after a document's hash, a place in it and an id, and the key to go on from."""
        with self._database.read() as connection:
            stored, more = keyset.claims_after(connection, key, limit, kind=kind)
            return self._views.note(connection, reading.claim_records(connection, stored)), more

    def documents_after(self, sha256: str, limit: int) -> tuple[tuple[DocumentHead, ...], str | None]:
        """Documents after a hash, in the order of hashes, and the hash to go on from."""
        with self._database.read() as connection:
            heads, more = keyset.documents_after(connection, sha256, limit)
            return tuple(reading.head(h) for h in heads), more

    def decisions_after(self, id: int, limit: int) -> tuple[tuple[Decision, ...], int | None]:
        """Decisions after one, oldest first, and the number to go on from."""
        with self._database.read() as connection:
            return keyset.decisions_after(connection, id, limit)

    def once(self, key: str, request: str, work: Callable[[], tuple[int, str]]) -> tuple[int, str, bool]:
        """Do what a request asks for, unless it was done; effect and answer are one transaction.

        Args:
            key: what the request is called by who sends it, the same when it is sent again.
            request: a digest of what it asks for.
            work: does it; status and body of the answer.

        Returns:
            Status, body, and whether they were kept from an earlier time.

        Raises:
            BadDecision: if the key was used for another request.
        """
        with self._store.whole() as connection:
            known = self._answered(connection, key, request)
            if known is not None:
                return known.status, known.answer, True
            status, answer = work()
            self._answer(connection, key, request, status, answer)
        return status, answer, False

    def again(self, key: str, request: str, work: Callable[[], tuple[int, str]]) -> tuple[int, str, bool]:
        """The same for what takes long, and what done twice is as if it were done once: adding documents.

        Others write meanwhile. Of the same request sent twice at once both may do it; both get the answer
        of the one that was done first.

        Args:
            key, request, work: as for `once`.

        Returns:
            As `once`.

        Raises:
            BadDecision: if the key was used for another request.
        """
        with self._store.read() as connection:
            known = self._answered(connection, key, request)
        if known is None:
            status, answer = work()
            with self._store.write() as connection:
                known = self._answered(connection, key, request)
                if known is None:
                    self._answer(connection, key, request, status, answer)
                    return status, answer, False
        return known.status, known.answer, True

    def _answered(self, connection: Connection, key: str, request: str) -> requests.Answered | None:
        known = requests.answered(connection, self.actor, key)
        if known is not None and known.request != request:
            raise BadDecision("the idempotency key was used for another request; choose a new one")
        return known

    def _answer(self, connection: Connection, key: str, request: str, status: int, answer: str) -> None:
        now = datetime.now(UTC)
        requests.forget(connection, before=(now - timedelta(days=1)).isoformat())
        kept = requests.Answered(request=request, status=status, answer=answer)
        requests.keep(connection, self.actor, key, kept, now=now.isoformat())

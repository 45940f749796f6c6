"""Journal entries and decisions: what happened, in an order that can be proved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from corrobora.model.errors import InvalidRecord
from corrobora.model.vocabulary import Judgement

#: What the first entry of a journal names as the hash before it.
GENESIS = "0" * 64


#: Verdict of a decision that takes an earlier one back where none stood before it.
UNDONE = "undone"


def canonical(payload: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spare white space: the bytes that are hashed."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act in the append-only journal.

    ``hash`` is SHA-256 over the canonical JSON of all other fields, ``previous`` included, so
    that no entry can be changed, dropped or moved without breaking the chain after it.
    """

    seq: int
    time: datetime
    actor: str
    act: str
    payload: Mapping[str, Any]
    previous: str
    hash: str

    @classmethod
    def after(
        cls, previous: Entry | None, *, time: datetime, actor: str, act: str, payload: Mapping[str, Any]
    ) -> Entry:
        """The entry that follows ``previous``.

        Raises:
            InvalidRecord: if the time has no zone.
        """
        if time.tzinfo is None:
            raise InvalidRecord(f"journal entry {act!r}: the time has no time zone")
        seq = previous.seq + 1 if previous else 1
        before = previous.hash if previous else GENESIS
        digest = cls._digest(seq, time, actor, act, payload, before)
        return cls(seq=seq, time=time, actor=actor, act=act, payload=payload, previous=before, hash=digest)

    @property
    def line(self) -> str:
        """The whole entry as canonical JSON: a line of an exported journal and a leaf of its Merkle tree."""
        return canonical(
            {
                "seq": self.seq, "time": self.time.isoformat(), "actor": self.actor, "act": self.act,
                "payload": dict(self.payload), "previous": self.previous, "hash": self.hash,
            }
        )  # fmt: skip

    @classmethod
    def parse(cls, line: str) -> Entry:
        """An entry from its line.

        Raises:
            InvalidRecord: if it is not exactly the line of an entry, down to the byte.
        """
        try:
            data = json.loads(line)
            entry = cls(
                seq=data["seq"], time=datetime.fromisoformat(data["time"]), actor=data["actor"],
                act=data["act"], payload=data["payload"], previous=data["previous"], hash=data["hash"],
            )  # fmt: skip
            same = entry.line == line and isinstance(entry.seq, int) and isinstance(entry.act, str)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidRecord(f"is no journal entry: {type(error).__name__}: {error}") from error
        if not same:
            raise InvalidRecord("is no journal entry in canonical JSON")
        return entry

    def recomputed(self) -> str:
        """The hash these fields should have."""
        return self._digest(self.seq, self.time, self.actor, self.act, self.payload, self.previous)

    @staticmethod
    def _digest(
        seq: int, time: datetime, actor: str, act: str, payload: Mapping[str, Any], previous: str
    ) -> str:
        fields = {
            "seq": seq, "time": time.isoformat(), "actor": actor, "act": act,
            "payload": dict(payload), "previous": previous,
        }  # fmt: skip
        return hashlib.sha256(canonical(fields).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person (or a named model version) decided, and why. Superseded, never overwritten.

    Attributes:
        id: number of the journal entry that recorded it.
        subject: what it is about: a claim id, an incident label, a pair of these, or a claim id with the
            name of the slot that was corrected (``added`` for the claim as a whole).
        judgement: for pairs; ``None`` for decisions on one record.
        verdict: for single records: ``accepted``, ``rejected``, ``unsure``, ``corrected``, ``added``;
            ``undone`` where an earlier decision was taken back and none stood before it.
        supersedes: id of the decision it replaces.
        content: what was corrected or added, as JSON; ``None`` for decisions that need no more words.
        pending: whether it is a proposal that waits for a second person; then ``id`` is the proposal's.
    """

    id: int
    time: datetime
    author: str
    reason: str
    subject: tuple[str, ...]
    judgement: Judgement | None = None
    verdict: str | None = None
    supersedes: int | None = None
    content: Mapping[str, Any] | None = None
    pending: bool = False

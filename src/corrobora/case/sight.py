"""What is marked sensitive in a case, and what somebody without the right to see it sees instead.

A document, a claim, one field of a claim, or one field of every claim is marked by a decision, so that
there is a reason, an author and an entry of the journal. Who lacks the right does not see a marked document
or claim, nor anything that follows from it: incidents are derived anew from the claims that are left. A
masked field is empty, and the words it was read from are struck out wherever the same words stand in that
document. Whether something is hidden or not there is told by no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from corrobora.link import ClaimRecord
from corrobora.link.derive import derive
from corrobora.model.actor import Actor
from corrobora.model.claim import LIST_SLOTS, Claim
from corrobora.model.incident import Incident
from corrobora.model.incident_serial import incident_to_json
from corrobora.model.journal import Decision, Entry
from corrobora.model.span import Span
from corrobora.model.when import When
from corrobora.model.where import Where
from corrobora.store import claims, decisions, documents, journal, veil
from corrobora.store.claims import Stored
from corrobora.store.register import NumberedEvent

SENSITIVE, ORDINARY = veil.MARKED, "ordinary"
#: First part of the subject of a decision that marks a claim or a field.
CLAIM, FIELD = "sensitive", "sensitive-field"
#: In place of a claim's id: every claim.
EVERY = "*"
#: What stands for a character that is struck out.
STRUCK = "█"
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is marked sensitive now.

    Attributes:
        documents: hashes of documents.
        claims: ids of claims.
        fields: names of slots by claim; under `EVERY`, those of all claims.
    """

    documents: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    fields: dict[str, set[str]] = field(default_factory=dict)
    struck: dict[str, _Struck] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, connection: Connection) -> Sight | None:
        """What is marked in a case, ``None`` if nothing is."""
        made = cls()
        for decision in decisions.of_verdict(connection, SENSITIVE):
            made.take(decision.subject, marked=True)
        return made if made else None

    def __bool__(self) -> bool:
        return bool(self.documents or self.claims or self.fields)

    def take(self, subject: Sequence[str], *, marked: bool) -> None:
        """Take a decision in."""
        match tuple(subject):
            case (sha256,):
                (self.documents.add if marked else self.documents.discard)(sha256)
            case (first, claim) if first == CLAIM:
                (self.claims.add if marked else self.claims.discard)(claim)
            case (first, claim, slot) if first == FIELD:
                names = self.fields.setdefault(claim, set())
                (names.add if marked else names.discard)(slot)
                if not names:
                    del self.fields[claim]

    def masked(self, claim: str) -> Set[str]:
        """Slots of a claim that are marked."""
        return self.fields.get(claim, set()) | self.fields.get(EVERY, set())

    def sensitive(self, claim: str, sha256: str, held: Claim) -> bool:
        """Whether a claim, its document or a field it fills is marked."""
        named = self.masked(claim)
        return (
            sha256 in self.documents or claim in self.claims or any(name in named for name, _ in held.slots())
        )

    # -- what is seen without the right ----------------------------------------------------------

    def hides(self, sha256: str) -> bool:
        """Whether a document is hidden whole."""
        return sha256 in self.documents

    def hides_claim(self, id: str) -> bool:
        """Whether a claim is hidden by itself."""
        return id in self.claims

    def claim(self, connection: Connection, stored: Stored) -> Stored | None:
        """The claim without its masked fields; ``None`` if it, or its document, is hidden."""
        if stored.sha256 in self.documents or stored.id in self.claims:
            return None
        if not self.fields:
            return stored
        struck = self._struck(connection, stored.sha256)
        named = self.masked(stored.id)
        proposed = _masked(stored.proposed, named, struck) if stored.proposed else None
        return replace(stored, claim=_masked(stored.claim, named, struck), proposed=proposed)

    def decision(self, decision: Decision) -> bool:
        """Whether a decision may be seen: not one on a hidden record, nor one that hides something."""
        first = decision.subject[0]
        if decision.content is not None and (
            decision.content.get("sha256") in self.documents
            or (self.fields and (decision.subject[1] in self.masked(first) or "claim" in decision.content))
        ):
            return False  # what was corrected or added holds words that are hidden
        return first not in (CLAIM, FIELD) and not any(
            name in self.documents or name in self.claims for name in decision.subject
        )

    def event(self, connection: Connection, event: NumberedEvent) -> NumberedEvent | None:
        """The incident as the claims that are left make it; ``None`` if none are."""
        if not event.claims:  # merged or emptied: what was last known may rest on hidden claims
            bare = incident_to_json(Incident(number=event.number, claims=()))
            return replace(event, data=bare, first_day=None, last_day=None)
        rests = claims.documents_of(connection, event.claims)
        left = [
            id
            for id in event.claims
            if id in rests and rests[id] not in self.documents and id not in self.claims
        ]
        if not left:
            return None
        if len(left) == len(event.claims) and not self.fields:
            return event
        seen = claims.by_ids(connection, left)
        heads = documents.heads_by_hash(connection, (c.sha256 for c in seen.values()))
        records = [
            ClaimRecord(
                id=id, document=c.sha256, claim=c.claim, published=heads[c.sha256].source.published,
                publisher=heads[c.sha256].source.publisher, text_sha256=c.sha256,
            )
            for id in left
            if (c := seen.get(id)) is not None
        ]  # fmt: skip
        incident = derive(event.number, records)
        when = incident.date.value if incident.date else None
        return NumberedEvent(
            number=event.number, claims=incident.claims, data=incident_to_json(incident),
            first_day=when.first.isoformat() if when and when.first else None,
            last_day=when.last.isoformat() if when and when.last else None,
        )  # fmt: skip

    def text(self, connection: Connection, sha256: str, content: str) -> str:
        """The document's words with those of masked fields struck out."""
        return _strike(content, self._struck(connection, sha256).words) if self.fields else content

    def _struck(self, connection: Connection, sha256: str) -> _Struck:
        """A document with the words of the masked fields of its claims struck out."""
        if sha256 not in self.struck:
            before = veil.of(connection)
            veil.put(connection, None)
            try:
                content = documents.content_of(connection, sha256)
                words = frozenset(
                    span.quote
                    for stored in claims.of_document(connection, sha256)
                    for name, slot in stored.claim.slots()
                    if name in self.masked(stored.id)
                    for span in slot.spans
                )
            finally:
                veil.put(connection, before)
            self.struck[sha256] = _Struck(words=words, content=_strike(content, words))
        return self.struck[sha256]


@dataclass(slots=True)
class Marks:
    """What is marked, of which only later decisions are read when it is asked for again.

    A sight holds until the next is asked for, which shares its sets. Whether all is as it was up to the
    decision read last, the journal's entry tells: in another case, or after a transaction was undone, it is
    not.
    """

    _last: Entry | None = None
    _sight: Sight | None = None

    def sight(self, connection: Connection) -> Sight | None:
        """What is marked now, ``None`` if nothing is."""
        last, seen = self._last, self._sight
        self._last = self._sight = None  # whatever happens on the way
        if last is None or seen is None or journal.by_seq(connection, last.seq) != last:
            seen = Sight.of(connection)
        else:
            seen = replace(seen, struck={})
            for decision in decisions.deciding_after(connection, SENSITIVE, last.seq):
                seen.take(decision.subject, marked=decision.verdict == SENSITIVE)
        self._last, self._sight = journal.by_seq(connection, decisions.newest(connection)), seen
        return seen or None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Struck:
    """Words that are struck out of a document, and what is left of it."""

    words: frozenset[str]
    content: str


def _masked(claim: Claim, names: Set[str], struck: _Struck) -> Claim:
    """The claim without these slots, and with the struck words struck in all that is left."""
    changes: dict[str, Any] = {"spans": _again(claim.spans, struck), "comparison": None}
    changes |= {name: () if name in LIST_SLOTS else None for name, _ in claim.slots() if name in names}
    for name, slot in claim.slots():
        if name not in names:
            again = replace(slot, spans=_again(slot.spans, struck), value=_value(slot.value, struck.words))
            changes[name] = (*changes.get(name, ()), again) if name in LIST_SLOTS else again
    return replace(claim, **changes)


def _again(spans: tuple[Span, ...], struck: _Struck) -> tuple[Span, ...]:
    return tuple(Span.of(struck.content, s.start, s.end) for s in spans)


def _value(value: Any, words: frozenset[str]) -> Any:
    match value:
        case Actor():
            role = _strike(value.role, words) if value.role else value.role
            return replace(value, name=_strike(value.name, words), role=role)
        case Where():
            return replace(value, name=_strike(value.name, words))
        case When():
            return replace(value, words=_strike(value.words, words))
    return value


def _strike(content: str, words: frozenset[str]) -> str:
    """The text with these words struck out, in whole and each longer word of them by itself."""
    parts = {w for phrase in words for w in _WORD.findall(phrase) if len(w) > 3}
    wanted = sorted(words | parts, key=len, reverse=True)
    if not wanted:
        return content
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(w)}(?!\w)" for w in wanted if w), re.IGNORECASE)
    return pattern.sub(lambda m: re.sub(r"\w", STRUCK, m[0]), content)

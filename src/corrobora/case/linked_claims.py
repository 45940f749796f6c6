"""Claims as linking wants them, and what the last linking kept of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection

from corrobora.case.standing import REJECTED
from corrobora.link import ClaimRecord
from corrobora.link.blocking import Trait
from corrobora.link.linking import in_order
from corrobora.model.vocabulary import Kind
from corrobora.store import claims as claims_of
from corrobora.store import decisions, documents, linked, register
from corrobora.store.claims import Stored


class StoredLinking:
    """`corrobora.link.incremental.Kept`, as the store has it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def traits(self, claims: Collection[str]) -> Mapping[str, Collection[Trait]]:
        """Of each of these claims that was linked, what it can share with others."""
        return linked.traits_of(self._connection, claims)

    def members(self, keys: Collection[int]) -> Mapping[int, list[tuple[int, str]]]:
        """Day and id of the claims that have each of these traits, in that order."""
        return linked.members(self._connection, keys)

    def documents_with(self, names: Collection[int]) -> Mapping[int, int]:
        """In how many documents each of these names stands."""
        return linked.documents_with(self._connection, names)

    def names_between(self, low: float, high: float) -> Collection[int]:
        """Names that stand in more than ``low`` and in up to ``high`` documents."""
        return linked.names_between(self._connection, low, high)

    def near(self, claims: Collection[str]) -> Mapping[tuple[str, str], float]:
        """Pairs that came close, of which one is among these claims."""
        return linked.near(self._connection, claims)

    def groups(self, claims: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Of each of these claims that stands under a number, all that stand there."""
        numbers = register.numbers_now(self._connection, claims)
        standing: dict[int, set[str]] = {}
        for m in register.memberships_under(self._connection, numbers.values()):
            if m.now:
                standing.setdefault(m.number, set()).add(m.claim)
        return {claim: frozenset(standing[number]) for claim, number in numbers.items()}

    def records(self, claims: Collection[str]) -> Collection[ClaimRecord]:
        """These claims as they are now; those not to be linked are left out."""
        return records_of(self._connection, claims_of.by_ids(self._connection, claims).values())


def stored_records(connection: Connection, of: Collection[str] | None = None) -> list[ClaimRecord]:
    """Claims of incidents that nobody rejected, of all documents or of some; oldest document first."""
    if of is None:
        stored: Iterable[Stored] = claims_of.of_kind(connection, Kind.INCIDENT)
    else:
        stored = (c for sha256 in sorted(of) for c in claims_of.of_document(connection, sha256))
    return records_of(connection, stored)


def records_of(connection: Connection, stored: Iterable[Stored]) -> list[ClaimRecord]:
    """The same for claims at hand."""
    standing = [c for c in stored if c.current and c.claim.kind is Kind.INCIDENT]
    marks = decisions.in_force_on(connection, (c.id for c in standing))
    rejected = {d.subject[0] for d in marks if d.verdict == REJECTED}
    of_document: dict[str, list[Stored]] = {}
    for claim in standing:
        if claim.id not in rejected:
            of_document.setdefault(claim.sha256, []).append(claim)
    records = [
        ClaimRecord(
            id=claim.id,
            document=told.sha256,
            claim=claim.claim,
            published=told.published,
            publisher=told.publisher,
            text_sha256=told.sha256,
            context=context_of(told.title or "", told.content, claim.claim.spans[0].start),
        )
        for told in documents.told(connection, of_document)
        for claim in of_document[told.sha256]
    ]
    return sorted(records, key=in_order)


def context_of(title: str, content: str, position: int) -> str:
    """Title, first line and the claim's own line: words for comparing texts."""
    start = content.rfind("\n", 0, position) + 1
    end = content.find("\n", position)
    own = content[start : len(content) if end < 0 else end]
    lead = content.split("\n", 1)[0]
    return "\n".join(dict.fromkeys(part[:2000] for part in (title, lead, own) if part))

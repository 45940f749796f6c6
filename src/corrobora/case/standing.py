"""How a claim stands: what was proposed, with what people corrected, added, accepted or took back.

What stands follows from the proposals and the decisions in force alone, so that it can be recomputed at
any time: after a decision, after a new extraction, and by `verify`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from corrobora.model.claim import LIST_SLOTS, Claim, Slot
from corrobora.model.journal import Decision
from corrobora.model.serial import claim_from_json, claim_to_json, slot_from_json
from corrobora.model.span import Span
from corrobora.store import claims, decisions, documents
from corrobora.store.claims import CURRENT, HELD, WITHDRAWN, Written

ACCEPTED, REJECTED, UNSURE, CORRECTED, ADDED = "accepted", "rejected", "unsure", "corrected", "added"
#: Second part of the subject of a decision that added a claim; no slot has that name.
WHOLE = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decisions make of a claim.

    Attributes:
        state: whether it is in force, and whether by the newest extraction or by a person.
        corrected: the claim as JSON where it differs from what was proposed.
    """

    state: str
    corrected: Mapping[str, Any] | None


def standing(row: Written, about: Sequence[Decision], content: str) -> Standing:
    """What stands of a claim.

    A claim that is not proposed any more stays in force if a person accepted, corrected or added it and
    its words still stand in the text. A correction whose words are gone from the text is left out.

    Args:
        row: the claim as it was proposed or added.
        about: the decisions in force on it.
        content: the text of its document that is in force.
    """
    said = {d.verdict for d in about}
    claim = claim_from_json(row.data)
    proposed = row.state == CURRENT
    if not proposed:
        moved = _moved(claim, content) if said & {ACCEPTED, CORRECTED, ADDED} else None
        if moved is None:
            return Standing(state=WITHDRAWN, corrected=None)
        claim = moved
    for decision in about:
        if decision.verdict == CORRECTED and decision.content is not None:
            claim = _corrected(claim, decision.content, content)
    same = claim == claim_from_json(row.data)
    return Standing(
        state=CURRENT if proposed else HELD, corrected=None if same else claim_to_json(claim, row.id)
    )


def bring_up(connection: Connection, ids: Iterable[str], *, entry: int) -> None:
    """Write what stands of these claims, in the caller's transaction."""
    wanted = sorted(ids)
    about = by_claim(decisions.in_force_about(connection, wanted))
    _write(connection, claims.rows(connection, [id for id in wanted if id in about]), about, entry=entry)


def bring_up_claim(connection: Connection, id: str, *, entry: int) -> bool:
    """The same for one claim; whether it stands otherwise now."""
    return _write(
        connection, claims.rows(connection, [id]), by_claim(decisions.in_force(connection)), entry=entry
    )


def by_claim(in_force: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Decisions on single claims, by the claim's id, oldest first."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for decision in in_force:
        if decision.judgement is None:
            found[decision.subject[0]].append(decision)
    return dict(found)


def _write(
    connection: Connection, rows: Iterable[Written], about: Mapping[str, Sequence[Decision]], *, entry: int
) -> bool:
    texts: dict[str, str] = {}
    changed = False
    for row in rows:
        if row.sha256 not in texts:
            texts[row.sha256] = documents.content_of(connection, row.sha256)
        found = standing(row, about.get(row.id, ()), texts[row.sha256])
        if (found.state, found.corrected) != (row.state, row.corrected):
            claims.stand(connection, row.id, state=found.state, corrected=found.corrected, entry=entry)
            changed = True
    return changed


def _corrected(claim: Claim, content: Mapping[str, Any], text: str) -> Claim:
    name = content["slot"]
    slots = [_moved_slot(slot_from_json(claim.kind, name, s), text) for s in content["values"]]
    held = [slot for slot in slots if slot is not None]
    if len(held) != len(slots):
        return claim
    value: Any = tuple(held) if name in LIST_SLOTS else held[0] if held else None
    return replace(claim, **{name: value})


def _moved(claim: Claim, text: str) -> Claim | None:
    """The claim at the places its words have in this text; ``None`` if some are not in it."""
    spans = [moved(span, text) for span in claim.spans]
    if not all(spans):
        return None
    changes: dict[str, Any] = {"spans": tuple(s for s in spans if s), "comparison": None}
    for name, slot in claim.slots():
        again = _moved_slot(slot, text)
        if again is None:
            return None
        changes[name] = (*changes.get(name, ()), again) if name in LIST_SLOTS else again
    return replace(claim, **changes)


def _moved_slot(slot: Slot[Any], text: str) -> Slot[Any] | None:
    spans = [moved(span, text) for span in slot.spans]
    return replace(slot, spans=tuple(s for s in spans if s)) if all(spans) else None


def moved(span: Span, text: str) -> Span | None:
    """The span where its words stand in a text: in place, else where they stand nearest to it."""
    if span.holds_in(text):
        return span
    best, at = -1, text.find(span.quote)
    while at >= 0:
        if best < 0 or abs(at - span.start) < abs(best - span.start):
            best = at
        at = text.find(span.quote, at + 1)
    return Span.of(text, best, best + len(span.quote)) if best >= 0 else None

"""Who verified which claim, and when: what claims say of it and what people decided, in one history.

Verification belongs to the claim it is said of. Nothing here passes it on to another claim of the incident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corrobora.assess.indicators import Said
from corrobora.model.journal import Decision
from corrobora.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One step in the history of a claim.

    Attributes:
        claim: the claim it is about.
        by: who verified, or failed to, or decided; ``None``: the words do not name them.
        what: ``verified`` or ``unverified`` as a document says, ``accepted`` or ``rejected`` as a person did.
        day: when a document that says so was published, or the day of the decision; ``None``: not known.
        words: the document's words for it; none for a decision.
        reason: of a decision.
        decision: its number; ``None`` for what a document says.
    """

    claim: str
    by: str | None
    what: str
    day: date | None
    words: tuple[Span, ...] = ()
    reason: str = ""
    decision: int | None = None


def histories(
    claims: Sequence[Said], published: Mapping[str, date | None], decisions: Sequence[Decision]
) -> dict[str, tuple[Checked, ...]]:
    """The history of each claim, oldest step first; empty where nobody is said to have checked it.

    Args:
        claims: the claims.
        published: day of publication of each claim's document, by the document's hash.
        decisions: what people decided, superseded decisions too.
    """
    found: dict[str, list[Checked]] = {said.id: [] for said in claims}
    for said in claims:
        found[said.id] += _said(said, published.get(said.document))
    for decision in decisions:
        if len(decision.subject) == 1 and decision.subject[0] in found and decision.verdict:
            found[decision.subject[0]].append(
                Checked(
                    claim=decision.subject[0], by=decision.author, what=decision.verdict,
                    day=decision.time.date(), reason=decision.reason, decision=decision.id,
                )
            )  # fmt: skip
    return {id: tuple(sorted(steps, key=_order)) for id, steps in found.items()}


def _said(said: Said, day: date | None) -> Iterator[Checked]:
    slot = said.claim.verification
    if slot is None:
        return
    for verifier in said.claim.verified_by:
        yield Checked(
            claim=said.id, by=verifier.value.name, what=slot.value.value, day=day,
            words=(*verifier.spans, *slot.spans),
        )  # fmt: skip
    if not said.claim.verified_by:
        yield Checked(claim=said.id, by=None, what=slot.value.value, day=day, words=slot.spans)


def _order(step: Checked) -> tuple[date, int, str]:
    return step.day or date.max, step.decision or 0, step.by or ""

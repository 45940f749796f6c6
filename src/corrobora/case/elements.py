"""Elements of crimes over the incidents of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corrobora.assess.elements import CrimeSupport, matrix
from corrobora.assess.indicators import Facts
from corrobora.case.grading import said
from corrobora.case.records import ClaimRecord
from corrobora.codebook.elements import law
from corrobora.model.vocabulary import Kind


def elements(records: Sequence[ClaimRecord], beside: Iterable[ClaimRecord]) -> tuple[CrimeSupport, ...]:
    """Every crime an incident's acts make worth looking at, element by element.

    Args:
        records: the incident's claims; rejected ones count for nothing.
        beside: responses and statements of the case, of which those in the same documents are looked at.
    """
    kept = [r for r in records if not r.rejected]
    hashes = {r.document.sha256 for r in kept}
    own = [r for r in beside if r.document.sha256 in hashes and not r.rejected]
    facts = Facts(
        incident=[said(r) for r in kept if r.claim.kind is Kind.INCIDENT],
        responses=[said(r) for r in own if r.claim.kind is Kind.RESPONSE],
        statements=[said(r) for r in own if r.claim.kind is Kind.STATEMENT],
    )
    return matrix(facts, law())

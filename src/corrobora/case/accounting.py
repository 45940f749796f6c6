"""What was done about the incidents of a case, and what was not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corrobora.assess.accountability import Accountability, Heading, accountability
from corrobora.case.grading import said
from corrobora.case.letters import Letter
from corrobora.case.records import ClaimRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One incident's.

    Attributes:
        incident: its label.
        found: what was done, and where there is silence.
        letters: letters sent about it.
    """

    incident: str
    found: Accountability
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAccount:
    """A whole case's.

    Attributes:
        incidents: each incident's, by number.
        told: number of responses of each sort in all documents, also in those of no incident.
        without_proceedings: labels of incidents in whose documents no proceedings were found.
        unanswered: letters that wait for an answer.
    """

    incidents: tuple[Account, ...]
    told: dict[Heading, int]
    without_proceedings: tuple[str, ...]
    unanswered: tuple[Letter, ...]


def account(
    label: str, records: Sequence[ClaimRecord], responses: Sequence[ClaimRecord], letters: Sequence[Letter]
) -> Account:
    """What was done about one incident.

    Args:
        label: the incident's.
        records: its claims.
        responses: responses of the case, at least those of its documents.
        letters: all letters of the case.
    """
    kept = [r for r in records if not r.rejected]
    hashes = {r.document.sha256 for r in kept}
    own = [r for r in responses if r.document.sha256 in hashes and not r.rejected]
    published = {r.document.sha256: r.document.source.published for r in kept}
    return Account(
        incident=label,
        found=accountability([said(r) for r in kept], [said(r) for r in own], published),
        letters=tuple(one for one in letters if one.incident == label),
    )


def case_account(
    incidents: Sequence[tuple[str, Sequence[ClaimRecord]]],
    responses: Sequence[ClaimRecord],
    letters: Sequence[Letter],
) -> CaseAccount:
    """What was done about all of them."""
    told: dict[str, list[ClaimRecord]] = {}
    for response in responses:
        told.setdefault(response.document.sha256, []).append(response)
    accounts = []
    for label, records in incidents:
        own = [
            r for sha256 in dict.fromkeys(c.document.sha256 for c in records) for r in told.get(sha256, ())
        ]
        accounts.append(account(label, records, own, letters))
    every = accountability([], [said(r) for r in responses if not r.rejected], {})
    return CaseAccount(
        incidents=tuple(accounts),
        told={h: n for h in Heading if (n := len(every.under(h)))},
        without_proceedings=tuple(
            a.incident for a in accounts if any(s.of is None for s in a.found.silences)
        ),
        unanswered=tuple(one for one in letters if one.answered is None),
    )

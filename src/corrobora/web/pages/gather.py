"""What a page needs from several places of a case, fetched together."""

from __future__ import annotations

from corrobora.case import Case
from corrobora.case.records import ClaimRecord, LinkRecord
from corrobora.count.chart import chart
from corrobora.publish import words
from corrobora.web.pages.incident import IncidentPage, Pair, incident_page
from corrobora.web.pages.tallies import SIZE, TalliesPage, tallies_page


def incident_of(case: Case, number: str) -> IncidentPage:
    """The page of one incident, by number or label.

    Raises:
        NotThere: if that number was never given.
    """
    around = case.around(number)
    record = around.record
    return incident_page(
        record.incident,
        claims=record.claims,
        documents=around.documents,
        responses=sorted(around.responses, key=_published),
        pairs=[_pair(link) for link in record.links if link.joined],
        tallies=around.tallies,
        decisions=record.decisions,
        origins=around.origins,
        checked=[c for steps in around.grades.checked.values() for c in steps],
    )


def _pair(link: LinkRecord) -> Pair:
    pair = link.pair
    against = (*pair.vetoes, *(f.words for f in pair.features if f.contribution < 0))
    return Pair(
        first=pair.a,
        second=pair.b,
        score=pair.score,
        reasons=tuple(words.readable(f.words) for f in pair.features if f.contribution > 0),
        against=tuple(words.readable(w) for w in against),
        judged=pair.judgement.value if pair.judgement else "",
    )


def _published(record: ClaimRecord) -> tuple[str, str, int]:
    day = record.document.source.published
    return (day.isoformat() if day else "9999", record.document.sha256, record.claim.spans[0].start)


def tallies_of_case(
    case: Case,
    *,
    after: str | None = None,
    before: str | None = None,
    at: str | None = None,
    position: int = 1,
) -> TalliesPage:
    """The page of tallies: figures, what they make of each other and of the register.

    Args:
        case: the case.
        after, before, at: they come after, just before, or begin with, the tally of this id.
        position: place of the first, as the address says.
    """
    part = case.shown.tallies(limit=SIZE, after=after, before=before, at=at)
    return tallies_page(part, chart=chart([p.tally for p in part.outcome.tallies]), position=position)

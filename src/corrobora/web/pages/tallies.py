"""The tallies: who has counted what, on one time axis, and what the figures say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from corrobora.case.records import ClaimRecord
from corrobora.case.tallied import TalliesPart
from corrobora.count.bars import bars, coverage_bars
from corrobora.count.reconciliation import PlacedTally, Reconciliation
from corrobora.count.scope import Body, Scope
from corrobora.model.claim import Claim
from corrobora.model.document import Document
from corrobora.model.quantity import Quantity
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _
from corrobora.publish.language import noop
from corrobora.web.evidence import Quote, quote, speakers, tallied
from corrobora.web.paging import Paged, walked

#: Figures a page.
SIZE = 25

#: How a figure follows from published ones, by what `DerivedFigure.kind` calls it.
_FOLLOWS = {
    "rest": noop("left when the part is taken out"),
    "added": noop("added between the two counts"),
    "remainder": noop("in none of the stated parts"),
    "beyond": noop("outside what the periods share"),
    "across": noop("counted by one inside the other’s scope"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """A published figure.

    Attributes:
        id: the claim's id, and its place on the page.
        body: who counted.
        by: who passes it on, where that is somebody else; may be empty.
        stated: the figure.
        part: the figure this one is a stated part of, may be empty.
        of: what is counted, in words.
        period: over which days, empty if not found.
        as_of: the day of knowledge, may be empty.
        implied: what all figures of the body together leave for it, where that is narrower.
        holds: what the register holds of it.
        missing: what the register lacks of it.
        note: why it has no place on the axis, may be empty.
        source: outlet and day.
        quote: its words.
    """

    id: str
    body: str
    by: str
    stated: str
    part: str
    of: str
    period: str
    as_of: str
    implied: str
    holds: str
    missing: str
    note: str
    source: str
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What two or more figures say together.

    Attributes:
        head: the outcome, with its numbers.
        why: the arithmetic in words.
        condition: what has to be so for it to follow, may be empty.
        differs: whether figures contradict each other.
        rows: the figures it rests on: address and words of each.
    """

    head: str
    why: str
    condition: str
    differs: bool
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalliesPage:
    """What the page of tallies shows.

    Attributes:
        rows: figures, those of one body together.
        bodies: how many bodies counted, on all pages.
        findings: what the figures shown say together with the others of their bodies.
        across: where a figure shown lies inside the scope of another body's.
        contradictions: how many sets of figures with one of those shown cannot all hold.
        chart: the periods and figures as a drawing; empty if there is nothing to draw.
        coverage: what the register holds of each figure, as a drawing likewise.
    """

    rows: Paged[TallyRow]
    bodies: int
    findings: tuple[Finding, ...]
    across: tuple[Finding, ...]
    contradictions: int
    chart: Markup
    coverage: Markup


def tallies_page(part: TalliesPart, *, chart: str = "", position: int = 1) -> TalliesPage:
    """The page of tallies.

    Args:
        part: the tallies shown, and what they make of each other and of the register.
        chart: the drawing of their periods, as SVG markup.
        position: place of the first, as the address says.
    """
    outcome = part.outcome
    stated = {r.id: tallied(r.claim) for r in (*part.records, *part.others.values())}
    hrefs = {id: f"/tallies?at={id}#{id}" for id in part.others} | {r.id: f"#{r.id}" for r in part.records}
    placed = {p.tally.id: p for p in outcome.tallies}
    rows = [
        _row(placed[r.id], r, part.documents, stated)
        if r.id in placed
        else _figureless(r, part.documents[r.document.sha256])
        for r in part.records
    ]
    own = tuple(d for d in outcome.derived if d.kind != "across")
    across = tuple(sorted((d for d in outcome.derived if d.kind == "across"), key=lambda d: not d.differs))
    return TalliesPage(
        rows=walked(
            rows,
            [row.id for row in rows],
            total=part.total,
            position=position,
            size=SIZE,
            earlier=part.earlier,
            later=part.later,
            path="/tallies",
        ),
        bodies=part.bodies,
        findings=_findings(replace(outcome, derived=own), stated, hrefs),
        across=_findings(replace(outcome, derived=across, contradictions=(), revisions=()), stated, hrefs),
        contradictions=len(outcome.contradictions),
        chart=Markup(words.visible(chart)),  # noqa: S704 - made by count.chart, which escapes every name
        coverage=Markup(words.visible(_coverage(outcome.tallies))),  # noqa: S704 - count.bars escapes every name
    )


def _coverage(placed: Sequence[PlacedTally]) -> str:
    return bars(coverage_bars(placed), title=_("What the register holds of each figure"))


def scope_words(scope: Scope) -> str:
    """Whom a figure counts: ``execution · prisoners of war, Norway · said to be responsible: Iceland``."""
    whom = ", ".join(
        x
        for x in (
            words.label(scope.victim_status) if scope.victim_status else "",
            words.country(scope.victim_side) if scope.victim_side else "",
        )
        if x
    )
    parts = (
        words.label(scope.act) if scope.act else "",
        whom,
        _("by %(names)s") % {"names": words.country(scope.perpetrator_side)}
        if scope.perpetrator_side
        else "",
        _("in %(place)s") % {"place": scope.area.name} if scope.area else "",
        words.capital(scope.standard.value.replace("_", " ")).lower() if scope.standard else "",
    )
    return " · ".join(p for p in parts if p)


def _by(side: str) -> str:
    return _("by %(names)s") % {"names": words.country(side)}


def _row(
    placed: PlacedTally, record: ClaimRecord, documents: Mapping[str, Document], stated: Mapping[str, str]
) -> TallyRow:
    tally, claim, held = placed.tally, record.claim, placed.register
    document = documents[record.document.sha256]
    by = [s for s in speakers(claim) if not s.startswith(tally.body.name)]
    lacking = held.missing.values() if held else ()
    return TallyRow(
        id=record.id,
        body=words.capital(tally.body.name),
        by=words.listed(by),
        stated=stated[record.id],
        part=stated.get(tally.part_of or "", ""),
        of=scope_words(tally.scope),
        period=days.when(claim.period.value) if claim.period else "",
        as_of=days.day(tally.scope.as_of) if tally.scope.as_of else "",
        implied=_implied(placed),
        holds=_holds(held.persons, held.sizes[0], held.possible_persons, held.sizes[1]) if held else "",
        missing=words.listed([_lacking(q) for q in lacking if (q.low or 0) > 0]),
        note=placed.note or "",
        source=document.source.publisher or _("publisher unknown"),
        quote=quote(document, claim.spans[0]),
    )


def _figureless(record: ClaimRecord, document: Document) -> TallyRow:
    claim: Claim = record.claim
    said = speakers(claim)
    return TallyRow(
        id=record.id, body=words.capital(said[0]) if said else "", by="", stated="", part="", of="",
        period="", as_of="", implied="", holds="", missing="", note=_("no figure was found in it"),
        source=document.source.publisher or _("publisher unknown"), quote=quote(document, claim.spans[0]),
    )  # fmt: skip


def _implied(placed: PlacedTally) -> str:
    """Bounds for the figure that are narrower than the figure itself."""
    said = []
    for unit, (low, high) in placed.implied.items():
        stated = placed.tally.figures.get(unit)
        if stated is not None and (low, high) != stated.bounds and (low, high) != (None, None):
            said.append(words.counted(Quantity(low=low, high=high, unit=unit)))
    return words.listed(said)


def _holds(persons: Quantity, covered: int, possible: Quantity, possibly: int) -> str:
    sure = _("none for certain")
    if covered:
        sure = _("%(persons)s in %(incidents)s") % {
            "persons": words.quantity(persons), "incidents": words.plural(covered, "incident"),
        }  # fmt: skip
    if not possibly:
        return sure
    return _("%(sure)s; possibly also %(persons)s in %(others)s") % {
        "sure": sure, "persons": words.quantity(possible), "others": words.plural(possibly, "other"),
    }  # fmt: skip


def _lacking(missing: Quantity) -> str:
    low = Quantity(low=missing.low, high=None, unit=missing.unit)
    return f"{words.counted(low)}" if missing.high != missing.low else words.counted(missing)


def _findings(
    outcome: Reconciliation, stated: Mapping[str, str], hrefs: Mapping[str, str]
) -> tuple[Finding, ...]:
    def rows(ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
        return tuple((hrefs[i], stated[i]) for i in ids if i in stated)

    def finding(
        bodies: Sequence[Body],
        said: str,
        why: str,
        ids: Sequence[str],
        *,
        condition: str = "",
        differs: bool = False,
    ) -> Finding:
        head = f"{words.capital(words.listed([b.name for b in bodies]))}: {said}"
        return Finding(
            head=head, why=words.readable(why), condition=condition, differs=differs, rows=rows(ids)
        )

    return (
        *(finding([c.body], _("these figures cannot all hold"), c.why, c.tallies, differs=True)
          for c in outcome.contradictions),
        *(finding([r.body], _("counted anew"), r.why, (r.earlier, r.later, *r.also))
          for r in outcome.revisions),
        *(finding(d.body, f"{words.counted(d.value)} {_(_FOLLOWS[d.kind])}", d.why, d.tallies,
                  condition=d.condition or "", differs=d.differs)
          for d in outcome.derived),
    )  # fmt: skip

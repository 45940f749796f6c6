"""The ledger: how many incidents and victims a scope holds, by a named rule, and from which incidents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from corrobora.case import Case
from corrobora.case.ledgers import LedgerPart
from corrobora.codebook.rules import Rule, rules
from corrobora.count.asking import NotAScope, scope_of
from corrobora.count.bars import bars, month_bars, place_bars
from corrobora.count.ledger import DEFAULT_RULE, Estimate, LedgerRow, NoSuchRule
from corrobora.count.scope import Standard
from corrobora.model.vocabulary import Act, VictimStatus
from corrobora.publish import words
from corrobora.web.pages.incident import stretch, title
from corrobora.web.paging import Paged, walked

SIZE = 50
#: What may be asked, and what it is called in the address.
ASKED = ("act", "victim_side", "perpetrator_side", "status", "area", "from", "to", "standard", "rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One incident of the ledger."""

    label: str
    title: str
    when: str
    inside: bool
    victims: Triple
    grade: str
    origins: str
    claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Triple:
    """Low, best and high in words."""

    low: str
    best: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """What the page of the ledger shows.

    Attributes:
        asked: what was asked, by its name in the address.
        acts, statuses, standards: values that can be asked for, with what they are called.
        rules: rules that can be counted by.
        rule: the one counted by.
        problem: why nothing is counted, may be empty.
        scope: what is counted, in words.
        incidents, victims: the totals.
        rows: the incidents behind them, `SIZE` at a time.
        months, places: drawings of the same.
        by_month, by_place: the same as lists.
    """

    asked: Mapping[str, str]
    acts: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]
    standards: tuple[tuple[str, str], ...]
    rules: tuple[Rule, ...]
    rule: Rule
    problem: str = ""
    scope: str = ""
    incidents: Triple | None = None
    victims: Triple | None = None
    rows: Paged[Row] | None = None
    months: Markup | None = None
    places: Markup | None = None
    by_month: tuple[tuple[str, str], ...] = ()
    by_place: tuple[tuple[str, str], ...] = ()


def ledger_page(
    case: Case,
    query: Mapping[str, str],
    *,
    after: int | None = None,
    before: int | None = None,
    position: int = 1,
) -> LedgerPage:
    """Count what the address asks for; what cannot be asked is said.

    Args:
        case: the case.
        query: what is asked, by its name in the address.
        after, before: the incidents shown come after, or just before, the one of this number.
        position: place of the first of them as the address says, from 1.
    """
    asked = {name: value.strip() for name in ASKED if (value := query.get(name, "")).strip()}
    known = {name: rule for name, rule in rules().items() if rule.ledger}
    rule = known.get(asked.get("rule", ""), known[DEFAULT_RULE])
    try:
        scope = scope_of(
            act=asked.get("act"), victim_side=asked.get("victim_side"), status=asked.get("status"),
            perpetrator_side=asked.get("perpetrator_side"), area=asked.get("area"),
            first=asked.get("from"), last=asked.get("to"), standard=asked.get("standard"),
        )  # fmt: skip
        found = case.ledger_part(scope, rule=asked.get("rule"), limit=SIZE, after=after, before=before)
    except (NotAScope, NoSuchRule) as error:
        return replace(_frame(asked, known, rule), problem=str(error))
    return _counted(found, _frame(asked, known, rule), position)


def _frame(asked: Mapping[str, str], known: Mapping[str, Rule], rule: Rule) -> LedgerPage:
    return LedgerPage(
        asked=asked,
        acts=tuple((a.value, words.label(a)) for a in Act),
        statuses=tuple((s.value, words.label(s)) for s in VictimStatus),
        standards=tuple((s.value, s.value.replace("_", " ")) for s in Standard),
        rules=tuple(known.values()),
        rule=rule,
    )


def _counted(found: LedgerPart, frame: LedgerPage, position: int) -> LedgerPage:
    months, places = month_bars(found.months), place_bars(found.places)
    return replace(
        frame,
        scope=found.scope.words(),
        incidents=_triple(found.incidents),
        victims=_triple(found.victims),
        rows=walked(
            [_row(row) for row in found.rows],
            [str(row.incident.number) for row in found.rows],
            total=found.total,
            position=position,
            size=SIZE,
            earlier=found.earlier,
            later=found.later,
            path="/ledger",
            query=frame.asked,
        ),
        months=Markup(words.visible(bars(months, title="Incidents by month"))),  # noqa: S704 - escaped there
        places=Markup(words.visible(bars(places, title="Incidents by place"))),  # noqa: S704 - escaped there
        by_month=tuple((b.label, b.words) for b in months),
        by_place=tuple((b.label, b.words) for b in places),
    )


def _triple(estimate: Estimate) -> Triple:
    return Triple(
        low=f"{estimate.low:,}",
        best=words.NOT_FOUND if estimate.best is None else f"{estimate.best:,}",
        high="open" if estimate.high is None else f"{estimate.high:,}",
    )


def _row(row: LedgerRow) -> Row:
    least, most = row.independent
    return Row(
        label=row.incident.label,
        title=title(row.incident),
        when=stretch(row.incident, long=False),
        inside=row.inside,
        victims=_triple(row.victims),
        grade=row.grade.value if row.grade else "",
        origins=str(most) if least == most else f"{least} to {most}",
        claims=tuple((id, words.quantity(q) if q else words.NOT_FOUND) for id, q in row.claims),
    )

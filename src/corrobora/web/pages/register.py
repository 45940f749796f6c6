"""The register: every incident in one table, narrowed and ordered by plain query parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from corrobora.case.records import IncidentHead
from corrobora.case.viewing import View
from corrobora.model.incident import Incident
from corrobora.model.vocabulary import Act, Basis, Verification, VictimStatus
from corrobora.publish import words
from corrobora.publish.language import gettext, noop
from corrobora.web.evidence import in_words
from corrobora.web.pages.incident import ROWS, stretch
from corrobora.web.paging import Paged, paged

SIZE = 100
E = TypeVar("E", bound=StrEnum)

#: Orders of the register: what each is called, by the name it has in addresses.
ORDERS = {
    "number": noop("number"),
    "date": noop("day, newest first"),
    "victims": noop("most victims first"),
    "place": noop("place"),
    "claims": noop("most claims first"),
}


#: Columns that can be left out, by the name they have in addresses; the number always stands.
COLUMNS = {
    "victims": noop("Victims"), "place": noop("Place"), "day": noop("Day"),
    "by": noop("Said to be responsible"), "evidence": noop("Evidence named"), "claims": noop("Claims"),
    "differ": noop("Claims differ on"), "sources": noop("Sources"),
}  # fmt: skip
#: Those shown where nobody chose.
SHOWN = tuple(name for name in COLUMNS if name != "sources")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of the register; ``None`` and empty: everything.

    Attributes:
        words: words that must stand in a row's place, parties or sources.
        since, until: only incidents that can have happened on a day of this stretch.
        differs: only incidents whose claims differ on something.
        order: one of `ORDERS`.
        columns: names of the columns shown, of `COLUMNS`.
        unread: parameters that could not be understood, in words; they are left out.
    """

    words: str = ""
    act: Act | None = None
    status: VictimStatus | None = None
    side: str = ""
    by: str = ""
    basis: Basis | None = None
    verification: Verification | None = None
    since: date | None = None
    until: date | None = None
    differs: bool = False
    order: str = "number"
    columns: tuple[str, ...] = SHOWN
    unread: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: Mapping[str, str], columns: Sequence[str] = ()) -> Wanted:
        """What an address asks for.

        Args:
            query: its parameters.
            columns: the columns it names one by one; else ``cols`` names them in one parameter.
        """
        unread: list[str] = []

        def member(name: str, enum: type[E]) -> E | None:
            given = query.get(name, "").strip()
            if not given:
                return None
            if given in {m.value for m in enum}:
                return enum(given)
            unread.append(
                gettext("“%(given)s” is nothing this register knows as %(name)s")
                % {"given": given, "name": name}
            )
            return None

        def day(name: str) -> date | None:
            given = query.get(name, "").strip()
            try:
                return date.fromisoformat(given) if given else None
            except ValueError:
                unread.append(gettext("“%(given)s” is not a day; write it as 2024-10-13") % {"given": given})
                return None

        asked = {*columns, *query.get("cols", "").split(",")}
        shown = tuple(name for name in COLUMNS if name in asked) or SHOWN
        order = query.get("order", "") or "number"
        if order not in ORDERS:
            unread.append(gettext("“%(given)s” is not an order this register knows") % {"given": order})
            order = "number"
        return cls(
            words=query.get("q", "").strip(),
            act=member("act", Act),
            status=member("status", VictimStatus),
            side=query.get("side", "").strip(),
            by=query.get("by", "").strip(),
            basis=member("basis", Basis),
            verification=member("verification", Verification),
            since=day("since"),
            until=day("until"),
            differs=query.get("differs", "") == "1",
            order=order,
            columns=shown,
            unread=tuple(unread),
        )

    def query(self) -> dict[str, str]:
        """The parameters an address needs to ask for the same."""
        given = {
            "q": self.words,
            "act": self.act or "",
            "status": self.status or "",
            "side": self.side,
            "by": self.by,
            "basis": self.basis or "",
            "verification": self.verification or "",
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "differs": "1" if self.differs else "",
            "order": "" if self.order == "number" else self.order,
            "cols": "" if self.columns == SHOWN else ",".join(self.columns),
        }
        return {k: str(v) for k, v in given.items() if v}

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.query().keys() - {"order", "cols"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One incident in the register; ``decided``: what a person decided on it, may be empty."""

    label: str
    victims: str
    status: str
    side: str
    by: str
    place: str
    within: str
    when: str
    act: str
    basis: str
    verification: str
    claims: int
    documents: int
    publishers: str
    differs: tuple[str, ...]
    decided: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option of a filter."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter with its options; a first empty one stands for all."""

    name: str
    term: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """What the register shows.

    Attributes:
        columns: every column, and whether it is shown.
        views: saved views.
        query: what its own address asks for.
    """

    rows: Paged[Entry]
    total: int
    wanted: Wanted
    filters: tuple[Filter, ...]
    orders: tuple[Choice, ...]
    order_links: Mapping[str, str]
    persons: str
    columns: tuple[Choice, ...] = ()
    views: tuple[View, ...] = ()
    query: str = ""


def register_page(
    heads: Sequence[IncidentHead], wanted: Wanted, *, page: int = 1, views: Sequence[View] = ()
) -> RegisterPage:
    """The register, narrowed and ordered as wanted.

    Args:
        heads: all incidents in force.
        wanted: what is asked for.
        page: number of the page, from 1.
        views: saved views of the register.
    """
    found = sorted((h for h in heads if fits(h, wanted)), key=_key(wanted.order))
    query = wanted.query()
    return RegisterPage(
        rows=paged([entry(h) for h in found], page=page, size=SIZE, path="/incidents", query=query),
        total=len(heads),
        wanted=wanted,
        filters=tuple(register_filters([h.incident for h in heads], wanted)),
        orders=tuple(Choice(value=v, name=gettext(n), chosen=v == wanted.order) for v, n in ORDERS.items()),
        order_links={v: "/incidents?" + urlencode({**query, "order": v}) for v in ORDERS},
        persons=_persons([h.incident for h in found]),
        columns=tuple(
            Choice(value=v, name=gettext(n), chosen=v in wanted.columns) for v, n in COLUMNS.items()
        ),
        views=tuple(views),
        query=urlencode(query),
    )


def entry(head: IncidentHead) -> Entry:
    """An incident as a row."""
    i = head.incident

    def said(name: str) -> str:
        derived = getattr(i, name)
        return in_words(name, derived.value)[0] if derived else ""

    return Entry(
        label=i.label,
        victims=said("victims"),
        status=said("victim_status"),
        side=said("victim_side"),
        by=said("perpetrator_side"),
        place=said("place"),
        within=words.containing(i.place.value) if i.place else "",
        when=stretch(i, long=False).removesuffix(_span_note()) if i.date else "",
        act=said("act"),
        basis=", ".join(words.label(b) for b in i.basis.value) if i.basis else "",
        verification=said("verification"),
        claims=len(i.claims),
        documents=head.documents,
        publishers=words.listed(list(head.publishers)),
        differs=tuple(words.slot(n).lower() for n in ROWS if (d := getattr(i, n, None)) and d.differs),
        decided=words.decision(head.decision) if head.decision else "",
    )


def _span_note() -> str:
    return gettext("%(days)s, as far as the sources span") % {"days": ""}


def fits(head: IncidentHead, wanted: Wanted) -> bool:
    """Whether an incident is what is asked for."""
    i = head.incident
    plain = (
        (wanted.act, i.act),
        (wanted.status, i.victim_status),
        (wanted.side, i.victim_side),
        (wanted.by, i.perpetrator_side),
        (wanted.verification, i.verification),
    )
    for asked, derived in plain:
        if asked and (derived is None or derived.value != asked):
            return False
    if wanted.basis and (i.basis is None or wanted.basis not in i.basis.value):
        return False
    if wanted.differs and not any((d := getattr(i, n, None)) and d.differs for n in ROWS):
        return False
    return _on_a_day(i, wanted) and _says(head, wanted.words)


def _on_a_day(incident: Incident, wanted: Wanted) -> bool:
    if wanted.since is None and wanted.until is None:
        return True
    if incident.date is None:
        return False
    first, last = incident.date.value.first or date.min, incident.date.value.last or date.max
    return last >= (wanted.since or date.min) and first <= (wanted.until or date.max)


def _says(head: IncidentHead, asked: str) -> bool:
    row = entry(head)
    held = " ".join((row.label, row.place, row.within, row.act, row.side, row.by, row.publishers)).casefold()
    return all(word in held for word in asked.casefold().split())


def _key(order: str) -> Callable[[IncidentHead], Any]:
    def by_number(h: IncidentHead) -> Any:
        return h.incident.number

    def by_date(h: IncidentHead) -> Any:
        day = (h.incident.date.value.first or h.incident.date.value.last) if h.incident.date else None
        return (day is None, -(day or date.min).toordinal(), h.incident.number)

    def by_victims(h: IncidentHead) -> Any:
        low = (h.incident.victims.value.low or 0) if h.incident.victims else -1
        return (-low, h.incident.number)

    def by_place(h: IncidentHead) -> Any:
        name = h.incident.place.value.name.casefold() if h.incident.place else ""
        return (not name, name, h.incident.number)

    def by_claims(h: IncidentHead) -> Any:
        return (-len(h.incident.claims), h.incident.number)

    keys = {"date": by_date, "victims": by_victims, "place": by_place, "claims": by_claims}
    return keys.get(order, by_number)


def register_filters(incidents: Sequence[Incident], wanted: Wanted) -> Iterable[Filter]:
    """A filter for every slot of which the register holds more than nothing."""
    asked = {
        "act": ("act", wanted.act),
        "status": ("victim_status", wanted.status),
        "side": ("victim_side", wanted.side),
        "by": ("perpetrator_side", wanted.by),
        "basis": ("basis", wanted.basis),
        "verification": ("verification", wanted.verification),
    }
    for name, (slot, chosen) in asked.items():
        held = [d.value for i in incidents if (d := getattr(i, slot))]
        values = sorted({v for h in held for v in (h if isinstance(h, tuple) else (h,))})
        if chosen and chosen not in values:
            values.append(chosen)
        if values:
            options = [Choice(value=str(v), name=in_words(slot, v)[0], chosen=v == chosen) for v in values]
            yield Filter(name=name, term=words.slot(slot), choices=tuple(options))


def _persons(incidents: Sequence[Incident]) -> str:
    """Victims of all rows together with their bounds, where the rows are one kind of thing: one act by
    one side against one side. Others are never added up."""
    kinds = {tuple(d and d.value for d in (i.act, i.victim_side, i.perpetrator_side)) for i in incidents}
    return words.together([i.victims.value for i in incidents if i.victims]) if len(kinds) == 1 else ""

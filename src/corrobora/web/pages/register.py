"""The register: every incident in one table, narrowed and ordered by plain query parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from corrobora.case.listing import words as words_of
from corrobora.case.records import IncidentHead
from corrobora.case.shown import Portion, Shown
from corrobora.case.viewing import View
from corrobora.model.vocabulary import Act, Basis, Verification, VictimStatus
from corrobora.publish import words
from corrobora.publish.language import gettext, noop
from corrobora.store.listed import Asked
from corrobora.web.evidence import in_words
from corrobora.web.pages.incident import ROWS, stretch
from corrobora.web.paging import Paged, walked

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

    def asked(self) -> Asked:
        """The same as the listings are asked; what is no column of them is left out."""
        return Asked(
            words=tuple((word, _acts(word)) for word in words_of(self.words)),
            act=self.act or "",
            victim_status=self.status or "",
            victim_side=self.side,
            perpetrator_side=self.by,
            verification=self.verification or "",
            basis=self.basis or "",
            since=self.since.isoformat() if self.since else "",
            until=self.until.isoformat() if self.until else "",
            differs=self.differs,
        )

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
    shown: Shown,
    wanted: Wanted,
    *,
    after: int | None = None,
    before: int | None = None,
    position: int = 1,
    views: Sequence[View] = (),
) -> RegisterPage:
    """The register, narrowed and ordered as wanted.

    Args:
        shown: the register in portions.
        wanted: what is asked for.
        after, before: the rows come after, or just before, the incident of this number.
        position: place of the first row among all that were asked for, as the address says.
        views: saved views of the register.
    """
    query, asked = wanted.query(), wanted.asked()
    portion = shown.register(asked, wanted.order, limit=SIZE, after=after, before=before)
    figures = shown.figures(asked)
    return RegisterPage(
        rows=_rows(portion, figures.incidents, position, query),
        total=shown.figures(Asked()).incidents if wanted.narrowed else figures.incidents,
        wanted=wanted,
        filters=tuple(register_filters(shown.values(), wanted)),
        orders=tuple(Choice(value=v, name=gettext(n), chosen=v == wanted.order) for v, n in ORDERS.items()),
        order_links={v: "/incidents?" + urlencode({**query, "order": v}) for v in ORDERS},
        persons=words.together([figures.victims]) if figures.victims else "",
        columns=tuple(
            Choice(value=v, name=gettext(n), chosen=v in wanted.columns) for v, n in COLUMNS.items()
        ),
        views=tuple(views),
        query=urlencode(query),
    )


def _rows(portion: Portion, total: int, position: int, query: Mapping[str, str]) -> Paged[Entry]:
    return walked(
        [entry(head) for head in portion.heads],
        [str(head.incident.number) for head in portion.heads],
        total=total,
        position=position,
        size=SIZE,
        earlier=portion.earlier,
        later=portion.later,
        path="/incidents",
        query=query,
    )


def _acts(word: str) -> tuple[str, ...]:
    """Acts a word of whose name, in the language in use, begins so."""
    return tuple(act.value for act in Act if any(w.startswith(word) for w in words_of(words.label(act))))


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


def register_filters(held: Mapping[str, Sequence[str]], wanted: Wanted) -> Iterable[Filter]:
    """A filter for every slot of which the register holds more than nothing; ``held``: its values by slot."""
    asked = {
        "act": ("act", wanted.act, Act),
        "status": ("victim_status", wanted.status, VictimStatus),
        "side": ("victim_side", wanted.side, str),
        "by": ("perpetrator_side", wanted.by, str),
        "basis": ("basis", wanted.basis, Basis),
        "verification": ("verification", wanted.verification, Verification),
    }
    for name, (slot, chosen, kind) in asked.items():
        values = [kind(v) for v in held[slot]]
        if chosen and chosen not in values:
            values.append(chosen)
        if values:
            options = [Choice(value=str(v), name=in_words(slot, v)[0], chosen=v == chosen) for v in values]
            yield Filter(name=name, term=words.slot(slot), choices=tuple(options))

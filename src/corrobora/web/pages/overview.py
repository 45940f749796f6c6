"""The first page: what the case holds, where its sources differ, when its incidents happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corrobora.case.records import Size
from corrobora.case.shown import Shown
from corrobora.model.incident import Incident
from corrobora.model.vocabulary import Act
from corrobora.model.vocabulary import Kind as ClaimKind
from corrobora.places.outlines import Outlines
from corrobora.publish import days, words
from corrobora.store.listed import Asked, Kind
from corrobora.web.pages.documents import DocumentRow, row
from corrobora.web.pages.incident import title
from corrobora.web.pages.register import Entry, Wanted, entry
from corrobora.web.pages.review import Tab, why_words
from corrobora.web.pages.where import WherePage, where_page
from corrobora.web.strip import Strip

#: Rows of the short lists.
SHORT = 6
#: Incidents listed along the line of days, and kinds of incidents listed.
HAPPENINGS, GROUPS = 40, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with what it counts and where to read on."""

    text: str
    term: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Incidents of one act against one side by one other: never added up across such groups.

    Attributes:
        act, side, by: what the group is, in words; empty where not found.
        incidents: how many.
        persons: victims with their bounds; empty where no claim gives a number.
        unnumbered: how many of the incidents have no number of victims.
    """

    act: str
    side: str
    by: str
    incidents: int
    persons: str
    unnumbered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An incident on the time line."""

    when: str
    label: str
    title: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """What the first page shows.

    Attributes:
        timeline: the newest incidents, oldest first.
        earlier: how many before them have a day.
        waiting: what waits for a person, by reason.
        where: the same incidents on a map.
    """

    name: str
    changed: str
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]
    differing: tuple[Entry, ...]
    differing_total: int
    timeline: tuple[Happening, ...]
    earlier: int
    strip: Strip | None
    undated: int
    newest: tuple[DocumentRow, ...]
    unread: int
    waiting: tuple[Tab, ...] = ()
    where: WherePage | None = None


def overview_page(name: str, size: Size, shown: Shown, outlines: Outlines | None = None) -> OverviewPage:
    """The first page of a case.

    Args:
        name: the case's name.
        size: how large it is.
        shown: the register and what waits, in portions.
        outlines: countries and units, for the map.
    """
    differing = Asked(differs=True)
    where = where_page(shown, Wanted(), outlines or Outlines(countries={}, units={}), listing=False)
    newest = shown.register(Asked(), "date", limit=HAPPENINGS).heads
    dated = [h for h in (_happening(head.incident) for head in newest) if h]
    return OverviewPage(
        name=name,
        changed=days.moment(size.changed) if size.changed else "",
        figures=_figures(size, shown),
        groups=tuple(_group(kind) for kind in shown.kinds()[:GROUPS]),
        differing=tuple(map(entry, shown.register(differing, "differences", limit=SHORT).heads)),
        differing_total=shown.figures(differing).incidents,
        timeline=tuple(sorted(dated, key=lambda h: (h.first, h.last, h.label))),
        earlier=where.total - where.undated - len(dated),
        strip=where.strip,
        undated=where.undated,
        newest=tuple(map(row, shown.newest_documents(SHORT))),
        unread=size.items - size.documents,
        waiting=tuple(
            Tab(name=why_words(w), number=n, href=f"/review?why={w.value}", chosen=False)
            for w, n in shown.sizes().items()
            if n
        ),
        where=where if outlines else None,
    )


def _figures(size: Size, shown: Shown) -> tuple[Figure, ...]:
    kinds = (
        (size.incidents, "incident", "incidents", "/incidents"),
        (shown.tallies_size(), "tally", "tallies", "/tallies"),
        (sum(shown.saying_sizes(ClaimKind.STATEMENT).values()), "statement", "statements", "/statements"),
        (sum(shown.saying_sizes(ClaimKind.RESPONSE).values()), "response", "responses", "/responses"),
        (size.documents, "document", "documents", "/documents"),
        (size.entries, "journal entry", "journal entries", "/journal"),
    )
    return tuple(
        Figure(
            text=words.number(n),
            term=words.plural(n, one, many).removeprefix(words.number(n)).strip(),
            href=href,
        )
        for n, one, many, href in kinds
    )


def _group(kind: Kind) -> Group:
    return Group(
        act=words.label(Act(kind.act)) if kind.act else "",
        side=words.country(kind.victim_side) if kind.victim_side else "",
        by=words.country(kind.perpetrator_side) if kind.perpetrator_side else "",
        incidents=kind.incidents,
        persons=words.together([kind.victims]) if kind.victims else "",
        unnumbered=kind.incidents - kind.numbered,
    )


def _happening(incident: Incident) -> Happening | None:
    if incident.date is None:
        return None
    when = incident.date.value
    first, last = when.first or when.last, when.last or when.first
    if first is None or last is None:
        return None
    return Happening(
        when=days.when(when), label=incident.label, title=title(incident), first=first, last=last
    )

"""The first page: what the case holds, where its sources differ, when its incidents happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corrobora.case.records import DocumentHead, IncidentHead, Stats
from corrobora.case.reviewing import Waiting, counts
from corrobora.model.incident import Incident
from corrobora.model.vocabulary import Kind
from corrobora.places.outlines import Outlines
from corrobora.publish import days, words
from corrobora.web.pages.documents import DocumentRow, documents_page
from corrobora.web.pages.incident import title
from corrobora.web.pages.register import Entry, Wanted, entry
from corrobora.web.pages.review import Tab, why_words
from corrobora.web.pages.where import WherePage, where_page
from corrobora.web.strip import Strip, strip

#: Rows of the short lists.
SHORT = 6


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
    strip: Strip | None
    undated: int
    newest: tuple[DocumentRow, ...]
    unread: int
    waiting: tuple[Tab, ...] = ()
    where: WherePage | None = None


def overview_page(
    name: str,
    stats: Stats,
    incidents: Sequence[IncidentHead],
    documents: Sequence[DocumentHead],
    waiting: Sequence[Waiting] = (),
    outlines: Outlines | None = None,
) -> OverviewPage:
    """The first page of a case.

    Args:
        name: the case's name.
        stats: its figures.
        incidents: all incidents in force.
        documents: all documents.
        waiting: what waits for a person.
        outlines: countries and units, for the map.
    """
    differing = [e for e in map(entry, incidents) if e.differs]
    found = [h for h in (_happening(i.incident) for i in incidents) if h]
    dated = tuple(sorted(found, key=lambda h: (h.first, h.last, h.label)))
    return OverviewPage(
        name=name,
        changed=days.moment(stats.changed) if stats.changed else "",
        figures=_figures(stats),
        groups=_groups([h.incident for h in incidents]),
        differing=tuple(sorted(differing, key=lambda e: -len(e.differs))[:SHORT]),
        differing_total=len(differing),
        timeline=dated,
        strip=strip([(h.first, h.last) for h in dated]),
        undated=len(incidents) - len(dated),
        newest=documents_page(documents).rows.items[:SHORT],
        unread=stats.items - stats.documents,
        waiting=tuple(
            Tab(name=why_words(w), number=n, href=f"/review?why={w.value}", chosen=False)
            for w, n in counts(waiting).items()
            if n
        ),
        where=where_page(incidents, Wanted(), outlines) if outlines else None,
    )


def _figures(stats: Stats) -> tuple[Figure, ...]:
    kinds = (
        (stats.incidents, "incident", "incidents", "/incidents"),
        (stats.claims.get(Kind.TALLY, 0), "tally", "tallies", "/tallies"),
        (stats.claims.get(Kind.STATEMENT, 0), "statement", "statements", "/statements"),
        (stats.claims.get(Kind.RESPONSE, 0), "response", "responses", "/responses"),
        (stats.documents, "document", "documents", "/documents"),
        (stats.entries, "journal entry", "journal entries", "/journal"),
    )
    return tuple(
        Figure(
            text=words.number(n),
            term=words.plural(n, one, many).removeprefix(words.number(n)).strip(),
            href=href,
        )
        for n, one, many, href in kinds
    )


def _groups(incidents: Sequence[Incident]) -> tuple[Group, ...]:
    keys = Counter(_key(i) for i in incidents)
    return tuple(_group(key, [i for i in incidents if _key(i) == key]) for key, _ in keys.most_common())


def _key(incident: Incident) -> tuple[str, str, str]:
    act, side, by = incident.act, incident.victim_side, incident.perpetrator_side
    return (
        words.label(act.value) if act else "",
        words.country(side.value) if side else "",
        words.country(by.value) if by else "",
    )


def _group(key: tuple[str, str, str], members: Sequence[Incident]) -> Group:
    counted = [i.victims.value for i in members if i.victims]
    act, side, by = key
    return Group(
        act=act,
        side=side,
        by=by,
        incidents=len(members),
        persons=words.together(counted),
        unnumbered=len(members) - len(counted),
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

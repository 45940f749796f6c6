"""A document as the rules see it: its language and every component mention, looked up by position."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from corrobora.extract.analysis import Analysis, Sentence, Token
from corrobora.extract.bodies import find_bodies
from corrobora.extract.conflicts import conflicts_in, known_days
from corrobora.extract.dates import find_dates
from corrobora.extract.mention import Mention
from corrobora.extract.numbers import find_quantities
from corrobora.extract.opinion import Opinion
from corrobora.extract.places import find_places
from corrobora.extract.rules.cues import shipped_matcher
from corrobora.extract.rules.hearing import Hearing, hear
from corrobora.extract.rules.roles import Part, parts
from corrobora.extract.sides import find_sides
from corrobora.extract.tables import Row, cell_days, find_rows
from corrobora.model.actor import Actor
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import ResponseType
from corrobora.model.when import When
from corrobora.model.where import Where
from corrobora.places.gazetteer import Gazetteer

V = TypeVar("V", covariant=True)


class Mentions(Generic[V]):
    """Mentions of one sort in the order of the text."""

    def __init__(self, mentions: Iterable[Mention[V]] = ()) -> None:
        self._all = tuple(sorted(mentions, key=lambda m: (m.start, m.end)))
        self._starts = [m.start for m in self._all]

    def __iter__(self) -> Iterator[Mention[V]]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def within(self, start: int, end: int) -> tuple[Mention[V], ...]:
        """Mentions that begin at characters ``[start, end)``."""
        return self._all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def before(self, position: int) -> Mention[V] | None:
        """The last mention that begins before a character."""
        at = bisect_left(self._starts, position)
        return self._all[at - 1] if at else None

    def after(self, position: int) -> Mention[V] | None:
        """The first mention that begins at or after a character."""
        at = bisect_left(self._starts, position)
        return self._all[at] if at < len(self._all) else None

    def only(self, wanted: Callable[[V], bool]) -> Mentions[V]:
        """Those whose value is wanted."""
        return Mentions(m for m in self._all if wanted(m.value))


_NONE: Mentions[str] = Mentions()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """One document with everything its parts have marked; built once, shared by all rules.

    Two readings are equal only if they are one, so that what is worked out from one can be remembered by it.

    Attributes:
        analysis: words, sentences and parse.
        quantities: numbers with bounds and unit.
        whens: days and periods, resolved where the document allows it.
        places: places with their candidates.
        sides: country codes of forces, armies and states.
        bodies: codebook ids of institutions.
        cues: entry ids by family of the codebook (``acts``, ``statuses``, ``bases`` …).
        hearing: every act of speaking.
        parts: who the grammar makes do and suffer the document's deeds.
        rows: rows of its tables.
        second: what another reader holds of the document; ``None`` where the rules read alone.
    """

    analysis: Analysis
    quantities: Mentions[Quantity]
    whens: Mentions[When]
    places: Mentions[Where]
    sides: Mentions[str]
    bodies: Mentions[str]
    cues: Mapping[str, Mentions[str]] = field(default_factory=dict)
    hearing: Hearing = field(default_factory=Hearing)
    parts: tuple[Part, ...] = ()
    rows: tuple[Row, ...] = ()
    second: Opinion | None = None

    @property
    def text(self) -> str:
        """The text all offsets refer to."""
        return self.analysis.text

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The document's sentences, headings and list lines."""
        return self.analysis.sentences

    def row_of(self, sentence: Sentence) -> Row | None:
        """The row a sentence is, ``None`` for running text and for a table's header."""
        at = bisect_left(self.rows, sentence.end, key=lambda row: row.start) - 1
        row = self.rows[at] if at >= 0 else None
        return row if row and not row.header and sentence.start < row.end else None

    def family(self, name: str) -> Mentions[str]:
        """Cue mentions of one family; empty if the text has none."""
        return self.cues.get(name, _NONE)

    def cued(self, name: str, start: int, end: int) -> frozenset[str]:
        """Ids of a family's entries that begin at characters ``[start, end)``."""
        return frozenset(m.value for m in self.family(name).within(start, end))

    def tokens_within(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that begin at characters ``[start, end)``."""
        starts = self.analysis.token_starts
        return self.analysis.tokens[bisect_left(starts, start) : bisect_left(starts, end)]

    def parts_within(self, start: int, end: int) -> list[Part]:
        """The parts of deeds that begin at characters ``[start, end)``."""
        low, high = (bisect_left(self.parts, at, key=lambda p: p.start) for at in (start, end))
        return list(self.parts[low:high])


def read_mentions(analysis: Analysis, second: Opinion | None = None) -> Reading:
    """Everything the components find in one document."""
    found = shipped_matcher(analysis.language).find(analysis)
    rows = find_rows(analysis.text)
    published = analysis.document.source.published
    known = known_days(conflicts_in(analysis), analysis.language, published)
    reading = Reading(
        analysis=analysis,
        quantities=Mentions(find_quantities(analysis.text, analysis.language)),
        whens=_whens(analysis, rows, published, known),
        places=Mentions(find_places(analysis, Gazetteer.in_use())),
        sides=Mentions(find_sides(analysis)),
        bodies=Mentions(_by_id(find_bodies(analysis))),
        cues={family: Mentions(mentions) for family, mentions in _meant(found).items()},
        rows=rows,
        second=second,
    )
    return replace(reading, hearing=hear(reading), parts=parts(reading))


#: Characters between "according to" and whom it names.
_GAP = 6


def _meant(found: Mapping[str, Sequence[Mention[str]]]) -> dict[str, Sequence[Mention[str]]]:
    """The cues, without an investigation that is only the source of what is said."""
    sources = [m.end for m in found.get("reporting", ()) if m.value == "according"]
    opened = ResponseType.INVESTIGATION_OPENED.value
    responses = [
        m
        for m in found.get("responses", ())
        if m.value != opened or not any(0 <= m.start - end < _GAP for end in sources)
    ]
    return {**found, "responses": responses}


def _whens(
    analysis: Analysis, rows: tuple[Row, ...], published: date | None, known: Mapping[str, date]
) -> Mentions[When]:
    """Days of the running text and of cells; a cell is read by its column, whatever it looks like."""
    cells = list(cell_days(analysis.text, rows, published))
    running = find_dates(analysis.text, analysis.language, published, known)
    return Mentions(
        [*cells, *(m for m in running if not any(m.start < c.end and c.start < m.end for c in cells))]
    )


def _by_id(bodies: Iterable[Mention[Actor]]) -> Iterator[Mention[str]]:
    for m in bodies:
        if m.value.body:
            yield Mention(
                start=m.start, end=m.end, value=m.value.body, reader=m.reader, confidence=m.confidence
            )

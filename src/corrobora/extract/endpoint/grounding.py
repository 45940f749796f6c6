"""Claims from what a model pointed at: quotes aligned, values read from them by the program's own readers."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from corrobora.extract.endpoint.align import Aligner
from corrobora.extract.endpoint.answer import MOST_VALUES, AnsweredClaim, Judged
from corrobora.extract.endpoint.pieces import Piece
from corrobora.extract.mention import Mention
from corrobora.extract.rules.parties import party
from corrobora.extract.rules.reading import Mentions, Reading
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS, SLOTS_OF_KIND, Claim, Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind, Unit
from corrobora.model.when import Precision, When
from corrobora.model.where import PlaceLevel, Where

V = TypeVar("V")
E = TypeVar("E", bound=StrEnum)
#: A model states no confidence; claims and choices of the vocabulary carry this one.
CONFIDENCE = 0.7
#: Longest words of a place the gazetteer does not know.
_PLACE_WORDS = 6
_LEVELS = tuple(PlaceLevel)
_UNITS = {
    "victims": (Unit.PERSONS,),
    "incidents": (Unit.INCIDENTS, Unit.PROCEEDINGS),
    "statements": (Unit.STATEMENTS,),
}


class Grounder:
    """Turns answered claims of one document into claims.

    Args:
        reading: what the program's own readers find in the document.
        engine: name the claims carry.
        lookup: candidates for a place name in a language.

    Attributes:
        refused: what could not be used, counted: ``quote.<slot>`` words that do not stand in the text,
            ``unread.<slot>`` words in which the reader finds no value, or several.
    """

    def __init__(self, reading: Reading, engine: str, lookup: Callable[[str, str], tuple[Any, ...]]) -> None:
        self._reading = reading
        self._engine = engine
        self._lookup = lookup
        self._aligner = Aligner(reading.text)
        self.refused: Counter[str] = Counter()

    def claim(self, answered: AnsweredClaim, piece: Piece) -> Claim | None:
        """The claim, or nothing if none of its quotes stands in the piece."""
        spans: list[Span] = []
        for quote in answered.quotes[:MOST_VALUES]:
            span = self._aligner.find(quote, piece.start, piece.end)
            if span is None:
                self.refused["quote.claim"] += 1
            elif not any(span.overlaps(s) for s in spans):
                spans.append(span)
        if not spans:
            self.refused["claim"] += 1
            return None
        spans.sort()
        at = _Place(piece, spans[0].start)
        allowed = SLOTS_OF_KIND[answered.kind]
        slots: dict[str, Any] = {}
        for name, read in self._readers(answered).items():
            if name in allowed and (value := read(at)):
                slots[name] = value
        if answered.kind is Kind.TALLY:
            published = self._reading.analysis.document.source.published
            slots["period"] = _until_published(slots.get("period"), published, spans[0], self._engine)
        return Claim(
            kind=answered.kind, spans=tuple(spans), engine=self._engine, confidence=CONFIDENCE, **slots
        )

    def _readers(self, a: AnsweredClaim) -> dict[str, Callable[[_Place], Any]]:
        types = {
            Kind.STATEMENT: a.statement_type,
            Kind.RESPONSE: a.response_type,
            Kind.CONTEXT: a.context_type,
        }
        type_: Judged[Any] | None = types.get(a.kind)
        r = self._reading
        one, many = self._one, self._many
        return {
            "claimants": lambda at: many("claimants", a.claimants, at, self._actor),
            "stance": lambda at: self._judged("stance", a.stance, at),
            "type": lambda at: self._judged("type", type_, at),
            "actor": lambda at: one("actor", a.actor, at, self._actor),
            "act": lambda at: self._judged("act", a.act, at),
            "victims": lambda at: one("victims", a.victims, at, self._quantity("victims")),
            "incidents": lambda at: one("incidents", a.incidents, at, self._quantity("incidents")),
            "statements": lambda at: one("statements", a.statements, at, self._quantity("statements")),
            "victim_side": lambda at: one("victim_side", a.victim_side, at, self._only(r.sides)),
            "victim_status": lambda at: self._judged("victim_status", a.victim_status, at),
            "perpetrator_side": lambda at: one(
                "perpetrator_side", a.perpetrator_side, at, self._only(r.sides)
            ),
            "place": lambda at: one("place", a.place, at, self._where),
            "date": lambda at: one("date", a.date, at, self._only(r.whens)),
            "period": lambda at: one("period", a.period, at, self._only(r.whens)),
            "basis": lambda at: tuple(
                slot for j in a.basis[:MOST_VALUES] if (slot := self._judged("basis", j, at))
            ),
            "verification": lambda at: self._judged("verification", a.verification, at),
            "verified_by": lambda at: many("verified_by", a.verified_by, at, self._actor),
            "quantities": lambda at: many("quantities", a.quantities, at, self._only(r.quantities)),
        }

    def _judged(self, name: str, judged: Judged[E] | None, at: _Place) -> Slot[E] | None:
        if judged is None:
            return None
        span = self._words(name, judged.words, at)
        if span is None:
            return None
        return Slot(value=judged.value, spans=(span,), reader=self._engine, confidence=CONFIDENCE)

    def _one(
        self, name: str, words: str | None, at: _Place, read: Callable[[Span], Slot[V] | None]
    ) -> Slot[V] | None:
        if words is None or not words.strip():
            return None
        span = self._words(name, words, at)
        slot = read(span) if span else None
        if span and slot is None:
            self.refused[f"unread.{name}"] += 1
        return slot

    def _many(
        self, name: str, words: Iterable[str], at: _Place, read: Callable[[Span], Slot[V] | None]
    ) -> tuple[Slot[V], ...]:
        found: list[Slot[V]] = []
        for each in list(words)[:MOST_VALUES]:
            slot = self._one(name, each, at, read)
            if slot is not None and all(slot.value != other.value for other in found):
                found.append(slot)
        return tuple(found)

    def _words(self, name: str, words: str, at: _Place) -> Span | None:
        span = self._aligner.find(words, at.piece.start, at.piece.end, near=at.start)
        if span is None:
            self.refused[f"quote.{name}"] += 1
        return span

    def _slot(self, mention: Mention[V]) -> Slot[V]:
        slot = mention.slot(self._reading.text)
        return dataclasses.replace(slot, reader=f"{self._engine} > {mention.reader}")

    def _only(self, mentions: Mentions[V]) -> Callable[[Span], Slot[V] | None]:
        """The value the words hold, if it is but one."""

        def read(span: Span) -> Slot[V] | None:
            found = _touching(mentions, span)
            return self._slot(found[0]) if found and all(m.value == found[0].value for m in found) else None

        return read

    def _quantity(self, name: str) -> Callable[[Span], Slot[Quantity] | None]:
        def read(span: Span) -> Slot[Quantity] | None:
            found = _touching(self._reading.quantities, span)
            fitting = [m for m in found if m.value.unit in _UNITS[name]]
            fitting = fitting or [m for m in found if m.value.unit is Unit.OTHER]
            if not found and name == "victims":
                return self._one_person(span)
            if not fitting or any(m.value.bounds != fitting[0].value.bounds for m in fitting):
                return None
            slot = self._slot(fitting[0])
            if slot.value.unit is Unit.OTHER:  # the model says what is counted where the words do not
                return dataclasses.replace(slot, value=dataclasses.replace(slot.value, unit=_UNITS[name][0]))
            return slot

        return read

    def _one_person(self, span: Span) -> Slot[Quantity] | None:
        """A person's name stands for one."""
        actor = self._actor(span)
        if actor is None or actor.value.sort is not ActorSort.PERSON or not actor.value.name[:1].isupper():
            return None
        one = Quantity.exactly(1, Unit.PERSONS)
        return Slot(value=one, spans=actor.spans, reader=actor.reader, confidence=actor.confidence)

    def _where(self, span: Span) -> Slot[Where] | None:
        found = _touching(self._reading.places, span)
        if found:
            return self._slot(min(found, key=lambda m: -_depth(m.value)))
        name = span.quote.strip("()[]«»“”\"',. ")
        if not name[:1].isupper() or len(name.split()) > _PLACE_WORDS:
            return None
        where = Where(name=name, candidates=self._lookup(name, self._reading.analysis.language))
        return Slot(value=where, spans=(span,), reader=f"{self._engine} > gazetteer", confidence=CONFIDENCE)

    def _actor(self, span: Span) -> Slot[Actor] | None:
        hearing, tokens = self._reading.hearing, self._reading.tokens_within(span.start, span.end)
        tokens = tuple(t for t in tokens if t.pos != "SPACE")
        if not tokens or hearing.nouns is None or hearing.cast is None:
            return None
        found = party(self._reading.analysis, hearing.nouns, tokens[0].index, tokens[-1].index + 1)
        if found is None:
            return None
        spans: tuple[Span, ...] = (span,)
        if found.pronoun is None:
            actor = hearing.cast.full(found)
        elif found.pronoun == "person" and (meant := hearing.cast.person_before(span.start)):
            actor, spans = meant.actor, (span, Span.of(self._reading.text, meant.start, meant.end))
        else:
            return None
        return Slot(value=actor, spans=spans, reader=f"{self._engine} > names", confidence=CONFIDENCE)


def _until_published(
    when: Slot[When] | None, published: date | None, span: Span, engine: str
) -> Slot[When] | None:
    """A tally's period: one that names no end, or none at all, ends on the day of publication."""
    if published is None:
        return when
    if when is None:
        value = When(first=None, last=published, precision=Precision.SPAN, words="", anchor=published)
        return Slot(value=value, spans=(span,), reader=f"{engine} > until published", confidence=0.5)
    if when.value.last is None and when.value.first and when.value.first <= published:
        return dataclasses.replace(
            when, value=dataclasses.replace(when.value, last=published, anchor=published)
        )
    return when


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where a claim stands: words of its slots are looked for in its piece, nearest to its beginning."""

    piece: Piece
    start: int


def _touching(mentions: Mentions[V], span: Span) -> list[Mention[V]]:
    """Mentions that share characters with the words; those that begin before them too ("at least" nine)."""
    around = mentions.within(max(0, span.start - 200), span.end)
    return [m for m in around if m.end > span.start]


def _depth(where: Where) -> int:
    """How narrow a place is; an unknown name is taken for a settlement."""
    level = where.candidates[0].level if where.candidates else PlaceLevel.SETTLEMENT
    return _LEVELS.index(level)


def merged(claims: Iterable[Claim]) -> list[Claim]:
    """One claim of those that overlapping pieces gave twice: same kind, same type or act, common words.

    Values of the earlier one stand; what it left empty is filled from the later.
    """
    out: list[Claim] = []
    for claim in claims:
        for at, earlier in enumerate(out):
            if _same(earlier, claim):
                out[at] = _joined(earlier, claim)
                break
        else:
            out.append(claim)
    return out


def _same(a: Claim, b: Claim) -> bool:
    def value(slot: Slot[Any] | None) -> object:
        return slot.value if slot else None

    if a.kind is not b.kind or value(a.type) != value(b.type) or value(a.act) != value(b.act):
        return False
    for name in ("victims", "incidents", "statements", "actor"):
        one, two = value(getattr(a, name)), value(getattr(b, name))
        if one is not None and two is not None and one != two:
            return False
    return any(x.overlaps(y) for x in a.spans for y in b.spans)


def _joined(a: Claim, b: Claim) -> Claim:
    changes: dict[str, Any] = {"spans": _union(a.spans, b.spans)}
    for name in SINGLE_SLOTS:
        if getattr(a, name) is None and getattr(b, name) is not None:
            changes[name] = getattr(b, name)
    for name in LIST_SLOTS:
        held = getattr(a, name)
        more = tuple(s for s in getattr(b, name) if all(s.value != h.value for h in held))
        if more:
            changes[name] = held + more
    return dataclasses.replace(a, **changes)


def _union(a: tuple[Span, ...], b: tuple[Span, ...]) -> tuple[Span, ...]:
    return tuple(sorted({*a, *(s for s in b if not any(s.overlaps(t) for t in a))}))

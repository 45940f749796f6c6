"""Why a claim says what it says: which engine, rule or model read which words, and what else stood there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corrobora.case.records import ClaimRecord, DocumentRecord
from corrobora.extract.analysis import analyse
from corrobora.extract.rules.reading import Mentions, Reading, read_mentions
from corrobora.model.claim import SLOTS_OF_KIND, Claim, Slot
from corrobora.model.comparison import Comparison
from corrobora.model.serial import Json, flat, span_to_json
from corrobora.model.span import Span
from corrobora.model.where import Where

#: What the parts of a reader's name before its first full stop mean.
_PARTS: Mapping[str, str] = {
    "numbers": "the number grammar",
    "dates": "the date grammar",
    "gazetteer": "the gazetteer, by name",
    "names": "the reader of names and roles",
    "cues": "a cue of the codebook",
    "rules/places": "the reader of place names, with the gazetteer",
    "rules/sides": "the reader of forces and countries",
    "rules/bodies": "the codebook's bodies",
    "rules/attribution": "the rules of attribution: who speaks",
    "rules/doers": "the rules for who acts",
    "rules/bases": "the codebook's evidence bases",
    "rules/evidence": "the rules of verification",
    "rules/incidents": "the scoring of incidents",
    "rules/tallies": "the scoring of tallies",
    "rules/slots": "the scoring of slots over the event's sentences",
    "rules/sayings": "the scoring of statements and responses",
    "rules/contexts": "the rules of context",
    "rules/implied": "what the words imply",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A value that stands in or near the claim's words and was not taken, with those words."""

    value: Any
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotReason:
    """How one value came about.

    Attributes:
        slot: the slot's name.
        value: the value.
        spans: the words it was read from.
        reader: name of what read it, as the slot records it.
        how: the same in words.
        confidence: 0..1, as the reader states it.
        others: other values of that sort in the claim's words; for a place, the candidates it may mean.
    """

    slot: str
    value: Any
    spans: tuple[Span, ...]
    reader: str
    how: str
    confidence: float
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything known about how a claim was read.

    Attributes:
        record: the claim.
        slots: its values, each with its reader.
        not_found: slots of its kind that no words fill.
        cues: entries of the codebook found in its words, with the words.
        engine: the engines that read its document.
        dropped: what was refused in the whole document, counted.
    """

    record: ClaimRecord
    slots: tuple[SlotReason, ...]
    not_found: tuple[str, ...]
    cues: tuple[tuple[str, str], ...]
    engine: str
    dropped: Mapping[str, int]

    @property
    def comparison(self) -> Comparison | None:
        """What several engines made of it."""
        return self.record.claim.comparison

    def to_json(self) -> Json:
        """The object ``corrobora explain --json`` prints."""
        claim, comparison = self.record.claim, self.comparison
        return {
            "claim": self.record.id,
            "kind": claim.kind.value,
            "engine": claim.engine,
            "confidence": claim.confidence,
            "document": self.record.document.sha256,
            "spans": [span_to_json(s) for s in claim.spans],
            "slots": [
                {
                    "slot": s.slot, "value": flat(s.value), "spans": [span_to_json(x) for x in s.spans],
                    "reader": s.reader, "how": s.how, "confidence": s.confidence,
                    "others": [{"value": flat(o.value), "words": o.words} for o in s.others],
                }
                for s in self.slots
            ],
            "not_found": list(self.not_found),
            "cues": [{"entry": entry, "words": words} for entry, words in self.cues],
            "read_by": list(comparison.read_by) if comparison else [claim.engine],
            "not_read_by": list(comparison.silent) if comparison else [],
            "differences": [
                {"slot": d.slot, "engine": d.engine,
                 "values": [{"value": flat(v.value), "words": [x.quote for x in v.spans]} for v in d.values]}
                for d in (comparison.differences if comparison else ())
            ],
            "document_engine": self.engine,
            "dropped_in_document": dict(sorted(self.dropped.items())),
        }  # fmt: skip


def explain(record: ClaimRecord, document: DocumentRecord) -> Explanation:
    """Explain a claim of a document; the text is read again for what else stands in the claim's words."""
    claim = record.claim
    reading = read_mentions(analyse(document.document))
    filled = {name for name, _ in claim.slots()}
    return Explanation(
        record=record,
        slots=tuple(_reason(name, slot, claim, reading) for name, slot in claim.slots()),
        not_found=tuple(sorted(SLOTS_OF_KIND[claim.kind] - filled)),
        cues=tuple(_cues(claim, reading)),
        engine=document.engine,
        dropped=document.dropped,
    )


def how(reader: str) -> str:
    """A reader's name in words: who pointed at the words, and what read the value from them."""
    pointed, _, read = reader.rpartition(" > ")
    part = read.partition(".")[0]
    known = _PARTS.get(part) or _PARTS.get(part.partition("/")[0])
    if pointed:
        return f"a model ({pointed}) pointed at the words; {known or read} read the value"
    if known:
        return known
    return f"{reader} chose the value and pointed at the words" if "/" in reader else reader


def _reason(name: str, slot: Slot[Any], claim: Claim, reading: Reading) -> SlotReason:
    return SlotReason(
        slot=name,
        value=slot.value,
        spans=slot.spans,
        reader=slot.reader,
        how=how(slot.reader),
        confidence=slot.confidence,
        others=tuple(_others(name, slot, claim, reading)),
    )


def _others(name: str, slot: Slot[Any], claim: Claim, reading: Reading) -> Iterator[Other]:
    if isinstance(slot.value, Where):
        for candidate in slot.value.candidates:
            words = ", ".join((*reversed(candidate.admin), candidate.country))
            yield Other(value=f"{candidate.name} ({words}), {candidate.score:.2f}", words=slot.spans[0].quote)
    sort: dict[str, Mentions[Any]] = {
        "victims": reading.quantities, "incidents": reading.quantities, "statements": reading.quantities,
        "place": reading.places, "date": reading.whens, "period": reading.whens,
        "victim_side": reading.sides, "perpetrator_side": reading.sides,
    }  # fmt: skip
    seen = {_plain(slot.value)}
    for mention in _within(claim, reading, sort[name]) if name in sort else ():
        plain = _plain(mention.value)
        if plain not in seen:
            seen.add(plain)
            yield Other(value=mention.value, words=reading.text[mention.start : mention.end])


def _plain(value: object) -> str:
    return value.name if isinstance(value, Where) else str(flat(value))


def _within(claim: Claim, reading: Reading, mentions: Mentions[Any]) -> Iterator[Any]:
    """Mentions in the sentences the claim's words stand in."""
    for sentence in reading.sentences:
        if any(s.start < sentence.end and sentence.start < s.end for s in claim.spans):
            yield from mentions.within(sentence.start, sentence.end)


def _cues(claim: Claim, reading: Reading) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for family, mentions in sorted(reading.cues.items()):
        for mention in _within(claim, reading, mentions):
            cue = (f"{family}/{mention.value}", reading.text[mention.start : mention.end])
            if cue not in seen:
                seen.add(cue)
                yield cue

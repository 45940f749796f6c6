"""Indicators found in a case: which words of which claim bear on an element of a crime."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corrobora.codebook.elements import Indicator
from corrobora.model.claim import LIST_SLOTS, Claim, Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A claim with what is needed to cite it.

    Attributes:
        id: the claim's id.
        claim: the claim.
        document: hash of the item its document was read from.
        publisher: who published it, if known.
        language: ISO 639-1 code of its document, if known.
    """

    id: str
    claim: Claim
    document: str
    publisher: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An indicator that was found.

    Attributes:
        indicator: which one.
        claim: id of the claim it was found in; ``None`` for what follows from the incident as a whole.
        words: the words that show it.
    """

    indicator: Indicator
    claim: str | None
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said about one incident.

    Attributes:
        incident: its claims.
        responses, statements: those in the same documents; whether each is about this incident is for a
            reader to judge.
    """

    incident: Sequence[Said]
    responses: Sequence[Said]
    statements: Sequence[Said]

    def find(self, indicator: Indicator) -> Iterator[Found]:
        """Every place in the facts where an indicator is found."""
        if indicator.derived:
            if self._derived(indicator.derived):
                yield Found(indicator=indicator, claim=None, words=())
            return
        if indicator.responses:
            yield from self._typed(indicator, self.responses, indicator.responses)
        if indicator.statements:
            yield from self._typed(indicator, self.statements, indicator.statements)
        for said in self.incident:
            if indicator.slot:
                yield from _in_slot(indicator, said)
            elif indicator.words:
                words = _in_words(indicator, said)
                if words:
                    yield Found(indicator=indicator, claim=said.id, words=words)

    def _typed(self, indicator: Indicator, claims: Sequence[Said], types: Sequence[str]) -> Iterator[Found]:
        blamed = self._blamed() if indicator.blamed else None
        for said in claims:
            side = said.claim.actor.value.side if said.claim.actor else None
            if blamed is not None and side not in blamed:
                continue
            if said.claim.type and said.claim.type.value in types:
                yield Found(indicator=indicator, claim=said.id, words=said.claim.spans[:1])

    def _blamed(self) -> set[str]:
        return {s.claim.perpetrator_side.value for s in self.incident if s.claim.perpetrator_side}

    def _derived(self, name: str) -> bool:
        sides = {s.claim.victim_side.value for s in self.incident if s.claim.victim_side}
        others = self._blamed()
        match name:
            case "opposing_states":
                return bool(sides and others and not sides & others)
            case "one_state":
                return bool(sides & others)
            case "publishers":
                return len({s.publisher for s in self.incident if s.publisher}) > 1
        raise ValueError(f"{name!r} is nothing that is computed")


def _in_slot(indicator: Indicator, said: Said) -> Iterator[Found]:
    name = str(indicator.slot)
    value = getattr(said.claim, name)
    slots: tuple[Slot[object], ...] = value if name in LIST_SLOTS else (value,) if value else ()
    if name != "stance" and said.claim.stance and said.claim.stance.value is Stance.DENIED:
        return  # who denies the event does not speak for any of it
    for slot in slots:
        if not indicator.values or str(slot.value) in indicator.values:
            yield Found(indicator=indicator, claim=said.id, words=slot.spans)


def _in_words(indicator: Indicator, said: Said) -> tuple[Span, ...]:
    """The first place in the claim's own words where one of the indicator's stands."""
    stems = indicator.words.get(said.language or "", ())
    if not stems:
        return ()
    pattern = _pattern(stems)
    for span in said.claim.spans:
        if match := pattern.search(span.quote):
            start, end = (span.start + at for at in match.span())
            return (Span(start=start, end=end, quote=match.group()),)
    return ()


@lru_cache(maxsize=256)
def _pattern(stems: tuple[str, ...]) -> re.Pattern[str]:
    parts = (r"\s+".join(re.escape(word) for word in stem.split()) for stem in stems)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})\w*", re.IGNORECASE)

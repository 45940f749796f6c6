"""Words a person selected in a text, read by the same parts that read it by themselves.

A person points at words; numbers, days and places are still parsed from them by our own code. Where the
words alone do not say which value is meant, the person names it, and the value is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from corrobora.codebook.countries import load_countries
from corrobora.extract.analysis import Analysis, analyse
from corrobora.extract.bodies import find_bodies
from corrobora.extract.conflicts import conflicts_in, known_days
from corrobora.extract.countries import find_countries
from corrobora.extract.dates import find_dates
from corrobora.extract.mention import Mention
from corrobora.extract.numbers import find_quantities
from corrobora.extract.places import find_places
from corrobora.extract.rules.cues import shipped_matcher
from corrobora.extract.sides import find_sides
from corrobora.model.actor import Actor
from corrobora.model.claim import LIST_SLOTS, SLOTS_OF_KIND, Slot
from corrobora.model.document import Document
from corrobora.model.errors import CorroboraError, InvalidRecord
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    Stance,
    StatementType,
    Unit,
    Verification,
    VictimStatus,
)
from corrobora.model.when import Precision, When
from corrobora.model.where import Where
from corrobora.places.gazetteer import Gazetteer

_UNITS = {"victims": Unit.PERSONS, "incidents": Unit.INCIDENTS, "statements": Unit.STATEMENTS}
_ACTORS = ("actor", "claimants", "verified_by")
_DAYS = ("date", "period")
_SIDES = ("victim_side", "perpetrator_side")
_TYPES: dict[Kind, type[StrEnum]] = {
    Kind.STATEMENT: StatementType, Kind.RESPONSE: ResponseType, Kind.CONTEXT: ContextType,
}  # fmt: skip
_VOCABULARY: dict[str, type[StrEnum]] = {
    "stance": Stance, "act": Act, "victim_status": VictimStatus, "basis": Basis, "verification": Verification,
}  # fmt: skip
#: Families of the codebook whose cues name a value of the slot.
_FAMILIES = {"act": ("acts",), "victim_status": ("people", "custody"), "basis": ("bases",),
             "verification": ("verification",)}  # fmt: skip
#: Cues of those families that mean a value of another name.
_ALIASES: dict[str, dict[str, StrEnum]] = {"victim_status": {"captive": VictimStatus.POW}}
_TYPE_FAMILIES = {Kind.STATEMENT: "statements", Kind.RESPONSE: "responses", Kind.CONTEXT: "contexts"}
#: Slots not filled from the words of a new claim alone: whose side a country is, who speaks.
_NEVER_SUGGESTED = frozenset({"stance", "statements", "quantities", *_SIDES, *_ACTORS})
_RANGE = re.compile(r"\s*(\d+)?\s*(\.\.|–|-|\+)?\s*(\d+)?\s*")
_MOST = 2_000


class NotSelected(CorroboraError):
    """Words were selected that do not stand in the text, or from which no such value can be read."""


def vocabulary(kind: Kind, slot: str) -> type[StrEnum] | None:
    """The closed list a slot's value is taken from, ``None`` for numbers, days, names and places."""
    return _TYPES.get(kind) if slot == "type" else _VOCABULARY.get(slot)


def find_words(
    text: str, quote: str | None, start: int | None = None, end: int | None = None,
    *, inside: Sequence[Span] = (),
) -> Span:  # fmt: skip
    """The place of selected words in a text.

    Args:
        text: the text.
        quote: the words exactly as they stand there; ``None`` only with both offsets.
        start, end: where they stand; if given, the words must stand exactly there.
        inside: where to look first, if the words stand at several places and none was named.

    Raises:
        NotSelected: if they do not stand there, or at several places and it is not said at which.
    """
    words = (quote or "").replace("\r\n", "\n").strip()
    if len(words) > _MOST:
        raise NotSelected(f"{len(words)} characters were selected; at most {_MOST} are a quote")
    if start is not None and end is not None:
        if not 0 <= start < end <= len(text):
            raise NotSelected(f"characters {start} to {end} are not in the text, which has {len(text)}")
        if words and text[start:end].strip() != words:
            raise NotSelected(f"“{words}” does not stand at characters {start} to {end} of the text")
        inner = text[start:end]
        lead = len(inner) - len(inner.lstrip())
        if not inner.strip():
            raise NotSelected("only white space was selected")
        return Span.of(text, start + lead, start + lead + len(inner.strip()))
    if not words:
        raise NotSelected("no words were selected: give them exactly as they stand in the text")
    places = [m.start() for m in re.finditer(re.escape(words), text)]
    if not places:
        raise NotSelected(f"“{words}” does not stand in the text; give the words exactly, mark for mark")
    if len(places) > 1:
        near = [p for p in places if any(s.start <= p and p + len(words) <= s.end for s in inside)]
        if len(near) != 1:
            raise NotSelected(
                f"“{words}” stands at {len(places)} places of the text; select more words around it"
            )
        places = near
    return Span.of(text, places[0], places[0] + len(words))


@dataclass(frozen=True, kw_only=True)
class Selecting:
    """Reads selected words of one document.

    Attributes:
        document: the document.
        person: who selects; values that only the person named carry the name as their reader.
    """

    document: Document
    person: str
    _found: dict[str, list[Mention[Any]]] = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        """The text all offsets refer to."""
        return self.document.text.content

    @cached_property
    def _analysis(self) -> Analysis:
        return analyse(self.document)

    def read(self, kind: Kind, name: str, span: Span, given: str | None = None) -> Slot[Any]:
        """A slot's value from selected words.

        Args:
            kind: kind of the claim.
            name: the slot.
            span: the words.
            given: the value as the person names it, where the words alone do not say it: a member of the
                vocabulary, a country's code, ``9``, ``9..12``, ``91..``, a day or two
                (``2031-05-01..2031-05-31``), a gazetteer identifier; ``None``: the words say it.

        Raises:
            NotSelected: if the slot is none of the kind's, or the words or the given value cannot be read so.
        """
        if name not in SLOTS_OF_KIND[kind]:
            raise NotSelected(
                f"a claim of kind {kind} has no {name}; it has {', '.join(sorted(SLOTS_OF_KIND[kind]))}"
            )
        said = (given or "").strip()
        mention = self._mention(kind, name, span)
        if said and (name != "place" or mention is None):
            value = self._given(kind, name, span, said)
            return Slot(value=value, spans=(span,), reader=f"person/{self.person}")
        if mention is None:
            asked = _ASK.get(name, "name the value too")
            raise NotSelected(f"no {name.replace('_', ' ')} could be read from “{span.quote}”; {asked}")
        value = self._candidate(mention.value, said) if said else mention.value
        return Slot(value=value, spans=(span,), reader=f"person/{self.person}+{mention.reader}")

    def suggest(self, kind: Kind, span: Span) -> dict[str, Any]:
        """Slots of a new claim that our own parts read, each with one value, from its selected words."""
        filled: dict[str, Any] = {}
        for name in sorted(SLOTS_OF_KIND[kind] - _NEVER_SUGGESTED):
            inside = [m for m in self._mentions(kind, name) if span.start <= m.start and m.end <= span.end]
            values = list(dict.fromkeys(m.value for m in inside))
            if len(values) == 1 and (name not in _UNITS or _counts(inside[0].value, name)):
                slot = replace(inside[0].slot(self.text), value=_unit(name, values[0]))
                filled[name] = (slot,) if name in LIST_SLOTS else slot
        if {
            "victim_side",
            "perpetrator_side",
        } & filled.keys():  # one country named: whose side it is, is not said
            filled.pop("victim_side", None)
            filled.pop("perpetrator_side", None)
        return filled

    def _mention(self, kind: Kind, name: str, span: Span) -> Mention[Any] | None:
        if name in _ACTORS:
            return self._actor(span)
        over = [m for m in self._mentions(kind, name) if m.start < span.end and span.start < m.end]
        if not over:
            return self._named_place(span) if name == "place" else None
        values = {m.value for m in over}
        if len(values) > 1:
            best = max(over, key=lambda m: (min(m.end, span.end) - max(m.start, span.start), -m.start))
            if name not in ("place", *_DAYS):
                raise NotSelected(
                    f"“{span.quote}” says several things: "
                    f"{', '.join(sorted({self.text[m.start : m.end] for m in over}))}; select fewer words"
                )
            return replace(best, value=best.value)
        return replace(over[0], value=_unit(name, over[0].value))

    def _mentions(self, kind: Kind, name: str) -> Sequence[Mention[Any]]:
        key = f"{kind}.{name}" if name == "type" else "days" if name in _DAYS else name
        if name in _UNITS or name == "quantities":
            key = "quantities"
        if key not in self._found:
            self._found[key] = self._look(kind, name)
        return self._found[key]

    def _look(self, kind: Kind, name: str) -> list[Mention[Any]]:
        language = self.document.text.language or "en"
        if name in _UNITS or name == "quantities":
            return [*find_quantities(self.text, language)]
        if name in _DAYS:
            published = self.document.source.published
            known = known_days(conflicts_in(self._analysis), self._analysis.language, published)
            return [*find_dates(self.text, language, published, known)]
        if name == "place":
            return [*find_places(self._analysis, Gazetteer.in_use())]
        if name in _SIDES:
            sides = find_sides(self._analysis)
            return [*sides, *(c for c in find_countries(self._analysis) if c not in sides)]
        families = (
            (_TYPE_FAMILIES[kind],) if name == "type" and kind in _TYPE_FAMILIES else _FAMILIES.get(name, ())
        )
        members = vocabulary(kind, name)
        held: dict[str, StrEnum] = {m.value: m for m in members} if members else {}
        held |= _ALIASES.get(name, {})
        found = shipped_matcher(self._analysis.language).find(self._analysis)
        return [
            Mention(start=m.start, end=m.end, value=held[m.value], reader=m.reader, confidence=m.confidence)
            for family in families for m in found.get(family, ()) if m.value in held
        ]  # fmt: skip

    def _actor(self, span: Span) -> Mention[Actor]:
        over = [m for m in find_bodies(self._analysis) if m.start < span.end and span.start < m.end]
        name = re.sub(r"^(?:the|a|an)\s+", "", " ".join(span.quote.split()), flags=re.IGNORECASE)
        body = over[0].value if over else None
        actor = Actor(name=name, sort=body.sort if body else None, body=body.body if body else None,
                      side=body.side if body else None)  # fmt: skip
        return Mention(
            start=span.start, end=span.end, value=actor, reader=over[0].reader if over else "names"
        )

    def _named_place(self, span: Span) -> Mention[Where]:
        name = " ".join(span.quote.split())
        found = Gazetteer.in_use().lookup(name, self._analysis.language)
        where = Where(name=name, candidates=found)
        return Mention(start=span.start, end=span.end, value=where, reader="gazetteer")

    def _candidate(self, where: Where, id: str) -> Where:
        chosen = [c for c in where.candidates if c.id == id]
        if not chosen:
            raise NotSelected(f"{id}: is no place “{where.name}” can mean; those are "
                              f"{', '.join(c.id for c in where.candidates) or 'none'}")  # fmt: skip
        return replace(where, candidates=(chosen[0],))

    def _given(self, kind: Kind, name: str, span: Span, said: str) -> Any:
        members = vocabulary(kind, name)
        if members is not None:
            if said not in {m.value for m in members}:
                raise NotSelected(f"{said}: is no {name}; those are {', '.join(m.value for m in members)}")
            return members(said)
        if name in _SIDES:
            if said.upper() not in load_countries():
                raise NotSelected(f"{said}: is no two-letter code of a country")
            return said.upper()
        try:
            if name in _UNITS or name == "quantities":
                return _quantity(said, _UNITS.get(name, Unit.OTHER))
            if name in _DAYS:
                return _days(said, span.quote)
        except (ValueError, InvalidRecord) as error:
            raise NotSelected(f"{said}: {error}") from error
        if name in _ACTORS:
            return Actor(name=said)
        raise NotSelected(f"{said}: the {name} is read from the words; select them")


_ASK = {
    "victims": "name it too: 9, 9..12 or 91..", "incidents": "name it too: 9, 9..12 or 91..",
    "date": "name it too: 2031-05-01 or 2031-05-01..2031-05-31",
    "period": "name it too: 2031-05-01..2031-05-31",
    "victim_side": "name the country’s code too", "perpetrator_side": "name the country’s code too",
}  # fmt: skip


def _unit(name: str, value: Any) -> Any:
    return replace(value, unit=_UNITS[name]) if name in _UNITS and isinstance(value, Quantity) else value


def _counts(value: Quantity, name: str) -> bool:
    return value.unit in (_UNITS[name], Unit.OTHER) and (name == "victims" or value.unit is _UNITS[name])


def _quantity(said: str, unit: Unit) -> Quantity:
    match = _RANGE.fullmatch(said)
    if match is None or not (match[1] or match[3]):
        raise ValueError("is no count; write 9, 9..12, 91.. or ..25")
    low = int(match[1]) if match[1] else None
    high = int(match[3]) if match[3] else None if match[2] else low
    return Quantity(low=low, high=high, unit=unit)


def _days(said: str, words: str) -> When:
    first, _, last = said.partition("..")
    one = date.fromisoformat(first.strip()) if first.strip() else None
    two = date.fromisoformat(last.strip()) if last.strip() else None
    if ".." not in said:
        two = one
    precision = Precision.DAY if one == two else Precision.SPAN
    return When(first=one, last=two, precision=precision, words=words)

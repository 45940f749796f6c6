"""A claim's values as pages show them: in words, with the words of the source around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from corrobora.case.records import ClaimRecord
from corrobora.model.actor import Actor
from corrobora.model.claim import LIST_SLOTS, Claim, Slot
from corrobora.model.document import Document
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind
from corrobora.model.when import When
from corrobora.model.where import Where
from corrobora.publish import days, words
from corrobora.publish.language import ENGLISH, spoken
from corrobora.publish.language import gettext as _
from corrobora.store.claims import Stored
from corrobora.web.passages import anchor

#: Characters of context shown on either side of quoted words.
AROUND = 52
#: Confidence in percent below which a value is shown as unsure.
UNSURE = 50

_SIDES = ("victim_side", "perpetrator_side")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a source with a little of what stands around them, and where to read on."""

    before: str
    words: str
    after: str
    href: str

    @property
    def whole(self) -> Quote:
        """The words without what stands around them."""
        return Quote(before="", words=self.words, after="", href=self.href)

    @property
    def opened(self) -> bool:
        """Whether it begins with a quotation mark of the source's own."""
        return (self.before + self.words)[:1] in tuple('“«„"')

    @property
    def closed(self) -> bool:
        """Whether it ends with one."""
        return (self.words + self.after)[-1:] in tuple('”»"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a claim.

    Attributes:
        text: the value in words.
        note: what else is known of it ("Westshire, United Kingdom"), may be empty.
        doubt: what cannot be told about it, may be empty.
        quotes: the words it was read from.
        reader: which rule, model or person read it.
        confidence: how sure the reader says it is, in percent.
    """

    text: str
    note: str = ""
    doubt: str = ""
    quotes: tuple[Quote, ...] = ()
    reader: str = ""
    confidence: int = 100

    @property
    def unsure(self) -> bool:
        """Whether the reader itself doubts it."""
        return self.confidence < UNSURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A claim in three lines.

    Attributes:
        id: the claim's id.
        kind: what sort of claim; ``kind.value`` is its class on the page.
        head: what is counted or said.
        line: when and where, or by whom.
        speakers: who says it, nearest first; may be empty.
        href: where it stands in its document.
        incident: the number it stands under, for claims about one event.
    """

    id: str
    kind: Kind
    head: str
    line: str
    speakers: str
    href: str
    incident: int | None


def quote(document: Document, span: Span) -> Quote:
    """A span's words with up to `AROUND` characters on either side, cut between words, within the line."""
    content = document.text.content
    left = content[max(0, span.start - AROUND) : span.start]
    right = content[span.end : span.end + AROUND]
    left_cut = span.start > AROUND
    right_cut = span.end + AROUND < len(content)
    if "\n" in left:
        left, left_cut = left[left.rindex("\n") + 1 :], False
    if "\n" in right:
        right, right_cut = right[: right.index("\n")], False
    if ends := list(re.finditer(r"\w{3,}[.!?…][”’»\"')\]]*\s+", left)):
        left, left_cut = left[ends[-1].end() :], False
    if (stop := re.search(r"[.!?…][”’»\"')\]]*(?=\s+[^\W\d_a-z])", right)) is not None:
        right, right_cut = right[: stop.end()], False
    if left_cut and re.search(r"\s", left):
        left = "… " + re.sub(r"^\S*\s+", "", left)
    if right_cut and re.search(r"\s", right):
        right = re.sub(r"\s+\S*$", "", right) + " …"
    href = f"/documents/{document.text.sha256}#{anchor(span)}"
    return Quote(before=left.lstrip(), words=span.quote, after=right.rstrip(), href=href)


def value(name: str, slot: Slot[Any], document: Document) -> Value:
    """A slot of a claim in words."""
    text, note, doubt = in_words(name, slot.value)
    return Value(
        text=text,
        note=note,
        doubt=doubt,
        quotes=tuple(quote(document, s) for s in slot.spans),
        reader=slot.reader,
        confidence=round(slot.confidence * 100),
    )


def values(name: str, claim: Claim, document: Document) -> tuple[Value, ...]:
    """Every value a claim gives for a slot; none where the text was not found to fill it."""
    held = getattr(claim, name)
    slots: Iterable[Slot[Any]] = held if name in LIST_SLOTS else (held,) if held is not None else ()
    return tuple(value(name, slot, document) for slot in slots)


def in_words(name: str, given: Any) -> tuple[str, str, str]:
    """A value, what else is known of it, and what is in doubt about it."""
    match given:
        case Quantity():
            return (words.counted(given) if name == "quantities" else words.quantity(given)), "", ""
        case When():
            note = _("reckoned from %(day)s") % {"day": days.day(given.anchor)} if given.anchor else ""
            return days.when(given), note, ""
        case Where():
            return given.name, words.containing(given), words.place_doubt(given) or ""
        case Actor():
            return words.speaker(given), "", ""
        case str() if name in _SIDES:
            return words.country(str(given)), "", ""
        case _:
            return words.label(given), "", ""


def in_short(name: str, given: Any) -> str:
    """A value in words, without what else is known of it."""
    return in_words(name, given)[0]


def speakers(claim: Claim) -> list[str]:
    """Names of those who say it, nearest first, each once."""
    return list(dict.fromkeys(words.speaker(s.value) for s in claim.claimants))


def summary(held: ClaimRecord | Stored) -> Summary:
    """A claim in three lines."""
    claim = held.claim
    document = held.sha256 if isinstance(held, Stored) else held.document.sha256
    return Summary(
        id=held.id,
        kind=claim.kind,
        head=words.capital(_head(claim)),
        line=" · ".join(_line(claim)),
        speakers=words.listed(speakers(claim)),
        href=f"/documents/{document}#{anchor(claim.spans[0])}",
        incident=held.incident,
    )


def tallied(claim: Claim) -> str:
    """What a tally counts: ``79 persons in 24 incidents``."""
    persons = words.counted(claim.victims.value) if claim.victims else ""
    others = [words.counted(s.value) for s in (claim.incidents, claim.statements) if s]
    whole = " in " if spoken() == ENGLISH else "; "
    return whole.join(p for p in (persons, words.listed(others)) if p) or _("figure not found")


def _head(claim: Claim) -> str:
    match claim.kind:
        case Kind.INCIDENT:
            status = claim.victim_status.value if claim.victim_status else None
            side = claim.victim_side.value if claim.victim_side else None
            return words.victims(claim.victims.value if claim.victims else None, status, side)
        case Kind.TALLY:
            return tallied(claim)
        case _:
            return (
                words.label(claim.type.value)
                if claim.type
                else _("%(kind)s, type not found") % {"kind": words.label(claim.kind)}
            )


def _line(claim: Claim) -> Iterable[str]:
    if claim.kind in (Kind.INCIDENT, Kind.TALLY) and claim.act:
        yield words.label(claim.act.value)
    if claim.kind is Kind.TALLY and claim.victim_status:
        yield words.label(claim.victim_status.value)
    if claim.actor:
        yield words.speaker(claim.actor.value)
    for figure in claim.quantities:
        yield words.counted(figure.value)
    for stretch in (claim.date, claim.period):
        if stretch:
            yield days.when(stretch.value)
    if claim.place:
        yield claim.place.value.name

"""On what evidence something is said, whether anybody checked it, and how the speaker stands to it."""

from __future__ import annotations

from collections.abc import Iterable

from corrobora.extract.mention import Mention
from corrobora.extract.rules.attribution import attribute
from corrobora.extract.rules.doers import doer
from corrobora.extract.rules.reading import Reading
from corrobora.model.actor import Actor
from corrobora.model.claim import Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Basis, Stance, Verification

#: Footage said more exactly elsewhere in the same claim.
_FOOTAGE = (Basis.PERPETRATOR_VIDEO, Basis.DRONE_VIDEO, Basis.VIDEO)


def basis(reading: Reading, spans: Iterable[Span]) -> tuple[Slot[Basis], ...]:
    """The evidence named in the sentences of the spans; the most exact sort of footage hides the others."""
    found: dict[Basis, list[Mention[str]]] = {}
    for start, end in _sentences(reading, spans):
        for cue in reading.family("bases").within(start, end):
            found.setdefault(Basis(cue.value), []).append(cue)
    exact = next((b for b in _FOOTAGE if b in found), None)
    slots = []
    for value, cues in found.items():
        if value in _FOOTAGE and value is not exact:
            continue
        words = tuple(Span.of(reading.text, c.start, c.end) for c in cues)
        confidence = max(c.confidence for c in cues)
        slots.append(Slot(value=value, spans=words, reader=f"rules/bases.{value}", confidence=confidence))
    return tuple(slots)


def verification(
    reading: Reading, spans: Iterable[Span]
) -> tuple[Slot[Verification] | None, tuple[Slot[Actor], ...]]:
    """Whether somebody named verified it, or it is said to be unverified; and who verified.

    "Could not be verified" outranks a verb of verifying in the same words; silence is ``None``.
    """
    doubts: list[Mention[str]] = []
    checks: list[Mention[str]] = []
    for start, end in _sentences(reading, spans):
        for cue in reading.family("verification").within(start, end):
            (doubts if cue.value == Verification.UNVERIFIED else checks).append(cue)
    checks = [c for c in checks if not any(d.start < c.end and c.start < d.end for d in doubts)]
    who: list[Slot[Actor]] = []
    for cue in checks:
        slot = doer(reading, cue.start, cue.end)
        if slot is None:
            slot = next(iter(attribute(reading, cue.start, cue.end)), None)
        if slot is not None and all(slot.value.name != w.value.name for w in who):
            who.append(slot)
    if checks and who:
        return _slot(reading, Verification.VERIFIED, checks), tuple(who)
    if doubts:
        return _slot(reading, Verification.UNVERIFIED, doubts), ()
    return None, ()


def stance(reading: Reading, spans: Iterable[Span]) -> Slot[Stance] | None:
    """How the speaker stands to it: confirmed, denied or alleged where a cue says so."""
    for start, end in _sentences(reading, spans):
        for family, value, to in (
            ("responses", "denial", Stance.DENIED),
            ("verification", "verified", Stance.CONFIRMED),
            ("verification", "unverified", Stance.ALLEGED),
        ):
            cues = [
                c
                for c in reading.family(family).within(start, end)
                if c.value == value and c.confidence >= 0.9
            ]
            if cues:
                words = tuple(Span.of(reading.text, c.start, c.end) for c in cues)
                return Slot(value=to, spans=words, reader=f"rules/evidence.{family}", confidence=0.6)
    return None


def _slot(reading: Reading, value: Verification, cues: list[Mention[str]]) -> Slot[Verification]:
    words = tuple(Span.of(reading.text, c.start, c.end) for c in cues)
    return Slot(value=value, spans=words, reader="rules/evidence.verification", confidence=0.7)


def _sentences(reading: Reading, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The sentences the spans lie in, each once."""
    found: dict[int, tuple[int, int]] = {}
    for span in spans:
        first = reading.analysis.sentence_at(span.start)
        last = reading.analysis.sentence_at(max(span.start, span.end - 1))
        for sentence in reading.sentences[first.index : last.index + 1]:
            found[sentence.index] = (sentence.start, sentence.end)
    return [found[i] for i in sorted(found)]

"""On what evidence something is said, whether anybody checked it, and how the speaker stands to it."""

from __future__ import annotations

from collections.abc import Iterable

from corrobora.extract.rules import classes, mixing
from corrobora.extract.rules.attribution import attribute
from corrobora.extract.rules.doers import doer
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.slots import Scene, likeliest
from corrobora.model.actor import Actor
from corrobora.model.claim import Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Basis, Stance, Verification


def basis(scene: Scene) -> tuple[Slot[Basis], ...]:
    """The evidence it rests on; of several sorts of footage the likeliest alone."""
    scopes, model = classes.Scopes(scene), mixing.model(scene.reading, f"{scene.kind}-basis")
    likely = {
        value: model.probability(classes.bases(scene, scopes, value))
        for value in classes.possible_bases(scopes)
    }
    if row := scene.row:  # the other rows' evidence is none of this one's
        own = scene.reading.cued("bases", row.start, row.end)
        likely = {value: p for value, p in likely.items() if value.value in own}
    likely = classes.chosen_bases(likely, model.threshold)
    return tuple(
        Slot(
            value=value, spans=_nearest_words(scene, "bases", value.value), reader=f"rules/bases.{value}",
            confidence=round(p, 3),
        )
        for value, p in likely.items()
    )  # fmt: skip


def verification(scene: Scene) -> tuple[Slot[Verification] | None, tuple[Slot[Actor], ...]]:
    """Whether somebody named verified it, or it is said to be unverified; and who verified.

    Silence is ``None``.
    """
    scopes = classes.Scopes(scene)
    if not scopes.document & {f"verification.{v.value}" for v in Verification}:
        return None, ()
    if (row := scene.row) and not scene.reading.family("verification").within(row.start, row.end):
        return None, ()
    options = classes.verifications(scene, scopes, doer_scopes(scene))
    best, p = likeliest(mixing.model(scene.reading, "verification"), options)
    if best == classes.NONE or f"verification.{best}" not in scopes.document:
        return None, ()
    words = _nearest_words(scene, "verification", best)
    slot = Slot(value=Verification(best), spans=words, reader="rules/evidence.verification", confidence=p)
    if slot.value is Verification.UNVERIFIED:
        return slot, ()
    who = _verifier(scene.reading, words[0].start, words[0].end)
    return slot, (who,) if who else ()


def doer_scopes(scene: Scene) -> list[str]:
    """In which sentences somebody named verifies: ``core``, ``event``, ``near``."""
    reading, found = scene.reading, []
    for cue in reading.family("verification"):
        if cue.value != Verification.VERIFIED:
            continue
        index = reading.analysis.sentence_at(cue.start).index
        distance = min(abs(index - m) for m in scene.members)
        if distance <= 3 and _verifier(reading, cue.start, cue.end) is not None:
            found.append("core" if index == scene.core else "event" if not distance else "near")
    return found


def _verifier(reading: Reading, start: int, end: int) -> Slot[Actor] | None:
    return doer(reading, start, end) or next(iter(attribute(reading, start, end)), None)


def _nearest_words(scene: Scene, family: str, value: str) -> tuple[Span, ...]:
    """The words of a cue in the scene, else the nearest to it, else the core sentence."""
    reading = scene.reading
    core = scene.profiles[scene.core].sentence
    cues = [c for c in reading.family(family) if c.value == value]
    inside = [c for c in cues if reading.analysis.sentence_at(c.start).index in scene.members]
    if not cues:
        return (scene.span(scene.core),)
    if not inside:
        inside = [min(cues, key=lambda c: abs(c.start - core.start))]
    return tuple(Span.of(reading.text, c.start, c.end) for c in inside)


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
            if to is Stance.CONFIRMED:  # "could not be independently verified" says both words
                doubts = [c for c in reading.family(family).within(start, end) if c.value == "unverified"]
                cues = [c for c in cues if not any(d.start < c.end and c.start < d.end for d in doubts)]
            if cues:
                words = tuple(Span.of(reading.text, c.start, c.end) for c in cues)
                return Slot(value=to, spans=words, reader=f"rules/evidence.{family}", confidence=0.6)
    return None


def _sentences(reading: Reading, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The sentences the spans lie in, each once."""
    found: dict[int, tuple[int, int]] = {}
    for span in spans:
        first = reading.analysis.sentence_at(span.start)
        last = reading.analysis.sentence_at(max(span.start, span.end - 1))
        for sentence in reading.sentences[first.index : last.index + 1]:
            found[sentence.index] = (sentence.start, sentence.end)
    return [found[i] for i in sorted(found)]

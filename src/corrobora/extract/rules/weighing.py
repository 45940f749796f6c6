"""What speaks for and against a candidate statement, response or context: the features its model weighs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from corrobora.extract.analysis import Sentence
from corrobora.extract.mention import Mention
from corrobora.extract.rules.hearing import QUIET, Speech
from corrobora.extract.rules.reading import Reading
from corrobora.model.actor import Actor
from corrobora.model.claim import Slot
from corrobora.model.document import RegionSort
from corrobora.model.vocabulary import ClaimType, Kind

#: Families of the codebook that speak of violations and their victims.
VIOLATIONS = ("acts", "deaths", "custody")
#: Sentences from a word of violations on which nothing is claimed: texts on other matters share many a word
#: with reports. The longest such way in the annotated documents is 24.
REACH = 30
#: Where the codebook keeps the cues of each kind.
FAMILIES = {Kind.STATEMENT: "statements", Kind.RESPONSE: "responses", Kind.CONTEXT: "contexts"}
_MODALS = frozenset(
    "should must ought will shall would may might could треба повинні мають мусять слід варто "
    "надо нужно должны должен следует обязаны".split()
)
#: Words that deny.
NEGATIONS = frozenset("not n't no never nobody none не ні нет немає жоден ніхто никто".split())
_IF = frozenset("if whether unless чи якщо ли если".split())


@lru_cache(maxsize=8)
def near_violations(reading: Reading) -> frozenset[int]:
    """Indices of the sentences within reach of a word of violations; surviving ("only one") is none."""
    found = {
        reading.analysis.sentence_at(m.start).index
        for family in VIOLATIONS
        for m in reading.family(family)
        if m.value != "survive"
    }
    count = len(reading.sentences)
    return frozenset(i for at in found for i in range(max(0, at - REACH), min(count, at + REACH + 1)))


def speeches_of(reading: Reading, sentence: Sentence) -> list[Speech]:
    """Acts of speaking of a sentence that have a cue of their own."""
    return [s for s in reading.hearing.within(sentence.index, sentence.index) if s.sort not in QUIET]


def marks(
    reading: Reading,
    sentence: Sentence,
    cues: tuple[Mention[str], ...],
    actor: Slot[Actor] | None,
    type_: ClaimType,
) -> Iterable[str]:
    """Named features of a sentence with cues of one type and the actor chosen for it."""
    strength = max(c.confidence for c in cues)
    yield (
        "cue:strong"
        if strength >= 0.95
        else "cue:good"
        if strength >= 0.7
        else "cue:fair"
        if strength >= 0.5
        else "cue:weak"
    )
    if len(cues) > 1:
        yield "cue:several"
    if any(c.end - c.start > 25 for c in cues):
        yield "cue:long"
    start, end = sentence.start, sentence.end
    speeches = speeches_of(reading, sentence)
    yield "speech here" if speeches else "no speech here"
    for sort in {s.sort for s in speeches}:
        yield f"speech:{sort}"
    best = max(cues, key=lambda c: c.confidence)
    if any(s.exact and s.start <= best.start < s.end for s in speeches):
        yield "cue in what is said"
    if any(s.at <= best.start < s.until for s in speeches):
        yield "cue is the verb"
    quote = reading.hearing.quote_at(best.start)
    if quote:
        yield "in quotes"
        if quote[1] - quote[0] > 60:
            yield "in long quotes"
    elif any(reading.hearing.quote_at(t.start) for t in reading.analysis.words(sentence)):
        yield "quotes in sentence"
    if actor is None:
        yield "actor:none"
    else:
        yield f"actor by:{actor.reader.rsplit('.', 1)[-1]}"
        named = reading.analysis.sentence_at(actor.spans[0].start)
        away = sentence.index - named.index
        yield (
            "actor here"
            if away == 0
            else "actor just before"
            if away == 1
            else "actor in paragraph"
            if named.paragraph == sentence.paragraph
            else "actor elsewhere"
        )
        said = [s for s in speeches if s.speaker.value.name == actor.value.name]
        yield "actor speaks here" if said else "actor silent here"
        if said and any(s.at < best.end for s in said):
            yield "actor speaks before cue"
        yield f"actor:{actor.value.sort or 'unknown'}"
        yield "actor:proper" if actor.value.name[:1].isupper() else "actor:common"
        owner = reading.hearing.owner
        if owner and owner.value.name == actor.value.name:
            yield "actor:owner"
        if actor.value.side:
            yield "actor:side"
    for family in VIOLATIONS:
        if reading.cued(family, start, end):
            yield f"{family} here"
        before = reading.sentences[max(0, sentence.index - 2)].start
        after = reading.sentences[min(len(reading.sentences) - 1, sentence.index + 1)].end
        if reading.cued(family, before, after):
            yield f"{family} near"
    count = len(reading.family("acts")) + len(reading.family("deaths"))
    share = count / max(1, len(reading.sentences))
    yield (
        "document:many acts" if share > 0.5 else "document:some acts" if share > 0.2 else "document:few acts"
    )
    for scene in reading.cued("scenes", start, end):
        yield f"scene:{scene}"
    words = {t.lower for t in reading.analysis.words(sentence)}
    if words & _MODALS:
        yield "modal"
    if words & _IF:
        yield "if"
    if reading.text[end - 1] == "?":
        yield "question"
    if words & {"not", "n't", "no", "never", "не", "ні", "нет", "немає"}:
        yield "negation"
    if any(c.isdigit() for c in reading.text[start:end]):
        yield "digits"
    sizes = [q.value.low or q.value.high or 0 for q in reading.quantities.within(start, end)]
    if sizes:
        yield "figure:large" if max(sizes) >= 500 else "figure:middle" if max(sizes) >= 20 else "figure:small"
    if reading.places.within(start, end):
        yield "place named"
    if reading.sides.within(start, end):
        yield "side named"
    if words & {"we", "i", "our", "us", "ми", "мы", "я", "наш"}:
        yield "first person"
    length = sentence.last - sentence.first
    yield "length:short" if length < 8 else "length:middle" if length < 30 else "length:long"
    place = sentence.index / max(1, len(reading.sentences) - 1)
    yield (
        "place:first"
        if sentence.index < 2
        else "place:opening"
        if place < 0.2
        else "place:end"
        if place > 0.9
        else "place:middle"
    )
    if sentence.sort in (RegionSort.TITLE, RegionSort.HEADING):
        yield "heading"
    elif length < 15 and reading.text[end - 1] not in '.!?…»”"':
        yield "looks like heading"
    violation = any(reading.cued(family, start, end) for family in VIOLATIONS)
    negated = bool(words & NEGATIONS)
    if speeches and violation:
        yield "speech of violations"
        if negated:
            yield "speech denies violations"
        if words & _MODALS:
            yield "speech modal violations"
    if speeches and quote and actor and actor.value.name[:1].isupper():
        yield "somebody named in quotes"
    rivals = [c for family in FAMILIES.values() for c in reading.family(family).within(start, end)]
    for rival in rivals:
        if rival.value != type_.value and rival.start <= best.start and best.end <= rival.end:
            longer = rival.end - rival.start > best.end - best.start
            yield f"within:{rival.value}" if longer else f"same words:{rival.value}"
        elif rival.value != type_.value and rival.start < best.end and best.start < rival.end:
            yield "crosses another cue"
    asked = [s for s in speeches if s.sort == "ask" and s.at < best.start]
    if asked:
        yield "after asking"
    others = reading.cued("statements", start, end) | reading.cued("responses", start, end)
    for other in others - {type_.value}:
        yield f"also:{other}"

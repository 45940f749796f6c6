"""Statements and responses: candidates by cue, one a sentence and type, decided by scored features.

What a cue alone can't tell (is this about the violations? does somebody say it, or does the text?) a
small logistic model weighs: who speaks, what stands around, how strong the cue is. Its weights are in
``weights/sayings.json``, learned by ``training/sayings.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corrobora.extract.analysis import Sentence
from corrobora.extract.mention import Mention
from corrobora.extract.rules import mixing
from corrobora.extract.rules.attribution import QUIET, Target, attribute, choose
from corrobora.extract.rules.doers import doer
from corrobora.extract.rules.hearing import Speech
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.scores import shipped
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import RegionSort
from corrobora.model.span import Span
from corrobora.model.vocabulary import ClaimType, ContextType, Kind, ResponseType, StatementType

#: How likely what is said in so many words is at least.
EXPLICIT = 0.6
#: Families of the codebook that speak of violations and their victims.
VIOLATIONS = ("acts", "deaths", "custody")
#: Responses that somebody does rather than says.
DONE = frozenset(
    {
        ResponseType.NO_COMMENT, ResponseType.INVESTIGATION_OPENED, ResponseType.SUSPECT_NOTIFIED,
        ResponseType.CONVICTION, ResponseType.WARRANT, ResponseType.LETTER_SENT, ResponseType.WITHDRAWAL,
        ResponseType.FUNDING_ENDED,
    }
)  # fmt: skip
_FAMILY = {Kind.STATEMENT: "statements", Kind.RESPONSE: "responses", Kind.CONTEXT: "contexts"}
_TYPES: dict[Kind, type[StatementType] | type[ResponseType] | type[ContextType]] = {
    Kind.STATEMENT: StatementType, Kind.RESPONSE: ResponseType, Kind.CONTEXT: ContextType,
}  # fmt: skip
#: Background facts are claims only where there is little doubt.
_LEAST = {Kind.CONTEXT: 0.4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A candidate: a sentence with cues of one type.

    Attributes:
        kind, type: what it would be.
        sentence: where it stands.
        cues: the cues, in the order of the text.
        actor: who says or does it.
        features: what speaks for and against it.
    """

    kind: Kind
    type: ClaimType
    sentence: Sentence
    cues: tuple[Mention[str], ...]
    actor: Slot[Actor] | None
    features: frozenset[str]


def sayings(reading: Reading, kind: Kind) -> Iterator[Saying]:
    """Every candidate of a kind in a document; none of what is said in one without a word of violations."""
    if kind is not Kind.CONTEXT and not any(reading.family(name) for name in VIOLATIONS):
        return
    family = reading.family(_FAMILY[kind])
    for sentence in reading.sentences:
        if sentence.sort is RegionSort.FURNITURE:
            continue
        by_type: dict[str, list[Mention[str]]] = {}
        for cue in family.within(sentence.start, sentence.end):
            by_type.setdefault(cue.value, []).append(cue)
        for cue in mixing.proposed(reading, kind.value, [t.value for t in _TYPES[kind]], sentence):
            by_type.setdefault(cue.value, [cue])
        for value, cues in by_type.items():
            yield _saying(reading, kind, _TYPES[kind](value), sentence, tuple(cues))


def accepted(reading: Reading, kind: Kind) -> Iterator[tuple[float, Saying]]:
    """Those candidates that are likely enough, with their likelihood."""
    model = shipped("sayings")
    likeliest: dict[int, list[tuple[float, Saying]]] = {}
    for saying in sayings(reading, kind):
        plus = mixing.saying(reading, kind.value, saying.type.value, saying.cues[0])
        likely = model.probability(saying.features, plus)
        if _explicit(saying):
            likely = max(likely, EXPLICIT)
        if likely >= max(model.threshold, _LEAST.get(kind, 0.0)):
            likeliest.setdefault(saying.sentence.index, []).append((likely, saying))
    for found in likeliest.values():
        found.sort(key=lambda f: -f[0])
        best = found[0][1]
        yield found[0]
        for likely, other in found[1:]:
            # a second type in one sentence needs words of its own
            if likely >= 0.5 and not any(
                c.start < b.end and b.start < c.end for c in other.cues for b in best.cues
            ):
                yield likely, other


def _explicit(saying: Saying) -> bool:
    """Whether the act of speaking is itself the cue: somebody condemns, orders, denies such a deed.

    The Slavic verb that condemns a deed also convicts a person; with a speaker and a deed it condemns.
    """
    found = saying.features
    clear = {"cue:strong", "cue:good"} | (
        {"cue:fair"} if saying.type is StatementType.CONDEMNATION else set()
    )
    return (
        saying.type is not ResponseType.CONVICTION
        and {"cue is the verb", "actor speaks here"} <= found
        and bool(found & clear)
        and any(f"{family} here" in found for family in VIOLATIONS)
        and not found & {"if", "question", "negation", "modal"}
    )


def claims(reading: Reading, kind: Kind, engine: str) -> list[Claim]:
    """The accepted ones, one claim for each type and actor."""
    chosen: dict[tuple[str, str], list[tuple[float, Saying]]] = {}
    for likely, saying in accepted(reading, kind):
        name = saying.actor.value.name.casefold() if saying.actor else f"?{saying.sentence.paragraph}"
        chosen.setdefault((saying.type.value, name), []).append((likely, saying))
    return [_claim(reading, found, engine) for found in chosen.values()]


def claimants(reading: Reading, saying: Saying) -> tuple[Slot[Actor], ...]:
    """Who says that it is so: whoever states it or tells of what another did; nobody of a silence."""
    if saying.type is ResponseType.NO_COMMENT:
        return ()
    if saying.kind is Kind.STATEMENT or saying.actor is None:
        return (saying.actor,) if saying.actor else ()
    best = max(saying.cues, key=lambda c: c.confidence)
    told = attribute(reading, best.start, best.end)
    return tuple(t for t in told if not t.reader.endswith((".named", ".figure"))) or (saying.actor,)


def _claim(reading: Reading, found: list[tuple[float, Saying]], engine: str) -> Claim:
    likely, best = max(found, key=lambda f: f[0])
    text = reading.text
    order = sorted((s for _, s in found), key=lambda s: (s is not best, s.sentence.start))
    spans = tuple(Span.of(text, s.sentence.start, min(s.sentence.end, s.sentence.start + 690)) for s in order)
    words = tuple(Span.of(text, c.start, c.end) for c in best.cues)
    proposed = best.cues[0].reader == mixing.READER
    reader = mixing.READER if proposed else f"rules/{_FAMILY[best.kind]}.{best.type}"
    return Claim(
        kind=best.kind,
        spans=spans,
        engine=engine,
        confidence=likely,
        actor=best.actor,
        claimants=claimants(reading, best),
        type=Slot(value=best.type, spans=words, reader=reader, confidence=likely),
    )


def _saying(
    reading: Reading, kind: Kind, type_: ClaimType, sentence: Sentence, cues: tuple[Mention[str], ...]
) -> Saying:
    best = max(cues, key=lambda c: c.confidence)
    found: set[str] = set()
    if kind is Kind.CONTEXT:
        actor = doer(reading, best.start, best.end)
    else:
        actor = choose(reading, Target(start=best.start, end=best.end, kind=kind, type=type_.value))[0].slot
    if type_ in DONE:
        found.add("doer" if doer(reading, best.start, best.end) else "no doer")
    found |= set(_features(reading, sentence, cues, actor, type_))
    crossed = {f"{type_.value}:{name}" for name in found}
    return Saying(
        kind=kind, type=type_, sentence=sentence, cues=cues, actor=actor,
        features=frozenset(found | crossed | {f"type:{type_.value}"}),
    )  # fmt: skip


_MODALS = frozenset(
    "should must ought will shall would may might could треба повинні мають мусять слід варто "
    "надо нужно должны должен следует обязаны".split()
)
_IF = frozenset("if whether unless чи якщо ли если".split())


def _speeches(reading: Reading, sentence: Sentence) -> list[Speech]:
    """Acts of speaking of a sentence that have a cue of their own."""
    return [s for s in reading.hearing.within(sentence.index, sentence.index) if s.sort not in QUIET]


def _features(
    reading: Reading,
    sentence: Sentence,
    cues: tuple[Mention[str], ...],
    actor: Slot[Actor] | None,
    type_: ClaimType,
) -> Iterable[str]:
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
    speeches = _speeches(reading, sentence)
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
    negated = bool(
        words
        & {
            "not",
            "n't",
            "no",
            "never",
            "nobody",
            "none",
            "не",
            "ні",
            "нет",
            "немає",
            "жоден",
            "ніхто",
            "никто",
        }
    )
    if speeches and violation:
        yield "speech of violations"
        if negated:
            yield "speech denies violations"
        if words & _MODALS:
            yield "speech modal violations"
    if speeches and quote and actor and actor.value.name[:1].isupper():
        yield "somebody named in quotes"
    rivals = [c for family in _FAMILY.values() for c in reading.family(family).within(start, end)]
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

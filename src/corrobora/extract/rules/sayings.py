"""Statements and responses: candidates by cue, one a sentence and type, decided by scored features.

What a cue alone can't tell (is this about the violations? does somebody say it, or does the text?) a
small logistic model weighs: who speaks, what stands around, how strong the cue is. Its weights are in
``weights/sayings.json``, learned by ``training/sayings.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from corrobora.extract.analysis import Sentence
from corrobora.extract.mention import Mention
from corrobora.extract.rules import mixing
from corrobora.extract.rules.attribution import Target, attribute, choose
from corrobora.extract.rules.doers import doer
from corrobora.extract.rules.hearing import key
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.weighing import FAMILIES, NEGATIONS, VIOLATIONS, marks, near_violations
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import RegionSort
from corrobora.model.span import Span
from corrobora.model.vocabulary import ClaimType, ContextType, Kind, ResponseType, StatementType

#: How likely what is said in so many words is at least.
EXPLICIT = 0.6
#: Responses that somebody does rather than says.
DONE = frozenset(
    {
        ResponseType.NO_COMMENT, ResponseType.INVESTIGATION_OPENED, ResponseType.SUSPECT_NOTIFIED,
        ResponseType.CONVICTION, ResponseType.WARRANT, ResponseType.LETTER_SENT, ResponseType.WITHDRAWAL,
        ResponseType.FUNDING_ENDED,
    }
)  # fmt: skip
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
    """Every candidate of a kind in a document; of what is said none far from any word of violations."""
    near = near_violations(reading)
    family = reading.family(FAMILIES[kind])
    for sentence in reading.sentences:
        if sentence.sort is RegionSort.FURNITURE or (kind is not Kind.CONTEXT and sentence.index not in near):
            continue
        by_type: dict[str, list[Mention[str]]] = {}
        for cue in family.within(sentence.start, sentence.end):
            if not _of_people(reading, cue):
                by_type.setdefault(cue.value, []).append(cue)
        for cue in mixing.proposed(reading, kind.value, [t.value for t in _TYPES[kind]], sentence):
            by_type.setdefault(cue.value, [cue])
        for value, cues in by_type.items():
            yield _saying(reading, kind, _TYPES[kind](value), sentence, tuple(cues))


#: People who are taken where ground is not.
_TAKEN = frozenset(("soldier", "civilian", "person"))


def _of_people(reading: Reading, cue: Mention[str]) -> bool:
    """Whether it was people and not ground that were taken: "troops behead two captured fighters"."""
    if cue.value != ContextType.TERRITORIAL_CONTROL:
        return False
    words = reading.tokens_within(cue.start, cue.end)
    end = next((t.start for t in words if t.pos == "PUNCT"), cue.end)
    return bool(_TAKEN & reading.cued("people", words[0].end, end))


def accepted(reading: Reading, kind: Kind) -> Iterator[tuple[float, Saying]]:
    """Those candidates that are likely enough, with their likelihood."""
    model = mixing.model(reading, "sayings")
    likeliest: dict[int, list[tuple[float, Saying]]] = {}
    for saying in sayings(reading, kind):
        if _undone(reading, saying):
            continue
        likely = model.probability(saying.features)
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


#: Words before a deed that say it was not done, or that it ought to be.
_UNDONE = NEGATIONS | frozenset(
    "neither nor without must should ought жодна ніколи ни никогда повинні мають должны следует".split()
)
_BEFORE = 3


def _undone(reading: Reading, saying: Saying) -> bool:
    """Whether a deed is only denied or demanded: "no court has issued a warrant", "must be investigated"."""
    if saying.type not in DONE or saying.type is ResponseType.NO_COMMENT:
        return False
    before = reading.tokens_within(saying.sentence.start, saying.cues[0].start)[-_BEFORE:]
    clause = [t.lower for t in before]
    for mark in ",;:":
        if mark in clause:
            clause = clause[len(clause) - clause[::-1].index(mark) :]
    return bool(_UNDONE.intersection(clause))


def _explicit(saying: Saying) -> bool:
    """Whether it is said in so many words.

    The act of speaking is itself the cue: somebody condemns, orders, denies such a deed. Or somebody says of
    such deeds what needs no weighing: that they were a policy, that they amount to a crime. The Slavic verb
    that condemns a deed also convicts a person; with a speaker and a deed it condemns.
    """
    found = saying.features
    clear = {"cue:strong", "cue:good"} | (
        {"cue:fair"} if saying.type is StatementType.CONDEMNATION else set()
    )
    if "actor speaks here" not in found or saying.type is ResponseType.CONVICTION:
        return False
    if not any(f"{family} here" in found for family in VIOLATIONS) or found & {"if", "question"}:
        return False
    if "cue is the verb" in found:
        return bool(found & clear) and not found & {"negation", "modal"}
    return saying.kind is Kind.STATEMENT and {"cue in what is said", "cue:strong"} <= found


def claims(reading: Reading, kind: Kind, engine: str) -> list[Claim]:
    """The accepted ones, one claim for each type and actor."""
    told: list[list[tuple[float, Saying]]] = []
    silent: list[tuple[float, Saying]] = []
    for likely, saying in accepted(reading, kind):
        if saying.actor is None:
            silent.append((likely, saying))
            continue
        same = [t for t in told if t[0][1].type is saying.type and _alike(t[0][1].actor, saying.actor)]
        if not same:
            told.append([])
        (same or told)[-1].append((likely, saying))
    for likely, saying in silent:
        # a headline or summary that leaves the actor out repeats what the text says of one
        same = [t for t in told if t[0][1].type is saying.type]
        near = min(same, key=lambda t: abs(t[0][1].sentence.index - saying.sentence.index), default=None)
        if near is None:
            told.append(near := [])
        near.append((likely, saying))
    return [_claim(reading, found, engine) for found in told]


def _alike(one: Slot[Actor] | None, other: Slot[Actor]) -> bool:
    """Whether two actors are one: the same body, or one name has all words of the other."""
    if one is None:
        return False
    if key(one.value) == key(other.value):
        return True
    a, b = (set(s.value.name.casefold().split()) for s in (one, other))
    return a <= b or b <= a


def _fullest(best: Saying, told: list[Saying]) -> Slot[Actor] | None:
    """The actor of sayings that are one claim, by the fullest of its names: headlines shorten them."""
    if best.actor is None:
        return None
    words = set(best.actor.value.name.casefold().split())
    named = [s.actor for s in told if s.actor and words <= set(s.actor.value.name.casefold().split())]
    return max(named, key=lambda a: len(a.value.name.split()), default=best.actor)


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
    best = replace(best, actor=_fullest(best, [s for _, s in found]))
    text = reading.text
    order = sorted((s for _, s in found), key=lambda s: (s is not best, s.sentence.start))
    spans = tuple(Span.of(text, s.sentence.start, min(s.sentence.end, s.sentence.start + 690)) for s in order)
    words = tuple(Span.of(text, c.start, c.end) for c in best.cues)
    proposed = best.cues[0].reader == mixing.READER
    reader = mixing.READER if proposed else f"rules/{FAMILIES[best.kind]}.{best.type}"
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
    found |= set(marks(reading, sentence, cues, actor, type_))
    found |= mixing.saying(reading, kind.value, type_.value, cues)
    crossed = {f"{type_.value}:{name}" for name in found}
    return Saying(
        kind=kind, type=type_, sentence=sentence, cues=cues, actor=actor,
        features=frozenset(found | crossed | {f"type:{type_.value}"}),
    )  # fmt: skip

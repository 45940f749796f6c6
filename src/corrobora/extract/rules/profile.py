"""Each sentence as a set of marks: which families of words, figures, days and places it holds."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from corrobora.extract.analysis import Sentence, Token
from corrobora.extract.mention import Mention
from corrobora.extract.rules.reading import Reading
from corrobora.model.document import RegionSort
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Unit
from corrobora.model.when import Precision

#: Words a figure's noun may stand after, and how far to look for it.
_NOUN_WINDOW = 6
_BEFORE_WINDOW = 4
#: In a text of so few sentences their position says nothing.
_SHORT = 7
_CLAUSE_ENDS = frozenset(".;:!?()—–\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of persons, incidents, proceedings or statements, or a single person without a number.

    Attributes:
        start, end: the words.
        quantity: its bounds.
        sentence: index of its sentence.
        after: marks of the words it can count, to the end of the clause.
        before: marks of the words before it.
        implied: "a prisoner", "his neighbour": one, without a number.
        confidence: as the number's reader states it.
    """

    start: int
    end: int
    quantity: Quantity
    sentence: int
    after: frozenset[str]
    before: frozenset[str]
    nearest: str
    implied: bool
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One sentence and what it holds; ``marks`` are ``family.id`` and other general features."""

    sentence: Sentence
    marks: frozenset[str]
    figures: tuple[Figure, ...]


def profiles(reading: Reading) -> tuple[Profile, ...]:
    """A profile of every sentence, in their order."""
    sentences = reading.sentences
    if not sentences:
        return ()
    starts = [s.start for s in sentences]
    marks: list[set[str]] = [set() for _ in sentences]
    nouns: list[list[tuple[int, int, str]]] = [[] for _ in sentences]

    def at(position: int) -> int:
        return max(0, bisect_right(starts, position) - 1)

    for family, mentions in reading.cues.items():
        for m in mentions:
            index = at(m.start)
            marks[index].add(f"{family}.{m.value}")
            nouns[index].append((m.start, m.end, f"{family}.{m.value}"))
    for when in reading.whens:
        marks[at(when.start)].add("when." + _precision(when.value.precision))
    for place in reading.places:
        best = place.value.candidates[0] if place.value.candidates else None
        marks[at(place.start)].add("place." + (best.level.value if best else "unknown"))
    sides: list[set[str]] = [set() for _ in sentences]
    for side in reading.sides:
        sides[at(side.start)].add(side.value)
    figures = _figures(reading, nouns, at)
    for index, sentence in enumerate(sentences):
        here = marks[index]
        here |= _shape(reading, sentence, index, len(sentences))
        if sides[index]:
            here.add("sides.two" if len(sides[index]) > 1 else "sides.one")
        for figure in figures[index]:
            sort = "implied" if figure.implied else "number"
            here.add(f"figure.{sort}")
            here |= {f"figure.{sort}:{mark}" for mark in figure.after if mark.startswith(_COUNTED)}
    return tuple(
        Profile(sentence=s, marks=frozenset(marks[i]), figures=tuple(figures[i]))
        for i, s in enumerate(sentences)
    )


_COUNTED = ("people.", "custody.captive", "deaths.", "counting.", "acts.execution")


def _precision(precision: Precision) -> str:
    if precision in (Precision.DAY, Precision.DAYS):
        return "day"
    return "span" if precision is Precision.SPAN else "longer"


def _shape(reading: Reading, sentence: Sentence, index: int, count: int) -> set[str]:
    words = sentence.last - sentence.first
    text = reading.text[sentence.start : sentence.end]
    found = {"shape.short"} if words < 6 else {"shape.long"} if words > 35 else set()
    if sentence.sort in (RegionSort.TITLE, RegionSort.HEADING):
        found.add("shape.heading")
    elif sentence.sort in (RegionSort.FURNITURE, RegionSort.CAPTION):
        found.add("shape.furniture")
    elif sentence.sort in (RegionSort.LIST, RegionSort.TABLE):
        found.add("shape.list")
    if index == 0 and count > _SHORT:
        found.add("shape.first")
    elif index < 4 and count > _SHORT:
        found.add("shape.lead")
    if count > _SHORT and index >= count - 2:
        found.add("shape.last")
    if text.rstrip("\"'”»)").endswith("?"):
        found.add("shape.question")
    if text[-1:] not in ".!?…”»\"')":
        found.add("shape.unended")
    if any(mark in text for mark in '“«"„'):
        found.add("shape.quoted")
    return found


def _figures(reading: Reading, nouns: list[list[tuple[int, int, str]]], at: object) -> list[list[Figure]]:
    found: list[list[Figure]] = [[] for _ in reading.sentences]
    whens = [(w.start, w.end) for w in reading.whens]
    for mention in reading.quantities:
        if any(a <= mention.start and mention.end <= b for a, b in whens):
            continue
        index = at(mention.start)  # type: ignore[operator]
        found[index].append(_figure(reading, mention, index, nouns[index], implied=False))
    for index, sentence in enumerate(reading.sentences):
        taken = [(f.start, f.end) for f in found[index]]
        for start, end in _implied(reading, sentence, nouns[index], taken):
            one = Mention(
                start=start,
                end=end,
                value=Quantity.exactly(1, Unit.PERSONS),
                reader="rules/implied",
                confidence=0.6,
            )
            found[index].append(_figure(reading, one, index, nouns[index], implied=True))
        found[index].sort(key=lambda f: (f.start, f.end))
    return found


def _figure(
    reading: Reading,
    mention: Mention[Quantity],
    index: int,
    nouns: list[tuple[int, int, str]],
    *,
    implied: bool,
) -> Figure:
    sentence = reading.sentences[index]
    tokens = reading.tokens_within(mention.start if implied else mention.end, sentence.end)[:_NOUN_WINDOW]
    stop = mention.end
    for token in tokens:
        if token.text in _CLAUSE_ENDS:
            break
        stop = token.end
    first = reading.tokens_within(sentence.start, mention.start)[-_BEFORE_WINDOW:]
    begin = first[0].start if first else mention.start
    follow = sorted(
        (s, mark) for s, _, mark in nouns if (mention.start if implied else mention.end) <= s < stop
    )
    counted = [
        mark
        for _, mark in follow
        if mark.startswith(
            (
                "people.",
                "custody.captive",
                "deaths.body",
                "counting.incidents",
                "counting.proceedings",
                "counting.statements",
                "counting.persons",
                "deaths.die",
            )
        )
    ]
    return Figure(
        start=mention.start,
        end=mention.end,
        quantity=mention.value,
        sentence=index,
        after=frozenset(mark for _, mark in follow),
        before=frozenset(mark for s, _, mark in nouns if begin <= s < mention.start),
        nearest=counted[0] if counted else "none",
        implied=implied,
        confidence=mention.confidence,
    )


_ONE = frozenset("a an another one his her their".split())
_OTHER_DETERMINERS = frozenset("the this that".split())
_PEOPLE = ("people.soldier", "people.civilian", "custody.captive", "custody.hors_de_combat", "people.person")


def _implied(
    reading: Reading, sentence: Sentence, nouns: list[tuple[int, int, str]], taken: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Single persons named without a number: English by determiner, Cyrillic by the noun's number."""
    found: list[tuple[int, int]] = []
    words = reading.analysis.words(sentence)
    by_start = {t.start: t.index - sentence.first for t in words}
    for start, end, mark in sorted(nouns):
        if mark not in _PEOPLE or start not in by_start:
            continue
        if any(a - 25 < start < b + 25 and b <= start + 1 for a, b in taken):
            continue
        here = by_start[start]
        last = here
        while last + 1 < len(words) and words[last + 1].start < end:
            last += 1
        begin = _single(reading, words, here, last)
        if begin is not None and (not found or words[begin].start >= found[-1][1]):
            found.append((words[begin].start, words[last].end))
    return found


def _single(reading: Reading, words: tuple[Token, ...], first: int, last: int) -> int | None:
    if reading.analysis.language == "en":
        head = words[last]
        if head.pos not in ("NOUN", "PROPN", "ADJ") or _plural(head):
            return None
        if (
            last + 1 < len(words)
            and words[last + 1].pos in ("NOUN", "PROPN")
            and not words[last + 1].text[:1].isupper()
        ):
            return None
        for back in range(first, max(-1, first - 5), -1):
            if words[back].lower in _ONE or words[back].lower in _OTHER_DETERMINERS:
                return back
            if words[back].pos in ("PUNCT", "VERB", "ADP", "AUX") and words[back].text not in ("-", ","):
                return None
        return None
    from corrobora.extract.rules.forms import singular_animate

    return first if singular_animate(words[last].lower, reading.analysis.language) else None


def _plural(token: Token) -> bool:
    return token.lower != token.lemma and token.lower.endswith(("s", "men", "women", "children", "people"))

"""Which of the places and days a document names belong to an event: what speaks for each candidate."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from corrobora.extract.mention import Mention
from corrobora.extract.rules import mixing
from corrobora.extract.rules.bearings import bearings
from corrobora.extract.rules.pairs import opens_item
from corrobora.extract.rules.reading import Mentions, Reading
from corrobora.model.document import RegionSort
from corrobora.model.when import When
from corrobora.model.where import Where

if TYPE_CHECKING:
    from corrobora.extract.rules.slots import Scene

V = TypeVar("V")

#: A place or day may be an event's if it stands among the first sentences of the document …
OPENING = 60
#: … or so many sentences from the event. Most documents are shorter; in a book all others are another's.
REACH = 120

_HEADINGS = (RegionSort.TITLE, RegionSort.HEADING)
_LEVELS = {"country": 0, "first": 1, "second": 2, "settlement": 3, "feature": 3}


def step(number: int, steps: dict[int, str], beyond: str) -> str:
    """The name of the first step a number does not exceed."""
    return next((name for most, name in steps.items() if number <= most), beyond)


def sentence_of(reading: Reading, position: int) -> int:
    """Index of the sentence a character belongs to."""
    return max(0, bisect_right(reading.analysis.sentence_starts, position) - 1)


def near(reading: Reading, mentions: Mentions[V], members: Sequence[int]) -> Iterable[Mention[V]]:
    """The mentions that can belong to an event, in the order of the text; all of them in a short document."""
    starts = reading.analysis.sentence_starts
    first, last = min(members) - REACH, max(members) + REACH
    if first <= OPENING and last >= len(starts):
        return mentions
    start = starts[first] if first > OPENING else 0
    end = starts[last] if last < len(starts) else len(reading.text)
    opening = mentions.within(0, starts[OPENING]) if start else ()
    return (*opening, *mentions.within(start, end))


@dataclass(frozen=True, slots=True)
class Others:
    """The other events of a document: how many, and the sentences they take, in order."""

    count: int
    sentences: tuple[int, ...]

    def distance(self, index: int) -> int:
        """How many sentences the nearest of them is away."""
        at = bisect_left(self.sentences, index)
        return min(abs(index - s) for s in self.sentences[max(0, at - 1) : at + 1])


def others_of(scene: Scene) -> Others:
    """The events of the document beside a scene's own."""
    mine = set(scene.members)
    events = [e for e in scene.events if not mine.intersection(e)]
    return Others(len(events), tuple(sorted({i for e in events for i in e})))


def nearness(index: int, members: Sequence[int], core: int) -> set[str]:
    """How far a sentence stands from those of an event."""
    if index in members:
        return {"in event", "in core"} if index == core else {"in event"}
    before = [index - m for m in members if m > index]
    after = [index - m for m in members if m < index]
    distance = max(before) if before and (not after or -max(before) <= min(after)) else min(after)
    steps = (
        str(distance)
        if abs(distance) < 4
        else ("before" if distance < 0 else "after") + (":4-8" if abs(distance) < 9 else ":far")
    )
    return {f"distance:{steps}"}


def _line_start(reading: Reading, position: int) -> int:
    return reading.text.rfind("\n", 0, position) + 1


@lru_cache(maxsize=8)
def _items(reading: Reading) -> tuple[int, ...]:
    """How many lines of lists have begun by each sentence."""
    return tuple(accumulate(opens_item(reading, s) for s in reading.sentences))


def _standing(scene: Scene, start: int, others: Others) -> set[str]:
    """Where in the document a mention stands, seen from the event."""
    reading, profiles = scene.reading, scene.profiles
    index = sentence_of(reading, start)
    found = nearness(index, scene.members, scene.core)
    sentence = profiles[index].sentence
    core = profiles[scene.core].sentence
    if sentence.paragraph == core.paragraph:
        found.add("same paragraph")
        if start - _line_start(reading, start) < _OPENS:
            found.add("opens the paragraph")
    elif _items(reading)[index] != _items(reading)[scene.core]:
        found.add("other item")
    if sentence.sort in _HEADINGS:
        found.add("in title" if index < 2 else "in heading")
        if index < scene.core and not any(
            profiles[i].sentence.sort in _HEADINGS for i in range(index + 1, scene.core)
        ):
            found.add("heading above")
    elif any(profiles[i].sentence.sort in _HEADINGS for i in range(*sorted((index, scene.core)))):
        found.add("other section")
    if index == 0:
        found.add("opening sentence")
    found.add("events:" + ("1" if not others.count else "2" if others.count == 1 else "more"))
    if index not in scene.members and others.count:
        mine = min(abs(index - m) for m in scene.members)
        theirs = others.distance(index)
        if not theirs:
            found.add("of another event")
        else:
            found.add("nearer another event" if theirs < mine else "nearest event")
    return found


def _bearings(reading: Reading, mention: Mention[object]) -> frozenset[str]:
    return bearings(reading, mention.start, mention.end)


#: Characters within which a name opens its line, after a bullet or a number.
_OPENS = 6
#: Small words before a name, by what they say of it.
_LEFT = {
    "in": "in в у во на", "near": "near outside by around біля під неподалік поблизу около под возле близ",
    "at": "at", "of": "of", "from": "from з із від из от с", "to": "to toward towards into до к",
    "and": "and та і й и", "on": "on", "since": "since від з с", "until": "until till by до",
    "between": "between між между",
}  # fmt: skip
_LEFT_OF = {word: name for name, words in _LEFT.items() for word in words.split()}


def _left(reading: Reading, start: int) -> str:
    sentence = reading.sentences[sentence_of(reading, start)]
    tokens = reading.tokens_within(sentence.start, start)
    if not tokens:
        return "opening"
    for token in reversed(tokens[-2:]):
        if token.lower in _LEFT_OF:
            return _LEFT_OF[token.lower]
    return tokens[-1].pos if tokens[-1].pos in ("PUNCT", "NOUN", "PROPN", "VERB", "ADJ") else "other"


def _crossed(found: set[str], with_: tuple[str, ...]) -> frozenset[str]:
    """The features and those of position joined to those that begin in one of the given ways."""
    head = {f for f in found if f.startswith(("in ", "distance:", "heading above", "same paragraph"))}
    return frozenset(found | {f"{a}&{b}" for a in head for b in found if b.startswith(with_)})


def places(scene: Scene) -> list[tuple[Mention[Where] | None, frozenset[str]]]:
    """Every place of the document, and none, with what speaks for it."""
    reading = scene.reading
    inside = [m for i in scene.members for m in _within(reading.places, scene, i)]
    core = list(_within(reading.places, scene, scene.core))
    others = others_of(scene)
    named = near(reading, reading.places, scene.members)
    second = mixing.filled(scene, "place", [(m.start, m.end) for m in named])
    found: list[tuple[Mention[Where] | None, frozenset[str]]] = [
        (m, _of_place(scene, m, inside, core, others) | heard) for m, heard in zip(named, second, strict=True)
    ]
    settled = any(m.value.candidates and _level(m) >= 3 for m in inside)
    nothing = {"none", "inside:" + _many(len(inside)), "core:" + _many(len(core))}
    nothing.add("narrow inside" if settled else "nothing narrow inside")
    nothing.add("places:" + _many(len(reading.places)))
    nothing |= {f"none&{m}" for m in scene.core_marks if m.startswith(("shape.", "when.", "counting."))}
    nothing |= {f"none&{f}" for f in list(nothing)}
    return [*found, (None, frozenset(nothing))]


def _within(mentions: Mentions[Where], scene: Scene, index: int) -> Iterable[Mention[Where]]:
    s = scene.profiles[index].sentence
    return mentions.within(s.start, s.end)


def _many(number: int) -> str:
    return "none" if not number else "one" if number == 1 else "several"


def _level(mention: Mention[Where]) -> int:
    best = mention.value.candidates[:1]
    return _LEVELS[best[0].level.value] if best else 3


def place_key(where: Where) -> str:
    """Mentions with the same key are taken for one place."""
    return where.name.casefold()[:5]


@dataclass(frozen=True, slots=True)
class _Named:
    """How a document names its places: where each name first stands, how often; settlements in order."""

    first: Mapping[str, int]
    often: Mapping[str, int]
    narrow_starts: tuple[int, ...]
    narrow_keys: tuple[str, ...]
    settlements: frozenset[str]

    def settlement_before(self, position: int) -> str | None:
        """The settlement named last before a character."""
        at = bisect_left(self.narrow_starts, position)
        return self.narrow_keys[at - 1] if at else None


@lru_cache(maxsize=8)
def _named(reading: Reading) -> _Named:
    first: dict[str, int] = {}
    for m in reading.places:
        first.setdefault(place_key(m.value), m.start)
    narrow = [m for m in reading.places if _level(m) >= 3]
    keys = tuple(place_key(m.value) for m in narrow)
    often = Counter(place_key(m.value) for m in reading.places)
    return _Named(first, often, tuple(m.start for m in narrow), keys, frozenset(keys))


def _of_place(
    scene: Scene,
    mention: Mention[Where],
    inside: list[Mention[Where]],
    core: list[Mention[Where]],
    others: Others,
) -> frozenset[str]:
    reading, where = scene.reading, mention.value
    found = _standing(scene, mention.start, others)
    index = sentence_of(reading, mention.start)
    best = where.candidates[0] if where.candidates else None
    found.add(f"level:{best.level.value if best else 'unknown'}")
    if best and best.level.value == "settlement":
        found.add("size:" + step(best.population, {0: "unknown", 20_000: "small", 300_000: "town"}, "city"))
    if len(where.candidates) > 1:
        found.add("several candidates")
    found.add("left:" + _left(reading, mention.start))
    found |= _bearings(reading, mention) | _naming(reading, mention)
    marks = scene.profiles[index].marks
    found.update(
        f"sentence:{m}" for m in marks if m.startswith(("deaths.", "acts.", "custody.captive", "shape.first"))
    )
    if where.within:
        found.add("has wider")
    key = place_key(where)
    named = _named(reading)
    often = named.often[key]
    found.add("mentions:" + ("1" if often == 1 else "2-3" if often < 4 else "4+"))
    if named.first[key] == mention.start:
        found.add("first mention")
    if _level(mention) >= 3 and named.settlements == {key}:
        found.add("only settlement")
    found.add("inside:" + _many(len(inside)))
    found.add("core:" + _many(len(core)))
    if inside and inside[0].start == mention.start:
        found.add("first inside")
    if core and core[0].start == mention.start:
        found.add("first in core")
    if any(_level(other) > _level(mention) for other in inside):
        found.add("narrower inside")
    if any(_level(other) > _level(mention) for other in core):
        found.add("narrower in core")
    if any(
        key in tuple(n.casefold()[:5] for n in other.value.within) for other in inside if other is not mention
    ):
        found.add("holds another inside")
    if named.settlement_before(scene.profiles[scene.core].sentence.start) == key:
        found.add("last before core")
    if any(
        b.start < mention.start <= b.end + 8 for b in reading.bodies.within(mention.start - 60, mention.start)
    ):
        found.add("after body")
    if reading.family("speakers").within(mention.end, mention.end + 14):
        found.add("before speaker")
    if reading.family("speakers").within(mention.start - 25, mention.start):
        found.add("after speaker")
    return _crossed(
        found, ("level:", "left:", "inside:", "up:", "near:", "of another", "narrower", "side:", "sure:")
    )


_DIRECTIONS = frozenset(
    "north south east west northeast northwest southeast southwest kilometres kilometers miles km "
    "північ північніше південь південніше схід східніше захід західніше км кілометрів кілометрах "
    "север севернее юг южнее восток восточнее запад западнее километров километрах".split()
)


#: What a place lends its name to: a stretch of the front, not the place itself.
_SECTORS = frozenset("direction front axis sector напрямок фронт ділянка направление участок".split())


def _naming(reading: Reading, mention: Mention[Where]) -> set[str]:
    """How a place is named: for the government that sits there, as dateline, as a point to measure from."""
    found = {"sure:" + step(round(10 * mention.confidence), {4: "low", 7: "middle"}, "high")}
    for side in reading.sides.within(mention.start - 12, mention.end):
        if side.end > mention.start:
            found.add(f"side:{side.reader.rsplit('.', 1)[-1]}")
    if any(
        w.start < mention.end and mention.start < w.end
        for w in reading.whens.within(mention.start - 30, mention.end)
    ):
        found.add("in a day")
    line = _line_start(reading, mention.start)
    after = reading.text[mention.end : mention.end + 45]
    if mention.start - line < 3 and any(mark in after for mark in (" — ", " – ", " - ", ") ", ": ")):
        found.add("dateline")
    if reading.text[mention.start : mention.end].isupper():
        found.add("capitals")
    before = reading.tokens_within(max(line, mention.start - 25), mention.start)[-3:]
    if any(t.lower in _DIRECTIONS for t in before):
        found.add("measured from")
    follow = reading.tokens_within(mention.end, mention.end + 20)[:1]
    if follow and follow[0].lemma in _SECTORS:
        found.add("sector")
    quantity = reading.text[mention.end : mention.end + 3].strip()[:1]
    if quantity in ("-", "–"):
        found.add("joined")
    return found


def days(scene: Scene) -> list[tuple[Mention[When] | None, frozenset[str]]]:
    """Every day or stretch of the document, and none, with what speaks for it."""
    reading = scene.reading
    inside = [m for i in scene.members for m in _days_within(scene, i)]
    core = list(_days_within(scene, scene.core))
    others = others_of(scene)
    named = near(reading, reading.whens, scene.members)
    second = mixing.filled(scene, "date", [(m.start, m.end) for m in named])
    found: list[tuple[Mention[When] | None, frozenset[str]]] = [
        (m, _of_day(scene, m, inside, core, others) | heard) for m, heard in zip(named, second, strict=True)
    ]
    nothing = {"none", "inside:" + _many(len(inside)), "core:" + _many(len(core))}
    nothing.add("days:" + _many(len(reading.whens)))
    nothing |= {f"none&{m}" for m in scene.core_marks if m.startswith(("shape.", "place.", "counting."))}
    nothing |= {f"none&{f}" for f in list(nothing)}
    return [*found, (None, frozenset(nothing))]


def _days_within(scene: Scene, index: int) -> Iterable[Mention[When]]:
    s = scene.profiles[index].sentence
    return scene.reading.whens.within(s.start, s.end)


@lru_cache(maxsize=8)
def _days_named(reading: Reading) -> Counter[tuple[object, object]]:
    return Counter((m.value.first, m.value.last) for m in reading.whens)


def _of_day(
    scene: Scene,
    mention: Mention[When],
    inside: list[Mention[When]],
    core: list[Mention[When]],
    others: Others,
) -> frozenset[str]:
    reading, when = scene.reading, mention.value
    found = _standing(scene, mention.start, others)
    index = sentence_of(reading, mention.start)
    length = (when.last - when.first).days if when.first and when.last else None
    found.add(f"precision:{when.precision.value}")
    found.add(f"said:{mention.reader.rsplit('/', 1)[-1]}")
    found.add("open:" + ("start" if when.first is None else "end" if when.last is None else "no"))
    if length is not None:
        found.add("length:" + step(length, {0: "day", 7: "days", 34: "month"}, "long"))
    published = reading.analysis.document.source.published
    if published:
        last = when.last or when.first
        age = (published - last).days if last else 0
        found.add("age:" + step(age, {-1: "future", 0: "same", 7: "days", 59: "weeks", 399: "year"}, "old"))
    found.add("left:" + _left(reading, mention.start))
    found |= _bearings(reading, mention)
    marks = scene.profiles[index].marks
    found.update(
        f"sentence:{m}"
        for m in marks
        if m.startswith(("deaths.", "acts.", "reporting.", "scenes.justice", "occasions."))
    )
    found.add("inside:" + _many(len(inside)))
    found.add("core:" + _many(len(core)))
    if inside and inside[0].start == mention.start:
        found.add("first inside")
    if core and core[0].start == mention.start:
        found.add("first in core")
    narrower = [m for m in inside if m is not mention and _days(m.value) < _days(when)]
    if narrower:
        found.add("narrower inside")
    same = _days_named(reading)[when.first, when.last]
    found.add("mentions:" + ("1" if same == 1 else "more"))
    before = reading.whens.before(scene.profiles[scene.core].sentence.start)
    if before and before.start == mention.start:
        found.add("last before core")
    if any(
        m.start < mention.start
        for m in reading.whens.within(scene.profiles[index].sentence.start, mention.start)
    ):
        found.add("later in sentence")
    spoken = any(s.at - 40 <= mention.start < s.until + 40 for s in reading.hearing.within(index, index))
    if spoken:
        found.add("near a reporting verb")
    return _crossed(
        found, ("precision:", "length:", "inside:", "near", "up:", "age:", "open:", "said:", "of another")
    )


def _days(when: When) -> int:
    if when.first is None or when.last is None:
        return 100_000
    return (when.last - when.first).days

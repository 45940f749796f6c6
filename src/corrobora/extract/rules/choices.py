"""Which of the places, days and sides a document names belong to an event: features of each candidate."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from corrobora.extract.mention import Mention
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Mentions, Reading
from corrobora.model.when import When
from corrobora.model.where import Where

V = TypeVar("V")

#: A place or day may be an event's if it stands among the first sentences of the document …
OPENING = 60
#: … or so many sentences from the event. Most documents are shorter; in a book all others are another's.
REACH = 120

_FORCE = ("people.force", "people.soldier", "custody.captive", "custody.hors_de_combat", "people.civilian")


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


def inside(reading: Reading, mentions: Mentions[V], members: Sequence[int]) -> list[Mention[V]]:
    """The mentions in the sentences of an event, in the order of the text."""
    starts = reading.analysis.sentence_starts
    found: list[Mention[V]] = []
    for index in sorted(set(members)):
        end = starts[index + 1] if index + 1 < len(starts) else len(reading.text)
        found += mentions.within(starts[index] if index else 0, end)
    return found


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


def of_place(
    reading: Reading, profiles: Sequence[Profile], members: Sequence[int], core: int, mention: Mention[Where]
) -> frozenset[str]:
    """Features of a place as the place of an event."""
    index = sentence_of(reading, mention.start)
    found = nearness(index, members, core)
    where = mention.value
    best = where.candidates[0] if where.candidates else None
    found.add(f"level:{best.level.value if best else 'unknown'}")
    found.add("left:" + _left(reading, mention.start))
    found.update(
        f"sentence:{m}"
        for m in profiles[index].marks
        if m.startswith(("shape.", "deaths.", "acts.execution"))
    )
    if where.within:
        found.add("has wider")
    first, often = _named(reading)[_name_key(where)]
    found.add("mentions:" + ("1" if often == 1 else "2-3" if often < 4 else "4+"))
    if first == mention.start:
        found.add("first mention")
    there = inside(reading, reading.places, members)
    found.add("inside:" + ("none" if not there else "one" if len(there) == 1 else "several"))
    if there and there[0].start == mention.start:
        found.add("first inside")
    if best and any(_narrower(other, mention) for other in there):
        found.add("narrower inside")
    head = {f for f in found if f.startswith(("in ", "distance:"))}
    return frozenset(
        found | {f"{a}&{b}" for a in head for b in found if b.startswith(("level:", "left:", "inside:"))}
    )


def _name_key(where: Where) -> str:
    return where.name.casefold()[:5]


@lru_cache(maxsize=8)
def _named(reading: Reading) -> Mapping[str, tuple[int, int]]:
    """Where each place name of a document first stands, and how often."""
    found: dict[str, tuple[int, int]] = {}
    for m in reading.places:
        first, often = found.get(_name_key(m.value), (m.start, 0))
        found[_name_key(m.value)] = (first, often + 1)
    return found


_LEVELS = {"country": 0, "first": 1, "second": 2, "settlement": 3, "feature": 3}


def _narrower(other: Mention[Where], mention: Mention[Where]) -> bool:
    a, b = other.value.candidates[:1], mention.value.candidates[:1]
    return bool(a and b and _LEVELS[a[0].level.value] > _LEVELS[b[0].level.value])


#: Small words before a name, by what they say of it.
_LEFT = {
    "in": "in в у во на", "near": "near outside by around біля під неподалік поблизу около под возле близ",
    "at": "at", "of": "of", "from": "from з із від из от с", "to": "to toward towards into до к",
    "and": "and та і й и",
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


def of_day(
    reading: Reading, profiles: Sequence[Profile], members: Sequence[int], core: int, mention: Mention[When]
) -> frozenset[str]:
    """Features of a day or stretch of days as that of an event or tally."""
    index = sentence_of(reading, mention.start)
    found = nearness(index, members, core)
    when = mention.value
    length = (when.last - when.first).days if when.first and when.last else None
    found.add(f"precision:{when.precision.value}")
    found.add(f"said:{mention.reader.rsplit('/', 1)[-1]}")
    found.add("open:" + ("start" if when.first is None else "end" if when.last is None else "no"))
    if length is not None:
        found.add(
            "length:"
            + ("day" if length < 1 else "days" if length < 8 else "month" if length < 35 else "long")
        )
    published = reading.analysis.document.source.published
    if published:
        last = when.last or when.first
        age = (published - last).days if last else 0
        found.add("age:" + step(age, {-1: "future", 0: "same", 7: "days", 59: "weeks", 399: "year"}, "old"))
    found.add("left:" + _left(reading, mention.start))
    sentence = profiles[index].marks
    found.update(
        f"sentence:{m}"
        for m in sentence
        if m.startswith(("shape.", "deaths.", "acts.execution", "bases.", "reporting.", "scenes.justice"))
    )
    there = inside(reading, reading.whens, members)
    found.add("inside:" + ("none" if not there else "one" if len(there) == 1 else "several"))
    if there and there[0].start == mention.start:
        found.add("first inside")
    spoken = any(s.at - 40 <= mention.start < s.until + 40 for s in reading.hearing.within(index, index))
    if spoken:
        found.add("near a reporting verb")
    head = {f for f in found if f.startswith(("in ", "distance:"))}
    return frozenset(
        found
        | {
            f"{a}&{b}"
            for a in head
            for b in found
            if b.startswith(("precision:", "inside:", "near", "age:", "open:", "said:"))
        }
    )


def side_candidates(reading: Reading, members: Sequence[int]) -> list[str]:
    """Countries the document speaks of or its event's places lie in, most spoken of first."""
    return [c for c, _ in _named_countries(reading).most_common(8)]


@lru_cache(maxsize=8)
def _spoken_of(reading: Reading) -> Counter[str]:
    return Counter(m.value for m in reading.sides)


@lru_cache(maxsize=8)
def _named_countries(reading: Reading) -> Counter[str]:
    """How often each country is spoken of as a side, those of places among them."""
    counts = Counter(m.value for m in reading.sides)
    for place in reading.places:
        if place.value.candidates:
            counts[place.value.candidates[0].country] += 0
    return counts


def beside(side: str, perpetrator: str | None) -> str:
    """How a candidate for the victims' side stands to the perpetrators' side."""
    if perpetrator is None:
        return "perpetrator unknown"
    return "is perpetrator" if side == perpetrator else "other than perpetrator"


def of_side(
    reading: Reading,
    profiles: Sequence[Profile],
    members: Sequence[int],
    side: str,
    place: Mention[Where] | None,
) -> frozenset[str]:
    """Features of a country as the side of an event's victims or perpetrators."""
    counts = _spoken_of(reading)
    total = sum(counts.values()) or 1
    ranked = [c for c, _ in counts.most_common()]
    found = {"rank:" + (str(ranked.index(side)) if side in ranked[:3] else "low")}
    share = counts[side] / total
    found.add(
        "share:" + ("none" if not share else "low" if share < 0.2 else "half" if share < 0.6 else "most")
    )
    found.add("sides:" + ("1" if len(ranked) < 2 else "2" if len(ranked) == 2 else "more"))
    if place and place.value.candidates:
        found.add("lies in its country" if place.value.candidates[0].country == side else "lies elsewhere")
    marks = {m for i in members for m in profiles[i].marks}
    status = [m for m in ("people.civilian", "people.soldier", "custody.captive") if m in marks]
    for index in members:
        s = profiles[index].sentence
        for mention in reading.sides.within(s.start, s.end):
            if mention.value == side:
                found |= {f"inside:{f}" for f in _around(reading, s.start, s.end, mention)}
                found.add("inside")
    if "inside" not in found:
        found.add("not inside")
    everywhere = _everywhere(reading, side)
    found |= {f"document:{f}" for f, n in everywhere.items() if n > 0}
    found |= {f"document:{f}:often" for f, n in everywhere.items() if n > 2}
    place_or_share = {f for f in found if f.startswith(("lies", "share:", "rank:"))}
    return frozenset(found | {f"{a}&{b}" for a in place_or_share for b in status})


@lru_cache(maxsize=64)
def _everywhere(reading: Reading, side: str) -> Mapping[str, int]:
    """How often what stands around a side's name in the document."""
    return Counter(
        f for m in reading.sides if m.value == side for f in _around(reading, *_bounds(reading, m.start), m)
    )


def _bounds(reading: Reading, position: int) -> tuple[int, int]:
    s = reading.sentences[sentence_of(reading, position)]
    return s.start, s.end


def _around(reading: Reading, start: int, end: int, mention: Mention[str]) -> set[str]:
    """What stands right after and before a side's name, and on which side of the deed it is."""
    found = set()
    after = mention.end + 30
    for family in ("people", "custody"):
        for m in reading.family(family).within(mention.start, min(after, end)):
            name = f"{family}.{m.value}"
            if name in _FORCE:
                found.add(f"then {name}")
    following = [
        m
        for family in ("people", "custody")
        for m in reading.family(family).within(mention.end, mention.end + 16)
    ]
    if following:
        nearest = min(following, key=lambda m: m.start)
        found.add(f"of {nearest.reader.rsplit('/', 1)[-1]}.{nearest.value}")
    tokens = reading.tokens_within(start, mention.start)[-3:]
    if any(t.lower in ("by", "at") for t in tokens):
        found.add("after by")
    if any(t.lower in ("of", "against") for t in tokens):
        found.add("after of")
    if any(t.pos == "NUM" for t in tokens):
        found.add("after number")
    deeds = [m for f in ("acts", "deaths") for m in reading.family(f).within(start, end)]
    if deeds:
        place = "before deed" if mention.start < deeds[0].start else "after deed"
        found |= {place, *(f"{place}&{f}" for f in found if f.startswith(("of ", "after ")))}
    return found

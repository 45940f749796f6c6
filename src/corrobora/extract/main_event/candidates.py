"""What a document offers as country, place, day and victims of its main event, each with its features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from corrobora.extract.main_event.marks import Marks, step
from corrobora.extract.mention import Mention
from corrobora.extract.rules.cast import Named
from corrobora.extract.rules.hearing import QUIET
from corrobora.model.when import Precision, When
from corrobora.model.where import PlaceLevel, Where

T = TypeVar("T")
_AT = ("in", "at", "near", "outside", "в", "у", "во", "на", "біля", "под", "під", "около")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A value the document offers, where it is best said, and what speaks for it."""

    value: T
    start: int
    end: int
    features: frozenset[str]


def countries(marks: Marks) -> list[Candidate[str]]:
    """Countries named, or that places named lie in."""
    reading = marks.reading
    said: dict[str, list[tuple[int, int, str]]] = {}
    for m in reading.sides:
        said.setdefault(m.value, []).append((m.start, m.end, "side"))
    for place in reading.places:
        if place.value.candidates:
            best = place.value.candidates[0]
            sort = "itself" if best.level is PlaceLevel.COUNTRY else "place"
            said.setdefault(best.country, []).append((place.start, place.end, sort))
    total = sum(map(len, said.values())) or 1
    often = {code for code, n in Counter({c: len(s) for c, s in said.items()}).most_common(1)}
    rows = []
    for code, spans in said.items():
        spans.sort()
        found = _of_spans(marks, [(a, b) for a, b, _ in spans])
        share = len(spans) / total
        found.update(f"share>{x}" for x in (0.1, 0.2, 0.35, 0.5, 0.7) if share > x)
        found.update(f"sort:{sort}" for _, _, sort in spans)
        if code in often:
            found.add("most often named")
        if spans[0] == min(s[0] for s in said.values()):
            found.add("first of all")
        own = [s for s in spans if s[2] != "side"] or spans
        rows.append(Candidate(code, own[0][0], own[0][1], frozenset(found)))
    return rows


def places(marks: Marks, country: str | None) -> list[Candidate[Where]]:
    """Settlements named, once a name."""
    groups: dict[str, list[Mention[Where]]] = {}
    for m in marks.reading.places:
        best = m.value.candidates[0] if m.value.candidates else None
        if best is not None and best.level is PlaceLevel.SETTLEMENT:
            groups.setdefault(m.value.name.casefold(), []).append(m)
    firsts = [g[0].start for g in groups.values()]
    most = max(map(len, groups.values()), default=0)
    rows = []
    for group in groups.values():
        found = _of_spans(marks, [(m.start, m.end) for m in group])
        best = group[0].value.candidates[0]
        found.add("in the country" if best.country == country else "elsewhere")
        found.add(
            "large" if best.population > 300_000 else "middling" if best.population > 20_000 else "small"
        )
        if group[0].start == min(firsts):
            found.add("first of all")
        if len(group) == most:
            found.add("most often named")
        found.add(f"towns:{step(len(groups))}")
        rows.append(Candidate(group[0].value, group[0].start, group[0].end, frozenset(found)))
    return rows


def days(marks: Marks) -> list[Candidate[When]]:
    """Days and stretches of days named."""
    published = marks.reading.analysis.document.source.published
    rows = []
    seen: set[tuple[object, object]] = set()
    whens = [w for w in marks.reading.whens if w.value.first and w.value.last]
    exact = [w for w in whens if w.value.precision is Precision.DAY]
    for mention in whens:
        when = mention.value
        if (when.first, when.last) in seen or when.first is None:
            continue
        seen.add((when.first, when.last))
        same = [w for w in whens if w.value.first == when.first and w.value.last == when.last]
        found = _of_spans(marks, [(w.start, w.end) for w in same])
        found.add(f"precision:{when.precision.value}")
        if published:
            age = (published - when.first).days
            found.add(
                "age:" + ("future" if age < 0 else "same" if not age else "days" if age < 8 else
                "weeks" if age < 60 else "year" if age < 400 else "old")
            )  # fmt: skip
        if exact and mention is exact[0]:
            found.add("first day")
        if mention is whens[0]:
            found.add("first of all")
        found.add(f"days:{step(len(exact))}")
        rows.append(Candidate(when, mention.start, mention.end, frozenset(found)))
    return rows


def people(marks: Marks) -> list[Candidate[Named]]:
    """People named in full."""
    cast = marks.reading.hearing.cast
    if cast is None:
        return []
    heard = {s.speaker.value.name for s in marks.reading.hearing.speeches if s.sort not in QUIET}
    named: dict[str, Named] = {}
    for person in cast.people:
        named.setdefault(person.actor.name, person)
    counts = Counter(n.actor.name for _, n in cast.mentions)
    rows = []
    for name, person in named.items():
        surname = len(name.split()[-1])
        spans = [(person.start, person.end)]
        spans += [(at, at + surname) for at, n in cast.mentions if n.actor.name == name and at > person.end]
        found = _of_spans(marks, spans)
        found.update(_as_object(marks, spans))
        found.add("speaks" if name in heard else "silent")
        found.add("has a role" if person.actor.role else "no role")
        found.add(f"people:{step(len(named))}")
        if counts and counts[name] == max(counts.values()):
            found.add("most often named")
        rows.append(Candidate(person, spans[0][0], spans[0][1], frozenset(found)))
    return rows


def _as_object(marks: Marks, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Whether a deed stands right before or after a name."""
    for start, end in spans:
        for deed in marks.violations.within(start - 60, start):
            yield f"after {deed.value}"
            yield "after a deed"
        for deed in marks.violations.within(end, end + 40):
            yield f"before {deed.value}"
            yield "before a deed"


def _of_spans(marks: Marks, spans: Sequence[tuple[int, int]]) -> set[str]:
    """Where and how often something is named, and whether by a deed."""
    reading = marks.reading
    first = spans[0][0]
    found = {f"named:{step(len(spans))}"}
    if first < marks.title_end():
        found.add("in title")
    opening = any(start < marks.lead_end() and start >= marks.title_end() for start, _ in spans)
    if opening:
        found.add("in opening")
    found.add("where:" + ("early" if first < len(reading.text) / 5 else "later"))
    index = reading.analysis.sentence_at(first).index
    found.add("sentence:" + (str(index) if index < 3 else "3-7" if index < 8 else "8+"))
    for number, (start, _) in enumerate(spans):
        sentence = reading.analysis.sentence_at(start)
        deeds = {m.value for m in marks.violations.within(sentence.start, sentence.end)}
        found.update(f"with {d}" for d in deeds)
        if deeds:
            found.add("with a deed" if number else "first with a deed")
        before = reading.tokens_within(sentence.start, start)[-1:]
        if before and before[0].lower in _AT:
            found.add("after in")
        elif not before:
            found.add("opens a sentence")
    return found | ({"with a deed&in opening"} if opening and "first with a deed" in found else set())

"""Figures that count over a list, a period or several events, told as claims: one a figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corrobora.extract.rules.counted import Count, Role, counts
from corrobora.extract.rules.counters import counters, unattributed
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.periods import Period, periods
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.scenes import Scores, claim_of, scene_of
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import RegionSort
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind, Unit, Verification
from corrobora.model.where import Where

READER = "rules/tallies"
_UNIT_OF = {Role.PERSONS: Unit.PERSONS, Role.INCIDENTS: Unit.INCIDENTS, Role.STATEMENTS: Unit.STATEMENTS}
_HEADINGS = (RegionSort.TITLE, RegionSort.HEADING)
#: A number up to this can be that of another count by chance.
_SMALL = 12
#: Days by which two readings of one stretch may differ.
_NEAR = 3
#: How many sentences on a count still counts within the scope of the one before.
_REACH = 5
#: How far from its figure a count may be called a part.
_BESIDE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A tally as a claim, with the figures it was read from.

    Attributes:
        count: its figures.
        claim: what is told of them.
        period: the stretch it covers.
        heading: whether it stands in a heading.
        repeats: further mentions of its figure.
    """

    count: Count
    claim: Claim
    period: Period | None
    heading: bool
    repeats: tuple[Count, ...] = ()

    @property
    def fullness(self) -> tuple[int, bool, bool, int]:
        """How much it tells: figures, a stretch of its own, running text; then the earlier one."""
        own = self.period is not None and self.period.how == "own"
        return len(self.count.figures), own, not self.heading, -self.count.sentence

    @property
    def sentences(self) -> set[int]:
        """Where it is told."""
        return {c.sentence for c in (self.count, *self.repeats)}


def tallies(reading: Reading, scores: Scores) -> list[Told]:
    """Every tally of the document, each once."""
    found = list(counts(reading, scores))
    claims: list[Told] = []
    for count, period in zip(found, periods(reading, found), strict=True):
        scene = scene_of(reading, scores, "tally", [count.sentence])
        slots: dict[str, Any] = {role.value: _slot(reading, role, figure) for role, figure in count.figures}
        when = period.slot() if period else None
        who = counters(reading, count)
        if claims and period and period.how == "carried" and unattributed(reading, count):
            who = claims[-1].claim.claimants
        heading = scores.profiles[count.sentence].sentence.sort in _HEADINGS
        claim = claim_of(scene, Kind.TALLY, scene.spans(), claimants=who, period=when, **slots)
        claim = replace(claim, place=_own_place(scene.spans(), claim), verification=_verified(reading, count))
        claims.append(Told(count=count, claim=claim, period=period, heading=heading))
    told = _without_repetition(claims)
    return _parts(reading, _scoped(reading, [_with_mentions(reading, scores.profiles, t) for t in told]))


def counted_words(found: Iterable[Told]) -> set[tuple[int, int]]:
    """Where the figures of tallies stand: they are not the victims of an incident."""
    return {(f.start, f.end) for t in found for count in (t.count, *t.repeats) for _, f in count.figures}


def tells_tallies_only(found: Iterable[Told], profiles: Sequence[Profile], members: Sequence[int]) -> bool:
    """Whether sentences put together as an event tell nothing but tallies: no place or day of their own."""
    told = {i for t in found for i in t.sentences}
    own = {"place.settlement", "when.day"}
    return all(i in told and not own & profiles[i].marks for i in members)


def _own_place(told: Sequence[Span], claim: Claim) -> Slot[Where] | None:
    """The place, if the count's own sentence names it as one and not as who counts ("Ukraine recorded")."""
    place = claim.place
    if place is None:
        return None
    counting = [s for c in claim.claimants for s in c.spans]
    inside = any(t.start <= s.start < t.end for t in told for s in place.spans)
    named = any(c.start < s.end and s.start < c.end for c in counting for s in place.spans)
    return place if inside and not named else None


def _verified(reading: Reading, count: Count) -> Slot[Verification] | None:
    """Whether whoever counts says the cases were verified ("it verified three of them")."""
    sentence = reading.sentences[count.sentence]
    told = reading.family("verification").within(sentence.start, count.start)
    if not told or any(m.value != "verified" for m in told):
        return None
    words = (Span.of(reading.text, told[-1].start, told[-1].end),)
    return Slot(value=Verification.VERIFIED, spans=words, reader=f"{READER}.verification", confidence=0.7)


def _slot(reading: Reading, role: Role, figure: Figure) -> Slot[Quantity]:
    unit = _UNIT_OF[role]
    if unit is Unit.INCIDENTS and figure.nearest == "counting.proceedings":
        unit = Unit.PROCEEDINGS
    words = (Span.of(reading.text, figure.start, figure.end),)
    return Slot(value=replace(figure.quantity, unit=unit), spans=words, reader=f"{READER}.{role.value}")


# --- repetition ------------------------------------------------------------------------------------


def _without_repetition(found: Sequence[Told]) -> list[Told]:
    """One claim a figure: what repeats it adds its words, and its speaker where it has another."""
    kept: list[Told] = []
    for told in found:
        at = next((i for i, other in enumerate(kept) if _repeats(other, told)), None)
        if at is None:
            kept.append(told)
        else:
            kept[at] = _merged(kept[at], told)
    return kept


def _repeats(one: Told, two: Told) -> bool:
    """Whether two tallies give one figure: equal numbers in a shared role, and stretches that agree."""
    if one.count.sentence == two.count.sentence or not _agree(one.period, two.period):
        return False
    heading = one.heading or two.heading
    shared = [(f, two.count.figure(r)) for r, f in one.count.figures]
    equal = [(a, b) for a, b in shared if b is not None]
    if not equal:
        # a headline's "79 executions" counts the persons of the text's "79 in 24 incidents"
        first, second = (c.count.figures[0][1].quantity.bounds for c in (one, two))
        return heading and first == second and (first[0] or 0) > _SMALL
    if any(a.quantity.bounds != b.quantity.bounds and not (heading and _looser(a, b)) for a, b in equal):
        return False
    low = max((a.quantity.bounds[0] or a.quantity.bounds[1] or 0) for a, _ in equal)
    acts = {c.claim.act.value for c in (one, two) if c.claim.act}
    return low > _SMALL or (heading and len(acts) < 2)


def _looser(one: Figure, two: Figure) -> bool:
    """Whether two figures are one number, with and without "at least" or "over"."""
    a, b = one.quantity.bounds, two.quantity.bounds
    if a[0] is None or b[0] is None:
        return False
    return a[0] == b[0] or (abs(a[0] - b[0]) == 1 and None in (a[1], b[1]))


def _agree(one: Period | None, two: Period | None) -> bool:
    """Whether two stretches can be one: one is not told, or their told ends lie together."""
    if one is None or two is None or one.how != "own" or two.how != "own":
        return True
    pairs = ((one.value.first, two.value.first), (one.value.last, two.value.last))
    return all(a is None or b is None or abs((a - b).days) <= _NEAR for a, b in pairs)


def _merged(one: Told, two: Told) -> Told:
    """The fuller of two tellings with the words of both."""
    best, other = sorted((one, two), key=lambda t: t.fullness, reverse=True)
    claim = best.claim
    names = {s.value.name for s in claim.claimants}
    further = [s for s in other.claim.claimants if s.value.name not in names and not other.heading]
    spans = tuple(sorted({*claim.spans, *other.claim.spans}))
    who = (*claim.claimants[:1], *further[:1], *claim.claimants[1:])[:2]
    claim = replace(claim, spans=spans, claimants=who)
    return replace(best, claim=claim, repeats=(*best.repeats, other.count, *other.repeats))


def _with_mentions(reading: Reading, profiles: Sequence[Profile], told: Told) -> Told:
    """With every later or earlier mention of its number of persons; the words of headings are added."""
    persons = told.count.figure(Role.PERSONS)
    number = persons.quantity.bounds[0] if persons else None
    if number is None or number <= _SMALL:
        return told
    more, spans = [], set(told.claim.spans)
    for profile in profiles:
        if profile.sentence.index in told.sentences:
            continue
        equal = [f for f in profile.figures if not f.implied and f.quantity.bounds[0] == number]
        if equal:
            more.append(Count(sentence=profile.sentence.index, figures=((Role.PERSONS, equal[0]),)))
            if profile.sentence.sort in _HEADINGS:
                spans.add(Span.of(reading.text, profile.sentence.start, profile.sentence.end))
    claim = replace(told.claim, spans=tuple(sorted(spans)))
    return replace(told, claim=claim, repeats=(*told.repeats, *more))


# --- scope -----------------------------------------------------------------------------------------


def _scoped(reading: Reading, found: Sequence[Told]) -> list[Told]:
    """A count that names no side counts within the scope of the one before ("109 of them in May")."""
    done: list[Told] = []
    for told in found:
        before = next(_before(told, done), None)
        if before is not None and not _names_side(reading, told):
            claim = replace(
                told.claim,
                victim_side=before.claim.victim_side,
                perpetrator_side=before.claim.perpetrator_side,
            )
            done.append(replace(told, claim=claim))
        else:
            done.append(told)
    return done


def _before(told: Told, done: Sequence[Told]) -> Iterator[Told]:
    for other in sorted(done, key=lambda t: -t.count.start):
        near = 0 <= told.count.sentence - other.count.sentence <= _REACH
        same = not told.claim.act or not other.claim.act or told.claim.act.value == other.claim.act.value
        if near and same and told.count.start > other.count.start:
            yield other


def _names_side(reading: Reading, told: Told) -> bool:
    sentence = reading.sentences[told.count.sentence]
    return bool(reading.sides.within(sentence.start, sentence.end))


def _parts(reading: Reading, found: Sequence[Told]) -> list[Told]:
    """A count told as a part of the one before it ("109 of them") says so, and whose part it is."""
    sha = reading.analysis.document.text.sha256
    done: list[Told] = []
    for told in found:
        whole = next(_before(told, done), None)
        if whole is not None and _is_part(reading, told, whole):
            claim = replace(told.claim, part_of=whole.claim.id_in(sha))
            done.append(replace(told, claim=claim))
        else:
            done.append(told)
    return done


def _is_part(reading: Reading, told: Told, whole: Told) -> bool:
    """Whether the words around a count's figures call it a part, and it is no larger than its whole."""
    shared = [(f, whole.count.figure(r)) for r, f in told.count.figures]
    sizes = [(f.quantity.bounds[0], w.quantity.bounds[0]) for f, w in shared if w is not None]
    if not sizes or any(a is None or b is None or a >= b for a, b in sizes):
        return False
    sentence = reading.sentences[told.count.sentence]
    low = max(sentence.start, told.count.start - _BESIDE)
    if whole.count.sentence == told.count.sentence:
        low = max(low, whole.count.end)
    return "part" in reading.cued("counting", low, min(sentence.end, told.count.end + _BESIDE))

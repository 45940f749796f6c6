"""The stretch of time a count covers: in its own sentence, shared by a row of counts, or carried over.

A count ends on the day it is told as of, else on the day of publication; it begins where the text says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corrobora.extract.analysis import Sentence
from corrobora.extract.mention import Mention
from corrobora.extract.rules.counted import Count
from corrobora.extract.rules.reading import Reading
from corrobora.model.claim import Slot
from corrobora.model.span import Span
from corrobora.model.when import Precision, When

READER = "rules/periods"
#: What stands between a count and a day, as distance in characters; a dash is often a copula.
_BOUNDARIES = {**dict.fromkeys(".;:?!|\n", 45), ",": 25, "–": 15, "—": 15}
#: The same for another count.
_RIVAL = 70
#: What ends a clause behind a day.
_CLOSES = re.compile(r"\s*(?:[,;]|(?:and|but|while|і|й|та|а|але|и|но)\b)")
#: How many sentences back a stretch is carried over from.
_BACK = 3
#: A stretch at least so long can be that of a whole report.
_LONG = timedelta(days=25)
#: A document none of whose days lies so near its publication tells of the past.
_RECENT = timedelta(days=200)
#: Words before a stretch that make it the one that is counted.
_OVER = frozenset("for during throughout over за протягом впродовж течение".split())
_MONTHS = (Precision.MONTH, Precision.MONTH_PART, Precision.SEASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch and the words it was read from.

    Attributes:
        value: the stretch.
        spans: its words, in the order of the text.
        how: ``own``, ``carried`` or ``until-published``.
        open_start: whether it runs from a start without a told end ("since 2022").
    """

    value: When
    spans: tuple[Span, ...]
    how: str
    open_start: bool = False

    def slot(self) -> Slot[When]:
        """The stretch as a slot of a claim."""
        confidence = {"own": 0.8, "carried": 0.6}.get(self.how, 0.5)
        return Slot(value=self.value, spans=self.spans, reader=f"{READER}.{self.how}", confidence=confidence)


def periods(reading: Reading, counts: Sequence[Count]) -> list[Period | None]:
    """The stretch each count covers, in the order of the counts; none where nothing tells it."""
    done: list[Period | None] = []
    for n, count in enumerate(counts):
        row = [c for c in counts if c.sentence == count.sentence]
        found = _own(reading, count, row) or _carried(reading, counts[:n], done, count)
        done.append(found or _until_published(reading, count))
    return done


def _published(reading: Reading) -> date | None:
    return reading.analysis.document.source.published


# --- the sentence's own ----------------------------------------------------------------------------


def _own(reading: Reading, count: Count, row: Sequence[Count]) -> Period | None:
    sentence = reading.sentences[count.sentence]
    mentions = [
        m
        for m in reading.whens.within(sentence.start, sentence.end)
        if not (count.start < m.end and m.start < count.end and len(count.figures) == 1)
    ]
    mine = [m for m in mentions if min(row, key=lambda c: _cost(reading, c, m, row)) == count]
    leading = [m for m in mentions if m.end <= row[0].start]
    trailing = [m for m in mentions if m.start >= row[-1].end]
    shared = mine or leading or trailing
    return _joined(reading, count, shared, row)


def _cost(reading: Reading, count: Count, mention: Mention[When], row: Sequence[Count]) -> float:
    """How far a day stands from a count, boundaries and other counts between them counted as distance."""
    low, high = (mention.end, count.start) if mention.end <= count.start else (count.end, mention.start)
    if high <= low:
        return 0.0
    between = reading.text[low:high]
    rivals = sum(low <= c.start < high for c in row if c is not count)
    before = [c.end for c in row if c.end <= mention.start]
    if mention.end <= count.start and before and _CLOSES.match(between):
        # "38 since May, and seven …": the day closes what the count before it told
        rivals += not _BOUNDARIES.keys() & set(reading.text[max(before) : mention.start])
    return high - low + sum(_BOUNDARIES.get(c, 0) for c in between) + _RIVAL * rivals


def _joined(
    reading: Reading, count: Count, mentions: Sequence[Mention[When]], row: Sequence[Count]
) -> Period | None:
    """One stretch from the days of a count: "since March" and "as of Monday" go together."""
    if not mentions:
        return None
    near = sorted(mentions, key=lambda m: _cost(reading, count, m, row))
    since = next((m for m in near if m.value.last is None), None)
    until = next((m for m in near if m.value.first is None), None)
    days = [m for m in near if _is_day(m.value)]
    stretches = [m for m in near if m.value.first and m.value.last and not _is_day(m.value)]
    if stretches and (since is None or near.index(stretches[0]) < near.index(since)):
        best = stretches[0]
        if best.value.precision in _MONTHS and _reported(reading, count, best):
            return _period(reading, (None, best.value.last), [best])
        return _period(reading, (best.value.first, best.value.last), [best])
    if since is not None and since.value.first is not None:
        ends = [until] if until else [d for d in days if d.value.last and d.value.last > since.value.first]
        if ends:
            return _period(reading, (since.value.first, _end(ends[0].value)), [since, ends[0]])
        return _period(reading, (since.value.first, None), [since])
    if until is not None:
        return _period(reading, (None, _end(until.value)), [until])
    if days:
        return _period(reading, (None, days[0].value.last), [days[0]])
    return None


def _is_day(when: When) -> bool:
    return when.first is not None and when.last is not None and (when.last - when.first).days <= 2


def _end(when: When) -> date | None:
    """The last day; of "as of mid-May" the 15th, the middle of what "mid" can mean."""
    last = when.last
    if last is not None and when.precision is Precision.MONTH_PART and 15 < last.day <= 20:
        return last.replace(day=15)
    return last


def _reported(reading: Reading, count: Count, mention: Mention[When]) -> bool:
    """Whether a month is that of the telling ("in May the office spoke of nine"), not of the deeds.

    Where a sentence counts by the month ("for May: nine, up from six in April"), all months are of deeds.
    """
    if _by_month(reading, reading.sentences[count.sentence]):
        return False
    low, high = sorted((count.start, mention.start))
    low = max(reading.sentences[count.sentence].start, low - 30)
    spoken = reading.cued("reporting", low, high + 40) or "series" in reading.cued("counting", low, high + 40)
    deeds = reading.cued("deaths", low, high) | reading.cued("acts", low, high)
    return bool(spoken) and not deeds


def _by_month(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence names a month it counts over: "for October", "throughout May", "за жовтень"."""
    months = [m for m in reading.whens.within(sentence.start, sentence.end) if m.value.precision in _MONTHS]
    return any(
        before[-1].lower in _OVER
        for m in months
        if (before := reading.tokens_within(sentence.start, m.start))
    )


def _period(
    reading: Reading, ends: tuple[date | None, date | None], words: Sequence[Mention[When]]
) -> Period | None:
    first, last = ends
    published = _published(reading)
    open_start = last is None
    if last is None and first is not None and published is not None and first <= published:
        last = published
    if first is None and last is None:
        return None
    if first is not None and last is not None and first > last:
        first = None
    precision = words[0].value.precision if len(words) == 1 else Precision.SPAN
    value = replace(words[0].value, first=first, last=last, precision=precision)
    if last is not None and last == published:
        value = replace(value, anchor=published)
    spans = sorted(Span.of(reading.text, m.start, m.end) for m in words)
    return Period(value=value, spans=tuple(spans), how="own", open_start=open_start)


# --- carried over ----------------------------------------------------------------------------------


def _carried(
    reading: Reading, before: Sequence[Count], done: Sequence[Period | None], count: Count
) -> Period | None:
    """The stretch of the count before, of the sentences around, or of the whole report."""
    sentence = reading.sentences[count.sentence]
    same = "carried" in reading.cued("counting", sentence.start, sentence.end)
    for other, period in zip(reversed(before), reversed(done), strict=True):
        if count.sentence - other.sentence > _BACK:
            break
        if period is not None and period.how != "until-published":
            return replace(period, how="carried")
    for back in range(1, _BACK * (2 if same else 1) + 1):
        if count.sentence - back < 0:
            break
        there = reading.sentences[count.sentence - back]
        if not same and there.paragraph != sentence.paragraph and back > 1:
            continue
        if found := _stretch_in(reading, there.start, there.end):
            return replace(found, how="carried")
    if count.sentence + 1 < len(reading.sentences):
        there = reading.sentences[count.sentence + 1]
        if there.paragraph == sentence.paragraph and (
            found := _stretch_in(reading, there.start, there.end, closed=True)
        ):
            return replace(found, how="carried")
    whole = [
        m for m in reading.whens
        if m.value.precision is Precision.SPAN and m.value.first and m.value.last
        and m.value.last - m.value.first >= _LONG
    ]  # fmt: skip
    if whole and len({(m.value.first, m.value.last) for m in whole}) == 1:
        found = _period(reading, (whole[0].value.first, whole[0].value.last), whole[:1])
        return replace(found, how="carried") if found else None
    return None


def _stretch_in(reading: Reading, start: int, end: int, *, closed: bool = False) -> Period | None:
    """A stretch longer than a month told between two characters."""
    for mention in reversed(reading.whens.within(start, end)):
        first, last = mention.value.first, mention.value.last
        if first is None or (last is None and closed):
            continue
        if last is None or last - first >= _LONG:
            return _period(reading, (first, last), [mention])
    return None


def _until_published(reading: Reading, count: Count) -> Period | None:
    """A figure that is told as it stands ends on the day of publication; one told of the past has no end."""
    published = _published(reading)
    if published is None:
        return None
    days = [m.value.last or m.value.first for m in reading.whens]
    if days and not any(d and timedelta() < published - d < _RECENT for d in days):
        return None
    sentence = reading.sentences[count.sentence]
    value = When(first=None, last=published, precision=Precision.SPAN, words="", anchor=published)
    span = Span.of(reading.text, sentence.start, sentence.end)
    return Period(value=value, spans=(span,), how="until-published")

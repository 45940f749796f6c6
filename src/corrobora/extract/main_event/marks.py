"""Violations and perpetrators marked in a document, and what the document as a whole looks like by them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from corrobora.codebook.violations import FAMILY, perpetrators, violations
from corrobora.extract.rules.cues import Matcher
from corrobora.extract.rules.reading import Mentions, Reading
from corrobora.model.document import RegionSort

#: Sentences taken as the opening of a report.
LEAD = 4
#: Characters between a perpetrator and a deed that can be theirs.
CLOSE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Mentions of violations and of perpetrators in one document."""

    reading: Reading
    violations: Mentions[str]
    perpetrators: Mentions[str]

    def lead_end(self) -> int:
        """The character the opening of the document ends at."""
        sentences = self.reading.sentences
        return sentences[min(LEAD, len(sentences)) - 1].end if sentences else 0

    def title_end(self) -> int:
        """The character its title ends at; 0 without a title."""
        sentences = self.reading.sentences
        titled = sentences and sentences[0].sort in (RegionSort.TITLE, RegionSort.HEADING)
        return sentences[0].end if titled else 0


def marks_of(reading: Reading) -> Marks:
    """Marks of a document whose parts are already read."""
    found = _matcher(reading.analysis.language).find(reading.analysis)
    return Marks(
        reading=reading,
        violations=Mentions(found.get(FAMILY, ())),
        perpetrators=Mentions(found.get("perpetrators", ())),
    )


@cache
def _matcher(language: str) -> Matcher:
    return Matcher([*(v.entry for v in violations()), *perpetrators()], language)


def step(count: int) -> str:
    """A count as one of five steps."""
    return next((name for most, name in ((0, "0"), (1, "1"), (3, "2-3"), (7, "4-7")) if count <= most), "8+")


def features(marks: Marks) -> frozenset[str]:
    """Features of the document: which words stand in its title, its opening, how often, and how near."""
    found = _of_sort("violation", marks, marks.violations) | _of_sort("by", marks, marks.perpetrators)
    text = marks.reading.text
    for deed in marks.violations:
        for who in marks.perpetrators.within(deed.start - CLOSE, deed.end + CLOSE):
            after = text[max(0, who.start - 8) : who.start].lower().endswith(("by ", "by the ", "by a "))
            if after:
                found.add(f"by:{who.value}:named as doer")
            elif who.end <= deed.start:
                found.add(f"by:{who.value}:before {deed.value}")
    for name, family in (("scene", "scenes"), ("custody", "custody"), ("people", "people")):
        counts = Counter(m.value for m in marks.reading.family(family))
        found.update(f"{name}:{value}:{step(n)}" for value, n in counts.items())
    return frozenset(found)


def of_violations(found: frozenset[str]) -> frozenset[str]:
    """Features that come from words for violations alone: the others mislead where examples are few."""
    return frozenset(f for f in found if f.startswith("violation:"))


def _of_sort(name: str, marks: Marks, mentions: Mentions[str]) -> set[str]:
    counts = Counter(m.value for m in mentions)
    total = sum(counts.values())
    found = {f"{name}:any:{step(total)}"}
    for value, count in counts.items():
        found.add(f"{name}:{value}")
        for least in (2, 4, 8, 16):
            if count >= least:
                found.add(f"{name}:{value}:{least}+")
        if count >= 0.25 * total:
            found.add(f"{name}:{value}:much")
        if count >= 0.5 * total:
            found.add(f"{name}:{value}:most")
    if counts:
        found.add(f"{name}:first of all:{counts.most_common(1)[0][0]}")
    found.update(f"{name}:{m.value}:title" for m in mentions.within(0, marks.title_end()))
    found.update(f"{name}:{m.value}:opening" for m in mentions.within(0, marks.lead_end()))
    return found

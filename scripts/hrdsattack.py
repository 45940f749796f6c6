"""HRDsAttack's articles and annotations (arXiv 2306.17695) in the product's terms."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from corrobora.codebook.countries import load_countries
from corrobora.extract.analysis import analyse_all
from corrobora.extract.main_event.record import PerpetratorSort
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.model.document import Document, Region, RegionSort, Source, Text
from corrobora.model.when import When
from corrobora.model.where import PlaceLevel, Where
from corrobora.places.gazetteer import Gazetteer

SORTS = {
    "state actor": PerpetratorSort.STATE,
    "other state actors": PerpetratorSort.OTHER_STATE,
    "other actors with permissions": PerpetratorSort.STATE_BACKED,
    "other actors without permissions": PerpetratorSort.ARMED_GROUP,
    "other non-state actors": PerpetratorSort.PRIVATE,
    "regional orgs": PerpetratorSort.INTERNATIONAL,
    "insufficient info": PerpetratorSort.UNKNOWN,
}
_NOTHING = {"", "none", "unknown", "nan"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article and what its annotators recorded; ``None`` where they recorded nothing.

    Attributes:
        country: ISO code, or the annotators' words if they name no country.
        year, month, day: numbers, or the annotators' words if they are no numbers.
    """

    document: Document
    violations: frozenset[str]
    perpetrator: PerpetratorSort | None
    country: str | None
    country_words: str | None
    city: str | None
    year: str | None
    month: str | None
    day: str | None
    victims: frozenset[str]

    def is_day(self, when: When) -> bool:
        """Whether a stretch of days gives the annotated day, or month or year where that is all there is."""
        if when.first is None or self.day is None:
            return False
        month, year = self.month in (None, str(when.first.month)), self.year in (None, str(when.first.year))
        return when.first == when.last and str(when.first.day) == self.day and month and year


def articles(path: Path) -> list[Article]:
    """The articles of one file."""
    return [_article(row, n) for n, row in enumerate(json.loads(path.read_text(encoding="utf-8")))]


def read_all(found: Iterable[Article]) -> Iterator[tuple[Article, Reading]]:
    """Each article with everything the product marks in it."""
    found = list(found)
    for article, analysis in zip(found, analyse_all(a.document for a in found), strict=True):
        yield article, read_mentions(analysis)


def _article(row: dict[str, dict[str, object]], number: int) -> Article:
    sample, gold = row["sample"], row["merged_sample"]
    title = str(sample["Input.title"]).strip()
    body = re.sub(r"</?p[^>]*>|<br ?/?>", "\n", str(sample["Input.article_interface"]))
    body = re.sub(r"[^\S\n]+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))
    body = "\n".join(line.strip() for line in body.split("\n") if line.strip())
    content = f"{title}\n{body}"
    text = Text(
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        reader="hrdsattack",
        content=content,
        regions=(Region(start=0, end=len(title), sort=RegionSort.TITLE),),
        language="en",
        title=title,
    )
    published = date.fromisoformat(str(sample["Input.publish_date"])[:10])
    country = _value(gold["country"])
    victims = gold["victims"]
    assert isinstance(victims, list)
    return Article(
        document=Document(text=text, source=Source(path=f"{number}", published=published)),
        violations=frozenset(str(v).replace(" ", "_") for v in gold["violation_types"]),  # type: ignore[attr-defined]
        perpetrator=SORTS.get(str(gold["perpetrator_type"])),
        country=_code(country) if country else None,
        country_words=country,
        city=_value(gold["city"]),
        year=_number(gold["year"]),
        month=_month(_value(gold["month"])),
        day=_number(gold["date"]),
        victims=frozenset(str(v["victim_name"]) for v in victims if _value(v["victim_name"])),
    )


def _value(value: object) -> str | None:
    words = str(value).strip()
    return None if words.casefold() in _NOTHING else words


def _number(value: object) -> str | None:
    words = _value(value)
    return str(int(float(words))) if words and re.fullmatch(r"\d+(\.0)?", words) else words


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def _month(words: str | None) -> str | None:
    if words and words[:3].casefold() in _MONTHS:
        return str(_MONTHS.index(words[:3].casefold()) + 1)
    return _number(words)


@cache
def _codes() -> dict[str, str]:
    """Country names, adjectives and peoples, lower case, to codes."""
    found: dict[str, str] = {}
    for code, country in load_countries().items():
        english = country.words["en"]
        for name in (*english.names, *english.adjectives, *english.people):
            found.setdefault(name.casefold().removeprefix("the "), code)
    return found


def _code(words: str) -> str:
    """A country as the annotators wrote it ("USA", "Yemeni", "Scotland") as a code."""
    name = words.casefold().removeprefix("the ").strip()
    if name in _codes():
        return _codes()[name]
    entries = [c for c, fit in Gazetteer.embedded().entries(words) if fit > 0.9]
    wide = [c for c in entries if c.level in (PlaceLevel.COUNTRY, PlaceLevel.FIRST)]
    return wide[0].country if wide else words


def same_place(where: Where | None, city: str | None) -> bool:
    """Whether a place is the annotated one: the same name, or the gazetteer's name for it."""
    if where is None or city is None:
        return where is None and city is None
    names = {where.name.casefold(), *(c.name.casefold() for c in where.candidates[:1])}
    return city.casefold() in names

"""Texts compared: shared words by their rarity, names, ages, addresses and days.

Rarity is learnt from the texts at hand, so a word that every report of a war holds says little.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix, diags

#: Texts every collection is taken to hold besides its own, so that in a small one no word is rare.
BACKGROUND = 50
_WORD = re.compile(r"[^\W\d_]+|\d+")
_CAPITALISED = re.compile(r"(?<=[a-zа-яґєіїё,;:\"“«][ ])[A-ZА-ЯҐЄІЇЁ][\w'’-]+")
_SEVERAL = re.compile(r"\b[A-ZА-ЯҐЄІЇЁ][\w'’-]+(?: [A-ZА-ЯҐЄІЇЁ]\.)?(?: [A-ZА-ЯҐЄІЇЁ][\w'’-]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A text with its title and day of publication."""

    title: str
    text: str
    published: date | None = None

    @property
    def whole(self) -> str:
        """Title and text."""
        return f"{self.title}. {self.text}" if self.title else self.text


def words_of(text: str) -> list[str]:
    """Words in lower case."""
    return [w.casefold() for w in _WORD.findall(text)]


def names_of(text: str) -> frozenset[str]:
    """Capitalised words inside sentences, and runs of them."""
    return frozenset((*_CAPITALISED.findall(text), *_SEVERAL.findall(text)))


class Vectors:
    """Texts as bags of terms, weighted by how often a term stands in the text and how rare it is."""

    def __init__(self, bags: Sequence[Iterable[str]]) -> None:
        counted = [Counter(bag) for bag in bags]
        self.documents = Counter(term for bag in counted for term in bag)
        vocabulary = {term: n for n, term in enumerate(self.documents)}
        size = len(bags) + BACKGROUND
        self.rarity = {t: math.log(size / (n + 1)) for t, n in self.documents.items()}
        rows, columns, weights = [], [], []
        for row, bag in enumerate(counted):
            for term, times in bag.items():
                rows.append(row)
                columns.append(vocabulary[term])
                weights.append((1 + math.log(times)) * max(0.0, self.rarity[term]))
        raw = csr_matrix((weights, (rows, columns)), shape=(len(bags), max(1, len(vocabulary))))
        length = np.sqrt(np.asarray(raw.multiply(raw).sum(axis=1)).ravel())
        length[length == 0] = 1
        self.matrix = (diags(1 / length) @ raw).tocsr()

    def cosines(self, left: Sequence[int], right: Sequence[int]) -> Any:
        """Similarity, 0..1, of each of the pairs."""
        if not len(left):
            return np.zeros(0)
        product = self.matrix[list(left)].multiply(self.matrix[list(right)])
        return np.asarray(product.sum(axis=1)).ravel()


class Reports:
    """A collection of reports, compared pair by pair."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = tuple(reports)
        self._words = [words_of(r.whole) for r in reports]

    @cached_property
    def words(self) -> Vectors:
        """By their words."""
        return Vectors(self._words)

    @cached_property
    def phrases(self) -> Vectors:
        """By pairs of words that follow each other."""
        return Vectors([[f"{a} {b}" for a, b in pairwise(w)] for w in self._words])

    @cached_property
    def titles(self) -> Vectors:
        """By the words of their titles."""
        return Vectors([words_of(r.title) for r in self._reports])

    @cached_property
    def leads(self) -> Vectors:
        """By the words of title and opening."""
        return Vectors([words_of(r.whole[:500]) for r in self._reports])

    @cached_property
    def names(self) -> Vectors:
        """By the names in them."""
        return Vectors([names_of(r.whole) for r in self._reports])

    @cached_property
    def _named(self) -> list[frozenset[str]]:
        return [names_of(r.whole) for r in self._reports]

    @cached_property
    def _ages(self) -> list[frozenset[str]]:
        return [_marks(r.whole, "ages") for r in self._reports]

    @cached_property
    def _addresses(self) -> list[frozenset[str]]:
        return [_marks(r.whole, "addresses") for r in self._reports]

    @cached_property
    def _days(self) -> list[frozenset[date]]:
        return [_weekdays(r) for r in self._reports]

    def candidates(self, nearest: int = 15) -> list[tuple[int, int]]:
        """Pairs worth comparing: for each report those most alike in words or names, near in time first."""
        published = np.array([r.published.toordinal() if r.published else 0 for r in self._reports])
        pairs: set[tuple[int, int]] = set()
        for vectors, most, least in ((self.words, nearest, 0.08), (self.names, nearest // 2, 0.1)):
            alike = (vectors.matrix @ vectors.matrix.T).tocsr()
            for i in range(len(self._reports)):
                start, end = alike.indptr[i], alike.indptr[i + 1]
                others, value = alike.indices[start:end], alike.data[start:end]
                keep = (others != i) & (value > least)
                others, value = others[keep], value[keep]
                apart = np.minimum(np.abs(published[others] - published[i]), 200)
                order = np.argsort(-value * np.exp(-apart / 60), kind="stable")[:most]
                pairs.update((min(i, int(j)), max(i, int(j))) for j in others[order])
        return sorted(pairs)

    def features(self, pairs: Sequence[tuple[int, int]]) -> dict[str, Any]:
        """Each feature of each pair, by name; see `FEATURES`."""
        left, right = [i for i, _ in pairs], [j for _, j in pairs]
        out = {
            name: getattr(self, name).cosines(left, right)
            for name in ("words", "phrases", "titles", "leads", "names")
        }
        apart = np.array([self._gap(i, j) for i, j in pairs])
        out["gap"] = np.log1p(apart) / 4
        for days in (1, 3, 7, 30):
            out[f"gap_over_{days}"] = (apart > days).astype(float)
        rows = [self._sets(i, j) for i, j in pairs]
        for n, name in enumerate(_SETS):
            out[name] = np.array([row[n] for row in rows])
        out["words_late"] = out["words"] * out["gap"]
        out["names_late"] = out["names"] * out["gap"]
        return out

    def _gap(self, i: int, j: int) -> int:
        a, b = self._reports[i].published, self._reports[j].published
        return abs((a - b).days) if a and b else 0

    def _sets(self, i: int, j: int) -> tuple[float, ...]:
        shared = self._named[i] & self._named[j]
        rare = sorted((self.names.rarity[n] for n in shared), reverse=True)[:5]
        full = sum(" " in n and self.names.documents[n] <= 12 for n in shared)
        ages, addresses, days = self._ages, self._addresses, self._days
        return (
            sum(rare) / 30,
            min(3, full) / 3,
            min(3, len(ages[i] & ages[j])) / 3,
            float(bool(ages[i] and ages[j] and not ages[i] & ages[j])),
            float(bool(addresses[i] & addresses[j])),
            float(bool(addresses[i] and addresses[j] and not addresses[i] & addresses[j])),
            float(bool(days[i] & days[j])),
            float(bool(days[i] and days[j] and not days[i] & days[j])),
        )


_SETS = ("rare_names", "full_names", "age_shared", "age_differs", "address_shared", "address_differs",
         "day_shared", "day_differs")  # fmt: skip
#: Names of the features in a fixed order.
FEATURES = ("words", "phrases", "titles", "leads", "names", "gap", "gap_over_1", "gap_over_3", "gap_over_7",
            "gap_over_30", *_SETS, "words_late", "names_late")  # fmt: skip


def _marks(text: str, what: str) -> frozenset[str]:
    return frozenset(m.casefold() for pattern in _patterns()[what] for m in pattern.findall(text))


def _weekdays(report: Report) -> frozenset[date]:
    """Days meant by weekdays in the opening: the latest such day up to publication."""
    if report.published is None:
        return frozenset()
    opening = report.whole[:1600].casefold()
    published = report.published
    return frozenset(
        published - timedelta(days=(published.weekday() - number) % 7)
        for number, pattern in enumerate(_patterns()["weekdays"])
        if pattern.search(opening)
    )


@cache
def _patterns() -> Mapping[str, list[re.Pattern[str]]]:
    text = resources.files("corrobora.codebook").joinpath("text_marks.yaml").read_text("utf-8")
    data = yaml.safe_load(text)
    out = {k: [re.compile(p) for ps in data[k].values() for p in ps] for k in ("ages", "addresses")}
    out["weekdays"] = [
        re.compile(r"\b(?:" + "|".join(re.escape(data["weekdays"][x][n]) for x in data["weekdays"]) + r")\b")
        for n in range(7)
    ]
    return out

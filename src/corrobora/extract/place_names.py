"""Names in place position, before anybody asks where they lie.

Surface patterns and the gazetteer decide; what spaCy's tagger thinks of an English name is one piece of
evidence among others. Every piece adds to or takes from a name's strength; names under `ENOUGH` are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corrobora.codebook.countries import load_countries
from corrobora.codebook.place_words import PlaceWords, load_place_words
from corrobora.extract.analysis import Analysis, Sentence, Token
from corrobora.model.document import RegionSort
from corrobora.model.where import Candidate, PlaceLevel
from corrobora.places.gazetteer import Gazetteer
from corrobora.places.sorts import sorts

#: Strength from which a name counts as one of a place.
ENOUGH = 0.5
_LONGEST = 5
_LOWER_CONNECTORS = frozenset("de da do del della la el al ul as ash az ad ar et wa and".split()) - {
    "and",
    "as",
}
_ARTICLES = frozenset("al el ash az ad ar at as es ed an".split())
_APOSTROPHES = frozenset("'’ʼʻ`")
_HYPHENS = frozenset("-‑")
_LABEL_ENDS = frozenset(".:|—–-/,(")

Entries = tuple[tuple[Candidate, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A name in the text that may be a place's.

    Attributes:
        first, last: its tokens ``[first, last)``, with the word for its sort.
        start, end: its characters.
        name: as in the text, with the word for its sort if that stands after it ("Kursk region").
        bare: the name without that word.
        levels: what the words beside it say it is.
        entries: what the gazetteer holds under the name, unranked.
        strength: 0..1, that it is a place's at all.
        sentence: index of its sentence.
        asked: whether it stands behind a word that asks for a place ("in", "near").
    """

    first: int
    last: int
    start: int
    end: int
    name: str
    bare: str
    levels: frozenset[PlaceLevel] | None
    entries: Entries
    strength: float
    sentence: int
    asked: bool


@cache
def _demonyms(language: str) -> frozenset[str]:
    """Adjectives and people of countries: capitalised in English, yet no places."""
    found: set[str] = set()
    for country in load_countries().values():
        words = country.words[language]
        for form in (*words.adjectives, *words.people):
            low = form.lower()
            found |= {low, low + "s", low + "es"} if language == "en" else {low}
    return frozenset(found)


def find_names(analysis: Analysis, gazetteer: Gazetteer) -> list[PlaceName]:
    """All names strong enough to be places', in the order of the text, none overlapping another."""
    reader = _Reader(analysis, gazetteer)
    found = [name for sentence in analysis.sentences for name in reader.read(sentence)]
    sure = {n.bare.casefold() for n in found if n.strength >= ENOUGH + 0.1}
    kept = []
    for name in found:
        weak_repeat = name.strength >= ENOUGH - 0.25 and name.bare.casefold() in sure
        if name.strength >= ENOUGH or weak_repeat:
            kept.append(name)
    return kept


class _Reader:
    """Reads one document's sentences."""

    def __init__(self, analysis: Analysis, gazetteer: Gazetteer) -> None:
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.language = analysis.language
        self.gazetteer = gazetteer
        self.words: PlaceWords = load_place_words()[self.language]
        self.english = self.language == "en"
        self.sorts = sorts()
        self.demonyms = _demonyms(self.language)
        self.labels: dict[int, str] = {}
        if analysis.doc is not None:
            for entity in analysis.doc.ents:
                for index in range(entity.start, entity.end):
                    self.labels[index] = entity.label_
        self.surnames = self._surnames()

    # -- runs of capitalised words ------------------------------------------------------------

    def read(self, sentence: Sentence) -> Iterator[PlaceName]:
        if sentence.sort is RegionSort.FURNITURE:
            return
        tokens = self.analysis.words(sentence)
        shouted = _shouted(tokens)
        index = sentence.first
        while index < sentence.last:
            end = self._run_end(index, sentence)
            if end == index:
                index += 1
                continue
            yield from self._names_in(index, end, sentence, shouted)
            index = end

    def _run_end(self, index: int, sentence: Sentence) -> int:
        """The end of the run of capitalised words that starts here; the start itself if none does."""
        if not self._begins_name(index, sentence):
            return index
        end = index + 1
        while end < sentence.last:
            if self._joined(end) and self.tokens[end].text[0] in (_HYPHENS | _APOSTROPHES):
                follows = end + 1 < sentence.last and self._joined(end + 1)
                if not follows or not self.tokens[end + 1].text[0].isalpha():
                    break
                end += 2
            elif self._joined(end) and self.tokens[end].text[0].isalpha():
                end += 1  # a piece the tokeniser cut off
            elif self._capital(end) and self._spaced(end) and not self._stops(end):
                end += 1
            elif (
                self.tokens[end].lower in _LOWER_CONNECTORS
                and end + 1 < sentence.last
                and self._capital(end + 1)
                and not self._stops(end + 1)
                and self._spaced(end)
            ):
                end += 2
            else:
                break
        return end

    def _begins_name(self, index: int, sentence: Sentence) -> bool:
        token = self.tokens[index]
        if self._capital(index):
            return not self._stops(index)
        return (
            self.english
            and token.lower in _ARTICLES
            and index + 2 < sentence.last
            and self.tokens[index + 1].text in _HYPHENS
            and self._joined(index + 1)
            and self._capital(index + 2)
        )

    def _capital(self, index: int) -> bool:
        text = self.tokens[index].text
        return text[0].isupper() and (len(text) > 1 or not self.english)

    def _stops(self, index: int) -> bool:
        """A capitalised word that belongs to no place name."""
        token = self.tokens[index]
        if token.lower in self.words.not_place or token.lower in self.words.before:
            return True
        if self.english:
            return False
        return token.lemma in self.words.not_place or token.pos in (
            "PRON",
            "CCONJ",
            "PART",
            "VERB",
            "ADV",
            "ADP",
        )

    def _joined(self, index: int) -> bool:
        return self.tokens[index].start == self.tokens[index - 1].end

    def _spaced(self, index: int) -> bool:
        gap = self.analysis.text[self.tokens[index - 1].end : self.tokens[index].start]
        return gap in (" ", "\u00a0", "") and self.tokens[index - 1].text[-1].isalpha()

    # -- names inside a run -------------------------------------------------------------------

    def _names_in(self, begin: int, end: int, sentence: Sentence, shouted: bool) -> Iterator[PlaceName]:
        if self._is_organisation(begin, end):
            return
        at = begin
        while at < end:
            width, entries = self._longest(at, end)
            if width:
                yield from self._weigh(at, at + width, begin, end, entries, sentence, shouted)
                at += width
            else:
                start = at
                while at < end and not (at > start and self._longest(at, end)[0]):
                    at += 1
                yield from self._weigh(start, at, begin, end, (), sentence, shouted)

    def _is_organisation(self, begin: int, end: int) -> bool:
        inside = {self.tokens[i].lower for i in range(begin, end)}
        if not self.english:
            return False
        if end - begin > 1 and inside & self.words.organisation:
            return True
        return end < len(self.tokens) and self.tokens[end].lower in (
            "accords",
            "accord",
            "agreements",
            "conventions",
        )

    def _longest(self, at: int, end: int) -> tuple[int, Entries]:
        """How many tokens from here on are one gazetteer name, and its entries."""
        for width in range(min(_LONGEST, end - at), 0, -1):
            last = self.tokens[at + width - 1]
            if last.text in _HYPHENS or last.text in _APOSTROPHES or (width > 1 and last.lower in self.sorts):
                continue
            if at + width < end and self.tokens[at + width].text in _HYPHENS and self._joined(at + width):
                continue  # half of a hyphenated name is another name
            name = self.analysis.text[self.tokens[at].start : last.end]
            if len(name) < 3 or (width == 1 and self._no_name(self.tokens[at])):
                continue
            entries = self.gazetteer.entries(name, self.language)
            if entries:
                return width, entries
        return 0, ()

    def _no_name(self, token: Token) -> bool:
        if token.lower in self.demonyms or (not self.english and token.lemma in self.demonyms):
            return True
        return (
            token.lower in self.sorts
            or token.lower in self.words.sides
            or token.lower in self.words.directions
        )

    # -- evidence ------------------------------------------------------------------------------

    def _weigh(
        self, first: int, last: int, begin: int, end: int, entries: Entries, sentence: Sentence, shouted: bool
    ) -> Iterator[PlaceName]:
        head, tail = self.tokens[first], self.tokens[last - 1]
        while last - first > 1 and (head.lower in self.words.sides or head.lower in self.demonyms):
            first += 1
            head = self.tokens[first]
        if last - first == 1 and (self._no_name(head) or len(head.text) < 3):
            return
        if tail.text in _HYPHENS:
            return
        after, levels_after = self._sort_after(last, sentence)
        levels_before = self._sort_before(first, sentence)
        levels = levels_after or levels_before
        asked, strong = self._asked(first, sentence)
        strength = self._strength(first, last, begin, end, entries, sentence, shouted)
        if levels is not None:
            strength += 0.4
        if asked:
            strength += 0.35 if strong else 0.25
        if not entries and not (levels or asked):
            return
        bare = self.analysis.text[head.start : tail.end]
        close = self.tokens[after - 1].end if after else tail.end
        yield PlaceName(
            first=first, last=after or last, start=head.start, end=close,
            name=self.analysis.text[head.start : close], bare=bare, levels=levels, entries=entries,
            strength=max(0.0, min(1.0, strength)), sentence=sentence.index, asked=asked,
        )  # fmt: skip

    def _strength(
        self, first: int, last: int, begin: int, end: int, entries: Entries, sentence: Sentence, shouted: bool
    ) -> float:
        head = self.tokens[first]
        strength = 0.35 if entries else 0.05
        strength += _renown(entries)
        label = self.labels.get(first)
        if label in ("GPE", "LOC", "FAC"):
            strength += 0.2
        elif label == "PERSON":
            strength -= 0.3
        elif label in ("DATE", "LANGUAGE", "NORP", "MONEY", "TIME"):
            strength -= 0.4
        elif label == "ORG":
            strength -= 0.1
        single = last - first == 1
        if single and (head.lower in self.words.unsure or head.lemma in self.words.unsure):
            strength -= 0.4
        if single and head.text.isupper() and len(head.text) < 6 and not shouted and self.english:
            strength -= 0.5  # an abbreviation
        if first == sentence.first and single and self._ordinary(head):
            strength -= 0.3
        if self._person_before(first, begin) or self.surnames.get(
            head.lemma if not self.english else head.lower
        ):
            strength -= 0.5
        if last < end and not self._known_after(last, end):
            strength -= 0.25 if not self._facility(last) else -0.2
        elif self._facility(last):
            strength += 0.25
        if self._labels_line(first, last, sentence):
            strength += 0.2
        return strength

    def _ordinary(self, token: Token) -> bool:
        return token.pos not in ("PROPN", "X", "NUM")

    def _known_after(self, last: int, end: int) -> bool:
        return self.tokens[last].lower in self.sorts or bool(self._longest(last, end)[0])

    def _facility(self, index: int) -> bool:
        if index >= len(self.tokens):
            return False
        token = self.tokens[index]
        return token.lower in self.words.facilities or (
            not self.english and token.lemma in self.words.facilities
        )

    def _labels_line(self, first: int, last: int, sentence: Sentence) -> bool:
        """Whether the name stands alone at the start of a line: a dateline, a table cell, a heading."""
        before = self.tokens[first - 1].text if first > sentence.first else "|"
        after = self.tokens[last].text[0] if last < sentence.last else "|"
        alone = first == sentence.first or before in ("|", "•", "▪", "–", "—", ";") or not before[0].isalnum()
        return alone and after in _LABEL_ENDS

    def _person_before(self, first: int, begin: int) -> bool:
        """A title, an initial or a given name directly before."""
        if first == 0:
            return False
        previous = self.tokens[first - 1]
        if first > begin and previous.text[0].isupper():
            return previous.lower not in self.words.sides and previous.lower not in self.sorts
        word = previous.lower if self.english else previous.lemma
        if word in self.words.person_titles or previous.lower.rstrip(".") in self.words.person_titles:
            return True
        initial = previous.text == "." and first > 1 and len(self.tokens[first - 2].text) == 1
        return (initial and self.tokens[first - 2].text.isupper()) or (
            len(previous.text) == 2 and previous.text[0].isupper() and previous.text[1] == "."
        )

    def _sort_after(self, last: int, sentence: Sentence) -> tuple[int, frozenset[PlaceLevel] | None]:
        """The end of a word for the sort that follows ("X region"), and what it says."""
        if last >= sentence.last:
            return 0, None
        token = self.tokens[last]
        word = token.lower if self.english else token.lemma
        levels = self.sorts.get(token.lower) or self.sorts.get(word)
        if levels is None or (not self.english and levels == frozenset({PlaceLevel.SETTLEMENT})):
            return 0, None
        return last + 1, levels

    def _sort_before(self, first: int, sentence: Sentence) -> frozenset[PlaceLevel] | None:
        """What a word for the sort before the name says ("the village of X", «село X», «м. X»)."""
        at = first - 1
        if at < sentence.first:
            return None
        if self.english:
            if self.tokens[at].lower != "of" or at - 1 < sentence.first:
                return None
            return self.sorts.get(self.tokens[at - 1].lower)
        if self.tokens[at].text == "." and at > sentence.first:
            at -= 1
        token = self.tokens[at]
        return self.sorts.get(token.lower) or self.sorts.get(token.lemma)

    def _asked(self, first: int, sentence: Sentence) -> tuple[bool, bool]:
        """Whether a preposition of place stands before, and whether it is one that asks for nothing else."""
        at = first - 1
        skipped = 0
        while at >= sentence.first and skipped < 3:
            low = self.tokens[at].lower
            if low in self.words.before:
                return True, low in self.words.strong
            if low == "of" and at > sentence.first:
                return self.tokens[at - 1].lower in (self.words.directions | self.words.facilities), True
            passed = low == "the" or low in self.words.sides or low in self.words.directions
            if (
                not passed
                and low not in self.sorts
                and self.tokens[at].lemma not in self.sorts
                and low != "."
            ):
                return False, False
            at -= 1
            skipped += 1
        return False, False

    def _surnames(self) -> dict[str, bool]:
        """Words that follow a title or a given name somewhere in the document, or speak."""
        found: dict[str, bool] = {}
        for index, token in enumerate(self.tokens[:-1]):
            follower = self.tokens[index + 1]
            if not token.text[:1].isupper() or not follower.text[:1].isupper():
                speaks = token.text[:1].isupper() and follower.lower in self.words.person_verbs
                if speaks and self.labels.get(index) == "PERSON":
                    found[token.lower] = True
                continue
            if self.english and self.labels.get(index) == "PERSON" == self.labels.get(index + 1):
                found[follower.lower] = True
        return found


def _renown(entries: Entries) -> float:
    """Countries, regions and cities are likelier meant by a bare name than hamlets."""
    best = 0.0
    for candidate, fit in entries:
        if fit < 0.8:
            continue
        if candidate.level is PlaceLevel.COUNTRY:
            return 0.25
        if candidate.level is PlaceLevel.FIRST or candidate.population >= 100_000:
            best = max(best, 0.18)
        elif candidate.population >= 10_000:
            best = max(best, 0.1)
    return best


def _shouted(tokens: tuple[Token, ...]) -> bool:
    """Whether a line is written in capitals throughout."""
    words = [t.text for t in tokens if t.text.isalpha() and len(t.text) > 2]
    return bool(words) and sum(w.isupper() for w in words) >= 0.6 * len(words)

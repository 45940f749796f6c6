"""Runs of capitalised words, out of which names are taken."""

from __future__ import annotations

from collections.abc import Iterator

from corrobora.codebook.countries import load_countries
from corrobora.codebook.overlay import per_codebook
from corrobora.codebook.place_words import PlaceWords
from corrobora.extract.analysis import Analysis, Sentence, Token
from corrobora.extract.numbers.lexicon import count_words
from corrobora.extract.places.words import kinds

#: Small words inside names ("Mocímboa da Praia", "Ras al-Ayn").
_CONNECTORS = frozenset("de da do del della la el al ul ash az ad ar et wa".split())
_ARTICLES = frozenset("al el ash az ad ar at as es ed an ath adh".split())
APOSTROPHES = frozenset("'’ʼʻ`")
HYPHENS = frozenset("-‑")


@per_codebook
def demonyms(language: str) -> frozenset[str]:
    """Adjectives and people of countries: capitalised in English, yet no places."""
    found: set[str] = set()
    for country in load_countries().values():
        words = country.words[language]
        for form in (*words.adjectives, *words.people):
            low = form.lower()
            found |= {low, low + "s", low + "es"} if language == "en" else {low}
    return frozenset(found)


class Runs:
    """Finds the runs of one document."""

    def __init__(self, analysis: Analysis, words: PlaceWords) -> None:
        self._text = analysis.text
        self._tokens = analysis.tokens
        self._words = words
        self._language = analysis.language
        self._english = analysis.language == "en"
        self._labels = count_words(analysis.language).named_references

    def of(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        """Token ranges ``[begin, end)`` of runs in a sentence."""
        index = sentence.first
        while index < sentence.last:
            end = self._end(index, sentence)
            if end > index:
                yield index, end
                index = end
            else:
                index += 1

    def stops(self, index: int) -> bool:
        """A capitalised word that belongs to no place name."""
        token = self._tokens[index]
        if token.lower in self._words.not_place or token.lower in self._words.before:
            return True
        if token.lower in self._labels and self._numbered(index):
            return True
        if self._english:
            return False
        return token.lemma in self._words.not_place or "closed" in kinds(token.lower, self._language)

    def _numbered(self, index: int) -> bool:
        """Whether a number follows: "Room 12" is no town of a like name."""
        return index + 1 < len(self._tokens) and self._tokens[index + 1].text.isdigit()

    def _end(self, index: int, sentence: Sentence) -> int:
        end = self._first(index, sentence)
        while end < sentence.last and end > index:
            token = self._tokens[end]
            if self._joined(end) and token.text[0] in HYPHENS | APOSTROPHES:
                if end + 1 >= sentence.last or not self._joined(end + 1):
                    break
                if not self._tokens[end + 1].text[0].isalpha() or self._tokens[end + 1].lower == "s":
                    break
                end += 2
            elif self._joined(end) and token.text[0].isalpha():
                end += 1  # a piece the tokeniser cut off
            elif not self._spaced(end):
                break
            elif self._capital(end) and not self.stops(end):
                end += 1
            else:
                wider = self._over_connector(end, sentence)
                if wider == end:
                    break
                end = wider
        return end

    def _first(self, index: int, sentence: Sentence) -> int:
        token = self._tokens[index]
        if self._capital(index) and token.text[0].isalpha():
            return index if self.stops(index) else index + 1
        if self._english and token.lower in _ARTICLES and self._hyphen_and_capital(index, sentence):
            return index + 3
        return index

    def _over_connector(self, end: int, sentence: Sentence) -> int:
        if self._tokens[end].lower not in _CONNECTORS:
            return end
        if self._hyphen_and_capital(end, sentence):
            return end + 3
        follows = end + 1 < sentence.last and self._capital(end + 1) and not self.stops(end + 1)
        return end + 2 if follows else end

    def _hyphen_and_capital(self, index: int, sentence: Sentence) -> bool:
        return (
            index + 2 < sentence.last
            and self._tokens[index + 1].text in HYPHENS
            and self._joined(index + 1)
            and self._capital(index + 2)
        )

    def _capital(self, index: int) -> bool:
        text = self._tokens[index].text
        return text[0].isupper() and (len(text) > 1 or not self._english)

    def _joined(self, index: int) -> bool:
        return self._tokens[index].start == self._tokens[index - 1].end

    def _spaced(self, index: int) -> bool:
        gap = self._text[self._tokens[index - 1].end : self._tokens[index].start]
        return gap in (" ", "\u00a0") and self._tokens[index - 1].text[-1].isalpha()


def shouted(tokens: tuple[Token, ...]) -> bool:
    """Whether a line is written in capitals throughout."""
    words = [t.text for t in tokens if t.text.isalpha() and len(t.text) > 2]
    return bool(words) and sum(w.isupper() for w in words) >= 0.6 * len(words)

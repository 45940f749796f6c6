"""What the dictionary says of a Ukrainian or Russian word that is written with a capital."""

from __future__ import annotations

from functools import lru_cache

from corrobora.extract.analysis import morphology

_CLOSED = ("NPRO", "PREP", "CONJ", "PRCL", "INTJ", "ADVB", "NUMR", "PRED", "ADJF,Anum")
_LIKELY = 0.2


@lru_cache(maxsize=50_000)
def kinds(word: str, language: str) -> frozenset[str]:
    """Sorts of word it can be: ``closed``, ``given`` (a given name), ``surname``, ``place``, ``known``.

    Empty for a word the dictionary does not hold.
    """
    analyzer = morphology(language)
    found: set[str] = set()
    known = bool(analyzer.word_is_known(word))
    if known:
        found.add("known")
    for parse in analyzer.parse(word) if known else ():
        tag = str(parse.tag)
        if "Name" in tag or "Patr" in tag:
            found.add("given")
        if "Surn" in tag and parse.score >= _LIKELY:
            found.add("surname")
        if "Geox" in tag:
            found.add("place")
        if tag.startswith(_CLOSED):
            found.add("closed")
    if "place" in found:
        found.discard("closed")
    return frozenset(found)

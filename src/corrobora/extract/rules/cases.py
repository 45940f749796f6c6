"""Cases of Ukrainian and Russian words."""

from __future__ import annotations

from functools import lru_cache

from corrobora.extract.analysis import morphology


@lru_cache(maxsize=100_000)
def cases(word: str, language: str) -> frozenset[str]:
    """Cases a Ukrainian or Russian word can stand in, improbable readings left out; empty for verbs."""
    parses = morphology(language).parse(word)
    best = max((p.score for p in parses), default=0.0)
    return frozenset(str(p.tag.case) for p in parses if p.tag.case and p.score >= 0.1 * best)


@lru_cache(maxsize=100_000)
def can_be_verb(word: str, language: str) -> bool:
    """Whether a word can be a finite verb, if not by its likeliest reading ("начала", "стала")."""
    parses = morphology(language).parse(word)
    return any(p.tag.POS == "VERB" and "impr" not in str(p.tag) and p.score >= 0.05 for p in parses)

"""How many were killed and how many hurt in the event a report opens with.

Written figures stand beside a word for death or for a wound, in either order; a single person is counted
where a noun in the singular, or a name, is the one who died ("a man was killed", "the death of a boy"). A
killer who then takes his own life is one more. Languages differ only in their words (codebook).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from corrobora.codebook.entries import LANGUAGES
from corrobora.codebook.toll import toll_words
from corrobora.extract.mention import Mention
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Unit

READER = "rules/toll"
#: Sentences a report tells its toll in; what comes later is background more often than not.
OPENING = 12
#: Of those, the ones a written figure is preferred in.
LEAD = 4
#: … and in which a death is told of without a word for who died.
TOLD = 7
_MOST = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """The dead and the hurt; ``None`` where no word tells of any, never a zero nobody wrote."""

    killed: Mention[Quantity] | None = None
    injured: Mention[Quantity] | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A figure, or one person told of, at characters ``[start, end)``, in sentence ``index``."""

    count: int
    start: int
    end: int
    index: int
    written: bool
    active: bool = False  # said of a killer: "killed two", who is not among them


_AND = re.compile(r",? (?:and|&) |, ")
_TIMES = {"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5}
_NAME = r"(?-i:[A-ZА-ЯЁЇІЄҐ][\w'’.-]+(?: [A-ZА-ЯЁЇІЄҐ][\w'’.-]+){1,3})(?:, \d{1,3},)?"
_ARTICLE = r"(?:(?:an?|another|the|his|her|their|this|that)(?: [\w'’-]+){0,4}? )?"
_WAS = (
    r"(?:(?:is|was|has|had|later|also|been|being|were|who|reportedly|apparently|then|found|"
    r"був|була|було|были|был|была|,) ?){0,5}"
)
_NO_COUNT = r"(?! (?:years?|days?|hours?|months?|weeks?|counts|times|minutes))"


@dataclass(frozen=True, slots=True)
class _Words:
    """The compiled patterns of one language."""

    listed: tuple[re.Pattern[str], ...]
    dead: tuple[re.Pattern[str], ...]
    hurt: tuple[re.Pattern[str], ...]
    one_dead: tuple[re.Pattern[str], ...]
    one_hurt: tuple[re.Pattern[str], ...]
    any_dead: re.Pattern[str]
    any_hurt: re.Pattern[str]
    told: re.Pattern[str]
    suicide: re.Pattern[str]
    unreal: re.Pattern[str]
    past: re.Pattern[str]
    long_ago: re.Pattern[str]
    numbers: Mapping[str, int]


def find_toll(text: str, sentences: Sequence[tuple[int, int]], language: str = "en") -> Toll:
    """The toll of a report.

    Args:
        text: the whole text.
        sentences: characters of its sentences, in order; the title may be the first.
        language: ``en``, ``uk`` or ``ru``; any other is read as English.
    """
    words = _words(language if language in LANGUAGES else "en")
    opening = list(enumerate(sentences[:OPENING]))
    # the patterns below are slow; few sentences have a word they need
    deadly = [(i, span) for i, span in opening if words.any_dead.search(text, *span)]
    hurtful = [(i, span) for i, span in opening if words.any_hurt.search(text, *span)]
    dead = [s for i, (a, b) in deadly for s in _seen(text, a, b, i, words.dead, words.one_dead, words)]
    hurt = [s for i, (a, b) in hurtful for s in _seen(text, a, b, i, words.hurt, words.one_hurt, words)]
    suicide = next((m for _, (a, b) in opening if (m := words.suicide.search(text, a, b))), None)
    killed = _chosen(dead) or _told(text, sentences, words)
    if suicide is not None:
        killed = _with_killer(killed, suicide)
    return Toll(killed=_mention(killed), injured=_mention(_hurt(hurt, dead)))


def _mention(seen: _Seen | None) -> Mention[Quantity] | None:
    if seen is None or not seen.count:
        return None
    return Mention(
        start=seen.start,
        end=seen.end,
        value=Quantity.exactly(seen.count, Unit.PERSONS),
        reader=READER + (".written" if seen.written else ".implied"),
        confidence=0.8 if seen.written else 0.7,
    )


def _chosen(seen: Sequence[_Seen]) -> _Seen | None:
    """The figure of a report: the largest written in its lead, else the first written, else one person."""
    written = [s for s in seen if s.written]
    lead = [s for s in written if s.index < LEAD]
    singles = [s for s in seen if not s.written]
    if lead:
        return max(lead, key=lambda s: (s.count, -s.start))
    if singles and (not written or singles[0].index < LEAD):
        return singles[0]
    return written[0] if written else None


def _told(text: str, sentences: Sequence[tuple[int, int]], words: _Words) -> _Seen | None:
    """One dead, where the opening tells of a death without saying of whom."""
    for index, (start, end) in enumerate(sentences[:TOLD]):
        for m in words.told.finditer(text, start, end):
            if not _apart(words, text, m, start, end):
                return _Seen(1, m.start(), m.end(), index, False)
    return None


def _with_killer(killed: _Seen | None, suicide: re.Match[str]) -> _Seen:
    """The toll with a killer who died by their own hand, unless a written figure holds them already."""
    both = suicide.group().lower().startswith("murder")
    if killed is None:
        return _Seen(2 if both else 1, suicide.start(), suicide.end(), 0, False)
    if (
        killed.written and killed.count > 1 and not killed.active
    ) or killed.start < suicide.end() <= killed.end:
        return killed
    if not killed.written and "self-inflicted" in suicide.group().lower() and not both:
        return killed
    return _Seen(
        killed.count + 1, killed.start, max(killed.end, killed.start + 1), killed.index, killed.written
    )


def _hurt(hurt: Sequence[_Seen], dead: Sequence[_Seen]) -> _Seen | None:
    """The hurt among those hit, without those said to have died."""
    taken = [(s.start, s.end) for s in dead]
    free = [s for s in hurt if not any(a <= s.start < b or s.start <= a < s.end for a, b in taken)]
    return _chosen(free)


def _seen(
    text: str,
    start: int,
    end: int,
    index: int,
    written: Sequence[re.Pattern[str]],
    single: Sequence[re.Pattern[str]],
    words: _Words,
) -> Iterator[_Seen]:
    for pattern in written:
        for m in pattern.finditer(text, start, end):
            count = _listed(m, words) if m.re in words.listed else _number(m, words)
            if 0 < count <= _MOST and not _apart(words, text, m, start, end):
                active = m.start("n") > m.start() and not m.group("n").lower().endswith("self")
                yield _Seen(count, m.start("n"), m.end("n"), index, True, active)
    for pattern in single:
        for m in pattern.finditer(text, start, end):
            if not _apart(words, text, m, start, end, single=True):
                yield _Seen(1, m.start(), m.end(), index, False)


def _listed(m: re.Match[str], words: _Words) -> int:
    """How many a row names: "father, two daughters" are three."""
    total = 0
    for item in _AND.split(m.group("n").lower()):
        first = item.split(" ", 1)[0]
        total += int(first) if first.isdigit() else words.numbers.get(first, 1)
    return total


def _number(m: re.Match[str], words: _Words) -> int:
    said = m.group("n").lower()
    return int(said) if said.isdigit() else words.numbers.get(said, _TIMES.get(said, 0))


def _apart(words: _Words, text: str, m: re.Match[str], start: int, end: int, *, single: bool = False) -> bool:
    """Whether the words are about no death at all, or about another time."""
    before = text[max(start, m.start() - 40) : m.start()]
    past = words.long_ago if single else words.past
    return bool(words.unreal.search(before)) or bool(past.search(text, start, end))


@cache
def _words(language: str) -> _Words:
    said = toll_words()[language]
    word = said.patterns
    counted = "|".join(sorted(map(re.escape, said.numbers), key=len, reverse=True))
    number = (
        rf"(?<![\w.$:/-])(?P<n>\d{{1,3}}|{counted})"
        r"(?![\w:/.,%$-]*\d|-year|-month|th\b|%)\b"
    )
    between = rf"(?: (?!{word['gap']}\b)\w[\w'’-]*){{0,%d}}? "
    # "killing a woman faces four charges": another person is the one killed
    before = rf"(?: (?!(?:{word['gap']}|an?|his|her|another)\b)\w[\w'’-]*){{0,3}}? "
    one, dead, death_of = f"{_ARTICLE}{word['one']}", _WAS + word["one_dead"], word["death_of"]
    been = "(?:(?:was|were|are|is|critically|seriously) )?"
    item = (
        rf"(?:(?:\d{{1,2}}|{counted}) (?:[\w'’-]+ ){{0,2}}?[\w'’-]+(?:s|ren|men|ple)\b|"
        r"(?:(?:an?|the|his|her|their|young|estranged|infant) ){0,2}(?:[\w'’-]+ )??(?!he\b|she\b)"
        rf"(?:{one}|child|self|himself|herself)\b)"
    )
    row = rf"(?P<n>{item}(?:(?:,? (?:and|&) |, (?!an? |the |\d)){item}){{1,4}})"
    pair = rf"(?P<n>{_NAME}(?:,? (?:\d+|of [\w ]+),)? (?:and|&) {_NAME})"
    listed = _compiled(
        rf"{pair}(?:,? \d+,?)? (?:were )?{dead}",
        rf"(?:\b|^){row},? (?!.{{0,30}}\b(?:wounded|injured|hurt)\b)(?:shot, )?{dead}",
        rf"\b{death_of} {row}(?! (?:others? |more )?{been}{word['hurt_after']})",
    )
    return _Words(
        listed=listed,
        dead=(
            *listed,
            *_compiled(
                rf"{number}{between % 5}{word['dead_after']}",
                rf"\b{word['dead_before']}{before}{number}{_NO_COUNT}",
                rf"\b(?:left|leaves?|leaving) {number}{between % 4}dead",
                r"\b(?P<n>double|triple|quadruple|quintuple)[- ]"
                r"(?:fatal\w*|homicide|murder|slaying|killing|execution)",
            ),
        ),
        hurt=_compiled(
            rf"{number}{between % 5}{word['hurt_after']}",
            rf"\b{word['hurt_before']}{between % 3}{number}{_NO_COUNT}",
            rf"{number} (?:others?|more)\b",
        ),
        one_dead=_compiled(
            rf"\b{one}(?:[\w ,'’()-]{{0,60}}?)? ?{dead}",
            rf"{_NAME} ?{dead}",
            rf"\b{death_of} (?:(?:an?|the|his|her|their|another|of) )?(?:[\w'’-]+ ){{0,3}}?{one}\b",
            rf"\b{death_of} {_NAME}",
        ),
        one_hurt=_compiled(rf"\b{one}(?:[\w ,'’()-]{{0,50}}?)? ?{word['hurt_after']}"),
        any_dead=re.compile(
            "|".join(word[w] for w in ("dead_after", "dead_before", "one_dead", "death_of"))
            + r"|fatal|homicide|murder|slaying|killing|execution|dead",
            re.I,
        ),
        any_hurt=re.compile(f"{word['hurt_after']}|{word['hurt_before']}|others?|more", re.I),
        told=re.compile(rf"\b{word['told']}", re.I),
        suicide=re.compile(word["suicide"], re.I),
        unreal=re.compile(rf"{word['unreal']} (?:[\w-]+ ){{0,2}}$", re.I),
        past=re.compile(rf"\b{word['past']}\b", re.I),
        long_ago=re.compile(rf"\b{word['long_ago']}\b", re.I),
        numbers=said.numbers,
    )


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.I) for p in patterns)

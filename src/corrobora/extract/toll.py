"""How many were killed and how many hurt in the event a report opens with.

Written figures stand beside a word for death or for a wound, in either order; a single person is counted where a
noun in the singular, or a name, is the one who died ("a man was killed", "the death of a boy"). A killer who
then takes his own life is one more. English, Ukrainian and Russian; languages differ only in their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

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


_NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
    "uk": "один два три чотири п'ять шість сім вісім дев'ять десять",
    "ru": "один два три четыре пять шесть семь восемь девять десять",
}
_MORE = {
    "en": {"a dozen": 12, "a couple": 2, "both": 2, "pair of": 2, "twenty": 20, "a second": 2},
    "uk": {"одна": 1, "одного": 1, "двоє": 2, "двох": 2, "дві": 2, "троє": 3, "трьох": 3, "четверо": 4,
           "чотирьох": 4, "п'ятеро": 5, "п'ятьох": 5, "шестеро": 6, "семеро": 7},
    "ru": {"одна": 1, "одного": 1, "двое": 2, "двоих": 2, "двух": 2, "две": 2, "трое": 3, "троих": 3,
           "трех": 3, "трёх": 3, "четверо": 4, "четверых": 4, "пятеро": 5, "пятерых": 5, "шестеро": 6},
}  # fmt: skip
_TIMES = {"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5}

_DEAD_AFTER = {
    "en": r"dead\b|killed|slain|fatally|fatalit|deaths?\b|die[sd]?\b|dying|murdered|homicides?\b|murders\b|"
    r"lost (?:their|his|her) li[fv]|bodies|(?:shot|stabbed|beaten|gunned)(?: \w+)? (?:and killed|to death|dead|down)|"
    r"perished|pronounced dead|deceased|(?:was|were) executed",
    "uk": r"загин|загибл|вбит|убит|помер|мертв",
    "ru": r"погиб|убит|умер|скончал|мертв|мёртв",
}
_DEAD_BEFORE = {
    "en": r"kill(?:ed|ing|s)?|murder(?:ed|ing|s)?(?: of)?|deaths? of|slaying of|killings? of|homicides? of|"
    r"claim(?:ed|ing|s) the li[fv]es? of|fatally (?:shot|shooting|shoots|wounded|stabbed)|"
    r"(?:shot|stabbed|beat|hacked)(?:ing)? to death|fatal (?:shooting|stabbing|wounding) of|executed|gunned down",
    "uk": r"вбил\w*|убил\w*|вбивств\w*|загибел\w*|смерт\w*|розстріля\w*",
    "ru": r"убил\w*|убийств\w*|гибел\w*|смерт\w*|расстрел\w*",
}
_HURT_AFTER = {
    "en": r"wounded|injured|hurt\b|hospitali[sz]ed|injuries|(?:taken|rushed|transported) to|in critical|in stable|recovering|"
    r"(?:was|were|been|are|is)? ?shot\b|wounds|shooting victims",
    "uk": r"поранен|постражда|травмован",
    "ru": r"ранен|пострада|травмирован",
}
_HURT_BEFORE = {
    "en": r"wound(?:ed|ing|s)?|injur(?:ed|ing|es)|hurt(?:ing|s)?|sho(?:t|ots|oting)|hospitali[sz](?:ed|ing)",
    "uk": r"порани\w*",
    "ru": r"рани\w*",
}
#: Between a figure and its word: no clause mark, no other verb that takes the figure for itself.
_GAP = {
    "en": r"(?: (?!(?:in|after|before|since|minutes?|hours?|days?|weeks?|months?|years?|blocks?|miles?|shots?|times|"
    r"suspects?|gunmen|charges|counts|arrested|who|wounded|injured|hurt|others?|more|and|or|but|while|when|of)\b)"
    r"[\w'’-]+){0,%d}? ",
    "uk": r"(?: (?!(?:поранен|постражда|після|через|та|і|й|а)\w*)[\w'’-]+){0,%d}? ",
    "ru": r"(?: (?!(?:ранен|пострада|после|через|и|а)\w*)[\w'’-]+){0,%d}? ",
}
_ONE = {
    "en": r"(?:(?:an?|another|the|his|her|their|this|that)(?: [\w'’-]+){0,4}? )?(?:\d{1,2}-(?:year|month)-old(?:[\w' -]{0,24})?|man|woman|"
    r"boy|girl|teen(?:ager)?|child|toddler|infant|baby|student|officer|deputy|trooper|person|father|mother|son|daughter|wife|husband|"
    r"girlfriend|boyfriend|brother|sister|victim|resident|driver|clerk|youth|suspect|gunman|shooter|neighbor|soldier|he|she)",
    "uk": r"(?:чоловік|жінк[аи]|хлопець|дівчин[аи]|дитин[аи]|людин[аи]|військовий|водій|він|вона)",
    "ru": r"(?:мужчин[аы]|женщин[аы]|подросток|девочк[аи]|мальчик|ребенок|ребёнок|человек|военный|водитель|он|она)",
}
_NAME = r"[A-ZА-ЯЁЇІЄҐ][\w'’.-]+(?: [A-ZА-ЯЁЇІЄҐ][\w'’.-]+){1,3}(?:, \d{1,3},)?"
_ONE_DEAD = {
    "en": r"(?:(?:is|was|has|had|later|also|been|being|were|who|reportedly|apparently|then|found|,) ?){0,5}"
    r"(?:dead\b|killed(?! (?:himself|herself|him|her|a|an|the|two|three|his)\b)|died|dies\b|slain|murdered\b|pronounced (?:dead|deceased)|"
    r"fatally (?:shot|wounded|struck|stabbed)|shot (?:and killed|to death|dead)|gunned down|succumbed)",
    "uk": r"(?:(?:був|була|було) ?)?(?:загину(?:в|ла)|вбит[ийао]|убит[ийао]|помер(?:ла)?)",
    "ru": r"(?:(?:был|была|было) ?)?(?:погиб(?:ла)?\b|убит[ао]?\b|умер(?:ла)?\b|скончал)",
}
_DEATH_OF = {
    "en": r"(?:kill(?:s|ed|ing)|shot and killed|murder(?:s|ed|ing)|(?:death|murder|slaying|killing|homicide|fatal shooting|shooting death) of|"
    r"fatally (?:shot|shooting|shoots|stabbed|wounded)|(?:shot|stabbed|beaten) to death|gunned down|(?:left|leaves|leaving)(?= (?:[\w'’-]+ ){1,6}dead\b))",
    "uk": r"(?:вбил\w*|убил\w*|вбивств\w*|смерт\w*)",
    "ru": r"(?:убил\w*|убийств\w*|смерт\w*)",
}
_TOLD = {
    "en": r"\b(?:killed|slain|died|dies|dead\b(?! end)|fatal(?:ly)?\b|death(?! (?:threat|penalty|row))s?|murder(?:ed)?\b|manslaughter|"
    r"homicide(?! (?:unit|detective|division|bureau|investigator|squad|rate))s?|slaying|killing|los[et] (?:his|her) life)",
    "uk": r"\b(?:загин|загибл|вбит|убит|помер|смерт)\w*",
    "ru": r"\b(?:погиб|убит|умер|скончал|смерт)\w*",
}
_THEN = r"(?:before|then|and|later|also) (?:then |later |also |fatally |apparently |finally )?"
_SUICIDE = re.compile(
    r"murder[-–—/ ]+suicide|turn(?:ed|ing|s) (?:the|his|her|a) (?:gun|weapon|rifle|pistol|shotgun|handgun)s? on (?:him|her)self|"
    + _THEN
    + r"kill(?:ed|ing|s)? (?:him|her)self|"
    + _THEN
    + r"(?:shot|shooting) and kill(?:ed|ing) (?:him|her)self|"
    r"(?:before|then) (?:shot|shooting|shoots) (?:him|her)self(?! in the (?:leg|foot|hand|arm|stomach|groin))|"
    + _THEN
    + r"(?:took|taking|takes) (?:his|her) own life|"
    + _THEN
    + r"(?:committed|committing|commits|died by) suicide|"
    r"(?:kill(?:ed|ing|s)?|shot|murdered) (?:and killed )?(?:\w+ ){1,8}and (?:then )?(?:him|her)?self\b|"
    r"(?:gunman|shooter|attacker)(?: \w+){0,3} (?:committed suicide|died by suicide|killed (?:him|her)self)",
    re.I,
)
_UNREAL = re.compile(
    r"(?:attempted|attempting|attempt to|tried to|trying to|threatened to|threatening to|conspir\w+ to|plot(?:ted)? to|"
    r"could(?: have)?(?: been)?|would(?: have)?(?: been)?|might|nearly|almost|no one (?:was|were|has been)|nobody was|not|never|"
    r"wanted to|going to|intent to|intending to|how many|if|attempt(?:ed)?(?: of)?) (?:[\w-]+ ){0,2}$",
    re.I,
)
_LONG_AGO = re.compile(r"\b(?:last year|in (?:19|20)\d\d|years ago)\b", re.I)
_PAST = re.compile(
    r"\b(?:last year|in (?:19|20)\d\d|years ago|so far this year|this year|since \w+|a year earlier|months ago|last month)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The compiled patterns of one language."""

    listed: tuple[re.Pattern[str], ...]
    item: re.Pattern[str]
    dead: tuple[re.Pattern[str], ...]
    hurt: tuple[re.Pattern[str], ...]
    one_dead: tuple[re.Pattern[str], ...]
    one_hurt: tuple[re.Pattern[str], ...]
    told: re.Pattern[str]
    numbers: dict[str, int]


def find_toll(text: str, sentences: Sequence[tuple[int, int]], language: str = "en") -> Toll:
    """The toll of a report.

    Args:
        text: the whole text.
        sentences: characters of its sentences, in order; the title may be the first.
        language: ``en``, ``uk`` or ``ru``; any other is read as English.
    """
    words = _words(language if language in _NUMBERS else "en")
    opening = list(enumerate(sentences[:OPENING]))
    dead = [s for i, (a, b) in opening for s in _seen(text, a, b, i, words.dead, words.one_dead, words)]
    hurt = [s for i, (a, b) in opening for s in _seen(text, a, b, i, words.hurt, words.one_hurt, words)]
    suicide = next((m for _, (a, b) in opening if (m := _SUICIDE.search(text, a, b))), None)
    killed = _chosen(dead) or _told(text, sentences, words)
    if suicide is not None:
        killed = _with_killer(killed, suicide, dead)
    return Toll(killed=_mention(killed), injured=_mention(_hurt(hurt, killed, dead)))


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
    """The figure a report gives: the largest written in its lead, else the first written, else a single person."""
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
            if not _apart(text, m, start, end):
                return _Seen(1, m.start(), m.end(), index, False)
    return None


def _with_killer(killed: _Seen | None, suicide: re.Match[str], dead: Sequence[_Seen]) -> _Seen:
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


def _hurt(hurt: Sequence[_Seen], killed: _Seen | None, dead: Sequence[_Seen]) -> _Seen | None:
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
            if 0 < count <= _MOST and not _apart(text, m, start, end):
                active = m.start("n") > m.start() and not m.group("n").lower().endswith("self")
                yield _Seen(count, m.start("n"), m.end("n"), index, True, active)
    for pattern in single:
        for m in pattern.finditer(text, start, end):
            if not _apart(text, m, start, end, single=True):
                yield _Seen(1, m.start(), m.end(), index, False)


def _listed(m: re.Match[str], words: _Words) -> int:
    """How many a row names: "father, two daughters" are three."""
    total = 0
    for item in words.item.split(m.group("n").lower()):
        first = item.split(" ", 1)[0]
        total += int(first) if first.isdigit() else words.numbers.get(first, 1)
    return total


def _number(m: re.Match[str], words: _Words) -> int:
    said = m.group("n").lower()
    return int(said) if said.isdigit() else words.numbers.get(said, _TIMES.get(said, 0))


def _apart(text: str, m: re.Match[str], start: int, end: int, *, single: bool = False) -> bool:
    """Whether the words are about no death at all, or about another time."""
    before = text[max(start, m.start() - 40) : m.start()]
    past = _LONG_AGO if single else _PAST
    return bool(_UNREAL.search(before)) or bool(past.search(text, start, end))


@cache
def _words(language: str) -> _Words:
    numbers = {w: n for n, w in enumerate(_NUMBERS[language].split(), 1)} | _MORE[language]
    number = (
        r"(?<![\w.$:/-])(?P<n>\d{1,3}|"
        + "|".join(sorted(numbers, key=len, reverse=True))
        + r")(?![\w:/.,%$-]*\d|-year|-month|th\b|%)\b"
    )
    gap = _GAP[language]

    def compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(p, re.I) for p in patterns)

    one, name = _ONE[language], f"(?-i:{_NAME})"
    counted = "|".join(sorted(numbers, key=len, reverse=True))
    item = (
        rf"(?:(?:\d{{1,2}}|{counted}) (?:[\w'’-]+ ){{0,2}}?[\w'’-]+(?:s|ren|men|ple)\b|"
        rf"(?:(?:an?|the|his|her|their|young|estranged|infant) ){{0,2}}(?:[\w'’-]+ )??(?!he\b|she\b)(?:{one}|child|self|himself|herself)\b)"
    )
    row = rf"(?P<n>{item}(?:(?:,? (?:and|&) |, (?!an? |the |\d)){item}){{1,4}})"
    pair = rf"(?P<n>{name}(?:,? (?:\d+|of [\w ]+),)? (?:and|&) {name})"
    listed = (
        re.compile(rf"{pair}(?:,? \d+,?)? (?:were )?{_ONE_DEAD[language]}", re.I),
        re.compile(
            rf"(?:\b|^){row},? (?!.{{0,30}}\b(?:wounded|injured|hurt)\b)(?:shot, )?{_ONE_DEAD[language]}",
            re.I,
        ),
        re.compile(rf"\b{_DEATH_OF[language]} {row}", re.I),
    )
    return _Words(
        listed=listed,
        item=re.compile(r",? (?:and|&) |, "),
        dead=(
            *listed,
            *compiled(
                rf"{number}{gap % 5}(?:{_DEAD_AFTER[language]})",
                rf"\b(?:{_DEAD_BEFORE[language]}){gap % 3}{number}(?! (?:years?|days?|hours?|months?|weeks?|counts|times|minutes))",
                rf"\b(?:left|leaves?|leaving|left behind) {number}{gap % 4}dead",
                r"\b(?P<n>double|triple|quadruple|quintuple)[- ](?:fatal\w*|homicide|murder|slaying|killing|execution)",
            ),
        ),
        hurt=compiled(
            rf"{number}{gap % 5}(?:{_HURT_AFTER[language]})",
            rf"\b(?:{_HURT_BEFORE[language]}){gap % 3}{number}(?! (?:years?|days?|hours?|months?|weeks?|counts|times|minutes))",
            rf"{number} (?:others?|more)\b",
        ),
        one_dead=compiled(
            rf"\b(?:{one})(?:[\w ,'’()-]{{0,60}}?)? ?{_ONE_DEAD[language]}",
            rf"{name} ?{_ONE_DEAD[language]}",
            rf"\b{_DEATH_OF[language]} (?:(?:an?|the|his|her|their|another|of) )?(?:[\w'’-]+ ){{0,3}}?(?:{one})\b(?=.*)",
            rf"\b{_DEATH_OF[language]} {name}",
        ),
        one_hurt=compiled(
            rf"\b(?:{one})(?:[\w ,'’()-]{{0,50}}?)? ?(?:{_HURT_AFTER[language]})",
        ),
        told=re.compile(_TOLD[language], re.I),
        numbers=numbers,
    )

"""Furniture of web sites that stayed in a text: found line by line and marked; the text is left whole.

The rules are about how pages are built, never about what a text says:

- lines that are only a control or a label of a page (*Show more*), a counter of its audience, a reading time,
  a breadcrumb, a tag line, an imprint;
- before and after the text, short lines that appeal to the reader (membership, newsletter, cookies); -
after a label that opens a list of other stories, the headlines under it; to the text's end, with their
teasers,
  where a label asks for more of them there and the text before is the longer part by far;
- a headline that stands there twice; captions, told by their credit or their first word.

A line of the text that is marked by mistake is a claim lost, an unmarked line of furniture is one to reject:
so a rule has to be sure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate

import yaml

from corrobora.model.document import Region, RegionSort
from corrobora.read.facts import Fact
from corrobora.read.reading import ordered

#: Part of every reader's version: counted up whenever a rule or word below changes what is marked.
VERSION = 1

# Longer lines are the text's own; this also bounds what any pattern has to look at.
_LONGEST = 400
_APPEAL = 250
_LABEL = 60
_HEADLINE = 160
# A line of prose: as long as a sentence and ended like one.
_PROSE = 60
_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]]*$")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")

_READING_TIME = re.compile(
    r"(?:\d{1,3}[\s-]?(?:min(?:ute)?s?|хв(?:илин[аи]?)?|мин(?:ут[аы]?)?)\.?"
    r"(?:\s(?:read|reading|to read|читання|на читання|чтения|на чтение))?"
    r"|(?:reading time|read time|час читання|время чтения)\W{1,3}\d.{0,20})",
    re.I,
)
_BREADCRUMB = re.compile(
    r"[^.!?:]{2,40}(?:\s+[›→>]\s+[^.!?:]{2,40}){1,5}|(?:home|головна|главная)(?:\s*[/›→>|»]\s*[^.!?:]{2,40}){1,5}",
    re.I,
)
_NUMBER = r"\d[\d.,\u00a0\u202f ]{0,12}(?:\s?(?:[KMkmКМкм]\b|тис\.?|тыс\.?|млн\.?))?"
_COUNT = re.compile(_NUMBER)
_CREDIT = re.compile(r"\(([^()]{3,160})\)$|\[([^\[\]]{3,160})\]$")
_NAMES = re.compile(
    r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,4}(?: ?/ ?[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,4}){1,3}"
)
# Signs between the parts of a masthead, and a day with its year: «Harbour Post | 6 May 2024».
_SECTIONS = re.compile(r"\s[|·•▪✦›]\s|\s/\s|^@")
_DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d)(?!\d)|\b\d{1,2}\s[^\W\d_]+,?\s(?:19|20)\d\d\b|\b\d{1,2},\s(?:19|20)\d\d\b"
)
_ITEM = re.compile(r"\s*(?:[-*+•–—▪◦·]\s|\d{1,3}[.)]\s)")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank; ``key``: its words for comparison, ``gap``: a blank line stands before it."""

    start: int
    end: int
    words: str
    key: str
    gap: bool

    @property
    def prose(self) -> bool:
        return len(self.words) >= _PROSE and _SENTENCE_END.search(self.words) is not None

    @property
    def headline(self) -> bool:
        """Whether it could be the headline of a story: short, and no sentence."""
        return len(self.words) <= _HEADLINE and not re.search(r"[.!;:,…]['\"”’»)]*$", self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """The word lists, made ready."""

    feed: frozenset[str]
    more: frozenset[str]
    bar: frozenset[str]
    labels: frozenset[str]
    opener: re.Pattern[str]
    counter: re.Pattern[str]
    remark: re.Pattern[str]
    appeals: re.Pattern[str]
    appeals_weak: re.Pattern[str]
    imprint: re.Pattern[str]
    caption: re.Pattern[str]
    credit: re.Pattern[str]


@cache
def _words() -> _Words:
    lists = yaml.safe_load(resources.files("corrobora.read").joinpath("furniture.yaml").read_text("utf-8"))

    def entries(name: str) -> list[str]:
        return [word.strip() for words in lists[name].values() for word in words.split(",")]

    def plain(name: str) -> frozenset[str]:
        return frozenset(_key(word) for word in entries(name))

    def either(name: str) -> str:
        return "|".join(entries(name))

    return _Words(
        feed=plain("feed"),
        more=plain("more"),
        bar=plain("bar"),
        labels=plain("feed") | plain("more") | plain("bar"),
        opener=re.compile(rf"\W{{0,3}}(?:{either('openers')})\s?:\s*\S", re.I),
        counter=re.compile(
            rf"\W{{0,3}}{_NUMBER}\s+(?:(?:{either('audience_before')})\s)?(?:{either('audience')})"
            rf"(?:\s(?:{either('audience_after')}))?\W{{0,3}}",
            re.I,
        ),
        remark=re.compile(rf"(?:{either('audience')}|{either('remarks')})", re.I),
        appeals=re.compile(rf"(?<!\w)(?:{either('appeals')})(?!\w)", re.I),
        appeals_weak=re.compile(rf"(?<!\w)(?:{either('appeals_weak')})(?!\w)", re.I),
        imprint=re.compile(rf"\W{{0,2}}(?:{either('imprint')})", re.I),
        caption=re.compile(rf"(?:[\[(]\s?)?(?:{either('captions')})\s?:\s*\S", re.I),
        credit=re.compile(rf"(?<!\w)(?:{either('credits')})(?!\w)", re.I),
    )


def mark_furniture(content: str, regions: tuple[Region, ...]) -> tuple[tuple[Region, ...], tuple[Fact, ...]]:
    """The regions with furniture, captions and the title added, and the title as a fact.

    Lines that the format itself marks are left as they are marked.
    """
    lines = list(_lines(content, regions))
    sorts: dict[int, RegionSort] = {}
    for index, line in enumerate(lines):
        if sort := _alone(line, index):
            sorts[index] = sort
    titled = any(r.sort is RegionSort.TITLE for r in regions)
    title = None if titled else _title(lines, sorts)
    if title is not None:
        sorts[title] = RegionSort.TITLE
    _repeated_titles(lines, sorts, content, regions)
    _blocks(lines, sorts)
    _appeals(lines, sorts)
    added = [Region(start=lines[i].start, end=lines[i].end, sort=sort) for i, sort in sorts.items()]
    facts: tuple[Fact, ...] = ()
    if title is not None:
        facts = (Fact(field="title", value=lines[title].words, origin="headline of the text"),)
    return ordered([*regions, *added]), facts


def _lines(content: str, regions: tuple[Region, ...]) -> Iterator[_Line]:
    taken = [r for r in regions if r.sort in (RegionSort.TITLE, RegionSort.CAPTION, RegionSort.FURNITURE)]
    starts = {r.start for r in taken}
    start, gap = 0, True
    for raw in content.split("\n"):
        end = start + len(raw)
        words = raw.strip()
        if not words:
            gap = True
        else:
            begin = start + len(raw) - len(raw.lstrip())
            if begin not in starts:
                key = _key(words) if len(words) <= _LONGEST else ""
                yield _Line(begin, begin + len(words), words, key, gap)
            gap = False
        start = end + 1


def _key(words: str) -> str:
    return " ".join(_EDGES.sub("", words).replace("’", "'").casefold().split())


def _alone(line: _Line, index: int) -> RegionSort | None:
    """What a line is by itself."""
    words = _words()
    if len(line.words) > _LONGEST:
        return None
    if _is_label(line) or _READING_TIME.fullmatch(line.words) or _only_counts(line.words):
        return RegionSort.FURNITURE
    if len(line.words) <= _LABEL and words.counter.fullmatch(line.words):
        return RegionSort.FURNITURE
    if index < 5 and _BREADCRUMB.fullmatch(line.words):
        return RegionSort.FURNITURE
    if words.opener.match(line.words) or words.imprint.match(line.words):
        return RegionSort.FURNITURE
    return RegionSort.CAPTION if _is_caption(line.words) else None


def _is_label(line: _Line) -> bool:
    words = _words()
    return len(line.words) <= _LABEL and line.key in words.labels


def _only_counts(words: str) -> bool:
    """Whether a line is only signs with numbers, as reactions under a post are: ``👁 61K  ♥ 9``."""
    if not _is_sign(words[0]):
        return False
    signs = sum(1 for c in words if _is_sign(c))
    plain = "".join(" " if _is_sign(c) or unicodedata.category(c) in ("Mn", "Cf") else c for c in words)
    remarks = _COUNT.sub(" ", plain).replace("·", " ").split()
    counted = len(_COUNT.findall(plain))
    return counted > 0 and signs >= counted and all(_words().remark.fullmatch(word) for word in remarks)


def _is_sign(character: str) -> bool:
    return unicodedata.category(character) in ("So", "Sk")


def _is_caption(words: str) -> bool:
    lists = _words()
    if lists.caption.match(words):
        return True
    if not (match := _CREDIT.search(words)):
        return False
    credit = (match[1] or match[2]).strip()
    if len(words) - len(credit) < 15 or any(c.isdigit() for c in credit):
        return False
    slashed = _NAMES.fullmatch(credit) and sum(c.isupper() for c in credit) >= 2
    return bool(slashed or (lists.credit.search(credit) and credit[:1].isupper() and len(credit) <= 80))


def _title(lines: list[_Line], sorts: dict[int, RegionSort]) -> int | None:
    """The line that is the headline: one that stands at the head twice, else a first line that looks it."""
    head = [i for i in range(min(12, len(lines))) if i not in sorts]
    for position, i in enumerate(head):
        if (
            len(lines[i].key) >= 20
            and lines[i].headline
            and any(lines[j].key == lines[i].key for j in head[position + 1 :])
        ):
            return i
    if sum(1 for line in lines if line.prose) < 2:
        return None
    for position, i in enumerate(head[:5]):
        if _masthead(lines[i].words):
            continue
        following = lines[head[position + 1]] if position + 1 < len(head) else None
        looks = _looks_like_title(lines[i].words) and lines[i].headline
        return i if looks and following and (following.gap or following.prose) else None
    return None


def _looks_like_title(words: str) -> bool:
    parts = words.split()
    lower = sum(1 for w in parts if w[:1].islower())
    return 4 <= len(parts) <= 30 and lower >= 2 and not _ITEM.match(words) and words[0] not in "(@"


def _masthead(words: str) -> bool:
    """Whether a line names the outlet, section or day above a headline."""
    if len(words) > _HEADLINE:
        return False
    parts = words.split()
    capitals = sum(1 for w in parts[:3] if w.isupper() and len(w) > 1)
    return capitals >= min(2, len(parts)) or bool(_SECTIONS.search(words) or _DAY.search(words))


def _repeated_titles(
    lines: list[_Line], sorts: dict[int, RegionSort], content: str, regions: tuple[Region, ...]
) -> None:
    titles = {_key(content[r.start : r.end]) for r in regions if r.sort is RegionSort.TITLE}
    titles |= {lines[i].key for i, sort in sorts.items() if sort is RegionSort.TITLE}
    titles.discard("")
    for i, line in enumerate(lines[:20]):
        if line.key in titles and i not in sorts:
            sorts[i] = RegionSort.FURNITURE


def _blocks(lines: list[_Line], sorts: dict[int, RegionSort]) -> None:
    """Lists of other stories: the lines under a label that opens one."""
    words = _words()
    prose = [len(line.words) if line.prose and i not in sorts else 0 for i, line in enumerate(lines)]
    upto = [0, *accumulate(prose)]
    last = next((i for i in range(len(lines) - 1, -1, -1) if lines[i].key not in words.bar), -1)
    asks = last >= 0 and sorts.get(last) is RegionSort.FURNITURE and lines[last].key in words.more
    for i, line in enumerate(lines):
        if sorts.get(i) is not RegionSort.FURNITURE or line.key not in words.feed:
            continue
        before, after = upto[i], upto[-1] - upto[i]
        if asks and before and after <= before / 3:
            _mark(sorts, range(i, len(lines)))
            if i and i - 1 not in sorts and not line.gap and lines[i - 1].gap and _teaser(lines[i - 1]):
                sorts[i - 1] = RegionSort.FURNITURE  # a story's headline right above the name of its list
            return
        for j in range(i + 1, len(lines)):
            if j in sorts:
                if lines[j].key in words.feed:
                    break
                continue
            if not before or not _teaser(lines[j]):
                break
            sorts[j] = RegionSort.FURNITURE


def _teaser(line: _Line) -> bool:
    return line.headline and not line.prose and len(line.words.split()) >= 3


def _appeals(lines: list[_Line], sorts: dict[int, RegionSort]) -> None:
    """Appeals to the reader before the first and after the last line of prose."""
    words = _words()
    prose = [
        i for i, line in enumerate(lines) if line.prose and i not in sorts and not _appeals_in(line, words)
    ]
    first, last = (prose[0], prose[-1]) if prose else (len(lines), -1)
    for i, line in enumerate(lines):
        if i not in sorts and (i < first or i > last) and _appeals_in(line, words):
            sorts[i] = RegionSort.FURNITURE


def _appeals_in(line: _Line, words: _Words) -> bool:
    if len(line.words) > _APPEAL:
        return False
    strong = {match.casefold() for match in words.appeals.findall(line.words)}
    weak = {match.casefold() for match in words.appeals_weak.findall(line.words)}
    return 2 * len(strong) + len(weak) >= 3


def _mark(sorts: dict[int, RegionSort], indices: range) -> None:
    for i in indices:
        sorts.setdefault(i, RegionSort.FURNITURE)

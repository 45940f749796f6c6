"""Web pages: the main text without what the site puts round it."""

from __future__ import annotations

import re
from configparser import ConfigParser
from copy import deepcopy
from functools import cache

import lxml.html
from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import use_config

from corrobora.model.document import RegionSort
from corrobora.read.decode import decode
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact, first
from corrobora.read.limits import MAX_ELEMENTS, MAX_MARKUP
from corrobora.read.page_facts import page_facts
from corrobora.read.reading import Builder, Reading

# A main text of fewer characters is doubted, on a page of fewer.
_SHORT = 250
_SHORT_PAGE = 3_000

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# Stands before a caption's words while the main text is sought; no page holds it, for it is taken out first.
_MARK = "\ue0c1"
# Stands for a line break until it is known whether it ends a sentence.
_BREAK = "\ue0c2"
_SENTENCE_END = re.compile(r"[.!?:;…]['\"”’»)\]]*$")

_NO_BLOCK = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font hi i ins kbd label mark q ref s samp small span "
    "strike strong sub sup time tt u var wbr".split()
)
_NO_TEXT = frozenset(
    "script style noscript template title button form nav aside footer svg iframe select".split()
)


def read_html(data: bytes, name: str) -> Reading:
    """A web page's title, main text and captions.

    White space counts as HTML counts it: any run of it is one space. Paragraphs, headings, list items,
    table rows and captions become one line each. The title comes first, if the main text does not hold it.
    Menus, cookie notices, share bars and teasers are left out; what of them remains is marked later as
    furniture.

    Raises:
        UnreadableItem: if the page is too large, in no known encoding, or no page.
    """
    if len(data) > MAX_MARKUP:
        raise UnreadableItem(name, "", f"page is larger than {MAX_MARKUP:,} bytes; save its article alone")
    declared = _CHARSET.search(data[:4096])
    decoded = decode(
        data, name, declared=declared[1].decode("ascii", "replace") if declared else None, repair=True
    )
    tree, too_deep = parse(decoded.text, name)
    facts = page_facts(deepcopy(tree))
    captions = _prepare(tree)
    whole = deepcopy(tree)
    lines = _Lines.of(_main_text(tree) if sum(1 for _ in whole.iter()) <= MAX_ELEMENTS else None)
    notices = list(decoded.notices)
    if lines.length < _SHORT:
        # little was found: on a page with not much more the search may have missed it
        page = _Lines.of(whole.find("body"))
        if lines.length < 0.7 * page.length and (not lines.length or page.length < _SHORT_PAGE):
            lines = page
            notices.append("main text not recognised: all text of the page is read")
    if too_deep:
        notices.append("elements nested too deeply were left out")
    return _compose(lines, facts, captions, notices)


def parse(markup: str, name: str) -> tuple[HtmlElement, bool]:
    """The tree of a page, and whether parts of it were too deeply nested to be in it.

    Raises:
        UnreadableItem: if there is none.
    """
    markup = _DECLARATION.sub("", markup.replace(_MARK, "").replace(_BREAK, ""))
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = lxml.html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnreadableItem(name, "", f"is no web page: {error}") from error
    return tree, any("depth" in entry.message for entry in parser.error_log)


def _prepare(tree: HtmlElement) -> list[str]:
    """Make the words of captions and dates survive the search for the main text; returns the captions."""
    captions: list[str] = []
    for caption in tree.xpath("//figcaption | //*[contains(@class, 'wp-caption-text')]"):
        words = " ".join(caption.text_content().split())
        tail = caption.tail
        if not words or len(words) > 2_000:
            continue
        for child in list(caption):
            caption.remove(child)
        caption.attrib.clear()
        caption.tag, caption.text, caption.tail = "p", _MARK + words, tail
        captions.append(words)
    for figure in tree.xpath("//figure"):
        figure.tag = "div"
        figure.attrib.clear()
    for moment in tree.xpath("//p//time | //li//time | //blockquote//time | //td//time"):
        moment.tag = "span"
    return captions


@cache
def _settings() -> ConfigParser:
    """Without the search's last resort, which breaks sentences at every link and reads scripts."""
    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    return settings


def _main_text(tree: HtmlElement) -> HtmlElement | None:
    try:
        found = bare_extraction(
            tree, include_comments=False, include_tables=True, with_metadata=False, config=_settings()
        )
    except (etree.LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return None  # a page built to break the search; all of its text is read in place of that
    body = getattr(found, "body", None)
    if body is None or not "".join(body.itertext()).strip():
        return None
    return body


def _compose(lines: _Lines, facts: list[Fact], captions: list[str], notices: list[str]) -> Reading:
    builder = Builder()
    title = _title(facts, [words for words, _ in lines.found])
    if title and not any(_same(words, title) for words, _ in lines.found[:6]):
        builder.add(title, RegionSort.TITLE)
    kept = {words.removeprefix(_MARK) for words, _ in lines.found if words.startswith(_MARK)}
    missing = [words for words in captions if words not in kept]
    titled = bool(builder.position)
    for words, sort in lines.found:
        if words.startswith(_MARK):
            builder.add(words.removeprefix(_MARK), RegionSort.CAPTION)
        elif title and not titled and _same(words, title):
            builder.add(words, RegionSort.TITLE)
            titled = True
        else:
            builder.add(words, sort)
    for words in dict.fromkeys(missing):
        # pictures outside the main text, as those above the headline are
        builder.add(words, RegionSort.CAPTION)
    content, regions = builder.close()
    ordered = [Fact(field="title", value=title, origin=_origin(facts, title)), *facts] if title else facts
    return Reading(
        reader="html/1", content=content, regions=regions, facts=tuple(ordered), notices=tuple(notices)
    )


class _Lines:
    """Lines of a tree, each with its sort."""

    def __init__(self) -> None:
        self.found: list[tuple[str, RegionSort | None]] = []
        self._pieces: list[str] = []

    @classmethod
    def of(cls, body: HtmlElement | None) -> _Lines:
        lines = cls()
        if body is not None:
            lines.walk(body, None)
            lines.flush(None)
        return lines

    @property
    def length(self) -> int:
        return sum(len(words) for words, _ in self.found)

    def walk(self, element: HtmlElement, sort: RegionSort | None) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _NO_TEXT:
            return
        if tag == "row" or tag == "tr":
            self.flush(sort)
            cells = [" ".join("".join(cell.itertext()).split()) for cell in element]
            self.found.append((" | ".join(cells), RegionSort.TABLE))
            return
        if tag in ("lb", "br"):
            self._pieces.append(_BREAK)
            return
        inner = _sort_of(tag) or sort
        block = tag not in _NO_BLOCK
        if block:
            self.flush(sort)
        self._pieces.append(element.text or "")
        for child in element:
            self.walk(child, inner)
            if child.tail:
                self._pieces.append(child.tail)
        if block:
            self.flush(inner)

    def flush(self, sort: RegionSort | None) -> None:
        lines = [" ".join(line.split()) for line in "".join(self._pieces).split(_BREAK)]
        self._pieces.clear()
        parts: list[str] = []
        for line in filter(None, lines):
            # a break before a small letter within a sentence is there for looks
            if parts and (_SENTENCE_END.search(parts[-1][-8:]) or not line[0].islower()):
                self.found.append((" ".join(parts), sort))
                parts = []
            parts.append(line)
        if parts:
            self.found.append((" ".join(parts), sort))


def _sort_of(tag: str) -> RegionSort | None:
    if tag == "head" or re.fullmatch("h[1-6]", tag):
        return RegionSort.HEADING
    if tag in ("item", "li", "list", "ul", "ol"):
        return RegionSort.LIST
    if tag in ("quote", "blockquote"):
        return RegionSort.QUOTE
    return None


def _title(facts: list[Fact], lines: list[str]) -> str | None:
    """The candidate that stands in the text as a line, else the first, without the site's name after it."""
    candidates = [" ".join(f.value.split()) for f in facts if f.field == "title"]
    for candidate in candidates:
        for line in lines[:6]:
            if _same(line, candidate):
                return line
    if not candidates:
        return None
    site = first(facts, "publisher")
    best = candidates[0]
    if site:
        best = re.sub(rf"\s*[|–—-]\s*{re.escape(site)}\s*$", "", best, flags=re.I) or best
    return best


def _origin(facts: list[Fact], title: str) -> str:
    return next((f.origin for f in facts if f.field == "title" and _same(title, f.value)), "heading")


def _same(line: str, title: str) -> bool:
    one, other = " ".join(line.split()).casefold(), " ".join(title.split()).casefold()
    return one == other or (len(one) > 20 and re.match(rf"{re.escape(one)}\s*[|–—-]\s", other) is not None)

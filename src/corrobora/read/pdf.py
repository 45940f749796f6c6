"""PDF files: the text layer, page by page."""

from __future__ import annotations

import re
from collections import Counter

import pypdfium2
from pypdfium2 import raw

from corrobora.model.document import Region, RegionSort
from corrobora.read.decode import clean
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact
from corrobora.read.limits import MAX_CHARACTERS, MAX_PAGES
from corrobora.read.reading import Reading, ordered
from corrobora.read.reflow import paragraphs

_REASONS = {
    raw.FPDF_ERR_PASSWORD: "is encrypted and needs a password; decrypt a copy and add that too",
    raw.FPDF_ERR_SECURITY: "is protected in a way that cannot be opened; print a copy and add that too",
    raw.FPDF_ERR_FORMAT: "is no whole PDF: it is damaged or cut short",
    raw.FPDF_ERR_FILE: "is no whole PDF: it is damaged or cut short",
}
_PDF_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|стор\.?|стр\.?|с\.)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/|из|з)\s*\d{1,4})?", re.I
)
#: How many lines at a page's head and foot can be its running head.
_MARGIN = 2


def read_pdf(data: bytes, name: str) -> Reading:
    """The text layer of a PDF.

    Layout lines are put back into paragraphs, one a line (see `reflow`); where each page starts is noted.
    Page numbers and running heads are marked as furniture.

    Raises:
        UnreadableItem: if it is encrypted, damaged, too long, or has no text layer.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        raise UnreadableItem(name, "", _REASONS.get(code, f"cannot be opened as PDF: {error}")) from error
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise UnreadableItem(name, "", f"has {count:,} pages, more than {MAX_PAGES:,}; split it")
        pages, notices = _pages(document, count, name)
        facts = _facts(document, notices)
    finally:
        document.close()
    if not any(line.strip() for page in pages for line in page):
        raise UnreadableItem(
            name, "", "has no text layer: it is a scan; recognise its text (OCR) and add that too"
        )
    return _compose(pages, facts, notices)


def _pages(document: pypdfium2.PdfDocument, count: int, name: str) -> tuple[list[list[str]], list[str]]:
    pages: list[list[str]] = []
    broken: list[int] = []
    empty: list[int] = []
    total = 0
    for number in range(1, count + 1):
        text = ""
        try:
            page = document[number - 1]
            layer = page.get_textpage()
            text = layer.get_text_range()
            layer.close()
            page.close()
        except pypdfium2.PdfiumError:
            broken.append(number)
        total += len(text)
        if total > MAX_CHARACTERS:
            raise UnreadableItem(
                name, f"page {number}", f"text is longer than {MAX_CHARACTERS:,} characters; split it"
            )
        if not text.strip() and number not in broken:
            empty.append(number)
        # the marks for soft hyphens must outlive the cleaning: they say which words the layout divided
        soft = text.replace("\x02", "\u00ad").replace("\ufffe", "\u00ad")
        pages.append([line.rstrip() for line in clean(soft).split("\n")])
    notices = []
    if broken:
        notices.append(f"pages that could not be read: {_listed(broken)}")
    if empty and len(empty) < count:
        notices.append(f"pages without text: {_listed(empty)}")
    return pages, notices


def _compose(pages: list[list[str]], facts: tuple[Fact, ...], notices: list[str]) -> Reading:
    running = _running(pages)
    length = 0
    parts: list[str] = []
    regions: list[Region] = []
    starts: list[int] = []
    for lines in pages:
        starts.append(length)
        solid = [i for i, line in enumerate(lines) if line.strip()]
        margins = {
            i
            for i in (*solid[:_MARGIN], *solid[-_MARGIN:])
            if _key(lines[i]) in running or _PAGE_NUMBER.fullmatch(lines[i].strip())
        }
        inner = [i for i in solid if i not in margins]
        first, last = (inner[0], inner[-1]) if inner else (len(lines), -1)
        head = [i for i in sorted(margins) if i < first]
        foot = [i for i in sorted(margins) if i > last and i not in head]
        blocks = [(lines[i].strip(), True) for i in head]
        blocks += [(paragraph, False) for paragraph in paragraphs(lines[first : last + 1])]
        blocks += [(lines[i].strip(), True) for i in foot]
        for words, furniture in blocks:
            parts.append(words + "\n")
            if furniture:
                regions.append(Region(start=length, end=length + len(words), sort=RegionSort.FURNITURE))
            length += len(words) + 1
    content = "".join(parts)[:-1]
    return Reading(
        reader="pdf/1",
        content=content,
        regions=ordered(regions),
        facts=facts,
        pages=tuple(starts),
        notices=tuple(notices),
    )


def _running(pages: list[list[str]]) -> set[str]:
    """Lines that stand at the head or foot of at least three pages, and of a third of them, numbers aside."""
    counts: Counter[str] = Counter()
    for lines in pages:
        solid = [line for line in lines if line.strip()]
        counts.update({_key(line) for line in (*solid[:_MARGIN], *solid[-_MARGIN:])})
    return {key for key, count in counts.items() if count >= max(3, len(pages) // 3)}


def _key(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split())).casefold()


def _facts(document: pypdfium2.PdfDocument, notices: list[str]) -> tuple[Fact, ...]:
    try:
        values = document.get_metadata_dict(skip_empty=True)
    except (pypdfium2.PdfiumError, UnicodeError):
        return ()
    if match := _PDF_DAY.match(values.get("CreationDate", "")):
        # a file is often made long after, or some days before, what it holds is published
        notices.append(
            f"pdf metadata CreationDate {'-'.join(match.groups())} not taken as day of publication"
        )
    title = clean(values.get("Title", "")).strip()
    return (Fact(field="title", value=title, origin="pdf metadata Title"),) if title else ()


def _listed(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return f"{shown} and {len(numbers) - 10} more" if len(numbers) > 10 else shown

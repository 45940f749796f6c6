"""PDF files: the text layer, page by page."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from collections.abc import Container, Iterator

import pypdfium2
from pypdfium2 import raw

from corrobora.model.document import Region, RegionSort
from corrobora.read.decode import clean
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact
from corrobora.read.limits import MAX_CHARACTERS, MAX_PAGES
from corrobora.read.reading import Reading, ordered
from corrobora.read.reflow import DIVIDED, STARTS_NEW, Line, Paragraph, join, paragraphs, runs_on, vocabulary

_REASONS = {
    raw.FPDF_ERR_PASSWORD: "is encrypted and needs a password; decrypt a copy and add that too",
    raw.FPDF_ERR_SECURITY: "is protected in a way that cannot be opened; print a copy and add that too",
    raw.FPDF_ERR_FORMAT: "is no whole PDF: it is damaged or cut short",
    raw.FPDF_ERR_FILE: "is no whole PDF: it is damaged or cut short",
}
# PDFium ends a line with CR LF, or with the sign for a hyphen that divides a word.
_LINE = re.compile(f"[^\r\n{DIVIDED}]*(?:\r\n|[\r\n{DIVIDED}])|[^\r\n{DIVIDED}]+")
_PDF_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.|стор\.?|стр\.?|с\.)?\s*[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:of|/|из|з)\s*\d{1,4})?", re.I
)
#: How many lines at a page's head and foot can be its running head.
_MARGIN = 2
_LONGEST_HEADING = 200


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
    if not any(line.words.strip() for page in pages for line in page):
        raise UnreadableItem(
            name, "", "has no text layer: it is a scan; recognise its text (OCR) and add that too"
        )
    return _compose(pages, facts, notices)


def _pages(document: pypdfium2.PdfDocument, count: int, name: str) -> tuple[list[list[Line]], list[str]]:
    pages: list[list[Line]] = []
    broken: list[int] = []
    empty: list[int] = []
    total = 0
    for number in range(1, count + 1):
        lines: list[Line] = []
        try:
            page = document[number - 1]
            layer = page.get_textpage()
            lines = list(_lines(layer))
            layer.close()
            page.close()
        except (pypdfium2.PdfiumError, AssertionError):  # AssertionError: pypdfium2's word for odd counts
            broken.append(number)
        total += sum(len(line.words) for line in lines)
        if total > MAX_CHARACTERS:
            reason = f"text is longer than {MAX_CHARACTERS:,} characters; split it"
            raise UnreadableItem(name, f"page {number}", reason)
        if not any(line.words.strip() for line in lines) and number not in broken:
            empty.append(number)
        pages.append(lines)
    notices = []
    if broken:
        notices.append(f"pages that could not be read: {_listed(broken)}")
    if empty and len(empty) < count:
        notices.append(f"pages without text: {_listed(empty)}")
    return pages, notices


def _lines(layer: pypdfium2.PdfTextPage) -> Iterator[Line]:
    """Lines of a page with the place of their first letter."""
    offset = 0  # in UTF-16 units, as PDFium counts
    for text in _LINE.findall(layer.get_text_range()):
        words = clean(text.replace("\x02", "\u00ad")).replace("\n", " ").rstrip()
        left = bottom = top = None
        if words:
            index = raw.FPDFText_GetCharIndexFromTextIndex(layer, offset + len(text) - len(text.lstrip()))
            with contextlib.suppress(pypdfium2.PdfiumError):
                left, bottom, _, top = layer.get_charbox(max(0, index), loose=True)
        height = top - bottom if top is not None and bottom is not None else None
        yield Line(words=words, left=left, bottom=bottom, height=height)
        offset += len(text.encode("utf-16-le", "surrogatepass")) // 2


def _compose(pages: list[list[Line]], facts: tuple[Fact, ...], notices: list[str]) -> Reading:
    running = _running(pages)
    usual = _usual_height(pages)
    known = vocabulary(line for lines in pages for line in lines)
    blocks: list[str] = []
    sorts: dict[int, RegionSort] = {}
    starts: list[tuple[int, int]] = []  # block and offset in it
    last: int | None = None  # the block a page's last paragraph went to
    for lines in pages:
        head, body, foot = _parts(lines, running, known)
        if last is not None and body and last not in sorts and runs_on(blocks[last], body[0].words):
            joined = join(blocks[last], body[0].words, known)
            starts.append((last, len(joined) - len(body[0].words)))
            blocks[last] = joined
            body = body[1:]
        else:
            starts.append((len(blocks), 0))
        for words in head:
            sorts[len(blocks)] = RegionSort.FURNITURE
            blocks.append(words)
        above: Paragraph | None = None
        for paragraph in body:
            sort = _heading(
                paragraph, usual, titled=RegionSort.TITLE in sorts.values(), first=len(starts) == 1
            )
            if (
                sort
                and last is not None
                and sorts.get(last) is RegionSort.TITLE
                and _goes_on(above, paragraph, blocks[last])
            ):
                blocks[last] = join(blocks[last], paragraph.words, known)
                continue
            last, above = len(blocks), paragraph
            if sort:
                sorts[last] = sort
            blocks.append(paragraph.words)
        for words in foot:
            sorts[len(blocks)] = RegionSort.FURNITURE
            blocks.append(words)
    starts = [
        (block, offset - blocks[block].count("\u00ad", 0, offset)) if offset else (block, 0)
        for block, offset in starts
    ]
    # what is left of the signs divides nothing, or a word that goes on nowhere
    blocks = [words.replace("\u00ad", "").replace(DIVIDED, "-") for words in blocks]
    offsets = [0]
    for words in blocks:
        offsets.append(offsets[-1] + len(words) + 1)
    regions = [
        Region(start=offsets[i], end=offsets[i] + len(blocks[i]), sort=sort)
        for i, sort in sorts.items()
        if blocks[i]
    ]
    title = [
        Fact(field="title", value=blocks[i], origin="largest letters of page 1")
        for i, sort in sorts.items()
        if sort is RegionSort.TITLE
    ]
    content = "\n".join(blocks)
    return Reading(
        reader="pdf/3",
        content=content,
        regions=ordered(regions),
        facts=(*title, *facts),
        pages=tuple(min(offsets[block] + offset, len(content)) for block, offset in starts),
        notices=tuple(notices),
    )


def _usual_height(pages: list[list[Line]]) -> float | None:
    """The height of letters that half of the text has at most."""
    weights: Counter[float] = Counter()
    for line in (line for lines in pages for line in lines):
        if line.height:
            weights[line.height] += len(line.words)
    reached = 0
    for height in sorted(weights):
        reached += weights[height]
        if 2 * reached >= weights.total():
            return height
    return None


def _heading(paragraph: Paragraph, usual: float | None, *, titled: bool, first: bool) -> RegionSort | None:
    if not usual or not paragraph.height or len(paragraph.words) > _LONGEST_HEADING:
        return None
    if first and not titled and paragraph.height > 1.3 * usual:
        return RegionSort.TITLE
    return RegionSort.HEADING if paragraph.height > 1.12 * usual else None


def _goes_on(above: Paragraph | None, paragraph: Paragraph, title: str) -> bool:
    """Whether a paragraph is the next line of the title above it: centred lines each begin elsewhere."""
    if above is None or not above.height or not paragraph.height or STARTS_NEW.match(paragraph.words):
        return False
    alike = abs(above.height - paragraph.height) <= 0.03 * above.height
    return alike and title[-1] not in ".!?…" and len(title) + len(paragraph.words) < _LONGEST_HEADING


def _parts(
    lines: list[Line], running: set[str], known: Container[str]
) -> tuple[list[str], list[Paragraph], list[str]]:
    """Running head, paragraphs and running foot of a page."""
    solid = [i for i, line in enumerate(lines) if line.words.strip()]
    margins = {
        i
        for i in (*solid[:_MARGIN], *solid[-_MARGIN:])
        if _key(lines[i]) in running or _PAGE_NUMBER.fullmatch(lines[i].words.strip())
    }
    inner = [i for i in solid if i not in margins]
    if not inner:
        return [lines[i].words.strip() for i in sorted(margins)], [], []
    head = [lines[i].words.strip() for i in sorted(margins) if i < inner[0]]
    foot = [lines[i].words.strip() for i in sorted(margins) if i > inner[-1]]
    return head, paragraphs(lines[inner[0] : inner[-1] + 1], known), foot


def _running(pages: list[list[Line]]) -> set[str]:
    """Lines that stand at the head or foot of at least three pages, and of a third of them, numbers aside."""
    counts: Counter[str] = Counter()
    for lines in pages:
        solid = [line for line in lines if line.words.strip()]
        counts.update({_key(line) for line in (*solid[:_MARGIN], *solid[-_MARGIN:])})
    return {key for key, count in counts.items() if count >= max(3, len(pages) // 3)}


def _key(line: Line) -> str:
    return _DIGITS.sub("#", " ".join(line.words.split())).casefold()


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

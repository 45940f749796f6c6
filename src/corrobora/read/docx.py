"""Word documents (Office Open XML): paragraphs, tables, notes.

The parts are read straight from the package: python-docx's ``Paragraph.text`` leaves out text inserted
under tracked changes, content controls and text boxes, and a text that silently lacks sentences is worse
than none. Structure after ECMA-376 part 1, chapters 17.3 (paragraphs and runs), 17.4 (tables) and 17.13
(revisions).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from corrobora.model.document import RegionSort
from corrobora.read.decode import clean
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact
from corrobora.read.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED
from corrobora.read.reading import Builder, Reading

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CORE = "docProps/core.xml"
_DC = "{http://purl.org/dc/elements/1.1/}"
# A small package may be packed well; the ratio counts from here.
_RATIO_FROM = 1_000_000
#: Bytes of one part that is parsed.
_MAX_PART = 100_000_000


def read_docx(data: bytes, name: str) -> Reading:
    """Body, footnotes and endnotes of a Word document; tracked insertions are kept, deletions left out.

    Raises:
        UnreadableItem: if it is no whole package, is encrypted, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _guard(package, name, len(data))
            main = _part(package, "word/document.xml", name)
            if main is None:
                raise UnreadableItem(name, "", "holds no word/document.xml: it is no Word document")
            names = _style_names(_part(package, "word/styles.xml", name))
            notes = [_part(package, f"word/{kind}.xml", name) for kind in ("footnotes", "endnotes")]
            facts = _facts(_part(package, _CORE, name))
            media = sum(1 for member in package.namelist() if member.startswith("word/media/"))
    except zipfile.BadZipFile as error:
        raise UnreadableItem(name, "", f"is no whole .docx: it is damaged or cut short ({error})") from error
    except (NotImplementedError, ValueError, OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UnreadableItem(name, "", f"is no readable .docx: {error}") from error
    builder = Builder()
    walker = _Walker(builder, names)
    for root in (main, *(note for note in notes if note is not None)):
        walker.blocks(root)
    content, regions = builder.close()
    notices = []
    if walker.deleted:
        notices.append(f"{walker.deleted} deletions under tracked changes left out")
    if media:
        notices.append(f"{media} embedded pictures or media not read")
    title = [f for f in facts if f.field == "title"] or [
        Fact(field="title", value=content[r.start : r.end], origin="style Title")
        for r in regions
        if r.sort is RegionSort.TITLE
    ]
    return Reading(
        reader="docx/1",
        content=content,
        regions=regions,
        facts=(*title[:1], *(f for f in facts if f.field != "title")),
        notices=tuple(notices),
    )


def _guard(package: zipfile.ZipFile, name: str, packed: int) -> None:
    """Refuse packages that unpack to more than a document can hold, before any part is unpacked.

    The sizes are those the package states; zipfile never unpacks more of a part than is stated.
    """
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise UnreadableItem(name, "", f"holds {len(members):,} files, more than {MAX_MEMBERS:,}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked > MAX_RATIO * max(1, packed)):
        reason = f"would unpack from {packed:,} to {unpacked:,} bytes: a zip bomb, or no document"
        raise UnreadableItem(name, "", reason)
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableItem(name, "", "is encrypted; save a copy without a password")


def _part(package: zipfile.ZipFile, part: str, name: str) -> etree._Element | None:
    try:
        member = package.getinfo(part)
    except KeyError:
        return None
    if member.file_size > _MAX_PART:
        raise UnreadableItem(name, part, f"is larger than {_MAX_PART:,} bytes")
    try:
        with package.open(member) as file:
            xml = file.read(_MAX_PART)
    except RuntimeError as error:  # zipfile's word for a password
        raise UnreadableItem(name, part, f"cannot be unpacked: {error}") from error
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableItem(name, part, f"is no well-formed XML: {error.msg}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableItem(name, part, "declares a document type, as no Word document does: it is not read")
    return root


class _Walker:
    """Puts the paragraphs of a part into a builder."""

    def __init__(self, builder: Builder, names: dict[str, str]) -> None:
        self._builder = builder
        self._names = names
        self.deleted = 0

    def blocks(self, root: etree._Element) -> None:
        for child in root:
            match _local(child):
                case "p":
                    self._paragraph(child)
                case "tbl":
                    self._table(child)
                case "del" | "moveFrom":
                    self.deleted += 1
                case "body" | "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "footnote" | "endnote":
                    self.blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        boxes: list[etree._Element] = []
        words = clean("".join(self._words(paragraph, boxes)))
        sort = self._sort(paragraph)
        for line in words.split("\n"):
            self._builder.add(line, sort)
        for box in boxes:
            self.blocks(box)

    def _table(self, table: etree._Element) -> None:
        for row in table:
            if _local(row) != "tr":
                continue
            cells = []
            for cell in row:
                if _local(cell) == "tc":
                    boxes: list[etree._Element] = []
                    words = " ".join("".join(self._words(p, boxes)) for p in cell.iter() if _local(p) == "p")
                    cells.append(" ".join(clean(words).split()))
            self._builder.add(" | ".join(cells), RegionSort.TABLE)

    def _words(self, element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
        for child in element:
            match _local(child):
                case "t":
                    yield child.text or ""
                case "tab":
                    yield "\t"
                case "br" | "cr":
                    yield "\n"
                case "noBreakHyphen":
                    yield "\u2011"
                case "del" | "moveFrom":
                    self.deleted += 1
                case "txbxContent":
                    boxes.append(child)
                case "Fallback" | "pPr" | "rPr" | "instrText":
                    pass  # the same again for old readers; settings; field codes
                case _:
                    yield from self._words(child, boxes)

    def _sort(self, paragraph: etree._Element) -> RegionSort | None:
        style = ""
        for ns in (_W, _STRICT):
            if (found := paragraph.find(f"{ns}pPr/{ns}pStyle")) is not None:
                identifier = found.get(f"{ns}val") or ""
                style = self._names.get(identifier, identifier).lower()
            if paragraph.find(f"{ns}pPr/{ns}numPr") is not None and not style:
                style = "list"
        if style == "title":
            return RegionSort.TITLE
        if style.startswith(("heading", "subtitle")):
            return RegionSort.HEADING
        if style.startswith("caption"):
            return RegionSort.CAPTION
        if "quote" in style:
            return RegionSort.QUOTE
        return RegionSort.LIST if style.startswith("list") else None


def _style_names(styles: etree._Element | None) -> dict[str, str]:
    """English style names by identifier: identifiers are translated in localised documents, names are not."""
    names: dict[str, str] = {}
    if styles is not None:
        for ns in (_W, _STRICT):
            for style in styles.iter(f"{ns}style"):
                named = style.find(f"{ns}name")
                if named is not None:
                    names[style.get(f"{ns}styleId") or ""] = named.get(f"{ns}val") or ""
    return names


def _facts(core: etree._Element | None) -> list[Fact]:
    """The title; the day of making is no day of publication, and is often that of a template."""
    if core is None:
        return []
    facts = []
    title = core.findtext(f"{_DC}title") or ""
    if title.strip():
        facts.append(Fact(field="title", value=clean(title), origin="docx metadata title"))
    return facts


def _local(element: etree._Element) -> str:
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if tag.startswith((_W, _STRICT)):
        return tag.rpartition("}")[2]
    return tag.removeprefix(_COMPATIBLE) if tag.startswith(_COMPATIBLE) else "other"

import struct
import zipfile
import zlib
from io import BytesIO

import docx
import pytest

from corrobora.model.document import Document, RegionSort
from corrobora.read.reader import UnreadableItem, read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def load(data: bytes, name: str = "a.docx") -> Document:
    return read(data, sha256="0" * 64, name=name, row=None, path=name)


def saved(document: object) -> bytes:
    buffer = BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def package(**parts: str | bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def body(xml: str) -> bytes:
    return package(**{"word/document.xml": f"<w:document {W} {VML}><w:body>{xml}</w:body></w:document>"})


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def test_paragraphs_headings_lists_and_tables_are_read_in_order() -> None:
    made = docx.Document()
    made.add_heading("Oldford loses its bridge", 0)
    made.add_heading("What is known", 1)
    made.add_paragraph("Seven houses are cut off.")
    made.add_paragraph("two engineers", style="List Bullet")
    table = made.add_table(2, 2)
    for cell, words in zip(
        [c for row in table.rows for c in row.cells], ["Day", "Level", "Sunday", "4.2 m"], strict=True
    ):
        cell.text = words
    made.add_paragraph("A ferry starts on Wednesday.")
    text = load(saved(made)).text
    assert text.content.split("\n") == [
        "Oldford loses its bridge", "What is known", "Seven houses are cut off.", "two engineers",
        "Day | Level", "Sunday | 4.2 m", "A ferry starts on Wednesday.",
    ]  # fmt: skip
    assert [(r.sort, text.content[r.start : r.end]) for r in text.regions] == [
        (RegionSort.TITLE, "Oldford loses its bridge"), (RegionSort.HEADING, "What is known"),
        (RegionSort.LIST, "two engineers"), (RegionSort.TABLE, "Day | Level"),
        (RegionSort.TABLE, "Sunday | 4.2 m"),
    ]  # fmt: skip
    assert text.title == "Oldford loses its bridge"


def test_the_day_a_template_was_made_is_no_day_of_publication() -> None:
    made = docx.Document()  # the library's template says 2013
    made.add_paragraph("The bridge fell on Sunday.")
    assert load(saved(made)).source.published is None


def test_tracked_insertions_are_read_and_deletions_left_out() -> None:
    gone = "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
    xml = f"<w:p>{run('The bridge ')}<w:ins>{run('of Oldford ')}</w:ins>{gone}{run('fell.')}</w:p>"
    text = load(body(xml)).text
    assert text.content == "The bridge of Oldford fell."
    assert any("1 deletions" in notice for notice in text.notices)


def test_links_fields_content_controls_and_text_boxes_are_read_once() -> None:
    boxed = f"<w:txbxContent><w:p>{run('In a box.')}</w:p></w:txbxContent>"
    box = f"<w:pict><v:shape><v:textbox>{boxed}</v:textbox></v:shape></w:pict>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    xml = (
        f"<w:p><w:hyperlink>{run('The council')}</w:hyperlink>{field}{run(' met.')}</w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('In a control.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:r>{box}</w:r></w:p>"
    )
    assert load(body(xml)).text.content.split("\n") == ["The council met.", "In a control.", "In a box."]


def test_footnotes_come_after_the_body() -> None:
    main = f"<w:document {W}><w:body><w:p>{run('The bridge fell.')}</w:p></w:body></w:document>"
    note = f"<w:footnote><w:p>{run('The council, 6 May.')}</w:p></w:footnote>"
    notes = f"<w:footnotes {W}>{note}</w:footnotes>"
    data = package(**{"word/document.xml": main, "word/footnotes.xml": notes})
    assert load(data).text.content == "The bridge fell.\nThe council, 6 May."


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 0.999])
def test_a_file_cut_short_is_one_clear_line(share: float) -> None:
    made = docx.Document()
    made.add_paragraph("The bridge fell.")
    data = saved(made)
    with pytest.raises(UnreadableItem, match=r"^a\.docx: .*(damaged or cut short)"):
        load(data[: max(8, int(len(data) * share))])


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    data = package(**{"word/document.xml": "<w:p>" + " " * 60_000_000})
    assert len(data) < 100_000
    with pytest.raises(UnreadableItem, match=r"would unpack from .* zip bomb"):
        load(data)


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked_either() -> None:
    data = bytearray(package(**{"word/document.xml": b"<w:p>" + b" " * 60_000_000}))
    size = struct.pack("<L", 60_000_005)
    assert data.count(size) == 2
    data = data.replace(size, struct.pack("<L", 1000))
    with pytest.raises(UnreadableItem):
        load(bytes(data))


def test_many_members_are_refused() -> None:
    data = package(**{"word/document.xml": "<x/>"}, **{f"word/{n}": "" for n in range(10_001)})
    with pytest.raises(UnreadableItem, match="10,002 files"):
        load(data)


def test_entities_are_not_expanded() -> None:
    xml = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
        f"<w:document {W}><w:body><w:p>{run('&b;&c;')}</w:p></w:body></w:document>"
    )
    with pytest.raises(UnreadableItem, match=r"word/document\.xml"):
        load(package(**{"word/document.xml": xml}))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (package(**{"word/other.xml": "<x/>"}), "holds no word/document.xml"),
        (package(**{"word/document.xml": "<w:document>"}), "no well-formed XML"),
        (package(**{"xl/workbook.xml": "<x/>"}), "is application/zip; no reader"),
    ],
)
def test_packages_that_are_no_documents_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableItem, match=reason):
        load(data)


def test_a_damaged_member_is_found() -> None:
    words = f"<w:document {W}><w:body><w:p>{run('The bridge fell. ' * 50)}</w:p></w:body></w:document>"
    data = bytearray(package(**{"word/document.xml": words}))
    at = data.find(zlib.compress(words.encode())[2:12])
    at = at if at > 0 else 60
    data[at + 20] ^= 0xFF
    with pytest.raises(UnreadableItem):
        load(bytes(data))

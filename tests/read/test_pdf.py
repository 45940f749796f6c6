from io import BytesIO

import pytest
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from corrobora.model.document import Document, RegionSort
from corrobora.read.reader import UnreadableItem, read

SENTENCES = (
    "The only bridge of Oldford fell on Sunday night after a week of heavy rain, the council said on Monday. "
    "Seven houses are cut off, and two engineers have gone to look at the pillars. "
)


def load(data: bytes) -> Document:
    return read(data, sha256="0" * 64, name="a.pdf", row=None, path="a.pdf")


def report(paragraphs: list[str], *, title: str = "", head: str = "", encrypt: object = None) -> bytes:
    buffer = BytesIO()
    styles = getSampleStyleSheet()

    def furnish(page: canvas.Canvas, document: SimpleDocTemplate) -> None:
        if head:
            page.drawString(72, 810, head)
            page.drawString(290, 30, f"Page {document.page} of 3")

    story: list[object] = [Paragraph(title, styles["Title"])] if title else []
    for words in paragraphs:
        story += [Paragraph(words, styles["Normal"]), Spacer(1, 12)]
    document = SimpleDocTemplate(buffer, pagesize=A4, title="Draft 7", encrypt=encrypt)
    document.build(story, onFirstPage=furnish, onLaterPages=furnish)
    return buffer.getvalue()


def test_layout_lines_become_paragraphs() -> None:
    document = load(report([SENTENCES, SENTENCES * 2], title="Oldford loses its bridge"))
    lines = document.text.content.split("\n")
    assert lines == ["Oldford loses its bridge", SENTENCES.strip(), (SENTENCES * 2).strip()]
    assert document.text.title == "Oldford loses its bridge"


@pytest.mark.parametrize(
    "title",
    [
        "Council of Oldford asks the ministry for seven million to build the fallen bridge anew",
        "Oldford: engineers, two days on the pillars of the bridge that fell on Sunday night, find the "
        "cause of it, and the council waits for the ministry that must pay",
    ],
)
def test_a_centred_title_of_several_lines_is_one(title: str) -> None:
    text = load(report([SENTENCES], title=title)).text
    assert text.title == title
    assert text.content.split("\n") == [title, SENTENCES.strip()]


@pytest.mark.parametrize(("heading", "style"), [("What is known", "Heading2"), ("1. The night", "Heading1")])
def test_a_heading_below_the_title_is_no_part_of_it(heading: str, style: str) -> None:
    buffer = BytesIO()
    styles = getSampleStyleSheet()
    lines = (("A bridge falls", "Title"), (heading, style), (SENTENCES, "Normal"))
    story = [Paragraph(words, styles[name]) for words, name in lines]
    SimpleDocTemplate(buffer, pagesize=A4).build(story)
    text = load(buffer.getvalue()).text
    assert text.title == "A bridge falls"
    assert text.content.split("\n") == ["A bridge falls", heading, SENTENCES.strip()]


def test_pages_are_noted_and_a_paragraph_may_cross_them() -> None:
    document = load(report([SENTENCES * 30, SENTENCES * 30]))
    text = document.text
    assert len(text.pages) >= 2
    assert text.pages[0] == 0
    assert list(text.pages) == sorted(text.pages)
    assert text.content == f"{(SENTENCES * 30).strip()}\n{(SENTENCES * 30).strip()}"


def test_running_heads_and_page_numbers_are_furniture() -> None:
    document = load(report([SENTENCES * 20] * 4, head="Harbour Authority – report 7/2024"))
    text = document.text
    assert len(text.pages) >= 3
    marked = {text.content[r.start : r.end] for r in text.regions if r.sort is RegionSort.FURNITURE}
    assert "Harbour Authority – report 7/2024" in marked
    assert "Page 2 of 3" in marked
    plain = "".join(c for i, c in enumerate(text.content) if text.sort_at(i) is None)
    assert "Authority" not in plain


def test_the_day_of_making_is_not_taken_for_the_day_of_publication() -> None:
    document = load(report([SENTENCES]))
    assert document.source.published is None
    assert any("CreationDate" in notice for notice in document.text.notices)


def test_an_encrypted_file_is_one_clear_line() -> None:
    locked = report([SENTENCES], encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0))
    with pytest.raises(UnreadableItem, match=r"^a\.pdf: is encrypted and needs a password"):
        load(locked)


def test_a_file_that_opens_without_a_password_is_read() -> None:
    open_to_all = report(
        [SENTENCES], encrypt=pdfencrypt.StandardEncryption("", ownerPassword="owner", canCopy=0)
    )
    assert "only bridge" in load(open_to_all).text.content


def test_a_scan_without_text_says_so() -> None:
    buffer = BytesIO()
    page = canvas.Canvas(buffer)
    page.rect(10, 10, 100, 100, fill=1)
    page.save()
    with pytest.raises(UnreadableItem, match="no text layer"):
        load(buffer.getvalue())


@pytest.mark.parametrize("share", [0.02, 0.5])
def test_a_file_cut_short_is_one_clear_line(share: float) -> None:
    data = report([SENTENCES * 20])
    with pytest.raises(UnreadableItem, match=r"^a\.pdf: is no whole PDF"):
        load(data[: int(len(data) * share)])

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from bundles import fill
from corrobora.case import Case, NotThere
from corrobora.publish.dossier.content import dossier
from corrobora.publish.dossier.render import DossierError, as_html, as_pdf
from corrobora.publish.dossier.write import write_dossier
from corrobora.publish.files import NotExported
from corrobora.publish.redaction import BadTerms, Leaked, Redaction
from line_engine import LineEngine
from reports import OFFICE, Reports


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with fill(tmp_path) as filled:
        yield filled


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text


def test_every_sentence_leads_to_claims_quotes_and_bytes(case: Case) -> None:
    for head in case.incidents():
        made = dossier(case, head.incident.number)
        cited = {c.ref: c for c in made.claims}
        said = list(made.sentences())
        assert said
        for sentence in said:
            assert sentence.claims, sentence.text
            assert set(sentence.claims) <= set(cited), sentence.text
        for claim in made.claims:
            content = case.document(claim.item).document.text.content
            assert claim.quotes
            for quote in claim.quotes:
                assert content[quote.start : quote.end] == quote.quote
            for value in claim.values:
                assert all(words in content for words in value.words)
            assert case.vault.verify(claim.item) is None
        assert {e.item for e in made.evidence} == {c.item for c in made.claims}


def test_conflicting_values_stand_side_by_side(case: Case) -> None:
    made = dossier(case, 1)
    said = [s.text for s in made.conflicts]
    assert "Victims: 8." in said
    assert "Victims: 9." in said


def test_the_same_case_gives_the_same_bytes(case: Case, tmp_path: Path) -> None:
    first = write_dossier(case, "INC-0001", tmp_path / "a.pdf")
    again = write_dossier(case, 1, tmp_path / "b.pdf")
    assert first.sha256 == again.sha256
    exported = [e.payload["sha256"] for e in case.latest() if e.act == "export"]
    assert exported == [first.sha256, again.sha256]
    assert case.verify().clean


def test_the_pdf_is_marked_as_archival_and_says_what_the_page_says(case: Case) -> None:
    made = dossier(case, 1)
    pdf = as_pdf(made)
    assert b"pdfaid" in pdf
    text = " ".join(text_of(pdf).split())
    for claim in made.claims:
        assert " ".join(claim.quotes[0].quote.split()) in text
        assert claim.item in text.replace(" ", "")
    page = as_html(made).decode()
    assert "<script" not in page
    assert made.claims[0].item in page


def test_markup_in_documents_stays_words(tmp_path: Path) -> None:
    reports = Reports(tmp_path / "r")
    reports.folder.mkdir()
    hostile = "<script>alert(1)</script>\n" + OFFICE
    reports.write(
        "#panic(1) $x$ [a].txt",
        hostile,
        publisher='#read("/etc/passwd") <b>Daily</b>',
        published="2024-05-05",
    )
    with Case.create(tmp_path / "case", actor="ann", engine=LineEngine()) as case:
        case.add([reports.folder], reports.manifest())
        made = dossier(case, 1)
        assert "<script>" not in as_html(made).decode()
        text = text_of(as_pdf(made))
    assert "#panic(1)" in text
    assert "root:" not in text


def test_a_redacted_edition_holds_no_protected_term(case: Case, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("# places\nOldmill\nWeekly\n")
    for name in ("a.pdf", "a.html"):
        write_dossier(case, 1, tmp_path / name, redact=terms)
    pdf = (tmp_path / "a.pdf").read_bytes()
    assert "Oldmill" not in text_of(pdf)
    assert b"Oldmill" not in pdf
    assert "Weekly" not in (tmp_path / "a.html").read_text()
    assert "redacted edition" in (tmp_path / "a.html").read_text()


def test_a_term_the_layout_itself_says_stops_the_export(case: Case, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("Chronology\n")
    with pytest.raises(Leaked):
        write_dossier(case, 1, tmp_path / "a.pdf", redact=terms)
    assert not (tmp_path / "a.pdf").exists()
    assert "export" not in [e.act for e in case.latest()]
    with pytest.raises(Leaked):
        as_html(dossier(case, 1), Redaction(("Chronology",)))


def test_what_cannot_be_written_is_said(case: Case, tmp_path: Path) -> None:
    with pytest.raises(NotThere):
        write_dossier(case, 77, tmp_path / "a.pdf")
    with pytest.raises(DossierError, match=r"\.pdf or \.html"):
        write_dossier(case, 1, tmp_path / "a.docx")
    with pytest.raises(BadTerms, match="cannot be read"):
        write_dossier(case, 1, tmp_path / "a.pdf", redact=tmp_path / "none.txt")
    (tmp_path / "empty.txt").write_text("# nothing\n")
    with pytest.raises(BadTerms, match="holds no terms"):
        write_dossier(case, 1, tmp_path / "a.pdf", redact=tmp_path / "empty.txt")
    with pytest.raises(NotExported, match="cannot be written"):
        write_dossier(case, 1, tmp_path / "nowhere" / "a.pdf")
    assert "export" not in [e.act for e in case.latest()]


def test_a_structural_check_of_pdf_a_finds_nothing_and_finds_what_is_wrong(case: Case) -> None:
    import typst

    from archival import faults

    pdf = as_pdf(dossier(case, 1))
    assert faults(pdf) == []
    plain = typst.compile(b"= Hello\nWords", format="pdf")
    assert any("pdfaid:part" in fault or "metadata" in fault for fault in faults(plain))
    assert any("output intent" in fault for fault in faults(plain))

"""The dossier of a whole case, and the annex of hashes and timestamps."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typst

from archival import faults
from bundles import fill
from corrobora.assess.elements import Support, next_of_all, over_all
from corrobora.case import Case
from corrobora.publish.dossier import write as writing
from corrobora.publish.dossier.content import Material, dossier, dossier_of
from corrobora.publish.dossier.render import DossierError
from corrobora.publish.dossier.whole import CaseDossier, case_dossier, ranges
from corrobora.publish.dossier.write import write_case_dossier, write_dossier
from corrobora.publish.redaction import Leaked, text_of_pdf
from corrobora.vault.timestamp import Authority


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with fill(tmp_path) as filled:
        yield filled


def labels_in(words: str) -> set[str]:
    """The incidents a text names, ranges taken apart."""
    found: set[str] = set()
    for first, last in re.findall(r"INC-(\d{4})(?: to INC-(\d{4}))?", words):
        found |= {f"INC-{n:04d}" for n in range(int(first), int(last or first) + 1)}
    return found


def test_every_sentence_of_a_case_names_its_incidents_or_leads_to_claims(case: Case) -> None:
    whole = case_dossier(Material(case, many=True))
    labels = {h.incident.label for h in case.incidents()}
    cited = {c.ref: c for c in whole.claims}
    assert {r.label for r in whole.register} == labels
    for about in (*whole.summary, *whole.next):
        assert labels_in(about.incidents), about.text
        assert labels_in(about.incidents) <= labels
    assert labels_in(" ".join(a.incidents for a in whole.summary)) == labels
    sentences = [t.figure for t in whole.tallies] + list(whole.findings)
    assert sentences
    for sentence in sentences:
        assert sentence.claims
        assert set(sentence.claims) <= set(cited)
    for claim in whole.claims:
        content = case.document(claim.item).document.text.content
        assert all(content[q.start : q.end] == q.quote for q in claim.quotes)
    assert {c.item for c in whole.claims} == {e.item for e in whole.evidence}
    assert {i.item for i in whole.annex.items} == {d.sha256 for d in case.documents()}


def test_the_case_s_matrix_is_the_sum_of_its_incidents(case: Case) -> None:
    found = case.all_elements()
    assert found == {h.incident.label: case.elements(h.incident.number) for h in case.incidents()}
    whole = over_all(found)
    assert whole
    for table in whole:
        for n, row in enumerate(table.elements):
            for label in table.incidents:
                (own,) = (t for t in found[label] if t.crime.id == table.crime.id)
                assert [s for s in Support if label in row.incidents[s]] == [own.elements[n].support]
    wanted = {w.what: w for w in next_of_all(found)}
    for label, tables in found.items():
        for row in (row for table in tables for row in table.elements):
            for what in row.next:
                where = wanted[what].gaps if row.support is Support.GAP else wanted[what].contested
                assert label in where
    shown = case_dossier(Material(case, many=True))
    assert [t.name for t in shown.elements] == [t.crime.name for t in whole]


def test_what_is_read_once_for_many_gives_the_same_dossiers(case: Case) -> None:
    material = Material(case, many=True)
    for head in case.incidents():
        assert dossier_of(material, head.incident.label) == dossier(case, head.incident.number)


def test_a_folder_holds_the_case_and_each_incident_as_exported_alone(case: Case, tmp_path: Path) -> None:
    made = write_case_dossier(case, tmp_path / "d")
    assert [p.relative_to(tmp_path / "d").as_posix() for p in made] == [
        "case.pdf", "incidents/INC-0001.pdf", "incidents/INC-0002.pdf", "SHA256SUMS.txt",
    ]  # fmt: skip
    sums = (tmp_path / "d" / "SHA256SUMS.txt").read_text()
    for path, sha256 in list(made.items())[:-1]:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
        assert f"{sha256}  {path.relative_to(tmp_path / 'd')}\n" in sums
        assert faults(path.read_bytes()) == []
    alone = write_dossier(case, 2, tmp_path / "2.pdf")
    assert alone.sha256 == made[tmp_path / "d" / "incidents" / "INC-0002.pdf"]
    again = write_case_dossier(case, tmp_path / "again")
    assert list(again.values()) == list(made.values())
    assert case.verify().clean


def test_one_file_holds_all_and_every_link_of_it_lands(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_case_dossier(case, tmp_path / "w.pdf")
    data = (tmp_path / "w.pdf").read_bytes()
    assert faults(data) == []
    text = " ".join(text_of_pdf(data).split())
    for head in case.incidents():
        assert f"{head.incident.label}: " in text
        for claim in dossier(case, head.incident.number).claims:
            assert " ".join(claim.quotes[0].quote.split()) in text
    write_case_dossier(case, tmp_path / "w.html")
    page = (tmp_path / "w.html").read_text()
    targets = re.findall(r'id="([^"]+)"', page)
    assert len(targets) == len(set(targets))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert links
    assert links <= set(targets)
    assert "<script" not in page
    monkeypatch.setattr(writing, "MOST_IN_ONE", 1)
    with pytest.raises(DossierError, match="name a folder"):
        write_case_dossier(case, tmp_path / "many.pdf")


def test_a_redacted_case_holds_no_protected_term_and_a_leak_leaves_nothing(
    case: Case, tmp_path: Path
) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("Oldmill\nWeekly\n")
    for name in ("w.pdf", "w.html"):
        write_case_dossier(case, tmp_path / name, redact=terms)
    assert "Oldmill" not in text_of_pdf((tmp_path / "w.pdf").read_bytes())
    page = (tmp_path / "w.html").read_text()
    assert "Oldmill" not in page
    assert "redacted edition" in page
    terms.write_text("Chronology\n")  # the second piece of the page says it, after the first was written
    for name in ("x.html", "folder"):
        with pytest.raises(Leaked):
            write_case_dossier(case, tmp_path / name, redact=terms)
    assert not {p.name for p in tmp_path.iterdir()} & {"x.html", "folder"}
    assert not list(tmp_path.glob(".*"))


def test_the_annex_says_who_vouches_for_each_item_and_that_nobody_does(case: Case, clock: Authority) -> None:
    bare = dossier(case, 1).annex
    assert {i.item for i in bare.items} == {e.item for e in dossier(case, 1).evidence}
    assert all("nothing outside this case vouches" in i.vouched[0] for i in bare.items)
    assert bare.notes == ()
    first = case.checkpoint()
    unstamped = dossier(case, 1).annex
    assert all("no authority outside this case" in i.vouched[-1] for i in unstamped.items)
    sealed = case.checkpoint([clock])
    ((_, time),) = sealed.times
    annex = dossier(case, 1).annex
    assert annex.notes == ((sealed.checkpoint.size, sealed.note),)  # the stamped one, not the first
    assert first.checkpoint.size < sealed.checkpoint.size
    for item in annex.items:
        entry = next(e for e in case.custody(item.item) if e.act == "add")
        assert entry.hash in item.acquired
        assert f"entry {entry.seq} " in item.acquired
        assert any(clock.url in words and f"{time:%H:%M}" in words for words in item.vouched)
    case.checkpoint([clock])
    assert dossier(case, 1).annex == annex  # a later one vouches for nothing earlier


def test_consecutive_labels_are_a_range() -> None:
    assert ranges(["INC-0002", "INC-0001", "INC-0003", "INC-0009"]) == "INC-0001 to INC-0003, INC-0009"
    assert ranges([]) == ""


def test_an_empty_case_has_a_dossier(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", actor="ann") as empty:
        whole: CaseDossier = case_dossier(Material(empty, many=True))
        assert (whole.register, whole.claims, whole.next) == ((), (), ())
        write_case_dossier(empty, tmp_path / "e.pdf")
        write_case_dossier(empty, tmp_path / "e.html")


@pytest.mark.slow
def test_another_s_validator_finds_nothing_against_pdf_a(case: Case, tmp_path: Path) -> None:
    """Runs where ``pdf_oxide`` is installed; PDFA_PYTHON names another interpreter that has it."""
    python = os.environ.get("PDFA_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import pdf_oxide"], check=False, capture_output=True).returncode:
        pytest.skip("pdf_oxide is not installed (pip install pdf_oxide)")
    write_case_dossier(case, tmp_path / "w.pdf")
    (tmp_path / "plain.pdf").write_bytes(typst.compile(b"= Hello", format="pdf"))
    code = "import pdf_oxide, sys; print(pdf_oxide.PdfDocument(sys.argv[1]).validate_pdf_a('2b')['errors'])"

    def found(name: str) -> str:
        command = [python, "-c", code, str(tmp_path / name)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    assert found("w.pdf") == "[]"
    assert found("plain.pdf") != "[]"

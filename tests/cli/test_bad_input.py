"""What cannot be used: one clear line each, the rest is processed, and the exit code says so."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corrobora.case import Case
from reports import OFFICE, Reports

Run = Callable[..., Any]
CORROBORA = str(Path(sys.executable).with_name("corrobora"))


def encrypted_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "Nobody may read this.")
    canvas.save()
    return out.getvalue()


def docx(body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", body)
    return out.getvalue()


CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def bomb() -> bytes:
    words = b"<w:p><w:r><w:t>" + b"a" * 60_000_000 + b"</w:t></w:r></w:p>"
    return docx(b'<w:document xmlns:w="' + WORD.encode() + b'"><w:body>' + words + b"</w:body></w:document>")


def whole_docx() -> bytes:
    words = "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>"
    return docx(f'<w:document xmlns:w="{WORD}"><w:body>{words}</w:body></w:document>'.encode())


BAD: dict[str, Callable[[], bytes]] = {
    "empty.txt": lambda: b"",
    "line.txt": lambda: b"word " * 10_000_000,
    "encoding.txt": lambda: b"One line.\n\xff\xfe\x00\x81\x9d broken \xc3\x28\n",
    "secret.pdf": encrypted_pdf,
    "cut.docx": lambda: whole_docx()[:-200],
    "bomb.docx": bomb,
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that can be wrong and one good report."""
    folder = tmp_path_factory.mktemp("bad")
    reports = Reports(folder)
    for name, make in BAD.items():
        reports.write(name, make())
    reports.write("good.txt", OFFICE, publisher="Daily", published="2024-05-05")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "loop").symlink_to(folder, target_is_directory=True)
    reports.rows.append("missing.txt,Daily,2024-05-05,,")
    reports.manifest()
    return folder


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([CORROBORA, *map(str, arguments)], capture_output=True, text=True, check=False)


def test_a_folder_of_bad_files_is_added_as_far_as_it_goes(bad: Path, tmp_path: Path) -> None:
    done = command("add", bad, "--case", tmp_path / "case", "--manifest", bad / "manifest.csv")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    for name in (*BAD, "loop", "manifest.csv: line 3"):
        assert sum(name in line for line in lines) == 1, (name, lines)
    assert len(lines) == len(BAD) + 2
    assert all(line.startswith("corrobora: ") and len(line) < 400 for line in lines)
    assert "Traceback" not in done.stderr
    with Case.open(tmp_path / "case", actor="ann") as case:
        assert [head.name for head in case.documents()] == ["good.txt"]
        assert {item.name for item in case.unread()} == set(BAD)
        assert case.verify().clean


def test_extraction_goes_as_far_as_it_can_and_keeps_stdout_clean(bad: Path) -> None:
    done = command("extract", "--json", bad)
    assert done.returncode == 1
    assert done.stdout.count("\n") == 1
    assert '"good.txt"' not in done.stdout  # the path, as given
    assert str(bad / "good.txt") in done.stdout
    assert len(done.stderr.splitlines()) == len(BAD) + 1


@pytest.mark.parametrize("name", ["empty.txt", "secret.pdf", "cut.docx"])
def test_one_unreadable_file_alone(run: Run, bad: Path, tmp_path: Path, name: str) -> None:
    added = run("add", bad / name, "--case", tmp_path / "case")
    assert added.code == 1, "its bytes are kept all the same"
    assert len(added.complaints) == 1
    extracted = run("extract", "--json", bad / name)
    assert (extracted.code, extracted.out) == (2, "")
    assert len(extracted.complaints) == 1


def test_a_path_that_does_not_exist(run: Run, tmp_path: Path) -> None:
    done = run("add", tmp_path / "nowhere", "--case", tmp_path / "case")
    assert done.code == 2
    assert len(done.complaints) == 1


def test_a_broken_manifest_makes_no_case(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("path,published\na.txt,2024-05-06,en\n")
    (tmp_path / "a.txt").write_text(OFFICE)
    done = run("add", tmp_path / "a.txt", "--case", tmp_path / "case", "--manifest", tmp_path / "m.csv")
    assert done.code == 2
    assert "m.csv: line 2" in done.err
    assert not (tmp_path / "case").exists()


def test_footage_and_exports_in_a_folder_are_no_problem_to_extract_and_named_they_are(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "note.txt").write_text("Nothing is claimed here.")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "a.warc").write_bytes(b"WARC/1.0\r\n\r\n")
    whole = run("extract", tmp_path)
    assert (whole.code, whole.err) == (0, "")
    named = run("extract", tmp_path / "photo.jpg", tmp_path / "a.warc")
    assert named.code == 2
    assert all("corrobora add" in line for line in named.complaints)


def test_a_folder_that_is_no_case_is_not_verified_and_a_bundle_is_known_by_what_is_left(
    tmp_path: Path, run: Run
) -> None:
    said = run("verify", tmp_path)
    assert said.code == 2
    assert "neither a case (no case.toml) nor an evidence bundle" in said.err
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "journal.jsonl").write_text("")
    said = run("verify", tmp_path)
    assert said.code == 1
    assert "bagit.txt" in said.err

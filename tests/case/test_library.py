"""The public names, as a library user meets them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from corrobora import CorroboraError, extract
from corrobora.model.document import Document, Source, Text
from line_engine import LineEngine
from reports import OFFICE


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout.strip()


def test_the_function_keeps_its_name_whatever_is_imported_first() -> None:
    for first in (
        "from corrobora.extract.gate import admit",
        "from corrobora import Case; from corrobora.extract import extract as inner",
    ):
        assert run(f"{first}\nfrom corrobora import extract\nprint(type(extract).__name__)") == "function"


def test_importing_the_package_brings_in_no_parser_and_no_database() -> None:
    heavy = ("spacy", "sqlalchemy", "trafilatura")
    code = f"import sys, corrobora\nprint([m for m in {heavy} if m in sys.modules])"
    assert run(code) == "[]"


def test_opening_a_case_brings_in_no_parser(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom corrobora import Case\n"
        f"with Case.create({str(tmp_path / 'case')!r}, actor='ann') as case:\n"
        "    case.incidents(), case.verify()\n"
        "print([m for m in ('spacy', 'trafilatura', 'scipy') if m in sys.modules])"
    )
    assert run(code) == "[]"


def test_a_file_a_text_and_a_document_give_the_same_claims(tmp_path: Path) -> None:
    path = tmp_path / "office.txt"
    path.write_text(OFFICE)
    from_file = extract(path, engine=LineEngine())
    from_text = extract(text=OFFICE, engine=LineEngine())
    from_document = extract(from_file.document, engine=LineEngine())
    assert [c for _, c in from_file.claims] == [c for _, c in from_text.claims]
    assert from_file == from_document
    assert len(from_file.claims) == 2


def test_what_is_said_about_a_source_is_kept_with_where_it_was_said() -> None:
    extraction = extract(
        text=OFFICE, publisher="Daily", published=date(2024, 5, 5), language="en", engine=LineEngine()
    )
    source = extraction.document.source
    assert (source.publisher, source.published) == ("Daily", date(2024, 5, 5))
    assert extraction.document.text.language == "en"


@pytest.mark.parametrize("arguments", [{}, {"source": "a.txt", "text": "words"}, {"source": "/nowhere.txt"}])
def test_wrong_use_is_one_clear_error(arguments: dict[str, str]) -> None:
    with pytest.raises(CorroboraError):
        extract(**arguments)  # type: ignore[arg-type]


def test_an_engine_that_lies_gets_nothing_past_the_gate() -> None:
    text = Text(sha256="0" * 64, reader="plain/1", content="Nothing of the kind is said here at all.")
    document = Document(text=text, source=Source(path="a.txt"))
    lies = list(LineEngine().propose(extract(text=OFFICE, engine=LineEngine()).document))

    class Liar:
        name = "liar/1"

        def propose(self, _document: Document) -> list[object]:
            return list(lies)

    extraction = extract(document, engine=Liar())  # type: ignore[arg-type]
    assert extraction.claims == ()
    assert extraction.dropped == {"claim": 2}

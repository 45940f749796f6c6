"""Words planted in sealed records and testimony, sought in all that leaves a case or is shown of it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Mount
from typer.main import get_command

from corrobora.case import Case
from corrobora.cli import main
from corrobora.cli.main import app
from corrobora.model.rights import Person, Role
from corrobora.model.witness import Consent
from corrobora.publish.bundle.layout import SEAL_TITLE
from corrobora.publish.bundle.write import write_bundle
from corrobora.vault.sealed import new_key
from corrobora.web.app import create_app
from line_engine import LineEngine
from planted import bare, readable
from reports import Reports

IDENTITY = b"name: Zorvana Quillfeather\nphone: +000-5550-8812\nlives in Pellucidor Lane\n"
STATEMENT = b"Heard and agreed in the kitchen of her aunt Plimsoe."
RECORDING = b"RIFF the voice says brumalquist"
SEALED = (
    "Zorvana", "Quillfeather", "000-5550-8812", "Pellucidor", "Plimsoe", "brumalquist",
    "interview-of-a-neighbour",
)  # fmt: skip
#: Stands in the testimony alone.
TESTIMONY = ("xylotheque", "Vexholm")
OPEN = "Oldmill"
EXPORTS = ("csv", "geojson", "ged", "parquet", "ftm", "dossier.html", "dossier.pdf")
LETTERS = ("un-executions", "icrc", "prosecutor", "newsroom")
#: Commands that show what a case holds, each as it is asked; {…} stands for every record there is.
SHOWING = (
    "captures", "incidents", "tallies", "claims", "claims --disagreement", "statements", "responses",
    "documents", "sources", "journal", "search Vexholm", "search Quillfeather", "show {incident}",
    "reconcile", "verify", "elements", "elements {incident}", "estimate", "changes --since 1",
    "explain {claim}", "custody {item}", "ledger", "accountability", "accountability {incident}", "actors",
    "witness list", "media list", "media show {item}", "media similar {item}", "media groups",
    "diff {item}", "grading methods", "grading show {incident}", "grading history {incident}",
    "letter questions icrc", "letter list", "people list", "proposals list", "token list", "fixity",
    "relink", "refresh", "checkpoint",
)  # fmt: skip
#: Those that bring in, decide, hand over (the exports are gone through on their own) or need no case.
OTHERS = (
    "extract", "create", "add", "recapture", "watch", "serve", "schema", "protect-key", "import", "train",
    "decide", "codebook", "gazetteer", "export", "witness", "grading", "letter", "people", "proposals",
    "token",
)  # fmt: skip
#: What anybody may read: nothing of testimony given in confidence either.
ANYBODY = ("site", "claimreview.json")


@pytest.fixture
def told(tmp_path: Path) -> Case:
    """An incident that two newspapers and a witness tell of; identity, recording and consent are sealed."""
    reports = Reports(tmp_path / "reports")
    reports.folder.mkdir()
    for paper in ("Daily", "Weekly"):
        text = f"The {paper} says 9 prisoners were shot at {OPEN} on 2024-05-03.\n"
        reports.write(f"{paper}.txt", text, publisher=paper, published="2024-05-04")
    case = Case.create(tmp_path / "case", actor="ann", engine=LineEngine())
    case.add([reports.folder], reports.manifest())
    case.witnesses.name_recipient("Ombuds office", new_key()[1])
    case.witnesses.add(IDENTITY)
    case.witnesses.seal_original("W-0001", RECORDING)
    case.witnesses.consent("W-0001", Consent.HANDOVER, STATEMENT)
    path = tmp_path / "interview-of-a-neighbour.txt"
    path.write_text(
        f"Behind the xylotheque 9 prisoners were shot at {OPEN} on 2024-05-03.\n"
        "6 prisoners were shot at Vexholm on 2024-05-06.\n"
    )
    case.read_testimony("W-0001", path)
    return case


def handed_over(case: Case, out: Path, run: Callable[..., str]) -> None:
    """Every export there is, each approved where that is needed."""
    out.mkdir()
    label = case.incidents()[0].incident.label
    case.decide_public(label, approve=True, reason="two papers tell of it")
    case.decide_public("tallies", approve=True, reason="as others count")
    for format in (*EXPORTS, SEAL_TITLE):
        asked = case.propose_export(format, reason="for the court")
        case.acting(Person(name="reviewer", role=Role.REVIEWER)).approve(asked.id, reason="seen")
    for format in EXPORTS:
        named = ("dossier", label) if format.startswith("dossier") else (format,)
        run("export", *named, "--out", out / (format if "." in format else f"{format}.out"))
    for form in LETTERS:
        run("export", "letter", form, label, "--out", out / form)
    run("export", "site", "--url", "https://record.example.org", "--out", out / "site")
    run("export", "claimreview", "--url", "https://record.example.org", "--out", out / "claimreview.json")
    write_bundle(case, out / "bundle")


def shown(case: Case) -> Iterator[tuple[str, str]]:
    """Every address that is read with GET, with each record it can be asked for, and what it answers."""
    app = create_app(case)
    documents = [head.sha256 for head in case.documents()]
    values = {
        "number": [head.incident.label for head in case.incidents()], "sha256": documents,
        "other": documents, "id": [record.id for record in case.claims()],
    }  # fmt: skip
    with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
        for path in sorted(addresses(app)):
            for filled in fillings(path, values):
                answer = client.get(filled)
                assert answer.status_code < 500, filled
                yield filled, answer.text
        for asked in ("/search?q=", "/api/v1/search?q="):
            for words in ("Vexholm", "Quillfeather"):
                # what was searched for stands in the search field
                yield asked + words, client.get(asked + words).text.replace(words, "…")


def addresses(app: FastAPI, prefix: str = "") -> Iterator[str]:
    for route in app.routes:
        if isinstance(route, APIRoute) and "GET" in route.methods:
            yield prefix + route.path
        elif isinstance(route, Mount) and isinstance(route.app, FastAPI):
            yield from addresses(route.app, prefix + route.path)


def fillings(path: str, values: dict[str, list[str]]) -> Iterator[str]:
    name = re.search(r"\{(\w+)(?::\w+)?\}", path)
    if name is None:
        yield path
        return
    for value in values.get(name[1], ["1"]):
        yield from fillings(path.replace(name[0], value, 1), values)


def read_from(path: Path, root: Path) -> Iterator[tuple[str, str]]:
    """Every text in a file: of PDFs also pages and metadata, of Word files each part, of Parquet the rows."""
    yield from readable(path, root)
    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(io.BytesIO(path.read_bytes()))
        yield "rows", str(table.to_pylist())
        yield "schema", str(table.schema.metadata)


@dataclass(frozen=True)
class Text:
    """Where a text stands, and its letters and digits alone."""

    place: str
    bare: str


def holding(texts: list[Text], *planted: str) -> set[tuple[str, str]]:
    """Where which of the words stand."""
    return {(text.place, word) for text in texts for word in planted if bare(word) in text.bare}


@pytest.fixture
def run(
    told: Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    def command(*arguments: object) -> str:
        monkeypatch.setattr(sys, "argv", ["corrobora", *map(str, arguments), "--case", str(told.path)])
        with suppress(SystemExit):
            main()
        printed = capsys.readouterr()
        return printed.out + printed.err

    return command


@pytest.mark.parametrize(
    "consent", [Consent.NONE, Consent.HANDOVER, pytest.param(Consent.PUBLIC, marks=pytest.mark.slow)]
)
def test_no_planted_word_leaves_that_may_not(
    told: Case, tmp_path: Path, run: Callable[..., str], consent: Consent
) -> None:
    told.witnesses.consent("W-0001", consent, b"" if consent is Consent.NONE else STATEMENT)
    out = tmp_path / "out"
    handed_over(told, out, run)
    paths = [path for path in sorted(out.rglob("*")) if path.is_file()]
    formats = {path.relative_to(out).parts[0].partition(".")[0] for path in paths}
    assert formats == {name.partition(".")[0] for name in (*EXPORTS, *LETTERS, *ANYBODY, "bundle")}
    for path in paths:
        utf16 = [word for word in (*SEALED, *TESTIMONY) if word.encode("utf-16-le") in path.read_bytes()]
        assert utf16 == [] or consent.leaves, path
    left = {
        path: [Text(f"{path.relative_to(out)}: {at}", bare(words)) for at, words in read_from(path, out)]
        for path in paths
    }
    everything = [text for texts in left.values() for text in texts]
    everything += [Text(place, bare(words)) for place, words in shown(told)]
    assert holding(everything, *SEALED) == set()
    if not consent.leaves:
        assert holding(everything, *TESTIMONY) == set()
    if consent is not Consent.PUBLIC:
        public = [t for path in paths if path.relative_to(out).parts[0] in ANYBODY for t in left[path]]
        assert holding(public, *TESTIMONY) == set()
    # the search is not blind: what may leave is found, in each kind of file
    seen = {place for place, _ in holding(everything, OPEN)}
    for name in ("dossier.pdf: text", "dossier.html", "csv.out", "parquet.out", "un-executions", "bundle"):
        assert any(place.startswith(name) for place in seen), name
    assert "/api/v1/claims" in seen
    if consent.leaves:
        assert any(place.startswith("csv.out") for place, _ in holding(everything, "Vexholm")), "it is used"


@pytest.mark.slow
@pytest.mark.parametrize("consent", [Consent.NONE, Consent.HANDOVER])
def test_no_command_prints_a_planted_word_that_it_may_not(
    told: Case, run: Callable[..., str], consent: Consent
) -> None:
    assert {name.split()[0] for name in (*SHOWING, *OTHERS)} == set(get_command(app).commands)
    claims = [claim.id for claim in told.claims()]
    told.witnesses.consent("W-0001", consent, b"" if consent is Consent.NONE else STATEMENT)
    values = {
        "incident": [head.incident.label for head in told.incidents()], "claim": claims,
        "item": [head.sha256 for head in told.documents()],
    }  # fmt: skip
    printed = []
    for command in SHOWING:
        name = re.search(r"\{(\w+)\}", command)
        for value in values[name[1]] if name else [""]:
            filled = re.sub(r"\{\w+\}", value, command)
            for more in ([], ["--json"]):
                words = run(*filled.split(), *more)
                if command.startswith("search"):  # what was searched for may be said again
                    words = words.replace(command.split()[1], "…")
                printed.append(Text(" ".join([filled, *more]), bare(words)))
    assert holding(printed, *SEALED) == set()
    if not consent.leaves:
        assert holding(printed, *TESTIMONY) == set()
    assert any(text.place == "claims" and bare(OPEN) in text.bare for text in printed), "they do print"

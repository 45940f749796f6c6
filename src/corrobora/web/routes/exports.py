"""Exports: a case handed over as a file that the browser keeps, each one an entry of the journal."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Form, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from corrobora.case import BadDecision, Case
from corrobora.case.errors import NotAllowed, NotThere
from corrobora.codebook.letters import LetterForm, letter_forms
from corrobora.model.errors import CorroboraError
from corrobora.publish.language import gettext as _
from corrobora.publish.language import noop
from corrobora.web.acting import Acting, Exporting, done
from corrobora.web.rendering import Pages

Field = Annotated[str, Form(max_length=4000)]
#: Exports of the whole case: what each is called by the approvals it may need, and in words.
FORMATS: Mapping[str, tuple[str, str]] = {
    "bundle": ("Corrobora evidence bundle", noop("Evidence bundle: everything, to be checked offline")),
    "dossier.html": ("dossier.html", noop("Dossier of the whole case, one HTML page")),
    "dossier": ("dossier.pdf", noop("Dossier of the whole case, a PDF of it and of each incident")),
    "csv": ("csv", noop("Tables as CSV, with a data dictionary")),
    "parquet": ("parquet", noop("Tables and whole records as Parquet")),
    "ftm": ("ftm", noop("FollowTheMoney entities and statements")),
    "geojson": ("geojson", noop("Incidents as GeoJSON")),
    "ged": ("ged", noop("Killings in the columns of UCDP GED, as CSV")),
}  # fmt: skip
#: Of one incident.
DOSSIERS = ("dossier.pdf", "dossier.html")
_FILES = {"geojson": "incidents.geojson", "ged": "incidents.csv", "dossier.html": "dossier.html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportsPage:
    """What the page of exports shows.

    Attributes:
        formats: exports of the whole case: name and what it is.
        forms: sorts of letters that can be written.
        asked: number of the proposal just made; 0 for none.
        refused: the export that needs somebody's approval, as approvals name it; may be empty.
        problem: why nothing was exported; may be empty.
    """

    formats: tuple[tuple[str, str], ...]
    forms: tuple[LetterForm, ...]
    asked: int = 0
    refused: str = ""
    problem: str = ""


def add_exports(app: FastAPI, pages: Pages) -> None:
    """Put them on an application."""

    def shown(
        acting: Acting, *, status: int = 200, asked: int = 0, refused: str = "", problem: str = ""
    ) -> Response:
        page = ExportsPage(
            formats=tuple((name, _(said)) for name, (_called, said) in FORMATS.items()),
            forms=tuple(letter_forms().values()), asked=asked, refused=refused, problem=problem,
        )  # fmt: skip
        return pages.html(acting, "exports.html", page, here="/exports", status=status)

    @app.get("/exports")
    def exports(acting: Exporting, asked: int = 0) -> Response:
        return shown(acting, asked=asked)

    @app.post("/exports")
    def export(acting: Exporting, format: Field = "", incident: Field = "", form: Field = "") -> Response:
        made = _maker(acting.case, format, incident.strip(), form)
        if made is None:
            return shown(acting, status=422, problem=_("There is no such export."))
        called, write = made
        try:
            return _sent(write)
        except NotAllowed as error:
            return shown(acting, status=403, refused=called, problem=str(error))
        except CorroboraError as error:
            return shown(acting, status=422, problem=str(error))

    @app.post("/exports/ask")
    def ask(acting: Exporting, format: Field = "", reason: Field = "") -> Response:
        try:
            if format not in {called for called, _said in FORMATS.values()} | set(DOSSIERS):
                raise NotThere(_("There is no such export."))
            made = acting.case.propose_export(format, reason=reason)
        except (BadDecision, NotThere) as error:
            return shown(acting, status=422, refused=format, problem=str(error))
        return done(f"/exports?asked={made.id}")


def _maker(case: Case, format: str, incident: str, form: str) -> tuple[str, Callable[[Path], Path]] | None:
    """What an export is called by approvals, and what writes it into a folder and says where it is."""
    from corrobora.publish.bundle.write import write_bundle
    from corrobora.publish.data.write import FILES, write_file, write_folder
    from corrobora.publish.dossier.write import write_case_dossier, write_dossier
    from corrobora.publish.letters.write import write_letters

    def into(name: str, write: Callable[[Path], object]) -> Callable[[Path], Path]:
        def written(folder: Path) -> Path:
            write(folder / name)
            return folder / name

        return written

    if format == "letter" and form in letter_forms() and incident:
        return "letter", into("letters", lambda to: write_letters(case, form, incident, to))
    if incident and format in DOSSIERS:
        label = case.incident(incident).incident.label
        name = f"{label}{format.removeprefix('dossier')}"
        return format, into(name, lambda to: write_dossier(case, label, to))
    if format not in FORMATS:
        return None
    writers: dict[str, Callable[[Path], object]] = {
        "bundle": lambda to: write_bundle(case, to),
        "dossier": lambda to: write_case_dossier(case, to),
        "dossier.html": lambda to: write_case_dossier(case, to),
        **{name: lambda to, n=name: write_file(case, n, to) for name in FILES},  # type: ignore[misc]
    }
    write = writers.get(format, lambda to: write_folder(case, format, to))
    return FORMATS[format][0], into(_FILES.get(format, format), write)


def _sent(write: Callable[[Path], Path]) -> Response:
    """The export as a file the browser keeps; what was written for it is removed when it was sent."""
    folder = Path(tempfile.mkdtemp(prefix="corrobora-export-"))
    try:
        made = write(folder)
        if made.is_dir():
            packed = folder / f"{made.name}.zip"
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                for path in sorted(p for p in made.rglob("*") if p.is_file()):
                    archive.write(path, path.relative_to(folder))
            made = packed
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return FileResponse(
        made, filename=made.name, content_disposition_type="attachment",
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )  # fmt: skip

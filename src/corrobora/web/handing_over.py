"""Exports as files: what there is to hand over, what writes it, and the answer that carries it."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
import uuid
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from corrobora.case import BadDecision, Case
from corrobora.codebook.letters import letter_forms
from corrobora.publish.language import noop

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
#: Where in the case's folder files of answers that can be asked for again are kept, and for how many seconds.
OUTBOX, KEPT = "outbox", 24 * 3600
#: Of one incident.
DOSSIERS = ("dossier.pdf", "dossier.html")
_FILES = {"geojson": "incidents.geojson", "ged": "incidents.csv", "dossier.html": "dossier.html"}


def approvable() -> set[str]:
    """What exports are called by approvals."""
    return {called for called, _said in FORMATS.values()} | set(DOSSIERS)


def maker(case: Case, format: str, incident: str, form: str) -> tuple[str, Callable[[Path], Path]] | None:
    """What an export is called by approvals, and what writes it into a folder and says where it is.

    Args:
        case: the case.
        format: one of `FORMATS`, `DOSSIERS` or ``letter``; ``None`` is the answer to any other.
        incident: number or label, for what is about one.
        form: sort of letter.

    Raises:
        NotThere: if there is no such incident.
    """
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


def sent(write: Callable[[Path], Path], *, media_type: str | None = None) -> Response:
    """The export as a file that is kept; what was written for it is removed when it was sent.

    Args:
        write: writes it into a folder and says where it is; a folder is sent as a ZIP archive.
        media_type: what it is said to be; ``None``: as its name says.
    """
    folder, made = _written(write)
    return FileResponse(
        made, media_type=media_type, filename=made.name, content_disposition_type="attachment",
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )  # fmt: skip


def sent_once(
    case: Case, key: str, asked: str, write: Callable[[Path], Path], *, media_type: str | None = None
) -> Response:
    """The same under a key: sent again with it, the file of the first time is answered, not a new one.

    The file is kept in the case's folder as long as the answer is, and only there.

    Args:
        case: as whoever asks acts in it.
        key: what they call the request.
        asked: a digest of what is asked.
        write, media_type: as `sent`.

    Raises:
        BadDecision: if the key was used for another request, or its file is not kept any more.
    """
    outbox = case.path / OUTBOX

    def work() -> tuple[int, str]:
        folder, made = _written(write)
        try:
            outbox.mkdir(mode=0o700, exist_ok=True)
            for old in outbox.iterdir():
                if time.time() - old.stat().st_mtime > KEPT:
                    old.unlink(missing_ok=True)
            kept = uuid.uuid4().hex
            shutil.move(made, outbox / kept)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return 200, json.dumps({"kept": kept, "name": made.name})

    _, answer, again = case.again(key, asked, work)
    told = json.loads(answer)
    file = outbox / told["kept"]
    if not file.is_file():
        raise BadDecision("this export was made and sent before, and its file is not kept any more")
    return FileResponse(
        file, media_type=media_type, filename=told["name"], content_disposition_type="attachment",
        headers={"Idempotent-Replayed": "true"} if again else {},
    )  # fmt: skip


def _written(write: Callable[[Path], Path]) -> tuple[Path, Path]:
    """A folder of its own, and in it the file that was written."""
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
    return folder, made

"""Writing data: each format made, redacted, searched for protected terms, written and journalled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corrobora.case import Case
from corrobora.codebook.gradings import methods
from corrobora.publish.data import case_tables, ftm, ged, geojson, parquet
from corrobora.publish.data.claimreview import claim_reviews
from corrobora.publish.files import export_file, export_folder
from corrobora.publish.public import public_incidents
from corrobora.publish.redaction import Redaction, redaction_of
from corrobora.publish.tables import Table, data_package
from corrobora.publish.words import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeData:
    """Data in some format, before it is written.

    Attributes:
        files: bytes by name.
        rows: how many rows or lines a file has, where that says something.
        losses: what of the case is not in it.
    """

    files: Mapping[str, bytes]
    rows: Mapping[str, int]
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """Data in a format of one file.

    Attributes:
        data: its bytes.
        holds: how much of the case is in it, in words.
        losses: what of the case is not in it.
    """

    data: bytes
    holds: str
    losses: tuple[str, ...]


def _tables(case: Case, hidden: Redaction) -> tuple[Table, ...]:
    return tuple(table.redacted(hidden) for table in case_tables.case_tables(case))


def _csv(case: Case, hidden: Redaction) -> MadeData:
    made = _tables(case, hidden)
    dictionary = data_package(made, hidden.apply(case.settings.name), methods()[case.settings.grading])
    return MadeData(
        files={**{f"{t.name}.csv": t.csv() for t in made}, "datapackage.json": dictionary},
        rows={f"{t.name}.csv": len(t.rows) for t in made},
        losses=case_tables.LOSSES,
    )


def _parquet(case: Case, hidden: Redaction) -> MadeData:
    made = _tables(case, hidden)
    losses = list(parquet.LOSSES)
    if hidden.terms:  # words taken out of a text would leave every span after them pointing at others
        losses.append("whole records (records.parquet), which a redacted edition leaves out")
    else:
        made = (*made, parquet.records(case))
    return MadeData(
        files=parquet.folder(made, methods()[case.settings.grading]),
        rows={f"{t.name}.parquet": len(t.rows) for t in made},
        losses=tuple(losses),
    )


def _ftm(case: Case, hidden: Redaction) -> MadeData:
    files = ftm.ftm(case, hidden)
    rows = {name: len(data.splitlines()) for name, data in files.items() if name != "dataset.json"}
    return MadeData(files=files, rows=rows, losses=ftm.LOSSES)


FOLDERS: Mapping[str, Callable[[Case, Redaction], MadeData]] = {"csv": _csv, "parquet": _parquet, "ftm": _ftm}


def _geojson(case: Case, hidden: Redaction) -> MadeFile:
    held = case.incidents()
    without = sum(geojson.point_of(head.incident)[0] is None for head in held)
    return MadeFile(
        data=hidden.in_json(geojson.geojson(case)),
        holds=f"{plural(len(held), 'incident')}, {without} of them without a point",
        losses=geojson.LOSSES,
    )


def _ged(case: Case, hidden: Redaction) -> MadeFile:
    made = ged.ged(case).redacted(hidden)
    return MadeFile(
        data=made.csv(),
        holds=f"{len(made.rows)} of {plural(len(case.incidents()), 'incident')}",
        losses=ged.LOSSES,
    )


FILES: Mapping[str, Callable[[Case, Redaction], MadeFile]] = {"geojson": _geojson, "ged": _ged}


def write_folder(case: Case, format: str, target: Path, *, redact: Path | None = None) -> MadeData:
    """Write a format of several files to a folder that is made for them.

    Args:
        case: the case.
        format: one of `FOLDERS`.
        target: the folder.
        redact: file of protected terms, one a line.

    Raises:
        BadTerms: if the terms cannot be read.
        NotExported: if the folder is there already or cannot be written.
        Leaked: if a protected term could still be read; nothing is written then.
    """
    hidden = redaction_of(redact)
    made = FOLDERS[format](case, hidden)
    hidden.check_files(made.files)
    export_folder(case, target, made.files, {"format": format, "redacted": bool(hidden.terms)})
    return made


def write_file(case: Case, format: str, target: Path, *, redact: Path | None = None) -> tuple[str, MadeFile]:
    """Write a format of one file, replacing one that is there; its SHA-256, and what it holds.

    Args and errors as for `write_folder`, with `FILES`.
    """
    hidden = redaction_of(redact)
    made = FILES[format](case, hidden)
    return _written(case, format, target, made.data, hidden), made


def write_reviews(
    case: Case, target: Path, *, url: str, publisher: str | None = None, redact: Path | None = None
) -> str:
    """Write ClaimReview, which needs to know where the public record stands; the file's SHA-256.

    Args:
        case, target, redact: as for `write_file`.
        url: address of the public record.
        publisher: who publishes it; ``None``: the case's name.

    Raises:
        BadTerms, NotExported, Leaked: as `write_folder`.
    """
    hidden = redaction_of(redact)
    incidents = public_incidents(case, case.public())
    data = hidden.in_json(claim_reviews(case, incidents, url=url, publisher=publisher))
    return _written(case, "claimreview", target, data, hidden)


def _written(case: Case, format: str, target: Path, data: bytes, hidden: Redaction) -> str:
    ending = "csv" if format == "ged" else "json"
    hidden.check_files({f"data.{ending}": data})
    return export_file(case, target, data, {"format": format, "redacted": bool(hidden.terms)})

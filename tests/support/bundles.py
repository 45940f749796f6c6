"""Small cases made into evidence bundles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corrobora.case import Case
from corrobora.vault.note import Signer
from line_engine import LineEngine
from reports import COUNT, OFFICE, VILLAGE, Reports
from websites import PIXEL


@dataclass(frozen=True)
class Made:
    """A bundle and what its maker has.

    Attributes:
        bundle: its folder.
        case: the case's folder.
        published: a checkpoint made public before the export.
        key: the case's signing key.
    """

    bundle: Path
    case: Path
    published: Path
    key: Signer


def fill(folder: Path) -> Case:
    reports = Reports(folder / "reports")
    reports.folder.mkdir(parents=True)
    reports.write("office.txt", OFFICE, publisher="Daily", published="2024-05-05")
    reports.write("village.txt", VILLAGE, publisher="Weekly", published="2024-06-02")
    reports.write("count <b>.txt", COUNT, publisher="Daily & Sons", published="2024-07-02")
    (reports.folder / "shot.png").write_bytes(PIXEL)
    case = Case.create(folder / "case", actor="ann", engine=LineEngine())
    case.add([reports.folder], reports.manifest())
    return case

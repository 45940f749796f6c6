"""A small case, an authority on loopback, and a bundle of both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import authority
from corrobora.case import Case
from corrobora.publish.bundle.write import write_bundle
from corrobora.vault.keys import signer
from corrobora.vault.note import Signer
from corrobora.vault.timestamp import Authority
from line_engine import LineEngine
from reports import COUNT, OFFICE, VILLAGE, Reports


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
    case = Case.create(folder / "case", actor="ann", engine=LineEngine())
    case.add([reports.folder], reports.manifest())
    return case


@pytest.fixture(scope="session")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority.serving(tmp_path_factory.mktemp("clock") / "it") as served:
        yield served


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, clock: Authority) -> Made:
    folder = tmp_path_factory.mktemp("made")
    with fill(folder) as case:
        sealed = case.checkpoint([clock])
        write_bundle(case, folder / "bundle", authorities=(clock,))
        return Made(folder / "bundle", case.path, sealed.path, signer(case.path, sealed.checkpoint.origin))

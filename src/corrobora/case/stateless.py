"""Extraction without a case: files in, claims out, nothing kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from corrobora.case.extracting import DEFAULT, account_of, extractions, ready
from corrobora.codebook.overlay import SHIPPED, Codebook
from corrobora.collect.files import Found, discover
from corrobora.collect.manifest import Manifest
from corrobora.collect.problem import Problem
from corrobora.extract import Engine, EngineChoice, Extraction
from corrobora.model.document import Document
from corrobora.read.errors import UnreadableItem
from corrobora.read.isolated import IsolatedReader
from corrobora.read.limits import MAX_BYTES


class Extractions(Iterator[Extraction]):
    """The claims of each file, in their order, and what could not be used.

    Attributes:
        problems: inputs that could not be used, so far.
    """

    def __init__(
        self,
        paths: Iterable[Path | str],
        manifest: Manifest | None,
        engine: Engine | EngineChoice,
        codebook: Codebook,
    ) -> None:
        self.problems: list[Problem] = []
        self._told = 0
        found: list[Found] = []
        named = [Path(path) for path in paths]
        for entry in discover(named, manifest):
            if isinstance(entry, Problem):
                self.problems.append(entry)
            elif not (entry.footage or entry.container):
                found.append(entry)
            elif entry.path in named:  # in a folder they are passed over, as other files without text are
                self.problems.append(_no_text(entry))
        if manifest:
            self.problems += manifest_problems(manifest, found)
            self.problems += [
                Problem(
                    str(manifest.path), f"line {row.line}", "is an address; capture it with: corrobora add"
                )
                for row in manifest.addresses()
            ]
        self._engine = ready(engine)
        self._stream = extractions(self._documents(found), engine=self._engine, codebook=codebook)

    def __next__(self) -> Extraction:
        extraction = next(self._stream)
        self.problems += engine_problems(extraction)
        return extraction

    @property
    def account(self) -> str | None:
        """What an engine that keeps account of it has asked for, in one line."""
        return account_of(self._engine)

    def new_problems(self) -> list[Problem]:
        """Problems met since the last call."""
        new = self.problems[self._told :]
        self._told = len(self.problems)
        return new

    def _documents(self, found: list[Found]) -> Iterator[Document]:
        with IsolatedReader() as reader:
            for file in found:
                path = str(file.path)
                try:
                    with file.path.open("rb") as opened:
                        data = opened.read(MAX_BYTES + 1)
                    sha256 = hashlib.sha256(data).hexdigest()
                    yield reader.read(data, sha256=sha256, name=file.name, row=file.row, path=path)
                except UnreadableItem as error:
                    self.problems.append(replace(error.problem, path=path))
                except OSError as error:
                    self.problems.append(Problem(path, "", f"cannot be read: {error.strerror or error}"))


def _no_text(file: Found) -> Problem:
    what = f"is {file.container}; take it apart" if file.container else "holds no text; put it"
    into = "in a case" if file.container else "into a case"
    return Problem(str(file.path), "", f"{what} {into} with: corrobora add")


def extract_paths(
    paths: Iterable[Path | str],
    manifest: Path | None = None,
    *,
    engine: Engine | EngineChoice = DEFAULT,
    codebook: Codebook = SHIPPED,
) -> Extractions:
    """The claims of files, and of folders with all they hold.

    Raises:
        ManifestError: if the manifest cannot be read.
    """
    return Extractions(paths, Manifest.read(manifest) if manifest else None, engine, codebook)


def engine_problems(extraction: Extraction) -> list[Problem]:
    """One problem for each engine that could not read a document; withheld counts if nobody else read it."""
    reasons = extraction.failures + (extraction.withheld if extraction.unread else ())
    return [Problem(extraction.document.source.path, "", reason) for reason in reasons]


def manifest_problems(manifest: Manifest, found: Iterable[Found]) -> list[Problem]:
    """One problem for each row that cannot be used or names a file which does not exist."""
    return manifest.unusable() + [
        Problem(str(manifest.path), f"line {row.line}", f"names {row.path!r}, which does not exist")
        for row in manifest.unseen(f.path for f in found)
    ]

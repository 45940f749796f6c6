"""Files to add, found in the paths a user names."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corrobora.collect.imports.kinds import SUFFIXES as CONTAINERS
from corrobora.collect.imports.kinds import Container, container
from corrobora.collect.manifest import Manifest, ManifestRow
from corrobora.collect.problem import Problem

#: Suffixes a reader exists for.
SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".eml"})

#: Suffixes of photos and video.
FOOTAGE = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".mp4", ".m4v", ".mov", ".mkv", ".webm"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to add.

    Attributes:
        path: the file, under the path the user named.
        row: what the manifest says about it.
        size: bytes, when it was found.
        container: what sort of container it is, if it holds many items.
    """

    path: Path
    row: ManifestRow | None
    size: int
    container: Container | None = None

    @property
    def footage(self) -> bool:
        """Whether its name says it is a photo or a video."""
        return self.path.suffix.lower() in FOOTAGE

    @property
    def name(self) -> str:
        """File name without folders."""
        return self.path.name


class Discovery(Iterator[Found | Problem]):
    """Files under named paths, in a stable order, with what could not be used between them.

    Attributes:
        skipped: after iteration, how many files of each unsupported suffix were passed over, and how many
            ``links`` and ``hidden`` entries.
    """

    def __init__(self, paths: Iterable[Path | str], manifest: Manifest | None = None) -> None:
        self.skipped: Counter[str] = Counter()
        self._manifest = manifest
        self._results = self._run([Path(path) for path in paths])

    def __next__(self) -> Found | Problem:
        return next(self._results)

    def _run(self, paths: list[Path]) -> Iterator[Found | Problem]:
        found: list[Path | Problem] = []
        seen: set[Path] = set()
        for path in paths:
            for entry in self._named(path):
                if isinstance(entry, Path):
                    resolved = entry.resolve()
                    if resolved in seen:
                        continue
                    seen.add(resolved)
                found.append(entry)
        loose = self._loose([entry for entry in found if isinstance(entry, Path)])
        for entry in found:
            yield entry if isinstance(entry, Problem) else self._found(entry, loose)

    def _loose(self, files: list[Path]) -> Counter[int]:
        """How many files each manifest row would be taken for without naming them exactly."""
        loose: Counter[int] = Counter()
        if self._manifest:
            for file in files:
                row = self._manifest.row_for(file)
                if row and not self._manifest.names_exactly(file):
                    loose[row.line] += 1
        return loose

    def _found(self, file: Path, loose: Counter[int]) -> Found | Problem:
        row = self._manifest.row_for(file) if self._manifest else None
        if row and self._manifest and loose[row.line] > 1 and not self._manifest.names_exactly(file):
            reason = (
                f"line {row.line} of {self._manifest.path} could mean this file or another of that name; "
                f"write the path relative to the manifest"
            )
            return Problem(str(file), "", reason)
        if row and row.unusable and self._manifest:
            reason = f"is left out until line {row.line} of {self._manifest.path} is mended"
            return Problem(str(file), "", reason)
        try:
            return Found(path=file, row=row, size=file.stat().st_size, container=container(file))
        except OSError as error:
            return _unusable(file, error)

    def _named(self, path: Path) -> Iterator[Path | Problem]:
        """A path the user named: links are followed, and an unsupported file is a problem."""
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:  # ValueError: a NUL in the name
            yield _unusable(path, error)
            return
        if stat.S_ISDIR(mode):
            yield from self._walk(path, path.resolve())
        elif not stat.S_ISREG(mode):
            yield Problem(str(path), "", "is neither a file nor a folder")
        elif path.suffix.lower() not in SUFFIXES | FOOTAGE and not _contains(path):
            known = " ".join(sorted(SUFFIXES | FOOTAGE | CONTAINERS))
            yield Problem(
                str(path), "", f"no reader for {path.suffix or 'files without a suffix'}; known: {known}"
            )
        else:
            yield _file(path)

    def _walk(self, folder: Path, root: Path) -> Iterator[Path | Problem]:
        # a list in place of recursion: folders can be nested deeper than the interpreter's stack
        pending: list[Path] = [folder]
        while pending:
            current = pending.pop()
            try:
                with os.scandir(current) as entries:
                    listed = sorted(entries, key=lambda e: e.name)
            except OSError as error:
                yield _unusable(current, error)
                continue
            folders: list[Path] = []
            if export := next(
                (e for e in listed if e.is_file(follow_symlinks=False) and _is_export(e)), None
            ):
                # what its messages name is added with them; the rest are thumbnails and pages to look at
                if len(listed) > 1:
                    self.skipped["beside an export"] += len(listed) - 1
                yield _file(current / export.name)
                continue
            for entry in listed:
                path = current / entry.name
                if entry.name.startswith("."):
                    self.skipped["hidden"] += 1
                elif entry.is_symlink():
                    yield from self._link(path, root)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif not entry.is_file(follow_symlinks=False) or not (
                    path.suffix.lower() in SUFFIXES | FOOTAGE or _contains(path)
                ):
                    if not (self._manifest and path.resolve() == self._manifest.path.resolve()):
                        self.skipped[path.suffix.lower() or "no suffix"] += 1
                else:
                    yield _file(path)
            pending += reversed(folders)

    def _link(self, path: Path, root: Path) -> Iterator[Problem]:
        """Links inside folders are not followed: what they lead to is found anyway, or lies outside."""
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError) as error:  # RuntimeError: a loop, until Python 3.13
            loop = isinstance(error, RuntimeError) or "symbolic links" in str(error)
            yield Problem(str(path), "", "link leads round in a loop" if loop else "link leads nowhere")
            return
        if not target.is_relative_to(root):
            yield Problem(
                str(path), "", "link leads out of the folder and is not followed; name its target to add it"
            )
        elif path.parent.resolve().is_relative_to(target):
            yield Problem(str(path), "", "link leads back to a folder it lies in and is not followed")
        else:
            self.skipped["links"] += 1


def discover(paths: Iterable[Path | str], manifest: Manifest | None = None) -> Discovery:
    """Files of supported kinds in ``paths`` (files, and folders with all they hold).

    Order is that of ``paths``, inside a folder by name, files before folders; a file named twice comes
    once. Hidden entries are passed over, links inside folders are not followed. An unsupported file is a
    `Problem` only if the user named it; in a folder it is counted in `Discovery.skipped`.
    """
    return Discovery(paths, manifest)


def _contains(path: Path) -> bool:
    """Whether a file is a container; one that cannot be read is found to be so when it is added."""
    try:
        return container(path) is not None
    except OSError:
        return path.suffix.lower() in CONTAINERS


def _is_export(entry: os.DirEntry[str]) -> bool:
    """Whether a file is an export whose parts lie beside it."""
    return entry.name == "result.json" and _contains(Path(entry.path))


def _file(path: Path) -> Path | Problem:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return Problem(str(path), "", "file name is not valid UTF-8; rename the file")
    return path


def _unusable(path: Path, error: OSError | ValueError) -> Problem:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(str(path), "", f"cannot be read: {reason}")

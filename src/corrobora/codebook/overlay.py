"""A user's own codebook laid over the shipped one, and which codebook is in use.

An overlay is a folder with the shapes of the shipped codebook: ``cues/<family>.yaml``, ``bodies.yaml``,
``countries.yaml`` and ``conflicts/<name>.yaml``. Cues and names are added to the entry of the same id;
``replace: true`` in a cue entry puts it in the place of the shipped one. A conflict of the same id or a
country of the same code takes the place of the shipped one.

Which codebook is in use belongs to what runs, not to the process: two cases with different codebooks can be
open at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache, wraps
from pathlib import Path, PurePosixPath
from typing import ParamSpec, TypeVar

from corrobora.model.errors import CorroboraError

P = ParamSpec("P")
R = TypeVar("R")
BODIES, COUNTRIES, CUES, CONFLICTS = "bodies.yaml", "countries.yaml", "cues", "conflicts"
#: Largest file of an overlay that is read.
MOST_BYTES = 5_000_000


class BadOverlay(CorroboraError):
    """The folder is no codebook; the message names the file and what to do."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """An overlay as read: the text of each file by its name within the folder; none: the shipped codebook.

    Attributes:
        files: pairs of name (``cues/acts.yaml``) and text, by name.
        places: the user's own gazetteers: path and hash of each.
    """

    files: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[Path, str], ...] = ()

    @classmethod
    def read(cls, folder: Path) -> Codebook:
        """The overlay in a folder.

        Raises:
            BadOverlay: if the folder or a file cannot be read, or holds a file that is no part of a codebook.
        """
        if not folder.is_dir():
            raise BadOverlay(f"{folder}: is no folder of a codebook")
        files = []
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_dir() or path.name.startswith(".") or path.suffix == ".md":
                continue
            if not _belongs(PurePosixPath(name)):
                raise BadOverlay(
                    f"{path}: is no part of a codebook; those are {CUES}/<family>.yaml, {BODIES}, "
                    f"{COUNTRIES}, {CONFLICTS}/<name>.yaml"
                )
            try:
                if path.stat().st_size > MOST_BYTES:
                    raise BadOverlay(f"{path}: is larger than {MOST_BYTES:,} bytes")
                files.append((name, path.read_text("utf-8")))
            except (OSError, UnicodeDecodeError) as error:
                raise BadOverlay(f"{path}: cannot be read as text in UTF-8: {error}") from error
        return cls(tuple(files))

    def text(self, name: str) -> str | None:
        """The text of a file, if the overlay has it."""
        return dict(self.files).get(name)

    def under(self, folder: str) -> tuple[tuple[str, str], ...]:
        """The files of a folder."""
        return tuple(pair for pair in self.files if pair[0].startswith(f"{folder}/"))

    @property
    def label(self) -> str:
        """What the journal calls it; empty for the shipped codebook and gazetteer alone."""
        parts = []
        if self.files:
            digest = hashlib.sha256("\0".join(part for pair in self.files for part in pair).encode())
            parts.append(f"codebook {digest.hexdigest()[:12]}")
        parts += [f"gazetteer {sha256[:12]}" for _, sha256 in self.places]
        return ", ".join(parts)

    def with_places(self, folder: Path) -> Codebook:
        """The same with the gazetteers of a folder; none if there is no such folder.

        Raises:
            BadOverlay: if one cannot be read.
        """
        found = []
        for path in sorted(folder.glob("*.sqlite")):
            try:
                with path.open("rb") as file:
                    found.append((path.resolve(), hashlib.file_digest(file, "sha256").hexdigest()))
            except OSError as error:
                raise BadOverlay(f"{path}: cannot be read: {error.strerror or error}") from error
        return replace(self, places=tuple(found))


SHIPPED = Codebook()
_in_use: ContextVar[Codebook] = ContextVar("codebook", default=SHIPPED)


def in_use() -> Codebook:
    """The codebook that reading uses here."""
    return _in_use.get()


@contextmanager
def using(codebook: Codebook) -> Iterator[None]:
    """Within the block, reading uses this codebook."""
    token = _in_use.set(codebook)
    try:
        yield
    finally:
        _in_use.reset(token)


def stepwise(codebook: Codebook, items: Iterator[R]) -> Iterator[R]:
    """The items, each made with this codebook in use; between them the caller's own is."""
    while True:
        with using(codebook):
            try:
                item = next(items)
            except StopIteration:
                return
        yield item


def per_codebook(function: Callable[P, R]) -> Callable[P, R]:
    """Keep a function's answers for each codebook by itself."""

    @cache
    def kept(_codebook: Codebook, *args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        return kept(in_use(), *args, **kwargs)  # type: ignore[arg-type] # arguments are hashable

    return asked


def _belongs(name: PurePosixPath) -> bool:
    if len(name.parts) == 1:
        return name.name in (BODIES, COUNTRIES)
    return len(name.parts) == 2 and name.parts[0] in (CUES, CONFLICTS) and name.suffix == ".yaml"

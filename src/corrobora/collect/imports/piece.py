"""One thing an importer takes out of a container, on its way to become an item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from corrobora.collect.manifest import ManifestRow
from corrobora.model.examination import Examination, ExaminationSort
from corrobora.model.relation import Relation, RelationSort


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A relation of a piece whose hash is not known yet; see `Relation`."""

    other: str
    sort: RelationSort
    place: str = ""

    def of(self, sha256: str) -> Relation | None:
        """The relation of the item with that hash; ``None`` if it would be to itself."""
        if sha256 == self.other:
            return None
        return Relation(sha256=sha256, other=self.other, sort=self.sort, place=self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A finding about a piece whose hash is not known yet; see `Examination`."""

    sort: ExaminationSort
    tool: str
    data: Mapping[str, Any] = field(default_factory=dict)
    subject: str | None = None
    moment: datetime | None = None

    def of(self, sha256: str) -> Examination:
        """The finding about the item with that hash."""
        return Examination(
            sha256=sha256, sort=self.sort, tool=self.tool, data=self.data, subject=self.subject,
            moment=self.moment,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Bytes taken out of a container.

    Attributes:
        name: file name; its suffix tells the reader what it is.
        origin: where it came from: the container and the place in it, or an address.
        content: the bytes, or the file that holds them.
        reads: whether it is text to be read for claims.
        row: what is stated about its source.
        ties: what it is to items that came before it.
        findings: what the container says of it.
    """

    name: str
    origin: str
    content: bytes | Path
    reads: bool = False
    row: ManifestRow | None = None
    ties: tuple[Tie, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """More about an item that came before: a revisit of a page that had not changed.

    Attributes:
        sha256: the item.
        findings: what the container says of it.
    """

    sha256: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A container whose bytes are kept.

    Attributes:
        path: the file the user named; files it refers to lie beside it.
        kept: the kept copy, which is what is parsed.
        sha256: its hash.
        row: what a manifest says about it.
    """

    path: Path
    kept: Path
    sha256: str
    row: ManifestRow | None = None

    def beside(self, name: str) -> Path | None:
        """A file the container refers to by a relative path, if it is there and lies in its folder.

        Absolute paths, and paths and links that lead out of the folder, are refused.
        """
        root = self.path.parent.resolve()
        try:
            found = (root / name).resolve(strict=True)
        except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a loop, until Python 3.13
            return None
        return found if found.is_relative_to(root) and found.is_file() else None

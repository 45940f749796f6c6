"""What the user says about files: publisher, day of publication, address, language.

A manifest is a CSV file with the columns ``path,publisher,published,url,language``, in any order; only
``path`` is needed. An empty cell means unknown. A path may be an address of the web, whose page is captured
then. Commas, semicolons and tabs separate; a byte order mark and Windows line ends are taken off.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from corrobora.collect.capture.address import is_web_address, web_address, why_unusable
from corrobora.collect.capture.errors import BadAddress
from corrobora.collect.problem import Problem
from corrobora.model.errors import CorroboraError

COLUMNS = ("path", "publisher", "published", "url", "language")

#: Larger manifests are refused: nobody writes one by hand, and it is read as a whole.
MAX_BYTES = 50_000_000

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}\S*)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


class ManifestError(CorroboraError):
    """The manifest cannot be read; nothing is guessed from a broken one."""

    def __init__(self, path: str, place: str, reason: str) -> None:
        self.problem = Problem(path, place, reason)
        super().__init__(str(self.problem))


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestRow:
    """One row.

    Attributes:
        path: as written; relative to the manifest's folder; or an address.
        line: line of the manifest, counted from 1.
        language: lower-case ISO 639 code without region.
        unusable: what is wrong with a cell; a file of such a row is left out until the row is mended.
        by: who states this, as pages name it; an export states things about what it holds, too.
        url_by: who states the address, if it is another.
    """

    path: str
    line: int
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None
    unusable: Problem | None = None
    by: str = "manifest"
    url_by: str | None = None

    @property
    def address(self) -> str | None:
        """The address of the web its path is, written the one way; ``None`` if it is a file's."""
        if not is_web_address(self.path):
            return None
        try:
            return web_address(self.path).url
        except BadAddress:  # the row is unusable for it
            return self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All rows of a manifest.

    Attributes:
        path: the manifest file.
        rows: in the order of the file; no two name the same path.
        notices: what was tolerated, one sentence each.
    """

    path: Path
    rows: tuple[ManifestRow, ...]
    notices: tuple[str, ...] = ()
    _exact: dict[Path, ManifestRow] = field(init=False, repr=False, compare=False)
    _named: dict[str, list[ManifestRow]] = field(init=False, repr=False, compare=False)
    _pages: dict[str, ManifestRow] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named: dict[str, list[ManifestRow]] = {}
        pages: dict[str, ManifestRow] = {}
        files: list[ManifestRow] = []
        for row in self.rows:
            if address := row.address:
                pages[address] = row
            else:
                files.append(row)
        for row in files:
            named.setdefault(_parts(row.path)[-1], []).append(row)
        object.__setattr__(self, "_exact", {self._place(row): row for row in files})
        object.__setattr__(self, "_named", named)
        object.__setattr__(self, "_pages", {url: row for url, row in pages.items() if not row.unusable})

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """The manifest in a file.

        Raises:
            ManifestError: naming file, line, column and reason, if it cannot be opened, is not UTF-8, has no
                ``path`` column, or a row is short, long, names no file or one that another row names. A bad
                date, language or address makes only its own row `ManifestRow.unusable`.
        """
        name = str(path)
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise ManifestError(name, "", f"cannot be read: {error.strerror or error}") from error
        if len(data) > MAX_BYTES:
            raise ManifestError(name, "", f"is larger than {MAX_BYTES:,} bytes; split it")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise ManifestError(name, f"line {line}", "is not UTF-8; save the manifest as UTF-8") from error
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise ManifestError(name, f"line {line}", "holds a NUL byte: this is no text file")
        rows, notices = _parse(name, text)
        return cls(path=path, rows=rows, notices=notices)

    def row_for(self, path: Path | str) -> ManifestRow | None:
        """The row about a file, ``None`` if there is none or more than one could be meant.

        The row naming exactly this file is taken first. Else a row is taken whose file is not in its own
        place (the folder has moved) and whose path this file's path ends with, or, failing that, which
        is the only one with this file's name.
        """
        resolved = Path(path).resolve()
        if row := self._exact.get(resolved):
            return row
        moved = [row for row in self._named.get(resolved.name, ()) if not self._place(row).exists()]
        trailing = [row for row in moved if _ends_with(resolved, _parts(row.path))]
        for candidates in (trailing, moved):
            if len(candidates) == 1:
                return candidates[0]
        return None

    def names_exactly(self, path: Path | str) -> bool:
        """Whether a row names this very file, not only one like it."""
        return Path(path).resolve() in self._exact

    def unusable(self) -> list[Problem]:
        """What is wrong with single rows."""
        return [row.unusable for row in self.rows if row.unusable]

    def unseen(self, paths: Iterable[Path | str]) -> list[ManifestRow]:
        """Rows that none of ``paths`` belongs to and whose file does not exist; rows of pages are none."""
        seen = {row.line for path in paths if (row := self.row_for(path))}
        return [
            row for row in self.rows
            if row.address is None and row.line not in seen and not self._place(row).exists()
        ]  # fmt: skip

    def addresses(self) -> tuple[ManifestRow, ...]:
        """Usable rows whose path is an address of the web, in their order."""
        return tuple(self._pages.values())

    def row_at(self, url: str) -> ManifestRow | None:
        """The usable row about an address, written the one way."""
        return self._pages.get(url)

    def _place(self, row: ManifestRow) -> Path:
        return self.path.parent.joinpath(*_parts(row.path)).resolve()


def _parts(path: str) -> tuple[str, ...]:
    """Components of a path written with either slash; never empty."""
    return PurePosixPath(path.replace("\\", "/")).parts


def _ends_with(path: Path, parts: tuple[str, ...]) -> bool:
    return path.parts[-len(parts) :] == parts


def _parse(name: str, text: str) -> tuple[tuple[ManifestRow, ...], tuple[str, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines = _lines(name, reader)
    header = next(lines, None)
    if header is None:
        raise ManifestError(
            name, "line 1", f"is empty; the first line names the columns: {','.join(COLUMNS)}"
        )
    columns = [cell.strip().lower() for cell in header[1]]
    if "path" not in columns:
        raise ManifestError(
            name, f"line {header[0]}", f"has no column «path»; columns are {','.join(COLUMNS)}"
        )
    for column in COLUMNS:
        if columns.count(column) > 1:
            raise ManifestError(name, f"line {header[0]}, column {column}", "stands there twice")
    unknown = [column for column in columns if column not in COLUMNS]
    notices = [f"{name}: columns not used: {', '.join(c or '(no name)' for c in unknown)}"] if unknown else []
    rows: dict[tuple[str, ...], ManifestRow] = {}
    for line, cells in lines:
        if len(cells) != len(columns):
            reason = (
                f"has {len(cells)} cells, the header has {len(columns)}; quote cells that hold separators"
            )
            raise ManifestError(name, f"line {line}", reason)
        row = _row(
            name, line, {c: cell.strip() for c, cell in zip(columns, cells, strict=True) if c in COLUMNS}
        )
        key = (row.address,) if row.address else _parts(row.path)
        if earlier := rows.get(key):
            reason = f"names {row.path!r}, as line {earlier.line} does; keep one of them"
            raise ManifestError(name, f"line {line}, column path", reason)
        rows[key] = row
    return tuple(rows.values()), tuple(notices)


def _delimiter(text: str) -> str:
    header = text.lstrip("\r\n").partition("\n")[0]
    return max((",", ";", "\t"), key=header.count)


def _lines(name: str, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row that is not blank."""
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ManifestError(name, f"line {line}", f"is no proper CSV row: {error}") from error
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1  # type: ignore[attr-defined]  # a row may span lines


def _row(name: str, line: int, cells: dict[str, str]) -> ManifestRow:
    def wrong(column: str, reason: str) -> ManifestError:
        return ManifestError(name, f"line {line}, column {column}", reason)

    if not cells["path"] or not _parts(cells["path"]) or _parts(cells["path"])[-1] in ("/", ".."):
        raise wrong("path", "names no file")
    try:
        if is_web_address(cells["path"]):
            _asked_for(cells["path"], wrong)
        return ManifestRow(
            path=cells["path"],
            line=line,
            publisher=cells.get("publisher") or None,
            published=_published(cells.get("published", ""), wrong),
            url=_address(cells.get("url", ""), wrong),
            language=_language(cells.get("language", ""), wrong),
        )
    except ManifestError as error:
        return ManifestRow(path=cells["path"], line=line, unusable=error.problem)


def _asked_for(cell: str, wrong: Callable[[str, str], ManifestError]) -> None:
    try:
        web_address(cell)
    except BadAddress as error:
        raise wrong("path", str(error)) from error


def _published(cell: str, wrong: Callable[[str, str], ManifestError]) -> date | None:
    if not cell:
        return None
    match = _DAY.fullmatch(cell)
    if match is None:
        raise wrong("published", f"{cell!r} is no date; write it as 2024-12-31")
    try:
        return date.fromisoformat(match.group(1))
    except ValueError as error:
        raise wrong("published", f"{cell!r} is no day of the calendar") from error


def _language(cell: str, wrong: Callable[[str, str], ManifestError]) -> str | None:
    if cell and not _LANGUAGE.fullmatch(cell):
        raise wrong("language", f"{cell!r} is no language code; write it as en, uk, ru")
    return re.split("[-_]", cell)[0].lower() or None


def _address(cell: str, wrong: Callable[[str, str], ManifestError]) -> str | None:
    if cell and not _ADDRESS.fullmatch(cell):
        raise wrong("url", f"{cell!r} is no address; write it with its scheme, as https://…")
    if is_web_address(cell) and (unusable := why_unusable(cell)):
        raise wrong("url", unusable)
    return cell or None

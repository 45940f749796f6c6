"""Rows of a spreadsheet brought into a case by a mapping file: told apart by external id, never by a title.

Each row becomes an item and a text of its own, its claim's words are its cells. A row that has not changed
changes nothing; one that has makes a new item, and the claim of the old one is withdrawn, not lost.
Everything is written in one transaction, with one journal entry that names every row; a dry run is the same
without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection

from corrobora.case.linking import relink
from corrobora.case.writing import claims_digest, write_document, write_item
from corrobora.codebook.overlay import Codebook, using
from corrobora.collect.capture.address import why_unusable
from corrobora.collect.mapping import BadMapping, Field, TableMapping
from corrobora.collect.problem import Problem
from corrobora.collect.spreadsheet import MOST_BYTES, Sheet, SheetRow, UnreadableSheet, read_sheet
from corrobora.extract.gate import Extraction, admit
from corrobora.extract.rows import NAME, BadRow, RowText, claim_of, row_text
from corrobora.model.document import Document, Source, Text
from corrobora.model.item import Item
from corrobora.model.serial import claim_to_json
from corrobora.store import claims, documents, journal
from corrobora.store.database import Database
from corrobora.vault.store import Vault

ACT = "import"
#: Characters of a table's own text that are kept beside its bytes.
MOST_SHOWN = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row that is new or has changed.

    Attributes:
        id: external id.
        line: where it stands in the table.
        before: the row's text as the case holds it; ``None``: the row is new.
        after: the row's text now.
    """

    id: str
    line: int
    before: str | None
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do.

    Attributes:
        changes: new and changed rows, in the order of the table.
        unchanged: number of rows the case holds as they are.
        missing: ids the case holds of this register that the table has no row for; they stay.
        problems: rows that could not be used, one line each.
        incidents: number of incidents now; ``None`` after a dry run.
    """

    changes: tuple[RowChange, ...]
    unchanged: int
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    incidents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: str
    row: SheetRow
    text: RowText
    document: Document
    item: Item
    data: bytes
    digest: str  # over its claim, which another mapping can change
    stated: dict[str, str | None]


def bring_in(
    database: Database, vault: Vault, path: Path, mapping: TableMapping, *, actor: str, codebook: Codebook,
    dry_run: bool,
) -> ImportReport:  # fmt: skip
    """Bring a table in, or say what that would change.

    Raises:
        UnreadableSheet: if the table cannot be read.
        BadMapping: if the table lacks a column the mapping names.
        VaultError: if bytes cannot be kept.
        StoreError: if the database cannot be written.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableSheet(path, "", f"is larger than {MOST_BYTES:,} bytes; split it")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSheet(path, "", f"cannot be read: {error.strerror or error}") from error
    sheet = read_sheet(path, data, sheet=mapping.sheet)
    for column in mapping.columns():
        if column not in sheet.columns:
            named = ", ".join(sheet.columns)
            raise BadMapping(f"{path}: has no column {column!r}, which the mapping names; it has {named}")
    problems: list[Problem] = []
    table = _table_item(path, data, actor)
    with using(codebook):
        rows = list(_rows(path, sheet, mapping, table, actor, problems))
    if dry_run:
        with database.read() as connection:
            report, _ = _compare(connection, rows, mapping, problems)
        return report
    with database.write() as connection:
        report, wanted = _compare(connection, rows, mapping, problems)
        if not wanted:
            return report
        vault.put(data)
        for row in wanted:
            vault.put(row.data)
        _write(connection, table, _table_text(table, path, sheet), wanted, mapping, actor, codebook)
        relinked = relink(connection, actor=actor)
    return replace(report, incidents=relinked.incidents)


def held_rows(connection: Connection, name: str) -> dict[str, str]:
    """Hash of the item that holds each row of a register now, by external id."""
    held: dict[str, str] = {}
    for entry in journal.by_act(connection, ACT):
        if entry.payload["name"] == name:
            held.update({id: sha256 for id, sha256, _ in entry.payload["rows"]})
    return held


def _rows(
    path: Path, sheet: Sheet, mapping: TableMapping, table: Item, actor: str, problems: list[Problem]
) -> Iterator[_Row]:
    ids: dict[str, list[int]] = {}
    for row in sheet.rows:
        ids.setdefault(row.cells[mapping.id], []).append(row.line)
    for row in sheet.rows:
        id, line = row.cells[mapping.id], f"line {row.line}"
        if not id:
            problems.append(Problem(str(path), f"{line}, column {mapping.id}", "has no external id"))
            continue
        if len(ids[id]) > 1:
            others = ", ".join(str(n) for n in ids[id] if n != row.line)
            reason = f"{id!r} stands in line {others} too; neither is taken"
            problems.append(Problem(str(path), f"{line}, column {mapping.id}", reason))
            continue
        text = row_text(row, mapping)
        url = _fact(mapping.url, row)
        if url and (unusable := why_unusable(url)):
            problems.append(Problem(str(path), line, f"is taken without an address: {unusable}"))
            url = None
        try:
            yield _row(row, text, mapping, table, actor, url)
        except BadRow as error:
            problems.append(Problem(str(path), line, str(error)))


def _row(
    row: SheetRow, text: RowText, mapping: TableMapping, table: Item, actor: str, url: str | None
) -> _Row:
    id = row.cells[mapping.id]
    data = text.content.encode("utf-8", "replace")
    sha256 = hashlib.sha256(data).hexdigest()
    facts = {
        "publisher": _fact(mapping.publisher, row), "published": _fact(mapping.published, row),
        "url": url,
    }  # fmt: skip
    document = Document(
        text=Text(sha256=sha256, reader=NAME, content=text.content, language=mapping.language),
        source=Source(
            path=f"{mapping.name}#{id}", publisher=facts["publisher"], published=_day(facts["published"]),
            url=facts["url"], origins={name: "table" for name, value in facts.items() if value},
        ),
    )  # fmt: skip
    item = Item(
        sha256=sha256, size=len(data), media_type="text/plain", name=f"{mapping.name}-{id}.txt",
        received=datetime.now(UTC), received_by=actor,
        origin=f"{table.name}, line {row.line}, SHA-256 {table.sha256}",
    )  # fmt: skip
    return _Row(
        id=id, row=row, text=text, document=document, item=item, data=data,
        digest=_digest(admit(document, [claim_of(text, mapping)])),
        stated=dict(facts) | {"language": mapping.language},
    )  # fmt: skip


def _digest(extraction: Extraction) -> str:
    return claims_digest((id, claim_to_json(claim, id)) for id, claim in extraction.claims)


def _claimed(connection: Connection, sha256: str) -> str:
    return claims_digest(claims.written(connection, sha256))


def _fact(field: Field | None, row: SheetRow) -> str | None:
    if field is None:
        return None
    words = field.value or row.cells.get(field.columns.get("column", ""), "")
    return field.values.get(words.casefold(), words) or None


def _day(words: str | None) -> date | None:
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise BadRow(f"published: {words!r} is no day (2031-02-24)") from error


def _compare(
    connection: Connection, rows: list[_Row], mapping: TableMapping, problems: list[Problem]
) -> tuple[ImportReport, list[_Row]]:
    held = held_rows(connection, mapping.name)
    wanted = [
        row for row in rows
        if held.get(row.id) != row.item.sha256 or _claimed(connection, row.item.sha256) != row.digest
    ]  # fmt: skip
    changes = tuple(
        RowChange(
            id=row.id, line=row.row.line, after=row.text.content,
            before=documents.content_of(connection, held[row.id]) if row.id in held else None,
        )
        for row in wanted
    )  # fmt: skip
    seen = {row.id for row in rows}
    return (
        ImportReport(
            changes=changes, unchanged=len(rows) - len(wanted),
            missing=tuple(id for id in held if id not in seen), problems=tuple(problems),
        ),
        wanted,
    )  # fmt: skip


def _write(
    connection: Connection,
    table: Item,
    shown: Document,
    wanted: list[_Row],
    mapping: TableMapping,
    actor: str,
    codebook: Codebook,
) -> None:
    held = held_rows(connection, mapping.name)
    payload = {
        "name": mapping.name, "table": table.sha256,
        "mapping": hashlib.sha256(mapping.text.encode()).hexdigest(), "mapping_text": mapping.text,
        "rows": [[row.id, row.item.sha256, held.get(row.id)] for row in wanted],
    }  # fmt: skip
    journal.append(connection, actor=actor, act=ACT, payload=payload)
    if documents.held(connection, table.sha256) is None:
        write_item(connection, table, actor=actor)
        write_document(connection, admit(shown, ()), stated={}, engine=NAME, actor=actor)
    with using(codebook):
        for row in wanted:
            old = held.get(row.id)
            if old and old != row.item.sha256:
                _withdraw(connection, old, actor)
            if documents.held(connection, row.item.sha256) is None:
                write_item(connection, row.item, actor=actor)
            extraction = admit(row.document, [claim_of(row.text, mapping)])
            write_document(connection, extraction, stated=row.stated, engine=NAME, actor=actor)


def _withdraw(connection: Connection, sha256: str, actor: str) -> None:
    """The old row stays readable; what it said is not claimed any more."""
    old = documents.held(connection, sha256)
    if old is not None and old.document is not None:
        stated: Mapping[str, str | None] = old.stated or {}
        write_document(connection, admit(old.document, ()), stated=dict(stated), engine=NAME, actor=actor)


def _table_item(path: Path, data: bytes, actor: str) -> Item:
    xlsx = path.suffix.lower() == ".xlsx"
    return Item(
        sha256=hashlib.sha256(data).hexdigest(), size=len(data), name=path.name, origin=str(path),
        media_type=(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if xlsx else "text/csv"
        ),
        received=datetime.now(UTC), received_by=actor,
    )  # fmt: skip


def _table_text(table: Item, path: Path, sheet: Sheet) -> Document:
    lines = ["\t".join(sheet.columns)]
    lines += ["\t".join(" ".join(row.cells[c].split()) for c in sheet.columns) for row in sheet.rows]
    content = "\n".join(lines) + "\n"
    notices = ("only the first part of the table is shown as text",) if len(content) > MOST_SHOWN else ()
    text = Text(
        sha256=table.sha256, reader=NAME, content=content[:MOST_SHOWN], title=path.name, notices=notices
    )
    return Document(text=text, source=Source(path=str(path)))

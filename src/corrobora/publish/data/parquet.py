"""A case as Parquet: the tables of the CSV export with their types, and every record whole.

The data dictionary travels inside: each column carries its description, each file what a row is. The file
``records.parquet`` holds the records themselves as canonical JSON, so that who reads it back has lost
nothing of claims, incidents, documents, texts and decisions. What it does not hold is named in `LOSSES`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corrobora.case import Case
from corrobora.codebook.gradings import Method
from corrobora.model.errors import CorroboraError
from corrobora.model.journal import canonical
from corrobora.publish.tables import Column, Table
from corrobora.store.decisions import payload

#: What a Parquet export does not hold, in words; an evidence bundle holds all of it.
LOSSES = (
    "the bytes of the items",
    "the journal, and with it who did what when, other than decisions",
    "signatures, checkpoints and timestamps",
    "the reasons why claims were linked",
)
_TYPES = {
    "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32(),
    "boolean": pa.bool_(),
}  # fmt: skip


class NotOurs(CorroboraError):
    """A file is no Parquet export of a case, or it is damaged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What was read back from ``records.parquet``, by id.

    Attributes:
        claims, incidents, documents, decisions: records as JSON.
        texts: contents, by digest.
    """

    claims: Mapping[str, Mapping[str, Any]]
    incidents: Mapping[str, Mapping[str, Any]]
    documents: Mapping[str, Mapping[str, Any]]
    decisions: Mapping[str, Mapping[str, Any]]
    texts: Mapping[str, str]


def parquet(table: Table, method: Method) -> bytes:
    """One table as Parquet.

    Args:
        table: its columns and rows.
        method: how the case grades, which the file states.
    """
    fields = [pa.field(c.name, _TYPES[c.type], metadata={"description": c.means}) for c in table.columns]
    about = {
        "description": table.means, "name": table.name,
        "grading": f"{method.name}. {method.says}", "losses": json.dumps(LOSSES),
    }  # fmt: skip
    schema = pa.schema(fields, metadata=about)
    columns = [
        pa.array([_value(row.get(c.name), c.type) for row in table.rows], type=_TYPES[c.type])
        for c in table.columns
    ]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=schema), out)
    return out.getvalue()


def records(case: Case) -> Table:
    """Every claim, incident, document, text and decision of a case, whole."""
    columns = (
        Column("kind", "string", "claim, incident, merged, document, text or decision"),
        Column("id", "string", "its id in the case; of a text, the digest of its content"),
        Column("record", "string", "canonical JSON; of a text, its content"),
    )
    return Table(name="records", means="one row a record, whole", columns=columns, rows=tuple(_rows(case)))


def read_records(data: bytes) -> Records:
    """Read ``records.parquet`` back.

    Raises:
        NotOurs: if it is none.
    """
    found: dict[str, dict[str, Any]] = {
        kind: {} for kind in ("claim", "incident", "merged", "document", "text", "decision")
    }
    try:
        for row in pq.read_table(io.BytesIO(data)).to_pylist():
            whole = row["record"] if row["kind"] == "text" else json.loads(row["record"])
            found[row["kind"]][row["id"]] = whole
    except (pa.ArrowException, KeyError, TypeError, ValueError) as error:
        raise NotOurs(f"is no records.parquet of a case: {type(error).__name__}: {error}") from error
    return Records(
        claims=found["claim"], incidents=found["incident"], documents=found["document"],
        decisions=found["decision"], texts=found["text"],
    )  # fmt: skip


def _rows(case: Case) -> Iterator[dict[str, str]]:
    with case.records() as held:
        for claim in held.claims():
            yield {"kind": "claim", "id": claim["id"], "record": canonical(claim)}
        for entry in held.register():
            if "event" in entry:
                number = f"INC-{entry['event']['number']:04d}"
                yield {"kind": "incident", "id": number, "record": canonical(entry["event"])}
            elif "merged" in entry:
                number = f"INC-{entry['merged'][0]:04d}"
                yield {"kind": "merged", "id": number, "record": canonical({"merged": entry["merged"]})}
        for document in held.documents():
            yield {"kind": "document", "id": document["sha256"], "record": canonical(document)}
        for digest, content in held.texts():
            yield {"kind": "text", "id": digest, "record": content}
    for decision in case.decisions():
        whole = payload(decision) | {"author": decision.author, "time": decision.time.isoformat()}
        yield {"kind": "decision", "id": str(decision.id), "record": canonical(whole)}


def _value(value: Any, type: str) -> Any:
    if value is None or value == "":
        return None
    match type:
        case "string":
            return str(value).encode("utf-8", "replace").decode()
        case "date":
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        case "number":
            return float(value)
    return value


def folder(made: Iterable[Table], method: Method) -> dict[str, bytes]:
    """Several tables as files."""
    return {f"{table.name}.parquet": parquet(table, method) for table in made}

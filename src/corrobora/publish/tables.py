"""Tables with their columns explained, as CSV and with a data dictionary; points as GeoJSON.

A bound that is open is an empty cell. Values that are not found are empty cells, never zeros.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from corrobora.codebook.gradings import Method, methods
from corrobora.publish.redaction import Redaction

#: Cells that a spreadsheet would run as a formula are written behind an apostrophe.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: as in the header.
        type: ``string``, ``integer``, ``number``, ``date`` or ``boolean`` (Frictionless Table Schema).
        means: what it holds.
    """

    name: str
    type: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its columns explained.

    Attributes:
        name: file name without ending.
        means: what a row is.
        columns: in their order.
        rows: one mapping a row, by column name.
    """

    name: str
    means: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]

    def redacted(self, redaction: Redaction) -> Table:
        """The same without protected terms in any cell."""
        return replace(self, rows=tuple(redaction.apply(dict(row)) for row in self.rows))

    def csv(self) -> bytes:
        """The table as CSV (RFC 4180), UTF-8."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow([c.name for c in self.columns])
        for row in self.rows:
            writer.writerow([_cell(row.get(c.name)) for c in self.columns])
        return out.getvalue().encode("utf-8", "replace")


def data_package(made: Iterable[Table], name: str, method: Method) -> bytes:
    """The data dictionary: a Frictionless Data Package that describes every column.

    Args:
        made: the tables.
        name: what the case is called.
        method: how the case grades.
    """
    package = {
        "profile": "tabular-data-package",
        "name": "corrobora-export",
        "title": f"Tables of the case {name}",
        "description": "Empty cells: not found, or an open bound. A cell that a spreadsheet would take for a "
        "formula begins with an apostrophe that is not part of the value. "
        f"The case grades by: {method.name}. {method.says}",
        "sources": [
            {"title": cited}
            for cited in dict.fromkeys(scale.cited for m in methods().values() for scale in m.scales)
        ],
        "resources": [
            {
                "name": table.name,
                "path": f"{table.name}.csv",
                "description": table.means,
                "schema": {
                    "fields": [
                        {"name": c.name, "type": c.type, "description": c.means} for c in table.columns
                    ],
                    "missingValues": [""],
                },
            }
            for table in made
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def feature_collection(rows: Iterable[tuple[Mapping[str, Any], tuple[float, float] | None]]) -> bytes:
    """Rows as GeoJSON (RFC 7946).

    Args:
        rows: properties, ``incident`` among them, and longitude and latitude; ``None``: no geometry.
    """
    features = [
        {
            "type": "Feature",
            "id": row["incident"],
            "geometry": {"type": "Point", "coordinates": list(point)} if point else None,
            "properties": {k: _plain(v) for k, v in row.items() if k not in ("latitude", "longitude")},
        }
        for row, point in rows
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return (json.dumps(whole, ensure_ascii=False) + "\n").encode()


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _cell(value: Any) -> Any:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, str) and plain.startswith(_FORMULA):
        return "'" + plain
    return plain

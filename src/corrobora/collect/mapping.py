"""Mapping files: which column of a spreadsheet is which slot of a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS, SLOTS_OF_KIND
from corrobora.model.errors import CorroboraError
from corrobora.model.vocabulary import Kind

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_KEYS = frozenset({"name", "id", "kind", "sheet", "language", "publisher", "published", "url", "slots"})
_COLUMNS = ("column", "low", "high", "unit", "first", "last", "precision", "lat", "lon", "country")
_OTHER = ("value", "values", "split", "within", "format")
MOST_BYTES = 2**20


class BadMapping(CorroboraError):
    """A mapping file is wrong; the message names the file, the entry and what is allowed there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where a slot, or a fact about the source, is read from.

    Attributes:
        columns: columns by what they hold: ``column`` alone, or ``low``, ``high`` and ``unit`` of a count,
            ``first``, ``last`` and ``precision`` of days, ``lat``, ``lon`` and ``country`` of a place.
        value: the same for every row, said by the mapping instead of a cell.
        values: what words of a cell mean, by the words in lower case; ``None`` as meaning: nothing.
        split: what separates several values in one cell.
        within: columns of the wider places, narrowest first.
        format: how days are written (``%d.%m.%Y``); ``None``: 2031-02-24, 2031-02 or 2031.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    value: str | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    split: str | None = None
    within: tuple[str, ...] = ()
    format: str | None = None

    def named(self) -> Iterator[str]:
        """Every column it reads."""
        yield from self.columns.values()
        yield from self.within


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """A whole mapping file.

    Attributes:
        name: of the register the rows come from; external ids belong to it.
        id: column of the external id. Rows are told apart by it alone, never by a title.
        kind: what a row is; ``None``: what the column ``kind_from`` says. Slots that a row's own kind does
            not have are not read then.
        kind_from: column that says what a row is.
        slots: where each slot comes from.
        publisher, published, url: where the facts about the source come from.
        language: of the cells, ISO 639-1.
        sheet: worksheet of a workbook; ``None``: the first.
        text: the file as it was read.
    """

    name: str
    id: str
    kind: Kind | None
    slots: Mapping[str, Field]
    kind_from: str | None = None
    publisher: Field | None = None
    published: Field | None = None
    url: Field | None = None
    language: str = "en"
    sheet: str | None = None
    text: str = ""

    def columns(self) -> tuple[str, ...]:
        """Every column the mapping names, the id's first, each once."""
        named = [self.id, *([self.kind_from] if self.kind_from else [])]
        for found in (*self.slots.values(), self.publisher, self.published, self.url):
            named += found.named() if found else ()
        return tuple(dict.fromkeys(named))


def read_mapping(path: Path) -> TableMapping:
    """Read a mapping file.

    Raises:
        BadMapping: naming the entry that is wrong.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadMapping(f"{path}: is larger than {MOST_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return parse_mapping(text, str(path))


def parse_mapping(text: str, path: str) -> TableMapping:
    """A mapping from YAML.

    Raises:
        BadMapping: naming the entry that is wrong.
    """
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise BadMapping(f"{path}: not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise BadMapping(f"{path}: is no mapping; it needs name, id, kind and slots")
    for key in data:
        if key not in _KEYS:
            raise BadMapping(f"{path}: unknown entry {key!r}; there are {', '.join(sorted(_KEYS))}")
    name, id, kind = data.get("name"), data.get("id"), data.get("kind", "incident")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadMapping(f"{path}: name: needs a short name in small letters, digits and hyphens")
    if not isinstance(id, str) or not id:
        raise BadMapping(f"{path}: id: needs the column of the external id")
    kind_from = kind.get("column") if isinstance(kind, dict) and set(kind) == {"column"} else None
    if kind_from is None and (not isinstance(kind, str) or kind not in list(Kind)):
        raise BadMapping(f"{path}: kind: {kind!r} is none of {', '.join(Kind)}, and no {{column: …}}")
    slots = data.get("slots")
    if not isinstance(slots, dict) or not slots:
        raise BadMapping(f"{path}: slots: needs at least one")
    kinds = list(Kind) if kind_from else [Kind(kind)]
    allowed = frozenset[str]().union(*(SLOTS_OF_KIND[k] for k in kinds))
    for slot in slots:
        if slot not in allowed:
            named = ", ".join(s for s in (*SINGLE_SLOTS, *LIST_SLOTS) if s in allowed)
            whose = "claim" if kind_from else kind
            raise BadMapping(f"{path}: slots.{slot}: a {whose} has no such slot; it has {named}")
    return TableMapping(
        name=name, id=id, kind=None if kind_from else Kind(kind),
        kind_from=None if kind_from is None else str(kind_from),
        slots=MappingProxyType({s: _field(path, f"slots.{s}", given) for s, given in slots.items()}),
        publisher=_optional(path, "publisher", data), published=_optional(path, "published", data),
        url=_optional(path, "url", data), language=str(data.get("language", "en")),
        sheet=str(data["sheet"]) if data.get("sheet") is not None else None, text=text,
    )  # fmt: skip


def _optional(path: str, name: str, data: Mapping[str, Any]) -> Field | None:
    return _field(path, name, data[name]) if data.get(name) is not None else None


def _field(path: str, name: str, given: Any) -> Field:
    if isinstance(given, str):
        return Field(columns={"column": given})
    if not isinstance(given, dict):
        raise BadMapping(f"{path}: {name}: needs a column or a table of {', '.join((*_COLUMNS, *_OTHER))}")
    for key in given:
        if key not in (*_COLUMNS, *_OTHER):
            raise BadMapping(f"{path}: {name}.{key}: unknown; there are {', '.join((*_COLUMNS, *_OTHER))}")
    for key, told in given.items():
        parts = told.values() if key == "values" and isinstance(told, dict) else told
        for part in parts if isinstance(parts, list) or parts is not told else [told]:
            if not isinstance(part, str | int | float | bool | date | None):
                raise BadMapping(f"{path}: {name}.{key}: needs words, not a list or table")
    columns = {key: str(given[key]) for key in _COLUMNS if given.get(key) is not None}
    value = given.get("value")
    if (value is None) == (not columns):
        raise BadMapping(f"{path}: {name}: needs either a column or a value")
    values = given.get("values") or {}
    if not isinstance(values, dict):
        raise BadMapping(f"{path}: {name}.values: needs a table of words and what they mean")
    within = given.get("within") or []
    return Field(
        columns=MappingProxyType(columns),
        value=str(value) if value is not None else None,
        values=MappingProxyType(
            {str(k).strip().casefold(): None if v is None else str(v) for k, v in values.items()}
        ),
        split=str(given["split"]) if given.get("split") is not None else None,
        within=tuple(map(str, within if isinstance(within, list) else [within])),
        format=str(given["format"]) if given.get("format") is not None else None,
    )

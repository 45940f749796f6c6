"""Annotated documents and where their quotes stand, for fitting the weights."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import pathlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from corrobora.collect.manifest import ManifestRow
from corrobora.model.document import Document
from corrobora.read.reader import read

_SAME = str.maketrans({0x2019: "'", 0x2018: "'", 0x02BC: "'", 0x201C: '"', 0x201D: '"', 0xAB: '"', 0xBB: '"',
                       0xA0: " ", 0x2011: "-"})  # fmt: skip


@dataclass(frozen=True)
class Annotated:
    """A document with its claims; ``spans[i]`` are the characters of claim i's quotes."""

    document: Document
    claims: list[dict[str, Any]]
    spans: list[list[tuple[int, int]]]
    folder: pathlib.Path


def folders(root: pathlib.Path) -> list[pathlib.Path]:
    return sorted({f.parent for f in root.rglob("manifest.csv")} | {f.parent for f in root.rglob("*.json")})


def load(folder: pathlib.Path) -> list[Annotated]:
    manifest = {}
    if (folder / "manifest.csv").is_file():
        with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
            manifest = {row["path"]: row for row in csv.DictReader(file)}
    return [_load(f, manifest) for f in sorted(folder.glob("*.json"))]


def _load(file: pathlib.Path, manifest: dict[str, dict[str, str]]) -> Annotated:
    data = json.loads(file.read_text(encoding="utf-8"))
    row = manifest.get(data["document"], {})
    published = row.get("published") or data.get("published")
    raw = (file.parent / data["document"]).read_bytes()
    known = ManifestRow(
        path=data["document"],
        line=0,
        publisher=row.get("publisher") or data.get("publisher") or None,
        published=datetime.date.fromisoformat(published) if published else None,
        language=row.get("language") or data["language"],
    )
    digest = hashlib.sha256(raw).hexdigest()
    document = read(raw, sha256=digest, name=known.path, row=known, path=known.path)
    text = document.text.content
    spans = [
        sorted({s for quote in claim["quotes"] for s in locate(quote, text)}) for claim in data["claims"]
    ]
    return Annotated(document, data["claims"], spans, file.parent)


def locate(quote: str, text: str) -> list[tuple[int, int]]:
    """Where a quote stands, however its quotes, dashes and spaces are written."""
    pattern = r"\s+".join(re.escape(w) for w in fold(quote).split())
    return [(m.start(), m.end()) for m in re.finditer(pattern, fold(text))]


def fold(text: str) -> str:
    """The text with plain quotes and lower case, character for character."""
    return "".join(
        c if len(c) == 1 else original
        for original in text
        for c in [unicodedata.normalize("NFKC", original.casefold()).translate(_SAME)]
    )


def overlap(gold: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether a span matches one of the quotes, as the score has it."""
    c, d = span
    for a, b in gold:
        common = min(b, d) - max(a, c)
        if (
            d - c <= 700
            and d - c >= min(12, (b - a) / 2)
            and (common >= (b - a) / 3 or common >= max(1, (d - c) / 2))
        ):
            return True
    return False

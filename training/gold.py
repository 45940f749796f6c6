"""Annotated documents for training: text files with one JSON of claims beside each.

The layout is that of `docs/benchmarks.md`: ``NAME.txt`` and ``NAME.json`` with ``publisher``, ``published``,
``language`` and ``claims``, each claim with its ``kind``, ``quotes`` and slots. No such texts are part of
this project.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from corrobora.extract.analysis import analyse_all
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.model.document import Document, Source, Text


def readings(
    folders: list[Path], *, leave_out: int | None = None
) -> Iterator[tuple[Reading, list[dict[str, Any]]]]:
    """Every annotated document under the folders, read, with its claims.

    With ``leave_out`` = n, every third document in the order of paths, counted from n, is left out.
    """
    files = sorted(f for folder in folders for f in folder.rglob("*.json"))
    kept = [f for i, f in enumerate(files) if leave_out is None or i % 3 != leave_out]
    notes = [json.loads(f.read_text(encoding="utf-8")) for f in kept]
    documents = [_document(f, n) for f, n in zip(kept, notes, strict=True)]
    for analysis, note in zip(analyse_all(documents), notes, strict=True):
        yield read_mentions(analysis), note["claims"]


def _document(file: Path, note: dict[str, Any]) -> Document:
    content = (file.parent / note["document"]).read_text(encoding="utf-8")
    published = date.fromisoformat(note["published"]) if note.get("published") else None
    digest = hashlib.sha256(content.encode()).hexdigest()
    text = Text(sha256=digest, reader="training/1", content=content, language=note.get("language"))
    source = Source(path=note["document"], publisher=note.get("publisher"), published=published)
    return Document(text=text, source=source)


_STRAIGHT = str.maketrans("’‘ʼ“”«»", '\'\'\'""""')


def same_name(a: str, b: str) -> bool:
    """Whether two names share half of the telling words of the shorter."""
    one, two = _words(a), _words(b)
    if not one or not two:
        return False
    shared = sum(any(x == y or (len(x) > 4 and x[:-2] == y[: len(x) - 2]) for y in two) for x in one)
    return 2 * shared >= min(len(one), len(two)) and shared > 0


def _words(name: str) -> set[str]:
    small = {"the", "of", "a", "an", "in", "for", "and", "s", "у", "в", "і", "и", "з"}
    plain = name.casefold().translate(_STRAIGHT).replace("'s", "")
    return {w.strip("'\".,()-") for w in plain.split()} - small - {""}


def spans_of(text: str, quotes: list[str]) -> list[tuple[int, int]]:
    """Where the quotes of a claim stand in the text; those that do not are left out."""
    found = ((text.find(q), len(q)) for q in quotes)
    return [(at, at + length) for at, length in found if at >= 0]

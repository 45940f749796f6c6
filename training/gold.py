"""Annotated documents for training: text files with one JSON of claims beside each.

The layout is that of `docs/benchmarks.md`: ``NAME.txt`` and ``NAME.json`` with ``publisher``, ``published``,
``language`` and ``claims``, each claim with its ``kind``, ``quotes`` and slots. No such texts are part of
this project.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from unseen import Unseen

from corrobora.extract.analysis import analyse_all
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.model.document import Document, Source, Text


def readings(
    folders: list[Path], *, leave_out: int | None = None, models: Unseen | None = None
) -> Iterator[tuple[Reading, list[dict[str, Any]]]]:
    """Every annotated document under the folders, read, with its claims.

    With ``leave_out`` = n, every third document in the order of paths, counted from n, is left out. With
    ``models``, each is read with the opinion of one that has not seen it.
    """
    files = sorted(f for folder in folders for f in folder.rglob("*.json"))
    kept = [f for i, f in enumerate(files) if leave_out is None or i % 3 != leave_out]
    notes = [json.loads(f.read_text(encoding="utf-8")) for f in kept]
    documents = [_document(f, n) for f, n in zip(kept, notes, strict=True)]
    for file, analysis, note in zip(kept, analyse_all(documents), notes, strict=True):
        yield (
            read_mentions(analysis, models.opinion(analysis, file.parent) if models else None),
            note["claims"],
        )


def _document(file: Path, note: dict[str, Any]) -> Document:
    content = (file.parent / note["document"]).read_text(encoding="utf-8")
    published = date.fromisoformat(note["published"]) if note.get("published") else None
    digest = hashlib.sha256(content.encode()).hexdigest()
    text = Text(sha256=digest, reader="training/1", content=content, language=note.get("language"))
    source = Source(path=note["document"], publisher=note.get("publisher"), published=published)
    return Document(text=text, source=source)


_STRAIGHT = str.maketrans("’‘ʼ“”«»", '\'\'\'""""')
_SMALL = frozenset("the of a an in for and s at y у в і и з с та".split())
#: Words many names share: sharing nothing else makes two names no one.
_WEAK = frozenset(
    "un us russian ukrainian israeli human rights office mission ministry forces force army soldiers troops "
    "officials official authorities military national state government international service".split()
)


def same_name(annotated: str, found: str) -> bool:
    """Whether one name contains the other, shares half of its telling words, or abbreviates it.

    A name much longer than the annotated one is a sentence, not a name.
    """
    one, two = _words(annotated), _words(found)
    if not one or not two or len(found) > 120 or len(two) > 2 * len(one) + 4:
        return False
    shared = {x for x in one if any(_same_word(x, y) for y in two)}
    if len(shared) >= min(len(one), len(two)):
        return True
    if shared - _WEAK and 2 * len(shared) >= min(len(one), len(two)):
        return True
    pairs = ((annotated.strip(), found), (found.strip(), annotated))
    return any(x.isupper() and len(x) > 1 and _initials(y).startswith(x) for x, y in pairs)


def _words(name: str) -> set[str]:
    plain = name.casefold().translate(_STRAIGHT).replace("'s", "").replace("'", "")
    return set(re.findall(r"\w+", plain)) - _SMALL


def _same_word(a: str, b: str) -> bool:
    if a == b:
        return True
    if not ("\u0400" <= a[:1] <= "\u04ff") or abs(len(a) - len(b)) > 3:
        return False
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= max(3, min(len(a), len(b)) - 2)


def _initials(name: str) -> str:
    words = re.findall(r"[^\W\d_]+", name)
    return "".join(w[0] for w in words if w.casefold() not in _SMALL).upper()


def spans_of(text: str, quotes: list[str]) -> list[tuple[int, int]]:
    """Where the quotes of a claim stand in the text; those that do not are left out."""
    found = ((text.find(q), len(q)) for q in quotes)
    return [(at, at + length) for at, length in found if at >= 0]

"""Claims as the engine finds them in annotated documents, each with the event an annotator gave it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from score import Gold, document, gold_files

from corrobora.case.linked_claims import context_of
from corrobora.extract import Extraction, extract_all
from corrobora.link import ClaimRecord
from corrobora.model.vocabulary import Kind


@dataclass(frozen=True)
class FoundClaim:
    """An incident claim the engine found.

    Attributes:
        record: as linking reads it.
        event: the annotator's event, ``None`` where no annotated claim matches.
        mention: the annotated claim it matches, by document and position.
        folder: of the document.
    """

    record: ClaimRecord
    event: str | None
    mention: str | None
    folder: str


def found_claims(shared: Path, sets: Sequence[str]) -> Iterator[FoundClaim]:
    """Every incident claim found in the annotated documents of these sets, matched as the score matches."""
    scorer = _scorer(shared / "score" / "score.py")
    gold = list(gold_files(shared, list(sets)))
    for entry, extraction in zip(gold, extract_all(document(g) for g in gold), strict=True):
        yield from _of_document(scorer, entry, extraction)


def _of_document(scorer: ModuleType, entry: Gold, extraction: Extraction) -> Iterator[FoundClaim]:
    annotated = json.loads(entry.claims.read_text("utf-8"))
    raw = entry.text.read_text("utf-8")
    pairs, _ = scorer.score_document(annotated, json.loads(json.dumps(extraction.to_json())), raw)
    matched = {}
    for n, (annotation, predicted) in enumerate(pairs):
        if annotation and predicted and annotation["kind"] == "incident" and not annotation.get("optional"):
            matched[predicted["id"]] = (annotation.get("incident"), f"{entry.text.name}#{n}")
    text = extraction.document.text
    source = extraction.document.source
    folder = entry.text.parent.name
    for id, claim in extraction.claims:
        if claim.kind is Kind.INCIDENT:
            event, mention = matched.get(id, (None, None))
            yield FoundClaim(
                record=ClaimRecord(
                    id=f"{folder}/{id}",
                    document=text.sha256,
                    claim=claim,
                    published=source.published,
                    publisher=source.publisher,
                    text_sha256=text.sha256,
                    context=context_of(text.title or "", text.content, claim.spans[0].start),
                ),
                event=event,
                mention=mention,
                folder=folder,
            )


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("shared_score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

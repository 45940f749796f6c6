"""Annotated documents as the compact model learns from them: sentences, claims and where their words stand.

    python training/compact/prepare.py GOLD_FOLDER… --out DOCUMENTS.json [--variants 1]

Sentences are cut by the same code that cuts them in use, so that what is learned of a sentence is asked of
the same sentence. ``words`` holds, for a slot, where its evidence stands: for counts the place nearest to
the quotes, for everything else every place where the same words stand. Beside every document of a real war
stand variants of it with other names, places, numbers and days (`swaps`); invented wars differ anyway.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

import annotated as gold
import invented
import swaps

from corrobora.extract.analysis import analyse_all
from corrobora.extract.rules.reading import read_mentions

#: Slots whose words are a number: the same number elsewhere may count something else.
COUNTS = ("victims", "incidents", "statements", "quantities")
Place = tuple[int, int]


def words_of(claim: dict[str, Any], quotes: list[Place], text: str) -> dict[str, list[Place]]:
    """Where the evidence of each slot stands."""
    found: dict[str, list[Place]] = {}
    for slot, phrases in claim.get("evidence", {}).items():
        places: list[Place] = []
        for phrase in phrases:
            stands = gold.locate(phrase, text) if phrase.strip() else []
            if slot in COUNTS and stands:
                stands = [min(stands, key=lambda s: min((_gap(s, q) for q in quotes), default=s[0]))]
            places += stands
        if places:
            found[slot] = sorted(set(places))
    return found


def _gap(a: Place, b: Place) -> int:
    return max(0, a[0] - b[1], b[0] - a[1])


def prepared(a: gold.Annotated, sentences: Any, language: str) -> dict[str, Any]:
    """One document with its sentences and claims by characters."""
    text = a.document.text.content
    cut = [(s.start, s.end) for s in sentences]
    claims = []
    for claim, quotes in zip(a.claims, a.spans, strict=True):
        claims.append(
            {
                "kind": claim["kind"],
                "optional": bool(claim.get("optional")),
                "incident": claim.get("incident"),
                "sentences": [i for i, s in enumerate(cut) if gold.overlap(quotes, s)],
                "words": words_of(claim, quotes, text),
                **{k: claim.get(k) for k in ("act", "victim_status", "verification", "type")},
                "basis": claim.get("basis") or [],
                "filled": sorted(k for k, v in claim.items() if v not in (None, [], "")),
            }
        )
    source = a.document.source
    return {
        "name": f"{a.folder.name}/{source.path}",
        "language": language,
        "publisher": source.publisher,
        "published": str(source.published or ""),
        "text": text,
        "sentences": cut,
        "claims": claims,
    }


@invented.known()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--variants", type=int, default=1)
    args = parser.parse_args()
    annotated = [a for folder in args.folders for a in gold.load(folder)]
    documents, read = [], []
    for a, analysis in zip(annotated, analyse_all(a.document for a in annotated), strict=True):
        documents.append({**prepared(a, analysis.sentences, analysis.language), "variant": 0})
        reading = read_mentions(analysis)
        read.append((reading, swaps.names(reading)))
    donors = swaps.Donors(read)
    own = list(zip(annotated, documents, read, strict=True))
    for number in range(1, args.variants + 1):
        for a, document, (reading, found) in own:
            if invented.mark(a.folder):
                continue
            swapped = donors.swapped(reading, found, f"{document['name']} {number}")
            documents.append({**swaps.variant(document, swapped), "variant": number})
    args.out.parent.mkdir(parents=True, exist_ok=True)
    prepared_ = json.dumps(documents, ensure_ascii=False)
    if not args.out.is_file() or args.out.read_text(encoding="utf-8") != prepared_:
        args.out.write_text(prepared_, encoding="utf-8")  # else what was worked out from it stays good
    print(f"{len(read)} documents, {len(documents) - len(read)} variants")


if __name__ == "__main__":
    main()

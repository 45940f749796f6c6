"""Learn the weights of `corrobora.extract.rules.attribution` from annotated documents.

    python training/attribution.py FOLDER … [--authentic FOLDER] [--out WEIGHTS.json] [--unseen MODELS]

Every claim is one choice among the candidates the rules propose for its words: a speaker for incidents and
tallies, an actor for statements, responses and contexts, nobody where the annotator named none. The weights
maximise the likelihood of a right one (multinomial logistic regression, quadratic penalty). Printed is the
share chosen rightly in documents, and in whole folders (other wars, other bodies), that the weights were not
fitted on. The file holds weights, no words of any document.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import choices
import invented
from gold import readings, same_name, spans_of
from unseen import WEIGHTS, Unseen

from corrobora.extract.rules.attribution import Target, candidates, crossed, deed
from corrobora.extract.rules.hearing import key
from corrobora.extract.rules.reading import Reading
from corrobora.model.vocabulary import Kind

OUT = Path(__file__).parents[1] / "src/corrobora/extract/rules/weights/attribution.json"
FAMILY = {"statement": "statements", "response": "responses", "context": "contexts"}
FOLDS = 5
AUTHENTIC = 4.0


@invented.known()
def main() -> None:
    """Read, cross-validate, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--authentic", type=Path, help="folder of authentic reports, which count four times")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--penalty", type=float, default=6.0)
    parser.add_argument("--least", type=int, default=8, help="choices a feature must be seen in")
    parser.add_argument(
        "--second", type=float, default=0.3, help="share of the first from which a second is named"
    )
    parser.add_argument("--unseen", type=Path, help="models by the folders they have not seen, to be heard")
    args = parser.parse_args()
    models = Unseen(args.unseen) if args.unseen else None
    out = args.out or (WEIGHTS / OUT.name if models else OUT)
    out.parent.mkdir(parents=True, exist_ok=True)
    asked: list[choices.Question] = []
    document = 0
    for folders, weight in ((args.folders, 1.0), ([args.authentic] if args.authentic else [], AUTHENTIC)):
        for folder in folders:
            for reading, claims in readings([folder], models=models):
                document += 1
                asked += questions(reading, claims, document, str(folder), weight)
    report(asked, args.penalty, args.least, args.second)
    data = fitted(asked, args.penalty, args.least, args.second)
    out.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(asked)} choices, {len(data['weights'])} weights")


def fitted(asked: list[choices.Question], penalty: float, least: int, second: float) -> dict[str, Any]:
    """Weights of all choices."""
    weights = choices.fit(asked, penalty=penalty, least=least)
    rounded = {n: round(w, 3) for n, w in sorted(weights.items()) if abs(w) >= 0.03}
    return {"choices": len(asked), "weights": rounded, "second": second}


def questions(
    reading: Reading, claims: list[dict[str, Any]], document: int, folder: str, weight: float
) -> Iterator[choices.Question]:
    """A choice for every claim whose words stand in the text."""
    for claim in claims:
        targets = targets_of(reading, claim)
        if claim.get("optional") or not targets:
            continue
        if targets[0].kind in (Kind.INCIDENT, Kind.TALLY):
            wanted = claim.get("claimants") or []
        else:
            wanted = [claim["actor"]] if claim.get("actor") else []
        options = tuple(
            choices.Option(
                name=key(slot.value) if slot else None,
                features=crossed(constant | marks, target),
                right=any(same_name(w, slot.value.name) for w in wanted) if slot else not wanted,
            )
            for target in targets
            for slot, constant, marks in candidates(reading, target)
        )
        yield choices.Question(claim["kind"], document, folder, options, weight)


def targets_of(reading: Reading, claim: dict[str, Any]) -> list[Target]:
    """The words a speaker is looked for, as the rules take them: a cue of its type, a figure, a deed."""
    spans = spans_of(reading.text, claim["quotes"])
    kind = Kind(claim["kind"])
    if claim["kind"] not in FAMILY:
        counts = [tuple(claim[s]) for s in ("victims", "incidents", "statements") if claim.get(s)]
        figures = [
            (q.start, q.end)
            for span in spans
            for q in reading.quantities.within(*span)
            if kind is Kind.TALLY and q.value.bounds in counts
        ]
        told = figures[:1] or [deed(reading, *span) for span in spans]
        return [Target(start=start, end=end, kind=kind) for start, end in told]
    for start, end in spans:
        first, last = reading.analysis.sentence_at(start), reading.analysis.sentence_at(end - 1)
        cues = [c for c in reading.family(FAMILY[claim["kind"]]).within(first.start, last.end)
                if c.value == claim["type"]]  # fmt: skip
        if cues:
            inside = [c for c in cues if start <= c.start < end] or cues
            best = max(inside, key=lambda c: c.confidence)
            return [Target(start=best.start, end=best.end, kind=kind, type=claim["type"])]
    return [Target(start=s, end=e, kind=kind, type=claim["type"]) for s, e in spans[:1]]


def report(asked: list[choices.Question], penalty: float, least: int, second: float) -> None:
    """Share of right choices on what the weights were not fitted on, by kind."""
    ways = {
        "documents": [lambda q, n=n: q.document % FOLDS == n for n in range(FOLDS)],
        "folders": [lambda q, f=f: q.folder == f for f in sorted({q.folder for q in asked})],
    }
    for name, folds in ways.items():
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for held in folds:
            weights = choices.fit([q for q in asked if not held(q)], penalty=penalty, least=least)
            for q in filter(held, asked):
                order = choices.ranked(weights, q)
                some = counts[q.group]
                some[0] += 1
                some[1] += order[0][1]
                both = order[1:2] and order[1][0] >= second * order[0][0]
                some[2] += order[0][1] or bool(both and order[1][1])
                some[3] += any(o.right for o in q.options)
        for group, (n, one, two, could) in sorted(counts.items()):
            print(
                f"unseen {name}: {group:10} {n:4} choices, first right {one / n:.3f}, "
                f"among those named {two / n:.3f}, among candidates {could / n:.3f}"
            )


if __name__ == "__main__":
    main()

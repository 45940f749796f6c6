"""Train the weights of the pair score on annotated claims and write them as readable JSON.

    python training/train_linking.py ../shared --out src/corrobora/link/weights.json

Pairs with one event id are positives wherever they stand. Pairs with two ids are negatives only within one
folder: folders were annotated apart from each other and may name one event twice. Each pair is also
seen with slots taken away, as engines miss them. Weights are held to the side on which they make
sense (a shared place never speaks against), so that each can be read.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

from found_claims import found_claims
from gold_claims import incident_claims
from measure_linking import b_cubed

from corrobora.link import ClaimRecord, LinkSettings, link
from corrobora.link.blocking import candidate_pairs
from corrobora.link.facts import Facts, all_facts, facts_of
from corrobora.link.features import NAMES, place_relation, values
from corrobora.link.vetoes import vetoes
from corrobora.link.weights import Weights

FOR = set(
    "place_same place_same_area place_near place_within date_open date_same date_inside date_overlap "
    "count_same count_size count_fits act_same victim_side_same victim_status_same perpetrator_side_same "
    "basis_shared speaker_shared speaker_other words_shared names_shared nearness place_one_mention "
    "date_one_mention one_sentence".split()
)
SLOTS = ("place", "date", "victims", "victim_status", "victim_side", "perpetrator_side", "act")

#: What an analyst would expect of each feature; training moves the weights from there.
PRIOR = Path(__file__).parent / "linking_prior.json"

#: Taken off the log odds of two claims of one document that each tell a count. Annotators give each value
#: told of an event a claim of its own; engines join most of those themselves, so that two claims they leave
#: apart are two events more often. Chosen on claims of training folders found by weights fitted without the
#: folder: B³ of found claims rises from 0.942 to 0.956, of annotated ones falls from 0.945 to 0.911.
CAUTION = 1.0

#: Slots that engines take from a neighbouring claim.
MIXED = ("place", "date", "victims")


@dataclasses.dataclass(frozen=True)
class Noise:
    """How claims are spoilt in training: how often (0..1) a slot is missing, or another claim's."""

    missing: float
    mixed: float
    copies: int


Labelled = tuple[ClaimRecord, str | None, str]


def read(folders: list[Path]) -> list[Labelled]:
    """Incident claims of the folders with their event's id and their folder's name."""
    return [(r, c.get("incident"), folder.name) for folder in folders for r, c in incident_claims(folder)]


def pairs(claims: list[Labelled]) -> list[tuple[ClaimRecord, ClaimRecord, bool]]:
    """Pairs that linking would compare, with the answer where it is known."""
    facts = all_facts([r for r, _, _ in claims])
    out = []
    for i, j in candidate_pairs(facts, 60):
        (a, x, p), (b, y, q) = claims[i], claims[j]
        if x and y and (x == y or p == q or _elsewhere(facts[i], facts[j])):
            out.append((a, b, x == y))
    return out


def _elsewhere(a: Facts, b: Facts) -> bool:
    """Whether two claims of two folders are surely about two events: no place brings them together."""
    return place_relation(a.place, b.place) in ("unknown", "apart", "far", "same_area")


def thinned(record: ClaimRecord, others: list[ClaimRecord], rng: random.Random, noise: Noise) -> ClaimRecord:
    """The record with some slots taken away, and place, day and count sometimes those of another claim.

    The other claim stands in the same document, as engines mix slots up there.
    """
    changed: dict[str, Any] = {}
    for name in SLOTS:
        if getattr(record.claim, name) is not None and rng.random() < noise.missing:
            changed[name] = None
        elif name in MIXED and others and rng.random() < noise.mixed:
            changed[name] = getattr(rng.choice(others).claim, name)
    if not changed:
        return record
    return dataclasses.replace(record, claim=dataclasses.replace(record.claim, **changed))


def matrix(chosen: list[tuple[Facts, Facts, bool]]) -> tuple[np.ndarray, np.ndarray]:
    """Features and answers of pairs."""
    rows = np.zeros((len(chosen), len(NAMES)))
    for n, (a, b, _) in enumerate(chosen):
        for name, value in values(a, b).items():
            rows[n, NAMES.index(name)] = value
    return rows, np.array([float(same) for _, _, same in chosen])


def fit(
    x: np.ndarray, y: np.ndarray, penalty: float, prior: dict[str, Any]
) -> tuple[dict[str, float], float]:
    """Weights and bias nearest to the prior that explain the answers (MAP with a normal prior)."""
    expected = np.array([prior["weights"].get(n, 0.0) for n in NAMES])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w[:-1] + w[-1]
        p = 1 / (1 + np.exp(-np.clip(z, -40, 40)))
        value = -np.sum(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))
        gradient = np.append(x.T @ (p - y), np.sum(p - y))
        off = w[:-1] - expected
        gradient[:-1] += 2 * penalty * off
        bias = w[-1] - prior["bias"]
        gradient[-1] += 2 * penalty * bias
        return float(value + penalty * (np.sum(off**2) + bias**2)), gradient

    bounds = [(0, None) if n in FOR else (None, 0) for n in NAMES] + [(None, None)]
    found = minimize(loss, np.zeros(len(NAMES) + 1), jac=True, bounds=bounds, method="L-BFGS-B")
    weights = {n: round(float(w), 3) for n, w in zip(NAMES, found.x, strict=False) if abs(w) > 0.005}
    return weights, round(float(found.x[-1]), 3)


def train(
    claims: list[Labelled], found: list[Labelled], penalty: float, noise: Noise, seed: int = 7
) -> Weights:
    """Weights learnt from annotated claims, whole and spoilt, and from claims as the engine found them."""
    prior = json.loads(PRIOR.read_text("utf-8"))
    rng = random.Random(seed)
    settings = LinkSettings()
    chosen: list[tuple[Facts, Facts, bool]] = []
    telling = {f.id: f.names for f in all_facts([r for r, _, _ in claims])}
    beside: dict[str, list[ClaimRecord]] = defaultdict(list)
    for record, _, _ in claims:
        beside[record.document].append(record)
    for a, b, same in pairs(claims):
        for copy in range(noise.copies + 1):
            x, y = (
                thinned(r, [o for o in beside[r.document] if o is not r], rng, noise) if copy else r
                for r in (a, b)
            )
            f, g = (dataclasses.replace(z, names=z.names & telling[z.id]) for z in (facts_of(x), facts_of(y)))
            if not (f.weak or g.weak or vetoes(f, g, settings)):
                chosen.append((f, g, same))
    as_found = {f.id: f for f in all_facts([r for r, _, _ in found])}
    for a, b, same in pairs(found):
        f, g = as_found[a.id], as_found[b.id]
        if not (f.weak or g.weak or vetoes(f, g, settings)):
            chosen += [(f, g, same)] * (noise.copies + 1)
    parts = {}
    for part, inside in (("inside", True), ("across", False)):
        rows = [c for c in chosen if (c[0].document == c[1].document) is inside]
        parts[part] = fit(*matrix(rows), penalty * (noise.copies + 1), prior[part])
    cautious = parts["inside"][0]
    cautious["both_counted"] = round(cautious.get("both_counted", 0.0) - CAUTION, 3)
    return Weights(
        inside=parts["inside"][0],
        inside_bias=parts["inside"][1],
        across=parts["across"][0],
        across_bias=parts["across"][1],
        trained_on=(
            f"{len(claims)} annotated claims, pairs once whole and {noise.copies} times with slots missing "
            f"or mixed up, and {len(found)} claims as found in the same documents"
        ),
    )


def evaluate(claims: list[Labelled], weights: Weights) -> float:
    """B-cubed F1 of linking the claims with these weights."""
    events = {r.id: e for r, e, _ in claims if e}
    result = link([r for r, _, _ in claims], weights=weights)
    return b_cubed(events, {i: n for n, c in enumerate(result.clusters) for i in c})[2]


def main() -> None:
    """Cross-validate over folders, then train on all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--penalty", type=float, default=10.0)
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--missing", type=float, default=0.2)
    parser.add_argument("--mixed", type=float, default=0.15)
    args = parser.parse_args()
    noise = Noise(missing=args.missing, mixed=args.mixed, copies=args.copies)
    claims = read(sorted((args.shared / "gold" / "train").glob("?")))
    found = [(f.record, f.event, f.folder) for f in found_claims(args.shared, ["train"])]
    cross_validate(claims, found, args.penalty, noise)
    if args.out:
        w = train(claims, found, args.penalty, noise)
        data = {
            "trained_on": w.trained_on,
            "across": {"bias": w.across_bias, "weights": dict(w.across)},
            "inside": {"bias": w.inside_bias, "weights": dict(w.inside)},
        }
        args.out.write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def cross_validate(claims: list[Labelled], found: list[Labelled], penalty: float, noise: Noise) -> None:
    """Print B-cubed F1 of each folder, linked by weights from the others: of claims annotated and found."""
    scores = defaultdict(list)
    for held in sorted({p for _, _, p in claims}):
        kept = ([c for c in part if c[2] != held] for part in (claims, found))
        weights = train(*kept, penalty, noise)
        for what, part in (("annotated", claims), ("found", found)):
            rows = [c for c in part if c[2] == held]
            known = sum(e is not None for _, e, _ in rows)
            scores[what].append((evaluate(rows, weights), known))
            print(f"left out {held}, {what}: B3 F1 {scores[what][-1][0]:.4f} over {known} claims")
    for what, rows in scores.items():
        print(f"mean of {what} {sum(s * n for s, n in rows) / sum(n for _, n in rows):.4f}")


if __name__ == "__main__":
    main()

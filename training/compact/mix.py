"""Choose how rules and compact model are weighed, on documents that neither was fitted on.

    python training/compact/mix.py GOLD_FOLDER… --model DATA_FOLDER --scorer SHARED/score/score.py [--write]

The rules' weights must have been fitted, and the model trained, without these documents. Every weight of
``weights/mixing.json`` is tried up and down in turn, kept where the score of the claims rises, until none is.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import importlib.util
import json
import pathlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

import annotated as gold

from corrobora.extract.analysis import analyse_all
from corrobora.extract.compact.network import Network
from corrobora.extract.compact.reader import CompactOpinion
from corrobora.extract.gate import admit
from corrobora.extract.opinion import Opinion
from corrobora.extract.rules.engine import RulesEngine
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.extract.rules.second import Mix, Second, shipped_mixes

WEIGHTS = pathlib.Path(__file__).parents[2] / "src/corrobora/extract/rules/weights/mixing.json"
#: A weight is moved only for so much.
LEAST = 5e-4
#: What a point of each score is worth.
WORTH = {"claims": 1.0, "slots": 1.0, "exact": 0.4}
#: What is tried of a decision's weights: a change of one weight, and of the constant beside it. The opinion's
#: log odds are mostly below even, so a greater weight often wants a greater constant with it.
STEPS = ((0.25, 0.0), (0.25, 0.5), (0.5, 0.0), (0.25, 1.0), (0.5, 1.25), (-0.25, 0.0))
#: A constant moves nothing here: it is added to every candidate.
WITHOUT_CONSTANT = frozenset({"act", "status", "verification", "speaker"})


class Bench:
    """Documents read once, scored under any weights."""

    def __init__(self, folders: Sequence[pathlib.Path], scorer: pathlib.Path) -> None:
        spec = importlib.util.spec_from_file_location("scorer", scorer)
        if spec is None or spec.loader is None:
            raise SystemExit(f"{scorer}: no such scorer")
        self._score: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self._score)
        annotated = [a for folder in folders for a in gold.load(folder)]
        self.readings: list[Reading] = [
            read_mentions(analysis) for analysis in analyse_all(a.document for a in annotated)
        ]
        self._annotated = annotated
        self._raw = [(a.folder / str(a.document.source.path)).read_text(encoding="utf-8") for a in annotated]

    def opinions(self, network: Network) -> list[Opinion]:
        """The model's opinion of every document."""
        return [CompactOpinion(network, r.analysis) for r in self.readings]

    def scores(
        self, opinions: Sequence[Opinion] | None, mixes: Mapping[str, Mix]
    ) -> dict[str, tuple[float, float, float]]:
        """Precision, recall, F1 of ``claims``, ``slots``, ``exact``, ``claims.<kind>`` and ``<language>``."""
        counts: dict[str, Any] = collections.defaultdict(self._score.Tally)
        rules = RulesEngine().rules
        for n, (a, reading, raw) in enumerate(zip(self._annotated, self.readings, self._raw, strict=True)):
            second = Second(opinion=opinions[n], mixes=mixes) if opinions else None
            told = dataclasses.replace(reading, second=second)
            found = admit(a.document, (claim for rule in rules for claim in rule(told)))
            pairs, _ = self._score.score_document(
                {"claims": a.claims}, json.loads(json.dumps(found.to_json())), raw
            )
            for right, got in pairs:
                if not (right and right.get("optional")):
                    self._count(counts, right, got, reading.analysis.language)
        return {name: tally.prf() for name, tally in counts.items()}

    def _count(self, counts: Any, right: Any, got: Any, language: str) -> None:
        kind = (right or got)["kind"]
        hit = ["tp"] if right and got else ["fn"] if right else ["fp"]
        for name in ("claims", f"claims.{kind}", language):
            counts[name][hit[0]] += 1
        wrong = set()
        for slot in self._score.SLOTS[kind]:
            g, p = (self._score.clean(slot, (c or {}).get(slot)) for c in (right, got))
            if g is None and p is None:
                continue
            same = g is not None and p is not None and self._score.same_value(slot, g, p, right)
            for h in ["tp"] if same else ["fn"] * (g is not None) + ["fp"] * (p is not None):
                counts["slots"][h] += 1
                counts[f"{kind}.{slot}"][h] += 1
            if not same:
                wrong.add(slot)
        good = right and got and not wrong & set(self._score.KEY[kind])
        for h in ["tp"] if good else ["fn"] * bool(right) + ["fp"] * bool(got):
            counts["exact"][h] += 1


def worth(scores: Mapping[str, tuple[float, float, float]], precision: float) -> float:
    """One figure to choose by: F1 of claims, slots and exact claims; less where precision is wanting."""
    short = max(0.0, precision - scores["claims"][0])
    return sum(w * scores[name][2] for name, w in WORTH.items()) - 2.0 * short


def moves(mixes: Mapping[str, Mix]) -> list[tuple[str, int]]:
    """Every weight there is: decision and position of the opinion's log odds."""
    return [(name, position) for name, mix in mixes.items() for position in range(len(mix.odds))]


def moved(mix: Mix, position: int, step: tuple[float, float]) -> Mix:
    """The weights of a decision with one of them and the constant changed."""
    odds = tuple(max(0.0, round(o + step[0], 3)) if i == position else o for i, o in enumerate(mix.odds))
    return Mix(odds=odds, constant=round(mix.constant + step[1], 3))


def search(bench: Bench, opinions: Sequence[Opinion], rounds: int, precision: float) -> dict[str, Mix]:
    """Weights moved one at a time, each move kept if the claims are better for it."""
    best: dict[str, Mix] = dict(shipped_mixes())

    def tried(mixes: dict[str, Mix]) -> float:
        return worth(bench.scores(opinions, mixes), precision)

    top = tried(best)
    for _ in range(rounds):
        before = top
        for name, position in moves(best):
            held = best[name]
            for step in STEPS:
                if step[1] and name in WITHOUT_CONSTANT:
                    continue
                other = moved(held, position, step)
                if other == held or not any(other.odds):
                    continue
                got = tried({**best, name: other})
                if got > top + LEAST:
                    best, top = {**best, name: other}, got
            if best[name] is not held:
                print(f"{top:.4f} {name} {best[name]}", flush=True)
        if top <= before + 1e-3:
            break
    return best


def line(scores: Mapping[str, tuple[float, float, float]]) -> str:
    """The scores on one line."""
    names = ("claims", "slots", "exact", "en", "uk", "ru", "claims.incident", "claims.tally",
             "claims.statement", "claims.response", "claims.context")  # fmt: skip
    return " ".join(f"{n} {'/'.join(f'{v:.3f}' for v in scores[n])}" for n in names if n in scores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--scorer", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--precision", type=float, default=0.0, help="least precision of claims wanted")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    bench = Bench(args.folders, args.scorer)
    opinions = bench.opinions(Network(args.model))
    print("rules:", line(bench.scores(None, {})))
    print("both, before:", line(bench.scores(opinions, shipped_mixes())))
    best = search(bench, opinions, args.rounds, args.precision)
    print("both, after:", line(bench.scores(opinions, best)))
    if args.write:
        rows = (f' "{name}": {json.dumps(dataclasses.asdict(mix))}' for name, mix in best.items())
        WEIGHTS.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

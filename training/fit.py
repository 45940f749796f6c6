"""Fit the weights of the rules engine's scored decisions on annotated documents.

    python training/fit.py GOLD_FOLDER… [--hold-out 3] [--write]

Prints how each decision does on documents its weights were not fitted on. With ``--write`` the weights
fitted on all documents are written to ``src/corrobora/extract/rules/weights``.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import pathlib
import pickle
from collections.abc import Sequence
from dataclasses import dataclass, field

import annotated as gold
import logistic
import plain
import slots

from corrobora.extract.analysis import analyse_all
from corrobora.extract.rules import counted, features, tally_marks
from corrobora.extract.rules.events import cluster
from corrobora.extract.rules.profile import Figure, Profile, profiles
from corrobora.extract.rules.reading import Reading, read_mentions

WEIGHTS = pathlib.Path(__file__).parents[1] / "src/corrobora/extract/rules/weights"
FOLDS = 5
Fitted = tuple[float, dict[str, float]]


@dataclass
class Case:
    """A document with everything fitted against it."""

    annotated: gold.Annotated
    reading: Reading
    profiles: Sequence[Profile]
    document: frozenset[str]
    incident: list[float] = field(default_factory=list)
    tally: list[float] = field(default_factory=list)
    events: list[list[int]] = field(default_factory=list)

    def claims(self, kind: str) -> list[int]:
        return [i for i, c in enumerate(self.annotated.claims) if c["kind"] == kind]

    def of(self, claim: int) -> list[int]:
        """Indices of the sentences that match a claim."""
        spans = self.annotated.spans[claim]
        return [
            i for i, p in enumerate(self.profiles) if gold.overlap(spans, (p.sentence.start, p.sentence.end))
        ]

    def optional(self, claim: int) -> bool:
        return bool(self.annotated.claims[claim].get("optional"))


def read_cases(folders: Sequence[pathlib.Path], cache: pathlib.Path | None = None) -> list[Case]:
    """Every document read; with ``cache``, readings are kept there without their parse."""
    if cache and cache.is_file():
        with cache.open("rb") as file:
            return pickle.load(file)
    annotated = [a for folder in folders for a in gold.load(folder)] + plain.examples()
    cases = []
    for a, analysis in zip(annotated, analyse_all(a.document for a in annotated), strict=True):
        reading = read_mentions(analysis)
        found = profiles(reading)
        if cache:
            reading = dataclasses.replace(reading, analysis=dataclasses.replace(reading.analysis, doc=None))
        cases.append(Case(a, reading, found, features.of_document(found)))
    if cache:
        with cache.open("wb") as file:
            pickle.dump(cases, file)
    return cases


# --- sentences -------------------------------------------------------------------------------------


def sentence_examples(cases: Sequence[Case], kind: str) -> list[list[logistic.Example]]:
    out = []
    for case in cases:
        wanted, doubtful = set(), set()
        for claim in case.claims(kind):
            (doubtful if case.optional(claim) else wanted).update(case.of(claim))
        marks = (
            [features.of_sentence(case.profiles, i, case.document) for i in range(len(case.profiles))]
            if kind == "incident"
            else [tally_marks.of_sentence(case.reading, case.profiles, i) for i in range(len(case.profiles))]
        )
        out.append([
            (marks[i], float(i in wanted),
             0.0 if i in doubtful and i not in wanted else 1.0)
            for i in range(len(case.profiles))
        ])  # fmt: skip
    return out


def core_weighted(cases: Sequence[Case], kind: str, examples: list[list[logistic.Example]],
                  scores: list[list[float]]) -> list[list[logistic.Example]]:  # fmt: skip
    """Every claim's best sentence counts fully, its others a third: one is enough to find it."""
    out = []
    for case, rows, scored in zip(cases, examples, scores, strict=True):
        cores = {max(case.of(c), key=lambda i: scored[i]) for c in case.claims(kind) if case.of(c)}
        out.append([(f, y, w * (0.35 if y and i not in cores else 1.0)) for i, (f, y, w) in enumerate(rows)])
    return out


def crossed(examples: list[list[logistic.Example]], penalty: float) -> list[list[float]]:
    """Probabilities for every document from weights fitted without its fold."""
    out: list[list[float]] = [[] for _ in examples]
    for fold in range(FOLDS):
        model = logistic.fit(
            [e for n, rows in enumerate(examples) if n % FOLDS != fold for e in rows], penalty=penalty
        )
        for n in range(fold, len(examples), FOLDS):
            out[n] = [logistic.probability(model, f) for f, _, _ in examples[n]]
    return out


def report(name: str, examples: list[list[logistic.Example]], scores: list[list[float]]) -> float:
    flat = [
        (p, y, w)
        for rows, ps in zip(examples, scores, strict=True)
        for (_, y, w), p in zip(rows, ps, strict=True)
    ]
    threshold, p, r, f = logistic.best_threshold(flat)
    print(
        f"{name:28} n={len(flat):6d} yes={sum(y for _, y, _ in flat):5.0f}  "
        f"P {p:.3f} R {r:.3f} F1 {f:.3f} at {threshold:.2f}"
    )
    return threshold


# --- figures ---------------------------------------------------------------------------------------

#: What figures are decided on, the claims that hold them, and in which slots.
ROLES = {
    "victims": ("incident", ("victims",)),
    "counted": ("tally", ("victims", "incidents", "statements")),
}
PENALTIES = {"victims": 2.0, "counted": 6.0}


def figures(case: Case, role: str) -> list[Figure]:
    if role == "counted":
        return [f for p in case.profiles for f in counted.countable(case.reading, p)]
    return [f for p in case.profiles for f in p.figures]


def figure_examples(cases: Sequence[Case], role: str) -> list[list[logistic.Example]]:
    kind, names = ROLES[role]
    out = []
    for case in cases:
        rows = []
        claims = case.claims(kind)
        values = {c: {tuple(case.annotated.claims[c].get(n) or ()) for n in names} for c in claims}
        lines = {c: set(case.of(c)) for c in claims}
        for f in figures(case, role):
            right = [c for c in claims if f.sentence in lines[c] and f.quantity.bounds in values[c]]
            sure = [c for c in right if not case.optional(c)]
            if role == "counted":
                x = tally_marks.of_figure(case.reading, case.profiles, f, case.incident, case.tally)
            else:
                x = features.of_figure(case.reading, case.profiles, f, case.incident, case.tally)
            rows.append(
                (
                    x | ({"implied"} if f.implied else set()),
                    float(bool(sure)),
                    0.0 if right and not sure else 1.0,
                )
            )
        out.append(rows)
    return out


# --- pairs and events ------------------------------------------------------------------------------


def pair_examples(cases: Sequence[Case]) -> list[list[logistic.Example]]:
    out = []
    for case in cases:
        events: dict[int, set[str]] = {}
        for c in case.claims("incident"):
            if case.optional(c):
                continue
            id = case.annotated.claims[c].get("incident") or f"claim {c}"
            for i in case.of(c):
                events.setdefault(i, set()).add(id)
        lines = sorted(events)
        out.append([
            (features.of_pair(case.reading, case.profiles, a, b), float(bool(events[a] & events[b])), 1.0)
            for n, a in enumerate(lines) for b in lines[n + 1:]
        ])  # fmt: skip
    return out


def found_events(case: Case, pair: Fitted, sentence_at: float, pair_at: float) -> list[list[int]]:
    members = [i for i, p in enumerate(case.incident) if p >= sentence_at]
    same = lambda a, b: logistic.probability(pair, features.of_pair(case.reading, case.profiles, a, b))  # noqa: E731
    return [e.members for e in cluster(members, same, pair_at)]


def event_examples(cases: Sequence[Case], pairs: list[Fitted], sentence_at: float, pair_at: float) -> tuple[
        list[list[logistic.Example]], list[list[list[int]]]]:  # fmt: skip
    """An event is right if it holds a sentence of a claim; of several for one claim the best scored is."""
    out, all_events = [], []
    for n, case in enumerate(cases):
        events = found_events(case, pairs[n % FOLDS], sentence_at, pair_at)
        owner: dict[int, float] = {}
        claims = [(c, set(case.of(c))) for c in case.claims("incident")]
        taken: dict[str, int] = {}
        rows = []
        order = sorted(range(len(events)), key=lambda e: -max(case.incident[i] for i in events[e]))
        for e in order:
            sure = [c for c, lines in claims if lines & set(events[e]) and not case.optional(c)]
            ids = {case.annotated.claims[c].get("incident") or f"claim {c}" for c in sure}
            new = [i for i in ids if i not in taken]
            taken.update(dict.fromkeys(ids, e))
            doubtful = not sure and any(lines & set(events[e]) for _, lines in claims)
            owner[e] = -1.0 if doubtful else float(bool(new))
        for e, members in enumerate(events):
            x = features.of_event(case.profiles, members, case.incident, case.tally, case.document)
            rows.append((x, max(0.0, owner[e]), 0.0 if owner[e] < 0 else 1.0))
        out.append(rows)
        all_events.append(events)
    return out, all_events


def claim_recall(cases: Sequence[Case], events: list[list[list[int]]], rows: list[list[logistic.Example]],
                 scores: list[list[float]]) -> None:  # fmt: skip
    """Events against gold events, at several thresholds."""
    for threshold in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6):
        hit = wanted = kept = good = 0
        for case, found, row, scored in zip(cases, events, rows, scores, strict=True):
            keep = [e for e, p in zip(range(len(found)), scored, strict=True) if p >= threshold]
            kept += sum(1 for e in keep if row[e][2])
            good += sum(1 for e in keep if row[e][1])
            ids: dict[str, set[int]] = {}
            for c in case.claims("incident"):
                if not case.optional(c):
                    ids.setdefault(case.annotated.claims[c].get("incident") or f"claim {c}", set()).update(
                        case.of(c)
                    )
            wanted += len(ids)
            hit += sum(1 for lines in ids.values() if any(lines & set(found[e]) for e in keep))
        p, r = good / (kept or 1), hit / (wanted or 1)
        print(
            f"   events at {threshold:.1f}: kept {kept} right {good} P {p:.3f} | "
            f"gold {wanted} hit {hit} R {r:.3f} | F1 {2 * p * r / (p + r or 1):.3f}"
        )


def write(name: str, model: Fitted, threshold: float, what: str) -> None:
    WEIGHTS.mkdir(exist_ok=True)
    bias, weights = model
    kept = {k: round(v, 3) for k, v in sorted(weights.items()) if abs(v) >= 0.005}
    data = {"decision": what, "bias": round(bias, 3), "threshold": round(threshold, 3), "weights": kept}
    (WEIGHTS / f"{name}.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def flat(examples: list[list[logistic.Example]]) -> list[logistic.Example]:
    return [e for rows in examples for e in rows]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--hold-out", type=int, default=0, help="leave out every n-th document")
    parser.add_argument("--cache", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    cases = read_cases(args.folders, args.cache)
    if args.hold_out:
        cases = [c for n, c in enumerate(cases) if n % args.hold_out != args.hold_out - 1]
    run(cases, args.write)


SENTENCE_AT, PAIR_AT = 0.22, 0.5


def run(cases: list[Case], save: bool) -> None:
    for kind in ("incident", "tally"):
        rows = sentence_examples(cases, kind)
        scores = crossed(rows, 3.0)
        report(f"{kind} sentences", rows, scores)
        if kind == "incident":
            rows = core_weighted(cases, kind, rows, scores)
            scores = crossed(rows, 3.0)
            report(f"{kind} core sentences", rows, scores)
        for case, scored in zip(cases, scores, strict=True):
            setattr(case, kind, scored)
        if save:
            write(
                f"{kind}-sentence",
                logistic.fit(flat(rows), penalty=3.0),
                SENTENCE_AT,
                f"a sentence carries {kind} claims",
            )
    for role in ROLES:
        rows = figure_examples(cases, role)
        penalty = PENALTIES[role]
        scores = crossed(rows, penalty)
        shown = [n for n, c in enumerate(cases) if c.annotated.folder or role == "victims"]
        threshold = report(f"figure: {role}", [rows[n] for n in shown], [scores[n] for n in shown])
        if role == "counted":
            found = [(p, y, w) for n in shown for (_, y, w), p in zip(rows[n], scores[n], strict=True)]
            threshold = logistic.balanced_threshold(found)
        if save:
            model = logistic.fit(flat(rows), penalty=penalty)
            write(f"figure-{role}", model, threshold, f"a number is {role}")
    rows = pair_examples(cases)
    report("pairs", rows, crossed(rows, 3.0))
    pairs = [
        logistic.fit([e for n, r in enumerate(rows) if n % FOLDS != fold for e in r], penalty=3.0)
        for fold in range(FOLDS)
    ]
    if save:
        write("pair", logistic.fit(flat(rows), penalty=3.0), PAIR_AT, "two sentences tell of one event")
    rows, events = event_examples(cases, pairs, SENTENCE_AT, PAIR_AT)
    scores = crossed(rows, 3.0)
    threshold = report("events", rows, scores)
    claim_recall(cases, events, rows, scores)
    if save:
        write(
            "event",
            logistic.fit(flat(rows), penalty=3.0),
            threshold,
            "sentences put together tell of an event that is claimed",
        )
    for case, found, scored in zip(cases, events, scores, strict=True):
        case.events = [e for e, p in zip(found, scored, strict=True) if p >= threshold]
    slots.run(cases, write if save else None)


if __name__ == "__main__":
    main()

"""Fit the weights of the rules engine's scored decisions on annotated documents.

    python training/fit.py GOLD_FOLDER… [--hold-out 3] [--unseen MODELS] [--write]

A folder given several times counts as often. Prints how each decision does on documents its weights were
not fitted on, and how claims of incidents do that are put together from such decisions alone. With
``--write`` the weights fitted on all documents are written to ``src/corrobora/extract/rules/weights``; with
``--unseen`` the opinions of compact models that have not seen the documents are heard, and the weights, of
the rules beside such an opinion, go to ``src/corrobora/extract/compact/data/weights``.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import pathlib
import pickle
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import annotated as gold
import claims
import invented
import logistic
import plain
import slots
import unseen

from corrobora.extract.analysis import analyse_all
from corrobora.extract.rules import counted, features, subject, tally_marks
from corrobora.extract.rules.events import Candidates
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.pairs import of_pair
from corrobora.extract.rules.profile import Profile, profiles
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.extract.rules.registers import event_rows

WEIGHTS = pathlib.Path(__file__).parents[1] / "src/corrobora/extract/rules/weights"
FOLDS = 5
Fitted = tuple[float, dict[str, float]]
#: Takes a decision's name, its weights, its threshold and what it decides.
Save = Callable[[str, Fitted, float, str], None]


@dataclass
class Case:
    """A document with everything fitted against it.

    Attributes:
        weight: how often its examples count.
        incident, tally: crossed scores of its sentences; ``victims`` of its figures, by their characters.
        counted: figures that belong to tallies.
        events: sentences of each event claimed, by crossed decisions.
    """

    annotated: gold.Annotated
    reading: Reading
    profiles: Sequence[Profile]
    document: frozenset[str]
    weight: int = 1
    incident: list[float] = field(default_factory=list)
    tally: list[float] = field(default_factory=list)
    victims: dict[tuple[int, int], float] = field(default_factory=dict)
    counted: set[tuple[int, int]] = field(default_factory=set)
    events: list[list[int]] = field(default_factory=list)

    @property
    def world(self) -> frozenset[str]:
        """What marks documents of invented countries while weights are fitted (`invented.MARK`)."""
        return invented.mark(self.annotated.folder)

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


def read_cases(
    folders: Sequence[pathlib.Path],
    cache: pathlib.Path | None = None,
    models: unseen.Unseen | None = None,
    *,
    examples: bool = True,
) -> list[Case]:
    """Every document read; with ``cache``, readings are kept there without their parse."""
    if cache and cache.is_file():
        with cache.open("rb") as file:
            return pickle.load(file)
    often = Counter(folders)
    annotated = [a for folder in often for a in gold.load(folder)]
    annotated += plain.examples() if examples else []
    cases = []
    for a, analysis in zip(annotated, analyse_all(a.document for a in annotated), strict=True):
        reading = read_mentions(analysis, models.opinion(analysis, a.folder) if models else None)
        found = profiles(reading)
        if cache:
            reading = dataclasses.replace(reading, analysis=dataclasses.replace(reading.analysis, doc=None))
        weight = often[a.folder] or 1
        cases.append(Case(a, reading, found, features.of_document(found), weight))
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
            [
                features.of_scene_sentence(case.reading, case.profiles, i, case.document)
                for i in range(len(case.profiles))
            ]
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


def fitted(cases: Sequence[Case], examples: list[list[logistic.Example]], penalty: float,
           without: int | None = None) -> Fitted:  # fmt: skip
    """Weights fitted on all documents, or on those of all folds but one."""
    rows = [
        (f | case.world, y, w * case.weight)
        for n, (case, row) in enumerate(zip(cases, examples, strict=True))
        if without is None or n % FOLDS != without
        for f, y, w in row
    ]
    return logistic.fit(rows, penalty=penalty)


def crossed(
    cases: Sequence[Case], examples: list[list[logistic.Example]], penalty: float
) -> list[list[float]]:
    """Probabilities for every document from weights fitted without its fold."""
    out: list[list[float]] = [[] for _ in examples]
    for fold in range(FOLDS):
        model = fitted(cases, examples, penalty, fold)
        for n in range(fold, len(examples), FOLDS):
            out[n] = [logistic.probability(model, f | cases[n].world) for f, _, _ in examples[n]]
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
    """A figure is right in its claim's sentences; the same number of victims elsewhere says nothing."""
    kind, names = ROLES[role]
    out = []
    for case in cases:
        rows = []
        wanted = case.claims(kind)
        values = {c: {tuple(case.annotated.claims[c].get(n) or ()) for n in names} for c in wanted}
        lines = {c: set(case.of(c)) for c in wanted}
        again = set().union(*values.values()) - {(1, 1)} if role == "victims" else set()
        marks = features.of_figures(case.reading, case.profiles, case.incident, case.tally)
        for f in figures(case, role):
            right = [c for c in wanted if f.sentence in lines[c] and f.quantity.bounds in values[c]]
            sure = [c for c in right if not case.optional(c)]
            if role == "counted":
                x = tally_marks.of_figure(case.reading, case.profiles, f, case.incident, case.tally)
            else:
                x = marks[f.start, f.end]
            doubtful = not sure and (right or f.quantity.bounds in again)
            rows.append((x, float(bool(sure)), 0.0 if doubtful else 1.0))
        out.append(rows)
    return out


def note_figures(
    cases: Sequence[Case], scores: dict[str, list[list[float]]], thresholds: dict[str, float]
) -> None:
    """Every document's figures with their crossed scores, and which of them tallies take."""
    for n, case in enumerate(cases):
        found = figures(case, "victims")
        case.victims = {(f.start, f.end): p for f, p in zip(found, scores["victims"][n], strict=True)}
        for f, p in zip(figures(case, "counted"), scores["counted"][n], strict=True):
            if p >= thresholds["counted"]:
                case.counted.add((f.start, f.end))


# --- documents -------------------------------------------------------------------------------------

#: From which likelihood a document is read: chosen where, each folder unseen, 41 of 7,337 annotated claims
#: are lost and 100 of 170 documents without any are left alone.
SUBJECT_AT = 0.45


def subject_examples(cases: Sequence[Case]) -> list[list[logistic.Example]]:
    """Every document, and whether anything is annotated in it."""
    return [
        [
            (
                subject.marks(c.profiles),
                float(any(not c.optional(n) for n in range(len(c.annotated.claims)))),
                1.0,
            )
        ]
        for c in cases
    ]


def run_subject(cases: list[Case], save: Save | None) -> None:
    """Whether a document reports violations at all."""
    rows = subject_examples(cases)
    report("subject", rows, crossed(cases, rows, 12.0))
    if save:
        save("subject", fitted(cases, rows, 12.0), SUBJECT_AT, "a document reports violations")


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
            (of_pair(case.reading, case.profiles, a, b), float(bool(events[a] & events[b])), 1.0)
            for n, a in enumerate(lines) for b in lines[n + 1:]
        ])  # fmt: skip
    return out


def event_examples(cases: Sequence[Case], found: Sequence[Candidates]) -> list[list[logistic.Example]]:
    """An event is right if it holds a sentence of a claim; of several for one claim the best scored is."""
    out = []
    for case, candidates in zip(cases, found, strict=True):
        events = candidates.events
        owner: dict[int, float] = {}
        lines = [(c, set(case.of(c))) for c in case.claims("incident")]
        taken: set[str] = set()
        for e in sorted(range(len(events)), key=lambda e: -max(case.incident[i] for i in events[e])):
            sure = [c for c, here in lines if here & set(events[e]) and not case.optional(c)]
            ids = {case.annotated.claims[c].get("incident") or f"claim {c}" for c in sure}
            doubtful = not sure and any(here & set(events[e]) for _, here in lines)
            owner[e] = -1.0 if doubtful else float(bool(ids - taken))
            taken |= ids
        out.append([
            (x, max(0.0, owner[e]), 0.0 if owner[e] < 0 else 1.0) for e, x in enumerate(candidates.marks())
        ])  # fmt: skip
    return out


def rounded(model: Fitted, threshold: float, what: str) -> dict[str, Any]:
    """What is kept of a decision's weights: what moves it, without the marks of invented wars."""
    bias, weights = model
    kept = {
        k: round(v, 3)
        for k, v in sorted(weights.items())
        if abs(v) >= 0.005 and not k.startswith(invented.MARK)
    }
    return {"decision": what, "bias": round(bias, 3), "threshold": round(threshold, 3), "weights": kept}


def write(name: str, model: Fitted, threshold: float, what: str, folder: pathlib.Path = WEIGHTS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = rounded(model, threshold, what)
    (folder / f"{name}.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def flat(examples: list[list[logistic.Example]]) -> list[logistic.Example]:
    return [e for rows in examples for e in rows]


@invented.known()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--hold-out", type=int, default=0, help="leave out every n-th document")
    parser.add_argument("--cache", type=pathlib.Path)
    parser.add_argument("--unseen", type=pathlib.Path, help="models by the folders they have not seen")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    cases = read_cases(args.folders, args.cache, unseen.Unseen(args.unseen) if args.unseen else None)
    if args.hold_out:
        cases = [c for n, c in enumerate(cases) if n % args.hold_out != args.hold_out - 1]
    folder = unseen.WEIGHTS if args.unseen else WEIGHTS
    run(cases, functools.partial(write, folder=folder) if args.write else None)


#: How far above the point where precision and recall are equal a number counts: false ones enter sums.
SURER = 0.06
#: Chosen on training documents by the F1 of claims put together from crossed decisions.
SENTENCE_AT, PAIR_AT = 0.1, 0.4


def run(cases: list[Case], save: Save | None) -> None:
    for kind in ("incident", "tally"):
        rows = sentence_examples(cases, kind)
        scores = crossed(cases, rows, 3.0)
        report(f"{kind} sentences", rows, scores)
        if kind == "incident":
            rows = core_weighted(cases, kind, rows, scores)
            scores = crossed(cases, rows, 3.0)
            report(f"{kind} core sentences", rows, scores)
        for case, scored in zip(cases, scores, strict=True):
            setattr(case, kind, scored)
        if save:
            what = f"a sentence carries {kind} claims"
            save(f"{kind}-sentence", fitted(cases, rows, 3.0), SENTENCE_AT, what)
    by_role, thresholds = {}, {}
    for role in ROLES:
        rows = figure_examples(cases, role)
        penalty = PENALTIES[role]
        by_role[role] = crossed(cases, rows, penalty)
        shown = [n for n, c in enumerate(cases) if not c.world and (c.annotated.folder or role == "victims")]
        thresholds[role] = report(
            f"figure: {role}", [rows[n] for n in shown], [by_role[role][n] for n in shown]
        )
        if role == "counted":
            found = [(p, y, w) for n in shown for (_, y, w), p in zip(rows[n], by_role[role][n], strict=True)]
            thresholds[role] = logistic.balanced_threshold(found) + SURER
        if save:
            save(f"figure-{role}", fitted(cases, rows, penalty), thresholds[role], f"a number is {role}")
    note_figures(cases, by_role, thresholds)
    run_events(cases, save)
    slots.run(cases, save)
    run_subject(cases, save)


def run_events(cases: list[Case], save: Save | None) -> None:
    """Which sentences belong together, and which of the events they make are claimed."""
    rows = pair_examples(cases)
    report("pairs", rows, crossed(cases, rows, 3.0))
    pairs = [fitted(cases, rows, 3.0, fold) for fold in range(FOLDS)]
    if save:
        save("pair", fitted(cases, rows, 3.0), PAIR_AT, "two sentences tell of one event")
    found = [claims.candidates(c, pairs[n % FOLDS], SENTENCE_AT, PAIR_AT) for n, c in enumerate(cases)]
    rows = event_examples(cases, found)
    scores = crossed(cases, rows, 4.0)
    report("events", rows, scores)
    real = [n for n, c in enumerate(cases) if not c.world]
    threshold = claims.best_threshold(*([some[n] for n in real] for some in (cases, found, scores)))
    if save:
        what = "sentences put together tell of an event that is claimed"
        save("event", fitted(cases, rows, 4.0), threshold, what)
    for case, candidates, scored in zip(cases, found, scores, strict=True):
        kept = [list(e) for e, p in zip(candidates.events, scored, strict=True) if p >= threshold]
        case.events = sorted([*kept, *([i] for i in event_rows(case.reading))])


if __name__ == "__main__":
    main()

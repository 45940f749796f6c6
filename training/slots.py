"""Fits the choices of slots: act, status, place, day, sides, basis and verification of an event.

A choice is fitted on events as annotated and as the engine puts them together, because those hold
sentences too many and too few. Its figures are those of events as the engine finds them, in documents (or,
with ``by="folder"``, whole folders, which tell of other wars) the weights were not fitted on; a wrong value
counts as one found wrongly and one missed, as the score has it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import logistic
import softmax

from corrobora.extract.rules import choices, classes, evidence, opponents
from corrobora.extract.rules.scores import shares
from corrobora.extract.rules.slots import Scene
from corrobora.model.vocabulary import Basis
from corrobora.model.when import When
from corrobora.model.where import Where

if TYPE_CHECKING:
    from fit import Case

KINDS = ("incident", "tally")
FOLDS = 5
Write = Callable[[str, tuple[float, dict[str, float]], float, str], None]
Told = tuple[Scene, dict[str, Any]]
#: Candidates: the value each stands for, its features, and whether it is right.
Options = list[tuple[Any, frozenset[str], bool]]


def as_annotated(case: Case, kind: str) -> Iterator[Told]:
    """Every annotated claim as the sentences that carry it."""
    for c in case.claims(kind):
        members = case.of(c)
        if members and not case.optional(c):
            yield _scene(case, kind, members), case.annotated.claims[c]


def as_found(case: Case, kind: str) -> Iterator[Told]:
    """Annotated claims as the engine puts them together: a tally from its likeliest sentence alone, an
    incident from the event that holds most of its sentences."""
    claims = [(c, set(case.of(c))) for c in case.claims(kind) if not case.optional(c)]
    if kind == "tally":
        for c, lines in claims:
            if lines:
                yield _scene(case, kind, [max(lines, key=lambda i: case.tally[i])]), case.annotated.claims[c]
        return
    taken: set[int] = set()
    for event in sorted(case.events, key=lambda e: -max(case.incident[i] for i in e)):
        shared = [
            (len(lines & set(event)), -c) for c, lines in claims if c not in taken and lines & set(event)
        ]
        if shared:
            c = -max(shared)[1]
            taken.add(c)
            yield _scene(case, kind, event), case.annotated.claims[c]


def _scene(case: Case, kind: str, members: Sequence[int]) -> Scene:
    scores = case.incident if kind == "incident" else case.tally
    return Scene(
        kind=kind, reading=case.reading, profiles=case.profiles, members=tuple(members),
        core=max(members, key=lambda i: scores[i]), incident=case.incident, tally=case.tally,
        document=case.document, events=tuple(tuple(e) for e in case.events),
    )  # fmt: skip


# --- what is chosen among, and what is right --------------------------------------------------------


def act_options(scene: Scene, claim: dict[str, Any]) -> Options:
    found = classes.acts(scene, classes.Scopes(scene))
    return [(v, f, v == claim.get("act")) for v, f in found]


def status_options(scene: Scene, claim: dict[str, Any]) -> Options:
    wanted = claim.get("victim_status")
    found = classes.statuses(scene, classes.Scopes(scene), claim.get("act"))
    return [(None if v == classes.NONE else v, f, v == (wanted or classes.NONE)) for v, f in found]


def place_options(scene: Scene, claim: dict[str, Any]) -> Options:
    found: Options = []
    name = claim.get("place")
    for mention, features in choices.places(scene):
        if mention is None:
            found.append((None, features, not name))
        else:
            right = bool(name) and same_place(str(name), claim.get("place_point"), mention.value)
            found.append((choices.place_key(mention.value), features, right))
    return found


def day_options(scene: Scene, claim: dict[str, Any]) -> Options:
    found: Options = []
    wanted = claim.get("date")
    for mention, features in choices.days(scene):
        if mention is None:
            found.append((None, features, not wanted))
        else:
            right = bool(wanted) and same_days(wanted, mention.value)
            found.append(((mention.value.first, mention.value.last), features, right))
    return found


def side_options(scene: Scene, claim: dict[str, Any]) -> Options:
    wanted = (claim.get("victim_side"), claim.get("perpetrator_side"))
    return [(pair, frozenset().union(*parts), pair == wanted) for pair, parts in opponents.pairs(scene)]


def verification_options(scene: Scene, claim: dict[str, Any]) -> Options:
    wanted = claim.get("verification")
    scopes = classes.Scopes(scene)
    found = classes.verifications(scene, scopes, evidence.doer_scopes(scene))
    return [(None if v == classes.NONE else v, f, v == (wanted or classes.NONE)) for v, f in found]


#: Name of the model, kinds it is fitted on, what it chooses among.
CHOICES: dict[str, tuple[tuple[str, ...], Callable[[Scene, dict[str, Any]], Options]]] = {
    "incident-act": (("incident",), act_options),
    "tally-act": (("tally",), act_options),
    "incident-status": (("incident",), status_options),
    "tally-status": (("tally",), status_options),
    "incident-place": (("incident",), place_options),
    "tally-place": (("tally",), place_options),
    "incident-day": (("incident",), day_options),
    "sides": (KINDS, side_options),
    "verification": (("incident",), verification_options),
}
BASIS = "basis"
#: Strength of the quadratic penalty, by the last word of a model's name.
PENALTIES = {"act": 2.0, "status": 8.0, "verification": 8.0, "sides": 8.0, "basis": 12.0}
PENALTY = 4.0
#: How much a document of an invented war counts, where not as any other. Sides: who suffers and who does
#: it differs by war, so many of them would teach that it is a coin's toss, and none that it is as in the wars
#: annotated. Basis: what a report rests on is laid out more plainly in them than where it was not made up.
INVENTED = {"sides": 0.15, "basis": 0.1}


def _plain(claim: dict[str, Any], name: str) -> bool:
    return bool(claim.get("plain")) and not (name == "sides" and "victim_side" in claim)


class Examples:
    """Every choice of every document, as annotated and as found."""

    def __init__(self, cases: Sequence[Case], name: str) -> None:
        kinds, options = CHOICES[name]
        self.name = name
        self.weights = [INVENTED.get(name, 1.0) if case.world else 1.0 for case in cases]
        self.rows: list[list[tuple[bool, Options]]] = []
        for case in cases:
            rows = []
            for kind in kinds:
                for found, told in ((False, as_annotated), (True, as_found)):
                    rows += [(found, options(s, c)) for s, c in told(case, kind) if not _plain(c, name)]
            self.rows.append(rows)

    def fit(self, documents: Sequence[int]) -> dict[str, float]:
        chosen = [
            ([(f, right) for _, f, right in o], 0.6 * self.weights[n])
            for n in documents
            for _, o in self.rows[n]
            if o
        ]
        return softmax.fit(chosen, penalty=PENALTIES.get(self.name.rsplit("-")[-1], PENALTY))

    def crossed(self, folds: Sequence[Sequence[int]]) -> list[tuple[Options, list[float]]]:
        """Choices as found with the probability of each candidate, from weights fitted without its fold."""
        out = []
        for fold in folds:
            weights = self.fit([n for n in range(len(self.rows)) if n not in set(fold)])
            for n in fold:
                for found, options in self.rows[n]:
                    if found and options:
                        scores = [sum(weights.get(x, 0.0) for x in f) for _, f, _ in options]
                        out.append((options, shares(scores)))
        return out


def decide(options: Options, likely: Sequence[float], threshold: float) -> tuple[Any, bool]:
    """The value chosen, as `corrobora.extract.rules.slots` chooses, and whether it is right."""
    together: Counter[Any] = Counter()
    best: dict[Any, tuple[float, bool]] = {}
    for p, (value, _, right) in zip(likely, options, strict=True):
        together[value] += p
        best[value] = max(best.get(value, (0.0, False)), (p, right))
    nothing = together.pop(None, 0.0)
    if not together:
        return None, best[None][1]
    value = max(together, key=lambda v: together[v])
    if together[value] < threshold * nothing:
        return None, best[None][1]
    return value, best[value][1]


def figures(choices_: Sequence[tuple[Options, list[float]]], threshold: float) -> Counter[str]:
    """Right, wrong and missed values."""
    count: Counter[str] = Counter()
    for options, likely in choices_:
        value, right = decide(options, likely, threshold)
        wanted = not any(r for v, _, r in options if v is None)
        count["all"] += 1
        count["as annotated"] += right
        if value is not None:
            count["tp" if right else "fp"] += 1
        count["fn"] += wanted and not (right and value is not None)
    return count


def f1(count: Counter[str]) -> float:
    return 2 * count["tp"] / ((2 * count["tp"] + count["fp"] + count["fn"]) or 1)


def best_threshold(choices_: Sequence[tuple[Options, list[float]]]) -> float:
    """By F1; near ties go to the one nearest to even odds."""
    tried = [
        (f1(figures(choices_, t)), t) for t in (0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.25, 1.5, 2.0, 2.5, 3.5)
    ]
    most = max(f for f, _ in tried)
    return min((t for f, t in tried if f >= most - 0.004), key=lambda t: abs(math.log(t)))


def side_figures(choices_: Sequence[tuple[Options, list[float]]]) -> dict[str, Counter[str]]:
    """Figures of each of the two sides, whose chances are added up over pairs."""
    counts: dict[str, Counter[str]] = {}
    for options, likely in choices_:
        wanted = next((v for v, _, right in options if right), None)
        for n, role in enumerate(opponents.ROLES):
            together: Counter[Any] = Counter()
            for p, (pair, _, _) in zip(likely, options, strict=True):
                together[pair[n]] += p
            value = max(together, key=lambda v: together[v])
            count = counts.setdefault(role, Counter())
            right = wanted is not None and value == wanted[n]
            count["all"] += 1
            count["as annotated"] += right
            if value is not None:
                count["tp" if right else "fp"] += 1
            count["fn"] += (wanted is None or wanted[n] is not None) and not (right and value is not None)
    return counts


# --- bases: each sort of evidence is decided by itself -----------------------------------------------

#: Whether it is as the engine finds it, features of every possible basis, the annotated ones.
Rested = tuple[bool, dict[Basis, frozenset[str]], set[str]]


def basis_rows(cases: Sequence[Case], kind: str) -> list[list[Rested]]:
    out = []
    for case in cases:
        rows: list[Rested] = []
        for found, told in ((False, as_annotated), (True, as_found)):
            for scene, claim in told(case, kind):
                if not claim.get("plain"):
                    scopes = classes.Scopes(scene)
                    possible = {b: classes.bases(scene, scopes, b) for b in classes.possible_bases(scopes)}
                    rows.append((found, possible, set(claim.get("basis") or ())))
        out.append(rows)
    return out


def basis_fit(
    cases: Sequence[Case], kinds: Sequence[list[list[Rested]]], documents: Sequence[int]
) -> tuple[float, dict[str, float]]:
    """One model for both kinds: a tally's is a feature."""
    examples = [
        (features, float(b.value in wanted), 0.6 * (INVENTED[BASIS] if cases[n].world else 1.0))
        for rows in kinds
        for n in documents
        for _, possible, wanted in rows[n]
        for b, features in possible.items()
    ]
    return logistic.fit(examples, penalty=PENALTIES[BASIS])


def basis_figures(scored: Sequence[tuple[dict[Basis, float], set[str]]], threshold: float) -> Counter[str]:
    count: Counter[str] = Counter()
    for likely, wanted in scored:
        found = classes.chosen_bases(likely, threshold)
        right = {b.value for b in found} == wanted
        count["all"] += 1
        count["as annotated"] += right
        if found:
            count["tp" if right else "fp"] += 1
        count["fn"] += bool(wanted) and not (right and found)
    return count


def run_basis(cases: Sequence[Case], write: Write | None, by: Sequence[str]) -> None:
    kinds = [basis_rows(cases, kind) for kind in KINDS]
    thresholds: dict[str, float] = {}
    for how in by:
        scored: dict[str, list[tuple[dict[Basis, float], set[str]]]] = {kind: [] for kind in KINDS}
        for fold in folds_of(cases, how):
            if all(cases[n].world for n in fold):
                continue  # an invented war's own figures say nothing of real ones
            model = basis_fit(cases, kinds, [n for n in range(len(cases)) if n not in set(fold)])
            for kind, rows in zip(KINDS, kinds, strict=True):
                scored[kind] += [
                    ({b: logistic.probability(model, f) for b, f in possible.items()}, wanted)
                    for n in fold
                    if not cases[n].world
                    for found, possible, wanted in rows[n]
                    if found
                ]
        for kind, each in scored.items():
            tried = [(f1(basis_figures(each, t)), t) for t in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)]
            thresholds.setdefault(kind, max(t for f, t in tried if f >= max(tried)[0] - 0.01))
            show(f"{kind}-basis at {thresholds[kind]}", how, basis_figures(each, thresholds[kind]))
    if write:
        model = basis_fit(cases, kinds, range(len(cases)))
        for kind, threshold in thresholds.items():
            write(f"{kind}-basis", model, threshold, "a sort of evidence is a basis of it")


# --- all together -----------------------------------------------------------------------------------


def folds_of(cases: Sequence[Case], by: str) -> list[list[int]]:
    real = [n for n, c in enumerate(cases) if c.annotated.folder is not None]
    if by == "document":
        return [real[f::FOLDS] for f in range(FOLDS)]
    names = sorted({str(cases[n].annotated.folder) for n in real})
    return [[n for n in real if str(cases[n].annotated.folder) == name] for name in names]


def show(name: str, by: str, count: Counter[str]) -> None:
    p, r = (count["tp"] / ((count["tp"] + count[o]) or 1) for o in ("fp", "fn"))
    share = count["as annotated"] / (count["all"] or 1)
    print(
        f"{name:28} by {by:9} n={count['all']:4d} as annotated {share:.3f}  "
        f"P {p:.3f} R {r:.3f} F1 {f1(count):.3f}"
    )


def run(
    cases: Sequence[Case],
    write: Write | None,
    names: Sequence[str] = (),
    by: Sequence[str] = ("document",),
) -> None:
    """Fits, prints how each does, and hands the weights to ``write``."""
    for name in CHOICES:
        if names and name not in names:
            continue
        everything = list(range(len(cases)))
        examples = Examples(cases, name)
        threshold = 1.0
        for how in by:
            crossed = examples.crossed(folds_of(cases, how))
            if name == "sides":
                for role, count in side_figures(crossed).items():
                    show(f"sides: {role}", how, count)
                continue
            if not name.endswith("act") and how == by[0]:
                threshold = best_threshold(crossed)
            show(f"{name} at {threshold}", how, figures(crossed, threshold))
        if write:
            write(name, (0.0, examples.fit(everything)), threshold, name.replace("-", " "))
    if names and BASIS not in names:
        return
    run_basis(cases, write, by)


def same_place(name: str, point: list[float] | None, where: Where) -> bool:
    one, two = (
        {w[:5] for w in n.casefold().replace("-", " ").split() if len(w) > 2} for n in (name, where.name)
    )
    if one & two:
        return True
    best = where.candidates[0] if where.candidates else None
    if not point or best is None or best.lat is None or best.lon is None:
        return False
    (a, b), (c, d) = [tuple(map(math.radians, p)) for p in (point, (best.lat, best.lon))]
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(math.sqrt(h)) < 15


def same_days(wanted: list[str | None], when: When) -> bool:
    a, b = (date.fromisoformat(d).toordinal() if d else None for d in wanted)
    c, d = (day.toordinal() if day else None for day in (when.first, when.last))
    if (a is None) != (c is None) or (b is None) != (d is None):
        return False
    if all(x is None or y is None or abs(x - y) <= 3 for x, y in ((a, c), (b, d))):
        return True
    if a is None or b is None or c is None or d is None:
        return False
    return max(0, min(b, d) - max(a, c) + 1) / (max(b, d) - min(a, c) + 1) >= 0.5

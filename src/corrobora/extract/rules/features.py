"""What decisions are made on: general features of sentences, figures, pairs of sentences and events.

A feature is a name that is present or not. Names are built from families of the codebook, shapes and
positions, never from words of a document, so that the learned weights can be read and argued with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from corrobora.extract.rules import mixing
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading

#: Of a text of so few sentences shares say nothing.
_SHORT = 7
_DEEDS = ("acts.", "deaths.")
_KILLING = ("acts.execution", "deaths.kill", "deaths.shoot", "deaths.die")
_CIRCUMSTANCES = (
    "custody.",
    "people.",
    "scenes.",
    "sides.",
    "figure.number",
    "figure.implied",
    "shape.",
    "counting.recorded",
)
_FROM_NEIGHBOURS = (
    "acts.",
    "deaths.",
    "custody.",
    "people.",
    "scenes.",
    "figure.number",
    "when.",
    "place.",
    "counting.total",
    "shape.heading",
)
_OF_DOCUMENT = (
    "deaths.kill", "deaths.shoot", "custody.captive", "custody.surrender", "custody.bound", "acts.execution",
    "acts.torture", "scenes.exchange", "scenes.accident", "scenes.crime", "scenes.combat", "scenes.justice",
    "people.force", "people.soldier",
)  # fmt: skip


def level(p: float) -> str:
    """A probability as one of five steps."""
    return "0" if p < 0.1 else "1" if p < 0.25 else "2" if p < 0.5 else "3" if p < 0.75 else "4"


def of_document(profiles: Sequence[Profile]) -> frozenset[str]:
    """How much of the document certain families fill."""
    if len(profiles) <= _SHORT:
        return frozenset({"document:short"})
    counts = Counter(mark for p in profiles for mark in p.marks)
    found = set()
    for mark in _OF_DOCUMENT:
        share = counts[mark] / max(1, len(profiles))
        step = "none" if share == 0 else "low" if share < 0.1 else "some" if share < 0.25 else "much"
        found.add(f"document:{mark}:{step}")
    return frozenset(found)


def of_sentence(profiles: Sequence[Profile], index: int, document: Iterable[str]) -> frozenset[str]:
    """Marks of a sentence, pairs of a deed with its circumstances, marks of both neighbours, the document."""
    marks = profiles[index].marks
    found = set(marks)
    found.update(document)
    deeds = [m for m in marks if m.startswith(_DEEDS)]
    around = [m for m in marks if m.startswith(_CIRCUMSTANCES)]
    found.update(f"{a}&{b}" for a in deeds for b in around)
    if any(m in marks for m in _KILLING):
        power = any(m.startswith("custody.") for m in marks)
        people = any(m.startswith("people.") for m in marks)
        number = any(m.startswith("figure.") for m in marks)
        found.add(f"killing&power:{power}&people:{people}&figure:{number}")
        found.add(f"killing&power:{power}&sides:{any(m.startswith('sides.') for m in marks)}")
    for step, name in ((-1, "before"), (1, "after")):
        if 0 <= index + step < len(profiles):
            other = profiles[index + step].marks
            found.update(f"{name}:{m}" for m in other if m.startswith(_FROM_NEIGHBOURS))
    return frozenset(found)


def of_scene_sentence(
    reading: Reading, profiles: Sequence[Profile], index: int, document: Iterable[str]
) -> frozenset[str]:
    """Features of a sentence as one that carries an incident."""
    return of_sentence(profiles, index, document) | mixing.sentence(reading, index)


def of_leaning(incident: Sequence[float], tally: Sequence[float]) -> set[str]:
    """Whether a document tells of events, of counts over many, of both or of neither."""
    events, counts = sum(incident), sum(tally)
    both = events + counts
    if both < 0.5:
        return {"leaning:neither"}
    share = events / both
    step = "counts" if share < 0.3 else "more counts" if share < 0.5 else "more events" if share < 0.7 else (
        "events" if share < 0.85 else "only events"
    )  # fmt: skip
    size = "few" if both < 2 else "some" if both < 6 else "many"
    return {f"leaning:{step}", f"leaning:{step} {size}", f"telling:{size}"}


def _step(size: int) -> str:
    for most in (1, 9, 49, 299, 2999):
        if size <= most:
            return f"<={most}"
    return "more"


def _bounds(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return "open" if high is None else "upto"
    return "exact" if low == high else "range"


Bounds = tuple[int | None, int | None]


def of_figures(
    reading: Reading,
    profiles: Sequence[Profile],
    incident: Sequence[float],
    tally: Sequence[float],
    least: float = 0.0,
) -> dict[tuple[int, int], frozenset[str]]:
    """Features of the numbers of sentences that score ``least`` as incidents, by the numbers' characters."""
    said: dict[Bounds, list[int]] = {}
    for index, profile in enumerate(profiles):
        for figure in profile.figures:
            said.setdefault(figure.quantity.bounds, []).append(index)
    leaning = of_leaning(incident, tally)
    return {
        (figure.start, figure.end): _of_figure(reading, profiles, figure, incident, tally)
        | leaning
        | _elsewhere(profiles, figure, said[figure.quantity.bounds])
        | mixing.victims(reading, index, (figure.start, figure.end))
        for index, profile in enumerate(profiles)
        if incident[index] >= least
        for figure in profile.figures
    }


def _of_figure(
    reading: Reading,
    profiles: Sequence[Profile],
    figure: Figure,
    incident: Sequence[float],
    tally: Sequence[float],
) -> frozenset[str]:
    """What a number can count, its size, its hedge, its grammar, and how the sentences around it scored."""
    marks = profiles[figure.sentence].marks
    low, high = figure.quantity.bounds
    size = low if low is not None else high or 0
    found = {
        f"noun:{figure.nearest}",
        "size:" + _step(size),
        "bounds:" + _bounds(low, high),
        f"incident:{level(incident[figure.sentence])}",
        f"tally:{level(tally[figure.sentence])}",
    }
    if figure.implied:
        found.add("implied")
    if figure.quantity.hedge:
        found.add("hedged")
    found.update(f"right:{m}" for m in figure.after)
    found.update(f"left:{m}" for m in figure.before)
    found.update(
        f"in:{m}"
        for m in marks
        if m.startswith(
            ("acts.", "deaths.", "counting.", "when.", "scenes.", "shape.", "custody.", "settings.")
        )
    )
    nearest = figure.nearest.split(".")[0]
    found.update(f"{nearest}&{m}" for m in marks if m.startswith(("acts.", "deaths.", "counting.", "when.")))
    for step, name in ((-2, "two before"), (-1, "before"), (1, "after"), (2, "two after")):
        at = figure.sentence + step
        if 0 <= at < len(profiles):
            found.add(f"{name}:incident:{level(incident[at])}")
            found.add(f"{name}:tally:{level(tally[at])}")
            found.update(
                f"{name}:{m}"
                for m in profiles[at].marks
                if m.startswith(("counting.total", "counting.recorded", "when.span"))
            )
    found |= figure.grammar
    found.update(f"{nearest}&{m}" for m in figure.grammar if m.startswith(("governed:", "nearest deed:")))
    sentence = reading.sentences[figure.sentence]
    if figure.start - sentence.start < 3:
        found.add("opens")
    numbers = [f for f in profiles[figure.sentence].figures if not f.implied]
    found.add(f"numbers:{min(len(numbers), 4)}")
    if figure in numbers:
        found.add("rank:" + ("first" if numbers[0] is figure else "later"))
    return frozenset(found)


def _elsewhere(profiles: Sequence[Profile], figure: Figure, said: Sequence[int]) -> set[str]:
    """Whether the document gives the same number again; ``said`` are the sentences it stands in."""
    if figure.implied or figure.quantity.bounds == (1, 1):
        return {"said:one"}
    others = [i for i in said if i != figure.sentence]
    found = {f"said:{min(len(others), 3)} more"}
    if any("shape.heading" in profiles[i].marks or i == 0 for i in others[:9]):
        found.add("said in the title")
    if others and others[0] < figure.sentence:
        found.add("said before")
    return found


def of_event(
    profiles: Sequence[Profile],
    members: Sequence[int],
    incident: Sequence[float],
    tally: Sequence[float],
    document: Iterable[str],
) -> frozenset[str]:
    """Whether sentences taken together tell of an event that is claimed."""
    best = max(incident[i] for i in members)
    expected = sum(incident[i] for i in members)
    found = set(document)
    found.add(f"best:{level(best)}")
    found.add(f"tally:{level(max(tally[i] for i in members))}")
    found.add(
        "sum:" + ("<.5" if expected < 0.5 else "<1" if expected < 1 else "<2" if expected < 2 else "2+")
    )
    found.add(f"sentences:{min(len(members), 5)}")
    marks = {m for i in members for m in profiles[i].marks}
    found.update(f"has:{m}" for m in marks if not m.startswith("shape."))
    top = max(members, key=lambda i: incident[i])
    found.update(
        f"core:{m}"
        for m in profiles[top].marks
        if m.startswith(("acts.", "deaths.", "custody.", "shape.", "scenes."))
    )
    for a in ("place.", "when.", "figure.number", "figure.implied", "acts.", "custody.", "sides."):
        if not any(m.startswith(a) for m in marks):
            found.add(f"no:{a}")
    return frozenset(found)

"""Whether a document reports violations of the laws of war at all.

A robbery, a crash, a match and an exchange of prisoners share many a sentence with such reports; the document
as a whole seldom does. One decision, by all its words for deeds, people and scenes, spares their claims.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from corrobora.extract.rules.explicit import told_in_so_many_words
from corrobora.extract.rules.profile import Profile, profiles
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.registers import event_rows
from corrobora.extract.rules.scores import shipped

MODEL = "subject"
#: Families of the codebook that tell what a document is about.
_FAMILIES = (
    "acts.", "deaths.", "custody.", "people.", "groups.", "scenes.", "bases.", "verification.", "statements.",
    "responses.", "contexts.", "counting.", "occasions.", "offices.", "settings.", "sides.",
)  # fmt: skip
_DEEDS = ("acts.", "deaths.kill", "deaths.shoot", "deaths.body", "deaths.die")
_WHOSE = (
    "people.soldier", "people.force", "groups.armed_group", "groups.state_force", "sides.one", "sides.two",
    "custody.",
)  # fmt: skip
_PROTECTED = frozenset(
    f"custody.{state}" for state in ("captive", "surrender", "bound", "unarmed", "hors_de_combat")
)
#: Shares of a document's sentences, and sentences, from which a mark counts as more.
_SHARES = {"tenth": 0.1, "quarter": 0.25}
_FEW, _MANY = 8, 25


def reports_violations(reading: Reading) -> bool:
    """Whether anything is claimed of a document.

    A table that lists events is always read, and so is a text that tells in so many words of captives killed.
    """
    found = profiles(reading)
    model = shipped(MODEL)  # a second opinion is never asked about whole documents
    return (
        model.probability(marks(found)) >= model.threshold
        or bool(event_rows(reading))
        or any(_PROTECTED & p.marks and told_in_so_many_words(reading, p) for p in found)
    )


def marks(found: Sequence[Profile]) -> frozenset[str]:
    """Features of a document: what its sentences hold, how many of them, and whose deeds they tell."""
    held: Counter[str] = Counter()
    deeds: Counter[str] = Counter()
    for profile in found:
        held.update(m for m in profile.marks if m.startswith(_FAMILIES))
        deeds.update(_deeds(profile))
    features = {f"{mark}:some" for mark in held}
    features |= {f"{mark}:two" for mark, count in held.items() if count > 1}
    features |= {
        f"{mark}:{name}"
        for mark, count in held.items()
        for name, share in _SHARES.items()
        if count >= share * len(found)
    }
    features |= {f"{deed}:{_step(count)}" for deed, count in deeds.items()} | {f"{d}:some" for d in deeds}
    if not deeds:
        features.add("no deed")
    length = "few" if len(found) < _FEW else "many" if len(found) >= _MANY else "some"
    features.add(f"sentences:{length}")
    return frozenset(features)


def _deeds(profile: Profile) -> Iterator[str]:
    """A deed of a sentence with everything that tells whose it is or who suffered it."""
    if not any(m.startswith(_DEEDS) for m in profile.marks):
        return
    whose = [m for m in profile.marks if m.startswith(_WHOSE)]
    yield from (f"deed&{m}" for m in whose)
    if not whose:
        yield "deed alone"


def _step(count: int) -> str:
    return "1" if count == 1 else "2-3" if count < 4 else "4-7" if count < 8 else "8+"

"""How well an incident is established, as a dossier says it: by the case's method, with its definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corrobora.assess.verification import Checked
from corrobora.case.grading import Grades
from corrobora.codebook.gradings import Level, Scale, scale
from corrobora.publish import days, words


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with the claims they rest on (``C1``, ``C2`` …); none for what is said of the dossier itself."""

    text: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """What a dossier says of how well things are established.

    Attributes:
        method: its name, and how it is applied here.
        grades: by that method, one sentence a claim or incident.
        checked: who verified which claim and when.
        definitions: what the levels that occur mean, and where the scale is published.
    """

    method: str
    grades: tuple[Sentence, ...]
    checked: tuple[Sentence, ...]
    definitions: tuple[str, ...]


def refs_of(ids: Iterable[str], refs: Mapping[str, str]) -> tuple[str, ...]:
    """References of claims, in the order of the dossier's list."""
    return tuple(sorted({refs[id] for id in ids if id in refs}, key=lambda ref: int(ref[1:])))


def grading(found: Grades, refs: Mapping[str, str]) -> Grading:
    """The section on grading.

    Args:
        found: the incident's grades.
        refs: references of the claims the dossier lists, by id.
    """
    by_method = {"admiralty": _admiralty, "airwars": _airwars, "proof": _proof}
    return Grading(
        method=f"{found.method.name}. {found.method.says}",
        grades=tuple(by_method[found.method.id](found, refs)),
        checked=tuple(_checked(found, refs)),
        definitions=tuple(d for s in found.method.scales for d in _definitions(s, _used(s, found))),
    )


def _admiralty(found: Grades, refs: Mapping[str, str]) -> Iterator[Sentence]:
    reliability, credibility = scale("reliability"), scale("credibility")
    for grade in found.claims:
        judged = (
            f"as {grade.judged.author} decided: {grade.judged.reason}" if grade.judged else "nobody decided"
        )
        how = (
            f"as {grade.decided.author} decided: {grade.decided.reason}; by rule {grade.proposed.code}"
            if grade.decided
            else f"proposed by the rule: {grade.proposed.reason}"
        )
        yield Sentence(
            f"{grade.code}. Source: {grade.source or 'not found'}, {grade.reliability}, "
            f"{reliability.levels[grade.reliability].name} ({judged}). Information: {grade.credibility}, "
            f"{credibility.levels[grade.credibility].name} ({how}).",
            refs_of((grade.claim,), refs),
        )


def _airwars(found: Grades, refs: Mapping[str, str]) -> Iterator[Sentence]:
    yield Sentence(
        f"{words.capital(found.airwars.value)}, proposed by the rule.",
        refs_of((g.claim for g in found.claims), refs),
    )


def _proof(found: Grades, refs: Mapping[str, str]) -> Iterator[Sentence]:
    claims = refs_of((g.claim for g in found.claims), refs)
    if found.proof is None or found.proof.verdict is None:
        yield Sentence("Nobody has decided which standard the material reaches.", claims)
        return
    level = scale("proof").levels[found.proof.verdict]
    yield Sentence(
        f"{words.capital(level.name)}, as {found.proof.author} decided: {found.proof.reason}.", claims
    )


def _used(scale: Scale, found: Grades) -> set[str]:
    match scale.id:
        case "reliability":
            return {g.reliability for g in found.claims}
        case "credibility":
            return {g.credibility for g in found.claims} | {g.proposed.code for g in found.claims}
        case "airwars":
            return {found.airwars.value}
    return {found.proof.verdict} if found.proof and found.proof.verdict else set(scale.levels)


def _definitions(scale: Scale, used: set[str]) -> Iterator[str]:
    levels: list[Level] = [level for code, level in scale.levels.items() if code in used]
    meanings = " ".join(
        f"{level.code}, {level.name}: {level.means}" if len(level.code) == 1
        else f"{words.capital(level.name)}: {level.means}"
        for level in levels
    )  # fmt: skip
    yield f"{scale.name}. {meanings} Source: {scale.cited}"


def _checked(found: Grades, refs: Mapping[str, str]) -> Iterator[Sentence]:
    for id, steps in found.checked.items():
        if id not in refs:
            continue
        for step in steps:
            yield Sentence(_step(step), (refs[id],))


def _step(step: Checked) -> str:
    day = days.day(step.day) if step.day else "day not known"
    who = step.by or "somebody the words do not name"
    if step.decision:
        return f"{day}: {step.what} by {who}: {step.reason}."
    quotes = ", ".join(f"“{span.quote}”" for span in step.words)
    return f"{day}: said to be {step.what} by {who}, in the words {quotes}."

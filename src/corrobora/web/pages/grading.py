"""How well an incident is established: what rules propose, what people decided, by published scales."""

from __future__ import annotations

from dataclasses import dataclass

from corrobora.case import Case
from corrobora.case.grading import ClaimGrade
from corrobora.codebook.gradings import Level, Method, Scale, methods, scale
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _
from corrobora.web.pages.incident import title


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    """A claim with its two marks, which are never joined to one.

    Attributes:
        source: whom it is from; empty if not found.
        reliability, credibility: what counts now.
        judged, decided: who decided that and why; empty where nobody did.
        proposed: what the rule proposes, and why.
        href: where the claim stands in its document.
    """

    claim: str
    source: str
    reliability: Level
    judged: str
    credibility: Level
    decided: str
    proposed: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingPage:
    """What the page of an incident's grades shows.

    Attributes:
        method: the one the case grades by.
        rows: its claims that nobody rejected.
        sources: names that can be graded.
        airwars: the incident after Airwars.
        proof: the standard of proof people found it to reach; ``None``: nobody decided.
        proof_said: who decided that and why.
        scales: every scale in use, for what its levels mean.
        waits: whether what was just decided waits for a second person.
        problem: why it was not taken; may be empty.
    """

    label: str
    title: str
    method: Method
    rows: tuple[GradeRow, ...]
    sources: tuple[str, ...]
    airwars: Level
    proof: Level | None
    proof_said: str
    scales: tuple[Scale, ...]
    waits: bool = False
    problem: str = ""

    def levels(self, id: str) -> tuple[Level, ...]:
        """The levels of a scale."""
        return tuple(scale(id).levels.values())


def grading_page(case: Case, number: str, *, waits: bool = False, problem: str = "") -> GradingPage:
    """The grades of one incident.

    Args:
        case: the case.
        number: the incident's number or label.
        waits: whether what was just decided waits for a second person.
        problem: why it was not taken.

    Raises:
        NotThere: if that number was never given.
    """
    around = case.around(number)
    grades = around.grades
    rows = tuple(_row(g) for g in grades.claims)
    proof = scale("proof").levels
    used = {s.id: s for method in methods().values() for s in method.scales}
    return GradingPage(
        label=around.record.incident.label,
        title=title(around.record.incident),
        method=grades.method,
        rows=rows,
        sources=tuple(dict.fromkeys(r.source for r in rows if r.source)),
        airwars=scale("airwars").levels[grades.airwars.value],
        proof=proof.get(grades.proof.verdict or "") if grades.proof else None,
        proof_said=f"{grades.proof.author}, {days.moment(grades.proof.time)}: {grades.proof.reason}"
        if grades.proof
        else "",
        scales=tuple(used.values()),
        waits=waits,
        problem=problem,
    )


def _row(grade: ClaimGrade) -> GradeRow:
    reliability, credibility = scale("reliability").levels, scale("credibility").levels
    proposed = _("the rule proposes %(code)s: %(reason)s") % {
        "code": grade.proposed.code, "reason": words.readable(grade.proposed.reason),
    }  # fmt: skip
    return GradeRow(
        claim=grade.claim,
        source=grade.source or "",
        reliability=reliability[grade.reliability],
        judged=f"{grade.judged.author}: {grade.judged.reason}" if grade.judged else "",
        credibility=credibility[grade.credibility],
        decided=f"{grade.decided.author}: {grade.decided.reason}" if grade.decided else "",
        proposed=proposed,
        href=f"/review?at={grade.claim}",
    )

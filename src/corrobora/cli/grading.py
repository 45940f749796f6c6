"""Commands that say how well things are established: grading, and three decisions on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from corrobora.cli import acts
from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, Reason, open_case
from corrobora.cli.terminal import print_json, print_table, say

if TYPE_CHECKING:
    from corrobora.assess.verification import Checked
    from corrobora.case.grading import ClaimGrade

grading = typer.Typer(
    help="How well sources, claims and incidents are established, by published scales.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Incident = Annotated[str, typer.Argument(help="Its number or label: 7, INC-0007.")]


@grading.command("methods")
def list_methods(as_json: AsJson = False) -> None:
    """The ways to grade, with what each level means and where that is published."""
    from corrobora.case.weighed import methods_json
    from corrobora.codebook.gradings import methods

    if as_json:
        print_json({"methods": methods_json()})
        return
    for method in methods().values():
        say(f"{method.id}: {method.name}. {method.says}")
        for scale in method.scales:
            say(f"  {scale.name} (of a {scale.of}, by {scale.by})")
            for level in scale.levels.values():
                say(f"    {level.code}: {level.name}. {level.means}")
            say(f"    source: {scale.cited}")


@grading.command()
def choose(
    method: Annotated[str, typer.Argument(help="admiralty, airwars or proof.")],
    reason: Reason,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Choose how this case grades; case.toml says it, the journal keeps why, and exports state it."""
    with open_case(case, actor) as opened:
        opened.choose_grading(method, reason=reason)
        say(f"{opened.settings.name} is graded by: {opened.settings.grading}")


@grading.command()
def show(incident: Incident, case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """An incident by every method: what rules propose, what people decided, and why."""
    from corrobora.case.weighed import grades_json

    with open_case(case) as opened:
        found = opened.grades(incident)
    if as_json:
        print_json(grades_json(found))
        return
    say(f"{found.incident}: this case grades by {found.method.name}")
    rows = [
        (g.code, g.claim, g.source or "not found", g.reliability, _reliability(g), g.credibility, _why(g))
        for g in found.claims
    ]
    columns = ("code", "claim", "source", "reliability", "judged", "credibility", "why")
    print_table(columns, rows)
    say(f"Airwars grading: {found.airwars}")
    if found.proof:
        say(
            f"standard of proof: {found.proof.verdict}, as {found.proof.author} decided: {found.proof.reason}"
        )
    else:
        say("standard of proof: nobody has decided on it")


@grading.command()
def history(incident: Incident, case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """Who verified which claim and when, by what documents say and by what people decided."""
    from corrobora.case.weighed import history_json

    with open_case(case) as opened:
        found = opened.grades(incident)
    if as_json:
        print_json(history_json(found))
        return
    rows = [
        (id, step.what, step.by or "not named", str(step.day or "day not known"), _words(step))
        for id, steps in found.checked.items()
        for step in steps
    ]
    print_table(("claim", "what", "by", "day", "words or reason"), rows)
    for id in (id for id, steps in found.checked.items() if not steps):
        say(f"{id}: nobody is said to have checked it")


@acts.decide.command()
def reliability(
    source: Annotated[str, typer.Argument(help="A publisher or speaker, as the case names them.")],
    code: Annotated[str, typer.Argument(help="A, B, C, D, E or F.")],
    reason: Reason,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """How reliable a source is, A to F (Admiralty code)."""
    with open_case(case, actor) as opened:
        decision = opened.decide_reliability(source, code, reason=reason)
    say(f"decision {decision.id}: {source}: {decision.verdict}")


@acts.decide.command()
def credibility(
    claim: Annotated[str, typer.Argument(help="A claim (c…).")],
    code: Annotated[str, typer.Argument(help="1 to 6; 1 needs a claim with another origin.")],
    reason: Reason,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """How credible a claim is, 1 to 6 (Admiralty code), over what the rule proposes."""
    with open_case(case, actor) as opened:
        decision = opened.decide_credibility(claim, code, reason=reason)
    say(f"decision {decision.id}: {claim}: {decision.verdict}")


@acts.decide.command()
def proof(
    incident: Incident,
    standard: Annotated[str, typer.Argument(help="As corrobora grading methods lists them.")],
    reason: Reason,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Which standard of proof the material on an incident reaches; no finding of guilt."""
    with open_case(case, actor) as opened:
        decision = opened.decide_proof(incident, standard, reason=reason)
    say(f"decision {decision.id}: {incident}: {decision.verdict}")


def _reliability(grade: ClaimGrade) -> str:
    return f"by {grade.judged.author}" if grade.judged else "by nobody"


def _why(grade: ClaimGrade) -> str:
    if grade.decided:
        return f"{grade.decided.author}: {grade.decided.reason} (the rule proposes {grade.proposed.code})"
    return grade.proposed.reason


def _words(step: Checked) -> str:
    return step.reason or " … ".join(f"“{span.quote}”" for span in step.words)


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(grading, name="grading")

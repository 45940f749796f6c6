"""The command that says why a claim says what it says."""

from __future__ import annotations

from typing import Annotated

import typer

from corrobora.cli import words
from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, say

#: Other values shown for a slot; --json has all.
MOST = 5


def explain(
    claim: Annotated[str, typer.Argument(help="A claim (c…).")],
    case: CaseFolder = DEFAULT_CASE,
    as_json: AsJson = False,
) -> None:
    """Which engine, rule or model read which words for each value of a claim, and what else stood there."""
    with open_case(case) as opened:
        answer = opened.explain(claim)
    if as_json:
        print_json(answer.to_json())
        return
    record, comparison = answer.record, answer.comparison
    head = record.document
    say(
        f"{record.id} {record.claim.kind}, confidence {record.claim.confidence:.2f}, by {record.claim.engine}"
    )
    say(f"  in {head.title or head.name}, {head.source.publisher or '(publisher unknown)'}")
    for span in record.claim.spans:
        say(f"  “{' '.join(span.quote.split())}”")
    for reason in answer.slots:
        said = " … ".join(" ".join(span.quote.split()) for span in reason.spans)
        say(f"  {words.term(reason.slot)}: {words.value(reason.value)}  ← “{said}”")
        say(f"      {reason.how} [{reason.reader}], confidence {reason.confidence:.2f}")
        for other in reason.others[:MOST]:
            say(f"      not taken: {words.value(other.value)}  ← “{' '.join(other.words.split())}”")
        if len(reason.others) > MOST:
            say(f"      and {len(reason.others) - MOST} more")
    say(f"  not found: {', '.join(map(words.term, answer.not_found)) or 'nothing'}")
    if answer.cues:
        say("  codebook entries in these words: " + ", ".join(f"{e} “{w}”" for e, w in answer.cues))
    if comparison:
        say(f"  read by {', '.join(comparison.read_by)}; not by: {', '.join(comparison.silent) or 'nobody'}")
        say(f"  agreed: {', '.join(map(words.term, comparison.agreed)) or 'nothing'}")
        for difference in comparison.differences:
            values = ", ".join(
                f"{words.value(v.value)} ← “{' '.join(v.spans[0].quote.split())}”" for v in difference.values
            )
            say(f"  {words.term(difference.slot)}: {difference.engine} read {values or 'nothing'}")
    dropped = ", ".join(f"{what} {number}" for what, number in sorted(answer.dropped.items()))
    say(f"  refused in the whole document, by {answer.engine}: {dropped or 'nothing'}")


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(explain)

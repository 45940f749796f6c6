"""Commands that list what a case holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corrobora.cli import words
from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, print_table, say
from corrobora.model.vocabulary import Kind

if TYPE_CHECKING:
    from corrobora.case import ClaimRecord, DocumentHead, IncidentRecord
    from corrobora.count.reconciliation import Reconciliation

Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many.")]


def incidents(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """The register: one line an incident, ≠ where claims differ. Schema: corrobora schema incidents."""
    from corrobora.case.output import incidents_json

    with open_case(case) as opened:
        heads = opened.incidents()
        if as_json:
            print_json(incidents_json(heads, opened.redirects(), opened.all_origins()))
            return
    rows = []
    for head in heads:
        i = head.incident
        sides = f"{words.shown(i.perpetrator_side)} → {words.shown(i.victim_side)}"
        sources = f"{len(i.claims)} in {head.documents}: {', '.join(head.publishers) or words.NOT_FOUND}"
        rows.append(
            (i.label, words.shown(i.date), words.shown(i.place), words.shown(i.act), words.shown(i.victims),
             sides, words.shown(i.verification), sources)
        )  # fmt: skip
    columns = ("number", "day", "place", "act", "victims", "by → of", "verification", "claims in documents")
    print_table(columns, rows, right=("victims",))
    say(f"{len(rows)} incidents; {words.NOT_FOUND} not found in the documents, ≠ claims differ")


def tallies(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """Counts by named bodies on one time axis, with what the register holds of each."""
    with open_case(case) as opened:
        records = opened.tallies()
        if as_json:
            _print_claims("tallies", records)
            return
        result = opened.reconcile()
    figures = {placed.tally.id: placed for placed in result.tallies}
    rows = []
    for record in records:
        claim, placed = record.claim, figures.get(record.id)
        scope = placed.tally.scope if placed else None
        period = words.days(claim.period.value) if claim.period else words.NOT_FOUND
        rows.append(
            (period, words.figure(claim), placed.tally.body.name if placed else words.who(claim),
             scope.words().partition(",")[0] if scope else words.NOT_FOUND,
             str(scope.as_of) if scope and scope.as_of else words.NOT_FOUND,
             words.held(placed.register) if placed and placed.register else words.NOT_FOUND,
             words.missing(placed.register) if placed and placed.register else words.NOT_FOUND,
             _source(record), record.id)
        )  # fmt: skip
    columns = ("period", "figure", "body", "of what", "as of", "held", "missing", "published", "claim")
    print_table(columns, rows)
    say("held: victims in incidents of the register inside the figure's scope; corrobora reconcile says more")
    say_contradictions(result)


def say_contradictions(result: Reconciliation) -> None:
    """Every set of figures that cannot all hold, with the numbers, and figures larger than their frame."""
    for contradiction in result.contradictions:
        say(f"cannot all be true ({contradiction.body.name}): {contradiction.why}")
    for figure in result.derived:
        if figure.differs:
            say(f"differ: {figure.why}")
    if not result.contradictions:
        say("no body contradicts itself")


def claims(
    case: CaseFolder = DEFAULT_CASE,
    kind: Annotated[Kind | None, typer.Option("--kind", "-k", help="Only claims of this kind.")] = None,
    disagreement: Annotated[
        bool,
        typer.Option(
            "--disagreement", help="Only claims on which engines differ, those with most to check first."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """All claims, by document and place in it."""
    with open_case(case) as opened:
        records = opened.disputed(kind) if disagreement else opened.claims(kind)
    if as_json:
        _print_claims("claims", records)
        return
    if disagreement:
        print_table(
            ("claim", "kind", "on what engines differ", "words", "published"),
            [
                (r.id, r.claim.kind.value, words.dispute(r.claim), words.quote(r.claim), _source(r))
                for r in records
            ],
        )
        return
    rows = [
        (r.id, r.claim.kind.value, f"INC-{r.incident:04d}" if r.incident else "", words.who(r.claim),
         words.quote(r.claim), _source(r))
        for r in records
    ]  # fmt: skip
    print_table(("claim", "kind", "incident", "who says so", "words", "published"), rows)


def statements(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """What was said about the acts in general."""
    with open_case(case) as opened:
        records = opened.statements()
    _typed("statements", records, as_json=as_json)


def responses(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """What was answered or done about allegations."""
    with open_case(case) as opened:
        records = opened.responses()
    _typed("responses", records, as_json=as_json)


def documents(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """The documents, oldest publication first, and items that could not be read."""
    from corrobora.case.output import head_json

    with open_case(case) as opened:
        heads, unread = opened.documents(), opened.unread()
    if as_json:
        kept = [{"sha256": i.sha256, "name": i.name, "size": i.size} for i in unread]
        print_json({"documents": [head_json(h) for h in heads], "unread": kept})
        return
    rows = [
        (h.sha256[:12], str(h.source.published or words.NOT_FOUND), h.source.publisher or words.NOT_FOUND,
         h.language or words.NOT_FOUND, str(h.claims), _title(h))
        for h in heads
    ]  # fmt: skip
    rows += [(i.sha256[:12], "", "", "", "", f"{i.name} (kept, could not be read)") for i in unread]
    columns = ("document", "published", "publisher", "language", "claims", "title")
    print_table(columns, rows, right=("claims",))


def sources(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """Publishers and what rests on them."""
    from corrobora.case.output import passed_json, source_json

    with open_case(case) as opened:
        records, passed = opened.sources(), passed_json(opened.all_origins())
    if as_json:
        print_json({"sources": [source_json(record) for record in records], "passed": passed})
        return
    rows = [
        (r.publisher or "(unknown)", str(r.documents), str(r.claims), str(r.incidents),
         f"{r.first} – {r.last}" if r.first else words.NOT_FOUND)
        for r in records
    ]  # fmt: skip
    counted = ("documents", "claims", "incidents")
    print_table(("publisher", *counted, "published"), rows, right=counted)
    for p in passed[:40]:
        say(f"{p['taker']} has it from {p['giver']} ({p['how']}): {', '.join(p['incidents'][:8])}")


def journal(
    case: CaseFolder = DEFAULT_CASE,
    after: Annotated[int, typer.Option("--after", min=0, help="Only entries after this number.")] = 0,
    limit: Limit = 1000,
    as_json: AsJson = False,
) -> None:
    """What was done, by whom and when, in the order that the chain proves."""
    from corrobora.case.output import entry_json

    with open_case(case) as opened:
        entries = opened.journal(after=after, limit=limit)
    if as_json:
        print_json({"entries": [entry_json(entry) for entry in entries]})
        return
    rows = [
        (str(e.seq), e.time.isoformat(timespec="seconds"), e.actor, e.act, _about(e.payload), e.hash[:12])
        for e in entries
    ]
    print_table(("entry", "time", "actor", "act", "about", "hash"), rows, right=("entry",))


def search(
    query: Annotated[
        list[str], typer.Argument(help="Words, or how words begin; documents with all of them.")
    ],
    case: CaseFolder = DEFAULT_CASE,
    limit: Limit = 20,
) -> None:
    """Find words in the texts."""
    with open_case(case) as opened:
        hits = opened.search(" ".join(query), limit=limit)
    for hit in hits:
        say(f"{hit.document.sha256[:12]}  {_published(hit.document)}  {_title(hit.document)}")
        for excerpt in hit.excerpts:
            say(f"    … {' '.join(excerpt.text.split())} …")
    say(f"{len(hits)} documents")


def show(
    name: Annotated[str, typer.Argument(help="An incident (INC-0007), a claim (c…) or a document's hash.")],
    case: CaseFolder = DEFAULT_CASE,
) -> None:
    """One incident with the reasons its claims were joined, one claim, or one document's claims."""
    from corrobora.case.linking import number_of

    with open_case(case) as opened:
        if number_of(name) is not None and len(name) < 12:
            record = opened.incident(name)
            _show_incident(record)
            if record.incident.merged_into:
                _show_incident(opened.incident(record.incident.merged_into))
        elif name.startswith("c") and len(name) == 16:
            _show_claim(opened.claim(name))
        else:
            held = opened.document(name)
            say(f"{held.document.text.title or held.item.name}")
            say(f"{held.item.sha256}  {held.document.source.publisher or '(publisher unknown)'}")
            for claim in held.claims:
                _show_claim(claim)


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    for command in (
        incidents, tallies, claims, statements, responses, documents, sources, journal, search, show,
    ):  # fmt: skip
        app.command()(command)


def _show_incident(record: IncidentRecord) -> None:
    from corrobora.model.incident_serial import DERIVED

    incident = record.incident
    say(incident.label)
    if incident.merged_into:
        say(f"  merged into INC-{incident.merged_into:04d}; what was last known under this number:")
    for name in DERIVED:
        derived = getattr(incident, name)
        rule = f"  ({derived.rule})" if derived else ""
        say(f"  {words.term(name):16} {words.shown(derived)}{rule}")
    for claim in record.claims:
        _show_claim(claim)
    for link in record.links:
        state = "joined" if link.joined else "kept apart"
        say(f"  {link.pair.a} and {link.pair.b}: {state}, {link.pair.score:.2f} ({link.linker})")
        for feature in link.pair.features:
            say(f"      {feature.contribution:+.2f}  {feature.words}")
        for veto in link.pair.vetoes:
            say(f"      veto: {veto}")
        if link.pair.judgement:
            say(f"      a person judged: {link.pair.judgement}")
    for decision in record.decisions:
        what = decision.judgement or decision.verdict
        say(f"  decision {decision.id} by {decision.author}: {', '.join(decision.subject)}: {what}; "
            f"{decision.reason}")  # fmt: skip


def _show_claim(record: ClaimRecord) -> None:
    claim = record.claim
    state = "" if record.current else "  (no longer proposed)"
    decided = f"  [{record.decision.verdict}: {record.decision.reason}]" if record.decision else ""
    say(f"  {record.id} {claim.kind}  {_source(record)}{state}{decided}")
    for span in claim.spans:
        say(f"      “{' '.join(span.quote.split())}”")
    for name, slot in claim.slots():
        said = " … ".join(" ".join(span.quote.split()) for span in slot.spans)
        say(f"      {words.term(name):16} {words.value(slot.value)}  ← “{said}”")


def _typed(name: str, records: Iterable[ClaimRecord], *, as_json: bool) -> None:
    if as_json:
        _print_claims(name, records)
        return
    rows = [
        (words.term(r.claim.type.value) if r.claim.type else words.NOT_FOUND, words.who(r.claim),
         words.quote(r.claim), _source(r), r.id)
        for r in records
    ]  # fmt: skip
    print_table(("type", "who", "words", "published", "claim"), rows)


def _print_claims(name: str, records: Iterable[ClaimRecord]) -> None:
    from corrobora.case.output import record_json

    print_json({name: [record_json(record) for record in records]})


def _source(record: ClaimRecord) -> str:
    return _published(record.document)


def _published(head: DocumentHead) -> str:
    return f"{head.source.publisher or '(unknown)'}, {head.source.published or '(day unknown)'}"


def _title(head: DocumentHead) -> str:
    return head.title or head.name


def _about(payload: Any) -> str:
    told = {k: v for k, v in payload.items() if k in _TOLD and v not in (None, "", [])}
    return ", ".join(f"{key} {str(v)[:12] if key == 'sha256' else v}" for key, v in told.items())


#: What of an entry's content is worth a line.
_TOLD = (
    "name", "sha256", "path", "reader", "engine", "claims", "incidents", "subject", "judgement", "verdict",
    "reason", "withdrawn",
)  # fmt: skip

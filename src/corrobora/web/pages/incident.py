"""An incident: what its claims say side by side, where they differ, what none of them says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corrobora.assess.verification import Checked
from corrobora.case.records import ClaimRecord
from corrobora.codebook.rules import Rule, rules
from corrobora.link.origins import Origins
from corrobora.model.document import Document
from corrobora.model.incident import Derived, Incident, label_of
from corrobora.model.journal import UNDONE, Decision
from corrobora.model.vocabulary import Verification
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _
from corrobora.store.claims import Stored
from corrobora.web.evidence import Quote, Summary, Value, in_words, quote, speakers, summary, values
from corrobora.web.pages.origins import OriginsView, origins_view

#: Rows of the comparison, in the order they are read.
ROWS = (
    "act", "victims", "victim_status", "victim_side", "perpetrator_side", "place", "date", "basis",
    "verification", "verified_by", "stance",
)  # fmt: skip
#: Slots whose derived value stands at the head of the page.
FACTS = ("victims", "victim_status", "perpetrator_side", "place", "date", "verification")
#: Most claims that fit side by side; more are scrolled on a screen and stacked on paper.
SIDE_BY_SIDE = 4
_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value the incident has by a named rule."""

    term: str
    text: str
    note: str = ""
    rule: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A claim at the head of its column.

    Attributes:
        speaker: who says it, or that no speaker was found.
        relies: whom that speaker relies on, may be empty.
        source: outlet and day.
        short: what names the claim beside each value where columns cannot stand side by side.
        href: where the claim stands in its document.
    """

    id: str
    speaker: str
    found: bool
    relies: str
    source: str
    short: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One slot across all claims; an empty cell: not found in that claim."""

    slot: str
    term: str
    differs: bool
    cells: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response that stands in one of the incident's documents."""

    when: str
    what: str
    who: str
    source: str
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Why two of the claims were put under one number.

    Attributes:
        first, second: ids of the claims; on the page, their short names.
        score: how likely the linker holds them to be about one event, 0..1.
        reasons, against: what it weighed, in words, strongest first.
        judged: a person's judgement, which outranks the score; may be empty.
        ids: ids of the claims.
    """

    first: str
    second: str
    score: float
    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    judged: str = ""
    ids: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """A tally the incident may be counted in.

    Attributes:
        tally: the tally in three lines.
        sure: whether the incident lies inside by everything the tally limits.
    """

    tally: Summary
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision by a person, with its reason; ``in_force``: nothing superseded it."""

    when: str
    author: str
    what: str
    reason: str
    id: int = 0
    subject: str = ""
    in_force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step in the verification of a claim: who said what of it, when, and in which words."""

    who: str
    what: str
    when: str
    claim: str
    quote: Quote | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """What the page of one incident shows."""

    number: int
    label: str
    eyebrow: str
    title: str
    when: str
    lede: tuple[str, ...]
    facts: tuple[Fact, ...]
    rules: tuple[Rule, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    silent: tuple[str, ...]
    answers: tuple[Answer, ...]
    pairs: tuple[Pair, ...]
    more_pairs: tuple[Pair, ...]
    tallies: tuple[Around, ...]
    decisions: tuple[Decided, ...]
    steps: tuple[Step, ...] = ()
    origins: OriginsView | None = None
    merged_into: str | None = None

    @property
    def wide(self) -> bool:
        """Whether there are more claims than fit side by side."""
        return len(self.columns) > SIDE_BY_SIDE


def incident_page(
    incident: Incident,
    *,
    claims: Sequence[ClaimRecord],
    documents: Mapping[str, Document],
    responses: Sequence[ClaimRecord] = (),
    pairs: Sequence[Pair] = (),
    tallies: Sequence[tuple[Stored, bool]] = (),
    decisions: Sequence[Decision] = (),
    origins: Origins | None = None,
    checked: Sequence[Checked] = (),
) -> IncidentPage:
    """The page of an incident.

    Args:
        incident: the incident with its derived values.
        claims: its claims, oldest document first.
        documents: the documents of all claims and responses, by hash.
        responses: responses that stand in the same documents.
        pairs: why its claims were put together, by their ids.
        tallies: tallies whose scope leaves room for it, and whether it surely lies inside.
        decisions: what people decided on it, oldest first.
        origins: from whom it is known.
        checked: who verified which claim, and when.
    """
    rows = tuple(_row(name, incident, claims, documents) for name in ROWS)
    columns = tuple(_column(c, documents[c.document.sha256]) for c in claims)
    short = {c.id: c.short for c in columns}
    known = [p for p in pairs if p.first in short and p.second in short]
    holding = strongest(known)
    return IncidentPage(
        number=incident.number,
        label=incident.label,
        eyebrow=_eyebrow(incident, claims),
        title=title(incident),
        when=stretch(incident),
        lede=_lede(incident, claims, documents, responses),
        facts=tuple(f for f in (_fact(name, incident) for name in FACTS) if f),
        rules=_rules(incident),
        columns=columns,
        rows=tuple(r for r in rows if any(r.cells)),
        silent=tuple(r.term for r in rows if not any(r.cells)),
        answers=tuple(_answer(r, documents[r.document.sha256]) for r in responses),
        pairs=tuple(_named(p, short) for p in holding),
        more_pairs=tuple(_named(p, short) for p in known if p not in holding),
        tallies=tuple(Around(tally=summary(t), sure=sure) for t, sure in tallies),
        decisions=tuple(_decided(d, {x.supersedes for x in decisions}) for d in decisions),
        steps=tuple(_steps(checked, {c.id: c for c in claims}, documents, short)),
        origins=origins_view(origins) if origins and origins.sources else None,
        merged_into=label_of(incident.merged_into) if incident.merged_into else None,
    )


def _steps(
    checked: Sequence[Checked],
    claims: Mapping[str, ClaimRecord],
    documents: Mapping[str, Document],
    short: Mapping[str, str],
) -> Iterable[Step]:
    """Verification step by step, in the order of its days; steps without a day last."""
    ordered = sorted(checked, key=lambda c: (c.day is None, c.day.toordinal() if c.day else 0))
    for step in ordered:
        if step.claim not in claims:
            continue
        document = documents[claims[step.claim].document.sha256]
        yield Step(
            who=step.by or _("not named"),
            what={
                "verified": _("said to be verified"), "unverified": _("said not to be verified"),
                "accepted": _("accepted"), "rejected": _("rejected"),
            }.get(step.what, step.what),
            when=days.day(step.day) if step.day else _("undated"),
            claim=short[step.claim],
            quote=quote(document, step.words[0]) if step.words else None,
            reason=step.reason,
        )  # fmt: skip


def _named(pair: Pair, short: Mapping[str, str]) -> Pair:
    return replace(pair, first=short[pair.first], second=short[pair.second], ids=(pair.first, pair.second))


def strongest(pairs: Sequence[Pair]) -> list[Pair]:
    """The fewest pairs that hold all claims together, the best there are; judged ones before scored ones."""
    group: dict[str, str] = {}

    def head(id: str) -> str:
        while group.setdefault(id, id) != id:
            id = group[id]
        return id

    holding = []
    for pair in sorted(pairs, key=lambda p: (p.judged != "same", -p.score)):
        first, second = head(pair.first), head(pair.second)
        if first != second:
            group[first] = second
            holding.append(pair)
    return holding


def title(incident: Incident) -> str:
    """``Nine Norwegian prisoners of war, Old Mill``: whom and where, without a judgement."""
    who = words.victims(_of(incident.victims), _of(incident.victim_status), _of(incident.victim_side))
    return words.capital(f"{who}, {incident.place.value.name}" if incident.place else who)


def stretch(incident: Incident, *, long: bool = True) -> str:
    """The day or days, with what they are where sources name different ones."""
    if incident.date is None:
        return _("day not found")
    said = days.when(incident.date.value, long=long)
    return _("%(days)s, as far as the sources span") % {"days": said} if incident.date.differs else said


def source(document: Document) -> str:
    """Outlet and day of a document; unknown ones are said to be."""
    publisher = document.source.publisher or _("publisher unknown")
    published = days.day(document.source.published) if document.source.published else _("undated")
    return f"{publisher}, {published}"


def _of(derived: Derived[Any] | None) -> Any:
    return derived.value if derived else None


def _eyebrow(incident: Incident, claims: Sequence[ClaimRecord]) -> str:
    act = _("act not found")
    if incident.act:
        act = _("reported %(act)s") % {"act": words.label(incident.act.value)}
    papers = len({c.document.sha256 for c in claims})
    counts = {"claims": words.plural(len(claims), "claim"), "documents": words.plural(papers, "document")}
    return f"{act} · " + _("%(claims)s from %(documents)s") % counts


def _fact(name: str, incident: Incident) -> Fact | None:
    derived: Derived[Any] | None = getattr(incident, name)
    term = words.slot(name)
    if derived is None:
        return Fact(term=term, text=_("not found"))
    text, note, doubt = in_words(name, derived.value)
    if name == "verification" and incident.verified_by:
        note = _("by %(names)s") % {
            "names": words.listed([words.speaker(a) for a in incident.verified_by.value])
        }
    return Fact(
        term=term,
        text=text,
        note=" · ".join(n for n in (note, doubt) if n),
        rule=words.rule_name(derived.rule),
        differs=derived.differs,
    )


def _rules(incident: Incident) -> tuple[Rule, ...]:
    """The rules behind the facts, each once."""
    used = dict.fromkeys(d.rule for name in FACTS if (d := getattr(incident, name)))
    return tuple(rules()[name] for name in used if name in rules())


def _column(held: ClaimRecord, document: Document) -> Column:
    said = speakers(held.claim)
    publisher = document.source.publisher or _("publisher unknown")
    return Column(
        id=held.id,
        speaker=words.capital(said[0]) if said else _("No speaker found"),
        found=bool(said),
        relies=words.listed(said[1:]),
        source=source(document),
        short=_("%(speaker)s, in %(publisher)s") % {"speaker": said[0], "publisher": publisher}
        if said and said[0] != publisher
        else publisher,
        href=summary(held).href,
    )


def _row(
    name: str, incident: Incident, claims: Sequence[ClaimRecord], documents: Mapping[str, Document]
) -> Row:
    derived: Derived[Any] | None = getattr(incident, name, None)
    return Row(
        slot=name,
        term=words.slot(name),
        differs=bool(derived and derived.differs),
        cells=tuple(values(name, c.claim, documents[c.document.sha256]) for c in claims),
    )


def _lede(
    incident: Incident,
    claims: Sequence[ClaimRecord],
    documents: Mapping[str, Document],
    responses: Sequence[ClaimRecord],
) -> tuple[str, ...]:
    """What the claims amount to, in sentences that add nothing to them."""
    names = list(dict.fromkeys(s.value.name for c in claims for s in c.claim.claimants))
    papers = words.plural(len({c.document.sha256 for c in claims}), "document")
    if len(names) > _NAMED:
        names = [*names[: _NAMED - 1], words.plural(len(names) - _NAMED + 1, "other")]
    if names:
        lines = [
            _("Said by %(names)s in %(documents)s.") % {"names": words.listed(names), "documents": papers}
        ]
    else:
        lines = [_("No speaker was found; it stands in %(documents)s.") % {"documents": papers}]
    if incident.basis and incident.basis.value:
        named = words.listed([words.label(b) for b in incident.basis.value])
        lines.append(_("Evidence named: %(bases)s.") % {"bases": named})
    else:
        lines.append(_("No evidence was found to be named."))
    lines.append(_verified(incident))
    differing = [words.slot(n).lower() for n in ROWS if (d := getattr(incident, n, None)) and d.differs]
    if differing:
        lines.append(_("The claims differ on %(what)s.") % {"what": words.listed(differing)})
    if not responses:
        lines.append(_("No answer to it was found in these documents."))
    return tuple(lines)


def _verified(incident: Incident) -> str:
    found = _of(incident.verification)
    if found is None:
        return _("Nobody named was found to have verified it.")
    if found is Verification.UNVERIFIED:
        return _("It is said not to be independently verified.")
    by = words.listed([words.speaker(a) for a in incident.verified_by.value]) if incident.verified_by else ""
    if by:
        return _("It is said to be verified by %(names)s.") % {"names": by}
    return _("It is said to be verified; by whom was not found.")


def _decided(decision: Decision, superseded: set[int | None]) -> Decided:
    return Decided(
        when=days.moment(decision.time),
        author=decision.author,
        what=words.decision(decision),
        reason=decision.reason,
        id=decision.id,
        subject=" + ".join(decision.subject),
        in_force=decision.id not in superseded and decision.verdict != UNDONE,
    )


def _answer(held: ClaimRecord, document: Document) -> Answer:
    claim = held.claim
    return Answer(
        when=days.day(document.source.published) if document.source.published else _("undated"),
        what=words.capital(words.label(claim.type.value if claim.type else None)),
        who=words.speaker(claim.actor.value) if claim.actor else _("not found"),
        source=document.source.publisher or _("publisher unknown"),
        quote=quote(document, claim.spans[0]),
    )

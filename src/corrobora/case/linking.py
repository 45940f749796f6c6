"""The register: claims of incidents linked, numbered and written down."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection

from corrobora.case.linked_claims import StoredLinking, stored_records
from corrobora.case.numbering import assign
from corrobora.case.register_history import before_digest, history_digest
from corrobora.link import ClaimRecord, FeatureValue, PairJudgement, PairScore, link_all
from corrobora.link.derive import derive
from corrobora.link.incremental import Change, update
from corrobora.link.weights import default_weights
from corrobora.model.incident import Incident
from corrobora.model.incident_serial import incident_to_json
from corrobora.model.journal import Decision, Entry, canonical
from corrobora.model.vocabulary import Judgement
from corrobora.store import claims, decisions, journal, linked, register
from corrobora.store.register import Membership, NumberedEvent, StoredLink

#: Version of the code that links; another one links every case anew on its next change.
VERSION = "link/3"

#: Where more than one document in so many changed, everything is linked anew, which then costs less.
WORTHWHILE = 10

_LABEL = re.compile(r"(?:INC-?)?0*([1-9]\d*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relinked:
    """What a linking changed.

    Attributes:
        new: numbers given for the first time.
        incidents: how many incidents there are.
        entry: the journal entry of what changed; ``None``: nothing did.
    """

    new: tuple[int, ...]
    incidents: int
    entry: int | None = None


@cache
def linker() -> str:
    """Name and version of what links: the code's, and which weights it used (``link/2+1f2e3d4c``)."""
    weights = default_weights()
    used = [dict(weights.across), dict(weights.inside), weights.across_bias, weights.inside_bias]
    return f"{VERSION}+{hashlib.sha256(canonical({'weights': used}).encode()).hexdigest()[:8]}"


def relink(connection: Connection, *, actor: str, anew: bool = False) -> Relinked:
    """Bring the register up to date with claims and decisions, in the caller's transaction.

    The outcome depends only on the claims, the decisions and the numbers given before, not on the order in
    which documents came, nor on whether everything is linked anew or only what changed since the last
    linking. If nothing comes of it, nothing is written to the journal.

    Args:
        connection: the transaction.
        actor: for the journal.
        anew: link everything anew, whatever was kept of the last linking.
    """
    latest = journal.latest_by_act(connection, "link")
    if anew or latest is None or latest.payload["linker"] != linker() or "history" not in latest.payload:
        return _link_all(connection, latest, actor=actor)
    change = _change(connection, latest)
    if not (change.before or change.judged):
        return Relinked(new=(), incidents=latest.payload["incidents"])
    if len({record.document for record in change.now}) * WORTHWHILE > change.documents:
        return _link_all(connection, latest, actor=actor)
    found = update(StoredLinking(connection), change, _judgements(connection))
    gone = found.gone
    outcome = _write(
        connection,
        latest,
        found.records,
        found.groups,
        _Outcome(gone=gone, pairs=found.pairs, explained=found.explained, documents=found.documents),
        actor=actor,
    )
    linked.remember(
        connection, traits=found.traits, names=found.names, near=found.near, gone=gone, far=found.far
    )
    return outcome


def _link_all(connection: Connection, latest: Entry | None, *, actor: str) -> Relinked:
    records = stored_records(connection)
    found = link_all(records, _judgements(connection))
    position = {record.id: n for n, record in enumerate(records)}
    groups = sorted(
        (sorted(group, key=position.__getitem__) for group in found.result.clusters),
        key=lambda group: position[group[0]],
    )
    gone = frozenset(m.claim for m in register.memberships(connection) if m.now) - position.keys()
    outcome = _write(
        connection,
        latest,
        records,
        groups,
        _Outcome(gone=gone, pairs=found.result.pairs, explained=None, documents=found.documents),
        actor=actor,
    )
    linked.remember(connection, traits=found.traits, names=found.names, near=found.near, anew=True)
    return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What a linking brought beside groups; ``explained`` is ``None`` if that is everything."""

    gone: frozenset[str]
    pairs: Sequence[PairScore]
    explained: frozenset[str] | None
    documents: int


def _write(
    connection: Connection,
    latest: Entry | None,
    records: Sequence[ClaimRecord],
    groups: Sequence[Sequence[str]],
    outcome: _Outcome,
    *,
    actor: str,
) -> Relinked:
    """Number groups, derive their values and write what is otherwise than before."""
    by_id = {record.id: record for record in records}
    history = register.memberships_under(
        connection, register.numbers_ever(connection, (*by_id, *outcome.gone))
    )
    others = {m.claim for m in history} - by_id.keys() - outcome.gone
    elsewhere = register.numbers_now(connection, others)
    numbering = assign(groups, history, register.highest(connection), elsewhere)
    events = [
        _event(derive(number, [by_id[claim] for claim in group]))
        for number, group in zip(numbering.numbers, groups, strict=True)
    ]
    under = {claim: e.number for e in events for claim in e.claims}
    ends = {id for pair in outcome.pairs for id in (pair.a, pair.b)} - under.keys()
    under |= register.numbers_now(connection, ends)
    changes = linked.plan(
        connection, events, numbering.merged, outcome.gone,
        [_link(pair, under) for pair in outcome.pairs], outcome.explained,
    )  # fmt: skip
    said = latest.payload if latest is not None and "history" in latest.payload else None
    stood = {m.number for m in history if m.now}
    stand = {e.number for e in events} | (stood & set(elsewhere.values()))
    incidents = (said["incidents"] if said else register.count(connection)) + len(stand) - len(stood)
    if changes.empty and said:
        return Relinked(new=(), incidents=incidents)
    anew = outcome.explained is None
    entry = journal.append(
        connection,
        actor=actor,
        act="link",
        payload={
            "linker": linker(),
            "claims": len(records) if anew or not said else said["claims"] + _difference(changes),
            "documents": outcome.documents,
            "incidents": incidents,
            "new": list(numbering.new),
            **linked.roots(connection, changes, anew=anew),
            "history": history_digest(changes.versions, changes.begun, changes.ended),
            **({} if said else {"before": before_digest(connection)}),
        },
    )
    linked.write(connection, changes, entry=entry.seq)
    return Relinked(new=numbering.new, incidents=incidents, entry=entry.seq)


def _difference(changes: linked.Plan) -> int:
    return len({c for c, _ in changes.begun}) - len({c for c, _ in changes.ended})


def _change(connection: Connection, latest: Entry) -> Change:
    """What was read, extracted or decided since the last linking that wrote anything."""
    made = [d for d in decisions.everything(connection) if d.id > latest.seq]
    about = {name for d in made if len(d.subject) == 1 for name in d.subject}
    changed = linked.changed_documents(connection, latest.seq)
    changed |= set(claims.documents_of(connection, about).values())
    return Change(
        before={sha256: claims.ids_of(connection, sha256) for sha256 in sorted(changed)},
        now=stored_records(connection, changed),
        judged=_judged(connection, made),
        documents=latest.payload["documents"],
    )


def _judged(connection: Connection, made: Sequence[Decision]) -> set[str]:
    """Claims on which decisions on pairs, or decisions these superseded, were made."""
    pairs = [d for d in made if len(d.subject) == 2]
    earlier = (decisions.by_id(connection, d.supersedes) for d in pairs if d.supersedes)
    pairs += [d for d in earlier if d is not None]
    history = _history(connection, pairs)
    return {id for d in pairs for name in d.subject for id in _members(name, history, d.id)}


def _history(connection: Connection, made: Iterable[Decision]) -> tuple[Membership, ...]:
    """What stood under the incidents that decisions name."""
    named = {number_of(name) for d in made for name in d.subject}
    return register.memberships_under(connection, (n for n in named if n is not None))


def digest_of_register(events: Iterable[Mapping[str, Any]], merged: Mapping[str, int | None]) -> str:
    """Of incidents as JSON and redirects by number as text, as linkings up to ``link/2`` recorded it."""
    ordered = sorted((dict(event) for event in events), key=lambda event: event["number"])
    return hashlib.sha256(canonical({"events": ordered, "merged": dict(merged)}).encode()).hexdigest()


def digest_of_links(rows: Iterable[list[Any]]) -> str:
    """Likewise of the reasons for links, as `corrobora.store.linked.link_row` makes them."""
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    return hashlib.sha256(canonical({"links": ordered}).encode()).hexdigest()


def pair_from_json(stored: StoredLink) -> PairScore:
    """The explanation of a link as the linker gave it."""
    data = stored.data
    return PairScore(
        a=stored.first,
        b=stored.second,
        score=stored.score,
        features=tuple(FeatureValue(**feature) for feature in data["features"]),
        vetoes=tuple(data["vetoes"]),
        judgement=Judgement(data["judgement"]) if data["judgement"] else None,
    )


def _judgements(connection: Connection) -> list[PairJudgement]:
    """Decisions on pairs, oldest first; on incidents, they hold for the claims that stood under them then."""
    made = [d for d in decisions.in_force(connection) if len(d.subject) == 2]
    history = _history(connection, made)
    judged = []
    for decision in made:
        if decision.judgement is None:
            continue
        first, second = (_members(name, history, decision.id) for name in decision.subject)
        if decision.judgement is Judgement.SAME:
            everyone = sorted({*first, *second})
            pairs = [(everyone[0], other) for other in everyone[1:]]
        else:
            # of an incident already merged into the other, its own claims on one side, the rest on the other
            first, second = (first - second or first, second) if first >= second else (first, second - first)
            pairs = [(a, b) for a in sorted(first) for b in sorted(second)]
        judged += [PairJudgement(a=a, b=b, judgement=decision.judgement) for a, b in pairs]
    return judged


def _members(name: str, history: Sequence[Membership], at: int) -> set[str]:
    """The claim itself, or those that stood under an incident's number when entry ``at`` was written.

    If none did then, because the number had been merged, those that stood there last.
    """
    number = number_of(name)
    if number is None:
        return {name}
    own = [m for m in history if m.number == number and m.since < at]
    then = {m.claim for m in own if m.until is None or m.until > at}
    if then:
        return then
    last = max((m.until for m in own if m.until), default=0)
    return {m.claim for m in own if m.until == last}


def number_of(name: str) -> int | None:
    """The incident's number in ``INC-0007``, ``inc-7`` or ``7``; ``None`` if it is no such name."""
    match = _LABEL.fullmatch(name.strip())
    return int(match[1]) if match else None


def _event(incident: Incident) -> NumberedEvent:
    when = incident.date.value if incident.date else None
    return NumberedEvent(
        number=incident.number,
        claims=incident.claims,
        data=incident_to_json(incident),
        first_day=when.first.isoformat() if when and when.first else None,
        last_day=when.last.isoformat() if when and when.last else None,
    )


def _link(pair: PairScore, under: Mapping[str, int]) -> StoredLink:
    data: dict[str, Any] = {
        "features": [
            {
                "name": f.name,
                "value": f.value,
                "weight": f.weight,
                "contribution": f.contribution,
                "words": f.words,
            }
            for f in pair.features
        ],
        "vetoes": list(pair.vetoes),
        "judgement": pair.judgement.value if pair.judgement else None,
    }
    return StoredLink(
        first=pair.a,
        second=pair.b,
        joined=under.get(pair.a) is not None and under.get(pair.a) == under.get(pair.b),
        score=pair.score,
        data=data,
        linker=linker(),
    )

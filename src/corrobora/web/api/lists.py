"""Calls that read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Query

from corrobora.case import output
from corrobora.count.asking import scope_of
from corrobora.model.incident_serial import incident_to_json
from corrobora.model.rights import Right
from corrobora.model.vocabulary import Act, Basis, Kind, Verification, VictimStatus
from corrobora.web.acting import Anybody, Approving, Auditing, Managing, Reading
from corrobora.web.api import models as m
from corrobora.web.api.acts import member_json
from corrobora.web.api.paging import Cursor, Limit, Name, Page, cursor, key_of
from corrobora.web.pages.register import Wanted

Query_ = Annotated[str, Query(min_length=1, max_length=400)]
Asked = Annotated[str | None, Query(max_length=200)]
#: Incidents named inside the scope of a tally, and claims that name an actor.
_LABELS = 100
Words = Annotated[str, Query(max_length=200, description="Words of its place, sides or publishers.")]


def _wanted(
    q: Words = "", act: Act | None = None, status: VictimStatus | None = None, side: Asked = None,
    by: Asked = None, basis: Basis | None = None, verification: Verification | None = None,
    since: date | None = None, until: date | None = None, differs: bool = False,
) -> Wanted:  # fmt: skip
    """What of the register is asked for, by the parameters its page takes."""
    return Wanted(
        words=q.strip(), act=act, status=status, side=side or "", by=by or "", basis=basis,
        verification=verification, since=since, until=until, differs=differs,
    )  # fmt: skip


Narrowed = Annotated[Wanted, Depends(_wanted)]


def put(api: FastAPI) -> None:
    """Put them on an application."""
    _records(api)
    _figures(api)
    _keeping(api)


def _records(api: FastAPI) -> None:
    @api.get("/me", response_model=m.WhoOut)
    def me(acting: Anybody) -> Any:
        """As whom one acts, and what one may do."""
        rights = [right.value for right in Right if acting.may(right)]
        return {"name": acting.person.name, "role": acting.person.role.value, "rights": rights}

    @api.get("/incidents", response_model=Page[m.IncidentOut])
    def incidents(acting: Reading, wanted: Narrowed, at: Cursor = "", limit: Limit = 50) -> Any:
        """The register, by number; whole, or what all of the rest holds for, as on its page."""
        key = key_of(at, int)
        if wanted.narrowed:
            portion = acting.case.shown.register(wanted.asked(), limit=limit, after=key[0] if key else None)
            last = portion.heads[-1].incident.number if portion.later and portion.heads else None
            items = [output.incident_json(head) for head in portion.heads]
            return {"items": items, "next": cursor(last) if last is not None else None}
        heads, more = acting.case.incidents_after(key[0] if key else 0, limit)
        items = [output.incident_json(head) for head in heads]
        return {"items": items, "next": cursor(more) if more is not None else None}

    @api.get("/incidents/{number}", response_model=m.Record)
    def incident(number: Name, acting: Reading) -> Any:
        """One incident with its claims and what was decided, also one merged into another."""
        found = acting.case.incident(number)
        return {
            "incident": incident_to_json(found.incident),
            "claims": [output.record_json(c) for c in found.claims],
            "decisions": [output.decision_json(d) for d in found.decisions],
            "origins": output.origins_json(acting.case.origins(found.incident.number)),
        }

    @api.get("/claims", response_model=Page[m.ClaimOut])
    def claims(
        acting: Reading,
        kind: Literal["incident", "tally", "statement", "response", "context"] | None = None,
        at: Cursor = "",
        limit: Limit = 50,
    ) -> Any:
        """Claims in force, by document and place in it."""
        key = key_of(at, str, int, str) or ("", -1, "")
        found, more = acting.case.claims_after((key[0], key[1], key[2]), limit, Kind(kind) if kind else None)
        return {"items": [output.record_json(c) for c in found], "next": cursor(*more) if more else None}

    @api.get("/claims/{id}", response_model=m.ClaimOut)
    def claim(id: Name, acting: Reading) -> Any:
        """One claim, also one no longer proposed."""
        return output.record_json(acting.case.claim(id))

    @api.get("/documents", response_model=Page[m.DocumentOut])
    def documents(acting: Reading, at: Cursor = "", limit: Limit = 50) -> Any:
        """Documents, in the order of their hashes."""
        key = key_of(at, str)
        heads, more = acting.case.documents_after(key[0] if key else "", limit)
        return {"items": [output.head_json(h) for h in heads], "next": cursor(more) if more else None}

    @api.get("/documents/{sha256}", response_model=m.TextOut)
    def document(sha256: Name, acting: Reading) -> Any:
        """A document with its text and claims, by its hash or the first digits of it."""
        found = acting.case.document(sha256)
        claims = [output.record_json(c) for c in found.claims]
        head, _ = acting.case.documents_after(_before(found.item.sha256), 1)
        return {
            "document": output.head_json(head[0]), "text": found.document.text.content, "claims": claims,
        }  # fmt: skip

    @api.get("/search", response_model=Page[m.HitOut])
    def search(
        acting: Reading, q: Annotated[str, Query(min_length=1, max_length=400)], limit: Limit = 50
    ) -> Any:
        """Documents that hold every word, best first."""
        hits = acting.case.search(q, limit=limit)
        found = [
            {"document": output.head_json(h.document), "excerpts": [e.text for e in h.excerpts]} for h in hits
        ]
        return {"items": found}


def _figures(api: FastAPI) -> None:
    @api.get("/reconciliation", response_model=m.Record)
    def reconciliation(acting: Reading, at: Cursor = "", limit: Limit = 25) -> Any:
        """Tallies, those of one body together: whether they and the body's others can all be true, what
        follows from them and from other bodies' figures around them, and what the register lacks; of the
        incidents inside each scope the first hundred are named."""
        key = key_of(at, str)
        found = acting.case.shown.tallies(limit=limit, after=key[0] if key else None, labels=_LABELS)
        more = cursor(found.records[-1].id) if found.later and found.records else None
        return {**found.outcome.to_json(), "next": more}

    @api.get("/ledger", response_model=m.Record)
    def ledger(
        acting: Reading, act: Asked = None, victim_side: Asked = None, status: Asked = None,
        perpetrator_side: Asked = None, area: Asked = None, first: Asked = None, last: Asked = None,
        standard: Asked = None, rule: Asked = None, at: Cursor = "", limit: Limit = 50,
    ) -> Any:  # fmt: skip
        """How many incidents and victims a scope holds, as low, best and high; its incidents in pages."""
        key = key_of(at, int)
        scope = scope_of(
            act=act, victim_side=victim_side, status=status, perpetrator_side=perpetrator_side, area=area,
            first=first, last=last, standard=standard,
        )  # fmt: skip
        found = acting.case.ledger_part(scope, rule=rule, limit=limit, after=key[0] if key else None)
        more = cursor(found.rows[-1].incident.number) if found.later else None
        return {**output.ledger_json(found), "next": more}

    @api.get("/actors", response_model=Page[m.Record])
    def actors(acting: Reading, at: Cursor = "", limit: Limit = 50) -> Any:
        """Everybody the claims name, with all their names, by id; worked out from all names.

        How many documents and claims name them is counted; of the claims the first hundred are named.
        """
        key, shown = key_of(at, str), acting.case.shown
        everybody = acting.case.voices()
        known, names = everybody.known, everybody.names()
        ids = sorted(id for id in known if id > (key[0] if key else ""))
        more = cursor(ids[limit - 1]) if len(ids) > limit else None
        items = []
        for id in ids[:limit]:
            documents, claims = shown.named_in(names[id])
            first = tuple(shown.claims_naming(names[id], _LABELS))
            told = output.actor_json(replace(known[id], documents=documents, claims=first))
            items.append({**told, "claim_count": claims})
        return {"items": items, "next": more}

    @api.get("/sources", response_model=Page[m.Record])
    def sources(acting: Reading, at: Cursor = "", limit: Limit = 50) -> Any:
        """Publishers, those with most documents first; names that differ in capitals alone stand together."""
        key = key_of(at, int, str)
        found, more = acting.case.sources_after((key[0], key[1]) if key else None, limit)
        return {"items": [output.source_json(s) for s in found], "next": cursor(*more) if more else None}


def _keeping(api: FastAPI) -> None:
    @api.get("/decisions", response_model=Page[m.DecisionOut])
    def decisions(acting: Reading, at: Cursor = "", limit: Limit = 50) -> Any:
        """Every decision, superseded ones too, oldest first."""
        key = key_of(at, int)
        found, more = acting.case.decisions_after(key[0] if key else 0, limit)
        return {"items": [output.decision_json(d) for d in found], "next": cursor(more) if more else None}

    @api.get("/proposals", response_model=Page[m.ProposalOut])
    def proposals(acting: Approving, at: Cursor = "", limit: Limit = 50) -> Any:
        """What waits for a second person, oldest first."""
        key = key_of(at, int)
        waiting, more = acting.case.proposals_after(key[0] if key else 0, limit)
        found = [
            {
                "id": p.id, "time": p.time.isoformat(), "author": p.author, "reason": p.reason, "act": p.act,
                "subject": list(p.subject), "arguments": dict(p.arguments),
            }
            for p in waiting
        ]  # fmt: skip
        return {"items": found, "next": cursor(more) if more is not None else None}

    @api.get("/journal", response_model=Page[m.EntryOut])
    def journal(acting: Auditing, at: Cursor = "", limit: Limit = 50) -> Any:
        """The journal, oldest entry first."""
        key = key_of(at, int)
        found = acting.case.journal(after=key[0] if key else 0, limit=limit)
        more = cursor(found[-1].seq) if len(found) == limit else None
        return {"items": [output.entry_json(e) for e in found], "next": more}

    @api.get("/verification", response_model=m.VerificationOut)
    def verification(acting: Auditing) -> Any:
        """Recompute everything: whether the case is what its journal says."""
        found = acting.case.verify()
        problems = [{"part": w.part, "reason": w.reason} for w in found.problems]
        return {"clean": found.clean, "head": found.head, "counts": dict(found.counts), "problems": problems}

    @api.get("/people", response_model=Page[m.MemberOut])
    def people(acting: Managing, at: Cursor = "", limit: Limit = 50) -> Any:
        """Everybody who has or had a role, by name."""
        key = key_of(at, str)
        members = acting.case.team.members(after=key[0] if key else "", limit=limit)
        found = [member_json(member) for member in members]
        return {"items": found, "next": cursor(found[-1]["name"]) if len(found) == limit else None}


def _before(sha256: str) -> str:
    """The greatest text before a hash, so that the document after it is that one."""
    return sha256[:-1] + chr(ord(sha256[-1]) - 1) + "\x7f"

"""Calls that change something; with an ``Idempotency-Key``, once."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path as FilePath
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import FastAPI, File, Path, Response, UploadFile

from corrobora.case import output
from corrobora.case.correcting import Selection
from corrobora.case.errors import CaseError
from corrobora.case.people import Member
from corrobora.model.rights import Role
from corrobora.model.vocabulary import Judgement, Kind
from corrobora.web.acting import Acting, Approving, Deciding, Managing, Marking
from corrobora.web.api import models as m
from corrobora.web.api.once import Key, answered, decision, once
from corrobora.web.api.paging import Name
from corrobora.web.routes.people import somebody_else

Number = Annotated[int, Path(ge=1, lt=2**31)]


class BadFile(CaseError):
    """What was uploaded cannot be taken."""


def put(api: FastAPI) -> None:
    """Put them on an application."""
    _deciding(api)
    _keeping(api)


def _deciding(api: FastAPI) -> None:
    @api.post("/decisions", response_model=m.DecisionOut, status_code=201)
    def decide(acting: Deciding, given: m.DecisionIn, key: Key = None) -> Response:
        """Judge two records or give a verdict on one; 202: it waits for a second person."""
        judgement = Judgement(given.judgement) if given.judgement else None
        return decision(
            acting, key, "decide", given,
            lambda: acting.case.decide(
                given.subject, judgement=judgement, verdict=given.verdict, reason=given.reason
            ),
        )  # fmt: skip

    @api.post("/decisions/{id}/undo", response_model=m.DecisionOut, status_code=201)
    def undo(acting: Deciding, id: Number, given: m.UndoIn, key: Key = None) -> Response:
        """Take a decision back by a new one."""
        return decision(acting, key, f"undo {id}", given, lambda: acting.case.undo(id, reason=given.reason))

    @api.post("/claims/{id}/corrections", response_model=m.DecisionOut, status_code=201)
    def correct(acting: Deciding, id: Name, given: m.CorrectionIn, key: Key = None) -> Response:
        """Say what a slot of a claim really says, by words of its text."""
        chosen = Selection(**given.chosen.model_dump()) if given.chosen else None
        return decision(
            acting, key, f"correct {id}", given,
            lambda: acting.case.correct(id, given.slot, chosen, reason=given.reason, more=given.more),
        )  # fmt: skip

    @api.post("/documents/{sha256}/claims", response_model=m.ClaimOut, status_code=201)
    def add_claim(acting: Deciding, sha256: Name, given: m.ClaimIn, key: Key = None) -> Response:
        """Add a claim no engine proposed, by words of a document."""
        chosen = [Selection(**c.model_dump()) for c in given.chosen]
        return once(
            acting, key, f"claim {sha256}", given,
            lambda: (201, output.record_json(
                acting.case.add_claim(sha256, Kind(given.kind), chosen, reason=given.reason))),
        )  # fmt: skip


def _keeping(api: FastAPI) -> None:
    @api.post("/documents", response_model=m.AddedOut, status_code=201)
    def add(acting: Deciding, file: Annotated[UploadFile, File()], key: Key = None) -> Response:
        """Preserve, read, extract and link one file; the same bytes again change nothing."""
        name, digest = file_name(file.filename or ""), hashlib.sha256()
        with tempfile.TemporaryDirectory(prefix="corrobora-") as folder:
            kept = FilePath(folder) / name
            with kept.open("wb") as target:
                while portion := file.file.read(1 << 20):
                    digest.update(portion)
                    target.write(portion)
            asked = hashlib.sha256(f"add\n{name}\n{digest.hexdigest()}".encode()).hexdigest()
            return answered(acting.case.again, key, asked, lambda: (201, _added(acting, kept)))

    @api.post("/documents/{sha256}/sensitivity", response_model=m.DecisionOut, status_code=201)
    def mark(acting: Marking, sha256: Name, given: m.MarkIn, key: Key = None) -> Response:
        """Mark a document as sensitive, or as ordinary again."""
        return decision(
            acting, key, f"mark {sha256}", given,
            lambda: acting.case.decide_sensitive(sha256, sensitive=given.sensitive, reason=given.reason),
        )  # fmt: skip

    @api.post("/claims/{id}/sensitivity", response_model=m.DecisionOut, status_code=201)
    def mark_claim(acting: Marking, id: Name, given: m.MarkIn, key: Key = None) -> Response:
        """Mark a claim likewise."""
        return decision(
            acting, key, f"mark {id}", given,
            lambda: acting.case.decide_sensitive_claim(id, sensitive=given.sensitive, reason=given.reason),
        )  # fmt: skip

    @api.post("/proposals/{id}/approve", response_model=m.DecisionOut, status_code=201)
    def approve(acting: Approving, id: Number, given: m.OutcomeIn, key: Key = None) -> Response:
        """Have done what somebody else proposed; never one's own."""
        return decision(
            acting, key, f"approve {id}", given, lambda: acting.case.approve(id, reason=given.reason)
        )

    @api.post("/proposals/{id}/refuse", status_code=204, response_class=Response)
    def refuse(acting: Deciding, id: Number, given: m.OutcomeIn) -> Response:
        """Refuse a proposal, or withdraw one's own."""
        acting.case.refuse(id, reason=given.reason)
        return Response(status_code=204)

    @api.post("/people", response_model=m.Record, status_code=201)
    def enrol(acting: Managing, given: m.RoleIn) -> Any:
        """Add somebody; the first password is told once."""
        member, password = acting.case.team.add(given.name, Role(given.role))
        return {"name": member.person.name, "role": member.person.role.value, "password": password}

    @api.post("/people/{name}/role", response_model=m.MemberOut)
    def role(acting: Managing, name: Name, given: m.RoleChangeIn) -> Any:
        """Give somebody another role; they are signed out everywhere."""
        return member_json(acting.case.team.change_role(somebody_else(acting, name), Role(given.role)))

    @api.post("/people/{name}/reset", response_model=m.Record)
    def reset(acting: Managing, name: Name) -> Any:
        """Replace somebody's password and codes by a first password, which is told once."""
        return {"name": name, "password": acting.case.team.reset(somebody_else(acting, name))}

    @api.post("/people/{name}/remove", response_model=m.MemberOut)
    def remove(acting: Managing, name: Name) -> Any:
        """Take every right from somebody; the name stays, as the journal holds it."""
        return member_json(acting.case.team.remove(somebody_else(acting, name)))


def member_json(member: Member) -> dict[str, Any]:
    """Somebody of the case."""
    person = member.person
    return {"name": person.name, "role": person.role.value, "active": member.active, "codes": member.codes}


def _added(acting: Acting, file: FilePath) -> dict[str, Any]:
    report = acting.case.add([file], workers=1)
    problems = [p.reason.replace(str(file.parent), "") for p in report.problems]
    if problems and not (report.added or report.unchanged or report.unread):
        raise BadFile("; ".join(problems))
    names = {n: [PurePosixPath(p).name for p in getattr(report, n)] for n in ("added", "unchanged", "unread")}
    return {**names, "problems": problems, "claims": report.claims, "incidents": report.incidents}


def file_name(given: str) -> str:
    """A name for an uploaded file: its last part, without what could lead elsewhere or deceive.

    Raises:
        BadFile: if nothing is left of it.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in last if c.isprintable()).strip(". ")
    if not name or len(name.encode("utf-8", "replace")) > 200:
        raise BadFile("the file needs a name of 1 to 200 bytes")
    return name

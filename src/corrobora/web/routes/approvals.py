"""What waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Form, Query, Response

from corrobora.publish import days
from corrobora.web.acting import Acting, Approving, Deciding, done
from corrobora.web.rendering import Pages

#: Proposals a page.
SIZE = 50
Text = Annotated[str, Form(max_length=4000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A proposal; ``own``: the person who looks made it and cannot approve it."""

    id: int
    when: str
    author: str
    act: str
    subject: tuple[str, ...]
    said: str
    reason: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalsPage:
    """What the page shows, oldest first; ``more``: address of what comes after, empty at the end."""

    rows: tuple[Row, ...]
    more: str = ""


def approvals(app: FastAPI, pages: Pages) -> None:
    """Put them on an application."""

    @app.get("/approvals")
    def waiting(acting: Approving, after: int = Query(default=0, ge=0, lt=2**31)) -> Response:
        return pages.html(acting, "approvals.html", approvals_page(acting, after), here="/approvals")

    @app.post("/approvals/{proposal}/approve")
    def approve(proposal: int, acting: Approving, reason: Text = "") -> Response:
        acting.case.approve(proposal, reason=reason or "Read; approved.")
        return done("/approvals")

    @app.post("/approvals/{proposal}/refuse")
    def refuse(proposal: int, acting: Deciding, reason: Text = "") -> Response:
        acting.case.refuse(proposal, reason=reason)
        return done("/approvals")


def approvals_page(acting: Acting, after: int) -> ApprovalsPage:
    """The proposals nobody has dealt with, after one of them."""
    found, more = acting.case.proposals_after(after, SIZE)
    rows = [
        Row(
            id=p.id, when=days.moment(p.time), author=p.author, act=p.act, subject=p.subject,
            said=str(p.arguments.get("verdict") or p.arguments.get("judgement") or ""),
            reason=p.reason, own=p.author == acting.person.name,
        )
        for p in found
    ]  # fmt: skip
    return ApprovalsPage(rows=tuple(rows), more=f"/approvals?after={more}" if more is not None else "")

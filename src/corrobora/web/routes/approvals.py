"""What waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Form, Response

from corrobora.publish import days
from corrobora.web.acting import Acting, Approving, Deciding, done
from corrobora.web.rendering import Pages

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
    """What the page shows, oldest first."""

    rows: tuple[Row, ...]


def approvals(app: FastAPI, pages: Pages) -> None:
    """Put them on an application."""

    @app.get("/approvals")
    def waiting(acting: Approving) -> Response:
        return pages.html(acting, "approvals.html", approvals_page(acting), here="/approvals")

    @app.post("/approvals/{proposal}/approve")
    def approve(proposal: int, acting: Approving, reason: Text = "") -> Response:
        acting.case.approve(proposal, reason=reason or "Read; approved.")
        return done("/approvals")

    @app.post("/approvals/{proposal}/refuse")
    def refuse(proposal: int, acting: Deciding, reason: Text = "") -> Response:
        acting.case.refuse(proposal, reason=reason)
        return done("/approvals")


def approvals_page(acting: Acting) -> ApprovalsPage:
    """The proposals nobody has dealt with."""
    rows = [
        Row(
            id=p.id, when=days.moment(p.time), author=p.author, act=p.act, subject=p.subject,
            said=str(p.arguments.get("verdict") or p.arguments.get("judgement") or ""),
            reason=p.reason, own=p.author == acting.person.name,
        )
        for p in acting.case.proposals()
    ]  # fmt: skip
    return ApprovalsPage(rows=tuple(rows))

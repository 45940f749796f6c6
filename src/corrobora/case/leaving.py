"""What may leave the machine: nothing until a person decided so for the case, and never what is sensitive."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from corrobora.case.deciding import record
from corrobora.case.errors import BadDecision, NotAllowed, NotThere
from corrobora.case.sight import CLAIM, EVERY, FIELD, ORDINARY, SENSITIVE
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS
from corrobora.model.document import Document
from corrobora.model.journal import Decision
from corrobora.store import claims, decisions, documents, journal, veil
from corrobora.store.errors import NotFound

ALLOWED, FORBIDDEN = "allowed", "forbidden"
#: Verdicts only a lead gives and takes back.
OF_LEADS = (ALLOWED, FORBIDDEN)
_REMOTE = "remote:"


def decide_remote(connection: Connection, origin: str, *, allow: bool, reason: str, author: str) -> Decision:
    """Record that the case's texts may, or may not, be sent to another machine.

    Raises:
        BadDecision: if the reason is missing or the machine is not named by scheme and host.
    """
    if not origin.startswith("https://") or "/" in origin.removeprefix("https://").rstrip("/"):
        raise BadDecision(f"{origin!r} names no machine; write scheme and host: https://api.example.org")
    verdict = ALLOWED if allow else FORBIDDEN
    subject = (f"{_REMOTE}{origin.rstrip('/').lower()}",)
    return record(connection, subject, judgement=None, verdict=verdict, reason=reason, author=author)


def decide_sensitive(
    connection: Connection, document: str, *, sensitive: bool, reason: str, author: str
) -> Decision:
    """Record that a document must not leave this machine, or may again.

    Raises:
        BadDecision: if the reason is missing.
        NotThere: if there is no such document.
    """
    try:
        sha256 = documents.by_prefix(connection, document)
    except NotFound as error:
        raise NotThere(str(error)) from error
    verdict = SENSITIVE if sensitive else ORDINARY
    return record(connection, (sha256,), judgement=None, verdict=verdict, reason=reason, author=author)


def decide_sensitive_claim(
    connection: Connection, claim: str, slot: str | None, *, sensitive: bool, reason: str, author: str
) -> Decision:
    """Record that a claim, or one field of it, or of every claim (``*``), is sensitive, or not any more.

    Raises:
        BadDecision: if there is no such field, or the reason is missing.
        NotThere: if there is no such claim.
    """
    if slot is not None and slot not in (*SINGLE_SLOTS, *LIST_SLOTS):
        raise BadDecision(f"{slot!r} is no field; fields are {', '.join((*SINGLE_SLOTS, *LIST_SLOTS))}")
    if claim == EVERY and slot is None:
        raise BadDecision("name the field that is sensitive in every claim")
    if claim != EVERY:
        try:
            claims.by_id(connection, claim)
        except NotFound as error:
            raise NotThere(str(error)) from error
    subject = (CLAIM, claim) if slot is None else (FIELD, claim, slot)
    verdict = SENSITIVE if sensitive else ORDINARY
    return record(connection, subject, judgement=None, verdict=verdict, reason=reason, author=author)


def check_allowed(connection: Connection, destination: str, *, now: bool) -> None:
    """Make sure that texts may be sent to another machine.

    Args:
        connection: to the case.
        destination: the machine.
        now: whether the person who acts allowed it for this run.

    Raises:
        NotAllowed: naming what is missing.
    """
    decided = decisions.on(connection, (f"{_REMOTE}{destination}",))
    if not decided or decided[-1].verdict != ALLOWED:
        raise NotAllowed(
            f"this case's texts may not be sent to {destination}; a person allows it with: "
            f"corrobora decide allow-remote {destination} --reason …"
        )
    if not now:
        raise NotAllowed(f"texts would be sent to {destination}; say --allow-remote for this run")


def is_sensitive(connection: Connection, sha256: str) -> bool:
    """Whether a person decided that a document must not leave this machine."""
    if veil.hidden(connection, sha256):  # the decision that hides it is hidden with it
        return True
    decided = decisions.on(connection, (sha256,))
    return bool(decided) and decided[-1].verdict == SENSITIVE


def marked(connection: Connection, document: Document, *, sensitive: bool = False) -> Document:
    """The document, marked if a person decided, or says now, that it is sensitive."""
    if sensitive or is_sensitive(connection, document.text.sha256):
        return replace(document, source=replace(document.source, sensitive=True))
    return document


def note_sending(connection: Connection, document: Document, *, to: str, actor: str) -> None:
    """Journal that a text is about to be sent; what is answered from the cache is counted too."""
    payload = {"sha256": document.text.sha256, "to": to}
    journal.append(connection, actor=actor, act="send", payload=payload)

"""What was seen at an address on the web, when, and what was kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from corrobora.model.errors import InvalidRecord


class Verdict(StrEnum):
    """What a captured page turned out to be."""

    CONTENT = "content"
    BLOCKED = "blocked"
    LOGIN = "login"
    CONSENT = "consent wall"
    EMPTY = "empty"
    CHANGED = "changed"

    @property
    def readable(self) -> bool:
        """Whether the page is what was asked for, and not something in its place."""
        return self in (Verdict.CONTENT, Verdict.CHANGED)


class Mode(StrEnum):
    """How pages are captured."""

    AUTO = "auto"
    HTTP = "http"
    BROWSER = "browser"


class Role(StrEnum):
    """What a kept item is to its capture."""

    PAGE = "page"  # what is read
    REPEAT = "repeat"  # the page, whose words are those of the capture before
    RECEIVED = "received"  # the page as the server sent it, where the page as a browser showed it is read
    ARCHIVE = "archive"
    SCREENSHOT = "screenshot"
    PDF = "pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One answer on the way to the page: a redirect, or the page itself.

    Attributes:
        url: what was asked for.
        status: the answer's HTTP status.
        address: network address and port of the machine that answered.
        location: where a redirect led.
        certificate: SHA-256 of the certificate an https server showed.
    """

    url: str
    status: int
    address: str
    location: str | None = None
    certificate: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As the journal holds it."""
        return {
            "url": self.url, "status": self.status, "address": self.address,
            "location": self.location, "certificate": self.certificate,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An item a capture kept."""

    role: Role
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One visit to one address. Its journal entry is the record; a later visit is a capture of its own.

    Attributes:
        url: the address asked for.
        final_url: the address that answered, after redirects.
        page: hash of the item that is read: the page's HTML, or the file at that address.
        verdict: what the page turned out to be.
        rule: name of the rule that said so.
        words: the words, or the mark in the page, that the rule found; may be empty.
        mode: with a browser or by plain HTTP.
        why_plain: why no browser was used, if none was.
        tool: program and, if one was used, browser, with versions.
        started, ended: in UTC.
        collector: who acted.
        machine: name of the machine.
        local_address: network address it connected from, as the machine itself knows it.
        hops: every answer on the way, the page's own last.
        headers: the page's response headers, in their order.
        parts: what was kept, the page first.
        resources: how many requests besides the page were answered.
        failed: sub-resources that could not be fetched, and why.
        previous: number of the journal entry of the capture before, for a recapture.
        notes: what else is to be known, one sentence each.
    """

    url: str
    final_url: str
    page: str
    verdict: Verdict
    rule: str
    words: str
    mode: Mode
    why_plain: str
    tool: str
    started: datetime
    ended: datetime
    collector: str
    machine: str
    local_address: str
    hops: tuple[Hop, ...]
    headers: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    resources: int
    failed: tuple[tuple[str, str], ...] = ()
    previous: int | None = None
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.started.tzinfo is None or self.ended.tzinfo is None:
            raise InvalidRecord(f"capture of {self.url}: a time has no time zone")
        if self.mode is Mode.AUTO:
            raise InvalidRecord(f"capture of {self.url}: does not say how it was made")
        if not self.parts or self.parts[0].sha256 != self.page:
            raise InvalidRecord(f"capture of {self.url}: does not name its page first among what was kept")

    @property
    def status(self) -> int:
        """HTTP status of the page."""
        return self.hops[-1].status

    def part(self, role: Role) -> str | None:
        """Hash of the item with that role, if there is one."""
        return next((p.sha256 for p in self.parts if p.role is role), None)

    def to_json(self) -> dict[str, Any]:
        """As the journal holds it; ``sha256`` is the page's hash, as in every entry about an item."""
        return {
            "sha256": self.page, "url": self.url, "final_url": self.final_url,
            "verdict": self.verdict.value, "rule": self.rule, "words": self.words,
            "mode": self.mode.value, "why_plain": self.why_plain, "tool": self.tool,
            "started": self.started.isoformat(), "ended": self.ended.isoformat(),
            "collector": self.collector, "machine": self.machine, "local_address": self.local_address,
            "hops": [hop.to_json() for hop in self.hops],
            "headers": [list(pair) for pair in self.headers],
            "parts": [{"role": p.role.value, "sha256": p.sha256} for p in self.parts],
            "resources": self.resources, "failed": [list(pair) for pair in self.failed],
            "previous": self.previous, "notes": list(self.notes),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Capture:
        """A capture from its journal entry.

        Raises:
            InvalidRecord: if something is missing or is not what it should be.
        """
        try:
            return cls(
                url=data["url"], final_url=data["final_url"], page=data["sha256"],
                verdict=Verdict(data["verdict"]), rule=data["rule"], words=data["words"],
                mode=Mode(data["mode"]), why_plain=data["why_plain"], tool=data["tool"],
                started=datetime.fromisoformat(data["started"]), ended=datetime.fromisoformat(data["ended"]),
                collector=data["collector"], machine=data["machine"], local_address=data["local_address"],
                hops=tuple(Hop(**hop) for hop in data["hops"]),
                headers=tuple((name, value) for name, value in data["headers"]),
                parts=tuple(Part(role=Role(p["role"]), sha256=p["sha256"]) for p in data["parts"]),
                resources=data["resources"], failed=tuple((url, why) for url, why in data["failed"]),
                previous=data["previous"], notes=tuple(data["notes"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidRecord(f"is no record of a capture: {type(error).__name__}: {error}") from error

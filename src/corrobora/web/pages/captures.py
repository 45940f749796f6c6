"""What the page of a document shows of the visits that captured it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corrobora.model.capture import Role
from corrobora.publish import days, words
from corrobora.store.captures import StoredCapture

#: What parts of a capture are called.
NAMES = {
    Role.PAGE: "page",
    Role.REPEAT: "page",
    Role.RECEIVED: "page as received",
    Role.ARCHIVE: "archive (WACZ)",
    Role.SCREENSHOT: "screenshot",
    Role.PDF: "PDF",
}
#: Most failed requests that are listed.
MOST_FAILED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    """One visit.

    Attributes:
        verdict: what was shown.
        why: the rule that says so, with what it found.
        warn: whether the verdict is something to look at.
        when: time in UTC.
        terms: what is known of it, by what it is called.
        hops: every answer on the way.
        headers: the page's response headers.
        failed: what could not be had, and why.
        more_failed: how many of these are not listed.
        links: what was kept: address, name.
    """

    verdict: str
    why: str
    warn: bool
    when: str
    terms: tuple[tuple[str, str], ...]
    hops: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]
    more_failed: int
    links: tuple[tuple[str, str], ...]


def capture_rows(stored: Iterable[StoredCapture]) -> tuple[CaptureRow, ...]:
    """The visits, newest first."""
    return tuple(_row(each) for each in reversed(tuple(stored)))


def _row(stored: StoredCapture) -> CaptureRow:
    capture = stored.capture
    tool = capture.tool if not capture.why_plain else f"{capture.tool}; no browser: {capture.why_plain}"
    terms = [
        ("Address", capture.url),
        ("Answered by", capture.final_url if capture.final_url != capture.url else ""),
        ("Collected by", f"{capture.collector} on {capture.machine}, from {capture.local_address}"),
        ("Tool", tool),
        ("Further answers", words.number(capture.resources)),
        ("Notes", "; ".join(capture.notes)),
        ("Journal entry", words.number(stored.entry.seq)),
    ]
    return CaptureRow(
        verdict=capture.verdict.value,
        why=f"{capture.rule}: {capture.words}" if capture.words else capture.rule,
        warn=capture.verdict.value != "content",
        when=days.moment(capture.started),
        terms=tuple((term, text) for term, text in terms if text),
        hops=tuple(f"{h.status} {h.url} ({h.address})" for h in capture.hops),
        headers=capture.headers,
        failed=capture.failed[:MOST_FAILED],
        more_failed=max(0, len(capture.failed) - MOST_FAILED),
        links=tuple((f"/captures/{stored.entry.seq}/{p.role.value}", NAMES[p.role]) for p in capture.parts),
    )

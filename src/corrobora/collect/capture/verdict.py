"""Whether a captured page is what was asked for, or something that stands in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from corrobora.codebook.page_verdicts import PageRule, page_rules
from corrobora.model.capture import Verdict

#: Name of the rule for pages none other holds for.
NONE = "no-rule-holds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A page as it is judged.

    Attributes:
        url: the address asked for.
        final_url: the one that answered.
        status: HTTP status.
        headers: the answer's.
        markup: its HTML; empty for other files.
        text: its words, furniture too.
        own: number of characters of its own text, without furniture; ``None`` for a file that is no page.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    markup: str = ""
    text: str = ""
    own: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict with its reason.

    Attributes:
        verdict: what the page is.
        rule: name of the rule that says so.
        words: what the rule found.
    """

    verdict: Verdict
    rule: str
    words: str


def judge(seen: Seen) -> Judged:
    """The verdict of the first rule that holds."""
    text = " ".join(seen.text.casefold().split())
    markup = seen.markup.lower()
    for rule in page_rules():
        found = _holds(rule, seen, text, markup)
        if found is not None:
            return Judged(verdict=rule.verdict, rule=rule.id, words=found)
    return Judged(verdict=Verdict.CONTENT, rule=NONE, words="")


def _holds(rule: PageRule, seen: Seen, text: str, markup: str) -> str | None:
    """What the rule found, ``None`` if it does not hold."""
    found: list[str] = []
    if rule.statuses:
        if seen.status not in rule.statuses:
            return None
        found.append(f"HTTP {seen.status}")
    if rule.at_most is not None:
        if seen.own is None or seen.own > rule.at_most:
            return None
        if not (rule.statuses or rule.headers or rule.hosts or rule.paths or rule.markup or rule.cues):
            return f"{seen.own} characters"
    for hits, asked in (
        (_headers(rule, seen), rule.headers),
        (_redirected(rule, seen), rule.hosts or rule.paths),
    ):
        if asked:
            hit = next(hits, None)
            if hit is None:
                return None
            found.append(hit)
    words = next((cue for cues in rule.cues.values() for cue in cues if cue in text), None)
    mark = next((mark for mark in rule.markup if mark in markup), None)
    if rule.either:
        if words is None and mark is None:
            return None
    elif (rule.cues and words is None) or (rule.markup and mark is None):
        return None
    return "; ".join([*found, *(hit for hit in (words, mark) if hit)])


def _headers(rule: PageRule, seen: Seen) -> Iterator[str]:
    for name, value in seen.headers:
        wanted = rule.headers.get(name.lower())
        if wanted is not None and wanted in value.lower():
            yield f"{name}: {value}"


def _redirected(rule: PageRule, seen: Seen) -> Iterator[str]:
    """Only where the visitor was led elsewhere: who asks for a login page means it."""
    before, after = urlsplit(seen.url), urlsplit(seen.final_url)
    host, path = (after.hostname or "").lower(), after.path.lower()
    if (before.hostname or "").lower() != host and host in rule.hosts:
        yield host
    for piece in rule.paths:
        if piece in path and piece not in before.path.lower():
            yield path

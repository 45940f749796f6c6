"""Watching feeds: each changed feed is kept as it came, each new page it names captured like any address."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from corrobora.case.importing import Importing
from corrobora.case.records import AddReport
from corrobora.collect.capture.address import web_address
from corrobora.collect.capture.capture import CaptureSettings, program
from corrobora.collect.capture.errors import CaptureError, Refused
from corrobora.collect.capture.fetch import Exchange, Fetcher, Limits
from corrobora.collect.feeds.entries import BadFeed, Entry, read_feed
from corrobora.collect.feeds.robots import Robots
from corrobora.collect.feeds.schedule import FeedState, Schedule
from corrobora.collect.imports.piece import Finding, Piece
from corrobora.collect.problem import Problem
from corrobora.model.examination import ExaminationSort

#: Bytes of a feed, seconds one may take, and new entries captured of one at a visit.
MAX_FEED, PATIENCE, MOST_ENTRIES = 8_000_000, 60.0, 50
#: Seconds between two requests to one host, unless it asks for more.
LEAST_DELAY = 5.0
_ACCEPT = ("Accept", "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5")
_LIMITS = Limits(
    bytes_each=MAX_FEED, bytes_total=4 * MAX_FEED, seconds_each=PATIENCE, seconds_total=4 * PATIENCE
)


class Answered(StrEnum):
    """What came of asking for a feed."""

    NOT_DUE = "not due"
    UNCHANGED = "unchanged"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedVisit:
    """One visit to one feed.

    Attributes:
        feed: its address.
        answered: what came of it.
        new: addresses of entries that were captured now.
        waiting: entries left for the next visit.
        reports: what adding each of them did.
        problems: what went wrong, one line each.
        due: when it is to be asked again.
    """

    feed: str
    answered: Answered
    new: tuple[str, ...] = ()
    waiting: int = 0
    reports: tuple[AddReport, ...] = ()
    problems: tuple[Problem, ...] = ()
    due: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Watching:
    """Visits feeds for a case.

    Attributes:
        add: captures addresses, as `Case.add` does.
        importing: keeps the feeds themselves.
        schedule: what is remembered between visits.
        settings: how pages are captured, and what may be reached.
        every: pause between two visits to a feed.
        delay: least seconds between two requests to one host.
        now, sleep: the clock; tests have their own.
    """

    add: Callable[[Iterable[str]], AddReport]
    importing: Importing
    schedule: Schedule
    settings: CaptureSettings
    every: timedelta
    delay: float = LEAST_DELAY
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    _asked: dict[str, float] = field(default_factory=dict)
    _robots: Robots | None = None

    def visit(self, feed: str) -> FeedVisit:
        """Ask for a feed if it is due, and capture its new entries.

        Raises:
            ScheduleUnusable: if what is remembered cannot be written.
            VaultError: if bytes cannot be kept.
            StoreError: if the database cannot be written.
        """
        state = self.schedule.state(feed)
        if state.due and state.due > self.now():
            return FeedVisit(feed=feed, answered=Answered.NOT_DUE, due=state.due)
        self._robots = self._robots or Robots(self._fetched)
        try:
            self.settings.guard.addresses(web_address(feed))
        except Refused as error:  # by this machine, before anybody was asked: there is nothing to wait for
            return FeedVisit(feed=feed, answered=Answered.FAILED, problems=(_problem(feed, str(error)),))
        except CaptureError as error:
            return self._failed(feed, state, str(error))
        try:
            self._wait(feed)
            answer = self._fetcher().follow(feed, headers=(*state.conditions(), _ACCEPT))[-1]
        except CaptureError as error:
            return self._failed(feed, state, str(error))
        match answer.status:
            case 304:
                state = state.answered(self.now(), self.every)
                self.schedule.remember(feed, state)
                return FeedVisit(feed=feed, answered=Answered.UNCHANGED, due=state.due)
            case 200:
                return self._read(feed, state, answer)
            case status:
                reason = f"the server answered {status}"
                return self._failed(feed, state, reason, retry_after=answer.header("retry-after"))

    def _read(self, feed: str, state: FeedState, answer: Exchange) -> FeedVisit:
        try:
            body = answer.unpacked(MAX_FEED)
            found = read_feed(body, feed)
        except (CaptureError, BadFeed) as error:
            return self._failed(feed, state, str(error))
        self._keep(feed, answer, body)
        fresh = [entry for entry in found.entries if entry.url not in set(state.done)]
        # the oldest first, so that what is left for the next visit is the newest, which will still be there
        fresh.sort(key=lambda e: (e.published is None, e.published))
        new: list[str] = []
        reports: list[AddReport] = []
        problems: list[Problem] = []
        for entry in fresh[:MOST_ENTRIES]:
            state = self._entry(feed, state, entry, new, reports, problems)
        waiting = max(0, len(fresh) - MOST_ENTRIES)
        etag, modified = answer.header("etag"), answer.header("last-modified")
        if waiting or state.tried:  # the same feed is to be read again, though it will not have changed
            etag = modified = ""
            state = FeedState(done=state.done, tried=state.tried)
        state = state.answered(self.now(), self.every, etag=etag, modified=modified)
        self.schedule.remember(feed, state)
        return FeedVisit(
            feed=feed, answered=Answered.READ, new=tuple(new), waiting=waiting, reports=tuple(reports),
            problems=tuple(problems), due=state.due,
        )  # fmt: skip

    def _entry(
        self, feed: str, state: FeedState, entry: Entry, new: list[str], reports: list[AddReport],
        problems: list[Problem],
    ) -> FeedState:  # fmt: skip
        """Capture an entry's page; each is remembered at once, so that a run that is killed goes on there."""
        if self._robots and not self._robots.allows(entry.url):
            problems.append(Problem(entry.url, "", "its host's robots.txt asks programs to stay away"))
            state = state.captured(entry.url)
        else:
            self._wait(entry.url)
            report = self.add([entry.url])
            reports.append(report)
            problems += report.problems
            reached = report.added or report.updated or report.unchanged or report.kept
            if reached:
                new.append(entry.url)
            state = state.captured(entry.url) if reached else state.missed(entry.url)
        self.schedule.remember(feed, state)
        return state

    def _keep(self, feed: str, answer: Exchange, body: bytes) -> None:
        """The feed as it came: that it named these entries at that time."""
        told = {
            "url": answer.url, "status": answer.status, "headers": [list(pair) for pair in answer.headers],
            "remote": answer.remote, "tool": program(),
        }  # fmt: skip
        finding = Finding(
            sort=ExaminationSort.EXCHANGE, tool=program(), data=told, subject=feed, moment=answer.started
        )
        self.importing.keep(Piece(name="feed.xml", origin=feed, content=body, findings=(finding,)))

    def _failed(self, feed: str, state: FeedState, reason: str, *, retry_after: str = "") -> FeedVisit:
        state = state.failed(self.now(), self.every, retry_after=retry_after)
        self.schedule.remember(feed, state)
        due = f"{state.due:%Y-%m-%d %H:%M} UTC" if state.due else "the next visit"
        problem = _problem(feed, f"{reason}; it is asked again after {due}")
        return FeedVisit(feed=feed, answered=Answered.FAILED, problems=(problem,), due=state.due)

    def _wait(self, url: str) -> None:
        """Let a host rest between two requests."""
        host = urlsplit(url).netloc
        pause = self._robots.delay(url, self.delay) if self._robots else self.delay
        since = time.monotonic() - self._asked.get(host, -1e9)
        if since < pause:
            self.sleep(pause - since)
        self._asked[host] = time.monotonic()

    def _fetched(self, url: str) -> Exchange:
        return self._fetcher().fetch(web_address(url))

    def _fetcher(self) -> Fetcher:
        return Fetcher(self.settings.guard, _LIMITS, program().replace(" ", "/"))


def _problem(feed: str, reason: str) -> Problem:
    return Problem(feed, "", reason.removeprefix(f"{feed}: "))


def pause_until(visits: Iterable[FeedVisit], now: datetime) -> float:
    """Seconds until the first of the feeds is due."""
    due = [visit.due for visit in visits if visit.due]
    return max(1.0, (min(due) - now).total_seconds()) if due else 60.0

"""When a feed and a host may be asked again: what a polite reader remembers between two visits."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from corrobora.model.errors import CorroboraError

#: Longest pause after failures, and longest that a server may ask for.
LONGEST_PAUSE = timedelta(hours=12)
#: Times an entry that cannot be captured is tried.
TRIES = 3
#: Addresses remembered a feed.
_MOST = 5_000


class ScheduleUnusable(CorroboraError):
    """What was remembered of the feeds cannot be read or written; the message says where it lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of one feed.

    Attributes:
        etag, modified: what the server gave for conditional requests.
        due: not to be asked before; ``None``: at once.
        failures: how often in a row it could not be had.
        done: entries that were captured, or given up.
        tried: how often each of the others was tried.
    """

    etag: str = ""
    modified: str = ""
    due: datetime | None = None
    failures: int = 0
    done: tuple[str, ...] = ()
    tried: dict[str, int] = field(default_factory=dict)

    def conditions(self) -> tuple[tuple[str, str], ...]:
        """Headers that ask for the feed only if it changed (RFC 9110, section 13)."""
        given = (("If-None-Match", self.etag), ("If-Modified-Since", self.modified))
        return tuple((name, value) for name, value in given if value)

    def answered(self, now: datetime, every: timedelta, *, etag: str = "", modified: str = "") -> FeedState:
        """After an answer, changed or not."""
        return replace(
            self, etag=(etag or self.etag)[:500], modified=(modified or self.modified)[:100], failures=0,
            due=now + every,
        )  # fmt: skip

    def failed(self, now: datetime, every: timedelta, *, retry_after: str = "") -> FeedState:
        """After a failure: twice the pause each time, or what the server asks for if that is longer."""
        pause = min(LONGEST_PAUSE, every * 2 ** min(self.failures, 10))
        asked = _asked(retry_after, now)
        return replace(self, failures=self.failures + 1, due=now + max(pause, asked))

    def captured(self, url: str) -> FeedState:
        """After an entry was captured or given up."""
        tried = {key: n for key, n in self.tried.items() if key != url}
        return replace(self, done=(*(d for d in self.done if d != url), url)[-_MOST:], tried=tried)

    def missed(self, url: str) -> FeedState:
        """After an entry could not be captured; after `TRIES` times it is given up."""
        times = self.tried.get(url, 0) + 1
        if times >= TRIES:
            return self.captured(url)
        return replace(self, tried={**self.tried, url: times})


class Schedule:
    """The states of all feeds of a case, in one file that is replaced as a whole.

    Args:
        path: the file; made when first written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._states = self._read()

    def state(self, feed: str) -> FeedState:
        """What is remembered of a feed."""
        return self._states.get(feed, FeedState())

    def remember(self, feed: str, state: FeedState) -> None:
        """Keep a feed's state.

        Raises:
            ScheduleUnusable: if the file cannot be written.
        """
        self._states[feed] = state
        written = {name: _written(s) for name, s in sorted(self._states.items())}
        try:
            with tempfile.NamedTemporaryFile(
                "w", dir=self._path.parent, delete=False, encoding="utf-8"
            ) as file:
                json.dump(written, file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(self._path)
        except OSError as error:
            raise ScheduleUnusable(f"{self._path}: cannot be written: {error.strerror or error}") from error

    def _read(self) -> dict[str, FeedState]:
        try:
            data = json.loads(self._path.read_text("utf-8"))
            return {str(name): _state(raw) for name, raw in data.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError, TypeError, KeyError) as error:
            raise ScheduleUnusable(
                f"{self._path}: cannot be read ({error}); move it away, and feeds are asked anew"
            ) from error


def _written(state: FeedState) -> dict[str, Any]:
    return {**asdict(state), "due": state.due.isoformat() if state.due else None}


def _state(raw: dict[str, Any]) -> FeedState:
    due = raw["due"]
    return FeedState(
        etag=str(raw["etag"]), modified=str(raw["modified"]), failures=int(raw["failures"]),
        due=datetime.fromisoformat(due) if due else None, done=tuple(map(str, raw["done"])),
        tried={str(url): int(n) for url, n in raw["tried"].items()},
    )  # fmt: skip


def _asked(retry_after: str, now: datetime) -> timedelta:
    """The pause a server asks for, in seconds or by a date (RFC 9110, section 10.2.3)."""
    words = retry_after.strip()
    if words.isascii() and words.isdigit():
        return min(LONGEST_PAUSE, timedelta(seconds=int(words[:9])))
    try:
        when = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError):
        return timedelta()
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(timedelta(), min(LONGEST_PAUSE, when - now))

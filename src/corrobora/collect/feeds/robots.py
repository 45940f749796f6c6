"""What a host asks of programs that come by themselves (robots.txt, RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from corrobora.collect.capture.errors import CaptureError
from corrobora.collect.capture.fetch import Exchange

#: What this program calls itself to hosts.
AGENT = "corrobora"
#: Bytes of a robots.txt that are heard, and the longest pause it can ask for, in seconds.
_MAX_BYTES = 500_000
LONGEST_DELAY = 120.0


@dataclass(slots=True)
class Robots:
    """The rules of each host, asked for once in a run.

    Attributes:
        fetch: fetches an address through the guard.
    """

    fetch: Callable[[str], Exchange]
    _rules: dict[str, RobotFileParser] = field(default_factory=dict)

    def allows(self, url: str) -> bool:
        """Whether the host lets programs go there."""
        return self._of(url).can_fetch(AGENT, url)

    def delay(self, url: str, least: float) -> float:
        """Seconds to wait between two requests to the host."""
        asked = self._of(url).crawl_delay(AGENT)
        try:
            return min(LONGEST_DELAY, max(least, float(asked or 0)))
        except (ValueError, OverflowError):
            return least

    def _of(self, url: str) -> RobotFileParser:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._rules:
            rules = RobotFileParser()
            rules.parse(self._lines(host))
            self._rules[host] = rules
        return self._rules[host]

    def _lines(self, host: str) -> list[str]:
        """A host that cannot be asked for its rules has none here; what follows will fail by itself."""
        try:
            found = self.fetch(f"{host}/robots.txt")
            if found.status != 200:
                return []
            body = found.unpacked(_MAX_BYTES)
        except CaptureError:
            return []
        return body[:_MAX_BYTES].decode("utf-8", "replace").splitlines()

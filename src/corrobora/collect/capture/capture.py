"""One visit to an address: the page, what it is made of, and what is known of how it came."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import PurePosixPath
from types import TracebackType
from typing import IO, Self, cast
from urllib.parse import unquote, urlsplit

from corrobora.collect.capture.address import WebAddress
from corrobora.collect.capture.browser import Browser, Shown, find_browser, show
from corrobora.collect.capture.errors import BrowserFailed, CaptureError, NoBrowser
from corrobora.collect.capture.fetch import Exchange, Fetcher, Limits
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.page_links import page_links, style_links
from corrobora.collect.capture.wacz import PageEntry, pack
from corrobora.collect.capture.warc import Archive
from corrobora.model.capture import Mode

#: Told what is being done.
Told = Callable[[str], None]

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_STYLES = "text/css"
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureSettings:
    """How pages are captured.

    Attributes:
        mode: with a browser, by plain HTTP, or with a browser where one is installed.
        guard: what may be reached.
        limits: how much and how long.
        as_content: whether the person who captures says that what is shown is the content, whatever the rules
            say; pages the server itself refuses to show stay refused.
    """

    mode: Mode = Mode.AUTO
    guard: Guard = field(default_factory=Guard)
    limits: Limits = field(default_factory=Limits)
    as_content: bool = False


@dataclass(slots=True, kw_only=True)
class Captured:
    """What a visit brought; use it as a context manager, for its archive is a file that vanishes.

    Attributes:
        url: the address asked for, written the one way.
        chain: every answer on the way to the page, the page's own last.
        body: the page as the server sent it, unpacked.
        shown: as a browser showed it, if one did.
        why_plain: why none did.
        resources: how many further requests were answered.
        failed: those that were not, and why.
        notes: what else is to be known.
        started, ended: in UTC.
    """

    url: str
    chain: tuple[Exchange, ...]
    body: bytes
    shown: Shown | None
    why_plain: str
    resources: int
    failed: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    started: datetime
    ended: datetime
    _archive: Archive
    _files: ExitStack

    @property
    def page(self) -> Exchange:
        """The page's own answer."""
        return self.chain[-1]

    @property
    def final_url(self) -> str:
        """The address that answered."""
        return self.page.url

    @property
    def mode(self) -> Mode:
        """How it was captured."""
        return Mode.BROWSER if self.shown else Mode.HTTP

    @property
    def tool(self) -> str:
        """What captured it, with versions."""
        return f"{program()}, {self.shown.version}" if self.shown else program()

    @property
    def is_page(self) -> bool:
        """Whether it is HTML and not some other file."""
        return _is_markup(self.page, self.body)

    def markup(self) -> str:
        """The page's HTML as text, for rules that look for marks in it."""
        return markup_of(self.page, self.body) if self.is_page else ""

    def name(self, suffix: str = "") -> str:
        """A file name for what was captured: host and last part of the path."""
        return file_name(self.final_url, self.page.media_type, suffix)

    def archive(self, title: str) -> IO[bytes]:
        """The WACZ, made now, as an open file at its start."""
        target = _nameless(self._files)
        pack(self._archive, PageEntry(url=self.final_url, when=self.page.started, title=title), target)
        target.seek(0)
        return target

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()


def program() -> str:
    """Name and version of this program."""
    return f"corrobora {version('corrobora')}"


def machine() -> str:
    """Name of the machine, as it calls itself."""
    return platform.node()


def capture(address: WebAddress, settings: CaptureSettings, told: Told = lambda what: None) -> Captured:
    """Fetch an address with all it is made of.

    Raises:
        CaptureError: if the page itself cannot be had; sub-resources that cannot are only listed.
    """
    started = datetime.now(UTC)
    browser, why_plain = _browser(settings.mode)
    fetcher = Fetcher(
        settings.guard, settings.limits, f"Mozilla/5.0 (compatible; {program().replace(' ', '/')})"
    )
    told("asking for the page")
    chain = fetcher.follow(address.url)
    body = chain[-1].unpacked(settings.limits.bytes_each)
    with ExitStack() as files:
        archive = Archive(_nameless(files), program())
        for each in chain:
            archive.write(each)
        work = _Visit(fetcher, archive, told)
        shown: Shown | None = None
        if not _is_markup(chain[-1], body):
            browser, why_plain = None, "what is at the address is no page but a file"
        if browser is not None:
            told("showing the page in a browser")
            try:
                shown = show(browser, chain[-1], fetcher, work.keep)
            except BrowserFailed as error:
                if settings.mode is Mode.BROWSER:
                    raise
                why_plain = str(error)
        if shown is not None:
            if shown.main is not chain[-1]:
                chain = (*chain[:-1], *shown.led, shown.main)
                body = shown.main.unpacked(settings.limits.bytes_each)
            work.failed.update(shown.failed)
        elif _is_markup(chain[-1], body):
            work.load(chain[-1], body)
        return Captured(
            url=address.url, chain=chain, body=body, shown=shown, why_plain="" if shown else why_plain,
            resources=work.resources, failed=tuple(work.failed.items()),
            notes=(*(shown.notes if shown else ()), *_trusted(settings.guard)),
            started=started, ended=datetime.now(UTC),
            _archive=archive, _files=files.pop_all(),
        )  # fmt: skip


@dataclass(slots=True)
class _Visit:
    fetcher: Fetcher
    archive: Archive
    told: Told
    resources: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    def keep(self, exchange: Exchange) -> None:
        self.archive.write(exchange)
        self.resources += 1
        self.told(f"{self.resources} resources")

    def load(self, page: Exchange, body: bytes) -> None:
        """What a page is made of, style sheets followed two deep."""
        pending = [(url, 0) for url in page_links(markup_of(page, body), page.url)]
        seen = {page.url}
        while pending:
            url, depth = pending.pop(0)
            if url in seen:
                continue
            seen.add(url)
            if len(seen) > self.fetcher.limits.requests:
                self.failed[url] = f"the page asks for more than {self.fetcher.limits.requests} resources"
                return
            try:
                chain = self.fetcher.follow(url, [("Referer", page.url), ("Accept", "*/*")])
                for each in chain:
                    self.keep(each)
                if chain[-1].media_type == _STYLES and depth < 2:
                    sheet = chain[-1].unpacked(self.fetcher.limits.bytes_each).decode("utf-8", "replace")
                    pending += [(link, depth + 1) for link in style_links(sheet, chain[-1].url)]
            except CaptureError as error:
                self.failed[url] = str(error)


def markup_of(page: Exchange, body: bytes) -> str:
    """HTML as text; only ASCII matters to what looks for links and marks."""
    stated = page.header("content-type").lower().partition("charset=")[2].partition(";")[0].strip("\"' ")
    try:
        return body.decode(stated or "utf-8", "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def file_name(url: str, media: str, suffix: str = "") -> str:
    """A file name that tells where something comes from: ``example.org_news_2.html``."""
    parts = urlsplit(url)
    path = PurePosixPath(unquote(parts.path))
    stem = "_".join("".join(c if c.isalnum() or c in "-." else "-" for c in p) for p in path.parts[1:][-2:])
    name = f"{parts.hostname}_{stem}" if stem else f"{parts.hostname}"
    ending = suffix or (".html" if media in _PAGES else path.suffix or "")
    name = name.removesuffix(ending)[:_LONGEST_NAME].rstrip(".-_")
    return f"{name}{ending}"


def _trusted(guard: Guard) -> tuple[str, ...]:
    return tuple(
        f"the authority whose certificate has the SHA-256 {sha256} was trusted beside those of the machine"
        for sha256 in guard.trusted()
    )


def _nameless(files: ExitStack) -> IO[bytes]:
    """A temporary file without a name: nothing is left of it, however this process ends."""
    return cast("IO[bytes]", files.enter_context(tempfile.TemporaryFile()))


def _is_markup(page: Exchange, body: bytes) -> bool:
    return page.media_type in _PAGES or (not page.media_type and body.lstrip()[:1] == b"<")


def _browser(mode: Mode) -> tuple[Browser | None, str]:
    if mode is Mode.HTTP:
        return None, "plain HTTP was asked for"
    try:
        return find_browser(), ""
    except NoBrowser as error:
        if mode is Mode.BROWSER:
            raise
        return None, str(error)

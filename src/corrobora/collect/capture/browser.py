"""Pages as a browser shows them, while the browser itself reaches nothing.

Chromium runs without a network: it is given a proxy nobody answers at and names that resolve to nothing, and
every request is taken from it and answered through the guard. What it could ask for around that (service
workers, web sockets, WebRTC) is closed.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corrobora.collect.capture.address import web_address
from corrobora.collect.capture.errors import BrowserFailed, CaptureError, NoBrowser
from corrobora.collect.capture.fetch import Exchange, Fetcher

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Request, Route, WebSocketRoute

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
WIDTH, HEIGHT = 1280, 1024
#: Pixels from the top that a screenshot shows; the PDF has the rest.
TALLEST = 16_000

_NOWHERE = "http://127.0.0.1:9"  # the port of the discard service: nobody answers there
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-pings",
    "--disable-gpu",
    "--hide-scrollbars",
)
_AT_A_TIME = 6
_QUIET = 0.6  # seconds without a request after which a page is complete
_LONGEST_WAIT = 25.0
_LONGEST_STEP = 40.0
_SCROLL = """async () => {
  const step = window.innerHeight, pause = ms => new Promise(r => setTimeout(r, ms));
  for (let y = 0, n = 0; y < document.documentElement.scrollHeight && n < 40; y += step, n++) {
    window.scrollTo(0, y); await pause(60);
  }
  window.scrollTo(0, 0);
}"""
# put together anew by us, or said of the transfer and not of the page
_UNDONE = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """A browser that can be used.

    Attributes:
        path: its program.
    """

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page as the browser showed it.

    Attributes:
        version: name and version of the browser and of what drives it.
        main: the answer that was shown, another than the first if scripts led on.
        led: answers of redirects and pages that scripts left again.
        html: the page after its scripts ran.
        screenshot: PNG of the whole page, ``None`` if none could be made.
        pdf: the page printed, ``None`` if that failed.
        failed: requests that were not answered, with the reason.
        notes: what is to be known of the pictures.
    """

    version: str
    main: Exchange
    led: tuple[Exchange, ...]
    html: str
    screenshot: bytes | None
    pdf: bytes | None
    failed: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def find_browser() -> Browser:
    """The Chromium of this machine, or the one ``CORROBORA_CHROMIUM`` names.

    Raises:
        NoBrowser: if there is none, or what drives it is not installed.
    """
    if importlib.util.find_spec("playwright") is None:
        raise NoBrowser("Playwright is not installed (pip install 'corrobora[browser]')")
    named = os.environ.get("CORROBORA_CHROMIUM")
    path = shutil.which(named) if named else next((p for n in NAMES if (p := shutil.which(n))), None)
    if path is None:
        raise NoBrowser(f"{named}: is no program" if named else "no Chromium is installed")
    return Browser(path=path)


def show(browser: Browser, first: Exchange, fetcher: Fetcher, keep: Callable[[Exchange], None]) -> Shown:
    """The page of an answer as a browser shows it, and what it loads on the way.

    Args:
        browser: the program.
        first: the page's HTML, fetched before.
        fetcher: answers whatever the browser asks for.
        keep: is given every further answer.

    Raises:
        BrowserFailed: if it cannot be started, crashes or does not finish.
    """
    visit = _Visit(browser, first, fetcher, keep)
    try:
        return asyncio.run(visit.run())
    except TimeoutError as error:
        raise BrowserFailed(f"{first.url}: the browser did not finish with the page in time") from error


@dataclass(slots=True)
class _Visit:
    browser: Browser
    main: Exchange
    fetcher: Fetcher
    keep: Callable[[Exchange], None]
    first: bool = True
    led: list[Exchange] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    under_way: int = 0
    asked: int = 0
    last: float = 0.0
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_A_TIME))

    async def run(self) -> Shown:
        from importlib.metadata import version

        from playwright.async_api import Error, async_playwright

        try:
            async with async_playwright() as playwright:
                chromium = await playwright.chromium.launch(
                    executable_path=self.browser.path,
                    args=list(_FLAGS),
                    chromium_sandbox=os.geteuid() != 0,  # Chromium has none for root
                    proxy={"server": _NOWHERE, "bypass": "<-loopback>"},
                    timeout=_LONGEST_STEP * 1000,
                )
                name = f"Chromium {chromium.version} through Playwright {version('playwright')}"
                try:
                    agent = (await self._agent(await chromium.new_context())).replace("Headless", "")
                    context = await chromium.new_context(
                        viewport={"width": WIDTH, "height": HEIGHT},
                        service_workers="block",
                        accept_downloads=False,
                        user_agent=agent,
                    )
                    await context.route("**/*", lambda route, request: self._answer(route, request))
                    await context.route_web_socket("**/*", lambda socket: self._close(socket))
                    page = await context.new_page()
                    context.on("page", lambda other: asyncio.ensure_future(other.close()))
                    return await asyncio.wait_for(self._shown(page, name), self.fetcher.limits.seconds_total)
                finally:
                    await chromium.close()
        except Error as error:
            reason = (str(error).strip().splitlines() or ["it ended"])[0]
            raise BrowserFailed(f"{self.main.url}: the browser failed: {reason}") from error

    async def _agent(self, context: BrowserContext) -> str:
        page = await context.new_page()
        agent = str(await page.evaluate("navigator.userAgent"))
        await context.close()
        return agent

    async def _shown(self, page: Page, name: str) -> Shown:
        from playwright.async_api import Error
        from playwright.async_api import TimeoutError as Late

        clock = asyncio.get_running_loop().time
        try:
            await page.goto(self.main.url, wait_until="load", timeout=_LONGEST_STEP * 1000)
        except Late:
            self.notes.append("the page was still loading when it was captured")
        await self._quiet(clock() + _LONGEST_WAIT)
        try:
            await asyncio.wait_for(page.evaluate(_SCROLL), _LONGEST_STEP)
        except (Error, TimeoutError):
            self.notes.append("the page could not be scrolled; what loads on scrolling may be missing")
        await self._quiet(clock() + _LONGEST_WAIT)
        html = await asyncio.wait_for(page.content(), _LONGEST_STEP)
        screenshot = await self._screenshot(page)
        pdf: bytes | None = None
        try:
            pdf = await asyncio.wait_for(page.pdf(print_background=True, format="A4"), _LONGEST_STEP)
        except (Error, TimeoutError):
            self.notes.append("the page could not be printed to PDF")
        return Shown(
            version=name, main=self.main, led=tuple(self.led), html=html, screenshot=screenshot, pdf=pdf,
            failed=tuple(self.failed.items()), notes=tuple(self.notes),
        )  # fmt: skip

    async def _screenshot(self, page: Page) -> bytes | None:
        from playwright.async_api import Error

        try:
            height = int(
                await asyncio.wait_for(
                    page.evaluate("Math.max(document.documentElement.scrollHeight, innerHeight) | 0"),
                    _LONGEST_STEP,
                )
            )
            if height > TALLEST:
                self.notes.append(f"the screenshot shows the upper {TALLEST:,} of {height:,} pixels")
            return await page.screenshot(
                full_page=True, animations="disabled", timeout=_LONGEST_STEP * 1000,
                clip={"x": 0, "y": 0, "width": WIDTH, "height": min(height, TALLEST)},
            )  # fmt: skip
        except (Error, TimeoutError):
            self.notes.append("no screenshot could be made")
            return None

    async def _quiet(self, until: float) -> None:
        """Wait until nothing has been asked for a while."""
        clock = asyncio.get_running_loop().time
        while clock() < until:
            await asyncio.sleep(0.1)
            if self.under_way == 0 and clock() - self.last > _QUIET:
                return

    async def _close(self, socket: WebSocketRoute) -> None:
        self.failed.setdefault(socket.url, "web sockets are not captured")
        await socket.close()

    async def _answer(self, route: Route, request: Request) -> None:
        from playwright.async_api import Error

        self.under_way += 1
        self.asked += 1
        try:
            found = await self._found(request)
            if found is None:
                await route.abort("blockedbyclient")
                return
            limit = self.fetcher.limits.bytes_each
            body = await asyncio.to_thread(found.unpacked, limit)
            headers = {n: v for n, v in found.headers if n.lower() not in _UNDONE}
            await route.fulfill(status=found.status, headers=headers, body=body)
        except CaptureError as error:
            self.failed.setdefault(request.url, str(error))
            await route.abort("failed")
        except Error:  # the page went on and wants no answer any more
            self.failed.setdefault(request.url, "was no longer wanted when it came")
        finally:
            self.under_way -= 1
            self.last = asyncio.get_running_loop().time()

    async def _found(self, request: Request) -> Exchange | None:
        main = request.is_navigation_request() and request.frame.parent_frame is None
        if main and self.first and request.url == self.main.url:
            self.first = False
            return self.main
        limits = self.fetcher.limits
        if self.asked > limits.requests:
            self.failed.setdefault(request.url, f"the page asks for more than {limits.requests} resources")
            return None
        if main and len(self.led) >= limits.redirects:
            self.failed.setdefault(request.url, f"scripts led on more than {limits.redirects} times")
            return None
        headers = list((await request.all_headers()).items())
        body = request.post_data_buffer or b""
        async with self.turns:
            chain = await asyncio.to_thread(self._fetched, request.url, request.method, headers, body)
        for each in chain:
            self.keep(each)
        if main:
            self.led += [self.main, *chain[:-1]]
            self.main = chain[-1]
        return chain[-1]

    def _fetched(
        self, url: str, method: str, headers: list[tuple[str, str]], body: bytes
    ) -> tuple[Exchange, ...]:
        if method == "GET":
            return self.fetcher.follow(url, headers)
        return (self.fetcher.fetch(web_address(url), method=method, headers=headers, body=body),)

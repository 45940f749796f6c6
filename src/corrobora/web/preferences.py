"""How somebody wants pages shown: language, light or dark, graphic content, single keys.

They are kept in a cookie of this browser, say nothing about the case and give no right, so that what is
unreadable in it is simply not preferred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from corrobora.codebook.overlay import Codebook, using
from corrobora.publish.language import LANGUAGES, chosen, speaking

COOKIE = "shown"
THEMES = ("auto", "light", "dark")
#: Seconds they are kept: a year.
KEPT = 365 * 24 * 3600
_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What somebody chose; whatever they did not is as it comes.

    Attributes:
        language: code of the interface's language; empty: as the browser asks.
        theme: ``light``, ``dark`` or ``auto``, as the system is set.
        graphic: whether pictures of violence are shown without asking first.
        keys: whether single letters act on the review page.
    """

    language: str = ""
    theme: str = "auto"
    graphic: bool = False
    keys: bool = True

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Preferences:
        """From a form or a cookie; what cannot be understood is left as it comes."""
        language, theme = given.get("language", ""), given.get("theme", "auto")
        return cls(
            language=language if language in LANGUAGES else "",
            theme=theme if theme in THEMES else "auto",
            graphic=given.get("graphic") == "shown",
            keys=given.get("keys", "on") != "off",
        )

    @property
    def cookie(self) -> str:
        """The cookie's value."""
        return urlencode(
            {
                "language": self.language, "theme": self.theme,
                "graphic": "shown" if self.graphic else "asked", "keys": "on" if self.keys else "off",
            }
        )  # fmt: skip


def remember(answer: Response, wanted: Preferences) -> None:
    """Have the browser that gets an answer keep them."""
    answer.set_cookie(COOKIE, wanted.cookie, max_age=KEPT, httponly=True, samesite="strict", path="/")


_preferred: ContextVar[Preferences | None] = ContextVar("preferences", default=None)


def preferred() -> Preferences:
    """What is preferred in this request."""
    return _preferred.get() or Preferences()


@contextmanager
def preferring(preferences: Preferences) -> Iterator[None]:
    """Within the block, pages are shown so."""
    token = _preferred.set(preferences)
    try:
        yield
    finally:
        _preferred.reset(token)


class Named:
    """Calls countries and bodies as the case's own codebook does.

    Args:
        app: the application behind it.
        codebook: it, as it was when the server started.
    """

    def __init__(self, app: ASGIApp, codebook: Codebook) -> None:
        self.app, self.codebook = app, codebook

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        with using(self.codebook):
            await self.app(scope, receive, send)


class Shown:
    """Shows every answer as its reader prefers it.

    Args:
        app: the application behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        given = dict(parse_qsl(request.cookies.get(COOKIE, "")[:_MOST]))
        found = Preferences.read(given)
        language = found.language or chosen(request.headers.get("accept-language", ""))
        with preferring(found), speaking(language):
            await self.app(scope, receive, send)

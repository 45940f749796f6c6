"""The door: finds out who is asking before any route runs, and sees to it that what they saw is on record."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from ipaddress import ip_address
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corrobora.case import Case
from corrobora.case.errors import NotRecorded
from corrobora.case.signing_in import SignIn
from corrobora.model.rights import Person, Role
from corrobora.web.acting import Acting

#: Headers a proxy adds: who is behind it is not on this machine, whatever the connection says.
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


log = logging.getLogger("corrobora.web")

#: What a browser keeps of a session. The prefix makes it refuse one set by another host, path or without TLS.
COOKIE = "__Host-corrobora"


class Door:
    """Puts an `Acting` into the state of every request, or none.

    Args:
        app: the application behind it.
        case: the case.
        sign_in: knows who is signed in.
        embedded: whether who asks from this machine acts without signing in.
    """

    def __init__(self, app: ASGIApp, *, case: Case, sign_in: SignIn, embedded: bool) -> None:
        self.app = app
        self._case = case
        self._sign_in = sign_in
        self._embedded = embedded
        self._secret = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            acting = await run_in_threadpool(self.admit, Request(scope))
            scope.setdefault("state", {})["acting"] = acting
            if acting is not None:
                await self.app(scope, receive, _on_record(acting, scope["path"], send))
                return
        await self.app(scope, receive, send)

    def admit(self, request: Request) -> Acting | None:
        """Who is asking; ``None``: nobody we know."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            known = self._sign_in.bearer(token.strip())
            if known is None or not request.url.path.startswith("/api/"):
                return None
            return self._acting(known[0], self._secret, bearer=True, scopes=known[1])
        session = request.cookies.get(COOKIE, "")
        signed_in = self._sign_in.who(session) if session else None
        if signed_in:
            return self._acting(
                signed_in.person, session.encode(), session=session, temporary=signed_in.temporary
            )
        if self._embedded and on_this_machine(request):
            person = Person(name=self._case.actor, role=Role.LEAD)
            return self._acting(person, self._secret, embedded=True)
        return None

    def _acting(self, person: Person, key: bytes, **more: Any) -> Acting:
        csrf = hmac.new(key, b"corrobora csrf", hashlib.sha256).hexdigest()
        return Acting(person=person, case=self._case.acting(person), csrf=csrf, **more)


def _on_record(acting: Acting, path: str, send: Send) -> Send:
    """Sends an answer once the sensitive records in it are in the journal; if they cannot be, none of it."""
    state = {"refused": False}

    async def recorded(message: Message) -> None:
        if state["refused"]:
            return
        if message["type"] == "http.response.start":
            try:
                await run_in_threadpool(acting.case.record_views, path)
            except NotRecorded as error:
                log.error("%s", error, exc_info=error)
                state["refused"] = True
                await _unrecorded(send)
                return
        await send(message)

    return recorded


async def _unrecorded(send: Send) -> None:
    body = (
        b"This holds records marked sensitive, and the journal cannot be written now, so it is not shown. "
        b"Try again later.\n"
    )
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", b"10"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def keep(answer: Response, session: str) -> None:
    """Have a browser keep a session until it is closed."""
    answer.set_cookie(COOKIE, session, secure=True, httponly=True, samesite="lax", path="/")


def forget(answer: Response) -> None:
    """Have a browser forget it, and what it cached."""
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax", path="/")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'


def on_this_machine(request: Request) -> bool:
    """Whether a request comes from this machine itself and not through a proxy on it."""
    if request.client is None or any(name in request.headers for name in _PROXIED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False

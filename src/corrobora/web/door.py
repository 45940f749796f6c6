"""The door: finds out who is asking before any route runs, and sees to it that what they saw is on record."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from ipaddress import ip_address

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from corrobora.case import Case
from corrobora.model.rights import Person, Role
from corrobora.web.acting import Acting

#: Headers a proxy adds: who is behind it is not on this machine, whatever the connection says.
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Door:
    """Puts an `Acting` into the state of every request, or none.

    Args:
        app: the application behind it.
        case: the case.
        embedded: whether who asks from this machine acts without signing in.
    """

    def __init__(self, app: ASGIApp, *, case: Case, embedded: bool) -> None:
        self.app = app
        self._case = case
        self._embedded = embedded
        self._secret = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            acting = await run_in_threadpool(self.admit, Request(scope))
            scope.setdefault("state", {})["acting"] = acting
        await self.app(scope, receive, send)

    def admit(self, request: Request) -> Acting | None:
        """Who is asking; ``None``: nobody we know."""
        if self._embedded and on_this_machine(request):
            person = Person(name=self._case.actor, role=Role.LEAD)
            return self._acting(person, b"embedded", embedded=True)
        return self._acting(Person(name="visitor", role=Role.VIEWER), b"visitor")

    def _acting(self, person: Person, about: bytes, *, embedded: bool = False) -> Acting:
        csrf = hmac.new(self._secret, about, hashlib.sha256).hexdigest()
        return Acting(person=person, case=self._case.acting(person), csrf=csrf, embedded=embedded)


def on_this_machine(request: Request) -> bool:
    """Whether a request comes from this machine itself and not through a proxy on it."""
    if request.client is None or any(name in request.headers for name in _PROXIED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False

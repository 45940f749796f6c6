"""What every answer carries and every request must show, whatever page it is for.

The pages hold testimony. So no answer may run or load anything that is not our own file, be framed,
be kept in a shared cache or tell another site where the reader came from; and a request must name
this machine, or a hostile page could reach the loopback address by a name of its own (DNS rebinding).
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corrobora.model.errors import CorroboraError

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "media-src 'self'",
        "script-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
#: The one page whose script asks for something: places, outlines and tiles, of this server. Its worker asks
#: for nothing: it is under the policy its own file comes with, the one above, which lets it reach nothing.
ASKING = {"/map": f"{POLICY}; connect-src 'self'"}
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",  # with "no-referrer" browsers send forms with the origin "null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: Names of this machine that only this machine answers to.
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


#: Most bytes a request may bring, and those it may where files are uploaded.
MOST, MOST_UPLOADED = 2 << 20, 256 << 20
UPLOADS = frozenset({"/api/v1/documents"})


class UnknownHost(CorroboraError):
    """A host name given to the server is not one a request can name."""


class Guard:
    """Refuses requests for other hosts and puts the security headers on every answer.

    Args:
        app: the application behind it.
        hosts: the host names requests may name, as `host_names` gives them.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str] = LOOPBACK) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = ASKING.get(scope["path"], POLICY)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        given = [v for k, v in scope["headers"] if k == b"host"]
        if len(given) != 1 or host_name(given[0].decode("latin-1")) not in self.hosts:
            await _refuse(guarded, 421, b"This server answers only to the names of the machine it runs on.\n")
            return
        most = MOST_UPLOADED if scope["path"] in UPLOADS else MOST
        said = [v for k, v in scope["headers"] if k == b"content-length"]
        if any(not v.isdigit() or int(v) > most for v in said):
            await _refuse(guarded, 413, b"The request is too large; nothing of it was taken.\n")
            return
        await self.app(scope, _counted(receive, most), guarded)


def host_name(header: str) -> str:
    """The name in a Host header, without its port, in lower case."""
    name = header.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


def host_names(more: Iterable[str]) -> frozenset[str]:
    """The loopback names and others, without port.

    Raises:
        UnknownHost: if one is empty or holds a port or a path.
    """
    return LOOPBACK | {_checked(h) for h in more}


def _checked(host: str) -> str:
    name = host.strip().lower()
    if not name or host_name(name) != name or "/" in name:
        raise UnknownHost(f"{host!r} is not a host name; give it without scheme, port and path")
    return name


def _counted(receive: Receive, most: int) -> Receive:
    """Receives a request's body, but no more than it may have, whatever length it said."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, "The request is too large; nothing of it was taken.")
        return message

    return counted


async def _refuse(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""Sites on loopback that pages are captured from: ordinary ones and ones made to break the visitor."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: What a path answers with: status, headers, body.
Answer = tuple[int, dict[str, str], bytes]

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00"
    "05000182a5d0a1d00000000049454e44ae426082"
)


@dataclass
class Site:
    """A site that is being served.

    Attributes:
        address: scheme, host and port.
        pages: what each path answers with; changed at will.
        asked: method, path and headers of every request, in their order.
    """

    address: str
    pages: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def html(self, path: str, body: str, status: int = 200, **headers: str) -> str:
        """Put up a page; its address."""
        named = {"Content-Type": "text/html; charset=utf-8"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        self.pages[path] = (status, named, body.encode())
        return self.address + path

    def file(self, path: str, body: bytes, media: str) -> str:
        """Put up a file; its address."""
        self.pages[path] = (200, {"Content-Type": media}, body)
        return self.address + path

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Put up a redirect; its address."""
        self.pages[path] = (status, {"Location": to}, b"")
        return self.address + path


@contextmanager
def website(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """An empty site on a free port, over TLS where a context is given."""
    site = Site(address="")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            site.asked.append((self.command, self.path, dict(self.headers.items())))
            found = site.pages.get(self.path.partition("?")[0])
            if callable(found):
                self.close_connection = True
                found(self)
                return
            status, headers, body = found or (
                404,
                {"Content-Type": "text/html"},
                b"<p>There is no such page.",
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 - the names the standard library calls

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer((host, 0), Handler) as server:
        server.daemon_threads = True
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        site.address = f"{'https' if tls else 'http'}://{host}:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield site
        finally:
            server.shutdown()


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says whatever it wants to whoever connects; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ending = threading.Event()

        def serve() -> None:
            while not ending.is_set():
                try:
                    connected, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=spoken, args=(connected,), daemon=True).start()

        def spoken(connected: socket.socket) -> None:
            with connected, suppress(OSError):
                talk(connected)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        ending.set()
        listening.shutdown(socket.SHUT_RDWR)

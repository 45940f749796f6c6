"""Connections to checked addresses only.

A name is resolved once, every address it has is checked, and the connection goes to the very address that was
checked: a name that answers otherwise the next time (DNS rebinding) changes nothing.
"""

from __future__ import annotations

import hashlib
import io
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from corrobora.collect.capture.address import WebAddress
from corrobora.collect.capture.errors import Refused, TooSlow, Unreachable, Untrusted
from corrobora.collect.capture.networks import Network, refusal

#: Gives the network addresses of a host's name.
Resolver = Callable[[str, int], list[str]]

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

#: Addresses of one name that are tried.
_TRIED = 4


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the clock that only runs forward."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        """So many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self, of: str) -> float:
        """Seconds until then.

        Raises:
            TooSlow: if it has passed.
        """
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise TooSlow(f"{of}: did not answer in the time allowed")
        return seconds


class Wire(io.RawIOBase):
    """A connected socket whose every read and write ends by a deadline, however slowly bytes come.

    Attributes:
        remote, local: network address and port at either end.
        certificate: what an https server showed, in DER.
    """

    def __init__(self, connected: socket.socket, deadline: Deadline, *, of: str, idle: float) -> None:
        self._socket = connected
        self._deadline = deadline
        self._of = of
        self._idle = idle
        self.remote = _shown(connected.getpeername())
        self.local = _shown(connected.getsockname())
        self.certificate = (
            connected.getpeercert(binary_form=True) if isinstance(connected, ssl.SSLSocket) else None
        )

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Bytes from the other side."""
        self._socket.settimeout(min(self._idle, self._deadline.left(self._of)))
        try:
            return self._socket.recv_into(buffer)
        except TimeoutError as error:
            raise TooSlow(f"{self._of}: sent nothing for {self._idle:.0f} seconds") from error

    def sendall(self, data: bytes) -> None:
        """Bytes to the other side."""
        self._socket.settimeout(self._deadline.left(self._of))
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            raise TooSlow(f"{self._of}: did not take the request in the time allowed") from error

    def close(self) -> None:
        """End the connection."""
        if not self.closed:
            with suppress(OSError):
                self._socket.close()
        super().close()


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses the machine's own resolver knows."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Opens connections, to checked addresses only.

    Attributes:
        allowed: networks that may be reached though they are not of the public internet.
        resolver: gives the addresses of a name.
        authorities: certificates, in PEM, of authorities trusted beside those the machine trusts: some
            states' sites are certified by an authority of that state alone.

    Raises:
        Untrusted: if ``authorities`` holds no certificate.
    """

    allowed: tuple[Network, ...] = ()
    resolver: Resolver = system_resolver
    authorities: str = ""
    _tls: ssl.SSLContext = field(default_factory=ssl.create_default_context, init=False, compare=False)

    def __post_init__(self) -> None:
        if self.authorities:
            try:
                self._tls.load_verify_locations(cadata=self.authorities)
            except (ssl.SSLError, ValueError) as error:
                raise Untrusted("holds no certificate of an authority in PEM") from error
            if not self._named():
                raise Untrusted("holds no certificate of an authority in PEM")

    def trusted(self) -> tuple[str, ...]:
        """SHA-256, in hex, of each certificate that is trusted beside those the machine trusts."""
        return tuple(hashlib.sha256(der).hexdigest() for der in self._named())

    def _named(self) -> list[bytes]:
        blocks = _CERTIFICATE.findall(self.authorities)
        return [ssl.PEM_cert_to_DER_cert(block) for block in blocks]

    def addresses(self, where: WebAddress) -> list[str]:
        """The network addresses of a host, all of which may be reached.

        Raises:
            Refused: if one of them may not.
            Unreachable: if there is none.
        """
        try:
            found = self.resolver(where.host, where.port)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Unreachable(f"{where.url}: there is no host {where.host}: {reason}") from error
        if not found:
            raise Unreachable(f"{where.url}: the host {where.host} has no address")
        for words in found:
            try:
                address = ipaddress.ip_address(words.partition("%")[0])
            except ValueError as error:
                raise Refused(f"{where.url}: its host has the address {words!r}, which is none") from error
            if reason := refusal(address, self.allowed):
                raise Refused(
                    f"{where.url}: is not captured: {reason} (--allow-private lets addresses of the own "
                    f"network be reached)"
                )
        return found[:_TRIED]

    def connect(self, where: WebAddress, deadline: Deadline, *, idle: float) -> Wire:
        """A connection to a host, encrypted if the address says https.

        Raises:
            Refused: if it may not be reached.
            Unreachable: if nothing answers there, or its certificate does not hold.
            TooSlow: if it takes too long.
        """
        last: OSError | None = None
        for address in self.addresses(where):
            try:
                connected = socket.create_connection(
                    (address, where.port), min(idle, deadline.left(where.url))
                )
            except OSError as error:
                last = error
                continue
            try:
                if where.scheme == "https":
                    connected = self._tls.wrap_socket(connected, server_hostname=where.host)
                return Wire(connected, deadline, of=where.url, idle=idle)
            except ssl.SSLCertVerificationError as error:
                connected.close()
                reason = error.verify_message
                raise Unreachable(
                    f"{where.url}: its certificate does not hold: {reason} (--ca FILE trusts a further "
                    f"authority, and the record says so)"
                ) from error
            except OSError as error:
                connected.close()
                last = error
        late = isinstance(last, TimeoutError)
        reason = "took too long" if late else getattr(last, "strerror", None) or str(last)
        raise Unreachable(f"{where.url}: cannot be reached: {reason}") from last


def _shown(name: Any) -> str:
    host, port = name[0], name[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

"""Addresses of the web, as they may be asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from corrobora.collect.capture.errors import BadAddress
from corrobora.collect.problem import printable

#: Longer addresses are refused: browsers and servers do not take them either.
LONGEST = 8_192

_PORTS = {"http": 80, "https": 443}
_SPELT = re.compile(r"https?://", re.I)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")
_HOST6 = re.compile(r"[0-9a-f:.]+")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff\\]")
_KEPT = "!#$%&'()*+,/:;=?@[]~"  # what stands in addresses beside letters and digits


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAddress:
    """An address taken apart.

    Attributes:
        scheme: ``http`` or ``https``.
        host: name in ASCII and lower case, or a network address without brackets.
        port: given or the scheme's own.
        target: path and query.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and, unless it is the scheme's own, port: what a Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address, written the one way."""
        return f"{self.scheme}://{self.authority}{self.target}"


def is_web_address(words: str) -> bool:
    """Whether words mean an address of the web and not a file."""
    return _SPELT.match(words.lstrip()) is not None


def sorted_out(named: Iterable[Path | str]) -> tuple[list[Path | str], tuple[str, ...]]:
    """Paths and addresses of the web among what a user names, each address once."""
    paths: list[Path | str] = []
    addresses: dict[str, None] = {}
    for each in named:
        if isinstance(each, str) and is_web_address(each):
            addresses[each.strip()] = None
        else:
            paths.append(each)
    return paths, tuple(addresses)


def web_address(words: str, base: str | None = None) -> WebAddress:
    """The address that words spell; what follows ``#`` is left out, for no server sees it.

    Args:
        words: the address.
        base: address the words are relative to.

    Raises:
        BadAddress: if it is none, not of http or https, or holds a user's name or password.
    """
    spelt = words.strip()
    shown = printable(unnamed(spelt)[:200])
    if len(spelt) > LONGEST:
        raise BadAddress(f"{shown}…: is longer than {LONGEST:,} characters")
    spelt = spelt.replace(" ", "%20") if base else spelt
    if not spelt or _UNPRINTABLE.search(spelt):
        raise BadAddress(f"{shown}: is no address: it is empty or holds white space, controls or backslashes")
    try:
        parts = urlsplit(urljoin(base, spelt) if base else spelt)
        port = parts.port
        name = parts.hostname or ""
    except ValueError as error:
        raise BadAddress(f"{shown}: is no address: {error}") from error
    if parts.scheme not in _PORTS:
        raise BadAddress(f"{shown}: only addresses of http and https are captured")
    if "@" in parts.netloc:
        raise BadAddress(f"{shown}: holds a user name or password; leave it out")
    if port == 0:
        raise BadAddress(f"{shown}: there is no port 0")
    host = _host(name, shown)
    path = quote(parts.path, safe=_KEPT) or "/"
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    target = f"{path if path.startswith('/') else '/' + path}{query}"
    return WebAddress(scheme=parts.scheme, host=host, port=port or _PORTS[parts.scheme], target=target)


def why_unusable(words: str) -> str:
    """Why words that somebody states as an address of the web are none; empty if they are one."""
    try:
        web_address(words)
    except BadAddress as error:
        return str(error)
    return ""


def unnamed(words: str) -> str:
    """An address without a user's name and password, to be shown."""
    return re.sub(r"//[^/?#]*@", "//…@", words)


def _host(name: str, shown: str) -> str:
    if ":" in name:
        if not _HOST6.fullmatch(name):
            raise BadAddress(f"{shown}: {name!r} is no network address")
        return name
    try:
        host = name.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise BadAddress(f"{shown}: {name!r} is no name of a host") from error
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise BadAddress(f"{shown}: names no host")
    return host

"""What settings say about an endpoint."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from corrobora.extract.endpoint.errors import BadEndpoint

SECTION = "engines.endpoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointSettings:
    """Section ``[engines.endpoint]`` of a ``case.toml``.

    Attributes:
        url: base address, up to and with ``/v1``.
        model: the model's name, as the server knows it.
        key_variable: environment variable that holds the API key; the key itself stands nowhere else.
        prompt: version of the prompts.
        piece: most characters of a document sent at a time.
        overlap: characters at the end of a piece that the next one repeats.
        answer_tokens: most tokens of an answer.
        timeout: seconds one answer may take.
        attempts: how often a piece is asked for before its document is given up.
        pause: seconds before the second attempt; each further pause is up to twice as long.
        longest_pause: most seconds waited for a server that asks for patience.
        at_once: documents asked about at the same time.
        most_bytes: largest answer that is read.
        price_in, price_out: price of a million tokens sent and received; 0 where nothing is paid.
        currency: of the prices.

    Raises:
        BadEndpoint: if a value is impossible.
    """

    url: str
    model: str
    key_variable: str = "CORROBORA_ENDPOINT_KEY"
    prompt: str = "v1"
    piece: int = 8000
    overlap: int = 800
    answer_tokens: int = 8000
    timeout: float = 180.0
    attempts: int = 4
    pause: float = 1.0
    longest_pause: float = 120.0
    at_once: int = 1
    most_bytes: int = 4_000_000
    price_in: float = 0.0
    price_out: float = 0.0
    currency: str = "USD"

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise BadEndpoint(f"{SECTION}.url: {error}") from error
        if parts.scheme not in ("http", "https") or not host:
            raise BadEndpoint(f"{SECTION}.url: needs an address such as http://127.0.0.1:11434/v1")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise BadEndpoint(
                f"{SECTION}.url: holds more than an address; a key belongs in ${self.key_variable}"
            )
        if self.remote and parts.scheme != "https":
            raise BadEndpoint(f"{SECTION}.url: {host} is not this machine and needs https")
        if not self.model.strip():
            raise BadEndpoint(f"{SECTION}.model: is empty")
        for name, low, high in _BOUNDS:
            if not low <= getattr(self, name) <= high:
                raise BadEndpoint(f"{SECTION}.{name}: {getattr(self, name)} is not between {low} and {high}")
        if self.overlap * 2 > self.piece:
            raise BadEndpoint(f"{SECTION}.overlap: is more than half of piece")

    @classmethod
    def of(cls, section: Mapping[str, Any]) -> EndpointSettings:
        """The settings a section of TOML gives.

        Raises:
            BadEndpoint: if one is unknown, missing or of another type.
        """
        types = get_type_hints(cls)
        for name, value in section.items():
            wanted = types.get(name)
            if wanted is None:
                raise BadEndpoint(f"{SECTION}.{name}: is unknown; known are {', '.join(types)}")
            fits = isinstance(value, int | float if wanted is float else wanted)
            if isinstance(value, bool) or not fits:
                raise BadEndpoint(f"{SECTION}.{name}: {value!r} is no {wanted.__name__}")
        for name in ("url", "model"):
            if name not in section:
                raise BadEndpoint(
                    f"{SECTION}.{name}: is missing; name the endpoint there (url and model), "
                    "or with --endpoint and --model"
                )
        return cls(**section)

    @property
    def host(self) -> str:
        """The host's name or address."""
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a person allows or forbids."""
        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{parts.scheme}://{host}{port}"

    @property
    def remote(self) -> bool:
        """Whether the endpoint is another machine; only loopback addresses are this one."""
        if self.host == "localhost":
            return False
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return True

    def key(self) -> str | None:
        """The API key in the environment.

        Raises:
            BadEndpoint: if a remote endpoint has none, or it cannot be sent in a header.
        """
        key = os.environ.get(self.key_variable, "").strip()
        if not key and self.remote:
            raise BadEndpoint(f"${self.key_variable} is not set: a remote endpoint needs its API key there")
        if not key.isascii() or not key.isprintable():
            raise BadEndpoint(f"${self.key_variable} holds characters no API key can have")
        return key or None


_BOUNDS = (
    ("piece", 200, 1_000_000), ("overlap", 0, 500_000), ("answer_tokens", 16, 1_000_000),
    ("timeout", 0.05, 86_400), ("attempts", 1, 20), ("pause", 0, 600), ("longest_pause", 0, 86_400),
    ("at_once", 1, 64), ("most_bytes", 1000, 1_000_000_000), ("price_in", 0, 1e6), ("price_out", 0, 1e6),
)  # fmt: skip

FIELDS = tuple(f.name for f in fields(EndpointSettings))

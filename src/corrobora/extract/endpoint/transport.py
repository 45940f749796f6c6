"""One HTTP exchange with an endpoint, and nothing beyond it.

Only the headers a completion needs leave; redirects are never followed, so that the key goes to the
configured host alone; an answer is bounded in bytes and in time, and must be one JSON object.
"""

from __future__ import annotations

import json
import time
from typing import Any

import httpx2

from corrobora.extract.endpoint.errors import BadAnswer

_SENT = frozenset({"authorization", "content-type", "content-length", "accept", "host", "connection"})


class BoundedTransport(httpx2.BaseTransport):
    """Sends requests to one origin and reads answers whole, within limits.

    Args:
        origin: ``scheme://host[:port]`` all requests must go to.
        timeout: seconds an exchange may take as a whole.
        most_bytes: largest body read.
    """

    def __init__(self, origin: str, *, timeout: float, most_bytes: int) -> None:
        self._origin = httpx2.URL(origin)
        self._timeout = timeout
        self._most = most_bytes
        self._inner = httpx2.HTTPTransport(trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, read whole.

        Raises:
            BadAnswer: if the answer is a redirect, no JSON, too large, or takes too long.
        """
        if (request.url.scheme, request.url.host, request.url.port) != (
            self._origin.scheme, self._origin.host, self._origin.port,
        ):  # fmt: skip
            raise BadAnswer(f"a request to {request.url.host} instead of {self._origin.host} was refused")
        headers = [(k, v) for k, v in request.headers.raw if k.decode("latin-1").lower() in _SENT]
        headers += [(b"accept-encoding", b"identity"), (b"user-agent", b"corrobora")]
        sent = httpx2.Request(
            request.method,
            request.url,
            headers=headers,
            content=request.read(),
            extensions=request.extensions,
        )
        deadline = time.monotonic() + self._timeout
        response = self._inner.handle_request(sent)
        try:
            body = self._read(response, deadline)
        finally:
            response.close()
        kept = {k: v for k, v in response.headers.items() if k.lower() in ("content-type", "retry-after")}
        return httpx2.Response(response.status_code, headers=kept, content=body, request=request)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def _read(self, response: httpx2.Response, deadline: float) -> bytes:
        status = response.status_code
        if 300 <= status < 400:
            raise BadAnswer("redirects to another address, which is never followed")
        if status >= 400:  # what stands in an error's body is of no use and may hold anything
            return b"{}"
        if response.headers.get("content-encoding", "identity") != "identity":
            raise BadAnswer("answers compressed, which was not asked for")
        sort = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if sort != "application/json":
            raise BadAnswer(f"answers {sort or 'without a content type'} instead of application/json")
        body = bytearray()
        for piece in response.iter_raw():
            body += piece
            if len(body) > self._most:
                raise BadAnswer(f"answers with more than {self._most:,} bytes")
            if time.monotonic() > deadline:
                raise BadAnswer(f"did not finish its answer within {self._timeout:g} s")
        return bytes(body)


def json_object(text: str | bytes, what: str) -> dict[str, Any]:
    """A text as a JSON object.

    Raises:
        BadAnswer: if it is none.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAnswer(f"{what} is no JSON") from error
    if not isinstance(value, dict):
        raise BadAnswer(f"{what} is no JSON object")
    return value

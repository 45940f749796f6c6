"""Timestamps from outside (RFC 3161): an authority's word that bytes existed at a time.

Tokens are kept as the authority sent them (a ``TimeStampResp`` in DER), so that stock tools check them::

    openssl ts -verify -in token.tsr -data checkpoint.note -CAfile authority.pem
"""

from __future__ import annotations

import hashlib
import urllib.parse
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from corrobora.model.errors import CorroboraError

_LARGEST = 1_000_000


class TimestampError(CorroboraError):
    """No timestamp was given, or one does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who is asked for timestamps.

    Attributes:
        url: address requests are posted to; only a hash is sent.
        root: certificate, in PEM, its tokens must lead to. Obtained over another channel than the tokens.
    """

    url: str
    root: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the root certificate in DER, in hex.

        Raises:
            TimestampError: if it is no certificate in PEM.
        """
        return fingerprint(self.root)


def fingerprint(root: str) -> str:
    """SHA-256 over a certificate in DER, in hex, from its PEM.

    Raises:
        TimestampError: if it is no certificate in PEM.
    """
    return hashlib.sha256(_certificate(root).public_bytes(Encoding.DER)).hexdigest()


def request(authority: Authority, data: bytes, *, seconds: float = 30) -> bytes:
    """A token over ``data``, checked, as the authority sent it.

    Args:
        authority: who is asked.
        data: what is timestamped; its SHA-256 is all that leaves the machine.
        seconds: how long to wait for an answer.

    Raises:
        TimestampError: if the address cannot be reached, the answer is no token, or it does not hold.
    """
    if urllib.parse.urlsplit(authority.url).scheme not in ("http", "https"):
        raise TimestampError(f"{authority.url}: an authority's address begins with http:// or https://")
    asked = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    post = urllib.request.Request(  # noqa: S310 - the scheme is checked
        authority.url, data=asked.as_bytes(), headers={"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(post, timeout=seconds) as answer:  # noqa: S310
            token: bytes = answer.read(_LARGEST + 1)
    except (OSError, ValueError) as error:  # URLError and time-outs are OSErrors
        reason = getattr(error, "reason", None) or error
        raise TimestampError(f"{authority.url}: gave no timestamp: {reason}") from error
    if len(token) > _LARGEST:
        raise TimestampError(f"{authority.url}: the answer is too long for a timestamp")
    verify(token, data, authority.root, nonce=asked.nonce)
    return token


def verify(token: bytes, data: bytes, root: str, *, nonce: int | None = None) -> datetime:
    """The time a token vouches for, if it holds over ``data`` and leads to the certificate ``root``.

    Raises:
        TimestampError: if it does not.
    """
    builder = VerifierBuilder().add_root_certificate(_certificate(root))
    if nonce is not None:
        builder = builder.nonce(nonce)
    try:
        response = decode_timestamp_response(token)
        builder.build().verify_message(response, data)
        when = response.tst_info.gen_time
    except (VerificationError, ValueError) as error:
        raise TimestampError(f"the timestamp does not hold: {error}") from error
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise TimestampError("the authority's root is no certificate in PEM") from error

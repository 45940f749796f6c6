"""Pages over TLS: certificates that hold, that do not, and those of an authority of its own."""

from __future__ import annotations

import hashlib
import ssl
from pathlib import Path

import pytest

from corrobora.collect.capture.address import web_address
from corrobora.collect.capture.capture import CaptureSettings, capture
from corrobora.collect.capture.errors import Unreachable, Untrusted
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.model.capture import Mode
from secure_site import STORY, https
from websites import website


def settings(authorities: str = "") -> CaptureSettings:
    return CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE, authorities=authorities))


def test_a_page_of_a_trusted_authority_is_captured_with_its_certificate(tmp_path: Path) -> None:
    with (
        https(tmp_path) as (site, authority),
        capture(web_address(site.address + "/news"), settings(authority)) as made,
    ):
        assert b"9 prisoners" in made.body
        assert made.resources == 1
        port = int(site.address.rpartition(":")[2])
        shown = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port)))
        assert made.page.certificate == hashlib.sha256(shown).hexdigest()
        (note,) = made.notes
        assert hashlib.sha256(ssl.PEM_cert_to_DER_cert(authority)).hexdigest() in note


def test_without_the_authority_nothing_is_asked_and_the_reason_is_told(tmp_path: Path) -> None:
    with https(tmp_path) as (site, _):
        with pytest.raises(Unreachable, match=r"its certificate does not hold: .*issuer.*--ca FILE"):
            capture(web_address(site.address + "/news"), settings())
        assert site.asked == []


@pytest.mark.parametrize(
    ("days", "address", "reason"), [(-1, "127.0.0.1", "expired"), (9, "127.0.0.2", "mismatch")]
)
def test_a_certificate_that_ran_out_or_is_anothers_is_refused(
    tmp_path: Path, days: int, address: str, reason: str
) -> None:
    with https(tmp_path, days=days, address=address) as (site, authority):
        with pytest.raises(Unreachable, match=f"does not hold: .*{reason}"):
            capture(web_address(site.address + "/news"), settings(authority))
        assert site.asked == []


def test_a_server_without_tls_is_told_of(tmp_path: Path) -> None:
    with website() as site:
        url = site.html("/news", STORY).replace("http:", "https:")
        with pytest.raises(Unreachable, match="cannot be reached"):
            capture(web_address(url), settings())


@pytest.mark.parametrize("words", ["none", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])
def test_what_is_no_certificate_is_not_trusted(words: str) -> None:
    with pytest.raises(Untrusted, match="holds no certificate"):
        Guard(authorities=words)

"""A site over TLS on loopback, certified by an authority made for it."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from websites import Site, website

NOW = datetime.datetime.now(datetime.UTC)
STORY = "<title>News</title><article><p>9 prisoners were shot at Oldmill.</p>" + "<p>More words. " * 60


def certificate(
    subject: str, issuer: x509.Name | None, key: Any, signer: Any, *, days: int = 9, address: str = ""
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(issuer or name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(NOW - datetime.timedelta(days=30))
        .not_valid_after(NOW + datetime.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )  # fmt: skip
    if issuer is None:
        signs = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "encipher_only", "decipher_only", "crl_sign"), False,
        )  # fmt: skip
        usage = x509.KeyUsage(digital_signature=True, key_cert_sign=True, **signs)
        made = made.add_extension(usage, critical=True)
    if address:
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        made = made.add_extension(names, critical=False)
    return made.sign(signer, hashes.SHA256())


@contextmanager
def https(folder: Path, *, days: int = 9, address: str = "127.0.0.1") -> Iterator[tuple[Site, str]]:
    """A site with a page whose certificate an authority made here has signed; the authority's in PEM."""
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    top = certificate("Ministry of Valdoria", None, root, root)
    shown = certificate("site", top.subject, leaf, root, days=days, address=address)
    file = folder / "site.pem"
    file.write_bytes(
        shown.public_bytes(Encoding.PEM)
        + leaf.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with website(tls=context) as site:
        site.html("/news", STORY + "<img src=a.png>")
        site.file("/a.png", b"x", "image/png")
        yield site, top.public_bytes(Encoding.PEM).decode()

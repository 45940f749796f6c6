"""WARC and WACZ files about an invented country, written with warcio."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import uuid
import zipfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SHOT = "9 prisoners were shot at Oldmill on 2031-03-04"
PAGE = (
    "<html><head><title>Captives shot</title></head><body><article><h1>Captives shot</h1>"
    f"<p>{SHOT}, the village council said in a statement that it read out to reporters.</p>"
    "</article></body></html>"
).encode()
URL = "https://news.example/2031/03/05/captives"


def response(
    writer: WARCWriter,
    url: str = URL,
    body: bytes = PAGE,
    *,
    kind: str = "text/html",
    status: str = "200 OK",
    headers: tuple[tuple[str, str], ...] = (),
    date: str = "2031-03-06T10:00:00Z",
) -> None:
    """Write a response as it came over the wire; the same one gives the same bytes."""
    http = StatusAndHeaders(status, [("Content-Type", kind), *headers], protocol="HTTP/1.1")
    named = {"WARC-Date": date, "WARC-Record-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, url + date).urn}>"}
    record = writer.create_warc_record(
        url,
        "response",
        payload=io.BytesIO(body),
        http_headers=http,
        warc_headers_dict=named,
    )
    writer.write_record(record)


def chunked(body: bytes, size: int = 50) -> bytes:
    """A body in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts) + b"0\r\n\r\n"


def warc(path: Path, *, packed: bool = True, **given: object) -> Path:
    """An archive of one response."""
    with path.open("wb") as file:
        response(WARCWriter(file, gzip=packed), **given)  # type: ignore[arg-type]
    return path


def wacz(path: Path, *, sign: bool = True, swap: bytes | None = None, key: object = None) -> Path:
    """A package with one archive, signed by an unnamed key as browsers do; ``swap`` replaces its archive."""
    out = io.BytesIO()
    response(WARCWriter(out, gzip=True))
    archive = out.getvalue()
    resources = [
        {"name": "data.warc.gz", "path": "archive/data.warc.gz", "bytes": len(archive),
         "hash": f"sha256:{hashlib.sha256(archive).hexdigest()}"}
    ]  # fmt: skip
    described = json.dumps(
        {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}
    ).encode()
    own = f"sha256:{hashlib.sha256(described).hexdigest()}"
    digest: dict[str, object] = {"path": "datapackage.json", "hash": own}
    if sign:
        private = ec.generate_private_key(ec.SECP384R1())
        r, s = decode_dss_signature(private.sign(own.encode(), ec.ECDSA(SHA256())))
        public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        digest["signedData"] = {
            "hash": own, "created": "2031-03-06T10:00:00Z", "software": "test",
            "signature": base64.b64encode(r.to_bytes(48, "big") + s.to_bytes(48, "big")).decode(),
            "publicKey": base64.b64encode(key if isinstance(key, bytes) else public).decode(),
        }  # fmt: skip
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("archive/data.warc.gz", swap or archive)
        package.writestr("datapackage.json", described)
        package.writestr("datapackage-digest.json", json.dumps(digest))
    return path


def packed(body: bytes) -> bytes:
    """A gzip body that is the same every time."""
    return gzip.compress(body, mtime=0)

"""Packed web archives (WACZ 1.1): their hashes and signature checked, then the WARC files in them.

What was and was not verified is told in so many words. A signature of an unnamed key shows that the package
is what that key signed, not whose it is; of a domain's signature, the certificate's chain and the time stamp
would need roots that are not at hand, and are not checked here (specs.webrecorder.net, wacz-auth 0.1.0).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from corrobora.collect.imports.piece import Finding, Opened, Piece, Told
from corrobora.collect.imports.warc import TOOL, WarcReader, summary
from corrobora.collect.problem import Problem
from corrobora.model.examination import ExaminationSort

#: Files in a package, bytes of all of them together, and of its description.
MAX_MEMBERS = 10_000
MAX_UNPACKED = 50_000_000_000
MAX_RATIO = 200
_MAX_DESCRIPTION = 20_000_000
_RATIO_FROM = 10_000_000
_CHUNK = 1 << 20
_BROKEN = (
    zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError, zlib.error, RuntimeError,
)  # fmt: skip


def wacz_pieces(opened: Opened) -> Iterator[Piece | Told | Problem | str]:
    """The package, then what the archives in it hold."""
    path = str(opened.path)
    try:
        with zipfile.ZipFile(opened.kept) as package:
            yield from _package(opened, package)
    except _BROKEN as error:
        yield Piece(name=opened.path.name, origin=path, content=opened.kept)
        yield Problem(path, "", f"is no whole WACZ: it is damaged or cut short ({error})")


def _package(opened: Opened, package: zipfile.ZipFile) -> Iterator[Piece | Told | Problem | str]:
    path = str(opened.path)
    checks: dict[str, Any] = {"format": "WACZ"}
    problems: list[Problem] = []
    refused = _refused(package, opened.kept.stat().st_size)
    if not refused:
        _check(package, path, checks, problems)
    finding = Finding(sort=ExaminationSort.EXPORT, tool=TOOL, data=checks)
    yield Piece(name=opened.path.name, origin=path, content=opened.kept, findings=(finding,))
    if refused:
        yield Problem(path, "", refused)
        return
    yield from problems
    yield f"{path}: {checks['verified']}"
    archives = [
        name for name in package.namelist()
        if name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz"))
    ]  # fmt: skip
    if not archives:
        yield Problem(path, "archive/", "holds no WARC file")
    for name in archives:
        reader = WarcReader(opened, inside=name)
        try:
            with package.open(name) as file:
                yield from reader.pieces(file)
        except _BROKEN as error:
            yield Problem(path, name, f"cannot be unpacked: {error}")
        yield summary(opened, reader.counts)


def _refused(package: zipfile.ZipFile, packed: int) -> str:
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        return f"holds {len(members):,} files, more than {MAX_MEMBERS:,}"
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked > MAX_RATIO * max(1, packed)):
        return f"would unpack from {packed:,} to {unpacked:,} bytes: a zip bomb, or no archive; it is kept"
    return ""


def _check(package: zipfile.ZipFile, path: str, checks: dict[str, Any], problems: list[Problem]) -> None:
    """Hashes of the description against the files, and what signs the description."""
    written = _member(package, "datapackage.json")
    if written is None:
        problems.append(
            Problem(path, "datapackage.json", "is missing: no hash of this package can be checked")
        )
        checks["verified"] = "nothing could be verified: it has no datapackage.json"
        return
    resources = _resources(package, written, path, problems)
    checks["resources"] = resources
    wrong = sum(state != "holds" for state in resources.values())
    sure = f"{len(resources) - wrong} of {len(resources)} hashes hold"
    digest, signature = _signed(package, written, path, problems)
    checks |= {"digest": digest, "signature": signature}
    checks["verified"] = f"{sure}; digest of the description {digest}; signature {signature}"


def _resources(
    package: zipfile.ZipFile, written: bytes, path: str, problems: list[Problem]
) -> dict[str, str]:
    described = _object(written).get("resources")
    states: dict[str, str] = {}
    present = set(package.namelist())
    for resource in described if isinstance(described, list) else []:
        if not isinstance(resource, dict) or not isinstance(resource.get("path"), str):
            continue
        name = resource["path"]
        if name not in present:
            states[name] = "missing"
        else:
            states[name] = _state(package, name, str(resource.get("hash", "")))
        if states[name] != "holds":
            reason = f"its hash {states[name]}: it was changed, or the tool that packed it wrote a wrong one"
            problems.append(Problem(path, name, reason if states[name] == "differs" else states[name]))
    known = set(states) | {"datapackage.json", "datapackage-digest.json"}
    for name in sorted(present - known):
        if not name.endswith("/"):
            states[name] = "not described"
            problems.append(Problem(path, name, "stands in no description: nothing vouches for it"))
    return states


def _state(package: zipfile.ZipFile, name: str, stated: str) -> str:
    algorithm, _, value = stated.partition(":")
    if algorithm not in ("sha256", "md5"):
        return "has no hash that can be checked"
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with package.open(name) as file:
        while part := file.read(_CHUNK):
            digest.update(part)
    return "holds" if digest.hexdigest() == value.strip().lower() else "differs"


def _signed(package: zipfile.ZipFile, written: bytes, path: str, problems: list[Problem]) -> tuple[str, str]:
    """How the digest of the description, and the signature over that, compare."""
    digest = _member(package, "datapackage-digest.json")
    if digest is None:
        return "absent", "absent"
    told = _object(digest)
    own = f"sha256:{hashlib.sha256(written).hexdigest()}"
    if told.get("hash") != own:
        problems.append(Problem(path, "datapackage-digest.json", "is not over this datapackage.json"))
        return "differs", "not checked, for the digest differs"
    signed = told.get("signedData")
    if not isinstance(signed, dict):
        return "holds", "absent"
    result = _signature(signed, own)
    if result.startswith("does not hold"):
        problems.append(Problem(path, "datapackage-digest.json", f"signature {result}"))
    return "holds", result


def _signature(signed: dict[str, Any], own: str) -> str:
    if signed.get("hash") != own:
        return "does not hold: it is over another package"
    domain = signed.get("domain")
    try:
        raw = base64.b64decode(str(signed.get("signature", "")), validate=True)
        if isinstance(domain, str) and isinstance(signed.get("domainCert"), str):
            certificate = x509.load_pem_x509_certificates(signed["domainCert"].encode())[0]
            key: object = certificate.public_key()
        else:
            domain = None
            encoded = base64.b64decode(str(signed.get("publicKey", "")), validate=True)
            key = load_der_public_key(encoded)
    except (ValueError, binascii.Error, IndexError, TypeError, UnsupportedAlgorithm) as error:
        return f"could not be checked: {str(error)[:200] or 'key or certificate cannot be read'}"
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return "could not be checked: its key is not of the kind WACZ names (ECDSA)"
    if not _holds(key, raw, own):
        return "does not hold: it was made by another key, or over something else"
    if domain is None:
        encoded_key = base64.b64decode(str(signed["publicKey"]))
        return f"holds for an unnamed key (SHA-256 {hashlib.sha256(encoded_key).hexdigest()[:16]}…)"
    return (
        f"holds for the key in a certificate that says it is {domain[:200]}'s; that certificate's chain, "
        "the time stamp and the cross-signature were not checked"
    )


def _holds(key: ec.EllipticCurvePublicKey, raw: bytes, own: str) -> bool:
    """Browsers write a signature as two numbers side by side, servers in DER."""
    half = len(raw) // 2
    size = (key.curve.key_size + 7) // 8
    readings = [raw]
    if len(raw) == 2 * size:
        numbers = int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big")
        readings.insert(0, encode_dss_signature(*numbers))
    for reading in readings:
        try:
            key.verify(reading, own.encode(), ec.ECDSA(SHA256()))
        except (InvalidSignature, ValueError, UnsupportedAlgorithm):
            continue
        return True
    return False


def _member(package: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        member = package.getinfo(name)
    except KeyError:
        return None
    if member.file_size > _MAX_DESCRIPTION:
        raise ValueError(f"{name} is larger than {_MAX_DESCRIPTION:,} bytes")
    with package.open(member) as file:
        return file.read(_MAX_DESCRIPTION)


def _object(written: bytes) -> dict[str, Any]:
    try:
        data = json.loads(written)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}

"""Digests that stand in archives, recomputed and compared."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

_WEAK = {"md5": hashlib.md5, "sha1": hashlib.sha1}
_STRONG = {
    "sha256": hashlib.sha256, "sha384": hashlib.sha384, "sha512": hashlib.sha512, "sha3256": hashlib.sha3_256,
    "sha3512": hashlib.sha3_512,
}  # fmt: skip
_CHUNK = 1 << 20
#: Algorithms by the names archives give them.
ALGORITHMS: dict[str, Callable[..., hashlib._Hash]] = {**_WEAK, **_STRONG}


def compared(stated: str | None, *candidates: tuple[str, bytes]) -> str:
    """How a stated digest compares, in words.

    Args:
        stated: as it stands there (``sha1:BASE32``, ``sha-256:hex``).
        candidates: stretches it could be over, by what they are called: archivers disagree on whether a
            payload is hashed with its transfer coding or without.

    Returns:
        ``absent``, ``unknown algorithm …``, ``unreadable``, ``differs``, or ``holds over …``.
    """
    if not stated or not stated.strip():
        return "absent"
    name, _, value = stated.strip().partition(":")
    make = ALGORITHMS.get(re.sub(r"[^a-z0-9]", "", name.lower()))
    if make is None:
        return f"unknown algorithm {name[:20]!r}"
    wanted = _decoded(value.strip(), make(usedforsecurity=False).digest_size)
    if wanted is None:
        return "unreadable"
    for called, data in candidates:
        if make(data, usedforsecurity=False).digest() == wanted:
            return f"holds over the {called}"
    return "differs"


def compared_file(stated: str | None, path: Path) -> str:
    """How a stated digest compares with a file's, in the words of `compared`."""
    name = (stated or "").strip().partition(":")[0]
    make = ALGORITHMS.get(re.sub(r"[^a-z0-9]", "", name.lower()))
    if make is None:
        return compared(stated)
    digest = make(usedforsecurity=False)
    with path.open("rb") as file:
        while part := file.read(_CHUNK):
            digest.update(part)
    wanted = _decoded((stated or "").strip().partition(":")[2].strip(), digest.digest_size)
    if wanted is None:
        return "unreadable"
    return "holds over the file" if wanted == digest.digest() else "differs"


def _decoded(value: str, size: int) -> bytes | None:
    """The bytes of a digest in hex, base32 or base64, told apart by their length."""
    readings: tuple[Callable[[str], bytes], ...] = (
        bytes.fromhex,
        lambda v: base64.b32decode(v.upper() + "=" * (-len(v) % 8)),
        lambda v: base64.b64decode(v + "=" * (-len(v) % 4), validate=True),
    )
    for read in readings:
        try:
            found = read(value)
        except (ValueError, binascii.Error):
            continue
        if len(found) == size:
            return found
    return None

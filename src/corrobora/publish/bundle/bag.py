"""Writing a BagIt bag (RFC 8493), each file hashed while it is written."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from corrobora.model.errors import CorroboraError
from corrobora.publish.bundle import layout

_CHUNK = 1 << 20


class BundleError(CorroboraError):
    """A bundle cannot be written."""


class Bag:
    """A bag under construction in a folder beside its final place; nothing half-made ever stands there.

    Args:
        target: where the bag is to be; must not exist.

    Raises:
        BundleError: if there is something, or its folder cannot be written.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self._draft = target.with_name(f".{target.name}.{os.getpid()}")
        self._hashes: dict[str, str] = {}
        self._octets = 0
        if target.exists():
            raise BundleError(f"{target}: is there already; a bundle is written to a new folder")
        try:
            self._draft.mkdir(parents=True)
        except OSError as error:
            raise self._failed(error) from error

    def write(self, name: str, data: bytes) -> str:
        """Write a file; its SHA-256."""
        return self.stream(name, (data,))

    def copy(self, name: str, source: BinaryIO) -> str:
        """Write a file from a stream; its SHA-256."""
        return self.stream(name, iter(lambda: source.read(_CHUNK), b""))

    def stream(self, name: str, parts: Iterable[bytes]) -> str:
        """Write a file from its parts; its SHA-256.

        Raises:
            BundleError: if it cannot be written.
        """
        path = self._draft / name
        digest = hashlib.sha256()
        size = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                for part in parts:
                    digest.update(part)
                    size += len(part)
                    file.write(part)
        except OSError as error:
            raise self._failed(error) from error
        self._hashes[name] = digest.hexdigest()
        if name.startswith(f"{layout.PAYLOAD}/"):
            self._octets += size
        return digest.hexdigest()

    def has(self, name: str) -> bool:
        """Whether that file has been written."""
        return name in self._hashes

    def close(self, info: dict[str, str]) -> str:
        """Write the bag's own files; the SHA-256 of its tag manifest, which covers every file."""
        payload = {n: h for n, h in self._hashes.items() if n.startswith(f"{layout.PAYLOAD}/")}
        lines = {**info, "Payload-Oxum": f"{self._octets}.{len(payload)}"}
        self.write(layout.BAGIT, layout.BAGIT_TEXT.encode())
        self.write(layout.BAG_INFO, "".join(f"{k}: {v}\n" for k, v in lines.items()).encode())
        self.write(layout.MANIFEST, _manifest(payload))
        tags = {n: h for n, h in self._hashes.items() if n not in payload}
        return self.write(layout.TAG_MANIFEST, _manifest(tags))

    def publish(self) -> None:
        """Give the finished bag its place.

        Raises:
            BundleError: if it cannot be.
        """
        try:
            self._draft.rename(self.target)
        except OSError as error:
            raise self._failed(error) from error

    def discard(self) -> None:
        """Remove what was written, unless it was published."""
        shutil.rmtree(self._draft, ignore_errors=True)

    def _failed(self, error: OSError) -> BundleError:
        return BundleError(f"{self.target}: the bundle cannot be written: {error.strerror or error}")


def _manifest(hashes: dict[str, str]) -> bytes:
    return "".join(f"{hash}  {name}\n" for name, hash in sorted(hashes.items())).encode()

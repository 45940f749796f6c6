"""Bytes kept under their hash, once, for good."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import io
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from corrobora.model.errors import CorroboraError

#: Bytes read at a time: large enough for full speed, small enough for a cache.
CHUNK = 1 << 20

#: Most files that wait at a time until they are flushed.
_WAITING = 8
_ZEROS = bytes(CHUNK)
_HASH = re.compile(r"[0-9a-f]{64}")
_INCOMING = ".incoming"


class VaultError(CorroboraError):
    """The vault cannot keep or give back bytes: disk full, read-only, or no such item."""


class MissingItem(VaultError):
    """No item of that hash is kept here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What `Vault.put` did.

    Attributes:
        sha256: hex digest of the bytes.
        size: number of bytes.
        new: whether they were not in the vault before.
    """

    sha256: str
    size: int
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What is wrong with one kept item."""

    sha256: str
    reason: str

    def __str__(self) -> str:
        return f"item {self.sha256}: {self.reason}"


class Vault:
    """A content-addressed store: ``items/ab/cdef…`` under a case folder.

    Bytes are hashed while they are copied into a temporary file, flushed to the disk, made read-only and
    only then given their final name, in one atomic step that never replaces an existing file. So a file
    under a final name is whole, whatever happened. Temporary files of writers that died are cleaned away by
    the next writer.

    Several processes may use one vault at the same time.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.items = root / "items"
        self._incoming = self.items / _INCOMING
        self._ready = False

    def put(self, source: Path | bytes | BinaryIO) -> Stored:
        """Keep the bytes of a file, bytes at hand, or an open file's from where it stands.

        Memory use does not depend on the size; stretches of zeros take no room on the disk.

        Raises:
            VaultError: if the source cannot be read, or the vault cannot be written.
        """
        self._prepare()
        if isinstance(source, bytes):
            return self._put(io.BytesIO(source), "given bytes", len(source))
        if not isinstance(source, Path):
            return self._put(source, "an open file", CHUNK)
        try:
            file = source.open("rb", buffering=0)
        except OSError as error:
            raise VaultError(f"{source}: cannot be read: {error.strerror}") from error
        with file:
            return self._put(file, str(source), os.fstat(file.fileno()).st_size)

    def put_all(self, sources: Sequence[Path | bytes]) -> Iterator[Stored]:
        """Keep many files or bytes, each as `put` does; what was done with each, in their order.

        They wait for the disk together: it flushes many files in little more time than one.

        Raises:
            VaultError: in the place of the first that cannot be kept; later ones may be kept all the same.
        """
        if len(sources) < 2:
            yield from map(self.put, sources)
            return
        self._prepare()
        with ThreadPoolExecutor(min(len(sources), _WAITING)) as pool:
            yield from pool.map(self.put, sources)

    def path(self, sha256: str) -> Path:
        """Where an item is or would be kept.

        Raises:
            VaultError: if ``sha256`` is no hash in lower-case hex.
        """
        if not _HASH.fullmatch(sha256):
            raise VaultError(f"{sha256!r} is no SHA-256 in hex")
        return self.items / sha256[:2] / sha256[2:]

    def open(self, sha256: str) -> BinaryIO:
        """The item's bytes as a stream.

        Raises:
            MissingItem: if it is not kept here.
        """
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise MissingItem(f"item {sha256}: is not in the vault at {self.items}") from error
        except OSError as error:
            raise VaultError(f"item {sha256}: cannot be read: {error.strerror}") from error

    def read(self, sha256: str, limit: int) -> bytes:
        """The item's bytes, if there are at most ``limit``.

        Raises:
            MissingItem: if it is not kept here.
            VaultError: if it is larger.
        """
        with self.open(sha256) as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise VaultError(f"item {sha256}: is larger than {limit:,} bytes and is kept, but not read")
        return data

    def verify(self, sha256: str) -> Damage | None:
        """What is wrong with an item's bytes, ``None`` if they are what their name says."""
        digest = hashlib.sha256()
        buffer = bytearray(CHUNK)
        view = memoryview(buffer)
        try:
            with self.path(sha256).open("rb", buffering=0) as file:
                while count := file.readinto(buffer):
                    digest.update(view[:count])
        except FileNotFoundError:
            return Damage(sha256=sha256, reason="is missing")
        except OSError as error:
            return Damage(sha256=sha256, reason=f"cannot be read: {error.strerror}")
        if digest.hexdigest() != sha256:
            return Damage(sha256=sha256, reason=f"bytes have changed: they now hash to {digest.hexdigest()}")
        return None

    def all(self) -> Iterator[str]:
        """Hashes of all items kept, in order."""
        for folder, name in self._entries():
            if _HASH.fullmatch(folder + name):
                yield folder + name

    def strays(self) -> Iterator[Path]:
        """Files under ``items`` that are no item: nothing of ours puts them there."""
        for folder, name in self._entries():
            if not _HASH.fullmatch(folder + name):
                yield self.items / folder / name

    def _entries(self) -> Iterator[tuple[str, str]]:
        """Folder and name of each file, in order; a file beside the folders has the folder ``""``."""
        if not self.items.is_dir():
            return
        for entry in sorted(self.items.iterdir()):
            if entry.name == _INCOMING:
                continue
            if entry.is_dir() and not entry.is_symlink():
                yield from ((entry.name, inner.name) for inner in sorted(entry.iterdir()))
            else:
                yield "", entry.name

    def _prepare(self) -> None:
        if self._ready:
            return
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            self._sweep()
        except OSError as error:
            raise self._unwritable(error) from error
        self._ready = True

    def _sweep(self) -> None:
        """Remove temporary files no living writer holds a lock on."""
        for path in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                path.unlink()

    def _put(self, source: BinaryIO | io.RawIOBase, name: str, expected: int) -> Stored:
        temporary, target = self._temporary()
        try:
            with target:
                sha256, size = self._copy(source, target, name, expected)
                final = self.path(sha256)
                if final.exists():
                    return self._known(sha256, size, final)
                os.fchmod(target.fileno(), 0o444)
                os.fsync(target.fileno())
                new = self._publish(temporary, final)
            return Stored(sha256=sha256, size=size, new=new)
        except OSError as error:
            raise self._unwritable(error) from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _temporary(self) -> tuple[Path, BinaryIO]:
        """A new temporary file, locked so that no other process sweeps it away."""
        while True:
            path = self._incoming / f"{os.getpid()}-{secrets.token_hex(8)}"
            try:
                file = path.open("xb", buffering=0)
            except OSError as error:
                raise self._unwritable(error) from error
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_nlink:  # else swept between its making and its locking
                return path, file
            file.close()

    def _copy(
        self, source: BinaryIO | io.RawIOBase, target: BinaryIO, name: str, expected: int
    ) -> tuple[str, int]:
        digest = hashlib.sha256()
        size = 0
        buffer = bytearray(min(CHUNK, expected + 1))  # a file may grow while it is read
        view = memoryview(buffer)
        while True:
            try:
                count = source.readinto(buffer)  # type: ignore[union-attr]
            except OSError as error:
                raise VaultError(f"{name}: cannot be read at byte {size}: {error.strerror}") from error
            if not count:
                break
            digest.update(view[:count])
            if count == CHUNK and buffer == _ZEROS:  # kept as a hole
                target.seek(count, os.SEEK_CUR)
            else:
                written = 0
                while written < count:
                    written += target.write(view[written:count])
            size += count
        target.truncate(size)
        return digest.hexdigest(), size

    def _publish(self, temporary: Path, final: Path) -> bool:
        """Give a whole file its final name; ``False`` if another process did so first."""
        if not final.parent.is_dir():
            final.parent.mkdir(exist_ok=True)
            _flush_folder(self.items)
        try:
            os.link(temporary, final)  # unlike rename, never replaces what is there
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
                raise
            if final.exists():  # a file system without links
                return False
            temporary.rename(final)
        _flush_folder(final.parent)
        return True

    def _known(self, sha256: str, size: int, final: Path) -> Stored:
        kept = final.stat().st_size
        if kept != size:
            raise VaultError(
                f"item {sha256}: the kept copy has {kept:,} bytes in place of {size:,}; it is damaged, and "
                f"is left as it is for examination. Move {final} away and add the file again"
            )
        return Stored(sha256=sha256, size=size, new=False)

    def _unwritable(self, error: OSError) -> VaultError:
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT:
                reason = "the disk is full; nothing was kept of this item. Free some room and add it again"
            case errno.EROFS | errno.EACCES | errno.EPERM:
                reason = "cannot be written: it is read-only for this user"
            case _:
                reason = f"cannot be written: {error.strerror or error}"
        return VaultError(f"vault {self.items}: {reason}")


def _flush_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""The key a case's checkpoints are signed with, kept in the case's folder and never exported."""

from __future__ import annotations

import base64
import contextlib
import os
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corrobora.model.errors import CorroboraError
from corrobora.vault.note import BadNote, Signer, VerifierKey, unbase64

FOLDER = "keys"
PRIVATE, PUBLIC = "journal.private", "journal.public"
#: The private half where it is encrypted with a passphrase, in its place.
PROTECTED = f"{PRIVATE}.age"
#: Environment variable the passphrase is taken from.
PASSPHRASE = "CORROBORA_KEY_PASSPHRASE"  # noqa: S105 - its name, not itself
#: A shorter one is refused: it could be tried out.
SHORTEST = 12


class KeyUnusable(CorroboraError):
    """The case's signing key cannot be read or made."""


def signer(case: Path, name: str) -> Signer:
    """The key that signs for a case; made when first asked for.

    The private half lies in ``keys/journal.private``, readable by its owner only; whoever has it can sign
    for the case. Back it up apart from the case, or let it be lost: earlier signatures hold without it.
    `protect` encrypts it; then ``CORROBORA_KEY_PASSPHRASE`` must be set for whatever signs.

    Args:
        case: the case's folder.
        name: name the key signs under, the log's origin.

    Raises:
        KeyUnusable: if the key is damaged, belongs to another log, or the folder cannot be written.
    """
    private = case / FOLDER / PRIVATE
    try:
        private.parent.mkdir(mode=0o700, exist_ok=True)
        if private.with_name(PROTECTED).exists():
            written = _unlocked(private.with_name(PROTECTED))
        else:
            with contextlib.suppress(FileExistsError):
                _make(private)
            written = private.read_text(encoding="ascii")
        found = Signer(name, unbase64(written.strip()))
        public = private.with_name(PUBLIC)
        if not public.exists():
            public.write_text(f"{found.public}\n", encoding="utf-8")
        known = VerifierKey.parse(public.read_text(encoding="utf-8").strip())
    except (OSError, ValueError, BadNote) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise KeyUnusable(f"{private}: the case's signing key cannot be used: {reason}") from error
    if known != found.public:
        raise KeyUnusable(
            f"{private}: is not the private half of {PUBLIC}, or signs for another log than {name}"
        )
    return found


def is_protected(case: Path) -> bool:
    """Whether the signing key is encrypted with a passphrase."""
    return (case / FOLDER / PROTECTED).exists()


def protect(case: Path, name: str, passphrase: str) -> None:
    """Encrypt the private half with a passphrase (age, scrypt), and remove the plain one.

    A plain copy may still stand in backups, and on disks that keep what was deleted.

    Args:
        case: the case's folder.
        name: as for `signer`.
        passphrase: at least `SHORTEST` characters; without it nothing can be signed any more.

    Raises:
        KeyUnusable: if it is protected already, the passphrase is too short, or it cannot be written.
    """
    folder = case / FOLDER
    if is_protected(case):
        raise KeyUnusable(f"{folder / PROTECTED}: the key is protected already")
    if len(passphrase) < SHORTEST:
        raise KeyUnusable(
            f"a passphrase of fewer than {SHORTEST} characters protects nothing; take a longer one"
        )
    signer(case, name)
    draft = folder / f".{PROTECTED}.{os.getpid()}"
    try:
        _write(draft, pyrage.passphrase.encrypt((folder / PRIVATE).read_bytes(), passphrase))
        draft.replace(folder / PROTECTED)
        (folder / PRIVATE).unlink()
    except OSError as error:
        raise KeyUnusable(f"{folder}: cannot be written: {error.strerror or error}") from error


def unprotect(case: Path) -> None:
    """Put the private half back in plain, with the passphrase from the environment.

    Raises:
        KeyUnusable: if it is not protected, the passphrase is wrong, or it cannot be written.
    """
    folder = case / FOLDER
    if not is_protected(case):
        raise KeyUnusable(f"{folder / PRIVATE}: the key is not protected")
    draft = folder / f".{PRIVATE}.{os.getpid()}"
    try:
        _write(draft, _unlocked(folder / PROTECTED).encode())
        draft.replace(folder / PRIVATE)
        (folder / PROTECTED).unlink()
    except OSError as error:
        raise KeyUnusable(f"{folder}: cannot be written: {error.strerror or error}") from error


def _unlocked(path: Path) -> str:
    passphrase = os.environ.get(PASSPHRASE)
    if not passphrase:
        raise KeyUnusable(f"{path}: the signing key is protected; set {PASSPHRASE} for this command")
    try:
        return bytes(pyrage.passphrase.decrypt(path.read_bytes(), passphrase)).decode("ascii")
    except (pyrage.DecryptError, UnicodeDecodeError) as error:
        raise KeyUnusable(f"{path}: the passphrase in {PASSPHRASE} does not open it") from error


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def public_key(case: Path) -> VerifierKey | None:
    """The public half, or ``None`` if the case has signed nothing yet.

    Raises:
        KeyUnusable: if it cannot be read.
    """
    path = case / FOLDER / PUBLIC
    try:
        return VerifierKey.parse(path.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, BadNote) as error:
        raise KeyUnusable(f"{path}: cannot be read: {error}") from error


def _make(path: Path) -> None:
    """Write a new private key, whole or not at all, unless there is one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    key = Ed25519PrivateKey.generate().private_bytes_raw()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(base64.b64encode(key).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()

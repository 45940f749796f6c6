"""The key a case's checkpoints are signed with, kept in the case's folder and never exported."""

from __future__ import annotations

import base64
import contextlib
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from corrobora.model.errors import CorroboraError
from corrobora.vault.note import BadNote, Signer, VerifierKey, unbase64

FOLDER = "keys"
PRIVATE, PUBLIC = "journal.private", "journal.public"


class KeyUnusable(CorroboraError):
    """The case's signing key cannot be read or made."""


def signer(case: Path, name: str) -> Signer:
    """The key that signs for a case; made when first asked for.

    The private half lies in ``keys/journal.private``, readable by its owner only; whoever has it can sign
    for the case. Back it up apart from the case, or let it be lost: earlier signatures hold without it.

    Args:
        case: the case's folder.
        name: name the key signs under, the log's origin.

    Raises:
        KeyUnusable: if the key is damaged, belongs to another log, or the folder cannot be written.
    """
    private = case / FOLDER / PRIVATE
    try:
        private.parent.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            _make(private)
        found = Signer(name, unbase64(private.read_text(encoding="ascii").strip()))
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

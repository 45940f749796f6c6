"""Writing what is exported: whole files or none, each export an entry of the journal."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corrobora.case import Case
from corrobora.model.errors import CorroboraError


class NotExported(CorroboraError):
    """An export cannot be written; nothing was left half-made and nothing journalled."""


def export_file(case: Case, target: Path, data: bytes, payload: Mapping[str, Any]) -> str:
    """Write one file, replacing one that is there; its SHA-256, which the journal holds too.

    Args:
        case: the case it comes from.
        target: the file.
        data: its bytes.
        payload: what else the journal says of the export.

    Raises:
        NotExported: if it cannot be written.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with case.journalled("export", {**payload, "to": target.name, "sha256": sha256}):
            draft.write_bytes(data)
            draft.replace(target)
    except OSError as error:
        raise NotExported(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return sha256


def export_folder(
    case: Case, target: Path, files: Mapping[str, bytes], payload: Mapping[str, Any], *, replacing: str = ""
) -> None:
    """Write several files to a folder that is made for them; the journal holds the hash of each.

    Args:
        case: the case they come from.
        target: the folder.
        files: bytes by name; names may lie in folders (``pages/a.html``).
        payload: what else the journal says of the export.
        replacing: name of a file by which a folder is known as an earlier export that may be replaced.

    Raises:
        NotExported: if there is something else at ``target``, or it cannot be written.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    if target.exists() and not (replacing and (target / replacing).is_file()):
        raise NotExported(f"{target}: is there already; it is written to a new folder")
    try:
        with case.journalled("export", {**payload, "to": target.name, "files": hashes}):
            draft.mkdir(parents=True)
            for name, data in files.items():
                (draft / name).parent.mkdir(parents=True, exist_ok=True)
                (draft / name).write_bytes(data)
            if target.exists():
                target.rename(old)
            try:
                draft.rename(target)
            except OSError:
                if old.exists():
                    old.rename(target)
                raise
    except OSError as error:
        raise NotExported(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        for left in (draft, old):
            if left.is_dir():
                shutil.rmtree(left)

"""Writing what is exported: whole files or none, each export an entry of the journal.

What is written may be made piece by piece, so that it never has to fit into memory.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from corrobora.case import Case
from corrobora.model.errors import CorroboraError


class NotExported(CorroboraError):
    """An export cannot be written; nothing was left half-made and nothing journalled."""


def export_file(case: Case, target: Path, data: bytes | Iterable[bytes], payload: Mapping[str, Any]) -> str:
    """Write one file, replacing one that is there; its SHA-256, which the journal holds too.

    Args:
        case: the case it comes from.
        target: the file.
        data: its bytes, or pieces of them.
        payload: what else the journal says of the export.

    Raises:
        NotExported: if it cannot be written.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    digest = hashlib.sha256()
    try:
        with draft.open("wb") as file:
            for piece in (data,) if isinstance(data, bytes) else data:
                digest.update(piece)
                file.write(piece)
        with case.journalled("export", {**payload, "to": target.name, "sha256": digest.hexdigest()}):
            draft.replace(target)
    except OSError as error:
        raise NotExported(f"{target}: cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return digest.hexdigest()


def export_folder(
    case: Case,
    target: Path,
    files: Mapping[str, bytes] | Iterable[tuple[str, bytes]],
    payload: Mapping[str, Any],
    *,
    replacing: str = "",
) -> dict[str, str]:
    """Write files to a folder that is made for them; the SHA-256 of each, which the journal holds too.

    Args:
        case: the case they come from.
        target: the folder.
        files: name and bytes of each; names may lie in folders (``pages/a.html``).
        payload: what else the journal says of the export.
        replacing: name of a file by which a folder is known as an earlier export that may be replaced.

    Raises:
        NotExported: if there is something else at ``target``, or it cannot be written.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    if target.exists() and not (replacing and (target / replacing).is_file()):
        raise NotExported(f"{target}: is there already; it is written to a new folder")
    hashes: dict[str, str] = {}
    try:
        draft.mkdir(parents=True)
        for name, data in files.items() if isinstance(files, Mapping) else files:
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_bytes(data)
            hashes[name] = hashlib.sha256(data).hexdigest()
        with case.journalled("export", {**payload, "to": target.name, "files": hashes}):
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
    return hashes

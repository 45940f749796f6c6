"""Checkpoints and timestamps of a case: what binds its journal to keys and clocks outside it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from corrobora.case.errors import NothingToSeal
from corrobora.model.journal import Entry
from corrobora.model.merkle import MerkleTree, leaf_hash
from corrobora.store import journal
from corrobora.store.database import Database
from corrobora.vault import keys, timestamp
from corrobora.vault.checkpoint import Checkpoint
from corrobora.vault.note import BadNote, Signer, VerifierKey
from corrobora.vault.timestamp import Authority, TimestampError

#: Where signed checkpoints lie in a case's folder, to be published from there.
FOLDER = "checkpoints"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A checkpoint that was made.

    Attributes:
        checkpoint: length and root of the journal it covers.
        note: the same, signed; this is what to publish, mail or print.
        path: the file it was also written to.
        times: what each authority asked vouches for.
    """

    checkpoint: Checkpoint
    note: str
    path: Path
    times: tuple[tuple[Authority, datetime], ...]


def origin(first: Entry) -> str:
    """Name of a case's log: told apart by the hash of its first entry."""
    return f"corrobora.journal/{first.hash[:16]}"


def tree(entries: Iterator[Entry]) -> MerkleTree:
    """The Merkle tree over journal entries."""
    return MerkleTree(leaf_hash(entry.line.encode()) for entry in entries)


def seal(database: Database, folder: Path, *, actor: str, authorities: tuple[Authority, ...] = ()) -> Sealed:
    """Sign the journal as it stands, write the checkpoint into it and beside it, and have it timestamped.

    An authority that gives no valid token fails the act before anything is written.

    Raises:
        NothingToSeal: if the journal is empty.
        KeyUnusable: if the case's signing key cannot be used.
        TimestampError: if an authority gave no token that holds.
    """
    with database.read() as connection:
        signer, checkpoint = sign(connection, folder)
    note = checkpoint.signed(signer)
    tokens = [(a, timestamp.request(a, note.encode())) for a in authorities]
    with database.write() as connection:
        record(connection, checkpoint, note, key=signer.public, actor=actor)
        for authority, token in tokens:
            journal.append(
                connection, actor=actor, act="timestamp",
                payload={"size": checkpoint.size, "authority": authority.url, "root": authority.root,
                         "token": base64.b64encode(token).decode()},
            )  # fmt: skip
        path = _written(folder / FOLDER, f"{checkpoint.size:08d}.note", note)
    times = tuple((a, timestamp.verify(t, note.encode(), a.root)) for a, t in tokens)
    return Sealed(checkpoint=checkpoint, note=note, path=path, times=times)


def sign(connection: Connection, folder: Path) -> tuple[Signer, Checkpoint]:
    """The case's key, and the checkpoint of its journal as it stands.

    Raises:
        NothingToSeal: if the journal is empty.
        KeyUnusable: if the case's signing key cannot be used.
    """
    signer = keys.signer(folder, log_name(connection, folder))
    log = tree(journal.everything(connection))
    return signer, Checkpoint(origin=signer.name, size=len(log), root=log.root())


def log_name(connection: Connection, folder: Path) -> str:
    """Name a case's key signs under.

    Raises:
        NothingToSeal: if the journal is empty.
    """
    first = journal.by_seq(connection, 1)
    if first is None:
        raise NothingToSeal(f"{folder}: the journal is empty; there is nothing to sign")
    return origin(first)


def record(
    connection: Connection, checkpoint: Checkpoint, note: str, *, key: VerifierKey, actor: str
) -> None:
    """Write a signed checkpoint into the journal."""
    journal.append(
        connection, actor=actor, act="checkpoint",
        payload={"size": checkpoint.size, "root": checkpoint.root.hex(), "note": note, "key": str(key)},
    )  # fmt: skip


def faults(connection: Connection, folder: Path, published: tuple[str, ...]) -> Iterator[str | None]:
    """One answer for each checkpoint and timestamp: what is wrong with it, or nothing.

    Args:
        connection: the case's tables.
        folder: the case's folder, which holds the public key.
        published: checkpoints noted elsewhere, which the journal must still contain.
    """
    entries = list(journal.by_act(connection, "checkpoint"))
    stamps = list(journal.by_act(connection, "timestamp"))
    if not (entries or stamps or published):
        return
    key = keys.public_key(folder)
    if key is None:
        yield "the case has checkpoints, but its public key is missing"
        return
    log = tree(journal.everything(connection))
    notes: dict[int, str] = {}
    for entry in entries:
        notes[entry.payload["size"]] = entry.payload["note"]
        wrong = checkpoint_fault(entry.payload["note"], key, log)
        yield f"checkpoint in journal entry {entry.seq}: {wrong}" if wrong else None
    for entry in stamps:
        wrong = stamp_fault(entry, notes)
        yield f"timestamp in journal entry {entry.seq}: {wrong}" if wrong else None
    for number, note in enumerate(published, start=1):
        wrong = checkpoint_fault(note, key, log)
        yield f"published checkpoint {number}: {wrong}" if wrong else None


def checkpoint_fault(note: str, key: VerifierKey, log: MerkleTree) -> str | None:
    """What is wrong with a signed checkpoint of a log, ``None`` if the log still contains it."""
    try:
        checkpoint = Checkpoint.open(note, key)
    except BadNote as error:
        return str(error)
    if checkpoint.size > len(log):
        return f"covers {checkpoint.size} entries, the journal has {len(log)}: its end was cut off"
    if log.root(checkpoint.size) != checkpoint.root:
        return f"the first {checkpoint.size} entries are not those it was signed over: they were rewritten"
    return None


def stamp_fault(entry: Entry, notes: dict[int, str]) -> str | None:
    """What is wrong with a timestamp the journal holds, given the signed checkpoints by size."""
    note = notes.get(entry.payload["size"])
    if note is None:
        return f"is over a checkpoint of {entry.payload['size']} entries that is not there"
    try:
        token = base64.b64decode(entry.payload["token"], validate=True)
        timestamp.verify(token, note.encode(), entry.payload["root"])
    except (TimestampError, ValueError) as error:
        return str(error)
    return None


def _written(folder: Path, name: str, note: str) -> Path:
    folder.mkdir(exist_ok=True)
    draft, path = folder / f".{name}.{os.getpid()}", folder / name
    draft.write_text(note, encoding="utf-8")
    draft.replace(path)
    return path

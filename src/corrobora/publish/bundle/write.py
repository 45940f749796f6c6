"""Writing the evidence bundle of a case."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from corrobora.case import Case
from corrobora.case.exporting import CaseRecords, line
from corrobora.case.sealing import tree
from corrobora.publish.bundle import layout
from corrobora.publish.bundle.bag import Bag
from corrobora.publish.bundle.crate import Contents, report, ro_crate
from corrobora.vault import timestamp
from corrobora.vault.checkpoint import Checkpoint
from corrobora.vault.note import Signer
from corrobora.vault.store import VaultError
from corrobora.vault.timestamp import Authority

#: Told how many items of how many are copied.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A bundle that was written.

    Attributes:
        path: its folder.
        items: how many items it holds.
        entries: how many journal entries.
        key: fingerprint of the key its seal is checked with: give it to the receiver over another channel.
        checkpoint: the signed checkpoint over its journal.
    """

    path: Path
    items: int
    entries: int
    key: str
    checkpoint: str


def write_bundle(
    case: Case, target: Path, *, authorities: tuple[Authority, ...] = (), progress: Progress | None = None
) -> Written:
    """Write a case's evidence bundle to a new folder; the export is an entry of the journal it carries.

    Either the whole bundle stands at ``target`` and the journal says so, or neither.

    Args:
        case: the case.
        target: folder to make.
        authorities: who is asked to timestamp the last checkpoint.
        progress: told of items copied.

    Raises:
        BundleError: if there is something at ``target`` or it cannot be written.
        VaultError: if an item's bytes are missing or damaged.
        TimestampError: if an authority gives no token that holds.
        KeyUnusable: if the case's signing key cannot be used.
    """
    bag = Bag(target)
    try:
        with case.records() as records:
            _items(bag, case, list(records.items()), progress)
        payload = {
            "format": layout.SEAL_TITLE, "to": target.name,
            "authorities": [{"url": a.url, "root": a.fingerprint} for a in authorities],
        }  # fmt: skip
        with case.exporting(payload) as (records, signer, checkpoint):
            return _Bundle(bag, case, records, signer, checkpoint).write(authorities, progress)
    finally:
        bag.discard()


@dataclass(frozen=True, slots=True)
class _Bundle:
    bag: Bag
    case: Case
    records: CaseRecords
    signer: Signer
    checkpoint: Checkpoint

    def write(self, authorities: tuple[Authority, ...], progress: Progress | None) -> Written:
        bag, note = self.bag, self.checkpoint.signed(self.signer)
        items = list(self.records.items())
        _items(bag, self.case, items, progress)
        bag.write(layout.KEY, f"{self.signer.public}\n".encode())
        bag.stream(layout.JOURNAL, ((e.line + "\n").encode() for e in self.records.entries()))
        for digest, content in self.records.texts():
            if not bag.has(layout.text(digest)):
                bag.write(layout.text(digest), content.encode("utf-8", "surrogatepass"))
        documents = {d["sha256"]: d for d in self.records.documents()}
        bag.stream(layout.DOCUMENTS, _lines(documents.values()))
        counts = {"journal entries": self.checkpoint.size, "items": len(items), "documents": len(documents)}
        counts["claims"] = self._counted(layout.CLAIMS, self.records.claims())
        counts["incidents"] = self._counted(layout.REGISTER, self.records.register(), "event")
        counts["findings"] = self._counted(layout.FINDINGS, self.records.findings())
        bag.stream(layout.PROOFS, _lines(self._proofs(items)))
        self._earlier()
        stamps = self._final(note, authorities)
        contents = Contents(
            case=self.case.settings.name, made=datetime.now(UTC).replace(microsecond=0), by=self.case.actor,
            program=f"corrobora {version('corrobora')}", key=self.signer.public.fingerprint, checkpoint=note,
            items=items, documents=documents, counts=counts, stamps=stamps,
        )  # fmt: skip
        bag.write(layout.CRATE, ro_crate(contents))
        bag.write(layout.REPORT, report(contents))
        bag.write(layout.VERIFIER, files("corrobora.publish.bundle").joinpath("standalone.py").read_bytes())
        sealed = bag.close(
            {
                "Bagging-Date": contents.made.date().isoformat(),
                "Bag-Software-Agent": contents.program,
                "External-Description": f"Evidence bundle of the case {_one_line(contents.case)}",
            }
        )
        bag.write(layout.SEAL, self.signer.sign(f"{layout.SEAL_TITLE}\n{sealed}\n").encode())
        bag.publish()
        return Written(
            path=bag.target, items=len(items), entries=self.checkpoint.size,
            key=self.signer.public.fingerprint, checkpoint=note,
        )  # fmt: skip

    def _counted(self, name: str, records: Iterator[Mapping[str, Any]], key: str | None = None) -> int:
        number = 0

        def counted() -> Iterator[Mapping[str, Any]]:
            nonlocal number
            for record in records:
                number += key is None or key in record
                yield record

        self.bag.stream(name, _lines(counted()))
        return number

    def _proofs(self, items: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        log = tree(self.records.entries())
        for item in items:
            proof = [hash.hex() for hash in log.inclusion(item["entry"] - 1)]
            yield {"sha256": item["sha256"], "entry": item["entry"], "size": len(log), "proof": proof}

    def _earlier(self) -> None:
        """Checkpoints and timestamps that stand in the journal, as files."""
        numbers: dict[int, int] = {}
        for entry in self.records.entries():
            size = entry.payload.get("size")
            if entry.act == "checkpoint" and not self.bag.has(layout.checkpoint(entry.payload["size"])):
                self.bag.write(layout.checkpoint(entry.payload["size"]), entry.payload["note"].encode())
            elif entry.act == "timestamp" and isinstance(size, int):
                numbers[size] = numbers.get(size, 0) + 1
                token = base64.b64decode(entry.payload["token"])
                self._stamp(size, numbers[size], token, entry.payload["root"])

    def _final(self, note: str, authorities: tuple[Authority, ...]) -> list[tuple[datetime, str]]:
        """The checkpoint over everything, with what authorities vouch for."""
        self.bag.write(layout.checkpoint(self.checkpoint.size), note.encode())
        stamps = []
        for number, authority in enumerate(authorities, start=1):
            token = timestamp.request(authority, note.encode())
            self._stamp(self.checkpoint.size, number, token, authority.root)
            stamps.append((timestamp.verify(token, note.encode(), authority.root), authority.url))
        return stamps

    def _stamp(self, size: int, number: int, token: bytes, root: str) -> None:
        name = layout.token(size, number)
        self.bag.write(name, token)
        self.bag.write(layout.root(name), root.encode())


def _items(bag: Bag, case: Case, items: list[Mapping[str, Any]], progress: Progress | None) -> None:
    """Copy the items that are not in the bag yet, each hashed on its way.

    Raises:
        VaultError: if bytes are missing or not what their name says.
    """
    for done, item in enumerate(items):
        if progress:
            progress(done, len(items))
        name = layout.item(item["sha256"])
        if bag.has(name):
            continue
        with case.vault.open(item["sha256"]) as source:
            copied = bag.copy(name, source)
        if copied != item["sha256"]:
            raise VaultError(f"item {item['sha256']}: bytes have changed: they now hash to {copied}")


def _lines(records: Any) -> Iterator[bytes]:
    return (line(record).encode("utf-8", "surrogatepass") for record in records)


def _one_line(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)[1:-1]

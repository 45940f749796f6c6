"""Checking an evidence bundle with the program's own parts; `standalone` does the same without them."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from corrobora.case.errors import CaseError
from corrobora.case.exporting import unline
from corrobora.case.linking import digest_of_links, digest_of_register
from corrobora.case.sealing import checkpoint_fault, tree
from corrobora.case.witnesses import WITHHELD, withheld_by
from corrobora.case.writing import claims_digest
from corrobora.model import digest_tree
from corrobora.model.errors import CorroboraError
from corrobora.model.journal import GENESIS, Entry
from corrobora.model.merkle import MerkleTree, includes, leaf_hash
from corrobora.model.serial import claim_from_json
from corrobora.publish.bundle import layout
from corrobora.store.findings import digest_of
from corrobora.vault import timestamp
from corrobora.vault.checkpoint import Checkpoint
from corrobora.vault.note import VerifierKey

T = TypeVar("T")

_MANIFEST_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_TAGS = {layout.BAGIT, layout.BAG_INFO, layout.MANIFEST, layout.TAG_MANIFEST, layout.SEAL, layout.VERIFIER}


class NotABundle(CaseError):
    """The folder is no evidence bundle."""


class _Fault(CorroboraError):
    """One part of a bundle is not what it should be."""


@dataclass(frozen=True, slots=True, order=True)
class BundleProblem:
    """One thing that is wrong.

    Attributes:
        part: file or part of the bundle.
        reason: what is wrong with it.
    """

    part: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleCheck:
    """What a check found.

    Attributes:
        problems: everything that is wrong.
        counts: how many records of each sort were checked.
        key: fingerprint of the key the bundle is signed with, if one could be read.
    """

    problems: tuple[BundleProblem, ...]
    counts: Mapping[str, int]
    key: str | None

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def is_bundle(folder: Path) -> bool:
    """Whether a folder looks like a bundle: it is a BagIt bag."""
    return (folder / layout.BAGIT).is_file()


def check_bundle(folder: Path, *, key: str | None = None, checkpoints: Sequence[str] = ()) -> BundleCheck:
    """Check all of a bundle, offline.

    Args:
        folder: the bundle.
        key: fingerprint of the key its maker gave over another channel.
        checkpoints: signed checkpoints noted earlier, which its journal must contain.

    Raises:
        NotABundle: if there is no folder.
    """
    if not folder.is_dir():
        raise NotABundle(f"{folder}: is no folder, let alone a bundle")
    examination = _Examination(folder)
    examination.run(key, checkpoints)
    return BundleCheck(
        problems=tuple(sorted(set(examination.problems))), counts=examination.counts, key=examination.key
    )


@dataclass(slots=True)
class _Examination:
    folder: Path
    problems: list[BundleProblem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    key: str | None = None

    def run(self, pinned: str | None, published: Sequence[str]) -> None:
        self._guard("files", self._files)
        self._guard(layout.MANIFEST, lambda: self._manifest(layout.MANIFEST, payload=True))
        self._guard(layout.TAG_MANIFEST, lambda: self._manifest(layout.TAG_MANIFEST, payload=False))
        self._guard(layout.BAGIT, self._bag)
        key = self._guard(layout.KEY, self._key)
        if key is None:
            return
        self.key = key.fingerprint
        if pinned and key.fingerprint != pinned.lower():
            self._wrong(layout.KEY, f"is not the expected key: its SHA-256 is {key.fingerprint}")
        self._guard(layout.SEAL, lambda: self._seal(key))
        entries = self._guard(layout.JOURNAL, self._journal)
        if entries is None:
            return
        log = tree(iter(entries))
        self._guard("checkpoints", lambda: self._checkpoints(key, entries, log, published))
        self._guard("timestamps", lambda: self._timestamps(entries))
        self._guard("items", lambda: self._items(entries))
        self._guard(layout.PROOFS, lambda: self._proofs(entries, log))
        self._guard("texts", lambda: self._texts(entries))
        documents = self._guard(layout.DOCUMENTS, lambda: self._documents(entries))
        if documents is not None:
            self._guard(layout.CLAIMS, lambda: self._claims(entries, documents))
        self._guard(layout.REGISTER, lambda: self._register(entries))
        self._guard(layout.FINDINGS, lambda: self._findings(entries))

    def _wrong(self, part: str, reason: str) -> None:
        self.problems.append(BundleProblem(part, reason))

    def _guard(self, part: str, check: Callable[[], T]) -> T | None:
        """The check's result; ``None`` with the problem noted if it cannot be made."""
        try:
            return check()
        except CorroboraError as error:
            self._wrong(part, str(error))
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            RecursionError,
        ) as error:
            self._wrong(part, f"cannot be read: {type(error).__name__}: {error}")
        return None

    # -- files --------------------------------------------------------------------------------

    def _files(self) -> None:
        for folder, folders, names in os.walk(self.folder):
            for path in (Path(folder, name) for name in folders + names):
                local = path.relative_to(self.folder).as_posix()
                if path.is_symlink() or not (path.is_dir() or path.is_file()):
                    self._wrong(local, "is a link or no plain file")
                elif path.is_dir():
                    if not any(path.iterdir()):
                        self._wrong(local, "is an empty folder that does not belong there")
                else:
                    self._guard(local, lambda path=path, local=local: self._hash(path, local))  # type: ignore[misc]
        for name in sorted(_TAGS - set(self.hashes)):
            self._wrong(name, "is missing")

    def _hash(self, path: Path, local: str) -> None:
        with path.open("rb") as file:
            self.hashes[local] = hashlib.file_digest(file, "sha256").hexdigest()
        self.sizes[local] = path.stat().st_size

    def _manifest(self, name: str, *, payload: bool) -> None:
        listed: dict[str, str] = {}
        for number, line in self._lines(name):
            match = _MANIFEST_LINE.fullmatch(line)
            if match is None or match.group(2) in listed:
                raise _Fault(f"line {number} is no line of a manifest, or names a file twice")
            listed[match.group(2)] = match.group(1)
        present = {n: h for n, h in self.hashes.items() if n.startswith("data/") is payload}
        if not payload:
            present = {n: h for n, h in present.items() if n not in (layout.TAG_MANIFEST, layout.SEAL)}
        for path in sorted(set(listed) | set(present)):
            if path not in present:
                self._wrong(path, f"is missing, though {name} names it")
            elif path not in listed:
                self._wrong(path, "is named by no manifest")
            elif listed[path] != present[path]:
                self._wrong(path, f"was changed: its hash is not the one in {name}")

    def _bag(self) -> None:
        if self._text(layout.BAGIT) != layout.BAGIT_TEXT:
            self._wrong(layout.BAGIT, "is not what BagIt 1.0 asks for")
        payload = [size for name, size in self.sizes.items() if name.startswith("data/")]
        if f"Payload-Oxum: {sum(payload)}.{len(payload)}" not in self._text(layout.BAG_INFO).splitlines():
            self._wrong(layout.BAG_INFO, "its Payload-Oxum is not that of the payload")

    def _text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode("utf-8", "surrogatepass")

    def _lines(self, name: str) -> Iterator[tuple[int, str]]:
        text = self._text(name)
        if text and not text.endswith("\n"):
            raise _Fault("does not end in a line feed")
        yield from enumerate(text.split("\n")[:-1], start=1)

    def _records(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        for number, line in self._lines(name):
            try:
                yield number, unline(line)
            except ValueError as error:
                raise _Fault(f"line {number} {error}") from error

    # -- key, seal, journal -------------------------------------------------------------------

    def _key(self) -> VerifierKey:
        written = self._text(layout.KEY)
        key = VerifierKey.parse(written.removesuffix("\n"))
        if written != f"{key}\n":
            raise _Fault("is no public key")
        return key

    def _seal(self, key: VerifierKey) -> None:
        note = self._text(layout.SEAL)
        text = key.open(note)
        if text != f"{layout.SEAL_TITLE}\n{self.hashes.get(layout.TAG_MANIFEST)}\n":
            raise _Fault("was made over other files")
        if note.count("\n") != text.count("\n") + 2:
            raise _Fault("holds more than one signature")

    def _journal(self) -> list[Entry]:
        entries: list[Entry] = []
        previous = GENESIS
        for number, line in self._lines(layout.JOURNAL):
            entry = Entry.parse(line)
            if entry.recomputed() != entry.hash:
                raise _Fault(f"entry {number} was changed: it does not have its hash")
            if entry.seq != number or entry.previous != previous:
                raise _Fault(f"entry {number} does not follow the entry before it")
            previous = entry.hash
            entries.append(entry)
        if not entries or entries[-1].act != "export":
            raise _Fault("does not end with the export that made this bundle")
        self.counts["journal entries"] = len(entries)
        return entries

    def _checkpoints(
        self, key: VerifierKey, entries: list[Entry], log: MerkleTree, published: Sequence[str]
    ) -> None:
        journalled = {e.payload["size"]: e.payload["note"] for e in entries if e.act == "checkpoint"}
        self.counts["checkpoints"] = len(journalled) + 1
        for size, note in journalled.items():
            if self._text(layout.checkpoint(size)) != note:
                self._wrong(layout.checkpoint(size), "is not the checkpoint the journal holds")
        for size in (*journalled, len(log)):
            name = layout.checkpoint(size)
            note = self._text(name)
            wrong = checkpoint_fault(note, key, log)
            if wrong is None and Checkpoint.open(note, key).size != size:
                wrong = "covers another number of entries"
            if wrong:
                self._wrong(name, wrong)
        for number, note in enumerate(published, start=1):
            if wrong := checkpoint_fault(note, key, log):
                self._wrong(f"published checkpoint {number}", wrong)

    def _timestamps(self, entries: list[Entry]) -> None:
        names: set[str] = set()
        numbers: dict[int, int] = {}
        for entry in (e for e in entries if e.act == "timestamp"):
            size = entry.payload["size"]
            numbers[size] = numbers.get(size, 0) + 1
            name = layout.token(size, numbers[size])
            names |= {name, layout.root(name)}
            held = base64.b64encode((self.folder / name).read_bytes()).decode()
            if held != entry.payload["token"] or self._text(layout.root(name)) != entry.payload["root"]:
                self._wrong(name, "is not the timestamp the journal holds")
            self._guard(name, lambda n=name, s=size: self._timestamp(n, s))  # type: ignore[misc]
        for number, authority in enumerate(entries[-1].payload["authorities"], start=1):
            name = layout.token(len(entries), number)
            names |= {name, layout.root(name)}
            if timestamp.fingerprint(self._text(layout.root(name))) != authority["root"]:
                self._wrong(name, "its authority is not the one the journal names")
            self._guard(name, lambda n=name: self._timestamp(n, len(entries)))  # type: ignore[misc]
        self.counts["timestamps"] = len(names) // 2
        for name in self.hashes:
            if name.startswith("data/timestamps/") and name not in names:
                self._wrong(name, "is a timestamp the journal knows nothing of")

    def _timestamp(self, name: str, size: int) -> None:
        note = (self.folder / layout.checkpoint(size)).read_bytes()
        timestamp.verify((self.folder / name).read_bytes(), note, self._text(layout.root(name)))

    # -- records against the journal ----------------------------------------------------------

    def _items(self, entries: list[Entry]) -> None:
        withheld, added = _withheld(entries), _added(entries)
        self.counts["items"] = len(added)
        if withheld:
            self.counts["withheld testimonies"] = len(withheld)
        for sha256, entry in added.items():
            name = layout.item(sha256)
            if name not in self.hashes:
                self._wrong(name, f"is missing, though journal entry {entry.seq} recorded it")
            elif self.hashes[name] != sha256:
                self._wrong(name, "bytes have changed: their hash is not the item's")
            elif self.sizes[name] != entry.payload["size"]:
                self._wrong(name, f"has not the size journal entry {entry.seq} recorded")
        known = {layout.item(sha256) for sha256 in added}
        for name in self.hashes:
            if name.startswith("data/items/") and name not in known:
                self._wrong(name, "is an item the journal knows nothing of")

    def _proofs(self, entries: list[Entry], log: MerkleTree) -> None:
        added = _added(entries)
        for number, record in self._records(layout.PROOFS):
            entry = added.pop(record["sha256"], None)
            if entry is None or record["entry"] != entry.seq or record["size"] != len(log):
                raise _Fault(f"line {number} is about no item of the journal")
            proof = [bytes.fromhex(hash) for hash in record["proof"]]
            leaf = leaf_hash(entry.line.encode())
            if not includes(leaf, entry.seq - 1, len(log), proof, log.root()):
                raise _Fault(f"line {number} proves nothing")
        if added:
            raise _Fault("does not prove every item")

    def _texts(self, entries: list[Entry]) -> None:
        withheld = _withheld(entries)
        digests = {
            e.payload["text"]
            for e in entries
            if e.act == "read" and (e.payload["sha256"] not in withheld or e.payload["reader"] == WITHHELD)
        }
        self.counts["texts"] = len(digests)
        for digest in digests:
            if self.hashes.get(layout.text(digest)) != digest:
                self._wrong(layout.text(digest), "is missing or was changed")
        known = {layout.text(digest) for digest in digests}
        for name in self.hashes:
            if name.startswith("data/texts/") and name not in known:
                self._wrong(name, "is a text the journal knows nothing of")

    def _documents(self, entries: list[Entry]) -> dict[str, str]:
        """Item and text digest of each document."""
        read = {e.payload["sha256"]: e.payload for e in entries if e.act == "read"}
        extracted = {e.payload["sha256"] for e in entries if e.act == "extract"}
        documents: dict[str, str] = {}
        for number, record in self._records(layout.DOCUMENTS):
            said = read[record["sha256"]]
            fields = ("text", "path", "publisher", "published", "url", "origins")
            if any(record[name] != said[name] for name in fields):
                raise _Fault(f"line {number} differs from the journal")
            documents[record["sha256"]] = record["text"]
        if set(documents) != extracted:
            raise _Fault("does not hold the documents the journal recorded")
        return documents

    def _claims(self, entries: list[Entry], documents: Mapping[str, str]) -> None:
        extracted = {e.payload["sha256"]: e for e in entries if e.act == "extract"}
        claims: dict[str, list[tuple[str, Any]]] = {sha256: [] for sha256 in documents}
        for _, record in self._records(layout.CLAIMS):
            claims[record["sha256"]].append((record["id"], record["data"]))
        self.counts["claims"] = sum(map(len, claims.values()))
        for sha256, found in claims.items():
            if claims_digest(found) != extracted[sha256].payload["digest"]:
                self._wrong(layout.CLAIMS, f"claims of item {sha256} differ from the journal")
            content = self._text(layout.text(documents[sha256])) if found else ""
            for id, data in found:
                if not all(span.holds_in(content) for span in claim_from_json(data).all_spans()):
                    self._wrong(layout.CLAIMS, f"claim {id}: its words do not stand in its text")

    def _register(self, entries: list[Entry]) -> None:
        events: list[Mapping[str, Any]] = []
        merged: dict[str, int | None] = {}
        links: list[list[Any]] = []
        for _, record in self._records(layout.REGISTER):
            if "event" in record:
                events.append(record["event"])
            elif "merged" in record:
                merged[str(record["merged"][0])] = record["merged"][1]
            else:
                links.append(record["link"])
        self.counts["incidents"] = len(events)
        linked = [e for e in entries if e.act == "link"]
        if not linked:
            if events or links:
                raise _Fault("holds incidents, but the journal recorded no linking")
            return
        said = linked[-1].payload
        if "history" in said:
            lines: list[tuple[int, Mapping[str, Any]]] = [
                (event["number"], {"event": event}) for event in events
            ]
            lines += [(int(number), {"merged": [int(number), into]}) for number, into in merged.items()]
            lines.sort(key=lambda line: line[0])
            incidents = (
                digest_tree.root((digest_tree.event_key(n), line) for n, line in lines) == said["events"]
            )
            ordered = sorted(links, key=lambda link: (link[0], link[1]))
            reasons = (
                digest_tree.root((digest_tree.link_key(link[0]), {"link": link}) for link in ordered)
                == said["reasons"]
            )
        else:  # as linkings up to link/2 recorded them
            incidents = digest_of_register(events, merged) == said["register"]
            reasons = digest_of_links(links) == said["links"]
        if not incidents:
            raise _Fault("its incidents differ from the journal")
        if not reasons:
            raise _Fault("its reasons for links differ from the journal")

    def _findings(self, entries: list[Entry]) -> None:
        withheld = _withheld(entries)
        said = {
            e.seq: e.payload for e in entries if e.act == "examine" and e.payload["sha256"] not in withheld
        }
        self.counts["findings"] = len(said)
        for number, record in self._records(layout.FINDINGS):
            about = {k: v for k, v in record.items() if k in ("sha256", "sort", "tool")}
            about["digest"] = digest_of(record["tool"], record["data"], record["subject"], record["moment"])
            if said.pop(record["entry"], None) != about:
                raise _Fault(f"line {number} differs from the journal")
        if said:
            raise _Fault(f"lacks {len(said)} findings that the journal recorded")


def _withheld(entries: Sequence[Entry]) -> frozenset[str]:
    """Testimony whose witness does not agree that it leaves the case: it must not be there."""
    return withheld_by(e.payload for e in entries if e.act == "witness")


def _added(entries: Sequence[Entry]) -> dict[str, Entry]:
    """Items that must be there, with the entry each came with."""
    withheld = _withheld(entries)
    found = {e.payload["sha256"]: e for e in entries if e.act == "add"}
    return {sha256: entry for sha256, entry in found.items() if sha256 not in withheld}

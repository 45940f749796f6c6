"""Ways to tamper with an evidence bundle, from a flipped byte to a forger who makes everything fit again."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import authority
from corrobora.model.journal import GENESIS, canonical
from corrobora.model.merkle import MerkleTree, leaf_hash
from corrobora.publish.bundle import layout
from corrobora.vault.checkpoint import Checkpoint
from corrobora.vault.note import Signer, VerifierKey


@dataclass(frozen=True)
class Forger:
    """Somebody with a copy of a bundle.

    Attributes:
        bundle: the copy, to be changed in place.
        random: where chance comes from.
        insider: the case's own signing key, for who has it.
        other: the files of another timestamp authority, and its root.
    """

    bundle: Path
    random: random.Random
    insider: Signer
    other: tuple[Path, str]

    def file(self, name: str) -> Path:
        return self.bundle / name

    def files(self) -> list[Path]:
        return sorted(p for p in self.bundle.rglob("*") if p.is_file())

    def entries(self) -> list[dict]:
        return [json.loads(line) for line in self.file(layout.JOURNAL).read_text().splitlines()]

    def write(self, entries: list[dict], *, chain: bool) -> None:
        """Put the journal back; with ``chain`` every number and hash is made to fit."""
        previous = GENESIS
        for seq, entry in enumerate(entries, start=1):
            if chain:
                entry |= {"seq": seq, "previous": previous}
                fields = {k: v for k, v in entry.items() if k != "hash"}
                entry["hash"] = hashlib.sha256(canonical(fields).encode()).hexdigest()
            previous = entry["hash"]
        self.file(layout.JOURNAL).write_text("".join(canonical(e) + "\n" for e in entries))

    def bag(self) -> None:
        """Make the manifests fit the files again."""
        payload = [p for p in self.files() if p.relative_to(self.bundle).parts[0] == "data"]
        octets = sum(p.stat().st_size for p in payload)
        info = self.file(layout.BAG_INFO)
        kept = [line for line in info.read_text().splitlines() if not line.startswith("Payload-Oxum")]
        info.write_text("\n".join([*kept, f"Payload-Oxum: {octets}.{len(payload)}"]) + "\n")
        self._manifest(layout.MANIFEST, payload)
        own = {layout.TAG_MANIFEST, layout.SEAL}
        tags = [p for p in self.files() if p not in payload and p.name not in own]
        self._manifest(layout.TAG_MANIFEST, tags)

    def _manifest(self, name: str, paths: list[Path]) -> None:
        lines = [
            f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(self.bundle).as_posix()}\n"
            for p in paths
        ]
        self.file(name).write_text("".join(lines))

    def reseal(self, signer: Signer) -> None:
        """Sign everything anew: checkpoint, proofs, key, manifests and seal."""
        lines = self.file(layout.JOURNAL).read_text().splitlines()
        log = MerkleTree(leaf_hash(line.encode()) for line in lines)
        for path in self.file("data/checkpoints").iterdir():
            path.unlink()
        entries = self.entries()
        for entry in entries:
            if entry["act"] == "checkpoint":
                size = entry["payload"]["size"]
                self.file(layout.checkpoint(size)).write_text(entry["payload"]["note"])
        note = Checkpoint(origin=signer.name, size=len(log), root=log.root()).signed(signer)
        self.file(layout.checkpoint(len(log))).write_text(note)
        self.file(layout.KEY).write_text(f"{signer.public}\n")
        proofs = [
            {"sha256": e["payload"]["sha256"], "entry": e["seq"], "size": len(log),
             "proof": [h.hex() for h in log.inclusion(e["seq"] - 1)]}
            for e in entries if e["act"] == "add"
        ]  # fmt: skip
        self.file(layout.PROOFS).write_text("".join(canonical(p) + "\n" for p in proofs))
        self.bag()
        tags = hashlib.sha256(self.file(layout.TAG_MANIFEST).read_bytes()).hexdigest()
        self.file(layout.SEAL).write_text(signer.sign(f"{layout.SEAL_TITLE}\n{tags}\n"))

    def some(self, *, at: int = 1) -> int:
        """The place of an entry that is neither the first nor, for most ends, the last."""
        return self.random.randrange(at, len(self.entries()) - 1)


Tampering = Callable[[Forger], None]


def flip_a_bit(f: Forger) -> None:
    path = f.random.choice([p for p in f.files() if p.stat().st_size])
    data = bytearray(path.read_bytes())
    data[f.random.randrange(len(data))] ^= 1 << f.random.randrange(8)
    path.write_bytes(data)


def cut_a_file(f: Forger) -> None:
    path = f.random.choice([p for p in f.files() if p.stat().st_size])
    path.write_bytes(path.read_bytes()[: f.random.randrange(path.stat().st_size)])


def lengthen_a_file(f: Forger) -> None:
    with f.random.choice(f.files()).open("ab") as file:
        file.write(f.random.choice([b"\n", b" ", b"\0", b"more"]))


def delete_a_file(f: Forger) -> None:
    f.random.choice(f.files()).unlink()


def add_a_file(f: Forger) -> None:
    name = f.random.choice(["note.txt", "data/note.txt", "data/items/ab/" + "c" * 62, "data/texts/x.txt"])
    f.file(name).parent.mkdir(exist_ok=True)
    f.file(name).write_text("planted")


def swap_two_files(f: Forger) -> None:
    one, two = f.random.sample([p for p in f.files() if "items" in p.parts], 2)
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second), two.write_bytes(first)


def link_in_place_of_a_file(f: Forger) -> None:
    path = f.random.choice(f.files())
    outside = f.bundle.with_name(f.bundle.name + "-outside")
    outside.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(outside)


def _journal(change: Callable[[Forger, list[dict]], None], *, chain: bool, bag: bool) -> Tampering:
    def tamper(f: Forger) -> None:
        entries = f.entries()
        change(f, entries)
        f.write(entries, chain=chain)
        if bag:
            f.bag()

    tamper.__name__ = f"{change.__name__}{'_rechained' if chain else ''}{'_rebagged' if bag else ''}"
    return tamper


def drop_an_entry(f: Forger, entries: list[dict]) -> None:
    del entries[f.some()]


def reorder_entries(f: Forger, entries: list[dict]) -> None:
    at = f.random.randrange(1, len(entries) - 2)
    entries[at], entries[at + 1] = entries[at + 1], entries[at]


def back_date_an_entry(f: Forger, entries: list[dict]) -> None:
    entry = entries[f.some()]
    entry["time"] = entry["time"].replace("20", "19", 1)


def duplicate_an_entry(f: Forger, entries: list[dict]) -> None:
    at = f.some()
    entries.insert(at, dict(entries[at]))


def rename_an_actor(f: Forger, entries: list[dict]) -> None:
    entries[f.some()]["actor"] = "somebody else"


def change_a_payload(f: Forger, entries: list[dict]) -> None:
    entry = entries[f.some()]
    entry["payload"] = {**entry["payload"], "sha256": "0" * 64}


def replace_media_and_its_hash(f: Forger) -> None:
    """Other bytes under their own true hash, the journal and all manifests made to fit."""
    entries = f.entries()
    entry = f.random.choice([e for e in entries if e["act"] == "add"])
    old, data = entry["payload"]["sha256"], b"forged " + f.random.randbytes(20)
    new = hashlib.sha256(data).hexdigest()
    text = f.file(layout.JOURNAL).read_text().replace(old, new)
    f.file(layout.JOURNAL).write_text(text)
    entries = f.entries()
    for e in entries:
        if e["act"] == "add" and e["payload"]["sha256"] == new:
            e["payload"]["size"] = len(data)
    f.file(layout.item(old)).unlink()
    f.file(layout.item(new)).parent.mkdir(exist_ok=True)
    f.file(layout.item(new)).write_bytes(data)
    f.write(entries, chain=True)
    f.bag()


def replace_media_and_sign_anew(f: Forger) -> None:
    """The same by somebody without the case's key, who signs with one of the same name."""
    replace_media_and_its_hash(f)
    for name in (layout.DOCUMENTS, layout.CLAIMS):
        f.file(name).write_text("")
    f.reseal(Signer(f.insider.name, f.random.randbytes(32)))


def sign_anew_with_another_key(f: Forger) -> None:
    f.reseal(Signer(f.insider.name, f.random.randbytes(32)))


def cut_the_tail_as_an_insider(f: Forger) -> None:
    """Everything after an early entry goes, and the case's own key signs the rest."""
    entries = f.entries()
    export = entries[-1]
    f.write([*entries[: f.random.randrange(2, len(entries) // 2)], export], chain=True)
    f.reseal(f.insider)


def rewrite_history_as_an_insider(f: Forger) -> None:
    """Back-dating by somebody with the case's own key, before the checkpoint that was published."""
    entries = f.entries()
    entry = entries[f.random.randrange(1, len(entries) // 2)]
    entry["time"] = entry["time"].replace("20", "19", 1)
    f.write(entries, chain=True)
    f.reseal(f.insider)


def swap_the_authority(f: Forger) -> None:
    """A genuine token over the same checkpoint by an authority nobody agreed on."""
    folder, root = f.other
    token = f.random.choice(sorted(f.file("data/timestamps").glob("*.tsr")))
    note = f.file(f"data/checkpoints/{token.name.partition('-')[0]}.note")
    import rfc3161_client

    query = rfc3161_client.TimestampRequestBuilder().data(note.read_bytes())
    query = query.hash_algorithm(rfc3161_client.HashAlgorithm.SHA256).build()
    token.write_bytes(authority.reply(folder, query.as_bytes()))
    token.with_suffix(".pem").write_text(root)
    f.bag()


def swap_the_authority_as_an_insider(f: Forger) -> None:
    swap_the_authority(f)
    tags = hashlib.sha256(f.file(layout.TAG_MANIFEST).read_bytes()).hexdigest()
    f.file(layout.SEAL).write_text(f.insider.sign(f"{layout.SEAL_TITLE}\n{tags}\n"))


def change_a_claim(f: Forger) -> None:
    lines = f.file(layout.CLAIMS).read_text().splitlines()
    at = f.random.randrange(len(lines))
    record = json.loads(lines[at])
    record["data"]["stance"] = "denied"
    lines[at] = canonical(record)
    f.file(layout.CLAIMS).write_text("\n".join(lines) + "\n")
    f.bag()


def change_an_incident(f: Forger) -> None:
    lines = f.file(layout.REGISTER).read_text().splitlines()
    record = json.loads(lines[0])
    record["event"]["number"] = 99
    f.file(layout.REGISTER).write_text("\n".join([canonical(record), *lines[1:]]) + "\n")
    f.bag()
    tags = hashlib.sha256(f.file(layout.TAG_MANIFEST).read_bytes()).hexdigest()
    f.file(layout.SEAL).write_text(f.insider.sign(f"{layout.SEAL_TITLE}\n{tags}\n"))


def change_a_finding(f: Forger) -> None:
    lines = f.file(layout.FINDINGS).read_text().splitlines()
    at = f.random.randrange(len(lines))
    record = json.loads(lines[at])
    record["data"]["place"] = [50.1, 30.2]
    lines[at] = canonical(record)
    f.file(layout.FINDINGS).write_text("\n".join(lines) + "\n")
    f.bag()


def drop_a_finding_as_an_insider(f: Forger) -> None:
    lines = f.file(layout.FINDINGS).read_text().splitlines()
    f.file(layout.FINDINGS).write_text("".join(line + "\n" for line in lines[:-1]))
    f.bag()
    tags = hashlib.sha256(f.file(layout.TAG_MANIFEST).read_bytes()).hexdigest()
    f.file(layout.SEAL).write_text(f.insider.sign(f"{layout.SEAL_TITLE}\n{tags}\n"))


_CHANGES = (
    drop_an_entry, reorder_entries, back_date_an_entry, duplicate_an_entry, rename_an_actor, change_a_payload,
)  # fmt: skip
_FITTED = tuple((c, chain, bag) for c in _CHANGES for chain in (False, True) for bag in (False, True))

TAMPERINGS: tuple[Tampering, ...] = (
    flip_a_bit, cut_a_file, lengthen_a_file, delete_a_file, add_a_file, swap_two_files,
    link_in_place_of_a_file,
    *(_journal(change, chain=chain, bag=bag) for change, chain, bag in _FITTED),
    replace_media_and_its_hash, replace_media_and_sign_anew, sign_anew_with_another_key,
    cut_the_tail_as_an_insider, rewrite_history_as_an_insider, swap_the_authority,
    swap_the_authority_as_an_insider, change_a_claim, change_an_incident,
    change_a_finding, drop_a_finding_as_an_insider,
)  # fmt: skip


def copy(bundle: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(bundle, target)
    return target


def fingerprint(bundle: Path) -> str:
    return VerifierKey.parse((bundle / layout.KEY).read_text().strip()).fingerprint

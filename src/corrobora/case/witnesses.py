"""Witnesses: sealed identities and consents, and testimony that goes as far as its witness agreed.

The case itself knows a pseudonym, how far the consent goes, and commitments. Everything else lies encrypted
under ``sealed/``, which no export takes along. Testimony is an item like others, received from the pseudonym,
for as long as its witness agrees; afterwards a notice stands in the place of its words, its claims are gone
from the register, and bundles leave out its bytes, which both verifiers know to expect.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from corrobora.case.errors import CaseError, NotThere
from corrobora.case.leaving import decide_sensitive, is_sensitive
from corrobora.case.linking import relink
from corrobora.case.writing import write_document, write_item
from corrobora.collect.manifest import ManifestRow
from corrobora.extract import Engine, Extraction
from corrobora.model.claim import Claim
from corrobora.model.document import Document, Source, Text
from corrobora.model.incident import Incident
from corrobora.model.incident_serial import incident_to_json
from corrobora.model.item import Item
from corrobora.model.journal import Entry
from corrobora.model.serial import claim_to_json
from corrobora.model.span import Span
from corrobora.model.witness import Consent, ConsentVersion, Sealing, Witness
from corrobora.read.errors import UnreadableItem
from corrobora.read.isolated import IsolatedReader
from corrobora.read.limits import MAX_BYTES
from corrobora.store import documents, journal, witnesses
from corrobora.store.database import Database
from corrobora.vault.sealed import Record, SealError, opened, public_key
from corrobora.vault.store import Vault

#: Folder of a case that holds what is sealed.
FOLDER = "sealed"
#: What reads a testimony whose witness does not agree, or not any more.
WITHHELD = "withheld/1"
NOTICE = "This testimony is withheld: its witness has not agreed, or not any more, that it is used."

_NAME = re.compile(r"[\w .@-]{1,80}")


class BadWitness(CaseError):
    """What was to be recorded of a witness cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRecord:
    """A sealed record that was opened.

    Attributes:
        record: what it holds.
        holds: whether it is what the journal committed to.
    """

    record: Record
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """The witnesses of a case.

    Attributes:
        folder: the case's folder.
        database, vault: the case.
        actor: who acts.
    """

    folder: Path
    database: Database
    vault: Vault
    actor: str

    @property
    def _sealed(self) -> Vault:
        return Vault(self.folder / FOLDER)

    # -- recipients ---------------------------------------------------------------------------

    def name_recipient(self, name: str, key: str) -> None:
        """Name somebody records are sealed for from now on; a later key of the same name replaces it.

        Raises:
            BadWitness: if it is no name.
            SealError: if it is no key.
        """
        if not _NAME.fullmatch(name):
            raise BadWitness(f"{name!r} is no name for a recipient: letters, digits, spaces, . @ - only")
        public_key(key)
        with self.database.write() as connection:
            payload = {"name": name, "key": key.strip()}
            journal.append(connection, actor=self.actor, act="recipient", payload=payload)

    def recipients(self) -> dict[str, str]:
        """Names and public keys of those records are sealed for."""
        with self.database.read() as connection:
            return _recipients(connection)

    # -- witnesses ----------------------------------------------------------------------------

    def all(self) -> tuple[Witness, ...]:
        """What is known of every witness without a key."""
        with self.database.read() as connection:
            return tuple(known(connection).values())

    def add(self, identity: bytes) -> str:
        """Seal who a witness is; their pseudonym.

        Args:
            identity: name, ways to reach them, whatever has to be kept; in any form.

        Raises:
            BadWitness: if nothing is said.
            SealError: if there is nobody to seal it for.
            VaultError: if it cannot be kept.
        """
        if not identity.strip():
            raise BadWitness("nothing is said of who the witness is")
        with self.database.write() as connection:
            pseudonym = f"W-{len(known(connection)) + 1:04d}"
            self._seal(connection, pseudonym, Sealing.IDENTITY, 1, identity)
        return pseudonym

    def amend(self, pseudonym: str, identity: bytes) -> None:
        """Seal a new version of who a witness is.

        Raises:
            NotThere: if there is no such witness.
        """
        with self.database.write() as connection:
            witness = _one(connection, pseudonym)
            version = 1 + max(v for sort, v, _, _ in witness.records if sort is Sealing.IDENTITY)
            self._seal(connection, witness.pseudonym, Sealing.IDENTITY, version, identity)

    def consent(self, pseudonym: str, consent: Consent, statement: bytes) -> ConsentVersion:
        """Record what a witness agreed to, with the words sealed; testimony follows at once.

        Without consent, what of the testimony had been read is withheld. Consent given (again) lets it be
        read with the next `Case.add` of the testimony.

        Args:
            pseudonym: the witness.
            consent: how far it goes; `Consent.NONE` withdraws it.
            statement: how, when and in which words it was given; may be empty for a withdrawal.

        Raises:
            NotThere: if there is no such witness.
            BadWitness: if consent is given without a statement.
        """
        if consent.leaves and not statement.strip():
            raise BadWitness("consent needs a statement: how, when, to whom and in which words it was given")
        with self.database.write() as connection:
            witness = _one(connection, pseudonym)
            version = len(witness.consents) + 1
            entry = self._seal(
                connection, witness.pseudonym, Sealing.CONSENT, version, statement or b"withdrawn", consent
            )
            for sha256 in witness.testimonies:
                self._follow(connection, sha256, consent, witness.pseudonym)
            relink(connection, actor=self.actor)
            if not consent.leaves:
                _forget(connection, witness.testimonies)
        return ConsentVersion(version=version, consent=consent, time=entry.time, entry=entry.seq)

    def testimony(self, pseudonym: str, path: Path, engine: Engine) -> str:
        """Keep testimony as an item received from the pseudonym, and read it; its hash.

        The file's own name is not kept. Who reads it sees the pseudonym as publisher; it is marked sensitive
        unless the witness agreed to publication.

        Raises:
            NotThere: if there is no such witness.
            BadWitness: if the witness did not agree to its use, or the bytes are held as something else.
            UnreadableItem: if it cannot be read.
            VaultError: if it cannot be kept.
        """
        with self.database.read() as connection:
            witness = _one(connection, pseudonym)
        if not witness.consent.leaves:
            raise BadWitness(
                f"{witness.pseudonym} has not agreed to the use of testimony; record consent with: corrobora "
                f"witness consent {witness.pseudonym} handover --statement FILE; or seal the file with: "
                f"corrobora witness original {witness.pseudonym} FILE"
            )
        stored = self.vault.put(path)
        with self.database.read() as connection:
            held = documents.held(connection, stored.sha256)
        if held and stored.sha256 not in witness.testimonies:
            raise BadWitness(f"item {stored.sha256[:12]}: is in the case already, and not as this testimony")
        number = len(witness.testimonies) + (0 if held else 1)
        name = f"{witness.pseudonym}-{number}{path.suffix.lower()}"
        name = held.item.name if held else name
        extraction = self._extracted(stored.sha256, name, witness.pseudonym, engine)
        with self.database.write() as connection:
            if documents.held(connection, stored.sha256) is None:
                item = Item(
                    sha256=stored.sha256, size=stored.size, media_type="text/plain", name=name,
                    received=datetime.now(UTC), received_by=self.actor, origin=_origin(witness.pseudonym),
                )  # fmt: skip
                write_item(connection, item, actor=self.actor)
                payload = {"witness": witness.pseudonym, "record": "testimony", "sha256": stored.sha256}
                journal.append(connection, actor=self.actor, act="witness", payload=payload)
            self._follow(connection, stored.sha256, witness.consent, witness.pseudonym)
            write_document(
                connection,
                extraction,
                stated=_stated(witness.pseudonym),
                engine=engine.name,
                actor=self.actor,
            )
            relink(connection, actor=self.actor)
        return stored.sha256

    def seal_original(self, pseudonym: str, data: bytes) -> None:
        """Seal testimony as it was given, to be opened only with a recipient's key.

        Raises:
            NotThere: if there is no such witness.
            BadWitness: if there is nothing in it.
        """
        if not data:
            raise BadWitness("the file is empty")
        with self.database.write() as connection:
            witness = _one(connection, pseudonym)
            version = 1 + sum(sort is Sealing.ORIGINAL for sort, _, _, _ in witness.records)
            self._seal(connection, witness.pseudonym, Sealing.ORIGINAL, version, data)

    def open(self, pseudonym: str, secret: str, *, reason: str) -> tuple[OpenedRecord, ...]:
        """Every sealed record of a witness; that it was opened, by whom and why, is journalled first.

        Args:
            pseudonym: the witness.
            secret: a recipient's secret key, as age writes it to a file.
            reason: why it has to be opened.

        Raises:
            NotThere: if there is no such witness.
            BadWitness: if no reason is given.
            SealError: if the key opens none of it.
            VaultError: if a sealed file is missing.
        """
        if not reason.strip():
            raise BadWitness("opening sealed records needs a reason")
        with self.database.write() as connection:
            witness = _one(connection, pseudonym)
            found, last = [], None
            for _, _, sha256, commitment in witness.records:
                with self._sealed.open(sha256) as file:
                    data = file.read()
                try:
                    record = opened(data, secret)
                except SealError as error:  # sealed for others than this one
                    last = error
                    continue
                found.append(OpenedRecord(record=record, holds=record.commitment == commitment))
            if not found:
                raise last or SealError(f"{witness.pseudonym}: there is nothing to open")
            payload = {"witness": witness.pseudonym, "reason": reason, "records": len(found)}
            journal.append(connection, actor=self.actor, act="witness-open", payload=payload)
        return tuple(found)

    def _seal(
        self,
        connection: Connection,
        pseudonym: str,
        sort: Sealing,
        version: int,
        content: bytes,
        consent: Consent | None = None,
    ) -> Entry:
        recipients = _recipients(connection)
        record = Record.new(subject=pseudonym, sort=sort.value, version=version, content=content)
        stored = self._sealed.put(record.sealed(list(recipients.values())))
        payload: dict[str, Any] = {
            "witness": pseudonym, "record": sort.value, "version": version, "sealed": stored.sha256,
            "commitment": record.commitment, "recipients": sorted(recipients),
        }  # fmt: skip
        if consent is not None:
            payload["consent"] = consent.value
        return journal.append(connection, actor=self.actor, act="witness", payload=payload)

    def _extracted(self, sha256: str, name: str, pseudonym: str, engine: Engine) -> Extraction:
        from corrobora.extract import extract_all

        data = self.vault.read(sha256, MAX_BYTES)
        row = ManifestRow(path=name, line=0, publisher=_publisher(pseudonym), by="testimony")
        with IsolatedReader() as reader:
            document = reader.read(data, sha256=sha256, name=name, row=row, path=_origin(pseudonym))
        document = replace(document, source=replace(document.source, sensitive=True))
        (extraction,) = extract_all([document], engine)
        if extraction.unread:
            raise UnreadableItem(name, "", "the engine could not read it")
        return extraction

    def _follow(self, connection: Connection, sha256: str, consent: Consent, pseudonym: str) -> None:
        """Bring one testimony in line with what its witness agrees to."""
        sensitive = consent is not Consent.PUBLIC
        if is_sensitive(connection, sha256) is not sensitive:
            reason = f"testimony of {pseudonym}: consent is {consent.value}"
            decide_sensitive(connection, sha256, sensitive=sensitive, reason=reason, author=self.actor)
        held = documents.held(connection, sha256)
        if consent.leaves or held is None or held.document is None or held.document.text.reader == WITHHELD:
            return
        text = Text(sha256=sha256, reader=WITHHELD, content=NOTICE, title="Withheld testimony", language="en")
        source = Source(
            path=_origin(pseudonym), publisher=_publisher(pseudonym), origins={"publisher": "testimony"}
        )
        write_document(
            connection, Extraction(document=Document(text=text, source=source), claims=(), dropped=Counter()),
            stated=_stated(pseudonym), engine=WITHHELD, actor=self.actor,
        )  # fmt: skip


def known(connection: Connection) -> dict[str, Witness]:
    """Every witness by pseudonym, as the journal tells of them."""
    found: dict[str, Witness] = {}
    for entry in journal.by_act(connection, "witness"):
        said = entry.payload
        witness = found.get(said["witness"], Witness(pseudonym=said["witness"]))
        if said["record"] == "testimony":
            witness = replace(witness, testimonies=(*witness.testimonies, said["sha256"]))
        else:
            record = (Sealing(said["record"]), said["version"], said["sealed"], said["commitment"])
            witness = replace(witness, records=(*witness.records, record))
        if "consent" in said:
            version = ConsentVersion(
                version=said["version"], consent=Consent(said["consent"]), time=entry.time, entry=entry.seq
            )
            witness = replace(witness, consents=(*witness.consents, version))
        found[witness.pseudonym] = witness
    return found


def withheld(connection: Connection) -> frozenset[str]:
    """Items whose witness does not agree, now, that anything of them leaves the case."""
    return frozenset(
        sha256 for w in known(connection).values() if not w.consent.leaves for sha256 in w.testimonies
    )


def testimonies(connection: Connection) -> frozenset[str]:
    """Items that are testimony."""
    return frozenset(sha256 for w in known(connection).values() for sha256 in w.testimonies)


def withheld_by(entries: Iterator[Mapping[str, Any]]) -> frozenset[str]:
    """The same from the payloads of a journal's entries about witnesses, for who checks a bundle."""
    consent: dict[str, str] = {}
    items: dict[str, str] = {}
    for said in entries:
        if said["record"] == "testimony":
            items[said["sha256"]] = said["witness"]
        elif "consent" in said:
            consent[said["witness"]] = said["consent"]
    return frozenset(s for s, w in items.items() if consent.get(w, Consent.NONE.value) == Consent.NONE.value)


def faults(connection: Connection, folder: Path) -> Iterator[str | None]:
    """One answer a sealed record: whether it is kept as it was sealed."""
    sealed = Vault(folder / FOLDER)
    for witness in known(connection).values():
        for sort, version, sha256, _ in witness.records:
            damage = sealed.verify(sha256)
            yield f"sealed {sort} {version} of {witness.pseudonym}: {damage.reason}" if damage else None


def _one(connection: Connection, pseudonym: str) -> Witness:
    found = known(connection).get(pseudonym.strip().upper())
    if found is None:
        raise NotThere(f"{pseudonym}: there is no witness of that pseudonym in this case")
    return found


def _recipients(connection: Connection) -> dict[str, str]:
    return {e.payload["name"]: e.payload["key"] for e in journal.by_act(connection, "recipient")}


def _origin(pseudonym: str) -> str:
    return f"testimony of {pseudonym}"


def _publisher(pseudonym: str) -> str:
    return f"Witness {pseudonym}"


def _stated(pseudonym: str) -> dict[str, str | None]:
    return {
        "publisher": _publisher(pseudonym), "published": None, "url": None, "language": None,
        "by": "testimony",
    }  # fmt: skip


def _forget(connection: Connection, items: tuple[str, ...]) -> None:
    """Take the words of withheld testimony out of what earlier claims and incidents still show.

    A withdrawn claim can still be looked up, and so can what an incident's values were; of withheld
    testimony, only that there was a claim remains.
    """
    for sha256 in items:
        held = documents.held(connection, sha256)
        if held is None or held.document is None or held.text_id is None:
            continue
        gone = []
        for id, kind in witnesses.claims_of(connection, sha256):
            bare = Claim(kind=kind, spans=(Span(0, len(NOTICE), NOTICE),), engine=WITHHELD)
            witnesses.blank_claim(connection, id, claim_to_json(bare, id), text_id=held.text_id)
            gone.append(id)
        for number in witnesses.blank_incidents(connection, gone):
            empty = incident_to_json(Incident(number=number, claims=()))
            witnesses.blank_incident(connection, number, empty)

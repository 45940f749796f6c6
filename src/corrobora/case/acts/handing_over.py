"""What leaves a case, and the proof that it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from corrobora.case import custody as keeping
from corrobora.case import four_eyes
from corrobora.case import verifying as checking
from corrobora.case.acts.looking import Looking
from corrobora.case.custody import CustodyEvent
from corrobora.case.errors import NotAllowed
from corrobora.case.records import Verification
from corrobora.model.journal import Entry
from corrobora.model.rights import Right
from corrobora.store import journal

if TYPE_CHECKING:
    from corrobora.case.acquisitions import Acquisition
    from corrobora.case.exporting import CaseRecords
    from corrobora.case.fixity import Budget, Slice
    from corrobora.case.learning import Lessons
    from corrobora.case.letters import Letter
    from corrobora.case.sealing import Sealed
    from corrobora.vault.checkpoint import Checkpoint
    from corrobora.vault.note import Signer
    from corrobora.vault.timestamp import Authority


class HandingOver(Looking):
    """Journal, custody, seals, letters and exports."""

    def journal(self, *, after: int = 0, limit: int = 100) -> tuple[Entry, ...]:
        """Journal entries after a number, oldest first."""
        self._must_audit()
        with self._database.read() as connection:
            return journal.page(connection, after=after, limit=limit)

    def latest(self, *, before: int | None = None, limit: int = 100) -> tuple[Entry, ...]:
        """Journal entries before a number, newest first."""
        self._must_audit()
        with self._database.read() as connection:
            return journal.newest(connection, before=before, limit=limit)

    def _must_audit(self) -> None:
        if not self.person.may(Right.AUDIT):
            raise NotAllowed("the journal is not for this role: it names records that are marked sensitive")

    def custody(self, item: str) -> tuple[Entry, ...]:
        """Every journal entry about an item, with the exports and checkpoints that covered it.

        Args:
            item: its hash, or the beginning of it.

        Raises:
            NotThere: if there is no such item, or several begin so.
        """
        with self._database.read() as connection:
            return tuple(keeping.chain(connection, item))

    def acquisitions(self, items: Iterable[str]) -> dict[str, Acquisition]:
        """When and how items came in, and which checkpoints and timestamps vouch for it, by hash.

        Args:
            items: SHA-256 of each, whole.
        """
        from corrobora.case.acquisitions import acquisitions  # brings in cryptography

        with self._database.read() as connection:
            return acquisitions(connection, items)

    def record_custody(self, item: str, event: CustodyEvent, *, reason: str, to: str | None = None) -> Entry:
        """Write what a person did with an item.

        Raises:
            NotThere: if there is no such item, or several begin so.
            BadCustody: if the reason, or the receiver of a transfer or copy, is missing.
        """
        with self._database.write() as connection:
            return keeping.record(connection, item, event, reason=reason, to=to, actor=self.actor)

    def verify(self, *, head: str | None = None, checkpoints: Sequence[str] = ()) -> Verification:
        """Recompute chain, bytes, texts, claims, register and decisions; the first thing wrong in each.

        Args:
            head: hash of a journal entry noted earlier, which must still be there.
            checkpoints: signed checkpoints noted earlier, which the journal must still contain.
        """
        return checking.verify(self._database, self.vault, head=head, checkpoints=tuple(checkpoints))

    def record_verification(self, result: Verification) -> Entry:
        """Write into the journal that the case was checked, and what was found: a fixity check on record."""
        payload = {
            "clean": result.clean, "head": result.head, "counts": dict(result.counts),
            "problems": [{"part": w.part, "reason": w.reason} for w in result.problems],
        }  # fmt: skip
        with self._database.write() as connection:
            return journal.append(connection, actor=self.actor, act="verify", payload=payload)

    def check_fixity(self, budget: Budget) -> Slice:
        """Check the next slice of the kept bytes, and put it on record; see `corrobora.case.fixity`.

        Args:
            budget: how much it may check.
        """
        from corrobora.case.fixity import check_slice

        return check_slice(self._database, self.vault, budget, actor=self.actor)

    def checkpoint(self, authorities: Sequence[Authority] = ()) -> Sealed:
        """Sign the journal as it stands; publish the note, and cutting or rewriting the journal shows.

        Args:
            authorities: who is asked for a timestamp over it; only a hash leaves the machine.

        Raises:
            KeyUnusable: if the case's signing key cannot be used.
            TimestampError: if an authority gives no token that holds; then nothing is written.
        """
        from corrobora.case.sealing import seal  # brings in cryptography

        return seal(self._database, self.path, actor=self.actor, authorities=tuple(authorities))

    def protect_key(self, passphrase: str) -> None:
        """Encrypt the case's signing key with a passphrase.

        Raises:
            KeyUnusable: if it is protected already, the passphrase is too short, or it cannot be written.
        """
        from corrobora.case import sealing
        from corrobora.vault import keys

        with self._database.write() as connection:
            journal.append(connection, actor=self.actor, act="protect-key", payload={"protected": True})
            keys.protect(self.path, sealing.log_name(connection, self.path), passphrase)

    def unprotect_key(self) -> None:
        """Put the case's signing key back in plain, with the passphrase from the environment.

        Raises:
            KeyUnusable: if it is not protected, or the passphrase is wrong.
        """
        from corrobora.vault import keys

        with self._database.write() as connection:
            journal.append(connection, actor=self.actor, act="protect-key", payload={"protected": False})
            keys.unprotect(self.path)

    def record_letter(
        self, form: str, incident: str, *, to: str, sent: date, sha256: str | None = None
    ) -> Letter:
        """Record that a letter about an incident was sent.

        Raises:
            BadLetter: if there is no such sort of letter, or nobody it went to.
            NotThere: if there is no such incident.
        """
        from corrobora.case import letters

        self._must(Right.DECIDE)
        with self._database.write() as connection:
            return letters.record_sent(
                connection, form, incident, to=to, sent=sent, sha256=sha256, actor=self.actor
            )

    def record_answer(self, letter: str, *, day: date, words: str, document: str | None = None) -> Letter:
        """Record the answer to a letter, in few words, with the document that holds it if the case has it.

        Raises:
            BadLetter: if the letter is not known, or the answer is older than it or says nothing.
            NotThere: if there is no such document.
        """
        from corrobora.case import letters

        self._must(Right.DECIDE)
        with self._database.write() as connection:
            return letters.record_answer(
                connection, letter, day=day, words=words, document=document, actor=self.actor
            )

    @contextmanager
    def records(self) -> Iterator[CaseRecords]:
        """The case's records as they stand at one moment, for exports."""
        from corrobora.case.exporting import CaseRecords

        with self._database.read() as connection:
            yield CaseRecords(connection=connection)

    def lessons(self) -> Lessons:
        """What people's decisions teach the compact model; that they were taken out is journalled.

        Raises:
            NotAllowed: if the person may not export.
        """
        from corrobora.case import learning  # brings in the parser

        self._must(Right.EXPORT)
        with self._store.write() as connection:
            found = learning.lessons(connection)
            journal.append(connection, actor=self.actor, act=learning.ACT, payload=found.payload())
        return found

    @contextmanager
    def journalled(self, act: str, payload: Mapping[str, Any]) -> Iterator[None]:
        """An act outside the tables and its journal entry: an error undoes the entry.

        Args:
            act: what was done.
            payload: what the journal says of it.

        Raises:
            NotAllowed: if it is an export of what is marked sensitive that nobody else approved.
        """
        with self._database.write() as connection:
            if act == "export":
                self._must(Right.EXPORT)
                payload = four_eyes.export_approval(connection, payload)
            journal.append(connection, actor=self.actor, act=act, payload=payload)
            yield

    @contextmanager
    def exporting(self, payload: Mapping[str, Any]) -> Iterator[tuple[CaseRecords, Signer, Checkpoint]]:
        """An export and its journal entry in one transaction: an error undoes the entry.

        Yields the records, the entry of this export among them, the case's key, and the checkpoint over
        that journal, which is itself journalled when the export is done.

        Args:
            payload: what the journal says of the export.

        Raises:
            KeyUnusable: if the case's signing key cannot be used.
            NotAllowed: if it holds what is marked sensitive and nobody else approved it.
        """
        from corrobora.case import sealing
        from corrobora.case.exporting import CaseRecords

        self._must(Right.EXPORT)
        with self._database.write() as connection:
            payload = four_eyes.export_approval(connection, payload)
            journal.append(connection, actor=self.actor, act="export", payload=payload)
            signer, checkpoint = sealing.sign(connection, self.path)
            yield CaseRecords(connection=connection), signer, checkpoint
            note = checkpoint.signed(signer)
            sealing.record(connection, checkpoint, note, key=signer.public, actor=self.actor)

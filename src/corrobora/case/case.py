"""The one façade: a case opened, filled, read, decided on and checked."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from corrobora.case import (
    approving,
    correcting,
    deciding,
    finding,
    four_eyes,
    leaving,
    reading,
    sourcing,
    viewing,
)
from corrobora.case import custody as keeping
from corrobora.case import verifying as checking
from corrobora.case.correcting import Selection
from corrobora.case.custody import CustodyEvent
from corrobora.case.errors import BadDecision, NotACase, NotAllowed, NotRecorded, NotThere
from corrobora.case.extracting import ready
from corrobora.case.four_eyes import Waits
from corrobora.case.linking import number_of
from corrobora.case.listing import settle
from corrobora.case.memo import Memo
from corrobora.case.progress import Progress
from corrobora.case.records import (
    AddReport,
    ClaimRecord,
    DocumentHead,
    DocumentRecord,
    IncidentHead,
    IncidentRecord,
    ItemRecord,
    LinkRecord,
    SearchHit,
    SourceRecord,
    Stats,
    Verification,
)
from corrobora.case.settings import CaseSettings, new_settings
from corrobora.case.shown import Shown
from corrobora.case.sight import ORDINARY, SENSITIVE, STRUCK, Sight
from corrobora.case.viewing import View
from corrobora.case.views import Views
from corrobora.codebook.overlay import SHIPPED, Codebook
from corrobora.collect.capture.address import sorted_out
from corrobora.collect.manifest import Manifest
from corrobora.extract import Engine, EngineChoice, Sending
from corrobora.link.actors import Actors
from corrobora.link.origins import Origins
from corrobora.model.claim import SLOTS_OF_KIND
from corrobora.model.document import Document
from corrobora.model.item import Item
from corrobora.model.journal import Decision, Entry
from corrobora.model.rights import Person, Right, Role
from corrobora.model.vocabulary import Judgement, Kind
from corrobora.store import (
    claims,
    decisions,
    documents,
    journal,
    keyset,
    listed,
    listing,
    people,
    proposals,
    register,
    requests,
    search,
    veil,
)
from corrobora.store.captures import StoredCapture
from corrobora.store.database import Database
from corrobora.store.errors import NotFound, StoreError
from corrobora.store.proposals import Proposal
from corrobora.vault.store import Vault

if TYPE_CHECKING:
    from corrobora.case.accounting import Account, CaseAccount
    from corrobora.case.approving import Public
    from corrobora.case.changes import Changes
    from corrobora.case.credentials import Codes, Passwords
    from corrobora.case.explaining import Explanation
    from corrobora.case.exporting import CaseRecords
    from corrobora.case.grading import Grades
    from corrobora.case.letters import Letter
    from corrobora.case.recapturing import CapturePart, PageDiff
    from corrobora.case.reviewing import Waiting
    from corrobora.case.sealing import Sealed
    from corrobora.case.showings import Alike, FootageRecord, Showing
    from corrobora.case.signing_in import Limits, SignIn
    from corrobora.case.tabling import ImportReport
    from corrobora.case.team import Team
    from corrobora.case.trying import Change
    from corrobora.case.watching import Watching
    from corrobora.case.witnesses import Witnesses
    from corrobora.collect.capture.capture import CaptureSettings
    from corrobora.count.estimate.lists import Lists
    from corrobora.count.ledger import Ledger
    from corrobora.count.reconciliation import Reconciliation
    from corrobora.count.scope import Scope
    from corrobora.places.importing import Imported
    from corrobora.vault.checkpoint import Checkpoint
    from corrobora.vault.note import Signer
    from corrobora.vault.timestamp import Authority


class Case:
    """A folder of evidence with its register.

    Made by `Case.create` or `Case.open`; use it as a context manager or call `close`. Reading methods
    may be called from several threads; each sees one state of the case.

    Attributes:
        path: the folder.
        settings: what its ``case.toml`` says.
        actor: who acts through this object; the journal names them.
        person: the same with their role; who opens a case acts as its lead.
        vault: the bytes.
    """

    def __init__(
        self,
        path: Path,
        settings: CaseSettings,
        database: Database,
        *,
        actor: str,
        engine: Engine | EngineChoice | None,
    ) -> None:
        self.path = path
        self.settings = settings
        self.actor = actor
        self.person = Person(name=actor, role=Role.LEAD)
        self.vault = Vault(path)
        self._database = self._store = database
        self._approved = False
        self._engine = engine or settings.engine
        self._views = Views()
        self._hashing: Memo[Passwords] = Memo()
        self._reconciled: Memo[Reconciliation] = Memo()
        self._actors: Memo[Actors] = Memo()
        self._voices: Memo[Actors] = Memo()
        self._origins: Memo[dict[int, Origins]] = Memo()

    @classmethod
    def create(
        cls,
        path: Path | str,
        *,
        actor: str | None = None,
        name: str | None = None,
        database: str | None = None,
        engine: Engine | EngineChoice | str | None = None,
    ) -> Case:
        """Make a case in a folder, which is made too if need be.

        Args:
            path: the folder.
            actor: who acts; ``None``: the login name.
            name: what the case is called; ``None``: as the folder is.
            database: address of a PostgreSQL database to keep the tables in; ``None``: SQLite in the folder.
            engine: proposes claims, or which engine does, or its name; ``None``: the one ``case.toml`` names.

        Raises:
            UnknownEngine: if there is no engine of that name.
            CaseExists: if the folder is a case already.
            NotACase: if the folder cannot be written.
            StoreUnreachable: if the database cannot be opened.
        """
        folder = Path(path)
        if isinstance(engine, str):
            engine = EngineChoice(name=engine)  # refused before anything is made
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotACase(f"{folder}: cannot be made a case: {error.strerror or error}") from error
        new_settings(folder, name=name, database=database).write(folder)
        return cls.open(folder, actor=actor, engine=engine)

    @classmethod
    def open(
        cls, path: Path | str, *, actor: str | None = None, engine: Engine | EngineChoice | str | None = None
    ) -> Case:
        """Open the case in a folder; tables of an older version are brought up to date.

        Args:
            path: the folder.
            actor: who acts; ``None``: the login name.
            engine: as for `create`.

        Raises:
            UnknownEngine: if there is no engine of that name.
            NotACase: if there is none.
            StoreTooNew: if a newer version of the program wrote it.
            StoreUnreachable: if the database cannot be opened.
        """
        folder = Path(path)
        settings = CaseSettings.read(folder)
        if isinstance(engine, str):
            engine = settings.engine.named(engine)
        actor = actor or getpass.getuser()
        store = Database(settings.address(folder), settle=settle)
        try:
            _begin(store, settings, actor)
        except BaseException:
            store.dispose()
            raise
        return cls(folder, settings, store, actor=actor, engine=engine)

    def acting(self, person: Person) -> Case:
        """The same case as somebody else acts in it and may see it; it ends when this one is closed."""
        other = copy(self)
        other.actor, other.person, other._views = person.name, person, Views()
        if not person.may(Right.SENSITIVE):
            other._database = self._database.veiled(Sight.of)
        return other

    @property
    def _view(self) -> str:
        """What tells apart values that were worked out from all records and from those that may be seen."""
        return "whole" if self.person.may(Right.SENSITIVE) else "veiled"

    def record_views(self, where: str) -> Entry | None:
        """Journal which sensitive records this object gave out since it was last asked, if any.

        Whoever shows them to somebody calls this first, and shows nothing if it fails.

        Args:
            where: the page or call they are shown on.

        Raises:
            NotRecorded: if the journal cannot be written.
        """
        seen = self._views.take()
        if not seen:
            return None
        payload = {"records": seen, "where": where}
        try:
            with self._database.write() as connection:
                return journal.append(connection, actor=self.actor, act="sensitive-view", payload=payload)
        except (StoreError, DBAPIError) as error:
            raise NotRecorded(f"{where}: the view of sensitive records cannot be journalled") from error

    @property
    def shown(self) -> Shown:
        """The register and what waits, in portions."""
        return Shown(self._database, self._views)

    @property
    def team(self) -> Team:
        """Who may do what in this case, and how they prove who they are."""
        from corrobora.case.team import Team  # brings in argon2 and cryptography

        passwords, codes = self._credentials()
        return Team(database=self._store, actor=self.actor, passwords=passwords, codes=codes)

    def sign_in(self, limits: Limits | None = None) -> SignIn:
        """What signs people in and out.

        Args:
            limits: how long sessions and locks last, if not as usual.
        """
        from corrobora.case.signing_in import SignIn

        return SignIn(self._database, *self._credentials(), limits)

    def _credentials(self) -> tuple[Passwords, Codes]:
        from corrobora.case.credentials import Codes, Passwords

        return self._hashing.get("", Passwords), Codes(self.path)

    def hash_with(self, passwords: Passwords) -> None:
        """Hash passwords with other parameters than usual; call it before anything was hashed."""
        self._hashing.get("", lambda: passwords)

    def close(self) -> None:
        """Close the database."""
        self._database.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # -- acts ---------------------------------------------------------------------------------

    def add(
        self,
        paths: Iterable[Path | str],
        manifest: Manifest | Path | str | None = None,
        *,
        progress: Progress | None = None,
        workers: int | None = 1,
        allow_remote: bool = False,
        sensitive: bool = False,
        capture: CaptureSettings | None = None,
    ) -> AddReport:
        """Preserve, read, extract and link what the paths and addresses hold.

        Adding the same bytes again changes nothing. A run that was interrupted, at whatever moment, is
        completed by the next one to the register it would have made.

        Args:
            paths: files, folders with all they hold, and addresses of the web (texts, never `Path`).
            manifest: what is known about their sources, or the file that says it.
            progress: called with files done, files in all, and the path at hand.
            workers: processes that extract; ``None``: as many as pay. With more than one, a script needs
                the usual ``if __name__ == "__main__":`` around what it does.
            allow_remote: whether the engine may send texts to another machine, which the case must allow too.
            sensitive: whether what is added must never leave this machine; recorded as a decision.
            capture: how addresses are captured, and which may be reached.

        Raises:
            NotAllowed: if texts would leave the machine without leave.
            ManifestError: if the manifest cannot be read.
            VaultError: if bytes cannot be kept.
            StoreError: if the database cannot be written.
        """
        from corrobora.case.adding import Adding  # brings in every reader, which nothing else here needs

        stated = Manifest.read(Path(manifest)) if isinstance(manifest, Path | str) else manifest
        files, addresses = sorted_out(paths)
        engine, destination = self._reader(allow_remote=allow_remote)
        adding = Adding(
            database=self._store, vault=self.vault, actor=self.actor, engine=engine,
            workers=workers, progress=progress, destination=destination, sensitive=sensitive,
            codebook=self.codebook(), addresses=addresses, capture=capture,
        )  # fmt: skip
        return adding.run(files, stated)

    def watching(
        self, settings: CaptureSettings, *, every: timedelta, delay: float, allow_remote: bool = False
    ) -> Watching:
        """What visits feeds for this case; see `corrobora.case.watching.Watching`.

        Args:
            settings: how pages are captured, and what may be reached.
            every: pause between two visits to a feed.
            delay: least seconds between two requests to one host.
            allow_remote: as for `add`.

        Raises:
            ScheduleUnusable: if what is remembered of the feeds cannot be read.
        """
        from corrobora.case.importing import Importing
        from corrobora.case.watching import Watching
        from corrobora.collect.feeds.schedule import Schedule

        return Watching(
            add=lambda urls: self.add(urls, allow_remote=allow_remote, capture=settings),
            importing=Importing(
                database=self._store,
                vault=self.vault,
                actor=self.actor,
                mark=lambda connection, item: None,
            ),
            schedule=Schedule(self.path / "feeds.json"),
            settings=settings,
            every=every,
            delay=delay,
        )

    def recapture(
        self,
        targets: Iterable[str],
        *,
        progress: Progress | None = None,
        allow_remote: bool = False,
        capture: CaptureSettings | None = None,
    ) -> AddReport:
        """Capture addresses again, whatever is held of them; each capture is linked to the one before.

        Args:
            targets: addresses, or items that were captured from one, by the first digits of their hash.
            progress, allow_remote, capture: as for `add`.

        Raises:
            NotThere: if a target is neither an address nor a captured item.
        """
        from corrobora.case import recapturing
        from corrobora.case.adding import Adding

        with self._database.read() as connection:
            addresses = tuple(dict.fromkeys(recapturing.address(connection, t) for t in targets))
        engine, destination = self._reader(allow_remote=allow_remote)
        adding = Adding(
            database=self._store, vault=self.vault, actor=self.actor, engine=engine, progress=progress,
            destination=destination, codebook=self.codebook(), addresses=addresses, capture=capture,
            again=True,
        )  # fmt: skip
        return adding.run([], None)

    def refresh(
        self, *, progress: Progress | None = None, workers: int | None = 1, allow_remote: bool = False
    ) -> AddReport:
        """Read and extract everything anew with the present readers and engine.

        Decisions and numbers stay. Documents that come out the same are reported as unchanged.

        Args:
            progress: called with items done, items in all, and the name at hand.
            workers, allow_remote: as for `add`.

        Raises:
            NotAllowed: if texts would leave the machine without leave.
            StoreError: if the database cannot be written.
        """
        from corrobora.case.refreshing import Refreshing

        engine, destination = self._reader(allow_remote=allow_remote)
        refreshing = Refreshing(
            database=self._store, vault=self.vault, actor=self.actor, engine=engine,
            workers=workers, progress=progress, destination=destination, codebook=self.codebook(),
        )  # fmt: skip
        return refreshing.run()

    def decide(
        self,
        subject: Sequence[str],
        *,
        reason: str,
        judgement: Judgement | None = None,
        verdict: str | None = None,
    ) -> Decision:
        """Record what a person decided; the register follows at once.

        Args:
            subject: two claims or incidents for a judgement, one for a verdict; incidents by label or number.
            reason: why, in words.
            judgement: whether two claims are about the same event.
            verdict: ``accepted``, ``rejected`` or ``unsure``; a rejected claim stays readable and counts
                nowhere.

        Raises:
            BadDecision: if subject and decision do not fit each other.
            NotThere: if there is no such claim or incident.
        """
        self._must_see(subject)
        arguments = {
            "subject": list(subject), "judgement": judgement.value if judgement else None, "verdict": verdict,
        }  # fmt: skip
        waits = self._proposed("decide", subject, arguments, reason=reason)
        if waits:
            return waits
        with self._database.write() as connection:
            return deciding.decide(
                connection, subject, judgement=judgement, verdict=verdict, reason=reason, author=self.actor
            )

    def _proposed(
        self, act: str, subject: Sequence[str], arguments: Mapping[str, Any], *, reason: str
    ) -> Decision | None:
        """The proposal an act becomes where the case demands four eyes; ``None``: it can be done at once.

        Whether it can be done shows when it is approved.
        """
        if self._approved:
            return None
        with self._store.read() as connection:
            if not four_eyes.demanded(connection):
                return None
        with self._store.write() as connection:
            made = four_eyes.propose(connection, act, subject, arguments, reason=reason, author=self.actor)
        return four_eyes.as_decision(made)

    def demand_four_eyes(self, demanded: bool, *, reason: str) -> Decision:
        """Have every decision wait for a second person from now on, or not any more, which waits for one too.

        Raises:
            BadDecision: if the reason is missing.
            NotAllowed: if the person may not.
        """
        self._must(Right.MARK)
        if not demanded:
            waits = self._proposed("demand_four_eyes", four_eyes.SUBJECT, {"demanded": False}, reason=reason)
            if waits:
                return waits
        verdict = four_eyes.DEMANDED if demanded else four_eyes.FREE
        with self._database.write() as connection:
            return deciding.record(
                connection,
                four_eyes.SUBJECT,
                judgement=None,
                verdict=verdict,
                reason=reason,
                author=self.actor,
            )

    def propose_export(self, format: str, *, reason: str) -> Decision:
        """Ask a second person to approve one export of what is marked sensitive.

        Raises:
            BadDecision: if the reason is missing.
            NotAllowed: if the person may not export.
        """
        self._must(Right.EXPORT)
        with self._database.write() as connection:
            made = four_eyes.propose(
                connection, "export", (four_eyes.EXPORT, format), {"format": format},
                reason=reason, author=self.actor,
            )  # fmt: skip
        return four_eyes.as_decision(made)

    def proposals(self) -> tuple[Proposal, ...]:
        """What waits for a second person, oldest first.

        Raises:
            NotAllowed: if the person may not approve.
        """
        self._must(Right.APPROVE)
        with self._database.read() as connection:
            return proposals.open_ones(connection)

    def approve(self, proposal: int, *, reason: str) -> Decision:
        """Have done what somebody else proposed; approval and effect are one transaction.

        Raises:
            NotThere: if there is no such proposal.
            NotAllowed: if it is the person's own, or they or its author may not.
            BadDecision: if it was dealt with, cannot be done any more, or the reason is missing.
        """
        self._must(Right.APPROVE)
        with self._store.whole() as connection:
            held = four_eyes.waiting(connection, proposal)
            if held.author == self.actor:
                raise NotAllowed(f"proposal {proposal} is {self.actor}'s own; another person approves it")
            made = self._in_name_of(connection, held)._perform(held)
            four_eyes.settle(connection, held, by=self.actor, approved=True, reason=reason, decision=made.id)
        return made

    def refuse(self, proposal: int, *, reason: str) -> None:
        """Refuse what somebody proposed, or withdraw what one proposed oneself.

        Raises:
            NotThere: if there is no such proposal.
            NotAllowed: if it is another's and the person may not approve.
            BadDecision: if it was dealt with, or the reason is missing.
        """
        with self._store.whole() as connection:
            held = four_eyes.waiting(connection, proposal)
            if held.author != self.actor:
                self._must(Right.APPROVE)
            four_eyes.settle(connection, held, by=self.actor, approved=False, reason=reason, decision=None)

    def _in_name_of(self, connection: Connection, held: Proposal) -> Case:
        """The case as the author of a proposal acts in it now."""
        known = people.by_name(connection, held.author)
        if known is not None and not known.active:
            raise NotAllowed(f"proposal {held.id}: {held.author} may not act in this case any more")
        other = self.acting(Person(name=held.author, role=known.role if known else Role.LEAD))
        other._must(Right.DECIDE)
        other._approved = True
        return other

    def _perform(self, held: Proposal) -> Decision:
        given = held.arguments
        match held.act:
            case "decide":
                judgement = Judgement(given["judgement"]) if given["judgement"] else None
                return self.decide(
                    given["subject"], judgement=judgement, verdict=given["verdict"], reason=held.reason
                )
            case "correct":
                chosen = Selection(**given["chosen"]) if given["chosen"] else None
                return self.correct(
                    given["claim"], given["slot"], chosen, more=given["more"], reason=held.reason
                )
            case "add_claim":
                slots = {name: Selection(**c) for name, c in given["slots"].items()}
                chosen_all = [Selection(**c) for c in given["chosen"]]
                self.add_claim(
                    given["document"], Kind(given["kind"]), chosen_all, slots=slots, reason=held.reason
                )
                return self.decisions()[-1]
            case "undo":
                return self.undo(given["decision"], reason=held.reason)
            case "demand_four_eyes":
                return self.demand_four_eyes(given["demanded"], reason=held.reason)
            case "export":
                with self._database.write() as connection:
                    return deciding.record(
                        connection, (four_eyes.EXPORT, given["format"]), judgement=None,
                        verdict=four_eyes.ALLOWED, reason=held.reason, author=self.actor,
                    )  # fmt: skip
        raise BadDecision(f"proposal {held.id}: this program knows no act {held.act!r}")

    def _must(self, right: Right) -> None:
        if not self.person.may(right):
            raise NotAllowed(f"this needs the right to {right}, which a {self.person.role} does not have")

    def _must_audit(self) -> None:
        if not self.person.may(Right.AUDIT):
            raise NotAllowed("the journal is not for this role: it names records that are marked sensitive")

    def _must_see_decision(self, id: int) -> None:
        """Refuse to take back what the person cannot see, or has no right to decide."""
        with self._database.read() as connection:
            found = decisions.by_id(connection, id)
            seen = found is not None and list(veil.decisions(connection, [found])) != []
        if found is None or not seen:
            raise NotThere(f"{id}: no such decision in this case")
        if found.verdict in (*leaving.OF_LEADS, SENSITIVE, ORDINARY):
            self._must(Right.MARK)

    def _whole(self, sha256: str) -> Document:
        """A document to read claims from: with every word of it, or not at all."""
        with self._database.read() as connection:
            try:
                held = documents.held(connection, documents.by_prefix(connection, sha256))
                whole = held is not None and held.document is not None
                if whole and veil.of(connection) is not None:
                    seen = documents.content_of(connection, held.item.sha256) if held else ""
                    whole = STRUCK not in seen
            except NotFound as error:
                raise NotThere(str(error)) from error
        if not whole:
            raise NotAllowed(f"{sha256}: words of it are withheld from your role; ask a reviewer")
        return self.document(sha256).document

    def _must_see(self, names: Sequence[str]) -> None:
        """Refuse to act on what the person cannot see, as on what is not there."""
        if self.person.may(Right.SENSITIVE):
            return
        with self._database.read() as connection:
            for name in names:
                number = number_of(name)
                try:
                    seen = number is None or register.by_number(connection, number) is not None
                    if number is None:
                        claims.by_id(connection, name)
                except NotFound as error:
                    raise NotThere(str(error)) from error
                if not seen:
                    raise NotThere(f"{name}: no incident of that number in this case")

    def correct(
        self, claim: str, slot: str, chosen: Selection | None, *, reason: str, more: bool = False
    ) -> Decision:
        """Record what a slot of a claim really says, by words of its text; the register follows at once.

        Args:
            claim: the claim's id.
            slot: the slot's name.
            chosen: the words that say it; ``None``: no words of the text say it.
            reason: why, in words.
            more: whether the value stands beside those a list slot has, instead of in their place.

        Raises:
            NotSelected: if the words do not stand in the text, or no such value can be read from them.
            BadDecision: if the slot is none of the claim's, or the reason is missing.
            NotThere: if there is no such claim.
        """
        arguments = {
            "claim": claim, "slot": slot, "chosen": asdict(chosen) if chosen else None, "more": more,
        }  # fmt: skip
        waits = self._proposed("correct", (claim, slot), arguments, reason=reason)
        if waits:
            return waits
        held = self.claim(claim)
        if slot not in SLOTS_OF_KIND[held.claim.kind]:
            raise BadDecision(f"{claim}: a claim of kind {held.claim.kind} has no {slot}")
        document = self._whole(held.document.sha256)
        value = (
            correcting.read_slot(
                document, held.claim, slot, chosen, person=self.actor, codebook=self.codebook()
            )
            if chosen
            else None
        )
        with self._database.write() as connection:
            return correcting.correct(
                connection, claim, slot, value,
                text=document.text.content, more=more, reason=reason, author=self.actor,
            )  # fmt: skip

    def add_claim(
        self,
        document: str,
        kind: Kind,
        chosen: Sequence[Selection],
        *,
        reason: str,
        slots: Mapping[str, Selection] | None = None,
    ) -> ClaimRecord:
        """Add a claim no engine proposed, by words of a document; the register follows at once.

        What our own parts read in its words without a doubt is filled in; the rest can be corrected.

        Args:
            document: the document's hash or the first digits of it.
            kind: what sort of claim it is.
            chosen: the words that carry it, at least one selection.
            reason: why, in words.
            slots: further values and the words of each.

        Raises:
            NotSelected: if the words do not stand in the text, or a value cannot be read from them.
            BadDecision: if such a claim is in force already, or the reason is missing.
            NotThere: if there is no such document.
        """
        arguments = {
            "document": document, "kind": kind.value, "chosen": [asdict(c) for c in chosen],
            "slots": {name: asdict(c) for name, c in (slots or {}).items()},
        }  # fmt: skip
        waits = self._proposed("add_claim", (document,), arguments, reason=reason)
        if waits:
            raise Waits(f"the claim is proposal {waits.id} now and waits for a second person")
        read = self._whole(document)
        claim = correcting.read_claim(
            read, kind, chosen, slots or {}, person=self.actor, codebook=self.codebook()
        )
        with self._database.write() as connection:
            id, _ = correcting.add(
                connection, read.text.sha256, claim,
                text=read.text.content, reason=reason, author=self.actor,
            )  # fmt: skip
        return self.claim(id)

    def undo(self, decision: int, *, reason: str) -> Decision:
        """Take a decision back by a new one; what stood before it stands again.

        Raises:
            BadDecision: if it is not in force or cannot be taken back, or the reason is missing.
            NotThere: if there is no such decision.
        """
        self._must_see_decision(decision)
        waits = self._proposed("undo", (str(decision),), {"decision": decision}, reason=reason)
        if waits:
            return waits
        with self._database.write() as connection:
            return deciding.undo(connection, decision, reason=reason, author=self.actor)

    def codebook(self) -> Codebook:
        """What this case reads with: the shipped codebook and gazetteer, under what its folders
        ``codebook`` and ``gazetteers`` hold.

        Raises:
            BadOverlay: if they hold what is none.
        """
        folder = self.path / "codebook"
        own = Codebook.read(folder) if folder.is_dir() else SHIPPED
        return own.with_places(self.path / "gazetteers")

    def import_gazetteer(self, source: Path, *, name: str | None = None) -> Imported:
        """Make a GeoNames dump (``.txt``, ``.zip``) or a table of places (``.csv``) a gazetteer of this case.

        Documents added or refreshed from now on are read with it. A gazetteer of the same name is replaced.

        Args:
            source: the file.
            name: what the gazetteer is called; ``None``: as the file.

        Raises:
            GazetteerError: if the file cannot be read or has no place to take.
        """
        from corrobora.places.importing import import_geonames, import_table

        make = import_table if source.suffix.lower() == ".csv" else import_geonames
        target = self.path / "gazetteers" / f"{Path(name or source.stem).name}.sqlite"
        imported = make(source, target)
        with self._database.write() as connection:
            payload = {"name": target.stem, "source": source.name, "places": imported.places}
            journal.append(connection, actor=self.actor, act="gazetteer", payload=payload)
        return imported

    def try_codebook(
        self, codebook: Codebook, *, progress: Progress | None = None
    ) -> tuple[tuple[DocumentHead, Change], ...]:
        """What would change if the case read with another codebook; the case stays as it is.

        The documents are read by the rules twice: with its own codebook (the shipped one, if its own is
        tried) and with the other.

        Args:
            codebook: the other one.
            progress: called with documents done, documents in all, and the name at hand.

        Raises:
            BadCodebook: if the codebook cannot be used.
        """
        from corrobora.case.trying import changes  # brings in the parser

        heads, own = self.documents(), self.codebook()
        texts = (self.document(head.sha256).document for head in heads)
        found: list[tuple[DocumentHead, Change]] = []
        now = replace(SHIPPED, places=own.places) if own.files == codebook.files else own
        changed = changes(texts, now, replace(codebook, places=own.places))
        for number, (head, each) in enumerate(zip(heads, changed, strict=True), 1):
            if progress:
                progress(number, len(heads), head.name)
            found += [(head, change) for change in each]
        return tuple(found)

    def decide_remote(self, origin: str, *, allow: bool, reason: str) -> Decision:
        """Record that this case's texts may, or may not, be sent to another machine.

        Raises:
            BadDecision: if the reason is missing or the machine is not named by scheme and host.
        """
        self._must(Right.MARK)
        with self._database.write() as connection:
            return leaving.decide_remote(connection, origin, allow=allow, reason=reason, author=self.actor)

    def decide_sensitive(self, document: str, *, sensitive: bool, reason: str) -> Decision:
        """Record that a document, named by the first digits of its hash, must not leave this machine.

        Raises:
            BadDecision: if the reason is missing.
            NotThere: if there is no such document.
        """
        self._must(Right.MARK)
        with self._database.write() as connection:
            return leaving.decide_sensitive(
                connection, document, sensitive=sensitive, reason=reason, author=self.actor
            )

    def decide_reliability(self, source: str, code: str, *, reason: str) -> Decision:
        """Record how reliable a publisher or speaker is, ``A`` to ``F``; never joined with credibility.

        Raises:
            BadDecision: if there is no such code, or the reason is missing.
            NotThere: if nobody of that name publishes or speaks in this case.
        """
        from corrobora.case import grading  # brings in what counts

        with self._database.write() as connection:
            return grading.decide_reliability(connection, source, code, reason=reason, author=self.actor)

    def decide_credibility(self, claim: str, code: str, *, reason: str) -> Decision:
        """Record how credible a claim is, ``1`` to ``6``, over what the rule proposes.

        Raises:
            BadDecision: if there is no such code, or the reason is missing; and for ``1``, unless a claim
                with surely another origin agrees.
            NotThere: if there is no such claim, or it stands under no incident.
        """
        from corrobora.case import grading  # brings in what counts

        with self._database.read() as connection:
            number = grading.incident_of(connection, claim)
        found = {c.claim: c.proposed for c in self.grades(number).claims}
        record = self.claim(claim)
        if record.id not in found:
            raise NotThere(f"{claim}: was rejected, so it is not graded")
        with self._database.write() as connection:
            return grading.decide_credibility(
                connection, record, found[record.id], code, reason=reason, author=self.actor
            )

    def decide_proof(self, incident: str, standard: str, *, reason: str) -> Decision:
        """Record which standard of proof the material on an incident reaches.

        Raises:
            BadDecision: if there is no such standard, or the reason is missing.
            NotThere: if there is no such incident.
        """
        from corrobora.case import grading  # brings in what counts

        with self._database.write() as connection:
            return grading.decide_proof(connection, incident, standard, reason=reason, author=self.actor)

    def choose_grading(self, method: str, *, reason: str) -> None:
        """Choose how the case grades: a method of the codebook, by its id.

        Raises:
            BadDecision: if the reason is missing.
            NotACase: if there is no such method, or ``case.toml`` cannot be written.
        """
        from corrobora.case import grading  # brings in what counts

        with self._database.write() as connection:
            self.settings = grading.choose(
                connection, self.path, self.settings, method, reason=reason, actor=self.actor
            )

    def changed_between(self, number: int, first: int, second: int) -> tuple[str, ...]:
        """Names of an incident's values that were others at one journal entry than at another."""
        with self._database.read() as connection:
            return approving.changed_between(connection, number, first, second)

    def record_letter(
        self, form: str, incident: str, *, to: str, sent: date, sha256: str | None = None
    ) -> Letter:
        """Record that a letter about an incident was sent.

        Raises:
            BadLetter: if there is no such sort of letter, or nobody it went to.
            NotThere: if there is no such incident.
        """
        from corrobora.case import letters

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

        with self._database.write() as connection:
            return letters.record_answer(
                connection, letter, day=day, words=words, document=document, actor=self.actor
            )

    def letters(self) -> tuple[Letter, ...]:
        """Letters that were sent, with their answers, oldest first."""
        from corrobora.case import letters

        with self._database.read() as connection:
            return letters.letters(connection)

    def import_table(self, table: Path, mapping: Path, *, dry_run: bool = False) -> ImportReport:
        """Bring the rows of a spreadsheet in by a mapping file, each told apart by its external id.

        A row that has not changed changes nothing; the claim of one that has replaces the old one's.

        Args:
            table: a ``.csv``, ``.tsv`` or ``.xlsx`` file.
            mapping: which column is which slot.
            dry_run: only say what would change.

        Raises:
            UnreadableSheet: if the table cannot be read.
            BadMapping: if the mapping is wrong or names columns the table lacks.
            StoreError: if the database cannot be written.
        """
        from corrobora.case import tabling
        from corrobora.collect.mapping import read_mapping

        return tabling.bring_in(
            self._database, self.vault, table, read_mapping(mapping), actor=self.actor,
            codebook=self.codebook(), dry_run=dry_run,
        )  # fmt: skip

    def decide_public(self, subject: str, *, approve: bool, reason: str) -> Decision:
        """Approve an incident, or ``tallies``, for the public record, or withdraw it.

        Raises:
            BadDecision: if the reason is missing.
            NotAllowed: if the person is no lead of the case.
            NotThere: if there is no such incident, or it was merged into another.
        """
        with self._database.write() as connection:
            return approving.decide_public(
                connection, subject, approve=approve, reason=reason, person=self.person
            )

    def public(self) -> Public:
        """What the lead approved for the public record and what waits for approval again."""
        with self._database.read() as connection:
            return approving.public(connection)

    def decide_sensitive_claim(
        self, claim: str, slot: str | None = None, *, sensitive: bool, reason: str
    ) -> Decision:
        """Record that a claim, one field of it, or one field of every claim is sensitive, or not any more.

        Args:
            claim: its id; ``*``: every claim.
            slot: the field; ``None``: the claim whole.
            sensitive: which it is.
            reason: why, in words.

        Raises:
            BadDecision: if there is no such field, or the reason is missing.
            NotThere: if there is no such claim.
        """
        self._must(Right.MARK)
        with self._database.write() as connection:
            return leaving.decide_sensitive_claim(
                connection, claim, slot, sensitive=sensitive, reason=reason, author=self.actor
            )

    def _reader(self, *, allow_remote: bool) -> tuple[Engine | EngineChoice, str | None]:
        """What reads, and the other machine it sends texts to; both leaves are asked for here."""
        engine = self._engine
        chosen = isinstance(engine, EngineChoice)
        destination = engine.destination if isinstance(engine, EngineChoice | Sending) else None
        if destination:  # an engine that was made with leave for this run still needs the case's
            with self._database.read() as connection:
                leaving.check_allowed(connection, destination, now=allow_remote or not chosen)
        if not isinstance(engine, EngineChoice):
            return engine, destination
        choice = replace(engine, allow_remote=allow_remote, cache=self.path / "answers")
        return ready(choice), destination

    # -- reading ------------------------------------------------------------------------------

    def documents(self, *, offset: int = 0, limit: int | None = None) -> tuple[DocumentHead, ...]:
        """The documents, oldest publication first, undated ones last."""
        with self._database.read() as connection:
            return tuple(reading.head(h) for h in documents.heads(connection, offset=offset, limit=limit))

    def about(self, item: str) -> ItemRecord:
        """An item, by its hash or the first digits of it, with findings and relations.

        Raises:
            NotThere: if there is none, or several begin so.
        """
        with self._database.read() as connection:
            found = finding.about(connection, item)
            self._views.note(connection, (), documents=(found.item.sha256,))
            return found

    def footage(self) -> tuple[FootageRecord, ...]:
        """The photos and videos, in the order in which they came."""
        from corrobora.case import showings  # brings in numpy

        with self._database.read() as connection:
            return showings.footage(connection)

    def footage_item(self, item: str) -> FootageRecord:
        """One photo or video.

        Raises:
            NotThere: if there is none, or several begin so.
        """
        from corrobora.case import showings

        with self._database.read() as connection:
            return showings.record(connection, item)

    def similar(self, item: str) -> tuple[Alike, ...]:
        """What is proposed to be the same recording as a photo or video, most alike first.

        Raises:
            NotThere: if there is no such footage, or several begin so.
        """
        from corrobora.case import showings

        with self._database.read() as connection:
            return showings.alike(connection, item)

    def footage_groups(self) -> tuple[tuple[Showing, ...], ...]:
        """Recordings that are proposed to be one, each group with all its appearances, earliest first."""
        from corrobora.case import showings

        with self._database.read() as connection:
            return showings.alike_groups(connection)

    def viewed(self, item: str) -> bool:
        """Whether the person who acts asked to see an item's pictures in the last twelve hours.

        Raises:
            NotThere: if there is no such item, or several begin so.
        """
        with self._database.read() as connection:
            return keeping.viewed(connection, item, self.actor)

    def showings(self, item: str) -> tuple[Showing, ...]:
        """Where an item appears, earliest first.

        Raises:
            NotThere: if there is none, or several begin so.
        """
        from corrobora.case import showings

        with self._database.read() as connection:
            return showings.showings(connection, showings.item_of(connection, item))

    def unread(self) -> tuple[Item, ...]:
        """Items that are kept but could not be read."""
        with self._database.read() as connection:
            return documents.unread(connection)

    def document(self, sha256: str) -> DocumentRecord:
        """A document whole, by its hash or the first digits of it.

        Raises:
            NotThere: if there is none, or several begin so.
        """
        with self._database.read() as connection:
            try:
                found = reading.document(connection, sha256)
            except NotFound as error:
                raise NotThere(str(error)) from error
            if found is not None:
                self._views.note(connection, found.claims, documents=(found.item.sha256,))
        if found is None:
            raise NotThere(f"item {sha256}: is kept, but could not be read")
        return found

    def claims(
        self, kind: Kind | None = None, *, offset: int = 0, limit: int | None = None
    ) -> tuple[ClaimRecord, ...]:
        """The claims the newest extraction proposes, of one kind or all, by document and place in it."""
        with self._database.read() as connection:
            stored = claims.of_kind(connection, kind, offset=offset, limit=limit)
            return self._views.note(connection, reading.claim_records(connection, stored))

    def disputed(self, kind: Kind | None = None) -> tuple[ClaimRecord, ...]:
        """Claims on which engines differ, those that differ in most first."""
        found = [r for r in self.claims(kind) if r.claim.comparison and r.claim.comparison.disputed]
        return tuple(sorted(found, key=_differences, reverse=True))

    def claim(self, id: str) -> ClaimRecord:
        """One claim, also one no longer proposed.

        Raises:
            NotThere: if there is none of that id.
        """
        with self._database.read() as connection:
            try:
                found = reading.claim_records(connection, [claims.by_id(connection, id)])
                return self._views.note(connection, found)[0]
            except NotFound as error:
                raise NotThere(str(error)) from error

    def explain(self, id: str) -> Explanation:
        """Which engine, rule or model read which words for each value of a claim, and what else stood there.

        Raises:
            NotThere: if there is no claim of that id.
        """
        from corrobora.case.explaining import explain  # brings in the parser

        record = self.claim(id)
        return explain(record, self.document(record.document.sha256))

    def tallies(self) -> tuple[ClaimRecord, ...]:
        """Counts by named bodies, in the order of the last day they count."""
        return tuple(sorted(self.claims(Kind.TALLY), key=_as_of))

    def statements(self) -> tuple[ClaimRecord, ...]:
        """What was said about the acts in general, oldest first."""
        return tuple(sorted(self.claims(Kind.STATEMENT), key=_published))

    def responses(self) -> tuple[ClaimRecord, ...]:
        """What was answered or done, oldest first."""
        return tuple(sorted(self.claims(Kind.RESPONSE), key=_published))

    def incidents(self, *, offset: int = 0, limit: int | None = None) -> tuple[IncidentHead, ...]:
        """The register, by number."""
        with self._database.read() as connection:
            events = register.page(connection, offset=offset, limit=limit)
            return reading.incident_heads(connection, events)

    def incident(self, number: int | str) -> IncidentRecord:
        """One incident whole, by number or label, also one merged into another.

        Raises:
            NotThere: if that number was never given.
        """
        wanted = number if isinstance(number, int) else number_of(number)
        with self._database.read() as connection:
            event = register.by_number(connection, wanted) if wanted is not None else None
            if event is None:
                raise NotThere(f"{number}: no incident of that number in this case")
            found = reading.incident_record(connection, event)
            self._views.note(connection, found.claims)
            return found

    def links(self, number: int | str) -> tuple[LinkRecord, ...]:
        """Why an incident's claims were joined, and which others came close, best first.

        Raises:
            NotThere: if that number was never given.
        """
        return self.incident(number).links

    def sources(self) -> tuple[SourceRecord, ...]:
        """Publishers, those with most documents first."""
        with self._database.read() as connection:
            return reading.sources(connection)

    def actors(self) -> Actors:
        """Everybody the claims name, each with all their names."""
        with self._database.read() as connection:
            last = journal.last_change(connection)
            return self._actors.get(
                last.hash if last else "", lambda: sourcing.actors(connection), view=self._view
            )

    def origins(self, number: int | str) -> Origins:
        """From whom an incident is known, who passed it on, and how many of them are independent.

        Raises:
            NotThere: if that number was never given.
        """
        record = self.incident(number)
        with self._database.read() as connection:
            known = self._voices.get(
                listed.names_stamp(connection), lambda: sourcing.voices(connection), view=self._view
            )
            return sourcing.origins_of(connection, record.claims, known)

    def all_origins(self) -> dict[int, Origins]:
        """The same for every incident in force, by number."""
        known = self.actors()
        with self._database.read() as connection:
            last = journal.last_change(connection)
            return self._origins.get(
                last.hash if last else "",
                lambda: dict(sourcing.all_origins(connection, known)),
                view=self._view,
            )

    def waiting(self) -> tuple[Waiting, ...]:
        """What waits for a person, most pressing first."""
        return self.shown.waiting()

    def grades(self, number: int | str) -> Grades:
        """An incident graded by every method, and who verified which of its claims and when.

        Raises:
            NotThere: if that number was never given.
        """
        from corrobora.case import grading  # brings in what counts

        record = self.incident(number)
        with self._database.read() as connection:
            about = decisions.about(connection, grading.subjects(record.incident.label, record.claims))
        return grading.grades(
            record.incident.label, record.claims, self.origins(number), about, self.settings
        )

    def all_grades(self) -> dict[int, Grades]:
        """The same for every incident in force, by number."""
        from corrobora.case import grading  # brings in what counts

        origins, everything = self.all_origins(), self.decisions()
        with self._database.read() as connection:
            events = register.page(connection)
            stored = claims.by_ids(connection, (id for event in events for id in event.claims))
            records = {r.id: r for r in reading.claim_records(connection, list(stored.values()))}
        return {
            event.number: grading.grades(
                f"INC-{event.number:04d}", [records[id] for id in event.claims if id in records],
                origins[event.number], everything, self.settings,
            )
            for event in events
        }  # fmt: skip

    def views(self) -> tuple[View, ...]:
        """Views of the register that somebody saved, by name."""
        with self._database.read() as connection:
            return viewing.views(connection)

    def save_view(self, name: str, query: str | None) -> Entry:
        """Save a view of the register under a name; ``None`` drops the one of that name.

        Raises:
            BadView: if it has no name, is too long or is not there.
        """
        with self._database.write() as connection:
            known = {view.name: view for view in viewing.views(connection)}
            payload = viewing.payload(name, query, known)
            return journal.append(connection, actor=self.actor, act=viewing.ACT, payload=payload)

    def account(self, number: int | str) -> Account:
        """What was done about an incident: proceedings, denials, letters, and where there is silence.

        Raises:
            NotThere: if that number was never given.
        """
        from corrobora.case.accounting import account

        record = self.incident(number)
        return account(record.incident.label, record.claims, self.responses(), self.letters())

    def accounts(self) -> CaseAccount:
        """The same for every incident, with what is told of in all documents and who owes an answer."""
        from corrobora.case.accounting import case_account

        with self._database.read() as connection:
            events = register.page(connection)
            stored = claims.by_ids(connection, (id for event in events for id in event.claims))
            records = {r.id: r for r in reading.claim_records(connection, list(stored.values()))}
        own = [
            (f"INC-{event.number:04d}", [records[id] for id in event.claims if id in records])
            for event in events
        ]
        return case_account(own, self.responses(), self.letters())

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, superseded ones too, oldest first."""
        with self._database.read() as connection:
            return decisions.everything(connection)

    def decision(self, id: int) -> Decision | None:
        """A decision by its number, if there is one that may be seen."""
        with self._database.read() as connection:
            made = decisions.by_id(connection, id)
            return next(veil.decisions(connection, [made] if made else []), None)

    def entries(self) -> int:
        """How many entries the journal has."""
        with self._database.read() as connection:
            return journal.count(connection)

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

    def captures(self, of: str | None = None) -> tuple[StoredCapture, ...]:
        """Visits to addresses of the web, oldest first.

        Args:
            of: an address, or an item that a visit kept, by the first digits of its hash; ``None``: all.

        Raises:
            NotThere: if there is no such item, or several begin so.
        """
        from corrobora.case import recapturing

        with self._database.read() as connection:
            return recapturing.captures_of(connection, of)

    @property
    def witnesses(self) -> Witnesses:
        """Witnesses under pseudonyms: what is sealed of them, what they agree to, their testimony."""
        from corrobora.case.witnesses import Witnesses

        return Witnesses(folder=self.path, database=self._database, vault=self.vault, actor=self.actor)

    def read_testimony(self, pseudonym: str, path: Path) -> str:
        """Keep and read testimony as received from a pseudonym; its hash.

        It is read on this machine, whatever engine the case uses otherwise.

        Raises:
            NotThere: if there is no such witness.
            BadWitness: if the witness did not agree to its use.
            UnreadableItem: if it cannot be read.
        """
        from corrobora.case.extracting import made

        sends = isinstance(self._engine, EngineChoice | Sending) and self._engine.destination
        return self.witnesses.testimony(pseudonym, path, made(EngineChoice() if sends else self._engine))

    def capture_part(self, entry: int, role: str) -> CapturePart:
        """What a visit kept in one role.

        Args:
            entry: number of the visit's journal entry.
            role: the part's role, as `corrobora.model.capture.Role` names it.

        Raises:
            NotThere: if there is none.
        """
        from corrobora.case import recapturing

        with self._database.read() as connection:
            found = recapturing.part(connection, entry, role)
            self._views.note(connection, (), documents=(found.item.sha256,))
            return found

    def page_diff(self, of: str, *, before: int | None = None) -> PageDiff:
        """What two captures of one address differ in, down to the claims.

        Args:
            of: an address, or an item that was captured, by the first digits of its hash.
            before: journal entry of the capture to compare the last one with; ``None``: the one before it.

        Raises:
            NotThere: if there are no two captures to compare.
        """
        from corrobora.case import recapturing

        with self._database.read() as connection:
            return recapturing.page_diff(connection, of, before=before)

    def search(self, query: str, *, limit: int = 50) -> tuple[SearchHit, ...]:
        """Documents that hold every word of the query, or words that begin so, best first."""
        with self._database.read() as connection:
            found = search.documents(connection, query, limit=limit)
            heads = documents.heads_by_hash(connection, found)
            hits = [
                SearchHit(
                    document=reading.head(heads[sha256]),
                    excerpts=reading.excerpts(documents.content_of(connection, sha256), query),
                )
                for sha256 in found
            ]
            self._views.note(connection, (), documents=found)
            # what stands only in words that were struck out is not found
            struck = veil.of(connection) is not None
            return tuple(h for h in hits if h.excerpts or not struck or reading.named(h.document, query))

    def redirects(self) -> dict[int, int | None]:
        """Numbers that stand for nothing any more, and the number that stands for each, if one does."""
        with self._database.read() as connection:
            return register.redirects(connection)

    def reconcile(self) -> Reconciliation:
        """Whether all tallies can be true, what follows from them, and what the register lacks.

        Rejected tallies are left out.
        """
        from corrobora.count.reconcile import reconcile  # brings in the linear solver
        from corrobora.count.tally import tallies_of

        with self._database.read() as connection:
            last = journal.last_change(connection)
            stored = claims.of_kind(connection, Kind.TALLY)
            records = [r for r in reading.claim_records(connection, stored) if not r.rejected]
            events = register.page(connection)

        def work() -> Reconciliation:
            figures = tallies_of([reading.linkable(r) for r in sorted(records, key=_as_of)])
            return reconcile(figures, [reading.incident(event) for event in events])

        return self._reconciled.get(last.hash if last else "", work, view=self._view)

    def lists(self) -> Lists:
        """The incidents as overlapping lists, one for each body that reports several of them."""
        from corrobora.count.estimate.from_register import lists_of

        return lists_of(self.all_origins().values())

    def ledger(self, scope: Scope, *, rule: str | None = None) -> Ledger:
        """How many incidents and victims a scope holds, as low, best and high.

        Args:
            scope: what is counted; `corrobora.count.asking.scope_of` makes one from words.
            rule: a rule of the codebook that counts for ledgers; ``None``: ``stated-range``.

        Raises:
            NoSuchRule: if there is none of that name.
        """
        from corrobora.count.ledger import DEFAULT_RULE, ledger

        known = self.all_origins()
        with self._database.read() as connection:
            events = [reading.incident(event) for event in register.page(connection)]
            stored = claims.by_ids(connection, (id for event in events for id in event.claims))
            records = reading.claim_records(connection, list(stored.values()))
        by_id = {r.id: reading.linkable(r) for r in records if not r.rejected}
        return ledger(scope, events, by_id, known, rule or DEFAULT_RULE)

    def changes(self, since: str) -> Changes:
        """What is otherwise than it was at a journal entry, or before a day began.

        Args:
            since: the entry's number or an ISO day (UTC).

        Raises:
            BadMoment: if it is neither, or no such entry was written.
            NotAllowed: if the person may not read the journal.
        """
        from corrobora.case import changes

        if not self.person.may(Right.AUDIT):
            raise NotAllowed("what changed is told from the journal, which this role may not read")
        outcome = self.reconcile()
        with self._database.read() as connection:
            return changes.changes(connection, changes.moment(connection, since), outcome)

    def stats(self) -> Stats:
        """The case in figures."""
        with self._database.read() as connection:
            items, read = documents.count(connection)
            last = journal.last(connection)
            return Stats(
                items=items,
                documents=read,
                claims=claims.count_by_kind(connection),
                incidents=listed.count(connection),
                decisions=decisions.count(connection),
                entries=journal.count(connection),
                changed=last.time if last else None,
            )

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

    # -- for programs -------------------------------------------------------------------------

    def incidents_after(self, number: int, limit: int) -> tuple[tuple[IncidentHead, ...], int | None]:
        """Incidents after a number, and the number to go on from, if there may be more."""
        with self._database.read() as connection:
            events, more = keyset.incidents_after(connection, number, limit)
            return reading.incident_heads(connection, events), more

    def claims_after(
        self, key: tuple[str, int, str], limit: int, kind: Kind | None = None
    ) -> tuple[tuple[ClaimRecord, ...], tuple[str, int, str] | None]:
        """Claims in force after a document's hash, a place in it and an id, and the key to go on from."""
        with self._database.read() as connection:
            stored, more = keyset.claims_after(connection, key, limit, kind=kind)
            return self._views.note(connection, reading.claim_records(connection, stored)), more

    def documents_after(self, sha256: str, limit: int) -> tuple[tuple[DocumentHead, ...], str | None]:
        """Documents after a hash, in the order of hashes, and the hash to go on from."""
        with self._database.read() as connection:
            heads, more = keyset.documents_after(connection, sha256, limit)
            return tuple(reading.head(h) for h in heads), more

    def once(self, key: str, request: str, work: Callable[[], tuple[int, str]]) -> tuple[int, str, bool]:
        """Do what a request asks for, unless it was done; effect and answer are one transaction.

        Args:
            key: what the request is called by who sends it, the same when it is sent again.
            request: a digest of what it asks for.
            work: does it; status and body of the answer.

        Returns:
            Status, body, and whether they were kept from an earlier time.

        Raises:
            BadDecision: if the key was used for another request.
        """
        now = datetime.now(UTC)
        with self._store.whole() as connection:
            requests.forget(connection, before=(now - timedelta(days=1)).isoformat())
            known = requests.answered(connection, self.actor, key)
            if known is not None:
                if known.request != request:
                    raise BadDecision("the idempotency key was used for another request; choose a new one")
                return known.status, known.answer, True
            status, answer = work()
            kept = requests.Answered(request=request, status=status, answer=answer)
            requests.keep(connection, self.actor, key, kept, now=now.isoformat())
        return status, answer, False

    # -- handing over -------------------------------------------------------------------------

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

    def custody(self, item: str) -> tuple[Entry, ...]:
        """Every journal entry about an item, with the exports and checkpoints that covered it.

        Args:
            item: its hash, or the beginning of it.

        Raises:
            NotThere: if there is no such item, or several begin so.
        """
        with self._database.read() as connection:
            return tuple(keeping.chain(connection, item))

    def record_custody(self, item: str, event: CustodyEvent, *, reason: str, to: str | None = None) -> Entry:
        """Write what a person did with an item.

        Raises:
            NotThere: if there is no such item, or several begin so.
            BadCustody: if the reason, or the receiver of a transfer or copy, is missing.
        """
        with self._database.write() as connection:
            return keeping.record(connection, item, event, reason=reason, to=to, actor=self.actor)

    @contextmanager
    def records(self) -> Iterator[CaseRecords]:
        """The case's records as they stand at one moment, for exports."""
        from corrobora.case.exporting import CaseRecords

        with self._database.read() as connection:
            yield CaseRecords(connection=connection)

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


def _begin(store: Database, settings: CaseSettings, actor: str) -> None:
    before = store.migrate()
    if before is None:
        with store.write() as connection:
            if journal.last(connection) is None:  # unless another process was quicker
                payload = {"name": settings.name, "created": settings.created.isoformat()}
                journal.append(connection, actor=actor, act="create", payload=payload)
    with store.read() as connection:
        behind = listing.pending(connection)
    if behind:
        with store.write():  # what an older program wrote is listed at the end of it
            pass


def _differences(record: ClaimRecord) -> tuple[int, int]:
    comparison = record.claim.comparison
    if comparison is None:
        return 0, 0
    contradicting = sum(1 for d in comparison.differences if d.values)
    return contradicting + len(comparison.silent), len(comparison.differences)


def _published(record: ClaimRecord) -> tuple[str, str, int]:
    published = record.document.source.published
    return (
        published.isoformat() if published else "9999",
        record.document.sha256,
        record.claim.spans[0].start,
    )


def _as_of(record: ClaimRecord) -> tuple[str, tuple[str, str, int]]:
    period = record.claim.period
    last = period.value.last if period else None
    return (last.isoformat() if last else _published(record)[0], _published(record))

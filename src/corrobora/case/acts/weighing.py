"""What follows from what a case holds: origins, grades, sums, answers that are owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from corrobora.case import reading, sourcing
from corrobora.case.acts.looking import Looking, as_of, published
from corrobora.case.errors import NotAllowed
from corrobora.case.linking import number_of
from corrobora.case.records import ClaimRecord, IncidentRecord
from corrobora.link.actors import Actors
from corrobora.link.origins import Origins
from corrobora.model.rights import Right
from corrobora.model.vocabulary import Kind
from corrobora.store import claims, decisions, journal, listed, register, veil

if TYPE_CHECKING:
    from corrobora.assess.elements import CrimeSupport
    from corrobora.case.accounting import Account, CaseAccount
    from corrobora.case.around import Around
    from corrobora.case.changes import Changes
    from corrobora.case.grading import Grades
    from corrobora.case.ledgers import LedgerPart
    from corrobora.case.letters import Letter
    from corrobora.case.reviewing import Waiting
    from corrobora.count.estimate.lists import Lists
    from corrobora.count.ledger import Ledger
    from corrobora.count.reconciliation import Reconciliation
    from corrobora.count.scope import Scope


class Weighing(Looking):
    """Who is behind it, what it adds up to, how good it is, and what is missing."""

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
        return self._origins_of(self.incident(number))

    def voices(self) -> Actors:
        """Everybody the claims name, from the names alone: not in which claims or documents they stand."""
        with self._database.read() as connection:
            return self._voices_in(connection)

    def _voices_in(self, connection: Connection) -> Actors:
        return self._voices.get(
            listed.names_stamp(connection), lambda: sourcing.voices(connection), view=self._view
        )

    def _origins_of(self, record: IncidentRecord) -> Origins:
        known = self.voices()
        with self._database.read() as connection:
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

    def grades(self, number: int | str) -> Grades:
        """An incident graded by every method, and who verified which of its claims and when.

        Raises:
            NotThere: if that number was never given, or the incident was merged into another.
        """
        record = self.standing(number)
        return self._grades_of(record, self._origins_of(record))

    def _grades_of(self, record: IncidentRecord, origins: Origins) -> Grades:
        from corrobora.case import grading  # brings in what counts

        with self._database.read() as connection:
            about = decisions.about(connection, grading.subjects(record.incident.label, record.claims))
        return grading.grades(record.incident.label, record.claims, origins, about, self.settings)

    def around(self, number: int | str) -> Around:
        """An incident with all that its page tells of it.

        Raises:
            NotThere: if that number was never given.
        """
        from corrobora.case.around import around  # brings in what counts

        with self._database.read() as connection:
            known = self._voices_in(connection)
            found = around(connection, self._event(connection, number), known, self.settings)
            self._views.note(
                connection, (*found.record.claims, *found.responses), documents=found.documents,
                stored=[tally for tally, _ in found.tallies],
            )  # fmt: skip
        return found

    def all_grades(self) -> dict[int, Grades]:
        """The same for every incident in force, by number."""
        from corrobora.case import grading  # brings in what counts

        origins, everything = self.all_origins(), self.decisions()
        return {
            number: grading.grades(label, records, origins[number], everything, self.settings)
            for label, records in self._told()
            if (number := number_of(label)) is not None
        }

    def elements(self, number: int | str) -> tuple[CrimeSupport, ...]:
        """Elements of crimes over an incident: supported, contested or a gap; never who is guilty.

        Raises:
            NotThere: if that number was never given, or the incident was merged into another.
        """
        from corrobora.case.elements import elements

        found = self.standing(number).claims
        return elements(found, (*self._beside(found, Kind.RESPONSE), *self._beside(found, Kind.STATEMENT)))

    def _beside(self, records: Sequence[ClaimRecord], kind: Kind) -> tuple[ClaimRecord, ...]:
        """Claims of one kind in the documents of these, oldest first."""
        hashes = {r.document.sha256 for r in records}
        with self._database.read() as connection:
            found = reading.claim_records(connection, claims.of_documents(connection, hashes, kind))
            return tuple(sorted(self._views.note(connection, found), key=published))

    def all_elements(self) -> dict[str, tuple[CrimeSupport, ...]]:
        """The same for every incident in force, by label."""
        from corrobora.case.elements import elements

        beside: dict[str, list[ClaimRecord]] = {}
        for record in (*self.responses(), *self.statements()):
            beside.setdefault(record.document.sha256, []).append(record)
        found = {}
        for label, records in self._told():
            hashes = dict.fromkeys(r.document.sha256 for r in records)
            found[label] = elements(records, [r for h in hashes for r in beside.get(h, ())])
        return found

    def _told(self) -> list[tuple[str, list[ClaimRecord]]]:
        """Label and claims of every incident in force, by number."""
        with self._database.read() as connection:
            events = register.page(connection)
            stored = claims.by_ids(connection, (id for event in events for id in event.claims))
            records = {r.id: r for r in reading.claim_records(connection, list(stored.values()))}
        return [
            (f"INC-{event.number:04d}", [records[id] for id in event.claims if id in records])
            for event in events
        ]

    def account(self, number: int | str) -> Account:
        """What was done about an incident: proceedings, denials, letters, and where there is silence.

        Raises:
            NotThere: if that number was never given, or the incident was merged into another.
        """
        return self.accounts_of([number])[0]

    def accounts_of(self, numbers: Sequence[int | str]) -> tuple[Account, ...]:
        """The same for some incidents.

        Raises:
            NotThere: as `account`.
        """
        from corrobora.case.accounting import account

        letters, found = self.letters(), []
        for number in numbers:
            record = self.standing(number)
            responses = self._beside(record.claims, Kind.RESPONSE)
            found.append(account(record.incident.label, record.claims, responses, letters))
        return tuple(found)

    def accounts(self) -> CaseAccount:
        """The same for every incident, with what is told of in all documents and who owes an answer."""
        from corrobora.case.accounting import case_account

        return case_account(self._told(), self.responses(), self.letters())

    def letters(self) -> tuple[Letter, ...]:
        """Letters that were sent, with their answers, oldest first.

        Those about an incident that was merged are under the one that stands for it.
        """
        from corrobora.case import letters

        with self._database.read() as connection:
            found = letters.letters(connection)
            if found:
                found = letters.standing(found, register.redirects(connection))
            if veil.of(connection) is None:
                return found
            numbers = {n for one in found if (n := number_of(one.incident)) is not None}
            seen = {event.number for event in register.by_numbers(connection, sorted(numbers))}
            return tuple(one for one in found if number_of(one.incident) in seen)

    def waiting(self) -> tuple[Waiting, ...]:
        """What waits for a person, most pressing first."""
        return self.shown.waiting()

    def reconcile(self) -> Reconciliation:
        """Whether all tallies can be true, what follows from them, and what the register lacks.

        Rejected tallies are left out.
        """
        from corrobora.count.reconcile import reconcile  # brings in the linear solver
        from corrobora.count.tally import tallies_of

        with self._database.read() as connection:

            def work() -> Reconciliation:
                stored = claims.of_kind(connection, Kind.TALLY)
                records = [r for r in reading.claim_records(connection, stored) if not r.rejected]
                figures = tallies_of([reading.linkable(r) for r in sorted(records, key=as_of)])
                return reconcile(figures, [reading.incident(event) for event in register.page(connection)])

            last = journal.last_change(connection)
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

    def ledger_part(
        self,
        scope: Scope,
        *,
        rule: str | None = None,
        limit: int,
        after: int | None = None,
        before: int | None = None,
    ) -> LedgerPart:
        """The same with some of its incidents.

        Rules that ask for nothing but an incident's claims are counted from the listing; one that asks from
        whom it is known, incident by incident.

        Args:
            scope, rule: as `ledger`.
            limit: most incidents.
            after, before: they come after, or just before, this number.

        Raises:
            NoSuchRule: as `ledger`.
        """
        from corrobora.case import ledgers  # brings in what counts
        from corrobora.count.ledger import DEFAULT_RULE, known_rule
        from corrobora.store.ledger import RULES

        edge = ledgers.Edge(limit=limit, after=after, before=before)
        named = known_rule(rule or DEFAULT_RULE)
        if named not in RULES:
            return ledgers.part_of(self.ledger(scope, rule=named), edge)
        with self._database.read() as connection:
            found, records = ledgers.part(connection, scope, named, edge, self._voices_in(connection))
            self._views.note(connection, records)
        return found

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
        with self._database.read() as connection:
            return changes.changes(connection, changes.moment(connection, since))

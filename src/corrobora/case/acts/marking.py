"""Marks that people set on what a case holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrobora.case import approving, leaving
from corrobora.case.acts.deciding import Deciding
from corrobora.case.acts.weighing import Weighing
from corrobora.case.errors import NotThere
from corrobora.model.journal import Decision
from corrobora.model.rights import Right
from corrobora.store.proposals import Proposal

if TYPE_CHECKING:
    from corrobora.case.approving import Public


class Marking(Deciding, Weighing):
    """What may leave the machine, what is sensitive, how good sources and claims are, what is public."""

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

    def decide_reliability(self, source: str, code: str, *, reason: str) -> Decision:
        """Record how reliable a publisher or speaker is, ``A`` to ``F``; never joined with credibility.

        Raises:
            BadDecision: if there is no such code, or the reason is missing.
            NotThere: if nobody of that name publishes or speaks in this case.
        """
        from corrobora.case import grading  # brings in what counts

        self._must(Right.DECIDE)
        arguments = {"source": source, "code": code, "verdict": code}
        waits = self._proposed("decide_reliability", (source,), arguments, reason=reason)
        if waits is not None:
            return waits
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

        self._must(Right.DECIDE)
        arguments = {"claim": claim, "code": code, "verdict": code}
        waits = self._proposed("decide_credibility", (claim,), arguments, reason=reason)
        if waits is not None:
            return waits
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

        self._must(Right.DECIDE)
        arguments = {"incident": incident, "standard": standard, "verdict": standard}
        waits = self._proposed("decide_proof", (incident,), arguments, reason=reason)
        if waits is not None:
            return waits
        with self._database.write() as connection:
            return grading.decide_proof(connection, incident, standard, reason=reason, author=self.actor)

    def _perform(self, held: Proposal) -> Decision:
        given = held.arguments
        match held.act:
            case "decide_reliability":
                return self.decide_reliability(given["source"], given["code"], reason=held.reason)
            case "decide_credibility":
                return self.decide_credibility(given["claim"], given["code"], reason=held.reason)
            case "decide_proof":
                return self.decide_proof(given["incident"], given["standard"], reason=held.reason)
        return super()._perform(held)

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

    def changed_between(self, number: int, first: int, second: int) -> tuple[str, ...]:
        """Names of an incident's values that were others at one journal entry than at another."""
        with self._database.read() as connection:
            return approving.changed_between(connection, number, first, second)

"""Decisions of people, and of a second person on those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection

from corrobora.case import correcting, deciding, four_eyes, leaving
from corrobora.case.acts.looking import Looking
from corrobora.case.correcting import Selection
from corrobora.case.errors import BadDecision, NotAllowed, NotThere
from corrobora.case.four_eyes import Waits
from corrobora.case.linking import number_of
from corrobora.case.records import ClaimRecord
from corrobora.case.sight import ORDINARY, SENSITIVE, STRUCK
from corrobora.model.claim import SLOTS_OF_KIND
from corrobora.model.document import Document
from corrobora.model.journal import Decision
from corrobora.model.rights import Person, Right, Role
from corrobora.model.vocabulary import Judgement, Kind
from corrobora.store import claims, decisions, documents, people, proposals, register, veil
from corrobora.store.errors import NotFound
from corrobora.store.proposals import Proposal

if TYPE_CHECKING:
    pass


class Deciding(Looking):
    """What people decide on claims and incidents, at once or, where the case demands it, by four eyes."""

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

    def proposals_after(self, number: int, limit: int) -> tuple[tuple[Proposal, ...], int | None]:
        """The same after a proposal, and the last one given if there may be more.

        Raises:
            NotAllowed: if the person may not approve.
        """
        self._must(Right.APPROVE)
        with self._database.read() as connection:
            found = proposals.open_ones(connection, after=number, limit=limit)
        return found, found[-1].id if len(found) == limit else None

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

    def _in_name_of(self, connection: Connection, held: Proposal) -> Self:
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

    def _must_see_decision(self, id: int) -> None:
        """Refuse to take back what the person cannot see, or has no right to decide."""
        with self._database.read() as connection:
            found = decisions.by_id(connection, id)
            seen = found is not None and list(veil.decisions(connection, [found])) != []
        if found is None or not seen:
            raise NotThere(f"{id}: no such decision in this case")
        if found.verdict in (*leaving.OF_LEADS, SENSITIVE, ORDINARY):
            self._must(Right.MARK)

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

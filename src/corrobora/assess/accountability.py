"""What was done about an incident: proceedings, suspicions, warrants, convictions, denials, silence.

Responses are those told in the documents of an incident; whether each is about it is for a reader to judge.
Silence is what was not found, never that nothing was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrobora.assess.indicators import Said
from corrobora.model.span import Span
from corrobora.model.vocabulary import ResponseType, Stance


class Heading(StrEnum):
    """Under which a response is shown."""

    OPENED = "proceedings opened"
    SUSPICION = "notices of suspicion"
    WARRANT = "warrants"
    CONVICTION = "convictions"
    DENIAL = "denials"
    NO_COMMENT = "no comment"
    LETTER = "letters told of"
    OTHER = "other consequences"


_HEADINGS: Mapping[ResponseType, Heading] = {
    ResponseType.INVESTIGATION_OPENED: Heading.OPENED,
    ResponseType.SUSPECT_NOTIFIED: Heading.SUSPICION,
    ResponseType.WARRANT: Heading.WARRANT,
    ResponseType.CONVICTION: Heading.CONVICTION,
    ResponseType.DENIAL: Heading.DENIAL,
    ResponseType.NO_COMMENT: Heading.NO_COMMENT,
    ResponseType.LETTER_SENT: Heading.LETTER,
    ResponseType.WITHDRAWAL: Heading.OTHER,
    ResponseType.FUNDING_ENDED: Heading.OTHER,
}
#: Responses that are an answer of those said to be responsible.
ANSWERS = frozenset({
    Heading.DENIAL, Heading.NO_COMMENT, Heading.OPENED, Heading.SUSPICION, Heading.CONVICTION,
})  # fmt: skip
PROCEEDINGS = frozenset({Heading.OPENED, Heading.SUSPICION, Heading.WARRANT, Heading.CONVICTION})


def heading(type: ResponseType) -> Heading:
    """Under which heading a response of a type is shown."""
    return _HEADINGS[type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A response.

    Attributes:
        heading: what sort.
        claim: id of the claim that tells of it.
        who: who answered or did it; ``None``: not found.
        side: ISO code of their country, where known.
        day: day the document that tells of it was published.
        words: the words.
    """

    heading: Heading
    claim: str
    who: str | None
    side: str | None
    day: date | None
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """That nothing was found.

    Attributes:
        of: whose answer is missing, as ISO code; ``None``: any proceedings by anybody.
        since: day the incident was first published; ``None``: not known.
    """

    of: str | None
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accountability:
    """What was done about one incident."""

    measures: tuple[Measure, ...]
    silences: tuple[Silence, ...]

    def under(self, heading: Heading) -> tuple[Measure, ...]:
        """The measures of one sort, oldest first."""
        return tuple(m for m in self.measures if m.heading is heading)


def accountability(
    claims: Sequence[Said], responses: Sequence[Said], published: Mapping[str, date | None]
) -> Accountability:
    """What was done about an incident.

    Args:
        claims: its claims that nobody rejected.
        responses: responses told in their documents.
        published: day of publication by the document's hash.
    """
    measures = sorted(
        (_measure(said, published) for said in responses if said.claim.type),
        key=lambda m: (m.day or date.max, m.claim),
    )
    first = min((d for s in claims if (d := published.get(s.document))), default=None)
    blamed = sorted({
        s.claim.perpetrator_side.value
        for s in claims
        if s.claim.perpetrator_side and not (s.claim.stance and s.claim.stance.value is Stance.DENIED)
    })  # fmt: skip
    answered = {m.side for m in measures if m.heading in ANSWERS}
    silences = [Silence(of=side, since=first) for side in blamed if side not in answered]
    if not any(m.heading in PROCEEDINGS for m in measures):
        silences.append(Silence(of=None, since=first))
    return Accountability(measures=tuple(measures), silences=tuple(silences))


def _measure(said: Said, published: Mapping[str, date | None]) -> Measure:
    claim = said.claim
    assert claim.type is not None  # the caller filters
    actor = claim.actor.value if claim.actor else None
    return Measure(
        heading=_HEADINGS[ResponseType(claim.type.value)], claim=said.id,
        who=actor.name if actor else None, side=actor.side if actor else None,
        day=published.get(said.document), words=claim.spans,
    )  # fmt: skip

"""An engine for tests: reads only sentences of one form, quickly and without a parser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import Document
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, ResponseType, StatementType, Unit
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where

_INCIDENT = re.compile(
    r"(?P<count>\d+) prisoners were (?P<act>shot) at (?P<place>\w+) on (?P<day>\d{4}-\d\d-\d\d)"
)
_TALLY = re.compile(
    r"(?P<who>\w+) has counted (?P<count>\d+) (?P<act>killings) up to (?P<day>\d{4}-\d\d-\d\d)"
)
_RESPONSE = re.compile(r"(?P<who>\w+) (?P<type>denied) it")
_STATEMENT = re.compile(r"(?P<who>\w+) (?P<type>condemned) the killings")


class LineEngine:
    """Reads "9 prisoners were shot at Oldmill on 2024-05-03" and three more forms."""

    def __init__(self, name: str = "line/1") -> None:
        self.name = name

    def propose(self, document: Document) -> Iterable[Claim]:
        text = document.text.content

        def slot(match: re.Match[str], group: str, value: object) -> Slot[object]:
            span = Span.of(text, *match.span(group))
            return Slot(value=value, spans=(span,), reader=self.name)

        def claim(kind: Kind, match: re.Match[str], **slots: object) -> Claim:
            return Claim(kind=kind, spans=(Span.of(text, *match.span()),), engine=self.name, **slots)

        def who(match: re.Match[str]) -> Slot[object]:
            return slot(match, "who", Actor(name=match["who"], sort=ActorSort.BODY))

        for m in _INCIDENT.finditer(text):
            day = date.fromisoformat(m["day"])
            yield claim(
                Kind.INCIDENT,
                m,
                act=slot(m, "act", Act.EXECUTION),
                victims=slot(m, "count", Quantity.exactly(int(m["count"]), Unit.PERSONS)),
                place=slot(m, "place", place(m["place"])),
                date=slot(m, "day", When(first=day, last=day, precision=Precision.DAY, words=m["day"])),
            )
        for m in _TALLY.finditer(text):
            day = date.fromisoformat(m["day"])
            yield claim(
                Kind.TALLY,
                m,
                act=slot(m, "act", Act.EXECUTION),
                claimants=(who(m),),
                victims=slot(m, "count", Quantity.exactly(int(m["count"]), Unit.PERSONS)),
                period=slot(m, "day", When(first=None, last=day, precision=Precision.SPAN, words=m["day"])),
            )
        for m in _RESPONSE.finditer(text):
            yield claim(Kind.RESPONSE, m, type=slot(m, "type", ResponseType.DENIAL), actor=who(m))
        for m in _STATEMENT.finditer(text):
            yield claim(Kind.STATEMENT, m, type=slot(m, "type", StatementType.CONDEMNATION), actor=who(m))


def place(name: str) -> Where:
    """A settlement of an invented country, always at the same point for one name."""
    number = int.from_bytes(name.encode()[:6].ljust(6), "big")
    candidate = Candidate(
        id=f"test:{name}",
        name=name,
        level=PlaceLevel.SETTLEMENT,
        country="XX",
        lat=number % 140 - 70.0,
        lon=number // 140 % 300 - 150.0,
        score=1.0,
    )
    return Where(name=name, candidates=(candidate,))

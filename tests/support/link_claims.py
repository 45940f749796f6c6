"""Claims for the tests of linking, in invented places."""

from __future__ import annotations

from datetime import date
from typing import Any

from corrobora.link import ClaimRecord
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Basis, Kind, Unit, Verification, VictimStatus
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where


def slot(value: Any, words: str, start: int = 0) -> Slot[Any]:
    return Slot(value=value, spans=(Span(start, start + len(words), words),), reader="test")


def place(name: str, lat: float | None = None, lon: float | None = None, **more: Any) -> Where:
    if lat is None:
        return Where(name=name, **more)
    found = Candidate(
        id=f"test:{lat},{lon}",
        name=name,
        level=PlaceLevel.SETTLEMENT,
        country="XA",
        lat=lat,
        lon=lon,
        score=1,
    )
    return Where(name=name, candidates=(found,), **more)


def days(first: str | None, last: str | None = None) -> When:
    begin = date.fromisoformat(first) if first else None
    end = date.fromisoformat(last) if last else begin
    return When(first=begin, last=end, precision=Precision.DAY, words=first or last or "")


def record(
    id: str,
    document: str = "d1",
    *,
    victims: tuple[int | None, int | None] | int | None = None,
    where: Where | None = None,
    when: When | None = None,
    victim_side: str | None = "XA",
    perpetrator_side: str | None = "XB",
    status: VictimStatus | None = VictimStatus.POW,
    act: Act | None = Act.EXECUTION,
    basis: tuple[Basis, ...] = (),
    verification: Verification | None = None,
    verified_by: str | None = None,
    published: str | None = "2031-06-20",
    words: str = "prisoners were shot by soldiers",
    start: int = 0,
    kind: Kind = Kind.INCIDENT,
    context: str = "",
) -> ClaimRecord:
    filled: dict[str, Any] = {}
    if victims is not None:
        low, high = (victims, victims) if isinstance(victims, int) else victims
        filled["victims"] = slot(Quantity(low=low, high=high, unit=Unit.PERSONS), "some", start)
    for name, value in (
        ("place", where),
        ("victim_side", victim_side),
        ("perpetrator_side", perpetrator_side),
        ("victim_status", status),
        ("act", act),
        ("verification", verification),
    ):
        if value is not None:
            filled[name] = slot(value, "words", start)
    if when is not None:
        filled["date" if kind is Kind.INCIDENT else "period"] = slot(when, when.words or "then", start)
    claim = Claim(
        kind=kind,
        spans=(Span(start, start + len(words), words),),
        engine="test/1",
        basis=tuple(slot(b, "video", start) for b in basis),
        verified_by=(slot(Actor(name=verified_by), verified_by, start),) if verified_by else (),
        **filled,
    )
    return ClaimRecord(
        id=id,
        document=document,
        claim=claim,
        published=date.fromisoformat(published) if published else None,
        text_sha256=document,
        context=context,
    )

"""Gold annotations as claims: what an engine without faults would hand to linking."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from corrobora.link import ClaimRecord
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Basis, Kind, Unit, Verification, VictimStatus
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where


def incident_claims(folder: Path) -> Iterator[tuple[ClaimRecord, dict[str, Any]]]:
    """Every incident claim of a folder of gold files with its annotation."""
    for file in sorted(folder.glob("*.json")):
        gold = json.loads(file.read_text("utf-8"))
        text = (folder / gold["document"]).read_text("utf-8")
        for n, annotation in enumerate(gold["claims"]):
            if annotation["kind"] == "incident":
                yield _record(file, n, gold, annotation, text), annotation


def _record(file: Path, n: int, gold: dict[str, Any], c: dict[str, Any], text: str) -> ClaimRecord:
    starts = [(text.find(q), q) for q in c["quotes"]]
    spans = tuple(Span(i, i + len(q), q) for i, q in starts if i >= 0) or (Span.of(text, 0, 20),)

    def slot(value: Any, name: str = "") -> Slot[Any]:
        return Slot(value=value, spans=_evidence(c, name, text, spans), reader="gold")

    filled: dict[str, Any] = {}
    for name, kind in (("act", Act), ("victim_status", VictimStatus), ("verification", Verification)):
        if c.get(name):
            filled[name] = slot(kind(c[name]))
    for name in ("victim_side", "perpetrator_side"):
        if c.get(name):
            filled[name] = slot(c[name])
    victims = c.get("victims")
    if victims and victims != [None, None]:
        filled["victims"] = slot(Quantity(low=victims[0], high=victims[1], unit=Unit.PERSONS))
    if c.get("date") and any(c["date"]):
        first, last = (date.fromisoformat(d) if d else None for d in c["date"])
        filled["date"] = slot(When(first=first, last=last, precision=Precision.SPAN, words="gold"), "date")
    if c.get("place"):
        filled["place"] = slot(_where(c), "place")
    filled["basis"] = tuple(slot(Basis(b)) for b in c.get("basis") or ())
    filled["claimants"] = tuple(slot(Actor(name=x)) for x in c.get("claimants") or ())
    document = f"{file.parent.name}/{gold['document']}"
    published = gold.get("published")
    start = spans[0].start
    line = text[text.rfind("\n", 0, start) + 1 :].split("\n", 1)[0]
    return ClaimRecord(
        id=f"{document}#{n}",
        document=document,
        claim=Claim(kind=Kind.INCIDENT, spans=spans, engine="gold", **filled),
        published=date.fromisoformat(published) if published else None,
        publisher=gold.get("publisher"),
        context="\n".join(dict.fromkeys((text.split("\n", 1)[0][:2000], line[:2000]))),
    )


def _evidence(c: dict[str, Any], name: str, text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The annotator's words for the slot, where they stand nearest to the quotes; else the first quote."""
    found = []
    for words in (c.get("evidence") or {}).get(name, ()):
        starts = [m.start() for m in re.finditer(re.escape(words), text)]
        if words and starts:
            at = min(starts, key=lambda i: min(max(0, s.start - i, i - s.end) for s in spans))
            found.append(Span(at, at + len(words), words))
    return tuple(found) or spans[:1]


def _where(c: dict[str, Any]) -> Where:
    if not c.get("place_point"):
        return Where(name=c["place"])
    lat, lon = c["place_point"]
    settlement = PlaceLevel.SETTLEMENT
    id = f"point:{lat},{lon}"
    found = Candidate(id=id, name=c["place"], level=settlement, country="", lat=lat, lon=lon, score=1)
    return Where(name=c["place"], candidates=(found,))

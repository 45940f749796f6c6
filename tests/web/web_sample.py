# ruff: noqa: E501 - reports have long lines
"""A case in an invented country: three reports, and an engine that proposes what a careful reader would.

The case, its tables, its journal and the linker are the real ones; only the engine is scripted, so that
what pages show does not change with the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from corrobora.case import Case
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import Document
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import (
    Act,
    Basis,
    Kind,
    ResponseType,
    Stance,
    StatementType,
    Unit,
    Verification,
    VictimStatus,
)
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where

COURIER = """Captives shot at Old Mill, ombudsman says

Nine soldiers of the southern army who had laid down their arms were shot dead near Old Mill on Tuesday, the ombudsman, Maren Holt, said in a statement on Wednesday. She called for a full investigation by the international commission.

Footage from a drone shows men lying face down in a field, their hands bound, she added. The Courier could not independently verify the footage.

The northern ministry of defence has not commented on the allegation. Prosecutors have opened a case.

According to Holt, at least 41 captured soldiers have been killed since the start of the year, 12 of them in May.
"""
MONITOR = """Survivors speak of ten dead after surrender

At least ten prisoners, several of them drone pilots, were executed by northern troops near Old Mill on 3 June, two survivors told the Riverside Monitor. They were hit in the legs, then finished off.

«Їх поклали обличчям до землі», сказав один із них.

A northern spokesman, Ivo Brandt, denied the killing and spoke of a staged recording.
"""
GAZETTE = """Commission counts 30 killings in 11 incidents

The commission has recorded 30 killings of prisoners of war in 11 incidents between 1 February and 31 May.

One wounded northern soldier was shot by southern troops in Greyford on 12 May, its report says.
"""
MANIFEST = """path,publisher,published,url,language
courier.txt,The Example Courier,2031-06-05,https://courier.example/old-mill,en
monitor.txt,Riverside Monitor,2031-06-07,,en
gazette.txt,,2031-06-10,,en
"""
MILL = Where(
    name="Old Mill",
    candidates=(
        Candidate(
            id="sample:1", name="Old Mill", level=PlaceLevel.SETTLEMENT, country="XA",
            admin=("Westshire", "Ford"), lat=10.0, lon=10.0, score=0.9,
        ),
    ),
)  # fmt: skip
GREYFORD = Where(
    name="Greyford",
    candidates=tuple(
        Candidate(id=f"sample:{n}", name="Greyford", level=PlaceLevel.SETTLEMENT, country="XA",
                  admin=(shire,), lat=n, lon=n, score=0.8)
        for n, shire in ((20, "Westshire"), (30, "Eastshire"))
    ),
)  # fmt: skip

Build = Callable[["Reader"], Iterable[Claim]]


class Reader:
    """Builds claims on exact words of one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def span(self, words: str, nth: int = 0) -> Span:
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return Span.of(self.text, start, start + len(words))

    def slot(self, value: Any, words: str, *, confidence: float = 0.9, nth: int = 0) -> Slot[Any]:
        return Slot(value=value, spans=(self.span(words, nth),), reader="sample/slot", confidence=confidence)

    def claim(self, kind: Kind, words: str, *more: str, **slots: Any) -> Claim:
        spans = tuple(self.span(w) for w in (words, *more))
        return Claim(kind=kind, spans=spans, engine="sample/1", **slots)


def persons(low: int | None, high: int | None, hedge: str | None = None) -> Quantity:
    return Quantity(low=low, high=high, unit=Unit.PERSONS, hedge=hedge)


def days(first: date | None, last: date | None, words: str, anchor: date | None = None) -> When:
    precision = Precision.DAY if first == last else Precision.SPAN
    return When(first=first, last=last, precision=precision, words=words, anchor=anchor)


def _courier(r: Reader) -> Iterable[Claim]:
    published = date(2031, 6, 5)
    holt = Actor(name="Maren Holt", role="ombudsman", sort=ActorSort.PERSON)
    yield r.claim(
        Kind.INCIDENT, "Nine soldiers of the southern army who had laid down their arms were shot dead near Old Mill on Tuesday",
        claimants=(r.slot(holt, "the ombudsman, Maren Holt"),),
        stance=r.slot(Stance.ASSERTED, "said in a statement"),
        act=r.slot(Act.EXECUTION, "shot dead"),
        victims=r.slot(persons(9, 9), "Nine soldiers"),
        victim_side=r.slot("XA", "southern army"),
        victim_status=r.slot(VictimStatus.POW, "laid down their arms"),
        place=r.slot(MILL, "Old Mill", nth=1),
        date=r.slot(days(date(2031, 6, 3), date(2031, 6, 3), "on Tuesday", published), "on Tuesday"),
        basis=(r.slot(Basis.DRONE_VIDEO, "Footage from a drone"),),
        verification=r.slot(Verification.UNVERIFIED, "could not independently verify the footage"),
    )  # fmt: skip
    yield r.claim(
        Kind.STATEMENT, "She called for a full investigation by the international commission",
        claimants=(r.slot(holt, "Maren Holt"),), actor=r.slot(holt, "She"),
        type=r.slot(StatementType.CALL_FOR_ACCOUNTABILITY, "called for a full investigation"),
    )  # fmt: skip
    yield r.claim(
        Kind.RESPONSE, "The northern ministry of defence has not commented on the allegation",
        actor=r.slot(Actor(name="northern ministry of defence", side="XB"), "northern ministry of defence"),
        type=r.slot(ResponseType.NO_COMMENT, "has not commented"),
    )  # fmt: skip
    yield r.claim(
        Kind.RESPONSE, "Prosecutors have opened a case",
        actor=r.slot(Actor(name="Prosecutors"), "Prosecutors"),
        type=r.slot(ResponseType.INVESTIGATION_OPENED, "opened a case"),
    )  # fmt: skip
    year = r.claim(
        Kind.TALLY, "at least 41 captured soldiers have been killed since the start of the year",
        claimants=(r.slot(holt, "According to Holt"),),
        act=r.slot(Act.EXECUTION, "killed"),
        victims=r.slot(persons(41, None, "at least"), "at least 41"),
        victim_side=r.slot("XA", "southern army"),
        victim_status=r.slot(VictimStatus.POW, "captured"),
        period=r.slot(days(date(2031, 1, 1), published, "since the start of the year", published), "since the start of the year"),
    )  # fmt: skip
    yield year
    yield r.claim(
        Kind.TALLY, "12 of them in May",
        claimants=(r.slot(holt, "According to Holt"),),
        act=r.slot(Act.EXECUTION, "killed"),
        victims=r.slot(persons(12, 12), "12 of them"),
        victim_side=r.slot("XA", "southern army"),
        victim_status=r.slot(VictimStatus.POW, "captured"),
        period=r.slot(days(date(2031, 5, 1), date(2031, 5, 31), "in May", published), "in May"),
    )  # fmt: skip


def _monitor(r: Reader) -> Iterable[Claim]:
    yield r.claim(
        Kind.INCIDENT, "At least ten prisoners, several of them drone pilots, were executed by northern troops near Old Mill on 3 June",
        "They were hit in the legs, then finished off",
        claimants=(
            r.slot(Actor(name="two survivors", sort=ActorSort.GROUP), "two survivors"),
            r.slot(Actor(name="Riverside Monitor", sort=ActorSort.OUTLET), "the Riverside Monitor"),
        ),
        stance=r.slot(Stance.ASSERTED, "told"),
        act=r.slot(Act.EXECUTION, "executed"),
        victims=r.slot(persons(10, None, "at least"), "At least ten prisoners", confidence=0.4),
        victim_status=r.slot(VictimStatus.POW, "prisoners"),
        perpetrator_side=r.slot("XB", "northern troops"),
        place=r.slot(MILL, "Old Mill"),
        date=r.slot(days(date(2031, 6, 3), date(2031, 6, 3), "on 3 June"), "on 3 June"),
        basis=(r.slot(Basis.SURVIVOR, "two survivors"),),
    )  # fmt: skip
    yield r.claim(
        Kind.RESPONSE, "A northern spokesman, Ivo Brandt, denied the killing and spoke of a staged recording",
        actor=r.slot(Actor(name="Ivo Brandt", role="spokesman", side="XB"), "Ivo Brandt"),
        type=r.slot(ResponseType.DENIAL, "denied the killing"),
    )  # fmt: skip


def _gazette(r: Reader) -> Iterable[Claim]:
    commission = Actor(name="commission", sort=ActorSort.BODY)
    yield r.claim(
        Kind.TALLY, "recorded 30 killings of prisoners of war in 11 incidents between 1 February and 31 May",
        claimants=(r.slot(commission, "The commission"),),
        act=r.slot(Act.EXECUTION, "killings"),
        victims=r.slot(persons(30, 30), "30 killings", nth=1),
        incidents=r.slot(Quantity(low=11, high=11, unit=Unit.INCIDENTS), "11 incidents"),
        victim_status=r.slot(VictimStatus.POW, "prisoners of war"),
        period=r.slot(days(date(2031, 2, 1), date(2031, 5, 31), "between 1 February and 31 May"), "between 1 February and 31 May"),
    )  # fmt: skip
    yield r.claim(
        Kind.INCIDENT, "One wounded northern soldier was shot by southern troops in Greyford on 12 May",
        claimants=(r.slot(commission, "The commission"),),
        act=r.slot(Act.EXECUTION, "shot"),
        victims=r.slot(persons(1, 1), "One wounded northern soldier"),
        victim_side=r.slot("XB", "northern soldier"),
        victim_status=r.slot(VictimStatus.HORS_DE_COMBAT, "wounded"),
        perpetrator_side=r.slot("XA", "southern troops"),
        place=r.slot(GREYFORD, "Greyford"),
        date=r.slot(days(date(2031, 5, 12), date(2031, 5, 12), "on 12 May"), "on 12 May"),
    )  # fmt: skip


class ScriptedEngine:
    """Proposes what the script holds for a text; nothing for any other text."""

    name = "sample/1"

    def __init__(self, scripts: dict[str, Build]) -> None:
        self._scripts = scripts

    def propose(self, document: Document) -> Iterable[Claim]:
        content = document.text.content
        found = [build for start, build in self._scripts.items() if content.startswith(start)]
        return [c for build in found for c in build(Reader(content))]


def sample_engine() -> ScriptedEngine:
    return ScriptedEngine(
        {t.split("\n")[0]: b for t, b in ((COURIER, _courier), (MONITOR, _monitor), (GAZETTE, _gazette))}
    )


def write_reports(folder: Path) -> Path:
    """The three reports and their manifest in a folder; the manifest's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("courier", COURIER), ("monitor", MONITOR), ("gazette", GAZETTE)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    manifest = folder / "manifest.csv"
    manifest.write_text(MANIFEST, encoding="utf-8")
    return manifest


def sample_case(folder: Path, *, database: str | None = None) -> Case:
    """The case with all three reports added."""
    manifest = write_reports(folder / "reports")
    case = Case.create(
        folder / "case", actor="ana", name="Old Mill", database=database, engine=sample_engine()
    )
    case.add([folder / "reports"], manifest, workers=1)
    return case

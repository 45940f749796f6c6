from __future__ import annotations

from datetime import date
from typing import Any

from corrobora.assess.accountability import Heading, Silence, accountability
from corrobora.assess.indicators import Said
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, ResponseType, Stance


def slot(value: Any) -> Slot[Any]:
    return Slot(value=value, spans=(Span(start=0, end=3, quote="The"),), reader="test")


def said(id: str, kind: Kind, document: str = "d", **slots: Any) -> Said:
    claim = Claim(
        kind=kind, spans=(Span(start=0, end=3, quote="The"),), engine="test",
        **{name: slot(value) for name, value in slots.items()},
    )  # fmt: skip
    return Said(id=id, claim=claim, document=document, publisher="Daily", language="en")


def incident(id: str = "c1", side: str | None = "XB", **slots: Any) -> Said:
    more = {"perpetrator_side": side} if side else {}
    return said(id, Kind.INCIDENT, act=Act.EXECUTION, **more, **slots)


def response(id: str, type: ResponseType, side: str | None, document: str = "d") -> Said:
    return said(id, Kind.RESPONSE, document, type=type, actor=Actor(name="Office", side=side))


DAYS = {"d": date(2031, 5, 3), "e": date(2031, 6, 1)}


def test_silence_is_of_those_blamed_since_the_first_publication() -> None:
    found = accountability([incident()], [], DAYS)
    assert found.silences == (
        Silence(of="XB", since=date(2031, 5, 3)), Silence(of=None, since=date(2031, 5, 3)),
    )  # fmt: skip
    assert accountability([incident(side=None)], [], {}).silences == (Silence(of=None, since=None),)


def test_a_denial_of_the_other_side_breaks_no_silence() -> None:
    theirs = response("c2", ResponseType.DENIAL, "XB")
    ours = response("c3", ResponseType.DENIAL, "XA")
    assert [s.of for s in accountability([incident()], [ours], DAYS).silences] == ["XB", None]
    assert [s.of for s in accountability([incident()], [theirs], DAYS).silences] == [None]


def test_who_denies_an_event_blames_nobody() -> None:
    denied = incident("c9", "XA", stance=Stance.DENIED)
    assert [s.of for s in accountability([incident(), denied], [], DAYS).silences] == ["XB", None]


def test_measures_stand_under_their_headings_in_order() -> None:
    found = accountability(
        [incident()],
        [
            response("c4", ResponseType.CONVICTION, "XA", "e"), response("c2", ResponseType.WARRANT, "XA"),
            response("c3", ResponseType.SUSPECT_NOTIFIED, "XA"),
            response("c5", ResponseType.NO_COMMENT, "XB"),
            response("c6", ResponseType.FUNDING_ENDED, None),
        ],
        DAYS,
    )  # fmt: skip
    assert [m.claim for m in found.measures] == ["c2", "c3", "c5", "c6", "c4"]
    assert found.under(Heading.CONVICTION)[0].day == date(2031, 6, 1)
    assert found.silences == ()


def test_every_type_of_response_has_a_heading() -> None:
    for type in ResponseType:
        assert accountability([], [response("c1", type, None)], {}).measures

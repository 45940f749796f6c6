"""The gate against an engine that lies in every way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from corrobora.extract import Extraction, extract
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import Document, Source, Text
from corrobora.model.errors import InvalidRecord
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Basis, Kind, Unit
from corrobora.model.when import Precision, When

TEXT = "Four prisoners were shot at Lower Ferry on 3 May, the harbour commission said. It has a video."


class Liar:
    """Proposes whatever it is told to."""

    name = "liar/1"

    def __init__(self, *claims: Claim) -> None:
        self.claims = claims

    def propose(self, document: Document) -> Iterable[Claim]:
        return self.claims


def kept(*claims: Claim) -> Extraction:
    text = Text(sha256="a" * 64, reader="text/1", content=TEXT, language="en")
    return extract(Document(text=text, source=Source(path="ferry.txt")), Liar(*claims))


def at(words: str) -> Span:
    return Span.of(TEXT, TEXT.index(words), TEXT.index(words) + len(words))


def incident(*spans: Span, **slots: object) -> Claim:
    return Claim(kind=Kind.INCIDENT, spans=spans, engine="liar/1", **slots)  # type: ignore[arg-type]


def test_a_grounded_claim_passes_whole() -> None:
    four = Slot(value=Quantity.exactly(4, Unit.PERSONS), spans=(at("Four"),), reader="liar")
    found = kept(incident(at("Four prisoners were shot"), victims=four))
    assert [c.victims for _, c in found.claims] == [four]
    assert not found.dropped


@pytest.mark.parametrize(
    "span",
    [
        Span(0, 13, "Five officers"),  # invented words
        Span(1, 15, "Four prisoners"),  # the right words in the wrong place
        Span(0, 14, "four prisoners"),  # another spelling
        Span(90, 90 + len("a video. And more"), "a video. And more"),  # beyond the end
        Span(900, 905, "there"),  # nowhere near
    ],
)
def test_a_claim_whose_words_do_not_stand_there_is_dropped_and_counted(span: Span) -> None:
    found = kept(incident(span))
    assert found.claims == ()
    assert found.dropped["claim"] == 1


def test_a_claim_keeps_those_of_its_spans_that_stand() -> None:
    found = kept(incident(at("It has a video."), Span(0, 5, "Seven")))
    assert [s.quote for _, c in found.claims for s in c.spans] == ["It has a video."]
    assert found.dropped["span"] == 1


def test_a_slot_with_wrong_words_is_dropped_and_its_claim_stays() -> None:
    lie = Slot(value=Quantity.exactly(40, Unit.PERSONS), spans=(Span(0, 5, "Forty"),), reader="liar")
    truth = Slot(value=Act.EXECUTION, spans=(at("shot"),), reader="liar")
    found = kept(incident(at("Four prisoners were shot"), victims=lie, act=truth))
    ((_, claim),) = found.claims
    assert claim.victims is None
    assert claim.act == truth
    assert found.dropped == {"slot.victims": 1}


def test_one_wrong_span_among_several_spoils_a_slot() -> None:
    half = Slot(value=Act.EXECUTION, spans=(at("shot"), Span(3, 9, "hanged")), reader="liar")
    ((_, claim),) = kept(incident(at("Four prisoners"), act=half)).claims
    assert claim.act is None


def test_of_a_list_slot_only_what_stands_is_kept() -> None:
    right = Slot(value=Basis.VIDEO, spans=(at("video"),), reader="liar")
    wrong = Slot(value=Basis.WITNESS, spans=(Span(10, 17, "witness"),), reader="liar")
    nobody = Slot(value=Actor(name="A general"), spans=(Span(0, 9, "A general"),), reader="liar")
    ((_, claim),) = kept(incident(at("It has a video."), basis=(right, wrong), claimants=(nobody,))).claims
    assert claim.basis == (right,)
    assert claim.claimants == ()


def test_the_same_claim_twice_is_one() -> None:
    one = incident(at("Four prisoners were shot"))
    found = kept(one, one)
    assert len(found.claims) == 1
    assert found.dropped["claim.duplicate"] == 1


def test_a_value_without_words_cannot_be_made() -> None:
    with pytest.raises(InvalidRecord, match="no words"):
        Slot(value=Act.TORTURE, spans=(), reader="liar")


def test_offsets_that_do_not_fit_the_quote_cannot_be_made() -> None:
    with pytest.raises(InvalidRecord):
        Span(0, 4, "Four prisoners")


def test_claims_come_in_the_order_of_the_text_whatever_order_they_are_proposed_in() -> None:
    found = kept(incident(at("It has a video.")), incident(at("Four prisoners")))
    assert [c.spans[0].quote for _, c in found.claims] == ["Four prisoners", "It has a video."]


def test_a_slot_of_another_kind_cannot_be_claimed() -> None:
    when = When(first=date(2024, 5, 3), last=date(2024, 5, 3), precision=Precision.DAY, words="3 May")
    period = Slot(value=when, spans=(at("3 May"),), reader="liar")
    with pytest.raises(InvalidRecord, match="period"):
        incident(at("Four prisoners"), period=period)

"""People correct claims by pointing at words, add what was missed, and take decisions back."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from corrobora.case import BadDecision, Case, NotThere
from corrobora.case.correcting import Selection
from corrobora.extract.selecting import NotSelected
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Act, Judgement, Kind, Unit, VictimStatus
from line_engine import LineEngine
from reports import OFFICE, Reports

REPORT = (
    "The office said 9 prisoners were shot at Oldmill on 2024-05-03.\n"
    "It later spoke of at least eleven men, held as prisoners of war by the river on 4 May 2024.\n"
    "Three more captives were executed near Redbridge on 6 May 2024, it said.\n"
)


@pytest.fixture
def read(case: Case, reports: Reports) -> Case:
    """A case with one report, of which the engine reads the first line only."""
    reports.write("report.txt", REPORT, publisher="Daily", published="2024-05-08")
    case.add([reports.folder], reports.manifest())
    return case


def first(case: Case) -> str:
    return case.claims(Kind.INCIDENT)[0].id


def test_selected_words_become_the_value_as_our_own_reader_reads_them(read: Case) -> None:
    decision = read.correct(
        first(read), "victims", Selection(quote="at least eleven men"), reason="later line"
    )
    record = read.claim(first(read))
    assert record.claim.victims is not None
    assert record.claim.victims.value == Quantity(low=11, high=None, unit=Unit.PERSONS, hedge="at least")
    assert record.claim.victims.spans[0].quote == "at least eleven men"
    assert record.claim.victims.reader.startswith("person/ann+numbers")
    assert record.proposed is not None
    assert record.proposed.victims is not None
    assert record.proposed.victims.value.bounds == (9, 9)
    assert decision.subject == (record.id, "victims")
    assert read.incident(1).incident.victims is not None
    assert read.incident(1).incident.victims.value.bounds == (11, None)
    assert read.verify().clean


def test_days_places_and_vocabulary_are_read_too_or_named_by_the_person(read: Case) -> None:
    id = first(read)
    read.correct(id, "date", Selection(quote="on 4 May 2024"), reason="the river")
    read.correct(id, "victim_status", Selection(quote="prisoners of war"), reason="said so")
    read.correct(id, "act", Selection(quote="were shot", value="torture"), reason="as we see it")
    read.correct(id, "claimants", Selection(quote="The office"), reason="who speaks")
    claim = read.claim(id).claim
    assert claim.date is not None
    assert claim.date.value.first == date(2024, 5, 4)
    assert claim.victim_status is not None
    assert claim.victim_status.value is VictimStatus.POW
    assert claim.act is not None
    assert (claim.act.value, claim.act.reader) == (Act.TORTURE, "person/ann")
    assert [s.value.name for s in claim.claimants] == ["office"]
    assert read.verify().clean


def test_a_slot_can_be_emptied_and_a_list_filled_further(read: Case) -> None:
    id = first(read)
    read.correct(id, "place", None, reason="another Oldmill is meant")
    read.correct(id, "claimants", Selection(quote="The office"), reason="first")
    read.correct(id, "claimants", Selection(quote="it said"), more=True, reason="and then")
    claim = read.claim(id).claim
    assert claim.place is None
    assert [s.value.name for s in claim.claimants] == ["office", "it said"]


def test_corrections_survive_a_new_extraction_and_hold_a_claim_nobody_proposes_any_more(read: Case) -> None:
    id = first(read)
    read.correct(id, "victims", Selection(quote="at least eleven men"), reason="later line")
    read.refresh()
    assert read.claim(id).claim.victims is not None
    assert read.claim(id).claim.victims.value.bounds == (11, None)
    read._engine = Silent()
    read.refresh()
    record = read.claim(id)
    assert record.current
    assert record.held
    assert [c.id for c in read.claims()] == [id]
    assert read.incident(1).incident.victims.value.bounds == (11, None)
    assert read.verify().clean
    read.undo(read.decisions()[-1].id, reason="not needed")
    assert read.claims() == ()
    assert read.verify().clean


def test_words_of_an_added_claim_are_found_again_when_the_document_is_read_anew(read: Case) -> None:
    sha256 = read.documents()[0].sha256
    added = read.add_claim(sha256, Kind.INCIDENT, [Selection(quote=REPORT.splitlines()[2])], reason="missed")
    assert (added.held, added.claim.engine) == (True, "person/ann")
    assert added.claim.victims is not None
    assert added.claim.victims.value.bounds == (3, 3)
    assert added.claim.date is not None
    assert added.claim.act is not None
    assert {h.incident.number for h in read.incidents()} == {1, 2}
    read.refresh()
    assert read.claim(added.id).current
    assert read.verify().clean
    with pytest.raises(BadDecision, match="in force already"):
        read.add_claim(sha256, Kind.INCIDENT, [Selection(quote=REPORT.splitlines()[2])], reason="again")


def test_undoing_an_addition_withdraws_it_and_undoing_a_verdict_restores_the_one_before(read: Case) -> None:
    sha256 = read.documents()[0].sha256
    added = read.add_claim(sha256, Kind.STATEMENT, [Selection(quote="it said")], reason="missed")
    (made,) = [d for d in read.decisions() if d.verdict == "added"]
    read.undo(made.id, reason="no statement")
    assert not read.claim(added.id).current
    id = first(read)
    read.decide([id], verdict="accepted", reason="fine")
    second = read.decide([id], verdict="rejected", reason="no")
    third = read.undo(second.id, reason="fine after all")
    assert (third.verdict, third.supersedes) == ("accepted", second.id)
    last = read.undo(third.id, reason="open again")
    assert last.verdict == "rejected"
    with pytest.raises(BadDecision, match="superseded"):
        read.undo(second.id, reason="late")
    with pytest.raises(NotThere):
        read.undo(9999, reason="none")
    assert read.verify().clean


def test_a_judgement_taken_back_leaves_it_to_the_score(filled: Case) -> None:
    before = [h.incident.claims for h in filled.incidents()]
    made = filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one village")
    assert len(filled.incidents()) == 1
    filled.undo(made.id, reason="two villages")
    assert [h.incident.claims for h in filled.incidents()] == before
    assert filled.verify().clean


@pytest.mark.parametrize(
    ("slot", "chosen", "said"),
    [
        ("victims", Selection(quote="twelve men"), "does not stand in the text"),
        ("victims", Selection(quote="The office"), "no victims could be read"),
        ("victims", Selection(quote="it said", value="many"), "is no count"),
        ("victims", Selection(quote="o"), "stands at"),
        ("victims", Selection(quote="The", start=4, end=7), "does not stand at characters"),
        ("victims", Selection(quote="x", start=4, end=99999), "are not in the text"),
        ("victims", Selection(), "no words were selected"),
        ("act", Selection(quote="it said", value="murder"), "is no act"),
        ("period", Selection(quote="it said"), "has no period"),
        ("victim_side", Selection(quote="it said", value="ZZZ"), "no two-letter code"),
    ],
)
def test_words_that_do_not_say_it_are_refused_and_nothing_is_recorded(
    read: Case, slot: str, chosen: Selection, said: str
) -> None:
    before = read.stats().entries
    with pytest.raises((NotSelected, BadDecision), match=said):
        read.correct(first(read), slot, chosen, reason="why")
    with pytest.raises(BadDecision, match="reason"):
        read.correct(first(read), "victims", Selection(quote="at least eleven men"), reason=" ")
    assert read.stats().entries == before


def test_verify_finds_a_correction_or_an_addition_that_no_decision_made(
    any_case: Case, reports: Reports
) -> None:
    reports.write("office.txt", OFFICE)
    any_case.add([reports.folder])
    id = any_case.claims(Kind.INCIDENT)[0].id
    any_case.correct(id, "victims", Selection(quote="9"), reason="looked again")
    any_case.add_claim(any_case.documents()[0].sha256, Kind.STATEMENT, [Selection(quote="The office said")],
                       reason="missed")  # fmt: skip
    assert any_case.verify().clean
    with any_case._database.write() as connection:
        connection.execute(sa.text("UPDATE claims SET corrected = NULL WHERE corrected IS NOT NULL"))
    assert [w.part for w in any_case.verify().problems] == ["corrections"]
    with any_case._database.write() as connection:
        connection.execute(sa.text("UPDATE claims SET state = 'withdrawn' WHERE state = 'held'"))
    assert "corrections" in [w.part for w in any_case.verify().problems]


class Silent(LineEngine):
    """Reads nothing."""

    def __init__(self) -> None:
        super().__init__("silent/1")

    def propose(self, document):  # type: ignore[no-untyped-def]
        return ()

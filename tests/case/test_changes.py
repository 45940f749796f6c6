"""The digest of what changed since an entry or a day."""

from __future__ import annotations

import pytest

from corrobora.case import Case
from corrobora.case.changes import BadMoment
from corrobora.model.vocabulary import Judgement
from reports import OFFICE, Reports


def test_since_the_empty_case_everything_is_new(filled: Case) -> None:
    found = filled.changes("0")
    assert found.new == (1, 2)
    assert {c.id for c in found.claims} == {c.id for c in filled.claims()}
    assert found.merged == {}
    assert found.changed == ()


def test_nothing_has_changed_since_the_newest_entry(filled: Case) -> None:
    assert filled.changes(str(filled.stats().entries)).none


def test_a_new_document_is_told_with_the_value_it_changed(filled: Case, three: Reports) -> None:
    before = str(filled.stats().entries)
    text = OFFICE.replace("9 prisoners", "7 prisoners")
    three.write("later.txt", text, publisher="Evening", published="2024-05-09")
    filled.add([three.folder], three.manifest())
    found = filled.changes(before)
    assert [c.claim.victims.value.low for c in found.claims if c.claim.victims] == [7]
    assert found.new == ()
    assert {(v.number, v.name) for v in found.changed} == {(1, "victims")}
    (value,) = found.changed
    assert value.before != value.after


def test_merges_and_splits_are_told_with_their_decisions(filled: Case) -> None:
    start = str(filled.stats().entries)
    filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one village")
    merged = filled.changes(start)
    assert merged.merged == {2: 1}
    assert [d.reason for d in merged.decisions] == ["one village"]
    then = str(filled.stats().entries)
    filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.DIFFERENT, reason="two villages")
    undone = filled.changes(then)
    assert undone.restored == (2,)
    assert undone.split == {1: (1, 2)}
    assert filled.changes(start).merged == {}


def test_an_old_number_leads_to_the_one_that_stands_for_it(filled: Case) -> None:
    assert filled.redirects() == {}
    filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one village")
    assert filled.redirects() == {2: 1}


def test_a_day_means_what_was_written_before_it_began(filled: Case) -> None:
    assert filled.changes("2020-01-01").since == 0
    assert filled.changes("2999-01-01").none


@pytest.mark.parametrize("said", ["yesterday", "2024-13-01", "-4", "999999"])
def test_a_moment_that_is_none_is_refused(filled: Case, said: str) -> None:
    with pytest.raises(BadMoment, match="journal"):
        filled.changes(said)


def test_values_of_incidents_are_kept_on_either_database(any_case: Case, three: Reports) -> None:
    any_case.add([three.folder], three.manifest())
    entry = str(any_case.stats().entries)
    three.write("more.txt", OFFICE.replace("9", "6"), publisher="Evening", published="2024-05-09")
    any_case.add([three.folder], three.manifest())
    assert {v.name for v in any_case.changes(entry).changed} == {"victims"}

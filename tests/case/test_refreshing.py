"""Reading everything anew: what stays, what changes, what is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from corrobora.case import Case
from corrobora.model.claim import Claim
from corrobora.model.document import Document
from corrobora.model.vocabulary import Judgement, Kind
from line_engine import LineEngine
from reports import Reports


class Later(LineEngine):
    """The next version: it no longer reads responses."""

    def __init__(self) -> None:
        super().__init__("line/2")

    def propose(self, document: Document) -> Iterable[Claim]:
        return (replace(c, engine=self.name) for c in self._all(document) if c.kind is not Kind.RESPONSE)

    def _all(self, document: Document) -> Iterator[Claim]:
        yield from super().propose(document)


def test_the_same_engine_changes_nothing(filled: Case) -> None:
    before = filled.journal()
    report = filled.refresh()
    assert len(report.unchanged) == 3
    assert (report.updated, report.problems) == ((), ())
    assert filled.journal() == before


def test_a_new_engine_keeps_ids_numbers_decisions_and_sources(filled: Case) -> None:
    filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one village")
    denial = filled.responses()[0]
    before = [record.id for record in filled.claims() if record.claim.kind is not Kind.RESPONSE]
    filled.close()
    with Case.open(filled.path, actor="bob", engine=Later()) as case:
        report = case.refresh()
        assert len(report.updated) == 3
        assert [record.id for record in case.claims()] == before
        assert {record.claim.engine for record in case.claims()} == {"line/2"}
        assert not case.claim(denial.id).current
        assert [head.incident.label for head in case.incidents()] == ["INC-0001"]
        assert len(case.incident(1).claims) == 3
        assert case.documents()[0].source.published == date(2024, 5, 5)
        assert case.verify().clean
        assert len(case.refresh().unchanged) == 3


def test_damaged_bytes_are_a_problem_and_the_rest_goes_on(filled: Case) -> None:
    path = sorted((filled.path / "items").glob("??/*"))[0]
    path.unlink()
    report = filled.refresh()
    assert len(report.unread) == 1
    assert "is not in the vault" in report.problems[0].reason
    assert len(report.unchanged) == 2


def test_what_no_reader_could_read_is_tried_again(case: Case, reports: Reports) -> None:
    reports.write("empty.txt", b"")
    case.add([reports.folder])
    report = case.refresh()
    assert [Path(p).name for p in report.unread] == ["empty.txt"]
    assert case.verify().clean

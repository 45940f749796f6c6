"""Adding files: preserved, read, extracted, linked, each once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from corrobora.case import Case
from corrobora.collect.manifest import ManifestError
from corrobora.model.claim import Claim
from corrobora.model.document import Document
from corrobora.model.vocabulary import Kind
from line_engine import LineEngine
from reports import OFFICE, Reports


def acts(case: Case) -> list[str]:
    return [entry.act for entry in case.journal()]


def test_adding_keeps_bytes_claims_and_a_register(any_case: Case, three: Reports) -> None:
    report = any_case.add([three.folder], three.manifest())
    assert [Path(p).name for p in report.added] == ["count.txt", "office.txt", "village.txt"]
    assert (report.problems, report.unchanged, report.claims) == ((), (), 6)
    assert report.new_incidents == (1, 2)
    sha256 = hashlib.sha256(OFFICE.encode()).hexdigest()
    with any_case.vault.open(sha256) as kept:
        assert kept.read() == OFFICE.encode()
    oldmill, redbridge = any_case.incidents()
    assert oldmill.incident.label == "INC-0001"
    assert oldmill.publishers == ("Daily", "Weekly")
    assert oldmill.incident.victims is not None
    assert oldmill.incident.victims.value.bounds == (8, 9)
    assert oldmill.incident.victims.differs
    assert redbridge.documents == 1
    assert any_case.verify().clean


def test_everything_that_happens_is_in_the_journal(any_case: Case, three: Reports) -> None:
    any_case.add([three.folder])
    assert acts(any_case) == ["create", *["add", "read", "extract"] * 3, "link"]
    assert {entry.actor for entry in any_case.journal()} == {"ann"}


def test_adding_the_same_again_changes_nothing_and_says_so(any_case: Case, three: Reports) -> None:
    any_case.add([three.folder], three.manifest())
    before = any_case.journal()
    report = any_case.add([three.folder], three.manifest())
    assert len(report.unchanged) == 3
    assert (report.added, report.updated, report.new_incidents, report.claims) == ((), (), (), 0)
    assert any_case.journal() == before


def test_the_same_bytes_under_another_name_are_held_once(case: Case, reports: Reports) -> None:
    reports.write("a.txt", OFFICE)
    reports.write("b.txt", OFFICE)
    report = case.add([reports.folder])
    assert (len(report.added), len(report.unchanged)) == (1, 1)
    assert case.stats().items == 1


def test_the_register_does_not_depend_on_the_order_of_adding(tmp_path: Path, three: Reports) -> None:
    registers = []
    for order in ("office village count", "count village office", "village office count"):
        with Case.create(tmp_path / order.replace(" ", "-"), actor="ann", engine=LineEngine()) as case:
            paths = [three.folder / f"{name}.txt" for name in order.split()]
            case.add(paths, three.manifest())
            registers.append([head.incident for head in case.incidents()])
    assert registers[0] == registers[1] == registers[2]


def test_numbers_stay_when_earlier_events_are_added_later(case: Case, three: Reports) -> None:
    case.add([three.folder / "village.txt"], three.manifest())
    before = {head.incident.place.value.name: head.incident.number for head in case.incidents()}  # type: ignore[union-attr]
    three.write(
        "early.txt", "On the road 4 prisoners were shot at Whitewell on 2023-01-09.\n", published="2023-01-10"
    )
    report = case.add([three.folder], three.manifest())
    after = {head.incident.place.value.name: head.incident.number for head in case.incidents()}  # type: ignore[union-attr]
    assert before == {"Oldmill": 1, "Redbridge": 2}
    assert after == before | {"Whitewell": 3}
    assert report.new_incidents == (3,)


def test_a_manifest_that_comes_later_is_heard(case: Case, three: Reports) -> None:
    case.add([three.folder / "office.txt"])
    assert case.documents()[0].source.published is None
    report = case.add([three.folder / "office.txt"], three.manifest())
    assert [Path(p).name for p in report.updated] == ["office.txt"]
    source = case.documents()[0].source
    assert (source.publisher, source.published) == ("Daily", date(2024, 5, 5))
    assert case.stats().items == 1
    assert case.verify().clean
    assert case.add([three.folder / "office.txt"], three.manifest()).updated == ()
    assert case.add([three.folder / "office.txt"]).unchanged, "saying nothing takes nothing back"
    assert case.documents()[0].source.publisher == "Daily"


def test_a_second_outlet_with_the_same_bytes_does_not_rename_the_first(case: Case, reports: Reports) -> None:
    reports.write("a.txt", OFFICE, publisher="Daily")
    reports.write("b.txt", OFFICE, publisher="Mirror")
    for _ in range(2):
        case.add([reports.folder], reports.manifest())
    assert case.documents()[0].source.publisher == "Daily"


def test_claims_an_updated_reading_no_longer_makes_stay_readable(case: Case, three: Reports) -> None:
    path = three.folder / "office.txt"
    case.add([path])
    old = case.claims(Kind.RESPONSE)[0]
    case.close()
    with Case.open(case.path, actor="bob", engine=Silent()) as again:
        again.add([path], three.manifest())
        assert again.claims() == ()
        assert again.incidents() == ()
        assert not again.claim(old.id).current
        assert again.incident(1).claims == ()
        assert again.verify().clean


def test_unreadable_bytes_are_kept_and_said_once_in_the_journal(any_case: Case, reports: Reports) -> None:
    reports.write("empty.txt", b"")
    reports.write("good.txt", OFFICE)
    for _ in range(2):
        report = any_case.add([reports.folder])
        assert [Path(p).name for p in report.unread] == ["empty.txt"]
        assert "empty" in report.problems[0].reason
        assert report.problems[0].path.endswith("empty.txt")
    assert acts(any_case).count("unread") == 1
    assert [item.name for item in any_case.unread()] == ["empty.txt"]
    assert any_case.verify().clean


def test_a_document_an_engine_breaks_on_is_kept_unread_until_a_better_one_reads_it(
    reports: Reports, tmp_path: Path
) -> None:
    class Brittle(LineEngine):
        def propose(self, document: Document) -> Iterable[Claim]:
            if "Courier" in document.text.content:
                raise KeyError("Courier")
            return super().propose(document)

    reports.write("bad.txt", OFFICE + " The Courier wrote it.")
    reports.write("good.txt", OFFICE)
    with Case.create(tmp_path / "case", actor="ann", engine=Brittle()) as case:
        report = case.add([reports.folder])
        assert [[Path(p).name for p in paths] for paths in (report.added, report.unread)] == [
            ["good.txt"],
            ["bad.txt"],
        ]
        assert "bad.txt" in str(report.problems[0])
        assert "KeyError" in str(report.problems[0])
        assert [item.name for item in case.unread()] == ["bad.txt"]
        assert case.verify().clean
    with Case.open(tmp_path / "case", actor="ann", engine=LineEngine()) as case:
        assert [Path(p).name for p in case.add([reports.folder]).added] == ["bad.txt"]
        assert case.unread() == ()


def test_missing_files_and_rows_are_problems_and_the_rest_goes_on(case: Case, reports: Reports) -> None:
    reports.write("good.txt", OFFICE)
    reports.rows.append("gone.txt,Daily,2024-05-05,,")
    report = case.add([reports.folder, reports.folder / "nowhere.txt"], reports.manifest())
    assert len(report.added) == 1
    said = sorted(str(problem) for problem in report.problems)
    assert len(said) == 2
    assert "manifest.csv: line 2" in said[0]
    assert "gone.txt" in said[0]
    assert "nowhere.txt" in said[1]


def test_a_row_with_a_bad_cell_leaves_its_file_out_until_it_is_mended(case: Case, reports: Reports) -> None:
    reports.write("good.txt", OFFICE)
    reports.write("doubtful.txt", OFFICE + " More is to be said.")
    reports.rows.append("doubtful.txt,Daily,yesterday,,")
    report = case.add([reports.folder], reports.manifest())
    assert [Path(path).name for path in report.added] == ["good.txt"]
    said = " ".join(str(problem) for problem in report.problems)
    assert "line 2, column published" in said
    assert "doubtful.txt: is left out" in said
    reports.rows[-1] = "doubtful.txt,Daily,2024-05-05,,"
    assert len(case.add([reports.folder], reports.manifest()).added) == 1


def test_a_broken_manifest_stops_before_anything_is_added(case: Case, reports: Reports) -> None:
    reports.write("good.txt", OFFICE)
    reports.rows.append("good.txt,Daily,2024-05-05,,,")
    with pytest.raises(ManifestError, match="line 2"):
        case.add([reports.folder], reports.manifest())
    assert acts(case) == ["create"]


def test_progress_is_told_for_every_file(case: Case, three: Reports) -> None:
    told: list[tuple[int, int, str]] = []
    case.add([three.folder], progress=lambda done, total, path: told.append((done, total, Path(path).name)))
    assert told == [(0, 3, "count.txt"), (1, 3, "office.txt"), (2, 3, "village.txt"), (3, 3, "")]


def test_the_same_claims_have_the_same_ids_in_every_case(tmp_path: Path, three: Reports) -> None:
    found = []
    for name in ("one", "two"):
        with Case.create(tmp_path / name, actor="ann", engine=LineEngine()) as case:
            case.add([three.folder])
            found.append([record.id for record in case.claims()])
    assert found[0] == found[1]
    assert len(found[0]) == len(set(found[0])) == 6


class Silent:
    """An engine that finds nothing."""

    name = "silent/1"

    def propose(self, document: object) -> tuple[()]:
        return ()

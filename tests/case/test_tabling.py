from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from corrobora.case import Case
from corrobora.case.records import ClaimRecord, IncidentHead
from corrobora.collect.mapping import BadMapping, parse_mapping
from corrobora.collect.spreadsheet import UnreadableSheet, read_sheet
from corrobora.model.actor import Actor
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Act, Basis, Kind
from corrobora.model.when import When
from corrobora.model.where import Where
from corrobora.publish.data.case_tables import case_tables
from corrobora.publish.values import in_words, values_of
from line_engine import LineEngine

MAPPING = """
name: oreland-register
id: number
kind: incident
publisher: {value: Oreland Memorial}
published: entered
slots:
  act: {column: what, values: {shot dead: execution, beaten: torture}}
  victims: killed
  date: {column: day, format: "%d.%m.%Y"}
  place: {column: village, lat: lat, lon: lon, country: land}
  perpetrator_side: {value: RU}
  basis: {column: evidence, split: ";", values: {film: video, corpse: body}}
  claimants: {column: told by, split: ";"}
"""
HEADER = "number,what,killed,day,village,lat,lon,land,evidence,told by,entered\n"
ROWS = (
    'E-1,shot dead,at least 9,03.05.2024,Oldmill,10.5,20.25,UA,"film; corpse",village elder; nurse,'
    "2024-06-01\n"
    "E-2,beaten,2,04.05.2024,Redbridge,11,21,UA,,,2024-06-01\n"
)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "m.yaml"
    path.write_text(MAPPING)
    return path


def table(tmp_path: Path, rows: str = ROWS, name: str = "register.csv") -> Path:
    path = tmp_path / name
    path.write_text(HEADER + rows)
    return path


def test_a_row_becomes_a_claim_whose_words_are_its_cells(case: Case, tmp_path: Path, mapping: Path) -> None:
    report = case.import_table(table(tmp_path), mapping)
    assert [(c.id, c.line, c.before) for c in report.changes] == [("E-1", 2, None), ("E-2", 3, None)]
    first = next(r for r in case.claims(Kind.INCIDENT) if r.claim.victims.value.low == 9)
    claim, text = first.claim, case.document(first.document.sha256).document.text.content
    assert claim.act.value is Act.EXECUTION
    assert (claim.victims.value.low, claim.victims.value.high) == (9, None)
    assert claim.date.value.first == date(2024, 5, 3)
    assert claim.place.value.best.lat == 10.5
    assert [s.value for s in claim.basis] == [Basis.VIDEO, Basis.BODY]
    assert [s.value.name for s in claim.claimants] == ["village elder", "nurse"]
    assert claim.basis[1].spans[0].quote == "corpse"
    assert all(span.holds_in(text) for span in claim.all_spans())
    assert "perpetrator_side, by the mapping oreland-register: RU" in text
    assert first.document.source.publisher == "Oreland Memorial"
    assert len(case.incidents()) == 2
    assert case.verify().clean


def test_the_same_table_again_changes_nothing_and_a_dry_run_never_does(
    case: Case, tmp_path: Path, mapping: Path
) -> None:
    before = case.stats()
    assert len(case.import_table(table(tmp_path), mapping, dry_run=True).changes) == 2
    assert case.stats() == before
    case.import_table(table(tmp_path), mapping)
    head = case.latest(limit=1)[0].hash
    again = case.import_table(table(tmp_path), mapping)
    assert (again.changes, again.unchanged) == ((), 2)
    assert case.latest(limit=1)[0].hash == head


def test_a_changed_row_replaces_its_claim_by_its_id_and_keeps_the_number(
    case: Case, tmp_path: Path, mapping: Path
) -> None:
    case.import_table(table(tmp_path), mapping)
    labels = [h.incident.label for h in case.incidents()]
    report = case.import_table(table(tmp_path, ROWS.replace("at least 9", "11")), mapping)
    (change,) = report.changes
    assert "killed: at least 9" in (change.before or "")
    assert "killed: 11" in change.after
    assert sorted(r.claim.victims.value.low for r in case.claims(Kind.INCIDENT)) == [2, 11]
    assert case.incidents()[0].incident.label == labels[0]
    assert case.verify().clean
    gone = case.import_table(table(tmp_path, ROWS.splitlines()[1] + "\n"), mapping)
    assert gone.missing == ("E-1",)
    assert len(case.claims(Kind.INCIDENT)) == 2  # what a table does not list any more stays


def test_a_refresh_leaves_rows_as_their_mapping_read_them(case: Case, tmp_path: Path, mapping: Path) -> None:
    case.import_table(table(tmp_path), mapping)
    before = {r.id for r in case.claims()}
    case.refresh()
    assert {r.id for r in case.claims()} == before


def test_a_better_mapping_reads_unchanged_rows_anew(case: Case, tmp_path: Path, mapping: Path) -> None:
    case.import_table(table(tmp_path), mapping)
    mapping.write_text(MAPPING.replace("beaten: torture", "beaten: ill_treatment"))
    report = case.import_table(table(tmp_path), mapping)
    assert [c.id for c in report.changes] == ["E-2"]
    assert {r.claim.act.value for r in case.claims()} == {Act.EXECUTION, Act.ILL_TREATMENT}
    assert case.verify().clean


def test_bad_rows_are_named_and_the_rest_goes_on(case: Case, tmp_path: Path, mapping: Path) -> None:
    rows = ROWS + (
        ",shot dead,1,05.05.2024,Oldmill,,,,,,\n"
        "E-3,raided,1,05.05.2024,Oldmill,1,1,UA,,,\n"
        "E-4,beaten,many,05.05.2024,Oldmill,1,1,UA,,,\n"
        "E-5,beaten,1,2024-05-05,Oldmill,1,1,UA,,,\n"
        "E-6,beaten,1,05.05.2024,Oldmill,999,1,UA,,,\n"
        "E-7,beaten,1,05.05.2024,Oldmill,1,1,UA,,,\nE-7,beaten,2,05.05.2024,Oldmill,1,1,UA,,,\n"
        "E-8,beaten,1,05.05.2024,Oldmill,1,1,UA,,,yesterday\n"
    )
    report = case.import_table(table(tmp_path, rows), mapping)
    said = [str(p) for p in report.problems]
    assert len(report.changes) == 2
    words = ["external id", "raided", "many", "2024-05-05", "globe", "too", "too", "yesterday"]
    for line, word in zip(said, words, strict=True):
        assert word in line, line
    assert "line 4" in said[0]


def test_rows_are_never_created_by_title_or_across_registers(
    case: Case, tmp_path: Path, mapping: Path
) -> None:
    case.import_table(table(tmp_path), mapping)
    other = tmp_path / "other.yaml"
    other.write_text(MAPPING.replace("oreland-register", "second-register"))
    report = case.import_table(table(tmp_path), other)
    assert len(report.changes) == 2  # the ids of another register are other ids
    assert len(case.claims(Kind.INCIDENT)) == 4
    path = tmp_path / "titles.csv"
    path.write_text("title,killed\nThe killing at Oldmill,9\n")
    with pytest.raises(BadMapping, match="no column 'number'"):
        case.import_table(path, mapping)


def test_a_workbook_gives_the_same_claims_as_a_csv(case: Case, tmp_path: Path, mapping: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in csv.reader(io.StringIO(HEADER + ROWS)):
        sheet.append(line)
    book.save(tmp_path / "register.xlsx")
    case.import_table(tmp_path / "register.xlsx", mapping)
    assert (case.import_table(table(tmp_path), mapping)).changes == ()


def test_either_database_takes_a_table(any_case: Case, tmp_path: Path, mapping: Path) -> None:
    any_case.import_table(table(tmp_path), mapping)
    any_case.import_table(table(tmp_path, ROWS.replace("at least 9", "11")), mapping)
    assert any_case.verify().clean


def test_hostile_tables_are_refused_with_one_line(tmp_path: Path) -> None:
    for name, data, word in (
        ("a.csv", b"\xff\xfe\x00", "UTF-8"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"a,a\n1,2\n", "twice"),
        ("a.csv", b"a,b\n1,2,3\n", "more cells"),
        ("a.csv", b'a,b\n"1,2\n', "CSV row"),
        ("a.xlsx", b"PK\x03\x04rubbish", "workbook"),
        ("a.xlsx", b"not a zip", "workbook"),
        ("a.ods", b"PK", "save it as"),
        ("a.csv", b"a\n" + b"x" * 30_000 + b"\n", "characters"),
    ):
        with pytest.raises(UnreadableSheet, match=word):
            read_sheet(Path(name), data)


def test_a_wrong_mapping_says_which_entry(tmp_path: Path) -> None:
    good = "name: a\nid: n\nslots: {act: what}\n"
    for text, word in (
        ("- a", "needs name"),
        (good + "colour: red", "unknown entry 'colour'"),
        ("name: A b\nid: n\nslots: {act: x}", "name"),
        ("name: a\nslots: {act: x}", "external id"),
        ("name: a\nid: n\nslots: {period: x}", "no such slot"),
        ("name: a\nid: n\nslots: {act: {column: x, value: y}}", "either"),
        ("name: a\nid: n\nslots: {act: {colum: x}}", "unknown"),
        ("name: a\nid: n\nslots: [", "YAML"),
        ("name: a\nid: n\nslots: {act: {column: [x, [y]]}}", "needs words"),
        ("name: a\nid: n\nslots: {act: {column: x, values: {a: [b]}}}", "needs words"),
    ):
        with pytest.raises(BadMapping, match=word):
            parse_mapping(text, "m.yaml")


def test_a_case_comes_back_from_its_own_csv_but_for_what_the_mapping_names(
    filled: Case, tmp_path: Path
) -> None:
    """Claims of every kind, the register and what the figures say together."""
    mapping = Path(__file__).parents[2] / "examples" / "mappings" / "claims.yaml"
    (claims,) = (t for t in case_tables(filled) if t.name == "claims")
    path = tmp_path / "claims.csv"
    path.write_bytes(claims.csv())
    before = [r for r in filled.claims() if not r.rejected]
    assert {r.claim.kind for r in before} >= {Kind.INCIDENT, Kind.TALLY, Kind.STATEMENT, Kind.RESPONSE}
    with Case.create(tmp_path / "other", actor="bob", engine=LineEngine()) as other:
        report = other.import_table(path, mapping)
        assert not report.problems
        assert [change.id for change in report.changes] == [r.id for r in before]
        assert sorted(map(said, other.claims())) == sorted(map(said, before))
        assert [derived(h) for h in other.incidents()] == [derived(h) for h in filled.incidents()]

        def figures(case: Case) -> list[tuple[str, str, str]]:
            outcome = case.reconcile()
            told = [p.tally for p in outcome.tallies]
            return sorted((t.body.name, t.scope.words(), str(t.figures)) for t in told)

        assert figures(other) == figures(filled)
        assert figures(other)
        assert other.import_table(path, mapping).changes == ()


def said(record: ClaimRecord) -> str:
    """A claim's values without what the mapping names as lost, and where it was published."""
    claim = record.claim

    def plain(value: object) -> object:
        match value:
            case Quantity():
                return (value.low, value.high, value.unit)
            case When():
                return (value.first, value.last, value.precision)
            case Where():
                return value.name
            case Actor():
                return value.name
        return value

    values = [(name, plain(slot.value)) for name, slot in claim.slots() if name != "quantities"]
    return repr((claim.kind, values, record.document.source.publisher, record.document.source.published))


def derived(head: IncidentHead) -> list[tuple[str, object, bool]]:
    """An incident's values in words, and whether claims differ on them."""
    held = values_of(head.incident)
    return [(name, in_words(name, d.value), d.differs) for name, d in held if name not in ("date", "place")]


def test_a_row_of_no_known_kind_is_named_and_a_kind_s_own_slots_are_read(case: Case, tmp_path: Path) -> None:
    path, mapping = tmp_path / "t.csv", tmp_path / "m.yaml"
    path.write_text(
        "n,kind,type,who,dead,first,last,unit\n"
        "1,response,denial,Ministry,,,,\n2,tally,,,9,2024-01-01,2024-12-31,\n3,rumour,,,1,,,\n"
    )
    mapping.write_text(
        "name: k\nid: n\nkind: {column: kind}\nslots: {type: type, actor: who, victims: dead,"
        " date: {first: first, last: last}, period: {first: first, last: last}}\n"
    )
    report = case.import_table(path, mapping)
    (problem,) = report.problems
    assert "'rumour' is none of incident" in str(problem)
    assert {r.claim.kind for r in case.claims()} == {Kind.RESPONSE, Kind.TALLY}
    assert case.tallies()[0].claim.period is not None
    with pytest.raises(BadMapping, match="kind"):
        parse_mapping("name: a\nid: n\nkind: {colum: kind}\nslots: {act: x}", "m.yaml")


def test_an_address_that_is_none_is_named_and_the_row_taken_without_it(case: Case, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(
        "number,killed,link\n"
        "E-1,9,https://one.example/a\nE-2,8,https://one.example/b; https://two.example/c\n"
    )
    mapping = tmp_path / "m.yaml"
    mapping.write_text("name: r\nid: number\nkind: incident\nurl: link\nslots: {victims: killed}\n")
    report = case.import_table(table, mapping)
    (problem,) = report.problems
    assert problem.place == "line 3"
    assert "without an address" in problem.reason
    assert {head.source.url for head in case.documents()} == {"https://one.example/a", None}

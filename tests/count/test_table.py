from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corrobora.count import Standard
from corrobora.count.table import COLUMNS, UnreadableTable, read_table, scope_from_words
from corrobora.model.vocabulary import Act, Unit, VictimStatus

HEAD = ",".join((*COLUMNS, "url"))


def _table(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def _one(tmp_path: Path, row: str):
    table = read_table(_table(tmp_path, row))
    assert table.problems == ()
    (tally,) = table.tallies
    return tally


def test_a_row_becomes_a_tally_with_scope_and_figures(tmp_path):
    tally = _one(
        tmp_path,
        "2031-03-07,Prosecution Office,Chadian POWs killed,19,proceedings,45,under investigation,2030-02..,http://x",
    )
    scope = tally.scope
    assert (scope.act, scope.victim_side, scope.victim_status) == (Act.EXECUTION, "TD", VictimStatus.POW)
    assert (scope.first, scope.last, scope.as_of) == (date(2030, 2, 1), date(2031, 3, 7), date(2031, 3, 7))
    assert scope.standard is Standard.UNDER_INVESTIGATION
    assert tally.figures[Unit.PERSONS].bounds == (45, 45)
    assert tally.figures[Unit.PROCEEDINGS].bounds == (19, 19)
    assert tally.url == "http://x"


def test_the_perpetrators_are_named_after_by():
    scope = scope_from_words("Libyan prisoners of war summarily executed by the Chadian side")
    assert (scope.victim_side, scope.perpetrator_side) == ("LY", "TD")


@pytest.mark.parametrize(
    ("killed", "qualifier", "bounds"),
    [
        ("32", '"credible allegations, at least"', (32, None)),
        ("25", '"documented, ""up to 25"""', (None, 25)),
        ("100", "over", (101, None)),
        ("91+", "", (91, None)),
        ("5–7", "", (5, 7)),
        ("1 204", "documented", (1204, 1204)),
    ],
)
def test_hedges_become_bounds(tmp_path, killed, qualifier, bounds):
    tally = _one(tmp_path, f"2031-03-07,Mission,POWs executed,,persons,{killed},{qualifier},2030,")
    assert tally.figures[Unit.PERSONS].bounds == bounds


@pytest.mark.parametrize(
    ("period", "first", "last", "coarse"),
    [
        ("2030", "2030-01-01", "2030-12-31", True),
        ("2030-12..2031-02", "2030-12-01", "2031-02-28", False),
        ("2030-02-24..", "2030-02-24", "2031-03-07", False),
        ("..2030-12-15", None, "2030-12-15", False),
        ("", None, "2031-03-07", False),
    ],
)
def test_periods_are_read_with_open_ends(tmp_path, period, first, last, coarse):
    scope = _one(tmp_path, f"2031-03-07,Mission,POWs executed,,persons,4,,{period},").scope
    assert (scope.first and scope.first.isoformat(), scope.last and scope.last.isoformat()) == (first, last)
    assert scope.coarse_start is coarse


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2031-02-30,Mission,POWs,,persons,4,,2030,", "as_of"),
        ("2031-03-07,,POWs,,persons,4,,2030,", "publisher"),
        ("2031-03-07,Mission,POWs,,persons,some,,2030,", "'some' is not a count"),
        ("2031-03-07,Mission,POWs,,persons,,,2030,", "both empty"),
        ("2031-03-07,Mission,POWs,7,persons,4,,2030,", "what 7 counts"),
        ("2031-03-07,Mission,POWs,,persons,4,,last year,", "period"),
        ("2031-03-07,Mission,POWs,,persons,4,,2031..2030,", "ends"),
    ],
)
def test_a_bad_row_is_one_clear_line_and_the_rest_goes_on(tmp_path, row, reason):
    table = read_table(_table(tmp_path, row, "2031-03-07,Mission,POWs,,persons,4,,2030,"))
    assert len(table.tallies) == 1
    (problem,) = table.problems
    assert "figures.csv: line 2:" in problem
    assert reason in problem


def test_a_table_without_a_needed_column_is_refused(tmp_path):
    with pytest.raises(UnreadableTable, match="'period' is missing"):
        read_table(_table(tmp_path, head=HEAD.replace(",period", "")))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableTable, match=r"figures\.csv"):
        read_table(path)
    with pytest.raises(UnreadableTable, match="cannot be opened"):
        read_table(tmp_path / "none.csv")


def test_ids_of_the_table_are_kept_and_must_be_unique(tmp_path):
    rows = ("2031-03-07,Mission,POWs,,persons,4,,2030,,A", "2031-03-07,Mission,POWs,,persons,5,,2030,,A")
    table = read_table(_table(tmp_path, *rows, head=HEAD + ",id"))
    assert [t.id for t in table.tallies] == ["A"]
    assert "earlier row" in table.problems[0]

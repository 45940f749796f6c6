"""Fixity checked in slices: nothing is passed over, damage is found and put on record."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from corrobora.case import Case
from corrobora.case.fixity import Budget, Slice
from line_engine import LineEngine

SMALL = Budget(share=0.2)


@pytest.fixture
def ten(tmp_path: Path) -> Case:
    """A case with ten items of one size."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for n in range(10):
        (folder / f"{n}.txt").write_text(f"{n} prisoners were shot at Oldmill on 2024-05-03.\n")
    case = Case.create(tmp_path / "case", actor="ann", engine=LineEngine())
    case.add([folder])
    return case


def damage(case: Case, sha256: str) -> None:
    path = case.vault.path(sha256)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"shot", b"SHOT"))


def round_of(case: Case, budget: Budget) -> list[Slice]:
    slices = [case.check_fixity(budget)]
    while slices[-1].remaining:
        slices.append(case.check_fixity(budget))
    return slices


def test_slices_of_a_round_cover_every_item_once(ten: Case) -> None:
    slices = round_of(ten, SMALL)
    assert [s.items for s in slices] == [2] * 5
    assert [s.remaining for s in slices] == [8, 6, 4, 2, 0]
    assert [s.after for s in slices] == ["", *(s.through for s in slices[:-1])]
    assert slices[-1].through == max(ten.vault.all())
    assert all(s.clean for s in slices)
    assert ten.check_fixity(SMALL).after == "", "then a new round begins"


def test_each_item_is_told_of_its_check_and_of_no_other(ten: Case) -> None:
    round_of(ten, SMALL)
    for sha256 in ten.vault.all():
        (seen,) = [e for e in ten.custody(sha256) if e.act == "fixity"]
        assert seen.payload["event"] == "verify"
        assert seen.actor == "ann"
    assert ten.verify().clean


@pytest.mark.parametrize("way", ["changed", "gone", "cut"])
def test_damage_is_found_in_its_slice_and_stands_in_the_journal(ten: Case, way: str) -> None:
    sha256 = sorted(ten.vault.all())[4]
    if way == "changed":
        damage(ten, sha256)
    elif way == "gone":
        ten.vault.path(sha256).unlink()
    else:
        ten.vault.path(sha256).chmod(0o644)
        ten.vault.path(sha256).write_bytes(b"")
    slices = round_of(ten, SMALL)
    assert [[d.sha256 for d in s.damaged] for s in slices] == [[], [], [sha256], [], []]
    (entry,) = [e for e in ten.custody(sha256) if e.act == "fixity"]
    assert entry.payload["damaged"] == [{"sha256": sha256, "reason": slices[2].damaged[0].reason}]


def test_without_time_one_item_is_checked_and_without_bounds_all(ten: Case) -> None:
    assert ten.check_fixity(Budget(time=timedelta())).items == 1
    rest = ten.check_fixity(Budget())
    assert (rest.items, rest.remaining) == (9, 0)
    assert rest.round_began is not None


def test_items_added_during_a_round_are_checked_in_it_or_in_the_next(ten: Case, tmp_path: Path) -> None:
    first = ten.check_fixity(SMALL)
    for n in range(5):
        (tmp_path / f"new{n}.txt").write_text(f"{n + 50} prisoners were shot at Newmill on 2024-05-03.\n")
    ten.add([tmp_path / f"new{n}.txt" for n in range(5)])
    rest = ten.check_fixity(Budget())
    assert rest.items == sum(sha256 > first.through for sha256 in ten.vault.all())
    assert ten.check_fixity(Budget()).items == 15


def test_an_empty_case_has_nothing_to_check(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", actor="ann") as case:
        found = case.check_fixity(SMALL)
        assert (found.items, found.remaining, found.clean) == (0, 0, True)

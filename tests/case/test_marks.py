"""What is marked sensitive is listed apart, whatever is added and however much is marked."""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy import select

from corrobora.case import Case
from corrobora.case.sight import EVERY, Marks, Sight
from corrobora.model.rights import Person, Role
from corrobora.store.listing_tables import LISTINGS, VEILED
from reports import Reports
from telegram_export import export, message


class Undone(Exception):
    """Ends a transaction without effect."""


def seen_without_the_right(case: Case) -> list[str]:
    with case.acting(Person(name="vera", role=Role.VIEWER)) as viewer:
        return [head.sha256 for head in viewer.documents()]


def test_a_case_without_claims_can_be_added_to_after_a_mark(any_case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"Nothing was heard on day {n}.")
    any_case.add([folder])
    hidden, *others = (head.sha256 for head in any_case.documents())
    any_case.decide_sensitive(hidden, sensitive=True, reason="names a person")
    (folder / "3.txt").write_text("Nothing was heard on day 3.")
    any_case.add([folder])
    seen = seen_without_the_right(any_case)
    assert set(others) < set(seen)
    assert len(seen) == 3


def test_where_all_is_marked_nothing_is_listed_for_others_and_a_mark_taken_back_lists_it(
    any_case: Case, tmp_path: Path
) -> None:
    sent = [message(n, f"{n} prisoners were shot at Oldmill{n} on 2031-03-04.") for n in range(2, 50)]
    any_case.add([export(tmp_path / "e", *sent)], sensitive=True)
    assert seen_without_the_right(any_case) == []
    with any_case._store.read() as connection:
        listed = {
            table.name: len(connection.execute(select(table).where(table.c.view == VEILED)).all())
            for table in LISTINGS
        }
    assert {name for name, number in listed.items() if number} <= {"sizes", "names"}
    first = any_case.documents()[0].sha256
    any_case.decide_sensitive(first, sensitive=False, reason="was published by its author")
    assert seen_without_the_right(any_case) == [first]


def test_marks_brought_up_to_date_are_those_read_anew(case: Case, three: Reports) -> None:
    case.add([three.folder], three.manifest())
    hashes = [head.sha256 for head in case.documents()]
    claims = [record.id for record in case.claims()]
    marks, chance = Marks(), random.Random(3)
    for _ in range(60):
        sensitive = chance.random() < 0.6
        with case._store.read() as connection:
            now, anew = marks.sight(connection), Sight.of(connection)
        assert (now is None) == (anew is None)
        if now and anew:
            assert (now.documents, now.claims, now.fields) == (anew.documents, anew.claims, anew.fields)
        match chance.randrange(4):
            case 0:
                case.decide_sensitive(chance.choice(hashes), sensitive=sensitive, reason="x")
            case 1:
                case.decide_sensitive_claim(chance.choice(claims), None, sensitive=sensitive, reason="x")
            case 2:
                claim = chance.choice([*claims, EVERY])
                case.decide_sensitive_claim(claim, "place", sensitive=sensitive, reason="x")
            case _:  # a mark that is undone is not remembered
                try:
                    with case._store.whole() as connection:
                        case.decide_sensitive(chance.choice(hashes), sensitive=True, reason="x")
                        marks.sight(connection)
                        raise Undone
                except Undone:
                    pass

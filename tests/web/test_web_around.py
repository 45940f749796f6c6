"""What stands around an incident is what going through every record finds."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Integer, insert
from web_sample import sample_case

from corrobora.case import Case, reading
from corrobora.count.register import incident_relation
from corrobora.count.scope import Relation
from corrobora.count.tally import tallies_of
from corrobora.model.rights import Person, Role
from corrobora.store import listed
from corrobora.store.listing_tables import listed_tallies


@pytest.fixture
def case(tmp_path: Path, new_database: Callable[[], str | None]) -> Iterator[Case]:
    with sample_case(tmp_path, database=new_database()) as opened:
        yield opened


def fitting(case: Case, number: int) -> set[tuple[str, bool]]:
    """Tallies that leave room for an incident, and whether it surely lies inside: all of them compared."""
    incident = case.incident(number).incident
    records = [r for r in case.tallies() if not r.rejected]
    found = {
        tally.id: incident_relation(incident, tally.scope)
        for tally in tallies_of([reading.linkable(r) for r in records])
    }
    inside = (Relation.SAME, Relation.INSIDE)
    return {(id, how in inside) for id, how in found.items() if how is not Relation.DISJOINT}


def test_tallies_are_all_that_leave_room_and_no_rejected_ones(case: Case) -> None:
    numbers = [head.incident.number for head in case.incidents()]
    for number in numbers:
        assert {(t.id, sure) for t, sure in case.around(number).tallies} == fitting(case, number), number
    tally = next(t for n in numbers for t, _ in case.around(n).tallies)
    case.decide([tally.id], verdict="rejected", reason="x")
    for number in numbers:
        assert tally.id not in {t.id for t, _ in case.around(number).tallies}


class Undone(Exception):
    """Ends a transaction without effect."""


@pytest.mark.parametrize("acts", [(), ("execution",)])
@pytest.mark.parametrize("sides", [(), ("XA",)])
def test_of_very_many_tallies_those_that_count_longest_are_looked_at(
    case: Case, acts: tuple[str, ...], sides: tuple[str, ...]
) -> None:
    rng = random.Random(5)
    rest = {c.name: 0 if isinstance(c.type, Integer) else "" for c in listed_tallies.columns}
    rows = [
        {
            **rest, "view": 0, "claim": f"made{n:012d}", "act": rng.choice(("", "execution", "torture")),
            "victim_side": rng.choice(("", "XA", "XB")),
            "first_day": f"2032-01-{rng.randint(1, 28):02d}", "last_day": f"2032-02-{rng.randint(1, 28):02d}",
        }
        for n in range(300)
    ]  # fmt: skip
    fit = [
        r for r in rows
        if r["first_day"] <= "2032-01-20" and r["last_day"] >= "2032-02-10"
        and (not acts or r["act"] in ("", *acts)) and (not sides or r["victim_side"] in ("", *sides))
    ]  # fmt: skip
    fit.sort(key=lambda r: (r["last_day"], r["claim"]), reverse=True)
    assert len(fit) > 10
    with contextlib.suppress(Undone), case._store.write() as connection:
        connection.execute(insert(listed_tallies), rows)
        found = listed.tallies_about(
            connection, acts=acts, sides=sides, by=(), first_day="2032-02-10", last_day="2032-01-20", limit=10
        )
        assert list(found) == [r["claim"] for r in fit[:10]]
        raise Undone


def test_the_same_records_are_found_as_one_by_one_also_by_who_may_not_see_all(case: Case) -> None:
    case.decide_sensitive(case.incident(1).claims[0].document.sha256, sensitive=True, reason="x")
    for seen in (case, case.acting(Person(name="eve", role=Role.VIEWER))):
        for number in (head.incident.number for head in seen.incidents()):
            found = seen.around(number)
            record = seen.incident(number)
            assert found.record == record
            assert found.origins == seen.origins(number)
            assert found.grades == seen.grades(number)
            hashes = {c.document.sha256 for c in record.claims}
            assert set(found.documents) == hashes
            answers = {r.id for r in seen.responses() if r.document.sha256 in hashes}
            assert {r.id for r in found.responses} == answers

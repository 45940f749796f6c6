"""Ledger and elements counted from their listings are what they are incident by incident."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from corrobora.assess.elements import Support, counted, next_counted, next_of_all, over_all
from corrobora.case import Case
from corrobora.case.reading import linkable
from corrobora.codebook.elements import law
from corrobora.count.bars import month_of, place_of
from corrobora.count.ledger import LedgerRow, NoSuchRule, ledger
from corrobora.count.scope import Area, Scope, Standard
from corrobora.model.rights import Person, Role
from corrobora.model.vocabulary import Act, Judgement, VictimStatus

sys.path.append(str(Path(__file__).parents[2] / "scripts"))
from measure_workbench import World, sentences, write_block  # a script, no package

from corrobora.store import journal

#: The third asks from whom an incident is known, and is counted incident by incident.
RULES = ("stated-range", "ucdp-ged")
INCIDENTS = 40


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Generated incidents, half of them joined to others that say something else; some claims rejected."""
    address = request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None
    rng = random.Random(5)
    with Case.create(tmp_path_factory.mktemp("counted"), actor="ana", database=address) as made:
        with made._store.write() as connection:
            entry = journal.append(connection, actor="generator", act="generate", payload={}).seq
            said = list(sentences(rng, World.make(rng), range(1, INCIDENTS + 1), 200))
            rng.shuffle(said)
            write_block(connection, rng, World.make(rng), said, entry)
        labels = [head.incident.label for head in made.incidents()]
        for one, other in list(pairwise(labels))[::3][:6]:
            made.decide([one, other], judgement=Judgement.SAME, reason="x")
        for claim in rng.sample([c for c in made.claims() if c.incident], 8):
            made.decide([claim.id], verdict="rejected", reason="x")
        yield made


def scopes(case: Case) -> Iterator[Scope]:
    incidents = [head.incident for head in case.incidents()]
    placed = next(i for i in incidents if i.place and i.place.value.best)
    assert placed.place is not None
    dated = sorted(i.date.value.first for i in incidents if i.date and i.date.value.first)
    early, middle, late = dated[3], dated[len(dated) // 2], dated[-3]
    yield Scope()
    yield Scope(act=Act.EXECUTION)
    yield Scope(victim_side="NO", perpetrator_side="IS")
    yield Scope(victim_status=VictimStatus.POW)
    yield Scope(victim_status=VictimStatus.CIVILIAN, act=Act.TORTURE)
    yield Scope(first=middle)
    yield Scope(last=middle)
    yield Scope(act=Act.EXECUTION, first=early, last=late, standard=Standard.RECORDED)
    yield Scope(standard=Standard.VERIFIED)
    yield Scope(victim_status=VictimStatus.HORS_DE_COMBAT, standard=Standard.UNDER_INVESTIGATION)
    area = Area.of(placed.place.value)
    yield Scope(area=area)
    yield Scope(area=Area(name="Nowhere"))
    yield Scope(area=Area(name="its region", ids=area.inside), first=early)


def walked(case: Case, scope: Scope) -> tuple[LedgerRow, ...]:
    """All its rows, portion by portion; backwards the same."""
    rows: list[LedgerRow] = []
    held = case.ledger_part(scope, limit=7)
    while True:
        rows += held.rows
        if not held.later:
            break
        held = case.ledger_part(scope, limit=7, after=rows[-1].incident.number)
    back = list(held.rows)
    while held.earlier:
        held = case.ledger_part(scope, limit=7, before=back[0].incident.number)
        back = [*held.rows, *back]
    assert back == rows
    return tuple(rows)


def compared(case: Case, asked: Iterable[Scope]) -> set[tuple[bool, int]]:
    """Each scope by each rule counted both ways; whether rows lie inside, and how many there are."""
    origins, heads = case.all_origins(), case.incidents()
    claims = {c.id: linkable(c) for c in case.claims() if c.incident and not c.rejected}
    seen = set()
    for scope in asked:
        for rule in RULES:
            part = case.ledger_part(scope, rule=rule, limit=10 * INCIDENTS)
            whole = ledger(scope, [head.incident for head in heads], claims, origins, rule)
            assert (part.incidents, part.victims, part.rows) == (whole.incidents, whole.victims, whole.rows)
            sure = [r.incident for r in whole.rows if r.inside]
            assert part.total == len(whole.rows)
            assert part.months == Counter(map(month_of, sure))
            assert part.places == Counter(map(place_of, sure))
            seen |= {(row.inside, len(whole.rows)) for row in whole.rows}
    return seen


def test_every_scope_is_counted_as_incident_by_incident(case: Case) -> None:
    seen = compared(case, scopes(case))
    assert {inside for inside, _ in seen} == {True, False}
    assert len({size for _, size in seen}) > 6
    assert walked(case, Scope()) == case.ledger(Scope()).rows
    with pytest.raises(NoSuchRule, match="guess"):
        case.ledger_part(Scope(), rule="guess", limit=7)


def test_a_rule_that_asks_from_whom_is_counted_incident_by_incident(case: Case) -> None:
    whole, part = case.ledger(Scope(), rule="airwars"), case.ledger_part(Scope(), rule="airwars", limit=4)
    assert (part.incidents, part.victims, part.rows) == (whole.incidents, whole.victims, whole.rows[:4])
    assert (part.earlier, part.later, part.total) == (False, True, len(whole.rows))
    last = case.ledger_part(Scope(), rule="airwars", limit=4, before=whole.rows[6].incident.number)
    assert (last.rows, last.earlier, last.later) == (whole.rows[2:6], True, True)


@pytest.mark.slow
def test_so_is_what_is_left_for_who_may_not_see_everything(case: Case) -> None:
    claims = [c for c in case.claims() if c.incident]
    case.decide_sensitive(claims[0].document.sha256, sensitive=True, reason="x")
    case.decide_sensitive_claim(claims[-1].id, sensitive=True, reason="x")
    case.decide_sensitive_claim(claims[20].id, "victims", sensitive=True, reason="x")
    viewer = case.acting(Person(name="vera", role=Role.VIEWER))
    assert viewer.ledger(Scope()).victims != case.ledger(Scope()).victims
    compared(viewer, [Scope(), Scope(act=Act.EXECUTION, standard=Standard.VERIFIED)])
    compared_elements(viewer)


def compared_elements(case: Case) -> None:
    alike, whole = case.shown.elements(3), case.all_elements()

    def named(labels: Sequence[str]) -> tuple[int, tuple[str, ...]]:
        return len(labels), tuple(labels[:3])

    assert [
        (table.crime.id, table.incidents,
         [{s: (x.count, x.first) for s, x in found.items()} for _, found in table.elements])
        for table in counted(alike, law(), 3)
    ] == [
        (table.crime.id, len(table.incidents),
         [{s: named(row.incidents[s]) for s in Support} for row in table.elements])
        for table in over_all(whole)
    ]  # fmt: skip
    assert [
        (w.what, (w.gaps.count, w.gaps.first), (w.contested.count, w.contested.first))
        for w in next_counted(alike, law(), 3)
    ] == [(w.what, named(w.gaps), named(w.contested)) for w in next_of_all(whole)]


def test_elements_are_counted_as_incident_by_incident(case: Case) -> None:
    assert len(case.shown.elements(3)) > 3
    compared_elements(case)


def test_elements_are_looked_for_anew_by_another_codebook(case: Case) -> None:
    before = case.shown.elements(3)
    with case._store._connection(write=True) as connection:
        connection.exec_driver_sql("UPDATE listed_elements SET found = 'older' || found WHERE number < 9")
    with Case.open(case.path, actor="ana") as again:
        assert again.shown.elements(3) == before

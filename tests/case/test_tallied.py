"""Tallies in portions say what all of them at once say, and nobody reads what is hidden from them."""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from corrobora.case import Case, tallied
from corrobora.case.reading import linkable
from corrobora.case.tallied import MOST_NAMED, TalliesPart
from corrobora.count.place import Placed, place
from corrobora.count.reconcile import TOO_MANY
from corrobora.count.reconciliation import DerivedFigure, Reconciliation
from corrobora.count.tally import tallies_of, tally_from_json, tally_to_json
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Claim
from corrobora.model.quantity import Quantity
from corrobora.model.rights import Person, Role
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, Unit, Verification, VictimStatus
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where

sys.path.append(str(Path(__file__).parents[2] / "scripts"))
from measure_workbench import Said, World, sentences, write_block  # a script, no package

from corrobora.store import journal

BODIES = tuple(Actor(name=f"Office {name}", sort=ActorSort.BODY) for name in ("Ash", "Birch", "Cedar", "Elm"))
REGIONS = ("made:north", "made:south")
TEXT = "From {day} on {n} prisoners were killed in {place}, says {who}."


def named(name: str, *within: str) -> Where:
    level = PlaceLevel.SETTLEMENT if within else PlaceLevel.FIRST
    id = "-".join((*within, name))
    return Where(
        name=name, candidates=(Candidate(id=id, name=name, level=level, country="NO", admin_ids=within),)
    )


def counted(rng: random.Random, world: World) -> Said:
    """A tally that can hold others, lie in others and contradict others of the same body."""
    body, region = rng.choice(BODIES), rng.choice(REGIONS)
    first = date(2029, 1, 1) + timedelta(days=90 * rng.randrange(8))
    last = first + timedelta(days=rng.choice((89, 179, 359, 719)))
    low = rng.randint(1, 60)
    place_of = rng.choice((None, None, None, rng.choice(world.places), named(region), named("Mill", region)))
    day, name = first.isoformat(), place_of.name if place_of else "the north"
    parts = {"day": day, "n": str(low), "place": name, "who": body.name}
    high = rng.choice((low, low + 5, None))
    kind = rng.choice(("span", "span", "year", "until", "since", "none"))
    act, side = rng.choice((None, Act.EXECUTION, Act.EXECUTION)), rng.choice((None, "NO", "NO"))
    status = rng.choice((None, VictimStatus.POW, VictimStatus.HORS_DE_COMBAT))
    unit = rng.choice((Unit.PERSONS, Unit.PERSONS, Unit.INCIDENTS))
    verified = rng.random() < 0.2

    def make(slot, spans: tuple[Span, ...]) -> Claim:  # type: ignore[no-untyped-def]
        period: dict[str, When | None] = {
            "span": When(first=first, last=last, precision=Precision.SPAN, words=day),
            "year": When(first=date(first.year, 1, 1), last=date(first.year, 12, 31),
                         precision=Precision.YEAR, words=day),
            "until": When(first=None, last=last, precision=Precision.SPAN, words=day),
            "since": When(first=first, last=None, precision=Precision.SPAN, words=day),
            "none": None,
        }  # fmt: skip
        when = period[kind]
        number = Quantity(low=low, high=high, unit=unit)
        return Claim(
            kind=Kind.TALLY, engine="generated/1", spans=spans,
            act=slot("n", act) if act else None, victim_side=slot("place", side) if side else None,
            victim_status=slot("n", status) if status else None,
            place=slot("place", place_of) if place_of else None,
            victims=slot("n", number) if unit is Unit.PERSONS else None,
            incidents=slot("n", number) if unit is Unit.INCIDENTS else None,
            period=slot("day", when) if when else None, claimants=(slot("who", body),),
            verification=slot("who", Verification.VERIFIED) if verified else None,
        )  # fmt: skip

    return Said(TEXT.format(**parts), parts, make, None)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Generated incidents, tallies by few bodies whose scopes hold each other, one rejected."""
    address = request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None
    rng = random.Random(11)
    with Case.create(tmp_path_factory.mktemp("tallied"), actor="ana", database=address) as made:
        with made._store.write() as connection:
            entry = journal.append(connection, actor="generator", act="generate", payload={}).seq
            world = World.make(rng)
            said = [*sentences(rng, world, range(1, 31), 120), *(counted(rng, world) for _ in range(60))]
            rng.shuffle(said)
            write_block(connection, rng, world, said, entry)
        made.decide([made.tallies()[3].id], verdict="rejected", reason="x")
        yield made


def portions(case: Case, limit: int) -> list[TalliesPart]:
    found = [case.shown.tallies(limit=limit, labels=1000)]
    while found[-1].later:
        after = found[-1].records[-1].id
        found.append(case.shown.tallies(limit=limit, after=after, labels=1000))
    return found


def own(outcome: Reconciliation) -> set[DerivedFigure]:
    return {d for d in outcome.derived if d.kind != "across"}


def across(outcome: Reconciliation) -> dict[str, set[tuple[str, Unit, str]]]:
    """For each figure the figures of other bodies that hold it."""
    found: dict[str, set[tuple[str, Unit, str]]] = {}
    for figure in outcome.derived:
        if figure.kind == "across":
            whole, part = figure.tallies
            found.setdefault(part, set()).add((whole, figure.value.unit, figure.why))
    return found


def same(case: Case, limit: int) -> Reconciliation:
    whole, parts = case.reconcile(), portions(case, limit)
    ids = [r.id for p in parts for r in p.records]
    standing = {r.id for r in case.tallies() if not r.rejected}
    assert len(ids) == len(set(ids)) == parts[0].total
    assert set(ids) == standing
    held = {p.tally.id: p for part in parts for p in part.outcome.tallies}
    assert held.keys() == {p.tally.id for p in whole.tallies}
    for placed in whole.tallies:
        found = held[placed.tally.id]
        assert (found.implied, found.note) == (placed.implied, placed.note)
        assert found.register == placed.register
        assert found.tally.scope == placed.tally.scope
        assert found.tally.figures == placed.tally.figures
    assert set().union(*(own(p.outcome) for p in parts)) == own(whole)
    assert {c for p in parts for c in p.outcome.contradictions} == {*whole.contradictions}
    assert {r for p in parts for r in p.outcome.revisions} == {*whole.revisions}
    inside = across(whole)
    for part in parts:
        found_here = across(part.outcome)
        assert found_here.keys() <= {r.id for r in part.records} & inside.keys()
        for id in inside.keys() & {r.id for r in part.records}:
            by_unit = {u: {x for x in inside[id] if x[1] is u} for u in Unit}
            for unit, all_of_it in by_unit.items():
                some = {x for x in found_here[id] if x[1] is unit}
                assert some <= all_of_it
                assert len(some) == min(MOST_NAMED, len(all_of_it))
    return whole


def test_portions_say_what_all_tallies_at_once_say(case: Case) -> None:
    whole = same(case, 7)
    assert len(whole.contradictions) > 3
    assert {d.kind for d in whole.derived} >= {"rest", "added", "across"}
    assert {p.note is None for p in whole.tallies} == {True, False}
    assert whole.revisions
    assert any(p.register and p.register.covered and p.register.possibly for p in whole.tallies)


def test_what_contradicts_new_figures_is_found_among_their_bodies_alone(case: Case) -> None:
    whole = case.reconcile().contradictions
    some = [p.tally.id for p in case.reconcile().tallies][::3]
    with case._database.read() as connection:
        found = tallied.contradictions(connection, some)
        assert tallied.contradictions(connection, ["nothing"]) == ()
    assert {*found} == {c for c in whole if {*some} & {*c.tallies}}
    assert 0 < len(found) < len(whole)


def test_portions_lead_back_and_begin_with_a_tally_that_is_asked_for(case: Case) -> None:
    ids = [r.id for p in portions(case, 9) for r in p.records]
    back = case.shown.tallies(limit=9, before=ids[20])
    assert [r.id for r in back.records] == ids[11:20]
    assert (back.earlier, back.later) == (True, True)
    at = case.shown.tallies(limit=9, at=ids[20])
    assert [r.id for r in at.records] == ids[20:29]
    assert (at.earlier, at.later) == (True, True)
    last = case.shown.tallies(limit=9, after=ids[-3])
    assert [r.id for r in last.records] == ids[-2:]
    assert not last.later


@pytest.mark.slow
def test_so_it_is_for_who_may_not_see_everything(case: Case) -> None:
    before = case.reconcile()
    first = case.tallies()[0]
    case.decide_sensitive(first.document.sha256, sensitive=True, reason="x")
    one = next(r for r in case.tallies() if r.document.sha256 != first.document.sha256 and not r.rejected)
    case.decide_sensitive_claim(one.id, sensitive=True, reason="x")
    viewer = case.acting(Person(name="vera", role=Role.VIEWER))
    seen = same(viewer, 8)
    hidden = {first.id, one.id}
    assert hidden.isdisjoint(p.tally.id for p in seen.tallies)
    assert hidden.isdisjoint(id for d in seen.derived for id in d.tallies)
    assert {p.tally.id for p in same(case, 50).tallies} == {p.tally.id for p in before.tallies}


def test_a_body_with_very_many_figures_is_not_held_against_itself(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = case.reconcile()
    most = max(Counter(p.tally.body.id for p in whole.tallies).values())
    monkeypatch.setattr(tallied, "MOST_OF_BODY", most - 1)
    parts = portions(case, 7)
    placed = [p for part in parts for p in part.outcome.tallies]
    apart = {p.tally.body.id for p in placed if p.note == TOO_MANY}
    assert len(apart) == 1
    assert all(p.implied == {} and p.note for p in placed if p.tally.body.id in apart)
    assert any(p.implied for p in placed)
    assert not any(c.body.id in apart for part in parts for c in part.outcome.contradictions)
    named = {d.tallies for d in whole.derived if d.kind == "across"}
    found = {d.tallies for part in parts for d in part.outcome.derived if d.kind == "across"}
    assert found <= named
    assert {p.tally.id for p in placed if p.tally.body.id in apart} & {ids[1] for ids in found}


def test_the_listing_keeps_tallies_whole(case: Case) -> None:
    found = tallies_of([linkable(r) for r in case.tallies()])
    assert len(found) > 40
    for tally in found:
        kept = tally_from_json(tally.id, tally_to_json(tally))
        assert (kept.scope, kept.body, kept.figures) == (tally.scope, tally.body, tally.figures)
        assert (kept.published, kept.document, kept.part_of) == (
            tally.published,
            tally.document,
            tally.part_of,
        )
    placed, _ = place(found)
    assert isinstance(placed[0], Placed)

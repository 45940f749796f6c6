from __future__ import annotations

import json
from datetime import date

from corrobora.count import Area, Body, Scope, Standard, Tally, reconcile
from corrobora.model.incident import Derived, Incident
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Act, Unit, VictimStatus
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where

MISSION = Body(id="mission", name="Monitoring Mission")
OFFICE = Body(id="office", name="Prosecution Office")


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def tally(
    id: str,
    first: str | None,
    last: str | None,
    persons: tuple[int | None, int | None] | int | None,
    *,
    body: Body = OFFICE,
    as_of: str | None = None,
    incidents: int | None = None,
    unit: Unit = Unit.INCIDENTS,
    coarse: bool = False,
    document: str = "",
    part_of: str | None = None,
    **scope: object,
) -> Tally:
    figures = {}
    if persons is not None:
        low, high = (persons, persons) if isinstance(persons, int) else persons
        figures[Unit.PERSONS] = Quantity(low=low, high=high, unit=Unit.PERSONS)
    if incidents is not None:
        figures[unit] = Quantity.exactly(incidents, unit)
    filled: dict[str, object] = {
        "act": Act.EXECUTION,
        "victim_side": "XA",
        "victim_status": VictimStatus.POW,
        "perpetrator_side": "XB",
        **scope,
    }
    return Tally(
        id=id,
        body=body,
        scope=Scope(
            first=day(first),
            last=day(last),
            as_of=day(as_of or last),
            coarse_start=coarse,
            **filled,  # type: ignore[arg-type]
        ),
        figures=figures,
        document=document,
        part_of=part_of,
    )


def incident(number: int, when: str | None, victims: int | None, **more: object) -> Incident:
    def derived(value: object) -> Derived[object]:
        return Derived(value=value, rule="most-stated", claims=("c",))

    date_ = When(first=day(when), last=day(when), precision=Precision.DAY, words="then") if when else None
    values: dict[str, object] = {
        "act": Act.EXECUTION,
        "victim_side": "XA",
        "victim_status": VictimStatus.POW,
        "perpetrator_side": "XB",
        "date": date_,
        "victims": Quantity.exactly(victims, Unit.PERSONS) if victims is not None else None,
        **more,
    }
    filled = {k: derived(v) for k, v in values.items() if v is not None}
    return Incident(number=number, claims=("c",), **filled)  # type: ignore[arg-type]


def _values(found, kind):
    return {d.tallies: d.value.bounds for d in found.derived if d.kind == kind}


def test_two_running_totals_give_what_was_added_between():
    found = reconcile(
        [
            tally("spring", None, "2031-04-01", 124),
            tally("autumn", None, "2031-10-01", 177),
        ]
    )
    assert _values(found, "added") == {("autumn", "spring"): (53, 53)}
    assert not found.contradictions


def test_a_year_given_in_one_breath_with_a_total_leaves_the_rest():
    found = reconcile(
        [
            tally("total", None, "2031-12-15", 177, document="d", as_of="2031-12-15"),
            tally("year", "2031-01-01", "2031-12-31", 109, document="d", as_of="2032-02-03"),
        ]
    )
    assert _values(found, "rest") == {("total", "year"): (68, 68)}


def test_at_least_stays_open_through_subtraction():
    found = reconcile(
        [
            tally("total", None, "2031-12-15", (100, None)),
            tally("year", "2031-01-01", "2031-12-15", (30, 40)),
        ]
    )
    assert _values(found, "rest") == {("total", "year"): (60, None)}


def test_parts_that_make_up_the_whole_leave_nothing():
    found = reconcile(
        [
            tally("all", "2030-02-24", "2031-06-01", 60, as_of="2031-06-01"),
            tally("y30", "2030-01-01", "2030-12-31", 40, as_of="2031-06-01", coarse=True),
            tally("y31", "2031-01-01", "2031-06-01", 20, as_of="2031-06-01", coarse=True),
        ]
    )
    assert _values(found, "remainder") == {("all", "y30", "y31"): (0, 0)}
    assert not found.contradictions


def test_overlapping_periods_tell_what_came_after_the_first():
    found = reconcile(
        [
            tally("winter", "2031-08-31", "2032-02-03", 79, body=MISSION, incidents=24),
            tally("spring", "2031-10-04", "2032-04-04", (91, None), body=MISSION, incidents=29),
        ]
    )
    beyond = {d.value.unit: d.value.bounds for d in found.derived if d.kind == "beyond"}
    assert beyond == {Unit.PERSONS: (12, None), Unit.INCIDENTS: (5, 29)}


def test_a_later_figure_for_an_early_year_is_a_revision_not_a_contradiction():
    found = reconcile(
        [
            tally("whole", "2030-03-01", "2032-04-09", 54),
            tally("first year", "2030-01-01", "2030-12-31", 57, as_of="2033-05-23", coarse=True),
        ]
    )
    assert not found.contradictions
    (revision,) = found.revisions
    assert (revision.kind, revision.earlier, revision.later) == ("late_registration", "whole", "first year")
    assert revision.change == (3, None)


def test_a_figure_given_anew_for_the_same_scope_is_kept_beside_the_old_one():
    found = reconcile(
        [
            tally("old", "2030-01-01", "2030-12-31", 32, as_of="2031-01-10"),
            tally("new", "2030-01-01", "2030-12-31", 30, as_of="2031-06-10"),
        ]
    )
    assert not found.contradictions
    (revision,) = found.revisions
    assert (revision.kind, revision.shrank, revision.change) == ("restated", True, (2, 2))
    assert [p.tally.id for p in found.tallies] == ["old", "new"]


def test_a_part_larger_than_its_whole_is_a_contradiction_of_the_two():
    found = reconcile(
        [
            tally("whole", "2030-01-01", "2031-12-31", 50),
            tally("part", "2031-01-01", "2031-06-30", 60),
            tally("other", "2030-01-01", "2030-06-30", 10),
        ]
    )
    (contradiction,) = found.contradictions
    assert set(contradiction.tallies) == {"whole", "part"}
    assert "60" in contradiction.why
    assert "50" in contradiction.why


def test_parts_that_only_together_outgrow_the_whole_are_all_named():
    found = reconcile(
        [
            tally("whole", "2030-01-01", "2030-12-31", 50),
            tally("h1", "2030-01-01", "2030-06-30", 30),
            tally("h2", "2030-07-01", "2030-12-31", 30),
            tally("month", "2030-02-01", "2030-02-28", 3),
        ]
    )
    (contradiction,) = found.contradictions
    assert set(contradiction.tallies) == {"whole", "h1", "h2"}


def test_a_stated_part_larger_than_its_whole_is_said_without_any_period():
    found = reconcile(
        [
            tally("whole", None, None, 20, as_of=None),
            tally("part", None, None, 25, as_of=None, part_of="whole"),
        ]
    )
    assert [c.tallies for c in found.contradictions] == [("whole", "part")]


def test_more_incidents_than_victims_cannot_be():
    found = reconcile([tally("odd", "2030-01-01", "2030-12-31", 3, incidents=8)])
    assert [c.tallies for c in found.contradictions] == [("odd",)]


def test_incidents_and_proceedings_are_never_held_against_each_other():
    found = reconcile(
        [
            tally("whole", "2030-01-01", "2030-12-31", None, incidents=4, unit=Unit.PROCEEDINGS),
            tally("part", "2030-01-01", "2030-06-30", None, incidents=9, unit=Unit.INCIDENTS),
        ]
    )
    assert not found.contradictions
    assert not found.derived


def test_bodies_are_contained_and_never_added_or_contradicted():
    found = reconcile(
        [
            tally("office", None, "2031-12-31", 40),
            tally("mission", "2031-01-01", "2031-06-30", 60, body=MISSION),
        ]
    )
    assert not found.contradictions
    (figure,) = found.derived
    assert (figure.kind, figure.differs) == ("across", True)
    assert [b.name for b in figure.body] == ["Prosecution Office", "Monitoring Mission"]
    assert "at least 20" in figure.why


def test_what_is_verified_lies_in_what_is_alleged():
    found = reconcile(
        [
            tally("alleged", "2031-12-01", "2032-02-29", (32, None), body=MISSION, standard=Standard.ALLEGED),
            tally("verified", "2031-12-01", "2032-02-29", 7, body=MISSION, standard=Standard.VERIFIED),
        ]
    )
    assert _values(found, "rest") == {("alleged", "verified"): (25, None)}


def test_captured_and_hors_de_combat_are_compared_only_on_a_condition():
    found = reconcile([
        tally("pow", "2031-12-01", "2032-02-29", (32, None), body=MISSION, standard=Standard.ALLEGED),
        tally("hdc", "2031-12-01", "2032-02-29", 7, body=MISSION, standard=Standard.VERIFIED,
              victim_status=VictimStatus.HORS_DE_COMBAT),
    ])  # fmt: skip
    (figure,) = found.derived
    assert figure.condition is not None
    assert figure.value.bounds == (25, None)


def test_a_figure_without_a_period_is_listed_with_the_reason():
    found = reconcile([tally("loose", None, None, 20), tally("since", "2030-01-01", None, (102, None))])
    assert [p.note for p in found.tallies] == ["no period is stated", "the day it runs to is not known"]


def test_the_register_is_held_against_a_figure_with_the_numbers():
    register = [
        incident(n, f"2031-09-{n:02d}", v) for n, v in enumerate((9, 6, 4, 3, 3, 2, 2, 1, 1), start=1)
    ]
    register += [
        incident(20, "2030-01-01", 50),
        incident(21, "2031-09-20", 2, victim_side="XB"),
    ]
    found = reconcile([tally("t", "2031-08-31", "2032-02-03", 79, body=MISSION, incidents=24)], register)
    held = found.tallies[0].register
    assert held is not None
    assert len(held.covered) == 9
    assert {u: q.bounds for u, q in held.missing.items()} == {
        Unit.PERSONS: (48, 48),
        Unit.INCIDENTS: (15, 15),
    }
    assert held.words == (
        "79 in 24 stated; the register holds 31 in 9 inside that scope: "
        "at least 48 persons in 15 incidents are not in it"
    )


def test_incidents_that_may_lie_inside_lower_what_is_surely_missing():
    register = [incident(1, "2031-09-01", 9), incident(2, None, 16), incident(3, "2031-10-01", None)]
    found = reconcile([tally("t", "2031-08-31", "2032-02-03", 79, incidents=24)], register)
    held = found.tallies[0].register
    assert held is not None
    assert (held.covered, held.possibly) == (("INC-0001", "INC-0003"), ("INC-0002",))
    # the third incident's victims are not known: nothing is surely missing of the persons
    assert held.missing[Unit.PERSONS].bounds == (0, 70)
    assert held.missing[Unit.INCIDENTS].bounds == (21, 22)


def test_an_area_covers_what_the_gazetteer_puts_inside_it():
    def where(id: str, admin: tuple[str, ...]) -> Where:
        level = PlaceLevel.SETTLEMENT if admin else PlaceLevel.FIRST
        found = Candidate(id=id, name=id, level=level, country="XA", admin_ids=admin, score=1)
        return Where(name=id, candidates=(found,))

    area = Area.of(where("region", ()))
    register = [
        incident(1, "2031-09-01", 9, place=where("mill", ("region",))),
        incident(2, "2031-09-01", 5, place=where("ford", ("elsewhere",))),
        incident(3, "2031-09-02", 4),
    ]
    found = reconcile([tally("t", "2031-08-31", "2032-02-03", 20, area=area)], register)
    held = found.tallies[0].register
    assert held is not None
    assert (held.covered, held.possibly) == (("INC-0001",), ("INC-0003",))


def test_the_answer_is_plain_json_in_the_published_shape():
    tallies = [tally("a", None, "2031-04-01", 124), tally("b", None, "2031-10-01", 177, incidents=40)]
    found = json.loads(json.dumps(reconcile(tallies, [incident(1, "2031-01-01", 3)]).to_json()))
    assert set(found) == {"tallies", "derived", "revisions", "contradictions"}
    first = found["tallies"][0]
    assert {"id", "body", "scope", "stated", "implied", "register", "missing"} <= set(first)
    assert first["stated"] == {"persons": [124, 124]}
    assert first["missing"] == {"persons": [121, 121]}

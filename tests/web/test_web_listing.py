"""Listings: after every act they are what they would be if everything were listed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from web_sample import sample_case

from corrobora.case import Case
from corrobora.case.correcting import Selection
from corrobora.case.listing import settle
from corrobora.case.records import DocumentHead
from corrobora.case.reviewing import Why
from corrobora.case.sight import Marks
from corrobora.collect.manifest import Manifest
from corrobora.model.rights import Person, Role
from corrobora.model.vocabulary import Judgement, Kind
from corrobora.store.listed_records import DOCUMENT_ORDERS
from corrobora.store.listing_tables import LISTINGS


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    address = request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None
    with sample_case(tmp_path, database=address) as opened:
        yield opened


class Undone(Exception):
    """Ends a transaction without effect."""


def listed(case: Case, *, anew: bool) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    try:
        with case._store.write() as connection:
            if anew:
                connection.execute(text("INSERT INTO unlisted VALUES ('everything', '')"))
                settle(connection, Marks())
            for table in LISTINGS:
                rows = connection.execute(select(table)).all()
                # how often names changed is no part of what they are
                found[table.name] = sorted(repr(r) for r in rows if getattr(r, "actor", None) != "")
            raise Undone
    except Undone:
        return found


def acts(case: Case, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    one, other = case.incident(1).claims[:2]
    sha256 = one.document.sha256
    tally = case.tallies()[0]
    yield lambda: case.decide([one.id], verdict="accepted", reason="x")
    yield lambda: case.decide(["INC-0002"], verdict="unsure", reason="x")
    yield lambda: case.decide([one.id, other.id], judgement=Judgement.DIFFERENT, reason="x")
    yield lambda: case.undo(case.decisions()[-1].id, reason="x")
    yield lambda: case.decide([other.id], verdict="rejected", reason="x")
    yield lambda: case.decide_sensitive(sha256, sensitive=True, reason="x")
    yield lambda: case.decide([tally.id], verdict="rejected", reason="x")
    yield lambda: case.undo(case.decisions()[-1].id, reason="x")
    yield lambda: case.decide_sensitive_claim(tally.id, sensitive=True, reason="x")
    yield lambda: case.decide_sensitive_claim(other.id, "place", sensitive=True, reason="x")
    yield lambda: case.undo(next(d.id for d in case.decisions() if d.subject == (other.id,)), reason="x")
    yield lambda: case.decide_sensitive_claim("*", "claimants", sensitive=True, reason="x")
    yield lambda: case.correct(other.id, "victims", None, reason="x")
    yield lambda: case.decide_sensitive(sha256, sensitive=False, reason="x")
    yield lambda: case.decide_sensitive_claim("*", "claimants", sensitive=False, reason="x")
    yield lambda: case.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="x")
    yield lambda: case.decide_sensitive_claim(tally.id, sensitive=False, reason="x")
    yield lambda: case.decide_sensitive_claim(other.id, "place", sensitive=False, reason="x")
    content = case.document(sha256).document.text.content
    word = content.split()[0]
    yield lambda: case.add_claim(sha256, Kind.STATEMENT, [Selection(quote=word)], reason="x")
    path = next((tmp_path / "reports").iterdir()) if (tmp_path / "reports").is_dir() else None
    if path is not None:
        yield lambda: case.add([path], Manifest.read(manifest(tmp_path, path)))


def manifest(tmp_path: Path, path: Path) -> Path:
    made = tmp_path / "again.csv"
    made.write_text(f"path,publisher\n{path},Another Courier\n", "utf-8")
    return made


@pytest.mark.slow
def test_after_every_act_they_are_what_they_would_be_made_anew(case: Case, tmp_path: Path) -> None:
    seen = []
    for act in acts(case, tmp_path):
        act()
        kept = listed(case, anew=False)
        assert kept == listed(case, anew=True)
        seen.append(kept)
    assert len({repr(kept) for kept in seen}) > 10
    assert any("(1, " in row for kept in seen for row in kept["queue"]), "a veiled view was listed"
    assert not any(row.startswith("(1, ") for row in seen[-1]["queue"]), "and forgotten in the end"
    assert case.verify().clean


def test_who_may_not_see_a_record_finds_it_in_no_listing(case: Case) -> None:
    one = case.incident(1).claims[0]
    case.decide_sensitive(one.document.sha256, sensitive=True, reason="x")
    with case.acting(Person(name="vera", role=Role.VIEWER)) as viewer:
        assert one.id not in {c.id for item in viewer.waiting() for c in item.claims}
        assert one.id in {c.id for item in case.waiting() for c in item.claims}
        assert sum(viewer.shown.sizes().values()) < sum(case.shown.sizes().values())


def test_what_waits_is_walked_one_by_one_to_the_end(case: Case) -> None:
    everything = [item.key for item in case.waiting()]
    keys, turn = [], case.shown.turn(Why.REST)
    while turn.item is not None:
        keys.append(turn.item.key)
        assert turn.position == len(keys)
        if not turn.next:
            break
        turn = case.shown.turn(Why.REST, at=turn.next)
    rest = [item.key for item in case.waiting() if item.first is Why.REST]
    assert keys == rest
    assert set(rest) < set(everything)
    assert case.shown.turn(None, position=999).position == sum(case.shown.sizes().values()) - len(rest)


@pytest.mark.parametrize("size", [1, 2])
def test_lists_are_walked_to_the_end_and_back_in_the_order_of_their_whole(case: Case, size: int) -> None:
    shown, heads = case.shown, case.documents()
    assert {o: forth_and_back(lambda **edge: shown.documents(o, **edge), size) for o in DOCUMENT_ORDERS} == {  # noqa: B023
        "published": [h.sha256 for h in sorted(heads, key=newest)],
        "publisher": [h.sha256 for h in sorted(heads, key=lambda h: (h.source.publisher or "~", *newest(h)))],
        "claims": [h.sha256 for h in sorted(heads, key=lambda h: (-h.claims, *newest(h)))],
    }  # fmt: skip
    responses = {r.id for r in case.responses()}
    walked = forth_and_back(lambda **edge: shown.sayings(Kind.RESPONSE, **edge), size)
    assert set(walked) == responses
    assert len(walked) == len(responses) == sum(shown.saying_sizes(Kind.RESPONSE).values())
    named = {h.incident.place.value.name for h in case.incidents() if h.incident.place}
    places = forth_and_back(lambda **edge: shown.places(**edge), size)
    assert len(places) == shown.place_sizes()[0] == len(named)


def newest(head: DocumentHead) -> tuple[bool, int, str]:
    day = head.source.published
    return day is None, -(day.toordinal() if day else 0), head.sha256


def forth_and_back(portion: Callable[..., Any], size: int) -> list[str]:
    """Keys of all items, read portion by portion; backwards the same."""
    found, held = [], portion(limit=size)
    while True:
        found += [key for key, _ in held.items]
        if not held.later:
            break
        held = portion(limit=size, after=found[-1])
    back = [key for key, _ in held.items]
    while held.earlier:
        held = portion(limit=size, before=back[0])
        back = [*(key for key, _ in held.items), *back]
    assert back == found
    return found


def test_actors_are_counted_as_their_claims_name_them(case: Case) -> None:
    names, counted = case.voices().names(), {}
    for id, actor in case.voices().known.items():
        counted[actor.name] = case.shown.named_in(names[id])
    assert counted == {a.name: (a.documents, len(a.claims)) for a in case.actors().known.values()}


def test_a_case_of_an_older_program_is_listed_when_it_is_opened(case: Case) -> None:
    before = listed(case, anew=False)
    with case._store._connection(write=True) as connection:
        for table in LISTINGS:
            connection.execute(table.delete())
        connection.execute(text("INSERT INTO unlisted VALUES ('everything', '')"))
    with Case.open(case.path, actor="ana"):
        pass
    assert listed(case, anew=False) == before

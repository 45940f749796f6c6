"""Actors, places, changes, views and acts on several incidents; two sources side by side; the map."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from web_sample import sample_case
from web_server import serving

from corrobora.case import Case
from corrobora.places.outlines import Outlines
from corrobora.web.drawing import WIDTH, canvas
from corrobora.web.templating import Static


@pytest.fixture
def case(tmp_path: Path, new_database: Callable[[], str | None]) -> Iterator[Case]:
    """A sample case that tests may change."""
    with sample_case(tmp_path, database=new_database()) as opened:
        yield opened


@pytest.fixture
def client(case: Case) -> Iterator[httpx.Client]:
    with (
        serving(case) as address,
        httpx.Client(base_url=address, timeout=30, follow_redirects=True) as opened,
    ):
        yield opened


def send(client: httpx.Client, path: str, fields: dict[str, str | list[str]]) -> httpx.Response:
    token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/review").text)
    assert token
    return client.post(path, data={"csrf": token[1], **fields})


def test_actors_are_listed_with_all_their_names_and_narrowed(client: httpx.Client) -> None:
    assert "Maren Holt" in client.get("/actors").text
    found = client.get("/actors?q=ivo").text
    assert "Ivo Brandt" in found
    assert "Maren Holt" not in found
    assert "Nobody is named so" in client.get("/actors?q=zzz").text


def test_a_place_that_may_be_several_stands_first_with_what_it_can_mean(client: httpx.Client) -> None:
    page = client.get("/places").text
    assert page.index("Greyford") < page.index("Old Mill")
    assert "2 places of that name" in page
    assert "Eastshire" in page


def test_no_outline_is_drawn_across_the_sea_from_one_end_of_the_map_to_the_other() -> None:
    far_north = canvas([(62.0, 10.0), (80.0, 60.0)], Outlines.built())
    steps = [int(x) for c in far_north.countries for x in re.findall(r"l(-?\d+),", c.path)]
    assert steps
    assert max(map(abs, steps)) < WIDTH


def test_changes_since_an_entry_are_listed_and_what_is_no_moment_is_said(
    case: Case, client: httpx.Client
) -> None:
    entry = case.stats().entries
    case.decide(["INC-0002"], verdict="accepted", reason="seen the footage")
    page = client.get(f"/changes?since={entry}").text
    assert "seen the footage" in page
    assert client.get("/changes?since=yesterday").status_code == 422


def test_a_view_is_saved_for_everybody_replaced_and_dropped(case: Case, client: httpx.Client) -> None:
    send(client, "/views", {"name": "  By   day ", "query": "order=date"})
    assert [(v.name, v.query, v.author) for v in case.views()] == [("By day", "order=date", "ana")]
    assert "By day" in client.get("/incidents").text
    send(client, "/views", {"name": "By day", "query": "order=victims"})
    assert [v.query for v in case.views()] == ["order=victims"]
    send(client, "/views", {"name": "By day", "query": "", "drop": "1"})
    assert case.views() == ()
    assert send(client, "/views", {"name": "", "query": "order=date"}).status_code == 422
    assert send(client, "/views", {"name": "x" * 61, "query": "order=date"}).status_code == 422
    assert case.verify().clean


def test_columns_are_those_asked_for(client: httpx.Client) -> None:
    page = client.get("/incidents?col=place&col=sources").text
    heads = re.findall(r'scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', page)
    assert heads == ["Number", "Place", "Sources"]
    assert "Riverside Monitor" in page
    assert client.get("/incidents?cols=place,sources").text.count('role="columnheader"') == 3


def test_several_incidents_are_decided_at_once_each_an_entry(case: Case, client: httpx.Client) -> None:
    both = ["INC-0001", "INC-0002"]
    send(client, "/incidents/decide", {"subject": both, "act": "accepted", "reason": "seen both"})
    assert [d.subject for d in case.decisions()] == [("INC-0001",), ("INC-0002",)]
    assert {h.decision.reason for h in case.incidents() if h.decision} == {"seen both"}
    send(client, "/incidents/decide", {"subject": both, "act": "same"})
    assert len(case.incidents()) == 1
    for wrong in (
        {"act": "accepted"},
        {"subject": ["INC-0001"], "act": "same"},
        {"subject": both, "act": "x"},
    ):
        before = case.stats().entries
        assert send(client, "/incidents/decide", wrong).status_code in (404, 422)  # type: ignore[arg-type]
        assert case.stats().entries == before


def test_two_sources_stand_side_by_side_where_they_speak_of_one_event(
    case: Case, client: httpx.Client
) -> None:
    one, other = case.incident(1).claims
    page = client.get(f"/documents/{one.document.sha256}").text
    href = re.search(r'href="(/documents/[0-9a-f]+/beside/[0-9a-f]+)"', page)
    assert href
    assert other.document.sha256 in href[1]
    beside = client.get(href[1]).text
    assert "1 incident in both" in beside
    assert "≠" in beside
    assert "10 or more" in beside


def test_the_map_draws_every_place_a_name_can_mean_and_lists_the_same(client: httpx.Client) -> None:
    page = client.get("/map").text
    assert len(re.findall(r'<a [^>]*class="spot maybe"', page)) == 2
    assert len(re.findall(r'<a [^>]*class="spot point"', page)) == 1
    assert page.count("INC-0002") >= 3
    assert "1 incident" in client.get("/map?q=Greyford").text
    assert "style=" not in page


def test_where_npm_could_not_run_the_map_is_drawn_and_no_page_asks_for_what_is_not_there(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = Static._present
    monkeypatch.setattr(Static, "_present", lambda s: (n for n in present(s) if not n.startswith("vendor/")))
    with serving(case) as address, httpx.Client(base_url=address, timeout=30) as client:
        page = client.get("/map").text
    assert 'class="spot point"' in page
    assert not re.findall(r"map\.js|vendor|data-marks|data-change", page)


def test_points_lie_where_mercator_puts_them() -> None:
    drawn = canvas([(0.0, 0.0), (10.0, 10.0)], Outlines(countries={}, units={}))
    west, south = drawn.at(0.0, 0.0)
    east, north = drawn.at(10.0, 10.0)
    assert 0 < west < east < WIDTH
    assert drawn.height > south > north > 0
    assert drawn.pixels(0.0, 111.32) == pytest.approx(drawn.at(0, 1)[0] - drawn.at(0, 0)[0], rel=1e-6)
    assert canvas([], Outlines(countries={}, units={})).box[0] == -180.0


def test_elements_are_shown_over_the_case_and_over_one_incident(client: httpx.Client, case: Case) -> None:
    page = client.get("/elements").text
    assert "What to look for next" in page
    found = case.all_elements()
    for table in next(iter(found.values())):
        assert table.crime.provision in page
    label = next(iter(found))
    one = client.get(f"/incidents/{label}/elements")
    assert one.status_code == 200
    assert "look for" in one.text
    for table in found[label]:
        for row in table.elements:
            for said in (*row.supporting, *row.contrary):
                assert said.claim is None or f"/incidents/{label}#{said.claim}" in one.text
    assert f'href="/incidents/{label}/elements"' in client.get(f"/incidents/{label}").text
    assert client.get("/incidents/77/elements").status_code == 404

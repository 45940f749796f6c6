"""The API of what waits, what changed, places, footage, saved views, and the register narrowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from web_sample import sample_case
from web_server import serving_app

from clips import picture
from corrobora.case import Case
from corrobora.case.output import changes_json
from corrobora.model.rights import Right, Role
from corrobora.store.listed import Asked
from corrobora.web.app import create_app
from people import enrol, quick


@pytest.fixture
def case(tmp_path: Path, new_database: Callable[[], str | None]) -> Iterator[Case]:
    for n in (3, 4):
        Image.fromarray(picture(n)).save(tmp_path / f"{n}.png")
    with quick(sample_case(tmp_path, database=new_database())) as opened:
        opened.add([tmp_path / "3.png", tmp_path / "4.png"])
        enrol(opened, *Role)
        yield opened


@pytest.fixture
def client(case: Case) -> Iterator[httpx.Client]:
    _, token = case.team.create_token("reviewer", "test", Right)
    headers = {"Authorization": f"Bearer {token}"}
    with (
        serving_app(create_app(case)) as where,
        httpx.Client(base_url=f"{where}/api/v1", headers=headers, timeout=60) as opened,
    ):
        yield opened


def read(client: httpx.Client, path: str, **asked: str) -> list[Any]:
    """A list read in pages of one."""
    found, cursor = [], ""
    while cursor is not None:
        answer = client.get(path, params={**asked, "limit": 1, "cursor": cursor}).raise_for_status().json()
        found += answer["items"]
        cursor = answer["next"]
    return found


def test_lists_read_in_pages_of_one_are_the_lists_of_the_pages(case: Case, client: httpx.Client) -> None:
    assert [w["key"] for w in read(client, "/waiting")] == [w.key for w in case.waiting()]
    places = case.shown.places(limit=200).items
    assert [(p["name"], p["incidents"]) for p in read(client, "/places")] == [
        (place.where.name, place.incidents) for _, place in places
    ]
    assert len(places) > 1
    newest_first = [r.item.sha256 for r in reversed(case.footage())]
    footage = read(client, "/footage")
    assert [f["sha256"] for f in footage] == newest_first
    assert len(newest_first) == 2
    one = client.get(f"/footage/{newest_first[0]}").json()
    assert one.pop("showings")[0]["sha256"] == newest_first[0]
    assert one == footage[0]


def test_a_page_of_what_waits_goes_on_after_something_was_decided(case: Case, client: httpx.Client) -> None:
    keys = [w.key for w in case.waiting()]
    first = client.get("/waiting", params={"limit": 2}).json()
    assert [w["key"] for w in first["items"]] == keys[:2]
    for key in first["items"][1]["key"].split("+"):
        case.decide([key], verdict="accepted", reason="x")
    rest = client.get("/waiting", params={"limit": 200, "cursor": first["next"]}).json()["items"]
    left = [w.key for w in case.waiting()]
    assert [w["key"] for w in rest] == [key for key in left if key in keys[2:]]


@pytest.mark.parametrize(
    "asked",
    [
        {"act": "execution"}, {"side": "XA", "by": "XB"}, {"status": "pow"}, {"differs": "true"},
        {"since": "2031-05-01", "until": "2031-05-31"}, {"q": "mill"}, {"verification": "verified"},
    ],
)  # fmt: skip
def test_the_register_is_narrowed_as_on_its_page(
    case: Case, client: httpx.Client, asked: dict[str, str]
) -> None:
    from corrobora.web.pages.register import Wanted

    page = Wanted.read({**asked, "differs": "1" if "differs" in asked else ""})
    heads = case.shown.register(page.asked(), limit=200).heads
    assert [i["number"] for i in read(client, "/incidents", **asked)] == [h.incident.number for h in heads]
    every = case.shown.register(Asked(), limit=200).heads
    assert [i["number"] for i in read(client, "/incidents")] == [h.incident.number for h in every]
    assert client.get("/incidents", params={"act": "none"}).status_code == 422


def test_changes_and_views_are_those_of_the_pages(case: Case, client: httpx.Client) -> None:
    assert client.get("/changes", params={"since": "1"}).json() == changes_json(case.changes("1"))
    assert client.get("/changes", params={"since": "yesterday"}).status_code == 422
    view = {"name": "Executions", "query": "act=execution"}
    assert client.post("/views", json=view).json()["act"] == "view"
    assert client.get("/views").json()["items"] == [{**view, "author": "reviewer"}]
    assert client.post("/views", json={**view, "query": None}).status_code == 201
    assert client.get("/views").json()["items"] == []
    assert client.post("/views", json={**view, "query": None}).status_code == 422, "it is not there any more"

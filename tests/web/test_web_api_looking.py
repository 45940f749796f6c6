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
from corrobora.places.outlines import Outlines
from corrobora.store.listed import Asked
from corrobora.web.app import create_app
from corrobora.web.pages.register import Wanted
from corrobora.web.pages.where import where_page
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


def test_the_map_read_in_pages_of_one_is_what_its_page_draws(case: Case, client: httpx.Client) -> None:
    found, cursor = [], ""
    while cursor is not None:
        answer = client.get("/map", params={"limit": 1, "cursor": cursor}).raise_for_status()
        assert answer.headers["content-type"] == "application/geo+json"
        assert answer.json()["type"] == "FeatureCollection"
        found += answer.json()["features"]
        cursor = answer.json()["next"]
    drawn = where_page(case.shown, Wanted(), Outlines.built()).spots
    marks = {(f["properties"]["sort"], f["properties"]["title"], f["properties"]["href"]) for f in found}
    assert marks == {(s.sort, s.name, s.href) for s in drawn}
    assert len(found) == len(drawn) == 3
    whole = client.get("/map").json()
    assert whole["features"] == found
    assert whole["next"] is None


def test_the_map_is_narrowed_as_the_register_is_and_to_a_part_of_the_world(client: httpx.Client) -> None:
    def names(**asked: str) -> list[str]:
        features = client.get("/map", params=asked).raise_for_status().json()["features"]
        return sorted(f["properties"]["name"] for f in features)

    assert names() == ["Greyford", "Greyford", "Old Mill"]
    assert names(q="Greyford") == ["Greyford", "Greyford"]
    assert names(q="Nowhere") == []
    (mill,) = (f for f in client.get("/map").json()["features"] if f["properties"]["name"] == "Old Mill")
    lon, lat = mill["geometry"]["coordinates"]
    assert names(bbox=f"{lon - 0.01},{lat - 0.01},{lon + 0.01},{lat + 0.01}") == ["Old Mill"]
    assert names(bbox=f"{lon + 0.01},-90,{lon - 0.01},90") == ["Greyford", "Greyford"], "all but that strip"
    for wrong in ("1,2,3", "a,b,c,d", "1,5,2,4", "nan,0,1,1", "-200,0,1,1", "0,0,inf,1"):
        assert client.get("/map", params={"bbox": wrong}).status_code == 422, wrong


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


def test_pictures_are_blurred_until_asked_for_and_the_asking_is_journalled(
    case: Case, client: httpx.Client
) -> None:
    one = next(f for f in read(client, "/footage") if f["copies"])
    path = f"/footage/{one['sha256']}/pictures/{one['copies'][0]['sha256']}"
    blurred = client.get(path)
    assert blurred.headers["content-type"] == "image/jpeg"
    assert client.get(path, params={"clear": True}).status_code == 403
    asked = {"json": {"reason": "to describe it"}, "headers": {"Idempotency-Key": "look"}}
    assert client.post(f"/footage/{one['sha256']}/view", **asked).status_code == 201
    assert client.post(f"/footage/{one['sha256']}/view", **asked).headers["idempotent-replayed"] == "true"
    clear = client.get(path, params={"clear": True}).raise_for_status()
    assert clear.content == case.vault.read(one["copies"][0]["sha256"], 10**8) != blurred.content
    assert [e.actor for e in case.journal(limit=1000) if "to describe it" in repr(e.payload)] == ["reviewer"]
    other = f"/footage/{one['sha256']}/pictures/{case.documents()[0].sha256}"
    assert client.get(other, params={"clear": True}).status_code == 404, "of nothing but working copies"
    case.decide_sensitive(one["sha256"], sensitive=True, reason="x")
    _, token = case.team.create_token("viewer", "test", Right)
    as_viewer = {"Authorization": f"Bearer {token}"}
    for hidden in (path, f"{path}?clear=true"):
        assert client.get(hidden, headers=as_viewer).status_code in (403, 404)
    hidden = client.post(f"/footage/{one['sha256']}/view", json={"reason": "x"}, headers=as_viewer)
    assert hidden.status_code in (403, 404)


def test_roles_are_given_and_taken_and_never_ones_own(case: Case, client: httpx.Client) -> None:
    _, token = case.team.create_token("admin", "test", Right)
    client.headers["Authorization"] = f"Bearer {token}"
    changed = client.post("/people/viewer/role", json={"role": "analyst"}).raise_for_status().json()
    assert (changed["name"], changed["role"]) == ("viewer", "analyst")
    told = client.post("/people/viewer/reset").raise_for_status().json()
    assert case.team.member("viewer").temporary
    assert told["password"] not in repr([e.payload for e in case.journal(limit=1000)])
    assert client.post("/people/viewer/remove").raise_for_status().json()["active"] is False
    for act in ("role", "reset", "remove"):
        body = {"json": {"role": "viewer"}} if act == "role" else {}
        assert client.post(f"/people/admin/{act}", **body).status_code == 422, act
        assert client.post(f"/people/nobody/{act}", **body).status_code == 404, act
    assert client.post("/people/analyst/role", json={"role": "owner"}).status_code == 422
    assert case.verify().clean


def test_how_pages_are_shown_is_kept_by_the_browser_that_asks(client: httpx.Client) -> None:
    assert client.get("/settings/shown").json() == {
        "language": "", "theme": "auto", "graphic": False, "keys": True
    }  # fmt: skip
    wanted = {"language": "uk", "theme": "dark", "graphic": True, "keys": False}
    assert client.post("/settings/shown", json=wanted).json() == wanted
    assert client.get("/settings/shown").json() == wanted
    assert client.post("/settings/shown", json={"language": "xx"}).status_code == 422

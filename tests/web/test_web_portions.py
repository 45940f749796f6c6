"""Lists of the API and of pages in portions: together they are the whole list, in its order."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from web_sample import sample_case
from web_server import serving_app

from corrobora.case import Case
from corrobora.model.rights import Person, Right, Role
from corrobora.web.app import create_app
from corrobora.web.routes import approvals
from people import Browser, enrol, quick


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    address = request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None
    with quick(sample_case(tmp_path, database=address)) as opened:
        enrol(opened, *Role)
        yield opened


def walked(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    """The whole list, one record at a time."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = client.get(path, params={"limit": 1, "cursor": cursor}).raise_for_status().json()
        found += answer["items"]
        if answer["next"] is None:
            return found
        cursor = answer["next"]


def test_sources_proposals_and_people_are_walked_to_their_end(case: Case) -> None:
    case.demand_four_eyes(True, reason="x")
    analyst = case.acting(Person(name="analyst", role=Role.ANALYST))
    made = [analyst.decide([label], verdict="accepted", reason=label) for label in ("INC-0001", "INC-0002")]
    held = analyst.decide([case.tallies()[0].id], verdict="rejected", reason="x")
    case.acting(Person(name="reviewer", role=Role.REVIEWER)).approve(made[0].id, reason="x")
    _, token = case.team.create_token("admin", "walks", Right)
    with (
        serving_app(create_app(case)) as where,
        httpx.Client(
            base_url=f"{where}/api/v1", timeout=60, headers={"Authorization": f"Bearer {token}"}
        ) as client,
    ):
        sources = walked(client, "/sources")
        assert [p["id"] for p in walked(client, "/proposals")] == [made[1].id, held.id]
        assert [p["name"] for p in walked(client, "/people")] == sorted(role.value for role in Role)
        assert client.get("/sources", params={"cursor": "WzFd"}).status_code == 422
        found = {a["id"]: a for a in walked(client, "/actors")}
    known = case.actors().known
    assert found.keys() == known.keys()
    for id, actor in known.items():
        assert sorted(found[id]["claims"]) == sorted(actor.claims)
        assert (found[id]["claim_count"], found[id]["documents"]) == (len(actor.claims), actor.documents)
        assert {n["name"]: n["times"] for n in found[id]["names"]} == dict(actor.names)
    assert [s["publisher"] for s in sources] == [s.publisher for s in case.sources()]
    assert sum(s["documents"] for s in sources) == case.size().documents
    assert [s.id for s in case.acting(Person(name="lead", role=Role.LEAD)).proposals()] == [
        made[1].id, held.id
    ]  # fmt: skip
    assert case.verify().clean


def test_sources_of_hidden_documents_are_not_counted(case: Case) -> None:
    first = case.sources()[0]
    hidden = next(d for d in case.documents() if d.source.publisher == first.publisher)
    case.decide_sensitive(hidden.sha256, sensitive=True, reason="x")
    viewer = case.acting(Person(name="viewer", role=Role.VIEWER))
    assert sum(s.documents for s in viewer.sources()) == sum(s.documents for s in case.sources()) - 1


def test_hidden_claims_are_not_counted_with_their_document(case: Case) -> None:
    hidden = case.incident(1).claims[0]
    sha256 = hidden.document.sha256
    case.decide_sensitive_claim(hidden.id, sensitive=True, reason="x")
    viewer = case.acting(Person(name="viewer", role=Role.VIEWER))

    def counted(seen: Case) -> list[int]:
        found = [head.claims for head in seen.documents() if head.sha256 == sha256]
        found += [record.claims for record in seen.sources() if record.publisher == publisher]
        found += [hit.document.claims for hit in seen.search("Old Mill") if hit.document.sha256 == sha256]
        orders = seen.shown.documents("claims", limit=50)
        return [*found, *(head.claims for _, head in orders.items if head.sha256 == sha256)]

    publisher = hidden.document.source.publisher
    whole = counted(case)
    assert len(whole) == 4
    assert counted(viewer) == [n - 1 for n in whole]
    order = [head.claims for _, head in viewer.shown.documents("claims", limit=50).items]
    assert order == sorted(order, reverse=True)


def test_people_are_walked_there_and_back(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrobora.web.routes.people.SIZE", 2)
    names = [member.person.name for member in case.team.members()]
    assert len(names) == 5
    pages, path = [], "/people"
    with serving_app(create_app(case, sign_in=True)) as where:
        admin = Browser(where)
        admin.sign_in("admin")
        for way in ("next", "next", "prev"):
            page = admin.get(path).text
            pages.append(re.findall(r'<th scope="row"><bdi>(.+?)</bdi>', page))
            (path,) = (html.unescape(href) for href in re.findall(rf'rel="{way}" href="([^"]+)"', page))
        page = admin.get(path).text
    assert pages == [names[:2], names[2:4], names[4:]]
    assert re.findall(r'<th scope="row"><bdi>(.+?)</bdi>', page) == names[2:4]
    assert "3–4 of 5" in page


def test_approvals_lead_on_to_what_comes_after(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "SIZE", 1)
    case.demand_four_eyes(True, reason="x")
    analyst = case.acting(Person(name="analyst", role=Role.ANALYST))
    made = [analyst.decide([label], verdict="accepted", reason="x") for label in ("INC-0001", "INC-0002")]
    with serving_app(create_app(case)) as where:
        reviewer = Browser(where)
        reviewer.sign_in("reviewer")
        shown = reviewer.get("/approvals").text
        after = reviewer.get(f"/approvals?after={made[0].id}").text
    listed = [re.findall(r'action="/approvals/(\d+)/approve"', page) for page in (shown, after)]
    assert listed == [[str(one.id)] for one in made]
    assert f'href="/approvals?after={made[0].id}"' in shown


def test_countries_of_the_cases_own_codebook_are_called_by_their_names(case: Case) -> None:
    (case.path / "codebook").mkdir()
    own = "XA: {en: {names: [Southmark]}, uk: {names: [Саутмарк]}, ru: {names: []}}\n"
    (case.path / "codebook" / "countries.yaml").write_text(own, "utf-8")
    side = next(h.incident.victim_side for h in case.incidents() if h.incident.victim_side)
    assert side.value == "XA"
    with serving_app(create_app(case)) as where, httpx.Client(base_url=where, timeout=60) as client:
        for language, name in (("en", "Southmark"), ("uk", "Саутмарк"), ("ru", "Southmark")):
            assert name in client.get("/incidents", headers={"Accept-Language": language}).text

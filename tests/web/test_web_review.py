"""Review: a queue in the order of what matters, and forms that decide without JavaScript."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from web_sample import sample_case
from web_server import serving

from corrobora.case import Case
from corrobora.case.reviewing import Why
from corrobora.model.vocabulary import Judgement, Kind


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


def token(page: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def send(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    return client.post(path, data={"csrf": token(client.get("/review").text), **fields})


def first(case: Case) -> str:
    return case.waiting()[0].key


def test_conflicts_come_first_then_new_incidents_then_what_nobody_doubts(case: Case) -> None:
    whys = [item.first for item in case.waiting()]
    assert whys == sorted(whys, key=list(Why).index)
    assert whys[:3] == [Why.CONFLICT, Why.CONFLICT, Why.NEW]
    assert case.waiting()[0].slots == ("victims",)
    assert whys.count(Why.REST) == 7


def test_a_verdict_takes_a_claim_out_of_the_queue_and_shows_the_next(
    case: Case, client: httpx.Client
) -> None:
    one, two, *_ = (item.key for item in case.waiting())
    page = client.get("/review").text
    assert "3 things to decide" in page
    assert one in page
    answer = send(client, "/review/verdict", subject=one, verdict="accepted", n="1")
    assert answer.status_code == 200
    assert "2 things to decide" in answer.text
    assert "Accepted" in answer.text
    assert two in answer.text
    assert case.waiting()[0].key == two
    (decision,) = case.decisions()
    assert (decision.verdict, decision.author, decision.reason) == (
        "accepted",
        "ana",
        "Read; the words say this.",
    )
    assert case.verify().clean


def test_undo_is_a_new_decision_and_brings_the_claim_up_again(case: Case, client: httpx.Client) -> None:
    key = first(case)
    send(client, "/review/verdict", subject=key, verdict="rejected", reason="staged")
    made = case.decisions()[-1]
    answer = send(client, "/review/undo", decision=str(made.id))
    assert answer.status_code == 200
    assert key in answer.text
    assert [d.verdict for d in case.decisions()] == ["rejected", "undone"]
    assert first(case) == key


def test_words_typed_as_they_stand_correct_a_value_and_others_come_back_with_the_form(
    case: Case, client: httpx.Client
) -> None:
    key = first(case)
    page = client.get(f"/review?at={key}&slot=victims").text
    assert 'action="/review/correct"' in page
    wrong = send(client, "/review/correct", claim=key, slot="victims", quote="twelve soldiers", reason="mine")
    assert wrong.status_code == 422
    assert "does not stand in the text" in html.unescape(wrong.text)
    assert "twelve soldiers</textarea>" in wrong.text
    assert 'value="mine"' in wrong.text
    done = send(client, "/review/correct", claim=key, slot="victims", quote="at least 41", start="", end="")
    assert done.status_code == 200
    assert case.claim(key).claim.victims.value.bounds == (41, None)  # type: ignore[union-attr]
    assert "proposed was" in done.text
    emptied = send(client, "/review/correct", claim=key, slot="place", nothing="1")
    assert emptied.status_code == 200
    assert case.claim(key).claim.place is None
    assert case.verify().clean


def test_a_pair_is_judged_and_a_claim_added_on_its_document(case: Case, client: httpx.Client) -> None:
    one, other = case.incident(1).claims
    send(client, "/review/judgement", first=one.id, second=other.id, judgement="different")
    assert case.decisions()[-1].judgement is Judgement.DIFFERENT
    assert len(case.incidents()) == 3
    sha256 = one.document.sha256
    page = client.get(f"/documents/{sha256}").text
    assert f'action="/documents/{sha256}/claims"' in page
    refused = send(client, f"/documents/{sha256}/claims", kind="incident", quote="men lying nowhere")
    assert refused.status_code == 422
    added = send(
        client, f"/documents/{sha256}/claims", kind="statement", quote="Footage from a drone shows men"
    )
    assert added.status_code == 200
    (held,) = [c for c in case.claims(Kind.STATEMENT) if c.held]
    assert held.id in added.text
    assert case.verify().clean


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/review/verdict", {"subject": "c0", "verdict": "accepted"}, 404),
        ("/review/verdict", {"subject": "INC-0001", "verdict": "guilty"}, 422),
        ("/review/judgement", {"first": "INC-0001", "second": "INC-0001", "judgement": "same"}, 422),
        ("/review/judgement", {"first": "INC-0001", "second": "INC-0002", "judgement": "maybe"}, 400),
        ("/review/undo", {"decision": "999"}, 404),
        ("/review/undo", {"decision": "x"}, 400),
        ("/review/correct", {"claim": "c0", "slot": "victims", "quote": "x"}, 404),
        ("/documents/ffff/claims", {"kind": "incident", "quote": "x"}, 404),
    ],
)
def test_what_cannot_be_decided_is_said_and_changes_nothing(
    case: Case, client: httpx.Client, path: str, fields: dict[str, str], status: int
) -> None:
    before = case.stats().entries
    assert send(client, path, **fields).status_code == status
    assert case.stats().entries == before


def test_a_redirect_never_leads_to_another_host(case: Case, client: httpx.Client) -> None:
    fields = {"csrf": token(client.get("/review").text), "subject": first(case), "verdict": "accepted"}
    answer = client.post("/review/verdict", data={**fields, "back": "//evil.example"}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_where_nothing_waits_it_says_so(case: Case, client: httpx.Client) -> None:
    for item in case.waiting():
        case.decide([item.key], verdict="accepted", reason="read")
    assert case.waiting() == ()
    assert "Nothing is in doubt" in client.get("/review").text


def test_where_the_case_demands_four_eyes_the_page_says_that_it_waits(
    case: Case, client: httpx.Client
) -> None:
    case.demand_four_eyes(True, reason="the rule here")
    answer = send(client, "/review/verdict", subject=first(case), verdict="accepted")
    assert answer.status_code == 200
    assert "Waits for a second person" in answer.text
    assert case.claim(first(case)).decision is None

"""The page of the ledger, and how many independent origins an incident's page names."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode

import httpx
import pytest


def test_the_ledger_counts_by_the_rule_asked_for_and_lists_the_incidents_behind(client: httpx.Client) -> None:
    page = client.get("/ledger", params={"act": "execution", "rule": "ucdp-ged"}).text
    assert "Uppsala" in page
    assert 'href="/incidents/INC-0001"' in page
    assert "<svg" in page


def test_what_cannot_be_asked_is_said_on_the_page(client: httpx.Client) -> None:
    answer = client.get("/ledger", params={"act": "killing"})
    assert answer.status_code == 200
    assert "is no act" in answer.text
    assert "no rule of the ledger" in client.get("/ledger", params={"rule": "guess"}).text


def test_an_incident_says_from_whom_it_is_known(client: httpx.Client) -> None:
    page = client.get("/incidents/INC-0001").text
    assert "independent origin" in page
    assert "has it from" in page


def test_many_incidents_of_the_ledger_stand_on_several_pages(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"act": "execution"}
    whole = re.findall(r'<a href="/incidents/(INC-\d+)">INC', client.get("/ledger", params=asked).text)
    monkeypatch.setattr("corrobora.web.pages.ledger.SIZE", 1)
    path, found = f"/ledger?{urlencode(asked)}", []
    while path:
        page = client.get(path).text
        found += re.findall(r'<a href="/incidents/(INC-\d+)">INC', page)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        path = html.unescape(link[1]) if link else ""
    assert found == whole
    assert len(found) > 1

"""The endpoint engine from the command line to the register."""

from __future__ import annotations

import json

import pytest

from corrobora.case import Case, leaving
from corrobora.case.errors import NotAllowed
from corrobora.extract.endpoint.engine import EndpointEngine
from corrobora.extract.endpoint.settings import EndpointSettings
from model_server import saying, serving, silent, status

REPORT = "Prosecutors said that {n} captured soldiers were shot dead near Lyman on 3 March 2025.\n"
SECRET = "A witness told us that five captured soldiers were beaten near Lyman on 4 March 2025.\n"


def reading(handler, asked):
    """Points at what a careful reader would find in the reports of these tests."""
    words = asked.document
    if "shot dead" not in words:
        saying()(handler, asked)
        return
    number = words.split(" captured")[0].split()[-1]
    saying(
        {
            "kind": "incident",
            "quotes": [words.strip().removesuffix(".")],
            "claimants": ["Prosecutors"],
            "act": {"value": "execution", "words": "shot dead"},
            "victims": f"{number} captured soldiers",
            "victim_status": {"value": "pow", "words": "captured"},
            "place": "near Lyman",
            "date": "3 March 2025",
        }
    )(handler, asked)


def told(case, server, **more):
    """Let a case's settings name the server."""
    path = case / "case.toml"
    lines = {"url": server.url, "model": "small", "attempts": 2, "pause": 0.0, "timeout": 5.0} | more
    section = "\n".join(f"{key} = {json.dumps(value)}" for key, value in lines.items())
    path.write_text(path.read_text() + f"\n[engines.endpoint]\n{section}\n")
    return case


@pytest.fixture
def empty(tmp_path):
    Case.create(tmp_path / "case", actor="ann").close()
    return tmp_path / "case"


def test_reports_become_a_register_through_a_model(run, reports, empty):
    for number in ("nine", "eleven"):
        reports.write(f"{number}.txt", REPORT.format(n=number))
    with serving(reading) as server:
        told(empty, server, price_in=1.0, price_out=1.0)
        added = run("add", "--case", empty, "--engine", "endpoint", reports.folder)
        assert added.code == 0, added.err
        assert "2 requests; 0 answers from the cache; 2,000 tokens sent" in added.out
        assert "0.0021 USD" in added.out
        again = run("refresh", "--case", empty, "--engine", "endpoint")
        assert "0 requests; 2 answers from the cache" in again.out
        assert "2 unchanged" in again.out
        assert len(server.asked) == 2
    found = run("incidents", "--case", empty, "--json").json["incidents"]
    assert [i["place"]["name"] for i in found] == ["Lyman"]
    claims = run("claims", "--case", empty, "--json").json["claims"]
    assert {c["engine"] for c in claims} == {"endpoint/v1 small"}
    assert sorted(c["victims"][0] for c in claims) == [9, 11]
    assert run("verify", empty).code == 0


def test_a_document_the_endpoint_fails_on_is_one_line_and_the_rest_goes_on(run, reports, empty):
    for number in ("nine", "ten", "eleven"):
        reports.write(f"{number}.txt", REPORT.format(n=number))

    def picky(handler, asked):
        (status(500) if "ten captured" in asked.document else reading)(handler, asked)

    with serving(picky) as server:
        told(empty, server)
        added = run("add", "--case", empty, "--engine", "endpoint", reports.folder)
        assert added.code == 1
        assert len(added.complaints) == 1
        assert "ten.txt: http://127.0.0.1" in added.complaints[0]
        assert "failed (HTTP 500) (2 attempts)" in added.complaints[0]
        assert "2 added, 1 kept but not read" in added.out
        server.answers = [reading]
        once_more = run("add", "--case", empty, "--engine", "endpoint", reports.folder)
        assert once_more.code == 0
        assert "1 added, 2 unchanged" in once_more.out
    assert len(run("claims", "--case", empty, "--json").json["claims"]) == 3
    assert run("verify", empty).code == 0


def test_a_failed_refresh_leaves_what_was_read_before(run, reports, empty):
    reports.write("a.txt", REPORT.format(n="nine"))
    with serving(reading) as server:
        told(empty, server)
        run("add", "--case", empty, "--engine", "endpoint", reports.folder)
        before = run("claims", "--case", empty, "--json").out
        for kept in (empty / "answers").rglob("*.json"):
            kept.unlink()
        server.answers = [status(503)]
        again = run("refresh", "--case", empty, "--engine", "endpoint")
    assert again.code == 1
    assert "a.txt: http://127.0.0.1" in again.complaints[0]
    assert run("claims", "--case", empty, "--json").out == before
    assert run("verify", empty).code == 0


def test_extract_asks_an_endpoint_without_a_case(run, reports, tmp_path):
    good = reports.write("a.txt", REPORT.format(n="nine"))
    with serving(reading) as server:
        options = (
            "--engine",
            "endpoint",
            "--endpoint",
            server.url,
            "--model",
            "m",
            "--answers",
            tmp_path / "kept",
        )
        found = run("extract", "--json", *options, good)
        again = run("extract", "--json", *options, good)
        assert len(server.asked) == 1
    assert found.code == 0
    assert json.loads(found.out)["claims"][0]["victims"] == [9, 9]
    assert found.complaints == [
        f"m at {server.url.removesuffix('/v1')}: 1 requests; 0 answers from the cache; "
        "1,000 tokens sent, 50 received"
    ]
    assert again.out == found.out


def test_extract_from_a_silent_endpoint_ends_with_one_line(run, reports):
    report = reports.write("a.txt", REPORT.format(n="nine"))
    found = run(
        "extract", "--engine", "endpoint", "--endpoint", "http://127.0.0.1:9/v1", "--model", "m", report
    )
    assert found.code == 2
    (complaint, _) = found.complaints
    assert complaint.startswith(f"corrobora: {report}: http://127.0.0.1:9 cannot be reached")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "engines.endpoint.url: is missing"),
        (("--endpoint", "https://api.example.org/v1", "--model", "m"), "only with --allow-remote"),
        (("--endpoint", "http://api.example.org/v1", "--model", "m", "--allow-remote"), "needs https"),
        (("--endpoint", "https://api.example.org/v1", "--model", "m", "--allow-remote"), "is not set"),
    ],
)
def test_extract_refuses_an_endpoint_it_may_not_ask(run, reports, options, says):
    report = reports.write("a.txt", REPORT.format(n="nine"))
    found = run("extract", "--engine", "endpoint", *options, report)
    assert found.code == 2
    assert len(found.complaints) == 1
    assert says in found.complaints[0]


class Elsewhere:
    """Another machine, as far as the settings say."""

    url = "https://api.example.org/v1"


def test_texts_go_to_another_machine_only_after_a_decision_and_with_leave_for_the_run(
    run, reports, empty, monkeypatch
):
    reports.write("a.txt", REPORT.format(n="nine"))
    told(empty, Elsewhere)
    first = run("add", "--case", empty, "--engine", "endpoint", "--allow-remote", reports.folder)
    assert first.code == 2
    assert "corrobora decide allow-remote https://api.example.org --reason" in first.complaints[0]
    assert run("decide", "allow-remote", "https://api.example.org", "--case", empty, "-r", "").code == 2
    allowed = run(
        "decide", "allow-remote", "https://api.example.org", "--case", empty, "-r", "agreed", "--actor", "eve"
    )
    assert allowed.code == 0
    second = run("add", "--case", empty, "--engine", "endpoint", reports.folder)
    assert second.code == 2
    assert "say --allow-remote for this run" in second.complaints[0]
    third = run("add", "--case", empty, "--engine", "endpoint", "--allow-remote", reports.folder)
    assert "CORROBORA_ENDPOINT_KEY is not set" in third.complaints[0]
    assert run("decide", "forbid-remote", "https://api.example.org", "--case", empty, "-r", "over").code == 0
    fourth = run("add", "--case", empty, "--engine", "endpoint", "--allow-remote", reports.folder)
    assert "may not be sent" in fourth.complaints[0]
    decided = [e for e in run("journal", "--case", empty, "--json").json["entries"] if e["act"] == "decide"]
    assert [(e["actor"] == "eve", e["payload"]["verdict"], e["payload"]["reason"]) for e in decided] == [
        (True, "allowed", "agreed"), (False, "forbidden", "over"),
    ]  # fmt: skip
    assert run("documents", "--case", empty, "--json").json["documents"] == []
    assert run("verify", empty).code == 0


def test_sensitive_documents_stay_and_what_is_sent_is_journalled(run, reports, empty, monkeypatch):
    """The other machine is this one under a name that only the settings take for another."""
    monkeypatch.setenv("CORROBORA_ENDPOINT_KEY", "sk-secret-0123456789")
    monkeypatch.setattr(EndpointSettings, "remote", True)
    monkeypatch.setattr(EndpointSettings, "__post_init__", lambda _: None)
    secret = reports.write("secret.txt", SECRET)
    run("add", "--case", empty, "--sensitive", secret)
    ordinary = reports.write("a.txt", REPORT.format(n="nine"))
    with serving(reading) as server:
        told(empty, server)
        monkeypatch.setattr(leaving, "check_allowed", lambda *_, **__: None)
        run("add", "--case", empty, "--engine", "endpoint", "--allow-remote", ordinary)
        again = run("refresh", "--case", empty, "--engine", "endpoint", "--allow-remote")
        assert again.code == 1
        assert "secret.txt: is marked sensitive and does not leave this machine" in again.complaints[0]
        assert all("witness" not in asked.document for asked in server.asked)
        entries = run("journal", "--case", empty, "--json").json["entries"]
        held = {d["name"]: d["sha256"] for d in run("documents", "--case", empty, "--json").json["documents"]}
        sent = [e["payload"] for e in entries if e["act"] == "send"]
        assert {e["sha256"] for e in sent} == {held["a.txt"]}
        assert {e["to"] for e in sent} == {server.url.removesuffix("/v1")}
        assert (
            run("decide", "ordinary", held["secret.txt"][:10], "--case", empty, "-r", "published").code == 0
        )
        run("refresh", "--case", empty, "--engine", "endpoint", "--allow-remote")
        assert any("witness" in asked.document for asked in server.asked)
    assert run("verify", empty).code == 0
    assert "sk-secret" not in json.dumps(entries)


def test_an_engine_made_in_python_needs_the_cases_leave_too(empty, monkeypatch):
    monkeypatch.setenv("CORROBORA_ENDPOINT_KEY", "sk-secret-0123456789")
    engine = EndpointEngine(EndpointSettings(url=Elsewhere.url, model="m"), allow_remote=True)
    with (
        Case.open(empty, actor="ann", engine=engine) as case,
        pytest.raises(NotAllowed, match="decide allow"),
    ):
        case.add([])


def test_what_is_held_can_be_marked_by_adding_it_again(run, reports, empty):
    report = reports.write("a.txt", SECRET)
    run("add", "--case", empty, report)
    assert "1 unchanged" in run("add", "--case", empty, "--sensitive", report).out
    run("add", "--case", empty, "--sensitive", report)
    decided = [e for e in run("journal", "--case", empty, "--json").json["entries"] if e["act"] == "decide"]
    assert [e["payload"]["verdict"] for e in decided] == ["sensitive"]


def test_a_run_that_times_out_everywhere_ends_and_says_so(run, reports, empty):
    for number in range(5):
        reports.write(f"{number}.txt", REPORT.format(n=number + 10))
    with serving(silent) as server:
        told(empty, server, timeout=0.1, attempts=1)
        added = run("add", "--case", empty, "--engine", "endpoint", reports.folder)
    assert added.code == 1
    assert len(added.complaints) == 5
    assert all("0.1 s" in line for line in added.complaints)
    assert len(server.asked) == 3


TWO = (
    "Prosecutors said that {n} captured soldiers were shot dead near Lyman on 3 March 2025.\n"
    "The mayor wrote that the town of Kupiansk had lost power.\n"
)


def misreading(handler, asked):
    """Takes another place than the rules do."""
    if "shot dead" not in asked.document:
        saying()(handler, asked)
        return
    quote = asked.document.split(".")[0]
    claim = {"kind": "incident", "quotes": [quote], "place": "Kupiansk", "victims": quote.split()[3]}
    claim["act"] = {"value": "execution", "words": "shot dead"}
    saying(claim)(handler, asked)


def test_rules_and_model_side_by_side_show_first_where_they_differ(run, reports, empty):
    reports.write("a.txt", TWO.format(n="nine"))
    with serving(misreading) as server:
        told(empty, server)
        added = run("add", "--case", empty, "--engine", "both", reports.folder)
        assert added.code == 0, added.err
    (claim,) = run("claims", "--case", empty, "--kind", "incident", "--disagreement", "--json").json["claims"]
    comparison = claim["comparison"]
    assert [name.split("/")[0] for name in comparison["read_by"]] == ["rules", "endpoint"]
    assert {"victims", "act"} <= set(comparison["agreed"])
    assert claim["place"]["name"] == "Lyman"
    other = next(d for d in comparison["differences"] if d["slot"] == "place")
    assert other["engine"] == "endpoint/v1 small"
    assert other["values"][0]["value"]["name"] == "Kupiansk"
    assert other["values"][0]["spans"][0]["quote"] == "Kupiansk"
    listed = run("claims", "--case", empty, "--disagreement").out
    assert "place: Lyman" in listed
    assert "Kupiansk" in listed
    explained = run("explain", claim["id"], "--case", empty)
    assert explained.code == 0
    assert "place: endpoint/v1 small read Kupiansk" in explained.out
    assert "codebook entries in these words: " in explained.out
    assert run("verify", empty).code == 0


def test_if_the_model_fails_the_rules_claims_stand_and_it_is_told(run, reports, empty):
    reports.write("a.txt", TWO.format(n="nine"))
    with serving(status(500)) as server:
        told(empty, server)
        added = run("add", "--case", empty, "--engine", "rules+endpoint", reports.folder)
    assert added.code == 1
    assert len(added.complaints) == 1
    assert "1 added" in added.out
    (claim,) = run("claims", "--case", empty, "--kind", "incident", "--json").json["claims"]
    assert "comparison" not in claim


def test_a_claim_is_explained_slot_by_slot(run, reports, empty):
    reports.write("a.txt", TWO.format(n="nine"))
    with serving(reading) as server:
        told(empty, server)
        run("add", "--case", empty, "--engine", "endpoint", reports.folder)
    (claim,) = run("claims", "--case", empty, "--kind", "incident", "--json").json["claims"]
    answer = run("explain", claim["id"], "--case", empty, "--json").json
    victims = next(s for s in answer["slots"] if s["slot"] == "victims")
    assert victims["value"] == [9, 9]
    assert victims["spans"][0]["quote"] == "nine"
    assert victims["reader"].startswith("endpoint/v1 small > numbers")
    assert "pointed at the words; the number grammar read the value" in victims["how"]
    place = next(s for s in answer["slots"] if s["slot"] == "place")
    assert any("Lyman" in str(other["value"]) for other in place["others"])
    assert "verification" in answer["not_found"]
    assert run("explain", "c000000000000000", "--case", empty).code == 2

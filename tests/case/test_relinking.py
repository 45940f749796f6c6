"""What is linked by itself is what linking everything anew gives; older cases are still verified."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from pathlib import Path

import pytest

from corrobora.case import Case
from corrobora.case.linking import digest_of_links, digest_of_register
from corrobora.model.vocabulary import Judgement
from corrobora.store import journal, linked, register
from reports import Reports

PLACES = ("Oldmill", "Newford", "Vexholm")


def report(rng: random.Random) -> str:
    """One to three sentences in a crowded corner of an invented country."""
    return "".join(
        f"{rng.choice((2, 3, 9))} prisoners were shot at {rng.choice(PLACES)} "
        f"on 2024-05-{rng.randint(1, 9):02d}.\n"
        for _ in range(rng.randint(1, 3))
    )


def anew_is_the_same(case: Case) -> None:
    with case._database.read() as connection:
        before = linked_state(connection)
    assert case.relink().entry is None
    with case._database.read() as connection:
        assert linked_state(connection) == before
    assert case.verify().problems == ()


def linked_state(connection) -> list:
    """All that is kept for the next linking."""
    tables = (linked.link_traits, linked.link_names, linked.link_near, linked.register_nodes)
    return [sorted(map(tuple, connection.execute(table.select()).all())) for table in tables]


@pytest.mark.slow
def test_documents_and_decisions_one_by_one_give_what_linking_anew_gives(
    any_case: Case, reports: Reports
) -> None:
    rng = random.Random(3)
    for n in range(16):
        reports.write(f"{n}.txt", report(rng), publisher="Daily", published=f"2024-06-{n + 1:02d}")
    any_case.add([reports.folder], reports.manifest())
    whole = any_case.latest(limit=1)[0].payload["claims"]
    for n in range(16, 22):
        path = reports.write(f"{n}.txt", report(rng), publisher="Weekly", published=f"2024-06-{n + 1:02d}")
        any_case.add([path], reports.manifest())
        ids = [claim for incident in any_case.incidents() for claim in incident.incident.claims]
        one, other, third = rng.sample(ids, 3)
        any_case.decide([one, other], judgement=rng.choice(list(Judgement)), reason="seen")
        any_case.decide([third], verdict=rng.choice(("rejected", "accepted")), reason="seen")
        anew_is_the_same(any_case)
    numbers = [incident.incident.number for incident in any_case.incidents()[:2]]
    decision = any_case.decide(
        [f"INC-{n:04d}" for n in numbers], judgement=Judgement.SAME, reason="one event"
    )
    anew_is_the_same(any_case)
    any_case.undo(decision.id, reason="two after all")
    anew_is_the_same(any_case)
    last = next(e for e in any_case.latest(limit=20) if e.act == "link")
    assert last.payload["incidents"] == len(any_case.incidents())
    assert last.payload["claims"] == sum(len(i.incident.claims) for i in any_case.incidents()) > whole


def test_a_document_that_comes_alone_rewrites_no_other_incident(case: Case, reports: Reports) -> None:
    rng = random.Random(4)
    for n in range(16):
        reports.write(f"{n}.txt", report(rng), publisher="Daily", published=f"2024-06-{n + 1:02d}")
    case.add([reports.folder], reports.manifest())
    path = reports.write("far.txt", "4 prisoners were shot at Eastwatch on 2019-01-01.\n", publisher="Daily")
    entries = len(case.latest(limit=100))
    case.add([path])
    with case._database.read() as connection:
        rows = connection.execute(linked.incidents.select()).all()
        assert [row.number for row in rows if row.entry > entries] == [max(row.number for row in rows)]


def test_what_a_damaged_index_led_to_is_put_right_by_linking_anew(case: Case, reports: Reports) -> None:
    rng = random.Random(6)
    for n in range(16):
        reports.write(f"{n}.txt", report(rng), publisher="Daily", published=f"2024-06-{n + 1:02d}")
    case.add([reports.folder], reports.manifest())
    with sqlite3.connect(case.path / "corrobora.db") as connection:
        connection.execute("DELETE FROM link_traits")
    path = reports.write("more.txt", (reports.folder / "3.txt").read_text() + "More.\n", publisher="Weekly",
                         published="2024-06-30")  # fmt: skip
    case.add([path], reports.manifest())
    assert case.relink().entry is not None
    anew_is_the_same(case)


def old_linking(case: Case) -> None:
    """Make the last entry of a case a linking as ``link/2`` recorded it."""
    with case._store.write() as connection:
        events = register.everything(connection)
        links = [linked.link_row(link) for link in register.all_links(connection)]
        payload = {
            "linker": "link/2+00000000", "inputs": "x", "claims": 3, "incidents": len(events), "new": [],
            "register": digest_of_register([e.data for e in events], {}),
            "links": digest_of_links(links),
        }  # fmt: skip
        journal.append(connection, actor="ann", act="link", payload=payload)
    with sqlite3.connect(case.path / "corrobora.db") as connection:
        for table in ("link_traits", "link_names", "link_near", "register_nodes"):
            connection.execute(f"DELETE FROM {table}")


def test_a_case_linked_by_an_earlier_program_verifies_and_goes_on(filled: Case, reports: Reports) -> None:
    old_linking(filled)
    assert filled.verify().problems == ()
    path = reports.write("more.txt", "4 prisoners were shot at Eastwatch on 2024-01-01.\n", publisher="Daily")
    filled.add([path])
    latest = next(e for e in filled.latest(limit=9) if e.act == "link")
    assert "before" in latest.payload, "the history up to here is recorded"
    anew_is_the_same(filled)


@pytest.mark.parametrize(
    "statement", ["UPDATE incidents SET data = replace(data, '[8,9]', '[1,2]')", "DELETE FROM links"]
)
def test_in_such_a_case_a_changed_register_is_found(filled: Case, statement: str) -> None:
    old_linking(filled)
    with sqlite3.connect(filled.path / "corrobora.db") as connection:
        connection.execute(statement)
    assert {p.part for p in filled.verify().problems} == {"register"}


def test_earlier_history_recorded_as_a_whole_cannot_be_changed_unseen(filled: Case) -> None:
    old_linking(filled)
    filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one event")
    assert filled.verify().problems == ()
    with sqlite3.connect(filled.path / "corrobora.db") as connection:
        data = connection.execute("SELECT data FROM incident_versions WHERE number = 2").fetchone()[0]
        changed = data.replace("2024", "2023")
        assert changed != data
        digest = hashlib.sha256(changed.encode()).hexdigest()
        statement = "UPDATE incident_versions SET data = ?, digest = ? WHERE number = 2"
        connection.execute(statement, (changed, digest))
    assert [problem.part for problem in filled.verify().problems] == ["register"]


def test_the_command_says_whether_anything_changed(filled: Case, capsys: pytest.CaptureFixture[str]) -> None:
    from corrobora.cli import acts

    filled.close()
    acts.relink(case=Path(filled.path), actor="ann", as_json=False)
    assert "2 incidents, as before" in capsys.readouterr().out

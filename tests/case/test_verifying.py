"""Whoever changes a case by other means is found out."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

from corrobora.case import Case, Verification
from corrobora.model.errors import CorroboraError
from corrobora.model.vocabulary import Judgement

GUARDS = [
    f"DROP TRIGGER {table}_refuses_{verb}"
    for table in ("journal", "items", "texts", "decisions")
    for verb in ("update", "delete")
]


def tampered(case: Case, *statements: str) -> Verification:
    """The case after somebody with its file changed it."""
    with sqlite3.connect(case.path / "corrobora.db") as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in (*GUARDS, *statements):
            connection.execute(statement)
    return case.verify()


@pytest.fixture
def decided(filled: Case) -> Case:
    """A case with two incidents and a decision."""
    filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.DIFFERENT, reason="other village")
    return filled


def test_an_untouched_case_is_clean_and_says_what_was_checked(decided: Case) -> None:
    result = decided.verify()
    assert result.problems == ()
    assert result.counts == {
        "journal": 13, "items": 3, "texts": 3, "claims": 6, "documents": 3, "register": 2, "decisions": 1,
        "people": 0, "tokens": 0, "proposals": 0, "checkpoints": 0, "relations": 0, "examinations": 0,
        "captures": 0, "corrections": 0, "witnesses": 0,
    }  # fmt: skip
    assert result.head == decided.latest(limit=1)[0].hash


def test_dropping_the_guards_alone_is_no_change(decided: Case) -> None:
    assert tampered(decided).clean


@pytest.mark.parametrize(
    ("part", "statement"),
    [
        ("journal", "UPDATE journal SET actor = 'bob' WHERE seq = 3"),
        ("journal", "DELETE FROM journal WHERE seq = 5"),
        ("journal", "UPDATE journal SET payload = '{}' WHERE seq = 5"),
        ("items", "UPDATE items SET name = 'other.txt' WHERE name = 'office.txt'"),
        ("items", "UPDATE items SET received = 'yesterday' WHERE name = 'office.txt'"),
        ("items", "UPDATE items SET entry = 1 WHERE name = 'office.txt'"),
        ("texts", "UPDATE texts SET content = replace(content, '9 prisoners', '7 prisoners')"),
        ("texts", "UPDATE texts SET digest = 'x' WHERE id = 1"),
        ("texts", "UPDATE texts SET sha256 = (SELECT max(sha256) FROM items)"),
        ("documents", "UPDATE claims SET data = replace(data, '\"victims\":[9,9]', '\"victims\":[1,1]')"),
        ("documents", "UPDATE claims SET state = 'withdrawn' WHERE kind = 'response'"),
        ("documents", "DELETE FROM claims WHERE kind = 'response'"),
        ("documents", "UPDATE documents SET entry = 1"),
        ("documents", "UPDATE documents SET publisher = 'Other' WHERE publisher = 'Daily'"),
        ("documents", "UPDATE documents SET published = '2020-01-01'"),
        ("claims", "UPDATE claims SET data = '{}' WHERE kind = 'response'"),
        ("claims", "UPDATE claims SET data = 'no json' WHERE kind = 'response'"),
        ("register", "UPDATE incidents SET data = replace(data, '[8,9]', '[1,2]')"),
        ("register", "UPDATE incidents SET merged_into = 1 WHERE number = 2"),
        ("register", "UPDATE incident_claims SET number = 1"),
        ("register", "DELETE FROM incident_claims WHERE number = 2"),
        ("register", "DELETE FROM incidents"),
        ("register", "DELETE FROM links"),
        ("register", "UPDATE links SET score = 1.0"),
        ("items", "DELETE FROM items WHERE name = 'office.txt'"),
        ("texts", "DELETE FROM texts WHERE id = 1"),
        ("documents", "DELETE FROM documents"),
        ("decisions", "UPDATE decisions SET judgement = 'same'"),
        ("decisions", "UPDATE decisions SET author = 'bob'"),
        ("decisions", "DELETE FROM decisions"),
    ],
)
def test_a_changed_record_is_found(decided: Case, part: str, statement: str) -> None:
    result = tampered(decided, statement)
    assert part in {problem.part for problem in result.problems}, result


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE incident_versions SET data = replace(data, '[8,9]', '[1,2]')", "was changed"),
        ("UPDATE incident_versions SET digest = hex(randomblob(32))", "was changed"),
        ("UPDATE incident_versions SET data = '{}'", "is missing"),
        ("DELETE FROM incident_versions WHERE entry = (SELECT min(entry) FROM incident_versions)",
         "is not what it recorded"),
        ("INSERT INTO incident_versions SELECT number, (SELECT max(seq) FROM journal) - 1, data, digest "
         "FROM incident_versions WHERE number = 2", "changes of journal entry"),
        ("UPDATE incident_claims SET since = 1 WHERE until IS NOT NULL", "is not what it recorded"),
        ("DELETE FROM incident_claims WHERE until IS NOT NULL", "is not what it recorded"),
        ("UPDATE register_nodes SET digest = 'x' WHERE part = 'events'", "digests kept"),
        ("DELETE FROM register_nodes WHERE part = 'reasons'", "digests kept"),
    ],
)  # fmt: skip
def test_what_the_register_was_earlier_cannot_be_changed_unseen(
    decided: Case, statement: str, reason: str
) -> None:
    decided.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one village after all")
    assert decided.verify().clean
    assert reason in {p.part: p.reason for p in tampered(decided, statement).problems}["register"]


def test_a_version_changed_together_with_its_digest_is_found(decided: Case) -> None:
    decided.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one village after all")
    with sqlite3.connect(decided.path / "corrobora.db") as connection:
        query = "SELECT rowid, data FROM incident_versions WHERE number = 2"
        row, data = connection.execute(query).fetchone()
        data = data.replace('"differs":false', '"differs":true', 1)
        digest = hashlib.sha256(data.encode()).hexdigest()
        connection.execute(
            "UPDATE incident_versions SET data = ?, digest = ? WHERE rowid = ?", (data, digest, row)
        )
    (problem,) = decided.verify().problems
    assert "is not what it recorded" in problem.reason


def test_a_quote_that_does_not_stand_in_its_text_is_found(decided: Case) -> None:
    statement = "UPDATE claims SET text_id = text_id % 3 + 1"
    reasons = {p.part: p.reason for p in tampered(decided, statement).problems}
    assert "does not stand at" in reasons["claims"]


def test_a_flipped_bit_in_the_kept_bytes_is_found(decided: Case) -> None:
    path = sorted((decided.path / "items").glob("??/*"))[0]
    data = bytearray(path.read_bytes())
    data[10] ^= 1
    os.chmod(path, 0o644)
    path.write_bytes(data)
    (problem,) = decided.verify().problems
    assert problem.part == "items"
    assert path.parent.name + path.name in problem.reason
    assert "changed" in problem.reason


def test_missing_bytes_are_found(decided: Case) -> None:
    path = sorted((decided.path / "items").glob("??/*"))[0]
    path.unlink()
    (problem,) = decided.verify().problems
    assert "missing" in problem.reason


def test_a_journal_cut_off_at_its_end_misses_the_noted_hash_and_the_decision(decided: Case) -> None:
    decided.decide(["INC-0001"], verdict="accepted", reason="seen the footage")
    head = decided.verify().head
    result = tampered(decided, "DELETE FROM journal WHERE seq > 13", "DELETE FROM decisions WHERE id > 13")
    assert result.clean, "nothing in the folder itself can show this"
    (problem,) = decided.verify(head=head).problems
    assert problem.part == "journal"
    assert "noted earlier" in problem.reason


def test_a_journal_cut_off_under_its_records_is_found(decided: Case) -> None:
    assert "decisions" in {p.part for p in tampered(decided, "DELETE FROM journal WHERE seq > 11").problems}


def test_a_file_that_was_overwritten_is_named_in_one_line(decided: Case) -> None:
    decided.close()
    path: Path = decided.path / "corrobora.db"
    for extra in decided.path.glob("corrobora.db-*"):
        extra.unlink()
    data = bytearray(path.read_bytes())
    data[4096 * 2 : 4096 * 6] = b"x" * 4096 * 4
    path.write_bytes(data)
    with (
        pytest.raises(CorroboraError, match=r"corrobora\.db"),
        Case.open(decided.path, actor="ann") as opened,
    ):
        opened.verify()

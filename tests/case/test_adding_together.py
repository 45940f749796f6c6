"""Messages of an export are kept some at a time; what one of them does stays its own."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from corrobora.case import Case, importing, writing
from corrobora.collect.imports.telegram import item_bytes
from corrobora.model.relation import RelationSort
from corrobora.vault.store import VaultError
from line_engine import LineEngine
from telegram_export import CHANNEL, export, message


def messages(number: int) -> list[dict[str, Any]]:
    """Every third is of the same event as the one before, every tenth answers the first."""
    said = (
        f"Message {n}: {2 + n % 3} prisoners were shot at Oldmill{n // 3} on 2031-03-04."
        for n in range(number)
    )
    return [
        message(n, text, **({"reply_to_message_id": 1} if n % 10 == 0 else {}))
        for n, text in enumerate(said, 1)
    ]


def hash_of(sent: dict[str, Any]) -> str:
    from hashlib import sha256

    return sha256(item_bytes(CHANNEL, "public_channel", sent)).hexdigest()


@pytest.mark.slow
def test_a_transaction_is_made_for_many_messages_and_never_for_more_than_its_bound(
    case: Case, tmp_path: Path
) -> None:
    number = importing.TOGETHER + 20
    commits: list[object] = []
    event.listen(case._database._engine, "commit", lambda _: commits.append(None))
    report = case.add([export(tmp_path / "e", *messages(number))])
    assert len(report.added) == number
    written = 2 + -(-number // writing.TOGETHER) + 1  # the import's, the documents', the linking's
    # some more if the machine is so slow that documents do not wait for others
    assert written <= len(commits) < written + number // 4
    entries = [e.act for e in case.journal(limit=10_000)]
    assert entries.count("read") == entries.count("extract") == number
    assert case.verify().clean


def test_relations_hold_between_messages_of_one_transaction_and_of_two(case: Case, tmp_path: Path) -> None:
    sent = messages(importing.TOGETHER + 20)
    case.add([export(tmp_path / "e", *sent)])
    for late in (10, importing.TOGETHER // 10 * 10 + 10):
        ties = case.about(hash_of(sent[late - 1])).relations
        assert (RelationSort.REPLY_TO, hash_of(sent[0])) in [(r.sort, r.other) for r in ties]


def test_the_same_bytes_twice_in_an_export_are_one_item(case: Case, tmp_path: Path) -> None:
    sent = messages(3)
    report = case.add([export(tmp_path / "e", *sent, *sent)])
    assert (len(report.added), len(report.unchanged)) == (3, 3)
    assert case.stats().items == 4


def test_a_document_that_cannot_be_written_takes_none_before_it_along(case: Case, tmp_path: Path) -> None:
    with sqlite3.connect(case.path / "corrobora.db") as other:
        other.execute(
            "CREATE TRIGGER refused BEFORE INSERT ON documents WHEN NEW.path LIKE '%/5' "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    path = export(tmp_path / "e", *messages(9))
    with pytest.raises(IntegrityError):
        case.add([path])
    assert len(case.documents()) == 4
    assert case.stats().items == 10, "what was preserved stays"
    assert case.verify().clean
    with sqlite3.connect(case.path / "corrobora.db") as other:
        other.execute("DROP TRIGGER refused")
    assert len(case.add([path]).added) == 5


def test_an_item_that_cannot_be_written_takes_none_before_it_along(case: Case, tmp_path: Path) -> None:
    with sqlite3.connect(case.path / "corrobora.db") as other:
        other.execute(
            "CREATE TRIGGER refused BEFORE INSERT ON items WHEN NEW.name LIKE '%-5.json' "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    with pytest.raises(IntegrityError):
        case.add([export(tmp_path / "e", *messages(9))])
    assert case.stats().items == 5, "the export and four messages"
    assert case.verify().clean


def test_bytes_that_cannot_be_kept_take_none_before_them_along(case: Case, tmp_path: Path) -> None:
    sent = messages(9)
    damaged = case.vault.path(hash_of(sent[4]))
    damaged.parent.mkdir(parents=True, exist_ok=True)
    damaged.write_bytes(b"other")
    with pytest.raises(VaultError, match="damaged"):
        case.add([export(tmp_path / "e", *sent)])
    assert case.stats().items == 5, "the export and four messages"


def test_what_was_extracted_before_an_engine_broke_is_in_force(tmp_path: Path) -> None:
    class Breaks(LineEngine):
        def propose(self, document: Any) -> Any:
            if "Message 6" in document.text.content:
                raise KeyboardInterrupt
            return super().propose(document)

    path = export(tmp_path / "e", *messages(9))
    with Case.create(tmp_path / "case", actor="ann", engine=Breaks()) as case:
        with pytest.raises(KeyboardInterrupt):
            case.add([path])
        assert len(case.documents()) == 6, "messages 0 to 5"
        assert case.verify().clean
    with Case.open(tmp_path / "case", actor="ann", engine=LineEngine()) as case:
        assert len(case.add([path]).added) == 3
        assert case.stats().documents == 9

"""A register of given incidents in a store of its own, listed as a case would list it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from corrobora.case.listing import settle
from corrobora.case.shown import Shown
from corrobora.case.sight import Marks
from corrobora.case.views import Views
from corrobora.model.claim import Claim
from corrobora.model.document import Document, Source, Text
from corrobora.model.incident import Incident
from corrobora.model.incident_serial import incident_to_json
from corrobora.model.item import Item
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind
from corrobora.store import claims, documents, journal, linked
from corrobora.store.database import Database
from corrobora.store.register import NumberedEvent


def register_of(address: str, incidents: Sequence[Incident], *, publisher: str) -> tuple[Database, Shown]:
    """Each incident's claims stand in one document; the caller disposes of the database."""
    database = Database(address, settle=partial(settle, marks=Marks()))
    database.migrate()
    with database.write() as connection:
        entry = journal.append(connection, actor="ann", act="test", payload={}).seq
        content, sha256 = "Nine men were shot.", "d" * 64
        item = Item(
            sha256=sha256, size=9, media_type="text/plain", name="a.txt", received=datetime.now(UTC),
            received_by="ann", origin="a.txt",
        )  # fmt: skip
        documents.insert_item(connection, item, entry=entry)
        text = Text(sha256=sha256, reader="test/1", content=content)
        text_id = documents.insert_text(connection, text, entry=entry)
        documents.put_document(
            connection, Document(text=text, source=Source(path="a.txt", publisher=publisher)),
            text_id=text_id, stated={}, engine="test", dropped={}, entry=entry,
        )  # fmt: skip
        said = Claim(kind=Kind.INCIDENT, spans=(Span.of(content, 0, 8),), engine="test")
        for id in sorted({id for i in incidents for id in i.claims}):
            claims.hold(connection, sha256, id, said, text_id=text_id, entry=entry)
        events = [
            NumberedEvent(number=i.number, claims=i.claims, data=incident_to_json(i)) for i in incidents
        ]
        linked.write(connection, linked.plan(connection, events, {}, (), (), None), entry=entry)
    return database, Shown(database, Views())

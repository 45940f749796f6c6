"""The records of a case as lines of JSON: what an evidence bundle carries beside the bytes.

The lines hold exactly what the journal's digests are made over, so that a reader without this program can
recompute every one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from corrobora.case import witnesses
from corrobora.case.writing import source_payload
from corrobora.model.journal import Entry, canonical
from corrobora.store import claims, documents, findings, journal, linked, register


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecords:
    """One state of a case, read in one transaction; every method streams.

    Attributes:
        connection: the open transaction.
    """

    connection: Connection

    def entries(self) -> Iterator[Entry]:
        """The journal, oldest entry first."""
        return journal.everything(self.connection)

    def items(self) -> Iterator[Mapping[str, Any]]:
        """Every item as the journal recorded it, with the number of that entry and who added it.

        Testimony whose witness does not agree is left out.
        """
        withheld = witnesses.withheld(self.connection)
        for entry in journal.by_act(self.connection, "add"):
            if entry.payload["sha256"] in withheld:
                continue
            yield {**entry.payload, "entry": entry.seq, "received_by": entry.actor}

    def texts(self) -> Iterator[tuple[str, str]]:
        """Digest and content of every text, also of superseded ones; of withheld testimony, the notice."""
        withheld = witnesses.withheld(self.connection)
        for _, sha256, content, digest, _ in documents.all_texts(self.connection):
            if sha256 not in withheld or content == witnesses.NOTICE:
                yield digest, content

    def documents(self) -> Iterator[Mapping[str, Any]]:
        """Every document: its item, the digest of its text in force, title, language and source."""
        in_force = dict(documents.digests_in_force(self.connection))
        for head, entry in documents.heads_with_entries(self.connection):
            yield {
                "sha256": head.sha256, "text": in_force[head.sha256], "title": head.title,
                "language": head.language, "entry": entry, **source_payload(head.source),
            }  # fmt: skip

    def claims(self) -> Iterator[Mapping[str, Any]]:
        """Every claim in force, with the item of its document."""
        for head, _ in documents.heads_with_entries(self.connection):
            for id, data in claims.written(self.connection, head.sha256):
                yield {"id": id, "sha256": head.sha256, "data": data}

    def findings(self) -> Iterator[Mapping[str, Any]]:
        """What tools found out about items, with the number of the journal entry that holds its digest.

        Findings about withheld testimony are left out.
        """
        withheld = witnesses.withheld(self.connection)
        for found, _, entry in findings.all_examinations(self.connection):
            if found.sha256 not in withheld:
                yield {
                    "sha256": found.sha256, "sort": found.sort.value, "tool": found.tool,
                    "data": dict(found.data), "subject": found.subject,
                    "moment": found.moment.isoformat() if found.moment else None, "entry": entry,
                }  # fmt: skip

    def register(self) -> Iterator[Mapping[str, Any]]:
        """Incidents, numbers merged into others, and the reasons for links, in that order."""
        now = {m.number for m in register.memberships(self.connection) if m.now}
        events = register.everything(self.connection)
        for event in events:
            if event.number in now:
                yield {"event": dict(event.data)}
        for event in events:
            if event.number not in now:
                yield {"merged": [event.number, event.merged_into]}
        for link in sorted(register.all_links(self.connection), key=lambda link: (link.first, link.second)):
            yield {"link": linked.link_row(link)}


def line(record: Mapping[str, Any]) -> str:
    """A record as one line of canonical JSON."""
    return canonical(record) + "\n"


def unline(written: str) -> dict[str, Any]:
    """A record from its line.

    Raises:
        ValueError: if it is no JSON object in canonical form.
    """
    data = json.loads(written)
    if not isinstance(data, dict) or canonical(data) != written.rstrip("\n"):
        raise ValueError("is no JSON object in canonical form")
    return data
